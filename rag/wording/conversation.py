"""How a follow-up was understood."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {}
"""Indonesian and English by code."""
