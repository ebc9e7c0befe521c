"""What a reader is asked, in both languages, and the words that may stand for an answer.

Support of a sentence by what it cites is full, partial or none (TREC 2024 RAG track). The five
criteria of an answer and their three degrees are those of the newsrooms' study of assistants (EBU
and BBC 2025). Whether it was right to answer or refuse, and whether the reader knows which day the
answer speaks of, are the project's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

LANGUAGES = ("id", "en")
SUPPORT = ("full", "partial", "none")
DEGREES = ("none", "some", "significant")
RIGHT = ("yes", "unsure", "no")
DATE = ("yes", "no", "not needed")
SENTENCE = "sentence"
COMMENT = "comment"
CRITERIA = ("accuracy", "sourcing", "opinion", "editorialising", "context")
FIELDS = MappingProxyType({**dict.fromkeys(CRITERIA, DEGREES), "behaviour": RIGHT, "date": DATE})
"""What is asked of an answer as a whole -> the values it can have, for keys 1 to 3."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """One question on the sheet: its label, what it means, and the values with their words."""

    field: str
    label: str
    hint: str
    values: tuple[tuple[str, str], ...]


_INDONESIAN = MappingProxyType(
    {
        SENTENCE: ("Didukung kutipannya?", "Hanya kalimat yang disorot yang dihitung."),
        "accuracy": ("Ketepatan", "Fakta, angka, nama, atau tanggal yang salah atau basi?"),
        "sourcing": ("Sumber dan kutipan", "Sumber salah, kurang, atau kutipan diubah?"),
        "opinion": ("Pendapat dan fakta", "Pendapat orang disajikan sebagai fakta?"),
        "editorialising": ("Menambah penilaian", "Kata yang menilai dan tidak ada di sumber?"),
        "context": ("Konteks", "Ada hal penting yang hilang sehingga menyesatkan?"),
        "behaviour": ("Tepatkah menjawab atau menolak?", "Menurut artikel di samping."),
        "date": ("Jelas tanggalnya?", "Pembaca tahu kabar ini per kapan?"),
        COMMENT: ("Catatan", "Tidak wajib."),
    }
)
_ENGLISH = MappingProxyType(
    {
        SENTENCE: ("Borne out by what it cites?", "Only the highlighted sentences count."),
        "accuracy": ("Accuracy", "A fact, number, name or date that is wrong or out of date?"),
        "sourcing": ("Sourcing and quotes", "A wrong or missing source, or an altered quote?"),
        "opinion": ("Opinion and fact", "Somebody's opinion told as a fact?"),
        "editorialising": ("Editorialising", "Words that judge and are not in the source?"),
        "context": ("Context", "Is something important missing, so that it misleads?"),
        "behaviour": ("Right to answer or to refuse?", "Going by the articles beside it."),
        "date": ("Date clear?", "Does a reader know which day this speaks of?"),
        COMMENT: ("Comment", "Not required."),
    }
)
_VALUES: Mapping[str, Mapping[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "id": {
            SUPPORT: ("penuh", "sebagian", "tidak"),
            DEGREES: ("tidak ada", "ada sedikit", "berat"),
            RIGHT: ("ya", "ragu", "tidak"),
            DATE: ("ya", "tidak", "tidak perlu"),
        },
        "en": {
            SUPPORT: ("full", "partial", "none"),
            DEGREES: ("no problem", "some", "significant"),
            RIGHT: ("yes", "unsure", "no"),
            DATE: ("yes", "no", "not needed"),
        },
    }
)
_PAGE = MappingProxyType(
    {
        "id": {
            "title": "Lembar pembaca",
            "intro": "Nilailah setiap jawaban hanya dengan artikel di sampingnya. Anda tidak tahu "
            "mesin mana yang menjawab, dan memang begitu seharusnya.",
            "hands": "Tombol 1, 2, 3 menjawab; ↑ ↓ pindah pertanyaan; ← → pindah jawaban.",
            "question": "Pertanyaan", "before": "Sebelumnya", "answer": "Jawaban",
            "refusal": "Jawaban ini menolak menjawab.", "articles": "Artikel",
            "cites": "Yang dikutip", "nothing": "Tidak mengutip apa pun.",
            "excerpt": "Hanya bagian yang dikutip yang tersedia.",
            "none": "Tidak ada artikel untuk jawaban ini.",
            "previous": "Sebelumnya", "next": "Berikutnya", "done": "selesai", "of": "dari",
            "save": "Unduh CSV", "kept": "Tersimpan di peramban ini",
            "unkept": "Peramban ini tidak menyimpan: unduh CSV sebelum menutup halaman.",
            "whole": "Jawaban sebagai keseluruhan", "item": "Jawaban",
            "script": "Halaman ini memerlukan JavaScript. Tanpa itu, isilah berkas CSV.",
            "shown": "Pemberitahuan pada jawaban", "unfinished": "Belum lengkap",
        },
        "en": {
            "title": "Reader's sheet",
            "intro": "Judge each answer by the articles beside it alone. You are not told which "
            "engine gave it, and that is on purpose.",
            "hands": "Keys 1, 2, 3 answer; ↑ ↓ go to another question; ← → to another answer.",
            "question": "Question", "before": "Before it", "answer": "Answer",
            "refusal": "This answer refuses.", "articles": "Articles",
            "cites": "What it cites", "nothing": "It cites nothing.",
            "excerpt": "Only the cited parts are at hand.",
            "none": "There is no article for this answer.",
            "previous": "Previous", "next": "Next", "done": "done", "of": "of",
            "save": "Download CSV", "kept": "Kept in this browser",
            "unkept": "This browser keeps nothing: download the CSV before you close the page.",
            "whole": "The answer as a whole", "item": "Answer",
            "script": "This page needs JavaScript. Without it, fill in the CSV file.",
            "shown": "Notices shown with the answer", "unfinished": "Not finished",
        },
    }
)  # fmt: skip


def page_words(language: str) -> dict[str, str]:
    """Return the words of the sheet around the questions, by name."""
    return dict(_PAGE[language])


def asking(field: str, language: str) -> Asking:
    """Return how a field is asked; ``sentence`` is that of every sentence."""
    label, hint = (_INDONESIAN if language == "id" else _ENGLISH)[field]
    values = values_of(field)
    words = _VALUES[language][values] if values else ()
    return Asking(
        field=field, label=label, hint=hint, values=tuple(zip(values, words, strict=True))
    )


def values_of(field: str) -> tuple[str, ...]:
    """Return the values that a field can have; none for a comment, which can have any."""
    return SUPPORT if field == SENTENCE else FIELDS.get(field, ())


@cache
def readings(field: str) -> dict[str, str]:
    """Return what may be written for a field, in lower case, with the value that it means.

    Values themselves, the sheet's words in both languages, and the keys 1 to 3.
    """
    values = values_of(field)
    found = {str(key): value for key, value in enumerate(values, 1)}
    for language in LANGUAGES:
        found |= dict(zip(_VALUES[language][values], values, strict=True)) if values else {}
    return found | {value: value for value in values}
