"""Whether a request was made by a page of ours or by a stranger's in the same browser.

A cookie goes with a request whichever page made it: SameSite keeps only other *sites* out, and for
it all ports of a host, and all hosts below one registered name, are one site. So an address is
compared whole, with its port: another service of the same machine is a stranger.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}

Headers = Mapping[bytes, bytes]


def address_of(url: bytes, scheme: str = "") -> tuple[str, int | None] | None:
    """Return host (lower case, no dot at its end) and port of an origin or of ``//host:port``.

    Args:
        url: the text to read.
        scheme: whose port counts where none is written; the origin's own goes first.

    Returns:
        None if it cannot be read; the port is None if neither is known.
    """
    try:
        parts = urlsplit(url.decode("ascii"))
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None or parts.path not in ("", "/"):
        return None
    return parts.hostname.rstrip("."), port or _PORTS.get(parts.scheme or scheme)


def foreign(method: str, headers: Headers) -> bool:
    """Tell whether another page made a request that it may not make.

    Browsers send Origin with every POST and with what crosses origins; ``null`` stands for a
    page without one (a sandboxed frame, a file) and is nobody's. Sec-Fetch-Site says the same
    where it is sent (https, or this machine), and no script can change it. Following a link to a
    page here from anywhere is allowed: that only shows it.
    """
    origin, site = headers.get(b"origin"), headers.get(b"sec-fetch-site")
    if origin is not None and not _same_place(origin, headers):
        return True
    if site in (b"cross-site", b"same-site"):
        return not _follows_a_link(method, headers)
    if method in ("GET", "HEAD") or origin is not None:
        return False
    # Neither says where it comes from: a program, unless it carries what only a browser keeps.
    return b"cookie" in headers and site not in (b"same-origin", b"none")


def _same_place(origin: bytes, headers: Headers) -> bool:
    scheme = origin.partition(b":")[0].decode("ascii", "replace")
    if scheme not in _PORTS:
        return False
    theirs = address_of(origin)
    ours = address_of(b"//" + headers.get(b"host", b""), scheme)
    if theirs is None or ours is None:
        return False
    # A proxy that passes the host on without its port: the browser itself says that it is the same.
    vouched = headers.get(b"sec-fetch-site") == b"same-origin"
    return theirs == ours or (vouched and theirs[0] == ours[0])


def _follows_a_link(method: str, headers: Headers) -> bool:
    return (
        method in ("GET", "HEAD")
        and headers.get(b"sec-fetch-mode") == b"navigate"
        and headers.get(b"sec-fetch-dest") == b"document"
    )


def from_elsewhere(headers: Headers) -> bool:
    """Tell whether a proxy carried a request here."""
    signs = (b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip")
    return any(name in headers for name in (*signs, b"forwarded", b"via"))
