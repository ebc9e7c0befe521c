"""What went wrong and what to do, by the name of the error class."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
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
    "disk_full": (
        "Disk tempat arsip berada sudah penuh; kosongkan sebagian.",
        "The disk of the archive is full; make room on it.",
    ),
    "not_written": (
        "Arsip tidak dapat ditulis; penyebabnya ada di catatan (log).",
        "The archive could not be written; the log says why.",
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
"""Indonesian and English by code."""
