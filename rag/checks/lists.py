"""Words that the checks know, Indonesian and English, written from general knowledge.

A missing word makes a check weaker or an honest paraphrase suspicious; it never makes a wrong
claim look right that another check would have caught.
"""

from __future__ import annotations

from rag.language.stopwords import listed

NEGATIONS = listed(
    """
    tidak tak bukan bukanlah belum tanpa jangan tiada tidaklah takkan gagal batal menolak enggan
    not no never without none neither nor cannot dont doesnt didnt isnt arent wasnt werent wont
    wouldnt hasnt havent hadnt cant couldnt shouldnt
    """
)
PLANNED = listed(
    """
    akan bakal hendak bersiap berencana rencananya rencana direncanakan merencanakan mau berniat
    takkan ingin segera will plans plan planned planning intends wont would upcoming
    """
)
# Further words for what is not done yet; told without any of them it sounds done.
INTENDED = listed(
    """
    dijadwalkan menjadwalkan ditargetkan menargetkan target berjanji menjanjikan dijanjikan janji
    siap bersedia berkomitmen berniat jadwal jadwalnya scheduled targeted target promised
    promises pledged pledges vowed ready due expected willing
    """
)
DONE = listed(
    """
    telah sudah sempat usai rampung has have had already
    """
)
UNSURE = listed(
    """
    diduga dugaan menduga mungkin kemungkinan barangkali dikabarkan kabarnya konon disinyalir
    berpotensi terancam ditengarai diperkirakan alleged allegedly reportedly possibly may might
    could suspected rumored
    """
)
# Words that any honest wording may add: they say nothing of their own.
FRAME = listed(
    """
    tanggal bulan tahun hari pekan minggu pukul jam orang pihak sebesar senilai sebanyak berjumlah
    jumlah mencapai nilai besaran yaitu yakni ialah memiliki mempunyai punya kasih buat terdapat
    berada terjadi berlangsung tercatat menyatakan mengatakan berkata menyampaikan menyebut usia
    berusia rupiah rp persen ribu juta miliar triliun kg kilogram kali wib wita wit saat
    year month day week people person number amount total million thousand billion percent
    semula kini tadinya sekarang berjalan pihak now
    happened took place says said mestinya semestinya seharusnya
    """
)
# Passed over when looking for the word that a negation or tense belongs to.
HELPERS = listed(
    """
    akan telah sudah belum pernah dapat bisa mampu boleh harus perlu mau ingin lagi juga hanya
    sempat segera masih pun sama sekali ada be been being to do does did have has had yet any
    also still get able
    """
)

_PAIRS = """
naik turun | menaikkan menurunkan | kenaikan penurunan | meningkat menurun | meningkatkan menurunkan
peningkatan penurunan | bertambah berkurang | menambah mengurangi | penambahan pengurangan
menguat melemah | melonjak anjlok | setuju menolak | menyetujui menolak | menerima menolak
mendukung menolak | mendukung menentang | dukungan penolakan | sebelum setelah | sebelum sesudah
tinggi rendah | tertinggi terendah | besar kecil | terbesar terkecil | banyak sedikit
terbanyak tersedikit | untung rugi | keuntungan kerugian | menang kalah | kemenangan kekalahan
membuka menutup | dibuka ditutup | pembukaan penutupan | awal akhir | pertama terakhir
maksimal minimal | maksimum minimum | legal ilegal | sah batal | lulus gagal | berhasil gagal
mencabut memberlakukan | dicabut diberlakukan | baru lama | mulai berakhir | masuk keluar
wajib sukarela | swasta negeri | pusat daerah | utara selatan | timur barat | impor ekspor
mempekerjakan memecat | merekrut memecat | mengangkat memecat | tetap sementara | formal informal
mengabulkan menolak | dikabulkan ditolak | diterima ditolak | disetujui ditolak
membenarkan membantah | mengakui membantah | dibenarkan dibantah | bersalah bebas | cepat lambat
mempercepat menunda
mempercepat memperlambat | dipercepat ditunda | dilanjutkan dihentikan | melanjutkan menghentikan
memperpanjang mengakhiri | memulai mengakhiri | laki perempuan | pria wanita | siang malam
aman bahaya | sepakat menolak | optimistis pesimistis | surplus defisit | mengesahkan membatalkan
disahkan dibatalkan | memperketat melonggarkan | lebih kurang | atas bawah | positif negatif
melarang mengizinkan | dilarang diizinkan | dilarang diperbolehkan | kuat lemah | panjang pendek
rise fall | rises falls | rose fell | increase decrease | increased decreased | higher lower
highest lowest | more fewer | more less | accept reject | accepted rejected | support oppose
supported opposed | approve reject | approved rejected | before after | win lose | won lost
open close | opened closed | first last | maximum minimum | legal illegal | hire fire
hired dismissed | confirmed denied | confirm deny | begin end | began ended | start end
up down | large small | north south | east west | import export | ban allow | banned allowed
"""


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _PAIRS.replace("\n", "|").split("|"):
        if pair.strip():
            one, other = pair.split()
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES = _opposites()

