"""Figures and dates as single sentences state them, with what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from rag.checks import is_order
from rag.checks.lists import MONTHS_AND_DAYS, NEGATIONS, ROLES
from rag.checks.reading import Token, read
from rag.conflicts.clauses import OUT_OF, clause_around, total_of, wider
from rag.conflicts.lists import APPROXIMATE, ASKED, EMPTY, OUTCOMES, PARTIAL, PEOPLE
from rag.conflicts.marks import Marks, after_source, marks, without_purpose
from rag.language import DateMention, Number, NumberKind, dates, numbers
from rag.records import Evidence, Sentence, StoredPassage

Value = Decimal | tuple[date, date]

_LAW = re.compile(
    r"(?:\b(?:pasal|ayat|nomor|no|uu|pp|article|huruf|lampiran|usia)\.?\s?|[\w]/)\Z", re.I
)
_SPOKEN_ON = re.compile(r"\([^()]{0,20}\Z")  # "Rabu (3/9/2025)" dates the report or the remark
_SINCE = re.compile(r"\b(?:sejak|mulai|dari|since|from)\s+\Z", re.IGNORECASE)
_NUMBER_OF = re.compile(r"\b(?:jumlah|number)\b[^.;]{0,80}\Z", re.IGNORECASE)
_NO_NAMES = MONTHS_AND_DAYS | ROLES
_NEAR = 3  # words before and after a figure that may make it rough or partial


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Line:
    """A sentence of a passage, read once; ``days`` are the ends of the times that it names."""

    stored: StoredPassage
    sentence: Sentence
    text: str
    tokens: tuple[Token, ...]
    names: frozenset[str]
    years: frozenset[int]
    days: tuple[date, ...]

    @property
    def evidence(self) -> Evidence:
        """The sentence as evidence."""
        return Evidence.of(self.stored, self.sentence)

    @property
    def key(self) -> tuple[str, int]:
        """The article's id and the sentence's ordinal."""
        return self.stored.article.id, self.sentence.ordinal

    @property
    def published(self) -> date | None:
        """When its article was published."""
        return self.stored.article.published


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Said:
    """A figure or date that a line states.

    ``unit`` is what a figure counts ("rupiah", "percent", "people" or the stem of the noun) and
    "day" for dates. ``about`` are the content stems of its clause without names, ``names`` the
    names there. ``exact`` is False for "sekitar 500"; ``whole`` is False for parts, rates and
    clauses with several figures; ``wanted`` tells of demands and suppositions. Who is said to
    state it ("Kapolres … menyebut") belongs neither to ``about`` nor to ``names``.
    """

    line: Line
    kind: str
    unit: str
    value: Value
    start: int
    end: int
    clause: tuple[int, int]
    about: frozenset[str]
    names: frozenset[str]
    exact: bool
    whole: bool
    wanted: bool
    denied: bool
    marks: Marks

    @property
    def shown(self) -> str:
        """The figure or date as the archive writes it, with the noun that it counts."""
        return " ".join(self.line.text[self.start : self.shown_end].split()).rstrip(" .,")

    @property
    def shown_end(self) -> int:
        """Where the noun that a figure counts ends; else where the value does."""
        if self.kind == "date" or self.unit in {"rupiah", "percent"}:
            return self.end
        out_of = OUT_OF.match(self.line.text, self.end)
        end = out_of.end() if out_of else self.end  # "tiga dari empat lini"
        end += len(self.line.text[end:].split(" ", 1)[0]) if out_of else 0
        after = next((t for t in self.line.tokens if t.start >= end and t.content), None)
        return self.end if after is None else after.end


def line_of(stored: StoredPassage, sentence: Sentence) -> Line | None:
    """Return one sentence of a passage, read; None where it states no figure or date."""
    text = stored.sentence_text(sentence)
    if not numbers(text):
        return None
    tokens = read(text)
    years = {d.first.year for d in dates(text) if d.first is not None}
    return Line(
        stored=stored,
        sentence=sentence,
        text=text,
        tokens=tokens,
        names=frozenset(t.word for t in tokens if is_name(t)),
        years=frozenset(years),
        days=tuple(
            d.last
            for d in dates(text, stored.article.published)
            if d.last is not None and d.precision != "year" and not _SINCE.search(text[: d.start])
        ),
    )


def is_name(token: Token) -> bool:
    """Tell whether a word looks like (part of) a proper name where it stands."""
    if token.figure or len(token.text) < 2 or token.word in _NO_NAMES:
        return False
    return token.acronym or (token.capital and not token.opens and token.content)


def lines_of(passages: Iterable[StoredPassage]) -> list[Line]:
    """Return every sentence of passages that states something, once, in their order."""
    seen: set[tuple[str, int]] = set()
    found = []
    for stored in passages:
        for sentence in stored.passage.sentences:
            key = (stored.article.id, sentence.ordinal)
            if key not in seen and not is_order(stored.sentence_text(sentence)):
                seen.add(key)
                found.append(line_of(stored, sentence))
    return [line for line in found if line is not None]


def stated(line: Line) -> list[Said]:
    """Return the figures and dates that a line states, as far as one can say what they count."""
    days = dates(line.text, line.published)
    spans = [(d.start, d.end) for d in days]
    found = list(_days(line, days))
    figures = [n for n in numbers(line.text) if not _inside(n.start, n.end, spans)]
    for number in figures:
        unit = unit_of(line, number)
        if unit and not _LAW.search(line.text[max(0, number.start - 12) : number.start]):
            places = [n.start for n in figures if not total_of(line.text, number, n)]
            span = clause_around(line.text, number.start, number.end, places)
            others = sum(span[0] <= at < span[1] for at in places)
            found.append(_said(line, number, unit, span, whole=others == 1))
    return [one if _alone(one, found) else replace(one, whole=False) for one in found]


def _alone(one: Said, said: Sequence[Said]) -> bool:
    """Tell whether no other figure of the sentence counts a part of the same.

    "Tiga orang meninggal di Liang, 6 orang di Waai": neither is the whole.
    """
    return not any(
        two is not one
        and two.kind == one.kind == "figure"
        and two.unit == one.unit == "people"
        and not OUT_OF.fullmatch(two.line.text[one.end : two.start] if one.end < two.start else "")
        and two.marks.outcome in {one.marks.outcome, -1}
        for two in said
    )


def unit_of(line: Line, number: Number) -> str:
    """Return what a number counts, "" where the text beside it does not say."""
    if number.kind is NumberKind.PERCENT:
        return "percent"
    if number.kind is NumberKind.RUPIAH:
        return "rupiah"
    if number.kind is not NumberKind.PLAIN:
        return ""
    after = [token for token in line.tokens if token.start >= number.end][:2]
    for token in after:
        people = not PEOPLE.isdisjoint((token.stem, token.word))
        if not line.text[number.end : token.start].isspace() or token.capital and not people:
            break  # "900 Orang" in a headline counts people all the same
        if token.content:
            return "people" if people else token.stem
    out_of = OUT_OF.match(line.text, number.end)
    total = out_of and next((n for n in numbers(line.text) if n.start == out_of.end()), None)
    if total:
        return unit_of(line, total)
    return _counted_before(line, number)


def _counted_before(line: Line, number: Number) -> str:
    """Return "people" for "jumlah pemogok …: 700" and "the number of strikers … at 700"."""
    before = line.text[: number.start]
    if not _NUMBER_OF.search(before) or line.text[number.end : number.end + 1].isalnum():
        return ""
    words = {word for t in line.tokens if t.end <= number.start for word in (t.word, t.stem)}
    return "people" if PEOPLE & words else ""


def _days(line: Line, days: Sequence[DateMention]) -> Iterator[Said]:
    full = [d for d in days if d.precision == "day" and d.first and d.last]
    places = [d.start for d in full]
    for mention in full:
        if mention.first is None or mention.last is None:
            continue
        if _SPOKEN_ON.search(line.text[max(0, mention.start - 24) : mention.start]):
            continue
        if not line.text[mention.start : mention.end][:1].isdigit():
            continue  # "kemarin", "pekan depan"
        span = clause_around(line.text, mention.start, mention.end, places)
        found = _said(line, mention, "day", span, whole=True)
        yield found


def _said(
    line: Line, item: Number | DateMention, unit: str, clause: tuple[int, int], *, whole: bool
) -> Said:
    start, end = item.start, item.end
    inside = _inside_of(line, clause, start)
    while not (_telling(inside) or clause[0] == 0):  # "Korban di Lentik, Purbasari, naik jadi 83"
        clause = (wider(line.text, clause[0]), clause[1])
        inside = _inside_of(line, clause, start)
    own = [t for t in inside if not start <= t.start < end]
    before = [t.word for t in line.tokens if t.end <= start][-_NEAR:]
    if before[-1:] in (["menjadi"], ["jadi"], ["to"]):
        before = before[-1:]  # "bertambah menjadi 512": the whole, and no difference
    beside = marks(line.text[: clause[1]], inside, (start, end), line.text)
    after = [t.word for t in line.tokens if t.start >= end][:_NEAR]
    kept = [t for t in own if t.content and (t.stem in OUTCOMES or not is_name(t))]  # "PHK"
    about = {t.stem for t in kept} - EMPTY - PEOPLE
    value: Value
    if isinstance(item, Number):
        value = item.value
    else:
        assert item.first is not None and item.last is not None  # only full dates come here
        value = (item.first, item.last)
    return Said(
        line=line,
        kind="figure" if isinstance(item, Number) else "date",
        unit=unit,
        value=value,
        start=start,
        end=end,
        clause=clause,
        about=frozenset(about),
        names=frozenset(t.word for t in own if is_name(t)),
        exact=APPROXIMATE.isdisjoint(before) and line.text[end : end + 3] != "-an",
        whole=whole
        and (beside.rate != "" or PARTIAL.isdisjoint((*before, *after)))
        and not beside.part
        and before[-1:] not in (["dari"], ["of"]),
        wanted=_wanted(inside),
        denied=not NEGATIONS.isdisjoint(t.word for t in inside),
        marks=beside,
    )


def _inside_of(line: Line, clause: tuple[int, int], start: int) -> list[Token]:
    left = after_source(line.tokens, clause[0], start)
    return without_purpose([t for t in line.tokens if left <= t.start < clause[1]])


def _telling(tokens: Sequence[Token]) -> bool:
    """Tell whether words say anything of what is counted, or name anybody."""
    return any(
        is_name(t) or (t.content and t.stem not in EMPTY | PEOPLE and t.word not in PEOPLE)
        for t in tokens
    )


def _wanted(tokens: Sequence[Token]) -> bool:
    """Tell of a demand or supposition; a sum that "harus dibayar" is owed, and no wish."""
    owed = any(
        one.word == "harus" and two.stem in {"bayar", "tanggung"} for one, two in pairwise(tokens)
    )
    return not (ASKED - {"harus"} if owed else ASKED).isdisjoint(t.stem for t in tokens)


def _inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(left < end and start < right for left, right in spans)
