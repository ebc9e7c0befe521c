"""Sentence boundaries in Indonesian and English news text.

The text is normalised before (one paragraph, heading, caption or table row per line), so a line
break is always a boundary. Inside a line a full stop is judged by the word before it and the
character after it. Each stop is looked at once with bounded context, so the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.stopwords import listed

MAX_SENTENCE = 1000
"""Longest sentence in code points. A longer one (lists without stops, broken pages) is cut at a
semicolon, comma or space, so that one piece of evidence always fits on a screen and in a prompt."""

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# A run of marks beginning with a terminator, and the beginning of the word after it, if white
# space parts them. The look-ahead is optional so that a run is never searched twice.
_STOP = re.compile(r"[.!?…][.!?…\"'”’»)\]}]*+(?:(?=\s+(\S{1,24})))?")
_NEVER_BEFORE = frozenset(".!?…,;:)]}–—-/&=»”’")
_OPENERS = "\"'“‘«([{"
_TOKEN_BACK = 24  # no abbreviation is longer
_TOKEN_SPLIT = re.compile(r"[/–—]")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_DIGIT = re.compile(r"\d")

# Written before a name or as part of one: the sentence goes on.
_BEFORE_NAME = listed("""
    dr drs dra prof ir h hj kh k.h r rr rm ra tn ny nn sdr sdri bpk bp jl jln gg kec kab kel
    prov ds dsn gd kp pt cv ud fa pd yth hr st mr mrs ms jr lt sgt gen rev hon kol kapt mayjen
    brigjen letjen jend irjen komjen kombes kompol iptu ipda aiptu aipda bripka briptu bripda
    serka serma let may pol vs cq qq an sen rep gov
""")
# Written before a figure: the sentence goes on when one follows.
_BEFORE_FIGURE = listed("""
    no nos nr nomor rp rm usd hlm hal ps psl ay tgl thn th bab lamp kav blok vol ed jil cet pp p
    art sec ch fig tel telp hp fax ext est approx ca km sk kep per pkl jam rt rw lt jan feb febr
    mar mrt apr jun jul agt agu ags agus aug sep sept okt oct nov nop des dec
""")
# Written after a name or inside a sentence: it ends only before a word that begins sentences.
_AFTER_NAME = listed("""
    s.h s.e s.t s.pd s.ag s.sos s.kom s.ip s.ik s.kep s.psi s.si s.hum s.farm m.h m.m m.si m.pd
    m.hum m.sc m.a m.t m.kes m.ag m.kn m.ba mba ph.d b.sc b.a ll.m a.md sh mh se sp.a sp.pd
    sp.og tbk inc ltd co corp bros llc etc a.n u.b u.p d.a s.d d.h c.q q.q a.l y.a.d t.t d.k.k
    i.e e.g u.s u.k u.n a.m p.m n.b r.i d.k.i
""")
_STARTERS = listed("""
    ia dia kami kita mereka saya aku anda beliau ini itu hal namun tetapi tapi akan sementara
    selain menurut dalam pada untuk dengan dari di ke sejak setelah sebelum ketika saat karena
    oleh meski meskipun walau jika bila apabila kalau adapun sedangkan bahkan juga para seluruh
    semua setiap tiap beberapa banyak sebagian sejumlah sebanyak sekitar pemerintah buruh
    pekerja perusahaan polisi serikat massa aksi tahun kini sekarang hingga sampai atas bagi
    agar tak tidak belum sudah telah kemudian lalu akibat akibatnya sebab berdasarkan terkait
    hasilnya the a an he she it we they i you this that these those his her its their our in on
    at by for from with to as but and or if when while after before since because however there
    according meanwhile although workers unions police
""")
# A single capital after one of these names a group or grade, not a person.
_LETTERED = listed("""
    golongan kelompok tipe grup seri kelas vitamin hepatitis rencana kategori bagian blok gedung
    lampiran paket opsi pasal plan group type class series category
""")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\Z")
_INNER_DOT = re.compile(r"[^\W\d_]{1,4}(?:\.[^\W\d_]{1,4})+\Z")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences of ``text`` as half-open spans in code points.

    Spans are in order, do not overlap, begin and end with a character that is no white space,
    and together hold every character that is no white space.
    """
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        begin, end = _trim(text, line.start(), line.end())
        if begin < end:
            spans.extend(_line_spans(text, begin, end))
    return spans


