"""Feeds: read without fetching anything, followed without losing or repeating an article."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
from spent import within
from stand_in_web import Handler, Names, Reply, Web, article, drip, rss

from ingest.articles import make_article
from ingest.feeds import following, reading
from ingest.feeds.following import FeedReport
from ingest.feeds.reading import parse_feed
from ingest.fetching import AddressRefused, FetchError, FetchPolicy
from ingest.items import NotModified, Page, Unavailable
from ingest.readers import read
from ingest.split import split
from rag.archive import Archive, Entry, feed_items
from rag.archive.failures import NewFailure
from rag.archive.feeds import FeedRow, Fetched, ItemState, NewItem
from rag.errors import DocumentError, UsageError

URL = "http://warta.example/feed/rss.xml"
NAMES = Names({"warta.example": ["127.0.0.1"], "kabar.example": ["127.0.0.1"]})


# --- reading -------------------------------------------------------------------------------------

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Warta &amp;amp; Buruh</title><link>/</link><language>id</language>
<item><guid>a1</guid><link>../berita/upah.html?a=1&amp;b=2</link>
<title>&lt;b&gt;Upah&lt;/b&gt; naik &amp;#8211; PT A&amp;amp;B</title>
<dc:creator>Ani Wijaya</dc:creator><category>upah</category><category>upah</category>
<category>serikat</category><pubDate>Wed, 19 Nov 2025 00:30:00 +0700</pubDate></item>
<item><link>http://warta.example/b</link><title>Tanpa guid</title>
<author>redaksi@warta.example (Redaksi)</author>
<pubDate>Tue, 18 Nov 2025 23:30:00 GMT</pubDate></item>
<item><guid isPermaLink="true">http://warta.example/c</guid><title>Hanya guid</title></item>
<item><title>Tanpa alamat</title></item>
<item><guid>x</guid><link>javascript:alert(1)</link></item>
<item><guid>y</guid><link>file:///etc/passwd</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://kabar.example/dasar/">
<title type="html">Kabar &lt;i&gt;Kerja&lt;/i&gt;</title>
<entry><id>tag:kabar,2025:1</id><link rel="enclosure" href="x.mp3"/>
<link rel="alternate" href="../berita/1"/><title>Satu</title><author><name>Budi</name></author>
<updated>2025-11-18T23:30:00Z</updated><category term="phk" label="PHK"/></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://warta.example/"><title>Lama</title></channel>
<item rdf:about="http://warta.example/1"><title>Satu</title><link>http://warta.example/1</link>
<dc:date>2025-11-19T08:00:00+09:00</dc:date></item></rdf:RDF>"""


def test_an_rss_feed_is_read() -> None:
    feed = parse_feed(RSS.encode(), URL)
    assert (feed.title, feed.link, feed.language) == (
        "Warta & Buruh",
        "http://warta.example/",
        "id",
    )
    first, second, third = feed.items
    assert first.link == "http://warta.example/berita/upah.html?a=1&b=2"
    assert (first.guid, first.title) == ("http://warta.example/feed/a1", "Upah naik – PT A&B")
    assert (first.author, first.tags) == ("Ani Wijaya", ("upah", "serikat"))
    assert second.guid == second.link == "http://warta.example/b"
    assert second.author == "Redaksi"
    assert third.link == "http://warta.example/c"
    assert feed.left_out == 3


@pytest.mark.parametrize("author", ["@" * 500, "a@" * 250, "@a(" * 160])
def test_an_author_made_of_signs_costs_no_time(author: str) -> None:
    """Far from what it took before: 1 to 2 s."""
    assert within(0.2, lambda: reading._author({"author": author}))


def test_the_date_is_that_of_the_newspaper_s_own_clock() -> None:
    first, second, third = parse_feed(RSS.encode(), URL).items
    assert first.published == date(2025, 11, 19)  # 17:30 the day before in UTC
    assert second.published == date(2025, 11, 19)  # UTC, read in Jakarta
    assert third.published is None
    assert parse_feed(RDF.encode(), URL).items[0].published == date(2025, 11, 19)


def test_an_atom_feed_is_read() -> None:
    (item,) = parse_feed(ATOM.encode(), URL).items
    assert item.link == "http://kabar.example/berita/1"
    assert (item.guid, item.author, item.tags) == ("tag:kabar,2025:1", "Budi", ("PHK",))
    assert item.published == date(2025, 11, 19)


