"""Fetching: nothing is reached that must not be, everything ends in time, and errors are plain.

The server is on 127.0.0.1, which is private: tests that may reach it allow exactly that network,
the others prove that nobody comes. Names are resolved by the test.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis.strategies import lists, sampled_from
from spent import within
from stand_in_web import (
    Answer,
    Names,
    Reply,
    Web,
    article,
    bomb,
    drip,
    endless,
    huge_promise,
    moved,
    no_http,
    packed,
    rss,
    silent,
    slow_head,
    too_short,
)

from ingest.fetching import (
    AddressRefused,
    Fetcher,
    FetchPolicy,
    decoding,
    fetch,
    kinds,
    links,
    normal,
    parse,
    robots,
)
from ingest.fetching.addresses import networks, permitted
from ingest.fetching.errors import FetchError
from ingest.fetching.pacing import Pace, retry_after
from ingest.items import NotModified, Page, Unavailable
from ingest.readers import read
from rag.archive.feeds import Fetched
from rag.errors import UsageError

HERE = ["127.0.0.1"]
PUBLIC = "93.184.215.14"


@pytest.fixture
def web() -> Iterator[Web]:
    with Web({"/a": Reply(body=article("Upah naik"))}) as server:
        yield server


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that a socket is opened to."""
    import httpcore

    found: list[str] = []
    connect = httpcore.SyncBackend.connect_tcp

    def spy(self: Any, host: str, *rest: Any, **named: Any) -> Any:
        found.append(host)
        return connect(self, host, *rest, **named)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", spy)
    return found


def policy(web: Web, **changes: Any) -> FetchPolicy:
    base = FetchPolicy(
        allow=("127.0.0.1",), ports=(web.port,), interval=0, seconds=20, idle_seconds=10
    )
    return replace(base, **changes)


def one(web: Web, url: str, names: Names | None = None, **changes: Any) -> Any:
    """Fetch one address the way a run does, without waiting between tries."""
    resolver = names or Names({"warta.example": HERE})
    with Fetcher(policy(web, **changes), resolver=resolver, sleep=lambda _: None) as fetcher:
        return fetcher.document(url)


# --- addresses as text ---------------------------------------------------------------------------

BAD_URLS = [
    "file:///etc/passwd",
    "ftp://warta.example/a",
    "gopher://warta.example/",
    "javascript:alert(1)",
    "data:text/html,<p>x",
    "//warta.example/a",
    "warta.example/a",
    "http:/warta.example",
    "http:///a",
    "http://",
    "",
    "http://user@warta.example/",
    "http://user:secret@warta.example/",
    "http://127.0.0.1\\@warta.example/",
    "http://warta.example\\.evil.example/",
    "http:\\\\127.0.0.1\\",
    "http://warta.example/a\\..\\b",
    "http://warta.example#@127.0.0.1/",
    "http://warta.example?@127.0.0.1/",
    "http://warta.example/a\r\nHost: x",
    "http://warta.example/\x00a",
    "http://wa\trta.example/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://0/",
    "http://127.0.0.0x1/",
    "http://1.2.3.4.5/",
    "http://[fe80::1%25eth0]/",
    "http://[::1/",
    "http://[::1]x/",
    "http://[1.2.3.4]/",
    "http://warta.example:0/",
    "http://warta.example:65536/",
    "http://warta.example:80a/",
    "http://warta..example/",
    "http://-warta.example/",
    "http://warta%2eexample/",
    "http://warta.example／@10.0.0.5/",
    "http://warta.example／x.example/",
    "http://evil℀.example/",
    "http://warta.example:80:80/",
    "http://warta.example,lain.example/",
    "http://warta.example;lain.example/",
    "http://wa rta.example/",
    "http://" + "a" * 64 + ".example/",
    "http://warta.example/" + "a" * 3000,
]


@pytest.mark.parametrize("url", BAD_URLS)
def test_an_address_that_could_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused) as caught:
        parse(url)
    assert not caught.value.transient
    assert caught.value.remedy


