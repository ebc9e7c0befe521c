"""What the list of abbreviations says, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words of one language. Fields with ``{}`` are filled with ``str.format``."""

    title: str
    explain: str
    search: str
    find: str
    all: str
    found: str
    nothing: str
    short: str
    long: str
    translation: str
    source: str
    from_archive: str


INDONESIAN = Words(
    title="Singkatan",
    explain="Singkatan yang sering dipakai dalam berita perburuhan. Satu singkatan bisa berarti "
    "beberapa hal; artikelnya sendiri yang menentukan.",
    search="Cari singkatan atau kepanjangannya",
    find="Cari",
    all="Tampilkan semua",
    found="{count} singkatan",
    nothing="Tidak ada singkatan yang cocok dengan “{words}”.",
    short="Singkatan",
    long="Kepanjangan",
    translation="Bahasa Inggris",
    source="Dasar",
    from_archive="dijelaskan artikel di arsip",
)
ENGLISH = Words(
    title="Abbreviations",
    explain="Abbreviations that labor news uses often. One may stand for several things; the "
    "article itself decides which.",
    search="Search for an abbreviation or what it stands for",
    find="Search",
    all="Show all",
    found="{count} abbreviations",
    nothing="No abbreviation fits “{words}”.",
    short="Abbreviation",
    long="Stands for",
    translation="In English",
    source="Defined in",
    from_archive="explained by articles of the archive",
)


def words_of(language: str) -> Words:
    """Return the words of ``language`` ("en"; anything else is Indonesian)."""
    return ENGLISH if language == "en" else INDONESIAN
