"""Foreign text made harmless for a prompt."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Roles and tool calls of chat templates ("[INST]", "[/TOOL_CALLS]") and our labels ("[S1]").
_BRACKET_TOKEN = re.compile(r"[\[【［]\s*(/?[A-Z_]{2,30}|[Ss§]\s*\d{1,6})\s*[\]】］]")
# "<|im_start|>", "<start_of_turn>", "</s>", "<｜User｜>", our own fences, and any HTML.
_ANGLE_TOKEN = re.compile(r"[<＜﹤](?=\s*[/|｜!?▁A-Za-z<])")
_FENCE_MARKS = re.compile(r"`{3,}|~{3,}")


@lru_cache(maxsize=2048)
def one_line(text: str) -> str:
    """Return foreign text as one harmless line for a prompt.

    White space becomes single spaces; control, zero-width and unassigned characters go; labels,
    fences and control tokens of chat templates lose their brackets. Everything else stays, so
    that what the model copies can still be compared with the archive.
    """
    kept = text
    if not (text.isascii() and text.isprintable()):  # nearly every sentence is both
        kept = "".join(
            " " if char.isspace() else char
            for char in text
            if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
        )
    kept = _BRACKET_TOKEN.sub(r"(\1)", kept)
    kept = _ANGLE_TOKEN.sub("‹", kept)
    kept = _FENCE_MARKS.sub("'", kept)
    return " ".join(kept.split())