def test_a_password_in_an_address_is_the_fault_and_is_not_repeated() -> None:
    with pytest.raises(AddressRefused) as caught:
        parse("http://user:secret@warta.example/")
    assert "user name or password" in caught.value.what
    assert "secret" not in str(caught.value) + caught.value.item
    (found,) = fetch(["http://user:secret@warta.example/"], FetchPolicy(), resolver=Names({}))
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    ("url", "host", "target"),
    [
        ("HTTPS://Warta.EXAMPLE:443/A?b=C#d", "warta.example", "/A?b=C"),
        ("http://warta.example.", "warta.example", "/"),
        ("http://bücher.example/ä", "xn--bcher-kva.example", "/%C3%A4"),
        ("http://warta.example/%7ea%2f?q=%zz", "warta.example", "/%7Ea%2F?q=%25zz"),
        ("http://warta.example/a/./b/../c/..", "warta.example", "/a/"),
        ("http://warta.example/../../x", "warta.example", "/x"),
        ("http://warta.example/u@h", "warta.example", "/u@h"),
        ("http://[2606:4700:0::1111]/", "2606:4700::1111", "/"),
        ("http://warta.example/a b", "warta.example", "/a%20b"),
    ],
)
def test_an_address_is_read_in_one_way(url: str, host: str, target: str) -> None:
    address = parse(url)
    assert (address.host, address.target) == (host, target)
    assert parse(address.url) == address


@pytest.mark.parametrize("digits", ["１２７.0.0.1", "①②⑦.0.0.1", "127。0。0。1"])
def test_digits_of_other_scripts_are_seen_for_what_they_are(digits: str) -> None:
    assert str(parse(f"http://{digits}/").literal) == "127.0.0.1"


PIECES = [
    *("http:", "https:", "HTTP:", "//", "/", "\\", "@", "#", "?", ":", ".", "..", "%", "[", "]"),
    *("warta.example", "127.0.0.1", "10.0.0.5", "::1", "0x7f", "2130706433", "1", "80", "8080"),
    *(
        "user",
        "%2f",
        "%40",
        "%00",
        " ",
        "\t",
        "\n",
        "／",
        "。",
        "①",
        "é",
        "a",
        "/../",
        ";",
        ",",
        "&=",
    ),
]


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(lists(sampled_from(PIECES), max_size=9), sampled_from(["http://", "https://", ""]))
def test_what_is_accepted_is_read_alike_by_other_programs(pieces: list[str], front: str) -> None:
    try:
        address = parse(front + "".join(pieces))
    except AddressRefused:
        return
    assert parse(address.url) == address
    assert normal(normal(address.url)) == normal(address.url)
    for host in (
        urlsplit(address.url).hostname,
        httpx.URL(address.url).raw_host.decode().strip("[]"),
    ):
        assert host == address.host
    if address.literal is None:
        assert re.fullmatch(r"[a-z0-9_.-]+", address.host)
        assert not re.fullmatch(r"(?:\d+|0x[0-9a-f]*)", address.host.rpartition(".")[2])


def test_the_normal_form_leaves_out_what_campaigns_add_and_keeps_the_rest_in_order() -> None:
    url = "HTTP://Warta.example:80/b?z=1&utm_source=x&a=2&fbclid=y&UTM_Medium=w&gclid=#top"
    assert normal(url) == "http://warta.example/b?z=1&a=2"
    assert normal("https://warta.example?utm_campaign=x") == "https://warta.example/"
    assert normal("https://warta.example/?utmost=1") == "https://warta.example/?utmost=1"


# --- addresses as numbers ------------------------------------------------------------------------

PRIVATE = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.0.1 169.254.169.254
    172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1
    203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 168.63.129.16
    :: ::1 fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 100::1 3fff::1 5f00::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::10.0.0.1
    64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::169.254.169.254 64:ff9b:1::5db8:d70e
    2002:7f00:1:: 2002:a00:1:: 2002:c0a8:101::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
""".split()
OPEN = """
    93.184.215.14 8.8.8.8 1.1.1.1 103.10.66.1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::8.8.8.8
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_not_permitted_in_any_spelling(address: str) -> None:
    assert not permitted(ip_address(address))


@pytest.mark.parametrize("address", OPEN)
def test_a_public_address_is_permitted(address: str) -> None:
    assert permitted(ip_address(address))


def test_an_exception_reaches_exactly_its_network() -> None:
    allowed = networks(("192.168.1.0/24", "fd12::/16"))
    assert permitted(ip_address("192.168.1.200"), allowed)
    assert permitted(ip_address("::ffff:192.168.1.200"), allowed)
    assert permitted(ip_address("fd12::7"), allowed)
    for other in ("192.168.2.1", "192.168.0.255", "10.0.0.1", "127.0.0.1", "fd13::7", "::1"):
        assert not permitted(ip_address(other), allowed)


