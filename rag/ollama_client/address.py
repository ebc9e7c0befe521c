"""Where Ollama is: the forms that ``OLLAMA_HOST`` takes, made into one address."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from rag.errors import UsageError

_DEFAULT_PORT = 11434
_SCHEME_PORTS = {"http": 80, "https": 443}
_REMEDY = "Set OLLAMA_HOST to an address such as http://127.0.0.1:11434."


def normalise_host(value: str) -> str:
    """Return ``value`` as scheme, host, port and path without a slash at the end.

    Ports follow Ollama's own rule: 11434 without a scheme, 80 and 443 with one. A server
    that listens everywhere (``0.0.0.0``, ``::``) is reached on the loopback address, since
    Windows cannot connect to the other. An empty value is ``http://127.0.0.1:11434``.

    Raises:
        UsageError: the value is no address, has a name and password in it, or a scheme that
            is neither http nor https.
    """
    wanted = value.strip().strip("\"'").strip()
    if any(character.isspace() or not character.isprintable() for character in wanted):
        raise _wrong(value, "has a space or a control character in it")
    scheme, separator, rest = wanted.partition("://")
    if not separator:
        scheme, rest = "http", wanted
    if separator and not rest.strip("/"):
        raise _wrong(value, "has no host in it")
    scheme = scheme.lower()
    if scheme not in _SCHEME_PORTS:
        raise _wrong(value, "begins with neither http:// nor https://")
    parts, port = _split(value, f"{scheme}://{rest}")
    if port is None:
        port = _SCHEME_PORTS[scheme] if separator else _DEFAULT_PORT
    return f"{scheme}://{_reachable(parts.hostname or '127.0.0.1')}:{port}{parts.path.rstrip('/')}"


def _split(value: str, url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _wrong(value, "has no valid host and port") from None
    if "@" in parts.netloc:
        raise _wrong("(with a password)", "has a name or password in it, which is not sent")
    if parts.query or parts.fragment:
        raise _wrong(value, "has a question mark or a hash in it")
    if port == 0:
        raise _wrong(value, "has port 0 in it")
    return parts, port


def _reachable(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        address = ipaddress.ip_address("127.0.0.1" if address.version == 4 else "::1")
    return f"[{address}]" if address.version == 6 else str(address)


def _wrong(value: str, why: str) -> UsageError:
    return UsageError(
        f"The Ollama address {value[:100]!r} {why}.", remedy=_REMEDY, item="OLLAMA_HOST"
    )
