"""Names in a sentence, and how much each looks like a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rag.language import fold, index_words, is_common_word
from rag.language.stopwords import listed

Span = tuple[int, int]

UPPER = "A-ZÀ-ÖØ-Þ"
_NAME_WORD = re.compile(rf"(?<!\w)[{UPPER}][^\W_]*(?:['’.-][^\W_]+)*\.?")
_JOINTS = frozenset((" ", " bin ", " binti ", " van ", " de ", " der ", " & ", " of "))
_WORD = re.compile(r"[^\W\d_]+")
_CHOOSES = re.compile(
    r"\b(?:(?:memilih|menunjuk|melantik|mengangkat|mengukuhkan|menetapkan)\s\||\|[^.;]{0,60}?"
    r"(?:terpilih|ditunjuk|dilantik|diangkat|dipilih|elected|appointed|named)\b)"
)
_AS = re.compile(r"\b(?:sebagai|menjadi|as|to be)\s(?:the\s)?\w+(?:\s\w+)?")

_ROLES = listed("""
    ketua wakil sekretaris sekjen bendahara presiden direktur dirut dirjen kepala kabag kadis
    kasubdit kabid kapolda kapolres kapolsek menteri menaker gubernur bupati wali walikota camat
    lurah anggota pengurus pimpinan pemimpin pejabat juru bicara jubir humas manajer manager
    general ceo koordinator korlap pengamat peneliti dosen guru besar rektor dekan profesor
    pakar ahli advokat pengacara hakim jaksa aktivis tokoh mantan pendiri pemilik bos komisaris
    deputi staf asisten kasat panglima jenderal sultan raja ratu perdana pelatih pemain pelaku
    korban tersangka saksi warga buruh pekerja karyawan nama bernama bapak ibu pak bu saudara dr
    prof ir haji hj mr mrs ms chair chairman chairwoman president secretary director minister
    governor mayor head chief leader spokesperson spokesman officer founder eksekutif harian
    umum utama pembina penasihat kuasa hukum narasumber pembicara moderator panelis mediator
    utusan delegasi perwakilan penyidik pengawas penggugat tergugat pelapor speaker
""")
_SPEAKING = listed("""
    kata ujar tutur ucap tegas jelas ungkap imbuh papar sebut tambah terang pungkas tandas
    lanjut menurut mengatakan menuturkan mengungkapkan menjelaskan menegaskan menyebut
    menyebutkan menyatakan menyampaikan menambahkan menilai mengaku berharap meminta memaparkan
    menerangkan mengimbau menekankan menyoroti katanya ujarnya said says told added according
    stressed explained
""")
_BODIES = listed("""
    pt cv serikat federasi konfederasi kementerian kemnaker kemenaker dinas badan lembaga komisi
    dewan partai universitas institut sekolah pengadilan polda polres polsek polri tni dpr dprd
    mpr kpk bumn pemerintah pemprov pemkab pemkot asosiasi persatuan ikatan forum gerakan
    aliansi organisasi yayasan rumah sakit hotel gedung jalan bank grup group kota kabupaten
    provinsi kecamatan desa pulau laut gunung sungai danau pasar stasiun bandara pelabuhan
    undang uu pasal peraturan keputusan jawa sumatera kalimantan sulawesi papua bali jakarta
    indonesia asia eropa amerika ministry union federation company court police party university
""")
# Kinds of bodies: written with a capital in a question, they name nothing by themselves.
_GENERIC = listed("""
    pt cv serikat federasi konfederasi kementerian dinas badan lembaga komisi dewan partai
    universitas institut sekolah pengadilan asosiasi persatuan ikatan aliansi organisasi yayasan
    kota kabupaten provinsi kecamatan desa pulau undang uu pasal nomor tahun union federation
    company ministry upah minimum tenaga kerja ketenagakerjaan kongres rapat desember
