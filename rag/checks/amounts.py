"""The numbers of a sentence as the checks compare them.

To what ``rag.language.numbers`` reads this adds ordinals in words and Roman figures ("tahap
kedua", "jilid III"), fractions ("setengah juta"), vague amounts ("belasan", "ratusan ribu") and
the bound that stands before a number ("lebih dari", "at most").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rag.language import Number, NumberKind, dates, numbers
from rag.language.figures import SCALES

_CARDINALS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11,
}  # fmt: skip
_ORDINALS = {f"ke{word}": value for word, value in _CARDINALS.items()} | {
    "pertama": 1, "perdana": 1, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
_ORDINAL = re.compile(
    r"\b(?P<word>"
    + "|".join(_ORDINALS)
    + r")(?P<teen> belas)?(?:(?<=pertama)nya)?\b(?! (?:nya|puluh))",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(?<![\w.,-])(?P<roman>[XVI]{2,6}|V|X|(?<=[a-z] )I)(?![\w])")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_FRACTIONS = {
    "setengah": Decimal("0.5"), "separuh": Decimal("0.5"), "separo": Decimal("0.5"),
    "half": Decimal("0.5"), "seperempat": Decimal("0.25"), "quarter": Decimal("0.25"),
}  # fmt: skip
_SCALE = "|".join(SCALES)
_FRACTION = re.compile(
    r"\b(?:(?P<whole>" + "|".join(_CARDINALS) + r") )?(?P<part>setengah|separuh|separo|half"
    r"|seperempat)(?: an?)?(?: (?P<scale>" + _SCALE + r"))?\b",
    re.IGNORECASE,
)
_VAGUE = {
    "belasan": (11, 19), "puluhan": (20, 99), "ratusan": (100, 999), "ribuan": (1000, 999_999),
    "jutaan": (10**6, 10**9), "miliaran": (10**9, 10**12), "triliunan": (10**12, 10**15),
    "dozens": (20, 99), "hundreds": (100, 999), "thousands": (1000, 999_999),
    "millions": (10**6, 10**9), "billions": (10**9, 10**12),
}  # fmt: skip
_VAGUELY = re.compile(
    r"\b(?P<tens>tens of )?(?P<word>" + "|".join(_VAGUE) + r")\b(?: (?P<scale>" + _SCALE + r")\b"
    r"| of (?P<of>thousands|millions|billions)\b)?",
    re.IGNORECASE,
)
_ONE = re.compile(r"(?<!\bsalah )\b(?:satu|seorang|one)\b(?! (?:per|sama|of|pun|lagi)\b)", re.I)

# Bounds before a number: what they make of it. "sekitar" may come and go in honest wording.
_BOUNDS = (
    ("over", r"lebih dari|di atas|melebihi|lebih|more than|over|above|exceeding"),
    ("least", r"minimal|minimum|(?:paling )?sedikit(?:nya)?|setidak(?:nya|-tidaknya)"
              r"|sekurang-kurangnya|paling (?:rendah|kecil|singkat|cepat)"
              r"|at least|no (?:fewer|less) than"),
    ("under", r"kurang dari|di bawah|tak sampai|tidak sampai|less than|fewer than|under|below"),
    ("most", r"maksimal|maksimum|paling (?:banyak|tinggi|besar|lama|lambat)|sebanyak-banyaknya"
             r"|selambat-lambatnya|at most|no more than|up to|no later than"),
    ("almost", r"hampir|nyaris|mendekati|almost|nearly"),
    ("about", r"sekitar|kira-kira|kurang lebih|kisaran|about|around|roughly|approximately"),
)  # fmt: skip
_BOUND = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _BOUNDS) + r")"
    r" (?:\w+ ){0,1}(?:rp\.? ?)?\Z",
    re.IGNORECASE,
)
FIRM = frozenset((NumberKind.PERCENT, NumberKind.CURRENCY, NumberKind.TIME))
"""Kinds that are never meant by a number without its sign."""

_BEFORE = 40  # characters before a number in which its bound stands


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """A number with its bound ("" for none) and, where it is vague, the range it means.

    ``first`` and ``last`` are equal for an exact number. ``one`` marks "satu" and "seorang",
    which count something only sometimes.
    """

    start: int
    end: int
    first: Decimal
    last: Decimal
    kind: NumberKind
    bound: str = ""
    one: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in its text."""
        return self.start, self.end

    @property
    def vague(self) -> bool:
        """Whether it is a word like "ratusan"."""
        return self.first != self.last


