"""Runs and judgements in trec_eval's form, so that public tools can check ours and we theirs.

A run: ``question Q0 article rank score tag``. Judgements: ``question 0 article grade``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path

from rag.errors import UsageError

TAG = "tanya"
_COLUMNS = 6


def as_scores(ranked: Sequence[str]) -> dict[str, float]:
    """Return a ranking as scores that fall strictly: 1 / rank.

    The retriever's own scores may tie, and trec_eval would then order by id.
    """
    return {name: 1 / rank for rank, name in enumerate(ranked, 1)}


def write_run(path: Path, run: Mapping[str, Mapping[str, float]]) -> None:
    """Write a run, best first.

    Raises:
        UsageError: it cannot be written, or an id holds white space.
    """
    lines = []
    for query, found in run.items():
        # As trec_eval orders: by score, and equal scores by id from the last to the first.
        for rank, name in enumerate(
            sorted(found, key=lambda name: (found[name], name), reverse=True), 1
        ):
            lines.append(f"{_word(query)} Q0 {_word(name)} {rank} {found[name]:.9g} {TAG}")
    write(path, "".join(f"{line}\n" for line in lines))


def write_qrels(path: Path, qrels: Mapping[str, Mapping[str, int]]) -> None:
    """Write judgements; errors as for ``write_run``."""
    lines = [
        f"{_word(query)} 0 {_word(name)} {grade}\n"
        for query, grades in qrels.items()
        for name, grade in grades.items()
    ]
    write(path, "".join(lines))


def read_run(path: Path) -> dict[str, dict[str, float]]:
    """Read a run; ranks are left aside, as trec_eval does.

    Raises:
        UsageError: it cannot be read, or a line is none of a run; the message names the line.
    """
    run: dict[str, dict[str, float]] = {}
    for number, line in enumerate(read(path).splitlines(), 1):
        if not line.strip():
            continue
        parts = line.split()
        if len(parts) != _COLUMNS:
            raise _bad(
                path, number, "it has not the six columns: question Q0 article rank score tag"
            )
        query, _, name, _, score, _ = parts
        try:
            value = float(score)
        except ValueError:
            value = float("nan")
        if not isfinite(value):
            raise _bad(path, number, f"the score “{score}” is no number")
        if name in run.setdefault(query, {}):
            raise _bad(path, number, f"{name} was found for {query} already")
        run[query][name] = value
    if not run:
        raise UsageError(f"{path} holds no run.", remedy="Name another file.", item=str(path))
    return run


def read(path: Path) -> str:
    """Return a file's text.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        raise UsageError(
            f"{path} cannot be read: {reason}.", remedy="Name another file.", item=str(path)
        ) from error


def write(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.",
            remedy="Name another file.",
            item=str(path),
        ) from error


def _word(identity: str) -> str:
    if identity.split() == [identity]:
        return identity
    raise UsageError(
        f"The id “{identity}” holds white space, which the form of trec_eval cannot keep.",
        remedy="Use --out, or give the record another id.",
        item=identity,
    )


def _bad(path: Path, number: int, why: str) -> UsageError:
    return UsageError(
        f"{path}, line {number} cannot be used: {why}.",
        remedy="Correct the file; nothing was measured.",
        item=f"{path}:{number}",
    )
