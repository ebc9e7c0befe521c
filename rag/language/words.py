"""Words of a text, folded so that spellings of one word are one token."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from rag.language.figures import SCALES, figure_value, plain
from rag.language.stemming import stem
from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION

_MONEY = re.compile(r"\b(rp|idr|usd|us\$|rm)\.?(?=\s?\d)")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*+(?![^\W_])|[^\W_]++(?:-[^\W_]++)*+|%")
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_GENITIVE = re.compile(r"(?<=[a-z]{3})['’]s\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_REPEATED_END = frozenset(("", "nya", "an", "lah", "kah", "ku", "mu", "i", "kan"))

# Spellings that newspapers mix, and the words behind signs.
_VARIANTS = {
    "rp": "rupiah", "idr": "rupiah", "%": "persen", "percent": "persen", "milyar": "miliar",
    "trilyun": "triliun", "nopember": "november", "pebruari": "februari", "propinsi": "provinsi",
    "aktifitas": "aktivitas", "ijin": "izin", "jaman": "zaman", "karir": "karier",
    "resiko": "risiko", "praktek": "praktik", "apotik": "apotek", "nasehat": "nasihat",
    "tehnik": "teknik", "sistim": "sistem", "kwalitas": "kualitas", "obyek": "objek",
    "subyek": "subjek", "efektifitas": "efektivitas", "produktifitas": "produktivitas",
    "analisa": "analisis", "hutang": "utang", "himbau": "imbau", "menghimbau": "imbau",
    "respon": "respons", "standard": "standar", "labour": "labor", "organisation": "organization",
    "programme": "program", "yogya": "yogyakarta", "jogja": "yogyakarta",
    "jogjakarta": "yogyakarta",
    "sumatra": "sumatera", "jumaat": "jumat", "karyawati": "karyawan", "gak": "tidak",
    "nggak": "tidak", "ga": "tidak", "enggak": "tidak", "gimana": "bagaimana", "tau": "tahu",
    "brp": "berapa", "brapa": "berapa", "hrg": "harga", "hri": "hari", "tgl": "tanggal",
    "thn": "tahun", "bln": "bulan", "jml": "jumlah", "krn": "karena", "karna": "karena",
    "smp": "sampai", "sampe": "sampai", "dgn": "dengan", "utk": "untuk", "sdh": "sudah",
    "blm": "belum", "tdk": "tidak", "sapa": "siapa", "knp": "kenapa", "napa": "kenapa",
    "kpn": "kapan", "dmn": "dimana", "gmn": "bagaimana", "kalo": "kalau", "klo": "kalau",
    "duit": "uang", "duitnya": "uangnya",
}  # fmt: skip

# Provinces and offices that headlines shorten: the words of the long form.
_LONG_FORMS = {
    "sekjen": "sekretaris jenderal", "sesjen": "sekretaris jenderal", "ketum": "ketua umum",
    "waketum": "wakil ketua umum", "sekum": "sekretaris umum", "dirut": "direktur utama",
    "dirjen": "direktur jenderal", "wagub": "wakil gubernur", "wabup": "wakil bupati",
    "wapres": "wakil presiden", "menaker": "menteri tenaga kerja",
    "kemnaker": "kementerian tenaga kerja", "disnaker": "dinas tenaga kerja",
    "kadisnaker": "kepala dinas tenaga kerja", "jubir": "juru bicara",
    "korsel": "korea selatan", "korut": "korea utara",
    "jabar": "jawa barat", "jateng": "jawa tengah", "jatim": "jawa timur",
    "sumut": "sumatera utara", "sumbar": "sumatera barat", "sumsel": "sumatera selatan",
    "kalbar": "kalimantan barat", "kalteng": "kalimantan tengah", "kalsel": "kalimantan selatan",
    "kaltim": "kalimantan timur", "kaltara": "kalimantan utara", "sulut": "sulawesi utara",
    "sulteng": "sulawesi tengah", "sulsel": "sulawesi selatan", "sultra": "sulawesi tenggara",
    "sulbar": "sulawesi barat", "ntb": "nusa tenggara barat", "ntt": "nusa tenggara timur",
    "jakpus": "jakarta pusat", "jaksel": "jakarta selatan", "jakbar": "jakarta barat",
    "jaktim": "jakarta timur", "jakut": "jakarta utara",
}  # fmt: skip


def fold(text: str) -> str:
    """Return ``text`` in lower case, compatibility forms unified, diacritics taken off."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.lower())
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order, folded.

    - A number is one token without thousands separators ("4.900.000" is "4900000", "6,5" is
      "6.5"); followed by a scale word its value comes too: "Rp4,9 juta" gives "rupiah", "4.9",
      "juta", "4900000".
    - A doubled word is one token ("buruh-buruh" is "buruh"); other hyphens part words.
    - A shortened province or office is its long form ("Jatim" is "jawa", "timur").
    - Apostrophes inside a word vanish ("Jum'at" is "jumat").
    """
    return list(_words(text)) if len(text) <= _SENTENCE else _read(text)


_SENTENCE = 600  # characters; what is longer is a whole article, seen once


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """Remember sentences: search, judging and choosing each read those of the same passages."""
    return tuple(_read(text))


def _read(text: str) -> list[str]:
    folded = _APOSTROPHES.sub("", _GENITIVE.sub("", fold(text)))
    return list(_tokens(_MONEY.sub(r"\1 ", folded)))


def _tokens(folded: str) -> Iterator[str]:
    figure: Decimal | None = None
    for match in _TOKEN.finditer(folded):
        token = match[0]
        if token[0].isdecimal() and token[-1].isdecimal() and "-" not in token:
            figure = figure_value(token)
            yield plain(figure) if figure is not None else token
            continue
        if figure is None:
            yield from _written_out(token)
            continue
        for part in _parts(token):
            yield from _LONG_FORMS.get(part, _VARIANTS.get(part, part)).split()
            if part in SCALES:
                yield plain(figure * SCALES[part])
        figure = None


@lru_cache(maxsize=100_000)
def _written_out(token: str) -> tuple[str, ...]:
    """Return the words of a token that no figure stands before: most tokens, and few different."""
    return tuple(
        word
        for part in _parts(token)
        for word in _LONG_FORMS.get(part, _VARIANTS.get(part, part)).split()
    )


def _parts(token: str) -> list[str]:
    parts = token.split("-")
    if len(parts) != 2:
        return parts
    first, second = parts
    if second.startswith(first) and second[len(first) :] in _REPEATED_END:
        return [second]
    if len(first) > 3 and len(second) > 3 and stem(first) == stem(second):
        return [first]
    return parts


def spelled(text: str) -> str:
    """Return ``text`` folded, words that messages shorten ("brp", "kpn") written out."""
    return _LETTERS.sub(lambda match: _VARIANTS.get(match[0], match[0]), fold(text))


def index_words(text: str) -> list[str]:
    """Return stems for full-text indexing, function words left out."""
    return list(_index_words(text)) if len(text) <= _SENTENCE else _stems(text)


@lru_cache(maxsize=4096)
def _index_words(text: str) -> tuple[str, ...]:
    return tuple(_stems(text))


def _stems(text: str) -> list[str]:
    return [stem(w) for w in words(text) if w not in INDONESIAN and w not in ENGLISH]


def question_words(text: str) -> list[str]:
    """Return stems of a question, function words and words that only ask left out."""
    return [
        stem(w)
        for w in words(text)
        if w not in INDONESIAN and w not in ENGLISH and w not in QUESTION
    ]
