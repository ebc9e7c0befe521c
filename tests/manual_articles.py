"""The articles of the manual (docs/ingest.md): invented, small, one of each kind that it shows."""

from __future__ import annotations

ARTICLES = {
    "articles/mogok-galangan.txt": """Beranda
Ekonomi
Berlangganan

Buruh Galangan Muara Selat Mogok Dua Hari

MUARA SELAT, 12 November 2025 - Sebanyak 260 buruh galangan kapal di Muara Selat mogok kerja \
sejak Selasa. Mereka menuntut uang makan dinaikkan menjadi Rp 30.000 per hari.

"Harga makan di kantin sudah dua kali naik tahun ini," kata ketua serikat pekerja galangan, \
Rukmini Adang.

Perusahaan berjanji memberi jawaban tertulis pada hari Jumat.

Baca juga: Harga Ikan Turun di Pasar Pagi
""",
    "articles/uang-makan.md": """---
title: "Uang Makan Galangan Naik Jadi Rp 27.500"
outlet: Kabar Selat
author: Dewi Anjani
date: 2025-11-15
section: Ekonomi
tags: [upah, galangan]
url: https://kabarselat.example/uang-makan
---

MUARA SELAT - Perusahaan galangan kapal di Muara Selat menaikkan uang makan menjadi Rp 27.500 per \
hari. Kenaikan berlaku mulai 1 Desember, kata manajer personalia Hendro Prakoso.

Serikat pekerja menerima tawaran itu dalam rapat anggota pada Jumat malam.
""",
    "articles/ralat-uang-makan.md": """---
title: "Ralat: Uang Makan Galangan"
outlet: Kabar Selat
date: 2025-11-16
kind: correction
concerns: https://kabarselat.example/uang-makan
---

Berita kami tanggal 15 November menyebut uang makan Rp 27.500. Yang benar Rp 28.500 per hari.
""",
    "articles/pelatihan.html": """<!doctype html>
<html lang="id"><head><title>Pelatihan Las Gratis bagi Buruh</title>
<meta property="og:site_name" content="Warta Dermaga">
<meta property="article:published_time" content="2025-10-02T08:30:00+07:00"></head>
<body><nav><a href="/">Beranda</a> <a href="/iklan">Iklan</a></nav>
<article><h1>Pelatihan Las Gratis bagi Buruh</h1>
<p>Balai latihan kerja di Muara Selat membuka pelatihan las gratis bagi 40 buruh galangan yang
dirumahkan. Pelatihan berlangsung enam minggu dan ditutup dengan ujian sertifikat.</p>
<p>Pendaftaran dibuka sampai 20 Oktober di kantor balai, kata kepala balai Yusran Tamin.</p>
</article><footer>Hak cipta Warta Dermaga</footer></body></html>
""",
    "articles/rapat.txt": """Rapat Anggota Koperasi Buruh Pelabuhan

Koperasi buruh pelabuhan mengadakan rapat anggota tahunan di aula kelurahan. Sebanyak 118 anggota \
hadir dan menyetujui pembagian sisa hasil usaha.
""",
    "articles/metadata.csv": "file,outlet,author\nrapat.txt,Buletin Koperasi,Salma Idrus\n",
    "articles/rusak.txt": "\0\1\2\3\4\5" * 60,
    "wire/kantor-berita.txt": """Pabrik Tekstil Tanjung Rimba Rumahkan 320 Pekerja

TANJUNG RIMBA, 3 November 2025 - Pabrik tekstil di Tanjung Rimba merumahkan 320 pekerja bagian \
pemintalan mulai Senin karena pesanan dari luar negeri berkurang. Pekerja yang dirumahkan tetap \
menerima upah pokok selama tiga bulan, kata direktur pabrik Laras Wibisono.

Serikat pekerja meminta perusahaan membuka data pesanan sebelum ada pemutusan hubungan kerja. \
Pertemuan berikutnya digelar pada 10 November di kantor dinas tenaga kerja.
""",
    "wire/harian-rimba.txt": """Pabrik Tekstil Tanjung Rimba Rumahkan 320 Pekerja

TANJUNG RIMBA, 3 November 2025 - Pabrik tekstil di Tanjung Rimba merumahkan 320 pekerja bagian \
pemintalan mulai Senin karena pesanan dari luar negeri berkurang. Pekerja yang dirumahkan tetap \
menerima upah pokok selama tiga bulan, kata direktur pabrik Laras Wibisono.

Serikat pekerja meminta perusahaan membuka data pesanan sebelum ada pemutusan hubungan kerja. \
Pertemuan berikutnya digelar pada 10 November di kantor dinas tenaga kerja kabupaten.
""",
    "copied.txt": """Serikat Pekerja Rumah Sakit Minta Jadwal Jaga Diubah

Serikat pekerja rumah sakit daerah meminta jadwal jaga malam paling banyak dua kali seminggu. \
Permintaan itu disampaikan kepada direksi pada awal pekan.
""",
    "newsroom.csv": """nomor,judul,isi,tgl_terbit,media
101,Upah Pemetik Teh Naik,"Upah pemetik teh di Bukit Halu naik menjadi Rp 4.100 per kilogram \
mulai Januari, kata mandor kebun Asep Rusdi.",7/1/2025,Suara Kebun
102,Buruh Kebun Dapat Sepatu Baru,"Sebanyak 85 buruh kebun teh menerima sepatu kerja baru dari \
perusahaan setelah dua tahun meminta.",9/2/2025,Suara Kebun
""",
}

PAGES = {
    "/berita/jaminan-sosial": (
        "Kurir Kota Terdaftar di Jaminan Sosial",
        "Sebanyak 75 kurir di kota terdaftar sebagai peserta jaminan sosial sejak awal bulan. "
        "Iuran dibayar bersama oleh perusahaan dan kurir, kata ketua paguyuban kurir Joko Santosa.",
    ),
    "/berita/sopir": (
        "Sopir Truk Pasir Minta Tarif Baru",
        "Sopir truk pasir meminta tarif angkut baru karena harga solar naik. Mereka bertemu "
        "pemilik tambang pada Senin pagi dan sepakat berunding lagi pekan depan.",
    ),
    "/berita/kantin": (
        "Kantin Pabrik Ditutup Sementara",
        "Kantin pabrik sepatu ditutup sementara setelah 12 pekerja sakit perut. Perusahaan memberi "
        "uang makan pengganti selama kantin ditutup, kata pengurus serikat.",
    ),
}
"""Pages of the invented site ``https://warta.example``: path, title and text."""