@lru_cache(maxsize=512)
def amounts(text: str) -> tuple[Amount, ...]:
    """Return the numbers of a text in order, without those that belong to dates."""
    taken = [(mention.start, mention.end) for mention in dates(text)]
    found: list[Amount] = []

    def add(amount: Amount) -> None:
        if not any(start < amount.end and amount.start < end for start, end in taken):
            taken.append(amount.span)
            found.append(amount)

    for match in _FRACTION.finditer(text):
        add(_fraction(match))
    for match in _VAGUELY.finditer(text):
        add(_vague(match))
    for number in numbers(text):
        add(_plain(number, text))
    for match in _ORDINAL.finditer(text):
        value = _ORDINALS[match["word"].lower()] + (10 if match["teen"] else 0)
        add(_exact(match, Decimal(value), NumberKind.ORDINAL))
    for match in _ROMAN.finditer(text):
        add(_exact(match, Decimal(_roman(match["roman"])), NumberKind.ORDINAL))
    for match in _ONE.finditer(text):
        add(
            Amount(
                start=match.start(), end=match.end(), first=Decimal(1), last=Decimal(1),
                kind=NumberKind.PLAIN, bound=_bound(text, match.start()), one=True,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda amount: amount.start))


def same_amount(one: Amount, other: Amount) -> bool:
    """Whether a claim's number may be one of the evidence; money may go without its sign."""
    kinds = {one.kind, other.kind}
    if len(kinds) > 1 and kinds & FIRM:
        return False
    if one.vague:
        return other.first <= one.last and one.first <= other.last
    return one.first == other.first and not other.vague


def _plain(number: Number, text: str) -> Amount:
    return Amount(
        start=number.start, end=number.end, first=number.value, last=number.value,
        kind=number.kind, bound=_bound(text, number.start),
    )  # fmt: skip


def _bound(text: str, start: int) -> str:
    before = _BOUND.search(text, max(0, start - _BEFORE), start)
    return (before.lastgroup or "") if before else ""


def _exact(match: re.Match[str], value: Decimal, kind: NumberKind) -> Amount:
    return Amount(start=match.start(), end=match.end(), first=value, last=value, kind=kind)


def _fraction(match: re.Match[str]) -> Amount:
    part = _FRACTIONS[match["part"].lower()]
    whole = _CARDINALS[match["whole"].lower()] if match["whole"] else 0
    if match["scale"]:
        return _exact(match, (whole + part) * SCALES[match["scale"].lower()], NumberKind.PLAIN)
    if whole:
        return _exact(match, whole + part, NumberKind.PLAIN)
    return _exact(match, part * 100, NumberKind.PERCENT)  # "separuh" is 50 percent


def _vague(match: re.Match[str]) -> Amount:
    first, last = _VAGUE[match["word"].lower()]
    scale = SCALES[match["scale"].lower()] if match["scale"] else 1
    if match["of"]:
        scale = _VAGUE[match["of"].lower()][0]
    if match["tens"]:
        first, last = 10_000, 99_999
    return Amount(
        start=match.start(), end=match.end(), first=Decimal(first * scale),
        last=Decimal(last * scale), kind=NumberKind.PLAIN,
    )  # fmt: skip


def _roman(figures: str) -> int:
    values = [_ROMAN_VALUES[figure] for figure in figures]
    return sum(
        -value if any(later > value for later in values[place + 1 : place + 2]) else value
        for place, value in enumerate(values)
    )
