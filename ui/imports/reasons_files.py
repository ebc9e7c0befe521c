"""What ``ingest`` says of files that cannot be read, and the same in Indonesian.

``{}`` are the holes of the English sentence; ``{0}`` and ``<0>`` stand for the first of them, as it
is or translated in turn. Kept complete by a test that reads the program of ``ingest``.
"""

from __future__ import annotations

from collections.abc import Mapping

_SPLIT = "Bagilah menjadi satu berkas untuk tiap artikel."
_OCR = "Jalankan OCR, misalnya"
_CONVERT = "jalankan libreoffice --headless --convert-to"
_REPORT = (
    "Laporkan masalah ini beserta berkasnya; sementara itu, simpan artikelnya sebagai teks biasa."
)

FILES: Mapping[str, str] = {
    # Any file
    "It cannot be opened.": "Tidak dapat dibuka.",
    "Check that it is a file or folder and that you may read it.": (
        "Periksa apakah itu berkas atau folder dan apakah Anda boleh membacanya."
    ),
    "It cannot be opened: {}.": "Tidak dapat dibuka: <0>.",
    "Check that the file is there and that you may read it.": (
        "Periksa apakah berkasnya ada dan apakah Anda boleh membacanya."
    ),
    "There is no file or folder {}.": "Tidak ada berkas atau folder {0}.",
    "Addresses of the web begin with https:// or http://.": (
        "Alamat web dimulai dengan https:// atau http://."
    ),
    "Check the spelling, and that you may read it.": (
        "Periksa ejaannya, dan apakah Anda boleh membacanya."
    ),
    "It is no regular file.": "Ini bukan berkas biasa.",
    "Give the file itself.": "Berikan berkasnya sendiri.",
    "The file is not there any more.": "Berkasnya sudah tidak ada.",
    "Take it off the list: ingest failed --forget “{}”": "Hapus dari daftar.",
    "It came from standard input and was not kept.": (
        "Isinya diberikan langsung dari terminal dan tidak disimpan."
    ),
    "Add it again.": "Tambahkan sekali lagi.",
    "It holds no text.": "Tidak berisi teks.",
    "{} holds no text.": "{0} tidak berisi teks.",
    "Leave it out, or put the article into it.": "Tinggalkan, atau isilah dengan artikelnya.",
    "Leave it out, or put the article into it and add it again.": (
        "Tinggalkan, atau isilah dengan artikelnya lalu tambahkan lagi."
    ),
    "{} holds many articles, one a line, and is not read as one.": (
        "{0} berisi banyak artikel, satu per baris, dan tidak dibaca sebagai satu artikel."
    ),
    "Look at the line of the article in the file itself.": (
        "Lihat baris artikel itu di berkasnya sendiri."
    ),
    "{} is too large: {} MB, the limit is {} MB.": (
        "{0} terlalu besar: {1} MB, batasnya {2} MB."
    ),
    "{} is too long for one article: {} characters, the limit is {}.": (
        "{0} terlalu panjang untuk satu artikel: {1} karakter, batasnya {2}."
    ),
    "Split it into one file for each article.": _SPLIT,
    "{} is no text: it looks like {}.": "{0} bukan teks: tampaknya <1>.",
    "Export the article as text, or give the file its right name.": (
        "Ekspor artikelnya sebagai teks, atau beri berkas itu nama yang benar."
    ),
    "The encoding of {} is broken or unknown (at byte {}).": (
        "Penyandian huruf di {0} rusak atau tidak dikenal (pada bita ke-{1})."
    ),
    "Open it in an editor, check the letters, and save it as UTF-8.": (
        "Buka di penyunting teks, periksa huruf-hurufnya, lalu simpan sebagai UTF-8."
    ),
    "It cannot be stored ({}: {}).": "Tidak dapat disimpan ({0}: {1}).",
    "Its reader failed unexpectedly ({}: {}).": (
        "Pembacanya gagal tanpa diduga ({0}: {1})."
    ),
    "Please report this with the file; meanwhile save the article as plain text.": _REPORT,
    # Reading under limits
    "It cannot be read safely: {}.": "Tidak dapat dibaca dengan aman: <0>.",
    "It may be damaged or made to do harm. Save the article as plain text instead.": (
        "Mungkin rusak atau dibuat untuk merusak. Simpan artikelnya sebagai teks biasa."
    ),
    "it needs more memory than the {} that one may take": (
        "memerlukan memori lebih dari {0} yang diperbolehkan"
    ),
    "reading it takes longer than the {} seconds that one may": (
        "membacanya makan waktu lebih dari {0} detik yang diperbolehkan"
    ),
    "reading it takes more than the {} seconds of work that one may": (
        "membacanya perlu kerja lebih dari {0} detik yang diperbolehkan"
    ),
    "its reader crashed over it": "pembacanya macet karenanya",
    "No process to read it could be started: {}.": (
        "Proses untuk membacanya tidak dapat dijalankan: <0>."
    ),
    "Close other programs, then try again with “ingest retry --all”.": (
        "Tutup program lain, lalu coba lagi."
    ),
    "Reading was interrupted.": "Pembacaan terputus.",
    "Run the same command again.": "Mintalah sekali lagi.",
    "Permission denied": "tidak ada izin",
    "No such file or directory": "berkasnya tidak ada",
    "Cannot allocate memory": "memori tidak cukup",
    # Kinds without a reader
    "{} is of a kind that cannot be read.": "Jenis berkas {0} tidak dapat dibaca.",
    "These can: {}. Save or export the article as one of them.": (
        "Yang dapat: {0}. Simpan atau ekspor artikelnya dalam salah satu jenis itu."
    ),
    "{} is {}, which cannot be read.": "{0} adalah <1>, yang tidak dapat dibaca.",
    "{}, and add that instead.": "<0>, lalu tambahkan hasilnya.",
    "{}, and add that.": "<0>, lalu tambahkan hasilnya.",
    "Give the file its right name, or save the article again in this format.": (
        "Beri berkas itu nama yang benar, atau simpan lagi artikelnya dalam format ini."
    ),
    "{} is protected by a password.": "{0} dilindungi kata sandi.",
    "{} is empty.": "{0} kosong.",
    "{} is no {}: it is {}.": "{0} bukan {1}, melainkan <2>.",
    "{} is no {}: it looks like {}.": "{0} bukan {1}; tampaknya <2>.",
    "Save it without the password and add that file.": (
        "Simpan tanpa kata sandi, lalu tambahkan berkas itu."
    ),
    "Fetch or copy it again.": "Ambil atau salin sekali lagi.",
    "a PDF": "PDF",
    "a zip or Office file": "berkas zip atau Office",
    "a picture": "gambar",
    "a compressed file": "berkas terkompresi",
    "an old Office file": "berkas Office lama",
    "an RTF file": "berkas RTF",
    "a program": "program",
    "a database": "basis data",
    "a PostScript file": "berkas PostScript",
    "a binary file": "berkas biner",
    "a web page": "halaman web",
    "something else": "sesuatu yang lain",
    "plain text": "teks biasa",
    "an old Word document": "dokumen Word lama",
    "an old Word template": "templat Word lama",
    "a Word document with macros": "dokumen Word dengan makro",
    "a Word template": "templat Word",
    "an RTF document": "dokumen RTF",
    "a Works document": "dokumen Works",
    "a WordPerfect document": "dokumen WordPerfect",
    "an old OpenOffice document": "dokumen OpenOffice lama",
    "a document template": "templat dokumen",
    "a flat ODT document": "dokumen ODT datar",
    "a Pages document": "dokumen Pages",
    "a presentation": "presentasi",
    "a spreadsheet": "lembar kerja",
    "a Kindle book": "buku Kindle",
    "a scanned document": "dokumen hasil pindai",
    "a packed folder": "folder terkompresi",
    "an e-mail": "surel",
    "a web archive": "arsip web",
    "Save it as DOCX or PDF, or run libreoffice --headless --convert-to docx": (
        f"Simpan sebagai DOCX atau PDF, atau {_CONVERT} docx"
    ),
    "Export it from Pages as DOCX or PDF": "Ekspor dari Pages sebagai DOCX atau PDF",
    "Save it as PDF, or run libreoffice --headless --convert-to pdf": (
        f"Simpan sebagai PDF, atau {_CONVERT} pdf"
    ),
    "Save the sheet as CSV, or put the article into a DOCX": (
        "Simpan lembarnya sebagai CSV, atau pindahkan artikelnya ke DOCX"
    ),
    "Convert it to EPUB, for example with ebook-convert": (
        "Ubah menjadi EPUB, misalnya dengan ebook-convert"
    ),
    "Save it as PDF and run ocrmypdf {}": "Simpan sebagai PDF lalu jalankan ocrmypdf {0}",
    "Run ocrmypdf {}": "Jalankan ocrmypdf {0}",
    "Unpack it and add the folder": "Buka kompresinya dan tambahkan foldernya",
    "Save its text or its attachment as a file": (
        "Simpan teks atau lampirannya sebagai berkas"
    ),
    "Save the page as HTML instead": "Simpan halamannya sebagai HTML",
    # PDF
    "{} has {} pages; the limit is {}.": "{0} berisi {1} halaman; batasnya {2}.",
    "Split it, for example with qpdf {}.": "Bagilah, misalnya dengan qpdf {0}.",
    "Save it without the password (qpdf --decrypt --password=… in.pdf out.pdf) and add that "
    "file.": (
        "Simpan tanpa kata sandi (qpdf --decrypt --password=… in.pdf out.pdf), lalu tambahkan "
        "berkas itu."
    ),
    "{} is damaged or no PDF: it cannot be opened.": (
        "{0} rusak atau bukan PDF: tidak dapat dibuka."
    ),
    "Fetch or copy it again; if a program still opens it, print it to a new PDF.": (
        "Ambil atau salin sekali lagi; bila masih dapat dibuka di sebuah program, cetaklah menjadi "
        "PDF baru."
    ),
    "Page {} of {} is damaged.": "Halaman {0} di {1} rusak.",
    "Fetch or copy the file again; qpdf in.pdf out.pdf may repair it.": (
        "Ambil atau salin berkasnya sekali lagi; qpdf in.pdf out.pdf mungkin dapat memperbaikinya."
    ),
    "{} cannot be read as one article: {} (page {} of {}).": (
        "{0} tidak dapat dibaca sebagai satu artikel: <1> (halaman {2} dari {3})."
    ),
    "it takes more than {} seconds": "makan waktu lebih dari {0} detik",
    "it holds too much text": "teksnya terlalu banyak",
    "{} is scanned: its pages are pictures and hold no text.": (
        "{0} adalah hasil pindai: halamannya berupa gambar dan tidak berisi teks."
    ),
    "Run OCR on it yourself, for example ocrmypdf -l ind+eng in.pdf out.pdf, check names and "
    "figures, and add the new file.": (
        f"{_OCR} ocrmypdf -l ind+eng in.pdf out.pdf, periksa nama dan angkanya, lalu tambahkan "
        "berkas yang baru."
    ),
    "{} is partly scanned: page {} of {} with pictures and no text.": (
        "{0} sebagian hasil pindai: halaman {1} dari {2} berupa gambar tanpa teks."
    ),
    "{} is partly scanned: pages {} and others of {} with pictures and no text.": (
        "{0} sebagian hasil pindai: halaman {1} dan lainnya dari {2} berupa gambar tanpa teks."
    ),
    "{} is partly scanned: pages {} of {} with pictures and no text.": (
        "{0} sebagian hasil pindai: halaman {1} dari {2} berupa gambar tanpa teks."
    ),
    "Run OCR on it, for example ocrmypdf --skip-text -l ind+eng in.pdf out.pdf, and add the new "
    "file; or take the pages out if they show only photos.": (
        f"{_OCR} ocrmypdf --skip-text -l ind+eng in.pdf out.pdf, lalu tambahkan berkas yang baru; "
        "atau buang halaman itu bila hanya berisi foto."
    ),
    "Leave it out, or run OCR on it (ocrmypdf -l ind+eng in.pdf out.pdf).": (
        "Tinggalkan, atau jalankan OCR (ocrmypdf -l ind+eng in.pdf out.pdf)."
    ),
    "The letters of {} cannot be read: its fonts do not say which letters they draw.": (
        "Huruf di {0} tidak dapat dibaca: fontnya tidak menyebut huruf apa yang digambarnya."
    ),
    "Run OCR on it, for example ocrmypdf --force-ocr -l ind+eng in.pdf out.pdf.": (
        f"{_OCR} ocrmypdf --force-ocr -l ind+eng in.pdf out.pdf."
    ),
    # DOCX, ODT, EPUB
    "{} cannot be read: {}.": "{0} tidak dapat dibaca: <1>.",
    "Open it in its own program, save it again under a new name, or copy the article into a text "
    "file, and add that.": (
        "Buka di programnya sendiri dan simpan lagi dengan nama baru, atau salin artikelnya ke "
        "berkas teks, lalu tambahkan hasilnya."
    ),
    "it is damaged or no {}": "rusak atau bukan {0}",
    "Fetch or copy it again; if its own program still opens it, save it there anew.": (
        "Ambil atau salin sekali lagi; bila masih dapat dibuka di programnya sendiri, simpan lagi "
        "dari sana."
    ),
    "its elements are nested more than {} deep": "unsurnya bersarang lebih dari {0} tingkat",
    "it has more than {} elements": "unsurnya lebih dari {0}",
    "it has more than {} entries": "isinya lebih dari {0} berkas",
    "it declares entities of its own, which no office program writes": (
        "memuat entitas buatan sendiri, yang tidak ditulis program kantor mana pun"
    ),
    "two of its entries have the same name": "dua berkas di dalamnya bernama sama",
    "unpacked it is larger than {} MB": "setelah dibuka lebih besar dari {0} MB",
    "an entry's name leads out of the file": "nama salah satu isinya menunjuk ke luar berkas",
    "it is encrypted": "terenkripsi",
    "Save it without a password and add that.": "Simpan tanpa kata sandi, lalu tambahkan hasilnya.",
    "an entry grows to more than {} times its size when unpacked": (
        "salah satu isinya membesar lebih dari {0} kali ketika dibuka"
    ),
    "its text is larger than {} MB unpacked": "teksnya lebih besar dari {0} MB setelah dibuka",
    "it unpacks to more than it says": "isinya lebih besar daripada yang disebutkan",
    "it holds more than {} characters of text": "berisi lebih dari {0} karakter teks",
    "it is protected (DRM)": "dilindungi (DRM)",
    "Ask the publisher for a free copy.": "Mintalah salinan tanpa perlindungan kepada penerbitnya.",
    "its package file is missing": "daftar isinya (package) tidak ada",
    "it has more than {} chapters": "berisi lebih dari {0} bab",
    "it names no chapters": "tidak menyebut bab apa pun",
    "one of its chapters has too many elements": "salah satu babnya berisi terlalu banyak unsur",
    "the encoding of a chapter is broken or unknown": (
        "penyandian huruf sebuah bab rusak atau tidak dikenal"
    ),
    "one of its chapters holds no page": "salah satu babnya tidak berisi halaman",
    "elements of a chapter are nested more than {} deep": (
        "unsur sebuah bab bersarang lebih dari {0} tingkat"
    ),
    "it is protected by a password": "dilindungi kata sandi",
    "it holds no text document": "tidak berisi dokumen teks",
    "Save it as ODT, DOCX or PDF.": "Simpan sebagai ODT, DOCX atau PDF.",
}  # fmt: skip
