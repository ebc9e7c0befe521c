"""Following feeds: what is new in them is fetched, politely, once, and never lost.

Items of a feed are remembered before anything is fetched, and are done only when the archive
holds their article; a feed is asked "anything new?" with its ETag only when nothing of it is open.
So a run that was killed or stopped goes on where it was. Feeds take turns, so that the wait
between two requests to one newspaper is spent on the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.documents import Metadata
from ingest.feeds.reading import MAX_BYTES, Feed, FeedItem, parse_feed
from ingest.fetching import (
    AddressRefused,
    Fetcher,
    FetchError,
    FetchPolicy,
    Validators,
    parse,
)
from ingest.fetching.addresses import Resolver, system_resolver
from ingest.fetching.client import Answer
from ingest.fetching.fetcher import normal_or_same
from ingest.fetching.kinds import is_feed, is_page
from ingest.fetching.links import feeds as feeds_of_page
from ingest.fetching.memory import validators_of
from ingest.items import NotModified, Page, Unavailable
from rag.archive import Archive
from rag.archive.feeds import FeedRow, ItemState, NewItem
from rag.errors import DocumentError, UsageError

Item = Page | Unavailable | NotModified
ParseFeed = Callable[[bytes, str], Feed]
"""``parse_feed`` itself, or the same through a child process with limits."""

MAX_NEW = 200
"""New items of one feed that one run takes. A feed whose items never repeat ends here too."""
_MAX_FRONT = 3  # feeds of a page that are tried when one is to be followed


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedReport:
    """What a run found in one feed.

    ``new`` counts the items to be fetched, ``left`` those left for the next run, ``error`` and
    ``remedy`` say why the feed could not be read.
    """

    url: str
    title: str = ""
    items: int = 0
    new: int = 0
    left: int = 0
    unchanged: bool = False
    error: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """A feed that is followed from now on; ``new`` is False where it was followed already."""

    url: str
    title: str
    items: int
    new: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Turn:
    """A feed whose items wait, with what to note when all of them were asked for.

    ``validators`` are None where the feed itself could not be read: that stays noted.
    """

    row: FeedRow
    validators: Validators | None
    waiting: Iterator[FeedItem]


def add(
    archive: Archive,
    policy: FetchPolicy,
    url: str,
    *,
    outlet: str = "",
    parse_with: ParseFeed = parse_feed,
    resolver: Resolver = system_resolver,
) -> Added:
    """Follow a feed from now on. Its items are fetched by the next run, not now.

    Args:
        archive: remembers the feed.
        policy: what may be fetched.
        url: of the feed, or of a page that names its feeds.
        outlet: the newspaper's name, for articles that do not say it themselves.
        parse_with: reads a feed's bytes.
        resolver: from names to addresses.

    Raises:
        FetchError: it cannot be fetched.
        DocumentError: it is no feed and names none, or its feed cannot be read.
    """
    with Fetcher(policy, resolver=resolver) as fetcher:
        address = parse(url)
        answer = fetcher.body(address, limit=MAX_BYTES)
        found = normal_or_same(address.url)
        if not is_feed(answer.data) and is_page(answer.data):
            named = [each for each in feeds_of_page(answer.data, answer.address) if each != url]
            if not named:
                raise _names_none(url)
            found, answer = _first_feed(fetcher, named)
        feed = parse_with(answer.data, answer.address.url)
    new = archive.feeds.add(found, title=feed.title, outlet=outlet)
    return Added(url=found, title=feed.title, items=len(feed.items), new=new)


def remove(archive: Archive, url: str) -> bool:
    """Follow a feed no more; its articles stay. False if it was not followed."""
    return archive.feeds.remove(url.strip()) or archive.feeds.remove(normal_or_same(url))


def listed(archive: Archive) -> list[FeedRow]:
    """Return the followed feeds with their state."""
    return archive.feeds.all()


def settle(archive: Archive) -> None:
    """After a run has stored what was fetched, mark the items of all feeds as done."""
    for row in archive.feeds.all():
        archive.feeds.settle(row.url)


def run(
    archive: Archive,
    policy: FetchPolicy,
    urls: Sequence[str] = (),
    *,
    parse_with: ParseFeed = parse_feed,
    report: Callable[[FeedReport], None] | None = None,
    resolver: Resolver = system_resolver,
) -> Iterator[Item]:
    """Read the feeds that are due and yield their new articles.

    What is wrong with a feed is remembered with it, told to ``report``, and stops no other one.

    Args:
        archive: remembers feeds and items, and says what it holds.
        policy: what may be fetched.
        urls: only these feeds, due or not.
        parse_with: reads a feed's bytes.
        report: is told what was found in each feed.
        resolver: from names to addresses.

    Raises:
        UsageError: one of ``urls`` is not followed.
    """
    chosen = _chosen(archive, urls)
    tell = report or (lambda _: None)
    with Fetcher(policy, memory=archive.feeds, resolver=resolver) as fetcher:
        turns = []
        for row in chosen:
            found, turn = _look(archive, fetcher, row, parse_with)
            tell(found)
            turns.append(turn)
        while turns:
            for turn in list(turns):
                item = next(turn.waiting, None)
                if item is not None:
                    yield _fetched(archive, fetcher, turn.row, item)
                    continue
                turns.remove(turn)
                if (asked := turn.validators) is not None:
                    archive.feeds.note_checked(
                        turn.row.url, etag=asked.etag, modified=asked.modified
                    )


def _chosen(archive: Archive, urls: Sequence[str]) -> list[FeedRow]:
    if not urls:
        return archive.feeds.due()
    rows = []
    for url in urls:
        row = archive.feeds.get(url.strip()) or archive.feeds.get(normal_or_same(url))
        if row is None:
            raise UsageError(
                f"The feed {url} is not followed.",
                remedy=f"Follow it with: ingest follow add {url}",
                item=url,
            )
        rows.append(row)
    return rows


def _look(
    archive: Archive, fetcher: Fetcher, row: FeedRow, parse_with: ParseFeed
) -> tuple[FeedReport, _Turn]:
    """Read one feed and remember its items."""
    archive.feeds.settle(row.url)
    before = _open_items(archive, row)
    known = Validators(etag=row.etag, modified=row.modified)
    try:
        answer = fetcher.body(parse(row.url), None if before else known, limit=MAX_BYTES)
        if answer.status == 304:
            done = _Turn(row=row, validators=known, waiting=iter(()))
            return FeedReport(url=row.url, title=row.title, unchanged=True), done
        feed = parse_with(answer.data, answer.address.url)
    except DocumentError as error:
        wait = error.wait if isinstance(error, FetchError) else None
        asked = not isinstance(error, AddressRefused)
        archive.feeds.note_error(row.url, str(error), at_least=wait or 0.0, asked=asked)
        report = FeedReport(
            url=row.url, title=row.title, new=len(before), error=error.what, remedy=error.remedy
        )
        # What is open of earlier runs does not wait for the feed itself.
        return report, _Turn(row=row, validators=None, waiting=iter(before))
    items = _normal_items(feed.items)
    left = archive.feeds.see(
        row.url,
        [NewItem(guid=item.guid, link=item.link, digest=item.digest) for item in items],
        most=MAX_NEW,
    )
    waiting = _in_order(items, _open_items(archive, row))
    # With items left over, the whole feed is asked for again next time.
    fresh = Validators() if left else validators_of(answer)
    report = FeedReport(
        url=row.url, title=feed.title, items=len(items), new=len(waiting), left=left
    )
    return report, _Turn(row=row, validators=fresh, waiting=iter(waiting))


def _open_items(archive: Archive, row: FeedRow) -> list[FeedItem]:
    return [
        FeedItem(guid=item.guid, link=item.link)
        for item in archive.feeds.items(row.url)
        if item.state in (ItemState.NEW, ItemState.FAILED)
    ]


def _in_order(items: Iterable[FeedItem], waiting: Iterable[FeedItem]) -> list[FeedItem]:
    """Return what waits, first as the feed has it, then what has dropped out of the feed."""
    still = {item.guid: item for item in waiting}
    ordered = [item for item in items if still.pop(item.guid, None) is not None]
    return [*ordered, *still.values()]


def _normal_items(items: Iterable[FeedItem]) -> list[FeedItem]:
    return [replace(item, link=normal_or_same(item.link)) for item in items]


def _fetched(archive: Archive, fetcher: Fetcher, row: FeedRow, item: FeedItem) -> Item:
    given = Metadata(
        title=item.title,
        outlet=row.outlet,
        author=item.author,
        published=item.published,
        tags=item.tags,
    )
    found = fetcher.document(item.link, given)
    state = ItemState.FETCHED
    if isinstance(found, Unavailable):
        state = ItemState.FAILED if found.transient else ItemState.REFUSED
    elif isinstance(found, NotModified):
        state = ItemState.STORED
    archive.feeds.note_item(row.url, item.guid, state)
    return found


def _first_feed(fetcher: Fetcher, named: Sequence[str]) -> tuple[str, Answer]:
    failure: FetchError | None = None
    for url in named[:_MAX_FRONT]:
        try:
            answer = fetcher.body(parse(url), limit=MAX_BYTES)
        except FetchError as error:
            failure = failure or error
            continue
        if is_feed(answer.data):
            return normal_or_same(url), answer
    raise failure or _names_none(named[0])


def _names_none(url: str) -> DocumentError:
    return DocumentError(
        f"{url} is no feed and names none.",
        remedy="Look on the site for a link called RSS or Feed and give that address.",
        item=url,
    )
