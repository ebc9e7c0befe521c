"""Follow-ups by rules: measured on dialogues of our own, and the cases that must never slip."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.conversation import remembered, standalone, unsure
from rag.records import Exchange, FollowUp

DIALOGUES = Path(__file__).parent / "data" / "conversations.jsonl"


@cache
def dialogues() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in DIALOGUES.read_text("utf-8").splitlines())


def exchange(asked: str, *claims: str, standalone: str = "", **given: Any) -> Exchange:
    return Exchange(
        asked=asked,
        standalone=standalone or asked,
        language="id",
        refused=not claims,
        claims=claims,
        **given,
    )


def told(turns: list[dict[str, str]]) -> list[Exchange]:
    """Return a history whose own follow-ups were understood by the rules."""
    history: list[Exchange] = []
    for turn in turns:
        found = standalone(turn["question"], history)
        own = found.standalone if found else turn["question"]
        history.append(exchange(turn["question"], turn["answer"], standalone=own))
    return history


def right(dialogue: dict[str, Any], found: FollowUp | None) -> bool:
    if dialogue["kind"] == "new":
        return found is None
    if found is None:
        return False
    text = found.standalone.casefold()
    return all(words.casefold() in text for words in dialogue["contains"]) and not any(
        re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", text)
        for words in dialogue["omits"]
    )


def test_the_dialogues_are_what_they_claim_to_be() -> None:
    parts = Counter((each["part"], each["kind"] == "new") for each in dialogues())
    assert parts["dev", False] + parts["held", False] >= 80
    assert parts["dev", True] + parts["held", True] >= 30
    assert min(parts.values()) >= 15
    assert len({each["id"] for each in dialogues()}) == len(dialogues())
    assert {each["language"] for each in dialogues()} == {"id", "en"}


@pytest.mark.parametrize(("part", "least"), [("dev", 0.98), ("held", 0.95)])
def test_follow_ups_are_understood(part: str, least: float) -> None:
    asked = [each for each in dialogues() if each["part"] == part and each["kind"] != "new"]
    wrong = [
        (each["id"], found.standalone if found else None)
        for each in asked
        if not right(each, found := standalone(each["question"], told(each["history"])))
    ]
    assert 1 - len(wrong) / len(asked) >= least, wrong


@pytest.mark.parametrize("part", ["dev", "held"])
def test_a_new_topic_stays_as_it_was_typed(part: str) -> None:
    for each in dialogues():
        if each["part"] == part and each["kind"] == "new":
            history = told(each["history"])
            assert standalone(each["question"], history) is None, each["question"]
            assert not unsure(each["question"], history), each["question"]


@pytest.mark.parametrize(("part", "least"), [("dev", 0.98), ("held", 0.8)])
def test_what_was_understood_reads_as_a_person_would_ask_it(part: str, least: float) -> None:
    asked = [each for each in dialogues() if each["part"] == part and each.get("reads")]
    found = [standalone(each["question"], told(each["history"])) for each in asked]
    stiff = [
        (each["id"], follow.standalone if follow else None)
        for each, follow in zip(asked, found, strict=True)
        if follow is None or follow.standalone not in each["reads"]
    ]
    assert len(asked) >= 15
    assert 1 - len(stiff) / len(asked) >= least, stiff


def test_every_new_topic_stays_after_every_other_question() -> None:
    fresh = [each["question"] for each in dialogues() if each["kind"] == "new"]
    before = [each["history"][0]["question"] for each in dialogues()][::4]
    dragged = [
        (asked, question)
        for question in fresh
        for asked in before
        if standalone(question, [exchange(asked, "Ya.")]) is not None
    ]
    assert dragged == []


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("Berapa UMP Jawa Tengah 2026?", "kalau Jawa Barat?", "Berapa UMP Jawa Barat 2026?"),
        ("Berapa UMP Jabar dan Jateng 2026?", "kalau Banten?", "Berapa UMP Banten 2026?"),
        ("Berapa buruh di-PHK Maret 2025?", "kalau April?", "Berapa buruh di-PHK April 2025?"),
        ("Apa isi UU Cipta Kerja?", "dan UU Ketenagakerjaan?", "Apa isi UU Ketenagakerjaan?"),
        ("Berapa pekerja tetap PT A?", "kalau pekerja kontrak?", "Berapa pekerja kontrak PT A?"),
        ("Apa hasil kongres KBTR?", "kpn itu?", "Kapan kongres KBTR?"),
        ("Berapa buruh mogok di pabrik Tirta?", "di Lamuri?", "Berapa buruh mogok di Lamuri?"),
        ("Berapa buruh PT A?", "kalau pekerja kontrak?", "Berapa pekerja kontrak PT A?"),
        ("Berapa UMP Jabar 2026?", "dan UMSK Bekasi?", "Berapa UMSK Bekasi 2026?"),
        ("Kapan mogok di Cilegon?", "berapa lama mogoknya?", "Berapa lama mogok di Cilegon?"),
        ("Berapa korban di Morowali?", "siapa saja mereka?", "Siapa saja korban di Morowali?"),
        (
            "Berapa korban kecelakaan kerja di Morowali?",
            "apa penyebab kecelakaan itu?",
            "Apa penyebab kecelakaan kerja di Morowali?",
        ),
        ("Siapa ketua SPN?", "berapa anggotanya?", "Berapa anggota SPN?"),
        ("Berapa UMP Jabar 2026?", "maksud saya UMK", "Berapa UMK Jabar 2026?"),
        (
            "Berapa UMP Jabar 2026?",
            "bandingkan dengan tahun lalu",
            "Berapa UMP Jabar 2026, bandingkan dengan tahun lalu?",
        ),
        (
            "When did the strike in Cilegon start?",
            "tell me more",
            "Tell me more about strike in Cilegon?",
        ),
    ],
)
def test_the_standalone_question_reads_well(before: str, question: str, expected: str) -> None:
    found = standalone(question, [exchange(before, "Ya.")])
    assert found is not None
    assert found.standalone == expected
    assert (found.asked, found.how) == (question, "rules")


def test_what_was_carried_over_is_told() -> None:
    found = standalone("kalau Bekasi?", [exchange("Berapa UMK Karawang 2026?", "Rp 5 juta.")])
    assert found is not None
    assert found.carried == ("UMK", "2026")


def test_nothing_is_understood_without_a_conversation() -> None:
    assert standalone("kapan itu?", []) is None
    assert not unsure("kapan itu?", [])


def test_a_person_is_taken_from_the_answer_only_where_one_is_named() -> None:
    one = exchange("Siapa ketua KBTR?", "Ketua KBTR adalah Nurhayati Simbolon.")
    two = exchange("Siapa calon ketua KBTR?", "Nurhayati Simbolon melawan Bram Hutagaol.")
    named = standalone("berapa usianya?", [one])
    assert named is not None and named.standalone == "Berapa usia Nurhayati Simbolon?"
    nobody = standalone("kapan dia terpilih?", [two])
    assert nobody is not None
    assert "Nurhayati" not in nobody.standalone and "Bram" not in nobody.standalone
    assert "ketua KBTR" in nobody.standalone
    assert unsure("kapan dia terpilih?", [two]) and not unsure("kapan dia terpilih?", [one])


def test_rules_know_what_they_cannot_tell() -> None:
    two = [exchange("Berapa selisih UMK Bekasi dengan Karawang?", "Rp 200.000.")]
    assert unsure("kalau Bogor?", two)
    assert unsure("di perusahaan lain?", [exchange("Siapa yang mogok di PT A?", "Buruh.")])
    assert not unsure("kalau Bogor?", [exchange("Berapa UMK Bekasi?", "Rp 5 juta.")])


def test_a_refused_question_can_be_corrected() -> None:
    found = standalone("maksud saya Bekasi", [exchange("Berapa UMK Bekesi 2026 di Lamuri?")])
    assert found is not None and "Bekasi" in found.standalone


def test_the_last_question_counts_not_the_one_before() -> None:
    history = [exchange("Berapa UMP Jabar?", "x"), exchange("Kapan kongres KBTR?", "November.")]
    found = standalone("di mana?", history)
    assert found is not None and found.standalone == "Di mana kongres KBTR?"


@settings(max_examples=150, deadline=None)
@given(question=st.text(max_size=120), before=st.text(min_size=1, max_size=120))
def test_no_text_breaks_the_rules(question: str, before: str) -> None:
    history = [exchange(before, before)]
    found = standalone(question, history)
    unsure(question, history)
    assert found is None or 0 < len(found.standalone) <= len(question) * 2 + len(before) * 2 + 80


def test_a_long_text_is_no_follow_up_and_takes_no_time() -> None:
    history = [exchange("Berapa UMP Jabar? " * 200, "Rp 2 juta. " * 500)]
    assert standalone("kapan itu terjadi " * 200, history) is None


def test_an_empty_page_is_remembered_as_nothing() -> None:
    (kept,) = remembered([exchange(" " * 400, "\n" * 400)])
    assert (kept.asked, kept.claims) == ("", ("",))


def test_what_is_remembered_is_bounded() -> None:
    long = "kata " * 400
    history = [
        exchange(f"Tanya {n}? {long}", long, long, long, long, titles=(long,) * 9)
        for n in range(40)
    ]
    kept = remembered(history)
    assert 0 < len(kept) <= 6
    assert kept[-1].asked.startswith("Tanya 39")
    size = sum(len(t) for x in kept for t in (x.asked, x.standalone, *x.claims, *x.titles))
    assert size <= 4000
    short = [exchange(f"Tanya {n}?", "Ya.") for n in range(3)]
    assert remembered(short) == tuple(short)
    assert remembered(kept) == kept
