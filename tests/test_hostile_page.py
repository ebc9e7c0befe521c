"""The whole page under attack: other people's things, forged requests, floods, hostile text."""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from accounts_office import SECRET, quick_hashing
from browser_assistant import PretendAssistant
from browser_server import serving
from lxml import html as parser
from memo_answers import answer_id, kept_conversation
from plain_pages import house_in
from storage_entries import entry

from rag.records import Complaint, Feedback, Role
from ui.accounts import passwords
from ui.web import House

PAYLOADS = (
    "<script>window.__x=1</script>",
    "</script><script>window.__x=1</script>",
    "<img src=x onerror=window.__x=1>",
    "<svg/onload=window.__x=1//",
    '"><script>window.__x=1</script>',
    "' onmouseover='window.__x=1",
    '" autofocus onfocus="window.__x=1',
    "javascript:window.__x=1",
    "data:text/html,<script>window.__x=1</script>",
    "[klik](javascript:window.__x=1)",
    "![x](http://evil.example/md.png)",
    "<iframe src=javascript:window.__x=1></iframe>",
    "<iframe srcdoc='<script>top.__x=1</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href=http://evil.example/>",
    "<form action=http://evil.example/><input type=submit></form>",
    "<link rel=stylesheet href=http://evil.example/a.css>",
    "<style>body{background:url(http://evil.example/bg)}</style>",
    "{{7919*7907}}",
    "{% raw %}",
    "${7919*7907}",
    "{{constructor.constructor('window.__x=1')()}}",
    "<details open ontoggle=window.__x=1>",
    "<math><mglyph><style><img src=x onerror=window.__x=1></style></math>",
    "<object data=javascript:window.__x=1>",
    "<dialog open>overlay</dialog>",
    "<div style='position:fixed;inset:0'>overlay</div>",
    "<noscript><p title='</noscript><img src=x onerror=window.__x=1>'>",
    "<![CDATA[<script>window.__x=1</script>]]>",
    "<!--<img src=x onerror=window.__x=1>-->",
    "\u202egnp.exe\u202c",
    "a\u200bb\u200dc\ufeff",
    "\u2067اسم عربي\u2069",
    "W" * 600,
    "nul\x00byte",
)

PAGE = {"accept": "text/html"}
QUIET = 0.5  # seconds in which a stream that must stay silent has to be silent
POSTS = (
    *("/imports/upload", "/imports/urls", "/imports/feeds", "/imports/feeds/read"),
    *("/imports/feeds/remove", "/imports/retry", "/imports/forget", "/imports/stop"),
    *("/imports/restore", "/imports/waiting", "/library/a1/remove"),
)
PEOPLE = ("role", "disable", "enable", "unlock", "password", "remove")


@dataclass(frozen=True, kw_only=True)
class Office:
    """A served page with a conversation of sari's; ``of`` gives a browser of somebody's."""

    url: str
    house: House
    conversation: str
    answer: str
    articles: tuple[str, ...]
    cookies: dict[str, str]

    def of(self, name: str = "") -> httpx.Client:
        cookies = {"ts-session": self.cookies[name]} if name else {}
        return httpx.Client(
            base_url=self.url, headers={"origin": self.url}, cookies=cookies, timeout=20
        )

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def raw(self, data: bytes, seconds: float = 5) -> bytes:
        """Send bytes as they are; return the first line of the answer, b"" where it was shut."""
        with socket.create_connection(("127.0.0.1", self.port), seconds) as line:
            line.settimeout(seconds)
            try:
                line.sendall(data)
                return line.recv(4096).partition(b"\r\n")[0]
            except (ConnectionError, TimeoutError):
                return b""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "uploads" / ".incoming-dead").mkdir(parents=True)
    (folder / "uploads" / ".incoming-dead" / "1").write_bytes(b"half")
    with pytest.MonkeyPatch.context() as patch:
        quick_hashing(patch)
        house = house_in(folder, editing=True, sign_in=True)
        people = house.archive.people
        roles = {"sari": Role.READER, "tono": Role.READER, "budi": Role.EDITOR, "ratna": Role.ADMIN}
        ids = {n: people.add(n, r, passwords.hashed(SECRET)).id for n, r in roles.items()}
        articles = _hostile_articles(house)
        kept = kept_conversation(house, ids["sari"])
        answer = answer_id(ids["sari"], 1)
        for number, payload in enumerate(PAYLOADS):
            _said(house, answer, f"p{number}", payload)
        with serving(PretendAssistant(), house) as url:
            cookies = {}
            for name in roles:
                came = httpx.post(url + "/sign-in", data={"name": name, "password": SECRET})
                assert came.status_code == 303
                cookies[name] = came.cookies["ts-session"]
            yield Office(
                url=url,
                house=house,
                conversation=kept,
                answer=answer,
                articles=articles,
                cookies=cookies,
            )
        house.archive.close()


