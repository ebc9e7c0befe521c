"""What a question names, by kind: the places where a follow-up can put another value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from rag.conversation.known import is_body, is_place, is_term
from rag.conversation.plain import Word, words_of
from rag.conversation.words import FUNCTION
from rag.language import is_common_word
from rag.language.stopwords import listed
from rag.periods.line import line_of
from rag.periods.moments import moments

Kind = Literal["time", "figure", "organisation", "place", "person", "group", "law"]

_FIGURE = re.compile(
    r"\b(?:ump|umk|umsk|umsp|umr|ums|thr|jht|jkp|jkk|jkm|upah minimum(?: (?:provinsi|kabupaten|kota"
    r"|sektoral))?|upah (?:pokok|lembur|sektoral|harian|borongan|rata-rata)|pesangon|uang (?:lembur"
    r"|pisah|tunggu|makan|transport|jasa|penghargaan)|tunjangan (?:hari raya|\w+?)(?=nya\b|\b)"
    r"|(?:sectoral |provincial |city |regency )?minimum wages?|sectoral (?:minimum )?wages?"
    r"|severance(?: pay)?|overtime pay|holiday (?:allowance|bonus)|(?:meal|transport|housing)"
    r" allowance|basic (?:pay|wage)|average wage|cuti \w+|(?:maternity|sick|annual|menstrual)"
    r" leave)"
    r"(?=nya\b|\b)",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\b(?:RUU|UU|PP|Perppu|Perpres|Permenaker|Kepmenaker|Undang-Undang|[Ll]aw|[Rr]egulation)"
    r"(?: (?:No\.?|Nomor|[Nn]umber))?(?: \d+(?: [Tt]ahun \d{4}|/\d{4}| of \d{4})?"
    r"|(?: [A-Z][^\W_]+)+)|\b(?:[A-Z][^\W_]+ )+Law\b"
)
_MIDDLE = re.compile(r"\b(?:jawa|kalimantan|sulawesi|papua|sumatera)\s+\Z", re.IGNORECASE)
_WORKERS = (
    r"buruh|pekerja|karyawan|pegawai|guru|dosen|perawat|pengemudi|sopir|nelayan|petani|pelaut"
)
_GROUP = re.compile(
    rf"\b(?:{_WORKERS}) (?:kontrak|tetap|perempuan|laki-laki|harian(?: lepas)?|lepas|outsourcing"
    r"|alih daya|magang|migran|asing|borongan|honorer|pabrik|tambang|pelabuhan|perkebunan|rumahan"
    r"|tekstil|garmen|swasta|negeri|online|ojol|anak)\b"
    r"|\b(?:contract|permanent|women|female|male|migrant|foreign|daily|temporary|outsourced"
    r"|domestic|port|factory|textile|garment|mine|plantation) (?:workers|employees)\b",
    re.IGNORECASE,
)
_BODY_HEADS = listed("""
    pt cv ud pd rs rsud rsup hotel serikat federasi konfederasi kementerian dinas badan komisi dewan
    partai universitas institut sekolah pengadilan polda polres polsek asosiasi persatuan ikatan
    forum aliansi yayasan bank koperasi pabrik tambang perusahaan grup sp spsi kebun perkebunan
    ministry federation confederation union
""")
_BODY_STARTS = listed("pt cv rs rsud rsup")
BODY_TAILS = listed("""
    plant factory mine hospital mill company federation confederation union congress group
    port warehouse office airport association ministry agency university council
