"""Why there is no answer, and what was searched."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
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
}
"""Indonesian and English by code."""
