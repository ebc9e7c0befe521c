"""A small web server in threads that behaves well or badly, and counts who comes.

It listens on 127.0.0.1 only. What a path answers is a ``Reply``, or a function that is given the
handler and writes whatever it likes.
"""

from __future__ import annotations

import contextlib
import gzip
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

# A key that protects nothing: for the name warta.example, signed by itself, for these tests.
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBfTCCASOgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA13YXJ0YS5l
eGFtcGxlMCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAYMRYwFAYD
VQQDDA13YXJ0YS5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvgb0
THD3jO4MHzEzRXatIgyKdOF2lJCQ+RCmM4OeAQfy4ePiBV+T1i3fd+d4muBKjix6
HRHlL6Sa41AFI2tS/KNcMFowGAYDVR0RBBEwD4INd2FydGEuZXhhbXBsZTAPBgNV
HRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIChDAdBgNVHQ4EFgQUG9k9QmuqPkv1
e3IPQe0HJuv+qycwCgYIKoZIzj0EAwIDSAAwRQIgfnTEH3zlfd/7wDjyr7ATwVVf
pEwRiKlSPIu/QjnlSYsCIQDjKwtdmHTXsOHRbeTmwrTojncajaHnf0bDDPJYSV4i
Zg==
-----END CERTIFICATE-----
"""
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcLBqHN+xQWxgy1w6
ruaCOdc2KyyDEL13ZxjmNhKaFHShRANCAAS+BvRMcPeM7gwfMTNFdq0iDIp04XaU
kJD5EKYzg54BB/Lh4+IFX5PWLd9353ia4EqOLHodEeUvpJrjUAUja1L8
-----END PRIVATE KEY-----
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A whole answer."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Reply | Callable[["Handler"], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came; header names are lower case."""

    path: str
    headers: Mapping[str, str]


class Handler(BaseHTTPRequestHandler):
    """Answers from the server's table of paths."""

    protocol_version = "HTTP/1.1"
    server: Web

    def do_GET(self) -> None:
        """Answer one request."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append(Seen(self.path, headers))
        answer = self.server.answer(self.path)
        if isinstance(answer, Reply):
            self.reply(answer)
        else:
            answer(self)
            self.close_connection = True

    def reply(self, reply: Reply) -> None:
        """Send a whole answer; one with an ETag that the caller knows becomes 304."""
        known = self.headers.get("If-None-Match")
        if known and known == reply.headers.get("ETag"):
            reply = Reply(status=304, headers=reply.headers)
        self.send_response(reply.status)
        if reply.status != 304:
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Web(ThreadingHTTPServer):
    """The server; use it with ``with``."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, pages: Mapping[str, Answer] | None = None, *, tls: Path | None = None):
        """Listen on a free port; ``tls`` is a folder where the certificate may be written."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Answer] = dict(pages or {})
        self.seen: list[Seen] = []
        self.connections = 0
        self.stopping = threading.Event()
        self.context: ssl.SSLContext | None = None
        if tls is not None:
            (tls / "key.pem").write_text(KEY)
            (tls / "certificate.pem").write_text(CERTIFICATE)
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(tls / "certificate.pem", tls / "key.pem")
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order, without robots.txt."""
        return [seen.path for seen in self.seen if seen.path != "/robots.txt"]

    def url(self, path: str, host: str = "warta.example") -> str:
        """Return the address of a path, under a name that the tests resolve to this machine."""
        return f"{'https' if self.context else 'http'}://{host}:{self.port}{path}"

    def answer(self, path: str) -> Answer:
        """Return what a path answers."""
        return self.pages.get(path) or self.pages.get(path.partition("?")[0]) or Reply(status=404)

    def get_request(self) -> tuple[Any, Any]:
        """Count a connection."""
        connection, address = super().get_request()
        self.connections += 1
        if self.context is not None:
            try:
                connection = self.context.wrap_socket(connection, server_side=True)
            except OSError:
                connection.close()
                raise
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let callers hang up as they like."""

    def __enter__(self) -> Web:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        self.stopping.set()
        self.shutdown()
        self.server_close()
        self._thread.join(5)


class Names:
    """A resolver of names that only the test knows, which remembers what it was asked.

    A list of lists is answered in turn, its last one for ever: for answers that change.
    """

    def __init__(self, known: Mapping[str, Sequence[str] | Sequence[Sequence[str]]]) -> None:
        self.known = dict(known)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """Answer like ``getaddrinfo`` does."""
        self.asked.append(host)
        found = self.known.get(host)
        if found is None:
            raise OSError(f"{host} is not known")
        if found and not isinstance(found[0], str):
            turn = min(self.asked.count(host), len(found)) - 1
            return [str(address) for address in found[turn]]
        return [str(address) for address in found]


# --- answers that are bad on purpose --------------------------------------------------------


def _head(handler: Handler, headers: str = "") -> None:
    handler.wfile.write(
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n{headers}\r\n".encode()
    )


def _drops(handler: Handler, drop: bytes, pause: float) -> Iterator[None]:
    with contextlib.suppress(OSError):
        while not handler.server.stopping.wait(pause):
            handler.wfile.write(drop)
            handler.wfile.flush()
            yield


def drip(handler: Handler) -> None:
    """Send a byte now and then, for ever."""
    _head(handler)
    for _ in _drops(handler, b"a", 0.05):
        pass


def slow_head(handler: Handler) -> None:
    """Send headers byte by byte, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in _drops(handler, b"a", 0.05):
        pass


