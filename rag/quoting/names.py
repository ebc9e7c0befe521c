"""Names in a sentence, and how much each looks like a person."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.language import fold, index_words

Span = tuple[int, int]

UPPER = "A-ZÀ-ÖØ-Þ"
_NAME_WORD = re.compile(rf"(?<!\w)[{UPPER}][^\W_]*(?:['’.-][^\W_]+)*\.?")
_JOINTS = frozenset((" ", " bin ", " binti ", " van ", " de ", " der ", " & ", " of "))
_WORD = re.compile(r"[^\W\d_]+")

_ROLES = frozenset(
    (
        "ketua wakil sekretaris sekjen bendahara presiden direktur dirut dirjen kepala kabag kadis "
        "kasubdit kabid kapolda kapolres kapolsek menteri menaker gubernur bupati wali walikota "
        "camat lurah anggota pengurus pimpinan pemimpin pejabat juru bicara jubir humas manajer "
        "manager general ceo koordinator korlap pengamat peneliti dosen guru besar rektor dekan "
        "profesor pakar ahli advokat pengacara hakim jaksa aktivis tokoh mantan pendiri pemilik bos "
        "komisaris deputi staf asisten kasat panglima jenderal sultan raja ratu perdana pelatih "
        "pemain pelaku korban tersangka saksi warga buruh pekerja karyawan nama bernama bapak ibu "
        "pak bu saudara dr prof ir haji hj mr mrs ms chair chairman chairwoman president secretary "
        "director minister governor mayor head chief leader spokesperson spokesman officer founder "
        "eksekutif harian umum utama pembina penasihat kuasa hukum"
    ).split()
)
_SPEAKING = frozenset(
    (
        "kata ujar tutur ucap tegas jelas ungkap imbuh papar sebut tambah terang pungkas tandas "
        "lanjut menurut mengatakan menuturkan mengungkapkan menjelaskan menegaskan menyebut "
        "menyebutkan menyatakan menyampaikan menambahkan menilai mengaku berharap meminta "
        "memaparkan menerangkan mengimbau menekankan menyoroti katanya ujarnya said says told added "
        "according stressed explained"
    ).split()
)
_BODIES = frozenset(
    (
        "pt cv serikat federasi konfederasi kementerian kemnaker kemenaker dinas badan lembaga "
        "komisi dewan partai universitas institut sekolah pengadilan polda polres polsek polri tni "
        "dpr dprd mpr kpk bumn pemerintah pemprov pemkab pemkot asosiasi persatuan ikatan forum "
        "gerakan aliansi organisasi yayasan rumah sakit hotel gedung jalan bank grup group kota "
        "kabupaten provinsi kecamatan desa pulau laut gunung sungai danau pasar stasiun bandara "
        "pelabuhan undang uu pasal peraturan keputusan jawa sumatera kalimantan sulawesi papua bali "
        "jakarta indonesia asia eropa amerika ministry union federation company court police party "
        "university"
    ).split()
)
_PLACE_BEFORE = re.compile(r"\b(?:di|ke|dari|asal|se)[\s-]\Z")
_COMMON = frozenset(
    (
        "kami saya mereka kita beliau pemerintah buruh pekerja menurut ketika namun tetapi senin "
        "selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus "
        "september oktober november desember rp wib wita wit"
    ).split()
)


def name_spans(sentence: str) -> list[Span]:
    """Return runs of capitalised words; a lone function word at the beginning is no name."""
    spans: list[Span] = []
    for match in _NAME_WORD.finditer(sentence):
        start, end = match.span()
        if spans and sentence[spans[-1][1] : start] in _JOINTS:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [span for span in spans if not _common(sentence[span[0] : span[1]])]


def _common(text: str) -> bool:
    if " " in text:
        return False
    folded = fold(text.rstrip("."))
    return len(folded) < 2 or folded in _COMMON or not stems_of(folded)


@lru_cache(maxsize=50_000)
def stems_of(text: str) -> frozenset[str]:
    """Return the content stems of a short text."""
    return frozenset(index_words(text))


def person_likeness(sentence: str, span: Span) -> float:
    """Return how much the name at ``span`` looks like a person: from 0 to 1.

    A role before or after it, or a verb of speaking beside it, makes it one; the name of a body
    or place does not.
    """
    text = sentence[span[0] : span[1]]
    inside = [word.lower() for word in _WORD.findall(text)]
    before = [w.lower() for w in _WORD.findall(sentence[max(0, span[0] - 40) : span[0]])[-4:]]
    after = [w.lower() for w in _WORD.findall(sentence[span[1] : span[1] + 40])[:3]]
    titled = any(word in _ROLES for word in inside)
    if not titled and any(word in _BODIES for word in inside):
        return 0.2
    if _PLACE_BEFORE.search(sentence[max(0, span[0] - 8) : span[0]]):
        return 0.2
    if titled and len(inside) > 1:
        return 0.9
    if _SPEAKING.intersection(before[-1:]) or _SPEAKING.intersection(after[:1]):
        return 1.0
    if _ROLES.intersection(before) or _ROLES.intersection(after):
        return 0.9
    if text.isupper():
        return 0.3
    return 0.6 if len(inside) > 1 else 0.4
