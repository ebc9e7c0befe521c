"""What a run takes beside files: pages that were fetched or piped in, and what could not be had."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.documents import Metadata


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A document whose bytes are at hand: fetched from an address, or from standard input.

    ``name`` ends like a file's name and tells which reader is meant (``page.html``, ``law.pdf``).
    ``source`` is its address in the archive, for a fetched page its canonical URL.
    ``fingerprint`` changes whenever the bytes do. ``given`` is what is known of it from elsewhere
    (its feed, its address); what the operator gives goes before it, what the document's own
    fields say goes before it too, what its text states does not.
    """

    source: str
    shown: str
    name: str
    data: bytes
    fingerprint: str
    given: Metadata = Metadata()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unavailable:
    """A document that could not be had, and why.

    ``transient`` where trying again later may help (a server that is busy or away).
    """

    source: str
    shown: str
    reason: str
    remedy: str
    transient: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class NotModified:
    """A document that its server says has not changed."""

    source: str
    shown: str