@pytest.mark.parametrize("wrong", ["192.168.1.1/24", "office", "300.1.1.1"])
def test_an_exception_that_is_no_network_is_told(wrong: str) -> None:
    with pytest.raises(UsageError):
        FetchPolicy(allow=(wrong,))


# --- nobody comes --------------------------------------------------------------------------------

UNREACHABLE = [
    "http://127.0.0.1:{port}/a",
    "http://localhost:{port}/a",
    "http://[::1]:{port}/a",
    "http://[::ffff:127.0.0.1]:{port}/a",
    "http://[64:ff9b::7f00:1]:{port}/a",
    "http://127.1:{port}/a",
    "http://2130706433:{port}/a",
    "http://0x7f.1:{port}/a",
    "http://017700000001:{port}/a",
    "http://１２７.0.0.1:{port}/a",
    "http://0.0.0.0:{port}/a",
    "http://169.254.169.254/latest/meta-data/",
    "http://inside.example:{port}/a",
    "http://mixed.example:{port}/a",
    "http://mapped.example:{port}/a",
    "http://scoped.example:{port}/a",
    "http://nonsense.example:{port}/a",
    "http://warta.example:22/a",
    "http://user@127.0.0.1:{port}/a",
    "http://127.0.0.1:{port}\\@warta.example/a",
    "file:///etc/hostname",
]
INSIDE = {
    "localhost": HERE,
    "inside.example": HERE,
    "mixed.example": [PUBLIC, "127.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "scoped.example": ["fe80::1%eth0"],
    "nonsense.example": ["127.0.0.1 "],
    "warta.example": HERE,
}


@pytest.mark.parametrize("url", UNREACHABLE)
def test_a_private_address_is_never_connected_to(web: Web, reached: list[str], url: str) -> None:
    found = one(web, url.format(port=web.port), Names(INSIDE), allow=())
    assert isinstance(found, Unavailable)
    assert not found.transient
    assert found.reason
    assert found.remedy
    assert (reached, web.connections) == ([], 0)


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.5/",
        "http://169.254.169.254/latest/",
        "http://[::1]:{port}/a",
        "http://inside.example:{port}/a",
        "//inside.example:{port}/a",
        "file:///etc/passwd",
        "ftp://warta.example/",
        "http://user@warta.example:{port}/a",
        "http://warta.example:{port}\\@10.0.0.5/",
        "http://warta.example:25/",
        "http://2130706433:{port}/a",
    ],
)
def test_a_redirect_leads_nowhere_that_the_address_itself_may_not(
    web: Web, reached: list[str], target: str
) -> None:
    web.pages["/go"] = moved(target.format(port=web.port))
    names = Names({"warta.example": HERE, "inside.example": ["10.1.2.3"]})
    found = one(web, web.url("/go"), names)
    assert isinstance(found, Unavailable)
    assert not found.transient
    assert web.paths == ["/go"]
    assert set(reached) == {"127.0.0.1"}


def test_a_name_that_changes_its_address_is_vetted_at_each_connection(
    web: Web, reached: list[str]
) -> None:
    """Rebinding: what was vetted is what is connected to; a second answer is vetted anew."""
    names = Names({"warta.example": [HERE, ["10.0.0.5"]]})
    found = one(web, web.url("/a"), names)
    assert isinstance(found, Page)
    # Asked once for one connection, which robots.txt and the page share: nothing to rebind.
    assert names.asked == ["warta.example"]
    web.pages["/a"] = Reply(body=article("Upah"), headers={"Connection": "close"})
    web.pages["/robots.txt"] = Reply(status=404, headers={"Connection": "close"})
    again = one(web, web.url("/a"), Names({"warta.example": [HERE, ["10.0.0.5"]]}))
    assert isinstance(again, Unavailable)
    assert "10.0.0.5" in again.reason
    assert set(reached) == {"127.0.0.1"}


def test_the_environment_s_proxy_is_not_used(
    web: Web, monkeypatch: pytest.MonkeyPatch, reached: list[str]
) -> None:
    with Web() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert isinstance(one(web, web.url("/a")), Page)
        assert proxy.connections == 0


