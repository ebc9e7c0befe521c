"""What the items of a public collection come to: the search, the answers, the refusals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from evals.metrics import estimate
from evals.results import Item, Measure, share

ANSWER, REFUSE = "answer", "refuse"
RANKED = {"article@1": "success@1", "article@5": "success@5"}
GRADED = ("ndcg@10", "mrr@10")
WITHOUT: Mapping[str, str] = MappingProxyType(
    {
        "answered without evidence": "",
        "stated without evidence": "answered without a request to compare (“periksa”)",
    }
)


def measures_of(items: Sequence[Item]) -> Iterator[Measure]:
    """Yield what the items come to: the search, the answers, the refusals by how they were made."""
    asked = [each for each in items if each.expected == ANSWER]
    refuse = [each for each in items if each.expected == REFUSE]
    for name in RANKED:
        yield share(name, _values(asked, name))
    for name in GRADED:
        yield _mean(name, [value for value in _values(asked, name) if value is not None])
    for name in ("answer@1", "answer@3", "answered"):
        yield share(name, _values(asked, name))
    yield share("wrong refusals", _values(asked, "wrong refusals"), lower_is_better=True)
    yield from _refusals(refuse, "all")
    for recipe in dict.fromkeys(each.category for each in refuse):
        of_it = [each for each in refuse if each.category == recipe]
        yield from _refusals(of_it, f"recipe {recipe}")


def _refusals(items: Sequence[Item], group: str) -> Iterator[Measure]:
    yield share("refused", _values(items, "refused"), group=group)
    for name, words in WITHOUT.items():
        values = _values(items, name)
        yield share(name, values, group=group, words=words, lower_is_better=True)


def _values(items: Sequence[Item], name: str) -> list[float | None]:
    return [each.scores.get(name) for each in items]


def _mean(name: str, values: Sequence[float]) -> Measure:
    found = estimate(name, values)
    return Measure(name=name, value=found.value, n=found.n, low=found.low, high=found.high)
