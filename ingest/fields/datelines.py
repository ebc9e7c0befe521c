"""Dates, bylines and datelines as newspapers write them around an article.

Only lines and openings that can be nothing else are read: a date inside a sentence is the date of
an event, not of publication, and is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from rag.language import dates

_WEEKDAY = (
    r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)"
)
_CLOCK = (
    r"(?:(?:pukul|pkl\.?|jam|at)\s*)?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?\s*(?:am|pm)?"
    r"(?:\s*(?:wib|wita|wit|gmt(?:[+-]\d+)?|utc))?"
)
_CLOCK_PART = re.compile(_CLOCK, re.I)
_BEFORE_DATE = re.compile(
    r"(?P<label>(?:terbit|diterbitkan|dipublikasikan|publikasi|tayang|dimuat|tanggal|published|"
    r"posted|date|updated?|diperbarui|last updated|pembaruan)(?:\s+(?:pada|on|at))?\s*:?)?\s*"
    rf"(?:\(?{_WEEKDAY}\)?)?\s*,?\s*\(?",
    re.I,
)
_AFTER_DATE = re.compile(rf"\)?\s*[,|–-]?\s*(?:{_CLOCK})?", re.I)
_AUTHOR_PART = re.compile(
    r"(?:oleh|by|penulis|reporter|pewarta|wartawan|laporan(?: wartawan)?|kontributor|author|"
    r"written by)(?:\s*:\s*|\s+)(?P<name>.+)",
    re.I,
)
_EDITOR_PART = re.compile(
    r"(?:editor|penyunting|redaktur|foto(?:grafer)?|photo(?:grapher)?)\s*:\s*.{1,60}", re.I
)
_SEPARATOR = re.compile(r"\s*[|·•●⋅]\s*|\s+[-–—/]\s+")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:,?\s+(?:[^\W\d_][\w.'’-]*|&)){0,7}")
_MAX_FRONT = 160  # code points; a longer line is a paragraph
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_MAIL = re.compile(r"(?:[a-z]{3}, )?\d{1,2} [a-z]{3} \d{4} \d{2}:\d{2}", re.I)

JAKARTA = timezone(timedelta(hours=7))
"""Where a moment in UTC is read as a date: a night in UTC is the next day for the newsroom."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontLine:
    """What a line between headline and text says: when, by whom, in which outlet.

    ``rest`` is a name beside the date that may be a person's or a place's.
    """

    published: date | None = None
    author: str = ""
    outlet: str = ""
    rest: str = ""


def front_line(text: str) -> FrontLine | None:
    """Read a line that holds a date of publication or a byline and nothing else.

    None for any other line. An "updated" date counts only where no other stands.
    """
    if len(text) > _MAX_FRONT:
        return None
    days: dict[bool, date] = {}  # by whether it is only the date of an update
    authors: list[str] = []
    bare: list[str] = []
    sure = False
    for part in (piece.strip(" ,") for piece in _SEPARATOR.split(text)):
        if not part or _CLOCK_PART.fullmatch(part):
            continue
        if (written := _written_date(part)) is not None:
            days.setdefault(written[1], written[0])
        elif (name := _byline(part)) is not None:
            authors.append(name)
        elif not _EDITOR_PART.fullmatch(part):
            bare.append(part)
            continue
        sure = True
    published = days.get(False) or days.get(True)
    if not sure:
        return _name_and_date(text)
    if len(bare) > (published is not None) or not all(map(is_name, bare)):
        return None
    name = "".join(bare)
    outlet = name if looks_like_outlet(name) else ""
    if name and not outlet and (authors or " " not in name or _is_place(name)):
        return FrontLine(published=published, author="".join(authors[:1]), rest=name)
    return FrontLine(
        published=published, author=(authors or ["" if outlet else name])[0], outlet=outlet
    )