def _hostile_articles(house: House) -> tuple[str, ...]:
    urls = ("javascript:window.__x=1", "https://evil.example/{}", "data:text/html,{}")
    made = [
        entry(
            f"file:/data/{number}.txt",
            f"Buruh {payload} mogok. Upah {payload} naik.",
            title=f"Judul {payload}",
            outlet=payload,
            author=payload,
            section=payload,
            tags=(payload,),
            url=urls[number % 3].format(payload),
            published=date(2026, 1 + number % 9, 3),
        )
        for number, payload in enumerate(each.replace("\x00", "") for each in PAYLOADS)
    ]
    house.archive.put(made)
    return tuple(each.article.id for each in made)


def _said(house: House, answer: str, person: str, payload: str) -> None:
    house.archive.feedback.give(
        Feedback(
            answer=answer,
            person=person,
            question=payload,
            good=False,
            complaints=(Complaint.OTHER,),
            comment=payload,
            given_at=datetime.now(UTC),
        )
    )


# ---- other people's things ----


@pytest.mark.parametrize("name", ["tono", "budi", "ratna"])
def test_a_conversation_is_its_owners_alone_also_before_an_admin(office: Office, name: str) -> None:
    kept, answer = f"/conversations/{office.conversation}", f"/answers/{office.answer}"
    with office.of(name) as client:
        assert office.conversation not in client.get("/conversations").text
        for verb in ("rename", "delete", "restore", "share", "unshare"):
            assert client.post(f"{kept}/{verb}", data={"title": "x"}).status_code == 404, verb
        for way in (kept, answer):
            for form in ("docx", "pdf", "md"):
                assert client.get(f"{way}/memo.{form}").status_code == 404
        for share in ("", "?share=", "?share=%25", "?share=%00", "?share=' OR 1=1"):
            assert client.get(f"{answer}/feedback{share}").status_code == 404
            assert client.post(f"{answer}/feedback{share}", data={"good": "1"}).status_code == 404
        assert client.post(f"{answer}/feedback/withdraw").status_code == 404
    with office.of("sari") as owner:
        assert "Upah di Benang Biru" in owner.get("/conversations").text
        assert owner.get(f"{kept}/memo.md").status_code == 200


def test_a_link_ends_with_sharing_and_with_the_conversation(office: Office) -> None:
    kept = f"/conversations/{office.conversation}"
    with office.of("sari") as owner, office.of("tono") as reader, office.of() as stranger:
        path = owner.post(f"{kept}/share").json()["path"]
        token = path.rpartition("/")[2]
        said = f"/answers/{office.answer}/feedback?share={token}"
        ways = (path, f"{path}/memo.md", said)
        assert [reader.get(way).status_code for way in ways] == [200] * 3
        assert [stranger.get(way).status_code for way in ways] == [401] * 3
        owner.post(f"{kept}/delete")
        assert [reader.get(way).status_code for way in ways] == [404] * 3
        assert owner.get(f"/answers/{office.answer}/memo.md").status_code == 404
        owner.post(f"{kept}/restore")
        owner.post(f"{kept}/unshare")
        assert [reader.get(way).status_code for way in ways] == [404] * 3


