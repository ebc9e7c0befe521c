"""Questions that point at what was said: "kapan itu?", "berapa jumlahnya?", "why?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation.plain import Plain, Word
from rag.conversation.slots import Slot, slots
from rag.conversation.words import (
    ASKING,
    FUNCTION,
    GENERIC,
    NO_SUFFIX,
    OF_LAW,
    PERSONS,
    RELATIONAL,
    ROLES,
    STANCES,
    STRONG_ENGLISH,
    STRONG_INDONESIAN,
    TO_US,
    VERBS,
)
from rag.language import index_words, stem

_ONE = frozenset("company employer government union factory person firm court".split())
_MANY = frozenset("workers people employees unions members companies employers".split())
_COMPLETE = 4  # words of the matter itself: who repeats so many says all of it
_YET = re.compile(r"\A(?:apa(?:kah)? )?(?:sudah|jadi) \w+ (?:atau )?(?:belum|tidak)\Z", re.I)
_DEFINES = re.compile(r"apa (?:itu|yang dimaksud)\b.+|\S.* itu (?:apa|siapa)\b.*", re.I)
_IS_TRUE = re.compile(r"(?:is|was) it (?:true|legal|possible|allowed|necessary|mandatory)\b", re.I)
EVENT = re.compile(
    r"\b(?P<link>soal|tentang|atas|terhadap|mengenai|terkait|untuk|dengan|to|about|on|of|with"
    r"|against|for) (?:hal |masalah |perkara )?(?:itu|tersebut|ini|that|this|it)(?!\w)",
    re.IGNORECASE,
)
_THAT = re.compile(r"\b(?:that|this|those|these)(?=\W*\Z| (?:is|was|were|did|happen\w*)\b)", re.I)
_BE_THAT = re.compile(r"\b(?:is|was|were|did|does) (?:that|this|those|these)\b", re.IGNORECASE)
_HE_SAID = re.compile(r"\Aapa (?:saja )?(?:katanya|ujarnya|tuturnya|ucapannya)\b", re.IGNORECASE)
_THAT_FIRST = re.compile(r"(?:(?:apakah|kapan|kenapa|mengapa|bagaimana) )?itu\b", re.IGNORECASE)
# "Siapa yang menetapkan?", "berapa pasal?", "how many delegates attended?": of what is not said.
_OBJECT_LEFT = re.compile(
    r"\A(?:(?:siapa|kapan|kenapa|mengapa)(?: saja)?(?: yang)?(?: akan| sudah)? me\w{3,}(?:kan|i)"
    r"|berapa [^\W\d_]{4,})\Z",
    re.IGNORECASE,
)
_TOOK_PART = re.compile(
    r"\A(?:how many|who|which|berapa|siapa) (?:[a-z]+ ){0,3}(?:attended|joined|participated"
    r"|took part|hadir|ikut)\Z",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(r"(?:bukan (?:itu|begitu)|that is not|not that)\b", re.IGNORECASE)
_NOUN_THAT = re.compile(r"\b(?P<noun>\w+) (?:itu|tersebut|tadi)(?!\w)", re.IGNORECASE)


def points(said: Plain, before: Sequence[str], *, english: bool) -> bool:
    """Tell whether a question leans on what was said, by its words alone.

    A question that has a name of its own, or a thing of its own that the conversation has not,
    is complete; a pronoun that nothing in it explains makes it lean all the same.

    Args:
        said: the question.
        before: what was asked before in this conversation.
        english: the language of the question.
    """
    text, words = said.text, said.words
    lows = {word.low for word in words}
    if _IS_TRUE.match(text) or _NOT_THAT.match(text) or lows & TO_US:
        return False
    own = _own(words, before)
    if _DEFINES.fullmatch(text) and own:
        return False
    if any(pattern.search(text) for pattern in (EVENT, _HE_SAID, _OBJECT_LEFT, _TOOK_PART, _YET)):
        return True
    names = [
        slot
        for slot in slots(text)
        if slot.kind not in ("group", "time") and text[slot.end : slot.end + 3].lower() != "nya"
    ]
    if names:
        return _leans_with_names(names, own, words)
    if lows & STANCES and all(word.low in ROLES for word in own):
        own = []
    if not own:
        return bool(lows - {"terima", "kasih", "thanks"}) and _asks(words, lows)
    return _pronoun(text, words, own, english=english)


def _leans_with_names(names: Sequence[Slot], own: Sequence[Word], words: Sequence[Word]) -> bool:
    """Tell whether a question that names something leans on what was said all the same."""
    lows = {word.low for word in words}
    if lows & PERSONS:
        return all(slot.kind != "person" for slot in names)
    first = next((w.start for w in words if w.low in ("mereka", "they", "their")), None)
    if first is not None and first < names[0].start:
        return True
    outside = {
        word.low for word in words if not any(slot.start <= word.start < slot.end for slot in names)
    }
    actors = all(slot.kind in ("person", "organisation") for slot in names)
    matters = outside - FUNCTION - STANCES
    return actors and bool(outside & STANCES) and not matters and not own_outside(own, names)


def own_outside(own: Sequence[Word], names: Sequence[Slot]) -> bool:
    """Tell whether a question has a thing of its own beside its names."""
    return any(
        not any(slot.start <= word.start < slot.end for slot in names) and word.low not in STANCES
        for word in own
    )


def _asks(words: Sequence[Word], lows: set[str]) -> bool:
    """Tell a question or its noun alone ("alasannya?") from thanks and from a right in general."""
    if lows & OF_LAW and not _suffixed(words):
        return False
    return any(ASKING.match(word.low) for word in words) or (
        len(words) <= 4
        and any(word.low in RELATIONAL for word in words)
        or bool(_suffixed(words))
        or bool(lows & (STRONG_INDONESIAN | STRONG_ENGLISH))
    )


def _own(words: Sequence[Word], before: Sequence[str]) -> list[Word]:
    """Return the words that bring a thing of their own, which was not spoken of before."""
    spoken = {each for text in before[-3:] for each in index_words(text)}
    found, known = [], []
    for word in words:
        bare = without_suffix(word.low)
        if {word.low, bare} & (FUNCTION | RELATIONAL | GENERIC | VERBS | OF_LAW):
            continue
        if ASKING.match(word.low) or word.low in STRONG_INDONESIAN | STRONG_ENGLISH:
            continue
        if word.low.isdigit():
            continue
        if stem(bare) in spoken or set(index_words(word.text)) & spoken:
            known.append(word)
            continue
        if bare != word.low or _passive(word.low):
            continue  # "percobaannya", "dipenuhi": of something that was said
        found.append(word)
    return found if len(known) < _COMPLETE else [*known, *found]


def _explained(words: Sequence[Word], at: int) -> bool:
    """Tell whether a noun before the pronoun is what it stands for: "a company … its workers"."""
    pronoun = next(word.low for word in words if word.start == at)
    nouns = _ONE if pronoun in {"it", "its"} else _MANY
    return any(word.low in nouns for word in words if word.end <= at)


def _passive(low: str) -> bool:
    """Tell "dipenuhi", which says nothing of what, from "dinas"."""
    return low.startswith("di") and len(low) > 5 and not stem(low).startswith("di")


def without_suffix(low: str) -> str:
    """Return a word without the -nya that points back."""
    if low in NO_SUFFIX or not low.endswith("nya") or len(low) < 6:
        return low
    return low.removesuffix("nya")


def _suffixed(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if without_suffix(word.low) != word.low]


def _pronoun(text: str, words: Sequence[Word], own: Sequence[Word], *, english: bool) -> bool:
    """Tell whether a pronoun of a question with a thing of its own stands for something else.

    It does where it comes before that thing, or where the thing itself is pointed at.
    """
    if english:
        first = next((w.start for w in words if w.low in STRONG_ENGLISH - {"there"}), None)
        if first is None:
            return bool(_THAT.search(text) or _BE_THAT.search(text)) and len(own) < 3
        if _explained(words, first):
            return False
        return first < own[0].start or (len(own) == 1 and len(words) <= 4)
    if any(word.low in PERSONS | {"mereka"} for word in words):
        first = next(w.start for w in words if w.low in PERSONS | {"mereka"})
        return first < own[0].start or len(own) <= 2
    if _THAT_FIRST.match(text):
        return True
    pointed = _NOUN_THAT.search(text)
    # "Jaminan kehilangan pekerjaan itu untuk siapa?" says itself what it is about.
    return pointed is not None and (
        len(own) == 1 or len(own) == 2 and any(word.start > pointed.end() for word in own)
    )
