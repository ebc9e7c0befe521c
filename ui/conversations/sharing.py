"""A shared conversation as a page that can only be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rag.answer_log import SourceChange, SourceState
from rag.records import KeptTurn
from ui import render
from ui.conversations.keeping import changes, recalled
from ui.conversations.reading import readable
from ui.conversations.words import Words, words_of
from ui.web import House


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One turn as the page shows it; ``changed`` are lines on sources that are not as they were."""

    number: int
    question: str
    answer: Markup
    evidence: Markup
    changed: tuple[str, ...]


def shown(house: House, turns: Sequence[KeptTurn], language: str, root: str = "") -> list[Shown]:
    """Return turns with their answers and evidence as they were given.

    ``root`` is the proxy's prefix, without a slash at its end.

    Raises:
        ArchiveError: the archive cannot be read.
    """
    words = words_of(language)
    found = []
    for each in turns:
        number = each.number
        turn = recalled(house.log, each, language)
        evidence = "" if turn.answer is None else render.evidence(turn, language)
        found.append(
            Shown(
                number=number,
                question=turn.question,
                answer=readable(render.answer(turn, language), turn=number, root=root),
                evidence=readable(evidence, turn=number, root=root, deeper=1),
                changed=tuple(_told(one, words) for one in changes(house.log, each.answer)),
            )
        )
    return found


def _told(change: SourceChange, words: Words) -> str:
    """Return in one line what became of a source."""
    state = {
        SourceState.REMOVED: words.removed,
        SourceState.WITHDRAWN: words.withdrawn,
        SourceState.CORRECTED: words.corrected,
        SourceState.CHANGED: words.text_changed,
    }[change.state]
    by = f" (“{change.by.title}”)" if change.by is not None and change.by.title else ""
    return f"[{change.number}] {change.title or words.untitled}: {state}{by}"
