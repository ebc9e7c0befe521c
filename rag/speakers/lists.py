"""Words that stand beside speakers: offices, organisations, and what is no person."""

from __future__ import annotations

from rag.checks.lists import ROLES
from rag.language.stopwords import listed

OFFICES = ROLES | listed(
    """
    dirut dirjen ketum waketum sekum sesjen menko kadisnaker kadis kabid kabag kasi kasat kapolri
    kapolsek kapolresta kapolrestabes kasubdit dirreskrimum kombes komjen irjen brigjen akbp kompol
    akp iptu ipda aipda bripka jenderal letjen mayjen kolonel letkol mayor kapten komisaris besar
    wagub wabup wapres pj plt plh ceo coo cfo manager general pelaksana tugas harian kuasa hukum
    pengacara advokat aktivis mediator panitia penanggung jawab staf asisten sekda camat lurah
    rektor dekan guru besar tokoh pendiri pemilik pekerja buruh karyawan mantan warga korban saksi
    officer founder chief executive lawyer activist worker senior acting deputy coordinator
    kapendam kapuspen kapuspenkum kabidhumas kadivhumas kasatreskrim
    kadiv kabareskrim wakapolri danrem dandim pangdam perdana co
    """
)
NO_OFFICE = listed("kota umum no pasal ayat sp se sh mh mm st rp rupiah idr usd pt cv tbk ud the")
"""Words that titles and addresses are written with, and no office by themselves."""
BODIES = listed(
    """
    pt cv serikat federasi konfederasi kementerian dinas badan lembaga komisi dewan partai
    universitas institut sekolah pengadilan polda polres polsek polri tni dpr dprd mpr kpk bumn
    asosiasi persatuan ikatan forum gerakan aliansi organisasi yayasan rumah bank grup group kota
    kabupaten provinsi kecamatan desa bidang departemen divisi bagian fraksi direktorat biro
    hubungan pusat pusdatinmas humas urusan satuan unit cabang daerah wilayah nasional republik
    observatorium observatory institute foundation kedutaan konsulat kejaksaan mahkamah komnas
    indonesia union federation ministry company ekonomi sosial politik hukum tenaga kerja umum
    """
)
BRANCHED = listed("rs rsu rsud rsup rsia bank hotel universitas univ stasiun bandara")
"""Words of organisations whose name often ends with that of their town."""

NO_PERSON = listed(
    """
    kelompok komunitas koalisi tim satgas tobacco massa pihak
    polisi polda polres pemerintah kementerian perusahaan manajemen serikat laporan data survei kpk
    dpr dprd mpr bps pt pemprov pemkab pemkot bnpb bpbd kemnaker disnaker police government company
    undang-undang pasal aturan keterangan reuters afp antara detikcom kompas tempo
    """
)
SERVING = listed("kuasa hukum pengacara advokat lawyer")
"""Offices that are written with the name of whom they serve: the name behind may be that one's."""

OPENERS = listed(
    """
    karenanya karena makanya sebelumnya selanjutnya akhirnya sementara senada sebaliknya selain
    meski namun bahkan hal itu kini kemudian lalu lebih lanjut adapun sedangkan therefore however
    meanwhile earlier later terlebih apalagi alhasil pasalnya
    """
)
"""Words that open a sentence before the name of who speaks."""

STOP = listed(
    """
    kepada bahwa saat ketika usai dalam di pada terkait soal mengenai tentang kemarin melalui lewat
    sebelum setelah seperti dikutip dilansir sambil seraya to that when after during on in about
    as by while lagi juga pun yang who dengan untuk karena
    """
)
