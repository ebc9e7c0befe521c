"""The bake-off: local models on the same questions, beside the quoting engine."""
