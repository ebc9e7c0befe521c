"""Hits, drafts, claims and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rag.records.articles import ArticleSummary, Sentence, StoredPassage, check_span
from rag.records.questions import Understood


class Check(StrEnum):
    """What was established about a claim; the documented list behind ``check`` in ``--json``."""

    QUOTED = "quoted"  # the claim is the archive's own sentence, letter by letter
    FOUND = "found"  # names, numbers and dates of the claim stand in its evidence
    REVIEW = "review"  # shown, but a reader should compare it with the evidence ("periksa")
    REPAIRED = "repaired"  # the model's wording failed a check; the evidence is quoted instead


class EngineName(StrEnum):
    """What writes drafts."""

    QUOTING = "quoting"
    GENERATING = "generating"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A passage with its ranks (from 1; None where that leg did not find it) and fused score.

    ``fit`` is the share of the question's words, by rarity, that the passage has in some wording.
    ``also`` are articles that tell the same story, were found too and are not shown for it.
    """

    stored: StoredPassage
    score: float
    fit: float = 0.0
    words_rank: int | None = None
    vectors_rank: int | None = None
    also: tuple[ArticleSummary, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What the search is narrowed to; None means no bound. Both dates are included.

    ``undated`` keeps only articles without a date, whatever the bounds.
    """

    published_from: date | None = None
    published_to: date | None = None
    outlet: str | None = None
    undated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """A sentence that a claim rests on; ``sentence`` is its ordinal within the article."""

    article: str
    passage: str
    sentence: int
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        check_span(self.start, self.end)

    @classmethod
    def of(cls, stored: StoredPassage, sentence: Sentence) -> Evidence:
        """Return one of a stored passage's sentences as evidence."""
        return cls(
            article=stored.article.id,
            passage=stored.passage.id,
            sentence=sentence.ordinal,
            start=sentence.start,
            end=sentence.end,
            text=stored.sentence_text(sentence),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftClaim:
    """One sentence as an engine wrote it, with the evidence it named (already resolved)."""

    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What an engine wrote. No claims means that the engine found no answer in the passages."""

    engine: EngineName
    claims: tuple[DraftClaim, ...]
    model: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """Who says what a claim reports, as the archive writes it; ``role`` is empty where unknown.

    ``evidence`` is the sentence that names them, which may be one before the claim's own.
    """

    name: str
    role: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One sentence of an answer, after checking. Never without evidence.

    ``problems`` are the objections of the checks as ``code`` or ``code: detail``
    (``rag.citations.Checked``): why it is marked for review, or what was repaired. ``speaker``
    is set where the claim reports what somebody said.
    """

    text: str
    check: Check
    evidence: tuple[Evidence, ...]
    problems: tuple[str, ...] = ()
    speaker: Speaker | None = None

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a claim is never shown without evidence")


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A statement of the model that is no part of the answer, and why.

    ``reason`` is as ``rag.citations.Checked.dropped_reason`` and
    ``rag.generating.GenerationReport.dropped`` name it. ``text`` is its wording, for whoever asks
    what was left out and never as if it were told; empty where it could not be read.
    """

    reason: str
    problems: tuple[str, ...] = ()
    text: str = ""


class Standing(StrEnum):
    """How one version of a figure or date stands beside the others."""

    CURRENT = "current"  # nothing newer contradicts it
    SUPERSEDED = "superseded"  # a later report replaces it
    DISPUTED = "disputed"  # sources of about the same time differ


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """What one source says of a figure or date that sources differ on."""

    value: str
    evidence: Evidence
    outlet: str
    published: date | None
    standing: Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """A figure or date on which the archive's sources differ; current versions come first.

    ``subject`` says in the archive's words what it is about; ``kind`` is "figure" or "date".
    """

    subject: str
    kind: str
    versions: tuple[Version, ...]

    def __post_init__(self) -> None:
        if len(self.versions) < 2:
            raise ValueError("a conflict has at least two versions")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """An article as cited: ``number`` is the one shown in brackets, from 1."""

    number: int
    article: str
    title: str
    outlet: str
    published: date | None
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A line beside the answer. ``code`` names it for programs, ``text`` is for people."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What is shown: claims in order with their sources, or a refusal with what was searched.

    ``passages`` are those that the claims cite first, in order of citation, then the nearest
    others (on a refusal: only the nearest). ``as_of`` is the publication date of the newest
    cited article. ``timings`` are milliseconds by step. ``understood`` is how the question was
    read: corrections and a period are shown, and may be undone. ``filters`` are those that held.
    ``conflicts`` are figures and dates on which sources differ, ``uncovered`` the parts of the
    question that nothing found speaks of, ``left_out`` the model's statements that are not shown.
    ``nearest`` are, on a refusal, the sentences that come nearest, quoted: no answer.
    ``id`` is the stored answer's, empty where it is not stored.
    """

    question: str
    language: str
    refused: bool
    text: str
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    passages: tuple[StoredPassage, ...] = ()
    notices: tuple[Notice, ...] = ()
    as_of: date | None = None
    engine: EngineName = EngineName.QUOTING
    model: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    understood: Understood | None = None
    filters: Filters = field(default_factory=Filters)
    conflicts: tuple[Conflict, ...] = ()
    uncovered: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    nearest: tuple[Claim, ...] = ()
    id: str = ""

    def __post_init__(self) -> None:
        if self.refused and self.claims:
            raise ValueError("a refusal makes no claims")
        if self.nearest and not self.refused:
            raise ValueError("nearest sentences stand under a refusal")
        if not self.refused and not self.claims:
            raise ValueError("an answer that is not a refusal makes at least one claim")
