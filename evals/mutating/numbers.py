"""Numbers changed: a digit, a written number, another number's place, thousands for millions."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.mutating.dates import SPANS
from evals.mutating.material import Material, Place, places, replaced

_NUMBER = re.compile(
    r"(?<![\w.,/:#@-])(?<!Rp )(?<!Rp)(?:Rp\.? ?|US\$ ?|\$ ?)?\d+(?:[.,]\d+)*(?![\w/:]|-\w|[.,]\d)"
)
_CURRENCY = re.compile(r"^(?:Rp\.? ?|US\$ ?|\$ ?)")
_LIST_MARK = re.compile(r"^\s*\d+\. ")
_UNIT = re.compile(r"^\s?(%|persen|percent|ribu|juta|miliar|triliun|thousand|million|billion)\b")
_PERCENT = re.compile(r"^\s?(?:%|persen\b|percent\b)")
_CLOCK = re.compile(r"[012]\d[.:][0-5]\d")
_BEFORE_CLOCK = re.compile(r"(?:pukul|nomor|\bat) $", re.I)
_SCALES = (("ribu", "juta", "miliar", "triliun"), ("thousand", "million", "billion", "trillion"))
_SCALE = re.compile(r"\b(" + "|".join((*_SCALES[0], *_SCALES[1])) + r")\b")
_WRITTEN = (
    "dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split(),
    "two three four five six seven eight nine ten eleven twelve".split(),
)
_WORD = re.compile(r"\b(" + "|".join((*_WRITTEN[0], *_WRITTEN[1])) + r")\b", re.I)
_COMPOUND = re.compile(r"^[ -](?:belas|puluh|ratus|ribu|juta|miliar|kali lipat)\b")
_TENS = re.compile(r"(?:puluh|ratus|ribu|twenty|thirty|forty|fifty)[ -]$", re.I)
_COORDINATED = re.compile(
    r"^(?:\s*(?:,|dan|atau|serta|and|or|&|/|x|×|Rp|\d[\d.,]*))*\s*(?P<word>[^\W\d]+)?\s*$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number in digits: its place, its value in the text's own writing, and what it counts."""

    place: Place
    value: str
    shape: str


def figures(text: str) -> list[Figure]:
    """Return the numbers of a text that are not parts of dates or marks of lists."""
    taken = [(m.start(), m.end()) for span in SPANS for m in span.finditer(text)]
    mark = _LIST_MARK.match(text)
    found = []
    for place in places(_NUMBER, text):
        if any(start < place.end and place.start < end for start, end in taken):
            continue
        if mark and place.start < mark.end():
            continue
        found.append(_figure(text, place))
    return found


def _figure(text: str, place: Place) -> Figure:
    value = _CURRENCY.sub("", place.found)
    after = text[place.end :]
    shape = "count"
    if value != place.found:
        shape = "money"
    elif _PERCENT.match(after):
        shape = "percent"
    elif re.fullmatch(r"(?:19|20)\d\d", value):
        shape = "year"
    elif re.fullmatch(r"[012]\d[.:][0-5]\d", value) or re.search(
        r"pukul $|nomor $|\bat $", text[: place.start], re.I
    ):
        shape = "clock"
    unit = _UNIT.match(after)
    if unit and shape != "percent":
        shape += " " + unit.group(1)
    start = place.end - len(value)
    return Figure(
        place=Place(start=start, end=place.end, found=value), value=_plain(value), shape=shape
    )


def _plain(value: str) -> str:
    """Return a number without the marks that group its thousands, for comparing."""
    value = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", value)
    value = value.replace(",", ".")
    return value.rstrip("0").rstrip(".") if value.count(".") == 1 else value


def digit(material: Material, rng: random.Random) -> Iterator[str]:
    """Change one digit of a number to one that makes a number the article does not have."""
    known = {each.value for each in figures(material.article)}
    known |= {each.value for each in figures(material.sources)}
    found = figures(material.claim)
    rng.shuffle(found)
    for each in found:
        number = each.place.found
        spots = [at for at, mark in enumerate(number) if mark.isdigit()]
        at = rng.choice(spots)
        low = 1 if at == 0 else 0
        options = [str(d) for d in range(low, 10) if str(d) != number[at]]
        rng.shuffle(options)
        for new in options:
            changed = number[:at] + new + number[at + 1 :]
            if _plain(changed) not in known:
                yield replaced(material.claim, each.place, changed)
                break


