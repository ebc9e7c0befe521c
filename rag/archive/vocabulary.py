"""The archive's own vocabulary: stems, spellings and abbreviations with their counts.

Every count is a number of passages. A passage's title counts with it, as in the full-text index.
All functions run inside a transaction of the caller.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rag.archive.statements import batches, marks
from rag.archive.words import analysed
from rag.language import index_words

_LONGEST_PHRASE = 12
"""Content words of the longest long form that is looked for in a question."""


class Counts:
    """What some passages add to the vocabulary, gathered before it is written at once."""

    def __init__(self) -> None:
        self.stems: Counter[str] = Counter()
        self.forms: Counter[str] = Counter()
        self.abbreviations: Counter[tuple[str, str]] = Counter()

    def add(self, stems: Iterable[str], forms: Iterable[str], text: str) -> None:
        """Count one passage: its different stems and spellings, and what ``text`` explains."""
        self.stems.update(set(stems))
        self.forms.update(set(forms))
        self.abbreviations.update(_explained(text))

    def flush(self, db: sqlite3.Connection) -> None:
        """Add the counts and begin anew."""
        self.write(db, +1)
        for counted in (self.stems, self.forms, self.abbreviations):
            counted.clear()

    def write(self, db: sqlite3.Connection, step: int) -> None:
        """Add the counts (``step`` 1) or take them away again (-1)."""
        for table, counted in (("word", self.stems), ("form", self.forms)):
            _change(db, table, counted, step)
        db.executemany(
            "INSERT INTO abbreviation VALUES (?, ?, ?, ?) ON CONFLICT (short, long) DO UPDATE"
            " SET passages = passages + excluded.passages",
            [
                (short, long, " ".join(index_words(long)), step * count)
                for (short, long), count in self.abbreviations.items()
            ],
        )
        if step < 0:
            db.executemany(
                "DELETE FROM abbreviation WHERE short = ? AND long = ? AND passages <= 0",
                list(self.abbreviations),
            )


_KEYS = {"word": "stem", "form": "word"}


def _change(db: sqlite3.Connection, table: str, counted: Counter[str], step: int) -> None:
    key = _KEYS[table]
    db.executemany(
        f"INSERT INTO {table} VALUES (?, ?) ON CONFLICT ({key}) DO UPDATE"
        " SET passages = passages + excluded.passages",
        [(word, step * count) for word, count in counted.items()],
    )
    if step < 0:
        db.executemany(
            f"DELETE FROM {table} WHERE {key} = ? AND passages <= 0",
            [(word,) for word in counted],
        )


def _explained(text: str) -> set[tuple[str, str]]:
    if "(" not in text:
        return set()
    from rag.glossary import harvest

    return {(found.short, found.long) for found in harvest(text)}


def explained_text(title: str, text: str) -> str:
    """Return the text of a passage in which abbreviations are looked for."""
    return f"{title}\n{text}"


def refill(db: sqlite3.Connection) -> None:
    """Count spellings and abbreviations anew from all passages.

    A migration does this for archives that were written before these tables, and must do it again
    when ``rag.language.words`` or ``rag.glossary.harvest`` finds other words in the same text:
    removing an article takes away what it would add today.
    """
    db.execute("DELETE FROM form")
    db.execute("DELETE FROM abbreviation")
    counts = Counts()
    owner: int | None = None
    titled: frozenset[str] = frozenset()
    for key, title, text in db.execute(
        "SELECT a.key, a.title, substr(a.text, p.start + 1, p.end - p.start)"
        " FROM article a JOIN passage p ON p.article = a.key ORDER BY a.key"
    ):
        if key != owner:
            owner, titled = key, analysed(title).forms
        counts.add((), titled | analysed(text).forms, explained_text(title, text))
    # In the order of the keys the table is written from left to right.
    counts.forms = Counter(dict(sorted(counts.forms.items())))
    counts.write(db, +1)


def document_frequency(db: sqlite3.Connection, tokens: Sequence[str]) -> dict[str, int]:
    """Return in how many passages each index token stands; absent ones are 0."""
    return _frequency(db, "word", tokens)


def form_frequency(db: sqlite3.Connection, forms: Sequence[str]) -> dict[str, int]:
    """Return in how many passages each spelling stands; absent ones are 0."""
    return _frequency(db, "form", forms)


def _frequency(db: sqlite3.Connection, table: str, words: Sequence[str]) -> dict[str, int]:
    wanted = list(dict.fromkeys(words))
    counts = dict.fromkeys(wanted, 0)
    key = _KEYS[table]
    for batch in batches(wanted):
        places = marks(batch)
        counts.update(
            db.execute(f"SELECT {key}, passages FROM {table} WHERE {key} IN ({places})", batch)
        )
    return counts


def forms_beginning(
    db: sqlite3.Connection, prefix: str, shortest: int, longest: int
) -> Mapping[str, int]:
    """Return the spellings that begin so, ``shortest`` to ``longest`` letters long, with counts."""
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    return dict(
        db.execute(
            "SELECT word, passages FROM form WHERE word >= ? AND word < ?"
            " AND length(word) BETWEEN ? AND ?",
            (prefix, after, shortest, longest),
        )
    )


def stand_together(db: sqlite3.Connection, first: str, second: str) -> bool:
    """Tell whether two index tokens stand side by side in a title or passage."""
    row = db.execute(
        "SELECT 1 FROM passage_words WHERE passage_words MATCH ? LIMIT 1", (f'"{first} {second}"',)
    ).fetchone()
    return row is not None


def expansions(db: sqlite3.Connection, shorts: Sequence[str]) -> dict[str, list[str]]:
    """Return what articles say that abbreviations mean, by those of ``shorts`` that are explained.

    Capitals do not matter. The long form that most passages give comes first.
    """
    wanted = {short.lower(): short for short in shorts}
    found: dict[str, list[str]] = {}
    for short, long in _explained_rows(db, "short COLLATE NOCASE", list(wanted)):
        longs = found.setdefault(wanted[short.lower()], [])
        if long not in longs:
            longs.append(long)
    return found


def acronyms(db: sqlite3.Connection, stems: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
    """Return the abbreviations whose long form stands in a row of stems, by the long form's stems.

    The short form that most passages give comes first.
    """
    runs = {
        " ".join(stems[begin:end])
        for begin in range(len(stems))
        for end in range(begin + 2, min(begin + _LONGEST_PHRASE, len(stems)) + 1)
    }
    found: dict[tuple[str, ...], list[str]] = {}
    for run, short in _explained_rows(db, "stems", sorted(runs)):
        shorts = found.setdefault(tuple(run.split()), [])
        if short not in shorts:
            shorts.append(short)
    return found


def _explained_rows(
    db: sqlite3.Connection, key: str, wanted: Sequence[str]
) -> list[tuple[str, str]]:
    """Return keys (short forms or stems) with the other side of the pair, the commonest first."""
    value = "short" if key == "stems" else "long"
    rows: list[tuple[str, str, int]] = []
    for batch in batches(wanted):
        places = marks(batch)
        rows += db.execute(
            f"SELECT {key}, {value}, passages FROM abbreviation WHERE {key} IN ({places})", batch
        )
    return [(row[0], row[1]) for row in sorted(rows, key=lambda row: (-row[2], row[1]))]
