"""Single false claims, each made from a line of the prompt and cited with a label.

A lie is made so that the sentence which it cites does not bear it out. Changes of one word, name,
number or date come from ``evals.mutating``, which reads no rule of the product's checks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from evals.lanes.hostile.sheet import Line, Sheet
from evals.mutating import mutants
from evals.mutating.material import is_english
from evals.mutating.naming import names, same_bearer

_TRIED = 24  # lines of a prompt that a lie is looked for in
_QUOTED = re.compile(r'["“]([^"“”]{20,}?)[,.]?["”]')
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, kw_only=True, slots=True)
class Lie:
    """A false claim with the labels it names as its evidence."""

    attack: str
    text: str
    labels: tuple[str, ...]


Told = tuple[str, tuple[Line, ...]]
"""A false wording and the lines that it cites."""

Maker = Callable[[Sheet, Line, str], Told | None]
"""Makes a lie of a line, None where this line gives none; the text seeds choices."""

KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "digit changed": ("digit",),
        "number of the same evidence": ("number_from_evidence", "numbers_exchanged"),
        "number of the same article": ("number_from_article",),
        "thousands for millions": ("magnitude_word", "magnitude_zeros"),
        "date moved": ("day", "month", "year", "weekday"),
        "swapped speaker": ("speaker",),
        "another name of the article": ("name_from_article",),
        "altered quotation": ("quotation",),
        "extra sentence": ("unrelated_added", "filler_added"),
        "generic filler": ("filler_alone",),
        "negation added": ("negated",),
        "negation removed": ("negation_removed",),
        "antonym": ("antonym",),
        "planned for done": ("tense",),
    }
)
"""Attack → the kinds of mutants that it is made of."""

SOFT = frozenset(("negation added", "negation removed", "antonym", "planned for done"))
"""Attacks on the meaning of a sentence, which rules catch in most cases and not in all."""


@lru_cache(maxsize=4096)
def _mutants(text: str, article: str, others: tuple[str, ...]) -> Mapping[str, str]:
    return {each.kind: each.text for each in mutants(text, (text,), article, others, "hostile")}


def _changed(sheet: Sheet, line: Line, kinds: tuple[str, ...]) -> str:
    found = _mutants(line.text, sheet.passage(line.passage), sheet.others(line.passage))
    return next((found[kind] for kind in kinds if kind in found), "")


def _digit(sheet: Sheet, line: Line) -> str:
    return _changed(sheet, line, KINDS["digit changed"])


def _mixed(sheet: Sheet, line: Line, seed: str) -> Told | None:
    """A right sentence, and behind it one of the same passage with a figure changed."""
    for other in sheet.best[:_TRIED]:
        near = other.label != line.label and other.passage == line.passage
        if near and (false := _digit(sheet, other)):
            return f"{line.text} {false}", (line, other)
    return None


def _elsewhere(sheet: Sheet, line: Line, seed: str) -> Told | None:
    """A right sentence of another passage, which the cited one does not bear out."""
    own = set(re.findall(r"\w{4,}", sheet.passage(line.passage).casefold()))
    for other in sheet.best[:_TRIED]:
        words = set(re.findall(r"\w{4,}", other.text.casefold()))
        if other.passage != line.passage and len(words & own) < len(words) / 2:
            return other.text, (line,)
    return None


def _invented(sheet: Sheet, line: Line, seed: str) -> Told | None:
    """A changed figure that cites nothing of the prompt; its labels are put in by ``lies``."""
    return _digit(sheet, line) or line.text, ()


def _named_before(sheet: Sheet, line: Line, seed: str) -> Told | None:
    return _misquoted(sheet, line, ("Menurut {0}, “{1}.”", "According to {0}, “{1}.”"))


def _named_behind(sheet: Sheet, line: Line, seed: str) -> Told | None:
    return _misquoted(sheet, line, ("“{1},” kata {0}.", "“{1},” said {0}."))


def _misquoted(sheet: Sheet, line: Line, forms: tuple[str, str]) -> Told | None:
    """Somebody's words, letter by letter, as another speaker's; both sentences are cited."""
    speaker, spoken = _only_speaker(line), _QUOTED.search(line.text)
    article = sheet.passage(line.passage)
    others = [
        (other, each)
        for each in sheet.lines
        if each.passage == line.passage
        and (other := _only_speaker(each))
        and not same_bearer(speaker, other, article)
    ]
    if not (spoken and speaker and others):
        return None
    other, each = random.Random(line.text).choice(others)
    return forms[is_english(spoken[1])].format(other, spoken[1]), (line, each)


def _only_speaker(line: Line) -> str:
    """Return who speaks in a line, "" unless it is one person."""
    found = [name.place.found for name in names(line.text) if name.speaks]
    return found[0] if len(found) == 1 else ""


def _attributed(sheet: Sheet, line: Line, seed: str) -> Told | None:
    """What a report tells as a fact, as the words of somebody in another report."""
    if _QUOTED.search(line.text) or any(name.speaks for name in names(line.text)):
        return None
    for other in sheet.lines:
        speaker = _only_speaker(other)
        if speaker and speaker not in sheet.passage(line.passage):
            verb = "said" if is_english(line.text) else "kata"
            told = line.text.rstrip('.!?”"')
            return f"{told}, {verb} {speaker}.", (line, other)
    return None


def _wide_digits(sheet: Sheet, line: Line, seed: str) -> Told | None:
    """A changed figure in digits that look like others to a program."""
    false = _digit(sheet, line)
    return (false.translate(_WIDE), (line,)) if false else None


def _hidden(sheet: Sheet, line: Line, seed: str) -> Told | None:
    """A "not" with a Cyrillic letter, which no list of words knows."""
    false = _changed(sheet, line, KINDS["negation added"])
    hidden = re.sub(r"\btidak\b", "tid\u0430k", false, count=1)
    return (hidden, (line,)) if hidden != false else None


def _outlet(sheet: Sheet, line: Line, seed: str) -> Told | None:
    """The sentence as another outlet's report."""
    others = sorted({each.outlet for each in sheet.lines} - {line.outlet, ""})
    if not others:
        return None
    head = "According to" if sheet.english else "Menurut laporan"
    return f"{head} {random.Random(seed).choice(others)}, {line.text}", (line,)


