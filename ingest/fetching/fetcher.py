"""Addresses to pages, politely: robots.txt, one request a second to a host, repeats, memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ingest.documents import Metadata
from ingest.fetching import client as http
from ingest.fetching import failing, kinds, links, urls
from ingest.fetching.addresses import Resolver, system_resolver
from ingest.fetching.errors import AddressRefused, FetchError
from ingest.fetching.memory import Memory, Validators, validators_of
from ingest.fetching.pacing import Pace
from ingest.fetching.permission import Permission
from ingest.fetching.policy import MAX_REDIRECTS, FetchPolicy
from ingest.fetching.urls import Address
from ingest.items import NotModified, Page, Unavailable
from ingest.sources import READERS_VERSION
from rag.archive.feeds import Fetched

if TYPE_CHECKING:
    from tenacity import RetryCallState

    from ingest.fetching.connection import Deadline

Item = Page | Unavailable | NotModified
_NOT_MODIFIED = 304


class Fetcher:
    """Fetches one address after the other. For one thread; use it with ``with``."""

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        memory: Memory | None = None,
        resolver: Resolver = system_resolver,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare; nothing is sent.

        Args:
            policy: what is allowed.
            memory: what is known of earlier fetches; None asks for everything anew.
            resolver: from names to addresses; whatever it says is vetted.
            sleep: waits; for tests.
        """
        self.policy = policy
        self._memory = memory
        self._client = http.Client(policy, resolver)
        self._pace = Pace(policy.interval)
        self._permission = Permission(self._client, self._pace, sleep)
        self._sleep = sleep
        self._gave: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def document(self, url: str, given: Metadata | None = None) -> Item:
        """Fetch one article or document.

        Args:
            url: its address.
            given: what is known of it from elsewhere; the final address is added.
        """
        try:
            address = urls.normal_address(urls.parse(url))
        except FetchError as error:
            return unavailable(urls.without_password(url), error)
        known = self._memory.fetched(address.url) if self._memory else None
        asked = Validators(etag=known.etag, modified=known.modified) if known else Validators()
        try:
            answer = self.body(address, asked, limit=self.policy.max_bytes)
            if known and answer.status == _NOT_MODIFIED:
                return NotModified(source=known.source, shown=address.url)
            return self._page(address, answer, given or Metadata())
        except FetchError as error:
            return unavailable(address.url, error)

    def body(
        self, address: Address, validators: Validators | None = None, *, limit: int
    ) -> http.Answer:
        """Return what an address gives: status 200, or 304 where validators were given.

        Args:
            address: of whatever is to be fetched.
            validators: from an earlier answer.
            limit: bytes of the body after unpacking.

        Raises:
            FetchError: it could not be had; ``transient`` says whether to try later.
        """
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        from ingest.fetching.connection import Deadline

        deadline = Deadline(self.policy.seconds, sleep=self._sleep)
        asked = validators.headers() if validators else {}

        def again(error: BaseException) -> bool:
            return (
                isinstance(error, FetchError)
                and error.transient
                and failing.may_retry(error)
                and (error.wait or 0) <= self.policy.most_wait
                and deadline.left() > 0
            )

        retrying = Retrying(
            stop=stop_after_attempt(self.policy.attempts),
            retry=retry_if_exception(again),
            wait=_wait,
            sleep=deadline.pause,
            reraise=True,
        )
        return retrying(self._followed, address, deadline, asked, limit)

    def _followed(
        self, address: Address, deadline: Deadline, headers: Mapping[str, str], limit: int
    ) -> http.Answer:
        for _ in range(MAX_REDIRECTS + 1):
            self._permission.ask(address)
            deadline.pause(self._pace.due_in(address.host))
            try:
                answer = self._client.get(address, deadline, headers=headers, limit=limit)
            finally:
                self._pace.asked(address.host)
            found = self._client.redirected(address, answer)
            if found is not None:
                address = found
            elif answer.status == 200 or (answer.status == _NOT_MODIFIED and headers):
                return answer
            else:
                wait = answer.headers.get("retry-after", "")
                raise failing.refused(address, answer.status, wait)
        raise failing.too_many_redirects(address)

    def _page(self, asked: Address, answer: http.Answer, given: Metadata) -> Page:
        kind, charset = kinds.content_type(answer.headers.get("content-type", ""))
        name = kinds.name_of(answer.data, kind, answer.address)
        known_as = urls.normal_address(answer.address)
        if name.endswith(".html"):
            named = links.canonical(answer.data, answer.address)
            known_as = known_as if self._taken(named, known_as, asked) else named
        self._gave[known_as.url] = asked.url
        data = answer.data
        if name.endswith((".html", ".txt", ".md")):
            data = kinds.in_utf8(data, charset)
        fingerprint = f"{READERS_VERSION}:{sha256(answer.data).hexdigest()[:32]}"
        if self._memory is not None:
            fresh = validators_of(answer)
            found = Fetched(
                source=known_as.url,
                fingerprint=fingerprint,
                etag=fresh.etag,
                modified=fresh.modified,
            )
            self._memory.note_fetched(asked.url, found)
        return Page(
            source=known_as.url,
            shown=asked.url,
            name=name,
            data=data,
            fingerprint=fingerprint,
            given=replace(given, url=known_as.url),
        )

    def _taken(self, named: Address, own: Address, asked: Address) -> bool:
        """Tell whether a page names as its own an address that another page has.

        Some sites name one page on all of them, or the first page on every page of an article:
        believed, each would replace the one before. With the same text it is found to be the same.
        """
        if named.target == own.target:  # the host's variants: www., m.
            return False
        if self._gave.get(named.url, asked.url) != asked.url:
            return True
        return self._memory is not None and self._memory.taken(named.url, asked.url)


def fetch(
    addresses: Iterable[str],
    policy: FetchPolicy,
    *,
    memory: Memory | None = None,
    resolver: Resolver = system_resolver,
) -> Iterator[Item]:
    """Fetch addresses in order, each once; what cannot be had is told and the next follows.

    Args:
        addresses: of articles and documents; a feed is refused (``feeds.following`` reads it).
        policy: what is allowed.
        memory: ``archive.feeds``, so that what did not change is not sent again.
        resolver: from names to addresses.
    """
    seen: set[str] = set()
    with Fetcher(policy, memory=memory, resolver=resolver) as fetcher:
        for url in addresses:
            key = normal_or_same(url)
            if key not in seen:
                seen.add(key)
                yield fetcher.document(url)


def unavailable(source: str, error: FetchError) -> Unavailable:
    """Return an error as an item of a run."""
    return Unavailable(
        source=source,
        shown=source,
        reason=error.what,
        remedy=error.remedy,
        transient=error.transient,
    )


def normal_or_same(url: str) -> str:
    """Return an address in its one spelling, or as it is where it cannot be read."""
    try:
        return urls.normal(url)
    except AddressRefused:
        return urls.without_password(url)


def _wait(state: RetryCallState) -> float:
    """Wait as long as the server asks, else 0.5 s, 1 s, …, and up to half a second at random."""
    from tenacity import wait_exponential, wait_random

    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, FetchError) else None
    return max(asked or 0.0, wait_exponential(multiplier=0.5)(state) + wait_random(0, 0.5)(state))