def test_a_proxy_is_used_on_purpose_only_and_then_told(web: Web) -> None:
    with Web() as proxy:
        page = Reply(body=article("Lewat proksi"))
        proxy.pages = {"http://jauh.example/a": page}
        changes = {"proxy": f"http://127.0.0.1:{proxy.port}"}
        found = one(web, "http://jauh.example/a", Names({"127.0.0.1": HERE}), **changes)
        assert isinstance(found, Page)
        assert proxy.paths[-1] == "http://jauh.example/a"
        asked = len(proxy.seen)
        for private in ("http://10.0.0.5/", "http://localhost/", "http://printer/"):
            assert isinstance(one(web, private, Names(INSIDE), **changes), Unavailable)
        assert len(proxy.seen) == asked
    assert any("proxy" in notice for notice in policy(web, **changes).notices())


# --- everything ends -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "transient"),
    [
        (drip, True),
        (slow_head, True),
        (silent, True),
        (endless, False),
        (huge_promise, False),
        (bomb("gzip"), False),
        (bomb("deflate"), False),
        (too_short, True),
        (no_http, True),
    ],
)
def test_a_hostile_answer_ends_in_time(web: Web, answer: Answer, transient: bool) -> None:
    web.pages["/bad"] = answer
    begun = time.monotonic()
    found = one(web, web.url("/bad"), seconds=1.2, idle_seconds=0.6)
    assert isinstance(found, Unavailable)
    assert found.transient is transient
    assert time.monotonic() - begun < 10
    assert isinstance(one(web, web.url("/a")), Page)


def test_redirects_in_a_circle_end(web: Web) -> None:
    web.pages["/one"], web.pages["/two"] = moved("/two"), moved("/one")
    found = one(web, web.url("/one"))
    assert isinstance(found, Unavailable)
    assert len(web.paths) == 6


def test_a_slow_resolver_does_not_hold_the_run_up(web: Web) -> None:
    ended = threading.Event()

    def slow(host: str, port: int) -> list[str]:
        ended.wait(60)
        return HERE

    begun = time.monotonic()
    try:
        with Fetcher(policy(web, seconds=0.5), resolver=slow) as fetcher:
            assert isinstance(fetcher.document(web.url("/a")), Unavailable)
        assert time.monotonic() - begun < 50
    finally:
        ended.set()


def test_unpacking_stops_at_the_limit_and_not_after_it() -> None:
    packed_zeros = packed(b"\0" * 30_000_000).body
    with pytest.raises(FetchError) as caught:
        decoding.unpacked([packed_zeros], "gzip", limit=20_000_000, item="x")
    assert "packed" in str(caught.value)
    with pytest.raises(FetchError) as caught:
        decoding.unpacked([b"a" * 1001], "", limit=1000, item="x")
    assert "longer" in str(caught.value)
    assert decoding.unpacked([b"a" * 1000], "", limit=1000, item="x") == b"a" * 1000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw"])
def test_packed_pages_are_unpacked_whatever_the_pieces(coding: str) -> None:
    text = b"".join(b"%d upah buruh\n" % number for number in range(20_000))
    reply = packed(text, coding)
    name = reply.headers["Content-Encoding"]
    pieces = [reply.body[at : at + 7] for at in range(0, len(reply.body), 7)]
    for parts in (pieces, [reply.body]):
        assert decoding.unpacked(parts, name, limit=10_000_000, item="x") == text
    with pytest.raises(FetchError) as caught:
        decoding.unpacked([reply.body[:-20]], name, limit=10_000_000, item="x")
    assert caught.value.transient


def test_two_gzip_members_are_both_read_and_what_follows_them_is_not() -> None:
    data = packed(b"satu ").body + packed(b"dua").body + b"\n\0\0"
    assert decoding.unpacked([data], "gzip", limit=100, item="x") == b"satu dua"


def test_a_packing_that_was_not_asked_for_is_refused(web: Web) -> None:
    web.pages["/br"] = Reply(body=b"x", headers={"Content-Encoding": "br"})
    assert "br" in one(web, web.url("/br")).reason
    assert web.seen[-1].headers["accept-encoding"] == "gzip, deflate"


# --- TLS -----------------------------------------------------------------------------------------


