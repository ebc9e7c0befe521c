"""Which weights put the right sentence first? Fits those of ``rag.evidence.weights``.

Give BEIR folders as for ``bench.quoting``, each with the weight of its questions in the fit::

    python -m bench.evidence FOLDER=WEIGHT ... [--limit 1500]

The model is a listwise softmax regression (ListNet's top-one probability, Cao et al. 2007): it
maximises the mean logarithm of the probability that all sentences with a gold answer have together,
with an L2 penalty on the distance from weights that were chosen by hand. Only one half of the
questions, by a hash of their ids, takes part in the fit. Printed are the weights (only their
proportions matter), and for both halves and both sets of weights how often the first sentence, and
one of the first three, holds the answer. The weights of the product are those of
``facqa=1 labor=0.5 idkmrc=0.5``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.quoting import Index, half_of, holds, read_passages, read_questions, wilson
from rag.evidence.question import read_question
from rag.evidence.ranking import Ranked, rank
from rag.evidence.signals import Signals
from rag.evidence.weights import WEIGHTS
from rag.quoting.engine import same

BY_HAND = Signals(
    coverage=0.4, context=0.3, window=0.2, passage=0.4, subject=0.0, first=0.1, form=0.3, near=1.0,
    linked=0.0, headline=-0.1, partly=0.0,
)  # fmt: skip
_NAMES = tuple(field.name for field in fields(Signals))
_PENALTY = 0.03
_SHARPNESS = 4.0  # of the softmax at the start
_STEPS, _RATE = 250, 0.05

Vector = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question's sentences as rows of signals, and which of them hold an answer."""

    half: str
    rows: Vector
    right: NDArray[np.bool_]
    ranked: tuple[Ranked, ...]
    answers: tuple[str, ...]


def vector(signals: Signals) -> Vector:
    """Return signals or weights as numbers in the order of their names."""
    return np.array([float(getattr(signals, name)) for name in _NAMES])


def read(folder: Path, limit: int) -> list[Asked]:
    """Ask a folder's answerable questions of its own corpus."""
    index = Index(read_passages(folder))
    asked: list[Asked] = []
    for question in [q for q in read_questions(folder) if q.answers][: limit or None]:
        hits = index.search(question.text)
        ranked = tuple(rank(read_question(question.text, index.weight), hits))
        rows = [vector(one.signals) for one in ranked if one.signals is not None]
        asked.append(
            Asked(
                half=half_of(question.id),
                rows=np.array(rows).reshape(-1, len(_NAMES)),
                right=np.array([holds(one.text, question.answers) for one in ranked], dtype=bool),
                ranked=ranked,
                answers=question.answers,
            )
        )
    return asked


def fitted(sets: Sequence[tuple[Sequence[Asked], float]]) -> Vector:
    """Return the weights that suit the dev halves of some sets, each with its weight (Adam)."""
    start = _SHARPNESS * vector(BY_HAND)
    weights, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    used = [
        (share / len(useful), useful)
        for asked, share in sets
        if (useful := [a for a in asked if a.half == "dev" and a.right.any() and not a.right.all()])
    ]
    for step in range(1, _STEPS + 1):
        slope = 2 * _PENALTY * (weights - start)
        for share, useful in used:
            for one in useful:
                slope += share * _slope(one, weights)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope * slope
        size = np.sqrt(second / (1 - 0.99**step)) + 1e-8
        weights -= _RATE * first / (1 - 0.9**step) / size
    return weights / _SHARPNESS


def _slope(one: Asked, weights: Vector) -> Vector:
    scores = one.rows @ weights
    powers = np.exp(scores - scores.max())
    chances = powers / powers.sum()
    right = np.where(one.right, chances, 0.0)
    slope: Vector = one.rows.T @ (chances - right / right.sum())
    return slope


def found(asked: Sequence[Asked], weights: Vector, half: str) -> tuple[int, int, int]:
    """Return n, and how many have the answer in the first sentence and in the first three."""
    chosen = [one for one in asked if one.half == half]
    first = three = 0
    for one in chosen:
        kept: list[Ranked] = []
        for number in np.argsort(-(one.rows @ weights), kind="stable"):
            if not any(same(one.ranked[number], other) for other in kept):
                kept.append(one.ranked[number])
            if len(kept) == 3:
                break
        first += holds("".join(r.text for r in kept[:1]), one.answers)
        three += holds(" ".join(r.text for r in kept), one.answers)
    return len(chosen), first, three


def _line(name: str, half: str, counts: tuple[int, int, int]) -> str:
    n, *hits = counts
    shares = (
        f"{100 * count / max(1, n):5.1f} [{100 * low:.1f}, {100 * high:.1f}]"
        for count in hits
        for low, high in [wilson(count, n)]
    )
    return f"  {name:8} {half:5} n={n:5}  first {'  three '.join(shares)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="+", metavar="FOLDER=WEIGHT")
    parser.add_argument("--limit", type=int, default=1500, help="questions of each folder")
    options = parser.parse_args(arguments)
    sets: list[tuple[str, list[Asked], float]] = []
    for given in options.folders:
        folder, _, share = given.partition("=")
        sets.append((Path(folder).name, read(Path(folder), options.limit), float(share or 1)))
    best = fitted([(asked, share) for _, asked, share in sets])
    pairs = zip(_NAMES, best, strict=True)
    lines = [" ".join(f"{name}={weight:.2f}" for name, weight in pairs)]
    for name, asked, _ in sets:
        lines.append(name)
        for title, weights in (
            ("by hand", vector(BY_HAND)),
            ("fitted", best),
            ("product", vector(WEIGHTS)),
        ):
            lines += [_line(title, half, found(asked, weights, half)) for half in ("dev", "test")]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
