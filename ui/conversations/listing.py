"""What the list of conversations shows: in groups by when something was asked last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rag.archive import Archive
from rag.records import KeptConversation
from ui.conversations.words import Words, words_of

PAGE = 50
MOST = 500
"""Conversations on one page at first, and at most; older ones are found by searching."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A conversation in the list; ``changed``: a source is not as it was when it was cited."""

    id: str
    title: str
    share: str
    changed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Conversations under one heading."""

    head: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """One page of somebody's conversations, the one asked in last first.

    ``next`` is the limit that shows more, 0 where there is no more to show.
    """

    groups: tuple[Group, ...]
    words: str
    count: int
    next: int


def listing(
    archive: Archive, owner: str, language: str, *, words: str = "", limit: int = PAGE
) -> Listing:
    """Return up to ``limit`` conversations of an owner; with ``words`` those that have them."""
    limit = min(max(limit, 1), MOST)
    found = archive.conversations.page(owner, words=words, limit=limit + 1)
    shown = found[:limit]
    changed = archive.conversations.with_changed_sources([each.id for each in shown])
    return Listing(
        groups=grouped(shown, changed, datetime.now().astimezone(), words_of(language)),
        words=words,
        count=len(shown),
        next=min(limit + PAGE, MOST) if len(found) > limit and limit < MOST else 0,
    )


def grouped(
    conversations: Sequence[KeptConversation],
    changed: set[str],
    now: datetime,
    words: Words,
) -> tuple[Group, ...]:
    """Put conversations under today, the last seven days and older, by days of ``now``'s zone."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    bounds = ((words.today, midnight), (words.week, midnight - timedelta(days=6)))
    by_head: dict[str, list[Row]] = {words.today: [], words.week: [], words.older: []}
    for each in conversations:
        at = each.changed_at
        head = next((head for head, first in bounds if at >= first), words.older)
        by_head[head].append(
            Row(
                id=each.id,
                title=each.title or words.untitled,
                share=each.share,
                changed=each.id in changed,
            )
        )
    return tuple(Group(head=head, rows=tuple(rows)) for head, rows in by_head.items() if rows)
