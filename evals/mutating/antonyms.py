"""Opposites, and the words that look like verbs and are none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_OPPOSITES = """
naik turun
menaikkan menurunkan
dinaikkan diturunkan
kenaikan penurunan
meningkat menurun
meningkatkan mengurangi
peningkatan penurunan
bertambah berkurang
menambah mengurangi
ditambah dikurangi
menerima menolak
diterima ditolak
menyetujui menolak
disetujui ditolak
mendukung menentang
membuka menutup
dibuka ditutup
menang kalah
tertinggi terendah
tinggi rendah
besar kecil
minimal maksimal
setelah sebelum
sesudah sebelum
masuk keluar
untung rugi
membantah membenarkan
membenarkan membantah
memperpanjang mempersingkat
diperpanjang dipersingkat
mempercepat memperlambat
seluruh sebagian
semua sebagian
laki-laki perempuan
lambat cepat
mahal murah
mengizinkan melarang
diizinkan dilarang
berhasil gagal
sepakat berselisih
pertama terakhir
bertemu berpisah
mengakui menyangkal
penuh sebagian
panjang pendek
kuat lemah
rose fell
higher lower
more fewer
accepted rejected
before after
won lost
highest lowest
increase decrease
raised lowered
approved rejected
first last
allowed banned
"""
_NOT_NAIK = (
    "haji feri bus kereta mobil motor pesawat kapal ojek ke tangan di banding jabatan panggung "
    "tahta pangkat kelas sepeda taksi lagi gunung langsung"
)
_NEVER_BEFORE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "naik": frozenset(_NOT_NAIK.split()),
        "turun": frozenset(_NOT_NAIK.split()),
        "masuk": frozenset("akal angin".split()),
        "besar": frozenset("hati kepala".split()),
        "rendah": frozenset(("hati",)),
        "kecil": frozenset(("hati",)),
        "setelah": frozenset(("itu",)),
        "sebelum": frozenset(("itu",)),
        "sesudah": frozenset(("itu",)),
        "pertama": frozenset(("tama",)),
        "tinggi": frozenset(("hati",)),
        "ditambah": frozenset(("lagi", "dengan")),
        "last": frozenset("week weekend year month night season".split()),
        "more": frozenset(("than",)),
        "first": frozenset(("of",)),
    }
)
_ONE_WAY = frozenset("membenarkan sebelum sebagian lebih terakhir mengurangi penurunan".split())


def _pairs() -> dict[str, tuple[str, frozenset[str]]]:
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for line in _OPPOSITES.split("\n"):
        if not line.strip():
            continue
        one, two = line.split()
        found.setdefault(one, (two, _NEVER_BEFORE.get(one, frozenset())))
        if two not in _ONE_WAY:
            found.setdefault(two, (one, _NEVER_BEFORE.get(two, frozenset())))
    found["sebelum"] = ("setelah", _NEVER_BEFORE["sebelum"])
    found["di atas"] = ("di bawah", frozenset(("kertas", "meja", "panggung", "kapal", "mobil")))
    found["di bawah"] = ("di atas", frozenset(("tenda", "umur", "meja", "sling")))
    found["lebih dari"] = ("kurang dari", frozenset(("itu", "sekadar")))
    found["kurang dari"] = ("lebih dari", frozenset())
    found["paling banyak"] = ("paling sedikit", frozenset())
    found["paling sedikit"] = ("paling banyak", frozenset())
    return found


NEVER_AFTER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "tinggi": frozenset("perguruan sekolah sama".split()),
        "besar": frozenset(("sama",)),
        "kecil": frozenset(("sama",)),
        "rendah": frozenset(("sama",)),
    }
)
"""The words after which one of the pairs means something else, or says the same either way."""

PAIRS: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType(_pairs())
"""Word → its opposite, and the words before which it means something else."""

PHRASES = re.compile(
    r"(?<![\w-])(" + "|".join(sorted(map(re.escape, PAIRS), key=len, reverse=True)) + r")(?![\w-])",
    re.I,
)

NO_VERBS = frozenset(
    """
    disabilitas diabetes
    mereka menurut memang menteri mengenai meski meskipun melalui merupakan
    melainkan melebihi
    menjelang menyusul mengingat melawan mendekati mendatang menyangkut merek meter mesin media
    medis mental menit mendadak
    menjadi mulai dirinya direktur direksi dinas distrik digital dini diri dilema dialog diskusi
    disiplin diploma divisi dimana dikenal diduga
    berita berbagai beras berat bersama berikut bertanggal berdasarkan berupa bernama bernomor
    berusia berapa berbeda bersih berani bermotor berikutnya berlebih bersamaan berturut beredar
    beribu berulang bertahap berwenang berawal bersubsidi berjangka berhak
    terhadap tersebut terkait tertanggal termasuk terlalu terakhir terhitung tertentu terbaru
    terbesar tertinggi terendah terbanyak terbaik terburuk terbuka tertulis terpisah terutama
    ternyata terang teras tersangka terpidana terdakwa terbatas terkecil terlambat
    terdekat terdahulu terlebih tergugat terkini terpadu terpencil terjangkau
    """.split()
)
"""Words with the first letters of a verb that cannot be denied by putting "tidak" before them."""
