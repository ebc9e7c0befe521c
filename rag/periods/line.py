"""A question as one line of plain tokens, each of which knows its place in the question.

Patterns over time words become short when every spelling of a unit, a month or a year is one
token: ``~month`` for bulan, bln, month and months; ``§03`` for Maret, March and pebruari's like;
``$03`` for a short or doubtful name of it ("mar", "march" without a capital); ``#2025`` for a
year; ``1~month`` for sebulan. No question can hold such a token itself, since signs are tokens of
their own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\d+(?=(?:hr|hari|mgg|minggu|pekan|bln|bulan|thn|th|tahun)\b)|\w+|[^\w\s]", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")
_UNITS = {
    "~day": "hari hr day days", "~hour": "jam hour hours",
    "~week": "minggu mgg mggu pekan week weeks weekend",
    "~month": "bulan bln month months", "~year": "tahun thn th year years",
    "~quarter": "kuartal triwulan tw quarter quarters", "~half": "semester paruh half",
    "~decade": "dekade dasawarsa decade decades",
    "1~day": "sehari", "1~week": "seminggu sepekan", "1~month": "sebulan", "1~year": "setahun",
    "1~decade": "sedekade",
}  # fmt: skip
_MONTHS = (
    "januari january", "februari pebruari february", "maret march", "april", "mei may",
    "juni june", "juli july", "agustus august", "september", "oktober october",
    "november nopember", "desember december",
)  # fmt: skip
_SHORT_MONTHS = (
    "jan", "feb peb", "mar mrt", "apr", "", "jun", "jul", "agt agu ags agst aug", "sep sept",
    "okt oct", "nov nop", "des dec",
)  # fmt: skip
_SPELLINGS = {
    "yg": "yang", "kmrn": "kemarin", "kmaren": "kemarin", "kemaren": "kemarin", "tgl": "tanggal",
    "dr": "dari", "smp": "sampai", "sampe": "sampai", "sblm": "sebelum", "stlh": "setelah",
    "sjk": "sejak", "semenjak": "sejak", "pd": "pada", "dlm": "dalam", "skrg": "sekarang",
    "skr": "sekarang", "skrng": "sekarang", "brp": "berapa", "brapa": "berapa", "kpn": "kapan",
    "bgmn": "bagaimana", "utk": "untuk", "–": "-", "—": "-", "’": "'", "ttg": "tentang",
}  # fmt: skip
_PLAIN: dict[str, str] = {
    **_SPELLINGS,
    **{word: unit for unit, words in _UNITS.items() for word in words.split()},
    **{word: f"§{n:02}" for n, words in enumerate(_MONTHS, 1) for word in words.split()},
    **{word: f"${n:02}" for n, words in enumerate(_SHORT_MONTHS, 1) for word in words.split()},
}
_DOUBTFUL = frozenset(("may", "march"))  # a verb and a noun unless written with a capital
# What a figure counts: "2025 buruh" is a number of workers, "tahun 2025 buruh ..." is not.
_COUNTED = frozenset(
    """
    orang pekerja buruh karyawan pegawai anggota massa peserta unit ribu juta miliar triliun persen
    rupiah dollar dolar km meter kilometer ton hektar perusahaan pabrik people workers members
    employees million thousand percent
    """.split()
)
_MONEY = frozenset("rp idr usd rm no nomor number".split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """The tokens of a question joined by single spaces, one before the first, one after the last.

    ``tokens[i]`` begins at ``offsets[i]`` of ``text`` and stands at ``places[i]`` in the question.
    """

    text: str
    tokens: tuple[str, ...]
    offsets: tuple[int, ...]
    places: tuple[tuple[int, int], ...]

    def index(self, offset: int) -> int:
        """Return the token that holds a character of ``text``, the last if it is past the end."""
        return max(0, bisect_right(self.offsets, offset) - 1)


def line_of(question: str) -> Line:
    """Return the tokens of a question. The cost grows with its length only."""
    matches = list(_TOKEN.finditer(question))
    tokens = tuple(_plain(question, matches, n) for n in range(len(matches)))
    offsets, position = [], 1
    for token in tokens:
        offsets.append(position)
        position += len(token) + 1
    return Line(
        text=" " + " ".join(tokens) + " ",
        tokens=tokens,
        offsets=tuple(offsets),
        places=tuple(match.span() for match in matches),
    )


def _plain(question: str, matches: list[re.Match[str]], n: int) -> str:
    match = matches[n]
    low = match[0].lower()
    if low in _DOUBTFUL:
        after = matches[n + 1][0].lower() if n + 1 < len(matches) else ""
        if after == "day":
            return low  # May Day
        return _PLAIN[low] if match[0][0].isupper() else "$" + _PLAIN[low][1:]
    if _YEAR.match(low):
        return f"#{low}" if _is_year(question, matches, n) else low
    return _PLAIN.get(low, low)


def _is_year(question: str, matches: list[re.Match[str]], n: int) -> bool:
    """Tell a year from a part of a longer figure, of a law's number, of "2020-an", from a count."""
    start, end = matches[n].span()
    before = matches[n - 1][0].lower() if n else ""
    after = matches[n + 1][0].lower() if n + 1 < len(matches) else ""
    glued = start > 0 and question[start - 1] in "./,-–:+$€£#" and not _after_mid(matches, n)
    runs_on = question[end : end + 1] in tuple("/-–.,:+%") and question[end + 1 : end + 2].isalnum()
    if glued or runs_on or before in _MONEY or after == "%":
        return False
    return after not in _COUNTED or _PLAIN.get(before, "")[:1] in {"~", "§", "$"}


def _after_mid(matches: list[re.Match[str]], n: int) -> bool:
    return n > 1 and matches[n - 1][0] in "-–" and matches[n - 2][0].lower() == "mid"
