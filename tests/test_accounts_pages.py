"""Signing in and out, one's account, and looking after people."""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from accounts_office import SECRET, Office, locked, office_in, quick_hashing, sign_in
from plain_pages import ADMIN, EDITOR, LOCAL, READER, house_in, visiting

from rag.errors import ArchiveError
from rag.records import Role
from ui.accounts import passwords, routes
from ui.accounts.sessions import COOKIE
from ui.accounts.signing_in import SigningIn
from ui.accounts.waiting import ALLOWED, PER_ADDRESS, PER_ADDRESS_WAITING, SLOWEST
from ui.accounts.workers import Workers
from ui.web import Shell

NEW = "tujuh gajah di loteng"
HOSTILE = (
    *(
        '<script>alert(1)</script>"',
        "\u202eiras\u202c",
        "sari\0",
        "x" * 10_000,
        "'; DROP TABLE person",
    ),
    *("{{ 7919 * 7907 }}", "\ud7ff\uffff", "../../etc/passwd", "sari\r\nSet-Cookie: a=b"),
    *("💥" * 70, " "),
)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    quick_hashing(monkeypatch)
    with office_in(tmp_path) as opened:
        yield opened


def told(answer: Any) -> str:
    found = re.search(r'role="alert">(.*?)<', answer.text)
    return html.unescape(found[1]) if found else ""


# ---- signing in ----


def test_the_form_works_without_script_and_names_its_fields(office: Office) -> None:
    page = office.client().get("/sign-in", params={"next": "/library"})
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    assert 'autocomplete="username"' in page.text
    assert 'autocomplete="current-password"' in page.text
    assert '<label for="name">' in page.text and '<label for="password">' in page.text
    assert 'name="next" value="/library"' in page.text
    assert "aria-invalid" not in page.text
    assert "/library</a>" not in page.text and 'href="/statistics"' not in page.text
    assert "on" + "click" not in page.text and "javascript:" not in page.text
    english = office.client().get("/sign-in", headers={"accept-language": "en"})
    assert "<h1>Sign in</h1>" in english.text and "<h1>Masuk</h1>" in page.text


def test_signing_in_opens_the_page(office: Office) -> None:
    client = office.client()
    answer = sign_in(client, "sari", next="/library")
    assert (answer.status_code, answer.headers["location"]) == (303, "/library")
    assert client.get("/library").text == "sari reader True"
    assert client.get("/sign-in").headers["location"] == "/"
    assert sign_in(office.client(), " SARI").status_code == 303, "however it is capitalised"
    person = office.house.archive.people.named("sari")
    assert person is not None and person.signed_in_at is not None


def test_the_cookie_is_for_the_server_alone(office: Office) -> None:
    cookie = sign_in(office.client(), "sari").headers["set-cookie"]
    assert re.fullmatch(COOKIE + r"=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", cookie), (
        "and it ends with the browser: no Max-Age"
    )
    secure = sign_in(office.client(base="https://testserver"), "sari").headers["set-cookie"]
    assert secure.endswith("; Secure")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        *(("sari", "salah"), ("nobody", SECRET), ("off", SECRET), ("", ""), ("sari", "")),
        *(("sari", "k" * 5000), ("sari", SECRET.upper()), ("ratna", SECRET + " ")),
    ],
)
def test_what_was_wrong_is_not_told(office: Office, name: str, password: str) -> None:
    people = office.house.archive.people
    people.set_enabled(people.add("off", Role.READER, passwords.hashed(SECRET)).id, False)
    answer = sign_in(office.client(), name, password)
    assert answer.status_code == 401 and "set-cookie" not in answer.headers
    assert told(answer).startswith("Nama atau kata sandi tidak cocok")
    assert answer.text.count('aria-describedby="galat"') == 2
    assert not password or password not in answer.text


