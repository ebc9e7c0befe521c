"""What the guard lets through, turns away and adds, one request at a time and without a server."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from plain_pages import house_in
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse

from ui import imports
from ui.guard import Guard
from ui.imports.uploads import ALL_BYTES
from ui.serving import Reach, assets
from ui.serving.doors import BODY_LIMIT, UPLOAD_LIMIT, door_of
from ui.serving.reach import HERE
from ui.web import Shell

BESIDE_THE_CHAT = (
    "ui.accounts", "ui.conversations.pages", "ui.evidence.reader", "ui.feedback",
    "ui.glossed.pages", "ui.library", "ui.memo.pages",
)  # fmt: skip
HOST = "127.0.0.1:7860"
OFFICE = Reach(
    hosts=("127.0.0.1", "tanya.kantor.example"), root_path="/tanya", proxies=("10.0.0.2",)
)


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Tell what arrived behind the guard."""
    request = Request(scope, receive)
    size = len(await request.body())
    told = {
        "path": scope["path"],
        "root": scope["root_path"],
        "size": size,
        "headers": sorted(name.decode() for name, _ in scope["headers"]),
    }
    await JSONResponse(told)(scope, receive, send)


class Answer:
    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.pieces: list[bytes] = []
        self.names: list[str] = []

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            assert not self.status, "answered twice"
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            self.names = [name.decode() for name, _ in message["headers"]]
        else:
            self.pieces.append(message.get("body", b""))


def call(
    path: str,
    method: str = "GET",
    headers: dict[str, str] | Sequence[tuple[str, str]] = (),
    *,
    app: Any = echo,
    reach: Reach = HERE,
    body: Sequence[bytes] = (b"",),
    query: str = "",
    scheme: str = "http",
    client: str = "127.0.0.1",
) -> Answer:
    """Send one request; ``body`` comes in these pieces."""
    given = list(headers.items() if isinstance(headers, dict) else headers)
    if "host" not in dict(given):
        given.insert(0, ("host", HOST))
    scope = {
        "type": "http",
        "method": method,
        "scheme": scheme,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in given],
        "client": (client, 50000),
        "server": ("127.0.0.1", 7860),
    }
    left = list(body)
    answer = Answer()

    async def receive() -> Any:
        if not left:
            await asyncio.Event().wait()
        piece = left.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(left)}

    async def run() -> None:
        guard = Guard(app, ending=asyncio.Event(), reach=reach)
        await asyncio.wait_for(guard(scope, receive, answer.send), timeout=60)

    asyncio.run(run())
    return answer


# ---- doors ----

OPEN = [
    ("GET", "/"), ("GET", "/health"), ("GET", "/config"), ("GET", "/theme.css"),
    ("GET", "/tanya/plain.css"), ("GET", "/tanya/app.webmanifest"),
    ("GET", "/static/fonts/IBMPlexSans/IBMPlexSans-Regular.woff2"),
    ("GET", "/assets/index-DphvyggB.js"), ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/data"), ("GET", "/gradio_api/heartbeat/abc123"),
    ("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out"), ("GET", "/account"),
    ("POST", "/account"), ("GET", "/people"), ("POST", "/people"), ("POST", "/people/p1_-/role"),
    ("GET", "/conversations"), ("POST", "/conversations/a-B_9/rename"),
    ("POST", "/conversations/a/unshare"), ("GET", "/conversations/a/memo.docx"),
    ("GET", "/shared/tok-en"), ("GET", "/shared/tok-en/memo.pdf"),
    ("GET", "/answers/251101-101530-a1b2c3/memo.md"), ("GET", "/library"),
    ("GET", "/library/0123456789abcdef"), ("POST", "/library/0123456789abcdef/remove"),
    ("GET", "/statistics"), ("GET", "/glossary"), ("GET", "/library/a/versions/12"),
    ("GET", "/imports"), ("GET", "/imports/running"), ("POST", "/answers/a/feedback"),
    ("POST", "/imports/upload"), ("POST", "/imports/restore"), ("GET", "/reader/0123456789abcdef"),
    ("GET", "/reader/0123456789abcdef/around"), ("GET", "/feedback"), ("POST", "/feedback/a/b/c"),
]  # fmt: skip

