"""The steps of an answer while it comes about."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "understanding": ("Memahami pertanyaan lanjutan…", "Understanding the follow-up question…"),
    "searching": ("Mencari di arsip…", "Searching the archive…"),
    "reading": ("Membaca {count} kutipan…", "Reading {count} passages…"),
    "quoting": ("Memilih kalimat yang menjawab…", "Choosing the sentences that answer…"),
    "waiting": ("Menunggu giliran, urutan ke-{count}…", "Waiting for a turn, number {count}…"),
    "writing": ("Menulis jawaban…", "Writing the answer…"),
}
"""Indonesian and English by code."""
