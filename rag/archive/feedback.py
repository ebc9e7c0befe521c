"""What people said of answers, and what became of it.

Feedback outlives the answer it is about (``TANYA_KEEP_DAYS``): it keeps the question beside the
answer's id. It goes when its person withdraws it or is removed.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from rag.archive.connection import Connections
from rag.archive.folding import moment_text
from rag.records import Complaint, Feedback, Review

_READ = "answer, person, question, good, complaints, comment, given_at, review"


class FeedbackStore:
    """The feedback of an archive. All methods raise ``ArchiveError`` where it cannot be used."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def give(self, feedback: Feedback) -> None:
        """Keep what a person says of an answer, instead of what they said of it before.

        A case that was made of what they said before goes with it: nobody has judged the new.
        """
        with self._connections.writing() as db:
            db.execute(
                f"INSERT OR REPLACE INTO feedback ({_READ}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    feedback.answer,
                    feedback.person,
                    feedback.question,
                    feedback.good,
                    json.dumps(feedback.complaints),
                    feedback.comment,
                    moment_text(feedback.given_at),
                    feedback.review,
                ),
            )

    def of(self, answer: str, person: str) -> Feedback | None:
        """Return what a person said of an answer, or None."""
        with self._connections.reading() as db:
            row = db.execute(
                f"SELECT {_READ} FROM feedback WHERE answer = ? AND person = ?", (answer, person)
            ).fetchone()
        return _feedback(row) if row else None

    def withdraw(self, answer: str, person: str) -> bool:
        """Take back what a person said of an answer; False if they said nothing."""
        with self._connections.writing() as db:
            gone = db.execute(
                "DELETE FROM feedback WHERE answer = ? AND person = ?", (answer, person)
            )
            return gone.rowcount > 0

    def page(
        self,
        *,
        review: Review | None = None,
        good: bool | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[Feedback]:
        """Return feedback, newest first; with ``review`` or ``good`` only such."""
        wanted = {"review = ?": review, "good = ?": good}
        given = {condition: value for condition, value in wanted.items() if value is not None}
        where = f"WHERE {' AND '.join(given)}" if given else ""
        with self._connections.reading() as db:
            rows = db.execute(
                f"SELECT {_READ} FROM feedback {where}"
                " ORDER BY given_at DESC, answer, person LIMIT ? OFFSET ?",
                (*given.values(), limit, offset),
            ).fetchall()
        return [_feedback(row) for row in rows]

    def counts(self) -> dict[Review, int]:
        """Return how much feedback stands where; every state is named."""
        with self._connections.reading() as db:
            found = dict(db.execute("SELECT review, COUNT(*) FROM feedback GROUP BY review"))
        return {review: int(found.get(review, 0)) for review in Review}

    def decide(self, answer: str, person: str, review: Review, case: str = "") -> bool:
        """Say what becomes of feedback; False if there is none such.

        Args:
            answer: the answer's id.
            person: who said it.
            review: what becomes of it.
            case: with ``Review.CASE`` the line of JSON that ``evals`` reads.

        Raises:
            ValueError: a case without a line, a line without a case, or more than one line.
        """
        if (review is Review.CASE) != bool(case) or len(case.splitlines()) > 1:
            raise ValueError("one line of JSON goes with a case, and with nothing else")
        with self._connections.writing() as db:
            decided = db.execute(
                "UPDATE feedback SET review = ?, eval_case = ? WHERE answer = ? AND person = ?",
                (review, case, answer, person),
            )
            return decided.rowcount > 0

    def cases(self) -> list[str]:
        """Return the lines of all cases, in the order in which the feedback was given."""
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT eval_case FROM feedback WHERE review = ? ORDER BY given_at, answer, person",
                (Review.CASE,),
            ).fetchall()
        return [str(line) for (line,) in rows]


def _feedback(row: tuple[Any, ...]) -> Feedback:
    answer, person, question, good, complaints, comment, given_at, review = row
    return Feedback(
        answer=answer,
        person=person,
        question=question,
        good=bool(good),
        complaints=tuple(Complaint(each) for each in json.loads(complaints)),
        comment=comment,
        given_at=datetime.fromisoformat(given_at),
        review=Review(review),
    )
