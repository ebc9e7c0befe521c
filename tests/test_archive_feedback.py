"""What people say of answers, as the archive keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.records import Complaint, Feedback, Review

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
SAID = Feedback(
    answer="a1",
    person="p-sari",
    question="Berapa upah?",
    good=False,
    complaints=(Complaint.WRONG_FACT, Complaint.OUT_OF_DATE),
    comment="Angkanya dari tahun lalu.",
    given_at=NOW,
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path)
    yield opened
    opened.close()


def test_what_was_said_is_read_replaced_and_withdrawn(archive: Archive) -> None:
    store = archive.feedback
    store.give(SAID)
    assert store.of("a1", "p-sari") == SAID
    assert store.of("a1", "p-budi") is None
    assert store.of("a2", "p-sari") is None
    better = replace(SAID, good=True, complaints=(), comment="", given_at=NOW + timedelta(hours=1))
    store.give(better)
    store.give(replace(SAID, person="p-budi"))
    assert store.page() == [better, replace(SAID, person="p-budi")]
    assert store.withdraw("a1", "p-sari")
    assert not store.withdraw("a1", "p-sari")
    assert [each.person for each in store.page()] == ["p-budi"]


def test_a_page_is_newest_first_and_narrowed(archive: Archive) -> None:
    store = archive.feedback
    for number in range(6):
        given = NOW + timedelta(minutes=number)
        store.give(replace(SAID, answer=f"a{number}", good=number % 2 == 0, given_at=given))
    store.decide("a0", "p-sari", Review.DISMISSED)
    store.decide("a1", "p-sari", Review.DISMISSED)

    def answers(page: list[Feedback]) -> list[str]:
        return [each.answer for each in page]

    assert answers(store.page()) == ["a5", "a4", "a3", "a2", "a1", "a0"]
    assert answers(store.page(limit=2, offset=1)) == ["a4", "a3"]
    assert answers(store.page(review=Review.DISMISSED)) == ["a1", "a0"]
    assert answers(store.page(good=False)) == ["a5", "a3", "a1"]
    assert answers(store.page(good=True, review=Review.NEW)) == ["a4", "a2"]
    assert store.counts() == {Review.NEW: 4, Review.DISMISSED: 2, Review.CASE: 0}


def test_a_case_is_one_line_and_goes_when_the_saying_changes(archive: Archive) -> None:
    store = archive.feedback
    line = json.dumps({"question": "Berapa upah?", "comment": "dua\nbaris"})
    store.give(SAID)
    store.give(replace(SAID, answer="a2", given_at=NOW - timedelta(days=1)))
    assert store.decide("a1", "p-sari", Review.CASE, line)
    assert store.decide("a2", "p-sari", Review.CASE, '{"n": 2}')
    assert not store.decide("a3", "p-sari", Review.DISMISSED)
    assert not store.decide("a1", "p-budi", Review.CASE, line)
    assert store.cases() == ['{"n": 2}', line]
    found = store.of("a1", "p-sari")
    assert found == replace(SAID, review=Review.CASE)
    for review, case in (
        (Review.CASE, ""),
        (Review.NEW, line),
        (Review.DISMISSED, line),
        (Review.CASE, "{}\n{}"),
    ):
        with pytest.raises(ValueError, match="one line"):
            store.decide("a1", "p-sari", review, case)
    assert store.decide("a2", "p-sari", Review.DISMISSED)
    assert store.cases() == [line]
    store.give(replace(SAID, comment="Sudah benar."))
    assert store.cases() == []
    assert store.counts()[Review.NEW] == 1


def test_feedback_outlives_its_answer(archive: Archive) -> None:
    archive.feedback.give(SAID)
    assert archive.answers.remove_before(datetime.now(UTC)) == 0
    assert archive.feedback.of("a1", "p-sari") == SAID


def test_a_moment_needs_its_time_zone(archive: Archive) -> None:
    with pytest.raises(ValueError, match="time zone"):
        archive.feedback.give(replace(SAID, given_at=NOW.replace(tzinfo=None)))
    assert archive.feedback.page() == []
