"""Fits and measures what tells a sentence that answers from one that does not.

    python -m bench.answerability_quotes FACQA IDKMRC LABOR [--limit N]

takes three BEIR folders (see ``bench/quoting.py``). Questions are asked of their own archive
(*own*), with their story taken out of the hits (*removed*), of another archive (*other*), and as
they stand where the folder marks them unanswerable (*marked*). The weights of ``rag.quoting.score``
are fitted to the first two collections, five-fold by question, a ranked sentence counting as right
where it holds the gold answer; labor is never fitted to. Printed: the weights, and for each
threshold what is shown right and refused of the answerable questions (first sentence, first three),
and how many of the others are answered, by kind. Questions whose story was taken out while another
passage holds the answer are left out. With the default limit a run takes two and a half minutes of
CPU, most of it for reading labor's 24,000 articles. The figures are of the order that
``rag.evidence`` gives, without and with the rules of ``rag.quoting.rules``.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.answerability import fit
from bench.quoting import Index, Question, holds, read_passages, read_questions
from rag.evidence.question import read_question
from rag.evidence.ranking import Ranked, rank
from rag.quoting.engine import same
from rag.quoting.judging import Judge
from rag.quoting.scope import scopes
from rag.quoting.score import Signs, probability
from rag.records import Hit

Floats = NDArray[np.float64]
NAMES = tuple(field.name for field in fields(Signs))
THRESHOLDS = (0.0, 0.02, 0.03, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12, 0.14, 0.17, 0.2, 0.25, 0.3, 0.4)
_SHARE = {"facqa": 1.0, "idkmrc": 0.5}
_MARKED = 0.4  # of their weight: they differ from answered ones by a word that words cannot show
_FITTED = 3  # sentences of a question that are fitted to
_FOLDS = 5
_OTHERS = 400
_KEPT = 6
_SEED = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A ranked sentence: what the score sees, what the rules say and whether it is right."""

    signs: Signs
    barred: bool
    right: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A question asked in one way; ``leaks`` where a taken-out story's answer is elsewhere."""

    set: str
    recipe: str
    id: str
    leaks: bool
    sentences: tuple[Sentence, ...]


def sample(name: str, recipe: str, index: Index, question: Question, hits: Sequence[Hit]) -> Sample:
    """Return what the score sees of the best different sentences."""
    asked = read_question(question.text, index.weight)
    ranked = rank(asked, hits)
    judge = Judge.of(asked, scopes(ranked), index.weight(""))
    return Sample(
        set=name,
        recipe=recipe,
        id=question.id,
        leaks=recipe == "removed" and any(holds(h.stored.text, question.answers) for h in hits),
        sentences=tuple(
            Sentence(
                signs=(seen := judge.signs(one)),
                barred=judge.forbids(one, probability(seen)),
                right=recipe == "own" and holds(one.text, question.answers),
            )
            for one in _different(ranked)
        ),
    )


def _different(ranked: Sequence[Ranked]) -> list[Ranked]:
    kept: list[Ranked] = []
    for one in ranked:
        if not any(same(one, other) for other in kept):
            kept.append(one)
        if len(kept) == _KEPT:
            break
    return kept


def samples(name: str, folder: Path, others: Sequence[Question], limit: int) -> Iterator[Sample]:
    """Yield each question of a folder in each way that it can be asked, then others of another."""
    index = Index(read_passages(folder))
    questions = read_questions(folder)
    for kind in (True, False):
        asked = [q for q in questions if bool(q.answers) is kind]
        if len(asked) > limit:
            asked = random.Random(_SEED).sample(asked, limit)
        for question in asked:
            hits = index.search(question.text)
            yield sample(name, "own" if kind else "marked", index, question, hits)
            if kind:
                without = index.search(question.text, without=question.gold)
                yield sample(name, "removed", index, question, without)
    for question in random.Random(_SEED).sample(list(others), min(_OTHERS, len(others))):
        yield sample(name, "other", index, question, index.search(question.text))


