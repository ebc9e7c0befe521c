"""The articles that the questions are about, as a reader sees them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.cases import why_unreadable
from evals.linting.wording import fold
from rag.errors import UsageError

_FORMS = (".md", ".txt", ".html", ".htm")
_UNSEEN = re.compile(r"(?s)<!--.*?-->|<(script|style)\b.*?</\1>|<(\w+) style=.display:none.*?</\2>")
_INLINE = re.compile(r"</?(a|b|em|i|small|span|strong)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_FRONT_PARTS = 2  # what stands between the two lines of "---"


@dataclass(frozen=True, kw_only=True, slots=True)
class Articles:
    """Articles by file name: ``visible`` as a reader sees them, ``raw`` as the file has them.

    ``unread`` are files of other forms, whose text is not known here.
    """

    visible: Mapping[str, str]
    raw: Mapping[str, str]
    unread: tuple[str, ...] = ()


def visible(name: str, raw: str) -> str:
    """Return what a file says to a reader, white space folded.

    HTML: no scripts, comments or hidden elements, inline tags removed and other tags a space,
    entities decoded. Markdown: what follows the front matter. Other text: all of it.
    """
    if name.endswith((".html", ".htm")):
        raw = _INLINE.sub("", _UNSEEN.sub(" ", raw))
        return fold(html.unescape(_TAG.sub(" ", raw)))
    if name.endswith(".md") and raw.startswith("---\n"):
        parts = raw.split("---\n", _FRONT_PARTS)
        raw = parts[_FRONT_PARTS] if len(parts) > _FRONT_PARTS else raw
    return fold(raw)


def file_of(identity: str) -> str:
    """Return the file name in an article's id, which may be its whole source (``sample:x.md``)."""
    return identity.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].split(":", 1)[-1]


def read_articles(folder: Path) -> Articles:
    """Read the text, Markdown and HTML files of a folder.

    Raises:
        UsageError: the folder or a file in it cannot be read, or it holds no article.
    """
    raw: dict[str, str] = {}
    unread: list[str] = []
    path = folder
    try:
        for path in sorted(folder.iterdir()):
            if not path.is_file() or path.name.startswith("."):
                continue
            if path.suffix.lower() in _FORMS:
                raw[path.name] = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
            else:
                unread.append(path.name)
    except (OSError, UnicodeDecodeError) as error:
        one = "" if path == folder else f"{path.name}: "
        raise UsageError(
            f"The articles in {folder} cannot be read: {one}{why_unreadable(error)}.",
            remedy="Name a folder of UTF-8 text, Markdown or HTML files with --articles.",
            item=str(folder),
        ) from error
    if not raw:
        raise UsageError(
            f"The folder {folder} holds no text, Markdown or HTML file.",
            remedy="Name another with --articles.",
            item=str(folder),
        )
    return Articles(
        visible={name: visible(name, text) for name, text in raw.items()},
        raw=raw,
        unread=tuple(unread),
    )