def _join(client: httpx.Client, session: str, function: int = 0, **more: Any) -> int:
    wish = {"fn_index": function, "data": [None], "session_hash": session, **more}
    return client.post("/gradio_api/queue/join", json=wish).status_code


def test_nobody_acts_on_the_page_that_somebody_else_has_open(office: Office) -> None:
    session = "s" + secrets.token_hex(5)
    with office.of("sari") as owner, office.of("tono") as other:
        assert _join(owner, session) == 200
        for function in range(25):  # every event of the page, known by the name of another's
            assert _join(other, session, function) == 403
        wish = {"session_hash": session, "fn_index": 2, "event_id": "x"}
        assert other.post("/gradio_api/cancel", json=wish).status_code == 403
        assert owner.post("/gradio_api/cancel", json=wish).status_code == 200
        for way in (f"queue/data?session_hash={session}", f"heartbeat/{session}"):
            assert other.get(f"/gradio_api/{way}").status_code == 403
        both = f"session_hash=mine{session}&session_hash={session}"
        assert other.get(f"/gradio_api/queue/data?{both}").status_code == 403


def test_a_body_that_names_no_page_is_gradios_to_refuse(office: Office) -> None:
    with office.of("sari") as client:
        for body in (b"", b"[]", b"x", b"[" * 60_000, b'{"session_hash": ["a"]}', b"\xff\xfe"):
            headers = {"content-type": "application/json"}
            came = client.post("/gradio_api/queue/join", content=body, headers=headers)
            assert came.status_code in (400, 422), body[:20]


# ---- roles and where a request comes from ----


def test_every_change_asks_for_the_role(office: Office) -> None:
    person = office.house.archive.people.named("tono")
    assert person is not None
    people = ["/people", *(f"/people/{person.id}/{each}" for each in PEOPLE)]
    reviews = [f"/feedback/{office.answer}/p1/{each}" for each in ("dismiss", "reopen", "case")]
    refused = {
        "": (401, [*POSTS, *people, *reviews, "/account/password", "/account/elsewhere"]),
        "sari": (403, [*POSTS, *people, *reviews]),
        "budi": (403, [*people, *reviews]),
    }
    for name, (status, paths) in refused.items():
        with office.of(name) as client:
            assert {path: client.post(path).status_code for path in paths} == dict.fromkeys(
                paths, status
            )
    with office.of("budi") as client:
        assert 403 not in {client.post(path).status_code for path in POSTS}
    assert office.house.archive.people.named("tono") == person


def test_changes_are_sent_by_a_page_of_ours_alone(office: Office) -> None:
    form = {"name": "sari", "password": SECRET}
    there = office.url.removeprefix("http://")
    for headers in (
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": f"http://127.0.0.1:{office.port + 1}"},
        {"origin": f"http://localhost:{office.port}"},
        {"origin": f"{office.url}.evil.example"},
        {"origin": f"http://{there}@evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": office.url, "sec-fetch-site": "cross-site"},
    ):
        came = httpx.post(office.url + "/sign-in", data=form, headers=headers)
        assert came.status_code == 403 and "set-cookie" not in came.headers, headers
    cookie = {"cookie": f"ts-session={office.cookies['tono']}"}
    bare = httpx.post(f"{office.url}/imports/stop", headers=cookie)
    assert bare.status_code == 403 and "other pages" in bare.text
    with office.of("tono") as client:
        for header in ("x-http-method-override", "x-method-override"):
            wish = {header: "POST"}
            assert client.get("/account/elsewhere", headers=wish).status_code == 404


