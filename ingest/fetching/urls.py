"""Addresses of the web: read once and strictly, so that no two parts read one differently.

The request, the connection and the Host header are all made from the one ``Address`` that is read
here. Whatever programs are known to read in different ways (backslashes, user names, ``#@``,
numbers in other notations, zone ids) is refused and not repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote, urljoin

from ingest.fetching.errors import AddressRefused

MAX_URL = 2_000
"""Characters. Browsers and servers stop between 2,000 and 8,000; no article's address is longer."""

_FORM = re.compile(r"([a-z][a-z0-9+.-]*):(//)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.I | re.S)
_PORT = re.compile(r"(.*?)(?::(\d{0,5}))?", re.S)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+")  # a last part like this makes the whole host a number
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "!$%&'()*+,-./:;=?@[]_~"  # left as they are in a path or query
_CAMPAIGN = re.compile(r"(?:utm_[a-z_]+|fbclid|gclid|dclid|msclkid|igshid)(?:=|$)", re.I)
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A web address in its parts.

    ``host`` is ASCII and lower case, an IPv6 address without brackets. ``target`` is path and
    query, percent-encoded, and begins with a slash.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port, as they stand in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.is_default_port else f"{host}:{self.port}"

    @property
    def is_default_port(self) -> bool:
        """Whether the port is the one that its scheme means."""
        return self.port == _DEFAULT_PORTS[self.scheme]

    @property
    def origin(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.target

    @property
    def literal(self) -> IPv4Address | IPv6Address | None:
        """The host as an IP address, or None where it is a name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None


def parse(text: str) -> Address:
    """Read an address of the web strictly.

    Raises:
        AddressRefused: it is no http or https address, or one that could be read in two ways.
    """
    url = text.strip(" \t\r\n")
    shown = without_password(url)[:200]
    if len(url) > MAX_URL:
        raise _refused(shown, f"is longer than {MAX_URL:,} characters")
    if any(c <= " " or c == "\x7f" or "\x80" <= c <= "\x9f" for c in url.replace(" ", "_")):
        raise _refused(shown, "holds control characters")
    if "\\" in url:
        raise _refused(shown, "holds a backslash, which programs read in different ways")
    matched = _FORM.fullmatch(url)
    if matched is None:
        raise _refused(shown, "is no web address")
    scheme, slashes, authority, path, query, fragment = matched.groups()
    scheme = scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise _refused(shown, f"begins with {scheme}:, and only http and https are fetched")
    if not slashes or not authority:
        raise _refused(shown, "names no server")
    if "@" in authority:
        raise _refused(shown, "holds a user name or password, or an @ before the server's path")
    if not path and "@" in (query or "") + (fragment or ""):
        raise _refused(shown, "has an @ where programs disagree which server is meant")
    host, port = _host_and_port(authority, scheme, shown)
    return Address(scheme=scheme, host=host, port=port, target=_target(path, query))


def joined(base: Address, reference: str) -> Address:
    """Return the address that ``reference`` means on the page ``base``.

    Raises:
        AddressRefused: as ``parse`` says.
    """
    reference = reference.strip(" \t\r\n")
    if "\\" in reference:
        raise _refused(reference[:200], "holds a backslash, which programs read in different ways")
    try:
        return parse(urljoin(base.url, reference))
    except ValueError as error:  # urljoin's own check of brackets
        raise _refused(reference[:200], "is no web address") from error


def normal(url: str) -> str:
    """Return the address under which a page is known: one spelling, without campaign marks.

    Scheme and host in lower case, no default port, no fragment, path without dot segments,
    ``utm_*``, ``fbclid``, ``gclid`` and their like left out; other parameters keep their order.

    Raises:
        AddressRefused: as ``parse`` says.
    """
    return normal_address(parse(url)).url


def normal_address(address: Address) -> Address:
    """Return an address without campaign marks; ``normal`` for one that is read already."""
    path, mark, query = address.target.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _CAMPAIGN.match(part))
    return Address(
        scheme=address.scheme,
        host=address.host,
        port=address.port,
        target=f"{path}?{kept}" if mark and kept else path,
    )


def without_password(text: str) -> str:
    """Return an address as it may be shown and remembered: no user name, no password."""
    return re.sub(r"//[^/?#\s]*@", "//…@", text.strip(" \t\r\n")[:MAX_URL])


def site_of(host: str) -> str:
    """Return the host without the names of its variants for telephones (``www.``, ``m.``)."""
    return re.sub(r"^(?:(?:www|m|amp|mobile)\.)+(?=[^.]+\.)", "", host)


def _host_and_port(authority: str, scheme: str, shown: str) -> tuple[str, int]:
    if authority.startswith("["):
        inside, closed, rest = authority[1:].partition("]")
        if not closed or (rest and not re.fullmatch(r":\d{0,5}", rest)):
            raise _refused(shown, "has a server address that cannot be read")
        if "%" in inside:
            raise _refused(shown, "names a network card of this machine")
        try:
            host = IPv6Address(inside).compressed
        except ValueError as error:
            raise _refused(shown, "has a server address that cannot be read") from error
        digits = rest[1:]
    else:
        matched = _PORT.fullmatch(authority)
        assert matched is not None  # any text matches
        host, digits = _name(matched[1], shown), matched[2] or ""
    port = int(digits) if digits else _DEFAULT_PORTS[scheme]
    if not 0 < port < 65536:
        raise _refused(shown, "has a port that does not exist")
    return host, port


def _name(host: str, shown: str) -> str:
    """Return a host as ASCII: a plain name, or four decimal numbers."""
    import idna

    if "%" in host:
        raise _refused(shown, "has an encoded server name")
    if not host.isascii():
        try:
            # UTS 46 first: full-width digits and dots become the plain ones and are seen below.
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise _refused(shown, "has a server name that does not exist") from error
    host = host.lower().removesuffix(".")
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host))
        except ValueError as error:
            raise _refused(
                shown, "writes a server address as a number in an unusual way"
            ) from error
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _refused(shown, "has a server name that does not exist")
    return host


def _target(path: str, query: str | None) -> str:
    text = _BAD_ESCAPE.sub(
        "%25", _without_dots(path or "/") + (query if query != "?" and query else "")
    )
    return _ESCAPE.sub(lambda found: found[0].upper(), quote(text, safe=_SAFE))


def _without_dots(path: str) -> str:
    """Take ``.`` and ``..`` out of a path (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    parts = path.split("/")[1:]
    for position, part in enumerate(parts):
        plain = part.lower().replace("%2e", ".")
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(part)
        if plain in (".", "..") and position == len(parts) - 1:
            kept.append("")
    return "/" + "/".join(kept)


def _refused(shown: str, why: str) -> AddressRefused:
    return AddressRefused(
        f"The address {shown} {why}.",
        remedy="Copy the address from a browser's address bar, or save the page and add the file.",
        item=shown,
    )
