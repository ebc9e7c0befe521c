"""Which weights put the right passage first? Fits those of ``rag.scoring`` and checks them.

Give archives, each with the BEIR folder (see ``bench/quoting.py``) whose questions are asked of it;
an archive may hold more than the folder's corpus. The part of an article's source after its last
``#`` is its id in the corpus::

    python -m bench.scoring --train ARCHIVE=FOLDER ... --check ARCHIVE=FOLDER ... [--read 8]

For each answerable question the product's own functions find up to 60 passages and read the
sentences of the first 20. Two scores are fitted: ``by_words`` on all passages, ``by_both`` on the
``--read`` passages that the first one puts in front. The model is a listwise softmax regression
(ListNet's top-one probability, Cao et al. 2007): it maximises the mean logarithm of the probability
that all gold passages have together, with an L2 penalty of 1e-4. Five folds by question; a question
that is asked of two archives is in one fold of both, and no question is ranked by weights that
have seen it. Sets of ``--check`` take no part in any fit.

Printed are the mean weights of the folds beside the product's own (only their proportions matter),
and recall at 1, 5 and 10 articles with n and the 95% Wilson interval. "cheap" is ``by_words``
alone; "full" re-orders what it puts in front by ``by_both``; "product" uses the product's weights,
which are not cross-validated.
"""

from __future__ import annotations

import argparse
import sys
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.quoting import Question, read_questions, wilson
from rag.archive import Archive, Match
from rag.evidence.question import read_question
from rag.evidence.wordings import LIKELY
from rag.querying import stems_of, within
from rag.records import Filters, Understood
from rag.retrieval import Retriever, rarity
from rag.scoring import Lexical, Part, Told, by_both, by_words, lexical, parts_of, sentences

Floats = NDArray[np.float64]

