"""Which machines may be spoken to: public ones, and those that the operator allows on purpose."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from ingest.fetching.errors import AddressRefused, FetchError
from rag.errors import UsageError

IP = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""From host and port to IP addresses as text. Raises OSError where the name is not known."""

# Beside what Python knows to be private, shared, reserved or multicast (the special-purpose
# registries of IANA): addresses that look public and lead to machines of the network's own.
_REFUSED = tuple(
    ip_network(text)
    for text in (
        "168.63.129.16/32",  # services of the host machine in Azure
        "192.88.99.0/24",  # relays of 6to4, RFC 7526
        "100.64.0.0/10",  # shared by a provider's customers, RFC 6598
        "64:ff9b:1::/48",  # local translation, RFC 8215
        "fec0::/10",  # site-local, RFC 3879
        "2001:db8::/32",  # examples
        "3fff::/20",  # examples, RFC 9637
        "5f00::/16",  # segment routing, RFC 9602
    )
)
_TRANSLATED = ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_COMPATIBLE = ip_network("::/96")  # RFC 4291, given up, and still routed by some


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Read the networks that an operator allows: ``192.168.1.0/24``, ``10.0.0.7``, ``fd00::/8``.

    Raises:
        UsageError: one is no network.
    """
    found = []
    for text in texts:
        try:
            found.append(ip_network(text.strip()))
        except ValueError as error:
            raise UsageError(
                f"{text!r} is no network address.",
                remedy="Write it like 192.168.1.0/24, or one address like 192.168.1.7.",
                item=text,
            ) from error
    return tuple(found)


def permitted(address: IP, allowed: Sequence[Network] = ()) -> bool:
    """Tell whether an address may be connected to.

    It may when it lies in an allowed network, or is public in itself and in every IPv4 address
    that is written inside it (mapped, translated, 6to4, Teredo).
    """
    plain = getattr(address, "ipv4_mapped", None) or address
    if any(plain in network for network in allowed if network.version == plain.version):
        return True
    carried = _inside(address)
    only_carries = isinstance(address, IPv6Address) and _only_carries(address)
    return all(_public(inner) for inner in carried) and (only_carries or _public(address))


def vetted(host: str, found: Sequence[str], allowed: Sequence[Network]) -> tuple[IP, ...]:
    """Return a host's addresses, each of which may be connected to.

    One that may not makes the whole answer suspect: no page of the open web has it.

    Raises:
        AddressRefused: one of them may not be connected to.
        FetchError: there are none.
    """
    addresses = []
    for text in dict.fromkeys(found):
        try:
            address = ip_address(text)
        except ValueError:
            address = None
        if address is None or getattr(address, "scope_id", None) or not permitted(address, allowed):
            raise refusal(host, text)
        addresses.append(address)
    if not addresses:
        raise unknown_host(host)
    return tuple(addresses)


def refusal(host: str, address: str) -> AddressRefused:
    """Return the error for a host that leads into a private network."""
    where = host if host == address else f"{host} ({address})"
    plain = address.partition("%")[0]
    # Services of cloud machines live there, which hand out keys; nobody's articles do.
    link_local = plain.startswith(("169.254.", "fe80:"))
    return AddressRefused(
        f"{where} is not on the open web: it leads to this machine or a private network.",
        remedy="No article is there; leave it out."
        if link_local
        else "If that server is your own and meant, allow exactly its network, for example "
        f"--allow-address {plain}.",
        item=host,
    )


def unknown_host(host: str) -> FetchError:
    """Return the error for a name that leads nowhere."""
    return FetchError(
        f"The server {host} was not found.",
        remedy="Check the spelling and the connection to the internet, then try again.",
        item=host,
        transient=True,
    )


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the operating system for a host's addresses, IPv4 first (many offices have no IPv6)."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return [str(entry[4][0]) for entry in found]


def resolved(resolver: Resolver, host: str, port: int, seconds: float) -> Sequence[str]:
    """Ask a resolver, but wait no longer than this: the system's own has no limit.

    Raises:
        FetchError: the name is not known, or no answer came in time.
    """
    answers: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=ask, name="resolving", daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.01, seconds))
    except queue.Empty:
        raise unknown_host(host) from None
    if isinstance(answer, OSError):
        raise unknown_host(host) from answer
    return answer


def _only_carries(address: IPv6Address) -> bool:
    """Tell whether an address is nothing but the IPv4 address inside it."""
    return address.ipv4_mapped is not None or address in _TRANSLATED


def _inside(address: IP) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that are written inside an IPv6 one."""
    if isinstance(address, IPv4Address):
        return ()
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if address in _TRANSLATED or address in _COMPATIBLE:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


def _public(address: IP) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not address.is_loopback
        and not address.is_link_local
        and not any(address in net for net in _REFUSED if net.version == address.version)
    )
