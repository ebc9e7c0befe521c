"""The gate: who comes in, what stays shut, and whose stream is whose."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from accounts_office import BEHIND, OPEN, Office, office_in, quick_hashing, sign_in
from starlette.testclient import TestClient

from rag.errors import ArchiveError
from rag.records import Role
from ui.accounts import streams
from ui.accounts.binding import Owners, hashes_of
from ui.accounts.gate import Gate
from ui.accounts.returning import safe_next, sign_in_address
from ui.accounts.sessions import COOKIE, IDLE, LONGEST, Sessions, digest, tokens_of
from ui.web.visitor import SCOPE_KEY

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    quick_hashing(monkeypatch)
    with office_in(tmp_path) as opened:
        yield opened


# ---- without a session ----


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_every_address_is_shut_without_a_session(office: Office, method: str) -> None:
    client = office.client()
    unknown = {"cookie": f"{COOKIE}={'A' * 43}"}
    for path in BEHIND:
        for headers in ({}, PAGE, unknown, {"cookie": f"{COOKIE}=x"}):
            answer = client.request(method, path, headers=headers)
            if answer.status_code == 303:
                assert method in ("GET", "HEAD") and not path.startswith("/gradio_api")
                assert answer.headers["location"].startswith("/sign-in")
            else:
                assert answer.status_code == 401, path
                assert method == "HEAD" or ("masuk" in answer.text and "<" not in answer.text)
            assert "reader" not in answer.text
            assert answer.headers["cache-control"] == "no-store"


def test_the_pages_of_accounts_are_shut_too(office: Office) -> None:
    for path in ("/people", "/account", "/people/x/remove", "/account/password"):
        assert office.client().post(path, data={"name": "x"}).status_code == 401
        assert office.client().get(path, headers=PAGE).status_code == 303


def test_what_the_sign_in_page_needs_is_open_and_knows_nobody(office: Office) -> None:
    for path in OPEN:
        assert office.client().get(path).text == "- reader False"


def test_nothing_near_an_open_address_is_open(office: Office) -> None:
    for path in (
        "/tanya/../config",
        "/tanya/.git",
        "/sign-in/x",
        "/healthy",
        "/tanya//x",
        "//health",
    ):
        scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        assert asyncio.run(status_of(office.app, scope)) in (303, 401), path


async def status_of(app: Any, scope: dict[str, Any]) -> int:
    statuses = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app({"query_string": b"", "scheme": "http", **scope}, receive, send)
    return int(statuses[0])


def test_a_page_comes_back_to_where_it_was(office: Office) -> None:
    answer = office.client().get("/library?q=upah+minimum&page=2", headers=PAGE)
    assert answer.headers["location"] == "/sign-in?next=%2Flibrary%3Fq%3Dupah%2Bminimum%26page%3D2"
    assert office.client().get("/", headers=PAGE).headers["location"] == "/sign-in"
    assert office.client().get("/").status_code == 303, "the page itself, whoever asks"
    assert office.client().get("/library").status_code == 401, "a script's own request"


def test_below_a_proxys_prefix(office: Office) -> None:
    client = office.client(root_path="/serikat")
    answer = client.get("/library", headers=PAGE)
    assert answer.headers["location"] == "/serikat/sign-in?next=%2Flibrary"
    answer = sign_in(client, "sari", next="/library")
    assert answer.headers["location"] == "/serikat/library"
    assert "Path=/serikat;" in answer.headers["set-cookie"]


def test_no_websocket(office: Office) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(office.app({"type": "websocket", "path": "/x", "headers": []}, send, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


# ---- with one ----


def test_everything_is_open_to_whoever_has_signed_in(office: Office) -> None:
    client = office.signed_in("budi")
    assert {client.get(path).text for path in BEHIND} == {"budi editor True"}


def test_a_session_of_another_archive_or_a_guessed_one_is_nobodys(office: Office) -> None:
    client = office.client(base="http://testserver")
    for token in ("A" * 43, "", "x" * 5000, "ü" * 43, digest("A" * 43), "' OR 1=1 --"):
        cookie = f"{COOKIE}={token}".encode()
        assert client.get("/library", headers={b"cookie": cookie}).status_code == 401


def test_one_good_token_among_several_is_enough(office: Office) -> None:
    token = office.signed_in("sari").cookies[COOKIE]
    cookie = f"{COOKIE}={'A' * 43}; other=1; {COOKIE}={token}"
    assert office.client().get("/library", headers={"cookie": cookie}).status_code == 200
    many = "; ".join(f"{COOKIE}={str(n) * 43}" for n in range(10))
    assert len(tokens_of({"headers": [(b"cookie", many.encode())]})) == 4


def test_disabling_and_a_new_role_bite_at_once(office: Office) -> None:
    client, people = office.signed_in("sari"), office.house.archive.people
    people.set_role(office.id("sari"), Role.EDITOR)
    assert client.get("/library").text == "sari editor True"
    people.set_enabled(office.id("sari"), False)
    assert client.get("/library").status_code == 401
    people.set_enabled(office.id("sari"), True)
    assert client.get("/library").status_code == 401, "the old session does not come back"


def test_a_session_ends_unused_and_is_prolonged_by_use(office: Office) -> None:
    idle, used = office.signed_in("sari"), office.signed_in("budi")
    for _ in range(3):
        office.time.passed += IDLE.total_seconds() / 2 + 60
        assert used.get("/library").status_code == 200
    assert idle.get("/library").status_code == 401


def test_a_session_ends_after_thirty_days_of_use(office: Office) -> None:
    client, days = office.signed_in("sari"), 0.0
    while client.get("/library").status_code == 200:
        office.time.passed += 8 * 3600
        days += 1 / 3
    assert timedelta(days=30) == LONGEST and 29.9 < days < 30.4


def test_use_is_written_at_most_every_ten_minutes(office: Office) -> None:
    client, people = office.signed_in("sari"), office.house.archive.people
    written: list[str] = []
    extend = people.extend_session

    def noted(token_digest: str, ends_at: Any) -> None:
        written.append(token_digest)
        extend(token_digest, ends_at)

    people.extend_session = noted  # type: ignore[method-assign]
    for _ in range(40):
        office.time.passed += 60
        assert client.get("/library").status_code == 200
    assert len(written) in (3, 4)


def test_a_full_disk_keeps_nobody_from_reading(office: Office) -> None:
    client, people = office.signed_in("sari"), office.house.archive.people

    def full(*_: Any) -> None:
        raise ArchiveError("No space is left.", remedy="Make room.")

    people.extend_session = full  # type: ignore[method-assign]
    office.time.passed += 3600
    assert client.get("/library").status_code == 200


def test_an_archive_that_cannot_be_read_lets_nobody_in(office: Office) -> None:
    client, people = office.signed_in("sari"), office.house.archive.people

    def broken(*_: Any) -> None:
        raise ArchiveError("It is damaged.", remedy="Repair it.")

    people.session = broken  # type: ignore[method-assign]
    answer = client.get("/library")
    assert answer.status_code == 503 and "Arsip" in answer.text and "damaged" not in answer.text


def test_a_session_is_trusted_for_seconds_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_hashing(monkeypatch)
    with office_in(tmp_path, trusted=3.0) as office:
        client, people = office.signed_in("sari"), office.house.archive.people
        asked: list[str] = []
        session = people.session

        def noted(token_digest: str, now: Any) -> Any:
            asked.append(token_digest)
            return session(token_digest, now)

        people.session = noted  # type: ignore[method-assign]
        for _ in range(60):
            assert client.get("/library").status_code == 200
        assert len(asked) == 1
        people.set_enabled(office.id("sari"), False)
        office.time.passed += 2.9
        assert client.get("/library").status_code == 200
        office.time.passed += 0.2
        assert client.get("/library").status_code == 401


def test_what_the_page_itself_changes_bites_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_hashing(monkeypatch)
    with office_in(tmp_path, trusted=3.0) as office:
        sari, ratna = office.signed_in("sari"), office.signed_in("ratna")
        token = sari.cookies[COOKIE]
        assert sari.get("/library").status_code == 200
        assert ratna.post(f"/people/{office.id('sari')}/disable").status_code == 303
        assert sari.get("/library").status_code == 401
        budi = office.signed_in("budi")
        token = budi.cookies[COOKIE]
        assert budi.get("/library").status_code == 200
        budi.post("/sign-out")
        stolen = office.client().get("/library", headers={"cookie": f"{COOKIE}={token}"})
        assert stolen.status_code == 401


# ---- without sign-in ----


def test_without_sign_in_everybody_is_the_one_at_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_hashing(monkeypatch)
    with office_in(tmp_path, sign_in=False) as office:
        client = office.client()
        assert client.get("/library").text == "- admin False"
        assert client.get("/gradio_api/queue/data?session_hash=a").text == "- admin False"
        assert client.get("/sign-in").headers["location"] == "/"
        assert sign_in(client, "sari").headers["location"] == "/"
        assert COOKIE not in client.cookies
        for path in ("/people", "/account", f"/people/{office.id('sari')}"):
            assert client.get(path).status_code == 404
        for path in ("/account/password", "/account/elsewhere", "/people"):
            assert client.post(path).status_code == 404
        assert client.post(f"/people/{office.id('sari')}/remove").status_code == 404
        assert TestClient(Gate(office.app._app, None)).get("/library").text == "- admin False"


# ---- whose page is whose ----


def test_a_session_hash_belongs_to_whoever_used_it_first(office: Office) -> None:
    sari, budi = office.signed_in("sari"), office.signed_in("budi")
    stream, beat = (
        "/gradio_api/queue/data?session_hash=zz-of-somebody-else",
        "/gradio_api/heartbeat/abc",
    )
    assert sari.get(stream).status_code == sari.get(beat).status_code == 200
    for path in (
        stream,
        beat,
        beat + "/",
        stream + "&session_hash=mine",
        "/config?session_hash=zz-of-somebody-else",
    ):
        answer = budi.get(path)
        assert answer.status_code == 403 and "zz-of-somebody-else" not in answer.text, path
    assert budi.get("/gradio_api/queue/data?session_hash=mine").status_code == 200
    sari.post("/sign-out")
    assert sign_in(sari, "sari").status_code == 303 and sari.get(stream).status_code == 200


def test_owners_are_remembered_within_a_bound_of_each() -> None:
    owners = Owners(per_person=3)

    def use(session_hash: str, person: str) -> bool:
        scope = {"query_string": f"session_hash={session_hash}".encode()}
        return owners.allow(scope, "/gradio_api/queue/data", person)

    assert use("hers", "sari")
    assert all(use(f"flood{number}", "budi") for number in range(1000))
    assert not use("hers", "budi"), "a flood pushes nobody else's out"
    assert len(owners._owner) == 4


def test_hashes_are_found_however_they_are_written() -> None:
    assert hashes_of("/gradio_api/heartbeat/a1", b"") == ["a1"]
    assert hashes_of("/x", b"session_hash=a%31&b=2&session_hash=") == ["a1", ""]
    assert hashes_of("/x", b"other=1") == []
    assert hashes_of("/x", bytes(range(128, 256))) == []


# ---- streams ----


def run_stream(monkeypatch: pytest.MonkeyPatch, stays: int) -> tuple[list[Any], bool]:
    """Run a stream whose session holds for ``stays`` looks; return what was sent, and its end."""
    monkeypatch.setattr(streams, "LOOK_EVERY", 0.02)
    sent: list[Any] = []
    left = threading.Event()
    looks = iter([True] * stays + [False] * 1000)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

        async def write() -> None:
            while not left.is_set():
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
                await asyncio.sleep(0.005)

        writing = asyncio.create_task(write())
        assert (await receive())["type"] == "http.disconnect"
        await send({"type": "http.response.body", "body": b"late", "more_body": True})
        left.set()
        await writing

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    async def still() -> bool:
        return next(looks)

    request = ({}, receive, send)
    asyncio.run(asyncio.wait_for(streams.run_while(app, request, still), timeout=60))
    return sent, left.is_set()


def test_a_stream_ends_with_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    sent, told = run_stream(monkeypatch, stays=2)
    assert told, "the program behind was told that its reader has left"
    assert sent[-1] == {"type": "http.response.body", "body": b""}
    assert b"late" not in b"".join(message.get("body", b"") for message in sent)
    assert len(sent) > 5


def test_a_stream_that_ends_by_itself_is_left_alone() -> None:
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"all"})

    async def send(message: Any) -> None:
        sent.append(message)

    async def still() -> bool:
        return True

    asyncio.run(streams.run_while(app, ({}, send, send), still))  # type: ignore[arg-type]
    assert [message.get("body") for message in sent] == [None, b"all"]


def test_the_gate_ends_the_stream_of_a_disabled_person(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LOOK_EVERY", 0.02)
    token = office.signed_in("sari").cookies[COOKIE]
    ended: list[str] = []

    async def endless(scope: Any, receive: Any, send: Any) -> None:
        assert scope[SCOPE_KEY].name == "sari"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        office.house.archive.people.set_enabled(scope[SCOPE_KEY].id, False)
        ended.append((await receive())["type"])

    gate = Gate(endless, office.house, checker=office.app._checker)

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        pass

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/gradio_api/queue/data",
        "query_string": b"session_hash=q",
        "headers": [(b"cookie", f"{COOKIE}={token}".encode())],
    }
    asyncio.run(asyncio.wait_for(gate(scope, receive, send), timeout=60))
    assert ended == ["http.disconnect"]


# ---- where one may be sent ----


@pytest.mark.parametrize(
    "path",
    ["/", "/library", "/library?q=upah&page=2", "/shared/abc-_", "/?c=1", "/library/a1#p3"]
    + ["/a%2F%2Fb", "/library?next=http://x", "/sign-information"],
)
def test_pages_of_ours_are_returned_to(path: str) -> None:
    assert safe_next(path) == path


ELSEWHERE = (
    *("", "library", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil"),
    *("/\t/evil.example", "/\n/evil", "\t//evil", " /x", "/ /x", "/a\r\nSet-Cookie: x=1"),
    *("https://evil.example", "https:evil.example", "javascript:alert(1)", "//evil@x/"),
    *("/.//evil.example", "/x//evil.example", "/x\\..\\..", "/\u2028/evil", "/／evil", "/\0"),
    *("http:///evil", "/sign-in", "/sign-in?next=/sign-in", "/sign-out", "/gradio_api/info"),
    *("/" + "a" * 3000, "/\ud800", "data:text/html,x", "/config", "/\x7f", "/é"),
)


@pytest.mark.parametrize("wished", ELSEWHERE)
def test_nowhere_else(wished: str) -> None:
    assert safe_next(wished) == "/"


def test_nobody_is_sent_elsewhere(office: Office) -> None:
    client = office.client()
    for wished in ELSEWHERE:
        if wished.isprintable():
            answer = sign_in(client, "sari", next=wished)
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            answer = client.get("/sign-in", params={"next": wished})
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            client.cookies.clear()
            shown = client.get("/sign-in", params={"next": wished}).text
            assert '<input type="hidden" name="next" value="/">' in shown


def test_an_address_that_is_not_one_is_not_carried_along() -> None:
    scope = {"path": "//evil.example/x", "root_path": "", "query_string": b""}
    assert sign_in_address(scope) == "/sign-in"
    scope = {"path": "/library/é b", "root_path": "", "query_string": b"q=%3Cb%3E"}
    assert sign_in_address(scope) == "/sign-in?next=%2Flibrary%2F%25C3%25A9%2520b%3Fq%3D%253Cb%253E"


def test_a_token_is_never_kept_itself(office: Office) -> None:
    token = office.signed_in("sari").cookies[COOKIE]
    people = office.house.archive.people
    assert people.session(digest(token), office.time.now()) is not None
    assert people.session(token, office.time.now()) is None
    office.house.archive.close()
    kept = b"".join(each.read_bytes() for each in Path(office.house.settings.data_dir).iterdir())
    assert digest(token).encode() in kept and token.encode() not in kept


def test_tokens_differ() -> None:
    class People:
        def open_session(self, *_: Any) -> None: ...

    sessions = Sessions(People())  # type: ignore[arg-type]
    made = {sessions.begin("p") for _ in range(100)}
    assert len(made) == 100 and all(len(token) == 43 for token in made)
