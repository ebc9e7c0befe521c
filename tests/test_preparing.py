"""A part of the questions holds all kinds of them: it says something of the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from model_questions import Silent, dataset_file
from newsroom import small_archive

from evals.cases import Case, Expected, read_dataset
from evals.preparing import SAMPLE, Wanted, asking, taken


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return read_dataset(SAMPLE).cases


def kinds(cases: tuple[Case, ...]) -> Counter[tuple[str, Expected]]:
    return Counter((case.category, case.expected) for case in cases)


def test_the_number_is_kept_exactly_and_so_is_the_order(cases: tuple[Case, ...]) -> None:
    places = {case.id: place for place, case in enumerate(cases)}
    for limit in (*range(1, 40), 60, 277, 278, 1000):
        part = taken(cases, limit)
        assert len(part) == min(limit, len(cases))
        found = [places[case.id] for case in part]
        assert found == sorted(set(found))
    assert taken(cases, None) == cases
    assert taken((), 3) == ()


def test_a_small_part_holds_every_behaviour_then_every_category_then_every_kind(
    cases: tuple[Case, ...],
) -> None:
    behaviours, categories = ({getattr(each, name) for each in cases} for name in NAMES)
    assert len({case.expected for case in taken(cases, len(behaviours))}) == len(behaviours)
    assert len({case.category for case in taken(cases, len(categories))}) == len(categories)
    assert kinds(taken(cases, len(kinds(cases)))).keys() == kinds(cases).keys()


NAMES = ("expected", "category")


def test_shares_of_a_part_are_near_those_of_the_whole(cases: tuple[Case, ...]) -> None:
    part = taken(cases, 60)
    for name in NAMES:
        whole, now = (Counter(getattr(each, name) for each in of) for of in (cases, part))
        for value, count in whole.items():
            assert abs(now[value] - count * 60 / len(cases)) <= 3, value


def test_a_greater_part_holds_the_smaller_one(cases: tuple[Case, ...]) -> None:
    before: set[str] = set()
    for limit in range(1, len(cases) + 1):
        now = {case.id for case in taken(cases, limit)}
        assert before < now
        before = now


def test_within_a_kind_questions_come_from_all_over(cases: tuple[Case, ...]) -> None:
    eight = tuple(replace(cases[0], id=str(number)) for number in range(8))
    assert [case.id for case in taken(eight, 2)] == ["0", "4"]
    assert [case.id for case in taken(eight, 4)] == ["0", "2", "4", "6"]
    seven = eight[:7]
    assert [case.id for case in taken(seven, 4)] == ["0", "2", "4", "6"]


def test_a_run_with_a_limit_asks_that_part(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dataset = read_dataset(dataset_file(tmp_path))
    data = small_archive(tmp_path_factory)
    with asking(Wanted(data_dir=str(data), limit=2), dataset, Silent()) as context:
        assert [case.id for case in context.cases] == ["gema", "gaji"]  # the last one is refused
