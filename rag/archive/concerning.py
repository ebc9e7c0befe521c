"""What corrects, answers or withdraws which article, whichever of the two was stored first.

A correction keeps the names by which its article can be found (table ``concern``); nothing is
resolved when it is stored. An article is looked up by all names it may be called by. A title or a
day alone could be another article's: then the outlet has to be the same, the correction not older,
and for a day the two titles have to speak of the same.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote

from rag.archive.reading import summaries_of
from rag.archive.statements import batches, marks
from rag.language import index_words
from rag.records import ArticleKind, ArticleSummary

ABOUT = (ArticleKind.CORRECTION, ArticleKind.RIGHT_OF_REPLY, ArticleKind.RETRACTION)
_TITLE, _DAY, _URL = "title:", "day:", "url:"
_SAME_TITLE = 0.6  # of the words of an article's title that its correction's title has
_SAME_WORDS = 3
_EARLIER = timedelta(days=1)  # a correction dated before its article: a clock, or a slip
_MIN_TITLE = 12  # letters; a shorter title is a heading that many articles have
_TRACKING = re.compile(r"(?:^|&)(?:utm_[a-z]+|fbclid|gclid|page|ref|amp)=[^&]*", re.I)
_HOST = re.compile(r"^(?:https?:)?//(?:(?:www|m|amp)\.)?", re.I)


def title_name(title: str) -> str:
    """Return the name by which an article with this title is found, "" if the title says little."""
    folded = "".join(character for character in title.casefold() if character.isalnum())
    return _TITLE + folded if len(folded) >= _MIN_TITLE else ""


def day_name(outlet: str, day: date) -> str:
    """Return the name of what an outlet published on a day."""
    return f"{_DAY}{''.join(c for c in outlet.casefold() if c.isalnum())}:{day.isoformat()}"


def url_name(url: str) -> str:
    """Return a URL as URLs are compared: no scheme, "www.", fragment, trackers or last slash."""
    address, _, _ = url.strip().partition("#")
    address, _, query = _HOST.sub("", address).partition("?")
    query = _TRACKING.sub("", query).strip("&")
    host, slash, path = address.partition("/")
    return _URL + host.casefold() + slash + path.rstrip("/") + ("?" + query if query else "")


def names_of(article: ArticleSummary, sources: Iterable[str] = ()) -> list[str]:
    """Return what others may call an article: id, addresses, file's name, title, outlet and day."""
    names = [article.id, article.url]
    for source in (article.source, *sources):
        names.append(source)
        if source.startswith(("http://", "https://")):
            names.append(url_name(source))
        elif source.startswith("export:"):
            names.append(unquote(source.rpartition("#")[2]))
        else:
            path = PurePosixPath(source.split(":", 1)[-1])
            names += [path.name, path.stem]
    if article.url:
        names.append(url_name(article.url))
    names.append(title_name(article.title))
    if article.outlet and article.published is not None:
        names.append(day_name(article.outlet, article.published))
    return [name for name in dict.fromkeys(names) if name]


def about(db: sqlite3.Connection, names: Iterable[str]) -> dict[str, list[ArticleSummary]]:
    """Return the corrections, replies and retractions that call an article so, by name.

    Oldest first. What an older program stored is found by ``article.concerns``.
    """
    wanted = sorted({name for name in names if name})
    found: dict[str, list[ArticleSummary]] = {}
    for batch in batches(wanted):
        places = marks(batch)
        pairs = db.execute(
            f"SELECT c.name, a.id FROM concern c JOIN article a ON a.key = c.article"
            f" WHERE c.name IN ({places}) UNION SELECT a.concerns, a.id FROM article a"
            f" WHERE a.concerns IN ({places})",
            [*batch, *batch],
        ).fetchall()
        known = summaries_of(db, (pair[1] for pair in pairs))
        for name, identity in sorted(pairs, key=lambda pair: _order(known[pair[1]])):
            if known[identity].kind in ABOUT:
                found.setdefault(name, []).append(known[identity])
    return found


def concerning(
    db: sqlite3.Connection, articles: Sequence[ArticleSummary]
) -> dict[str, tuple[ArticleSummary, ...]]:
    """Return what corrects, answers or withdraws each article, by its id, oldest first."""
    aliases = _aliases(db, [article.id for article in articles])
    names = {article.id: names_of(article, aliases.get(article.id, ())) for article in articles}
    others = about(db, (name for each in names.values() for name in each))
    found: dict[str, tuple[ArticleSummary, ...]] = {}
    for article in articles:
        meant = {
            other.id: other
            for name in names[article.id]
            for other in others.get(name, ())
            if other.id != article.id and _means(name, other, article)
        }
        found[article.id] = tuple(sorted(meant.values(), key=_order))
    return found


def withdrawn(db: sqlite3.Connection, articles: Sequence[ArticleSummary]) -> set[str]:
    """Return the ids of those articles that their newsroom took back."""
    others = concerning(db, articles)
    return {
        article.id
        for article in articles
        if article.kind is ArticleKind.RETRACTED
        or any(takes_back(other, article) for other in others[article.id])
    }


def takes_back(other: ArticleSummary, article: ArticleSummary) -> bool:
    """Tell whether an article that is about another one withdraws it.

    Only a newsroom can take its report back. Where two different outlets are known, a notice is
    shown and withdraws nothing; a person may mark the report as retracted.
    """
    if other.kind is not ArticleKind.RETRACTION:
        return False
    return not _different_outlets(other, article)


def _different_outlets(one: ArticleSummary, other: ArticleSummary) -> bool:
    named = bool(one.outlet and other.outlet)
    return named and one.outlet.casefold() != other.outlet.casefold()


def _means(name: str, other: ArticleSummary, article: ArticleSummary) -> bool:
    """Tell whether a name that several articles may share means this one."""
    if not name.startswith((_TITLE, _DAY)):
        return True
    if _different_outlets(other, article):
        return False
    dated = other.published is not None and article.published is not None
    if dated and other.published < article.published - _EARLIER:  # type: ignore[operator]
        return False
    return name.startswith(_TITLE) or _same_matter(other, article)


def _same_matter(other: ArticleSummary, article: ArticleSummary) -> bool:
    words = set(index_words(article.title))
    shared = words & set(index_words(f"{other.title} {other.concerns}"))
    return len(shared) >= max(_SAME_WORDS, _SAME_TITLE * len(words))


def _order(article: ArticleSummary) -> tuple[str, str]:
    return (article.published.isoformat() if article.published else "", article.id)


def _aliases(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for batch in batches(ids):
        places = marks(batch)
        for identity, source in db.execute(
            "SELECT a.id, s.source FROM source s JOIN article a ON a.key = s.article"
            f" WHERE a.id IN ({places}) ORDER BY s.source",
            batch,
        ):
            found.setdefault(identity, []).append(source)
    return found
