"""What may be fetched, how fast and how much: the operator's decisions in one place."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from ingest.fetching import urls
from ingest.fetching.addresses import Network, networks
from rag.errors import UsageError

AGENT = "TanyaSerikat"
"""The name by which a ``robots.txt`` can address this program."""
MAX_BYTES = 20_000_000  # of a page or document after unpacking; the readers' own limit
MAX_REDIRECTS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchPolicy:
    """How to fetch.

    Args:
        allow: networks that may be reached although they are private (``192.168.1.0/24``).
        ports: ports beside 80 and 443 that may be used.
        proxy: ``http://host:port`` to go through, "" for none; the environment's is never used.
            A proxy looks names up itself, so their addresses cannot be checked here.
        robots: whether ``robots.txt`` is honoured.
        seconds: for one address in all, redirects and repeats included, waiting for politeness
            not counted.
        idle_seconds: without a byte, or for a connection.
        interval: seconds between two requests to one host.
        attempts: at one address, where the server is away or busy.
        most_wait: seconds that a server's Retry-After is waited for; a longer one ends the try.
        max_bytes: of the body after unpacking.
        ca_file: certificates to be trusted beside the usual ones (an office's own server).

    Raises:
        UsageError: a network, port, proxy or file of certificates that makes no sense.
    """

    allow: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    proxy: str = ""
    robots: bool = True
    seconds: float = 30.0
    idle_seconds: float = 10.0
    interval: float = 1.0
    attempts: int = 3
    most_wait: float = 10.0
    max_bytes: int = MAX_BYTES
    ca_file: str = ""

    def __post_init__(self) -> None:
        networks(self.allow)
        if any(not 0 < port < 65536 for port in self.ports):
            raise UsageError("A port is a number from 1 to 65535.", remedy="Correct --allow-port.")
        if self.proxy and not self.proxy.startswith("http://"):
            raise UsageError(
                f"The proxy {self.proxy!r} cannot be used.",
                remedy="Write it like http://192.168.1.2:3128.",
                item=self.proxy,
            )
        if self.proxy:
            urls.parse(self.proxy)
        if self.ca_file:
            _check_certificates(self.ca_file)

    @property
    def networks(self) -> tuple[Network, ...]:
        """The allowed networks, read."""
        return networks(self.allow)

    def notices(self) -> tuple[str, ...]:
        """Return what an operator should be told before anything is fetched."""
        said = []
        if self.proxy:
            said.append(
                f"Pages are fetched through the proxy {self.proxy}: it decides which machine a "
                "name leads to, and private addresses behind names cannot be refused here."
            )
        if self.allow:
            said.append(f"Private addresses in {', '.join(self.allow)} are allowed.")
        if not self.robots:
            said.append("robots.txt is not asked.")
        return tuple(said)


def _check_certificates(path: str) -> None:
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl.SSLError is one
        raise UsageError(
            f"The certificates in {path} cannot be read.",
            remedy="Name a file of certificates in PEM form with --ca-file.",
            item=path,
        ) from error


def user_agent() -> str:
    """Return how this program names itself to servers."""
    try:
        number = version("tanya-serikat")
    except PackageNotFoundError:
        number = "0"
    return f"{AGENT}/{number} (keeps an archive of news for an office)"
