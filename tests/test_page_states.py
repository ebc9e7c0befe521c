"""Pages that are no article are refused with the reason; articles cut short are told as such."""

from __future__ import annotations

import pytest

from ingest.boilerplate.states import INCOMPLETE, cut_at, leads_on
from ingest.readers import read
from rag.errors import DocumentError

FIRST = "Buruh pabrik kaca di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."
SECOND = "Ketua serikat, Sri Wening, mengatakan perundingan dimulai pada hari Senin pekan depan."

NOTICES = [
    ("not found", "404 Not Found", "The requested URL was not found on this server of ours."),
    (
        "not found",
        "Halaman tidak ditemukan - Warta",
        "Maaf, halaman yang Anda cari tidak tersedia atau sudah dihapus dari situs kami.",
    ),
    (
        "robots",
        "Just a moment...",
        "Checking if the site connection is secure. Enable JavaScript and cookies to continue.",
    ),
    ("robots", "Access Denied", "You don't have permission to access this page on this server."),
    (
        "log in",
        "Masuk",
        "Lupa kata sandi? Belum punya akun? Silakan daftar terlebih dahulu untuk membaca berita.",
    ),
    (
        "subscribe",
        "Upah Naik",
        "Artikel ini khusus untuk pelanggan kami yang setia di seluruh Indonesia.",
    ),
    (
        "cookies",
        "We value your privacy",
        "We and our 120 partners store cookies on your device to measure audience and more.",
    ),
    ("in trouble", "502 Bad Gateway", "The server returned an answer that nobody could use today."),
]


@pytest.mark.parametrize(("why", "title", "text"), NOTICES)
def test_a_notice_is_refused_with_its_reason(why: str, title: str, text: str) -> None:
    html = f"<title>{title}</title><body><h1>{title}</h1><p>{text}</p></body>"
    with pytest.raises(DocumentError, match=f"no article: .*{why}") as caught:
        read(html.encode(), "a.html")
    assert caught.value.remedy


def test_a_page_that_a_program_would_fill_is_refused_with_its_reason() -> None:
    html = "<body><noscript>You need to enable JavaScript to run this app.</noscript><div></div>"
    with pytest.raises(DocumentError, match="JavaScript"):
        read(html.encode(), "a.html")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404 Buruh Dirumahkan", FIRST),
        (
            "Akses Ditolak, Buruh Mogok",
            "Sebanyak 404 buruh mogok kerja setelah akses mereka ke pabrik ditolak satpam.",
        ),
        ("Buruh Pabrik Kaca Masuk Kembali", f"{FIRST} Mereka kembali masuk."),
        ("Access Denied", f"{FIRST} {SECOND} " * 10 + "You have been blocked, guards said."),
    ],
)
def test_news_about_such_things_is_read(title: str, text: str) -> None:
    html = f"<title>{title}</title><body><h1>{title}</h1><p>{text}</p></body>"
    assert read(html.encode(), "a.html").lines


@pytest.mark.parametrize(
    "line",
    [
        "Halaman 1 2 3 Selanjutnya",
        "Halaman: 1 dari 3",
        "1 2 3 Next",
        "Halaman selanjutnya",
        "Bersambung ke halaman 2",
        "Masuk atau berlangganan untuk melanjutkan membaca artikel ini.",
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.txt"])
def test_an_article_that_goes_on_elsewhere_is_told_as_incomplete(line: str, name: str) -> None:
    body = f"<article><h1>Upah</h1><p>{FIRST}</p><p>{SECOND}</p><p>{line}</p></article>"
    text = body if name == "a.html" else f"{FIRST}\n{SECOND}\n{line}"
    document = read(text.encode(), name)
    assert [each.text for each in document.lines] == [FIRST, SECOND]
    assert INCOMPLETE + line in document.removed


def test_a_text_that_breaks_off_with_a_link_keeps_its_words_and_tells() -> None:
    document = read(f"{FIRST}\nKetua serikat menjelaskan ... (selengkapnya)".encode(), "a.txt")
    assert document.lines[-1].text == "Ketua serikat menjelaskan ..."
    assert document.removed == (INCOMPLETE + "(selengkapnya)",)


@pytest.mark.parametrize(
    "line", ["Halaman 2 surat itu berisi tuntutan", "Upah naik 1 2 3", "Pada halaman berikutnya"]
)
def test_talk_of_pages_is_no_link_to_one(line: str) -> None:
    assert not leads_on(line)
    assert not cut_at(line + " ...")
