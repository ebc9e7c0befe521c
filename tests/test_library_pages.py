"""The list of articles, an article's page and the statistics, as a browser gets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html as parser
from plain_pages import EDITOR, LOCAL, READER, house_in, visiting
from starlette.testclient import TestClient
from storage_entries import entry

from rag.archive import Entry
from rag.records import ArticleKind, Origin
from ui.library import routes
from ui.web import House, Shell, Visitor

ENGLISH = {"accept-language": "en"}
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{7919*7907}}{% raw %}${7919*7907}",
    "</title></textarea><script>alert(2)</script>",
    "javascript:alert(1)",
    "&lt;script&gt;alert(3)&lt;/script&gt;",
    "x" * 400,
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_in(tmp_path, editing=True)
    yield made
    made.archive.close()


def client(house: House, visitor: Visitor = LOCAL, root_path: str = "") -> TestClient:
    return visiting(routes(house, Shell(house)), visitor, root_path=root_path)


def put(house: House, *entries: Entry) -> list[str]:
    house.archive.put(entries)
    return [each.article.id for each in entries]


def article(number: int, **fields: Any) -> Entry:
    known: dict[str, Any] = {
        "title": f"Berita {number:03}",
        "outlet": "Kabar" if number % 2 else "Warta",
        "language": "id" if number % 3 else "en",
        "published": date(2025, 1 + number % 12, 1 + number % 28),
        **fields,
    }
    return entry(f"file:/data/{number}.txt", f"Isi nomor{number} tentang upah buruh.", **known)


def css(where: Any, selector: str) -> list[Any]:
    """Return the elements of a page that a simple CSS selector means, in their order."""
    root = parser.fromstring(where) if isinstance(where, str) else where
    ways = []
    for one in selector.split(", "):
        way = "."
        for step in one.replace("> ", ">").split():
            tag, classes, name, value = _STEP.fullmatch(step.lstrip(">")).groups()  # type: ignore[union-attr]
            way += ("/" if step[0] == ">" else "//") + (tag or "*")
            if classes:
                way += f"[contains(concat(' ', @class, ' '), ' {classes[1:]} ')]"
            if name:
                way += f"[@{name}='{value}']"
        ways.append(way)
    return list(root.xpath(" | ".join(ways)))


_STEP = re.compile(r"(\w+)?(\.[\w-]+)?(?:\[([\w-]+)=(\w+)\])?")


def text_of(page: str) -> str:
    return " ".join(" ".join(parser.fromstring(page).itertext()).split())


def titles(page: str) -> list[str]:
    found = css(page, ".tl-title > a")
    return [link.text_content() for link in found]


# --- the list ------------------------------------------------------------------------------------


def test_an_empty_archive_says_how_to_fill_it(house: House) -> None:
    for path in ("/library", "/statistics"):
        page = client(house).get(path).text
        assert "./tanya ingest add FOLDER" in page and "<table" not in page
    assert "/imports" in client(house, EDITOR).get("/library").text.partition("<main")[2]
    assert "/imports" not in client(house, READER).get("/library").text.partition("<main")[2]


def test_pages_keep_filters_and_order(house: House) -> None:
    put(house, *(article(number, outlet="Kabar") for number in range(120)))
    visit = client(house)
    first = visit.get("/library?outlet=Kabar&sort=title&dir=asc").text
    assert titles(first) == [f"Berita {number:03}" for number in range(50)]
    assert "120 artikel, ditampilkan 1–50" in text_of(first)
    onwards = css(first, "a[rel=next]")[0].get("href")
    second = visit.get(onwards).text
    assert titles(second)[0] == "Berita 050" and "Halaman 2 dari 3" in text_of(second)
    others = css(second, "thead a") + css(second, ".tl-chosen a")
    assert len(others) == 5 and not any("page=" in link.get("href") for link in others)
    back = css(second, "a[rel=prev]")[0].get("href")
    assert titles(visit.get(back).text) == titles(first)
    assert titles(visit.get("/library?page=99&sort=title&dir=asc").text)[0] == "Berita 100"
    for wrong in ("0", "-1", "x", "²", "9" * 40):
        assert visit.get("/library", params={"page": wrong}).status_code == 200


def test_a_head_orders_and_tells_how(house: House) -> None:
    put(house, *(article(number) for number in range(4)))
    visit = client(house)
    page = visit.get("/library").text
    told = {
        head.text_content().split(",")[0].split("↓")[0].strip(): head.get("aria-sort")
        for head in css(page, "thead th")
    }
    assert told["Tanggal terbit"] == "descending"
    assert told["Judul"] is None and told["Media"] is None
    link = css(page, "thead th a")[0].get("href")
    by_title = visit.get(link).text
    assert titles(by_title) == [f"Berita {number:03}" for number in range(4)]
    again = css(by_title, "thead th")[0]
    assert again.get("aria-sort") == "ascending"
    turned = visit.get(css(again, "a")[0].get("href")).text
    assert titles(turned) == [f"Berita {number:03}" for number in reversed(range(4))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=nomor2", ["Berita 002"]),
        ("outlet=Kabar&from=2025&to=Februari+2025", ["Berita 001"]),
        ("from=3/3/2025&to=2025-03-03", ["Berita 002"]),
        ("language=en", ["Berita 003", "Berita 000"]),
        ("tag=UPAH", ["Berita 005"]),
        ("undated=1", ["Berita 004"]),
        ("kind=correction", ["Berita 005"]),
        ("kind=nothing&language=-", ["Berita 006"]),
        ("outlet=-", ["Berita 006"]),
    ],
)
def test_filters(house: House, query: str, found: list[str]) -> None:
    put(house, *(article(number) for number in range(4)), article(4, published=None))
    put(house, article(5, tags=("Upah",), kind=ArticleKind.CORRECTION))
    put(house, article(6, outlet="", language=""))
    page = client(house).get(f"/library?{query}").text
    assert titles(page) == found
    form = css(page, "form.tl-filters")[0]
    for name, value in (part.split("=") for part in query.split("&")):
        if value not in ("nothing", "1"):  # an unknown kind is none
            kept = form.fields[name] or ""
            assert kept.casefold() == value.replace("+", " ").casefold()


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("from=kemarin", "from", "bukan tanggal"),
        ("to=31/2/2025", "to", "bukan tanggal"),
        ("from=2026&to=2025", "to", "lebih baru"),
    ],
)
def test_a_wrong_date_is_told_at_its_field(
    house: House, query: str, field: str, words: str
) -> None:
    put(house, article(1))
    page = parser.fromstring(client(house).get(f"/library?{query}").text)
    (wrong,) = css(page, "[aria-invalid=true]")
    assert wrong.get("name") == field
    told = page.get_element_by_id(wrong.get("aria-describedby").split()[0])
    assert words in told.text_content()
    assert not css(page, "table") and "Perbaiki" in css(page, "[role=status]")[0].text


def test_where_nothing_is_found_the_filter_to_loosen_is_named(house: House) -> None:
    put(house, article(1), article(3))
    page = client(house).get("/library?words=nomor1&outlet=Lain").text
    loosen = css(page, ".tl-none li a")
    assert [link.get("href") for link in loosen] == ["/library?words=nomor1"]
    assert "1 artikel" in loosen[0].text_content()
    english = client(house).get("/library?words=zebra", headers=ENGLISH).text
    assert "No article is like that." in english and "Without this filter: 2" in english


def test_a_withdrawn_report_is_named_so_in_the_list(house: House) -> None:
    report = article(1)
    put(house, report)
    put(house, article(2, kind=ArticleKind.RETRACTION, concerns=report.article.id, outlet="Kabar"))
    page = client(house).get("/library?words=nomor1").text
    assert "Sudah dicabut" in css(page, "tbody")[0].text_content()


def test_a_prefix_stands_before_every_address(house: House) -> None:
    (identity, *_) = put(house, *(article(number) for number in range(60)))
    visit = client(house, root_path="/tanya-serikat")
    for path in ("/library", f"/library/{identity}", "/statistics"):
        page = visit.get("/tanya-serikat" + path).text
        found = re.findall(r'(?:href|src|action)="([^"#]*)"', page)
        assert found and all(each.startswith("/tanya-serikat/") for each in found)


# --- an article ----------------------------------------------------------------------------------


def test_an_article_with_all_that_is_known(house: House) -> None:
    known = article(
        1, author="Sari", section="Upah", tags=("upah", "UMP"), url="https://kabar.example/1",
        published_origin=Origin.INFERRED, outlet_origin=Origin.STATED,
    )  # fmt: skip
    (identity,) = put(house, known)
    page = client(house).get(f"/library/{identity}").text
    told = text_of(page)
    for each in (
        "Berita 001",
        "Kabar",
        "Sari",
        "Upah",
        "2 Februari 2025",
        "perkiraan",
        "Indonesia",
    ):
        assert each in told
    assert "tertulis di teksnya" in told and "1.txt" in told and "/data/" not in told
    assert 'href="https://kabar.example/1" target="_blank" rel="noopener noreferrer"' in page
    assert 'href="/library?tag=UMP"' in page
    assert f"/?q={quote('Apa isi berita “Berita 001”?', safe='')}" in page
    assert "2 February 2025" in text_of(
        client(house).get(f"/library/{identity}", headers=ENGLISH).text
    )


def test_what_belongs_to_an_article_is_linked_both_ways(house: House) -> None:
    report = article(1)
    (identity, notice) = put(
        house,
        report,
        article(2, kind=ArticleKind.RETRACTION, concerns=report.article.id, outlet="Kabar"),
    )
    page = client(house).get(f"/library/{identity}").text
    assert "sudah dicabut oleh redaksinya" in page and f'href="/library/{notice}"' in page
    other = client(house).get(f"/library/{notice}").text
    assert f'href="/library/{identity}"' in other and "sudah dicabut oleh" not in other


def test_the_same_story_at_another_outlet(house: House) -> None:
    text = " ".join(f"kata{number} tentang upah" for number in range(120))
    one = entry("file:/one", text, title="Satu", outlet="Kabar")
    two = entry("file:/two", text + " tambahan", title="Dua", outlet="Warta")
    (first, second) = put(house, one, two)
    assert house.archive.stories.of([first])
    page = client(house).get(f"/library/{first}").text
    assert f'href="/library/{second}"' in page and "Berita yang sama" in page


def test_an_earlier_version_is_read_on_its_own_page(house: House) -> None:
    (identity,) = put(house, article(1))
    changed = entry("file:/data/1.txt", "Isi yang lain.", title="Berita 001")
    put(house, changed)
    visit = client(house)
    (link,) = re.findall(
        rf'href="(/library/{identity}/versions/\d+)"', visit.get(f"/library/{identity}").text
    )
    page = visit.get(link).text
    assert "nomor1" in page and "Ini versi lama" in page and f'href="/library/{identity}"' in page
    assert "/remove" not in client(house, EDITOR).get(link).text
    key = link.rpartition("/")[2]
    for wrong in (f"/library/other/versions/{key}", f"/library/{identity}/versions/{2**70}"):
        assert visit.get(wrong).status_code == 404


def test_what_is_not_there_is_told_plainly(house: House) -> None:
    (identity,) = put(house, article(1))
    house.archive.remove(identity)
    visit = client(house)
    gone, never = visit.get(f"/library/{identity}"), visit.get("/library/<script>")
    assert gone.status_code == never.status_code == 404
    assert "sudah dikeluarkan" in gone.text and "tidak ada di arsip" in never.text
    assert "<script>" not in never.text.replace('<script src="', "")


def test_only_those_who_may_edit_are_shown_how_to_remove(house: House) -> None:
    (identity,) = put(house, article(1))
    form = f'<form method="post" action="/library/{identity}/remove" data-confirm="'
    assert form in client(house, EDITOR).get(f"/library/{identity}").text
    closed = replace(house, editing=False)
    for where, who in ((house, READER), (house, LOCAL), (closed, EDITOR)):
        assert "/remove" not in client(where, who).get(f"/library/{identity}").text


def test_nothing_is_changed_by_a_post(house: House) -> None:
    (identity,) = put(house, article(1))
    for path in ("/library", f"/library/{identity}", "/statistics"):
        assert client(house, EDITOR).post(path).status_code == 405


def test_of_answers_only_the_number_is_told(house: House) -> None:
    from rag.archive import AnswerRow

    (identity,) = put(house, article(1))
    row = AnswerRow(
        id="x", asked_at="2026-01-01T00:00:00+00:00", question="Rahasia siapa?", language="id",
        refused=False, engine="quotes", model="", claims=1,
    )  # fmt: skip
    house.archive.answers.keep(row, "{}", {identity: "0"})
    page = client(house).get(f"/library/{identity}").text
    assert "Dikutip dalam 1 jawaban." in page and "Rahasia" not in page


# --- statistics ----------------------------------------------------------------------------------


def test_bars_and_table_say_the_same_and_gaps_stay(house: House) -> None:
    put(house, article(1, published=date(2025, 1, 5)), article(3, published=date(2025, 4, 5)))
    put(house, article(2, published=date(2025, 4, 6)), article(4, published=None))
    page = parser.fromstring(client(house).get("/statistics").text)
    bars = css(page, ".tl-plot svg a")
    assert [bar.get("aria-label") for bar in bars] == ["Januari 2025: 1", "April 2025: 2"]
    assert bars[1].get("href") == "/library?from=2025-04-01&to=2025-04-30"
    rows = [
        [cell.text_content() for cell in css(row, "th, td")]
        for row in css(page, ".tl-numbers tbody tr")
    ]
    assert [row[:2] for row in rows] == [
        ["April 2025", "2"],
        ["Maret 2025", "0"],
        ["Februari 2025", "0"],
        ["Januari 2025", "1"],
    ]
    heads = [head.text_content() for head in css(page, ".tl-numbers thead th")]
    assert heads == ["Bulan", "Jumlah", "Kabar", "Warta"]
    assert [row[2:] for row in rows] == [["1", "1"], ["0", "0"], ["0", "0"], ["1", "0"]]
    assert "Bulan tanpa artikel: 2" in css(page, "desc")[0].text
    small = css(page, ".tl-smalls svg")
    assert small[0].get("aria-label").startswith("Kabar: 2 artikel")
    assert titles(client(house).get(bars[1].get("href")).text) == ["Berita 002", "Berita 003"]


def test_every_bar_of_a_group_leads_to_its_articles(house: House) -> None:
    put(house, *(article(number) for number in range(5)), article(5, outlet="", language=""))
    visit = client(house)
    page = parser.fromstring(visit.get("/statistics").text)
    for row in css(page, ".tl-bars tbody tr"):
        listed = titles(visit.get(css(row, "a")[0].get("href")).text)
        assert len(listed) == int(css(row, "td")[0].text_content())


def test_many_outlets_are_drawn_together(house: House) -> None:
    put(house, *(article(number, outlet=f"Media {number:02}") for number in range(12)))
    page = parser.fromstring(client(house).get("/statistics").text)
    assert len(css(page, ".tl-smalls li")) == 9
    assert "4 media lain" in css(page, ".tl-smalls li")[-1].text_content()


def test_thousands_are_marked_as_the_language_marks_them(house: House) -> None:
    put(house, entry("file:/long", "panjang " * 200, title="Panjang", published=date(2025, 1, 1)))
    assert "1.600" in client(house).get("/statistics").text
    assert "1,600" in client(house).get("/statistics", headers=ENGLISH).text


# --- hostile text --------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_others_wrote_is_shown_as_text(house: House, payload: str) -> None:
    hostile = entry(
        "https://kabar.example/" + payload, f"{payload}\nIsi upah. {payload}", [5], title=payload,
        outlet=payload, author=payload, section=payload, tags=(payload,), url=payload,
        language="id", published=date(2025, 1, 1), concerns=payload,
    )  # fmt: skip
    (identity,) = put(house, hostile)
    visit = client(house, EDITOR)
    address = quote(payload, safe="")
    paths = (
        "/library", f"/library/{identity}",
        "/statistics", f"/library?words={address}", f"/library?outlet={address}&tag={address}",
        f"/library?from={address}&language={address}&kind={address}&sort={address}",
    )  # fmt: skip
    for path in paths:
        page = visit.get(path).text
        assert _skeleton(page) == set(), path
        assert "62615533" not in page
    assert payload[:60] in text_of(visit.get(f"/library/{identity}").text)
    assert payload[:60] in unescape(visit.get("/library").text)


def _skeleton(page: str) -> set[str]:
    """Return what could do something: elements and attributes that only an intruder brings."""
    found = set()
    for element in parser.fromstring(page).iter():
        if element.tag in ("script", "img", "svg", "iframe", "style", "object"):
            ours = element.tag == "script" and element.get("src", "").startswith("/tanya/")
            drawn = element.tag == "svg" and not element.get("onload")
            if not ours and not drawn:
                found.add(str(element.tag))
        for name, value in element.attrib.items():
            bad = value.strip().lower().startswith(("javascript:", "data:"))
            if name.startswith("on") or (name in ("href", "src", "action") and bad):
                found.add(f"{name}={value[:30]}")
    return found


def test_hidden_characters_turn_nothing_round(house: House) -> None:
    (identity,) = put(
        house,
        article(1, title="Upah \u202enaik\u202c \u200bdi\u2066 pabrik", outlet="Ka\u202ebar",
                tags=("u\u200fp",), author="Sa\u2067ri"),
    )  # fmt: skip
    hidden = "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    for path in ("/library", f"/library/{identity}", "/statistics"):
        page = client(house).get(path).text
        told = re.sub(r' value="[^"]*"', "", page)  # what a field sends is what is stored
        assert not re.search(hidden, told) and "Kabar" in told
    listed = client(house).get("/library").text
    assert "<bdi>Upah naik di pabrik</bdi>" in listed
    (outlet,) = re.findall(r'class="tl-quiet" href="([^"]+)"', listed)
    assert titles(client(house).get(unescape(outlet)).text) == ["Upah naik di pabrik"]
