"""Where an article's fields come from: named fields, sidecars, dates, titles, addresses."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from ingest.articles import OPERATOR, keep_given, make_article
from ingest.documents import Metadata, described
from ingest.fields import sidecars
from ingest.fields.dating import Claimed, decided, of_path, relative_day
from ingest.fields.field_map import find_mapping, load_mapping, mapping
from ingest.fields.named import read_fields, text_of
from ingest.fields.outlets import outlet_of_address
from ingest.fields.titles import from_name, readable
from ingest.readers import read
from rag.errors import DocumentError, UsageError
from rag.records import Article, ArticleKind, Origin

BODY = "Buruh pabrik kaca di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."
TODAY = date(2025, 11, 21)
PLAIN = f"Upah Buruh Kaca Naik\n\n{BODY}"


def article(text: str = PLAIN, source: str = "file:/x/a.txt", **known: object) -> Article:
    name = source.rpartition("/")[2] if source.startswith("file:") else "a.txt"
    document = read(text.encode(), name)
    return make_article(document, source, now=TODAY, **known).article  # type: ignore[arg-type]


def detail(found: Article, field: str) -> str:
    return {each.field: f"{each.origin}: {each.detail}" for each in found.origins}.get(field, "")


# --- named fields --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Tanggal Terbit": "6/11/2025"}, date(2025, 11, 6)),
        ({"published_at": "2025-11-18T20:00:00Z"}, date(2025, 11, 19)),
        ({"date": "Rabu (19/11/2025)"}, date(2025, 11, 19)),
        ({"date": "Rabu, 19 November 2025 10.22 WIB"}, date(2025, 11, 19)),
        ({"date": "2025/11/19"}, date(2025, 11, 19)),
        ({"pubDate": "Wed, 19 Nov 2025 10:22:00 +0700"}, date(2025, 11, 19)),
        ({"date": "", "metadata": {"tanggal": date(2025, 11, 19)}}, date(2025, 11, 19)),
        ({"date": None}, None),
    ],
)
def test_dates_in_named_fields(fields: dict[str, object], expected: date | None) -> None:
    assert read_fields(fields, "here").published == expected


@pytest.mark.parametrize("value", ["31/2/2025", "kemarin", 20251119, True, ["2025-11-19"]])
def test_a_date_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read_fields({"date": value}, "here")


def test_names_in_both_languages_and_what_they_mean() -> None:
    found = read_fields(
        {
            "Judul": "Upah <b>Naik</b> &amp; Turun",
            "penulis": ["A", "B"],
            "Sumber": "https://warta.example/a",
            "Rubrik": "Ekonomi",
            "tags": "upah; mogok, upah",
            "jenis": "Hak Jawab",
            "lang": "ID-id",
        },
        "export x.csv",
    )
    assert (found.title, found.author, found.section) == ("Upah Naik & Turun", "A, B", "Ekonomi")
    assert (found.outlet, found.url) == ("", "https://warta.example/a"), "an address is no outlet"
    assert (found.tags, found.language) == (("upah", "mogok"), "id")
    assert found.kind is ArticleKind.RIGHT_OF_REPLY
    more = {"judul_berita": "Upah", "nama_media": "Koran Selat", "nama_wartawan": "Tuti Hapsari"}
    found_more = read_fields(more, "export x.csv")
    assert (found_more.title, found_more.outlet) == ("Upah", "Koran Selat")
    assert found_more.author == "Tuti Hapsari"
    assert found.detail("title") == "export x.csv" and found.detail("concerns") == ""
    assert text_of({"a": 1}) == text_of(True) == "" and text_of(2025) == "2025"


def test_a_mapping_says_which_column_is_which(tmp_path: Path) -> None:
    named = mapping(["published=tgl", " judul = head line "])
    assert named.column("published") == "tgl" and named.column("title") == "head line"
    (tmp_path / "mapping.yaml").write_text("published: tgl\n")
    (tmp_path / "b.mapping.yaml").write_text("text: isinya\n")
    assert find_mapping(tmp_path / "a.csv.gz").pairs == (("published", "tgl"),)
    assert find_mapping(tmp_path / "b.jsonl").pairs == (("text", "isinya"),)
    assert mapping([]).digest() == "" != named.digest()
    for wrong in ("published", "warna=x", "=x", "published="):
        with pytest.raises(UsageError):
            mapping([wrong])
    for broken in ("- a", "published: [", "published:", "&a [*a]"):
        (tmp_path / "mapping.yaml").write_text(broken)
        with pytest.raises(UsageError):
            load_mapping(tmp_path / "mapping.yaml")


# --- sidecars ------------------------------------------------------------------------------------


def test_a_file_s_own_sidecar_goes_before_its_folder_s_table(tmp_path: Path) -> None:
    path = tmp_path / "judul.txt"
    (tmp_path / "metadata.csv").write_bytes(
        "\ufeffberkas;media;tanggal\r\njudul.txt;Kabar Kota;19/11/2025\r\nlain;Lain;\r\n".encode()
    )
    (tmp_path / "judul.yaml").write_text("outlet: Warta Selat\n")
    found = sidecars.find(path)
    assert (found.outlet, found.published) == ("Warta Selat", date(2025, 11, 19))
    assert found.detail("outlet") == "sidecar judul.yaml"
    assert found.detail("published") == "sidecar metadata.csv"
    assert sidecars.find(tmp_path / "lain.md").outlet == "Lain", "by its name without the suffix"
    assert sidecars.find(tmp_path / "tiada.txt") == Metadata()
    made = article(sidecar=found)
    assert detail(made, "outlet") == "given: sidecar judul.yaml"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("judul.txt.json", '{"outlet": "Warta Selat"}'),
        ("judul.yml", "outlet: Warta Selat"),
        ("metadata.yaml", "- {file: ./judul.txt, outlet: Warta Selat}"),
        ("metadata.yaml", "judul.txt: {outlet: Warta Selat}"),
        ("metadata.json", '{"JUDUL.txt": {"outlet": "Warta Selat"}}'),
    ],
)
def test_forms_of_sidecars(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / "judul.txt"
    before = sidecars.stamp(path)
    (tmp_path / name).write_text(text)
    assert sidecars.find(path).outlet == "Warta Selat"
    first = sidecars.stamp(path)
    os.utime(tmp_path / name, ns=(1, 1))
    assert before == "" and len({before, first, sidecars.stamp(path)}) == 3
    (tmp_path / name).unlink()
    assert sidecars.find(path) == Metadata() and sidecars.stamp(path) == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("judul.yaml", "- daftar"),
        ("judul.yaml", "outlet: ["),
        ("judul.yaml", "a: &a [x]\nb: *a"),
        ("judul.json", "[" * 5000),
        ("judul.yaml", "date: kemarin dulu"),
        ("judul.yaml", "x: " + "y" * 200_000),
        ("metadata.csv", "nama,media\njudul.txt,Warta"),
        ("metadata.csv", "file,media\njudul.txt"),
        ("metadata.csv", 'file,media\njudul.txt,"Warta'),
        ("metadata.csv", "file,media\njudul.txt,A\njudul.txt,B"),
        ("metadata.yaml", "- {outlet: Warta}"),
    ],
)
def test_a_broken_sidecar_is_told_and_not_passed_over(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(DocumentError, match=name):
        sidecars.find(tmp_path / "judul.txt")


def test_a_table_of_metadata_is_no_article(tmp_path: Path) -> None:
    from ingest.sources import Skipped, find

    (tmp_path / "metadata.csv").write_text("file,media\na.txt,Warta\n")
    (found,) = find([str(tmp_path / "metadata.csv")])
    assert isinstance(found, Skipped)


# --- which source goes first ---------------------------------------------------------------------


def test_the_order_of_the_sources_and_their_names() -> None:
    front = f"---\noutlet: Dari Berkas\nauthor: Dari Berkas\nurl: https://a.example/x\n---\n{BODY}"
    known = {
        "operator": described(Metadata(outlet="Dari Orang"), OPERATOR),
        "sidecar": Metadata(outlet="Sisi", author="Sisi", section="Sisi"),
        "given": Metadata(section="Umpan", tags=("umpan",), published=date(2025, 11, 20)),
    }
    found = article(front, "file:/x/a.md", **known)
    assert (found.outlet, found.author, found.section) == ("Dari Orang", "Sisi", "Sisi")
    assert (found.tags, found.published) == (("umpan",), date(2025, 11, 20))
    assert detail(found, "outlet") == "given: operator"
    assert detail(found, "author") == "given: sidecar"
    assert detail(found, "url") == "given: front matter"
    assert detail(found, "published") == "given: where it was found"
    assert detail(found, "language") == "inferred: from its words"
    assert detail(found, "title").startswith("inferred: ")


def test_only_what_the_operator_gave_outlives_a_change() -> None:
    stored = article(operator=Metadata(outlet="Dari Orang"), sidecar=Metadata(section="Sisi"))
    fresh = article(f"{PLAIN} Lagi.")
    kept = keep_given(fresh, stored)
    assert (kept.outlet, kept.section) == ("Dari Orang", "")
    assert detail(kept, "outlet") == "given: operator"
    assert keep_given(kept, kept) == kept


def test_the_host_is_the_outlet_only_where_nothing_else_says_one() -> None:
    url = Metadata(url="https://www.okezone.com/read/1")
    assert outlet_of_address(url.url) == "okezone.com"
    found = article(given=url)
    assert (found.outlet, found.outlet_origin) == ("okezone.com", Origin.INFERRED)
    assert detail(found, "outlet") == "inferred: from the address"
    assert article(source="https://m.warta.example/a").outlet == "warta.example"
    for address in ("ftp://x.example", "http://192.0.2.1/", "http://localhost/", "http://[x"):
        assert outlet_of_address(address) == ""


# --- dates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("kemarin", date(2025, 11, 20)),
        ("Kemarin, 10:22 WIB", date(2025, 11, 20)),
        ("tadi malam", date(2025, 11, 20)),
        ("2 jam lalu", TODAY),
        ("2 jam yang lalu", TODAY),
        ("sejam lalu", TODAY),
        ("3 hari lalu", date(2025, 11, 18)),
        ("two days ago", date(2025, 11, 19)),
        ("Yesterday", date(2025, 11, 20)),
        ("Rabu (19/11)", date(2025, 11, 19)),
        ("Terbit: Rabu, 19 November | 10.22 WIB", date(2025, 11, 19)),
        ("Senin, 29 Desember", date(2025, 12, 29)),
        ("2 minggu lalu", None),
        ("kemarin buruh mogok", None),
        ("Buruh mogok sejak 2 hari lalu", None),
        ("2 jam lalu lintas macet", None),
        ("", None),
    ],
)
def test_relative_days(line: str, expected: date | None) -> None:
    assert relative_day(line, TODAY) == expected


def test_a_relative_date_needs_a_known_day_and_is_only_inferred() -> None:
    text = f"Upah Buruh Kaca Naik\n\n2 hari lalu\n\n{BODY}"
    assert article(text).published is None
    found = article(text, known_date=TODAY)
    assert (found.published, found.published_origin) == (date(2025, 11, 19), Origin.INFERRED)
    assert detail(found, "published") == "inferred: a relative date, counted from 2025-11-21"
    lead = f"JAKARTA, Rabu (19/11) — {BODY}"
    assert article(lead).published is None
    assert article(lead, known_date=TODAY).published == date(2025, 11, 19)


@pytest.mark.parametrize(
    "lead",
    [
        "Jakarta, 19 November 2025 — ",
        "JAKARTA, Rabu (19/11/2025) – ",
        "Jakarta, Rabu, 19 November 2025 - ",
        "Warta Kota | Jakarta, 19/11/2025 — ",
    ],
)
def test_datelines_state_the_date(lead: str) -> None:
    found = article(f"{lead}{BODY}")
    assert (found.published, found.published_origin) == (date(2025, 11, 19), Origin.STATED)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2025/11/19/judul", date(2025, 11, 19)),
        ("/read/2025/11/19/", date(2025, 11, 19)),
        ("2025-11-19-judul", date(2025, 11, 19)),
        ("judul_2025_11_19", date(2025, 11, 19)),
        ("/ekonomi/20251119102233-20-1/judul", date(2025, 11, 19)),
        ("/2025/11/5-kiat-menawar-upah", None),
        ("/2025/13/45/x", None),
        ("2024-01-01-sampai-2025-11-19", None),
        ("/berita/d-20251119102", None),
        ("PP-36-2021", None),
    ],
)
def test_dates_in_paths(path: str, expected: date | None) -> None:
    assert of_path(path) == expected


def test_addresses_and_names_of_files_let_a_date_be_inferred() -> None:
    found = article(source="file:/x/2025-11-19-upah.txt")
    assert (found.published, found.published_origin) == (date(2025, 11, 19), Origin.INFERRED)
    assert detail(found, "published") == "inferred: the file's name"
    url = Metadata(url="https://warta.example/2025/11/18/upah")
    assert article(given=url).published == date(2025, 11, 18)
    assert article(source="https://warta.example/2025/11/18/upah").published_origin is (
        Origin.INFERRED
    )
    assert article(source="export:/x/2025-11-19.jsonl#a").published is None, "the export's own day"


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (TODAY + timedelta(days=2), ""),
        (TODAY + timedelta(days=3), "in the future"),
        (date(1944, 12, 31), "before 1945"),
    ],
)
def test_dates_that_cannot_be_are_named_and_not_stored(day: date, why: str) -> None:
    found = article(operator=Metadata(published=day))
    assert found.published == (None if why else day)
    assert why in detail(found, "published")
    if why:
        assert f"operator says {day}" in detail(found, "published")
        next_best = article(operator=Metadata(published=day), source="file:/x/2025-11-19-a.txt")
        assert next_best.published == date(2025, 11, 19)


def test_sources_that_contradict_each_other_are_told() -> None:
    claims = [
        Claimed(day=date(2025, 11, 10), origin=Origin.GIVEN, detail="front matter"),
        Claimed(day=date(2025, 11, 13), origin=Origin.STATED, detail="the text"),
        Claimed(day=date(2025, 11, 19), origin=Origin.INFERRED, detail="the address"),
    ]
    found = decided(claims, TODAY)
    assert found.day == date(2025, 11, 10)
    assert found.detail == "front matter; but the address says 2025-11-19"
    assert decided([], TODAY).detail == ""


# --- titles --------------------------------------------------------------------------------


def test_a_title_in_capitals_is_written_as_headlines_are() -> None:
    text = f"BURUH PHK DI MUARA SELAT TOLAK UPAH MURAH\n\n{BODY} Korban PHK ikut, kata ketua."
    found = article(text)
    assert found.title == "Buruh PHK di Muara Selat Tolak Upah Murah"
    assert found.text.startswith("BURUH PHK DI"), "the text stays as it is"
    assert detail(found, "title") == "stated: the text; in capitals there"
    for title in ("UMK 2026", "Upah Buruh Naik", "PHK PT ABC", ""):
        assert readable(title, read(PLAIN.encode(), "a.txt").lines) == title


def test_a_short_heading_is_a_title() -> None:
    found = article(f"Selebaran Koperasi Dermaga\n\n{BODY}")
    assert (found.title, found.title_origin) == ("Selebaran Koperasi Dermaga", Origin.INFERRED)
    assert detail(found, "title") == "inferred: the first line"
    assert article(f"Surabaya, Bhirawa\n{BODY}").title == BODY.removesuffix(".")


def test_the_name_of_a_file_is_a_title_where_the_text_has_none() -> None:
    assert from_name("file:/x/2025-11-19-upah-buruh-naik.txt") == "Upah buruh naik"
    assert from_name("file:/x/artikel_3.txt") == from_name("https://x.example/a-b-c-d") == ""
    table = "| A | B |\n|---|---|\n| 1 | 2 |\n"
    found = article(table, "file:/x/daftar-upah-buruh.md")
    assert (found.title, detail(found, "title")) == (
        "Daftar upah buruh",
        "inferred: the file's name",
    )
