"""Words that say the opposite of each other, in classes over both languages.

Written from general knowledge. ``rag.checks.lists.OPPOSITES`` has single pairs; here every word
of one side is opposed to every word of the other, also across languages.
"""

from __future__ import annotations

from functools import lru_cache

from rag.checks.lists import OPPOSITES
from rag.language import stem

_CLASSES = """
naik meningkat bertambah melonjak menguat menanjak terkerek tumbuh membaik meroket melambung
  membengkak kenaikan peningkatan lonjakan penambahan pertumbuhan menaikkan meningkatkan
  menambah dinaikkan ditingkatkan ditambah rise rises rose risen rising increase increases
  increased increasing grow grew grown growth climb climbed soar soared jump jumped gain gained
  raise raised hike up higher
| turun menurun berkurang anjlok merosot melemah menyusut terpangkas jatuh memburuk terjun
  penurunan pengurangan pemangkasan menurunkan mengurangi memangkas memotong dikurangi
  diturunkan dipangkas dipotong fall falls fell fallen falling decrease decreases decreased
  decreasing drop drops dropped decline declined declines shrink shrank plunge plunged cut slash
  slashed lower lowered reduce reduced down
|| menerima menyetujui setuju mendukung sepakat mengabulkan diterima disetujui dikabulkan
  didukung menyambut dukungan persetujuan accept accepts accepted approve approves approved
  agree agreed support supports supported back backed grant granted welcome welcomed
| menolak menentang mengecam memprotes keberatan ditolak ditentang penolakan menampik reject
  rejects rejected refuse refuses refused oppose opposes opposed dismiss turned-down decline-to
  condemn condemned
|| membenarkan mengakui mengiyakan mengonfirmasi dibenarkan diakui confirm confirms confirmed
  admit admits admitted acknowledge acknowledged
| membantah menyangkal menampik dibantah disangkal bantahan deny denies denied refute refuted
|| mempekerjakan merekrut mengangkat merekrut diangkat direkrut dipekerjakan
  pengangkatan perekrutan hire hires hired recruit recruited appoint appointed employ
| memecat memberhentikan merumahkan dipecat diberhentikan dirumahkan diphk phk pemecatan
  pemberhentian fire fired dismissed lay-off laid layoff layoffs sack sacked terminate
  terminated
|| menang memenangkan unggul kemenangan win wins won victory
| kalah kekalahan takluk lose loses lost defeat defeated
|| membuka dibuka pembukaan open opens opened opening reopen reopened
| menutup ditutup penutupan close closes closed closing closure shut
|| mulai memulai dimulai bermula begin begins began begun start starts started
| berakhir mengakhiri selesai usai rampung diakhiri berhenti end ends ended finish finished stop
  stopped
|| sebelum menjelang jelang before prior ahead
| setelah sesudah usai pasca selepas after following
|| berhasil sukses lolos tercapai mencapai keberhasilan succeed succeeded success successful
  reached
| gagal kegagalan gugur batal mentok fail fails failed failure
|| melanjutkan dilanjutkan berlanjut meneruskan diteruskan memperpanjang diperpanjang continue
  continued continues extend extended resume resumed
| menghentikan dihentikan membatalkan dibatalkan menyetop disetop menunda ditunda mengakhiri
  halt halted cancel cancelled canceled suspend suspended postpone postponed
|| mempercepat dipercepat memajukan dimajukan accelerate accelerated
| memperlambat menunda ditunda diundur mengundurkan memundurkan delay delayed postponed
|| mengesahkan disahkan menetapkan ditetapkan memberlakukan diberlakukan berlaku pass passed
  enact enacted ratify ratified
| mencabut dicabut membatalkan dibatalkan menganulir dianulir revoke revoked repeal repealed
  annul annulled scrap scrapped
|| mengizinkan diizinkan memperbolehkan diperbolehkan membolehkan dibolehkan boleh allow allows
  allowed permit permitted
| melarang dilarang mengharamkan larangan ban bans banned forbid forbidden prohibit prohibited
|| membayar dibayar dibayarkan melunasi dilunasi lunas pay pays paid
| menunggak tertunggak menahan ditahan berutang owe owes owed withhold withheld
|| banyak mayoritas terbanyak kebanyakan many most majority
| sedikit minoritas tersedikit segelintir few fewest minority
|| besar terbesar raksasa large largest big biggest huge
| kecil terkecil mungil small smallest little tiny
|| tinggi tertinggi high highest
| rendah terendah low lowest
|| mahal termahal expensive costly
| murah termurah cheap cheapest
|| baru terbaru new newest
| lama lawas usang old
|| muda young younger
| tua lansia elderly older
|| cepat tercepat lekas fast quick quickly
| lambat terlambat pelan lamban slow slowly
|| mudah gampang easy easily
| sulit sukar susah difficult hard
|| kuat strong
| lemah rapuh weak
|| aman safe
| bahaya berbahaya rawan rentan dangerous unsafe
|| sehat healthy
| sakit sick ill
|| hidup selamat alive survived
| mati meninggal tewas wafat gugur dead died killed
|| untung laba keuntungan profit profits profitable surplus
| rugi merugi kerugian defisit loss losses deficit
|| ekspor mengekspor export exports
| impor mengimpor import imports
|| menjual dijual penjualan sell sells sold
| membeli dibeli pembelian buy buys bought
|| datang tiba hadir menghadiri masuk arrive arrived attend attended enter entered
| pergi absen keluar meninggalkan mangkir leave left absent exit quit
|| legal sah resmi lawful valid
| ilegal liar lawless unlawful illegal invalid
|| wajib diwajibkan mewajibkan harus mandatory compulsory obligatory
| sukarela opsional voluntary optional
|| tetap permanen permanent
| sementara kontrak temporary
|| bersalah terbukti guilty
| bebas dibebaskan acquitted innocent
|| menangkap ditangkap menahan ditahan arrest arrested detain detained
| membebaskan dibebaskan melepaskan dilepaskan release released free freed
|| melindungi dilindungi perlindungan protect protected
| mengancam diancam ancaman threaten threatened
|| untuk memihak pro
| kontra anti versus against
|| positif positive
| negatif negative
|| optimistis optimis optimistic
| pesimistis pesimis pessimistic
|| selatan south southern
| utara north northern
|| timur east eastern
| barat west western
|| atas above upper
| bawah below lower
|| depan front
| belakang behind rear
|| dalam internal inside
| luar eksternal outside
|| pagi siang morning daytime
| malam night
|| pria lelaki laki male men man
| wanita perempuan female women woman
|| pusat nasional central national
| daerah lokal regional local
|| swasta private
| negeri negara public state
|| maksimal maksimum maximum
| minimal minimum
|| memperketat ketat tighten tightened strict
| melonggarkan longgar loosen loosened relaxed
|| untung beruntung lucky
| sial unlucky
|| damai rukun peaceful peacefully
| ricuh rusuh bentrok violent violently
|| kaya makmur sejahtera rich wealthy prosperous
| miskin melarat poor
|| terkait berhubungan related
| terpisah unrelated
|| ada tersedia available
| hilang absen habis unavailable missing
|| lengkap utuh penuh complete full fully
| kurang separuh incomplete partly partial partially
|| langsung direct directly
| bertahap gradually
|| awal early beginning
| akhir late end
|| pertama first
| terakhir last final
"""
_GRAMMATICAL = frozenset(("untuk", "ada", "before", "after", "back", "up", "down", "left", "most"))


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {word: set(others) for word, others in OPPOSITES.items()}
    for pair in _CLASSES.split("||"):
        one, other = (frozenset(side.split()) for side in pair.split("|"))
        for side, against in ((one, other), (other, one)):
            for word in side - against - (_GRAMMATICAL - {"before", "after"}):
                found.setdefault(word, set()).update(against - side)
    return {word: frozenset(others) for word, others in found.items()}


@lru_cache(maxsize=4096)
def opposites(word: str) -> frozenset[str]:
    """Return the words that say the opposite of a folded word; empty for most words."""
    return _table().get(word, frozenset())


@lru_cache(maxsize=4096)
def opposite_stems(word: str) -> frozenset[str]:
    """Return the stems of the words that say the opposite, without the word's own.

    "mempekerjakan" has the stem of "kerja", which is everywhere and the opposite of nothing.
    """
    return frozenset(stem(other) for other in opposites(word)) - {stem(word), "kerja"}
