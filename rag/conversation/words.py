"""Words by which a question leans on what was said before it, Indonesian and English.

Written from general knowledge of both languages. A missing word leaves a follow-up as it was
typed; it never changes a question that is complete.
"""

from __future__ import annotations

import re

from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION, listed

# Chat spellings of the closed classes alone: names and subject words stay as they are typed.
CHAT = {
    "klo": "kalau", "kalo": "kalau", "klu": "kalau", "kl": "kalau", "klau": "kalau",
    "gmn": "bagaimana", "gmna": "bagaimana", "gimana": "bagaimana", "gimna": "bagaimana",
    "bgmn": "bagaimana", "bagaiman": "bagaimana", "bgaimana": "bagaimana",
    "bagaimna": "bagaimana", "gmana": "bagaimana",
    "dgn": "dengan", "dg": "dengan", "dngn": "dengan", "dengn": "dengan",
    "kpn": "kapan", "kapn": "kapan", "brp": "berapa", "brapa": "berapa", "brpa": "berapa",
    "knp": "kenapa", "knapa": "kenapa", "napa": "kenapa", "knpa": "kenapa",
    "trs": "terus", "trus": "terus", "tp": "tapi", "tpi": "tapi", "bkn": "bukan",
    "sapa": "siapa", "spa": "siapa", "siapah": "siapa", "sp": "siapa",
    "dmn": "di mana", "dmna": "di mana", "dimana": "di mana", "dimn": "di mana",
    "tgl": "tanggal", "thn": "tahun", "bln": "bulan", "jml": "jumlah", "org": "orang",
    "yg": "yang", "yng": "yang", "sm": "sama", "ttg": "tentang", "mksd": "maksud",
    "maksd": "maksud", "mrk": "mereka", "mreka": "mereka", "tsb": "tersebut", "sjk": "sejak",
    "alesan": "alasan", "alasanya": "alasannya", "jumlahya": "jumlahnya", "bkan": "bukan",
    "udah": "sudah", "udh": "sudah", "sdh": "sudah", "dah": "sudah", "blm": "belum",
    "blom": "belum", "belom": "belum",
    "wht": "what", "abt": "about", "hw": "how",
}  # fmt: skip

LINKS = listed("""
    lalu terus dan nah oke ok oh kemudian eh hmm ya tapi trus and then so but also well okay um
""")
"""Words before a follow-up, and before many another question."""
PARTICLES = listed("sih dong ya deh kah tuh min kak pak bu mas mbak nih please tolong mohon then")

FRAME = re.compile(
    r"(?:bagaimana dengan|bagaimana kalau|bagaimana untuk|bagaimana jika|kalau untuk|kalau yang"
    r"|kalau pada|kalau soal|kalau|untuk yang|untuk|yang di|yang dari|yang pada|sedangkan|khusus"
    r"|what about|how about|what of|and for|and the one in|and the ones? (?:in|at|from))(?!\w)",
    re.IGNORECASE,
)
"""What offers another value for something in the question before."""
FRAME_REST = re.compile(r"(?:the )?ones? (?=in |at |from |of )|(?:yang|untuk) (?=di |dari |pada )")
FRAME_END = re.compile(r"[\s,]+(?:bagaimana|berapa|siapa|kapan|apa)$", re.IGNORECASE)

CORRECTION = re.compile(
    r"(?:(?:eh|oh|maaf|sorry|no|bukan|salah|duh|ralat)[\s,]+)*"
    r"(?:(?:(?:yang )?(?:aku |saya )?(?:di)?maksud(?:ku|nya|kan)?(?: (?:saya|aku|kami))?"
    r"(?: (?:adalah|itu|tadi))?|i meant?|i was asking about|make that|ralat)[\s,:]+"
    r"|(?:salah|ralat|sorry|maaf)[\s,:]+)(?P<new>.+)",
    re.IGNORECASE,
)
NOT_BUT = re.compile(
    r"(?:(?:eh|oh|maaf|sorry|no)[\s,]+)*(?:bukan|not) (?P<old>.+?)[\s,]+"
    r"(?:tapi|tetapi|melainkan|but|namun) (?P<new>.+)",
    re.IGNORECASE,
)
NEWER = re.compile(
    r"(?:ada )?(?:(?:yang|kabar|berita|data|info|perkembangan) )?(?:paling|lebih) baru(?:nya)?"
    r"|(?:(?:ada|yang|ada yang) )*(?:terbaru|terkini|teranyar)(?:nya)?(?: (?:apa|ada|bagaimana))?"
    r"|(?:is there )?(?:anything|something) (?:newer|more recent|new)|(?:and )?(?:the )?"
    r"(?:latest|newest|most recent)(?: (?:one|ones|news|figures?))?",
    re.IGNORECASE,
)

COMPARED = re.compile(
    r"(?:coba )?(?:bandingkan|dibanding(?:kan)?|compared?|versus|vs)"
    r"(?: (?:dengan|to|with))? (?P<new>.+)",
    re.IGNORECASE,
)
MORE = re.compile(
    r"(?:coba )?(?:jelaskan|ceritakan|uraikan|rinci|rincian|detail)?\s?(?:lebih"
    r" (?:lanjut|detail|rinci|lengkap|jauh)|selengkapnya|detailnya|rinciannya)"
    r"(?: (?:apa|bagaimana))?"
    r"|(?:can you )?(?:tell me|explain|say|give me)? ?(?:a (?:bit|little) )?(?:more(?: details?)?"
    r"|in (?:more )?detail)",
    re.IGNORECASE,
)
ELSEWHERE = listed("lain lainnya serupa sejenis sama other others similar same another else")
"""What is like the thing spoken of: the rules cannot say what that would be."""
ROLES = listed("""
    menteri menaker gubernur bupati presiden wali kota polisi hakim jaksa dinas disnaker dprd dpr
    minister governor mayor police judge president
""")
"""Offices that take a stance on a matter, which the question then leaves out."""
TO_US = listed("kamu anda kau you your robot bot")
STANCES = listed("""
    kata tanggapan sikap pendapat komentar respons reaksi pernyataan say said respond responded
    react reacted response reaction comment position
""")
"""What somebody has on a matter, which the question then leaves out."""

