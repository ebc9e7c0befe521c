"""The values that both paths pass on: frozen, keyword-only, checked on construction.

Spans are half-open and count code points of the article's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class SentenceKind(StrEnum):
    """What a span of evidence is."""

    TITLE = "title"
    BODY = "body"
    CAPTION = "caption"
    ROW = "row"


class ArticleKind(StrEnum):
    """What an article is to the others."""

    NEWS = "news"
    CORRECTION = "correction"  # ralat
    RIGHT_OF_REPLY = "right_of_reply"  # hak jawab
    RETRACTION = "retraction"  # a notice that withdraws a report
    RETRACTED = "retracted"  # the withdrawn report itself


class Origin(StrEnum):
    """Where a field came from, surest first."""

    GIVEN = "given"  # by the operator or by the document's own metadata
    STATED = "stated"  # a line of the text says it (dateline, byline)
    INFERRED = "inferred"  # worked out, may be wrong
    UNKNOWN = "unknown"


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


def _check_span(start: int, end: int) -> None:
    if not 0 <= start < end:
        raise ValueError(f"a span must be non-empty and not negative, got [{start}, {end})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A span of an article: the unit of evidence. ``ordinal`` counts within the article from 0."""

    ordinal: int
    start: int
    end: int
    kind: SentenceKind = SentenceKind.BODY

    def __post_init__(self) -> None:
        _check_span(self.start, self.end)


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A run of whole sentences of one article: the unit of retrieval.

    ``id`` is the article's id, a dot, and a digest of span and text, so that an id never
    changes its meaning. ``sentences`` are consecutive; ``start`` and ``end`` are those of the
    first and the last.
    """

    id: str
    article_id: str
    ordinal: int
    start: int
    end: int
    sentences: tuple[Sentence, ...]

    def __post_init__(self) -> None:
        _check_span(self.start, self.end)
        if not self.sentences:
            raise ValueError("a passage holds at least one sentence")
        if self.start != self.sentences[0].start or self.end != self.sentences[-1].end:
            raise ValueError("a passage begins and ends with its sentences")


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """One news item.

    ``text`` is the normalised text (NFC, ``\\n`` line ends, no control, zero-width or bidi
    characters) and holds the title where the document has one. ``digest`` is the SHA-256 of
    ``text`` in hexadecimal. ``source`` is the canonical address it came from, unique in the
    archive. ``concerns`` names the source or URL of the article that a correction, reply or
    retraction is about.
    """

    id: str
    source: str
    title: str
    text: str
    digest: str
    outlet: str = ""
    author: str = ""
    published: date | None = None
    url: str = ""
    language: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    kind: ArticleKind = ArticleKind.NEWS
    concerns: str = ""
    title_origin: Origin = Origin.UNKNOWN
    outlet_origin: Origin = Origin.UNKNOWN
    published_origin: Origin = Origin.UNKNOWN

    def __post_init__(self) -> None:
        if not self.id or not self.source:
            raise ValueError("an article has an id and a source")
        if not self.text.strip():
            raise ValueError("an article has a text")


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPassage:
    """A passage as the archive gives it back: with its text and its article's description.

    ``article`` is the article without its text (``text`` is left out to keep hits small), so
    the passage's own ``text`` is here.
    """

    passage: Passage
    text: str
    article: ArticleSummary

    def sentence_text(self, sentence: Sentence) -> str:
        """Return the exact text of one of the passage's sentences."""
        return self.text[sentence.start - self.passage.start : sentence.end - self.passage.start]


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleSummary:
    """An article without its text."""

    id: str
    source: str
    title: str
    outlet: str = ""
    author: str = ""
    published: date | None = None
    published_origin: Origin = Origin.UNKNOWN
    url: str = ""
    language: str = ""
    kind: ArticleKind = ArticleKind.NEWS
    concerns: str = ""
    length: int = 0  # code points of the text


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A passage with its ranks (from 1; None where that leg did not find it) and fused score."""

    stored: StoredPassage
    score: float
    words_rank: int | None = None
    vectors_rank: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What the person narrowed the search to; None means no bound. Both dates are included."""

    published_from: date | None = None
    published_to: date | None = None
    outlet: str | None = None


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
        _check_span(self.start, self.end)


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
class Claim:
    """One sentence of an answer, after checking. Never without evidence."""

    text: str
    check: Check
    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a claim is never shown without evidence")


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
    cited article. ``timings`` are milliseconds by step.
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

    def __post_init__(self) -> None:
        if self.refused and self.claims:
            raise ValueError("a refusal makes no claims")
        if not self.refused and not self.claims:
            raise ValueError("an answer that is not a refusal makes at least one claim")


class ModelState(StrEnum):
    """Whether answers are written by a model, and if not, why."""

    READY = "ready"
    CHOSEN_OFF = "chosen_off"  # the operator chose quotes
    UNREACHABLE = "unreachable"  # no Ollama at the address
    MISSING = "missing"  # Ollama runs without the model
    REFUSED = "refused"  # a cloud model, or one that cannot chat


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """How the assistant stands: what the banner says.

    ``commands`` are what switches generation on, in order, ready to be copied.
    ``vectors`` is "ready", "catching_up" or "unavailable" (then full text alone is searched).
    """

    state: ModelState
    model: str
    host: str
    commands: tuple[str, ...]
    articles: int
    passages: int
    oldest: date | None
    newest: date | None
    vectors: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """The assistant begins something: ``name`` is searching, reading, writing or quoting.

    ``count`` is the number of passages where that means something, else 0.
    """

    name: str
    count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimReady:
    """A checked claim may be shown, with the sources known so far."""

    claim: Claim
    sources: tuple[Source, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """The whole answer; always the last event."""

    answer: Answer


Event = Step | ClaimReady | Finished
