"""What pages print around their articles, in Indonesian and English."""

from __future__ import annotations

import re

from ingest.documents import folded

LABELS = frozenset(
    folded(label)
    for label in """
    Mobile Menu;Top Ads;Bottom Ads;More News;logoblog;Menu;Menu Utama;Beranda;Home;Cari;Search;
    Login;Log in;Masuk;Daftar;Keluar;Sign in;Sign up;Register;Langganan;Berlangganan;Subscribe;
    Newsletter;Iklan;Advertisement;Advertorial;Sponsored;Tutup;Close;Tutup iklan;Lewati iklan;
    Skip ad;Skip to content;Lompat ke konten;Bagikan;Bagikan artikel;Bagikan berita;Share;
    Share this;Share this article;Share on;Bagikan ini;Facebook;Twitter;X;WhatsApp;Telegram;LINE;
    Instagram;Tiktok;Youtube;Threads;Linkedin;Pinterest;Email;Surel;Print;Cetak;Salin tautan;
    Salin link;Copy link;Copy;Tweet;Pin it;Simpan;Save;Dengarkan;Listen;Putar;Play;Komentar;
    Comments;Tulis komentar;Leave a comment;Balas;Reply;Lihat semua;Lihat semuanya;
    Tampilkan semua;Tampilkan lebih banyak;Muat lagi;Load more;Selengkapnya;
    Baca selengkapnya;Read more;Halaman selanjutnya;Halaman berikutnya;Next page;Next;Previous;
    Selanjutnya;Sebelumnya;Berikutnya;Kembali ke atas;Back to top;Tags;Tag;Topik;Label;
    Ikuti kami;Follow us;Tentang kami;About us;Redaksi;Kontak;Kontak kami;Contact;Contact us;
    Disclaimer;Kebijakan privasi;Privacy policy;Pedoman media siber;Karier;Sitemap;Indeks;
    Setuju;Atur;Terima;Terima semua;Accept;Accept all;Tolak;Reject;Lewati;Skip;Buka aplikasi;
    Unduh aplikasi;Download app;Open app;Mode gelap;Dark mode;Perbesar;Perkecil;A-;A+;Live;
    A- A A+;A A A;Dengarkan artikel ini;Dengarkan berita ini;Gulir untuk membaca;
    Pasang aplikasi;Scroll untuk lanjut membaca;Gulir untuk lanjut membaca;
    Scroll to continue with content;
    Scroll to continue reading;Continue reading below;Iklan gulir untuk melanjutkan
    """.replace("\n", " ").split(";")
)
"""Whole lines that are labels of a page and nothing else, letters and digits only."""

TAIL_LABELS = frozenset(
    folded(label)
    for label in """
    Berita terkait;Artikel terkait;Baca juga;Baca lainnya;Berita lainnya;Berita lain;Terpopuler;
    Terkini;Berita terkini;Terbaru;Berita terbaru;Populer;Berita populer;Pilihan redaksi;
    Rekomendasi;Rekomendasi untuk anda;Simak juga;Lihat juga;Related;Related news;Related posts;
    Related articles;Related stories;Read also;Also read;See also;Most read;Most popular;Popular;
    Trending;Latest news;Recommended;You may also like;More news;More stories;More from us;
    Tag terkait;Topik terkait;Video terkait;Foto terkait
    """.replace("\n", " ").split(";")
)
"""Labels above a list of links to other articles."""

LINK_LINE = re.compile(
    r"\W{0,3}(?:"
    r"(?:baca|simak|lihat|tonton)(?: berita| artikel)? (?:juga|selengkapnya|lainnya|pula)\s*[:|»>-]"
    r"|(?:baca|simak|lihat) juga\b.*(?<![.”\"])$|klik (?:untuk|di sini)\b.{0,80}$"
    r"|(?:read|see) also\s*[:|»>-]|also read\s*[:|»>-]|read more\s*[:|»>-]|related\s*[:|»>]"
    r"|(?:artikel|berita) (?:terkait|lainnya|lain|sebelumnya)\s*[:|»>]"
    r"|(?:terkini|terpopuler|trending|tags?|topik|kata kunci|keywords|label)\s*:"
    r"|(?:bagikan|share|sebarkan)(?: (?:artikel|berita|this|ini)){0,2}\s*[:|]"
    r"|(?:bagikan|share|kirim)(?: \w+)? (?:ke|di|on|to|via|lewat|melalui) (?:facebook|twitter|x|"
    r"whatsapp|telegram|line|linkedin|email|surel)\W*$"
    r"|(?:iklan|advertisement)\b\W{1,4}\w.{0,60}$"
    r"|(?:scroll|gulir) (?:untuk|to) (?:lanjut|melanjutkan|continue).{0,30}$"
    r"|(?:halaman|page)\s*:?\s*\d+\W+(?:dari|of|tampilkan|show|\d|\|)"
    r"|(?:komentar|comments?)\s*\(\d+\)|\d+ (?:komentar|comments?)\W*$|(?:dibaca|views?)\s*:?\s*\d"
    r"|(?:©|\(c\)|copyright|hak cipta)\W(?:.{0,60}|\W{0,3}\d{4}.{0,160})$|all rights reserved"
    r"|(?:dapatkan|simak|ikuti|cek|baca|follow|get)\b.{0,60}\b(?:google news|saluran whatsapp|"
    r"whatsapp channel|kanal telegram|telegram channel)\b.{0,80}$"
    r"|teks contoh tanya serikat\b|sample text of tanya serikat\b"
    r")",
    re.I,
)
"""What a line begins with that only leads elsewhere, shares, advertises or gives notice."""