STRONG_INDONESIAN = listed("itu tersebut tadi dia ia beliau mereka situ sana demikian begitu")
PERSONS = listed("dia ia beliau he she him his her hers")
STRONG_ENGLISH = listed("it they them their its he she him his her there")
NO_SUFFIX = listed("""
    hanya tanya punya bertanya sebenarnya misalnya biasanya adanya akhirnya seharusnya sebaiknya
    lainnya selanjutnya berikutnya sebelumnya umumnya khususnya sekiranya sepenuhnya mempunyai
    sesungguhnya rupanya ternyata nyata kenyataannya seandainya banyaknya setidaknya semestinya
    maksudnya pentingnya katanya selamanya satunya satu-satunya contohnya artinya pokoknya tentunya
""")
"""Words that end in -nya without pointing at anything."""

# Nouns that are of something: without it they lean on what was said.
RELATIONAL = listed("""
    alasan sebab penyebab pemicu akibat dampak tuntutan permintaan tanggapan jawaban respons sikap
    pendapat komentar reaksi hasil isi putusan keputusan kesepakatan jumlah besar besaran nilai
    total persentase angka kenaikan penurunan selisih ketua pemimpin pimpinan koordinator direktur
    pemilik pendiri juru bicara sekretaris usia umur jabatan posisi asal alamat tempat lokasi
    kejadian peristiwa waktu tanggal jam durasi lama sanksi denda hukuman syarat korban peserta
    anggota nama sumber bukti dasar rincian perkembangan kelanjutan kabar nasib status solusi
    langkah tujuan manfaat rencana jadwal biaya gaji penggugat tergugat pelaku saksi perantara
    percobaan kronologi latar belakang pekerjaan profesi kronologis
    reason reasons cause result results outcome demand demands response reaction number amount
    total percentage leader chair head owner age position role source date place location time
    victims members participants details status sanction fine penalty cost plan terms contents
    answer increase
""")
ABSTRACT = listed("""
    kata alasan sebab penyebab pemicu akibat dampak tuntutan permintaan tanggapan jawaban respons
    sikap pendapat komentar reaksi hasil isi jumlah perkembangan kelanjutan kabar
    nasib status kronologi rincian bukti sumber waktu tanggal tempat lokasi
    reason cause result results outcome demand demands response reaction status state details
    terms contents number
""")
"""What can be asked of an event: another question about the event does without it."""
GENERIC = listed("""
    orang buruh pekerja karyawan pegawai massa perusahaan pabrik serikat pemerintah pengusaha
    majikan pihak warga perempuan laki-laki aksi kasus persen rupiah hari bulan tahun kali
    people workers worker employees union unions company government employer employers members
    person percent days weeks months case
""")
"""Nouns that alone do not say which."""
VERBS = listed("""
    ikut hadir menolak ditolak setuju menyetujui disetujui berlaku mulai dimulai berakhir selesai
    terpilih dipilih terjadi berlangsung digelar diadakan memimpin dipimpin mengatakan berkata
    dikatakan menang kalah tewas meninggal luka terluka dibayar membayar dihitung diputus
    diputuskan diumumkan ditetapkan menandatangani ditandatangani mengajukan diajukan datang
    menuntut dituntut melapor dilaporkan ditangkap terlibat berubah naik turun mendukung didukung
    menanggung ditanggung membantah menjawab bergabung dirugikan terdampak dapat bertambah
    lanjut dilanjutkan bersedia tahu sah resmi gagal batal berhasil
    begin began start started end ended happen happened pay pays paid demand demanded say said
    respond responded vote voted against agree agreed reject rejected take took part join joined
    attend attended die died win won lose lost decide decided sign signed lead led announced
    elected effect come came support supported apply start old long much many far big large
    involved affected happen born protest protested object objected
    protes memprotes keberatan membahas dibahas menggugat digugat termasuk
""")
"""Verbs that a follow-up uses without saying what of."""
# A question of what the law allows is complete with the commonest nouns.
OF_LAW = listed(
    "boleh bolehkah wajib wajibkah berhak hak haruskah dilarang allowed must should legal"
)

ASKING = re.compile(
    r"(?:apa|siapa|berapa|kapan|mengapa|kenapa|bagaimana|mana|apakah|siapakah|berapakah|kapankah"
    r"|what|who|whom|whose|when|where|why|how|which)\Z"
)
FILLERS = listed("""
    saja juga masing sekarang sebenarnya persisnya tepatnya kira-kira sekarang lagi saja tanggal
    jam pukul hari the a an exactly then anyway
""")
FUNCTION = INDONESIAN | ENGLISH | QUESTION | FILLERS | PARTICLES | LINKS

EVENT_END = re.compile(
    r"(?:(?<! yang)\s+(?:dimulai|mulai|berakhir|selesai|digelar"
    r"|terjadi|berlangsung|diadakan|diumumkan"
    r"|ditargetkan|naik|turun|berlaku|lunas|dibayar"
    r"|diputus|diputuskan|ditetapkan|dijadwalkan|direncanakan|disahkan|diteken|ditandatangani"
    r"|dibahas|rampung|usai|ditunda|dibatalkan|akan|sudah|resmi))+\Z",
    re.IGNORECASE,
)