def test_tricks_with_paths_hosts_and_lengths_lead_nowhere(office: Office) -> None:
    host = f"Host: 127.0.0.1:{office.port}\r\n".encode()
    end = b"Connection: close\r\n\r\n"
    for path in (
        *(b"//", b"///library", b"/library/../people", b"/%2e%2e/people", b"/tanya/../people"),
        *(b"/tanya/..%2fpeople", b"/tanya/%2fetc/passwd", b"/%2flibrary", b"/sign-in%00"),
        *(b"/gradio_api/upload", b"/gradio_api/file=/etc/passwd", b"/gradio_api/call/ask"),
        *(b"/file=/etc/passwd", b"/proxy=http://x", b"/assets/..%5c..%5cx", b"/openapi.json"),
    ):
        assert b" 404 " in office.raw(b"GET " + path + b" HTTP/1.1\r\n" + host + end), path
    for hosts in (b"", b"Host: evil.example\r\n", host + b"Host: evil.example\r\n"):
        answer = office.raw(b"GET /health HTTP/1.1\r\n" + hosts + end)
        assert b" 403 " in answer or b" 400 " in answer, hosts
    sent = b"POST /sign-in HTTP/1.1\r\n" + host + b"Content-Type: text/plain\r\n"
    for length in (
        b"Content-Length: 17\r\nContent-Length: 5\r\n",
        b"Content-Length: +17\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length : 17\r\n",
        b"Transfer-Encoding: xchunked\r\n",
    ):
        assert b" 400 " in office.raw(sent + length + b"\r\n" + b"name=a&password=b"), length


# ---- floods ----


def test_headers_have_an_end(office: Office) -> None:
    with socket.create_connection(("127.0.0.1", office.port), 5) as line:
        line.settimeout(5)
        line.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ")
        with pytest.raises(ConnectionError):  # a server that reads on takes all of it
            for _ in range(80):
                line.sendall(b"a" * 50_000)
                time.sleep(0.01)


def test_a_wish_for_a_websocket_is_a_page_like_any_other(office: Office) -> None:
    wish = (
        f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{office.port}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    assert b" 200 " in office.raw(wish.encode())


def test_clients_that_send_slowly_hold_nobody_up(office: Office) -> None:
    begun = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n\r\nname="
    lines = [socket.create_connection(("127.0.0.1", office.port), 5) for _ in range(60)]
    try:
        for line in lines:
            line.sendall(begun)
        with office.of("sari") as client:
            assert client.get("/library", timeout=60).status_code == 200
    finally:
        for line in lines:
            line.close()


# ---- uploads ----


def test_what_a_killed_server_was_receiving_is_gone(office: Office) -> None:
    assert not (office.house.archive.folder / "uploads" / ".incoming-dead").exists()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=" + "X" * 5000, b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=X", b"--X\r\n" + b"A: b\r\n" * 500 + b"\r\n"),
        ("application/json", b"{}"),
    ],
)
def test_a_broken_upload_is_told_in_plain_words(office: Office, kind: str, body: bytes) -> None:
    with office.of("budi") as client:
        came = client.post("/imports/upload", content=body, headers={"content-type": kind})
        assert came.status_code == 400 and "<html" in came.text


