"""What both forms of a reply have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from rag.ollama_client.reply import NotInForm

_LABEL = re.compile(r"[\[(【［]?\s*[Ss]\s?(\d{1,6})\s*[\])】］]?")


@dataclass(frozen=True, kw_only=True, slots=True)
class RawClaim:
    """One claim as the model wrote it: ``labels`` like "S3" in its order, perhaps invented."""

    text: str
    labels: tuple[str, ...]


class ReplyReader(Protocol):
    """What both forms share.

    ``answerable`` is what the model said, None while it has not. ``finished`` tells that
    nothing more of the reply will be read. ``malformed`` counts claims without a usable shape.
    """

    @property
    def answerable(self) -> bool | None:
        """What the model said of answering."""

    @property
    def finished(self) -> bool:
        """Whether nothing more of the reply will be read."""

    @property
    def malformed(self) -> int:
        """How many claims had no usable shape."""

    def feed(self, piece: str) -> list[RawClaim]:
        """Take the next piece of the reply and return the claims it completes."""

    def close(self) -> list[RawClaim]:
        """Return what is left at the end of the stream, or raise NotInForm."""


def broken(why: str) -> NotInForm:
    """Return the error for a reply that is not in the agreed form."""
    return NotInForm(
        f"The local model's reply could not be used: {why}.",
        remedy="Ask again, or choose another model; the answer is given in quotes meanwhile.",
    )


def find_labels(value: object) -> tuple[str, ...]:
    """Return the labels in one item of an evidence list: "S3", "[S3]" or "S1, S3"."""
    if not isinstance(value, str) or len(value) > 200:
        return ()
    rest = _LABEL.sub("", value).strip(" ,;")
    return () if rest else tuple(f"S{int(number)}" for number in _LABEL.findall(value))
