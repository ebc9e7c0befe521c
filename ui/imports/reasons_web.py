"""What ``ingest`` says of the web, feeds, exports and fields; as ``ui.imports.reasons_files``."""

from __future__ import annotations

from collections.abc import Mapping

_SAVE = "Buka halamannya di peramban, simpan, lalu tambahkan berkasnya."

WEB: Mapping[str, str] = {
    # Pages
    "{} holds no article: {}.": "{0} tidak berisi artikel: <1>.",
    "Open the address in a browser, wait for the article, and save it again.": (
        "Buka alamatnya di peramban, tunggu sampai artikelnya tampil, lalu simpan lagi."
    ),
    "the page was not found": "halamannya tidak ditemukan",
    "the server was in trouble": "servernya sedang bermasalah",
    "access was denied, or a check for robots stands before it": (
        "akses ditolak, atau ada pemeriksaan robot di depannya"
    ),
    "it asks for JavaScript": "halaman itu meminta JavaScript",
    "it asks to log in": "halaman itu meminta masuk akun",
    "it asks to subscribe": "halaman itu meminta berlangganan",
    "it asks for consent to cookies": "halaman itu meminta persetujuan kuki",
    "No article text was found in the page {}.": (
        "Tidak ada teks artikel yang ditemukan di halaman {0}."
    ),
    "Open the page in a browser, copy the article into a text file and add that.": (
        "Buka halamannya di peramban, salin artikelnya ke berkas teks, lalu tambahkan."
    ),
    "The page {} cannot be read: it holds no HTML.": (
        "Halaman {0} tidak dapat dibaca: tidak berisi HTML."
    ),
    "Save the page again, or copy the article into a text file.": (
        "Simpan lagi halamannya, atau salin artikelnya ke berkas teks."
    ),
    "The page {} is too large to be read safely: {}.": (
        "Halaman {0} terlalu besar untuk dibaca dengan aman: <1>."
    ),
    "it has too many elements": "unsurnya terlalu banyak",
    "one of its elements has too many attributes": "salah satu unsurnya terlalu banyak atribut",
    "it has more than {} characters of text": "berisi lebih dari {0} karakter teks",
    "Copy the article into a text file and add that.": (
        "Salin artikelnya ke berkas teks, lalu tambahkan."
    ),
    "Its text holds {}.": "Teksnya berisi <0>.",
    "more than {} elements": "lebih dari {0} unsur",
    "HTML that cannot be read": "HTML yang tidak dapat dibaca",
    "elements more than {} deep": "unsur yang bersarang lebih dari {0} tingkat",
    "Export the article's text without its layout.": (
        "Ekspor teks artikelnya tanpa tata letaknya."
    ),
    # Fetching
    "{} is not on the open web: it leads to this machine or a private network.": (
        "{0} tidak berada di web terbuka: alamat itu menuju komputer ini atau jaringan pribadi."
    ),
    "No article is there; leave it out.": "Di sana tidak ada artikel; tinggalkan.",
    "If that server is your own and meant, allow exactly its network, for example "
    "--allow-address {}.": (
        "Bila itu memang server Anda sendiri, pengelola dapat menambahkannya dari terminal: "
        "./tanya ingest add ALAMAT --allow-address {0}"
    ),
    "{} is asked for at port {}, where web pages do not usually live.": (
        "{0} diminta pada porta {1}, yang biasanya bukan tempat halaman web."
    ),
    "If it is meant, allow it with --allow-port {}.": (
        "Bila memang benar, pengelola dapat menambahkannya dari terminal: "
        "./tanya ingest add ALAMAT --allow-port {0}"
    ),
    "The server {} was not found.": "Server {0} tidak ditemukan.",
    "Check the spelling and the connection to the internet, then try again.": (
        "Periksa ejaannya dan sambungan internet, lalu coba lagi."
    ),
    "{} was sent packed in a way that was not asked for ({}).": (
        "{0} dikirim dengan kompresi yang tidak diminta ({1})."
    ),
    "Open the page in a browser, save it and add the file.": _SAVE,
    "{} is longer than {} MB, or never ends.": (
        "{0} lebih besar dari {1} MB, atau tidak pernah selesai."
    ),
    "If it is an article, save it from a browser, shorten it and add the file.": (
        "Bila itu artikel, simpan dari peramban, pendekkan, lalu tambahkan berkasnya."
    ),
    "{} is packed so tightly that it can only be meant to do harm.": (
        "{0} dikompresi begitu rapat sehingga hanya mungkin dibuat untuk merusak."
    ),
    "Leave it out, or look at it in a browser and save the article as text.": (
        "Tinggalkan, atau lihat di peramban dan simpan artikelnya sebagai teks."
    ),
    "{} arrived damaged or cut off.": "{0} diterima dalam keadaan rusak atau terpotong.",
    "Try again; if it stays so, save the page from a browser and add the file.": (
        "Coba lagi; bila tetap begitu, simpan halamannya dari peramban dan tambahkan berkasnya."
    ),
    "Try again later; ingest retry does that for everything that failed so.": (
        "Coba lagi nanti."
    ),
    "{} could not prove that it is {} ({}).": (
        "{0} tidak dapat membuktikan bahwa ia memang {1} ({2})."
    ),
    "Look at the address again. Where the certificate is your own office's, make this machine "
    "trust the one that signed it.": (
        "Periksa lagi alamatnya. Bila sertifikatnya milik kantor sendiri, buatlah komputer ini "
        "memercayai penandatangannya."
    ),
    "No safe connection to {} could be made.": (
        "Sambungan yang aman ke {0} tidak dapat dibuat."
    ),
    "{} took too long to answer.": "{0} terlalu lama menjawab.",
    "{} cannot be reached.": "{0} tidak dapat dihubungi.",
    "The proxy did not let {} through.": "Proksi tidak meloloskan {0}.",
    "The connection to {} broke off.": "Sambungan ke {0} terputus.",
    "The server of {} is busy or out of order (status {}).": (
        "Server {0} sedang sibuk atau bermasalah (status {1})."
    ),
    "There is no page at {} (status {}).": "Tidak ada halaman di {0} (status {1}).",
    "Check the address; the article may have moved or been taken down.": (
        "Periksa alamatnya; artikelnya mungkin sudah pindah atau dihapus."
    ),
    "The server does not give {} to programs, or only to subscribers (status {}).": (
        "Server tidak memberikan {0} kepada program, atau hanya kepada pelanggan (status {1})."
    ),
    "The server answered {} with status {} instead of a page.": (
        "Server menjawab {0} dengan status {1}, bukan dengan halaman."
    ),
    "The site's robots.txt asks programs to leave {} alone.": (
        "robots.txt situs itu meminta program tidak mengambil {0}."
    ),
    "{} did not say what may be fetched (robots.txt).": (
        "{0} tidak menyebut apa yang boleh diambil (robots.txt)."
    ),
    "{} says that it has moved, and not where.": (
        "{0} menyatakan sudah pindah, tetapi tidak ke mana."
    ),
    "Look for the article in a browser and give its new address.": (
        "Cari artikelnya di peramban dan berikan alamatnya yang baru."
    ),
    "{} leads on to an address without encryption ({}).": (
        "{0} mengalihkan ke alamat tanpa enkripsi ({1})."
    ),
    "If you trust it, give that address itself.": "Bila Anda percaya, berikan alamat itu sendiri.",
    "{} leads on and on and never to a page.": "{0} terus mengalihkan dan tidak pernah ke halaman.",
    "Open it in a browser (it may want cookies), save the page and add the file.": (
        "Buka di peramban (mungkin perlu kuki), simpan halamannya, lalu tambahkan berkasnya."
    ),
    "{} is empty.": "{0} kosong.",
    "Open it in a browser; if it shows an article there, save it and add the file.": (
        "Buka di peramban; bila di sana tampil artikel, simpan dan tambahkan berkasnya."
    ),
    "{} is a feed, not an article.": "{0} adalah sumber berita (RSS, Atom), bukan artikel.",
    "Follow it: ingest follow add {}": "Ikuti sebagai sumber berita: {0}",
    "{} is no article: its server calls it {}.": "{0} bukan artikel: servernya menyebutnya <1>.",
    "nothing that is known": "jenis yang tidak dikenal",
    "Give the address of the page, PDF, Word, ODT or EPUB document itself.": (
        "Berikan alamat halaman, PDF, dokumen Word, ODT atau EPUB-nya sendiri."
    ),
    # Addresses
    "The address {} {}.": "Alamat {0} <1>.",
    "Copy the address from a browser's address bar, or save the page and add the file.": (
        "Salin alamatnya dari bilah alamat peramban, atau simpan halamannya dan tambahkan "
        "berkasnya."
    ),
    "is longer than {} characters": "lebih panjang dari {0} karakter",
    "holds control characters": "berisi karakter kendali",
    "holds a backslash, which programs read in different ways": (
        "berisi garis miring terbalik, yang dibaca berbeda-beda oleh program"
    ),
    "is no web address": "bukan alamat web",
    "begins with {}:, and only http and https are fetched": (
        "dimulai dengan {0}:, padahal hanya http dan https yang diambil"
    ),
    "names no server": "tidak menyebut server",
    "holds a user name or password, or an @ before the server's path": (
        "berisi nama pengguna atau kata sandi, atau tanda @ sebelum jalur di server"
    ),
    "has an @ where programs disagree which server is meant": (
        "berisi tanda @ di tempat yang membuat servernya tidak jelas"
    ),
    "has a server address that cannot be read": "berisi alamat server yang tidak dapat dibaca",
    "names a network card of this machine": "menyebut kartu jaringan komputer ini",
    "has a port that does not exist": "berisi porta yang tidak ada",
    "has an encoded server name": "berisi nama server yang disandikan",
    "has a server name that does not exist": "berisi nama server yang tidak mungkin ada",
    "writes a server address as a number in an unusual way": (
        "menulis alamat server sebagai angka dengan cara yang tidak lazim"
    ),
    # Feeds
    "{} is no feed and names none.": "{0} bukan sumber berita dan tidak menyebut satu pun.",
    "Look on the site for a link called RSS or Feed and give that address.": (
        "Cari tautan bernama RSS atau Feed di situsnya dan berikan alamat itu."
    ),
    "The feed {} is not followed.": "Sumber {0} tidak diikuti.",
    "“ingest follow list” shows the feeds.": "Lihat daftar sumber yang diikuti.",
    "The feed {} {}.": "Sumber {0} <1>.",
    "is longer than {} MB": "lebih besar dari {0} MB",
    "declares entities of its own, which no newspaper's feed does": (
        "memuat entitas buatan sendiri, yang tidak ada di sumber berita biasa"
    ),
    "is no feed that can be read (RSS or Atom)": "bukan sumber yang dapat dibaca (RSS atau Atom)",
    "Open the address in a browser and look for the site's RSS or Atom feed.": (
        "Buka alamatnya di peramban dan cari sumber RSS atau Atom situs itu."
    ),
    # Exports
    "Line {}: {}": "Baris {0}: <1>",
    "Line {} holds no text.": "Baris {0} tidak berisi teks.",
    "Line {} is too long for one article: {} characters, the limit is {}.": (
        "Baris {0} terlalu panjang untuk satu artikel: {1} karakter, batasnya {2}."
    ),
    "Correct this line in the export and add the file again; the other lines are not lost.": (
        "Perbaiki baris ini di berkasnya dan tambahkan lagi; baris lainnya tidak hilang."
    ),
    "Split it into one line for each article.": "Bagilah menjadi satu baris untuk tiap artikel.",
    "It is larger than one article may be ({} MB).": (
        "Lebih besar daripada satu artikel yang diperbolehkan ({0} MB)."
    ),
    "It is larger than one article may be ({} MB), or a quote is not closed; lines {} to {} are "
    "not read.": (
        "Lebih besar daripada satu artikel yang diperbolehkan ({0} MB), atau tanda kutip tidak "
        "ditutup; baris {1} sampai {2} tidak dibaca."
    ),
    "It is no valid CSV ({}): a quote is not closed; lines {} to {} are not read.": (
        "Bukan CSV yang benar ({0}): tanda kutip tidak ditutup; baris {1} sampai {2} tidak dibaca."
    ),
    "It is no UTF-8 (at byte {}).": "Bukan UTF-8 (pada bita ke-{0}).",
    "It is no valid JSON ({}, column {}).": "Bukan JSON yang benar ({0}, kolom {1}).",
    "It is no JSON that can be read.": "Bukan JSON yang dapat dibaca.",
    "It is no JSON object with _id and text.": "Bukan objek JSON dengan _id dan text.",
    "Its _id is no plain text.": "Isi _id bukan teks biasa.",
    "Its _id is longer than {} characters.": "Isi _id lebih panjang dari {0} karakter.",
    "It has no _id and no text.": "Tidak ada _id dan tidak ada text.",
    "The id {} stands at line {} already.": "Id {0} sudah ada di baris {1}.",
    "The file cannot be read beyond line {}: {}.": (
        "Berkasnya tidak dapat dibaca setelah baris {0}: <1>."
    ),
    "it unpacks to more than {} times its size": "isinya membesar lebih dari {0} kali",
    "Export it again, and see that it is copied whole; what was read is kept.": (
        "Ekspor sekali lagi dan pastikan tersalin utuh; yang sudah terbaca tetap tersimpan."
    ),
    "It has {} cells, but the header has {}.": "Berisi {0} sel, padahal judul kolomnya {1}.",
    "It holds letters in another encoding than the rest; save the file as UTF-8.": (
        "Berisi huruf dengan penyandian yang lain; simpan berkasnya sebagai UTF-8."
    ),
    "Its header names the column {} twice.": "Judul kolom {0} muncul dua kali.",
    "Its header names more than {} columns.": "Kolomnya lebih dari {0}.",
    "It has no column {}; its columns are {}.": "Tidak ada kolom {0}; kolomnya: <1>.",
    "No column is known to hold the {}; its columns are {}.": (
        "Tidak ada kolom yang dikenal sebagai <0>; kolomnya: <1>."
    ),
    "text": "isi artikel",
    "file": "nama berkas",
    "none": "tidak ada",
    "Name the columns in the first line, or with --map text=COLUMN.": (
        "Tulis nama kolom di baris pertama, atau mintalah pengelola memakai --map text=KOLOM."
    ),
    # Fields and sidecars
    "The {} {} cannot be read.": "<0> {1} tidak dapat dibaca.",
    "The {} {} cannot be read; it must be one of {}.": (
        "<0> {1} tidak dapat dibaca; harus salah satu dari {2}."
    ),
    "the {} {} cannot be read": "<0> {1} tidak dapat dibaca",
    "the {} {} cannot be read.": "<0> {1} tidak dapat dibaca.",
    "the {} {} cannot be read; it must be one of {}": (
        "<0> {1} tidak dapat dibaca; harus salah satu dari {2}"
    ),
    "date": "Tanggal",
    "kind": "Jenis",
    "Write the date as 2025-11-19.": "Tulis tanggalnya seperti 2025-11-19.",
    "Correct it, or leave it out.": "Perbaiki, atau hilangkan.",
    "The front matter of {} cannot be read: {}.": (
        "Keterangan di awal {0} (front matter) tidak dapat dibaca: <1>."
    ),
    "Correct the lines between the --- marks, then add the file again.": (
        "Perbaiki baris di antara tanda ---, lalu tambahkan lagi berkasnya."
    ),
    "it is not closed by a line of three dashes": (
        "tidak ditutup dengan baris berisi tiga tanda hubung"
    ),
    "it is no list of fields": "bukan daftar keterangan",
    "it uses references (*), which can grow without bound": (
        "memakai rujukan (*), yang dapat membesar tanpa batas"
    ),
    "it is no valid YAML": "bukan YAML yang benar",
    "line {}": "baris {0}",
    "The sidecar {} {}.": "Berkas keterangan {0} <1>.",
    "Correct it, then add the file again.": "Perbaiki, lalu tambahkan lagi berkasnya.",
    "is no list of fields": "bukan daftar keterangan",
    "has {} twice": "memuat {0} dua kali",
    "cannot be read: {}": "tidak dapat dibaca: <0>",
    "cannot be opened: {}": "tidak dapat dibuka: <0>",
    "is larger than {} MB": "lebih besar dari {0} MB",
    "has an entry without the name of a file, or without fields": (
        "memuat isian tanpa nama berkas atau tanpa keterangan"
    ),
    "of {} {}": "untuk {0}: <1>",
    # A run as a whole
    "The articles are stored and found by their words, but their vectors wait: {} They catch up by "
    "themselves at the next “ingest add” or when the page runs.": (
        "Artikelnya sudah tersimpan dan ditemukan menurut kata, tetapi pencarian menurut makna "
        "belum siap: <0> Ini dilanjutkan sendiri pada impor berikutnya atau selama halaman ini "
        "berjalan."
    ),
}  # fmt: skip