def test_certificates_are_checked_and_nothing_is_said_before(tmp_path: Path) -> None:
    with Web({"/a": Reply(body=article("Aman"))}, tls=tmp_path) as web:
        names = Names({"warta.example": HERE, "lain.example": HERE})
        found = one(web, web.url("/a"), names)
        assert isinstance(found, Unavailable)
        assert "could not prove" in found.reason
        assert not found.transient
        trusted = str(tmp_path / "certificate.pem")
        wrong_name = one(web, web.url("/a", "lain.example"), names, ca_file=trusted)
        assert isinstance(wrong_name, Unavailable)
        assert web.seen == []
        good = one(web, web.url("/a"), names, ca_file=trusted)
        assert isinstance(good, Page)


def test_an_encrypted_page_does_not_lead_to_a_plain_one(web: Web, tmp_path: Path) -> None:
    with Web({"/go": moved(web.url("/a"))}, tls=tmp_path) as secure:
        found = one(
            secure,
            secure.url("/go"),
            ports=(web.port, secure.port),
            ca_file=str(tmp_path / "certificate.pem"),
        )
    assert isinstance(found, Unavailable)
    assert "without encryption" in found.reason
    assert web.connections == 0


# --- what comes of a good answer -----------------------------------------------------------------


def test_a_page_is_given_with_its_address_and_fingerprint(web: Web) -> None:
    found = one(web, web.url("/a?utm_source=x#y"))
    assert isinstance(found, Page)
    assert found.source == found.given.url == web.url("/a")
    assert found.name == "a.html"
    assert read(found.data, found.name).given.title == "Upah naik"
    web.pages["/a"] = Reply(body=article("Upah turun"))
    other = one(web, web.url("/a"))
    assert isinstance(other, Page)
    assert other.fingerprint != found.fingerprint
    assert web.seen[-1].headers["host"] == f"warta.example:{web.port}"
    assert web.seen[-1].headers["user-agent"].startswith("TanyaSerikat/")
    assert "cookie" not in web.seen[-1].headers


def test_a_redirect_is_followed_and_gives_the_last_address(web: Web) -> None:
    web.pages["/old"] = Reply(
        status=301, headers={"Location": "a", "Set-Cookie": "secret=1; Path=/"}
    )
    found = one(web, web.url("/old"))
    assert isinstance(found, Page)
    assert (found.source, found.shown) == (web.url("/a"), web.url("/old"))
    assert "cookie" not in web.seen[-1].headers


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/asli?utm_source=x", "http://warta.example/asli"),
        ("http://www.warta.example/asli", "http://www.warta.example/asli"),
        ("//m.warta.example/asli", "http://m.warta.example/asli"),
        ("http://lain.example/asli", "http://warta.example/a"),
        ("http://warta.example.lain.example/x", "http://warta.example/a"),
        ("http://10.0.0.5/asli", "http://warta.example/a"),
        ("http://user@warta.example/asli", "http://warta.example/a"),
        ("/", "http://warta.example/a"),
        ("javascript:x", "http://warta.example/a"),
        ("", "http://warta.example/a"),
    ],
)
def test_a_page_s_own_address_is_believed_for_its_own_site_only(link: str, expected: str) -> None:
    head = f"<!-- <link rel=canonical href=/komentar> --><LINK href='{link}' rel='canonical'>"
    page = article("Upah", head=head)
    assert links.canonical(page, parse("http://warta.example/a?fbclid=1")).url == expected


def test_a_canonical_address_keeps_the_encryption() -> None:
    page = article("Upah", head='<link rel="canonical" href="http://warta.example/asli">')
    found = links.canonical(page, parse("https://warta.example/a"))
    assert found.url == "https://warta.example/asli"


def test_a_page_does_not_take_the_address_that_another_page_has(web: Web) -> None:
    head = '<link rel="canonical" href="/a">'
    web.pages["/a"] = Reply(body=article("Upah"))
    for name in ("b", "c"):
        web.pages[f"/{name}"] = Reply(body=article(f"Lain {name}", head=head))
    memory = Remembered()

    def sources(*paths: str) -> list[str]:
        names = Names({"warta.example": HERE})
        asked = [web.url(path) for path in paths]
        pages = fetch(asked, policy(web), memory=memory, resolver=names)
        return [page.source.removeprefix(web.url("")) for page in pages]

    assert sources("/b", "/c") == ["/a", "/c"], "nor within a run"
    assert sources("/c", "/b") == ["/c", "/a"], "the one that has it keeps it"
    memory.clear()
    assert sources("/a", "/b") == ["/a", "/b"]
    assert sources("/c") == ["/c"]