def test_an_upload_that_breaks_off_leaves_nothing(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    uploads = office.house.archive.folder / "uploads"
    head = (
        f"POST /imports/upload HTTP/1.1\r\nHost: 127.0.0.1:{office.port}\r\n"
        f"Origin: {office.url}\r\nCookie: ts-session={office.cookies['budi']}\r\n"
        "Content-Type: multipart/form-data; boundary=X\r\nContent-Length: 900000\r\n\r\n"
        '--X\r\nContent-Disposition: form-data; name="files"; filename="half.txt"\r\n\r\n'
    )
    with socket.create_connection(("127.0.0.1", office.port), 5) as line:
        line.sendall(head.encode() + b"a" * 100_000)
        _until(lambda: any(uploads.glob(".incoming-*/1")))
    _until(lambda: not any(uploads.glob(".incoming-*")))
    assert not (uploads / "half.txt").exists()
    assert "could not be drawn" not in caplog.text


def _until(true: Any) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


# ---- hostile text ----

_NEVER = {"iframe", "object", "embed", "base", "math", "dialog", "noscript", "template", "style"}
_ADDRESSES = ("href", "src", "action", "formaction", "data", "srcdoc", "{xlink}href")


def _strange(page: str) -> list[str]:
    """Return elements and attributes that no template of ours draws."""
    found = []
    for each in parser.fromstring(page).iter():
        if not isinstance(each.tag, str):
            found.append("comment")
            continue
        if each.tag in _NEVER or (each.tag == "script" and (each.text or not each.get("src"))):
            found.append(each.tag)
        if each.tag == "meta" and each.get("http-equiv"):
            found.append("refresh")
        for name, value in each.attrib.items():
            outside = name != "href" and "evil.example" in value
            runs = value.strip().lower().startswith(("javascript:", "vbscript:", "data:text"))
            if name.startswith("on") or (name in _ADDRESSES and (runs or outside)):
                found.append(f"{each.tag} {name}={value[:40]}")
    return found


def test_no_text_of_others_becomes_part_of_a_plain_page(office: Office) -> None:
    drawn = 0
    with office.of("ratna") as admin:
        views = ["/library", "/statistics", "/imports", "/feedback", "/feedback?page=2", "/people"]
        views += [f"/library/{each}" for each in office.articles]
        views += [f"/reader/{each}?mark=0-12" for each in office.articles]
        views += [f"/feedback/{office.answer}/p{n}/case" for n in range(0, len(PAYLOADS), 5)]
        asked = [f"{way}?q=" for way in ("/library", "/glossary")] + ["/imports?undo="]
        queries = [(way, payload[:60]) for way in asked for payload in PAYLOADS[::4]]
        for view in views:
            came = admin.get(view, headers=PAGE)
            assert came.status_code == 200 and _strange(came.text) == [], view
            assert came.headers["cache-control"] == "no-store"
            drawn += came.text.count("window.__x")
        for way, payload in queries:
            came = admin.get(way.rstrip("?q=undo") or way, params={way[-5:].strip("?="): payload})
            assert _strange(came.text) == []
    assert drawn > 500  # it was there, as text


def test_hostile_titles_reach_neither_the_list_nor_a_files_name(office: Office) -> None:
    kept = f"/conversations/{office.conversation}"
    with office.of("sari") as owner:
        for payload in (*PAYLOADS, "../../x", "a\r\nSet-Cookie: x=1", '"; filename=evil.exe'):
            renamed = owner.post(f"{kept}/rename", data={"title": payload})
            assert renamed.status_code == 200
            assert _strange(owner.get("/conversations").text) == []
            given = owner.get(f"{kept}/memo.md").headers
            name = given["content-disposition"].partition("filename=")[2].partition(";")[0]
            assert name.strip('"').replace("-", "").replace(".", "").isalnum()
            assert not set("./\\") & set(name.strip('"').removesuffix(".md"))
            assert "set-cookie" not in given


def test_hostile_words_to_every_event_leave_the_page_standing(office: Office) -> None:
    junk: tuple[Any, ...] = (
        None,
        {"path": "/etc/passwd"},
        "\0" * 50,
        [[[]]],
        1e308,
        {"__type__": "update"},
        True,
    )
    session = "j" + secrets.token_hex(5)
    with office.of("tono") as client:
        for function in range(25):
            for each in junk:
                wish = {"turn": each, "undo": each, "id": each, "which": each}
                assert _join(client, session, function, data=[each] * 5, event_data=wish) == 200
        assert client.get("/conversations").status_code == 200
        told = json.dumps(client.get("/config").json())
        assert "/etc" not in told and str(Path.home()) not in told