@pytest.mark.parametrize("name", ["sari", "nobody", "off"])
def test_each_attempt_costs_one_verification(
    office: Office, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = office.house.archive.people
    people.set_enabled(people.add("off", Role.READER, passwords.hashed(SECRET)).id, False)
    counted: list[bool] = []
    verified = passwords.verified

    def noted(secret: str, password: str) -> bool:
        counted.append(bool(secret))
        return verified(secret, password)

    monkeypatch.setattr(passwords, "verified", noted)
    sign_in(office.client(), name, "salah")
    assert len(counted) == 1


def test_a_failure_is_answered_on_the_beat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_hashing(monkeypatch)
    with office_in(tmp_path) as office:
        signing_in = SigningIn(office.house.archive.people, Workers(), beat=0.2)

        async def timed(name: str) -> float:
            begun = time.monotonic()
            assert (await signing_in.attempt(name, "salah", "10.0.0.5")).person is None
            return time.monotonic() - begun

        for name in ("sari", "nobody"):
            assert asyncio.run(timed(name)) >= 0.19


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(office: Office, name: str) -> None:
    answer = sign_in(office.client(), name, "salah")
    assert answer.status_code == 401 and "set-cookie" not in answer.headers
    assert "<script>alert" not in answer.text and "62615533" not in told(answer)
    assert len(answer.text) < 6000, "a long name is not sent back"
    signed_in = office.signed_in("ratna")
    added = signed_in.post("/people", data={"name": name, "role": "reader"})
    assert added.status_code in (200, 400) and "<script>alert" not in added.text
    assert signed_in.get("/people").status_code == 200
    for person in office.house.archive.people.all():
        shown = signed_in.get(f"/people/{person.id}").text
        assert "<script>alert" not in shown and "{{" not in shown.replace("{{ 7919 * 7907 }}", "")


def test_a_form_of_another_kind_is_no_sign_in(office: Office) -> None:
    client = office.client()
    assert client.post("/sign-in").status_code == 401
    assert client.post("/sign-in", json={"name": "sari", "password": SECRET}).status_code == 401
    upload = client.post("/sign-in", files={"name": b"sari"}, data={"password": SECRET})
    assert upload.status_code == 400
    assert client.post("/sign-in", content=b"\xff\xfe%%%=&&&==").status_code == 401
    assert not client.cookies


def test_the_token_is_new_each_time_and_a_planted_one_ends(office: Office) -> None:
    """Session fixation: whoever planted a token must not be signed in with it."""
    first = office.signed_in("budi")
    planted = first.cookies[COOKIE]
    victim = office.client()
    victim.cookies.set(COOKIE, planted)
    assert sign_in(victim, "sari").status_code == 303
    assert first.get("/library").status_code == 401
    fixed = office.client()
    fixed.cookies.set(COOKIE, "A" * 43)
    answer = sign_in(fixed, "sari")
    assert f"{COOKIE}={'A' * 43}" not in answer.headers["set-cookie"]
    planted_only = office.client().get("/library", headers={"cookie": f"{COOKIE}={'A' * 43}"})
    assert planted_only.status_code == 401


def test_signing_out_ends_the_session_on_the_server(office: Office) -> None:
    client, other = office.signed_in("sari"), office.signed_in("sari")
    token = client.cookies[COOKIE]
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert (
        f"{COOKIE}=; " in answer.headers["set-cookie"]
        and "Max-Age=0" in answer.headers["set-cookie"]
    )
    stolen = office.client().get("/library", headers={"cookie": f"{COOKIE}={token}"})
    assert stolen.status_code == 401
    assert other.get("/library").status_code == 200, "only this one"
    assert office.client().post("/sign-out").headers["location"] == "/sign-in"
    assert client.get("/sign-out").status_code == 405, "a link alone signs nobody out"


def test_an_archive_in_trouble_is_told_plainly(office: Office) -> None:
    def broken(*_: Any) -> None:
        raise ArchiveError("The disk has a bad day.", remedy="Look at the disk.")

    client, signed_in = office.client(), office.signed_in("sari")
    office.house.archive.people.named = broken  # type: ignore[method-assign,assignment]
    answer = sign_in(client, "sari")
    assert answer.status_code == 503 and "Traceback" not in answer.text
    office.house.archive.people.end_session = broken  # type: ignore[method-assign]
    left = signed_in.post("/sign-out")
    assert left.status_code == 503 and "set-cookie" not in left.headers, "still signed in"


# ---- lock-out ----


def test_a_name_waits_longer_and_longer_known_or_not(office: Office) -> None:
    for name in ("sari", "nobody"):
        client = office.client()
        answers = [sign_in(client, name, "salah") for _ in range(ALLOWED)]
        assert [answer.status_code for answer in answers] == [401] * (ALLOWED - 1) + [429]
        assert "30 detik" in told(answers[-1]) and answers[-1].headers["retry-after"] == "30"
        office.time.passed += 10
        early = sign_in(client, name)
        assert early.status_code == 429 and "20 detik" in told(early), "also with the right one"
        office.time.passed += 21
        assert sign_in(client, name, "salah").headers["retry-after"] == "60"
        office.time.passed += 61
        assert "2 menit" in told(sign_in(client, name, "salah"))
        office.time.passed += 1000
    assert sign_in(office.client(), "sari").status_code == 303
    assert sign_in(office.client(), "sari", "salah").status_code == 401, "counted anew"


def test_the_words_for_known_and_unknown_names_are_the_same(office: Office) -> None:
    def all_words(name: str) -> list[str]:
        client = office.client()
        return [told(sign_in(client, name, "salah")) for _ in range(ALLOWED + 2)]

    known, unknown = all_words("sari"), all_words("nobody")
    assert known == unknown and len(set(known)) == 2


def test_the_lock_is_kept_in_the_archive(office: Office) -> None:
    for _ in range(ALLOWED):
        sign_in(office.client(), "sari", "salah")
    person = office.house.archive.people.named("sari")
    assert person is not None and person.failures == ALLOWED and person.locked_until is not None


def test_an_open_session_outlives_a_lock_out(office: Office) -> None:
    client = office.signed_in("sari")
    for _ in range(ALLOWED):
        sign_in(office.client(), "sari", "salah")
    assert client.get("/library").status_code == 200


def test_one_address_cannot_try_a_list_of_names_quickly(office: Office) -> None:
    client = office.client()
    answers = [sign_in(client, f"name{number}", "salah") for number in range(PER_ADDRESS + 12)]
    assert {answer.status_code for answer in answers} == {401}
    assert office.time.slept == [*range(1, SLOWEST), *[SLOWEST] * 5], "each later than the last"


def test_one_person_cannot_lock_the_office_out(office: Office) -> None:
    """Behind a proxy that is not named, or a router, all of them have one address."""
    assert sign_in(office.client(), "budi").status_code == 303
    for number in range(PER_ADDRESS * 3):
        sign_in(office.client(), f"name{number}", "salah")
    office.time.slept.clear()
    assert sign_in(office.client(), "sari").status_code == 303
    assert office.time.slept == [SLOWEST], "slower, and not shut"
    assert sign_in(office.client(), "Sari ").status_code == 303
    assert sign_in(office.client(), "budi").status_code == 303
    assert office.time.slept == [SLOWEST], "whoever signed in from there before does not wait"
    for _ in range(ALLOWED):
        sign_in(office.client(), "sari", "salah")
    assert sign_in(office.client(), "sari").status_code == 429, "their name is locked all the same"


def test_attempts_that_wait_are_bounded(office: Office) -> None:
    begun = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await begun.wait()

    people = office.house.archive.people
    signing_in = SigningIn(people, Workers(), beat=0, ticks=lambda: 0.0, sleep=sleep)

    async def many() -> list[int]:
        for number in range(PER_ADDRESS):
            await signing_in.attempt(f"name{number}", "salah", "10.0.0.5")
        waiting = [
            asyncio.ensure_future(signing_in.attempt(f"more{number}", "salah", "10.0.0.5"))
            for number in range(PER_ADDRESS_WAITING)
        ]
        await asyncio.sleep(0)
        late = await signing_in.attempt("late", "salah", "10.0.0.5")
        other = await signing_in.attempt("sari", SECRET, "10.0.0.6")
        begun.set()
        made = await asyncio.gather(*waiting)
        again = await signing_in.attempt("late", "salah", "10.0.0.5")
        assert other.person is not None, "another address does not wait"
        return [late.wait, *(each.wait for each in made), again.wait]

    assert asyncio.run(many()) == [SLOWEST, *[0] * PER_ADDRESS_WAITING, 0]


def test_a_whole_office_signs_in_from_one_address(office: Office) -> None:
    client = office.client()
    answers = [sign_in(client, name) for name in ("sari", "budi", "ratna") * 20]
    assert {answer.status_code for answer in answers} == {303}


def test_many_attempts_at_once_are_counted_one_by_one(office: Office) -> None:
    signing_in = SigningIn(office.house.archive.people, Workers(), beat=0)
    tried: list[str] = []
    secret = office.house.archive.people.secret

    def noted(identity: str) -> str:
        tried.append(identity)
        return secret(identity)

    office.house.archive.people.secret = noted  # type: ignore[method-assign]

    async def flood() -> None:
        await asyncio.gather(*(signing_in.attempt("sari", "salah", "10.0.0.5") for _ in range(18)))

    asyncio.run(flood())
    assert len(tried) == ALLOWED, "the others found the name locked"


def test_an_old_hash_is_made_anew_at_sign_in(office: Office) -> None:
    from argon2 import PasswordHasher

    people = office.house.archive.people
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(SECRET)
    people.set_secret(office.id("sari"), old)
    client = office.signed_in("sari")
    assert people.secret(office.id("sari")) != old
    assert not passwords.outdated(people.secret(office.id("sari")))
    assert client.get("/library").status_code == 200 and office.signed_in("sari")


# ---- one's own account ----


def change(client: Any, current: str = SECRET, new: str = NEW, again: str | None = None) -> Any:
    data = {"current": current, "new": new, "again": new if again is None else again}
    return client.post("/account/password", data=data)


def test_a_new_password_ends_all_other_sessions(office: Office) -> None:
    here, there = office.signed_in("sari"), office.signed_in("sari")
    before = here.cookies[COOKIE]
    page = here.get("/account")
    assert (
        "sari" in page.text and "Masuk sejak" in page.text and re.search(r"\d\d\.\d\d", page.text)
    )
    answer = change(here)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=password")
    assert here.cookies[COOKIE] != before and here.get("/library").status_code == 200
    assert there.get("/library").status_code == 401
    assert 'role="status"' in here.get("/account?done=password").text
    assert sign_in(office.client(), "sari").status_code == 401
    assert sign_in(office.client(), "sari", NEW).status_code == 303


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("salah", NEW, NEW), "current"),
        ((SECRET, "kd biru 7", "kd biru 7"), "new"),
        ((SECRET, "password123", "password123"), "new"),
        ((SECRET, "k" * 1001, "k" * 1001), "new"),
        ((SECRET, NEW, NEW + "x"), "again"),
        (("", "", ""), "new"),
    ],
)
def test_a_refused_change_says_so_at_its_field(
    office: Office, given: tuple[str, str, str], field: str
) -> None:
    client = office.signed_in("sari")
    answer = change(client, *given)
    assert answer.status_code == 400 and told(answer)
    assert re.search(rf'<input id="{field}"[^>]*aria-invalid="true"', answer.text)
    assert re.search(rf'<input id="{field}"[^>]*aria-describedby="[^"]*galat', answer.text)
    assert answer.text.count("aria-invalid") == 1 and (not given[1] or given[1] not in answer.text)
    assert office.signed_in("sari"), "the old one still holds"


