"""The words of the frame around plain pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The frame's words in one language."""

    skip: str
    menu: str
    chat: str
    library: str
    statistics: str
    imports: str
    glossary: str
    feedback: str
    people: str
    account: str
    sign_out: str
    theme: str
    language: str
    trouble: str
    not_yours: str
    not_yours_remedy: str
    not_there: str
    not_there_remedy: str
    to_chat: str


_INDONESIAN = Words(
    skip="Langsung ke isi halaman",
    menu="Menu",
    chat="Tanya",
    library="Koleksi",
    statistics="Statistik",
    imports="Artikel masuk",
    glossary="Singkatan",
    feedback="Umpan balik",
    people="Pengguna",
    account="Akun",
    sign_out="Keluar",
    theme="Ganti tampilan terang atau gelap",
    language="Bahasa",
    trouble="Halaman ini tidak dapat ditampilkan",
    not_yours="Halaman ini tidak terbuka untuk peran Anda.",
    not_yours_remedy="Mintalah kepada admin bila Anda memerlukannya.",
    not_there="Tidak ada apa pun di alamat ini.",
    not_there_remedy="Periksa alamatnya, atau mulai dari halaman Tanya.",
    to_chat="Ke halaman Tanya",
)
_ENGLISH = Words(
    skip="Skip to the content",
    menu="Menu",
    chat="Ask",
    library="Library",
    statistics="Statistics",
    imports="Imports",
    glossary="Abbreviations",
    feedback="Feedback",
    people="People",
    account="Account",
    sign_out="Sign out",
    theme="Switch between light and dark",
    language="Language",
    trouble="This page cannot be shown",
    not_yours="Your role does not allow this page.",
    not_yours_remedy="Ask an admin if you need it.",
    not_there="There is nothing at this address.",
    not_there_remedy="Check the address, or begin with the page to ask.",
    to_chat="To the page to ask",
)


def words_of(language: str) -> Words:
    """Return the words of ``language`` ("en"; anything else is Indonesian)."""
    return _ENGLISH if language == "en" else _INDONESIAN
