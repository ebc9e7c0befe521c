"""Whether a dataset as a whole is sound: ids, splits, sizes, paraphrase, readers."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.cases import Expected
from evals.linting.articles import file_of
from evals.linting.behaviour import DATE_FILTER
from evals.linting.problems import Finding, Level
from evals.linting.rows import Row
from evals.linting.wording import overlap

AT_LEAST: Mapping[str, int] = {
    "factoid": 14, "who_said_what": 14, "date": 12, "number": 12, "multi_article": 12,
    "follow_up": 12, "unanswerable": 18, "off_topic": 6, "false_premise": 10, "conflict": 8,
    "superseded": 10, "acronym": 8, "en_on_id": 10, "id_on_en": 4, "injection": 8, "typo": 8,
    "partial": 10, "clarify": 8,
}  # fmt: skip
"""Smallest sizes of the built-in dataset, from the table of the evaluation notes (section 3.3)."""
_SPLITS = {"test": 126, "dev": 40}
_MUST_PASS = 60
_RARE = 60  # must-refuse, premise and conflict: no failure in 60 bounds the rate at 5% (3/n)
_DATE_FILTERS = 10
_OVERLAP = 0.6
_RARE_ONES = (Expected.REFUSE, Expected.CORRECT_PREMISE, Expected.PRESENT_CONFLICT)
_CRITICAL = ("conflict", "false_premise", "injection", "unanswerable", "partial", "clarify")


@dataclass(frozen=True, kw_only=True, slots=True)
class Groups:
    """Which story each article belongs to, and the split of each story."""

    story: Mapping[str, str]
    split: Mapping[str, str]


def check(rows: Sequence[Row]) -> Iterator[Finding]:
    """Find what is wrong with any dataset: ids, prefixes, questions, splits, readers."""
    yield from _ids(rows)
    asked: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.case.question, repr(row.case.history))
        if key in asked and not row.of_feedback:
            yield row.finding("ids", f"It is the same question as {asked[key].case.id}.")
        asked.setdefault(key, row)
    yield from _splits(rows)
    yield from _paraphrase(rows)
    read = sum(bool(row.case.second_reader) for row in rows)
    text = f"{read} of {len(rows)} have been answered by a second reader from the articles alone."
    yield Finding(rule="readers", text=text, level=Level.NOTE)


def check_groups(rows: Sequence[Row], groups: Groups) -> Iterator[Finding]:
    """Find articles without a story, and questions that are not in the split of theirs."""
    for row in rows:
        for identity in row.case.roles:
            name = file_of(identity)
            if name not in groups.story:
                yield row.finding("split", f"The article {identity} is in no group.")
            elif groups.split[name] != row.case.split:
                text = (
                    f"It is in the {row.case.split} split, its article {identity} in the "
                    f"{groups.split[name]} split (group {groups.story[name]})."
                )
                yield row.finding("split", text)


def check_sizes(rows: Sequence[Row]) -> Iterator[Finding]:
    """Find what the built-in dataset has too few of."""
    categories = Counter(row.case.category for row in rows)
    for name, least in AT_LEAST.items():
        if categories[name] < least:
            yield _few(f"{categories[name]} {name} questions", least)
    for name in sorted(set(categories) - set(AT_LEAST)):
        yield Finding(rule="sizes", text=f"Nobody knows the category {name}.")
    splits = Counter(row.case.split for row in rows)
    for name, least in _SPLITS.items():
        if splits[name] < least:
            yield _few(f"{splits[name]} questions in the {name} split", least)
    tested = {row.case.category for row in rows if row.case.split == "test"}
    for name in sorted(set(categories) - tested):
        yield Finding(rule="sizes", text=f"No {name} question is in the test split.")
    dated = sum(DATE_FILTER in (row.record.get("tags") or ()) for row in rows)
    rare = sum(row.case.expected in _RARE_ONES for row in rows)
    must = sum(row.case.must_pass for row in rows)
    for count, least, what in (
        (dated, _DATE_FILTERS, "questions with the tag date_filter"),
        (rare, _RARE, "questions to refuse, correct or show as a conflict"),
        (must, _MUST_PASS, "must_pass questions"),
    ):
        if count < least:
            yield _few(f"{count} {what}", least)
    for name in _CRITICAL:
        if not any(row.case.must_pass for row in rows if row.case.category == name):
            yield Finding(rule="sizes", text=f"No {name} question is must_pass.")


def overlaps(rows: Sequence[Row]) -> dict[str, list[float]]:
    """Return, by category, which share of each question's content words its gold quotes hold."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        quotes = [passage.quote for passage in row.case.gold_passages]
        share = overlap(row.case.question, quotes) if quotes else None
        if share is not None:
            found[row.case.category].append(share)
    return dict(found)


def _few(what: str, least: int) -> Finding:
    return Finding(rule="sizes", text=f"There are {what}; there must be at least {least}.")


def _ids(rows: Sequence[Row]) -> Iterator[Finding]:
    seen: dict[str, Row] = {}
    prefix_of: dict[str, str] = {}
    owner: dict[str, str] = {}
    for row in rows:
        case = row.case
        if case.id in seen:
            yield row.finding("ids", f"The id is used twice, first in line {seen[case.id].line}.")
        seen.setdefault(case.id, row)
        prefix, dash, number = str(case.id).rpartition("-")
        if row.of_feedback:
            if not str(case.id).startswith("fb-"):
                yield row.finding("ids", "The id of a case made of feedback begins with fb-.")
            continue
        if not (prefix and dash and number.isdigit()):
            yield row.finding("ids", f"The id {case.id!r} is not a prefix, a dash and a number.")
            continue
        if prefix_of.setdefault(case.category, prefix) != prefix:
            wanted = prefix_of[case.category]
            yield row.finding("ids", f"Ids of {case.category} begin with {wanted}-, not {prefix}-.")
        elif owner.setdefault(prefix, case.category) != case.category:
            text = f"Ids that begin with {prefix}- are for {owner[prefix]}, not {case.category}."
            yield row.finding("ids", text)


def _splits(rows: Sequence[Row]) -> Iterator[Finding]:
    """No article is gold in both splits; cases of feedback are never tuned on."""
    first: dict[str, Row] = {}
    for row in rows:
        if row.of_feedback:
            continue
        for identity in row.case.roles:
            name = file_of(identity)
            other = first.setdefault(name, row)
            if other.case.split != row.case.split:
                text = (
                    f"The article {identity} is in the {row.case.split} split here and in the "
                    f"{other.case.split} split in line {other.line} ({other.case.id})."
                )
                yield row.finding("split", text)


def _paraphrase(rows: Sequence[Row]) -> Iterator[Finding]:
    found = overlaps(rows)
    everything = [share for shares in found.values() for share in shares]
    for name, shares in [*sorted(found.items()), ("all", everything)]:
        median = statistics.median(shares) if shares else 0.0
        if median > _OVERLAP:
            text = (
                f"{name}: half of the questions share {median:.2f} of their content words with "
                f"their gold quotes or more (target: at most {_OVERLAP}). Ask in other words."
            )
            yield Finding(rule="overlap", text=text, level=Level.WARNING)