@pytest.mark.parametrize("hostile", ["<!--" * 60_000, "<link " * 50_000, "<link a=" * 35_000])
def test_looking_for_links_takes_time_in_proportion(hostile: str) -> None:
    page = hostile.encode()
    assert within(1, lambda: links.feeds(page, parse("http://warta.example/")))
    assert within(1, lambda: (kinds.is_feed(page), kinds.is_page(page)))


PDF, DOCX = b"%PDF-1.7\n%x", b"PK\x03\x04....word/document.xml"
ODT = b"PK\x03\x04..........................mimetypeapplication/vnd.oasis.opendocument.text"
PAGE = article("Upah")


@pytest.mark.parametrize(
    ("data", "kind", "path", "name"),
    [
        (PAGE, "text/html", "/berita/upah-naik/", "upah-naik.html"),
        (PAGE, "text/plain", "/upah.txt", "upah.html"),
        (PAGE, "", "/", "page.html"),
        (PAGE, "application/xhtml+xml", "/a.php", "a.php.html"),
        (b"<?xml version='1.0'?><html><p>x", "application/xml", "/a", "a.html"),
        (b"Buruh menuntut upah.", "text/plain", "/upah.txt", "upah.txt"),
        (b"# Upah", "text/markdown", "/a.md", "a.md"),
        (b"<p>Upah", "application/octet-stream", "/a.html", "a.html"),
        (PDF, "application/octet-stream", "/unduh?id=1", "unduh.pdf"),
        (PDF, "text/html", "/uu.pdf", "uu.pdf"),
        (DOCX, "application/zip", "/s.docx", "s.docx"),
        (ODT, "", "/s", "s.odt"),
        (b"PK\x03\x04" + b"mimetypeapplication/epub+zip", "", "/b.epub", "b.epub"),
        (PAGE, "text/html", "/..%2f..%2fetc/pas%00swd", "pas-swd.html"),
    ],
)
def test_content_and_type_choose_the_reader(data: bytes, kind: str, path: str, name: str) -> None:
    assert kinds.name_of(data, kind, parse(f"http://warta.example{path}")) == name


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "text/html"),
        (b" \n\0", "text/html"),
        (b"\x89PNG\r\n", "image/png"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b'{"a": 1}', "application/json"),
        (b"body {}", "text/css"),
        (b"PK\x03\x04....a.exe", "application/zip"),
        (rss([]).body, "application/rss+xml"),
        (rss([]).body, "text/xml"),
        (b"ID3", "audio/mpeg"),
    ],
)
def test_what_is_no_article_is_refused(data: bytes, kind: str) -> None:
    with pytest.raises(FetchError) as caught:
        kinds.name_of(data, kind, parse("http://warta.example/x.html?y"[:22]))
    assert not caught.value.transient
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("encoding", "header"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", ""),
        ("cp1252", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("cp1250", "windows-1250"),
        ("shift_jis", "Shift_JIS"),
        ("utf-16-le", "utf-16le"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_server_s_charset_is_used_where_it_fits(web: Web, encoding: str, header: str) -> None:
    # In UTF-8 a word that Windows-1252 could read as well, as something else.
    words = {"utf-8": "café", "shift_jis": "東京", "cp1250": "Łódź"}
    word = words.get(encoding, "café “upah”")
    text = article("Upah").decode().replace("Buruh pabrik", f"Di {word} buruh pabrik")
    kind = f"text/html; charset={header}" if header else "text/html"
    web.pages["/a"] = Reply(body=text.encode(encoding), kind=kind)
    found = one(web, web.url("/a"))
    assert isinstance(found, Page)
    assert word in " ".join(line.text for line in read(found.data, found.name).lines)


@pytest.mark.parametrize(
    "charset", ["hex", "base64", "nonsense", "utf-8\0", "a" * 200, "rot13", "punycode"]
)
def test_a_charset_that_is_none_changes_nothing(charset: str) -> None:
    assert kinds.in_utf8(b"caf\xe9", charset) == b"caf\xe9"


# --- servers that say no -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "transient", "asked"),
    [
        (404, False, 1), (410, False, 1), (401, False, 1), (403, False, 1), (451, False, 1),
        (400, False, 1), (204, False, 1), (206, False, 1), (304, False, 1),
        (408, True, 3), (429, True, 3), (500, True, 3), (503, True, 3),
    ],
)  # fmt: skip
def test_an_error_is_told_and_repeated_only_where_that_helps(
    web: Web, status: int, transient: bool, asked: int
) -> None:
    web.pages["/a"] = Reply(status=status)
    found = one(web, web.url("/a"))
    assert isinstance(found, Unavailable)
    assert found.transient is transient
    assert len(web.paths) == asked
    assert found.source == web.url("/a")


def test_a_busy_server_is_waited_for_as_it_asks(web: Web) -> None:
    turns = iter([Reply(status=503, headers={"Retry-After": "7"}), Reply(body=article("Upah"))])
    web.pages["/a"] = lambda handler: handler.reply(next(turns))
    waited: list[float] = []
    names = Names({"warta.example": HERE})
    with Fetcher(policy(web), resolver=names, sleep=waited.append) as fetcher:
        assert isinstance(fetcher.document(web.url("/a")), Page)
    assert [round(seconds) for seconds in waited] == [7]


def test_a_server_that_wants_an_hour_is_left_alone(web: Web) -> None:
    web.pages["/a"] = Reply(status=429, headers={"Retry-After": "3600"})
    found = one(web, web.url("/a"))
    assert isinstance(found, Unavailable)
    assert found.transient
    assert web.paths == ["/a"]


def test_a_server_that_is_away_is_tried_three_times(web: Web, reached: list[str]) -> None:
    with Web() as gone:
        port = gone.port
    found = one(web, f"http://warta.example:{port}/a", ports=(port,), robots=False)
    assert isinstance(found, Unavailable)
    assert found.transient
    assert len(reached) == 3


def test_the_second_address_of_a_name_is_tried(web: Web) -> None:
    # Nothing listens on ::1 (or there is no IPv6 here): the next one is taken.
    names = Names({"warta.example": ["::1", "127.0.0.1"]})
    found = one(web, web.url("/a"), names, allow=("127.0.0.1", "::1"))
    assert isinstance(found, Page)


def test_an_unknown_name_is_told(web: Web) -> None:
    found = one(web, "http://tidak-ada.example/", Names({}))
    assert isinstance(found, Unavailable)
    assert "not found" in found.reason
    assert found.transient


def test_retry_after_is_read_in_both_forms() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert retry_after("120") == 120
    assert 80 < (retry_after(soon) or 0) <= 90
    assert [retry_after(text) for text in ("", "soon", "-1", "1e9")] == [None] * 4


# --- politeness ----------------------------------------------------------------------------------


def test_one_host_is_asked_once_a_second_and_others_meanwhile() -> None:
    pace = Pace(1.0)
    assert pace.due_in("a") == 0
    pace.asked("a")
    assert 0.9 < pace.due_in("a") <= 1
    assert pace.due_in("b") == 0
    pace.slow_down("a", 500)
    pace.asked("a")
    assert 9 < pace.due_in("a") <= 10


def test_requests_to_a_host_are_spaced(web: Web) -> None:
    web.pages["/b"] = web.pages["/a"]
    begun = time.monotonic()
    items = fetch(
        [web.url("/a"), web.url("/b"), web.url("/a#again")],
        policy(web, interval=0.2),
        resolver=Names({"warta.example": HERE}),
    )
    assert [type(item) for item in items] == [Page, Page]
    assert time.monotonic() - begun >= 0.4  # robots.txt, /a, /b


def test_robots_are_obeyed_unless_the_operator_says_otherwise(web: Web) -> None:
    web.pages["/robots.txt"] = Reply(
        body=b"User-agent: TanyaSerikat\nDisallow: /rahasia\n", kind="text/plain"
    )
    web.pages["/rahasia/a"] = Reply(body=article("Rahasia"))
    web.pages["/go"] = moved("/rahasia/a")
    for path in ("/rahasia/a", "/go"):
        found = one(web, web.url(path))
        assert isinstance(found, Unavailable)
        assert "robots.txt" in found.reason
        assert not found.transient
    assert "/rahasia/a" not in web.paths
    assert isinstance(one(web, web.url("/a")), Page)
    assert isinstance(one(web, web.url("/rahasia/a"), robots=False), Page)


def test_robots_are_asked_for_once_a_run(web: Web) -> None:
    web.pages["/b"] = web.pages["/a"]
    list(
        fetch([web.url("/a"), web.url("/b")], policy(web), resolver=Names({"warta.example": HERE}))
    )
    assert [seen.path for seen in web.seen] == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (410, True), (401, False), (403, False)]
)
def test_missing_rules_allow_and_forbidden_rules_forbid(status: int, allowed: bool) -> None:
    assert robots.rules(status, b"").allow("http://warta.example/a") is allowed


