"""Passwords: what is accepted, and how it is kept (argon2id).

Rules by NIST SP 800-63B (5.1.1.2): a minimum length, no rules of composition, no forced change, a
list of what everybody tries. Hashing by RFC 9106's second recommended option, which is also the
default of argon2-cffi: 3 passes over 64 MiB in 4 lanes. Measured on a laptop-class machine with 2
cores, shared: 161 ms (median of 10), so a thousand guesses take minutes and a sign-in no time.
"""

from __future__ import annotations

import secrets
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

from rag.errors import UsageError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
"""Characters. NIST asks for at least 8; 10 because no second factor stands beside it."""
LONGEST = 1000
"""Characters; more would only make the server work."""

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 4

# What everybody tries first, without the digits and marks that people put at the end.
_COMMON = frozenset(
    """
    password passwort passw0rd p@ssw0rd p@ssword katasandi sandi rahasia rahasiasaya qwerty
    qwertyuiop asdfghjkl zxcvbnm qazwsx qazwsxedc iloveyou sayang sayangku sayangkamu
    akusayangkamu bismillah alhamdulillah assalamualaikum indonesia indonesiaku indonesiaraya
    merdeka jakarta bandung surabaya garuda pancasila serikat serikatburuh serikatpekerja buruh
    pekerja tanya tanyaserikat welcome welcomehome selamatdatang letmein admin administrator
    adminadmin superuser master default changeme gantisandi football sepakbola dragon monkey
    sunshine princess superman abc abcdef abcdefgh abcdefghij test testtest testing computer
    komputer internet kantor office
    """.split()
)
_ENDINGS = "0123456789!@#$%^&*()-_=+.,;:?/ "
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class Refused(UsageError):
    """A password that is not accepted. ``why``: "short", "long", "name" or "common"."""

    def __init__(self, why: str, what: str, remedy: str) -> None:
        super().__init__(what, remedy=remedy)
        self.why = why


def accepted(password: str, name: str) -> None:
    """Accept a new password for the person called ``name``.

    Raises:
        Refused: it is too short, too long, the name itself, or one that everybody tries.
    """
    normal = _normal(password)
    if len(normal) < SHORTEST:
        raise Refused(
            "short",
            f"The password is shorter than {SHORTEST} characters.",
            "Use a longer one; several words with spaces are fine.",
        )
    if len(password) > LONGEST:
        raise Refused(
            "long",
            f"The password is longer than {LONGEST} characters.",
            "Use a shorter one; several words are enough.",
        )
    plain = _letters(normal)
    if plain and plain in (_letters(name), _letters(name) * 2, _letters(name)[::-1]):
        raise Refused("name", "The password is the name itself.", "Use several words instead.")
    if _everybodys(normal.casefold()):
        raise Refused(
            "common",
            "The password is one of those that are tried first.",
            "Use several words that do not belong together.",
        )


def hashed(password: str) -> str:
    """Return what is kept of a password. Takes about 0.2 s and 64 MiB: never in an event loop."""
    return _hasher().hash(_bytes(password))


def verified(secret: str, password: str) -> bool:
    """Tell whether a password is the one that ``secret`` was made of; as costly as ``hashed``.

    An empty or broken ``secret``, and a password that is too long, cost the same and are never
    right: the time tells nobody whether there is such a person.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    decoy = _decoy()  # made at the first attempt of all, whoever it is
    possible = bool(secret) and len(password) <= LONGEST
    try:
        _hasher().verify(secret if possible else decoy, _bytes(password[:LONGEST]))
    except VerificationError:
        return False
    except InvalidHashError:  # a hand was in the archive; the other way out costs as much
        verified("", password)
        return False
    return possible


def outdated(secret: str) -> bool:
    """Tell whether a secret was made with other parameters than today's."""
    return _hasher().check_needs_rehash(secret)


def generated() -> str:
    """Return a password to hand to somebody: 16 characters, 79 bits, none alike to the eye."""
    return "-".join(
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher
    from argon2.profiles import RFC_9106_LOW_MEMORY

    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _decoy() -> str:
    """Return the secret of nobody, for names that nobody has."""
    return _hasher().hash(secrets.token_bytes(16))


def _normal(password: str) -> str:
    return normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


def _letters(text: str) -> str:
    return "".join(each for each in normalize("NFKC", text).casefold() if each.isalnum())


def _everybodys(password: str) -> bool:
    stem = password.strip(_ENDINGS)
    bare = "".join(password.split())
    return (
        len(set(bare)) <= 2
        or bare in _COMMON
        or stem in _COMMON
        or any(bare in row or bare in row[::-1] for row in _ROWS)
    )