""")
_PLACE_HEADS = listed(
    "kota kabupaten provinsi kecamatan desa pulau kawasan pelabuhan bandara gedung"
)
_WAGES = listed("ump umk umsk umsp umr")
_PLACE_BEFORE = listed("di ke dari in from") | _WAGES
_TITLES = listed("bupati gubernur walikota menteri presiden pak bu bapak ibu minister mr mrs ms dr")
_LANGUAGES = listed("english inggris indonesian sunda mandarin arab arabic")
_SAID = listed("kata pendapat menurut ujar komentar pernyataan")
EVENTS_INDONESIAN = (
    r"mogok(?: kerja| makan| nasional| massal)*|pemogokan|aksi(?: mogok| damai| massa"
    r"| unjuk rasa)*|unjuk rasa|demonstrasi|demo|pawai|blokade|boikot|kongres|munas|mukernas"
    r"|muktamar"
    r"|musyawarah(?: nasional)?|konferensi|rapat(?: akbar| kerja| pleno)?|rakernas|rakor|sidang"
    r"|persidangan|perundingan|negosiasi|mediasi|audiensi|pertemuan|dialog|pelatihan|seminar"
    r"|pemilihan|pemungutan suara|pelantikan|deklarasi|penandatanganan|phk(?: massal)?|pemecatan"
    r"|pemutusan hubungan kerja|gugatan|ledakan|kebakaran|kecelakaan(?: kerja)?|insiden|longsor"
    r"|keracunan|bentrokan?|kerusuhan|kenaikan|penutupan|pemeriksaan|penyelidikan|inspeksi|razia"
    r"|peringatan|perayaan|pencairan|putusan|vonis|penetapan|kesepakatan|hari buruh|may day"
)
EVENTS_ENGLISH = (
    r"strikes?|walkouts?|protests?|rally|rallies|demonstrations?|march|sit-in|lockout|boycott"
    r"|congress|conference|convention|meeting|hearing|trial|lawsuit|talks|negotiations?|mediation"
    r"|elections?|vote|ballot|layoffs?|dismissals?|explosion|blast|fire|accident|collapse|landslide"
    r"|poisoning|clash|ruling|verdict|inspection|raid|investigation|signing|closure|training|seminar"
)
"""Nouns of what happens at a time and a place; the longer before the shorter."""
# Of these the name behind or before them is a company's or a place's, seldom a person's.
_OF_FIRM = re.compile(
    r"(?:mogok|pemogokan|aksi|demo|unjuk|rasa|kongres|perundingan|phk|ledakan|kebakaran|kecelakaan"
    rf"|pabrik|buruh|pekerja|karyawan|{EVENTS_ENGLISH})\Z"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A value of a question, ``text`` at ``start`` to ``end``; ``sure`` False where guessed."""

    kind: Kind
    text: str
    start: int
    end: int
    sure: bool = True


def slots(text: str) -> tuple[Slot, ...]:
    """Return what a question names, in order, without overlaps."""
    found: list[Slot] = []
    for slot in (*_laws(text), *_times(text), *_patterns(text), *_known(text), *_names(text)):
        if all(slot.end <= other.start or slot.start >= other.end for other in found):
            found.append(slot)
    return tuple(sorted(found, key=lambda slot: slot.start))


def _slot(kind: Kind, text: str, start: int, end: int, *, sure: bool = True) -> Slot:
    return Slot(kind=kind, text=text[start:end], start=start, end=end, sure=sure)


def _laws(text: str) -> Iterator[Slot]:
    for match in _LAW.finditer(text):
        yield _slot("law", text, *match.span())


def _times(text: str) -> Iterator[Slot]:
    line = line_of(text)
    # The day does not matter: only where the words of time stand is asked for.
    for moment in moments(line, date(2000, 1, 15)):
        start, end = line.places[moment.start][0], line.places[moment.end - 1][1]
        if text[start:end].lower().startswith("tengah ") and _MIDDLE.search(text[:start]):
            start += len("tengah ")  # "Jawa Tengah 2026" is not the middle of 2026
        yield _slot("time", text, start, end)


def _patterns(text: str) -> Iterator[Slot]:
    for match in _FIGURE.finditer(text):
        yield _slot("figure", text, *match.span())
    for match in _GROUP.finditer(text):
        yield _slot("group", text, *match.span())


