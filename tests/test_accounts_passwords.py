"""What is accepted as a password, how it is kept, and how long failures wait."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
from accounts_office import quick_hashing
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from ui.accounts import passwords
from ui.accounts.passwords import LONGEST, Refused, accepted, generated, hashed, outdated, verified
from ui.accounts.waiting import (
    ALLOWED,
    PER_ADDRESS,
    SLOWEST,
    Addresses,
    Strangers,
    name_key,
    wait_after,
)
from ui.accounts.workers import Busy, Workers


def why(password: str, name: str = "Sari Dewi") -> str:
    try:
        accepted(password, name)
    except Refused as error:
        assert error.what and error.remedy and (not password or password not in str(error))
        return error.why
    return ""


@pytest.mark.parametrize(
    "password",
    [
        *("kuda biru laut", "tujuh gajah di loteng", "𝓀𝓊𝒹𝒶 biru 7 laut", "密码也可以很长很长的吧"),
        *(
            "Xk29!vbQw#",
            "k" * 5 + "u" * 5 + "d" * 5,
            "<script>alert(1)</script>",
            "\0" * 3 + "kudabiru",
        ),
        *("sari dewi suka laut", generated(), "kudabirula" * 100),
    ],
)
def test_a_long_password_of_any_kind_is_accepted(password: str) -> None:
    assert why(password) == ""


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        *(("", "short"), ("kudabiru7", "short"), ("ﷺ", ""), (" " * 9, "short")),
        *(("k" * (LONGEST + 1), "long"), ("saridewi!!", "name"), ("Sari--Dewi", "name")),
        *(("iwediras....", "name"), ("saridewisaridewi", "name"), ("password123", "common")),
        *(("Rahasia2024!", "common"), ("1234567890", "common"), ("0987654321", "common")),
        *(("qwertyuiop", "common"), ("aaaaaaaaaaaa", "common"), ("abababababab", "common")),
        *(("ｐａｓｓｗｏｒｄ１２３", "common"), ("   bismillah   ", "common")),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, reason: str) -> None:
    assert why(password) == reason


def test_parameters_are_those_of_the_rfc() -> None:
    secret = hashed("kuda biru laut")
    assert secret.startswith("$argon2id$")
    assert extract_parameters(secret) == RFC_9106_LOW_MEMORY
    assert hashed("kuda biru laut") != secret, "salted"
    assert verified(secret, "kuda biru laut") and not verified(secret, "kuda biru lauT")
    assert not outdated(secret)
    assert outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))


def test_one_password_in_two_spellings_of_unicode(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_hashing(monkeypatch)
    assert verified(hashed("cafe\u0301 di seberang"), "caf\u00e9 di seberang")
    assert verified(hashed("ｋuda biru laut"), "kuda biru laut")


@pytest.mark.parametrize("odd", ["\ud800" * 12, "\0" * 12, "a\0b" * 5, "𝓀" * 1000, "\u202e" * 20])
def test_odd_passwords_raise_nothing(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_hashing(monkeypatch)
    assert verified(hashed(odd), odd) and not verified(hashed(odd), odd[:-1] + "x")


def test_nobody_a_broken_secret_and_an_endless_password_cost_one_verification(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: list[str] = []

    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    real = hasher.hash("kuda biru laut")

    class Counting:
        hash = hasher.hash

        def verify(self, secret: str, password: bytes) -> bool:
            counted.append(secret)
            return hasher.verify(secret, password)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    passwords._decoy.cache_clear()
    for secret, password in ((real, "salah"), ("", "kuda biru laut"), (real, "k" * 5000)):
        counted.clear()
        assert not verified(secret, password)
        assert len(counted) == 1
    counted.clear()
    assert not verified("not a hash", "kuda biru laut")
    assert len(counted) == 2, "one that fails at once, one that costs"
    passwords._decoy.cache_clear()


def test_the_longest_password_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_hashing(monkeypatch)
    full = "kudabiru99" * 100
    assert verified(hashed(full), full)
    assert not verified(hashed(full), full + "x"), "not the first thousand characters of it"


def test_made_passwords_differ_and_are_easy_to_read() -> None:
    made = {generated() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01loiOI ")


# ---- waiting ----


def test_the_wait_grows_and_has_an_end() -> None:
    waits = [int(wait_after(failures).total_seconds()) for failures in range(4, 12)]
    assert waits == [0, 30, 60, 120, 240, 480, 900, 900]
    assert wait_after(10**6) == timedelta(minutes=15)


def test_names_are_told_apart_as_the_archive_does() -> None:
    assert name_key("Sari  Dewi ") == name_key("sari dewi") == name_key("ＳＡＲＩ dewi")
    assert name_key("sari") != name_key("sara")
    assert len(name_key("x" * 10_000)) == len(name_key("\ud800")) == 64


def test_strangers_are_remembered_within_a_bound() -> None:
    strangers, until = Strangers(most=3), datetime.now(UTC)
    for _ in range(ALLOWED):
        strangers.note_failure("a", None)
    strangers.note_failure("a", until)
    assert (strangers.failures("a"), strangers.locked_until("a")) == (ALLOWED + 1, until)
    for key in "bcd":
        strangers.note_failure(key, None)
    assert strangers.failures("a") == 0 and strangers.failures("d") == 1


def test_an_address_runs_out_and_recovers() -> None:
    addresses = Addresses()

    def take(address: str, now: float, name: str = "a") -> int:
        return addresses.take(address, name, now)

    assert [take("10.0.0.5", 0) for _ in range(PER_ADDRESS)] == [0] * PER_ADDRESS
    assert [take("10.0.0.5", 0) for _ in range(SLOWEST + 2)] == [*range(1, SLOWEST + 1), 8, 8]
    assert take("10.0.0.6", 0) == 0, "others go on"
    assert take("::ffff:10.0.0.5", 0) == SLOWEST, "the same machine"
    assert take("10.0.0.5", 30 * (SLOWEST + 1)) == 0 and take("10.0.0.5", 30 * (SLOWEST + 1)) == 1
    addresses.give_back("10.0.0.5", 30 * (SLOWEST + 1))
    assert take("10.0.0.5", 30 * (SLOWEST + 1)) == 1
    for number in range(PER_ADDRESS):
        assert take(f"2001:db8::{number}", 0) == 0
    assert take("2001:db8::ffff", 0) > 0, "one network"
    assert take("2001:db8:0:1::1", 0) == 0


def test_a_name_is_known_where_it_signed_in() -> None:
    addresses = Addresses()
    for address in ("10.0.0.5", "10.0.0.6"):
        for _ in range(PER_ADDRESS):
            addresses.take(address, "a", 0)
    addresses.note_success("10.0.0.5", "b")
    assert addresses.take("10.0.0.5", "b", 0) == 0 < addresses.take("10.0.0.5", "a", 0)
    assert addresses.take("10.0.0.6", "b", 0) > 0, "there, and nowhere else"


def test_addresses_are_remembered_within_a_bound() -> None:
    addresses = Addresses(most=10)
    for number in range(1000):
        address = f"10.0.{number // 250}.{number % 250}"
        addresses.take(address, "a", 0)
        addresses.note_success(address, "a")
        with addresses.queue(address) as standing:
            assert standing
    assert len(addresses._left) == len(addresses._known) == 10 and not addresses._waiting


# ---- workers ----


def test_work_is_bounded_and_the_loop_goes_on() -> None:
    async def run() -> tuple[int, int]:
        workers, go = Workers(at_once=2, waiting=1), threading.Event()
        running = [asyncio.create_task(workers.run(lambda: int(go.wait(10)))) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await workers.run(lambda: 1)
        running[2].cancel()  # it has left; its place is taken until its work is done or dropped
        await asyncio.sleep(0)
        go.set()
        done = [await task for task in running[:2]]
        await asyncio.sleep(0.05)
        return sum(done), await workers.run(lambda: 7)

    assert asyncio.run(run()) == (2, 7)
