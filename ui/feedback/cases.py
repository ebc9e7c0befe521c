"""Feedback as a case that ``evals`` reads: what the question should lead to, as far as is known.

A case that is made of a wrong answer never declares anything of that answer right: what is not
known stays empty, and ``needs_review`` says so until a person has filled it in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.answer_log import StoredAnswer
from rag.records import ArticleSummary, Complaint, Feedback

EXPECTED = ("answer", "refuse", "correct_premise", "present_conflict")
"""What a right answer does, as ``evals/data/README.md`` names it."""
_LINES, _LETTERS = 30, 300
"""Most wordings of a case, and most characters of one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a person says should happen.

    ``gold`` are the sources (as the archive keeps them) of articles that hold the answer.
    ``must`` holds, for each thing that has to be said, its alternatives; ``never`` wordings that
    no right answer has.
    """

    expected: str = "answer"
    gold: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    never: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Whether there is something that an answer can be measured by."""
        return self.expected == "refuse" or bool(self.gold or self.must)


def found_articles(stored: StoredAnswer) -> tuple[ArticleSummary, ...]:
    """Return the articles that were found for an answer, the cited ones first."""
    places = (*stored.answer.passages, *(hit.stored for hit in stored.hits))
    by_id = {each.article.id: each.article for each in reversed(places)}
    cited = [source.article for source in stored.answer.sources if source.article in by_id]
    order = dict.fromkeys((*cited, *(each.article.id for each in places)))
    return tuple(by_id[identity] for identity in order)


def is_plain(feedback: Feedback, stored: StoredAnswer | None) -> bool:
    """Tell whether the case follows from what was said, so that one click makes it.

    It does for an answer that helped, and where the only complaint is that it should have been
    refused.
    """
    if feedback.good:
        return stored is not None
    return feedback.complaints == (Complaint.SHOULD_REFUSE,)


def guessed(feedback: Feedback, stored: StoredAnswer | None) -> Wanted:
    """Return what follows from the feedback alone; nothing of a wrong answer is taken over."""
    if not feedback.good:
        refuse = Complaint.SHOULD_REFUSE in feedback.complaints
        return Wanted(expected="refuse" if refuse else "answer")
    if stored is None:
        return Wanted()
    answer = stored.answer
    if answer.refused:
        return Wanted(expected="refuse")
    sources = {each.id: each.source for each in found_articles(stored)}
    quotes = dict.fromkeys(
        (sources[item.article], item.text)
        for claim in answer.claims
        for item in claim.evidence
        if item.article in sources
    )
    return Wanted(
        expected="present_conflict" if answer.conflicts else "answer",
        gold=tuple(dict.fromkeys(source for source, _ in quotes)),
        quotes=tuple(quotes),
    )


def lines_of(text: str) -> tuple[str, ...]:
    """Return what a person typed, one wording a line, within limits."""
    found = (" ".join(each.split())[:_LETTERS] for each in text.split("\n"))
    return tuple(each for each in dict.fromkeys(found) if each)[:_LINES]


def groups_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Return lines of alternatives that are separated by "|"."""
    split = (tuple(part.strip() for part in line.split("|")) for line in lines_of(text))
    return tuple(kept for group in split if (kept := tuple(part for part in group if part)))


def case_line(feedback: Feedback, stored: StoredAnswer | None, wanted: Wanted) -> str:
    """Return the one line of JSON that ``archive.feedback.decide`` keeps.

    Its fields are those of ``evals/data/README.md``; gold articles are named by their whole
    source. ``complaints`` are only told; nothing says who gave the feedback.
    """
    answer = stored.answer if stored is not None else None
    record: dict[str, object] = {
        "id": f"fb-{feedback.answer}",
        "split": "test",
        "language": answer.language if answer is not None else "id",
        "category": "feedback",
        "question": answer.question if answer is not None else feedback.question,
        "history": _history(stored),
        "expected": wanted.expected,
        "gold_articles": [{"id": source, "role": "primary"} for source in wanted.gold],
        "gold_passages": [
            {"article": source, "quote": quote}
            for source, quote in wanted.quotes
            if source in wanted.gold
        ],
        "nuggets": [
            {"text": group[0], "importance": "vital", "all_of": [list(group)]}
            for group in wanted.must
        ],
        "forbidden": [{"any_of": [word]} for word in wanted.never],
        "must_pass": False,
        "needs_review": not wanted.complete,
        "complaints": [complaint.value for complaint in feedback.complaints],
    }
    return json.dumps(record, ensure_ascii=True)  # no U+2028: it stays one line everywhere


def wanted_of(line: str) -> Wanted:
    """Return what a stored case says, to be edited; nothing where it cannot be read."""
    try:
        record = json.loads(line)
        return Wanted(
            expected=record["expected"],
            gold=tuple(each["id"] for each in record["gold_articles"]),
            must=tuple(tuple(each["all_of"][0]) for each in record["nuggets"]),
            never=tuple(word for each in record["forbidden"] for word in each["any_of"]),
            quotes=tuple((each["article"], each["quote"]) for each in record["gold_passages"]),
        )
    except (ValueError, KeyError, IndexError, TypeError):  # a hand was in the archive
        return Wanted()


def _history(stored: StoredAnswer | None) -> Sequence[dict[str, str]]:
    if stored is None or stored.wishes.alone:
        return []
    return [{"question": each.asked, "answer": " ".join(each.claims)} for each in stored.history]
