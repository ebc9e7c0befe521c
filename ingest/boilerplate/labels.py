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
    Scroll to continue reading;Continue reading below;Iklan gulir untuk melanjutkan;
    Advertisement scroll to continue with content;Advertisement scroll to continue reading;
    Iklan scroll untuk melanjutkan;Advertisement continue reading below;Lanjutkan membaca;
    Scroll ke bawah untuk lanjut membaca;Lihat foto;Lihat video;Perbesar gambar;Ukuran huruf;
    Ukuran font;Mode baca;Laporkan;Report;Suka;Like;Salin;Bagikan ke;Share via;Kirim;
    Kirim komentar;Post comment;Leave a reply;Cancel reply;Batalkan balasan;Beri komentar;
    Berikan komentar;Tinggalkan balasan;Tinggalkan komentar;Tulis komentar anda;
    Situs web;Website;Tentang penulis;About the author;Profil penulis;Author;Info iklan;
    Kode etik;Kode etik jurnalistik;Ketentuan layanan;Syarat dan ketentuan;Terms of use;
    Terms of service;Terms and conditions;Hubungi kami;Peta situs;Kembali ke beranda;
    Back to home;Berita foto;Artikel selanjutnya;Artikel sebelumnya;Berita selanjutnya;
    Berita sebelumnya;Next article;Previous article;Next post;Previous post;Pos berikutnya;
    Pos sebelumnya;Navigasi pos;Post navigation;Google News;Ikuti kami di Google News;
    Ikuti di Google News;Follow us on;Ikuti kami di;Whatsapp channel;Saluran whatsapp;
    Terima kasih telah membaca;Sponsored content;Konten bersponsor;Promoted;Recommended by;
    Powered by;Ad;Ads;Skip to main content;Langsung ke konten;Langsung ke isi;Toggle navigation;
    Toggle menu;Open menu;Close menu;Buka menu;Tutup menu;x000D;Sign out;Log out;Akun saya;
    My account;Profil;Notifikasi;Notifications;Bookmark;Unduh;Download;Cetak halaman;
    Print this page;Versi cetak;Print version;Putar video;Play video;Putar audio;Komentari
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
    Tag terkait;Topik terkait;Video terkait;Foto terkait;Baca berita lainnya;Berita pilihan;
    Artikel lainnya;Artikel lain;Artikel terbaru;Artikel populer;Pos terbaru;Recent posts;
    Recent comments;Komentar terbaru;Popular posts;Terpopuler minggu ini;Paling banyak dibaca;
    Paling populer;Sedang tren;Trending now;Jangan lewatkan;Don't miss;Anda mungkin suka;
    Anda mungkin juga suka;Mungkin anda suka;Mungkin anda tertarik;You might also like;
    More on this story;More on this topic;Read more stories;Lainnya dari penulis;
    Baca artikel lainnya;Simak artikel lainnya;Berita rekomendasi;Berita utama;Top stories
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

INLINE_LINK = re.compile(
    r"\s*[\[(]\s*(?:baca|simak|lihat|read|see) (?:juga|also)\s*[:;][^()\[\]]{0,160}[)\]]\s*,?"
    r"|(?<=[.!?”\"])\s*[\[(]?\s*(?:baca|simak|lihat|read|see) (?:juga|also)\s*[:;][^.!?]{0,150}$",
    re.I,
)
"""A link to another article within a paragraph: in brackets, or behind its last sentence."""

NOTICE_LINE = re.compile(
    r"\W{0,3}(?:"
    r"(?:alamat )?email anda tidak akan dipublikasikan|ruas yang wajib ditandai|your email address "
    r"will not be published|required fields are marked|simpan nama(?: saya)?, email,? dan situs"
    r"|save my name, email,? and website|(?:anda|kamu) harus (?:masuk|login|log masuk)(?: log)? "
    r"untuk (?:berkomentar|menulis komentar)|you must be logged in to (?:post a )?comment|be"
    r" the first "
    r"to comment|jadilah yang pertama (?:ber|meng)omentari?|belum ada komentar\W*$|no comments yet"
    r"|(?:kami|situs ini|website ini|this (?:site|website)|we) (?:menggunakan|memakai|uses?) "
    r"(?:cookies?|kuki)\b|dengan (?:melanjutkan|terus) .{0,60}\b(?:cookies?|kuki)\b|by"
    r" continuing to "
    r"(?:use|browse)|(?:daftar|berlangganan|langganan|subscribe|sign up)\b.{0,60}\b(?:newsletter|"
    r"buletin email|notifikasi|mailing list)|dapatkan (?:berita|update|informasi|kabar|artikel)\b"
    r".{0,120}\b(?:telegram|whatsapp|google news|email|inbox|aplikasi|notifikasi)\b"
    r"|(?:mari )?(?:bergabung|gabung|join)\b.{0,60}\b(?:grup|group|kanal|channel|saluran)"
    r" (?:telegram|"
    r"whatsapp|wa)\b|(?:ikuti|follow)\b.{0,80}\b(?:di|on|lewat|melalui) (?:google news|whatsapp|"
    r"instagram|facebook|twitter|tiktok|youtube)\b|(?:download|unduh) (?:aplikasi|our app|the"
    r" app)\b"
    r"|(?:install|instal|pasang) aplikasi\b|artikel ini (?:telah|sudah|pernah) (?:tayang|terbit"
    r"|dimuat|"
    r"ditayangkan|diterbitkan) (?:di|pada|sebelumnya)\b.{0,200}$|this article (?:was"
    r" )?(?:originally|"
    r"first) (?:appeared|published)\b|dilarang (?:keras )?(?:meng(?:ambil|utip|opi|copy|gandakan)|"
    r"menyalin|memperbanyak|mereproduksi)\b.{0,60}\b(?:konten|artikel|berita|isi|sebagian"
    r"|seluruh)\b"
    r"|konten ini merupakan kerja ?sama\b|isi di luar tanggung jawab\b|this (?:content|post) is "
    r"sponsored\b|(?:gulir|scroll|geser) (?:ke bawah|untuk|to)\b.{0,60}$|(?:waktu baca|reading"
    r" time)"
    r"\W|\d+ (?:menit (?:baca|membaca)|min(?:ute)?s? read)\W*$|(?:terakhir )?(?:diperbarui"
    r"|diupdate) "
    r"oleh\b.{0,60}$|(?:di)?(?:baca|lihat) \d[\d.,]* kali\W*$|\d[\d.,]* (?:views?|shares?|kali"
    r" dibaca|"
    r"kali dilihat)\W*$"
    r")",
    re.I,
)
"""What a line of a comment form, newsletter box, cookie bar or publisher's notice begins with."""

CLOSING_NAME = re.compile(
    r"\W{0,2}(?:(?P<wrote>penulis|pewarta|reporter|wartawan|jurnalis|kontributor|author|writer)"
    r"|editor|redaktur|penyunting|penyelaras|produser|uploader|publisher|pengunggah)"
    r"\s*[:：]\s*(?P<name>[^:：]{3,60}?)\W*",
    re.I,
)
"""A line below an article that names who wrote or edited it."""
