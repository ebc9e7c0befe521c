"""Tier 2: answers judged by a local model that is not of the answering model's family."""
