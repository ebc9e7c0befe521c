"""Sentences that say themselves which value replaced which: "diundur dari … menjadi …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from rag.checks.reading import read
from rag.conflicts.lists import MEASURES, MOVED, PUT_OFF
from rag.conflicts.naming import specific
from rag.conflicts.statements import Line, Said, stated
from rag.language.stopwords import listed
from rag.records import ArticleKind

_OLD_BEFORE = re.compile(
    r"\b(?:semula|sebelumnya|awalnya|tadinya|mulanya|tertulis|disebut(?:kan)?|originally|initially"
    r"|previously|earlier|bukan(?:lah)?|not)\b[^.;]{0,60}\Z",
    re.IGNORECASE,
)
_NEW_BEFORE = re.compile(
    r"\b(?:menjadi|jadi|seharusnya|semestinya|sebenarnya|yang benar|melainkan|tetapi|kini|sekarang"
    r"|diperpanjang|sampai|hingga|ke|to|until|should|correct(?:ly)?|instead|rather|but|now)\b"
    r"[^.;]{0,50}\Z",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"\b(?:dari|from)\b[^.;]{0,40}\Z", re.IGNORECASE)
_TO = re.compile(r"^[^.;]{0,40}\b(?:menjadi|jadi|ke|to|hingga)\b[^.;]{0,30}$", re.IGNORECASE)
_NOT_AFTER = re.compile(
    r"^\s*,?\s*(?:bukan(?:lah)?|not|instead of|rather than)\b[^.;]{0,40}$", re.I
)
_CORRECTING = listed("ralat koreksi revisi keliru salah tertulis correct correction error revise")
_TWO = 2  # values of a correction: the wrong one and the right one
_PLANS_AHEAD = timedelta(days=120)
_COUNTING = listed("tambah bengkak")


def replacements(line: Line, said: Sequence[Said] | None = None) -> Iterator[tuple[Said, Said]]:
    """Yield (old, new) for each pair of values of which a line says that one replaced the other.

    Values that merely rose or fell with time ("UMP naik dari … menjadi …") are no versions of one
    fact and are left out: the line needs a word of putting off, extending or correcting, or counts
    that grew.
    """
    values = list(stated(line) if said is None else said)
    stems = {token.stem for token in line.tokens}
    title = {token.stem for token in read(line.stored.article.title)}
    moved = not MOVED.isdisjoint(token.word for token in line.tokens)
    correcting = (
        bool(_CORRECTING & (stems | title)) or line.stored.article.kind is ArticleKind.CORRECTION
    )
    for one, two in pairwise(sorted(values, key=lambda item: item.start)):
        if one.kind != two.kind or one.unit != two.unit or one.value == two.value:
            continue
        if one.kind == "figure" and not (correcting or moved or _COUNTING & stems):
            continue
        if one.kind == "figure" and (one.wanted or two.wanted or one.unit in MEASURES):
            continue
        before, between = line.text[: one.start], line.text[one.end : two.start]
        if _FROM_TO.search(before) and _TO.match(between):
            if moved or correcting or _COUNTING & stems:
                yield one, two
        elif _OLD_BEFORE.search(before) and _NEW_BEFORE.search(between):
            yield one, two
        elif (
            _NOT_AFTER.match(between) or _NEW_BEFORE.search(before) and _OLD_BEFORE.search(between)
        ):
            yield two, one


def corrected(said: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Yield (old, new) for each correction that states two values, one of which a report has.

    A correction repeats what was wrong, often in a sentence of its own. Which of its two values
    that is, the report that it corrects tells.
    """
    for article in {one.line.stored.article.id for one in said if _corrects(one)}:
        own = [one for one in said if one.line.stored.article.id == article]
        for unit in {one.unit for one in own}:
            values = list({one.value: one for one in own if one.unit == unit}.values())
            if len(values) != _TWO:
                continue
            reported = {
                one.value
                for one in said
                if one.unit == unit and not _corrects(one) and not one.wanted
            }
            wrong = [one for one in values if one.value in reported]
            if len(wrong) == 1:
                (old,) = wrong
                yield old, next(one for one in values if one is not old)


def _corrects(said: Said) -> bool:
    return said.line.stored.article.kind is ArticleKind.CORRECTION


def put_off(said: Sequence[Said]) -> Iterator[tuple[list[Said], Said]]:
    """Yield (old, new) for each new date of an event and the dates that were planned before.

    "Serikat menunda mogok hingga 24 Agustus" names no old date; an earlier report that planned the
    same event of the same people for another day does.
    """
    days = [one for one in said if one.kind == "date" and not one.denied]
    for new in days:
        later = new.line
        if PUT_OFF.isdisjoint(token.word for token in later.tokens) or not new.marks.events:
            continue
        if len({one.value for one in days if one.line is later}) != 1 or _names_old(new):
            continue
        old = [
            one
            for one in days
            if _earlier(one, new)
            and one.value != new.value
            and one.marks.events & new.marks.events
            and _planned(one)
            and len(_of(one) & _of(new)) >= min(_TWO, len(_of(one)))
            and _of(one) & _of(new)
        ]
        known = {one.value for one in days if one.line.key[0] == later.key[0]}
        if old and not {one.value for one in old} & known - {new.value}:
            yield old, new


def _names_old(said: Said) -> bool:
    before = said.line.text[: said.start]
    return _OLD_BEFORE.search(before) is not None or _FROM_TO.search(before) is not None


def _earlier(one: Said, new: Said) -> bool:
    mine, theirs = one.line.published, new.line.published
    return mine is not None and theirs is not None and mine < theirs <= mine + _PLANS_AHEAD


def _planned(one: Said) -> bool:
    """Tell whether a day was still to come when it was reported."""
    day = one.value[0] if isinstance(one.value, tuple) else None
    return day is not None and one.line.published is not None and day >= one.line.published


def _of(said: Said) -> frozenset[str]:
    """Return the names of a sentence that say whose event it is."""
    return specific(said.line.names)
