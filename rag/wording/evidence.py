"""Conflicts between sources, parts not covered, premises, speakers, what checks object to."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "reason_answers": (
        "belum pasti kalimat ini menjawab pertanyaannya",
        "this sentence may not answer the question",
    ),
    "nearest_sentences": (
        "Kalimat yang paling dekat, bukan jawaban:",
        "The nearest sentences, not an answer:",
    ),
    "conflict": (
        "Sumber di arsip berbeda tentang {text}. Semua versinya ditampilkan, dengan media dan "
        "tanggalnya.",
        "Sources in the archive differ on {text}. All versions are shown, with outlet and date.",
    ),
    "superseded": (
        "Yang pernah diberitakan tentang {text} sudah diganti laporan yang lebih baru. Kedua versi "
        "ditampilkan.",
        "What was once reported on {text} has been replaced by a later report. Both versions are "
        "shown.",
    ),
    "conflict_head": ("Versi sumber: {text}", "Versions by source: {text}"),
    "conflict_head_plain": ("Angka yang berbeda", "Figures that differ"),
    "standing_current": ("terbaru", "newest"),
    "standing_superseded": ("sudah diganti", "replaced"),
    "standing_disputed": ("berbeda", "differs"),
    "column_value": ("Yang tertulis", "As written"),
    "column_source": ("Media, tanggal terbit", "Outlet, published"),
    "column_standing": ("Keterangan", "Standing"),
    "uncovered": ("Bagian ini tidak terjawab: {text}.", "Not answered here: {text}."),
    "uncovered_nowhere": ("Arsip tidak memuat: {text}.", "The archive does not hold: {text}."),
    "clarify": (
        "Arsip memuat lebih dari satu hal yang cocok dengan pertanyaan ini: {text}. Sebut nama, "
        "tempat, atau tahunnya agar jawabannya pasti.",
        "The archive has more than one matter that fits this question: {text}. Name who, where or "
        "which year to be sure of the answer.",
    ),
    "premise": (
        "Arsip menyatakan lain: “{text}” ({outlet}, {date}).",
        "The archive says otherwise: “{text}” ({outlet}, {date}).",
    ),
    "premise_value": (
        "Pertanyaan menyebut {asked}; arsip menyatakan lain: “{text}” ({outlet}, {date}).",
        "The question says {asked}; the archive says otherwise: “{text}” ({outlet}, {date}).",
    ),
    "newer": (
        "Ada laporan yang lebih baru tentang ini dan tidak dikutip: “{title}” ({outlet}, {date}).",
        "There is a newer report on this that is not cited: “{title}” ({outlet}, {date}).",
    ),
    "no_outlet": ("media tidak diketahui", "outlet not known"),
    "left_out": (
        "{count} pernyataan model tidak ditampilkan: {text}.",
        "{count} statements of the model are not shown: {text}.",
    ),
    "reason_other": ("berbeda dari sumbernya", "different from its source"),
    "reason_unsupported": ("isinya tidak ditemukan di sumber", "not found in the source"),
    "reason_evidence": ("tidak menunjuk kalimat sumber", "names no sentence of a source"),
    "reason_malformed": ("tidak terbaca", "could not be read"),
    "reason_too_long": ("terlalu panjang", "too long"),
    "reason_instruction": ("berisi perintah, bukan berita", "an instruction, no report"),
    "reason_language": ("ditulis dalam bahasa lain", "written in another language"),
    "reason_number": ("angkanya tidak ditemukan di sumber", "its number is not in the source"),
    "reason_number_place": (
        "angkanya tentang hal lain di sumber",
        "in the source its number is about something else",
    ),
    "reason_number_rounded": ("angkanya dibulatkan", "its number is rounded"),
    "reason_number_bound": (
        "“sekitar”, “lebih dari”, atau batas angkanya berbeda",
        "“about”, “more than” or another bound of its number differs",
    ),
    "reason_date": ("tanggalnya tidak ditemukan di sumber", "its date is not in the source"),
    "reason_date_place": (
        "tanggalnya tentang hal lain di sumber",
        "in the source its date is about something else",
    ),
    "reason_name": ("namanya tidak ditemukan di sumber", "its name is not in the source"),
    "reason_name_place": ("letak namanya berbeda", "its names stand in other places"),
    "reason_name_twice": ("satu nama dipakai dua kali", "one name is used twice"),
    "reason_speaker": ("pembicaranya berbeda", "its speaker differs"),
    "reason_speaker_unknown": (
        "sumber tidak menyebut siapa yang berbicara",
        "the source does not say who speaks",
    ),
    "reason_role_unknown": (
        "jabatannya tidak ditemukan di sumber",
        "its office is not in the source",
    ),
    "reason_parties": ("pelaku dan sasarannya tertukar", "who did it to whom differs"),
    "reason_quantity": ("“semua”, “sebagian”, atau jumlahnya berbeda", "its extent differs"),
    "reason_quotation": ("kutipannya tidak persis", "its quotation is not exact"),
    "reason_quotation_open": ("tanda kutipnya tidak lengkap", "a quotation mark is missing"),
    "reason_quotation_translated": ("kutipannya terjemahan", "its quotation is a translation"),
    "reason_role": (
        "jabatannya bukan jabatan orang itu di sumber",
        "its office is not that of the person in the source",
    ),
    "reason_number_order": (
        "urutannya (“pertama”, “kedua”) tidak ditemukan di sumber",
        "its order (“first”, “second”) is not in the source",
    ),
    "reason_joined": (
        "menggabungkan angka dan nama dari bagian arsip yang berbeda",
        "joins a number and a name from different parts of the archive",
    ),
    "reason_excerpt": (
        "potongan kalimat yang tanpa sambungannya berarti lain",
        "part of a sentence that means something else without the rest",
    ),
    "reason_condition": (
        "syarat di sumber (“jika”, “asal”) tidak disebut",
        "a condition of the source (“if”, “unless”) is left out",
    ),
    "reason_wording": ("sebagian katanya tidak ada di sumber", "some words are not in the source"),
    "reason_negation": ("“tidak” atau “belum” berbeda", "a negation differs"),
    "reason_tense": ("rencana dan kejadian tertukar", "planned and done are mixed up"),
    "reason_certainty": ("kepastiannya berbeda", "its certainty differs"),
    "reason_antonym": ("memakai kata yang berlawanan", "uses a word of opposite meaning"),
    "reason_other_language": (
        "bahasanya lain dari sumber, jadi perlu dibandingkan",
        "in another language than its source, so compare the two",
    ),
}
"""Indonesian and English by code."""
