"""Named fields, wherever they stand: front matter, JSON lines, CSV rows, sidecars, marks.

One reader for all, so that the same name means the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ingest.documents import Metadata, described, normal_line
from ingest.fields.datelines import given_date
from ingest.fields.field_map import NAMES, is_empty, plain_name
from rag.errors import DocumentError
from rag.records import ArticleKind

_KINDS: Mapping[str, ArticleKind] = {
    "berita": ArticleKind.NEWS,
    "ralat": ArticleKind.CORRECTION,
    "koreksi": ArticleKind.CORRECTION,
    "hak_jawab": ArticleKind.RIGHT_OF_REPLY,
    "pencabutan": ArticleKind.RETRACTION,
    "dicabut": ArticleKind.RETRACTED,
}
_TEXTS = ("title", "outlet", "author", "url", "section", "concerns")
_ADDRESS = re.compile(r"https?://\S+$", re.I)
_SHOWN = 40  # code points of a value in a message


def value_of(fields: Mapping[str, object], field: str) -> object:
    """Return a field's value as it stands, None where it is missing or empty.

    What stands below ``metadata`` counts as if it stood beside the others, and goes before them.
    """
    known = {plain_name(key): value for key, value in fields.items()}
    below = known.get("metadata")
    if isinstance(below, Mapping):
        inner = {plain_name(key): value for key, value in below.items()}
        known |= {key: value for key, value in inner.items() if not is_empty(value)}
    return next((known[name] for name in NAMES[field] if not is_empty(known.get(name))), None)


def read_fields(fields: Mapping[str, object], where: str) -> Metadata:
    """Read the fields of one article.

    Args:
        fields: by name, as YAML, JSON or CSV gave them.
        where: where they stand, in plain words, kept as each field's detail ("front matter").

    Raises:
        DocumentError: a date or kind is there and cannot be read.
    """
    texts = {field: text_of(value_of(fields, field)) for field in _TEXTS}
    if _ADDRESS.match(texts["outlet"]):  # "source" is often the address
        texts["url"] = texts["url"] or texts["outlet"]
        texts["outlet"] = ""
    found = Metadata(
        title=texts["title"],
        outlet=texts["outlet"],
        author=texts["author"],
        url=texts["url"],
        section=texts["section"],
        concerns=texts["concerns"],
        published=_published(value_of(fields, "published")),
        language=text_of(value_of(fields, "language"))[:2].casefold(),
        tags=_tags(value_of(fields, "tags")),
        kind=_kind(value_of(fields, "kind")),
    )
    return described(found, where)


def text_of(value: object) -> str:
    """Return a value as one line of text; a list's items are joined, anything else is ""."""
    if isinstance(value, list | tuple):
        return ", ".join(text for item in value if (text := text_of(item)))
    if isinstance(value, date):  # YAML reads "judul: 2025-05-01" as a date
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return without_tags(normal_line(str(value)))


def without_tags(text: str) -> str:
    """Return a line without HTML tags and with its entities resolved."""
    if "<" not in text and "&" not in text:
        return text
    from html import unescape

    return normal_line(_TAG.sub(" ", unescape(_TAG.sub(" ", text))))


_TAG = re.compile(
    r"</?(?:a|b|br|em|font|h[1-6]|i|p|span|strong|sub|sup|u|div)\b[^<>]{0,500}>", re.I
)


def _published(value: object) -> date | None:
    if value is None:
        return None
    # A bare number may be a day, a moment in seconds or a year: it is not guessed.
    found = given_date(value) if isinstance(value, str | date) else None
    if found is None:
        raise _unreadable("date", value)
    return found


def _kind(value: object) -> ArticleKind | None:
    name = plain_name(value or "")
    if not name:
        return None
    if name in _KINDS:
        return _KINDS[name]
    try:
        return ArticleKind(name)
    except ValueError as error:
        raise _unreadable("kind", value, f"; it must be one of {', '.join(ArticleKind)}") from error


def _tags(value: object) -> tuple[str, ...]:
    items = re.split(r"[,;|]", value) if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        return ()
    return tuple(dict.fromkeys(tag for item in items if (tag := text_of(item))))


def _unreadable(field: str, value: object, more: str = "") -> DocumentError:
    return DocumentError(
        f"The {field} {str(value)[:_SHOWN]!r} cannot be read{more}.",
        remedy="Write the date as 2025-11-19."
        if field == "date"
        else "Correct it, or leave it out.",
    )
