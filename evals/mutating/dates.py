"""Dates changed: another day, month, year or weekday."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from evals.mutating.material import Material, Place, places, replaced

_INDONESIAN = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
).split()
_ENGLISH = (
    "January February March April May June July August September October November December"
).split()
_WEEKDAYS = (
    "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split(),
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
)
_MONTH = "|".join(dict.fromkeys(_INDONESIAN + _ENGLISH))
_NEAR = r"pada|bulan|sejak|sampai|hingga|akhir|awal|pertengahan|tahun|until|by|since|early|late"
_MONTHS = (
    re.compile(rf"\b\d{{1,2}} ({_MONTH})\b"),
    re.compile(rf"\b({_MONTH})(?= \d)"),
    re.compile(rf"\b(?:{_NEAR}) ({_MONTH})\b(?! [A-Z])"),
    re.compile(r"\(\d{1,2}/(\d{1,2})(?:/\d{2,4})?\)"),
)
_DAYS = (
    re.compile(rf"(?<![\d/.,–-])(\d{{1,2}}) (?:{_MONTH})\b"),
    re.compile(rf"\b(?:{_MONTH}) (\d{{1,2}})(?![\d.:])"),
    re.compile(r"\((\d{1,2})/\d{1,2}(?:/\d{2,4})?\)"),
)
_YEARS = (
    re.compile(rf"\b(?:{_MONTH}) (?:\d{{1,2}}, )?((?:19|20)\d\d)\b"),
    re.compile(r"/((?:19|20)\d\d)\)"),
    re.compile(r"\b(?:tahun|sejak|since|in) ((?:19|20)\d\d)\b(?![.,]\d)"),
)
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS[0] + _WEEKDAYS[1])})\b")

SPANS = (
    re.compile(
        rf"\b(?:\d{{1,2}}(?:\s?[–-]\s?\d{{1,2}})? )?(?:{_MONTH})\b"
        rf"(?: \d{{1,2}}(?!\d)(?:, (?:19|20)\d\d)?| (?:19|20)\d\d)?"
    ),
    re.compile(r"\(\d{1,2}/\d{1,2}(?:/\d{2,4})?\)"),
    re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b"),
    re.compile(r"\b(?:tahun|sejak|since) (?:19|20)\d\d\b"),
    re.compile(r"\b(?:19|20)\d\d\s?[–-]\s?(?:19|20)\d\d\b"),
)
"""Where dates stand; numbers inside are not changed as plain numbers."""


def _chosen(patterns: tuple[re.Pattern[str], ...], text: str, rng: random.Random) -> list[Place]:
    found = {place.start: place for each in patterns for place in places(each, text)}
    ordered = [found[start] for start in sorted(found)]
    rng.shuffle(ordered)
    return ordered


def day(material: Material, rng: random.Random) -> Iterator[str]:
    """Change the day of the month."""
    for place in _chosen(_DAYS, material.claim, rng):
        old = int(place.found)
        steps = [step for step in (-9, -3, -1, 1, 2, 4, 10) if 1 <= old + step <= 28]
        if steps:
            yield _unseen(material, place, str(old + rng.choice(steps)))


def month(material: Material, rng: random.Random) -> Iterator[str]:
    """Change the month, written or as a number."""
    for place in _chosen(_MONTHS, material.claim, rng):
        if place.found.isdigit():
            new = [str(each) for each in range(1, 13) if each != int(place.found)]
        else:
            series = _INDONESIAN if place.found in _INDONESIAN else _ENGLISH
            if all(name in (*_INDONESIAN, "April") for name in re.findall(_MONTH, material.claim)):
                series = _INDONESIAN
            new = [each for each in series if each != place.found]
        yield _unseen(material, place, rng.choice(new))


def year(material: Material, rng: random.Random) -> Iterator[str]:
    """Change the year of a date."""
    for place in _chosen(_YEARS, material.claim, rng):
        yield _unseen(material, place, str(int(place.found) + rng.choice((-10, -2, -1, 1, 2))))


def weekday(material: Material, rng: random.Random) -> Iterator[str]:
    """Change the day of the week."""
    for place in _chosen((_WEEKDAY,), material.claim, rng):
        series = _WEEKDAYS[0] if place.found in _WEEKDAYS[0] else _WEEKDAYS[1]
        yield _unseen(material, place, rng.choice([x for x in series if x != place.found]))


def _unseen(material: Material, place: Place, new: str) -> str:
    """Return the changed claim, or the claim itself where the evidence has the new date too."""
    if re.search(rf"(?<!\w){re.escape(new)}(?!\w)", material.sources):
        return material.claim
    return replaced(material.claim, place, new)