@pytest.mark.parametrize("answer", [Reply(status=503), silent])
def test_a_site_that_does_not_give_its_rules_is_left_for_later(web: Web, answer: Answer) -> None:
    web.pages["/robots.txt"] = answer
    found = one(web, web.url("/a"), idle_seconds=0.3)
    assert isinstance(found, Unavailable)
    assert found.transient
    assert web.paths == []


def test_rules_are_read_with_their_delay_and_bounded() -> None:
    text = b"\xef\xbb\xbfUser-agent: *\nCrawl-delay: 3\nDisallow: /x\n"
    found = robots.rules(200, text)
    assert (found.delay(), found.allow("http://a.example/x"), found.allow("http://a.example/y")) \
        == (3, False, True)  # fmt: skip
    endless = b"User-agent: *\nDisallow: /x\n" * 40_000
    assert within(1, lambda: robots.rules(200, endless).allow("http://a.example/y"))


# --- memory --------------------------------------------------------------------------------------


class Remembered(dict[str, Fetched]):
    def fetched(self, url: str) -> Fetched | None:
        return self.get(url)

    def taken(self, source: str, url: str) -> bool:
        known = self.get(url)
        held = any(found.source == source for found in self.values())
        return held and (known is None or known.source != source)

    def note_fetched(self, url: str, found: Fetched) -> None:
        self[url] = found


