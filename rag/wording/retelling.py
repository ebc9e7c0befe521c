"""Sentences that were stored in one language, told in the other.

An answer is stored with its notices as text. A reader of the other language gets the same sentence
of the wording tables: the stored text is taken apart by the template of its code, and the other
language's template is filled with what was found. Nothing is guessed: a text that is not exactly
what ``say`` makes, or that can be read in ways that are told differently, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from string import Formatter

from rag.wording import TEXTS, errors, evidence, generation, say
from rag.wording.former import FORMER
from rag.wording.values import (
    Rule,
    TooManyWays,
    Way,
    as_written,
    dated,
    dated_elsewhere,
    ended,
    listed,
    or_none,
    outlet,
    shaped,
    without,
)

LONGEST = 6000
"""Characters of a text that is looked at: refusals and notices have some hundred."""
_KEPT = 256


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A sentence and the language that it is in."""

    text: str
    language: str


@lru_cache(maxsize=_KEPT)  # a page draws its turns again and again
def retold(code: str, text: str, *, source: str, target: str) -> Told:
    """Return a stored notice in the language of the page, as it is where that is not sure.

    Args:
        code: the notice's code.
        text: as it was stored.
        source: the language of the answer, "id" or "en".
        target: the language of the page.
    """
    codes = [each for each in TEXTS if each == code or each.startswith(f"{code}_")]
    return _told(text, _one_of(*codes), source, target)


@lru_cache(maxsize=_KEPT)
def retold_refusal(text: str, *, source: str, target: str) -> Told:
    """Return a stored refusal in the language of the page: all of its sentences, or none."""
    return _told(text, listed(_one_of(*_REFUSAL), " "), source, target)


def _told(text: str, rule: Rule, source: str, target: str) -> Told:
    kept = Told(text=text, language=source)
    if source == target or len(text) > LONGEST:
        return kept
    way = Way(source=source, target=target)
    try:
        # A notice is stored without the space before an empty last value.
        for cut, stored in enumerate((text, f"{text} ")):
            found = list(islice(_unlike(rule(stored, way)), 2))
            if len(found) > 1:
                return kept
            if found:
                return Told(text=found[0].rstrip() if cut else found[0], language=target)
    except TooManyWays:
        return kept
    return kept


def _unlike(found: Iterator[str]) -> Iterator[str]:
    """Yield each text once."""
    seen: set[str] = set()
    for each in found:
        if each not in seen:
            seen.add(each)
            yield each


# ---- templates ----


def _one_of(*codes: str) -> Rule:
    """Tell a sentence by one of these codes."""

    def rule(text: str, way: Way) -> Iterator[str]:
        for code in codes:
            for both in _worded(code):
                parts = _parts(both[way.source == "en"])
                for values in _fillings(code, parts, text, way, {}):
                    told = {name: value for name, (_, value) in values.items()}
                    yield both[way.target == "en"].format_map(told)

    return rule


_ENGLISH = TEXTS["glossary_other"][0].format(text="{en}")
_INDONESIAN = TEXTS["glossary_other"][1].format(text="{id}")
_NAMELESS: Mapping[str, tuple[str, str]] = {
    ".named": ("“{title}” ({outlet}, {date})",) * 2,
    ".reported": ("[{number}] {outlet}, {date}",) * 2,
    ".counted": ("{reason} ({count})",) * 2,
    ".both": (f"{{id}}, {_ENGLISH} ({{origin}})", f"{{en}}, {_INDONESIAN} ({{origin}})"),
    ".id": ("{id} ({origin})", f"{_INDONESIAN} ({{origin}})"),
    ".en": (f"{_ENGLISH} ({{origin}})", "{en} ({origin})"),
}
"""How ``rag.notices`` joins values that have no code of their own; of the glossary both forms."""

_REFUSAL = (
    *("refused", "narrowed", "missing", "missing_here", "nearest"),
    *("empty_archive", "not_searched", "no_words"),
)
_REASONS = tuple(code for code in evidence.TEXTS if code.startswith("reason_"))
_DETAILS = (*errors.TEXTS, *generation.TEXTS, "chroma_url")
_LABELS = "|".join(re.escape(each.partition("{")[0]) for each in (_ENGLISH, _INDONESIAN))
_FORM = shaped(rf"(?!{_LABELS})(?:(?!, (?:{_LABELS})).)+")

_OUTLET = without(outlet, "” (")  # what stands between a quotation and its outlet

