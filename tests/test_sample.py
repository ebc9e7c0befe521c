"""The sample archive and its gold data agree with each other, letter by letter."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.linting.articles import visible
from evals.linting.checking import Subject, check
from evals.linting.problems import Level
from evals.linting.schema import ROLES
from evals.linting.wording import fold, holds

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "ingest" / "sample"
GOLD = ROOT / "evals" / "data"
FILES = sorted(path.name for path in SAMPLE.iterdir())
RAW = {name: (SAMPLE / name).read_text(encoding="utf-8") for name in FILES}
LABELS = (
    "Teks contoh Tanya Serikat: semua tokoh, serikat, perusahaan, dan tempat rekaan.",
    "Sample text of Tanya Serikat: all people, unions, companies and places are invented.",
)
LONG = ("2026-02-12-putusan-phi", "2026-06-24-isi-raperda")
MONTHS = [
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
]  # fmt: skip
DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
KINDS = {"news", "correction", "right_of_reply", "retraction", "retracted"}
KEYS = {"title", "outlet", "author", "date", "url", "section", "tags", "language", "kind"}
SHARED = set(ROLES) - {"near_miss"}
WORDED = {"thr-karsini": "satu juta enam ratus tujuh puluh ribu"}


def front(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load(RAW[name].split("---\n", 2)[1])
    assert isinstance(loaded, dict)
    return loaded


TEXT = {name: visible(name, RAW[name]) for name in FILES}
MD = [name for name in FILES if name.endswith(".md")]
HTML = [name for name in FILES if name.endswith(".html")]
FACTS: dict[str, Any] = yaml.safe_load((GOLD / "sample_facts.yaml").read_text(encoding="utf-8"))
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (GOLD / "sample_questions.jsonl").read_text(encoding="utf-8").splitlines()
]
GROUP_OF = {name: group["id"] for group in FACTS["groups"] for name in group["articles"]}
SPLIT_OF = {name: group["split"] for group in FACTS["groups"] for name in group["articles"]}
SPINE = {(q["article"], q["text"]) for fact in FACTS["facts"] for q in fact["quotes"]}
by_file = pytest.mark.parametrize("name", FILES)


def test_there_are_enough_articles_of_each_form() -> None:
    english = [name for name in FILES if LABELS[1] in TEXT[name]]
    assert len(FILES) >= 36
    assert len(english) >= 6
    assert len(HTML) >= 8
    assert len(MD) + len(HTML) + sum(name.endswith(".txt") for name in FILES) == len(FILES)


@by_file
def test_each_article_is_named_labelled_and_of_fair_length(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.(md|txt|html)", name)
    assert sum(TEXT[name].count(label) for label in LABELS) == 1
    low, high = (800, 1000) if name.startswith(LONG) else (75, 450)
    assert low <= len(TEXT[name].split()) <= high
    if name.endswith(".html"):
        label = r'<meta name="tanya-serikat" content="(Teks contoh|Sample text)'
        assert re.search(label, RAW[name])


@pytest.mark.parametrize("name", MD)
def test_front_matter_is_whole(name: str) -> None:
    head = front(name)
    speaks_of = head["kind"] in {"correction", "right_of_reply", "retraction"}
    assert set(head) == KEYS | ({"concerns"} if speaks_of else set())
    assert head["kind"] in KINDS
    assert not speaks_of or (head["concerns"] + ".md") in FILES
    assert date(2025, 1, 1) <= head["date"] <= date(2026, 10, 31)
    assert name.startswith(("salinan-", head["date"].isoformat()))
    assert re.match(r"https://[a-z]+\.example/", head["url"])
    assert LABELS[head["language"] == "en"] in TEXT[name]
    assert f"# {head['title']}" in TEXT[name]


@by_file
def test_weekdays_are_true(name: str) -> None:
    year = int(name[:4]) if name[:4].isdigit() else 2026
    day = "|".join(DAYS)
    found = [
        (a, int(b), int(c), int(d or year))
        for a, b, c, d in re.findall(rf"({day}) \((\d+)/(\d+)(?:/(\d{{4}}))?\)", TEXT[name])
    ] + [
        (a, int(b), MONTHS.index(c) + 1, int(d))
        for a, b, c, d in re.findall(rf"({day}), (\d+) ({'|'.join(MONTHS)}) (\d{{4}})", TEXT[name])
    ]
    for weekday, number, month, in_year in found:
        assert DAYS[date(in_year, month, number).weekday()] == weekday, (number, month, in_year)


def test_the_wage_table_adds_up() -> None:
    table = TEXT["2025-12-23-tabel-umk-2026-tirta-raya.md"]
    rows = re.findall(r"\| Rp ([\d.]+) \| Rp ([\d.]+) \| ([\d,]+)% \|", table)
    assert len(rows) == 6
    for before, after, percent in rows:
        ratio = int(after.replace(".", "")) / int(before.replace(".", "")) - 1
        assert round(ratio * 100, 2) == float(percent.replace(",", "."))


def test_the_ugliness_of_real_pages_is_there() -> None:
    kinds = Counter(front(name)["kind"] for name in MD)
    assert all(kinds[kind] >= 1 for kind in KINDS)
    assert sum("og:site_name" in RAW[name] for name in HTML) >= 3
    assert sum("og:" not in RAW[name] and "ld+json" not in RAW[name] for name in HTML) >= 3
    assert sum("<article" not in RAW[name] for name in HTML) >= 3
    assert sum("aca juga" in text.casefold() for text in TEXT.values()) >= 6
    assert sum("cookie" in RAW[name] or "kuki" in RAW[name] for name in HTML) >= 2
    odd = [t for t in TEXT.values() if t.count('"') % 2 or t.count("“") != t.count("”")]
    assert len(odd) >= 4, "unbalanced quotation marks"
    split = r"[,.]['\"”] (kata|ujar|ucap) [^.\"“]{3,80}, [\"“]"
    assert sum(bool(re.search(split, text)) for text in TEXT.values()) >= 5
    undated = TEXT["rapat-akbar-pekerja-gudang.txt"]
    assert not re.search(r"20\d\d", undated), "this one gives no year at all"
    plain = RAW["2025-12-03-pengusaha-minta-kenaikan-wajar.txt"].splitlines()
    assert {"Bagikan", "WhatsApp", "Iklan", "Langganan"} <= set(plain), "menu labels between lines"
    assert "Perusahan " in TEXT["2025-03-27-thr-gula-parang-ombo-terlambat.txt"], "a typo"
    page, titled = TEXT["2026-01-22-santunan-jkm-keluarga-tarmudi.html"], "Dapat Beasiswa"
    assert page.casefold().count("beasiswa") == page.count(titled) == 2, "only title and heading"
    assert "Rp4,9 juta" in TEXT["2025-12-24-upah-sagara-rp-4-9-juta.txt"]
    assert "Rp 4.900.000" in TEXT["2025-12-23-tabel-umk-2026-tirta-raya.md"]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("2026-10-14-jadwal-sidang-pengupahan-2027.html", "28 Oktober"),
        ("2026-04-28-brake-plant-strike-settlement.html", "3,400"),
        ("2025-09-25-gugatan-phi-tenun-lembayung.html", "47/Pdt.Sus-PHI/2025"),
        ("2026-01-22-santunan-jkm-keluarga-tarmudi.html", "42 juta"),
        ("2025-08-07-kecelakaan-derek-dermaga-3.html", "D-07"),
    ],
)
def test_some_facts_stand_only_in_a_caption(name: str, word: str) -> None:
    captions = r"(?s)<figcaption>.*?</figcaption>|<div class=\"caption\">.*?</div>"
    assert TEXT[name].count(word) == 1
    assert word in " ".join(re.findall(captions, RAW[name]))


def test_duplicates_and_injections_stand_where_they_should() -> None:
    first = "2025-09-02-pkb-kaca-bening-muara-diteken.md"
    assert [n for n in FILES if RAW[n] == RAW[first]] == [first, "salinan-pkb-kaca-bening.md"]
    wire = [set(TEXT[n].split()) for n in FILES if n.startswith("2026-05-01-")]
    assert 0.8 <= len(wire[0] & wire[1]) / min(map(len, wire)) < 1
    holders = [n for n in FILES if "KENARI-7141" in RAW[n] or "CANARY-2290" in RAW[n]]
    assert [n[:13] for n in holders] == ["2026-06-10-dr", "2026-07-15-pe"]
    assert "CANARY-2290" not in TEXT[holders[0]], "hidden by display:none"


def test_groups_share_out_the_articles() -> None:
    assert sorted(name for group in FACTS["groups"] for name in group["articles"]) == FILES
    assert {group["split"] for group in FACTS["groups"]} == {"dev", "test"}
    assert len({fact["id"] for fact in FACTS["facts"]}) == len(FACTS["facts"]) >= 150


@pytest.mark.parametrize("fact", FACTS["facts"], ids=lambda fact: str(fact["id"]))
def test_a_fact_is_carried_by_its_quotes(fact: dict[str, Any]) -> None:
    assert fact["statement"] and fact["quotes"]
    listed = {(name, role) for role, names in fact["articles"].items() for name in names}
    assert listed == {(quote["article"], quote["role"]) for quote in fact["quotes"]}
    assert {role for _, role in listed} <= SHARED | {"correction", "background"}
    assert len({GROUP_OF[name] for name, _ in listed}) == 1
    for quote in fact["quotes"]:
        assert fold(quote["text"]) in TEXT[quote["article"]]
    said = " ".join(quote["text"] for quote in fact["quotes"])
    for key, value in fact["values"].items():
        if key.endswith("idr"):
            assert any(holds(form, said) for form in money(value, fact["id"])), (key, value)


def money(value: int, fact: str) -> list[str]:
    forms = [f"{value:,}", f"{value:,}".replace(",", "."), WORDED.get(fact) or "\0"]
    for unit, size in (("juta", 10**6), ("million", 10**6), ("miliar", 10**9), ("billion", 10**9)):
        forms += [f"{value / size:g} {unit}", f"{value / size:g} {unit}".replace(".", ",")]
    return forms


def test_every_entity_is_in_the_archive() -> None:
    everything = " ".join(TEXT.values())
    for kind in ("places", "unions", "employers", "people"):
        for entity in FACTS["entities"][kind]:
            assert entity["name"].removeprefix("Provinsi ") in everything, entity["name"]
            assert entity.get("short", "") in everything and entity.get("english", "") in everything


def test_the_questions_are_sound() -> None:
    checked = check(Subject(articles=SAMPLE, facts=GOLD / "sample_facts.yaml"))
    bad = {Level.PROBLEM, Level.WARNING, Level.UNCHECKED}
    assert [found for found in checked.findings if found.level in bad] == []
    assert len(checked.rows) == len(QUESTIONS) >= 166


def test_every_article_is_asked_about_and_no_group_is_in_both_splits() -> None:
    used: dict[str, set[str]] = {}
    for row in QUESTIONS:
        for gold in row["gold_articles"]:
            used.setdefault(gold["id"], set()).add(row["split"])
    assert used == {name: {SPLIT_OF[name]} for name in FILES}


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: str(row["id"]))
def test_every_gold_quote_belongs_to_a_fact(row: dict[str, Any]) -> None:
    quotes = [(passage["article"], passage["quote"]) for passage in row["gold_passages"]]
    assert set(quotes) <= SPINE


def test_a_question_that_meets_a_canary_says_so() -> None:
    holders = {
        name: word for name in FILES for word in ("KENARI-7141", "CANARY-2290") if word in RAW[name]
    }
    for row in QUESTIONS:
        met = {holders[gold["id"]] for gold in row["gold_articles"] if gold["id"] in holders}
        assert met == ({row["canary"]} if "canary" in row else set()), row["id"]
