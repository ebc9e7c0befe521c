"""Lanes: ways of asking the questions of a dataset, each scored by the same rules."""
