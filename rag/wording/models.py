"""The models: the queue, hosts, what is missing and how to get it."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {}
"""Indonesian and English by code."""
