"""Articles for the tests of storage, and what must hold in an archive at any time."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from rag.archive import FILE_NAME, Archive, Entry, embedded_text, full_text, schema
from rag.records import Article, Passage, Sentence

_CONSONANTS, _VOWELS = "bcdghjklmnprst", "aiueo"


def entry(
    source: str,
    text: str,
    cuts: Sequence[int] = (),
    groups: Sequence[int] = (),
    **fields: Any,
) -> Entry:
    """Return an article cut into sentences at ``cuts``, and these into passages at ``groups``."""
    identity = f"a{sha256(source.encode('utf-8', 'replace')).hexdigest()[:12]}"
    bounds = [0, *sorted({cut for cut in cuts if 0 < cut < len(text)}), len(text)]
    spans = list(zip(bounds, bounds[1:], strict=False))
    sentences = [Sentence(ordinal=i, start=b, end=e) for i, (b, e) in enumerate(spans)]
    joints = [0, *sorted({g for g in groups if 0 < g < len(sentences)}), len(sentences)]
    runs = [tuple(sentences[b:e]) for b, e in zip(joints, joints[1:], strict=False)]
    passages = []
    for ordinal, run in enumerate(runs):
        start, end = run[0].start, run[-1].end
        mark = sha256(f"{start} {text[start:end]}".encode("utf-8", "replace")).hexdigest()[:16]
        passages.append(
            Passage(
                id=f"{identity}.{mark}",
                article_id=identity,
                ordinal=ordinal,
                start=start,
                end=end,
                sentences=run,
            )
        )
    digest = sha256(text.encode("utf-8", "replace")).hexdigest()
    fields = {"title": "", **fields}
    article = Article(id=identity, source=source, text=text, digest=digest, **fields)
    return Entry(article=article, passages=tuple(passages))


def made_up(number: int, version: int = 0, passages: int = 3, words: int = 30) -> Entry:
    """Return an article of invented words; the same numbers give the same article."""
    rnd = random.Random(f"{number} {version}")
    text, cuts = "", []
    for _ in range(passages):
        cuts.append(len(text))
        text += " ".join(_word(rnd) for _ in range(words)) + ". "
    return entry(
        f"made-up/{number}",
        text.rstrip(),
        cuts,
        range(1, passages),
        title=f"{_word(rnd)} {_word(rnd)} {number}".capitalize(),
        published=date(2025, 1 + number % 12, 1 + number % 28),
    )


def small(number: int, version: int) -> Entry:
    """Return such an article that is quickly stored."""
    return made_up(number, version, passages=2, words=8)


def _word(rnd: random.Random) -> str:
    syllables = rnd.randint(2, 4)
    return "".join(rnd.choice(_CONSONANTS) + rnd.choice(_VOWELS) for _ in range(syllables))


def as_version(folder: Path, version: int) -> None:
    """Make a closed archive one of an older schema, with all that this one could hold."""
    path, newer = folder / FILE_NAME, folder / "newer.sqlite3"
    path.rename(newer)
    db = sqlite3.connect(path)
    for script in schema.MIGRATIONS[:version]:
        db.executescript(script)
    db.execute("ATTACH ? AS newer", (str(newer),))
    tables = "article source version sentence passage word change embedding projection setting"
    later = {
        2: "form abbreviation",
        3: "concern mark signature signature_band story_pair failure feed feed_item",
        4: "answer answer_source",
    }
    names = [*tables.split(), "passage_words"]
    names += [name for begun, more in later.items() if begun <= version for name in more.split()]
    for table in names:
        columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
        key = "rowid, " if table == "passage_words" else ""
        db.execute(f"DELETE FROM {table}")
        db.execute(f"INSERT INTO {table} ({key}{columns}) SELECT {key}{columns} FROM newer.{table}")
    db.execute(f"PRAGMA user_version = {version}")
    db.commit()
    db.close()
    newer.unlink()


def assert_consistent(folder: Path) -> None:
    """Recount all that the archive keeps beside the articles themselves."""
    db = sqlite3.connect(folder / FILE_NAME)
    try:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = db.execute(
            "SELECT p.key, p.id, a.title, a.text, p.start, p.end, p.embedded_digest"
            " FROM passage p JOIN article a ON a.key = p.article ORDER BY p.key"
        ).fetchall()
        expected = []
        counted: Counter[str] = Counter()
        for key, _, title, text, start, end, digest in rows:
            words = full_text(title), full_text(text[start:end])
            expected.append((key, " ".join(words[0]), " ".join(words[1])))
            counted.update({*words[0], *words[1]})
            assert digest == sha256(embedded_text(title, text[start:end]).encode()).digest()
        kept = db.execute("SELECT rowid, title, body FROM passage_words ORDER BY rowid").fetchall()
        assert kept == expected
        assert dict(db.execute("SELECT stem, passages FROM word")) == dict(counted)
        passages = db.execute("SELECT value FROM setting WHERE name = 'passages'").fetchone()[0]
        assert int(passages) == len(rows)
        assert replayed(db) == {row[1] for row in rows}
        # No article without passages, every sentence inside one of them.
        assert not db.execute(
            "SELECT 1 FROM article WHERE key NOT IN (SELECT article FROM passage)"
        ).fetchone()
        assert not db.execute(
            "SELECT 1 FROM sentence s WHERE NOT EXISTS (SELECT 1 FROM passage p WHERE"
            " p.article = s.article AND s.ordinal BETWEEN p.first_sentence AND p.last_sentence"
            " AND s.start >= p.start AND s.end <= p.end)"
        ).fetchone()
    finally:
        db.close()


def replayed(db: sqlite3.Connection) -> set[str]:
    """Return the passages that are there after all changes, in order."""
    there: set[str] = set()
    for op, passage in db.execute("SELECT op, passage FROM change ORDER BY seq"):
        if op == "put":
            there.add(passage)
        else:
            there.discard(passage)
    return there


def assert_kept(archive: Archive, wanted: Entry) -> None:
    """Every passage and sentence slices back to exactly its text."""
    article = wanted.article
    assert archive.article(article.id) == article
    stored = archive.passages([passage.id for passage in wanted.passages])
    for passage in wanted.passages:
        found = stored[passage.id]
        assert found.passage == passage
        assert found.text == article.text[passage.start : passage.end]
        for sentence in passage.sentences:
            exact = article.text[sentence.start : sentence.end]
            assert found.sentence_text(sentence) == exact
