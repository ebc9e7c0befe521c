"""Feeds: reading them (``reading``) and following them (``following``)."""