def matrix(found: Sequence[Sample]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return signs (sentences x signs), labels, weights in the fit and folds."""
    x, y, w, folds = [], [], [], []
    for one in found:
        weight = 0.0 if one.leaks else _SHARE.get(one.set, 0.0)
        weight *= _MARKED if one.recipe == "marked" else 1.0
        for number, sentence in enumerate(one.sentences):
            x.append(astuple(sentence.signs))
            y.append(float(sentence.right))
            w.append(weight if number < _FITTED else 0.0)
            folds.append(_fold(one.id))
    return np.array(x), np.array(y), np.array(w), np.array(folds)


def _fold(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % _FOLDS


def validated(found: Sequence[Sample]) -> tuple[list[list[float]], Floats]:
    """Return the probabilities of each sample's sentences by models that did not see it, and all.

    The second is the model fitted to everything, weights with the bias last.
    """
    x, y, w, folds = matrix(found)
    p = np.zeros(len(y))
    for fold in range(_FOLDS):
        b = fit(x, y, np.where(folds == fold, 0.0, w))
        p[folds == fold] = 1 / (1 + np.exp(-(x[folds == fold] @ b[:-1] + b[-1])))
    rest = iter(p.tolist())
    return [[next(rest) for _ in one.sentences] for one in found], fit(x, y, w)


def curve(found: Sequence[Sample], chances: Sequence[list[float]], rules: bool) -> Iterator[str]:
    """Yield the lines of the table, by collection and threshold."""
    for name in dict.fromkeys(one.set for one in found):
        mine = [(one, p) for one, p in zip(found, chances, strict=True) if one.set == name]
        for threshold in THRESHOLDS:
            yield _row(
                name, threshold, [(one, _shown(one, p, threshold, rules)) for one, p in mine]
            )


def _shown(one: Sample, chances: Sequence[float], threshold: float, rules: bool) -> int | None:
    """Return the place of the sentence that is shown first, None for a refusal."""
    for place, (sentence, chance) in enumerate(zip(one.sentences, chances, strict=True)):
        if chance >= threshold and not (rules and sentence.barred):
            return place
    return None


def _row(name: str, threshold: float, shown: Sequence[tuple[Sample, int | None]]) -> str:
    own = [(one.sentences, at) for one, at in shown if one.recipe == "own"]
    first = sum(at is not None and sentences[at].right for sentences, at in own)
    three = sum(
        at is not None
        and any(s.right for s in (sentences[at], *sentences[:at], *sentences[at + 1 :])[:3])
        for sentences, at in own
    )
    refused = sum(at is None for _, at in own)
    others: dict[str, list[bool]] = defaultdict(list)
    for one, at in shown:
        if one.recipe != "own" and not one.leaks:
            others[one.recipe].append(at is not None)
    cells = [f"{name:7} {threshold:4.2f}"]
    for label, count in (("first", first), ("three", three), ("refused", refused)):
        cells.append(f"{label} {100 * count / len(own):5.1f}")
    cells.append(f"n={len(own)} | answered:")
    cells += [f"{k} {100 * sum(v) / len(v):5.1f} (n={len(v)})" for k, v in others.items()]
    return "  ".join(cells)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for name in ("facqa", "idkmrc", "labor"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--limit", type=int, default=600, help="questions of each kind and folder")
    options = parser.parse_args(arguments)
    folders = {name: getattr(options, name) for name in ("facqa", "idkmrc", "labor")}
    answered = {n: [q for q in read_questions(f) if q.answers] for n, f in folders.items()}
    found = [
        one
        for name, folder in folders.items()
        for one in samples(
            name, folder, answered["idkmrc" if name == "facqa" else "facqa"], options.limit
        )
    ]
    chances, fitted = validated(found)
    names = (*NAMES, "bias")
    lines = [", ".join(f"{n}={v:.3f}" for n, v in zip(names, fitted, strict=True))]
    for rules in (False, True):
        lines += [f"-- {'with' if rules else 'without'} the rules", *curve(found, chances, rules)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