""")
_MEMBERSHIPS = listed(
    "serikat federasi konfederasi asosiasi persatuan ikatan aliansi organisasi union"
)
SORTS_OF_MEMBERS = listed("guru dosen hakim jaksa advokat pengacara pelaut buruh pekerja karyawan")
"""Roles that name a union when they follow "Serikat" or the like."""
_PLACE_BEFORE = re.compile(r"\b(?:di|ke|dari|asal|se)[\s-]\Z")
_COMMON = listed("""
    kami saya mereka kita beliau pemerintah buruh pekerja menurut ketika namun tetapi senin
    selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus
    september oktober november desember rp wib wita wit
""")


def name_spans(sentence: str, *, inside: bool = False) -> list[Span]:
    """Return runs of capitalised words that look like names.

    In a headline that capitalises every word, and at the beginning of a sentence, words of the
    language are no names; ``inside`` keeps them, for callers that know what stands before.
    """
    headline = not inside and _is_headline(sentence)
    spans: list[Span] = []
    for match in _NAME_WORD.finditer(sentence):
        start, end = match.span()
        if (headline or _begins(sentence, start)) and is_common_word(fold(match[0].rstrip("."))):
            continue
        if spans and sentence[spans[-1][1] : start] in _JOINTS:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [span for span in spans if not _common(sentence[span[0] : span[1]])]


def _is_headline(sentence: str) -> bool:
    if sentence.endswith((".", '"', "”")):
        return False
    long = [word for word in _WORD.findall(sentence) if len(word) > 3]
    return len(long) > 3 and sum(word[0].isupper() for word in long) > 0.7 * len(long)


def _begins(sentence: str, start: int) -> bool:
    return not any(c.isalnum() for c in sentence[max(0, start - 4) : start]) and start < 4


def _common(text: str) -> bool:
    if " " in text:
        return False
    folded = fold(text.rstrip("."))
    return len(folded) < 2 or folded in _COMMON or not stems_of(folded)


@lru_cache(maxsize=50_000)
def stems_of(text: str) -> frozenset[str]:
    """Return the content stems of a short text."""
    return frozenset(index_words(text))


_FROM = re.compile(rf"(?:\s[{UPPER}]\w+)*,?\s(?:dari|from|of)\s([{UPPER}]\w+)")

# Roles that one person holds; words of one line say the same.
_SAME_ROLE = tuple(
    listed(line)
    for line in (
        "ketua ketum pimpinan pemimpin memimpin mengetuai dipimpin diketuai chair"
        " chairman chairwoman chairperson head leader",
        "presiden president",
        "sekjen sekretaris secretary",
        "bendahara treasurer",
        "direktur dirut dirjen dirops ceo director chief",
        "menteri menaker menko mendagri menkeu menperin menkes minister",
        "gubernur governor",
        "bupati regent",
        "wali walikota mayor",
        "kapolda kapolres kapolsek kapolresta kapolri kepala",
        "koordinator korlap coordinator",
        "jubir juru spokesperson spokesman spokeswoman humas",
        "manajer manager gm",
        "rektor",
        "komisaris",
        "pemilik owner",
        "pendiri founder",
        "pelatih coach",
        "narasumber pembicara panelis speaker",
        "moderator",
        "mediator",
        "perwakilan utusan delegasi",
        "hakim judge",
        "pengawas inspector",
    )
)


def roles_of(said: Sequence[str]) -> frozenset[str]:
    """Return every word for the roles that ``said`` (folded words of a question) names."""
    return frozenset().union(*(line for line in _SAME_ROLE if not line.isdisjoint(said)))


def person_likeness(
    sentence: str,
    span: Span,
    roles: frozenset[str] = frozenset(),
    holders: frozenset[str] = frozenset(),
) -> float:
    """Return how much the name at ``span`` looks like the person asked for: from 0 to 1.

    A role before or after it, or a verb of speaking beside it, makes it a person; the name of a
    body or place does not. Where the question names a role, the person must stand by that role,
    here or (``holders``, folded words of names) elsewhere in the passage.
    """
    text = sentence[span[0] : span[1]]
    inside, before, after = _surroundings(sentence, span)
    likeness = _likeness(text, inside, before, after)
    if _is_headline(sentence) or _PLACE_BEFORE.search(sentence[max(0, span[0] - 8) : span[0]]):
        likeness = min(likeness, 0.5 if _is_headline(sentence) else 0.2)
    if not roles or not holders.isdisjoint(inside):
        return likeness
    if _chosen(sentence, span, roles):
        return max(likeness, 0.9)
    return likeness if _stands_by(roles, (*inside, *before, *after)) else likeness * 0.3


def _chosen(sentence: str, span: Span, roles: frozenset[str]) -> bool:
    """Tell whether somebody was chosen for a role: "memilih Rina Dewi, perawat, sebagai ketua"."""
    around = sentence[max(0, span[0] - 40) : span[0]] + "|" + sentence[span[1] : span[1] + 120]
    role = _AS.search(around, around.index("|"))
    if role is None or not _CHOOSES.search(around):
        return False
    return not roles.isdisjoint(word.lower() for word in _WORD.findall(role[0]))


def role_holders(
    sentences: Iterable[tuple[str, frozenset[str]]],
    roles: frozenset[str],
    entities: frozenset[str],
) -> frozenset[str]:
    """Return the folded words of the names that stand by one of ``roles`` in some sentence.

    ``sentences`` come with their stems. Only those that mention one of ``entities`` (stems of the
    body asked about) count.
    """
    held: set[str] = set()
    for sentence, stems in sentences if roles else ():
        if entities and entities.isdisjoint(stems):
            continue
        for span in name_spans(sentence):
            inside, before, after = _surroundings(sentence, span)
            if _stands_by(roles, (*inside, *before[-5:], *after[:2])):
                text = sentence[span[0] : span[1]]
                held.update(
                    word.lower()
                    for word in _WORD.findall(text)
                    if not word.isupper()
                    and word.lower() not in _ROLES | _BODIES
                    and not stems_of(word.lower()) <= entities  # part of the body's own name
                )
    return frozenset(held)


def _surroundings(sentence: str, span: Span) -> tuple[list[str], list[str], list[str]]:
    before, inside, after = (
        [word.lower() for word in _WORD.findall(part)]
        for part in (
            sentence[max(0, span[0] - 90) : span[0]],
            sentence[span[0] : span[1]],
            sentence[span[1] : span[1] + 60],
        )
    )
    return inside, before[-8:], after[:5]


def _stands_by(roles: frozenset[str], said: Iterable[str]) -> bool:
    # "kapolres" is also meant by "kapolrestabes"
    return any(word in roles or (len(word) > 7 and word[:8] in roles) for word in said)


def _likeness(text: str, inside: list[str], before: list[str], after: list[str]) -> float:
    titled = not _ROLES.isdisjoint(inside)
    if titled and len(inside) > 1:
        return 0.9
    if not titled and not _BODIES.isdisjoint(inside):
        return 0.2
    if not _SPEAKING.isdisjoint((*before[-1:], *after[:1])):
        return 1.0
    if not _ROLES.isdisjoint((*before[-4:], *after[:3])):
        return 0.9
    if text.isupper():
        return 0.3
    return 0.6 if len(inside) > 1 else 0.4


def is_proper(word: str) -> bool:
    """Tell whether a capitalised word names something, rather than a role or kind of body."""
    folded = fold(word)
    plain = folded in _ROLES or folded in _COMMON or folded in _GENERIC
    return not plain and bool(stems_of(folded))


def names_a_body(word: str) -> bool:
    """Tell whether a word begins the name of a body with members: "Serikat", "Federasi"."""
    return fold(word) in _MEMBERSHIPS


def descriptions(sentence: str, names: Sequence[str]) -> list[Span]:
    """Return the words that say who a named person is: roles and bodies beside the name."""
    spans: list[Span] = []
    for name in names:
        at = sentence.find(name)
        if at >= 0:
            begin, end = max(0, at - 90), at + len(name) + 90
            for match in _WORD.finditer(sentence, begin, min(len(sentence), end)):
                if match[0].lower() in _ROLES and match[0] not in names:
                    spans.append(match.span())
            after = _FROM.match(sentence, at + len(name))
            if after:
                spans.append(after.span(1))
    return spans
