"""Tier 1: what one answer is worth, by rules that need no model."""
