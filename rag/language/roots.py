"""Indonesian roots and unanalysable words, as data for the stemmer.

Written from general knowledge of the language. The lists need not be complete: a word that is
derived from none of these goes to the Snowball stemmer.
"""

from __future__ import annotations

# Roots whose derived forms the stemmer builds by rule. The first k, p, s or t of a root falls
# away after me- and pe- (tuntut: menuntut), which is where Snowball goes wrong most often.
ROOTS = """
kabar kabul kaca kacau kait kaji kali kalah kampanye kandung kapal karang karya kata kawal kebal
kecam kecewa keluar keluh kelola kemas kembali kembang kemuka kemudi kena kenal kenang kendali
kerah keras kering kerja ketahui kikis kirim kisah klaim koordinasi konsumsi kontrak kontrol
korban korup kosong kritik kuasa kuat kuliah kumpul kunjung kurang kurus kutip kutuk kerugian
pacu padam padat pahala paham pajak pakai paksa paku paling panas pancing pandang pandu panen
panggil pangkas panjang pantau papar parah parkir pasang pasar pasok pasti patuh patok payung
pecah pecat pegang peluk penggal penjara pengaruh pentas penuh percaya perang periksa perintah
perkara perlu peroleh pesan pesona petik picu pidana pihak pikir pikul pilih pimpin pinda pindah
pinjam pinta pisah pohon pokok potong praktik proses produksi promosi protes pugar puji pukul
pulang pulih pungut pupuk putus putar
sabar sadar sahkan saing saji sakit saksi salah salur sambung sambut sampai samping sampaikan
sandar sandera sanggah sanggup sangka sangkal sapa sarankan saran sasar satu sayang sebar seberang
sebut sedia segel segera sekat selamat selenggara selesai selidik selisih semai semangat
sembunyi sempat sengketa sengsara senjata sepakat seru serah serang serap sertakan serta sesal
sesuai sewa siaga siap siar sidang sidik sikap siksa simpan simpul singgung singkat singkir
sisa sisih sita sokong solusi soroti sorot suara suka sukses sulit sumbang sunting suntik surat
suruh survei susah susun syarat sejahtera sisir susul setuju setop setor
tabrak tabung tagih tahan tahu takut tambah tambang tampil tampung tanam tanda tandatangan
tanding tangan tangani tangguh tangguhkan tanggap tanggung tangis tangkap tangkis tanya target
tarik taruh tata tawan tawar tebak tebang tegas teguh tegur tekan teliti telusur temani tembak
tembus tempat tempuh temu tenang tenggat tengah tentang tentu terang terap terbang terbit terima
terjemah tertib tetap tewas tiba tikam tiru tilang timbang timbul timbun timpa tindak tindas
tinggal tinggi tingkat tinjau tiup titip tolak tolong tonton topang tuduh tugas tuju tukar tulis
tumbuh tumpang tumpuk tunda tunggak tunggu tunjang tunjuk tuntas tuntut turun tutup tutur tuding
tunggal terampil terlibat tular
abai acu adil adakan adu agenda ajak ajar aju akhir aksi aktif aku alami alih alir aman amat
ambil ancam andal anggap anggar anggur angkat angkut antar antisipasi apresiasi arah asing asuh
asuransi atasi atur awal awas
bagi bahas bahaya baik bakar balas banding bangun bantah bantu batal batas bawa bayar beban bebas
beda bela beli bentuk berangkat berantas berhenti beri beritahu berontak bicara biaya bijak bina
blokir bocor bongkar bubar budaya buka bukti bunuh buat butuh buruk
cabut cair cakup capai catat cegah celaka cemar cerita cetak cipta ciri coba contoh copot cuti
dadak daftar dalam damai damping dampak dana dapat darat dasar data datang daya demo dekat
denda dengar derita desak diam didik diri diskusi dorong duga duduk dukung dustai
edar efisiensi elak emban evaluasi
gabung gagal gaji gambar ganti ganggu gantung gelar gerak giat gugat gugur guna gusur
habis hadap hadir hambat hancur hapus harap harga hasil hemat henti henyak hidup hilang himbau
hindar hitung hormat hubung hukum huni
ikat ikut imbau inap ingat ingin ingkar intimidasi investasi isi izin ikrar iur
jabat jadi jadwal jaga jalan jalin jamin janji jatuh jawab jelas jual juang jumpa
lahir laku lakukan lambat lamar langgar langsung lanjut lantik lapor larang latih lawan layan layang
lebur legal lelang lemah lembur lepas letak lewat libat libur lihat limpah lindung lintas lolos
lonjak luas luka luncur lunas lulus
mediasi milik minta mogok mohon moderasi mulai mundur musnah musyawarah mutasi manfaat maksud
naik negosiasi nikah nilai nyata nanti nikmat
olah operasi
raih rampas rancang rangkum rapat ratifikasi rawat rayakan redam rekam rekomendasi rekrut
rencana renggut respons restui revisi rinci ringkas risau rugi rujuk rumah rumus runding rusak
rusuh rilis
ubah ucap uji ukur ulang undang undur ungkap ungsi unggah unjuk untung upaya urai urus usaha
usir usul usut usung utus utang
validasi vonis wajib wakil wawancara wujud waspada yakin
hitungkan mampu mungkin kecil besar baru lama cepat
bentrok gempa kurung hukum kunci layak merdeka modal masuk
"""

