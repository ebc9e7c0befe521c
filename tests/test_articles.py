"""Documents to articles: fields with their origin, and nothing guessed."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from ingest.articles import Prepared, article_id, keep_given, make_article
from ingest.documents import Metadata
from ingest.fields.datelines import dateline, front_line, given_date
from ingest.readers import read
from rag.errors import DocumentError
from rag.records import ArticleKind, Origin, SentenceKind

BODY = "Buruh pabrik kaca di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."


def article(text: str, operator: Metadata | None = None, name: str = "a.txt") -> Prepared:
    return make_article(read(text.encode(), name), f"file:/{name}", operator)


def test_a_page_of_the_web_has_the_address_where_it_is() -> None:
    head = '<link rel="canonical" href="https://lain.example/b">'
    page = f"<html><head>{head}<title>Upah Naik</title></head><body><p>{BODY}</p></body></html>"
    found, saved = read(page.encode(), "a.html"), "file:/a.html"
    here = "https://warta.example/a"
    made = make_article(found, here, given=Metadata(url=here)).article
    assert (made.url, made.outlet) == (here, "warta.example")
    assert make_article(found, saved).article.url == "https://lain.example/b"
    given = Metadata(url="https://warta.example/x")
    assert make_article(found, here, given, given=Metadata(url=here)).article.url == given.url


def test_a_stated_title_stands_first_in_the_text() -> None:
    prepared = article(f"Upah Buruh Kaca Naik\n\n{BODY}")
    found = prepared.article
    assert found.text == f"Upah Buruh Kaca Naik\n{BODY}"
    assert (found.title, found.title_origin) == ("Upah Buruh Kaca Naik", Origin.STATED)
    assert [found.text[line.start : line.end] for line in prepared.lines] == [
        "Upah Buruh Kaca Naik",
        BODY,
    ]
    assert prepared.lines[0].kind is SentenceKind.TITLE
    assert found.digest == sha256(found.text.encode()).hexdigest()
    assert found.id == article_id("file:/a.txt") and len(found.id) == 16


def test_a_made_title_is_marked_and_not_put_into_the_text() -> None:
    found = article(f"SAGARA, 3 Mei 2025 — {BODY} {BODY}").article
    assert found.title == BODY.removesuffix(".")
    assert found.title_origin is Origin.INFERRED
    assert found.text.startswith("SAGARA, 3 Mei 2025 — ")
    long = article(" ".join(f"kata{n}" for n in range(60)) + ".").article
    assert long.title.endswith("…") and len(long.title) <= 121


def test_an_event_s_date_is_no_publication_date() -> None:
    found = article(f"Surabaya, Bhirawa\n{BODY[:-1]}, Kamis (6/11/2025).").article
    assert found.published is None and found.published_origin is Origin.UNKNOWN
    assert (found.outlet, found.outlet_origin) == ("Bhirawa", Origin.STATED)
    assert found.text.startswith("Surabaya, Bhirawa\n")


def test_the_operator_goes_before_the_file_and_the_file_before_the_text() -> None:
    text = f"---\noutlet: Warta Selat\n---\nSAGARA, KABAR KOTA - {BODY}"
    assert article(text, name="a.md").article.outlet == "Warta Selat"
    operator = Metadata(outlet="Harian Lain", published=date(2024, 1, 2))
    found = article(text, operator, name="a.md").article
    assert (found.outlet, found.outlet_origin) == ("Harian Lain", Origin.GIVEN)
    assert (found.published, found.published_origin) == (date(2024, 1, 2), Origin.GIVEN)
    assert article(text.split("---\n")[2]).article.outlet == "Kabar Kota"


def test_what_was_given_once_outlives_a_change_of_the_file() -> None:
    stored = article(BODY, Metadata(outlet="Harian Lain", published=date(2024, 1, 2))).article
    fresh = article(f"SAGARA, 3 Mei 2025 — {BODY}").article
    kept = keep_given(fresh, stored)
    assert (kept.outlet, kept.published) == ("Harian Lain", date(2024, 1, 2))
    assert kept.text == fresh.text
    stated = article(f"SAGARA, KABAR KOTA - {BODY}").article
    assert keep_given(fresh, stated) == fresh, "what an old text stated goes with the text"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Ralat: Upah Lembayung Rp 4.173.000", ArticleKind.CORRECTION),
        ("Koreksi - Jumlah Peserta", ArticleKind.CORRECTION),
        ("Correction: Court orders mill to pay", ArticleKind.CORRECTION),
        ("Koreksi Harga Saham Berlanjut Pekan Ini", ArticleKind.NEWS),
        ("Hak Jawab PT Rasa Embun Pangan", ArticleKind.RIGHT_OF_REPLY),
        ("Right of reply from the company", ArticleKind.RIGHT_OF_REPLY),
        ("Pencabutan Berita: Tidak Ada Pemecatan", ArticleKind.RETRACTION),
        ("Ralatnya Ditunggu Pembaca Setia", ArticleKind.NEWS),
    ],
)
def test_kinds_are_read_from_the_title(title: str, kind: ArticleKind) -> None:
    assert article(f"{title}\n\n{BODY}").article.kind is kind


def test_languages() -> None:
    english = "The workers of the glass factory have asked for a raise of ten percent this year."
    assert article(BODY).article.language == "id"
    assert article(english).article.language == "en"


def test_a_document_without_lines_is_no_article() -> None:
    with pytest.raises(DocumentError):
        article("---\ntitle: \n---\n<!-- x -->", name="a.md")


@pytest.mark.parametrize(
    ("line", "published", "author", "outlet", "rest"),
    [
        ("Wednesday, 19 November 2025", date(2025, 11, 19), "", "", ""),
        ("Rabu, 19 November 2025 10:22 WIB", date(2025, 11, 19), "", "", ""),
        ("Rabu (19/11/2025) | 10.22 WIB", date(2025, 11, 19), "", "", ""),
        ("Terbit: 19 Nov 2025, 10:22", date(2025, 11, 19), "", "", ""),
        ("Diperbarui 20 Nov 2025 | Terbit 19 Nov 2025", date(2025, 11, 19), "", "", ""),
        ("Oleh Rini Asih | Rabu, 19 November 2025", date(2025, 11, 19), "Rini Asih", "", ""),
        ("By Rini Asih · January 8, 2026", date(2026, 1, 8), "Rini Asih", "", ""),
        ("Penulis: Rini Asih | Editor: Joko", None, "Rini Asih", "", ""),
        ("Warta Selat, 28 Mei 2025", date(2025, 5, 28), "", "Warta Selat", ""),
        ("Muara Selat, 28 Mei 2025", date(2025, 5, 28), "", "", "Muara Selat"),
    ],
)
def test_lines_of_date_and_byline(
    line: str, published: date | None, author: str, outlet: str, rest: str
) -> None:
    found = front_line(line)
    assert found is not None
    assert (found.published, found.author) == (published, author)
    assert (found.outlet, found.rest) == (outlet, rest)


@pytest.mark.parametrize(
    "line",
    [
        BODY,
        "Aksi berlangsung pada Rabu, 19 November 2025",
        "Buruh Mogok 19 November 2025 di Tiga Kota",
        "Oleh karena itu buruh mogok",
        "Upah Naik",
        "19.000 buruh",
    ],
)
def test_sentences_and_headlines_are_no_bylines(line: str) -> None:
    assert front_line(line) is None


@pytest.mark.parametrize(
    ("text", "outlet", "published"),
    [
        ("Warta Kota | Jakarta, 19 November 2025 — Buruh", "Warta Kota", date(2025, 11, 19)),
        ("MUARA SELAT, 3 Desember 2025 — Buruh", "", date(2025, 12, 3)),
        ("SAGARA, WARTA LEMBAYUNG - Sidang", "Warta Lembayung", None),
        ("Jakarta, CNN Indonesia -- Buruh", "CNN Indonesia", None),
        ("TEMPO.CO, Jakarta - Buruh", "TEMPO.CO", None),
        ("JAKARTA (ANTARA) - Buruh", "ANTARA", None),
        ("Bandung, Jawa Barat - Buruh", "", None),
        ("SAGARA – Upah", "", None),
    ],
)
def test_datelines(text: str, outlet: str, published: date | None) -> None:
    found = dateline(text)
    assert found is not None
    assert (found.outlet, found.published) == (outlet, published)
    assert text[found.end :] in ("Buruh", "Sidang", "Upah")


@pytest.mark.parametrize(
    "text", [BODY, "Buruh - demikian katanya - pulang.", "Fakta Baru, Tak Terduga - Simak"]
)
def test_sentences_have_no_dateline(text: str) -> None:
    assert dateline(text) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-11-19", date(2025, 11, 19)),
        ("6/11/2025", date(2025, 11, 6)),
        ("2025-11-18T20:00:00Z", date(2025, 11, 19)),
        ("2025-11-18T20:00:00+07:00", date(2025, 11, 18)),
        ("Rabu, 19 November 2025", date(2025, 11, 19)),
        ("November 2025", None),
        ("kemarin", None),
        ("", None),
        (None, None),
        ([1], None),
    ],
)
def test_given_dates(value: object, expected: date | None) -> None:
    assert given_date(value) == expected