def silent(handler: Handler) -> None:
    """Say nothing at all."""
    handler.server.stopping.wait(20)


def endless(handler: Handler) -> None:
    """Send as much as is taken, for ever."""
    _head(handler)
    for _ in _drops(handler, b"<p>lagi</p>" * 6_000, 0):
        pass


def bomb(coding: str) -> Callable[[Handler], None]:
    """Return an answer of 1 GB, packed into 1 MB."""

    def send(handler: Handler) -> None:
        bits = zlib.MAX_WBITS | 16 if coding == "gzip" else zlib.MAX_WBITS
        packer = zlib.compressobj(9, zlib.DEFLATED, bits)
        _head(handler, f"Content-Encoding: {coding}\r\n")
        block = b"\0" * 1_000_000
        with contextlib.suppress(OSError):
            for _ in range(1_000):
                handler.wfile.write(packer.compress(block))
            handler.wfile.write(packer.flush())

    return send


def too_short(handler: Handler) -> None:
    """Promise more than is sent, then hang up."""
    _head(handler, "Content-Length: 5000\r\n")
    handler.wfile.write(b"<html><p>Terpotong")


def huge_promise(handler: Handler) -> None:
    """Promise 100 MB."""
    _head(handler, "Content-Length: 100000000\r\n")
    time.sleep(0.05)


def no_http(handler: Handler) -> None:
    """Answer in another language."""
    handler.wfile.write(b"220 mail.example ESMTP\r\n")


def packed(body: bytes, coding: str = "gzip") -> Reply:
    """Return a page as servers usually send it."""
    data = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    if coding == "raw":
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        data = packer.compress(body) + packer.flush()
    name = "gzip" if coding == "gzip" else "deflate"
    return Reply(body=data, headers={"Content-Encoding": name})


def moved(target: str, status: int = 302) -> Reply:
    """Return a redirect."""
    return Reply(status=status, headers={"Location": target})


def article(title: str, text: str = "", head: str = "") -> bytes:
    """Return a page with one article."""
    body = text or f"{title}. Buruh pabrik itu menuntut upah yang layak, kata ketua serikat."
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body><article>"
        f"<h1>{title}</h1><p>{body}</p></article></body></html>"
    ).encode()


def rss(items: Sequence[tuple[str, str, str]], title: str = "Warta", more: str = "") -> Reply:
    """Return an RSS feed of items (identifier, link, title)."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><link>{link}</link><title>{name}</title>"
        "<pubDate>Wed, 19 Nov 2025 06:30:00 +0700</pubDate>"
        f"<category>upah</category></item>"
        for guid, link, name in items
    )
    body = f"<rss version='2.0'><channel><title>{title}</title>{more}{entries}</channel></rss>"
    return Reply(body=body.encode(), kind="application/rss+xml; charset=utf-8")