CLOSED = [
    "/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/run/ask", "/login",
    "/monitoring", "/openapi.json", "/docs", "/svelte/x", "/tanya/../cli.py", "/tanya/", "/tanya",
    "/static/../../etc/passwd", "/assets/..%2f", "/library/a/b", "/library/..", "/library/a%2fb",
    "/answers/x", "/answers/x/memo.exe", "/shared", "/shared/", "/shared/a/b", "/conversations/a",
    "/conversations/a/memo.docx/", "/imports/a/b/c", "/reader", "/reader/a/b", "//evil.example",
    "/people/a/b/c", "/sign-in/x", "/statistics/x", "/LIBRARY", "/library/é",
    "/library/" + "a" * 65, "/feedback/a/b/c/d", "/feedback/a", "/library\n", "/ library",
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), OPEN)
def test_what_the_pages_need_is_open(method: str, path: str) -> None:
    assert call(path, method).status == 200


@pytest.mark.parametrize("path", CLOSED)
def test_all_else_is_closed(path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = call(path, method)
        assert answer.status == 404, method
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"), ("POST", "/library"), ("GET", "/sign-out"),
        ("GET", "/conversations/a/delete"),
        ("PUT", "/account"), ("DELETE", "/conversations/a/delete"), ("PATCH", "/people"),
        ("GET", "/library/a/remove"), ("GET", "/gradio_api/queue/join"), ("OPTIONS", "/library"),
        ("TRACE", "/"), ("POST", "/shared/a"), ("GET", "/imports/upload/"), ("post", "/sign-out"),
    ],
)  # fmt: skip
def test_nothing_is_changed_by_looking(method: str, path: str) -> None:
    assert call(path, method).status in (404, 405)


def test_every_page_that_is_written_has_its_door(tmp_path: Path) -> None:
    """A page whose address has no door here would be missing, and nobody would see why."""
    house = house_in(tmp_path)
    shell = Shell(house)
    routes = list(assets.routes())
    for name in BESIDE_THE_CHAT:
        routes += importlib.import_module(name).routes(house, shell)
    runner: Any = object()
    routes += imports.routes(house, shell, runner)
    house.archive.close()
    values = {"form": "pdf", "key": "7", "weight": "400"}
    wrong: list[tuple[str, object]] = []
    for route in routes:
        fill = {name: values.get(name, "a-B_9") for name in route.param_convertors}
        door = door_of(route.path_format.format(**fill))
        if door is None or not (route.methods or set()) <= door.methods:
            wrong.append((route.path, route.methods))
        elif route.path != imports.UPLOAD_PATH and door.limit > BODY_LIMIT:
            wrong.append((route.path, door.limit))
    assert not wrong
    assert len(routes) > 30
    assert door_of(imports.UPLOAD_PATH) is not None and UPLOAD_LIMIT > ALL_BYTES


# ---- hosts and origins ----


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "", "[::1", "x@127.0.0.1", "127.0.0.1/x",
     "127.0.0.1:x"],
)  # fmt: skip
def test_other_names_are_refused(host: str) -> None:
    assert call("/health", headers={"host": host}).status == 403


def test_two_host_headers_are_refused() -> None:
    assert call("/health", headers=[("host", HOST), ("host", HOST)]).status == 403
    assert call("/health", headers={"host": "LOCALHOST.:7860"}).status == 200


COOKIE = {"cookie": "ts-session=x"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": f"http://{HOST}"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "file://"}, 403),
        ({"origin": "chrome-extension://127.0.0.1:7860"}, 403),
        ({"origin": "http://127.0.0.1:8080"}, 403),  # another service of the same machine
        ({"origin": "http://127.0.0.1"}, 403),
        ({"origin": "http://localhost:7860"}, 403),  # also ours, but not the page that is open
        ({"origin": "http://127.0.0.1:7860.evil.example"}, 403),
        ({"origin": "http://127.0.0.1:7860@evil.example"}, 403),
        ({"origin": f"http://{HOST}", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}, 200),  # a lost port
        ({"origin": "http://evil.example", "sec-fetch-site": "same-origin"}, 403),
        ({}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 403),
        ({"sec-fetch-site": "?"}, 403),
    ],
)
def test_only_our_own_page_changes_anything(headers: dict[str, str], status: int) -> None:
    for path in ("/sign-out", "/gradio_api/queue/join", "/imports/upload"):
        assert call(path, "POST", {**COOKIE, **headers}).status == status, path