def _line_spans(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    start = begin
    for stop in _STOP.finditer(text, begin, end):
        following = stop[1]
        if following and _breaks(text, start, stop, following):
            _append(text, pieces, start, stop.end())
            start = stop.end()
    _append(text, pieces, start, end)
    for piece in _unbroken(text, pieces):
        yield from _cut(text, *piece)


def _unbroken(text: str, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join what a quotation of a few sentences holds together: its speaker stands at its end.

    A quotation that is not closed within four sentences or 500 characters is left as it is.
    """
    place = 0
    while place < len(pieces):
        start, end = pieces[place]
        last = place
        while _opens(text, start, end) and last + 1 < min(len(pieces), place + _MOST_QUOTED):
            last += 1
            end = pieces[last][1]
        if last > place and (_opens(text, start, end) or end - start > _LONGEST_QUOTED):
            last, end = place, pieces[place][1]
        yield start, end
        place = last + 1


def _opens(text: str, start: int, end: int) -> bool:
    """Tell whether a quotation begins in a piece of text and does not end there."""
    curly = text.count("“", start, end) - text.count("”", start, end)
    return curly > 0 or (not curly and text.count('"', start, end) % 2 == 1)


_MOST_QUOTED = 4
_LONGEST_QUOTED = 500


def _append(text: str, pieces: list[tuple[int, int]], start: int, end: int) -> None:
    """Add a piece; one without a letter or digit (a lone quotation mark) joins the one before."""
    start, end = _trim(text, start, end)
    if start >= end:
        return
    # Looking no further than 80 characters keeps a line of a million marks linear.
    wordless = end - start <= 80 and not _WORD_CHARACTER.search(text, start, end)
    if wordless and pieces:
        pieces[-1] = (pieces[-1][0], end)
    else:
        pieces.append((start, end))


def _breaks(text: str, start: int, stop: re.Match[str], following: str) -> bool:
    """Tell whether the marks found end the sentence that began at ``start``."""
    first = following[0]
    if first in _NEVER_BEFORE or first.islower():
        return False
    if following in ('"', "'"):
        return False  # a closing quotation mark that was set apart by a space
    if stop.end() - stop.start() > 1 or text[stop.start()] != ".":
        return True  # "?", "!", "...", or a stop followed by a closing mark
    return _full_stop_breaks(text, start, stop.start(), following)


def _full_stop_breaks(text: str, start: int, stop: int, following: str) -> bool:
    token = _token_before(text, start, stop)
    alone = stop - start <= len(token) + 2 and text[start:stop].strip() == token
    if token and alone and _ENUMERATOR.match(token):
        return False  # "1. Menaikkan upah"
    bare = token.lstrip(_OPENERS)
    if not bare or bare.isdecimal():
        return True
    head = following.lstrip(_OPENERS)
    if len(bare) == 1 and bare.isupper():
        return _initial_breaks(text, start, stop, head)
    return _word_ends(bare, head)


def _word_ends(bare: str, head: str) -> bool:
    """Tell whether a stop after the word ``bare`` ends a sentence, rather than shortening it."""
    low = bare.lower()
    if low in _BEFORE_NAME:
        return False
    if low in _BEFORE_FIGURE and (head[:1] in "IVX" or _DIGIT.search(head)):
        return False
    if low in _AFTER_NAME or ("." in bare and _INNER_DOT.match(bare)):
        return _starts_sentence(head)
    return True


def _initial_breaks(text: str, start: int, stop: int, head: str) -> bool:
    if stop - start > 3 and text[stop - 3].islower():
        before = text[max(start, stop - 1 - _TOKEN_BACK) : stop - 1].split()
        if before and before[-1].lower() in _LETTERED:
            return True
    return _starts_sentence(head)


def _starts_sentence(head: str) -> bool:
    # "A. The" begins a sentence; a lone capital ("A. B. Nama") is another initial.
    word = head.rstrip(".,;:!?)\"'”’")
    return len(word) > 1 and word.lower() in _STARTERS


def _token_before(text: str, start: int, stop: int) -> str:
    words = text[max(start, stop - _TOKEN_BACK) : stop].split()
    return _TOKEN_SPLIT.split(words[-1])[-1] if words else ""


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE:
        cut = _cut_point(text, start)
        left = _trim(text, start, cut)
        if left[0] < left[1]:
            yield left
        start, _ = _trim(text, cut, end)
    if start < end:
        yield start, end


def _cut_point(text: str, start: int) -> int:
    window = text[start : start + MAX_SENTENCE]
    for mark in ("; ", ", ", " "):
        found = window.rfind(mark, MAX_SENTENCE // 2)
        if found > 0:
            return start + found + len(mark)
    return start + MAX_SENTENCE
