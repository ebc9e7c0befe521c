"""What became of the model's reply."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "reply_repetition": (
        "Model mulai mengulang-ulang.",
        "The model began to repeat itself.",
    ),
    "reply_unusable": (
        "Kebanyakan pernyataannya tidak bersandar pada kutipan.",
        "Most of its statements did not rest on a passage.",
    ),
    "window_too_small": (
        "Pertanyaan dan kutipannya tidak muat dalam jendela model; lain kali dikirim lebih pendek. "
        "Periksa TANYA_NUM_CTX dan memori mesin Ollama.",
        "The question and its passages do not fit into the model's window; next time less is sent. "
        "Check TANYA_NUM_CTX and the memory of the Ollama machine.",
    ),
}
"""Indonesian and English by code."""