def test_a_program_without_a_cookie_may_post() -> None:
    assert call("/gradio_api/queue/join", "POST").status == 200


def test_a_default_port_need_not_be_written() -> None:
    for host, origin in (
        ("localhost", "https://localhost"),
        ("localhost:443", "https://localhost"),
        ("localhost", "http://localhost:80"),
    ):
        assert call("/sign-out", "POST", {"host": host, "origin": origin}).status == 200


@pytest.mark.parametrize(
    ("mode", "dest", "status"),
    [("navigate", "document", 200), ("navigate", "iframe", 403), ("no-cors", "image", 403),
     ("cors", "empty", 403), ("no-cors", "script", 403)],
)  # fmt: skip
def test_strangers_may_link_to_a_page_but_not_load_it(mode: str, dest: str, status: int) -> None:
    for site in ("cross-site", "same-site"):
        sent = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
        assert call("/library", headers=sent).status == status


# ---- sizes ----


def test_bodies_are_counted_as_they_come() -> None:
    half = b"x" * (BODY_LIMIT // 2)
    assert call("/sign-in", "POST", body=[half, half]).status == 200
    assert call("/sign-in", "POST", body=[half, half, b"x"]).status == 413
    assert call("/imports/upload", "POST", body=[half] * 5).status == 200
    assert call("/imports/addresses", "POST", body=[half] * 5).status == 413


def test_documents_may_be_larger_but_not_without_end() -> None:
    async def read(scope: Any, receive: Any, send: Any) -> None:
        async for _ in Request(scope, receive).stream():
            pass
        await PlainTextResponse("ok")(scope, receive, send)

    piece = b"x" * (UPLOAD_LIMIT // 40)
    assert call("/imports/upload", "POST", body=[piece] * 40, app=read).status == 200
    assert call("/imports/upload", "POST", body=[piece] * 41, app=read).status == 413


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [("/sign-in", str(BODY_LIMIT), 200), ("/sign-in", str(BODY_LIMIT + 1), 413),
     ("/imports/upload", str(UPLOAD_LIMIT), 200), ("/imports/upload", str(UPLOAD_LIMIT + 1), 413),
     ("/imports/upload/x", str(BODY_LIMIT + 1), 413), ("/sign-in", "-1", 413),
     ("/sign-in", "many", 413)],
)  # fmt: skip
def test_a_length_that_is_told_is_believed_at_once(path: str, length: str, status: int) -> None:
    assert call(path, "POST", {"content-length": length}).status == status


# ---- below a path ----


@pytest.mark.parametrize(
    ("asked", "behind"),
    [
        ("/tanya/", "/tanya/"), ("/", "/tanya/"), ("/tanya/library", "/tanya/library"),
        ("/library", "/tanya/library"), ("/tanya/tanya/page.css", "/tanya/tanya/page.css"),
        ("/tanya/page.css", "/tanya/tanya/page.css"),
        ("/tanya/gradio_api/queue/data", "/tanya/gradio_api/queue/data"),
    ],
)  # fmt: skip
def test_a_proxy_may_take_its_prefix_away_or_not(asked: str, behind: str) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert (scope["path"], scope["root_path"]) == (behind, "/tanya")
        assert scope["raw_path"] == behind.encode()
        await PlainTextResponse("ok")(scope, receive, send)

    assert call(asked, reach=OFFICE, app=app).status == 200


def test_the_bare_prefix_leads_to_its_folder() -> None:
    answer = call("/tanya", reach=OFFICE, query="c=abc")
    assert (answer.status, answer.headers["location"]) == (307, "/tanya/?c=abc")
    assert call("/tanya", headers={"host": "evil.example"}, reach=OFFICE).status == 403
    for path in ("/tanyax/library", "/tanya/no/thing", "/tanya/.."):
        assert call(path, reach=OFFICE).status == 404, path


def test_static_files_are_no_second_name_of_a_page() -> None:
    """A prefix "/tanya" is told from the folder of that name by what exists."""
    from ui.app import STATIC

    names = [path.name for path in STATIC.iterdir()] + ["app.webmanifest", "colours.css"]
    assert [name for name in names if door_of("/" + name)] == []


# ---- proxies ----


def test_only_the_server_has_the_word_on_scheme_and_host() -> None:
    sent = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "x-gradio-server": "http://evil.example",
        "accept": "*/*",
    }
    answer = call("/health", headers=sent, reach=OFFICE)
    assert answer.status == 200
    assert b"x-forwarded" not in answer.body and b"x-gradio" not in answer.body
    assert b"accept" in answer.body


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
def test_a_page_without_sign_in_notices_a_proxy(name: str) -> None:
    assert call("/", headers={name: "10.1.2.3"}).status == 403
    assert call("/", headers={name: "10.1.2.3"}, reach=OFFICE).status == 200
    named = Reach(hosts=("127.0.0.1", "kantor.example"), insecure=True)
    assert call("/", headers={name: "10.1.2.3"}, reach=named).status == 200


