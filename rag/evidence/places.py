"""Which spans of a sentence could answer "where"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.evidence.names import UPPER, Span, name_spans, stems_of
from rag.evidence.question import AskedQuestion
from rag.evidence.times import asks_saying, is_of_saying
from rag.language import fold, stem
from rag.language.stopwords import listed

_PLACE_BEFORE = re.compile(
    r"\b(?:[Dd]i|[Kk]e|[Dd]ari|asal|kota|kabupaten|provinsi|propinsi|kawasan|daerah|wilayah|desa|kecamatan"
    r"|menuju|sekitar|pesisir|bernama"
    rf"|pulau|gedung|hotel|[Ii]n|[Aa]t|[Ff]rom|near|to)\s+(?:[a-z]+\s+){{0,2}}(?=[{UPPER}])"
)
_DATELINE = re.compile(
    rf"(?:[^.|]{{1,60}}\|\s)?((?:[{UPPER}][\w'-]{{1,30}}\s?){{1,3}})"
    r"(?:,\s[^.]{2,40}?\s?[-–—]\s|\s?\([\w ./]{2,30}\)\s?[-–—]|\s[-–—]{1,2}\s|,\s\w+\Z)"
)
# A name behind the comma of a place tells where that one is: "Medan, Sumatera Utara".
_PART_OF = re.compile(rf",\s(?=[{UPPER}])")
# Where something is held or stands even without "di".
_SITE = re.compile(
    r"\b(?:Universitas|Institut|Hotel|Gedung|Balai|Stadion|Bandara|Bandar|Pelabuhan|Terminal|Stasiun"
    r"|Kantor|Jalan|Jl|Lapangan|Alun-alun|Kawasan|Kabupaten|Kota|Kecamatan|Desa|Provinsi|Pulau)"
    rf"\.?\s(?=[{UPPER}])"
)
_SAYING_FIT = 0.4  # of a place where somebody only spoke
_PART_FIT = 0.7
_SITE_FIT = 0.6
_OTHER_WAY = re.compile(r"(?:[Dd]ari|asal|[Kk]e|menuju|[Ff]rom|to)\s")
_OTHER_WAY_FIT = 0.6  # of "dari Semarang" where "di mana" is asked
_HOME = frozenset(("indonesia",))
_HOME_FIT = 0.3
"""Of "di Indonesia" in reports from Indonesia: it says "everywhere", and seldom where."""
_ASKS_WAY = re.compile(r"\b(?:dari|asal|berasal|ke|menuju|tujuan|pindah|from|to)\b")
_COUNTRIES = listed("""
    indonesia malaysia singapura thailand filipina vietnam kamboja laos myanmar brunei cina china
    tiongkok jepang taiwan india pakistan bangladesh nepal iran irak turki mesir qatar yordania
    kuwait oman yaman suriah lebanon israel palestina australia rusia ukraina jerman prancis
    perancis inggris belanda belgia italia spanyol portugal polandia swedia norwegia finlandia
    denmark swiss austria yunani kanada meksiko brasil brazil argentina chile peru kolombia
    venezuela kuba nigeria kenya etiopia maroko aljazair libya sudan
    singapore japan germany france england netherlands italy spain philippines cambodia russia
""")
_TWO_WORDS = listed("""
    amerika_serikat arab_saudi korea_selatan korea_utara timor_leste papua_nugini selandia_baru
    sri_lanka afrika_selatan hong_kong uni_emirat united_states united_kingdom saudi_arabia
    south_korea north_korea new_zealand south_africa
""")
_PROVINCES = listed("""
    aceh bali banten bengkulu gorontalo jakarta jambi lampung maluku papua riau yogyakarta
    sumut sumbar sumsel jabar jateng jatim kalbar kalteng kalsel kaltim kaltara sulut sulteng sulsel
    sultra sulbar ntb ntt
""")
_PARTS = listed("utara selatan barat timur tengah tenggara")
_ISLANDS = listed("sumatera sumatra jawa kalimantan sulawesi maluku papua tenggara")
PLACES = frozenset(
    stem(word)
    for word in listed("""
    negara kota provinsi propinsi kabupaten desa daerah wilayah pulau tempat kecamatan kelurahan
    lokasi kawasan jalan benua city town country province place region district village island
    """)
)
BUILDINGS = frozenset(
    stem(word)
    for word in listed("""
    hotel gedung balai aula stadion kantor lapangan wisma graha auditorium building hall stadium
    """)
)


def fitting_places(asked: AskedQuestion, sentence: str) -> Iterator[tuple[Span, float]]:
    """Yield the places of a sentence and how well each fits what is asked, from 0 to 1."""
    named = dict(name_spans(sentence, inside=True))
    most = 1.0 if asks_saying(asked) else _SAYING_FIT
    for start, end, fit in _located(asked, sentence, named):
        yield (start, end), min(fit, most) if is_of_saying(sentence, start) else fit
    dateline = _DATELINE.match(sentence)
    if dateline:
        # Where a report was written is seldom where it happened: never enough by itself.
        yield dateline.span(1), 0.3
    if asked.heads & _STATES:
        yield from ((span, 1.0) for span in named.items() if _is_state(asked, sentence, span))


def _located(
    asked: AskedQuestion, sentence: str, named: dict[int, int]
) -> Iterator[tuple[int, int, float]]:
    """Yield names that stand where places do, and the names of larger places behind them."""
    ends: dict[int, float] = {}
    for pattern, most in ((_PLACE_BEFORE, 1.0), (_SITE, _SITE_FIT)):
        for match in pattern.finditer(sentence):
            end = named.get(match.end())
            if end is None:  # the word for the site is part of the name
                end = next((b for a, b in named.items() if a <= match.start() < b), None)
            if end is not None:
                said = stems_of(sentence[match.start() : end])
                fit = 1.0 if asked.heads & said else _place_fit(asked, said)
                if _OTHER_WAY.match(match[0]) and not _ASKS_WAY.search(asked.text.lower()):
                    fit = min(fit, _OTHER_WAY_FIT)
                ends[end] = max(ends.get(end, 0.0), min(fit, most))
                yield match.end(), end, min(fit, most)
    for match in _PART_OF.finditer(sentence):
        end = named.get(match.end())
        if end is not None and match.start() in ends:
            ends[end] = ends[match.start()]
            yield match.end(), end, min(_PART_FIT, ends[end])


_STATES = frozenset(("negara", "provinsi", "propinsi", "country", "province"))


def _is_state(asked: AskedQuestion, sentence: str, span: Span) -> bool:
    """Tell whether a name is a country or a province, whichever is asked for."""
    said = [fold(word) for word in sentence[span[0] : span[1]].split()]
    if asked.heads & {"negara", "country"}:
        return bool(_COUNTRIES.intersection(said)) or "_".join(said[:2]) in _TWO_WORDS
    parted = bool(_PARTS.intersection(said)) and bool(_ISLANDS.intersection(said))
    return parted or (len(said) < 3 and bool(_PROVINCES.intersection(said)))


def _place_fit(asked: AskedQuestion, said: frozenset[str]) -> float:
    """Return how well a place fits: a building has its kind in its name, a town has not."""
    if asked.heads and not asked.heads & (BUILDINGS | PLACES):
        return 0.4  # "di nomor apa", "ke forum mana": not a place in the first place
    if said == _HOME and not asked.heads & {"negara", "country"}:
        return _HOME_FIT
    if not asked.heads & BUILDINGS:
        return 0.9
    return 0.8 if said & BUILDINGS and "hotel" not in asked.heads else 0.3
