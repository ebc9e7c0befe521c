"""Giving feedback: who may, on what, and what is kept; everything from outside is text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memo_answers import PAYLOADS, answer_id, full_answer, kept_conversation
from plain_pages import ADMIN, READER, house_in, visiting

from rag.records import Complaint, Review
from ui.feedback import routes
from ui.feedback.words import words_of
from ui.web import House, Shell, Visitor

ANSWER = answer_id(READER.id, 1)
PATH = f"/answers/{ANSWER}/feedback"
PART = {"x-tanya-part": "1", "accept-language": "id"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_in(tmp_path)
    kept_conversation(made, READER.id)
    yield made
    made.archive.close()


def client(house: House, visitor: Visitor = READER, root: str = "") -> Any:
    return visiting(routes(house, Shell(house)), visitor, root_path=root)


def test_one_press_keeps_that_it_helped(house: House) -> None:
    sent = client(house).post(PATH, data={"good": "1"}, headers=PART)
    assert sent.status_code == 200 and "Terima kasih" in sent.text and "<html" not in sent.text
    kept = house.archive.feedback.of(ANSWER, READER.id)
    assert kept is not None and kept.good and kept.complaints == ()
    assert kept.question == "Berapa kenaikan upah di Benang Biru?"
    assert kept.review is Review.NEW


def test_reasons_and_a_comment_are_kept_and_shown_again(house: House) -> None:
    chosen = {
        "good": "0",
        "complaints": ["wrong_fact", "out_of_date", "wrong_fact", "nonsense"],
        "comment": " Bukan 1.198.\u202e\x00 ",
    }
    sent = client(house).post(PATH, data=chosen, headers=PART)
    kept = house.archive.feedback.of(ANSWER, READER.id)
    assert kept is not None and not kept.good
    assert kept.complaints == (Complaint.WRONG_FACT, Complaint.OUT_OF_DATE)
    assert kept.comment == "Bukan 1.198."
    assert "Sudah usang" in sent.text
    again = client(house).get(f"{PATH}?change=1", headers=PART).text
    assert again.count(" checked") == 2 and "Bukan 1.198.</textarea>" in again


def test_saying_it_again_replaces_it_and_it_can_be_taken_back(house: House) -> None:
    visit = client(house)
    visit.post(PATH, data={"good": "0", "complaints": ["other"]})
    visit.post(PATH, data={"good": "1"})
    (kept,) = house.archive.feedback.page()
    assert kept.good and kept.complaints == ()
    sent = visit.post(f"{PATH}/withdraw", headers=PART)
    assert "sudah ditarik" in sent.text
    assert house.archive.feedback.page() == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "Pilih sedikitnya satu"),
        ({"good": "0"}, "Pilih sedikitnya satu"),
        ({"good": "0", "comment": "   "}, "Pilih sedikitnya satu"),
        ({"good": "2", "comment": "x"}, "Pilih sedikitnya satu"),
        ({"good": "0", "comment": "x" * 2001}, "2000 karakter"),
    ],
)
def test_what_cannot_be_kept_is_told_at_the_field(
    house: House, data: dict[str, str], told: str
) -> None:
    sent = client(house).post(PATH, data=data, headers=PART)
    assert sent.status_code == 422 and told in sent.text
    assert f'aria-describedby="tf-help-{ANSWER} tf-error-{ANSWER}"' in sent.text
    assert house.archive.feedback.page() == []


def test_without_a_script_it_is_a_page(house: House) -> None:
    visit = client(house, root="/tanya")
    page = visit.get(PATH, headers={"accept-language": "en"})
    assert page.status_code == 200 and "Did this answer help?" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert f'action="/tanya{PATH}?lang=en"' in page.text
    sent = visit.post(f"{PATH}?lang=en", data={"good": "1"})
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/tanya{PATH}?lang=en"


def test_only_on_answers_that_one_may_read(house: House) -> None:
    for visitor in (ADMIN, replace(READER, id="p-other")):
        visit = client(house, visitor)
        assert visit.get(PATH).status_code == 404
        assert visit.post(PATH, data={"good": "1"}).status_code == 404
        assert visit.post(f"{PATH}/withdraw").status_code == 404
    assert client(house).post("/answers/none/feedback", data={"good": "1"}).status_code == 404
    assert client(house).get(f"{PATH}/withdraw").status_code == 405
    assert house.archive.feedback.page() == []


def test_whoever_has_the_link_may_judge_a_shared_answer(house: House) -> None:
    (kept,) = house.archive.conversations.page(READER.id)
    token = house.archive.conversations.share(kept.id, READER.id)
    visit = client(house, ADMIN)
    assert visit.post(f"{PATH}?share=wrong", data={"good": "1"}).status_code == 404
    sent = visit.post(f"{PATH}?share={token}", data={"good": "1"}, headers=PART)
    assert sent.status_code == 200 and f"share={token}" in sent.text
    assert house.archive.feedback.of(ANSWER, ADMIN.id) is not None
    house.archive.conversations.unshare(kept.id, READER.id)
    assert visit.get(f"{PATH}?share={token}").status_code == 404


def test_an_answer_that_left_can_still_be_judged(house: House) -> None:
    client(house).post(PATH, data={"good": "1"})
    house.archive.answers.remove([ANSWER])
    sent = client(house).post(PATH, data={"good": "0", "complaints": ["other"]}, headers=PART)
    assert sent.status_code == 200
    (kept,) = house.archive.feedback.page()
    assert kept.question == full_answer().question and not kept.good


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_comment_is_shown_as_text(house: House, payload: str) -> None:
    client(house).post(PATH, data={"good": "0", "comment": payload})
    for headers in (PART, {}):
        shown = client(house).get(f"{PATH}?change=1", headers=headers).text
        for markup in ("<script>alert", "<img src=x", "<svg", "<a href='java", "<font"):
            assert markup not in shown
    assert "</textarea>" in shown


def test_every_complaint_has_words_in_both_languages() -> None:
    for language in ("id", "en"):
        words = words_of(language)
        assert set(words.complaints) == {each.value for each in Complaint}
        assert set(words.states) == {each.value for each in Review} == set(words.done)
