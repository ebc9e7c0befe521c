"""The quoting engine: the archive's own sentences as the answer, or an honest refusal."""

from __future__ import annotations

from rag.quoting.engine import enough, quote
from rag.quoting.gate import Answerable

__all__ = ["Answerable", "enough", "quote"]
