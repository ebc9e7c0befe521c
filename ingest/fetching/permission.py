"""Asking each site once a run what programs may fetch (``robots.txt``)."""

from __future__ import annotations

from collections.abc import Callable

from ingest.fetching import failing, robots
from ingest.fetching.client import Client, follow
from ingest.fetching.errors import FetchError
from ingest.fetching.pacing import Pace
from ingest.fetching.urls import Address

_SECONDS = 10.0
"""What the question may take in all; the page has its own time."""


class Permission:
    """Knows the rules of every site that was asked, for one run."""

    def __init__(self, client: Client, pace: Pace, sleep: Callable[[float], None]) -> None:
        self._client = client
        self._pace = pace
        self._sleep = sleep
        self._rules: dict[str, robots.Rules | FetchError] = {}

    def ask(self, address: Address) -> None:
        """Return if an address may be fetched.

        Raises:
            FetchError: its site forbids it, or did not say.
        """
        if not self._client.policy.robots:
            return
        rules = self._rules.get(address.origin)
        if rules is None:
            rules = self._rules[address.origin] = self._read(address)
        if isinstance(rules, FetchError):
            raise failing.robots_away(address, rules)
        if not rules.allow(address.url):
            raise failing.robots_forbid(address)

    def _read(self, address: Address) -> robots.Rules | FetchError:
        from ingest.fetching.connection import Deadline

        deadline = Deadline(min(_SECONDS, self._client.policy.seconds), sleep=self._sleep)
        deadline.pause(self._pace.due_in(address.host))
        place = Address(
            scheme=address.scheme, host=address.host, port=address.port, target="/robots.txt"
        )
        try:
            answer = follow(self._client, place, deadline, limit=robots.MAX_BYTES)
        except FetchError as error:
            return error
        finally:
            self._pace.asked(address.host)
        if answer.status >= 500 or answer.status == 429:
            return failing.refused(place, answer.status, answer.headers.get("retry-after", ""))
        found = robots.rules(answer.status, answer.data)
        self._pace.slow_down(address.host, found.delay())
        return found