def test_an_open_page_is_no_place_to_guess(office: Office) -> None:
    client = office.signed_in("sari")
    answers = [change(client, current=f"salah{number}") for number in range(ALLOWED)]
    assert "30 detik" in told(answers[-1])
    assert "detik" in told(change(client)), "not even with the right one"


def test_other_devices_are_signed_out(office: Office) -> None:
    here, there = office.signed_in("sari"), office.signed_in("sari")
    other = office.signed_in("budi")
    assert here.post("/account/elsewhere").headers["location"] == "/account?done=elsewhere"
    assert here.get("/library").status_code == 200 and there.get("/library").status_code == 401
    assert other.get("/library").status_code == 200


# ---- people ----

POSTS = ("role", "disable", "enable", "unlock", "password", "remove")


@pytest.mark.parametrize("visitor", [READER, EDITOR, LOCAL], ids=lambda each: each.name or "local")
def test_only_admins_look_after_people(tmp_path: Path, visitor: Any) -> None:
    house = house_in(tmp_path, sign_in=True)
    try:
        person = house.archive.people.add("sari", Role.READER, "x")
        client = visiting(routes(house, Shell(house)), visitor)
        for path in ("/people", f"/people/{person.id}"):
            assert client.get(path).status_code == 403
        for path in ("/people", *(f"/people/{person.id}/{action}" for action in POSTS)):
            answer = client.post(path, data={"name": "x", "role": "admin", "sure": "yes"})
            assert answer.status_code == 403, path
        assert house.archive.people.all() == [person]
    finally:
        house.archive.close()