# Words that only look derived, and derived words whose meaning has left the root. Each is its own
# stem; clitics are still taken off.
WHOLE = """
ketua kepala pensiun pesangon perusahaan perusahaannya pemerintah menteri anggota majelis serikat
buruh karyawan pegawai federasi konfederasi kongres komite komisi kantor kementerian lembaga
peserta pemilu pemuda perempuan pertama kedua ketiga keempat kelima industri ekonomi negeri
provinsi kabupaten kecamatan kelurahan kota daerah pasal peraturan undang menaker kemnaker
kemenaker kemenkeu kemenperin kemenhub media metode mekanisme materi masalah mesin medis medan
merek meter menara mereka melayu manusia sekolah sekarang selasa senin rabu kamis jumat sabtu minggu
seluruh senilai sejumlah sebelum sesudah setelah sebelah sembilan delapan sebulan setahun sehari
sepekan seminggu januari februari maret april mei juni juli agustus september oktober november
desember direktur direksi direktorat distribusi divisi dinas disiplin diplomat digital dinamika
dialog diploma disabilitas difabel terminal teknologi terorisme teroris teori terjun tersangka
terdakwa periode persen persentase personel permanen perdana perkara pertamina perbankan persero
perseroan perwira pesawat petani pejabat penduduk pengacara pemimpin berita beras bersih berat
berkas besok bupati wali gubernur energi strategi sinergi organisasi asosiasi koalisi aliansi
televisi generasi properti kategori polisi partai nilai pantai lantai rantai sungai survei pribadi
mandiri selesai deputi biologi akademisi mahasiswa mahasiswi jutaan ribuan ratusan puluhan
hubungan warisan kawasan kereta kerja kelompok keluarga kendaraan kecuali kecamatan kedutaan kota
wartawan ilmuwan nelayan seniman ikan jalan makan minum alasan bulan jembatan wilayah sawah upah
sekali kenapa kendala kualitas pangan tangan tahun tujuan bagian usia dunia rahasia panitia
saksi aksi lokasi produksi inflasi regulasi transportasi investasi resesi pandemi epidemi
"""

# Names of places that Snowball would cut (Bekasi, "bekas").
PLACES = """
aceh medan padang pekanbaru jambi palembang bengkulu lampung pangkalpinang tanjungpinang batam
jakarta bekasi karawang purwakarta bandung bogor depok tangerang cilegon serang banten cikarang
semarang solo surakarta yogyakarta kudus surabaya sidoarjo gresik malang pasuruan mojokerto
kediri jember denpasar bali mataram kupang pontianak palangkaraya banjarmasin samarinda balikpapan
makassar manado kendari palu gorontalo ambon ternate sorong jayapura papua maluku sulawesi
kalimantan sumatera sumatra jawa timur barat utara selatan tengah morowali halmahera merauke
senayan kemayoran pulogadung cakung sukabumi cirebon subang majalengka tasikmalaya sumedang
indonesia malaysia arab saudi taiwan korea jepang china hongkong singapura
"""
