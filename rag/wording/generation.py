"""What became of the model's reply."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {}
"""Indonesian and English by code."""
