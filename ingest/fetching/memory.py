"""What is remembered of earlier fetches, so that a server need not send again what we have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ingest.fetching.client import Answer
from rag.archive.feeds import Fetched

_MAX_VALUE = 500  # characters


class Memory(Protocol):
    """What remembers earlier fetches: ``archive.feeds``."""

    def fetched(self, url: str) -> Fetched | None:
        """Return what an address gave before, if the archive still holds just that."""
        ...

    def taken(self, source: str, url: str) -> bool:
        """Tell whether an address has an article, and ``url`` is not where that came from."""
        ...

    def note_fetched(self, url: str, found: Fetched) -> None:
        """Remember what an address gave."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What a server gave with an earlier answer, to ask whether that is still the newest."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers of a conditional request; none where nothing is known."""
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in found.items() if value}


def validators_of(answer: Answer) -> Validators:
    """Return what a server gave to ask again with."""
    return Validators(
        etag=_sendable(answer.headers.get("etag", "")),
        modified=_sendable(answer.headers.get("last-modified", "")),
    )


def _sendable(value: str) -> str:
    """Return a header's value if it may stand in a request just so, else nothing."""
    return value if value.isascii() and value.isprintable() and len(value) <= _MAX_VALUE else ""
