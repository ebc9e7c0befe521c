"""Folders in the form of BEIR (Thakur et al. 2021): articles, questions, and what answers what.

``corpus.jsonl`` or ``corpus.jsonl.gz`` with ``_id``, ``title``, ``text``; ``queries.jsonl`` with
``_id``, ``text`` and perhaps ``metadata`` (``answers``, ``answerable``, ``type``, ``tags``, other
wordings of the question); ``qrels/test.tsv`` with a head line and ``query-id``, ``corpus-id``,
``score`` between tabs.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from rag.errors import UsageError

Qrels = dict[str, dict[str, int]]
"""Question id → article id → grade; 0 is judged and wrong."""

_HEAD = ("query-id", "corpus-id", "score")


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """One question. ``answers`` are accepted strings, ``categories`` its type or tags."""

    id: str
    text: str
    answers: tuple[str, ...] = ()
    answerable: bool = True
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Collection:
    """A folder as read: ``ids`` are those of the articles, in order.

    ``digest`` is that of questions and judgements: results of different ones are not compared.
    """

    folder: Path
    corpus: Path
    ids: tuple[str, ...]
    queries: tuple[Query, ...] = ()
    qrels: Mapping[str, Mapping[str, int]]
    digest: str = ""

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.folder.name

    def asked(self) -> list[Query]:
        """Return the answerable questions for which an article is judged right."""
        return [
            query
            for query in self.queries
            if query.answerable
            and any(grade > 0 for grade in self.qrels.get(query.id, {}).values())
        ]


def read_collection(folder: Path, *, split: str = "test", field: str = "text") -> Collection:
    """Read a folder.

    Args:
        folder: of the form above.
        split: which file of ``qrels/`` to take, without its ending.
        field: which wording of the questions: a field of the line or of its ``metadata``.

    Raises:
        UsageError: a file is missing or a line cannot be used; the message names file and line.
    """
    corpus, ids = _corpus(folder)
    questions, judged = folder / "queries.jsonl", folder / "qrels" / f"{split}.tsv"
    queries = tuple(_query(fields, field, where) for fields, where in _objects(questions))
    _no_twins([query.id for query in queries], questions)
    qrels = _qrels(judged, {query.id for query in queries}, set(ids))
    digest = sha256(questions.read_bytes() + judged.read_bytes() + field.encode()).hexdigest()
    return Collection(
        folder=folder, corpus=corpus, ids=ids, queries=queries, qrels=qrels, digest=digest
    )


def read_distractors(folder: Path) -> Collection:
    """Read only the articles of a folder; errors as for ``read_collection``."""
    corpus, ids = _corpus(folder)
    return Collection(folder=folder, corpus=corpus, ids=ids, qrels={})


def _corpus(folder: Path) -> tuple[Path, tuple[str, ...]]:
    found = [
        path for name in ("corpus.jsonl", "corpus.jsonl.gz") if (path := folder / name).is_file()
    ]
    if len(found) != 1:
        what = "both corpus.jsonl and corpus.jsonl.gz" if found else "no corpus.jsonl[.gz]"
        raise UsageError(
            f"The folder {folder} holds {what}.",
            remedy="Name a folder with one corpus, queries.jsonl and qrels/.",
            item=str(folder),
        )
    ids = []
    for fields, where in _objects(found[0]):
        if not isinstance(fields.get("text"), str):
            raise _bad(where, "it has no text")
        ids.append(_id(fields, where))
    _no_twins(ids, found[0])
    if not ids:
        raise _bad(str(found[0]), "it holds no article")
    return found[0], tuple(ids)


def _query(fields: Mapping[str, Any], field: str, where: str) -> Query:
    below = fields.get("metadata") or {}
    if not isinstance(below, dict):
        raise _bad(where, "its metadata is no object")
    text = fields.get(field, below.get(field))
    if not isinstance(text, str) or not text.strip():
        raise _bad(where, f"it has no {field}")
    categories = below.get("tags") or below.get("type") or ()
    return Query(
        id=_id(fields, where),
        text=text,
        answers=_strings(below.get("answers"), "answers", where),
        answerable=below.get("answerable") is not False,
        categories=_strings(categories, "tags", where),
    )


def _strings(value: object, name: str, where: str) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value or []
    if not isinstance(listed, Sequence) or not all(isinstance(item, str) for item in listed):
        raise _bad(where, f"its {name} are no list of strings")
    return tuple(dict.fromkeys(listed))


def _qrels(path: Path, queries: set[str], articles: set[str]) -> Qrels:
    qrels: Qrels = {}
    for number, line in enumerate(_text(path).splitlines(), 1):
        parts = tuple(line.rstrip("\r").split("\t"))
        if not line.strip() or (number == 1 and parts == _HEAD):
            continue
        where = f"{path}, line {number}"
        if len(parts) != len(_HEAD):
            raise _bad(where, f"it has {len(parts)} columns instead of {', '.join(_HEAD)}")
        query, article, grade = parts
        if query not in queries:
            raise _bad(where, f"there is no question {query}")
        if article not in articles:
            raise _bad(where, f"there is no article {article}")
        if not grade.strip().lstrip("-").isdecimal():
            raise _bad(where, f"the score “{grade}” is no whole number")
        if article in qrels.setdefault(query, {}):
            raise _bad(where, f"{query} and {article} stand there twice")
        qrels[query][article] = max(0, int(grade))
    return qrels


def _objects(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    for number, line in enumerate(_raw(path).split(b"\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            fields = json.loads(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise _bad(where, f"it is no JSON ({error})") from error
        if not isinstance(fields, dict):
            raise _bad(where, "it is no JSON object")
        yield fields, where


def _raw(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.",
            remedy="Name a folder with corpus.jsonl[.gz], queries.jsonl and qrels/.",
            item=str(path),
        ) from error


def _text(path: Path) -> str:
    try:
        return _raw(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(str(path), f"it is no UTF-8 (byte {error.start})") from error


def _id(fields: Mapping[str, Any], where: str) -> str:
    value = fields.get("_id")
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise _bad(where, "it has no _id")
    return value


def _no_twins(ids: Sequence[str], path: Path) -> None:
    twin, count = next(iter(Counter(ids).most_common(1)), ("", 0))
    if count > 1:
        raise _bad(str(path), f"the id {twin} stands there {count} times")


def _bad(where: str, why: str) -> UsageError:
    return UsageError(
        f"{where} cannot be used: {why}.",
        remedy="Correct the file; nothing was measured.",
        item=where,
    )
