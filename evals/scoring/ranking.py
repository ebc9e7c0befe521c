"""How well the passages that an answer shows are ranked.

Articles count once each, in the order of their first passage. A duplicate of a gold article is
as good as the article itself, and counts once with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import log2

from evals.cases import Case, GoldPassage
from evals.scoring.view import CURRENT, GONE, Look, Score, names_of
from evals.scoring.wording import tokens

COVERED = 0.6
"""Share of a quote's tokens, without a gap, that makes a passage hold it."""
_DEPTH = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """What retrieval is worth for one question."""

    article_1: Score
    article_5: Score
    passage_10: Score
    ndcg_10: Score
    mrr_10: Score
    superseded_below: Score


def ranking(look: Look) -> Ranking:
    """Return the measures of what was retrieved; None where the case names no gold."""
    articles = _articles(look)
    gold = frozenset(look.case.gold_articles)
    hits = [bool(gold & set(names)) for names in articles]
    return Ranking(
        article_1=float(any(hits[:1])) if gold else None,
        article_5=float(any(hits[:5])) if gold else None,
        passage_10=_passages(look) if look.case.gold_passages else None,
        ndcg_10=_ndcg(hits, _wanted(look.case)) if gold else None,
        mrr_10=_mrr(hits) if gold else None,
        superseded_below=_below(look.case, articles),
    )


def covers(passage: str, quote: str) -> bool:
    """Tell whether a passage holds at least 60% of a quote's tokens in one run."""
    wanted, have = tokens(quote), tokens(passage)
    match = SequenceMatcher(a=wanted, b=have, autojunk=False).find_longest_match()
    return bool(wanted) and match.size >= COVERED * len(wanted)


def _articles(look: Look) -> list[tuple[str, ...]]:
    found = dict.fromkeys(stored.article.source for stored in look.answer.passages)
    return [names_of(source) for source in found]


def _wanted(case: Case) -> int:
    """Return how many different reports there are to find."""
    return max(1, sum(case.roles.get(name) != "duplicate" for name in case.gold_articles))


def _passages(look: Look) -> float:
    """Return 1 if for each vital nugget a passage that carries it is among the first ten.

    The passages of a nugget are alternatives; where nuggets name none, any gold passage will do.
    """
    case = look.case
    found = [_retrieved(look, gold) for gold in case.gold_passages]
    needed = [nugget.evidence for nugget in case.nuggets if nugget.vital and nugget.evidence]
    if not needed:
        return float(any(found))
    return float(all(any(found[place] for place in each) for each in needed))


def _retrieved(look: Look, gold: GoldPassage) -> bool:
    return any(
        covers(stored.text, gold.quote)
        for stored in look.answer.passages[:_DEPTH]
        if gold.article in names_of(stored.article.source)
    )


def _ndcg(hits: Sequence[bool], wanted: int) -> float:
    """Return discounted gain (Järvelin and Kekäläinen 2002), at most as many hits as wanted."""
    places = [place for place, hit in enumerate(hits[:_DEPTH], 1) if hit][:wanted]
    best = sum(1 / log2(place + 1) for place in range(1, min(wanted, _DEPTH) + 1))
    return sum(1 / log2(place + 1) for place in places) / best


def _mrr(hits: Sequence[bool]) -> float:
    return next((1 / place for place, hit in enumerate(hits[:_DEPTH], 1) if hit), 0.0)


def _below(case: Case, articles: Sequence[tuple[str, ...]]) -> Score:
    """Return whether a report that holds stands above those it replaced; None without any."""
    gone = {name for name, role in case.roles.items() if role in GONE}
    current = {name for name, role in case.roles.items() if role in CURRENT}
    if not gone or not current:
        return None
    first_gone = _first(articles, gone)
    first_current = _first(articles, current)
    if first_current is None:
        return 0.0
    return float(first_gone is None or first_current < first_gone)


def _first(articles: Sequence[tuple[str, ...]], wanted: set[str]) -> int | None:
    return next((place for place, names in enumerate(articles) if wanted & set(names)), None)
