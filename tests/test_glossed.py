"""Abbreviations explained: what they stand for, where they are marked, the list of them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from evidence_drawn import Looked
from hypothesis import given
from hypothesis import strategies as st
from plain_pages import READER, house_in, visiting
from test_render import PAYLOADS

from ui.glossed import Glosser, known
from ui.glossed.pages import routes, rows
from ui.web import Shell


def glosser(language: str = "id", *explained: str) -> Glosser:
    return Glosser(language, name="uji", explained_in=explained)


def marked(html: str) -> list[str]:
    looked = Looked(html)
    assert looked.strange == []
    return [each["data-meaning"] for each in looked.all("button", class_="ts-abbr")]


# ---- meanings ----


def test_abbreviations_and_shortened_names_are_known() -> None:
    for short, long in (
        ("UMP", "upah minimum provinsi"),
        ("PHK", "pemutusan hubungan kerja"),
        ("Kemnaker", "Kementerian Ketenagakerjaan"),
        ("Kemenakertrans", "Kementerian Tenaga Kerja dan Transmigrasi"),
        ("K3", "keselamatan dan kesehatan kerja"),
    ):
        assert long in [each.indonesian for each in known()[short]], short


def test_words_and_names_that_shorten_nothing_are_not() -> None:
    for word in ("Ombudsman", "House", "Kepolisian", "Istana", "Balaikota", "buruh", "upah"):
        assert word not in known(), word
    meanings = [meaning for each in known().values() for meaning in each]
    assert all(meaning.indonesian or meaning.english for meaning in meanings)


def test_ambiguous_ones_show_every_meaning() -> None:
    for short, meanings in (
        ("SP", ("serikat pekerja", "surat peringatan")),
        ("PMI", ("pekerja migran indonesia", "Palang Merah Indonesia")),
        ("PP", ("peraturan perusahaan", "peraturan pemerintah")),
    ):
        told = glosser().meaning(short)
        assert all(each in told for each in meanings) and "atau:" in told
    assert " — or: " in glosser("en").meaning("SP")


def test_the_law_and_the_other_language_are_told() -> None:
    assert glosser().meaning("PHK").startswith("pemutusan hubungan kerja – termination")
    assert glosser("en").meaning("PHK").startswith("termination of employment – pemutusan")
    assert "(UU 13/2003" in glosser().meaning("PHK")


def test_what_the_texts_explain_themselves_goes_first() -> None:
    own = glosser("id", "Serikat Pekerja Benang Biru (SPBB) dan Palang Merah Indonesia (PMI).")
    assert own.meaning("SPBB") == "Serikat Pekerja Benang Biru"
    assert own.meaning("PMI") == "Palang Merah Indonesia – Indonesian Red Cross"
    other = glosser("id", "Persatuan Montir Indah (PMI) berkumpul.")
    assert other.meaning("PMI").startswith("Persatuan Montir Indah — atau: pekerja migran")
    assert glosser().meaning("SPBB") == "" and marked(glosser()("SPBB")) == []


# ---- marking ----


def test_the_first_occurrence_of_an_answer_is_marked_and_no_other() -> None:
    gloss = glosser()
    assert len(marked(gloss("UMP dan PHK, UMP lagi"))) == 2
    assert marked(gloss("UMP, PHK")) == [] and len(marked(gloss("UMK"))) == 1
    html = glosser()("UMP, UMK dan PHK")
    names = [each["id"] for each in Looked(html).all("button")]
    assert names == ["ts-abbr-uji-1", "ts-abbr-uji-2", "ts-abbr-uji-3"]


@pytest.mark.parametrize(
    "text",
    ["UMPAN", "ump", "wUMP", "www.ILO.org", "a@ILO.org", "UMP.pdf", "UPAH UMP NAIK LAGI", ""],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    html = glosser()(text)
    assert "<button" not in html and unescape(str(html)) == text


def test_neighbours_do_not_matter() -> None:
    for text in ("(UMP)", "“UMP”", "UMP/UMK", "UMP.", "di-PHK", "UMP-nya", "UMP"):
        assert marked(glosser()(text)), text


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Perhimpunan (UMP) menolak", "(UMP)"),
        ("kata “UMP”, lalu", "“UMP”,"),
        ("soal UMP. Lalu", "UMP."),
        ("UMP-nya naik", "UMP-"),
        ("(UMP", "(UMP"),
        ("per UMP/bulan", "UMP/"),
        ("((((((UMP))))))", "((((UMP))))"),
        ("<(UMP)&", "(UMP)"),
        ("UMP naik", ""),
        ("soal UMP", ""),
    ],
)
def test_signs_beside_one_stay_on_its_line(text: str, together: str) -> None:
    looked = Looked(glosser()(text))
    spans = re.findall(r'<span class="ts-unbroken">(.*?)</span>', str(glosser()(text)))
    assert [Looked(each).text for each in spans] == ([together] if together else [])
    assert looked.text == text and looked.strange == [] and len(looked.all("button")) == 1


def test_two_beside_each_other_share_no_sign() -> None:
    looked = Looked(glosser()("(UMP/UMK)"))
    assert looked.text == "(UMP/UMK)" and len(looked.all("span", class_="ts-unbroken")) == 2


@given(st.text(alphabet="UMPK SP&<>\"'\n/é🙂().,", max_size=60))
def test_the_text_stays_letter_by_letter(text: str) -> None:
    assert Looked(str(glosser()(text)).replace("\r", "")).text == text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_is_text_in_texts_and_in_explanations(payload: str) -> None:
    looked = Looked(glosser()(f"UMP {payload} PHK"))
    assert looked.strange == [] and looked.text == f"UMP {payload} PHK"
    own = glosser("id", f"Serikat {payload} Maju (SM) dan Aksi <b>Buruh</b> (ABx)")
    assert Looked(own("SM dan ABx")).strange == []


# ---- the list ----


def test_the_list_is_searched_by_any_word() -> None:
    assert [short for short, _ in rows("provinsi minimum upah sekt")] == ["UMSP"]
    assert [short for short, _ in rows("ump")] == ["UMP"]
    assert "PHK" in [short for short, _ in rows("termination")]
    assert len(rows("")) == len(known()) and rows("tidakada") == []


def test_the_page_works_without_a_script_and_shows_text(tmp_path: Path) -> None:
    house = house_in(tmp_path)
    try:
        client = visiting(routes(house, Shell(house)), READER)
        page = client.get("/glossary", params={"q": "upah minimum prov"}).text
        assert "UMP" in page and "PKWT" not in page and "provincial minimum wage" in page
        assert "Abbreviations" in client.get("/glossary", headers={"accept-language": "en"}).text
        for payload in PAYLOADS:
            got = client.get("/glossary", params={"q": payload}).text
            assert "Tidak ada singkatan" in got
            assert "<" not in payload or payload not in got
    finally:
        house.archive.close()
