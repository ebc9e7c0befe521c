"""What a judge is asked, and what it gives back. Nothing here knows a model, a server or ragas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.errors import TanyaError

REPEATS = 3
"""How often each question to a judge is asked, each time with another seed: odd, for a majority."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdicts:
    """What a judge said of some statements.

    ``values`` holds 1 (the evidence supports it) or 0 for each statement in order, and is None
    where no valid verdict came; then ``unscored`` says why, in words. Unscored is never good news:
    whoever counts takes it as a failure. ``raw`` holds every reply as it came, the refused ones
    too, the last one last.
    """

    values: tuple[int, ...] | None
    unscored: str = ""
    raw: tuple[str, ...] = ()


class Judge(Protocol):
    """Whoever tells whether evidence supports statements."""

    def supported(self, statements: Sequence[str], evidence: str, *, repeat: int) -> Verdicts:
        """Judge each statement against this evidence alone.

        ``statements`` is not empty; ``repeat`` counts from 0 and stands for a seed of its own.
        A judge that fails, does not answer, is cut or answers something invalid gives ``Verdicts``
        without values; it does not raise.

        Raises:
            JudgeAbsent: a replay was asked something that is not in its store.
        """
        ...


class JudgeAbsent(TanyaError):
    """There is no judge to ask: none is reachable, or a replay does not hold the question."""

    exit_code = 4
