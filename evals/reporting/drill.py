"""What the page shows of one question when it is opened, as data without repeated texts.

Passages come again in many answers and lanes, so each longer text stands once in a table, and
items point to it: ``{"t": 12}``. Questions of the bench are public data of others: of those only
ids, scores and problems are put on the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from types import MappingProxyType
from typing import Any

from evals.reporting.comparing import Comparison
from evals.reporting.golden import golden, is_gold
from evals.reporting.pairing import Pair, keyed
from evals.results import Item, Results, Section

BENCH = "bench:"
_ONCE = 24  # characters; a pointer is not shorter than a shorter text
_MOST = 2_000_000
"""Bytes of data at which the page gives up the texts of retrieved passages (2 to 3 MB in all)."""
_PASSAGE = 900
_NOTICES: Mapping[str, str] = MappingProxyType(
    {
        "as_of": "how recent it is",
        "review": "to be compared with the source",
        "dropped": "statements left out",
        "repaired": "statements put right",
        "corrected": "spelling read otherwise",
        "changed_word": "a word read otherwise",
        "period": "the period asked for",
        "newest": "newest first",
        "newer": "there is something newer",
        "undated": "without a date",
        "superseded": "replaced by a later report",
        "conflict": "sources differ",
        "premise": "what the question takes for granted",
        "clarify": "what to ask instead",
    }
)
"""What reports call the more common notices; of the others the code is put into words."""
_SHOWN = ("refused", "notices", "conflicts", "uncovered", "left_out", "engine", "model", "as_of")


def drilled(results: Results, comparison: Comparison | None) -> str:
    """Return all items as JSON that can stand inside a script element.

    ``{"texts": [...], "items": [...], "short": bool}``, items in the order of the sections;
    ``short`` says that texts of retrieved passages were left out for the size.
    """
    pairs = {(each.section, each.key): each for each in comparison.changed} if comparison else {}
    known = _known(comparison)
    views = [
        _view(section, item, pairs.get((section.id, key)), known.get((section.id, key)))
        for section in results.sections
        for key, item in keyed(section).items()
    ]
    packed = _packed(views, short=False)
    if len(packed.encode("utf-8", "replace")) > _MOST:
        for view in views:
            for each in view.get("retrieved", ()):
                each.pop("text", None)
        packed = _packed(views, short=True)
    return packed


def _known(comparison: Comparison | None) -> dict[tuple[str, str], bool]:
    """Return whether questions that flipped passed before."""
    if comparison is None:
        return {}
    found = {(each.section, each.key): True for each in comparison.newly_failing}
    return found | {(each.section, each.key): False for each in comparison.newly_passing}


def _packed(views: Sequence[Mapping[str, Any]], *, short: bool) -> str:
    texts: dict[str, int] = {}
    items = [_once(view, texts) for view in views]
    record = {"texts": list(texts), "items": items, "short": short}
    return in_script(record)


def in_script(record: object) -> str:
    """Return JSON in which nothing ends a script element, starts a comment or a new line."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _once(value: Any, texts: dict[str, int]) -> Any:
    if isinstance(value, str):
        return {"t": texts.setdefault(value, len(texts))} if len(value) > _ONCE else value
    if isinstance(value, float):
        return None if isnan(value) or value in (float("inf"), -float("inf")) else value
    if isinstance(value, Mapping):
        return {str(key): _once(each, texts) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_once(each, texts) for each in value]
    return value


def _view(
    section: Section, item: Item, changed: Pair | None, passed: bool | None
) -> dict[str, Any]:
    scores = {
        name: "NaN" if isnan(value) else round(value, 4)
        for name, value in item.scores.items()
        if value is not None
    }
    view: dict[str, Any] = {"id": item.id, "problems": item.problems, "scores": scores}
    if section.id.startswith(BENCH):
        return view
    view |= {
        "question": item.question,
        "history": item.gold.get("history") or [],
        "expected": item.expected,
        "shown": shown_view(item.shown),
        "gold": golden(item),
        "retrieved": list(_retrieved(item)),
        "judged": _plain(_without_raw(item.judged)),
    }
    if changed is not None:
        view["before"] = {
            "ok": changed.old.ok,
            "problems": changed.old.problems,
            "shown": shown_view(changed.old.shown),
        }
    elif passed is not None:
        view["same_answer"] = passed
    return {name: value for name, value in view.items() if value not in ((), [], {}, "")}


def shown_view(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a shown answer the page draws, each statement beside its evidence."""
    origins = {each.get("passage"): _origin(each) for each in _maps(shown.get("retrieved"))}
    origins |= {each.get("article"): _origin(each) for each in _maps(shown.get("sources"))}
    view = {name: shown[name] for name in _SHOWN if shown.get(name) not in (None, [], "")}
    if "notices" in view:
        view["notices"] = [
            {"about": _about(str(each.get("code", ""))), "text": each.get("text", "")}
            for each in _maps(view["notices"])
        ]
    for name in ("claims", "nearest"):
        if found := [_claim(each, origins) for each in _maps(shown.get(name))]:
            view[name] = found
    if "claims" not in view and shown.get("answer"):
        view["answer"] = shown["answer"]
    # Sections that hold no answer, such as attacks or mutations, show what they have.
    more = {"question", "language", "understood", "filters", "sources", "timings", "stored"}
    more |= {"answer", "claims", "nearest", "retrieved", *_SHOWN}
    others = {name: value for name, value in shown.items() if name not in more and value}
    if others:
        view["more"] = others
    return {name: _plain(value) for name, value in view.items()}


def _about(code: str) -> str:
    return _NOTICES.get(code, code.replace("_", " "))


def _claim(claim: Mapping[str, Any], origins: Mapping[Any, str]) -> dict[str, Any]:
    speaker = claim.get("speaker")
    return {
        "text": claim.get("text", ""),
        "check": claim.get("check", ""),
        "problems": claim.get("problems") or [],
        "speaker": speaker.get("name", "") if isinstance(speaker, Mapping) else "",
        "evidence": [
            {
                "text": each.get("text", ""),
                "from": origins.get(each.get("article"))
                or origins.get(each.get("passage"), str(each.get("article", ""))),
            }
            for each in _maps(claim.get("evidence"))
        ],
    }


def _origin(source: Mapping[str, Any]) -> str:
    named = (source.get("title"), source.get("outlet"), source.get("published"))
    return " · ".join(str(each) for each in named if each) or str(source.get("source", ""))


def _retrieved(item: Item) -> Iterator[dict[str, Any]]:
    for each in _maps(item.shown.get("retrieved")):
        yield {
            "from": _origin(each),
            "text": str(each.get("text", ""))[:_PASSAGE],
            "gold": is_gold(item, str(each.get("source", ""))),
        }


def _maps(values: object) -> list[Mapping[str, Any]]:
    found = values if isinstance(values, list | tuple) else ()
    return [each for each in found if isinstance(each, Mapping)]


def _without_raw(value: Any) -> Any:
    """Leave out the replies as they came: verdicts are drawn, and results.json holds the rest."""
    if isinstance(value, Mapping):
        return {name: _without_raw(each) for name, each in value.items() if name != "raw"}
    if isinstance(value, list | tuple):
        return [_without_raw(each) for each in value]
    return value


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it; what JSON does not know is told in words."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)
