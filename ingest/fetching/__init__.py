"""Fetching pages of the web: vetted, bounded, polite, and told in plain words.

What may be reached is decided in ``policy`` and ``addresses``; how an address is read in ``urls``;
where a connection really leads in ``connection``; everything together in ``fetcher``.
"""

from __future__ import annotations

from ingest.fetching.errors import AddressRefused, FetchError
from ingest.fetching.fetcher import Fetcher, fetch
from ingest.fetching.memory import Memory, Validators
from ingest.fetching.policy import FetchPolicy
from ingest.fetching.urls import normal, parse

__all__ = [
    "AddressRefused",
    "FetchError",
    "FetchPolicy",
    "Fetcher",
    "Memory",
    "Validators",
    "fetch",
    "normal",
    "parse",
]
