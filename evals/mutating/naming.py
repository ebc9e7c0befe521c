"""Names as they stand in news, read by capitals: people, organisations, places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from evals.mutating.dates import SPANS
from evals.mutating.material import Place, sentences

PERSON, GROUP, SITE, OTHER = "person", "group", "site", "other"

_WORD = r"(?:[A-Z][a-z]+(?:['’-][A-Za-z][a-z]*)*|[A-Z]{2,}|[A-Z]\.)"
_RUN = re.compile(
    rf"(?<![\w.])(?:PT |CV )?{_WORD}(?: {_WORD}| (?:bin|binti|van|al-)(?= [A-Z]))*(?!\w)"
)
_ROLES = frozenset(
    """
    Ketua Wakil Kepala Direktur Manajer Koordinator Sekretaris Jenderal Umum Menteri Presiden
    Gubernur Bupati Wali Kota Anggota Juru Bicara Bendahara Pengawas Mediator Hakim Kuasa Dinas
    Utama Eksekutif Operasi General Manager Personalia Bagian Bidang Seksi Komisi Departemen
    Provinsi Kabupaten Kecamatan Haji Bapak Ibu Pak Bu Dr Prof Kapolres Kapolda Kombes AKP AKBP
    Brigjen Komisaris Polisi Letnan Kolonel Mayor Kapten Camat Lurah Plt Deputi Dirjen Direktorat
    Chair President Governor Minister Director Head Judge Spokesman Spokeswoman Mr Mrs Ms Presiding
    Perempuan Upah Pimpinan Pendiri Pemilik Mantan Pengamat Pakar Ahli Peneliti Dosen Humas Staf
    Khusus Menko Wapres Perdana Pengacara
    """.split()
)
_GROUP = frozenset(
    """
    PT CV Serikat Konfederasi Federasi Perhimpunan Dinas Dewan Pengadilan Mahkamah Kementerian
    Badan Bank Universitas Lembaga Komisi Partai Asosiasi Persatuan Perusahaan RSUD Rumah Komite
    Yayasan Forum Gabungan Organisasi Polda Polres Court Union Federation University Council
    Ministry Office Association Company Party Majelis Pansus Fraksi Polri TNI Kejaksaan
    """.split()
)
_SITE = frozenset(
    """
    Kota Kabupaten Provinsi Kecamatan Desa Jalan Gedung Lapangan Pelabuhan Dermaga Hotel Balai
    Kelurahan Pulau Gunung Stadion Bandara Jl Pasar Terminal Stasiun Selat Laut
    """.split()
)
_NO_NAME = frozenset(
    """
    Senin Selasa Rabu Kamis Jumat Sabtu Minggu Monday Tuesday Wednesday Thursday Friday Saturday
    Sunday Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember
    January February March May June July August October December Pasal Nomor Tahun Undang Rp WIB
    WITA WIT THR UMP UMK PHK JKP JHT JKK JKM PKB PKWT KHL BPJS Ketenagakerjaan Internasional Bukan
    Foto Baca Ini Itu Yang Saya Kami Kita Dia Ia Mereka Tidak Jika Kalau Namun Tapi Tetapi Padahal
    Sementara Menurut Dalam Dari Untuk Pada Hal Hari Buruh Indonesia Raperda Jakarta The And But
    Menkeu Mendikbud Menhub Kapolri Negara Pemerintah Polisi Doktor Perusahaan Panitia Manajemen
    USD IDR RI DKI HUT KM Dolar Dollar Rupiah Jaminan Hak Allah Tuhan Islam COVID Covid Aku Anda
    """.split()
)
_AGE = re.compile(r" \(\d\d\)")
_DATELINE = re.compile(r"\s*[—–(-]|, [A-Z\d]")
_NEAR_START = 30  # characters within which a dateline stands
_LONGEST = 4  # words; a longer run is likely an organisation's name and a person's
_AFTER_PLACE = re.compile(r"\b(?:di|ke|in|at)\s+$")
_SPEECH = (
    r"kata|ujar|ucap|tutur|jelas|tegas|ungkap|papar|imbuh|tambah|sebut|menurut|Menurut|"
    r"said|says|according to|According to"
)
_SPOKEN_BY = re.compile(rf"\b(?:{_SPEECH})\s+$")
_SPEAKS = re.compile(
    r"^,?(?: \(\d+\),?)? (?:mengatakan|menyatakan|menjelaskan|menilai|menyebut|menegaskan|"
    r"mengungkapkan|menuturkan|menambahkan|mengaku|mengakui|membantah|berjanji|menerangkan|"
    r"said|says|told|added|denied)\b"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A name in a text: where it stands, of what type, and whether its bearer speaks there."""

    place: Place
    type: str
    speaks: bool = False


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[Name, ...]:
    """Return the names of a sentence, without titles and roles before them; a headline has none."""
    if _is_headline(text):
        return ()
    dates = [(m.start(), m.end()) for span in SPANS for m in span.finditer(text)]
    found: list[Name] = []
    for match in _RUN.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in dates):
            continue
        found.extend(_parts(text, match.start(), match.group()))
    return tuple(found)


