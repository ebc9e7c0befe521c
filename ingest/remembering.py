"""What an operator gave with an item that failed, kept with the failure and used by ``retry``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.documents import Metadata, described
from ingest.fields.field_map import FieldMap
from ingest.sources import path_of, source_of
from rag.records import ArticleKind

_TEXTS = ("title", "outlet", "author", "url", "language", "section", "concerns")


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Fields that go before what an item says of itself, and how an export calls its columns."""

    operator: Metadata = Metadata()
    named: FieldMap = FieldMap()

    @property
    def mapping(self) -> FieldMap | None:
        """How the operator says that columns are called, None to look beside the export."""
        return self.named if self.named.pairs else None


Remembered = Mapping[str, Given]
"""By the address of a failed file or page."""


def given_for(remembered: Remembered, usual: Given) -> Callable[[str, str], Given]:
    """Return what tells by an item's address, and how it is shown, what was given with it."""

    def find(source: str, shown: str = "") -> Given:
        if not remembered:
            return usual
        for name in (home_of(source), shown):  # a page may have moved since it failed
            if name in remembered:
                return remembered[name]
        return usual

    return find


def home_of(source: str) -> str:
    """Return the address of the export that a line came from, of anything else its own."""
    path = path_of(source) if source.startswith("export:") else None
    return source if path is None else source_of(path)


def written(given: Given) -> str:
    """Return it as the archive keeps it; "" where nothing was given."""
    operator = given.operator
    fields: dict[str, object] = {n: getattr(operator, n) for n in _TEXTS if getattr(operator, n)}
    if operator.published is not None:
        fields["published"] = operator.published.isoformat()
    if operator.kind is not None:
        fields["kind"] = operator.kind.value
    if operator.tags:
        fields["tags"] = list(operator.tags)
    whole = {"fields": fields, "map": [list(pair) for pair in given.named.pairs]}
    return json.dumps(whole, ensure_ascii=False) if any(whole.values()) else ""


def read(text: str) -> Given:
    """Return what ``written`` kept; nothing where it cannot be read (another version's)."""
    try:
        whole = json.loads(text) if text else {}
        fields = dict(whole.get("fields", {}))
        day, kind = fields.pop("published", ""), fields.pop("kind", "")
        texts: dict[str, Any] = {n: str(value) for n, value in fields.items() if n in _TEXTS}
        operator = Metadata(
            published=date.fromisoformat(day) if day else None,
            kind=ArticleKind(kind) if kind else None,
            tags=tuple(map(str, fields.get("tags", ()))),
            **texts,
        )
        pairs = tuple((str(field), str(column)) for field, column in whole.get("map", ()))
    except (ValueError, TypeError, AttributeError):
        return Given()
    return Given(operator=described(operator, "operator"), named=FieldMap(pairs=pairs))
