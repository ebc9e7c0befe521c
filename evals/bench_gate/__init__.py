"""A quick gate of search and quoting on public collections that are not in the project."""
