"""Words by which sentences about figures and dates are told apart, Indonesian and English."""

from __future__ import annotations

from rag.language.stopwords import listed

PEOPLE = listed(
    """
    orang buruh pekerja karyawan pegawai tenaga anggota massa peserta warga people worker employee
    member person labourer laborer staff demonstran pengunjuk korban striker protester participant
    demonstrator victim
    """
)
"""Stems that count people: "740 buruh" and "740 orang" count in one unit."""

APPROXIMATE = listed(
    """
    sekitar kira-kira kira hampir lebih kurang sedikitnya setidaknya setidak minimal maksimal paling
    hingga sampai diperkirakan perkiraan kisaran rata rerata about around nearly almost over least
    up more less roughly approximately some estimated average
    """
)
"""Before a figure: it is no exact one."""

PARTIAL = listed(
    """
    per setiap tiap masing antara sisa sisanya termasuk sebagian lagi lain lainnya tambahan tambah
    selisih bertambah berkurang antaranya beberapa salah each per remaining other another including
    between additional extra juga also nama bernama named
    """
)
"""Beside a figure: it tells a part, a rate, a difference or one end of a range."""

ASKED = listed(
    """
    tuntut minta usul desak harap ingin target aju tawar demand propose ask call want seek request
    wacana imbau saran jika bila apabila andai if kalau harus maksimal syarat
    """
)
"""Stems of a figure that somebody wants or supposes: it is no fact that another contradicts."""

EMPTY = listed(
    """
    pt cv korban
    jumlah total banyak besar nilai capai jadi sebut kata jelas ungkap ujar tutur tambah papar catat
    lapor nyata tegas sampai terang said say tell report reach total number amount orang dapat laku
    jalan hari tahun bulan minggu pekan rupiah persen juta ribu miliar triliun percent million
    """
)
"""Stems that say nothing about what a figure counts."""

MOVED = listed(
    """
    diundur diundurkan mengundurkan undur mundur dimundurkan memundurkan ditunda menunda penundaan
    tunda tertunda digeser bergeser menggeser dialihkan dijadwalkan penjadwalan diperpanjang
    memperpanjang perpanjangan diubah mengubah berubah diganti mengganti berganti dipindah
    dipindahkan memindahkan pindah berpindah direvisi merevisi revisi diralat meralat ralat
    dikoreksi mengoreksi koreksi dibatalkan batal ditangguhkan dimajukan memajukan dimajukannya
    postponed postpones postpone rescheduled delayed delays moved moves extended extends changed
    revised corrected correction
    """
)
"""Words of "put off", "extended" and "corrected": the later date or figure holds."""

PLANNED = listed(
    """
    akan bakal rencana jadwal hendak siap tutup gelar usul plan will schedule due
    """
)
"""Stems of what was still to come when it was reported."""

MEASURES = listed(
    """
    detik menit jam meter kilometer km gram kilogram kg ton liter derajat poin gol set kali persegi
    hektare hektar lintang bujur ls bt magnitudo skala second minute hour metre point goal time
    """
)
"""Stems of units in which many things near one another are measured: no two are compared."""

_OUTCOMES = """
tewas tinggal meninggal wafat gugur jiwa mati kill killed die dies died dead death | luka cedera
injure injured wound wounded hilang miss missing | selamat survive rescue | tangkap aman tahan
ciduk arrest arrested detain detained | evakuasi ungsi evacuate evacuated | racun poison poisoned
rawat opname hospitalised hospitalized treated | jenguk | sakit | mogok strike striker striking |
demo unjuk demonstrasi demonstran aksi rally rallied protest protested protester marched
demonstrated | phk pecat putus berhenti dismiss dismissed layoff laid sacked fire fired | rumah
rumahkan furlough | angkat promote daftar register enrol | rekrut hire | setuju dukung approve
support | tolak oppose reject abstain | lulus | lamar | klaim claim | bayar lunas pay paid |
tunggak utang arrear owe owed unpaid | pidana sangka tersangka suspect | saksi witness | siaga
jaga terjun kerah deploy | rusak bakar damage burn periksa examine | setor | denda fine | iuran |
anggar budget | ikut peserta massa hadir turun kerah crowd attend attended participant join joined
| anggota member
"""


_EVENTS = """
kongres congress | musyawarah munas musda rakernas konferensi conference | rapat meeting | sidang
hearing trial | mogok strike | demo unjuk demonstrasi aksi rally protest | pilih election | lantik
inauguration | mediasi mediation | runding bipartit negotiation talks | teken signing | daftar
registration | latih training | bayar payment | putus verdict ruling | buka open | tutup close
"""


def _kinds(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(" ".join(text.split()).split("|")):
        found.update(dict.fromkeys(line.split(), number))
    return found


OUTCOMES = _kinds(_OUTCOMES)
"""Stem → kind of what happened to those who are counted: the dead are not the injured."""

EVENTS = _kinds(_EVENTS)
"""Stem → kind of event that has a date: a congress is no court hearing."""

ATTENDED = listed(
    "ikut peserta massa hadir turun kerah crowd attend attended participant join joined"
)
"""Words of taking part: said of strikers and of those who rally."""

NO_OUTCOME = listed("rumah tinggal ditinggal ditinggalkan meninggalkan")
"""Words with the stem of an outcome and another meaning: "meninggal" and "dirumahkan" are none."""

MEMBERS = listed("anggota member")
"""Stems that are an outcome of their own only where nothing else is said of the members."""

GATHERED = frozenset(OUTCOMES[stem] for stem in ("ikut", "mogok", "demo"))
"""Outcomes that taking part may mean."""

GROWING = frozenset(
    OUTCOMES[stem]
    for stem in ("tewas", "luka", "hilang", "phk", "rumah", "racun", "rawat", "tunggak", "bayar")
)
"""Outcomes whose counts go on growing for days."""

COUNTS = listed(
    """
    mencatat mengklaim menghitung memperkirakan mendata melaporkan menaksir tercatat counted counts
    recorded records estimated estimates put puts
    """
)
"""Words of "Disnaker mencatat …" besides those of speech."""

WANTS = listed("meminta mendesak menyerukan menolak urged demanded")
"""Words of speech by which something is wanted: they stay part of what is said."""

PLANNING = listed(
    """
    akan bakal berencana rencananya rencana merencanakan direncanakan hendak menargetkan target
    will plan plans planned intends
    """
)
"""Words of a clause that tells what had not yet happened."""

QUALIFIERS = listed(
    """
    sektor sektoral pokok tunjang lembur perempuan wanita kontrak tetap harian borong magang alih
    outsourcing sektoral women woman female contract permanent overtime basic pria male men
    """
)
"""Stems that name a kind of those counted, or of pay: said on one side only, it is another."""

NO_ANCHOR = listed(
    """
    pt cv tbk ud hari may day ump umk umsk ump thr phk phi uu pp jaya raya utama indonesia nusantara
    disnaker kemnaker polres polda polsek polisi kapolres kapolda apindo serikat buruh pekerja kota
    kabupaten provinsi kecamatan desa kawasan industri pengadilan hubungan industrial union
    workers police company ralat koreksi
    correction the munas bpjs lks dprd dpr
    """
)
"""Words written with capitals that name nothing in particular."""

PURPOSES = listed(
    """
    menolak menuntut mendesak meminta memprotes mengecam menentang against demanding opposing
    """
)
"""Words of "aksi menolak …", "a rally demanding …": what the event is for, not who is counted."""

PUT_OFF = MOVED - listed("dijadwalkan penjadwalan dibatalkan batal dipindah dipindahkan pindah")
"""Words by which the day of an event is another one than planned."""
