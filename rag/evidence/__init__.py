"""Which sentences of found passages bear on a question, and how well: without a model."""
