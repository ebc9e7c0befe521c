"""Reviewing feedback, and the cases that are made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from browser_assistant import STRIKE, refusal
from memo_answers import (
    PAYLOADS,
    WHEN,
    answer_id,
    full_answer,
    hostile_answer,
    kept_conversation,
    stored_of,
)
from plain_pages import ADMIN, EDITOR, LOCAL, READER, house_in, visiting

from rag.records import Complaint, Exchange, Feedback, Review, Wishes
from ui.feedback import routes
from ui.feedback.cases import (
    Wanted,
    case_line,
    found_articles,
    groups_of,
    guessed,
    is_plain,
    lines_of,
    wanted_of,
)
from ui.feedback.listing import Filter, filter_of
from ui.web import House, Shell, Visitor

FIRST, SECOND = answer_id(READER.id, 1), answer_id(READER.id, 2)
ONE = f"/feedback/{FIRST}/{READER.id}"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_in(tmp_path)
    kept_conversation(made, READER.id)
    yield made
    made.archive.close()


def client(house: House, visitor: Visitor = ADMIN) -> Any:
    found = visiting(routes(house, Shell(house)), visitor)
    found.headers["accept-language"] = "en"
    return found


def feedback(answer: str = FIRST, *, good: bool = False, **changes: Any) -> Feedback:
    base = Feedback(answer=answer, person=READER.id, question="Berapa?", good=good, given_at=WHEN)
    return replace(base, **changes)


def case_of(house: House) -> dict[str, Any]:
    (line,) = house.archive.feedback.cases()
    found: dict[str, Any] = json.loads(line)
    return found


# ---- who may, and what is listed ----


@pytest.mark.parametrize("visitor", [READER, EDITOR])
def test_only_those_who_may_review(house: House, visitor: Visitor) -> None:
    house.archive.feedback.give(feedback())
    visit = client(house, visitor)
    for path in ("/feedback", f"{ONE}/case"):
        sent = visit.get(path)
        assert sent.status_code == 403 and "Benang Biru" not in sent.text
    for way in ("dismiss", "reopen", "case"):
        assert visit.post(f"{ONE}/{way}", data={"now": "1"}).status_code == 403
    (kept,) = house.archive.feedback.page()
    assert kept.review is Review.NEW and house.archive.feedback.cases() == []
    assert client(house, LOCAL).get("/feedback").status_code == 200


def test_the_list_shows_question_answer_evidence_and_who_said_what(house: House) -> None:
    from rag.records import Role

    person = house.archive.people.add("dewi", Role.READER, "hash")
    house.archive.feedback.give(
        feedback(person=person.id, complaints=(Complaint.WRONG_FACT,), comment="Bukan 1.240.")
    )
    shown = client(house).get("/feedback").text
    for part in (
        "Berapa kenaikan upah di Benang Biru?",
        "Upah pokok naik Rp 215.000 per bulan",
        "(check: its number is not in the source",
        "Kedua pihak menyepakati kenaikan upah pokok",
        "dewi",
        "Bukan 1.240.",
        "What it says is wrong",
        f'href="{STRIKE.url}" rel="noopener noreferrer"',
    ):
        assert part in shown, part


def test_the_list_is_narrowed_and_paged(house: House) -> None:
    for number in range(23):
        house.archive.feedback.give(
            feedback(f"a{number}", good=number % 2 == 0, given_at=WHEN + timedelta(minutes=number))
        )
    house.archive.feedback.decide("a1", READER.id, Review.DISMISSED)
    visit = client(house)
    assert visit.get("/feedback").text.count("<article") == 20
    assert visit.get("/feedback?page=2").text.count("<article") == 2
    assert visit.get("/feedback?kind=good").text.count("<article") == 12
    assert visit.get("/feedback?state=dismissed").text.count("<article") == 1
    assert visit.get("/feedback?state=all&page=2").text.count("<article") == 3
    assert "There is no such feedback." in visit.get("/feedback?state=case").text
    for nonsense in ("?page=x", "?page=-1", "?state=%3Cb%3E", "?kind=1", "?page=9999999999999"):
        assert visit.get(f"/feedback{nonsense}").status_code == 200
    # What was kept before its answer left is still listed.
    assert "no longer kept" in visit.get("/feedback").text


def test_filters_are_written_as_they_are_read() -> None:
    for one in (Filter(), Filter(state=""), Filter(state="case", kind="bad", page=3)):
        query = one.query(page=one.page)
        asked = dict(part.split("=") for part in query.lstrip("?").split("&") if part)
        assert filter_of(asked) == one


def test_feedback_is_dismissed_and_brought_back(house: House) -> None:
    house.archive.feedback.give(feedback())
    visit = client(house)
    sent = visit.post(f"{ONE}/dismiss?kind=bad")
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/feedback?kind=bad&done=dismissed",
    )
    assert house.archive.feedback.counts()[Review.DISMISSED] == 1
    visit.post(f"{ONE}/reopen")
    assert house.archive.feedback.counts()[Review.NEW] == 1
    assert visit.post(f"/feedback/{FIRST}/nobody/dismiss").status_code == 404
    assert visit.get(f"{ONE}/dismiss").status_code == 405


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_text(house: House, payload: str) -> None:
    house.archive.answers.remove([FIRST])
    house.log.keep(stored_of(hostile_answer(payload), FIRST))
    house.archive.feedback.give(feedback(comment=payload, question=payload))
    for path in ("/feedback", f"{ONE}/case"):
        shown = client(house).get(path).text
        for markup in ("<script>alert", "<img src=x", "<svg", "href='java", "<font", "<!-- x"):
            assert markup not in shown
        assert 'href="javascript' not in shown


# ---- what a case says ----


def test_a_good_answer_becomes_a_case_with_its_evidence(house: House) -> None:
    house.archive.feedback.give(feedback(good=True))
    assert "Make an evaluation case</button>" in client(house).get("/feedback").text
    sent = client(house).post(f"{ONE}/case", data={"now": "1"})
    assert sent.headers["location"] == "/feedback?done=case"
    case = case_of(house)
    assert (case["id"], case["expected"], case["needs_review"]) == (
        f"fb-{FIRST}",
        "present_conflict",
        False,
    )
    assert [each["id"] for each in case["gold_articles"]] == ["contoh:1", "contoh:2"]
    assert len(case["gold_passages"]) == 4 and case["forbidden"] == []
    (kept,) = house.archive.feedback.page()
    assert kept.review is Review.CASE


def test_an_answer_that_should_have_been_refused_is_one_click_too() -> None:
    given = feedback(complaints=(Complaint.SHOULD_REFUSE,), comment="Tidak ada di berita.")
    stored = stored_of(full_answer())
    assert is_plain(given, stored)
    case = json.loads(case_line(given, stored, guessed(given, stored)))
    assert (case["expected"], case["needs_review"]) == ("refuse", False)
    assert case["gold_articles"] == [] and case["gold_passages"] == []


@pytest.mark.parametrize(
    "complaints",
    [
        (Complaint.WRONG_FACT,),
        (Complaint.WRONG_SOURCE,),
        (Complaint.MISSED_ARTICLE,),
        (Complaint.OUT_OF_DATE,),
        (Complaint.OTHER,),
        (),
        (Complaint.WRONG_FACT, Complaint.SHOULD_REFUSE),
    ],
)
def test_nothing_of_a_wrong_answer_is_declared_right(complaints: tuple[Complaint, ...]) -> None:
    given, stored = feedback(complaints=complaints), stored_of(full_answer())
    assert not is_plain(given, stored)
    wanted = guessed(given, stored)
    assert wanted == Wanted(expected=wanted.expected)
    line = case_line(given, stored, wanted)
    assert "1.240" not in line and "Rp 215.000" not in line
    assert json.loads(line)["needs_review"] is (Complaint.SHOULD_REFUSE not in complaints)


def test_a_question_is_kept_with_what_was_said_before_it() -> None:
    stored = replace(
        stored_of(refusal("Lalu di sana?")),
        history=(
            Exchange(
                asked="Berapa?", standalone="Berapa?", language="id", refused=False, claims=("A.",)
            ),
        ),
    )
    given = feedback(good=True)
    case = json.loads(case_line(given, stored, guessed(given, stored)))
    assert case["history"] == [{"question": "Berapa?", "answer": "A."}]
    assert (case["question"], case["expected"]) == ("Lalu di sana?", "refuse")
    alone = replace(stored, wishes=Wishes(alone=True))
    assert json.loads(case_line(given, alone, Wanted()))["history"] == []


def test_a_case_is_one_line_and_is_read_back() -> None:
    wanted = Wanted(
        expected="answer",
        gold=("contoh:1",),
        must=(("3.471.000", "3,471,000"), ("Tuti",)),
        never=("a\u2028b",),
        quotes=(("contoh:1", "Satu."), ("contoh:2", "Dua.")),
    )
    line = case_line(feedback(question="x\u2028y\nz"), None, wanted)
    assert len(line.splitlines()) == 1
    assert wanted_of(line) == replace(wanted, quotes=(("contoh:1", "Satu."),))


def test_typed_lines_are_read_within_limits() -> None:
    assert lines_of(" a \n\nb\na\n") == ("a", "b")
    assert len(lines_of("\n".join(map(str, range(99))))) == 30
    assert groups_of("a | b\n | \nc|") == (("a", "b"), ("c",))


def test_found_articles_are_listed_once_the_cited_first() -> None:
    assert [each.id for each in found_articles(stored_of(full_answer()))] == ["a1", "a2", "a3"]


# ---- the form ----


def test_the_form_begins_empty_for_a_wrong_answer(house: House) -> None:
    house.archive.feedback.give(feedback(complaints=(Complaint.WRONG_FACT,)))
    for sent in (
        client(house).get(f"{ONE}/case"),
        client(house).post(f"{ONE}/case", data={"now": "1"}),  # one click is not enough here
    ):
        assert sent.status_code == 200 and 'name="gold" value="contoh:1"' in sent.text
        assert sent.text.count(" checked>") == 1 and 'value="answer" checked' in sent.text
    assert house.archive.feedback.cases() == []


def test_the_form_stores_what_a_person_says(house: House) -> None:

    house.archive.feedback.give(feedback(complaints=(Complaint.MISSED_ARTICLE,)))
    sent = client(house).post(
        f"{ONE}/case",
        data={
            "expected": "answer",
            "gold": ["contoh:2", "file:/etc/passwd"],
            "must": "1.198 | 1,198\nSuara Pabrik",
            "never": "1.240",
        },
    )
    assert sent.status_code == 303
    case = case_of(house)
    assert [each["id"] for each in case["gold_articles"]] == ["contoh:2"]
    assert [each["all_of"] for each in case["nuggets"]] == [
        [["1.198", "1,198"]],
        [["Suara Pabrik"]],
    ]
    assert case["forbidden"] == [{"any_of": ["1.240"]}] and case["needs_review"] is False
    # Edited later, it begins with what it says, and replaces it.
    form = client(house).get(f"{ONE}/case").text
    assert "1.198 | 1,198\nSuara Pabrik</textarea>" in form
    assert 'value="contoh:2" checked' in form
    client(house).post(f"{ONE}/case", data={"expected": "refuse"})
    assert case_of(house)["expected"] == "refuse"


@pytest.mark.parametrize(
    ("data", "told", "place"),
    [
        ({"expected": "answer"}, "Name an article", 'id="tf-incomplete"'),
        ({"other": "<b>", "must": "x"}, "“&lt;b&gt;”", 'id="tf-other-error"'),
        ({"must": "A\nb", "never": "a"}, "“a”", 'id="tf-never-error"'),
    ],
)
def test_what_makes_no_case_is_told_at_its_field(
    house: House, data: dict[str, str], told: str, place: str
) -> None:
    house.archive.feedback.give(feedback())
    sent = client(house).post(f"{ONE}/case", data=data)
    assert sent.status_code == 422 and told in sent.text and place in sent.text
    assert house.archive.feedback.cases() == []


def test_an_incomplete_case_is_kept_only_when_that_is_wished(house: House) -> None:
    house.archive.feedback.give(feedback())
    client(house).post(f"{ONE}/case", data={"expected": "answer", "later": "1"})
    assert case_of(house)["needs_review"] is True


def test_saying_it_again_undoes_the_case(house: House) -> None:
    house.archive.feedback.give(feedback(good=True))
    client(house).post(f"{ONE}/case", data={"now": "1"})
    house.archive.feedback.give(feedback(given_at=datetime.now(UTC)))
    assert house.archive.feedback.cases() == []
