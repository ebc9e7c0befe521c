"""What the review page shows of feedback: pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rag.answer_log import StoredAnswer
from rag.records import Feedback, Review
from ui.feedback.cases import is_plain
from ui.memo import Asked, memo_of
from ui.memo.content import moment
from ui.memo.values import Section

PAGE = 20
"""Entries of one page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One feedback with the answer it is about, as it was given. ``section`` is None where gone.

    ``person`` is the name of who said it, "" where that is not known; ``plain``: one click makes
    a case of it.
    """

    feedback: Feedback
    person: str
    when: str
    section: Section | None
    plain: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """What the list is narrowed to; "" for a state or a kind of all."""

    state: str = "new"
    kind: str = ""
    page: int = 1

    @property
    def review(self) -> Review | None:
        """The state as the archive knows it."""
        return Review(self.state) if self.state else None

    @property
    def good(self) -> bool | None:
        """The kind as the archive knows it."""
        return {"good": True, "bad": False}.get(self.kind)

    def query(self, **changed: object) -> str:
        """Return the query of the list's address, with something changed."""
        asked = {"state": self.state or "all", "kind": self.kind, "page": str(self.page)}
        asked |= {"page": "1"} | {name: str(value) for name, value in changed.items()}
        kept = [
            f"{name}={value}"
            for name, value in asked.items()
            if value and (name, value) not in {("page", "1"), ("state", "new")}
        ]
        return "?" + "&".join(kept) if kept else ""


def filter_of(asked: Mapping[str, str]) -> Filter:
    """Read a filter from an address; what makes no sense is as if it were not there."""
    state, kind, page = asked.get("state", "new"), asked.get("kind", ""), asked.get("page", "1")
    known = {review.value for review in Review}
    return Filter(
        state="" if state == "all" else state if state in known else "new",
        kind=kind if kind in ("good", "bad") else "",
        page=int(page) if page.isascii() and page.isdigit() and 0 < int(page) < 10_000 else 1,
    )


def entry(
    feedback: Feedback, stored: StoredAnswer | None, person: str, language: str, now: datetime
) -> Entry:
    """Return what is shown of one feedback; ``now`` gives the time zone."""
    section = None
    if stored is not None:
        asked = Asked(question=stored.answer.question, asked_at=stored.asked_at, stored=stored)
        section = memo_of([asked], language, made=now).sections[0]
    return Entry(
        feedback=feedback,
        person=person,
        when=moment(feedback.given_at.astimezone(now.tzinfo), language),
        section=section,
        plain=is_plain(feedback, stored),
    )
