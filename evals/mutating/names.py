"""Names changed: another of the article, another from elsewhere, another speaker."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

from evals.mutating.material import Material, Place, replaced
from evals.mutating.naming import Name, names, names_in, same_bearer

_SHORT = re.compile(r" \([A-Z][A-Za-z]{1,9}\)")
_JOINING = frozenset("dan atau serta and or".split())


def elsewhere(material: Material, rng: random.Random) -> Iterator[str]:
    """Put a name of another article, which this one does not have, in a name's place."""
    pool = [
        name
        for text in material.others
        for name in names_in(text)
        if not _holds(material.article, name.place.found)
    ]
    yield from _swapped(material, pool, rng)


def from_article(material: Material, rng: random.Random) -> Iterator[str]:
    """Put a name of the article that the evidence does not have in a name's place."""
    pool = [
        name
        for name in names_in(material.article)
        if not _holds(material.sources, name.place.found)
    ]
    yield from _swapped(material, pool, rng)


def from_evidence(material: Material, rng: random.Random) -> Iterator[str]:
    """Put another name of the evidence in a name's place."""
    claim = material.claim
    choices = sorted({(x.type, x.place.found) for each in material.evidence for x in names(each)})
    found = list(names(claim))
    rng.shuffle(found)
    for name in found:
        options = [
            other
            for kind, other in choices
            if kind == name.type
            and claim.count(name.place.found) == 1
            and not same_bearer(other, name.place.found, material.article)
            and not _side_by_side(claim, name, other)
        ]
        if options:
            yield _renamed(claim, name.place, rng.choice(options))


def speaker(material: Material, rng: random.Random) -> Iterator[str]:
    """Let another person of the article, or one from elsewhere, say what the claim reports."""
    own = names_in(material.article)
    far = [name for text in material.others for name in names_in(text) if name.speaks]
    for pool in ([name for name in own if name.speaks], far):
        yield from _swapped(material, pool, rng, spoken=True)


def exchanged(material: Material, rng: random.Random) -> Iterator[str]:
    """Let two names of the claim trade places, where they do not stand side by side."""
    claim = material.claim
    found = names(claim)
    pairs = [
        (one, two)
        for at, one in enumerate(found)
        for two in found[at + 1 :]
        if one.type == two.type
        and not same_bearer(one.place.found, two.place.found, material.article)
        and not _listed(claim[one.place.end : two.place.start])
        and _parted(claim[one.place.end : two.place.start])
    ]
    rng.shuffle(pairs)
    for one, two in pairs:
        text = _renamed(claim, two.place, one.place.found)
        yield _renamed(text, one.place, two.place.found)


def _swapped(
    material: Material, pool: Iterable[Name], rng: random.Random, *, spoken: bool = False
) -> Iterator[str]:
    """Put a name of the pool in the place of one of the claim's, of the same type."""
    found = [name for name in names(material.claim) if name.speaks or not spoken]
    rng.shuffle(found)
    held = [name.place.found for name in names(material.claim)]
    held += [name.place.found for each in material.evidence for name in names(each)] * spoken
    choices = sorted({(name.type, name.place.found) for name in pool})
    for name in found:
        if material.claim.count(name.place.found) > 1:
            continue  # the other mention would still say who it is
        options = [
            other
            for kind, other in choices
            if kind == name.type
            and not any(same_bearer(other, each, material.article) for each in held)
        ]
        if options:
            yield _renamed(material.claim, name.place, rng.choice(options))


def _renamed(text: str, place: Place, by: str) -> str:
    """Put a name in another's place, and leave out the short form told after it in parentheses."""
    short = _SHORT.match(text[place.end :])
    end = place.end + (short.end() if short else 0)
    return replaced(text, Place(start=place.start, end=end, found=place.found), by)


def _listed(between: str) -> bool:
    """Return whether two names are items of one list: nothing but names stands between them."""
    lower = {word for word in re.findall(r"\w+", between) if not word[0].isupper()}
    return lower <= _JOINING and ("," in between or bool(lower))


def _parted(between: str) -> bool:
    """Return whether a word stands between two names, so that they are not parts of one."""
    return re.search(r"\b[a-z]{2,}", re.sub(r"\([^)]*\)", "", between)) is not None


def _side_by_side(claim: str, name: Name, other: str) -> bool:
    """Return whether another name stands next to this one in a list."""
    for each in names(claim):
        if each.place.found == other:
            first, second = sorted((each.place, name.place), key=lambda place: place.start)
            if _listed(claim[first.end : second.start]):
                return True
    return False


def _holds(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
