"""How a follow-up was understood."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "follow_up": ("Dipahami sebagai: “{text}”", "Understood as: “{text}”"),
}
"""Indonesian and English by code."""