def _name_and_date(text: str) -> FrontLine | None:
    """Read "Warta Kota, 28 Mei 2025": a name and a date without a mark between them."""
    words = text.split()
    for cut in range(1, min(len(words), 7)):
        name = " ".join(words[:cut]).rstrip(",")
        written = _written_date(" ".join(words[cut:]))
        if written is not None and is_name(name):
            if looks_like_outlet(name):
                return FrontLine(published=written[0], outlet=name)
            return FrontLine(published=written[0], rest=name)
    return None


def _written_date(text: str, known: date | None = None) -> tuple[date, bool] | None:
    """Return the day that a text is about if it is nothing but a date, and whether an update's.

    ``known`` supplies a missing year.
    """
    mentions = dates(text, known)
    if len(mentions) != 1 or mentions[0].precision != "day" or mentions[0].first is None:
        return None
    before = _BEFORE_DATE.fullmatch(text[: mentions[0].start])
    if before is None or not _AFTER_DATE.fullmatch(text[mentions[0].end :]):
        return None
    return mentions[0].first, bool(re.match(r"up|diper|last|pemb", before["label"] or "", re.I))


def _byline(part: str) -> str | None:
    found = _AUTHOR_PART.fullmatch(part)
    return found["name"] if found is not None and is_name(found["name"]) else None


def is_name(text: str) -> bool:
    """Tell whether a text looks like a person's (or outlet's) name: capitalised, no sentence."""
    if len(text) > 80 or not _NAME.fullmatch(text):
        return False
    words = [word for word in re.split(r"[\s,]+", text) if word not in {"dan", "and", "&"}]
    return all(word[0].isupper() for word in words if word)


def given_date(value: object) -> date | None:
    """Read a date from a field: a date, a moment, or one of the written forms; None if unclear.

    A moment with an offset is the date that its own clock shows; one in UTC is read in Jakarta.
    "6/11/2025" is day first, as Indonesia writes it.
    """
    if isinstance(value, datetime):
        return _local(value)
    if isinstance(value, date):
        return value
    text = str(value or "").strip()[:_MAX_FRONT]
    try:
        return _local(datetime.fromisoformat(text))
    except ValueError:
        return _other_form(text)


def _other_form(text: str) -> date | None:
    if _MAIL.match(text):  # "Wed, 19 Nov 2025 10:22:00 +0700" (RFC 5322)
        from email.utils import parsedate_to_datetime

        try:
            return _local(parsedate_to_datetime(text))
        except ValueError:
            return None
    if (found := _YEAR_FIRST.match(text)) is not None:
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            return None
    written = _written_date(text)
    return written[0] if written else None


def _local(moment: datetime) -> date:
    in_utc = moment.tzinfo is not None and not moment.utcoffset()
    return moment.astimezone(JAKARTA).date() if in_utc else moment.date()


# --- openings --------------------------------------------------------------------------------

