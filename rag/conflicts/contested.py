"""Values that a report itself sets against others: denied, answered, or called an earlier count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.conflicts.likeness import near
from rag.conflicts.lists import MEASURES, OUTCOMES
from rag.conflicts.statements import Line, Said
from rag.records import ArticleKind, StoredPassage

_DENIES = (
    r"\b(?:membantah|menyangkal|menepis|menampik|denie[sd]|denying|disputes|disputed|refutes"
    r"|refuted|rejected|rejects)\b"
)
_DENIED = re.compile(_DENIES, re.IGNORECASE)
_REFUTES = re.compile(_DENIES + r"[^.;\"“”]{0,80}\Z", re.IGNORECASE)
_NOT = re.compile(
    r"^(?:\s*[^\W\d]+){0,2}?\s*,?\s*(?:bukan(?:lah)?|not|instead of|rather than)\b[^.;]{0,40}$",
    re.I,
)
_CALLED = re.compile(
    r"\b(?:sebelumnya|semula|awalnya|tadinya|earlier|previously|initially)\s+(?:[^\W\d]+\s+){0,2}?"
    r"(?:menyebut(?:kan)?|disebut(?:kan)?|mengklaim|diklaim|diberitakan|menaksir|ditaksir|said"
    r"|claimed|claims|reported|put)\b",
    re.IGNORECASE,
)
_BEFORE, _AFTER = 3, 2
"""Sentences around a denial in which the denied value and the denier's own stand."""


def refuted(said: Said) -> bool:
    """Tell whether a value is one that somebody denies: "membantah laporan bahwa tiga lini"."""
    return _REFUTES.search(said.line.text, 0, said.start) is not None


def called_before(said: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Yield (old, new) where a report says what others gave before its own count.

    "Iuran tidak disetor selama 13 bulan. Serikat sebelumnya menyebut 14 bulan, perusahaan 11."
    """
    for old in said:
        match = _CALLED.search(old.line.text, 0, old.start)
        if match is None or not _comparable(old):
            continue
        own = [
            one
            for one in said
            if _article(one) == _article(old)
            and one.unit == old.unit
            and (
                one.line.sentence.ordinal == old.line.sentence.ordinal - 1
                or (one.line is old.line and one.end <= match.start())
            )
        ]
        if len({one.value for one in own}) != 1:
            continue
        new = own[0]
        other_years = (
            new.line.years and old.line.years and new.line.years.isdisjoint(old.line.years)
        )
        if new.value != old.value and _comparable(new) and not other_years:
            yield old, new


def answered(said: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Yield (denied, own) of a letter of reply: "sebelas bulan, bukan empat belas bulan"."""
    for own in said:
        if own.line.stored.article.kind is not ArticleKind.RIGHT_OF_REPLY or not _comparable(own):
            continue
        for other in said:
            if (
                other.line is own.line
                and other.start > own.end
                and other.unit == own.unit
                and other.value != own.value
                and _NOT.match(own.line.text[own.end : other.start])
            ):
                yield other, own


def denied(passages: Sequence[StoredPassage], said: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Yield (denied, own) where one report tells a figure, and who denies it with another.

    Only where the denial stands between the two, and both are said to be of the same.
    """
    places: dict[tuple[str, int], Line] = {one.line.key: one.line for one in said}
    by_line: dict[tuple[str, int], list[Said]] = {}
    for one in said:
        by_line.setdefault(one.line.key, []).append(one)
    for stored in passages:
        for sentence in stored.passage.sentences:
            if not _DENIED.search(stored.sentence_text(sentence)):
                continue
            article, at = stored.article.id, sentence.ordinal
            before = _around(by_line, places, article, range(at - 1, at - 1 - _BEFORE, -1))
            after = _around(by_line, places, article, range(at, at + _AFTER + 1))
            pair = _pair(before, [one for one in after if not refuted(one)])
            if pair is not None:
                yield pair


def _around(
    by_line: dict[tuple[str, int], list[Said]],
    places: dict[tuple[str, int], Line],
    article: str,
    ordinals: range,
) -> list[Said]:
    keys = [(article, ordinal) for ordinal in ordinals if (article, ordinal) in places]
    return [one for key in keys for one in by_line[key]]


def _pair(before: Sequence[Said], after: Sequence[Said]) -> tuple[Said, Said] | None:
    """Return the nearest two values of one thing; None where the report has more in mind."""
    for own in after:
        for theirs in before:
            if own.unit == theirs.unit and own.kind == theirs.kind == "figure":
                alike = _comparable(own) and _comparable(theirs) and not near(own, theirs)
                return (theirs, own) if alike and _of_the_same(own, theirs) else None
    return None


def _of_the_same(one: Said, other: Said) -> bool:
    if one.value == other.value or one.marks.outcome != other.marks.outcome:
        return False
    noun = frozenset((one.unit,))
    return bool((one.about & other.about) - noun) or (
        one.unit == "people" and one.marks.outcome in OUTCOMES.values()
    )


def _comparable(said: Said) -> bool:
    return said.kind == "figure" and not said.wanted and said.unit not in MEASURES


def _article(said: Said) -> str:
    return said.line.stored.article.id