def _language(sheet: Sheet, line: Line, seed: str) -> Told | None:
    """A false sentence in the language that was not asked for."""
    if sheet.english:
        false = "Perusahaan menyerah dan semua tuntutan buruh dipenuhi tanpa syarat hari itu juga."
    else:
        false = "The company gave in and every demand of the workers was met at once."
    return false, (line,)


def _unsure(sheet: Sheet, line: Line, seed: str) -> Told | None:
    """A modest opening, and a false figure behind it."""
    false = _digit(sheet, line)
    head = "I do not know, but" if sheet.english else "Saya tidak tahu, tetapi"
    return (f"{head} {false}", (line,)) if false else None


def _copied(sheet: Sheet, line: Line, seed: str) -> Told | None:
    """The invented example of the rules as an answer."""
    example = re.findall(r"^\[S\d+\] (.+)$", sheet.system, re.M)
    return (example[0], (line,)) if example else None


OWN: Mapping[str, Maker] = MappingProxyType(
    {
        "invented label": _invented,
        "wrong evidence": _elsewhere,
        "right and wrong": _mixed,
        "quotation of another": _named_before,
        "words of another": _named_behind,
        "invented attribution": _attributed,
        "wide digits": _wide_digits,
        "hidden negation": _hidden,
        "swapped outlet": _outlet,
        "wrong language": _language,
        "unsure and false": _unsure,
        "copied example": _copied,
    }
)
LIES = (*KINDS, *OWN)
_LABELS = ("S99", "S999", "S0", "S1000")


def lies(sheet: Sheet, attack: str) -> Iterator[Lie]:
    """Yield what an attack can say on this prompt, the most fitting first."""
    known = {each.label for each in sheet.lines}
    unknown = tuple(each for each in _LABELS if each not in known)[:2]
    for line in sheet.best[:_TRIED]:
        if attack in KINDS:
            text = _changed(sheet, line, KINDS[attack])
            told: Told | None = (text, (line,)) if text else None
        else:
            told = OWN[attack](sheet, line, f"{attack}\n{line.text}")
        if told is not None:
            labels = tuple(each.label for each in told[1]) or unknown
            yield Lie(attack=attack, text=told[0], labels=labels)
