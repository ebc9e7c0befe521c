"""One article with names, figures, a table, a caption and a footnote, for writing into formats."""

from __future__ import annotations

from ingest.documents import Document
from rag.language import sentence_spans
from rag.records import SentenceKind

TITLE = "Buruh Kaca Muara Selat Tuntut Upah Naik 10,5 Persen"
PARAGRAPHS = (
    "MUARA SELAT, Warta Dermaga – Sebanyak 1.284 buruh pabrik kaca PT Kaca Bening Muara menuntut "
    "kenaikan upah sebesar 10,5 persen mulai 1 Januari 2026. Tuntutan itu disampaikan Ketua "
    "Serikat Pekerja Kaca, Sri Wening Astuti, di depan kantor Dinas Tenaga Kerja pada Rabu, "
    "19 November 2025. \"Kawan-kawan sudah menunggu sejak Maret,\" kata Sri Wening.",
    "Menurut serikat, upah pokok buruh harian lepas masih Rp4.350.000 sebulan, sedangkan upah "
    "minimum kota ditetapkan Rp4.900.000. Selisih Rp550.000 itu dibayar-bayarkan dengan janji, "
    "ujar Bambang Haryo dari tim perunding. Perusahaan dinilai memperlambat pertanggungjawaban "
    "laporan keuangannya.",
    "Manajer personalia Y. Lestari, S.H. membantah tudingan tersebut. Ia menyebut perundingan "
    "bipartit ke-7 dijadwalkan pada 3 Desember 2025 pukul 09.30 WIB di ruang rapat seluas 36 m² "
    "milik perusahaan. Pemogokan, jika jadi, akan diikuti buruh-buruh dari tiga pabrik.",
    "Kepala dinas meminta kedua pihak menahan diri sampai perundingan selesai. Mediator akan "
    "dikirim paling lambat tanggal 28 November 2025.",
)  # fmt: skip
CAPTION = "Foto: Buruh PT Kaca Bening Muara berbaris di Jalan Pelabuhan, Rabu (19/11/2025)."
TABLE = (
    ("Kota", "UMK 2025", "UMK 2026"),
    ("Lembayung", "Rp4.100.000", "Rp4.300.000"),
    ("Muara Selat", "Rp4.640.000", "Rp4.900.000"),
    ("Sagara", "Rp4.725.500", "Rp4.980.250"),
)
FOOTNOTE = "Keputusan Wali Kota Muara Selat Nomor 560/1123/2025 tentang upah minimum kota."
FOOTNOTE_AFTER = 1
"""The paragraph that the footnote belongs to; its mark stands behind "Rp4.900.000"."""
FOOTNOTE_BEHIND = "Rp4.900.000"
ROWS = tuple(" | ".join(row) for row in TABLE)


def expected_lines(*, note_last: bool = False) -> list[str]:
    """Return the lines of the article without its title, as every reader should give them.

    In a PDF the footnote stands at the end of its page (``note_last``), else it follows the
    paragraph that refers to it.
    """
    lines = [*PARAGRAPHS[: FOOTNOTE_AFTER + 1], FOOTNOTE, *PARAGRAPHS[FOOTNOTE_AFTER + 1 :]]
    if note_last:
        lines = list(PARAGRAPHS)
    at = lines.index(PARAGRAPHS[-1])
    lines[at:at] = [CAPTION, *ROWS]
    return [*lines, FOOTNOTE] if note_last else lines


FIRST = "Buruh pabrik kaca di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."
SECOND = "Ketua serikat, Sri Wening, mengatakan perundingan dimulai pada hari Senin pekan depan."


def texts(document: Document, kind: SentenceKind | None = None) -> list[str]:
    """Return the texts of a document's lines, of one kind if it is given."""
    return [line.text for line in document.lines if kind is None or line.kind is kind]


def sentences(lines: list[str]) -> list[str]:
    """Return the sentences of lines as the archive will part them."""
    text = "\n".join(lines)
    return [text[start:end] for start, end in sentence_spans(text)]
