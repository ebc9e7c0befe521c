"""The path of an article: source → article → passages → archive."""
