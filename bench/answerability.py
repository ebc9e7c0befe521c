"""Does the score tell questions that the archive answers from those that it does not?

Give BEIR folders (see ``bench/quoting.py``). Passages are found by a plain in-memory BM25, so that
the figures are about the score, not about the archive's search::

    python -m bench.answerability --facqa F --idkmrc I [--labor L] [--write FILE]

Unanswerable questions are made in four ways: *adversarial* (marked so in I), *removed* (the gold
story taken out of the hits **and** out of the word counts, for else a word that only the story has
betrays it), *other topic* (F's questions asked of L) and *near miss* (marked so in L). The model is
fitted to F, I and F asked of L; L's own questions are never fitted to. All figures are
cross-validated in five folds, grouped by gold article (for a marked unanswerable question: the
article found first), with n and the 95% Wilson interval, at a threshold for each set (5% of its
answerable questions refused) and at one for all (5% of the mean of F and I). ``--write`` keeps
the model fitted to everything, with these rates.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.quoting import Index, Question, holds, read_passages, read_questions, wilson
from rag.answerability.features import NAMES, features
from rag.answerability.terms import plain_concepts, read_asked
from rag.language import detect_language, index_words
from rag.records import Hit, StoredPassage, Understood

Floats = NDArray[np.float64]

FOLDS = 5
REFUSED = 0.05
_RIDGE = 3e-4  # of the mean loss; ten times more or less changes no row by more than a point
# Set -> what it weighs in the fit; answerable and unanswerable then weigh the same.
_SHARE = {"facqa": 1.0, "idkmrc": 1.0, "removed": 0.5, "idkmrc removed": 0.25, "other": 0.5}
_PAIRS = (  # row of the report, its answerable set, its unanswerable set
    ("other topic", "labor", "other"),
    ("passage removed", "facqa", "removed"),
    ("removed, no other report answers", "facqa", "removed clean"),
    ("near miss", "labor", "labor"),
    ("adversarial", "idkmrc", "idkmrc"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A question asked of hits: ``answers`` tells whether another hit holds the answer anyway."""

    set: str
    group: str
    answerable: bool
    answers: bool
    features: Mapping[str, float]


def sample(
    of: str, question: Question, hits: Sequence[Hit], frequency: Callable[[str], float], good: bool
) -> Sample:
    """Return one question's features."""
    understood = Understood(
        asked=question.text,
        text=question.text,
        language=detect_language(question.text),
        concepts=plain_concepts(question.text),
    )
    first = hits[0].stored.article.id if hits else ""
    return Sample(
        set=of,
        group=min(question.gold, default=first),
        answerable=good,
        answers=any(holds(hit.stored.text, question.answers) for hit in hits),
        features=features(read_asked(understood, frequency), hits),
    )


class Without:
    """Inverse document frequencies of an archive that never had some of its articles."""

    def __init__(self, passages: Sequence[StoredPassage]) -> None:
        self._total = len(passages)
        self._counts: Counter[str] = Counter()
        self._of: dict[str, list[frozenset[str]]] = {}
        for stored in passages:
            stems = frozenset(index_words(f"{stored.article.title}\n{stored.text}"))
            self._counts.update(stems)
            self._of.setdefault(stored.article.id, []).append(stems)

    def frequency(self, articles: frozenset[str]) -> Callable[[str], float]:
        """Return the function for ``rag.answerability``, as ``bench.quoting.Index.weight``."""
        gone = [stems for article in articles for stems in self._of.get(article, ())]
        lost = Counter(one for stems in gone for one in stems)
        total = self._total - len(gone)

        def idf(one: str) -> float:
            found = self._counts[one] - lost[one]
            return math.log(1 + (total - found + 0.5) / (found + 0.5))

        return idf


def samples(facqa: Path, idkmrc: Path, labor: Path | None) -> Iterator[Sample]:
    """Yield every question of every set with its features."""
    for name, folder in (("facqa", facqa), ("idkmrc", idkmrc)):
        passages = read_passages(folder)
        index, without = Index(passages), Without(passages)
        for question in read_questions(folder):
            good = bool(question.answers)
            yield sample(name, question, index.search(question.text), index.weight, good)
            if good:
                left = index.search(question.text, without=question.gold)
                of = "removed" if name == "facqa" else "idkmrc removed"
                yield sample(of, question, left, without.frequency(question.gold), False)
    if labor is not None:
        index = Index(read_passages(labor))
        for question in read_questions(labor):
            hits = index.search(question.text)
            yield sample("labor", question, hits, index.weight, bool(question.answers))
        for question in read_questions(facqa):
            yield sample("other", question, index.search(question.text), index.weight, False)


def matrix(found: Sequence[Sample]) -> tuple[Floats, Floats, Floats]:
    """Return features (samples x features), labels and the weights in the fit (0: not fitted to).

    Questions whose story was taken out but whose answer another hit holds are not fitted to.
    """
    x = np.array([[one.features.get(name, 0.0) for name in NAMES] for one in found])
    y = np.array([float(one.answerable) for one in found])
    sizes = Counter((one.set, one.answerable) for one in found)
    w = np.array(
        [
            0.0
            if (one.answers and not one.answerable) or not one.features
            else _SHARE.get(one.set, 0.0) / sizes[one.set, one.answerable]
            for one in found
        ]
    )
    for label in (0.0, 1.0):
        w[y == label] /= w[y == label].sum()
    return x, y, w


