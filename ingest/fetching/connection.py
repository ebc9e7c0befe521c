"""Connections that lead exactly where they were vetted to lead, and end in time.

A name is resolved here, at the moment of connecting, every address of the answer is vetted, and
the socket is opened to one of those very addresses. Nobody resolves it a second time, so an answer
that changes between check and use (DNS rebinding) changes nothing. The name still goes into the
TLS handshake and the Host header, and the certificate is checked against it.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address
from typing import Any

import httpcore

from ingest.fetching.addresses import Network, Resolver, refusal, resolved, vetted
from ingest.fetching.errors import AddressRefused


class Deadline:
    """How much time is left for one address; waiting on purpose does not count."""

    def __init__(self, seconds: float, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._until = time.monotonic() + seconds
        self._sleep = sleep

    def left(self) -> float:
        """Return the seconds left, never less than 0."""
        return max(0.0, self._until - time.monotonic())

    def pause(self, seconds: float) -> None:
        """Wait on purpose."""
        if seconds > 0:
            begun = time.monotonic()
            self._sleep(seconds)
            self._until += time.monotonic() - begun


class VettedBackend(httpcore.NetworkBackend):
    """Opens sockets for httpcore, to vetted addresses only.

    ``deadline`` is set anew for each address that is fetched; connections that are kept open
    between two requests obey the deadline of the request they are used for.
    """

    def __init__(
        self,
        resolver: Resolver,
        *,
        allowed: tuple[Network, ...] = (),
        ports: Iterable[int] = (),
        trusted: tuple[str, int] | None = None,
    ) -> None:
        """Keep what is allowed; ``trusted`` is the host and port of the operator's own proxy."""
        self.deadline = Deadline(0)
        self.opened = 0
        self._resolver = resolver
        self._allowed = allowed
        self._ports = frozenset((80, 443, *ports))
        self._trusted = trusted
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, vet and connect.

        Raises:
            AddressRefused: the port or one of the host's addresses is not allowed.
            FetchError: the name is not known.
            httpcore.ConnectError, httpcore.ConnectTimeout: no address could be connected to.
        """
        trusted = (host, port) == self._trusted
        if not trusted and port not in self._ports:
            raise refused_port(host, port)
        found = self._addresses(host, port, timeout)
        addresses = found if trusted else [str(a) for a in vetted(host, found, self._allowed)]
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._wait(timeout), None, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            peer = stream.get_extra_info("server_addr")[0]
            if peer != address:
                stream.close()
                raise refusal(host, str(peer))
            self.opened += 1
            return _Timed(stream, self)
        raise failure

    def _addresses(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        try:
            return [str(ip_address(host))]
        except ValueError:
            return resolved(self._resolver, host, port, self._wait(timeout))

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: a page is never behind a file of this machine."""
        raise httpcore.ConnectError("not a web address")

    def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between its own tries."""
        self.deadline.pause(seconds)

    def _wait(self, timeout: float | None) -> float:
        left = self.deadline.left()
        if not left:
            raise httpcore.ConnectTimeout("deadline")
        return left if timeout is None else min(left, timeout)


class _Timed(httpcore.NetworkStream):
    """A stream whose every step obeys the deadline, so that dripping bytes do not prolong it."""

    def __init__(self, stream: httpcore.NetworkStream, backend: VettedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._wait(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._wait(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        wait = self._wait(timeout, httpcore.ConnectTimeout)
        secured = self._stream.start_tls(ssl_context, server_hostname, wait)
        return _Timed(secured, self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _wait(self, timeout: float | None, over: type[Exception]) -> float:
        left = self._backend.deadline.left()
        if not left:
            raise over("deadline")
        return left if timeout is None else min(left, timeout)


def refused_port(host: str, port: int) -> AddressRefused:
    """Return the error for a port where no web pages are expected."""
    return AddressRefused(
        f"{host} is asked for at port {port}, where web pages do not usually live.",
        remedy=f"If it is meant, allow it with --allow-port {port}.",
        item=host,
    )