def test_an_item_s_digest_tells_a_new_edition_from_another_advertisement() -> None:
    base = parse_feed(ATOM.encode(), URL).items[0].digest
    same = ATOM.replace("<category", "<summary>Iklan lain</summary><category")
    assert parse_feed(same.encode(), URL).items[0].digest == base
    for old, new in (("18T23", "18T22"), ("berita/1", "berita/2"), (">Satu<", ">Dua<")):
        assert parse_feed(ATOM.replace(old, new).encode(), URL).items[0].digest != base


def test_one_identifier_for_all_items_is_none() -> None:
    feed = parse_feed(rss([("x", "/1", "Satu"), ("x", "/2", "Dua"), ("x", "/2", "Dua")]).body, URL)
    assert [item.guid for item in feed.items] == ["x", "http://warta.example/2"]


def test_the_bytes_of_a_feed_are_never_taken_for_a_file_or_an_address(tmp_path: Path) -> None:
    secret = tmp_path / "rahasia.xml"
    secret.write_text(RSS)
    for name in (str(secret), secret.as_uri()):
        with pytest.raises(DocumentError):
            parse_feed(name.encode(), URL)


LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss version="2.0"><channel>'
    "<title>&b;</title></channel></rss>"
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>Halaman</body></html>",
        b"\x00\x01\x02",
        b'{"items": []}',
        LAUGHS.encode(),
        LAUGHS.encode("utf-16"),
        b"<rss version='2.0'>" + b" " * reading.MAX_BYTES,
    ],
)
def test_what_is_no_feed_is_refused_in_plain_words(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_feed(data, URL)
    assert URL in caught.value.what
    assert caught.value.remedy


def test_a_feed_without_end_is_read_up_to_the_limit() -> None:
    items = [(f"g{n}", f"/{n}", f"Judul {n}") for n in range(reading.MAX_ITEMS + 500)]
    begun = time.monotonic()
    feed = parse_feed(rss(items).body, URL)
    assert len(feed.items) == reading.MAX_ITEMS
    assert feed.left_out == 500
    assert time.monotonic() - begun < 60


def test_a_feed_that_breaks_off_gives_what_came() -> None:
    whole = rss([("1", "/1", "Satu"), ("2", "/2", "Dua")]).body
    assert len(parse_feed(whole[: whole.index(b"Dua")], URL).items) >= 1


# --- the archive's side --------------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


def store(archive: Archive, page: Page) -> str:
    """Store a fetched page as a run does."""
    prepared = make_article(read(page.data, page.name), page.source)
    passages = split(prepared.article, prepared.lines)
    archive.put([Entry(article=prepared.article, passages=passages, fingerprint=page.fingerprint)])
    return prepared.article.id


def test_feeds_are_kept_with_their_state(archive: Archive) -> None:
    feeds = archive.feeds
    assert feeds.add(URL, title="Warta", outlet="Warta Buruh", options={"pages": 2})
    assert not feeds.add(URL, title="Warta baru")
    row = feeds.get(URL)
    assert row is not None
    assert (row.title, row.outlet, row.options) == ("Warta baru", "Warta Buruh", {"pages": 2})
    assert feeds.due() == [row]
    now = datetime(2025, 11, 19, 5, 0, tzinfo=UTC)
    feeds.note_checked(URL, etag='"1"', modified="then", now=now)
    assert feeds.due(now + timedelta(minutes=14)) == []
    assert [each.url for each in feeds.due(now + timedelta(minutes=15))] == [URL]
    assert feeds.remove(URL)
    assert not feeds.remove(URL)
    assert feeds.all() == []


def test_a_feed_that_fails_is_left_alone_ever_longer_and_a_day_at_most(archive: Archive) -> None:
    archive.feeds.add(URL)
    now = datetime(2025, 11, 19, tzinfo=UTC)
    waits = []
    for _ in range(12):
        archive.feeds.note_error(URL, "It cannot be reached.", now=now)
        row = archive.feeds.get(URL)
        assert row is not None
        assert row.next_at is not None
        waits.append(row.next_at - now)
    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert waits[-1] == timedelta(days=1)
    archive.feeds.note_checked(URL, now=now)
    row = archive.feeds.get(URL)
    assert row is not None
    assert (row.error, row.failures) == ("", 0)


def states(archive: Archive, url: str = URL) -> dict[str, ItemState]:
    return {item.guid: item.state for item in archive.feeds.items(url)}


def test_an_item_that_fails_too_often_is_given_up(archive: Archive) -> None:
    archive.feeds.add(URL)
    archive.feeds.see(URL, [NewItem(guid="1", link="http://a.example/", digest="d")], most=9)
    for _ in range(feed_items.MAX_TRIES - 1):
        archive.feeds.note_item(URL, "1", ItemState.FAILED)
    assert states(archive) == {"1": ItemState.FAILED}
    archive.feeds.note_item(URL, "1", ItemState.FAILED)
    assert states(archive) == {"1": ItemState.REFUSED}


def test_items_without_end_fill_no_disk(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_items, "MAX_ITEMS", 700)
    archive.feeds.add(URL)
    number = count()
    for _ in range(10):
        items = [
            NewItem(guid=f"{n}", link=f"http://a.example/{n}", digest="d")
            for n in (next(number) for _ in range(200))
        ]
        archive.feeds.see(URL, items, most=200)
    assert 200 <= len(archive.feeds.items(URL)) <= 700


def test_what_was_fetched_and_not_stored_is_not_remembered_as_had(archive: Archive) -> None:
    page = Page(
        source="http://a.example/asli", shown="x", name="a.html", data=article("Upah"),
        fingerprint="1:abc",
    )  # fmt: skip
    link = "http://a.example/a"
    archive.feeds.note_fetched(link, Fetched(source=page.source, fingerprint="1:abc", etag="e"))
    assert archive.feeds.fetched(link) is None
    identity = store(archive, page)
    found = archive.feeds.fetched(link)
    assert found is not None
    assert (found.source, found.etag) == (page.source, "e")
    archive.feeds.note_fetched(link, replace(found, fingerprint="1:other"))
    assert archive.feeds.fetched(link) is None
    archive.feeds.note_fetched(link, found)
    archive.remove(identity)
    assert archive.feeds.fetched(link) is None


def test_whose_address_it_is_is_known_from_where_its_article_came(archive: Archive) -> None:
    page = Page(
        source="http://a.example/asli", shown="x", name="a.html", data=article("Upah"),
        fingerprint="1:abc",
    )  # fmt: skip
    link, other = "http://a.example/a", "http://a.example/b"
    archive.feeds.note_fetched(link, Fetched(source=page.source, fingerprint="1:abc"))
    assert not archive.feeds.taken(page.source, other), "nothing is stored yet"
    store(archive, page)
    assert archive.feeds.taken(page.source, other)
    assert not archive.feeds.taken(page.source, link)


# --- following -----------------------------------------------------------------------------------


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as server:
        yield server


def policy(web: Web, seconds: float = 20) -> FetchPolicy:
    return FetchPolicy(
        allow=("127.0.0.1",), ports=(web.port,), interval=0, seconds=seconds, attempts=1,
        robots=False,
    )  # fmt: skip


def offer(web: Web, *names: str, path: str = "/rss", host: str = "warta.example") -> str:
    """Let a feed offer articles, and the articles be there."""
    for name in names:
        web.pages.setdefault(f"/{name}", Reply(body=article(f"Berita {name}")))
    items = [(name, web.url(f"/{name}", host), f"Berita {name}") for name in names]
    web.pages[path] = rss(items)
    return web.url(path, host)


def follow(archive: Archive, web: Web, *urls: str, seconds: float = 20, **named: Any) -> list[Any]:
    """Run and store what comes, as a run does: everything after the last item was fetched."""
    found = list(following.run(archive, policy(web, seconds), urls, resolver=NAMES, **named))
    for item in found:
        if isinstance(item, Page):
            store(archive, item)
        elif isinstance(item, Unavailable):
            archive.failures.note(
                [NewFailure(source=item.source, shown=item.shown, reason=item.reason,
                            transient=item.transient)]
            )  # fmt: skip
    return found


def add(archive: Archive, web: Web, url: str, **named: Any) -> following.Added:
    return following.add(archive, policy(web), url, resolver=NAMES, **named)


def titles(items: Sequence[Any]) -> list[str]:
    return [item.given.title for item in items if isinstance(item, Page)]


def row_of(archive: Archive, url: str) -> FeedRow:
    row = archive.feeds.get(url)
    assert row is not None
    return row


def test_a_feed_is_followed(archive: Archive, web: Web) -> None:
    url = offer(web, "a", "b")
    added = add(archive, web, url, outlet="Warta Buruh")
    assert (added.url, added.title, added.items, added.new) == (url, "Warta", 2, True)
    assert web.paths == ["/rss"]
    first = follow(archive, web)
    assert titles(first) == ["Berita a", "Berita b"]
    given = first[0].given
    assert (given.published, given.tags, given.outlet) == (
        date(2025, 11, 19), ("upah",), "Warta Buruh",
    )  # fmt: skip
    assert given.url == first[0].source == web.url("/a")
    assert follow(archive, web) == []  # it is not due
    offer(web, "c", "a", "b")
    asked = len(web.paths)
    assert titles(follow(archive, web, url)) == ["Berita c"]
    assert web.paths[asked:] == ["/rss", "/c"]
    assert states(archive, url)["a"] is ItemState.STORED


def test_a_page_leads_to_its_feed(archive: Archive, web: Web) -> None:
    url = offer(web, "a")
    head = '<link rel="alternate" type="application/rss+xml" title="Semua" href="/rss">'
    web.pages["/"] = Reply(body=article("Beranda", head=head))
    assert add(archive, web, web.url("/")).url == url
    web.pages["/"] = Reply(body=article("Beranda"))
    with pytest.raises(DocumentError) as caught:
        add(archive, web, web.url("/"))
    assert "no feed" in caught.value.what
    assert [row.url for row in following.listed(archive)] == [url]


def test_a_feed_that_cannot_be_had_is_not_followed(archive: Archive, web: Web) -> None:
    for url, error in (
        (web.url("/none"), FetchError),
        ("http://10.0.0.5/rss", AddressRefused),
        ("file:///etc/passwd", AddressRefused),
    ):
        with pytest.raises(error):
            add(archive, web, url)
    assert following.listed(archive) == []
    with pytest.raises(UsageError):
        follow(archive, web, web.url("/rss"))


def test_an_unchanged_feed_is_not_sent_again(archive: Archive, web: Web) -> None:
    url = offer(web, "a")
    feed = web.pages["/rss"]
    assert isinstance(feed, Reply)
    web.pages["/rss"] = replace(feed, headers={"ETag": '"1"', "Last-Modified": "then"})
    add(archive, web, url)
    follow(archive, web)
    reports: list[FeedReport] = []
    asked = len(web.seen)
    assert follow(archive, web, url, report=reports.append) == []
    assert web.seen[-1].headers["if-none-match"] == '"1"'
    assert web.seen[-1].headers["if-modified-since"] == "then"
    assert len(web.seen) == asked + 1
    assert reports[0].unchanged
    assert row_of(archive, url).etag == '"1"'


def test_what_a_killed_run_fetched_and_did_not_store_comes_again(
    archive: Archive, web: Web
) -> None:
    url = offer(web, "a", "b", "c")
    feed = web.pages["/rss"]
    assert isinstance(feed, Reply)
    web.pages["/rss"] = replace(feed, headers={"ETag": '"1"'})
    add(archive, web, url)
    run = cast("Generator[Any]", following.run(archive, policy(web), resolver=NAMES))
    first = next(run)
    assert isinstance(first, Page)
    store(archive, first)
    next(run)  # fetched, never stored
    run.close()
    assert titles(follow(archive, web)) == ["Berita b", "Berita c"]
    assert follow(archive, web, url) == []
    assert set(states(archive, url).values()) == {ItemState.STORED}


def test_everything_fetched_and_nothing_stored_comes_again(archive: Archive, web: Web) -> None:
    url = offer(web, "a", "b")
    feed = web.pages["/rss"]
    assert isinstance(feed, Reply)
    web.pages["/rss"] = replace(feed, headers={"ETag": '"1"'})
    add(archive, web, url)
    assert len(list(following.run(archive, policy(web), resolver=NAMES))) == 2
    assert titles(follow(archive, web, url)) == ["Berita a", "Berita b"]


def test_a_new_edition_that_was_fetched_and_not_stored_comes_again(
    archive: Archive, web: Web
) -> None:
    url = offer(web, "a")
    add(archive, web, url)
    follow(archive, web)
    web.pages["/a"] = Reply(body=article("Ralat berita a"))
    web.pages["/rss"] = rss([("a", web.url("/a"), "Ralat")])
    assert len(list(following.run(archive, policy(web), [url], resolver=NAMES))) == 1
    assert titles(follow(archive, web, url)) == ["Ralat"]
    assert follow(archive, web, url) == []


def test_what_is_never_stored_is_not_fetched_for_ever(archive: Archive, web: Web) -> None:
    url = offer(web, "a")
    add(archive, web, url)
    follow(archive, web)
    web.pages["/a"] = Reply(body=article("Ralat berita a"))
    web.pages["/rss"] = rss([("a", web.url("/a"), "Ralat")])
    asked = len(web.paths)
    for _ in range(feed_items.MAX_TRIES + 5):
        list(following.run(archive, policy(web), [url], resolver=NAMES))
    assert web.paths[asked:].count("/a") <= feed_items.MAX_TRIES + 1


def test_what_a_retry_took_in_is_done(archive: Archive, web: Web) -> None:
    url = offer(web, "a")
    web.pages["/a"] = Reply(status=503)
    add(archive, web, url)
    follow(archive, web)
    archive.failures.clear([web.url("/a")])
    store(
        archive,
        Page(source=web.url("/a"), shown="", name="a.html", data=article("A"), fingerprint="1:x"),
    )
    asked = len(web.paths)
    assert follow(archive, web, url) == []
    assert web.paths[asked:] == ["/rss"]


def test_a_removed_article_is_not_fetched_again(archive: Archive, web: Web) -> None:
    url = offer(web, "a", "b")
    add(archive, web, url)
    follow(archive, web)
    known = archive.known_source(web.url("/a"))
    assert known is not None
    archive.remove(known.article_id)
    offer(web, "b", "a")
    web.pages["/rss"] = rss([("a", web.url("/a"), "Judul baru"), ("z", web.url("/a"), "Lain")])
    assert follow(archive, web, url) == []
    assert states(archive, url)["a"] is ItemState.REMOVED


def test_a_new_edition_of_an_item_is_fetched_again(archive: Archive, web: Web) -> None:
    url = offer(web, "a")
    add(archive, web, url)
    follow(archive, web)
    web.pages["/a"] = Reply(body=article("Ralat berita a"))
    web.pages["/rss"] = rss([("a", web.url("/a"), "Ralat berita a")])
    assert titles(follow(archive, web, url)) == ["Ralat berita a"]
    web.pages["/pindah"] = Reply(body=article("Berita pindah"))
    web.pages["/rss"] = rss([("a", web.url("/pindah"), "Ralat berita a")])
    (moved,) = follow(archive, web, url)
    assert moved.source == web.url("/pindah")


def test_what_the_archive_has_already_costs_no_request(archive: Archive, web: Web) -> None:
    first, second = offer(web, "a", "b"), offer(web, "b", "a", path="/atom")
    add(archive, web, first)
    add(archive, web, second)
    assert sorted(titles(follow(archive, web))) == ["Berita a", "Berita b"]
    assert sorted(web.paths)[:2] == ["/a", "/atom"]
    assert web.paths.count("/a") == web.paths.count("/b") == 1
    # Other identifiers for the same pages, as some feeds make them anew each time.
    web.pages["/rss"] = rss([("n1", web.url("/a?utm_source=rss"), "x"), ("n2", web.url("/b"), "y")])
    assert follow(archive, web, first, second) == []
    assert web.paths.count("/a") == 1


def test_an_item_that_failed_is_tried_at_the_next_run_and_one_that_is_gone_is_not(
    archive: Archive, web: Web
) -> None:
    url = offer(web, "a", "b")
    web.pages["/a"], web.pages["/b"] = Reply(status=503), Reply(status=410)
    add(archive, web, url)
    assert [item.transient for item in follow(archive, web)] == [True, False]
    assert states(archive, url) == {"a": ItemState.FAILED, "b": ItemState.REFUSED}
    assert row_of(archive, url).waiting == 1
    web.pages["/a"] = web.pages["/b"] = Reply(body=article("Berita a"))
    web.pages["/rss"] = rss([])  # it has dropped out of the feed meanwhile
    (page,) = follow(archive, web, url)
    assert page.source == web.url("/a")
    assert archive.failures.get(web.url("/b")) is not None


def test_one_bad_feed_does_not_stop_the_others(archive: Archive, web: Web) -> None:
    good, bad, slow = (
        offer(web, "a"), offer(web, "b", path="/bad"), offer(web, "c", path="/slow")
    )  # fmt: skip
    for url in (bad, slow, good):
        add(archive, web, url)
    web.pages["/bad"] = Reply(body=b"<html>Sedang diperbaiki</html>")
    web.pages["/slow"] = drip
    reports: list[FeedReport] = []
    found = follow(archive, web, seconds=2, report=reports.append)
    assert titles(found) == ["Berita a"]
    errors = {report.url: bool(report.error) for report in reports}
    assert errors == {good: False, bad: True, slow: True}
    assert row_of(archive, bad).error
    assert row_of(archive, bad).failures == 1
    assert not row_of(archive, good).error
    assert [row.url for row in archive.feeds.due()] == []


def test_a_busy_server_is_left_alone_as_long_as_it_asks(archive: Archive, web: Web) -> None:
    url = offer(web, "a")
    add(archive, web, url)
    web.pages["/rss"] = Reply(status=429, headers={"Retry-After": "7200"})
    assert follow(archive, web) == []
    due = row_of(archive, url).next_at
    assert due is not None
    assert timedelta(minutes=115) < due - datetime.now(UTC) < timedelta(minutes=125)


def test_feeds_take_turns(archive: Archive, web: Web) -> None:
    add(archive, web, offer(web, "a", "b"))
    add(archive, web, offer(web, "c", "d", path="/lain", host="kabar.example"))
    found = titles(follow(archive, web))
    assert len(found) == 4
    assert {found[0], found[1]} != {"Berita a", "Berita b"}
    assert {found[0], found[1]} != {"Berita c", "Berita d"}


def test_a_feed_whose_items_never_repeat_is_bounded(
    archive: Archive, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "MAX_NEW", 5)
    number = count()

    def ever_new(handler: Handler) -> None:
        names = [f"n{next(number)}" for _ in range(50)]
        items = [(name, handler.server.url(f"/{name}"), name) for name in names]
        handler.reply(replace(rss(items), headers={"ETag": '"same"'}))

    web.pages["/rss"] = ever_new
    url = web.url("/rss")
    add(archive, web, url)
    for _ in range(3):
        reports: list[FeedReport] = []
        found = follow(archive, web, url, report=reports.append)
        assert len(found) == 5
        assert (reports[0].new, reports[0].left) == (5, 45)
        assert row_of(archive, url).etag == ""  # what is left must be seen again
    assert len(archive.feeds.items(url)) == 15


def test_a_feed_cannot_lead_into_the_office(archive: Archive, web: Web) -> None:
    url = web.url("/rss")
    web.pages["/rss"] = rss([("1", "http://10.0.0.5/gaji", "x"), ("2", "http://[::1]/", "y")])
    add(archive, web, url)
    found = follow(archive, web)
    assert [(type(item), item.transient) for item in found] == [(Unavailable, False)] * 2
    assert set(states(archive, url).values()) == {ItemState.REFUSED}


def test_an_unchanged_article_is_told_from_a_new_one(archive: Archive, web: Web) -> None:
    url = offer(web, "a")
    web.pages["/a"] = Reply(body=article("Berita a"), headers={"ETag": '"1"'})
    add(archive, web, url)
    follow(archive, web)
    web.pages["/rss"] = rss([("a", web.url("/a"), "Judul lain")])
    assert follow(archive, web, url) == [NotModified(source=web.url("/a"), shown=web.url("/a"))]


def test_a_run_s_end_settles_what_was_stored(archive: Archive, web: Web) -> None:
    url = offer(web, "a")
    add(archive, web, url)
    follow(archive, web)
    assert states(archive, url) == {"a": ItemState.FETCHED}
    following.settle(archive)
    assert states(archive, url) == {"a": ItemState.STORED}


def test_an_unfollowed_feed_leaves_its_articles(archive: Archive, web: Web) -> None:
    url = offer(web, "a")
    add(archive, web, url)
    follow(archive, web)
    assert following.remove(archive, url)
    assert not following.remove(archive, url)
    assert archive.known_source(web.url("/a")) is not None
    assert archive.feeds.items(url) == []


def test_reading_goes_through_whatever_reads_feeds(archive: Archive, web: Web) -> None:
    asked: list[str] = []

    def child(data: bytes, url: str) -> reading.Feed:
        asked.append(url)
        return parse_feed(data, url)

    url = offer(web, "a")
    add(archive, web, url, parse_with=child)
    follow(archive, web, parse_with=child)
    assert asked == [url, url]


def test_a_feed_that_waits_for_the_operator_is_due_at_once(archive: Archive, web: Web) -> None:
    """Its port was not allowed, so nobody was asked: the next run, with the option, reads it."""
    add(archive, web, offer(web, "a"))
    closed = FetchPolicy(allow=("127.0.0.1",), interval=0, attempts=1, robots=False)
    assert list(following.run(archive, closed, (), resolver=NAMES)) == []
    assert archive.feeds.all()[0].error
    assert titles(follow(archive, web)) == ["Berita a"]