_PLACES = frozenset(
    "jakarta surabaya bandung medan semarang makassar palembang tangerang depok bekasi bogor "
    "serang cilegon karawang purwakarta cirebon tegal pekalongan solo surakarta yogyakarta sleman "
    "malang sidoarjo gresik mojokerto pasuruan kediri jember banyuwangi madiun denpasar mataram "
    "kupang pontianak banjarmasin balikpapan samarinda manado palu kendari gorontalo ambon ternate "
    "jayapura sorong manokwari batam pekanbaru padang jambi bengkulu lampung aceh tasikmalaya "
    "sukabumi subang cikarang kudus klaten boyolali morowali singapore".split()
)
_REGIONS = frozenset(
    "indonesia banten bali riau papua jabar jateng jatim sumut sumsel sumbar sulsel kaltim ntb ntt "
    "diy malaysia".split()
)
_OUTLET_WORDS = re.compile(
    r"\b(?:harian|koran|majalah|tabloid|warta|kabar|berita|media|radar|suara|tribun|tribunnews|"
    r"pos|post|posts|times|news|daily|herald|gazette|tempo|kompas|antara|bisnis|republika|"
    r"merdeka|detik\w*|hari ini|online|press|pers|lensa|fakta|info|bhirawa|today|journal|"
    r"jurnal|chronicle|tribune|sindo\w*|okezone|liputan6|viva|cnn|cnbc|rri|tvri)\b"
    r"|\.(?:com|id|net|org|co|news|tv)\b",
    re.I,
)
_DASH = r"\s*(?:[—–]|--?(?=\s))\s*"
_CHUNK = r"[A-Z0-9][\w.'’&/-]*(?:\s+[A-Z0-9&][\w.'’&/-]*){0,4}"
_OPENING = re.compile(
    rf"(?:(?P<front>{_CHUNK})\s*\|\s*)?(?P<first>{_CHUNK})"
    rf"(?:\s*\((?P<agency>(?=[A-Z]){_CHUNK})\))?"
    rf"(?:\s*[,|]\s*(?:(?P<date>[^—–|]{{0,20}}?\d[^—–|]{{2,24}}?)|(?P<second>{_CHUNK})))?"
    rf"{_DASH}(?=\S)"
)
_OWN_LINE = re.compile(rf"(?P<first>{_CHUNK}),\s*(?P<second>{_CHUNK})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Dateline:
    """What the opening of the first paragraph says; ``end`` is where the sentence begins."""

    outlet: str = ""
    published: date | None = None
    end: int = 0


def looks_like_outlet(name: str) -> bool:
    """Tell whether a name has a word that names of newspapers and sites have."""
    return bool(_OUTLET_WORDS.search(name))


def dateline(text: str, known: date | None = None) -> Dateline | None:
    """Read "Warta Kota | Jakarta, 19 November 2025 — ..." and its relatives; None without one.

    ``known`` is a day near to which the text was written: it supplies a missing year.
    """
    found = _OPENING.match(text[:200])
    if found is None:
        return None
    outlet = found["front"] or found["agency"] or ""
    if outlet and _is_place(outlet):
        outlet = ""  # "BANDUNG (Jawa Barat) -"
    first, second = found["first"], found["second"] or ""
    day = _written_date(found["date"].strip(), known) if found["date"] else None
    if found["date"] and day is None and not _yearless(found["date"]):
        return None
    if not outlet and second:
        outlet = _outlet_of(first, second)
        if not outlet:
            return Dateline(end=found.end()) if _is_place(first) else None
    if not outlet and day is None and not (first.isupper() or _is_place(first)):
        return None  # "Buruh - demikian" is a sentence, "SAGARA -" and "Jakarta -" are not
    return Dateline(
        outlet=_spelled(outlet),
        published=day[0] if day else None,
        end=found.end(),
    )


def _yearless(text: str) -> bool:
    """Tell whether a text is a day without its year: "Rabu (19/11)"."""
    return _written_date(text.strip(), date(2000, 7, 1)) is not None


def own_line_outlet(text: str) -> str:
    """Return the outlet of a dateline that stands alone ("Surabaya, Bhirawa"), or ""."""
    found = _OWN_LINE.fullmatch(text)
    if found is None or len(text) > 60:
        return ""
    first, second = found["first"], found["second"]
    outlet = _outlet_of(first, second)
    if not outlet and _is_place(first) and not _is_place(second):
        outlet = second
    return _spelled(outlet)


def _outlet_of(first: str, second: str) -> str:
    """Return which of "Jakarta, Warta Kota" and "Warta Kota, Jakarta" is the outlet, or ""."""
    if looks_like_outlet(second) and (first.isupper() or _is_place(first)):
        return second
    if looks_like_outlet(first) and _is_place(second):
        return first
    return ""


def _is_place(name: str) -> bool:
    words = name.casefold().split()
    if words[:1] in (["kota"], ["kabupaten"], ["jawa"], ["sumatera"], ["kalimantan"], ["sulawesi"]):
        return True
    return words[0] in _PLACES or words[0] in _REGIONS


def _spelled(outlet: str) -> str:
    """Write an outlet in capitals ("WARTA KOTA") as a name; keep sites as they are."""
    if outlet.isupper() and " " in outlet and "." not in outlet:
        return outlet.title()
    return outlet
