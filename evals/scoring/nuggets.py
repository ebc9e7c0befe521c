"""Which facts an answer holds, scored as AutoNuggetizer scores them.

A nugget is held in full (1), in part (0.5: some of its groups, or all without its speaker) or not
(0). ``strict_vital`` is the share of vital nuggets held in full, ``all_half`` the mean over all
nuggets, halves counted (Pradeep et al. 2024, "Initial Nugget Evaluation Results for the TREC 2024
RAG Track with the AutoNuggetizer Framework"; there a model judges, here wordings decide).
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from evals.cases import Nugget
from evals.scoring.view import Look
from evals.scoring.wording import contains, folded
from rag.language import DateMention, Number, NumberKind, dates, numbers

_BODIES = frozenset(
    "serikat federasi konfederasi dinas disnaker kementerian pt cv asosiasi dewan komisi badan"
    " union federation confederation ministry agency company perusahaan manajemen redaksi".split()
)
"""First words of bodies, whose single words name nobody; people are also called by one name."""
_SHORTEST_NAME = 3  # letters
_MONTH, _YEAR = 7, 4  # lengths of "2025-07" and "2025"


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A claim, or a line of a notice, with the evidence that is shown beside it.

    ``anchor`` is the day on which its article was published, by which "kemarin" is understood;
    ``speaker`` the name that the product shows as who said it.
    """

    text: str
    anchor: date | None = None
    speaker: str = ""


def pieces(look: Look, *, notices: frozenset[str] = frozenset()) -> tuple[Piece, ...]:
    """Return what is shown: claims, each with its evidence, versions, and some notices by code.

    Evidence counts as shown, because the page highlights it beside its claim; so do the versions
    of a figure on which sources differ.
    """
    found = [
        Piece(
            text=" ".join((claim.text, *(item.text for item in claim.evidence))),
            anchor=_published(look, claim.evidence[0].article),
            speaker=claim.speaker.name if claim.speaker else "",
        )
        for claim in look.answer.claims
    ]
    found += [Piece(text=each.text) for each in look.answer.notices if each.code in notices]
    return tuple(found)


def versions(look: Look) -> tuple[Piece, ...]:
    """Return the versions that the answer shows of figures on which sources differ."""
    return tuple(
        Piece(text=f"{version.value} {version.evidence.text}", anchor=version.published)
        for conflict in look.answer.conflicts
        for version in conflict.versions
    )


def held(nugget: Nugget, shown: Sequence[Piece]) -> float:
    """Return how far shown pieces hold a nugget: 1, 0.5 or 0."""
    groups = _groups(nugget)
    found = [any(_has(group, nugget, piece) for piece in shown) for group in groups]
    if not all(found):
        return 0.5 if any(found) else 0.0
    if nugget.speaker and not any(
        _names(nugget.speaker, piece)
        for piece in shown
        if all(_has(group, nugget, piece) for group in groups)
    ):
        return 0.5
    return 1.0


def strict_vital(nuggets: Sequence[Nugget], shown: Sequence[Piece]) -> float | None:
    """Return the share of vital nuggets held in full; None where there is none."""
    vital = [held(nugget, shown) == 1.0 for nugget in nuggets if nugget.vital]
    return sum(vital) / len(vital) if vital else None


def all_half(nuggets: Sequence[Nugget], shown: Sequence[Piece]) -> float | None:
    """Return the mean over all nuggets, those held in part as halves; None where there is none."""
    return sum(held(each, shown) for each in nuggets) / len(nuggets) if nuggets else None


def _groups(nugget: Nugget) -> tuple[tuple[str, ...], ...]:
    """Return the groups of wordings; an empty one stands for a bare number or date."""
    return nugget.all_of or (((),) if nugget.number is not None or nugget.date else ())


def _has(group: Sequence[str], nugget: Nugget, piece: Piece) -> bool:
    text = folded(piece.text)
    if any(contains(text, wording) for wording in group):
        return True
    if nugget.number is not None and _about_number(group, nugget.number):
        return _number_stands(nugget.number, group, piece.text)
    if nugget.date and _about_date(group, nugget.date):
        return any(_same_day(each, nugget.date) for each in _dates(piece.text, piece.anchor))
    return False


def _about_number(group: Sequence[str], value: float) -> bool:
    """Tell whether a group of wordings is that of the number, so that other spellings count."""
    return not group or any(_equal(each, value) for word in group for each in _numbers(word))


def _number_stands(value: float, group: Sequence[str], text: str) -> bool:
    kinds = {each.kind for word in group for each in _numbers(word) if _equal(each, value)}
    dated = [(each.start, each.end) for each in _dates(text, None)]
    return any(
        _equal(each, value)
        and each.kind not in (NumberKind.ORDINAL, NumberKind.TIME)
        and _agree(kinds, each.kind)
        and not any(start < each.end and each.start < end for start, end in dated)
        for each in _numbers(text)
    )


def _agree(wanted: set[NumberKind], kind: NumberKind) -> bool:
    """Tell whether a kind is wanted; "4.173.000" alone says nothing of rupiah or people."""
    return not wanted or kind in wanted or NumberKind.PLAIN in (*wanted, kind)


def _equal(number: Number, value: float) -> bool:
    return number.value == Decimal(str(value)).normalize()


def _about_date(group: Sequence[str], wanted: str) -> bool:
    year = date.fromisoformat(_first_day(wanted))
    return not group or any(
        _same_day(each, wanted) for word in group for each in _dates(word, year)
    )


def _same_day(mention: DateMention, wanted: str) -> bool:
    """Tell whether a mention is the day, month ("2025-07") or year ("2025") that is wanted."""
    first = date.fromisoformat(_first_day(wanted))
    last = first
    if len(wanted) == _MONTH:
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    elif len(wanted) == _YEAR:
        last = first.replace(month=12, day=31)
    return (mention.first, mention.last) == (first, last)


def _first_day(wanted: str) -> str:
    return wanted + {_YEAR: "-01-01", _MONTH: "-01"}.get(len(wanted), "")


def _names(speaker: str, piece: Piece) -> bool:
    """Tell whether a piece names who spoke: the whole name, or one of a person's names."""
    text = folded(f"{piece.text} {piece.speaker}")
    if contains(text, speaker):
        return True
    parts = folded(speaker).split()
    if not parts or parts[0] in _BODIES:
        return False
    return any(contains(text, part) for part in parts if len(part) >= _SHORTEST_NAME)


def _published(look: Look, article: str) -> date | None:
    found = look.article(article)
    return None if found is None else found.published


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[Number, ...]:
    return tuple(numbers(text))


@lru_cache(maxsize=4096)
def _dates(text: str, anchor: date | None) -> tuple[DateMention, ...]:
    return tuple(dates(text, anchor))