def test_nobody_comes_past_the_proxy_without_encryption() -> None:
    office = {"host": "tanya.kantor.example"}
    assert call("/", headers=office, reach=OFFICE, client="10.0.0.7").status == 403
    assert call("/", headers=office, reach=OFFICE, client="10.0.0.7", scheme="https").status == 200
    assert call("/health", reach=OFFICE, client="127.0.0.1").status == 200


# ---- what the browser is told ----


def test_plain_pages_have_the_stricter_policy() -> None:
    for path in ("/library", "/sign-in", "/shared/abc", "/people"):
        policy = call(path).headers["content-security-policy"]
        assert "unsafe-eval" not in policy and "nonce" not in policy
        assert "script-src 'self';" in policy and "form-action 'self'" in policy
        assert "frame-ancestors 'none'" in policy and "style-src 'self';" in policy
    assert "form-action 'none'" in call("/").headers["content-security-policy"]


def test_a_form_can_say_where_it_comes_from() -> None:
    """With "no-referrer" browsers send ``Origin: null`` for a form, which is refused."""
    assert call("/sign-in").headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("path", "query", "kept"),
    [
        ("/library", "", "no-store"), ("/conversations/a/memo.pdf", "", "no-store"),
        ("/config", "", "no-store"), ("/config", "v=1", "no-store"),
        ("/tanya/plain.css", "", "no-cache"),
        ("/tanya/plain.css", "v=9", "public, max-age=31536000, immutable"),
        ("/assets/index-DphvyggB.js", "", "public, max-age=31536000, immutable"),
        ("/assets/plain.js", "", "no-cache"),
    ],
)  # fmt: skip
def test_only_what_cannot_change_is_kept(path: str, query: str, kept: str) -> None:
    assert call(path, query=query).headers["cache-control"] == kept


def test_what_a_page_says_of_itself_goes_first() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("x", headers={"cache-control": "private"})(scope, receive, send)

    answer = call("/tanya/plain.css", app=app)
    assert answer.headers["cache-control"] == "private"
    assert answer.names.count("cache-control") == 1


def test_only_our_own_certificate_binds_the_browser_to_it(tmp_path: Any) -> None:
    own = Reach(certificate=tmp_path / "c", key=tmp_path / "k")
    assert "strict-transport-security" in call("/", reach=own, scheme="https").headers
    for reach in (HERE, OFFICE):
        assert "strict-transport-security" not in call("/", reach=reach).headers


def test_a_stream_passes_piece_by_piece_and_tells_proxies_so() -> None:
    seen: list[int] = []

    async def pieces() -> Any:
        for number in range(3):
            yield f"data: {number}\n\n"
            seen.append(number)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        async def told(message: Any) -> None:
            await send(message)
            if message.get("body"):
                assert len(seen) == int(message["body"].split()[1]), "held back"

        stream = StreamingResponse(pieces(), media_type="text/event-stream")
        await stream(scope, receive, told)

    answer = call("/gradio_api/queue/data", app=app)
    assert [piece for piece in answer.pieces if piece] == [b"data: %d\n\n" % n for n in range(3)]
    assert answer.headers["x-accel-buffering"] == "no"


def test_the_installed_page_is_described_by_our_manifest_below_any_path() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        page = '<link rel="manifest" href="/manifest.json" /><script>1</script>'
        await PlainTextResponse(page)(scope, receive, send)

    body = call("/", app=app).body
    assert b'href="tanya/app.webmanifest"' in body and b'<script nonce="' in body
