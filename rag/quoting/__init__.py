"""The quoting engine: the archive's own sentences as the answer, or an honest refusal."""

from __future__ import annotations

from rag.quoting.engine import Answerable, alike, enough, quote
from rag.quoting.judging import Zone

__all__ = ["Answerable", "Zone", "alike", "enough", "quote"]
