"""What the assistant says in its own words, in Indonesian and English."""

from __future__ import annotations

from datetime import date

from rag.errors import TanyaError

_MONTHS = {
    "id": (
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
    ).split(),
    "en": (
        "January February March April May June July August September October November December"
    ).split(),
}

_TEXTS: dict[str, tuple[str, str]] = {
    # steps
    "searching": ("Mencari di arsip…", "Searching the archive…"),
    "reading": ("Membaca {count} kutipan…", "Reading {count} passages…"),
    "quoting": ("Memilih kalimat yang menjawab…", "Choosing the sentences that answer…"),
    "writing": ("Menulis jawaban…", "Writing the answer…"),
    # refusals
    "refused": (
        "Arsip ini tidak memuat jawabannya. Yang ditelusuri: {articles} artikel{span}, dengan kata "
        "{terms}.",
        "This archive does not hold the answer. Searched: {articles} articles{span}, for {terms}.",
    ),
    "span": (", terbit {oldest} sampai {newest}", ", published {oldest} to {newest}"),
    "one_day": (", terbit {newest}", ", published {newest}"),
    "missing": ("Arsip tidak menyebut {terms}.", "The archive does not mention {terms}."),
    "nearest": (
        "Bagian yang paling dekat ditampilkan sebagai bahan periksa, bukan sebagai jawaban.",
        "The nearest passages are shown for checking, not as an answer.",
    ),
    "empty_archive": (
        "Arsip masih kosong, jadi belum ada yang dapat ditanyakan. Isi dengan: "
        "./tanya ingest add FOLDER",
        "The archive is still empty, so there is nothing to ask yet. Fill it with: "
        "./tanya ingest add FOLDER",
    ),
    "no_words": (
        "Pertanyaan ini hanya berisi kata umum. Sebutkan nama, tempat, atau pokok yang dicari.",
        "This question has only common words. Name a person, a place or a subject.",
    ),
    # notices
    "as_of": (
        "Sumber terbaru yang dikutip: {cited}. Artikel terbaru di arsip: {newest}.",
        "Newest source cited: {cited}. Newest article in the archive: {newest}.",
    ),
    "undated": (
        "Tanggal terbit sumber {numbers} tidak diketahui.",
        "The publication date of source {numbers} is not known.",
    ),
    "vectors_unavailable": (
        "Pencarian makna sedang tidak tersedia; yang dipakai hanya pencarian kata. {detail}",
        "Search by meaning is not available now; only words were searched. {detail}",
    ),
    "model_unavailable": (
        "Model tidak dapat dipakai, jadi jawaban dikutip langsung dari arsip. {detail}",
        "The model cannot be used, so the answer is quoted from the archive. {detail}",
    ),
    "model_stopped": (
        "Model berhenti sebelum selesai. Yang tampil hanya bagian yang sudah diperiksa. {detail}",
        "The model stopped before it finished. Only the checked part is shown. {detail}",
    ),
    "dropped": (
        "{count} pernyataan model dibuang karena tidak cocok dengan sumbernya.",
        "{count} statements of the model were dropped: they do not match their source.",
    ),
    "repaired": (
        "{count} pernyataan model tidak cocok dengan sumbernya dan diganti kutipan.",
        "{count} statements of the model did not match their source and were replaced by quotes.",
    ),
    "review": (
        "{count} pernyataan ditandai “periksa”: bandingkan dengan kutipannya.",
        "{count} statements are marked “check”: compare them with their evidence.",
    ),
    "is_correction": (
        "Sumber [{number}] adalah ralat.",
        "Source [{number}] is a correction.",
    ),
    "is_right_of_reply": (
        "Sumber [{number}] adalah hak jawab.",
        "Source [{number}] is a right of reply.",
    ),
    "is_retraction": (
        "Sumber [{number}] adalah pencabutan berita.",
        "Source [{number}] is a retraction notice.",
    ),
    "is_retracted": (
        "Sumber [{number}] sudah dicabut oleh redaksinya. Jangan dipakai tanpa memeriksa.",
        "Source [{number}] was retracted by its newsroom. Do not use it without checking.",
    ),
    "has_correction": (
        "Ada ralat untuk sumber [{number}]: “{title}” ({date}).",
        "There is a correction of source [{number}]: “{title}” ({date}).",
    ),
    "has_right_of_reply": (
        "Ada hak jawab atas sumber [{number}]: “{title}” ({date}).",
        "There is a right of reply to source [{number}]: “{title}” ({date}).",
    ),
    "has_retraction": (
        "Sumber [{number}] dicabut: “{title}” ({date}).",
        "Source [{number}] was retracted: “{title}” ({date}).",
    ),
    "no_date": ("tanpa tanggal", "no date"),
    "question_empty": ("Pertanyaannya kosong.", "The question is empty."),
    # errors, by the name of their class
    "ModelUnreachable": (
        "Ollama tidak menjawab. Jalankan: ollama serve",
        "Ollama does not answer. Run: ollama serve",
    ),
    "ModelMissing": (
        "Model {item} belum ada. Jalankan: ollama pull {item}",
        "The model {item} is not there. Run: ollama pull {item}",
    ),
    "ModelRefused": (
        "Model {item} ditolak: hanya model lokal untuk percakapan yang boleh dipakai.",
        "The model {item} is refused: only local chat models may be used.",
    ),
    "ModelTimeout": (
        "Model terlalu lama diam. Coba lagi, atau pakai model yang lebih kecil.",
        "The model was silent for too long. Try again, or use a smaller model.",
    ),
    "ModelBusy": (
        "Model sedang melayani terlalu banyak permintaan. Coba lagi sebentar lagi.",
        "The model is serving too many requests. Try again in a moment.",
    ),
    "ReplyBroken": (
        "Jawaban model terputus atau tidak sesuai bentuk. Coba lagi, atau pakai model lain.",
        "The model's reply was cut or not in the agreed form. Try again, or use another model.",
    ),
    "VectorsUnavailable": (
        "Indeks vektor sedang disiapkan atau tidak menjawab; ia dipulihkan sendiri.",
        "The vector index is being prepared or does not answer; it mends itself.",
    ),
    "EmbedderUnavailable": (
        "Model embedding tidak menjawab dengan benar.",
        "The embedding model does not answer as it should.",
    ),
    "EmbedderMismatch": (
        "Vektor arsip dibuat oleh embedder lain. Jalankan: ./tanya ingest rebuild "
        "--embedder {item}",
        "The archive's vectors were made by another embedder. Run: ./tanya ingest rebuild "
        "--embedder {item}",
    ),
}


def say(code: str, language: str, **values: object) -> str:
    """Return a text by its code, with its values filled in.

    Raises:
        KeyError: there is no such text, or a value is missing.
    """
    indonesian, english = _TEXTS[code]
    return (english if language == "en" else indonesian).format(**values)


def explain(error: TanyaError, language: str) -> str:
    """Return what happened and what to do, in the person's language where we have it."""
    code = type(error).__name__
    return say(code, language, item=error.item) if code in _TEXTS else str(error)


def day(value: date | None, language: str) -> str:
    """Return a date as people write it, such as "19 November 2025"."""
    if value is None:
        return say("no_date", language)
    months = _MONTHS["en" if language == "en" else "id"]
    return f"{value.day} {months[value.month - 1]} {value.year}"


def step_text(name: str, count: int, language: str) -> str:
    """Return the text of a step: searching, reading, quoting or writing."""
    return say(name, language, count=count)
