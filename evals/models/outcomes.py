"""What became of each question with one model, kept in a file so that a run can go on."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.lanes.recordings import Head
from evals.lanes.timing import Timed
from evals.results import Item
from rag.errors import ArchiveError

RIGHT, WRONG, REFUSED, NONE = "right", "wrong", "refused", "no answer"
KINDS = (RIGHT, REFUSED, NONE, WRONG)
"""Every question is one of these; ``no answer``: quotes stood in place of the model's own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One question. ``first`` and ``whole`` are seconds; the counts are claims of the model.

    ``crag`` is 1 for right, 0 for a refusal or none, -1 for wrong (Yang et al. 2024, CRAG).
    ``wrong_refusal`` and ``unfounded`` (answered what must be refused) are None where a question
    cannot be got wrong in that way, and where there was no answer of the model's.
    """

    id: str
    kind: str
    crag: float
    wrong_refusal: float | None
    unfounded: float | None
    first: float
    whole: float
    shown: int
    repaired: int
    marked: int
    dropped: int
    problems: tuple[str, ...] = ()


def outcome_of(item: Item, answer: Timed) -> Outcome:
    """Return what became of a scored question."""
    refused = answer.answer.refused
    kind = RIGHT if item.scores.get("right") == 1.0 else REFUSED if refused else WRONG
    if answer.fell_back:
        kind = NONE
    return Outcome(
        id=item.id,
        kind=kind,
        crag={RIGHT: 1.0, WRONG: -1.0}.get(kind, 0.0),
        wrong_refusal=None if kind == NONE else item.scores.get("wrong refusals"),
        unfounded=None if kind == NONE else item.scores.get("answered without evidence"),
        first=round(answer.first, 4),
        whole=round(answer.whole, 4),
        shown=answer.shown,
        repaired=answer.repaired,
        marked=answer.marked,
        dropped=answer.dropped,
        problems=item.problems,
    )


def failed(item: Item, why: str) -> Outcome:
    """Return the outcome of a question to which no answer came at all."""
    return Outcome(
        id=item.id,
        kind=NONE,
        crag=0.0,
        wrong_refusal=None,
        unfounded=None,
        first=0.0,
        whole=0.0,
        shown=0,
        repaired=0,
        marked=0,
        dropped=0,
        problems=(*item.problems, why),
    )


class Store:
    """The outcomes of one model with one digest, options, prompts, questions and archive."""

    def __init__(self, folder: Path, head: Head, *, anew: bool = False) -> None:
        """Open the store, or begin it; ``anew`` forgets what is in it.

        Raises:
            ArchiveError: it cannot be written.
        """
        slug = re.sub(r"[^\w.-]+", "-", head.model)[:60]
        self.path = folder / f"{slug}-{head.fingerprint[:12]}.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if anew:
                self.path.unlink(missing_ok=True)
            self._settle()
        except OSError as error:
            raise self._unwritable(error) from error

    def outcomes(self) -> dict[str, Outcome]:
        """Return what is there, by question."""
        found: dict[str, Outcome] = {}
        if not self.path.exists():
            return found
        for line in self.path.read_bytes().splitlines():
            outcome = _read(line)
            if outcome is not None:
                found[outcome.id] = outcome
        return found

    def add(self, outcome: Outcome) -> None:
        """Keep one, on the disk before the next question is asked.

        Raises:
            ArchiveError: it cannot be written.
        """
        line = json.dumps(asdict(outcome), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        try:
            with self.path.open("ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._unwritable(error) from error

    def _settle(self) -> None:
        """Take away a last line that was cut off."""
        raw = self.path.read_bytes() if self.path.exists() else b""
        whole = raw.rfind(b"\n") + 1
        if whole != len(raw):
            with self.path.open("r+b") as file:
                file.truncate(whole)

    def _unwritable(self, error: OSError) -> ArchiveError:
        return ArchiveError(
            f"{self.path} cannot be written: {error.strerror}.",
            remedy="Make room, or name another folder with --out; what is there is kept.",
            item=str(self.path),
        )


def _read(line: bytes) -> Outcome | None:
    """Return an outcome; a line that is none is asked again."""
    try:
        found: Mapping[str, object] = json.loads(line)
        return Outcome(**{**found, "problems": tuple(found["problems"])})  # type: ignore[arg-type]
    except (ValueError, KeyError, TypeError):
        return None
