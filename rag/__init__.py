"""The path of a question (question → passages → draft → checked answer), and the archive."""
