"""Statements known to be good or bad, by which a judge is measured before anything it says counts.

``data/meta.jsonl`` holds one object a line: ``id``; ``kind`` (see :data:`GOOD` and :data:`BAD`);
``good``; ``language`` of the statement; ``statement``; ``evidence`` (a list of ``article``, the
file's name in the sample archive, and ``quote``, a sentence of it, verbatim); ``origin``: ``hand``
where a person wrote the statement, ``generated`` where it is a sentence as it stands or one that
``evals.mutating`` changed; and for bad ones ``wrong``: words of the statement which its evidence
does not hold. The classes are those in which news answers go wrong (EBU and BBC 2025); that a good
share is written by hand follows BUMP (Ma et al. 2023): rules make other errors than people do.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.mutating.material import folded
from rag.errors import UsageError

KNOWN = Path(__file__).parent / "data" / "meta.jsonl"
GOOD = ("verbatim", "paraphrase", "synthesis", "refusal", "english_on_indonesian")
BAD = ("number", "speaker", "negation", "date", "unsupported", "citation")
EACH_GOOD, EACH_BAD = 24, 20
LEAST_ENGLISH = 40  # half of them good, half bad
LEAST_BY_HAND = 1 / 3  # of the good and of the bad
_LANGUAGES = ("id", "en")
_ORIGINS = ("hand", "generated")


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """A sentence, verbatim, and the file it stands in."""

    article: str
    quote: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A statement of which it is known whether its evidence bears it out; see the module."""

    id: str
    kind: str
    good: bool
    language: str
    statement: str
    evidence: tuple[Quote, ...]
    origin: str
    wrong: str = ""

    @property
    def text(self) -> str:
        """The evidence as a judge is given it: one sentence a line."""
        return "\n".join(each.quote for each in self.evidence)


def read_known(path: Path = KNOWN) -> tuple[Known, ...]:
    """Read the known statements in the order of the file.

    Raises:
        UsageError: the file cannot be read, or a line is no statement; the message names it.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The known statements in {path.name} cannot be read: {error}.",
            remedy="Restore the file from the project.",
            item=str(path),
        ) from error
    found = [_known(line, number, path) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise UsageError(
            f"{path.name} holds no statement.",
            remedy="Restore the file from the project.",
            item=str(path),
        )
    return tuple(found)


def _known(line: str, number: int, path: Path) -> Known:
    try:
        record: dict[str, Any] = json.loads(line)
        evidence = tuple(Quote(**each) for each in record.pop("evidence"))
        return Known(**record, evidence=evidence)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"Line {number} of {path.name} is no known statement: {error!r}.",
            remedy="Its fields are told at the head of evals/judging/known.py.",
            item=str(path),
        ) from error


def lint_known(known: Sequence[Known], texts: Mapping[str, str]) -> list[str]:
    """Return what is wrong with known statements, in words; an empty list where all is well.

    Args:
        known: the statements.
        texts: the articles' texts by the names of their files.
    """
    problems = [
        problem
        for each in known
        for problem in (*_of_fields(each), *_of_evidence(each, texts), *_of_sense(each))
    ]
    for name, values in (
        ("id", [each.id for each in known]),
        ("statement with the same evidence", [f"{each.statement} | {each.text}" for each in known]),
    ):
        twice = [value for value, count in Counter(values).items() if count > 1]
        problems += [f"{name} used twice: {value}" for value in twice]
    return problems + _of_counts(known)


def _of_fields(known: Known) -> list[str]:
    problems = []
    if known.kind not in (GOOD if known.good else BAD):
        problems.append(f"{known.id}: “{known.kind}” is no class of {_side(known.good)} statements")
    if known.language not in _LANGUAGES or known.origin not in _ORIGINS:
        problems.append(f"{known.id}: unknown language or origin")
    if not known.statement.strip() or not known.evidence:
        problems.append(f"{known.id}: no statement or no evidence")
    return problems


def _of_evidence(known: Known, texts: Mapping[str, str]) -> list[str]:
    problems = []
    for each in known.evidence:
        if each.article not in texts:
            problems.append(f"{known.id}: there is no article {each.article}")
        elif not each.quote.strip() or _flat(each.quote) not in _flat(texts[each.article]):
            problems.append(f"{known.id}: {each.article} does not hold “{each.quote}”")
    return problems


def _of_sense(known: Known) -> list[str]:
    """Return what shows that a statement is not what its class says."""
    statement, evidence = folded(known.statement), folded(known.text)
    if known.kind == "verbatim" and statement not in evidence:
        return [f"{known.id}: it is not verbatim"]
    if known.good:
        wrong = [f"{known.id}: a good statement has something wrong"] if known.wrong else []
        if known.kind == "english_on_indonesian" and known.language != "en":
            wrong.append(f"{known.id}: it is not English")
        return wrong
    if statement.rstrip(". ") in evidence:
        return [f"{known.id}: its evidence bears it out, word by word"]
    wrong_words = folded(known.wrong)
    if not wrong_words or wrong_words not in statement:
        return [f"{known.id}: “wrong” must be words of the statement"]
    if wrong_words in evidence:
        return [f"{known.id}: its evidence holds “{known.wrong}”"]
    return []


def _of_counts(known: Sequence[Known]) -> list[str]:
    counts = Counter((each.good, each.kind) for each in known)
    problems = [
        f"{counts[good, kind]} statements of class {kind} instead of {wanted}"
        for good, kinds, wanted in ((True, GOOD, EACH_GOOD), (False, BAD, EACH_BAD))
        for kind in kinds
        if counts[good, kind] != wanted
    ]
    for good in (True, False):
        side = [each for each in known if each.good is good]
        by_hand = sum(each.origin == "hand" for each in side)
        if by_hand < LEAST_BY_HAND * len(side):
            problems.append(f"only {by_hand} of {len(side)} {_side(good)} statements are by hand")
        english = sum(each.language == "en" for each in side)
        if english < LEAST_ENGLISH // 2:
            problems.append(f"only {english} of the {_side(good)} statements are English")
    return problems


def _side(good: bool) -> str:
    return "good" if good else "bad"


def _flat(text: str) -> str:
    """Return a text with its white space made alike, and nothing else."""
    return " ".join(text.split())
