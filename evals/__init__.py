"""Measuring answers: a door to ``rag`` that says whether it is still right."""
