"""Time in questions: what filters by publication date, what names a subject."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spent import grows_below, within

from rag.periods import Reading, read_period

TODAY = date(2026, 11, 21)  # a Saturday

# A question and the days it asks for, "first..last" with nothing where there is no bound.
FILTERS = """
Apa tuntutan buruh bulan lalu? | 2026-10-01..2026-10-31
apa tuntutan buruh bln lalu | 2026-10-01..2026-10-31
Siapa yang mogok minggu lalu? | 2026-11-09..2026-11-15
Siapa yang mogok pekan lalu? | 2026-11-09..2026-11-15
demo apa aja mgg lalu di bekasi | 2026-11-09..2026-11-15
Aksi apa yang digelar minggu ini? | 2026-11-16..2026-11-22
Pekan ini ada PHK di mana saja? | 2026-11-16..2026-11-22
Apa hasil rapat dewan pengupahan bulan ini? | 2026-11-01..2026-11-30
PHK di Karawang tahun ini | 2026-01-01..2026-12-31
phk di karawang thn ini | 2026-01-01..2026-12-31
Apa putusan pengadilan atas kasus itu tahun lalu? | 2025-01-01..2025-12-31
Apa putusan pengadilan atas kasus itu tahun kemarin? | 2025-01-01..2025-12-31
Apa kata ketua serikat kemarin? | 2026-11-20..2026-11-21
ada demo apa kmrn di jakarta | 2026-11-20..2026-11-21
Ada aksi buruh hari ini? | 2026-11-21..2026-11-21
Apa berita buruh tadi pagi? | 2026-11-21..2026-11-21
Kerusuhan apa yang terjadi tadi malam? | 2026-11-20..2026-11-21
Berapa pabrik tutup dalam 3 bulan terakhir? | 2026-08-21..2026-11-21
Berapa pabrik tutup dlm 3 bln terakhir? | 2026-08-21..2026-11-21
berapa pabrik tutup 3bln terakhir | 2026-08-21..2026-11-21
Siapa saja yang ditangkap dua minggu terakhir? | 2026-11-07..2026-11-21
Siapa saja yang ditangkap selama dua pekan terakhir? | 2026-11-07..2026-11-21
Kecelakaan kerja apa saja setahun terakhir? | 2025-11-21..2026-11-21
Kecelakaan kerja apa saja sepekan ini? | 2026-11-14..2026-11-21
Kabar Sritex 24 jam terakhir | 2026-11-20..2026-11-21
Apa yang dilakukan KSPI lima tahun terakhir? | 2021-11-21..2026-11-21
Apa keputusan rapat dua bulan lalu? | 2026-09-01..2026-09-30
Apa keputusan rapat dua bulan yang lalu? | 2026-09-01..2026-09-30
Siapa yang demo 2 minggu lalu? | 2026-11-02..2026-11-08
Siapa yang demo 3 hari lalu? | 2026-11-18..2026-11-19
Kebakaran pabrik dua tahun silam menewaskan siapa? | 2024-01-01..2024-12-31
Apa yang terjadi setahun lalu di Morowali? | 2025-01-01..2025-12-31
Apa saja aksi buruh sejak Maret? | 2026-03-01..
apa saja aksi buruh sjk maret | 2026-03-01..
Apa saja aksi buruh sejak Maret 2026? | 2026-03-01..
Apa saja aksi buruh sejak Maret lalu? | 2026-03-01..
Apa saja aksi buruh sejak Desember? | 2025-12-01..
Apa saja aksi buruh sejak November? | 2026-11-01..
Apa saja aksi buruh sejak tahun lalu? | 2025-01-01..
Apa saja aksi buruh sejak pekan lalu? | 2026-11-09..
Apa saja aksi buruh sejak kemarin? | 2026-11-20..
Apa saja aksi buruh sejak awal tahun? | 2026-01-01..
Apa saja aksi buruh sejak awal tahun ini? | 2026-01-01..
Apa saja aksi buruh sejak 2024? | 2024-01-01..
Apa saja aksi buruh sejak tahun 2024? | 2024-01-01..
Apa saja aksi buruh sejak 1 Mei 2026? | 2026-05-01..
Apa saja aksi buruh sejak 1 Mei? | 2026-05-01..
Apa saja aksi buruh sejak 3 bulan lalu? | 2026-08-01..
Berapa buruh di-PHK sejak Januari 2026? | 2026-01-01..
Apa yang terjadi setelah Juli 2026? | 2026-08-01..
Apa sikap Apindo sebelum Juli 2026? | ..2026-06-30
Apa sikap Apindo sblm Juli 2026? | ..2026-06-30
Apa sikap Apindo sebelum tahun 2024? | ..2023-12-31
Apa sikap Apindo sampai Juni 2026? | ..2026-06-30
Apa sikap Apindo hingga Juni 2026? | ..2026-06-30
Apa sikap Apindo sampai dengan Juni 2026? | ..2026-06-30
Aksi apa saja antara Maret dan Mei 2026? | 2026-03-01..2026-05-31
Aksi apa saja antara Maret dan Mei? | 2026-03-01..2026-05-31
Aksi apa saja antara November dan Januari 2026? | 2025-11-01..2026-01-31
Aksi apa saja Maret–Mei 2026? | 2026-03-01..2026-05-31
Aksi apa saja Maret-Mei 2026? | 2026-03-01..2026-05-31
Aksi apa saja dari Januari sampai Maret 2026? | 2026-01-01..2026-03-31
Aksi apa saja dari Januari s/d Maret 2026? | 2026-01-01..2026-03-31
Aksi apa saja dari November 2025 hingga Januari 2026? | 2025-11-01..2026-01-31
Aksi apa saja antara tahun 2024 dan 2025? | 2024-01-01..2025-12-31
Aksi apa saja sejak Maret hingga hari ini? | 2026-03-01..
Aksi apa saja antara 1 Maret dan 15 April 2026? | 2026-03-01..2026-04-15
Demo apa di Surabaya November 2025? | 2025-11-01..2025-11-30
demo apa di surabaya nov 2025 | 2025-11-01..2025-11-30
demo apa di surabaya nopember 2025 | 2025-11-01..2025-11-30
Apa yang terjadi di Gresik pada Agustus 2025? | 2025-08-01..2025-08-31
Apa yang terjadi di Gresik pd bln Agustus thn 2025? | 2025-08-01..2025-08-31
Apa yang terjadi di Gresik pada bulan November? | 2026-11-01..2026-11-30
Apa yang terjadi di Gresik bulan Desember? | 2025-12-01..2025-12-31
Apa yang terjadi di Gresik November lalu? | 2025-11-01..2025-11-30
Apa yang terjadi di Gresik Maret lalu? | 2026-03-01..2026-03-31
Apa yang terjadi di Gresik Desember tahun lalu? | 2025-12-01..2025-12-31
Apa yang terjadi di Gresik selama Ramadan bulan Maret 2025? | 2025-03-01..2025-03-31
Apa saja perjuangan KSBSI selama 2025? | 2025-01-01..2025-12-31
Apa saja perjuangan KSBSI sepanjang 2025? | 2025-01-01..2025-12-31
Apa saja perjuangan KSBSI sepanjang tahun 2025? | 2025-01-01..2025-12-31
Apa saja perjuangan KSBSI pada tahun 2025? | 2025-01-01..2025-12-31
Apa saja perjuangan KSBSI di tahun 2025? | 2025-01-01..2025-12-31
Tahun 2025, apa saja perjuangan KSBSI? | 2025-01-01..2025-12-31
Apa saja yang terjadi tahun 2025 di Batam? | 2025-01-01..2025-12-31
Pada tahun 2025 buruh menuntut apa? | 2025-01-01..2025-12-31
Apa tuntutan buruh awal 2025? | 2025-01-01..2025-04-30
Apa tuntutan buruh pada pertengahan 2025? | 2025-05-01..2025-08-31
Apa tuntutan buruh akhir tahun 2025? | 2025-09-01..2025-12-31
Apa tuntutan buruh akhir tahun lalu? | 2025-09-01..2025-12-31
Apa tuntutan buruh awal bulan ini? | 2026-11-01..2026-11-12
Apa tuntutan buruh akhir pekan lalu? | 2026-11-09..2026-11-15
Apa tuntutan buruh awal Maret 2026? | 2026-03-01..2026-03-12
Pabrik mana yang tutup pada semester pertama 2026? | 2026-01-01..2026-06-30
Pabrik mana yang tutup semester II 2025? | 2025-07-01..2025-12-31
Pabrik mana yang tutup pada kuartal III 2025? | 2025-07-01..2025-09-30
Pabrik mana yang tutup triwulan 1 tahun 2026? | 2026-01-01..2026-03-31
Pabrik mana yang tutup triwulan ke-2 2026? | 2026-04-01..2026-06-30
Pabrik mana yang tutup kuartal lalu? | 2026-07-01..2026-09-30
Berita November 2025 | 2025-11-01..2025-11-30
Artikel tahun 2025 soal outsourcing | 2025-01-01..2025-12-31
Berita 2025 soal outsourcing | 2025-01-01..2025-12-31
Berita tanggal 10 Desember 2025 | 2025-12-10..2025-12-10
berita tgl 10 des 2025 | 2025-12-10..2025-12-10
Berita 10/12/2025 | 2025-12-10..2025-12-10
Artikel yang terbit pada 2025-12-10 | 2025-12-10..2025-12-10
Berita dari bulan Oktober 2026 tentang PHK | 2026-10-01..2026-10-31
Apa kata KSPI minggu lalu soal UMP 2026? | 2026-11-09..2026-11-15
Apa kata Menaker bulan lalu tentang UU No. 13 Tahun 2003? | 2026-10-01..2026-10-31
Apa kata KSPI soal upah minimum bulan lalu? | 2026-10-01..2026-10-31
Siapa yang ikut demo upah bulan lalu? | 2026-10-01..2026-10-31
Apa rencana KSPI yang diumumkan minggu lalu? | 2026-11-09..2026-11-15
Bulan lalu lalu lintas macet karena demo siapa? | 2026-10-01..2026-10-31
terbaru bulan ini apa? | 2026-11-01..2026-11-30
Aksi Jumat pekan lalu diikuti siapa? | 2026-11-09..2026-11-15
What did the union say last month? | 2026-10-01..2026-10-31
Who went on strike last week? | 2026-11-09..2026-11-15
Which factories closed this week? | 2026-11-16..2026-11-22
Layoffs in the past three months | 2026-08-21..2026-11-21
Layoffs over the last 2 weeks | 2026-11-07..2026-11-21
Who was arrested in the past year? | 2025-11-21..2026-11-21
Any protests since March? | 2026-03-01..
any protests since march | 2026-03-01..
Any protests since March 2026? | 2026-03-01..
Any protests since last year? | 2025-01-01..
Any protests since 2024? | 2024-01-01..
What happened between March and May 2026? | 2026-03-01..2026-05-31
What happened from January to March 2026? | 2026-01-01..2026-03-31
What happened in Batam in November 2025? | 2025-11-01..2025-11-30
What happened in Batam in March? | 2026-03-01..2026-03-31
What happened in Batam in May 2025? | 2025-05-01..2025-05-31
what happened in batam in may 2025 | 2025-05-01..2025-05-31
What did KSPI do during 2025? | 2025-01-01..2025-12-31
What did KSPI do in 2025? | 2025-01-01..2025-12-31
What was Apindo's position before July? | ..2026-06-30
What was Apindo's position before July 2026? | ..2026-06-30
What was Apindo's position until June 2026? | ..2026-06-30
Who was dismissed yesterday? | 2026-11-20..2026-11-21
Is there a rally today? | 2026-11-21..2026-11-21
Which unions merged this year? | 2026-01-01..2026-12-31
Which unions merged last year? | 2025-01-01..2025-12-31
Which unions merged in early 2025? | 2025-01-01..2025-04-30
Which unions merged in late 2025? | 2025-09-01..2025-12-31
Which unions merged in the first half of 2026? | 2026-01-01..2026-06-30
Which unions merged in Q3 2025? | 2025-07-01..2025-09-30
Which unions merged in the third quarter of 2025? | 2025-07-01..2025-09-30
Which unions merged two months ago? | 2026-09-01..2026-09-30
Which unions merged last November? | 2025-11-01..2025-11-30
Who spoke at last week's rally? | 2026-11-09..2026-11-15
What were the demands of last week's rally? | 2026-11-09..2026-11-15
News from last month about layoffs | 2026-10-01..2026-10-31
Articles published on 10 December 2025 | 2025-12-10..2025-12-10
Articles from November 2025 about layoffs | 2025-11-01..2025-11-30
What happened after July 2026? | 2026-08-01..
PHK di Jawa Barat s/d Oktober 2026 | ..2026-10-31
PHK di Jawa Barat sd Oktober 2026 | ..2026-10-31
Apa yang terjadi pada pekan pertama November 2025? | 2025-11-01..2025-11-30
What happened in the first week of November 2025? | 2025-11-01..2025-11-30
Berapa buruh di-PHK pada tahun 2026? | 2026-01-01..2026-12-31
Berapa peserta aksi pada November 2025? | 2025-11-01..2025-11-30
Kecelakaan apa yang terjadi dalam tiga tahun terakhir ini? | 2023-11-21..2026-11-21
Serikat apa yang dibentuk bulan lalu? | 2026-10-01..2026-10-31
"""

UNFILTERED = """
Apa isi UU 2003?
Apa isi UU No. 13 Tahun 2003 tentang Ketenagakerjaan?
apa isi uu 13 thn 2003
Apa isi Permenaker 2/2022?
Apa isi Permenaker Nomor 2 Tahun 2022?
Apa isi PP 36 tahun 2021?
Apa isi PP No. 36/2021?
Apa arti pasal 59 dalam UU Cipta Kerja 2023?
Berapa UMP 2026?
Berapa UMP Jakarta tahun 2026?
Berapa UMP pada tahun 2026?
Berapa upah minimum tahun 2026?
brp ump jkt thn 2026
Berapa UMP tahun ini?
Berapa upah minimum provinsi tahun lalu?
Berapa kenaikan upah tahun ini?
Berapa UMK Bekasi di tahun 2025?
Apa isi APBN 2025?
Apa isi APBN tahun 2025?
Siapa yang didukung buruh pada Pemilu 2024?
Siapa ketua hasil kongres 2025?
Apa tema May Day 2026?
Apa tema May Day?
Bagaimana persiapan menjelang 1 Mei?
Siapa berpidato pada Hari Buruh 1 Mei 2026?
Siapa yang berhak atas THR 2026?
Apa target 2030?
Apa hasil KTT 2005?
Siapa juara Piala Dunia 2006?
Siapa pemimpin mogok 2025?
Siapa pemimpin mogok 10 Desember 2025?
Apa hasil rapat 3 Maret 2026?
Apa hasil rapat 10-12 Desember 2025?
Upah baru berlaku mulai 1 Januari 2026?
Aturan apa yang berlaku sejak Januari 2026?
Aturan apa yang mulai berlaku Juli 2025?
Iuran BPJS naik mulai Januari 2026?
THR harus dibayar sebelum 31 Desember?
Apa yang wajib dilaporkan perusahaan sebelum Juli 2026?
Kontrak siapa yang diperpanjang hingga Juni 2026?
Berapa buruh di-PHK hingga Juni 2026?
Berapa buruh di-PHK sepanjang 2025?
Berapa jumlah peserta pada tahun 2025?
Berapa pekerja di-PHK pada semester pertama 2026?
Siapa presiden Indonesia pada tahun 1965?
Apa yang terjadi pada tahun 1998?
Apa yang terjadi sejak 1998?
Apa yang terjadi sebelum 1998?
Bagaimana gerakan buruh tahun 90-an?
Bagaimana gerakan buruh pada 1990-an?
Siapa pemimpin buruh era 2000-an?
Kapan UMP 2026 diumumkan?
Kapan UMP diumumkan tahun ini?
kpn demo bln lalu
Bulan apa kongres digelar tahun lalu?
Pada tahun berapa serikat itu berdiri?
Tanggal berapa rapat pada November 2025?
Siapa ketua serikat lahir sejak 2010?
Apa yang akan dilakukan KSPI pada Desember 2026?
Apa yang akan dilakukan KSPI bulan ini?
Aksi apa yang direncanakan pada Oktober 2026?
Apa rencana buruh bulan depan?
Apa rencana buruh tahun depan?
Ada aksi besok?
Apa yang terjadi Desember 2026?
Apa yang terjadi pada tahun 2030?
Apa yang terjadi sampai Desember 2027?
Apa yang terjadi sebelum tahun 2028?
Berapa upah per bulan?
Berapa gaji bulan ini?
Gaji bulan lalu belum dibayar di pabrik mana?
Gaji karyawan bulan November 2025 belum dibayar di mana?
Bagaimana nasib gaji November?
Berapa lama kontrak 3 tahun?
Siapa yang dikontrak selama 3 bulan?
Berapa cuti setahun?
Siapa mogok selama 3 hari?
Bagaimana aturan 40 jam seminggu?
Naik berapa persen dibanding tahun lalu?
Berapa UMP 2025 dan 2026?
Apa beda aksi tahun ini dan tahun lalu?
PHK bulan lalu dan bulan ini di mana?
Lebih tinggi dari tahun lalu?
Apakah sama seperti bulan lalu?
Apa perbandingan PHK pada 2024 dan pada 2025?
Lalu bagaimana nasib buruh?
Lalu lintas macet di mana?
Siapa yang demo di Jalan 11 Maret?
Apa kata peneliti Universitas Sebelas Maret?
Apa kata pengamat UNS Sebelas Maret Surakarta?
Siapa Mei Lestari?
Siapa Juni Astuti dari serikat mana?
Berapa tingkat pengangguran pada Februari 2026?
Berapa inflasi Oktober 2025?
Berapa inflasi bulan lalu?
Berapa pertumbuhan ekonomi kuartal III 2025?
Upah untuk tahun 2026 berapa?
Data per Maret 2026 menyebut apa?
Iuran untuk bulan lalu sudah dibayar?
Dibagikan kepada 2025 buruh apa?
Apa yang diberikan pada 2000 pekerja?
Berapa upah Rp 2025?
Bagaimana libur nasional tahun ini?
Siapa pengurus periode 2025-2030?
Siapa pengurus periode 2022/2027?
Apa itu PKWT?
Siapa ketua KSPI?
Apa itu outsourcing?
Mulai tahun 2026 apa yang naik?
Apa kata ketua sekitar 2025?
Apa isi perjanjian tahun 2020?
Bagaimana rata-rata upah 12 bulan terakhir dihitung?
Apa isi rapat tanggal 3 bulan depan?
Sejak kapan buruh mogok?
Sampai kapan buruh mogok?
Apakah jam kerja 8 jam sehari?
G20 tahun 2022 membahas apa?
Who may join a union?
Can workers march to the palace?
Did 5,000 workers march in Jakarta?
What is the theme of May Day 2026?
What is the 2026 minimum wage?
What is the minimum wage this year?
What is this year's minimum wage?
What is Law No. 13 of 2003?
What is the 2030 target?
Who won the 2024 election?
When was the 2026 minimum wage announced?
When did workers strike last month?
What year was the union founded?
What is planned for next month?
What will unions do next year?
What happened in 1998?
How many workers were laid off in 2025?
How much higher than last year?
Who was president in 1965?
How long is a three-month contract?
Who works 40 hours a week?
Which rules take effect in January 2026?
What must employers pay before 31 December?
Which rule is due by March 2026?
Compare layoffs in 2024 and in 2025
Layoffs this year compared to last year
Was last month's salary paid?
Who struck on 10 December 2025?
What does the March agreement say?
Who said May we speak?
What happened in May Day rallies?
Kenapa tiap bulan lalu lintas macet?
Apa kata KSPI minggu lalu tentang PHK sejak Maret?
Siapa yang memeriksa serikat itu 5 Juli hingga 29 Agustus 2025?
Siapa ketua periode 2020 - 2025?
Siapa ketua tahun 2020 - 2025?
Berapa buruh meninggal antara Januari dan Maret 2026?
Berapa penduduk usia kerja pada Februari 2026?
Apa aturan upah pada tahun 2023 dan 2024?
Serikat apa yang didirikan pada tahun 2013?
Which union was founded in 2013?
Siapa yang menetapkan bulan Juli?
Puncak mogok adalah bulan Juli?
Perusahaan apa yang bangkrut sejak 31 Desember 1799?
Perusahaan apa yang bangkrut sejak Desember 1799?
"""


def rows(table: str) -> list[str]:
    """Return the lines of a table."""
    return table.strip().splitlines()


def bounds(reading: Reading) -> str:
    """Return the days of a reading as the tables write them."""
    if reading.period is None:
        return ""
    return f"{reading.period.first or ''}..{reading.period.last or ''}"


def test_the_tables_are_as_large_as_promised() -> None:
    assert len(rows(FILTERS)) >= 100
    assert len(rows(UNFILTERED)) >= 100


@pytest.mark.parametrize("row", rows(FILTERS))
def test_a_time_of_reporting_filters(row: str) -> None:
    question, expected = row.split(" | ")
    assert bounds(read_period(question, TODAY)) == expected


@pytest.mark.parametrize("question", rows(UNFILTERED))
def test_a_time_that_names_something_else_does_not(question: str) -> None:
    reading = read_period(question, TODAY)
    assert (bounds(reading), reading.rest) == ("", question)


@pytest.mark.parametrize(
    ("question", "newest"),
    [
        ("Apa berita PHK terbaru?", True),
        ("apa kabar terkini sritex", True),
        ("Siapa ketua KSPI sekarang?", True),
        ("siapa ketua KSPI skrg", True),
        ("Siapa ketua KSPI saat ini?", True),
        ("Siapa yang kini memimpin?", True),
        ("Apa hasil kongres terakhir?", True),
        ("Siapa terpilih pada kongres KSPI terakhir?", True),
        ("Kapan KSPI terakhir kali mogok?", True),
        ("Siapa presiden terakhir?", False),
        ("Siapa mogok tiga hari terakhir?", False),
        ("Demo apa yang digelar bulan terakhir kontrak?", False),
        ("Apa perkembangan kasus itu baru-baru ini?", True),
        ("Apa tuntutan buruh akhir-akhir ini?", True),
        ("Sampai hari ini apa yang belum dibayar?", True),
        ("Demo apa beberapa bulan terakhir?", True),
        ("What is the latest on layoffs?", True),
        ("Who is currently the chair?", True),
        ("The most recent strike", True),
        ("Which strikes were there in recent months?", True),
        ("Berita terbaru bulan ini", True),
        ("Apa tuntutan 3 bulan terakhir?", False),
        ("Pesangon dihitung dari gaji terakhir?", False),
        ("Apa kata terakhir dari ketua?", False),
        ("Apa tuntutan bulan ini?", False),
        ("Apa aturan baru tentang cuti?", False),
        ("Apa yang terjadi saat itu?", False),
        ("Who knows?", False),
    ],
)
def test_newest_is_a_preference_of_its_own(question: str, newest: bool) -> None:
    assert read_period(question, TODAY).newest is newest


@pytest.mark.parametrize(
    ("question", "text", "rest"),
    [
        ("Apa tuntutan buruh bulan lalu?", "bulan lalu", "Apa tuntutan buruh?"),
        ("Pada November 2025, siapa yang mogok?", "Pada November 2025", "siapa yang mogok?"),
        ("Siapa  yang mogok sejak  Maret 2026 ?", "sejak  Maret 2026", "Siapa yang mogok?"),
        ("Who spoke at last week's rally?", "last week's", "Who spoke at rally?"),
        ("Apa kata KSPI kmrn soal UMP 2026?", "kmrn", "Apa kata KSPI soal UMP 2026?"),
        ("What happened between March and May 2026 in Batam?", "between March and May 2026",
         "What happened in Batam?"),
        ("Layoffs in the past three months", "in the past three months", "Layoffs"),
        ("Berita tanggal 10 Desember 2025", "tanggal 10 Desember 2025", "Berita"),
        ("bulan lalu", "bulan lalu", ""),
        ("Strike news from this week", "from this week", "Strike news"),
        ("Protests in Jakarta, August 2025?", "August 2025", "Protests in Jakarta?"),
    ],
)  # fmt: skip
def test_the_words_of_the_period_leave_the_question(question: str, text: str, rest: str) -> None:
    reading = read_period(question, TODAY)
    assert reading.period is not None
    assert (reading.period.text, reading.rest) == (text, rest)


def test_what_lies_before_the_archive_is_history() -> None:
    question = "Apa yang terjadi di Batam pada tahun 2012?"
    assert bounds(read_period(question, TODAY)) == "2012-01-01..2012-12-31"
    assert read_period(question, TODAY, oldest=date(2014, 1, 5)).period is None
    assert read_period(question, TODAY, oldest=date(2012, 12, 31)).period is not None
    old = "Apa yang terjadi di Batam pada tahun 1998?"
    assert bounds(read_period(old, TODAY, oldest=date(1995, 1, 1))) == "1998-01-01..1998-12-31"


def test_what_lies_after_the_newest_article_still_filters() -> None:
    # Nothing was published then, and the honest reply says so.
    reading = read_period("Apa yang terjadi hari ini?", TODAY, oldest=date(2014, 1, 5))
    assert reading.period is not None


@pytest.mark.parametrize("today", [date.min, date(2024, 2, 29), date.max])
@pytest.mark.parametrize("row", rows(FILTERS))
def test_any_day_may_be_today(row: str, today: date) -> None:
    read_period(row.split(" | ", maxsplit=1)[0], today)


WORDS = sorted(
    {word for row in rows(FILTERS) for word in row.split(" | ")[0].split()}
    | {word for row in rows(UNFILTERED) for word in row.split()}
)
QUESTIONS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=14).map(" ".join),
)


def words_of(text: str) -> list[str]:
    """Return the runs of letters and digits of a text."""
    return re.findall(r"\w+", text)


@settings(max_examples=400, deadline=None)
@given(question=QUESTIONS, today=st.dates())
def test_any_question_can_be_read(question: str, today: date) -> None:
    reading = read_period(question, today)
    if reading.period is None:
        assert reading.rest == question
        return
    period = reading.period
    assert period.text in question
    before, after = question.split(period.text, 1)
    assert sorted(words_of(reading.rest)) == sorted(words_of(before) + words_of(after))
    if period.first is not None and period.last is not None:
        assert period.first <= period.last
    assert period.first is None or period.first <= today
    assert reading == read_period(question, today)


TIMES = [
    "Maret", "Maret 2026", "tahun lalu", "bulan lalu", "2024", "tahun 2024", "awal 2025",
    "pekan lalu", "kemarin", "1 Mei 2026", "Desember", "dua bulan lalu", "semester pertama 2025",
]  # fmt: skip


@given(moment=st.sampled_from(TIMES), ask=st.sampled_from(["PHK di mana", "Apa kata KSPI"]))
def test_since_has_no_upper_bound(moment: str, ask: str) -> None:
    for question in (f"{ask} sejak {moment}?", f"Sejak {moment} {ask}?", f"sejak {moment}"):
        reading = read_period(question, TODAY)
        assert reading.period is not None, question
        assert reading.period.first is not None
        assert reading.period.last is None


@given(days=st.integers(0, 3000), month=st.sampled_from(["Januari", "Mei", "November", "Desember"]))
def test_a_month_without_a_year_has_begun(days: int, month: str) -> None:
    today = date(2020, 1, 1) + timedelta(days=days)
    period = read_period(f"PHK di mana sejak {month}?", today).period
    assert period is not None and period.first is not None
    assert timedelta(0) <= today - period.first < timedelta(days=367)


def reading(question: str, runs: int) -> Callable[[], object]:
    return lambda: [read_period(question, TODAY) for _ in range(runs)]


def test_a_question_without_time_costs_little() -> None:
    question = "Apa saja tuntutan serikat pekerja kepada perusahaan garmen di Kabupaten Bekasi?"
    assert within(200 * 0.0003, reading(question, 200))


@pytest.mark.parametrize("piece", ["sejak ", "bulan lalu ", "2025 ", "1 1 1 ", "antara Mei ", "- "])
def test_the_cost_grows_with_the_length_only(piece: str) -> None:
    assert grows_below(8 * 3, reading(piece * 200, 2), reading(piece * 1600, 2))
