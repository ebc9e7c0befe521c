"""What the checks before display do with faithful claims and with mutants of them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from evals.mutating.material import folded, sentences
from evals.mutating.mutants import Mutant, mutants
from evals.mutating.rates import CLASSES
from evals.rates import Rate
from rag.citations import Checked, check_claim
from rag.records import Check, DraftClaim, Evidence

_CLAUSE_END = re.compile(
    r", (?:sedangkan|sementara|tetapi|namun|dan|serta|karena|sehingga|setelah|but|and|while) "
)
_DATELINE = re.compile(r"^[A-Z][A-Z ]+(?:, [A-Z ]+|, \d[^—–-]{5,20}| \([A-Z]+\))? ?[—–-] ")
_SHORTEST = 6  # words of a clause


class Outcome(StrEnum):
    """What becomes of a drafted claim."""

    SHOWN = "shown"
    MARKED = "marked"  # shown for review: "periksa"
    REPLACED = "replaced"  # an evidence sentence is quoted in its place
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An article as claims are checked against it."""

    id: str
    text: str
    published: date | None
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Base:
    """A claim with its evidence; ``kind`` says what sort of claim it is, ``id`` names it."""

    id: str
    kind: str
    text: str
    evidence: tuple[str, ...]
    article: Told
    language: str


@dataclass(kw_only=True, slots=True)
class Tally:
    """How many claims there were, and what became of them.

    ``shown`` are those shown as drafted, ``marked`` those shown with a mark, each with its base.
    """

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    shown: list[tuple[Base, str]] = field(default_factory=list)
    marked: list[tuple[Base, str]] = field(default_factory=list)

    @property
    def n(self) -> int:
        """All claims."""
        return sum(self.counts.values())

    @property
    def caught(self) -> int:
        """Those that were not shown as drafted, or only with a mark."""
        return self.n - self.counts[Outcome.SHOWN]

    @property
    def hard(self) -> int:
        """Those that were not shown as drafted at all."""
        return self.counts[Outcome.REPLACED] + self.counts[Outcome.DROPPED]

    @property
    def rate(self) -> float:
        """The caught share; NaN where there was nothing to catch, so that no comparison holds."""
        return self.caught / self.n if self.n else math.nan


def wilson(count: int, n: int) -> tuple[float, float]:
    """Return the 95% Wilson score interval of a share; everything where n is 0."""
    return Rate(hits=count, n=n).interval if n else (0.0, 1.0)


def checked(text: str, base: Base) -> Checked:
    """Let the checks of the product judge a text as a claim on a base's evidence."""
    evidence = tuple(_evidence(each, at, base.article) for at, each in enumerate(base.evidence))
    return check_claim(
        DraftClaim(text=text, evidence=evidence),
        language=base.language,
        published={base.article.id: base.article.published},
    )


def outcome(text: str, base: Base) -> Outcome:
    """Return what becomes of a text as a claim on a base's evidence.

    A repaired claim counts as replaced only where its text now stands in the evidence.
    """
    claim = checked(text, base).claim
    if claim is None:
        return Outcome.DROPPED
    if claim.check is Check.REVIEW:
        return Outcome.MARKED
    if claim.check is Check.REPAIRED:
        now = folded(claim.text)
        if any(now in folded(each) for each in base.evidence):
            return Outcome.REPLACED
    return Outcome.SHOWN


def _evidence(sentence: str, ordinal: int, article: Told) -> Evidence:
    start = max(0, article.text.find(sentence))
    return Evidence(
        article=article.id,
        passage=f"{article.id}.0",
        sentence=ordinal,
        start=start,
        end=start + len(sentence),
        text=sentence,
    )


def verbatim(article: Told) -> Iterator[Base]:
    """Give every sentence of an article as a claim on itself."""
    for at, sentence in enumerate(sentences(article.text)):
        yield Base(
            id=f"{article.id}#{at}",
            kind="verbatim",
            text=sentence,
            evidence=(sentence,),
            article=article,
            language=article.language,
        )


def clauses(base: Base) -> Iterator[Base]:
    """Give parts that say what the sentence says: without its dateline, or the main clause."""
    text = _DATELINE.sub("", base.text)
    parts = [text] if text != base.text else []
    end = _CLAUSE_END.search(text)
    if end and '"' not in text and "“" not in text:
        parts.append(text[: end.start()] + ".")
    for at, part in enumerate(parts):
        if len(part.split()) >= _SHORTEST:
            yield Base(
                id=f"{base.id}.{at}",
                kind="clause",
                text=part,
                evidence=base.evidence,
                article=base.article,
                language=base.language,
            )


def handwritten(path: Path, articles: Mapping[str, Told]) -> tuple[Base, ...]:
    """Read claims written by hand: one JSON object a line.

    Args:
        path: of the file; each line gives id, kind, language, article, evidence and text.
        articles: by the file name that a line gives.
    """
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record: dict[str, Any] = json.loads(line)
        found.append(
            Base(
                id=record["id"],
                kind=record["kind"],
                text=record["text"],
                evidence=tuple(record["evidence"]),
                article=articles[record["article"]],
                language=record["language"],
            )
        )
    return tuple(found)


def alarms(bases: Iterable[Base]) -> Tally:
    """Return what becomes of claims as they are."""
    tally = Tally()
    for base in bases:
        _count(tally, base, base.text)
    return tally


def catches(
    bases: Iterable[Base],
    others: Mapping[str, tuple[str, ...]],
    seed: int | str,
    *,
    most: int | None = None,
) -> dict[str, Tally]:
    """Return, for each kind of mutant, what becomes of the mutants of accepted claims.

    Claims that are not shown as they are have no mutants: to catch those would prove nothing.

    Args:
        bases: faithful claims.
        others: for each article's id, texts of other articles.
        seed: of the mutants.
        most: how many mutants of each kind are checked; None means all.
    """
    found: dict[str, Tally] = {kind: Tally() for kinds in CLASSES.values() for kind in kinds}
    for base in bases:
        if outcome(base.text, base) is not Outcome.SHOWN:
            continue
        for mutant in _mutants(base, others, seed):
            if most is None or found[mutant.kind].n < most:
                _count(found[mutant.kind], base, mutant.text)
    return found


def _mutants(
    base: Base, others: Mapping[str, tuple[str, ...]], seed: int | str
) -> tuple[Mutant, ...]:
    return mutants(base.text, base.evidence, base.article.text, others[base.article.id], seed)


def _count(tally: Tally, base: Base, text: str) -> None:
    result = outcome(text, base)
    tally.counts[result] += 1
    if result is Outcome.SHOWN:
        tally.shown.append((base, text))
    elif result is Outcome.MARKED:
        tally.marked.append((base, text))


def by_class(kinds: Mapping[str, Tally]) -> dict[str, Tally]:
    """Add up the kinds of each class."""
    found = {}
    for name, members in CLASSES.items():
        total = Tally()
        for kind in members:
            for each, count in kinds[kind].counts.items():
                total.counts[each] += count
            total.shown.extend(kinds[kind].shown)
            total.marked.extend(kinds[kind].marked)
        found[name] = total
    return found
