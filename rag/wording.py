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
    "missing_here": (
        "Bagian yang ditemukan tidak menyebut {terms}.",
        "The passages found do not mention {terms}.",
    ),
    "narrowed": ("Pencarian dibatasi: {filters}.", "The search was narrowed: {filters}."),
    "from": ("terbit sejak {date}", "published since {date}"),
    "to": ("terbit sampai {date}", "published until {date}"),
    "outlet": ("media {outlet}", "outlet {outlet}"),
    "not_searched": (
        "Arsip belum dapat ditelusuri, jadi belum diketahui apakah jawabannya ada.",
        "The archive could not be searched, so whether it holds the answer is not known.",
    ),
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
        "Pertanyaan ini tidak berisi kata yang dapat dicari. Sebutkan nama, tempat, atau pokoknya.",
        "This question has no word to search for. Name a person, a place or a subject.",
    ),
    # notices
    "corrected": (
        "Menampilkan hasil untuk: {text} ({words}).",
        "Showing results for: {text} ({words}).",
    ),
    "changed_word": ("“{asked}” dibaca “{used}”", "“{asked}” read as “{used}”"),
    "period": (
        "Hanya artikel {filters}, karena pertanyaan menyebut “{text}”.",
        "Only articles {filters}, because the question says “{text}”.",
    ),
    "period_undated": (
        "Tidak ada artikel {filters} tentang ini; yang tampil tidak bertanggal.",
        "No article {filters} is about this; what is shown has no date.",
    ),
    "newest": (
        "Artikel terbaru didahulukan, tanpa menyaring yang lama.",
        "The newest articles come first; older ones are not filtered out.",
    ),
    "not_reranked": (
        "Urutan kutipan tidak dinilai ulang oleh model; yang dipakai urutan pencarian. {detail}",
        "The passages were not put in order by the model; the search's own order is used. {detail}",
    ),
    "as_of": (
        "Sumber terbaru yang dikutip: {cited}. Artikel terbaru di arsip: {newest}.",
        "Newest source cited: {cited}. Newest article in the archive: {newest}.",
    ),
    "independent": (
        "{count} sumber, {number} laporan yang mandiri; selebihnya memuat laporan yang sama.",
        "{count} sources, {number} of them independent; the others carry the same report.",
    ),
    "same_report": (
        "Laporan sumber [{number}] juga dimuat di: {outlet}. Itu laporan yang sama, bukan sumber "
        "tambahan.",
        "The report of source [{number}] also stands in: {outlet}. It is the same report, no "
        "further source.",
    ),
    "undated": (
        "Tanggal terbit sumber {numbers} tidak diketahui.",
        "The publication date of source {numbers} is not known.",
    ),
    "vectors_unavailable": (
        "Pencarian makna sedang tidak tersedia; yang dipakai hanya pencarian kata. {detail}",
        "Search by meaning is not available now; only words were searched. {detail}",
    ),
    "vectors_only_unavailable": (
        "Pencarian makna sedang tidak tersedia, dan pencarian kata dimatikan (TANYA_SEARCH). "
        "{detail}",
        "Search by meaning is not available now, and search by words is off (TANYA_SEARCH). "
        "{detail}",
    ),
    "chroma_url": (
        "Chroma di {item} tidak menjawab. Periksa CHROMA_URL, atau hapus untuk memakai indeks "
        "bawaan.",
        "Chroma at {item} does not answer. Check CHROMA_URL, or unset it to use the built-in "
        "index.",
    ),
    "model_unusable": (
        "Tidak satu pun pernyataan model bersandar pada sumbernya, jadi jawaban dikutip langsung "
        "dari arsip.",
        "No statement of the model rested on its source, so the answer is quoted from the archive.",
    ),
    "model_off": (
        "Dikutip langsung dari arsip, tanpa model. {detail}",
        "Quoted from the archive, without a model. {detail}",
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
        "{count} pernyataan model dibuang karena tidak bersandar pada sumbernya.",
        "{count} statements of the model were dropped: they do not rest on their source.",
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
    "retracted_elsewhere": (
        "Media lain menyatakan sumber [{number}] dicabut: “{title}” ({date}). Periksa pada media "
        "yang menerbitkannya.",
        "Another outlet says that source [{number}] was retracted: “{title}” ({date}). Ask the "
        "outlet that published it.",
    ),
    "same_withdrawn": (
        "Sumber [{number}] memuat laporan yang sama dengan berita yang dicabut: “{title}”. "
        "Jangan dipakai tanpa memeriksa.",
        "Source [{number}] carries the same report as one that was withdrawn: “{title}”. Do not "
        "use it without checking.",
    ),
    "nearest_withdrawn": (
        "Di antara kutipan terdekat ada berita yang sudah dicabut redaksinya: “{title}”.",
        "Among the nearest passages is a report that its newsroom has withdrawn: “{title}”.",
    ),
    "no_date": ("tanpa tanggal", "no date"),
    "question_empty": ("Pertanyaannya kosong.", "The question is empty."),
    # errors, by the name of their class
    "ModelUnreachable": (
        "Ollama di {item} tidak menjawab. Jalankan: ollama serve",
        "Ollama at {item} does not answer. Run: ollama serve",
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
    "ModelError": (
        "Ollama tidak dapat menjalankan model {item}. Lihat catatannya (log); bila memori kurang, "
        "pakai model yang lebih kecil.",
        "Ollama could not run the model {item}. Look at its log; where memory is short, use a "
        "smaller model.",
    ),
    "question_too_long": (
        "Pertanyaannya terlalu panjang untuk model ini. Ajukan yang lebih pendek, atau perbesar "
        "TANYA_NUM_CTX.",
        "The question is too long for this model. Ask a shorter one, or raise TANYA_NUM_CTX.",
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
        "Model embedding tidak menjawab dengan benar. Periksa Ollama, lalu tanyakan lagi.",
        "The embedding model does not answer as it should. Check Ollama, then ask again.",
    ),
    "EmbedderMismatch": (
        "Vektor arsip dibuat oleh embedder lain. Jalankan: ./tanya ingest rebuild "
        "--embedder {item}",
        "The archive's vectors were made by another embedder. Run: ./tanya ingest rebuild "
        "--embedder {item}",
    ),
}


SAMPLE_QUESTIONS = (
    (
        "Berapa UMP Tirta Raya 2026 yang ditetapkan gubernur?",
        "Siapa ketua umum KBTR yang terpilih?",
        "Berapa buruh Cempaka Logam Presisi yang mogok?",
        "Apa kata Dewi Rumaningsih soal potongan seragam?",
    ),
    (
        "Who was elected chair of the KBTR?",
        "How much raise in basic pay ended the strike?",
        "What share of employees earned at least the minimum wage in 2025?",
        "How many former workers did the court order the weaving mill to pay?",
    ),
)
"""What the page proposes over the sample archive, in Indonesian and English."""


def say(code: str, language: str, **values: object) -> str:
    """Return a text by its code, with its values filled in.

    Raises:
        KeyError: there is no such text, or a value is missing.
    """
    indonesian, english = _TEXTS[code]
    return (english if language == "en" else indonesian).format(**values)


def explain(error: TanyaError, language: str) -> str:
    """Return what happened and what to do, in the person's language where we have it."""
    for kind in type(error).__mro__:  # of a kind that has no words of its own, the next wider
        if kind.__name__ in _TEXTS:
            return say(kind.__name__, language, item=error.item)
    return str(error)


def day(value: date | None, language: str) -> str:
    """Return a date as people write it, such as "19 November 2025"."""
    if value is None:
        return say("no_date", language)
    months = _MONTHS["en" if language == "en" else "id"]
    return f"{value.day} {months[value.month - 1]} {value.year}"


def step_text(name: str, count: int, language: str) -> str:
    """Return the text of a step: searching, reading, quoting or writing."""
    return say(name, language, count=count)
