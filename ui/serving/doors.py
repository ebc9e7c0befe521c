"""Every address that the page answers to; all others are closed.

Gradio brings some sixty routes (uploads, file reads, a proxy, run history, code editing), of
which the chat was seen to need eleven. The pages beside the chat stand here with the shape of
their addresses and with what they may be sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BODY_LIMIT = 64 * 1024
"""Bytes of a request: a question of 4,000 characters takes at most 24 KB (six per character in
JSON), and nothing else that the pages send, but for documents, is larger."""

UPLOAD_LIMIT = 301_000_000
"""Bytes of the one request that brings documents: what ``ui.imports`` takes at once, and what its
form adds. They are written to the disk as they come, never held in memory."""

_LOOK = frozenset({"GET", "HEAD"})
_SEND = frozenset({"POST"})
_BOTH = _LOOK | _SEND

KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
"""For files whose address changes with their content."""
ASK_FIRST = "no-cache"
"""For files that keep their address: the browser asks whether its copy is still the right one."""
KEPT_A_WEEK = "public, max-age=604800"
NEVER_KEPT = "no-store"


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """Addresses of one kind.

    ``plain``: a page of our own, under the stricter policy. ``limit``: bytes that a request may
    bring. ``keep``: the Cache-Control of a response that says nothing about it.
    """

    paths: re.Pattern[str]
    methods: frozenset[str] = _LOOK
    plain: bool = False
    limit: int = BODY_LIMIT
    keep: str = NEVER_KEPT


_ID = r"[A-Za-z0-9_-]{1,64}"
_MEMO = r"memo\.(?:docx|pdf|md)"


def _door(paths: str, methods: frozenset[str] = _LOOK, *, keep: str = NEVER_KEPT) -> Door:
    return Door(paths=re.compile(paths), methods=methods, keep=keep)


def _page(paths: str, methods: frozenset[str] = _LOOK, limit: int = BODY_LIMIT) -> Door:
    return Door(paths=re.compile(paths), methods=methods, plain=True, limit=limit)


_DOORS = (
    _door(r"/"),
    _door(r"/config/?|/health|/robots\.txt"),
    _door(r"/theme\.css|/manifest\.json", keep=ASK_FIRST),
    _door(r"/favicon\.ico|/static/[A-Za-z0-9_./@+-]+", keep=KEPT_A_WEEK),
    _door(r"/tanya/[A-Za-z0-9_.-]+", keep=ASK_FIRST),
    # Gradio's build writes a digest of the content into these names.
    _door(r"/assets/[A-Za-z0-9_./@+-]*-[A-Za-z0-9_-]{8}\.\w+", keep=KEPT_FOR_GOOD),
    _door(r"/assets/[A-Za-z0-9_./@+-]+", keep=ASK_FIRST),
    _door(r"/gradio_api/(?:queue/data|heartbeat/\w+|startup-events|app_id|info|login_check)/?"),
    _door(r"/gradio_api/(?:queue/join|cancel|reset)/?", _SEND),
    # Beside the chat.
    _page(r"/sign-in|/account(?:/[a-z-]{1,32})?", _BOTH),
    _page(r"/sign-out", _SEND),
    _page(rf"/people(?:/{_ID}(?:/[a-z-]{{1,32}})?)?", _BOTH),
    _page(rf"/conversations|/conversations/{_ID}/{_MEMO}"),
    _page(rf"/conversations/{_ID}/(?:rename|delete|restore|share|unshare)", _SEND),
    _page(rf"/shared/{_ID}(?:/{_MEMO})?"),
    _page(rf"/answers/{_ID}/{_MEMO}"),
    _page(rf"/answers/{_ID}/feedback", _BOTH),
    _page(rf"/answers/{_ID}/feedback/withdraw", _SEND),
    _page(rf"/library(?:/{_ID}(?:/versions/[0-9]{{1,12}})?)?|/statistics|/glossary"),
    _page(rf"/library/{_ID}/remove", _SEND),
    _page(r"/imports/upload", _BOTH, UPLOAD_LIMIT),
    _page(rf"/imports(?:/{_ID}(?:/{_ID})?)?", _BOTH),
    _page(rf"/reader/{_ID}(?:/around)?"),
    _page(rf"/feedback|/feedback/{_ID}/{_ID}/[a-z-]{{1,32}}", _BOTH),
)


def door_of(path: str) -> Door | None:
    """Return what stands at a path (below the proxy's prefix), or None if nothing does."""
    if ".." in path:
        return None
    for door in _DOORS:
        if door.paths.fullmatch(path):
            return door
    return None
