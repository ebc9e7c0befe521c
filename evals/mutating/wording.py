"""Words changed: a quotation, a negation, an antonym, what is planned for what is done."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from evals.mutating.antonyms import NEVER_AFTER, NO_VERBS, PAIRS, PHRASES
from evals.mutating.material import (
    Material,
    Place,
    is_english,
    places,
    replaced,
    words_after,
    words_before,
)

_QUOTED = re.compile(r'["“]([^"“”]{15,400})["”]')
_CONTENT = re.compile(r"(?<![\w-])[a-z]{5,14}(?![\w-])")
_NOT = re.compile(r"\b(tidak|tak|bukan|belum|not|never)\b", re.I)
_ANY_NOT = frozenset(
    "tidak tak bukan belum tanpa jangan bukanlah tiada not never no without nor neither".split()
)
_NOT_ONLY = frozenset(
    "hanya cuma saja sekadar kurang lain semata jarang only just lagi pernah least necessarily "
    "satu pun seorang apa sah lah usah terbatas".split()
)
_VERB = re.compile(r"(?<![\w-])((?:me[mnlrwy]|di|ber|ter)[a-z]{4,})(?![\w-])")
_BEFORE_VERB = frozenset("akan telah sudah sedang masih dapat bisa harus wajib perlu mau".split())
_NO_NEGATION_AFTER = frozenset("yang untuk agar supaya dengan guna demi dalam sambil".split())
_AUXILIARY = re.compile(
    r"(?<![\w'’-])(is|was|were|are|will|would|can|could|should|must)(?![\w'’-])"
)
_PLANNED = re.compile(r"\b(akan|bakal|telah|sudah|will be|has been|have been|will)\b")
_TENSE = {
    "akan": "telah",
    "bakal": "sudah",
    "telah": "akan",
    "sudah": "akan",
    "will be": "has been",
    "has been": "will be",
    "have been": "will be",
}
_NOT_PLANNED = frozenset(
    "khawatir kebutuhan kesadaran sadar rindu ingat lupa haus pengetahuan tuntutan harapan cinta "
    "lagi kepercayaan jaminan terhadap kalau jika tidak tak belum apakah sudah akan yang".split()
)
_NOT_DONE = frozenset(
    "seharusnya semestinya sepatutnya sepantasnya waktunya saatnya barang tentu pasti lama masih "
    "terus lagi selalu".split()
)


def quotation(material: Material, rng: random.Random) -> Iterator[str]:
    """Put another word of the article in place of a word of a quotation."""
    spoken = places(_QUOTED, material.claim)
    own = {word.casefold() for word in re.findall(r"\w+", material.sources)}
    pool = sorted(set(_CONTENT.findall(material.article)) - own)
    rng.shuffle(spoken)
    for quote in spoken:
        words = [
            Place(start=quote.start + word.start, end=quote.start + word.end, found=word.found)
            for word in places(_CONTENT, quote.found)
        ]
        rng.shuffle(words)
        for word in words:
            options = [each for each in pool if each[:4] != word.found[:4]]
            if options:
                yield replaced(material.claim, word, rng.choice(options))


def negated(material: Material, rng: random.Random) -> Iterator[str]:
    """Put "tidak" or "not" to a verb that has no negation near."""
    claim = material.claim
    if is_english(claim):
        for place in places(_AUXILIARY, claim):
            near = words_before(claim, place.start, 2) + words_after(claim, place.end, 3)
            if not _ANY_NOT & set(near):
                yield replaced(claim, place, f"{place.found} not")
        return
    for place in places(_VERB, claim):
        before = words_before(claim, place.start, 4)
        if place.found in NO_VERBS or _ANY_NOT & {*before, *words_after(claim, place.end, 2)}:
            continue
        if before and before[-1] in _NO_NEGATION_AFTER:
            continue
        start = place.start
        if before and before[-1] in _BEFORE_VERB:
            start = claim.casefold().rindex(before[-1], 0, start)
        found = claim[start : place.end]
        yield replaced(claim, Place(start=start, end=place.end, found=""), f"tidak {found}")


def negation_removed(material: Material, rng: random.Random) -> Iterator[str]:
    """Take a negation away; "belum" becomes "sudah"."""
    claim = material.claim
    found = places(_NOT, claim)
    rng.shuffle(found)
    for place in found:
        after = words_after(claim, place.end, 3)
        near = {*words_before(claim, place.start, 3), *after}
        if words_before(claim, place.start, 1) == ["masih"]:
            continue
        if not after or after[0] in _NOT_ONLY or _ANY_NOT & near or "melainkan" in claim:
            continue
        if re.match(r"[\"”)]", claim[place.end :]):
            continue
        if place.found.casefold() == "belum":
            yield replaced(claim, place, "sudah")
        elif claim[place.end : place.end + 1] == " ":
            rest = claim[place.end + 1 :]
            if place.found[0].isupper():
                rest = rest[0].upper() + rest[1:]
            yield claim[: place.start] + rest


def antonym(material: Material, rng: random.Random) -> Iterator[str]:
    """Put the opposite in a word's place."""
    claim = material.claim
    found = places(PHRASES, claim)
    rng.shuffle(found)
    for place in found:
        old = place.found.casefold()
        new, never_before = PAIRS[old]
        if place.found[0].isupper():
            continue  # a part of a name or title, or "Pertama," that counts sentences
        if NEVER_AFTER.get(old, frozenset()) & set(words_before(claim, place.start, 1)):
            continue
        if {*words_after(claim, place.end, 1)} & never_before:
            continue
        if _ANY_NOT & set(words_before(claim, place.start, 1)):
            continue  # "tidak naik" to "tidak turun" does not deny it
        if re.search(rf"\b{new}\b", claim, re.I):
            continue  # the claim has both, and the change may say nothing new
        yield replaced(claim, place, new)


def tense(material: Material, rng: random.Random) -> Iterator[str]:
    """Say that what is planned is done, or that what is done is planned."""
    claim = material.claim
    found = places(_PLANNED, claim)
    rng.shuffle(found)
    for place in found:
        if place.found not in _TENSE:
            continue
        if _NOT_PLANNED & set(words_before(claim, place.start, 1)):
            continue
        if _NOT_DONE & set(words_after(claim, place.end, 1)):
            continue
        yield replaced(claim, place, _TENSE[place.found])