def test_what_did_not_change_is_not_sent_again(web: Web) -> None:
    web.pages["/a"] = Reply(body=article("Upah"), headers={"ETag": '"1"'})
    memory = Remembered()

    def again() -> Any:
        names = Names({"warta.example": HERE})
        return next(fetch([web.url("/a")], policy(web), memory=memory, resolver=names))

    assert isinstance(again(), Page)
    assert again() == NotModified(source=web.url("/a"), shown=web.url("/a"))
    assert web.seen[-1].headers["if-none-match"] == '"1"'
    web.pages["/a"] = Reply(body=article("Upah naik"), headers={"ETag": '"2"'})
    assert isinstance(again(), Page)
    memory.clear()
    assert isinstance(again(), Page)
    assert "if-none-match" not in web.seen[-1].headers


@pytest.mark.parametrize("etag", ["caf\xe9", "x" * 501])
def test_a_validator_that_cannot_be_sent_is_not_kept(web: Web, etag: str) -> None:
    web.pages["/a"] = Reply(body=article("Upah"), headers={"ETag": etag})
    memory = Remembered()
    for _ in range(2):
        names = Names({"warta.example": HERE})
        (found,) = fetch([web.url("/a")], policy(web), memory=memory, resolver=names)
        assert isinstance(found, Page)
    assert "if-none-match" not in web.seen[-1].headers


def test_a_redirect_in_utf_8_is_understood(web: Web) -> None:
    web.pages["/go"] = moved("/é".encode().decode("latin-1"))
    web.pages["/%C3%A9"] = Reply(body=article("Upah"))
    assert isinstance(one(web, web.url("/go")), Page)


def test_one_bad_address_does_not_stop_the_others(web: Web) -> None:
    wanted: list[str] = ["file:///x", web.url("/none"), web.url("/a")]
    kinds_found: list[Callable[..., Any]] = [
        type(item) for item in fetch(wanted, policy(web), resolver=Names({"warta.example": HERE}))
    ]
    assert kinds_found == [Unavailable, Unavailable, Page]


def test_certificates_that_cannot_be_read_are_told_before_anything_is_fetched(
    tmp_path: Path,
) -> None:
    broken = tmp_path / "kantor.pem"
    broken.write_text("bukan sertifikat")
    for path in (broken, tmp_path / "hilang.pem"):
        with pytest.raises(UsageError, match="certificates"):
            FetchPolicy(ca_file=str(path))


def test_the_command_line_reaches_the_policy() -> None:
    from ingest.commands.filling import policy_of
    from ingest.commands.verbs import parser

    words = ["add", "https://warta.example/a", "--ignore-robots", "--allow-port", "8080"]
    policy = policy_of(parser().parse_args(words))
    assert not policy.robots and policy.ports == (8080,) and not policy.ca_file
    assert policy_of(parser().parse_args(words[:2])).robots
