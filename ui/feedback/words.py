"""The words of feedback, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The labels of one language. Fields with ``{}`` are filled with ``str.format``."""

    head: str
    question: str
    helped: str
    what_wrong: str
    several: str
    complaints: Mapping[str, str]
    comment: str
    comment_help: str
    send: str
    thanks_good: str
    thanks_bad: str
    you_said: str
    change: str
    withdraw: str
    withdrawn: str
    too_long: str
    nothing_said: str
    not_there: str
    not_there_remedy: str
    title: str
    intro: str
    all: str
    states: Mapping[str, str]
    both: str
    good: str
    bad: str
    filter_state: str
    filter_kind: str
    none: str
    somebody: str
    answer: str
    refused: str
    gone: str
    said: str
    sources: str
    evidence: str
    dismiss: str
    reopen: str
    make: str
    make_now: str
    edit: str
    fill: str
    older: str
    newer: str
    done: Mapping[str, str]
    case_title: str
    case_intro: str
    expected: str
    expectations: Mapping[str, str]
    gold: str
    gold_help: str
    gold_none: str
    other: str
    other_help: str
    other_wrong: str
    must: str
    must_help: str
    never: str
    never_help: str
    incomplete: str
    conflicting: str
    save: str
    save_later: str
    back: str


_INDONESIAN = Words(
    head="Umpan balik tentang jawaban ini",
    question="Apakah jawaban ini membantu?",
    helped="Membantu",
    what_wrong="Apa yang salah?",
    several="Boleh pilih beberapa.",
    complaints={
        "wrong_fact": "Isinya salah (angka, nama, tanggal, kejadian)",
        "wrong_source": "Sumbernya tidak mendukung kalimatnya",
        "missed_article": "Ada berita di arsip yang terlewat",
        "should_refuse": "Seharusnya dikatakan tidak ada di arsip",
        "out_of_date": "Sudah usang, ada kabar yang lebih baru",
        "other": "Lainnya",
    },
    comment="Keterangan (boleh kosong)",
    comment_help="Misalnya apa yang benar, dan di berita mana.",
    send="Kirim",
    thanks_good="Terima kasih. Anda menilai jawaban ini membantu.",
    thanks_bad="Terima kasih. Laporan Anda akan dibaca pengelola.",
    you_said="Yang Anda laporkan: {what}.",
    change="Ubah",
    withdraw="Tarik kembali",
    withdrawn="Umpan balik Anda sudah ditarik.",
    too_long="Keterangannya lebih dari {limit} karakter. Ringkas dulu, lalu kirim lagi.",
    nothing_said="Pilih sedikitnya satu, atau tulis keterangan.",
    not_there="Jawaban ini tidak ada, atau bukan dari percakapan Anda.",
    not_there_remedy="Buka percakapannya, lalu beri umpan balik di bawah jawabannya.",
    title="Umpan balik",
    intro="Penilaian pengguna atas jawaban. Jadikan kasus uji bila kesalahannya tidak boleh "
    "terulang; yang lain abaikan.",
    all="Semua",
    states={"new": "Baru", "dismissed": "Diabaikan", "case": "Jadi kasus uji"},
    both="Baik dan buruk",
    good="Membantu",
    bad="Ada yang salah",
    filter_state="Status",
    filter_kind="Penilaian",
    none="Tidak ada umpan balik yang cocok.",
    somebody="Pengguna di komputer ini",
    answer="Jawaban seperti yang diberikan",
    refused="Tidak ditemukan di arsip",
    gone="Jawabannya tidak disimpan lagi; yang tersisa hanya pertanyaannya.",
    said="Penilaiannya",
    sources="Sumber",
    evidence="Bukti",
    dismiss="Abaikan",
    reopen="Tandai baru lagi",
    make="Jadikan kasus uji…",
    make_now="Jadikan kasus uji",
    edit="Ubah kasus uji…",
    fill="Lengkapi dulu…",
    older="Yang lebih lama",
    newer="Yang lebih baru",
    done={
        "dismissed": "Umpan balik diabaikan.",
        "case": "Kasus uji tersimpan. “evals run --feedback” membacanya.",
        "new": "Umpan balik ditandai baru lagi.",
    },
    case_title="Kasus uji dari umpan balik",
    case_intro="Kasus uji mengatakan bagaimana seharusnya pertanyaan ini dijawab. Jangan salin "
    "kalimat yang keliru; isi hanya yang Anda ketahui benar.",
    expected="Yang seharusnya terjadi",
    expectations={
        "answer": "Dijawab",
        "refuse": "Dikatakan tidak ada di arsip",
        "correct_premise": "Anggapan yang keliru dalam pertanyaannya dibetulkan",
        "present_conflict": "Semua versi sumber yang berbeda ditampilkan",
    },
    gold="Berita yang memuat jawabannya",
    gold_help="Yang ditemukan untuk pertanyaan ini:",
    gold_none="Tidak ada berita yang tersimpan bersama jawaban ini.",
    other="Nomor berita lain di koleksi (boleh kosong)",
    other_help="Nomornya ada di alamat halaman berita, di belakang /library/.",
    other_wrong="Di koleksi tidak ada berita bernomor “{id}”.",
    must="Yang harus ada dalam jawaban",
    must_help="Satu per baris. Pilihan kata dipisahkan dengan “|”, misalnya: 3.471.000 | 3,471,000",
    never="Yang tidak boleh ada dalam jawaban",
    never_help="Satu per baris, misalnya angka yang keliru.",
    incomplete="Sebutkan berita yang memuat jawabannya atau kata yang harus ada, atau simpan untuk "
    "dilengkapi nanti.",
    conflicting="Yang sama tidak bisa harus ada dan sekaligus tidak boleh ada: “{text}”.",
    save="Simpan kasus uji",
    save_later="Simpan, lengkapi nanti",
    back="Kembali ke daftar",
)
_ENGLISH = Words(
    head="Feedback on this answer",
    question="Did this answer help?",
    helped="It helped",
    what_wrong="What is wrong?",
    several="Choose as many as apply.",
    complaints={
        "wrong_fact": "What it says is wrong (a number, name, date or event)",
        "wrong_source": "Its source does not support the sentence",
        "missed_article": "An article in the archive was missed",
        "should_refuse": "It should have said that the archive does not hold this",
        "out_of_date": "It is out of date, there is newer news",
        "other": "Something else",
    },
    comment="In your words (may be empty)",
    comment_help="For example what is right, and which article says so.",
    send="Send",
    thanks_good="Thank you. You said that this answer helped.",
    thanks_bad="Thank you. Whoever looks after the archive will read it.",
    you_said="You said: {what}.",
    change="Change",
    withdraw="Take it back",
    withdrawn="Your feedback was taken back.",
    too_long="The text has more than {limit} characters. Shorten it, then send it again.",
    nothing_said="Choose at least one, or write something.",
    not_there="There is no such answer, or it is not of a conversation of yours.",
    not_there_remedy="Open the conversation, then give feedback below the answer.",
    title="Feedback",
    intro="What people said of answers. Make an evaluation case of what should be kept watch on; "
    "dismiss the rest.",
    all="All",
    states={"new": "New", "dismissed": "Dismissed", "case": "Made a case"},
    both="Good and bad",
    good="It helped",
    bad="Something is wrong",
    filter_state="State",
    filter_kind="Verdict",
    none="There is no such feedback.",
    somebody="Whoever uses this computer",
    answer="The answer as it was given",
    refused="Not found in the archive",
    gone="Its answer is no longer kept; the question is all that is left.",
    said="What was said",
    sources="Sources",
    evidence="Evidence",
    dismiss="Dismiss",
    reopen="Back to new",
    make="Make an evaluation case…",
    make_now="Make an evaluation case",
    edit="Edit the case…",
    fill="Fill it in first…",
    older="Older",
    newer="Newer",
    done={
        "dismissed": "The feedback was dismissed.",
        "case": "The case is stored. “evals run --feedback” reads it.",
        "new": "The feedback is new again.",
    },
    case_title="An evaluation case from feedback",
    case_intro="A case says how this question should be answered. Do not copy the wrong sentence; "
    "fill in only what you know to be right.",
    expected="What should happen",
    expectations={
        "answer": "It is answered",
        "refuse": "It is said that the archive does not hold this",
        "correct_premise": "What the question wrongly takes for granted is corrected",
        "present_conflict": "All versions that sources differ on are shown",
    },
    gold="Articles that hold the answer",
    gold_help="Those found for this question:",
    gold_none="No article is stored with this answer.",
    other="Number of another article in the library (may be empty)",
    other_help="It stands in the address of the article's page, behind /library/.",
    other_wrong="The library has no article with the number “{id}”.",
    must="What the answer must hold",
    must_help="One a line. Alternatives are separated by “|”, such as: 3.471.000 | 3,471,000",
    never="What the answer may not hold",
    never_help="One a line, such as the wrong number.",
    incomplete="Name an article that holds the answer, or words that must be there, or save it to "
    "be completed later.",
    conflicting="The same cannot be required and forbidden: “{text}”.",
    save="Save the case",
    save_later="Save, complete it later",
    back="Back to the list",
)


def words_of(language: str) -> Words:
    """Return the words of ``language`` ("en"; anything else is Indonesian)."""
    return _ENGLISH if language == "en" else _INDONESIAN
