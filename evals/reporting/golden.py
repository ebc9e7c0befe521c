"""What was expected of an answer, and what of it is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from evals.cases import Case, case_of
from evals.results import Item
from evals.scoring.nuggets import Piece, held
from evals.scoring.view import names_of
from evals.scoring.wording import contains, folded
from rag.errors import UsageError

_HELD = {1.0: "found", 0.5: "in part", 0.0: "missing"}


def golden(item: Item) -> dict[str, Any]:
    """Return nuggets, forbidden wordings and gold passages, each with whether it is there.

    ``{}`` where the item is no question of a dataset.
    """
    case = _case(item)
    if case is None:
        return {}
    pieces = tuple(_pieces(item.shown))
    claims = folded(" ".join(_texts(item.shown.get("claims"))))
    evidence = folded(" ".join(piece.text for piece in pieces))
    retrieved = folded(" ".join(_texts(item.shown.get("retrieved"))))
    return {
        "nuggets": [
            {"text": each.text, "vital": each.vital, "state": _HELD[held(each, pieces)]}
            for each in case.nuggets
        ],
        "forbidden": [
            {"words": words, "why": str(each.get("why", "")), "found": contains(claims, words)}
            for each in item.gold.get("forbidden") or ()
            for words in each["any_of"]
        ],
        "articles": [{"id": name, "role": role} for name, role in case.roles.items()],
        "passages": [
            {
                "article": each.article,
                "text": each.quote,
                "cited": _within(each.quote, evidence),
                "retrieved": _within(each.quote, retrieved),
            }
            for each in case.gold_passages
        ],
    }


def is_gold(item: Item, source: str) -> bool:
    """Tell whether an article of the archive is one that carries the answer."""
    case = _case(item)
    return case is not None and any(name in case.gold_articles for name in names_of(source))


def _case(item: Item) -> Case | None:
    if "all_of" not in str(item.gold) and "gold_articles" not in item.gold:
        return None
    try:
        return case_of(json.dumps(item.gold), item.id, item=item.id)
    except (UsageError, TypeError):  # an attack's or a mutant's own record, which is no question
        return None


def _pieces(shown: Mapping[str, Any]) -> Iterator[Piece]:
    published = {each.get("article"): each.get("published") for each in shown.get("sources") or ()}
    for claim in shown.get("claims") or ():
        evidence = claim.get("evidence") or ()
        first = evidence[0].get("article") if evidence else None
        yield Piece(
            text=" ".join([claim.get("text", ""), *_texts(evidence)]),
            anchor=_day(published.get(first)),
            speaker=str((claim.get("speaker") or {}).get("name", "")),
        )
    for conflict in shown.get("conflicts") or ():
        for version in conflict.get("versions") or ():
            said = (version.get("evidence") or {}).get("text", "")
            yield Piece(text=f"{version.get('value', '')} {said}")


def _texts(values: Any) -> list[str]:
    return [str(each.get("text", "")) for each in values or () if isinstance(each, Mapping)]


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _within(quote: str, text: str) -> bool:
    """Tell whether words stand in a text, or hold the whole of its sentence."""
    return bool(text) and folded(quote) in text