FOLDS = 5
MATCHES = 60
TOLD = 20
_RIDGE = 1e-4
_DEPTHS = (1, 5, 10)
_TODAY = date(2026, 1, 1)  # so that every run reads "tahun lalu" alike
WORDS = tuple(each.name for each in fields(Lexical))
BOTH = (*WORDS, *(each.name for each in fields(Told)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A question's passages: their articles, whether these are gold, and their features.

    ``words`` has a row a passage and ``WORDS`` as columns; ``told`` the features of those passages
    whose sentences were read, by row.
    """

    id: str
    articles: tuple[str, ...]
    gold: NDArray[np.bool_]
    words: Floats
    told: Mapping[int, tuple[float, ...]]

    @property
    def fold(self) -> int:
        """Which fold the question is in, whatever archive it is asked of."""
        return zlib.crc32(self.id.encode()) % FOLDS

    def both(self, rows: Sequence[int]) -> Floats:
        """Return all features of passages whose sentences were read; columns are ``BOTH``."""
        told = np.array([self.told[row] for row in rows]).reshape(len(rows), len(BOTH) - len(WORDS))
        return np.hstack([self.words[rows], told])


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """What each feature counts, alone and beside the sentences."""

    words: Floats
    both: Floats


def collect(archive: Archive, questions: Sequence[Question]) -> list[Sample]:
    """Return the features of the passages that the product finds for answerable questions."""
    retriever = Retriever(archive=archive, today=lambda: _TODAY)
    return [_sample(retriever, each) for each in questions if each.gold and each.answers]


def _sample(retriever: Retriever, question: Question) -> Sample:
    archive = retriever.archive
    understood = retriever.understand(question.text)
    frequency = rarity(archive, stems_of(understood))
    parts = parts_of(understood, frequency)
    matches = _matches(retriever, understood, parts)
    fits = lexical(parts, matches)
    stored = archive.passages([match.id for match in matches])
    articles = tuple(stored[match.id].article.source.rsplit("#", 1)[-1] for match in matches)
    first = sorted(range(len(matches)), key=lambda row: -by_words(fits[row]))[:TOLD]
    asked = read_question(understood.text, frequency, understood.concepts, least=LIKELY)
    return Sample(
        id=question.id,
        articles=articles,
        gold=np.array([article in question.gold for article in articles], dtype=bool),
        words=np.array([astuple(fit) for fit in fits]).reshape(len(fits), len(WORDS)),
        told={row: astuple(sentences(asked, stored[matches[row].id])) for row in first},
    )


def _matches(
    retriever: Retriever, understood: Understood, parts: Sequence[Part]
) -> Sequence[Match]:
    """Return the matches as the product looks for them: within the period, else undated ones."""
    query = retriever._query(parts)  # the very query that is measured, not a copy of it
    own = within(Filters(), understood.period)
    found = retriever.archive.matches(query, limit=MATCHES, filters=own)
    if found or understood.period is None:
        return found
    return retriever.archive.matches(query, limit=MATCHES, filters=Filters(undated=True))


def softmax_regression(lists: Sequence[tuple[Floats, NDArray[np.bool_]]]) -> Floats:
    """Return the weights under which gold rows are likeliest, in the mean over the lists.

    Minimises ``-mean(log(sum of softmax(X w) over gold rows)) + 1e-4 |w|²`` with L-BFGS. Lists
    whose rows are all gold or all not say nothing and are left out.

    Raises:
        ValueError: no list is left.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped,unused-ignore]

    usable = [(rows, gold) for rows, gold in lists if gold.any() and not gold.all()]
    if not usable:
        raise ValueError("no question has both right and wrong passages")
    rows = np.vstack([each for each, _ in usable])
    gold = np.concatenate([each for _, each in usable])
    sizes = np.array([len(each) for each, _ in usable])
    starts, count = np.cumsum(sizes) - sizes, len(usable)
    of_list = np.repeat(np.arange(count), sizes)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[of_list])
        likely = raised / np.add.reduceat(raised, starts)[of_list]
        right = np.where(gold, likely, 0.0)
        together = np.add.reduceat(right, starts) + 1e-12
        value = -np.log(together).mean() + _RIDGE * (weights @ weights)
        slope = rows.T @ (likely - right / together[of_list]) / count + 2 * _RIDGE * weights
        return float(value), slope

    found: Floats = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def fit(samples: Sequence[Sample], read: int) -> Weights:
    """Fit the score by words, then the one by both on what the first puts in front."""
    words = softmax_regression([(each.words, each.gold) for each in samples])
    front = [(each, in_front(each, words, read)) for each in samples]
    both = softmax_regression([(each.both(rows), each.gold[rows]) for each, rows in front])
    return Weights(words=words, both=both)


def by_score(scores: Floats) -> list[int]:
    """Return row numbers, the highest score first; equal ones keep their order."""
    return [int(row) for row in np.argsort(-scores, kind="stable")]


def in_front(sample: Sample, words: Floats, read: int) -> list[int]:
    """Return the first ``read`` rows by words, of those whose sentences were read."""
    return [row for row in by_score(sample.words @ words) if row in sample.told][:read]


def ranking(sample: Sample, weights: Weights, read: int) -> list[int]:
    """Return all rows: those in front by their words and sentences, then the others by words."""
    front = in_front(sample, weights.words, read)
    again = [front[place] for place in by_score(sample.both(front) @ weights.both)]
    return [*again, *(r for r in by_score(sample.words @ weights.words) if r not in set(front))]


def rank_of_gold(sample: Sample, order: Sequence[int]) -> int | None:
    """Return at which place, from 1, the first gold article stands; an article counts once."""
    articles: dict[str, bool] = {}
    for row in order:
        articles.setdefault(sample.articles[row], bool(sample.gold[row]))
    return next((place for place, gold in enumerate(articles.values(), 1) if gold), None)


def product() -> Weights:
    """Return the product's weights: its scores are linear in their features."""
    none = Lexical(**dict.fromkeys(WORDS, 0.0))
    ones = [Lexical(**{**dict.fromkeys(WORDS, 0.0), name: 1.0}) for name in WORDS]
    told = [Told(**{name: 1.0}) for name in BOTH[len(WORDS) :]]
    return Weights(
        words=np.array([by_words(one) for one in ones]),
        both=np.array([*(by_both(one, Told()) for one in ones), *(by_both(none, t) for t in told)]),
    )


