"""The commands of ``ingest``: one function each, returning its exit code."""
