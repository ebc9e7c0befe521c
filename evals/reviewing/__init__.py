"""Tier 3: people read answers blind, and are held against each other, tier 1 and the judge."""