def report(
    train: Mapping[str, Sequence[Sample]], check: Mapping[str, Sequence[Sample]], read: int
) -> Iterator[str]:
    """Yield the lines that are printed: weights, then recall of each set."""
    folds = [
        fit([s for of in train.values() for s in of if s.fold != fold], read)
        for fold in range(FOLDS)
    ]
    own = product()
    yield from _weights("by_words", WORDS, [each.words for each in folds], own.words)
    yield from _weights("by_both", BOTH, [each.both for each in folds], own.both)
    yield f"{'':40} {'':9}" + "".join(f"{f'R@{depth}':>21}" for depth in _DEPTHS)
    for name, samples in {**train, **check}.items():
        cheap = [(s, by_score(s.words @ folds[s.fold].words)) for s in samples]
        full = [(s, ranking(s, folds[s.fold], read)) for s in samples]
        yield _recalls(name, "cheap", cheap)
        yield _recalls(name, "full", full)
        yield _recalls(name, "product", [(s, ranking(s, own, read)) for s in samples])


def _weights(
    title: str, names: Sequence[str], folds: Sequence[Floats], own: Floats
) -> Iterator[str]:
    yield f"{title:10} {'mean':>8} {'lowest':>8} {'highest':>8} {'product':>8}"
    rows = np.array(folds)
    for column, name in enumerate(names):
        of = rows[:, column]
        yield f"  {name:8} {of.mean():8.2f} {of.min():8.2f} {of.max():8.2f} {own[column]:8.2f}"


def _recalls(name: str, kind: str, ordered: Sequence[tuple[Sample, Sequence[int]]]) -> str:
    ranks = [rank_of_gold(sample, order) for sample, order in ordered]
    line = f"{f'{name} (n={len(ranks)})':40} {kind:9}"
    for depth in _DEPTHS:
        count = sum(rank is not None and rank <= depth for rank in ranks)
        low, high = wilson(count, len(ranks))
        line += f"{100 * count / max(1, len(ranks)):7.1f} [{100 * low:.1f}, {100 * high:.1f}]"
    return line


def main(arguments: Sequence[str] | None = None) -> int:
    """Collect, fit, check and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    pair = {"metavar": "ARCHIVE=FOLDER", "nargs": "+", "default": []}
    parser.add_argument("--train", required=True, **pair)  # type: ignore[arg-type]
    parser.add_argument("--check", **pair)  # type: ignore[arg-type]
    parser.add_argument("--read", type=int, default=8, help="passages whose sentences are read")
    parser.add_argument("--limit", type=int, default=0, help="only the first N questions of a set")
    options = parser.parse_args(arguments)
    if not 1 <= options.read <= TOLD:
        parser.error(f"--read is a number from 1 to {TOLD}")
    sets: dict[str, list[Sample]] = {}
    for given in (*options.train, *options.check):
        where, equals, folder = given.rpartition("=")
        if not equals:
            parser.error(f"{given} names no folder of questions: ARCHIVE=FOLDER")
        begun = time.process_time()
        archive = Archive(Path(where))
        try:
            sets[given] = collect(archive, read_questions(Path(folder))[: options.limit or None])
        finally:
            archive.close()
        spent = time.process_time() - begun
        print(f"{_short(given)}: {len(sets[given])} questions, {spent:.1f} s of CPU")
    train = {_short(each): sets[each] for each in options.train}
    check = {_short(each): sets[each] for each in options.check}
    for line in report(train, check, options.read):
        print(line)
    return 0


def _short(given: str) -> str:
    """Return a set's name: the last parts of archive and folder."""
    where, _, folder = given.rpartition("=")
    return f"{Path(folder).name} in {Path(where).name}"


if __name__ == "__main__":
    sys.exit(main())