def test_an_admin_adds_somebody_who_signs_in(office: Office) -> None:
    ratna = office.signed_in("ratna")
    answer = ratna.post("/people", data={"name": " Dwi  Lestari ", "role": "editor"})
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    password = re.findall(r"<code[^>]*>([\w-]+)</code>", answer.text)
    assert len(password) == 1 and len(password[0]) == 19
    assert password[0] not in ratna.get("/people").text, "shown once"
    dwi = office.client()
    assert sign_in(dwi, "dwi lestari", password[0]).status_code == 303
    assert dwi.get("/library").text == "Dwi Lestari editor True"


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ({"name": "SARI", "role": "reader"}, "sudah dipakai"),
        ({"name": "", "role": "reader"}, "1 sampai 64"),
        ({"name": "x" * 65, "role": "reader"}, "1 sampai 64"),
        ({"name": "a\u202eb", "role": "reader"}, "1 sampai 64"),
        ({"name": "dwi", "role": "owner"}, "1 sampai 64"),
        ({"name": "dwi"}, "1 sampai 64"),
    ],
)
def test_who_is_not_added(office: Office, data: dict[str, str], part: str) -> None:
    answer = office.signed_in("ratna").post("/people", data=data)
    assert answer.status_code == 400 and part in told(answer) and "<code" not in answer.text
    assert len(office.house.archive.people.all()) == 3