def _known(text: str) -> Iterator[Slot]:
    """Yield places and bodies of the glossary, the longest first."""
    words = words_of(text)
    for length in (4, 3, 2, 1):
        for at in range(len(words) - length + 1):
            run = words[at : at + length]
            if any(text[a.end : b.start] != " " for a, b in pairwise(run)):
                continue
            folded = " ".join(word.low for word in run)
            capital = run[0].text[:1].isupper()
            begins_body = at > 0 and words[at - 1].low in _BODY_HEADS
            if is_body(folded, capital=capital):
                yield _slot("organisation", text, run[0].start, run[-1].end)
            elif (
                not begins_body
                and is_place(folded, capital=capital)
                and not _inside_name(text, words, at, at + length)
            ):
                yield _slot("place", text, run[0].start, run[-1].end)


def _inside_name(text: str, words: tuple[Word, ...], start: int, end: int) -> bool:
    """Tell a place that is a part of the name of a body: "Dinas Tenaga Kerja Bekasi"."""
    at = start
    while at > 0 and _named(words[at - 1]) and text[words[at - 1].end : words[at].start] == " ":
        at -= 1
        if words[at].low in _BODY_HEADS:
            return True
    return False


def _named(word: Word) -> bool:
    return word.text[:1].isupper() or word.low in {"of", "&"}


def _names(text: str) -> Iterator[Slot]:
    """Yield runs of words with a capital, by what stands around them."""
    if text.isupper() or text.istitle() and len(text.split()) > 4:
        return  # capitals say nothing here
    words = words_of(text)
    at = 0
    while at < len(words):
        end = at
        while (
            end < len(words)
            and words[end].text[:1].isupper()
            and not (end == 0 and _no_name(words))
            and (end == at or words[end].low not in _BODY_STARTS)
            and (end == at or text[words[end - 1].end : words[end].start] in (" ", ". "))
        ):
            end += 1
        if end == at:
            at += 1
            continue
        before = words[at - 1].low if at else ""
        after = words[end].low if end < len(words) else ""
        yield from _named_run(text, words[at:end], before, after)
        at = end


def _no_name(words: tuple[Word, ...]) -> bool:
    """Tell whether the first word of a question has its capital only for being first."""
    first = words[0]
    if first.low in FUNCTION:
        return True
    if first.text.isupper() or not is_common_word(first.low):
        return False
    heads = _BODY_HEADS | _PLACE_HEADS | _TITLES
    return not (first.low in heads and len(words) > 1 and words[1].text[:1].isupper())


def _named_run(text: str, run: tuple[Word, ...], before: str, after: str) -> Iterator[Slot]:
    if len(run) > 1 and run[0].low in _WAGES:
        run, before = run[1:], run[0].low  # "UMK Sagara": the wage of a place
    start, end, first = run[0].start, run[-1].end, run[0].low
    if len(run) == 1 and (
        first in FUNCTION or first in _LANGUAGES or is_term(first) or first in _TITLES
    ):
        return
    heads = first in _BODY_HEADS or before in _BODY_HEADS
    if heads or after in BODY_TAILS or (len(run) > 1 and run[-1].low in BODY_TAILS):
        yield _slot("organisation", text, start, end)
    elif first in _PLACE_HEADS or before in _PLACE_HEADS:
        yield _slot("place", text, start, end)
    elif first in _TITLES or before in _SAID and len(run) > 1:
        yield _slot("person", text, start, end)
    elif before in _PLACE_BEFORE and not run[0].text.isupper():
        yield _slot("place", text, start, end)
    elif len(run) == 1 and run[0].text.isupper() and len(first) > 1:
        yield _slot("organisation", text, start, end)
    elif _OF_FIRM.match(after) or _OF_FIRM.match(before):
        yield _slot("organisation", text, start, end, sure=False)
    elif len(run) > 1 and not any(word.text.isupper() for word in run):
        named = before != "at" and not all(is_common_word(word.low) for word in run)
        yield _slot("person", text, start, end, sure=named)
    else:
        yield _slot("organisation", text, start, end, sure=False)