def fit(x: Floats, y: Floats, w: Floats) -> Floats:
    """Return weights and bias (last) of a ridge logistic regression, by Newton's method."""
    x, y, w = x[w > 0], y[w > 0], w[w > 0] / w.sum()
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.c_[(x - mean) / spread, np.ones(len(x))]
    ridge = 2 * _RIDGE * np.diag([1.0] * x.shape[1] + [0.0])
    b = np.zeros(z.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-z @ b))
        slope = z.T @ (w * (p - y)) + ridge @ b
        b -= np.linalg.solve((z.T * (w * p * (1 - p))) @ z + ridge + 1e-12 * np.eye(len(b)), slope)
    raw = b[:-1] / spread
    fitted: Floats = np.r_[raw, b[-1] - raw @ mean]
    return fitted


def validated(found: Sequence[Sample], share: float = 1.0) -> Floats:
    """Return each sample's probability by a model that saw nothing of its group.

    ``share`` of the other groups are fitted to (for a learning curve).
    """
    x, y, w = matrix(found)
    fold = np.array([_hash(one.group) % FOLDS for one in found])
    kept = np.array([_hash(f"keep {one.group}") % 1000 < 1000 * share for one in found])
    p = np.zeros(len(y))
    for number in range(FOLDS):
        b = fit(x, y, np.where((fold != number) & kept, w, 0.0))
        test = fold == number
        p[test] = 1 / (1 + np.exp(-(x[test] @ b[:-1] + b[-1])))
    p[[not one.features for one in found]] = 0.0
    return p


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


def at_five_percent(p: Floats) -> float:
    """Return the highest threshold that refuses at most 5% of answerable questions."""
    return float(np.sort(p)[int(REFUSED * len(p))])


def common_threshold(found: Sequence[Sample], p: Floats) -> float:
    """Return the threshold at which the mean share refused in facqa and idkmrc is 5%."""
    sets = [_of(found, p, name, True) for name in ("facqa", "idkmrc")]
    steps = np.linspace(0.001, 0.999, 999)
    refused = [float(np.mean([(one < step).mean() for one in sets])) for step in steps]
    return float(max(s for s, r in zip(steps, refused, strict=True) if r <= REFUSED))


def _of(found: Sequence[Sample], p: Floats, name: str, good: bool) -> Floats:
    clean = name.endswith(" clean")
    name = name.removesuffix(" clean")
    chosen = [
        one.set == name and one.answerable is good and not (clean and one.answers) for one in found
    ]
    of: Floats = p[np.array(chosen, dtype=bool)]
    return of


def _rate(p: Floats, threshold: float) -> dict[str, Any]:
    count = int((p < threshold).sum())
    low, high = wilson(count, len(p))
    share = round(count / len(p), 4)
    return {"share": share, "n": len(p), "low": round(low, 4), "high": round(high, 4)}


def rates(found: Sequence[Sample], p: Floats, common: float) -> list[dict[str, Any]]:
    """Return, per row of the report, the shares refused at its own and the common threshold."""
    rows = []
    for name, answered, unanswered in _PAIRS:
        good, bad = _of(found, p, answered, True), _of(found, p, unanswered, False)
        if len(good) and len(bad):
            own = at_five_percent(good)
            rows.append(
                {
                    "set": name,
                    "own": {"refused": _rate(good, own), "caught": _rate(bad, own)},
                    "common": {"refused": _rate(good, common), "caught": _rate(bad, common)},
                }
            )
    return rows


def lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the report's lines."""
    for row in rows:
        for kind in ("own", "common"):
            one = "  ".join(
                f"{what} {100 * rate['share']:5.1f}% n={rate['n']}"
                f" [{100 * rate['low']:.1f}, {100 * rate['high']:.1f}]"
                for what, rate in row[kind].items()
            )
            yield f"{row['set']:33} {kind:7} {one}"


def reliability(found: Sequence[Sample], p: Floats) -> Iterator[str]:
    """Yield, by fifths of probability, what was predicted and what was so, in the fit's mix."""
    _, y, w = matrix(found)
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        here = (p >= low) & (p < low + 0.2 + (low == 0.8)) & (w > 0)
        if here.any():
            said, was = np.average(p[here], weights=w[here]), np.average(y[here], weights=w[here])
            yield f"predicted {said:.2f}  answered {was:.2f}  n={int(here.sum())}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--facqa", type=Path, required=True)
    parser.add_argument("--idkmrc", type=Path, required=True)
    parser.add_argument("--labor", type=Path)
    parser.add_argument("--write", type=Path, help="keep weights, threshold and rates here")
    options = parser.parse_args(arguments)
    found = list(samples(options.facqa, options.idkmrc, options.labor))
    p = validated(found)
    common = common_threshold(found, p)
    rows = rates(found, p, common)
    fitted = fit(*matrix(found))
    report = [f"common threshold {common:.3f}", *lines(rows), *reliability(found, p)]
    window = np.array([one.features.get("window", 0.0) for one in found])
    report += ["-- one signal alone, the cover of the best window:"]
    report += [line for line in lines(rates(found, window, 0.5)) if " own " in line]
    for share in (0.1, 0.3):
        part = rates(found, validated(found, share), common)
        caught = {row["set"]: row["own"]["caught"]["share"] for row in part}
        report.append(f"-- fitted to {share:.0%} of the groups: {caught}")
    report.append(f"weights {dict(zip((*NAMES, 'bias'), fitted.round(3), strict=True))}")
    sys.stdout.write("\n".join(report) + "\n")
    if options.write:
        kept = {
            "weights": {n: round(float(v), 5) for n, v in zip(NAMES, fitted, strict=False)},
            "bias": round(float(fitted[-1]), 5),
            "threshold": round(common, 3),
        }
        both = {
            "words": {**kept, "measured": True, "rates": rows},
            "neural": {**kept, "measured": False, "rates": []},
        }
        options.write.write_text(json.dumps(both, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