def test_an_admin_changes_somebody(office: Office) -> None:
    ratna, people, sari = office.signed_in("ratna"), office.house.archive.people, office.id("sari")

    def post(action: str, **data: str) -> int:
        return int(ratna.post(f"/people/{sari}/{action}", data=data).status_code)

    assert "sari" in ratna.get("/people").text and "belum pernah" in ratna.get("/people").text
    assert post("role", role="admin") == 303 and people.named("sari").role is Role.ADMIN  # type: ignore[union-attr]
    assert post("role", role="owner") == 404
    assert post("disable") == 303 and "dinonaktifkan" in ratna.get("/people").text
    assert sign_in(office.client(), "sari").status_code == 401
    assert post("enable") == 303 and office.signed_in("sari")
    before = office.signed_in("sari")
    answer = ratna.post(f"/people/{sari}/password")
    password = re.findall(r"<code[^>]*>([\w-]+)</code>", answer.text)[0]
    assert before.get("/library").status_code == 401
    assert sign_in(office.client(), "sari", password).status_code == 303
    assert post("remove") == 400 and people.named("sari") is not None, "asked first"
    assert post("remove", sure="yes") == 303 and people.named("sari") is None
    assert post("remove", sure="yes") == 404 and post("disable") == 404
    assert 'role="status"' in ratna.get("/people?done=remove").text
    assert ratna.get(f"/people/{sari}").status_code == 404


def test_an_admin_unlocks_somebody(office: Office) -> None:
    sari = office.id("sari")
    for _ in range(ALLOWED):
        sign_in(office.client(), "sari", "salah")
    assert sign_in(office.client(), "sari").status_code == 429
    ratna = office.signed_in("ratna")
    assert "terkunci" in ratna.get("/people").text
    assert f'action="/people/{sari}/unlock"' in ratna.get(f"/people/{sari}").text
    assert ratna.post(f"/people/{sari}/unlock").status_code == 303
    office.time.passed += 1
    assert sign_in(office.client(), "sari").status_code == 303


def test_an_admin_does_not_lock_themself_out(office: Office) -> None:
    ratna, people = office.signed_in("ratna"), office.house.archive.people
    people.set_role(office.id("sari"), Role.ADMIN)
    own = office.id("ratna")
    for action in ("role", "disable", "remove"):
        answer = ratna.post(f"/people/{own}/{action}", data={"role": "reader", "sure": "yes"})
        assert answer.status_code == 403 and "akun Anda sendiri" in told(answer)
    page = ratna.get(f"/people/{own}").text
    assert not any(f"/people/{own}/{action}" in page for action in ("role", "disable", "remove"))
    assert ratna.get("/library").text == "ratna admin True"


def test_the_last_admin_stays(tmp_path: Path) -> None:
    """The one who asks may have been demoted a moment ago; the archive has the last word."""
    house = house_in(tmp_path, sign_in=True)
    try:
        last = house.archive.people.add("ratna", Role.ADMIN, "x")
        client = visiting(routes(house, Shell(house)), ADMIN)
        for action in ("role", "disable", "remove"):
            answer = client.post(
                f"/people/{last.id}/{action}", data={"role": "reader", "sure": "yes"}
            )
            assert answer.status_code == 409 and "satu-satunya admin" in told(answer)
        assert house.archive.people.all() == [last]
    finally:
        house.archive.close()