def number_word(material: Material, rng: random.Random) -> Iterator[str]:
    """Change a number written as one word."""
    found = [each for each in places(_WORD, material.claim) if _alone(material.claim, each)]
    rng.shuffle(found)
    for place in found:
        series = _WRITTEN[0] if place.found.casefold() in _WRITTEN[0] else _WRITTEN[1]
        options = [
            word
            for word in series
            if word != place.found.casefold() and not re.search(rf"\b{word}\b", material.sources)
        ]
        if options:
            yield replaced(material.claim, place, rng.choice(options))


def _alone(text: str, place: Place) -> bool:
    if _COMPOUND.match(text[place.end :]) or _TENS.search(text[: place.start]):
        return False
    return text[max(0, place.start - 6) : place.start].casefold() != "salah "


def from_article(material: Material, rng: random.Random) -> Iterator[str]:
    """Put a number of the article that the evidence does not have in place of a claim's number."""
    inside = {each.value for each in figures(material.sources)}
    pool = [each for each in figures(material.article) if each.value not in inside]
    yield from _swapped(material, pool, rng)


def from_evidence(material: Material, rng: random.Random) -> Iterator[str]:
    """Put another number of the evidence in place of a claim's number."""
    yield from _swapped(material, figures(material.sources), rng)


def _swapped(material: Material, pool: list[Figure], rng: random.Random) -> Iterator[str]:
    found = figures(material.claim)
    rng.shuffle(found)
    for each in found:
        options = sorted(
            {
                other.place.found
                for other in pool
                if other.shape == each.shape and other.value != each.value
            }
        )
        if options:
            yield replaced(material.claim, each.place, rng.choice(options))


def exchanged(material: Material, rng: random.Random) -> Iterator[str]:
    """Let two numbers of the claim trade places, where this says something else."""
    found = figures(material.claim)
    pairs = [
        (one, two)
        for at, one in enumerate(found)
        for two in found[at + 1 :]
        if one.shape == two.shape and one.value != two.value
    ]
    rng.shuffle(pairs)
    for one, two in pairs:
        if _coordinated(material.claim, one.place, two.place):
            continue
        text = replaced(material.claim, two.place, one.place.found)
        yield replaced(text, one.place, two.place.found)


def _coordinated(text: str, one: Place, two: Place) -> bool:
    """Return whether two numbers stand side by side ("Pasal 5 dan Pasal 7"): order says nothing."""
    between = _COORDINATED.match(text[one.end : two.start])
    if not between:
        return False
    before = re.findall(r"\w+", text[: one.start])[-1:]
    return between.group("word") in (None, *before)


def magnitude_word(material: Material, rng: random.Random) -> Iterator[str]:
    """Say thousands for millions, millions for billions and so on."""
    found = places(_SCALE, material.claim)
    rng.shuffle(found)
    for place in found:
        series = _SCALES[0] if place.found in _SCALES[0] else _SCALES[1]
        at = series.index(place.found)
        near = [series[step] for step in (at - 1, at + 1) if 0 <= step < len(series)]
        yield replaced(material.claim, place, rng.choice(near))


def magnitude_zeros(material: Material, rng: random.Random) -> Iterator[str]:
    """Give a large number one zero more or less, or three less."""
    found = [each for each in figures(material.claim) if re.search(r"[.,]\d00$", each.place.found)]
    rng.shuffle(found)
    known = {each.value for each in figures(material.sources)}
    for each in found:
        mark = re.search(r"[.,]", each.place.found)
        value = int(re.sub(r"\D", "", each.place.found))
        options = [value * 10]
        if value >= 10_000:
            options.append(value // 10)
        new = rng.choice(options)
        grouped = f"{new:,}".replace(",", mark.group() if mark else ".")
        if _plain(grouped) not in known:
            yield replaced(material.claim, each.place, grouped)