# "kata X", "ujar X", "said X": the speaker follows. With -nya the speaker is a pronoun.
SAYS_BEFORE = listed(
    """
    kata ujar ucap tutur ungkap jelas tegas sebut imbuh tambah papar terang lanjut pungkas cetus
    tukas tandas sambung beber klaim keluh seru pesan menurut said says according
    """
)
# Of these, words that mean something else unless a quotation or comma stands before them.
SAYS_ONLY_AFTER_QUOTE = listed(
    """
    jelas tegas sebut tambah terang lanjut sambung klaim seru pesan keluh papar
    """
)
# "X mengatakan", "X said": the speaker comes before.
SAYS_AFTER = listed(
    """
    mengatakan menyatakan menegaskan menjelaskan mengungkapkan menuturkan menyebut menyebutkan
    menilai mengaku mengakui membantah memaparkan menerangkan menambahkan mengucapkan berkata
    berujar bertutur menyampaikan melaporkan menyoroti mengingatkan meminta mendesak menyerukan
    mengkritik mengkritisi mengimbau menduga menuding menyayangkan mengeluhkan memastikan
    menolak memperkirakan menaksir berharap mengklaim berjanji mengumumkan menuduh meyakini
    menargetkan announced estimated promised hoped said says told stated states added explained
    claimed claims denied denies argued
    warned stressed noted urged demanded reported
    """
)
PRONOUN_SPEECH = listed(
    """
    katanya ujarnya ucapnya tuturnya ungkapnya jelasnya tegasnya sebutnya imbuhnya tambahnya
    paparnya terangnya lanjutnya pungkasnya cetusnya tukasnya tandasnya sambungnya
    """
)
PRONOUNS = listed(
    """
    dia ia mereka beliau he she they
    """
)

MONTHS_AND_DAYS = listed(
    """
    januari februari pebruari maret april mei juni juli agustus september oktober november
    nopember desember january february march may june july august october december jan feb mar
    apr jun jul agu agt aug sep sept okt oct nov des dec senin selasa rabu kamis jumat sabtu
    minggu ahad monday tuesday wednesday thursday friday saturday sunday
    """
)
# Capitalised by custom and no names: titles, offices, forms of address, money, common heads.
ROLES = listed(
    """
    presiden wakil ketua umum sekretaris jenderal sekjen bendahara direktur utama manajer kepala
    gubernur bupati wali kota walikota camat menteri menaker wamenaker koordinator juru bicara
    jubir pengurus anggota dewan pimpinan deputi komisaris perwakilan ahli pakar pengamat
    peneliti profesor dosen hakim jaksa kapolres kapolda humas bapak ibu pak bu saudara tuan
    nyonya haji hajah dr ir prof drs dra kh h hj sh mh se mm sp rp rupiah idr usd pt cv tbk ud
    no pasal ayat president vice chairman chairwoman chair secretary general treasurer director
    manager head governor regent mayor minister spokesman spokeswoman spokesperson member mr mrs
    ms the
    """
)
# May begin a sentence without being a name even though the evidence does not have them.
COMMON_SUBJECTS = listed(
    """
    buruh pekerja karyawan pegawai serikat pemerintah perusahaan pengusaha massa polisi upah
    gaji aksi mogok kongres rapat pertemuan keputusan peraturan aturan kebijakan menteri
    gubernur bupati presiden ketua wakil direktur warga organisasi federasi konfederasi partai
    pihak acara kegiatan forum isu tuntutan usulan perundingan kesepakatan jumlah total besaran
    nilai kenaikan penurunan sebanyak seorang sebanyaknya berdasarkan menurut selain hingga
    sejumlah ratusan ribuan puluhan jutaan banyak rencana kini hari bulan tahun pekan kemarin
    besok lusa tadi iuran jaminan program anggota peserta data laporan hasil survei surat tim
    pabrik kantor lembaga dinas kementerian dewan majelis komisi mahkamah pengadilan undang
    mereka penolakan dukungan workers union unions government company companies police wages
    wage strike congress meeting minister governor president chairman people protesters members
    employers employees talks members some many most several thousands hundreds today yesterday
    """
)
# What English answers write with a capital where Indonesian has another word.
ENGLISH_HEADS = listed(
    """
    east west north south central java sumatra sulawesi borneo kalimantan papua indonesian
    confederation federation union unions workers worker labor labour employees trade council
    congress ministry manpower employment social security insurance agency national regional
    provincial province regency city district regional wage wages law act court supreme
    constitutional house representatives parliament commission committee association board
    chamber hotel office branch sector health old age pension guarantee work accident death
    coordination meeting general assembly strike day job creation omnibus article regulation
    government police army company industrial relations people democratic party university
    """
)
