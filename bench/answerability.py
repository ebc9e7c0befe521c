"""Does the score tell questions that the archive answers from those that it does not?

Give BEIR folders (see ``bench/quoting.py``) and archives of their corpora, each made with ``ingest
add corpus.jsonl`` in a folder of its own. Passages are found by the product's own search, words
only; a vector search changes what is found and not what is looked at::

    python -m bench.answerability --facqa F --idkmrc I --labor L --facqa-archive FA
        --idkmrc-archive IA --labor-archive LA [--write FILE]

Unanswerable questions are made in four ways: *adversarial* (marked so in I), *removed* (the gold
story taken out of the hits **and** out of the word counts, for else a word that only the story has
betrays it), *other topic* (F's questions asked of L) and *near miss* (marked so in L). The model is
fitted to F and I, with and without the gold story; nothing is fitted to L. All figures are
cross-validated in five folds, grouped by gold article (for a marked unanswerable question: the
article found first), with n and the 95% Wilson interval, at a threshold for each set (5% of its
answerable questions refused) and at one for all (5% of the mean of F and I). ``--write`` keeps
the model fitted to everything, with these rates. A run takes about ten minutes of one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.answerability_search import Search, Searcher, corpus_id
from bench.quoting import holds, read_questions, wilson
from rag.answerability.features import NAMES, features
from rag.answerability.terms import read_asked

Floats = NDArray[np.float64]

FOLDS = 5
REFUSED = 0.05
_RIDGE = 3e-4  # of the mean loss; ten times more changes no row by more than a point
# Set -> what it weighs in the fit; answerable and unanswerable then weigh the same.
_SHARE = {"facqa": 1.0, "idkmrc": 1.0, "removed": 0.75, "idkmrc removed": 0.25}
_EVERY = {"idkmrc removed": 4}  # one in so many is asked: the set is only fitted to
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


def sample(of: str, search: Search, good: bool) -> Sample:
    """Return one question's features."""
    question, hits, known = search.question, search.hits, search.frequency
    first = corpus_id(hits[0].stored) if hits else ""
    return Sample(
        set=of,
        group=min(question.gold, default=first),
        answerable=good,
        answers=any(holds(hit.stored.text, question.answers) for hit in hits),
        features=features(read_asked(search.understood, known.__getitem__), hits),
    )


def searches(name: str, folder: Path, archive: Path) -> Iterator[Search]:
    """Search the questions of ``folder`` for the set of that name."""
    searcher, removed = Searcher(archive), name.endswith("removed")
    for question in read_questions(folder)[:: _EVERY.get(name, 1)]:
        if question.answers or not removed:
            yield searcher.search(question, removed=removed)


def samples(options: argparse.Namespace) -> Iterator[Sample]:
    """Yield every question of every set with its features."""
    for name, folder, archive in (
        ("facqa", options.facqa, options.facqa_archive),
        ("removed", options.facqa, options.facqa_archive),
        ("idkmrc", options.idkmrc, options.idkmrc_archive),
        ("idkmrc removed", options.idkmrc, options.idkmrc_archive),
        ("labor", options.labor, options.labor_archive),
        ("other", options.facqa, options.labor_archive),
    ):
        own = name in {"facqa", "idkmrc", "labor"}
        for search in searches(name, folder, archive):
            yield sample(name, search, own and bool(search.question.answers))


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


def validated(found: Sequence[Sample]) -> Floats:
    """Return each sample's probability by a model that saw nothing of its group."""
    x, y, w = matrix(found)
    fold = np.array([_hash(one.group) % FOLDS for one in found])
    p = np.zeros(len(y))
    for number in range(FOLDS):
        b = fit(x, y, np.where(fold != number, w, 0.0))
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


def report(found: Sequence[Sample], p: Floats, common: float) -> Iterator[str]:
    """Yield the lines of the whole report."""
    yield f"common threshold {common:.3f}"
    yield from lines(rates(found, p, common))
    yield from reliability(found, p)
    yield "-- one signal alone, the cover of the best window:"
    window = np.array([one.features.get("window", 0.0) for one in found])
    yield from (line for line in lines(rates(found, window, 0.5)) if " own " in line)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for name in ("facqa", "idkmrc", "labor"):
        parser.add_argument(f"--{name}", type=Path, required=True)
        parser.add_argument(f"--{name}-archive", type=Path, required=True)
    parser.add_argument("--write", type=Path, help="keep weights, threshold and rates here")
    options = parser.parse_args(arguments)
    found = list(samples(options))
    p = validated(found)
    common = common_threshold(found, p)
    fitted = fit(*matrix(found))
    weights = f"weights {dict(zip((*NAMES, 'bias'), fitted.round(3).tolist(), strict=True))}"
    sys.stdout.write("\n".join([*report(found, p, common), weights]) + "\n")
    if options.write:
        kept = {
            "weights": {n: round(float(v), 5) for n, v in zip(NAMES, fitted, strict=False)},
            "bias": round(float(fitted[-1]), 5),
            "threshold": round(common, 3),
        }
        both = {
            "words": {**kept, "measured": True, "rates": rates(found, p, common)},
            "neural": {**kept, "measured": False, "rates": []},
        }
        options.write.write_text(json.dumps(both, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
