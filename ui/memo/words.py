"""The words of memos on their own account, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The labels of one language. Fields with ``{}`` are filled with ``str.format``."""

    memo: str
    made: str
    asked: str
    answer: str
    no_answer: str
    stopped: str
    failed: str
    gone: str
    review: str
    repaired: str
    legend: str
    own_filter: str
    as_typed: str
    all_times: str
    alone: str
    as_of: str
    by_quotes: str
    by_model: str
    notes: str
    near: str
    sources: str
    counted: str
    counted_one: str
    columns: tuple[str, str, str, str]
    evidence: str
    around: str
    no_outlet: str
    untitled: str
    about: str
    kinds: Mapping[str, str]
    changed: str
    changes: Mapping[str, str]
    changed_by: str
    record: str
    page: str
    missing: str
    not_there: str
    not_there_remedy: str
    promise: str


_INDONESIAN = Words(
    memo="Memo",
    made="Dibuat {when} dengan Tanya Serikat",
    asked="Ditanyakan {when}",
    answer="Jawaban",
    no_answer="Tidak ditemukan di arsip",
    stopped="Pertanyaan ini dihentikan sebelum dijawab.",
    failed="Pertanyaan ini tidak terjawab karena ada gangguan.",
    gone="Jawabannya tidak disimpan lagi.",
    review="periksa",
    repaired="dikutip ulang",
    legend="Angka dalam kurung siku menunjuk sumbernya. “periksa”: bandingkan dengan sumbernya "
    "sebelum dipakai. “dikutip ulang”: kalimat model tidak lolos pemeriksaan, jadi kutipan "
    "sumbernya yang ditampilkan.",
    own_filter="Saringan: {filter}",
    as_typed="Dicari persis seperti ditulis",
    all_times="Tanpa saringan waktu",
    alone="Ditanyakan tanpa percakapan sebelumnya",
    as_of="Sumber terbaru yang dikutip: {date}.",
    by_quotes="Dikutip langsung dari arsip, tanpa model bahasa.",
    by_model="Ditulis oleh model lokal {model}, lalu setiap kalimat diperiksa terhadap sumbernya.",
    notes="Catatan",
    near="Yang paling dekat, bukan jawaban",
    sources="Sumber",
    counted="{count} sumber, {independent} di antaranya independen (berita yang sama dan berita "
    "dari media yang sama dihitung satu).",
    counted_one="1 sumber.",
    columns=("No.", "Berita", "Media", "Terbit"),
    evidence="Bukti",
    around="Bagian berita di sekitarnya (buktinya disorot):",
    no_outlet="media tidak diketahui",
    untitled="Tanpa judul",
    about="{date} (perkiraan)",
    kinds={
        "correction": "ralat",
        "right_of_reply": "hak jawab",
        "retraction": "pencabutan berita",
        "retracted": "sudah dicabut oleh redaksinya",
    },
    changed="Sumber yang berubah sejak jawaban ini diberikan",
    changes={
        "removed": "Sumber [{number}] sudah tidak ada di arsip.",
        "withdrawn": "Sumber [{number}] dicabut oleh redaksinya.",
        "corrected": "Sumber [{number}] mendapat ralat atau hak jawab.",
        "changed": "Teks sumber [{number}] sudah berubah.",
    },
    changed_by="Lihat “{title}” ({where}).",
    record="Nomor jawaban: {id}",
    page="Halaman {page} dari {pages}",
    missing="{count} karakter tidak tersedia dalam fon PDF ini dan tampil sebagai {sign}: "
    "{names}. Versi DOCX dan Markdown memuatnya.",
    not_there="Jawaban ini tidak ada, atau bukan dari percakapan Anda.",
    not_there_remedy="Buka percakapannya, lalu unduh memo dari sana.",
    promise="Setiap kalimat jawaban bertumpu pada kalimat berita yang dikutip di bawah. Bandingkan "
    "dengan berita aslinya sebelum mengutip.",
)
_ENGLISH = Words(
    memo="Memo",
    made="Made {when} with Tanya Serikat",
    asked="Asked {when}",
    answer="Answer",
    no_answer="Not found in the archive",
    stopped="This question was stopped before it was answered.",
    failed="This question could not be answered, because something was broken.",
    gone="Its answer is no longer kept.",
    review="check",
    repaired="quoted instead",
    legend="Numbers in brackets point to the sources. “check”: compare with the source before "
    "you use it. “quoted instead”: the model's sentence did not pass the check, so its source is "
    "quoted.",
    own_filter="Filter: {filter}",
    as_typed="Searched exactly as typed",
    all_times="Without a time filter",
    alone="Asked without the conversation before it",
    as_of="Newest source cited: {date}.",
    by_quotes="Quoted straight from the archive, without a language model.",
    by_model="Written by the local model {model}; each sentence was then checked against its "
    "source.",
    notes="Notes",
    near="What comes nearest, not an answer",
    sources="Sources",
    counted="{count} sources, {independent} of them independent (the same report, and reports of "
    "the same outlet, count once).",
    counted_one="1 source.",
    columns=("No.", "Article", "Outlet", "Published"),
    evidence="Evidence",
    around="The passage around it (evidence highlighted):",
    no_outlet="outlet unknown",
    untitled="Untitled",
    about="{date} (estimated)",
    kinds={
        "correction": "correction",
        "right_of_reply": "right of reply",
        "retraction": "retraction",
        "retracted": "withdrawn by its newsroom",
    },
    changed="Sources that have changed since this answer was given",
    changes={
        "removed": "Source [{number}] is no longer in the archive.",
        "withdrawn": "Source [{number}] was withdrawn by its newsroom.",
        "corrected": "Source [{number}] has a correction or a right of reply.",
        "changed": "The text of source [{number}] is another one now.",
    },
    changed_by="See “{title}” ({where}).",
    record="Number of the answer: {id}",
    page="Page {page} of {pages}",
    missing="{count} characters are not in this PDF's typeface and are shown as {sign}: {names}. "
    "DOCX and Markdown have them.",
    not_there="There is no such answer, or it is not of a conversation of yours.",
    not_there_remedy="Open the conversation, then download the memo from there.",
    promise="Every sentence of the answer rests on the sentences quoted below. Compare with the "
    "original article before you quote.",
)


def words_of(language: str) -> Words:
    """Return the words of ``language`` ("en"; anything else is Indonesian)."""
    return _ENGLISH if language == "en" else _INDONESIAN
