"""A made-up archive of labor news for measuring speed: the same words from the same seed.

Words follow Zipf's law. A third of all tokens are Indonesian function words, an eighth are words of
the glossary (the two commonest, like "buruh" and "upah", stand in about a third of all passages, as
in a real labor archive), the rest are pronounceable words that do not exist. Each article has a
subject whose words it repeats and names of its own. Articles have about 350 words and two or three
passages, and are spread evenly over ten years.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.articles import Span
from ingest.split import split
from rag.archive import FILE_NAME, Archive, Entry, index_token
from rag.language import stem, words
from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION
from rag.records import Article, SentenceKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST, DAYS = date(2016, 1, 1), 3653
"""The day of the oldest articles, and how many days follow."""

TODAY = date(2026, 1, 1)
_SEED = 20_260_101
_MADE_UP = 60_000
_SUBJECTS, _SUBJECT_WORDS = 400, 40
_SENTENCES = 24
_KINDS = ("function", "labor", "subject", "name", "other")
_SHARES = (0.36, 0.13, 0.12, 0.04, 0.35)
_FLAT = 10
"""Zipf-Mandelbrot: a word of rank r is as frequent as 1 / (r + 10). With an eighth of the tokens
that puts the first labor words into a third of all passages."""
_BATCH = 500
_NEAR = 64  # ranks within which words change places
WRITTEN = 100_000
"""Passages that are written as articles are; see ``filled``."""
_EXPLAINED = (
    "Pemutusan Hubungan Kerja (PHK)", "Perjanjian Kerja Bersama (PKB)",
    "Jaminan Hari Tua (JHT)", "Upah Minimum Provinsi (UMP)", "Tunjangan Hari Raya (THR)",
)  # fmt: skip
_COMMON = ("buruh", "upah", "pekerja", "serikat", "perusahaan", "pabrik", "kerja", "mogok")
_TEMPLATES = (
    "Berapa {labor} {common} {subject} di {name}?",
    "Siapa yang {subject} {labor} {common} {name}?",
    "Apa {common} {subject} soal {labor} {subject2}?",
    "{common} {labor} {name} {subject}",
    "Mengapa {common} {name} menolak {subject} {labor} {subject2}?",
    "Kapan {subject} {common} dan {labor} di {name} {name2}?",
    "apa kata {name} tentang {subject} {subject2}",
    "Bagaimana {labor} {subject} bagi {common} di perusahaan {name}?",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lists:
    """Words by kind, the commonest first, with the running sums of their shares."""

    words: dict[str, list[str]]
    sums: dict[str, NDArray[np.float64]]
    subjects: list[list[str]]


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    import numpy as np

    source = random.Random(_SEED)
    known = {
        "function": source.sample(sorted(INDONESIAN), len(INDONESIAN)),
        "labor": _labor_words(source),
        "other": _made_up(source),
    }
    sums = {}
    for kind, listed in known.items():
        shares = 1 / (np.arange(1, len(listed) + 1) + _FLAT)
        sums[kind] = np.cumsum(shares / shares.sum())
    subjects = [source.sample(known["other"][500:], _SUBJECT_WORDS) for _ in range(_SUBJECTS)]
    return _Lists(words=known, sums=sums, subjects=subjects)


def _labor_words(source: random.Random) -> list[str]:
    text = files("rag").joinpath("data", "glossary.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    found = {
        word
        for row in rows
        if len(row) > 1
        for word in words(row[1])
        if word.isalpha() and len(word) > 3 and word not in INDONESIAN | ENGLISH | QUESTION
    }
    rest = sorted(found - set(_COMMON))
    source.shuffle(rest)
    return [*_COMMON, *rest]


def _made_up(source: random.Random) -> list[str]:
    starts, vowels = "b c d g h j k l m n p r s t w ny ng sy".split(), "aiueo"
    ends = ("", "", "", "n", "ng", "r", "s", "k", "t", "m", "l")
    made: dict[str, None] = {}
    while len(made) < _MADE_UP:
        count = source.choice((2, 2, 3, 3, 4))
        word = "".join(source.choice(starts) + source.choice(vowels) for _ in range(count))
        made[word + source.choice(ends)] = None
    return list(made)


class _Story:
    """What an article is about: chosen by its number alone."""

    def __init__(self, number: int) -> None:
        self.chance = random.Random(_SEED * 1000 + number)
        lists = _lists()
        self.subject = self.chance.sample(self.chance.choice(lists.subjects), 12)
        self.names = [n.capitalize() for n in self.chance.sample(lists.words["other"][2000:], 6)]


def _drawn(story: _Story, count: int) -> list[str]:
    """Return tokens by the shares of their kinds."""
    import numpy as np

    lists, draw = _lists(), np.random.default_rng(story.chance.getrandbits(63))
    kinds = draw.choice(len(_KINDS), size=count, p=_SHARES)
    places = draw.random(count)
    ranks = {kind: np.searchsorted(sums, places) for kind, sums in lists.sums.items()}
    tokens = []
    for at, number in enumerate(kinds):
        kind = _KINDS[number]
        if kind in lists.words:
            tokens.append(lists.words[kind][min(ranks[kind][at], len(lists.words[kind]) - 1)])
        else:
            listed = story.subject if kind == "subject" else story.names
            tokens.append(listed[int(places[at] * len(listed))])
    return tokens


def article(number: int) -> Article:
    """Return the article of that number."""
    story = _Story(number)
    tokens = iter(_drawn(story, 60 * _SENTENCES))
    title = " ".join(next(tokens) for _ in range(8)).capitalize()
    lines = [title]
    for _ in range(_SENTENCES):
        said = [next(tokens) for _ in range(story.chance.randint(8, 19))]
        chance = story.chance.random()
        if chance < 0.25:
            said.append(f"{story.chance.randint(2, 9000)} orang")
        elif chance < 0.35:
            said.append(f"Rp{story.chance.randint(1, 9)},{story.chance.randint(1, 9)} juta")
        elif chance < 0.37:
            said.append(story.chance.choice(_EXPLAINED))
        said[0] = said[0].capitalize()
        lines.append(" ".join(said) + ".")
    text = title + "\n" + " ".join(lines[1:])
    return Article(
        id=sha256(f"bench {number}".encode()).hexdigest()[:16],
        source=f"bench:{number}",
        title=title,
        text=text,
        digest=sha256(text.encode()).hexdigest(),
        outlet=story.chance.choice(("Harian Buatan", "Warta Contoh", "Kabar Karangan")),
        published=FIRST + timedelta(days=story.chance.randrange(DAYS)),
    )


def _entry(number: int) -> Entry:
    made = article(number)
    end = len(made.title)
    lines = [
        Span(start=0, end=end, kind=SentenceKind.TITLE),
        Span(start=end + 1, end=len(made.text), kind=SentenceKind.BODY),
    ]
    return Entry(article=made, passages=split(made, lines))


def questions(count: int, *, among: int = 4000) -> list[str]:
    """Return questions about the first ``among`` articles; one in twelve has a wrong letter."""
    source = random.Random(_SEED + 1)
    lists = _lists()
    asked = []
    for number in range(count):
        story = _Story(source.randrange(among))
        subject, subject2 = source.sample(story.subject, 2)
        name, name2 = source.sample(story.names, 2)
        if number % 12 == 11:
            subject = subject[:2] + subject[3:]
        asked.append(
            _TEMPLATES[number % len(_TEMPLATES)].format(
                labor=lists.words["labor"][source.randrange(8, 400)],
                common=source.choice(_COMMON),
                subject=subject,
                subject2=subject2,
                name=name,
                name2=name2,
            )
        )
    return asked


def filled(data: Path, passages: int, *, smaller: Path | None = None) -> Iterator[int]:
    """Fill the archive in ``data`` up to that many passages, yielding how many are there.

    ``smaller`` is an archive of fewer passages to begin with: each begins with the same articles.
    An archive that was interrupted goes on where it stopped. Above 100,000 passages further ones
    are written straight into the tables, see ``_multiplied``.
    """
    _begun(data, smaller)
    archive = Archive(data)
    try:
        number = archive.statistics().articles
        while (there := archive.passage_count()) < min(passages, WRITTEN):
            yield there
            count = max(1, min(_BATCH, (passages - there) // 3))
            archive.put([_entry(n) for n in range(number, number + count)])
            number += count
    finally:
        archive.close()
    yield from _multiplied(data / FILE_NAME, passages)


def _begun(data: Path, smaller: Path | None) -> None:
    if smaller is None or (data / FILE_NAME).exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    source, target = sqlite3.connect(smaller / FILE_NAME), sqlite3.connect(data / FILE_NAME)
    source.backup(target)
    source.close()
    target.close()


def _multiplied(file: Path, passages: int) -> Iterator[int]:
    """Add passages that repeat the first ones with other made-up words, without their texts.

    Words of about the same frequency change places, so every count grows as a real archive's
    would. Only the full-text index and its counts know the new words: the text that such a
    passage shows is its original's. Writing 900,000 through ``Archive.put`` takes 40 minutes.
    """
    db = sqlite3.connect(file)
    kept = "SELECT value FROM setting WHERE name = 'passages'"
    there = int(db.execute(kept).fetchone()[0])
    first = there if there <= WRITTEN + 10 else WRITTEN
    while there < passages:
        yield there
        swapped = _swapped(there // first)
        rows = db.execute(
            "SELECT p.key, w.title, w.body FROM passage p JOIN passage_words w ON w.rowid = p.key"
            " WHERE p.key <= ? ORDER BY p.key LIMIT ?",
            (first, passages - there),
        ).fetchall()
        counts: Counter[str] = Counter()
        for key, *texts in rows:
            title, body = ([swapped.get(w, w) for w in text.split()] for text in texts)
            counts.update({*title, *body})
            cursor = db.execute(
                "INSERT INTO passage (id, article, ordinal, start, end, first_sentence,"
                " last_sentence, embedded_digest) SELECT id || ?, article, ordinal, start, end,"
                " first_sentence, last_sentence, embedded_digest FROM passage WHERE key = ?",
                (f".{there}", key),
            )
            db.execute(
                "INSERT INTO passage_words (rowid, title, body) VALUES (?, ?, ?)",
                (cursor.lastrowid, " ".join(title), " ".join(body)),
            )
        db.executemany(
            "INSERT INTO word VALUES (?, ?) ON CONFLICT (stem) DO UPDATE"
            " SET passages = passages + excluded.passages",
            sorted(counts.items()),
        )
        db.execute("UPDATE setting SET value = value + ? WHERE name = 'passages'", (len(rows),))
        db.commit()
        there = int(db.execute(kept).fetchone()[0])
    db.close()


def _swapped(turn: int) -> dict[str, str]:
    """Return other made-up stems for made-up stems, of about the same rank."""
    stems = [index_token(stem(word)) for word in _lists().words["other"]]
    found = {}
    for at, token in enumerate(stems):
        begin = at - at % _NEAR
        found[token] = stems[min(begin + (at - begin + 13 * turn) % _NEAR, len(stems) - 1)]
    return found
