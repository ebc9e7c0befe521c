"""One address to one body: vetted connections, redirects by hand, limits, and plain words."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.fetching import decoding, failing
from ingest.fetching.addresses import Resolver, permitted, refusal
from ingest.fetching.errors import FetchError
from ingest.fetching.policy import MAX_REDIRECTS, FetchPolicy, user_agent
from ingest.fetching.urls import Address, joined, parse

if TYPE_CHECKING:
    import httpcore

    from ingest.fetching.connection import Deadline, VettedBackend

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_ACCEPT = "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.8,*/*;q=0.5"
_DRAINED = 65_536  # bytes of an error's page
_LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a server sent. ``headers`` have lower-case names; ``data`` is unpacked."""

    address: Address
    status: int
    headers: Mapping[str, str]
    data: bytes = b""


class Client:
    """Speaks HTTP over vetted connections. For one thread; close it after use."""

    def __init__(self, policy: FetchPolicy, resolver: Resolver) -> None:
        self.policy = policy
        self._backend, self._pool = _opened(policy, resolver)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    @property
    def connections(self) -> int:
        """How many connections were opened."""
        return self._backend.opened

    def redirected(self, address: Address, answer: Answer) -> Address | None:
        """Return where a server sends us on to, or None where it answers itself.

        Raises:
            FetchError: it sends us nowhere, or from an encrypted page to a plain one.
        """
        if answer.status not in _REDIRECTS:
            return None
        target = answer.headers.get("location", "")
        if not target:
            raise failing.no_target(address)
        found = joined(address, target)
        if address.scheme == "https" and found.scheme == "http":
            raise failing.downgraded(address, found)
        return found

    def get(
        self, address: Address, deadline: Deadline, *, headers: Mapping[str, str], limit: int
    ) -> Answer:
        """Send one request and return the answer, whatever its status; redirects are not followed.

        Raises:
            FetchError: the address is not allowed, or no whole answer came in time.
        """
        import httpcore

        self._vet(address)
        self._backend.deadline = deadline
        idle = self.policy.idle_seconds
        timeout = {"connect": idle, "read": idle, "write": idle, "pool": idle}
        try:
            with self._pool.stream(
                "GET",
                httpcore.URL(
                    scheme=address.scheme.encode(),
                    host=address.host.encode(),
                    port=None if address.is_default_port else address.port,
                    target=address.target.encode(),
                ),
                headers=_headers(address, headers),
                extensions={"timeout": timeout},
            ) as response:
                return _read(address, response, limit)
        except FetchError:
            raise
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise failing.broken(address, error, over=not deadline.left()) from error
        except (httpcore.ProxyError, httpcore.UnsupportedProtocol) as error:
            raise failing.broken(address, error, over=False) from error

    def _vet(self, address: Address) -> None:
        """Refuse what can be seen to be private without asking for its address.

        The connection vets again what the name leads to; behind a proxy this is all there is.
        """
        from ingest.fetching.connection import refused_port

        if address.port not in (80, 443, *self.policy.ports):
            raise refused_port(address.host, address.port)
        literal = address.literal
        if literal is not None and not permitted(literal, self.policy.networks):
            raise refusal(address.host, address.host)
        local = address.host.endswith(_LOCAL_NAMES) or "." not in address.host
        if literal is None and local and self.policy.proxy:
            raise refusal(address.host, address.host)


def follow(client: Client, address: Address, deadline: Deadline, *, limit: int) -> Answer:
    """Get an address and where it redirects to, without asking anybody in between."""
    for _ in range(MAX_REDIRECTS + 1):
        answer = client.get(address, deadline, headers={}, limit=limit)
        found = client.redirected(address, answer)
        if found is None:
            return answer
        address = found
    raise failing.too_many_redirects(address)


def _opened(
    policy: FetchPolicy, resolver: Resolver
) -> tuple[VettedBackend, httpcore.ConnectionPool]:
    import httpcore

    from ingest.fetching.connection import VettedBackend

    context = _tls(policy.ca_file)
    proxy = parse(policy.proxy) if policy.proxy else None
    backend = VettedBackend(
        resolver,
        allowed=policy.networks,
        ports=policy.ports,
        trusted=(proxy.host, proxy.port) if proxy else None,
    )
    if proxy is not None:
        return backend, httpcore.HTTPProxy(
            proxy.origin, ssl_context=context, network_backend=backend, max_connections=10
        )
    return backend, httpcore.ConnectionPool(
        ssl_context=context, network_backend=backend, max_connections=10, keepalive_expiry=15
    )


@lru_cache(maxsize=4)
def _tls(ca_file: str) -> ssl.SSLContext:
    """Return a context that checks certificates and names: Mozilla's roots and the system's.

    Kept, because making one takes 0.1 s of a processor.
    """
    import httpx

    context = httpx.create_ssl_context(verify=True, trust_env=False)
    context.load_default_certs()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _headers(address: Address, more: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        ("Host", address.authority),
        ("User-Agent", user_agent()),
        ("Accept", _ACCEPT),
        ("Accept-Language", "id,en;q=0.7"),
        ("Accept-Encoding", decoding.ACCEPTED),
        *more.items(),
    ]


def _text(value: bytes) -> str:
    """Return a header's value: servers write addresses in UTF-8, the standard is ISO-8859-1."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _read(address: Address, response: httpcore.Response, limit: int) -> Answer:
    headers = {
        name.decode("latin-1").casefold(): _text(value).strip() for name, value in response.headers
    }
    data = b""
    text = headers.get("content-length", "")
    length = int(text[:15]) if text.isascii() and text.isdigit() else None
    if response.status >= 300:
        if length is not None and length <= _DRAINED:  # so that the connection can be used again
            response.read()
    else:
        if length is not None and length > limit:
            raise decoding.too_long(address.url, limit)
        data = decoding.unpacked(
            response.iter_stream(),
            headers.get("content-encoding", ""),
            limit=limit,
            item=address.url,
        )
    return Answer(address=address, status=response.status, headers=headers, data=data)
