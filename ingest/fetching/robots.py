"""What a site's ``robots.txt`` allows (RFC 9309), by Python's own parser from bytes we fetch."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

from ingest.fetching.policy import AGENT

MAX_BYTES = 512_000
"""RFC 9309 asks for at least 500 KiB to be read."""
MAX_LINES = 5_000
_FORBIDDEN = (401, 403)


class Rules:
    """The rules of one site."""

    def __init__(self, parser: RobotFileParser) -> None:
        self._parser = parser

    def allow(self, url: str) -> bool:
        """Tell whether this program may fetch an address."""
        return self._parser.can_fetch(AGENT, url)

    def delay(self) -> float:
        """Return the seconds between requests that the site asks for, 0 for none."""
        try:
            return max(0.0, float(self._parser.crawl_delay(AGENT) or 0))
        except ValueError:
            return 0.0


def rules(status: int, data: bytes) -> Rules:
    """Return the rules that a server's answer to ``/robots.txt`` means.

    As ``urllib.robotparser`` takes it: 401 and 403 forbid everything, other answers of the kind
    "not there" allow everything. A server that is busy or away is not asked with this function.
    """
    if status in _FORBIDDEN:
        text = "User-agent: *\nDisallow: /"
    elif status >= 400:
        text = ""
    else:
        text = data[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    parser = RobotFileParser()
    parser.parse(text.splitlines()[:MAX_LINES])
    return Rules(parser)
