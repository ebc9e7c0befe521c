"""What the panel, the reader and the chart say, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words of one language. Fields with ``{}`` are filled with ``str.format``."""

    by_author: str
    sources: str
    one_source: str
    independent_means: str
    read_whole: str
    original_at: str
    more_around: str
    more_around_of: str
    no_more: str
    moved: str
    failed: str
    folded: str
    whole_passage: str
    more_articles: str
    check_head: str
    check_explain: str
    repaired_explain: str
    left_out_head: str
    left_out_explain: str
    claim: str
    evidence: str
    why: str
    new_tab: str
    reader: str
    back: str
    previous: str
    next: str
    place: str
    highlights: str
    marks: str
    no_marks: str
    changed: str
    versions: str
    version_cited: str
    version_now: str
    cited_version: str
    unplaced: str
    no_article: str
    no_article_remedy: str
    untitled: str
    no_outlet: str
    about_date: str
    correction: str
    right_of_reply: str
    retraction: str
    retracted: str
    series_head: str
    series_desc: str
    timeline_head: str
    as_table: str
    when: str
    value: str
    source: str
    what: str
    published: str
    full_page: str
    concerns: str


INDONESIAN = Words(
    by_author="oleh {author}",
    sources="{count} sumber, {reports} di antaranya independen",
    one_source="1 sumber saja: belum dikuatkan laporan lain",
    independent_means="Berita yang sama dan berita dari media yang sama dihitung satu.",
    read_whole="Buka artikel utuh",
    original_at="Buka aslinya",
    more_around="Kalimat sebelum dan sesudah",
    more_around_of="Kalimat sebelum dan sesudah, dari: {title}",
    no_more="Tidak ada kalimat lain di sekitarnya.",
    moved="Artikel ini sudah berubah sejak dikutip, jadi sekitarnya tidak dapat ditunjukkan. "
    "Buka artikel utuh untuk membaca isinya sekarang.",
    failed="Tidak dapat dimuat. Coba sekali lagi.",
    folded="{count} kalimat lagi",
    whole_passage="Tampilkan seluruh bagian ini",
    more_articles="{count} artikel lagi yang mirip",
    check_head="Perlu diperiksa ({count})",
    check_explain="Bandingkan pernyataan di kiri dengan kalimat sumbernya sebelum dipakai.",
    repaired_explain="Kalimat model tidak lolos pemeriksaan, jadi diganti dengan kalimat "
    "sumbernya: {reasons}.",
    left_out_head="Pernyataan model yang tidak ditampilkan ({count})",
    left_out_explain="Kalimat ini tidak lolos pemeriksaan terhadap sumbernya, jadi tidak "
    "dijadikan jawaban. Alasannya:",
    claim="Pernyataan",
    evidence="Kalimat sumber",
    why="Mengapa ditandai",
    new_tab="membuka tab baru",
    reader="Artikel utuh",
    back="Kembali ke bukti",
    previous="Sorotan sebelumnya",
    next="Sorotan berikutnya",
    place="{place} dari {count}",
    highlights="Sorotan",
    marks="{count} kalimat bukti disorot. Tekan n untuk yang berikutnya, p untuk yang sebelumnya.",
    no_marks="Tidak ada kalimat yang disorot.",
    changed="Artikel ini sudah berubah sejak dikutip.",
    versions="Versi artikel",
    version_cited="Versi saat dikutip",
    version_now="Versi sekarang",
    cited_version="Ini versi yang dikutip. Arsip menggantinya pada {date}; pakai versi sekarang "
    "untuk tulisan baru.",
    unplaced="{count} kutipan tidak lagi ada di tempatnya, jadi tidak disorot.",
    no_article="Artikel ini tidak ada di arsip.",
    no_article_remedy="Mungkin sudah dihapus. Kutipannya masih tersimpan bersama jawabannya.",
    untitled="Tanpa judul",
    no_outlet="media tidak diketahui",
    about_date="perkiraan",
    correction="Ralat",
    right_of_reply="Hak jawab",
    retraction="Pencabutan berita",
    retracted="Sudah dicabut",
    series_head="{subject} dari waktu ke waktu",
    series_desc="Grafik {subject}: {points}. Setiap titik membuka buktinya.",
    timeline_head="Urutan waktu",
    as_table="Tampilkan sebagai tabel",
    when="Waktu",
    value="Angka",
    source="Bukti",
    what="Kejadian",
    published="terbit",
    full_page="Buka di halaman sendiri",
    concerns="Tentang: {what}",
)
ENGLISH = Words(
    by_author="by {author}",
    sources="{count} sources, {reports} of them independent",
    one_source="1 source only: no other report confirms it",
    independent_means="The same report, and reports of the same outlet, count once.",
    read_whole="Open the whole article",
    original_at="Open the original",
    more_around="Sentences before and after",
    more_around_of="Sentences before and after, from: {title}",
    no_more="There are no other sentences around it.",
    moved="This article has changed since it was cited, so what stands around cannot be shown. "
    "Open the whole article to read it as it is now.",
    failed="This could not be loaded. Please try again.",
    folded="{count} more sentences",
    whole_passage="Show the whole passage",
    more_articles="{count} more articles that are close",
    check_head="To be checked ({count})",
    check_explain="Compare each statement on the left with its source before you use it.",
    repaired_explain="The model's sentence failed the checks and was replaced by the source's "
    "own: {reasons}.",
    left_out_head="Statements of the model that are not shown ({count})",
    left_out_explain="These failed the checks against their sources and were not made part of "
    "the answer. The reasons:",
    claim="Statement",
    evidence="The source says",
    why="Why it is marked",
    new_tab="opens a new tab",
    reader="The whole article",
    back="Back to the evidence",
    previous="Previous highlight",
    next="Next highlight",
    place="{place} of {count}",
    highlights="Highlights",
    marks="{count} evidence sentences are highlighted. Press n for the next, p for the previous.",
    no_marks="Nothing is highlighted.",
    changed="This article has changed since it was cited.",
    versions="Versions of the article",
    version_cited="Version cited",
    version_now="Version now",
    cited_version="This is the version that was cited. The archive replaced it on {date}; use the "
    "version of now for new work.",
    unplaced="Not highlighted, because they no longer stand in their place: {count}.",
    no_article="This article is not in the archive.",
    no_article_remedy="It may have been removed. Its quotations are still kept with the answer.",
    untitled="Without a title",
    no_outlet="outlet unknown",
    about_date="approximate",
    correction="Correction",
    right_of_reply="Right of reply",
    retraction="Retraction",
    retracted="Withdrawn",
    series_head="{subject} over time",
    series_desc="Chart of {subject}: {points}. Each point opens its evidence.",
    timeline_head="In order of time",
    as_table="Show as a table",
    when="When",
    value="Figure",
    source="Evidence",
    what="Event",
    published="published",
    full_page="Open as a page of its own",
    concerns="About: {what}",
)


def words_of(language: str) -> Words:
    """Return the words of ``language`` ("en"; anything else is Indonesian)."""
    return ENGLISH if language == "en" else INDONESIAN
