"""Sentences as they were worded before: stored answers hold them, and nothing else says them.

Who rewords a notice, a refusal or an error puts its former wording here, both languages of it, so
that stored answers can still be told in the other language.
"""

from __future__ import annotations

FORMER: dict[str, tuple[tuple[str, str], ...]] = {
    "conflict": (
        (
            "Sumber di arsip berbeda tentang {text}. Semua versinya ada di bawah jawaban, dengan "
            "media dan tanggalnya.",
            "Sources in the archive differ on {text}. All versions stand below the answer, with "
            "outlet and date.",
        ),
    ),
    "superseded": (
        (
            "Yang pernah diberitakan tentang {text} sudah diganti laporan yang lebih baru. Kedua "
            "versi ada di bawah jawaban.",
            "What was once reported on {text} has been replaced by a later report. Both versions "
            "stand below the answer.",
        ),
    ),
    "same_report": (
        (
            "Laporan sumber [{number}] juga dimuat di: {outlet}. Itu bukan penguat yang mandiri.",
            "The report of source [{number}] also stands in: {outlet}. That is no second "
            "confirmation.",
        ),
    ),
    "no_words": (
        (
            "Pertanyaan ini hanya berisi kata umum. Sebutkan nama, tempat, atau pokok yang dicari.",
            "This question has only common words. Name a person, a place or a subject.",
        ),
    ),
    "dropped": (
        (
            "{count} pernyataan model dibuang karena tidak cocok dengan sumbernya.",
            "{count} statements of the model were dropped: they do not match their source.",
        ),
    ),
    "ModelUnreachable": (
        (
            "Ollama tidak menjawab. Jalankan: ollama serve",
            "Ollama does not answer. Run: ollama serve",
        ),
    ),
    "EmbedderUnavailable": (
        (
            "Model embedding tidak menjawab dengan benar.",
            "The embedding model does not answer as it should.",
        ),
    ),
}
"""Indonesian and English by code, any number of former pairs of each."""
