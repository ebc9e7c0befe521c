"""What is kept of an answer, and its form in the archive."""

from __future__ import annotations

import secrets
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from rag.errors import ArchiveError
from rag.records import AS_READ, Answer, Attempt, Exchange, Hit, Wishes

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_LARGEST = 64 * 2**20  # bytes of one record unpacked; ours are some 30 to 300 kB


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredAnswer:
    """An answer with everything it came from.

    ``answer.id`` names it. ``hits`` are the passages found, with their text at that time, best
    first. ``attempts`` are what the engines wrote, in order. ``digests`` are those of the cited
    articles' texts and ``concerning`` the corrections, replies and retractions that were known,
    both by article id. ``withdrawn`` are the ids of found articles
    that no answer could rest on. ``embedder`` and ``chat_model`` are as configured.
    """

    answer: Answer
    asked_at: datetime
    wishes: Wishes = AS_READ
    history: tuple[Exchange, ...] = ()
    hits: tuple[Hit, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    concerning: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()
    embedder: str = ""
    chat_model: str = ""

    @property
    def id(self) -> str:
        """The answer's id."""
        return self.answer.id


def new_id(moment: datetime) -> str:
    """Return a new id, such as ``261121-181502-a3f9c1``: by time, and short enough to be said."""
    return f"{moment.astimezone(UTC):%y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def packed(stored: StoredAnswer) -> str:
    """Return a stored answer as text for the archive: base64 of a zlib stream of JSON."""
    return b64encode(zlib.compress(_form().dump_json(stored), level=6)).decode("ascii")


def unpacked(text: str, identity: str) -> StoredAnswer:
    """Return what ``packed`` made a text of; fields of a newer program are passed over.

    Raises:
        ArchiveError: the record is damaged.
    """
    try:
        stream = zlib.decompressobj()
        content = stream.decompress(b64decode(text, validate=True), _LARGEST)
        if not stream.eof:
            raise ValueError("it does not end")
        return _form().validate_json(content)
    except (ValueError, zlib.error) as error:
        raise ArchiveError(
            f"The stored answer {identity} is damaged and cannot be shown.",
            remedy="Ask the question again; remove the record with: ./tanya answers remove "
            + identity,
            item=identity,
        ) from error


@cache
def _form() -> TypeAdapter[StoredAnswer]:
    """Return the reader and writer of the JSON form; pydantic is loaded with the first answer."""
    from pydantic import TypeAdapter

    return TypeAdapter(StoredAnswer)
