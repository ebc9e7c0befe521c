"""An invented wire report, and what outlets make of it."""

from __future__ import annotations

WIRE = """JAYAKERTA - Serikat Pekerja Tekstil Lembayung menandatangani perjanjian kerja bersama \
dengan PT Sandang Galuh di Jayakerta, Selasa (3/2/2026). Perjanjian itu berlaku dua tahun dan \
mencakup 1.240 pekerja di tiga pabrik.

Menurut ketua serikat, Marlina Tobing, upah pokok naik 6,5 persen mulai Maret dan uang makan \
menjadi Rp 22.000 per hari. Perusahaan juga wajib mengangkat pekerja kontrak yang sudah bekerja \
lebih dari 24 bulan.

"Kami berunding selama lima bulan, dan tidak satu pun anggota kehilangan pekerjaan," kata Marlina \
Tobing seusai penandatanganan di kantor dinas tenaga kerja.

Direktur PT Sandang Galuh, Hendra Wiratama, mengatakan kenaikan itu sudah dihitung dalam anggaran \
tahun ini. Ia berharap perselisihan tentang jam lembur yang berlarut sejak tahun lalu selesai \
dengan perjanjian ini, dan kedua pihak sepakat bertemu setiap triwulan untuk meninjaunya.
"""

EDITED = (
    WIRE.replace("JAYAKERTA - Serikat", "Serikat")
    .replace("seusai penandatanganan di kantor dinas tenaga kerja", "di kantor dinas")
    .replace("mengatakan kenaikan itu", "menyatakan kenaikan upah itu")
    .replace("yang berlarut sejak tahun lalu ", "")
)
"""Lightly edited by another desk: a shorter dateline and other verbs."""

CUT = WIRE.rsplit("\n\n", 1)[0]
"""Without its last paragraph."""

TEMPLATE = WIRE.replace("1.240", "980").replace("6,5", "5,2").replace("22.000", "21.500")
"""The same release with other figures: another agreement."""

ELSEWHERE = (
    WIRE.replace("Lembayung", "Sagara")
    .replace("Galuh", "Tirta")
    .replace("Marlina Tobing", "Yustina Raharjo")
)
"""The same release with other names: another union."""

OWN_WORDS = """Pekerja tiga pabrik PT Sandang Galuh akan menerima upah yang lebih tinggi. \
Setelah berunding sejak tahun lalu, serikat dan perusahaan mencapai kesepakatan pada Selasa \
(3/2/2026), kata seorang anggota tim perunding kepada Warta Sagara.

Kesepakatan itu memuat kenaikan upah pokok 6,5 persen. Marlina Tobing, yang memimpin serikat, \
menyebut hasil ini melegakan. Beberapa pekerja yang ditemui di gerbang pabrik mengaku belum tahu \
rinciannya; mereka menunggu penjelasan di tiap bagian pada akhir pekan. Pengamat perburuhan \
Universitas Jayakerta menilai butir tentang pekerja kontrak lebih penting daripada angka upah.
"""
"""Another writer on the same event."""
