"""What people say of answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Complaint(StrEnum):
    """What was wrong with an answer."""

    WRONG_FACT = "wrong_fact"
    WRONG_SOURCE = "wrong_source"
    MISSED_ARTICLE = "missed_article"
    SHOULD_REFUSE = "should_refuse"
    OUT_OF_DATE = "out_of_date"
    OTHER = "other"


class Review(StrEnum):
    """What became of feedback."""

    NEW = "new"
    DISMISSED = "dismissed"
    CASE = "case"
    """It was made a case that the evaluation reads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feedback:
    """What one person said of one answer; saying it again replaces it.

    ``question`` is kept beside ``answer`` (its id), because answers leave after a time.
    """

    answer: str
    person: str
    question: str
    good: bool
    complaints: tuple[Complaint, ...] = ()
    comment: str = ""
    given_at: datetime
    review: Review = Review.NEW