_VALUES: Mapping[str, Rule] = {
    **dict.fromkeys(("asked", "used", "word", "item", "title", "text"), as_written),
    **dict.fromkeys(("count", "number", "articles"), shaped("[0-9]+")),
    **dict.fromkeys(("date", "cited", "newest", "oldest"), dated),
    "numbers": shaped(r"\[[0-9]+\](, \[[0-9]+\])*"),
    "outlet": _OUTLET,
    "terms": or_none(shaped("“[^“”]*”(, “[^“”]*”)*")),
    "span": or_none(_one_of("span", "one_day")),
    "filters": or_none(listed(_one_of("from", "to", "outlet"), ", ")),
    "words": listed(_one_of("changed_word"), ", "),
    "detail": or_none(_one_of(*_DETAILS)),
    "reason": _one_of(*_REASONS),
    **dict.fromkeys(("id", "en"), _FORM),
    "origin": shaped("[^()]+"),
}
"""How a value is told, by its name: a template with a name that is not here stays as stored."""

_REPORTS = ended(listed(_one_of(".reported"), "; "), ".")
_MEANINGS = _one_of(".both", ".id", ".en")
_OWN: Mapping[tuple[str, str], Rule] = {
    # A name that holds the end of a sentence would make two readings of a refusal.
    ("outlet", "outlet"): shaped(r"(?:(?!\. )[^“”])+"),
    **{
        (code, "date"): dated_elsewhere
        for code in ("has_correction", "has_right_of_reply", "has_retraction")
    },
    ("retracted_elsewhere", "date"): dated_elsewhere,
    # In a list an item holds nothing that looks like the joint.
    **{("changed_word", name): shaped("[^“”]+") for name in ("asked", "used")},
    (".named", "title"): without(as_written, "); “"),
    (".named", "outlet"): without(_OUTLET, "); “"),
    (".reported", "outlet"): without(_OUTLET, "; ["),
    ("clarify", "text"): listed(_one_of(".named"), "; "),
    ("overview", "text"): _REPORTS,
    ("overview_one", "text"): _REPORTS,
    ("left_out", "text"): listed(_one_of(*_REASONS, ".counted"), ", "),
    ("glossary_other", "text"): _FORM,
}
"""Values that have another form in one template than their name says."""


def _rule(code: str, name: str) -> Rule | None:
    if (code, name) == ("glossary", "text"):  # its joint is another word in the other language
        return _glossed
    return _OWN.get((code, name), _VALUES.get(name))


def _glossed(text: str, way: Way) -> Iterator[str]:
    here, there = (say("glossary_or", language) for language in (way.source, way.target))
    told = [list(_MEANINGS(each, way)) for each in text.split(here)]
    if all(len(each) == 1 for each in told):
        yield there.join(each[0] for each in told)


def _worded(code: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of templates of a code, those of today first."""
    return (_NAMELESS[code] if code in _NAMELESS else TEXTS[code], *FORMER.get(code, ()))


@cache
def _parts(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return a template's pieces: what stands before a value, and the value's name."""
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(template))


def _fillings(
    code: str,
    parts: tuple[tuple[str, str | None], ...],
    text: str,
    way: Way,
    known: dict[str, tuple[str, str]],
) -> Iterator[dict[str, tuple[str, str]]]:
    """Yield values, as stored and as told, with which a template makes exactly ``text``."""
    if not parts:
        if not text:
            yield known
        return
    (literal, name), rest = parts[0], parts[1:]
    if not text.startswith(literal):
        return
    text = text[len(literal) :]
    if name is None:
        yield from _fillings(code, rest, text, way, known)
        return
    rule = _rule(code, name)
    for end in _ends(text, rest) if rule else ():
        way.step()
        value, after = text[:end], text[end:]
        if name in known:
            if known[name][0] == value:
                yield from _fillings(code, rest, after, way, known)
        elif rule is not None:
            for told in rule(value, way):
                yield from _fillings(code, rest, after, way, known | {name: (value, told)})


def _ends(text: str, rest: tuple[tuple[str, str | None], ...]) -> Iterator[int]:
    """Yield where a value may end that stands first in ``text``, before ``rest``."""
    if not rest or rest == ((rest[0][0], None),):
        end = rest[0][0] if rest else ""
        if text.endswith(end):
            yield len(text) - len(end)
        return
    at = text.find(rest[0][0])
    while at >= 0:
        yield at
        at = text.find(rest[0][0], at + 1)