def test_addresses_below_a_prefix(office: Office) -> None:
    client = office.client(root_path="/serikat")
    assert 'action="/serikat/sign-in"' in client.get("/sign-in").text
    assert sign_in(client, "ratna").headers["location"] == "/serikat/"
    ratna = office.signed_in("ratna").cookies[COOKIE]
    headers = {"cookie": f"{COOKIE}={ratna}"}
    for path in ("/people", "/account", f"/people/{office.id('sari')}"):
        page = client.get(path, headers=headers).text
        assert not re.search(r'(?:href|src|action)="/(?!serikat/)', page), path


# ---- while an import keeps the archive locked ----


@pytest.mark.parametrize(
    ("language", "words"),
    [("id", "Arsip sedang sibuk"), ("en", "The archive is busy")],
)
def test_a_small_change_is_not_kept_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    admin, sari = office.signed_in("ratna"), office.id("sari")
    admin.headers["accept-language"] = language
    with locked(office.house.archive.folder, monkeypatch):
        answers = [
            admin.post(f"/people/{sari}/role", data={"role": "editor"}),
            admin.post(f"/people/{sari}/disable"),
            admin.post(f"/people/{sari}/password"),
            admin.post(f"/people/{sari}/remove", data={"sure": "yes"}),
            admin.post("/people", data={"name": "wulan", "role": "reader"}),
            admin.post("/account/elsewhere"),
            sign_in(admin, "sari"),
            admin.post("/sign-out"),
        ]
        assert admin.get("/people").status_code == 200, "reading goes on"
    for answer in answers:
        assert answer.status_code == 503 and answer.headers["retry-after"] == "5"
        assert words in answer.text and "<html" in answer.text and "60" not in answer.text
    found = office.house.archive.people.get(sari)
    assert found is not None and found.enabled and found.role is Role.READER
    assert admin.post(f"/people/{sari}/role", data={"role": "editor"}).status_code == 303


def test_a_locked_archive_tells_nobody_which_names_there_are(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = office.client()
    with locked(office.house.archive.folder, monkeypatch):
        answers = [sign_in(client, name, "salah") for name in ("sari", "siapa")]
    assert [answer.status_code for answer in answers] == [503, 503]


def test_a_session_holds_while_the_archive_is_locked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = office.signed_in("sari")
    office.time.passed += 3600  # it is to be written down that the session was used
    with locked(office.house.archive.folder, monkeypatch):
        assert client.get("/library").text == "sari reader True"


# ---- forms that no page of ours sends ----

_PARTS = 'Content-Disposition: form-data; name="a{n}"{more}\r\n\r\nx\r\n'


def parts(count: int, more: str = "") -> bytes:
    pieces = (f"--x\r\n{_PARTS.format(n=n, more=more)}" for n in range(count))
    return ("".join(pieces) + "--x--\r\n").encode()


FORGED = (
    ("multipart/form-data; boundary=x", parts(21)),
    ("multipart/form-data; boundary=x", parts(1, '; filename="a.txt"')),
    ("multipart/form-data", parts(1)),
    ("multipart/form-data; boundary=x", b"--x\r\nno header at all"),
    ("multipart/form-data; boundary=x; charset=none", parts(1)),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2000))),
)


@pytest.mark.parametrize(("kind", "body"), FORGED)
@pytest.mark.parametrize(
    "path", ["/sign-in", "/account/password", "/people", "/people/{sari}/role"]
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_forged_form_gets_a_plain_page(
    office: Office, path: str, kind: str, body: bytes, language: str
) -> None:
    client = office.signed_in("ratna")
    client.headers["accept-language"] = language
    address = path.format(sari=office.id("sari"))
    answer = client.post(address, content=body, headers={"content-type": kind})
    assert answer.status_code in (400, 401, 404), answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert f'<html lang="{language}"' in answer.text and "Traceback" not in answer.text
    if "charset" not in kind:
        told = {"id": "Formulir ini tidak dapat dibaca", "en": "This form cannot be read"}
        assert answer.status_code == 400 and told[language] in answer.text
    known = office.house.archive.people.named("sari")
    assert known is not None and known.role is Role.READER


def test_the_address_of_a_form_loaded_again_shows_its_page(office: Office) -> None:
    client, sari = office.signed_in("ratna"), office.id("sari")
    for action in ("role", "disable", "enable", "unlock", "password", "remove"):
        answer = client.get(f"/people/{sari}/{action}", params={"sure": "yes", "role": "admin"})
        assert answer.status_code == 200 and "sari" in answer.text, action
        assert office.signed_in("budi").get(f"/people/{sari}/{action}").status_code == 403
    assert sign_in(office.client(), "sari").status_code == 303, "nothing was done"