def _is_headline(text: str) -> bool:
    """Return whether most longer words have a capital, so that capitals do not tell names."""
    words = re.findall(r"\b[A-Za-z]{4,}\b", text)
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _parts(text: str, start: int, run: str) -> Iterator[Name]:
    """Give the name in a run of capitalised words, without the role before it."""
    words = run.split(" ")
    offset = start
    while words and words[0] in _ROLES and words[0] not in _GROUP | _SITE:
        offset += len(words[0]) + 1
        words = words[1:]
    if not words or _NO_NAME & set(words) or any(len(word) < 2 for word in words):
        return
    name = " ".join(words)
    place = Place(start=offset, end=offset + len(name), found=name)
    after = text[place.end : place.end + 60]
    speaks = bool(_SPOKEN_BY.search(text[:start]) or _SPEAKS.match(after))
    if _is_uncertain(text, place, words, speaks=speaks):
        return
    kind = _type(text, offset, words, speaks or bool(_AGE.match(after)))
    if kind:
        yield Name(place=place, type=kind, speaks=speaks and kind == PERSON)


def _is_uncertain(text: str, place: Place, words: list[str], *, speaks: bool) -> bool:
    """Return whether it is not sure that a run is one name, and where that begins."""
    if _ROLES & set(words[1:]) or len(words) > _LONGEST:
        return True
    if words[0] in _GROUP | _SITE and (len(words) == 1 or text[place.end :][:2].strip().isdigit()):
        return True
    if all(word.isupper() for word in words) and _DATELINE.match(text[place.end :]):
        return place.start < _NEAR_START
    if text[place.start - 1 : place.start] == "(":
        return True  # a short form: the long one before it would still say who is meant
    sure = speaks or words[0] in _GROUP | _SITE or words[0].isupper()
    return _opens(text, place.start) and not sure


def _opens(text: str, start: int) -> bool:
    """Return whether a sentence or quotation begins here, where any word has a capital."""
    before = text[:start].rstrip()
    return not before or before[-1] in '.?!"“:—–-(|' or before.endswith("- ")


def _type(text: str, start: int, words: list[str], human: bool) -> str:
    if words[0] in _GROUP or (len(words) == 1 and words[0].isupper() and len(words[0]) > 2):
        return GROUP
    if words[0] in _SITE or _AFTER_PLACE.search(text[:start]):
        return SITE
    if any(word.isupper() for word in words) or len(words) > 3:
        return ""
    role = re.findall(r"\w+", text[max(0, start - 25) : start])[-1:]
    if human or (role and role[0] in _ROLES):
        return PERSON
    return OTHER if len(words) > 1 else ""


@lru_cache(maxsize=512)
def names_in(text: str) -> tuple[Name, ...]:
    """Return the names of all sentences of an article."""
    return tuple(name for sentence in sentences(text) for name in names(sentence))


_DEFINED = re.compile(r"([A-Z][\w'’-]*(?: (?:[A-Z][\w'’-]*|dan|of|and))*) \(([A-Z][A-Za-z]{1,9})\)")


def same_bearer(one: str, two: str, article: str) -> bool:
    """Return whether two names may mean the same: they share a word, or one shortens the other."""
    left, right = set(one.casefold().split()), set(two.casefold().split())
    if left & right or one.casefold() in two.casefold() or two.casefold() in one.casefold():
        return True
    for long, short in _DEFINED.findall(article):
        told = {long.casefold(), short.casefold()}
        if any(each in one.casefold() or one.casefold() in each for each in told) and any(
            each in two.casefold() or two.casefold() in each for each in told
        ):
            return True
    return _initials(one) == two.upper() or _initials(two) == one.upper()


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())
