"""From where the page can be reached, and what that asks for."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import UsageError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""The names of this machine for itself."""

DOCS = "docs/serving.md shows how."


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """By which names the page may be called, below which path, and who encrypts.

    ``hosts``: names and addresses, lower case, without port. ``root_path``: "" or the public path
    below which a proxy shows the page, such as "/tanya". ``certificate`` and ``key``: PEM files,
    when the page encrypts by itself. ``proxies``: addresses or networks of the proxies whose word
    about scheme and sender is taken. ``insecure``: unencrypted use over the network is accepted.
    """

    hosts: tuple[str, ...] = LOOPBACK
    root_path: str = ""
    certificate: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()
    insecure: bool = False

    @property
    def encrypts(self) -> bool:
        """Whether this program holds the certificate itself."""
        return self.certificate is not None

    @property
    def alone(self) -> bool:
        """Whether only this machine should be able to come here."""
        away = any(not is_loopback(name) for name in self.hosts)
        return not (away or self.proxies)

    @property
    def only_encrypted(self) -> bool:
        """Whether what came over the network unencrypted, past the proxy, is turned away."""
        return bool(self.proxies) and not self.insecure

    def address(self, host: str, port: int) -> str:
        """Return what to type into a browser to reach the page without a proxy."""
        shown = f"[{host}]" if ":" in host else host
        scheme = "https" if self.encrypts else "http"
        return f"{scheme}://{shown}:{port}{self.root_path}" + ("/" if self.root_path else "")


HERE = Reach()
"""This machine alone."""


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can call an address or name."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_wildcard(host: str) -> bool:
    """Tell whether listening there means listening on every address of the machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def plain_name(text: str) -> str:
    """Return a host name or address as the ``Host`` header would carry it, without port.

    Raises:
        UsageError: it is a whole address with scheme, port or path, or no name at all.
    """
    name = text.strip().strip("[]").rstrip(".").lower()
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    if re.fullmatch(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", name):
        return name
    raise UsageError(
        f"“{text}” is not a host name.",
        remedy="Give the bare name or address, such as --name tanya.kantor.example.",
        item=text,
    )


def plain_root(text: str) -> str:
    """Return the public path below which the page stands: "" or "/a/b".

    Raises:
        UsageError: it is no path, or one that the page itself uses.
    """
    from ui.serving.doors import door_of

    path = "/" + text.strip().strip("/")
    if path == "/":
        return ""
    if not re.fullmatch(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+", path) or len(path) > 100:
        raise UsageError(
            f"“{text}” cannot be the path of the page.",
            remedy="Give letters and digits, such as --root-path /tanya.",
            item=text,
        )
    if door_of(path) is not None:
        raise UsageError(
            f"The path “{path}” is also one of the page's own.",
            remedy="Choose another one, such as --root-path /tanya.",
            item=text,
        )
    return path


def plain_proxy(text: str) -> str:
    """Return a proxy's address or network.

    Raises:
        UsageError: it is neither, or it means everybody.
    """
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        network = None
    if network is None or network.prefixlen == 0:
        raise UsageError(
            f"“{text}” is not the address of a proxy.",
            remedy="Give its IP address, such as --proxy 127.0.0.1 for one on this machine.",
            item=text,
        )
    alone = network.prefixlen == network.max_prefixlen
    return str(network.network_address) if alone else str(network)


def needs_sign_in(host: str, reach: Reach) -> bool:
    """Tell whether others than the person at this machine can come to the page.

    A proxy or a name that others can call means so too, though the page itself listens on
    127.0.0.1: the proxy carries the office to it.
    """
    return not (reach.alone and is_loopback(host))


def refuse_bare(host: str, reach: Reach) -> None:
    """Refuse to send passwords over the network for everybody there to read.

    A proxy counts because it encrypts; the guard then turns away what did not come encrypted.

    Raises:
        UsageError: the page would be reachable without encryption and nobody accepted that.
    """
    if reach.encrypts or reach.proxies or reach.insecure or not needs_sign_in(host, reach):
        return
    raise UsageError(
        f"The page would listen on {host} without encryption: passwords and questions could be "
        "read by anyone on the office network.",
        remedy="Give a certificate (--tls-cert FILE --tls-key FILE), name the proxy that encrypts "
        "(--proxy ADDRESS), or leave out --host and --name to stay on this machine. "
        f"--insecure-lan accepts the risk. {DOCS}",
        item=host,
    )


def check_certificate(certificate: Path, key: Path) -> None:
    """Load a certificate and its key once, so that trouble shows before anything else starts.

    Raises:
        UsageError: a file is missing or unreadable, they do not belong together, or the key has
            a password.
    """
    import ssl

    for file in (certificate, key):
        if not file.is_file():
            raise UsageError(
                f"There is no file {file}.",
                remedy=f"Check --tls-cert and --tls-key. {DOCS}",
                item=str(file),
            )
    try:
        # Without `password` the library would ask on the terminal, where a service has none.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key, password=lambda: b"")
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The certificate {certificate} and the key {key} cannot be used: {error}.",
            remedy="Both must be PEM files that belong together and are readable for this user; "
            f"the key without a password. {DOCS}",
            item=str(certificate),
        ) from error


def hosts_for(host: str, names: Iterable[str], own: Sequence[str]) -> tuple[str, ...]:
    """Return every name by which the page may be called.

    Args:
        host: where it listens.
        names: what the operator added, checked here.
        own: this machine's names and addresses; they count when it listens beyond loopback.
    """
    found = [*LOOPBACK, *(plain_name(name) for name in names)]
    if not is_loopback(host):
        found += own if is_wildcard(host) else [plain_name(host), *own]
    return tuple(dict.fromkeys(found))


def own_names() -> tuple[str, ...]:
    """Return this machine's host name and addresses, asking nobody on the network."""
    import socket

    import psutil

    families = (socket.AF_INET, socket.AF_INET6)
    addresses = [
        str(ipaddress.ip_address(each.address.split("%")[0]))
        for card in psutil.net_if_addrs().values()
        for each in card
        if each.family in families
    ]
    name = socket.gethostname().rstrip(".").lower()
    names = [name, name.split(".")[0], name.split(".")[0] + ".local"] if name else []
    return tuple(dict.fromkeys([*names, *addresses]))
