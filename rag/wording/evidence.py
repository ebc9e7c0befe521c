"""Conflicts between sources, parts not covered, premises, speakers."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {}
"""Indonesian and English by code."""
