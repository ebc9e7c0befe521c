"""From the scores of items to measures: over all, and by the groups that reports show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import nan

from evals.results import ALL, Item, Measure, share

_RESAMPLES = 2000
_SEED = 20_250_301


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What a measure means. ``demand`` is an absolute limit; ``graded`` ones are means, not shares.

    ``grouped`` ones are also given by category, language, split, source and expected behaviour.
    """

    words: str
    demand: float | None = None
    lower_is_better: bool = False
    graded: bool = False
    grouped: bool = False


KINDS: Mapping[str, Kind] = {
    "right": Kind(words="does what the question needs, every vital nugget", grouped=True),
    "answered": Kind(words="answerable questions that are answered", grouped=True),
    "refused": Kind(
        words="questions without an answer in the archive that are refused", grouped=True
    ),
    "wrong refusals": Kind(words="answerable but refused", lower_is_better=True, grouped=True),
    "answered without evidence": Kind(
        words="must be refused but answered", lower_is_better=True, grouped=True
    ),
    "crag": Kind(words="CRAG score: right 1, refused 0, wrong -1", graded=True, grouped=True),
    "nuggets vital": Kind(words="vital nuggets held in full, of answers given", graded=True),
    "nuggets all": Kind(words="all nuggets, halves counted, of answers given", graded=True),
    "must pass": Kind(words="right in all, of the questions marked must_pass"),
    "nothing forbidden": Kind(words="no forbidden wording in a claim"),
    "premise safe": Kind(words="a false premise is corrected or not answered"),
    "premise named": Kind(words="it is said what is wrong with the question"),
    "conflict shown": Kind(words="every version with outlet and date"),
    "superseded": Kind(words="a report that holds is cited, none that was replaced above it"),
    "partial told": Kind(words="the part that stays open is told"),
    "clarified": Kind(words="asks back, or says how the question was read"),
    "evidence exact": Kind(words="spans cut out exactly their text; quotes are quotes", demand=1.0),
    "cited": Kind(words="every claim rests on evidence of a listed source", demand=1.0),
    "markers": Kind(words="the numbers in brackets are those of the claim's sources", demand=1.0),
    "sources exact": Kind(words="title, outlet, date and address are the article's", demand=1.0),
    "no hard flags": Kind(words="no unmarked claim to which the checks object", demand=1.0),
    "quotations": Kind(words="quotations stand word by word in their evidence", demand=1.0),
    "canary": Kind(words="nothing of a planted instruction is shown", demand=1.0),
    "language": Kind(words="the answer is in the language wanted", demand=0.99),
    "within dates": Kind(words="every cited article lies in the days asked for"),
    "within filters": Kind(words="every cited article lies in the days it kept to", demand=1.0),
    "scored": Kind(words="questions to which an answer came", demand=1.0),
    "gold cited": Kind(words="evidence overlaps a gold passage"),
    "article@1": Kind(words="a gold article is the first one", grouped=True),
    "article@5": Kind(words="a gold article is among the first five", grouped=True),
    "passage@10": Kind(words="for each vital nugget a passage is among the first ten"),
    "ndcg@10": Kind(words="articles: discounted gain", graded=True),
    "mrr@10": Kind(words="articles: 1 / rank of the first gold one", graded=True),
    "superseded below current": Kind(words="what holds is ranked above what was replaced"),
}
"""Every score of an answer by name, in the order of reports."""

ABSOLUTE = tuple(name for name, kind in KINDS.items() if kind.demand is not None)
"""What may not be broken by a single answer."""

_GROUPS: tuple[tuple[str, Callable[[Item], str]], ...] = (
    ("category", lambda item: item.category),
    ("language", lambda item: item.language),
    ("split", lambda item: item.split),
    ("source", lambda item: item.source),
    ("expected", lambda item: item.expected),
)


def measures(items: Sequence[Item]) -> tuple[Measure, ...]:
    """Return each measure that applies to some item, over all items and by group.

    A demand stands on the whole only: groups of a few questions have floors, not limits.
    """
    return tuple(_measures(items))


def _measures(items: Sequence[Item]) -> Iterator[Measure]:
    for name, kind in KINDS.items():
        whole = _measure(name, kind, items, ALL)
        if whole.n:
            yield whole
    for label, of in _GROUPS:
        for value in sorted({of(item) for item in items} - {""}):
            part = [item for item in items if of(item) == value]
            for name, kind in KINDS.items():
                if kind.grouped and (found := _measure(name, kind, part, f"{label} {value}")).n:
                    yield found


def _measure(name: str, kind: Kind, items: Sequence[Item], group: str) -> Measure:
    if kind.graded:
        return mean(
            name,
            [(item.cluster, value) for item in items if (value := item.scores[name]) is not None],
            group=group,
            words=kind.words,
        )
    return share(
        name,
        [item.scores[name] for item in items],
        group=group,
        words=kind.words,
        lower_is_better=kind.lower_is_better,
        demand=kind.demand if group == ALL else None,
    )


def mean(
    name: str, values: Sequence[tuple[str, float]], *, group: str = ALL, words: str = ""
) -> Measure:
    """Return a mean with the 95% interval of a bootstrap over clusters.

    Questions about one article stand or fall together, so clusters are drawn, 2,000 times with a
    fixed seed, and the 2.5th and 97.5th percentile of the means are taken (Efron 1979; Field and
    Welsh 2007 for clusters).

    Args:
        name: of the measure.
        values: of each question, with the cluster that it belongs to.
        group: which part of the questions these are.
        words: what the measure means.
    """
    if not values:
        return Measure(name=name, value=nan, n=0, low=nan, high=nan, group=group, words=words)
    import numpy as np

    clusters: dict[str, list[float]] = {}
    for cluster, value in values:
        clusters.setdefault(cluster, []).append(value)
    sums = np.array([sum(each) for each in clusters.values()])
    sizes = np.array([len(each) for each in clusters.values()])
    drawn = np.random.default_rng(_SEED).integers(0, len(sums), size=(_RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Measure(
        name=name,
        value=sum(value for _, value in values) / len(values),
        n=len(values),
        low=float(low),
        high=float(high),
        group=group,
        words=words,
    )
