"""What a correction, reply or retraction is about, as far as the archive has it.

The other way round than ``rag.archive.concerning``, which stays the judge: whatever is found by a
name has to be told about the correction in turn, so that both ways always agree.
"""

from __future__ import annotations

import sqlite3

from rag.archive import reading
from rag.archive.concerning import ABOUT, concerning, title_name
from rag.records import Article, ArticleSummary

_NAMES = 20
"""Names that are looked up; documents give one to five."""
_CALLED = 50
"""Articles that one name may lead to: what an outlet published on a day, at most."""


def subjects(db: sqlite3.Connection, article: Article) -> list[ArticleSummary]:
    """Return the articles that ``article`` is about, in the order of their ids."""
    if article.kind not in ABOUT:
        return []
    db.create_function("title_name", 1, title_name, deterministic=True)
    names = [name for name in dict.fromkeys((article.concerns, *article.concerning)) if name]
    ids: set[str] = set()
    for name in names[:_NAMES]:
        ids.update(_called(db, name))
    found = reading.summaries_of(db, ids - {article.id})
    about = concerning(db, list(found.values()))
    return [
        found[identity]
        for identity in sorted(found)
        if any(other.id == article.id for other in about[identity])
    ]


def _called(db: sqlite3.Connection, name: str) -> list[str]:
    """Return the ids of articles that may bear a name as ``concerning.names_of`` makes them.

    Names that stand in no index are looked for in every article: 0.2 to 0.4 s for 100,094 of
    them (two shared cores, files in memory), on the pages of corrections alone.
    """
    kind, _, rest = name.partition(":")
    if kind == "day":
        condition, values = "a.published = ?", [rest.rpartition(":")[2]]
    elif kind == "title":
        condition, values = "title_name(a.title) = ?", [name]
    elif kind == "url":
        condition, values = "instr(lower(a.url), ?) OR instr(a.source, ?)", [rest.lower(), rest]
    else:
        condition = (
            "a.id = ? OR a.url = ? OR a.key IN (SELECT article FROM source WHERE instr(source, ?))"
        )
        values = [name] * 3
    rows = db.execute(f"SELECT a.id FROM article a WHERE {condition} LIMIT ?", (*values, _CALLED))
    return [str(row[0]) for row in rows]
