"""What a memo holds: frozen values, in words, without any markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rag.answer_log import SourceChange, StoredAnswer
from rag.records import TurnState


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question as a memo is asked to tell it.

    ``stored`` is None where there is no answer (``state`` says why) or it is no longer kept.
    ``changes`` are its sources that are not as they were.
    """

    question: str
    asked_at: datetime
    state: TurnState = TurnState.ANSWERED
    stored: StoredAnswer | None = None
    changes: tuple[SourceChange, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One sentence of an answer. ``numbers`` are those of the sources that it cites.

    ``mark`` is what a check found ("" for nothing), ``reasons`` why; ``speaker`` says who said
    it, ``days`` what its relative days mean. ``quoted``: it is the archive's own sentence.
    """

    text: str
    numbers: tuple[int, ...]
    quoted: bool = False
    mark: str = ""
    reasons: str = ""
    speaker: str = ""
    days: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionRow:
    """What one source says of something that sources differ on."""

    value: str
    where: str
    standing: str
    number: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Versions:
    """A table of what sources differ on."""

    head: str
    columns: tuple[str, str, str]
    rows: tuple[VersionRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A stretch of a passage; ``evidence``: a sentence of the answer rests on it."""

    text: str
    evidence: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MemoSource:
    """A cited article. ``when`` and ``kind`` are in words, ``url`` is safe to link to or "".

    ``quotes`` are its evidence sentences, exactly; ``around`` the passages they stand in, left
    out where a passage is no more than its evidence.
    """

    number: int
    title: str
    outlet: str
    author: str
    when: str
    kind: str
    url: str
    quotes: tuple[str, ...]
    around: tuple[tuple[Stretch, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """Something near a question that has no answer: a sentence or passage, and where it stands."""

    text: str
    where: str
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One question with everything that is to be told of it.

    ``understood`` says how it was read. ``text`` is set for a refusal (with what was searched)
    and where there is no answer. ``headed``: the memo's title does not say the question already.
    ``open`` are parts that nothing answers and statements that
    are left out. ``changes`` say what became of the sources since; ``by`` what wrote the answer.
    """

    number: int
    question: str
    asked: str
    headed: bool = True
    understood: tuple[str, ...] = ()
    refused: bool = False
    text: str = ""
    statements: tuple[Statement, ...] = ()
    versions: tuple[Versions, ...] = ()
    open: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    notices: tuple[str, ...] = ()
    as_of: str = ""
    by: str = ""
    changes: tuple[str, ...] = ()
    counted: str = ""
    sources: tuple[MemoSource, ...] = ()
    id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Memo:
    """A memo in one language ("id" or "en"); ``made`` is when, in words."""

    language: str
    title: str
    made: str
    made_at: datetime
    sections: tuple[Section, ...]
