"""One dated figure of a sentence, or none where there is any doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rag.checks.lists import INTENDED, PLANNED, ROLES
from rag.checks.reading import Token, read
from rag.language import DateMention, Number, NumberKind, dates, fold, numbers
from rag.language.stopwords import listed

_EARLIER = re.compile(
    r"(?:\b(?:dari|semula|sebelumnya|from|naik|turun|kenaikan|penurunan|bertambah|berkurang"
    r"|selisih|rose|fell|up|down|by|increase of|decrease of|atau)"
    r"\s+(?:(?!menjadi|jadi|to\b)\w+\s+){0,2}|[(+]\s*)$",
    re.IGNORECASE,
)
"""What stands before a figure that is the earlier one, or the difference to it."""

_NOT_SO = frozenset(
    listed(
        """
        menuntut tuntut tuntutan dituntut usul usulan mengusulkan diusulkan meminta diminta minta
        permintaan prediksi diprediksi memprediksi perkiraan diperkirakan memperkirakan proyeksi
        diproyeksikan seharusnya semestinya jika kalau bila apabila seandainya bukan tidak belum
        batal dibatalkan simulasi skenario rata rata-rata sekitar kira-kira lebih kurang hampir
        mencapai minimal maksimal setidaknya hingga sampai antara
        demand demands demanded propose proposed proposal ask asked predicted estimated forecast
        projected if unless not no average about around nearly almost more less than least most
        between up
        """
    )
)
"""Words with which a sentence tells no plain, present fact: wishes, guesses, bounds, denials."""

_GLUE = frozenset(
    listed(
        """
        adalah sebesar sebanyak sejumlah ditetapkan menetapkan tetapkan ditentukan disepakati resmi
        menjadi jadi naik turun tercatat yaitu yakni ialah besaran besarnya nilai nilainya mulai
        berlaku tahun bulan tanggal kini telah sudah pemerintah angka totalnya total
        persen rupiah ribu juta miliar triliun percent thousand million billion rp
        set sets fixed rose fell reached became stands stood is was were year month now officially
        """
    )
)
"""Words beside a subject that make it no other one."""

_PEOPLE = frozenset(listed("orang pekerja buruh karyawan people workers employees"))
_ROUGH = PLANNED | INTENDED | _NOT_SO
_UNIT = re.compile(r"\s*([^\W\d_]+)")
_PER = re.compile(
    r"\s*(?:[^\W\d_]+\s+)?(?:per|/|a|an|each|setiap|tiap)\s*([^\W\d_]+)", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number of a sentence. ``unit`` is "rupiah", "percent", "people" or a noun.

    "rupiah/bulan" where it is per month. ``subject`` are the sentence's words before the number,
    folded, without dates. ``telling`` are the words that say what it is about: all names of the
    sentence, and the content words before the number that are not mere glue.
    """

    value: Decimal
    unit: str
    first: date
    last: date
    precision: str
    subject: tuple[str, ...]
    telling: frozenset[str]


def figure_of(text: str, spoken_by: str = "") -> Figure | None:
    """Return the one figure that a sentence gives for the one date it names, or None.

    None where the sentence names no date or several, several figures of a kind that none of its
    words sets apart, a wish, a plan, a guess, a bound or a denial. ``spoken_by`` is the name of
    whoever says it, which is no part of what it is about.
    """
    tokens = read(text)
    if any(token.word in _ROUGH for token in tokens):
        return None
    mentions = [each for each in dates(text) if each.first is not None]
    spans = {(each.first, each.last) for each in mentions}
    number = _only_number(text, dates(text))
    if len(spans) != 1 or number is None:
        return None
    unit = _unit(text, number)
    first, last = mentions[0].first, mentions[0].last
    if not unit or first is None or last is None:
        return None
    free = [each for each in tokens if not _inside(each.start, mentions)]
    speaker = set(fold(spoken_by).split())
    return Figure(
        value=number.value,
        unit=unit,
        first=first,
        last=last,
        precision=mentions[0].precision,
        subject=tuple(each.word for each in free if each.start < number.start),
        telling=frozenset(
            each.word
            for each in free
            if _is_name(each) or (each.content and each.start < number.start)
        )
        - ROLES
        - _GLUE
        - speaker,
    )


def _is_name(token: Token) -> bool:
    return token.capital and not token.figure and (not token.opens or token.acronym)


def _inside(place: int, mentions: list[DateMention]) -> bool:
    return any(each.start <= place < each.end for each in mentions)


def _only_number(text: str, mentions: list[DateMention]) -> Number | None:
    """Return the one number that stands for itself; differences and earlier values do not."""
    found = [
        each
        for each in numbers(text)
        if not _inside(each.start, mentions)
        and each.kind in (NumberKind.RUPIAH, NumberKind.PERCENT, NumberKind.PLAIN)
        and not _EARLIER.search(text[max(0, each.start - 40) : each.start])
    ]
    return found[0] if len(found) == 1 else None


def _unit(text: str, number: Number) -> str:
    per = _PER.match(text, number.end)
    rate = f"/{fold(per[1])}" if per else ""
    if number.kind is not NumberKind.PLAIN:
        return number.kind.value + rate
    noun = _UNIT.match(text, number.end)
    if noun is None:
        return ""
    word = fold(noun[1])
    return ("people" if word in _PEOPLE else word) + rate
