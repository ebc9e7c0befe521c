"""The groups of ``rag.checks.synonyms``, parted by bars."""

from __future__ import annotations

GROUPS = """
mengumpulkan dikumpulkan menghimpun dihimpun terhimpun menggalang penggalangan himpunan collect
gather raise pool fund | beredar tersebar menyebar disebarkan edaran circulate circulated spread |
berbeda lain beda berlainan different differ differs another | memperoleh mendapat mendapatkan
menerima meraih mengantongi diberi receive get gets got obtain gain | menggelar mengadakan
menyelenggarakan melaksanakan melakukan diadakan hold held stage | mewajibkan mengharuskan
menghukum memerintahkan diharuskan wajib harus oblige require order must | menunggak tunggakan
menyetor utang berutang arrears owe owed unpaid overdue | menyetor membayar melunasi pembayaran
bayaran setoran pay paid payment remit settle | akibat karena sebab gara menyebabkan mengakibatkan
memicu disebabkan penyebab cause caused due owing | mengatakan menyatakan menyebut berkata
menuturkan mengungkapkan tell told say said state | menjelaskan menerangkan memaparkan penjelasan
keterangan explain explained explanation | menambahkan imbuh tambah add added | menegaskan
memastikan tegas jamin menjamin stress insist assure | membantah menyangkal menampik bantahan deny
denied denial | mengakui mengaku pengakuan admit concede | meminta minta mendesak menuntut
menyerukan permintaan desakan tuntutan ask demand request urge call | mengusulkan usul usulan
mengajukan menawarkan pengajuan propose proposal suggest submit file | menyampaikan mengirim
mengirimkan menyerahkan melayangkan dikirim kirim send sent submit hand deliver | mengumumkan
pengumuman memberitakan memberitahukan pemberitahuan announce announced notify notice | melaporkan
laporan pengaduan aduan mengadukan mengadu report reported complaint complain lodge | menetapkan
memutuskan menentukan putusan keputusan ketetapan tentukan set decide decision fix | putusan vonis
amar ruling verdict judgment judgement rule ruled | mengesahkan disahkan menyetujui persetujuan
pengesahan pass passed ratify approve approved adopt | menyepakati kesepakatan sepakat perjanjian
setuju persetujuan agree agreed agreement deal accord | menandatangani meneken diteken tandatangan
penandatanganan sign signed signing | menolak penolakan menampik refuse reject rejected turned |
menerima terima penerimaan accept | memilih terpilih pemilihan pilihan elect elected election
choose vote | memimpin pimpinan pemimpin mengetuai ketua lead led leader head chair chairman
chairwoman | mengangkat melantik menunjuk diangkat ditunjuk pengangkatan penunjukan appoint
appointed name named | mengundurkan mundur pengunduran resign resigned step quit | memecat
memberhentikan mem-phk phk pemutusan pemecatan pemberhentian dipecat dismiss lay laid layoff
layoffs fire sack terminate dismissal | mempekerjakan merekrut perekrutan employ hire recruit |
bekerja pekerjaan kerja work working job employment | pekerja buruh karyawan pegawai tenaga
pekerjanya worker employee staff labor labour workforce | perusahaan pabrik pengusaha manajemen
majikan pihak company firm employer management factory plant | serikat sp union unions | anggota
member members membership | upah gaji bayaran penghasilan wage wages pay salary earnings |
tunjangan allowance allowances benefit | pesangon kompensasi severance compensation | santunan
manfaat bantuan benefit benefits compensation aid payout | iuran setoran potongan premi
contribution contributions dues premium | jaminan asuransi perlindungan insurance guarantee
security scheme cover | mogok pemogokan strike struck walkout | aksi unjuk demo demonstrasi
demonstran rally protest action | berakhir selesai rampung usai tuntas akhir mengakhiri end ended
finish finished complete over settled | dimulai mulai memulai awal sejak start started begin began
since | melanjutkan meneruskan berlanjut lanjut continue resume resumed | menunda diundur
mengundurkan penundaan tertunda diundurkan mundur postpone delay delayed defer | membatalkan batal
pembatalan cancel cancelled scrap annul | mencabut menarik pencabutan revoke withdraw withdrawn
retract | melarang larangan ban prohibit forbid bar barred | mengizinkan izin membolehkan allow
permit let | mengatur aturan peraturan ketentuan regulasi pengaturan rule regulation regulate
provision law govern | undang perda raperda peraturan law bylaw bill ordinance legislation | pasal
article articles clause | naik meningkat kenaikan peningkatan bertambah melonjak menaikkan rise
increase raise hike up higher | turun menurun berkurang penurunan menyusut menurunkan merosot
mengurangi fall drop decrease cut reduce lower decline down | sebesar sejumlah senilai mencapai
jumlah nilai besaran amount total worth sum figure number | angka jumlah data besaran figure
number count | hasil temuan result finding outcome | menghitung hitungan penghitungan perhitungan
ditaksir menaksir memperkirakan perkiraan taksiran estimate calculate count reckon | mencatat
tercatat catatan mendata pendataan terdata record recorded register registered log | survei survey
jajak penelitian riset study research poll | sensus pendataan census | bulanan sebulan bulan
perbulan month monthly | tahunan setahun tahun pertahun year yearly annual | mingguan seminggu
pekan minggu week weekly | harian sehari hari perhari day daily | pagi morning | siang noon midday
| sore petang afternoon | malam malamnya night evening | giliran sif shift regu | lembur overtime
| libur cuti leave holiday day-off | jam hour hours | istirahat rehat jeda rest break | melahirkan
persalinan bersalin hamil maternity birth childbirth | haid menstruasi menstrual menstruation
period | menyusui laktasi breastfeeding lactation nursing | perempuan wanita kaum woman women
female | pria laki lelaki man men male | anak child children | keluarga family relatives | suami
husband | istri wife | ahli waris heir heirs | meninggal tewas wafat kematian mati die died dead
death killed | luka cedera terluka injured injury hurt wound | patah retak fracture broken break |
sakit penyakit sick illness ill disease | kecelakaan celaka insiden musibah peristiwa accident
incident | tertimpa kejatuhan tertimbun dihantam struck crushed hit | runtuh roboh ambruk collapse
collapsed | terbakar kebakaran api fire burn burned | ledakan meledak explosion blast | rusak
kerusakan hancur damage damaged broken | memperbaiki perbaikan diperbaiki repair repaired fix |
memeriksa pemeriksaan diperiksa inspeksi meninjau meneliti check inspect inspection examine |
mengawasi pengawas pengawasan pemantauan memantau monitor supervise supervision inspector oversee
| menguji diuji pengujian ujian tes test tested testing | merawat perawatan maintenance treat
treatment | mengganti diganti penggantian menggantikan pengganti replace replaced replacement
succeed | menambah tambahan penambahan ditambah extra additional add addition more | menyediakan
memberikan memberi penyediaan tersedia diberikan disediakan provide give given supply | membangun
mendirikan pembangunan dibangun dibentuk membentuk pembentukan build built establish form found
set create | membuka pembukaan dibuka buka open opened opening | menutup penutupan ditutup tutup
close closed shut | memasang pemasangan dipasang install installed fit | membeli pembelian buy
bought purchase | menjual penjualan dijual sell sold sale | menyewa sewa rent hire lease |
mengangkut angkutan transportasi pengangkutan kendaraan transport carry haul vehicle shuttle |
mengangkat angkat lift lifted lifting raise hoist | beban muatan barang load cargo weight goods |
pelabuhan dermaga port dock harbour harbor pier | bongkar muat stevedore dock dockworker loading |
kapal ship vessel boat | derek crane | gudang warehouse | mesin alat peralatan machine machinery
equipment tool | bahan baku material materials raw | produksi pembuatan memproduksi production
output produce | pesanan order orders | pasar market | ekspor export | impor import | barang
produk product goods item | kontrak pkwt perjanjian contract agreement | sementara temporary |
tetap permanen permanent regular | alih daya outsourcing outsource outsourced vendor agency |
magang intern internship | kantor office | gedung bangunan building | lapangan field square |
jalan road street | kota city town municipal municipality | kabupaten regency district | provinsi
province provincial | desa village | daerah wilayah kawasan area region zone | nasional national |
pemerintah pemda pemprov negara government administration state authorities | dinas disnaker
kantor office agency department manpower | kementerian ministry kemnaker | gubernur governor |
bupati regent | walikota mayor | menteri minister | presiden president | dewan council board |
panitia pansus komite committee panel | komisi commission | dprd legislatif parlemen legislature
council parliament assembly | fraksi faction party | pengadilan pn phi peradilan court tribunal |
hakim majelis judge judges bench | gugatan menggugat perkara tuntutan kasus sue sued lawsuit suit
case claim | kasasi banding appeal appealed cassation | mediator mediasi penengah mediation
mediate | penggugat plaintiff claimant | tergugat defendant | saksi witness | bukti evidence proof
| polisi kepolisian aparat police officer | menangkap ditangkap penangkapan arrest arrested detain
menahan ditahan | hukum legal law | hak right rights entitlement entitled berhak | kewajiban
obligation duty | melanggar pelanggaran menyalahi violate violation breach | sanksi denda hukuman
penalty fine sanction | peringatan memperingatkan mengingatkan warning warn remind | teguran nota
reprimand | rapat pertemuan sidang bertemu musyawarah meeting session meet met talks sit | kongres
musyawarah munas konferensi congress conference convention | delegasi utusan delegate |
perundingan berunding negosiasi negotiation negotiate talks bargaining bargain | pembahasan
membahas membicarakan mendiskusikan dibahas discuss discussion talk deliberate debate | suara vote
votes ballot | pemungutan voting vote ballot | pesaing lawan saingan rival opponent | menang
memenangkan mengalahkan unggul kemenangan win won beat victory | kalah kekalahan lose lost defeat
| mayoritas kebanyakan terbanyak majority most | seluruh semua segenap total all whole entire full
| sebagian separuh part some half | masing tiap setiap each every per | hanya cuma sekadar only
just merely | sekitar kira kurang-lebih kisaran about around roughly approximately some | lebih
melebihi melampaui atas more over exceed above | kurang bawah less under below fewer | tertinggi
terbesar teratas highest top largest biggest | terendah terkecil terbawah lowest smallest |
pertama perdana awal first initial inaugural | terakhir akhir final last | baru anyar new recent |
lama dulu silam lalu old former previous earlier | mantan bekas eks former ex | sebelumnya semula
tadinya dahulu terdahulu previous previously earlier before former | berikutnya selanjutnya
mendatang depan next following coming upcoming | segera secepatnya lekas cepat soon immediately
quickly prompt | terlambat telat keterlambatan late delay delayed overdue | jadwal dijadwalkan
rencana berencana agenda rencananya ditargetkan schedule scheduled plan planned | tenggat batas
deadline limit | masa periode kurun jangka waktu lama period term time length duration | tanggal
hari date day | mulai berlaku pemberlakuan diberlakukan berlakunya effect effective apply applies
force valid | menerapkan penerapan menjalankan dijalankan melaksanakan pelaksanaan dilaksanakan
apply implement carry implementation run | memenuhi pemenuhan dipenuhi terpenuhi meet fulfil
fulfill fulfilled satisfy comply | mengikuti ikut serta keikutsertaan peserta ikuti follow join
take participate participant attend | hadir menghadiri dihadiri kehadiran datang attend attended
present come came | berkumpul massa kumpul gather crowd gathered | berbaris pawai longmarch march
marched parade | mengundang undangan ajak mengajak invite invited invitation | mengajak ajakan
seruan call urge | mendukung dukungan support backing backed supported | membantu bantuan
pertolongan help assist aid | menentang melawan perlawanan oppose resist against fight | mengecam
mengkritik kritik menyayangkan criticise criticize condemn deplore regret | menyambut menghargai
apresiasi welcome welcomed appreciate | puas kepuasan satisfied | kecewa kekecewaan disappointed |
marah geram angry | khawatir cemas kekhawatiran takut worry worried fear afraid concern | berharap
harapan diharapkan mengharapkan hope hoped expect expected wish | berjanji janji menjanjikan
komitmen promise promised pledge pledged vow | menargetkan target sasaran aim goal | mampu sanggup
bisa kemampuan able afford capable | siap bersedia kesediaan kesiapan ready willing prepared |
ingin mau menghendaki keinginan want wish | membutuhkan kebutuhan memerlukan butuh perlu need
needs require | menilai penilaian anggapan menganggap pendapat pandangan consider judge assess
view think opinion | menduga dugaan diduga kecurigaan suspect suspected alleged allegedly |
menuding menuduh tuduhan accuse accused blame allegation | menemukan ditemukan temuan penemuan
mendapati find found discover | menunjukkan memperlihatkan tampak terlihat show showed shown
indicate | menyelidiki penyelidikan investigasi mengusut investigate investigation probe |
menjawab jawaban tanggapan menanggapi membalas respon merespons balasan answer reply respond
response | bertanya menanyakan pertanyaan ask question | berbicara bicara ucapan speak spoke talk
speech | menulis tulisan menuliskan tertulis surat write wrote written letter | surat dokumen
berkas naskah letter document paper text draft | membaca dibacakan pembacaan read reading | kabar
berita informasi warta news report information | palsu bohong hoaks fake false forged hoax | benar
betul tepat correct right true accurate | salah keliru kekeliruan kesalahan galat wrong mistake
error erroneous incorrect | mengoreksi ralat koreksi pembetulan perbaikan meralat correct
correction | klarifikasi clarify | rinci rincian perincian memerinci detail details breakdown |
contoh misalnya example instance | penting utama pokok important main key chief principal | pokok
dasar basic base | khusus istimewa special particular specific | umum general public common |
bersama gabungan kolektif joint together collective shared | sendiri mandiri own self alone |
langsung direct directly | bertahap berangsur tahap cicil mencicil cicilan mengangsur angsuran
gradual stages instalment installment instalments phase | sekaligus tunai lump once cash | penuh
lengkap utuh full fully complete entire | gratis cuma bebas free | mahal expensive costly | murah
cheap | besar raksasa besarnya large big great huge | kecil mungil small little | tinggi high tall
| rendah low | berat heavy serious severe | ringan light minor slight | parah serius severe
serious | banyak berlimpah many much lots numerous | sedikit segelintir few little | sama setara
serupa sebanding same equal identical similar | layak pantas wajar decent fair reasonable proper |
aman keselamatan k3 safe safety secure | bahaya berbahaya risiko danger dangerous risk hazard
risky | sehat kesehatan health healthy medical | rumah-sakit rsud hospital | dokter doctor
physician | perawat nurse | pasien patient | guru teacher | sopir pengemudi driver drivers |
nelayan fisher | petani farmer | penjahit menjahit garmen jahit sew sewing garment tailor |
tekstil tenun weaving textile weaver mill | pelatihan latihan dilatih kursus training train
trained course | sekolah school | beasiswa scholarship | pendidikan education | mahasiswa pelajar
siswa student students | masyarakat warga publik rakyat people public community citizen resident
society | penumpang passenger | pelanggan konsumen customer consumer | aplikasi aplikator platform
app | daring online | tarif ongkos biaya rate fare fee cost charge | biaya ongkos belanja cost
expense | harga price | uang dana duit money fund funds cash | anggaran apbd budget | pajak tax |
keuangan kas financial finance cash | rugi kerugian merugi loss losses | laba untung keuntungan
profit | bangkrut pailit kepailitan bankrupt bankruptcy | utang pinjaman kredit debt loan |
ekonomi perekonomian economy economic | inflasi inflation | pertumbuhan tumbuh growth grow |
sektor bidang industri sector industry field | usaha bisnis business | kantong saku pocket | makan
konsumsi pangan food meal eat | minum drink | pakaian baju seragam clothes uniform | helm helmet |
sepatu alas-kaki kasut shoe shoes footwear | rumah hunian tempat tinggal house home housing
residence | penitipan daycare childcare nursery | ruang ruangan kamar bilik room | toilet jamban
restroom | kantin canteen | pintu gerbang gate door | depan muka front before | belakang rear back
| dekat sekitar near close | jauh far | pulang kembali return home back | berangkat pergi keluar
leave depart go | masuk enter come | tinggal menetap sisa tersisa remain remaining rest left stay
| meninggalkan leave left | pindah memindahkan dialihkan mengalihkan pemindahan move moved
transfer shift relocate | membagi dibagi pembagian membagikan distribute divide share split |
menerima penerima recipient | dipotong memotong potongan pemotongan cut deduct deduction deducted
commission | menahan tertahan ditahan withhold withheld hold retain | mengembalikan pengembalian
return refund | mencapai tercapai capaian pencapaian reach reached achieve | gagal kegagalan fail
failed failure | berhasil sukses keberhasilan succeed success successful manage managed |
menyelesaikan penyelesaian selesai resolve settle settlement resolution solve complete | sengketa
perselisihan konflik dispute conflict row | masalah persoalan problem issue matter trouble |
alasan dalih dalil sebab reason ground grounds pretext | tujuan maksud purpose aim goal | syarat
persyaratan ketentuan condition requirement term terms | pengecualian kecuali exception except |
dampak pengaruh berpengaruh mempengaruhi imbas terdampak terimbas impact effect affect affected
influence hit | terkena terdampak dikenai affected hit suffer | mengalami menderita suffer
suffered experience | menjadi jadi berubah perubahan mengubah ubah change changed become became
turn amend amendment | tetap bertahan mempertahankan keep kept remain stay stuck hold still
maintain stick | memuat berisi mencakup mengandung isi termuat terdiri meliputi contain include
cover comprise consist content | bernama disebut dinamakan nama named called name known |
bertindak tindakan langkah act action step measure | memakai menggunakan pemakaian penggunaan
dipakai digunakan pengguna use used using utilise user | membuat menyusun penyusunan dibuat
menciptakan make made create draw draft prepare | memulihkan pemulihan restore recover reinstate |
melindungi lindung perlindungan protect protection | mengancam ancaman terancam threaten threat
threatened | menekan tekanan intimidasi pressure intimidate intimidation | berhenti menghentikan
penghentian terhenti stop stopped halt cease suspend | menunggu menanti await wait waiting |
mengantre antrean queue | menyimpan simpan store keep save | mencari pencarian seek look search |
menghadapi hadapi face faced confront | terjadi berlangsung kejadian peristiwa happen happened
occur occurred took take place event | berdiri didirikan lahir founded established stood stand |
usia umur berusia age aged old | berasal asal dari originate origin come | wakil perwakilan
mewakili represent representative deputy vice | juru bicara jubir humas spokesman spokeswoman
spokesperson | pengacara advokat kuasa lawyer counsel attorney advocate | sekretaris sekjen
secretary | bendahara treasurer | direktur dirut director | manajer manager | kepala pimpinan head
chief | pengurus pejabat official officer officials board | pengamat pakar ahli expert observer
analyst | hari-raya lebaran idulfitri keagamaan holiday religious eid | thr bonus allowance |
sidak mendadak surprise unannounced | darurat emergency | posko pos desk post | perlu harus mesti
wajib must should need necessary obligatory mandatory | tidak-hadir absen mangkir absent | kosong
nihil empty vacant zero | kehilangan hilang lose lost loss | melamar lamaran apply application
applicant | mendaftar pendaftaran terdaftar mendaftarkan register registration enrol enroll sign |
lajang bujang single unmarried | menikah kawin married marry | buta disabilitas difabel disability
disabled | konvoi iring convoy | spanduk poster banner | kuasa wewenang kewenangan power authority
| dukung-suara aklamasi acclamation | kepengurusan jabatan menjabat office post position term |
memperpanjang diperpanjang perpanjangan menambah ditambah extend extended extension prolong | baik
bagus apik baiknya good well fine | buruk jelek bad poor | meraih menuai memetik reap achieve |
menolong membantu pertolongan help rescue aid | pingsan faint fainted unconscious collapse |
lumpuh terhenti macet paralyse paralyze paralysed halted | kedaluwarsa kadaluarsa expired lapse |
pemadam extinguisher extinguishers | uap gas asap fume fumes vapour smoke | menghirup hirup inhale
| kebun perkebunan plantation estate | sawit palm | tambang pertambangan mine mining miner |
listrik electricity power electric | air water | panas heat hot | hujan rain | banjir flood
flooding | tarik menarik pull withdraw | mendorong dorongan push encourage | bandara airport |
maskapai airline | kereta train | truk truck | sepeda motor motorcycle bike | orangtua parent
parents | janda widow | bayi baby infant | migran imigran migrant tki pmi | lepas freelance casual
| borongan piece | rekening account | transfer mengirim ditransfer transferred | saham share stock
| pemegang holder shareholder | aset harta asset property | lelang tender auction | klinik
puskesmas clinic | obat medicine drug | masker mask | debu dust | bising kebisingan noise | racun
beracun keracunan toxic poison | kimia chemical | limbah sampah waste | pencemaran polusi
pollution | sertifikat sertifikasi certificate certification | lisensi izin licence license permit
| identitas identity | menghapus penghapusan dihapus menghilangkan abolish eliminate remove scrap
delete | memaksa dipaksa paksaan pemaksaan force forced coerce | berupaya berusaha upaya mencoba
usaha try tried attempt effort strive | membuktikan pembuktian terbukti prove proven | yakin
percaya keyakinan meyakini confident believe sure | mengetahui tahu diketahui know knew known
aware | melihat menyaksikan terlihat see saw seen witness | mendengar mendengarkan hear heard
listen | merasa merasakan perasaan feel felt | pikir memikirkan think | mengingat ingat remember
recall | lupa melupakan forget | jelas gamblang clear clearly | bangga kebanggaan proud | senang
gembira bahagia happy glad | berpeluang peluang kesempatan kemungkinan chance opportunity | laga
pertandingan tanding match game | pimpin kepemimpinan leadership | sepakbola football soccer | gol
goal | juara champion | tim regu kesebelasan team | permohonan memohon maaf permintaan apologise
apologize apology sorry | mengunduh unduh download | layanan pelayanan servis service | jaringan
network | perangkat device | tanah lahan land | rumah-tangga domestic household | pembantu prt
domestic | mengepung blokade memblokir block blocked blockade | menduduki pendudukan occupy
occupation | menyegel disegel segel seal sealed | mengusir pengusiran evict eviction expel |
menyita disita penyitaan seize seized confiscate | mengevakuasi evakuasi evacuate | mengunjungi
kunjungan berkunjung visit visited | tiba sampai arrive arrived | berjalan jalan walk run |
mengemudi menyetir drive drove | naik menumpang ride board | menelepon telepon call phone | pesan
message | foto gambar photo picture image | rekaman video recording | kekerasan violence violent |
pelecehan harassment | diskriminasi discrimination | perkara sengketa perselisihan kasus dispute
case | menempuh menyelesaikan menjalani complete undergo | berlaku berakhir habis runs expires
expire valid | berlaku mencakup meliputi covers cover applies apply | maksimal paling terbanyak
most maximum | lama panjang long | resmi meresmikan dibuka inaugurate official | memblokir menutup
blokade block close | jemputan antar shuttle | terguling terbalik overturn | delegasi utusan
perwakilan wakil unsur delegate representative side | sidang persidangan hearing trial session |
dini awal early | kontrak tertulis written | petik pemetik picker | kadar tingkat level rate | pos
surat mail postal post | pengeras loudspeaker | tahan menahan detain detained | wawancara
interview | kunjungan lawatan visit | uji coba trial pilot | insiden kejadian kasus incident case
| rugi kerugian dirugikan harm harmed damage | keluhan mengeluh mengeluhkan complain complaint |
lokasi tempat titik site place location spot
"""
"""531 groups of words, Indonesian and English."""
