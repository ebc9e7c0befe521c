"""Another value for something in the question before: "bagaimana dengan Jawa Barat?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.plain import Plain, sentence, words_of
from rag.conversation.slots import Kind, Slot, slots
from rag.conversation.topic import topic
from rag.conversation.words import (
    ASKING,
    COMPARED,
    CORRECTION,
    FRAME,
    FRAME_END,
    FRAME_REST,
    FUNCTION,
    NEWER,
    NOT_BUT,
)

_ACTORS: tuple[Kind, ...] = ("person", "organisation")
_NAMES: tuple[Kind, ...] = ("place", "organisation", "person")
_PREPOSITION = re.compile(r"(?:di|ke|dari|pada|in|at|from|for|on|soal|untuk)(?: the)?\s+\Z", re.I)
_AT_WORK = re.compile(
    r"\b(?P<at>(?:di|at|in)\s+)(?:the\s+)?(?:(?:pabrik|tambang|perusahaan|kebun|rumah sakit"
    r"|factory|plant)\s+(?:[^\W\d_]+\s+)?)?\Z",
    re.IGNORECASE,
)
_WORKERS = re.compile(r"\b(?:buruh|pekerja|karyawan|pegawai|workers|employees)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|dan|atau|and|or|&|,\s*(?:di|in))\s*\Z", re.IGNORECASE)
_YEAR = re.compile(r"(?P<word>(?:tahun|year)\s+)?(?P<year>(?:19|20)\d\d)\Z", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"(?P<month>[^\W\d_]+)\s+(?P<year>(?:19|20)\d\d)\Z")
_MONTH_ALONE = re.compile(r"[^\W\d_]{3,9}\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class Replaced:
    """The question before with its new value; ``sure`` False where another place was possible."""

    text: str
    sure: bool = True


def offered(said: Plain) -> tuple[str, bool]:
    """Return the value that a fragment offers and whether words say that it offers one."""
    text = said.text
    for pattern in (NOT_BUT, CORRECTION):
        match = pattern.fullmatch(text)
        if match:
            return match["new"].strip(" ,"), True
    match = FRAME.match(text)
    if match is None:
        return FRAME_REST.sub("", text), False
    rest = FRAME_REST.sub("", text[match.end() :].strip(" ,"))
    return FRAME_END.sub("", rest).strip(" ,"), True


def replaced(said: Plain, base: str) -> Replaced | None:
    """Return the question ``base`` with what a fragment offers, None if it offers nothing.

    A new value takes the place of one of its own kind: place, organisation, person, time, figure
    or group of workers. Where the question has none, place and time are added.
    """
    if NEWER.fullmatch(said.text):
        english = re.search(r"[a-z]*(?:new|latest|recent)", said.text, re.IGNORECASE)
        newest = ", the newest" if english else " yang terbaru"
        return Replaced(text=sentence(base.strip(" ?.!") + newest))
    compared = COMPARED.fullmatch(said.text)
    if compared and _only(compared["new"], slots(compared["new"])):
        return Replaced(text=sentence(f"{base.strip(' ?.!')}, {said.text}"))
    text, framed = offered(said)
    text = re.sub(r"nya\Z", "", text) if framed else text
    found = slots(text) or (_name_alone(text) if framed else ())
    search = _is_search(found) and not framed and not said.linked
    if not found or not _only(text, found) or search:
        return None
    result, sure = base.strip(" ?.!"), True
    for slot in found:
        old = _place_for(slot, result)
        if old is None and slot.kind in ("place", "time"):
            result = _added(result, slot, text)
        elif old is None:
            return None
        else:
            sure = sure and old.sure
            result = result[: old.start] + _fitting(slot, old) + result[old.end :]
    return Replaced(text=sentence(result), sure=sure)


def _name_alone(text: str) -> tuple[Slot, ...]:
    """Return a name of one or two words that is a common word elsewhere: "kalau Lembayung?"."""
    words = words_of(text)
    if not 0 < len(words) <= 2 or not all(word.text[:1].isupper() for word in words):
        return ()
    if any(word.low in FUNCTION for word in words):
        return ()
    return (Slot(kind="organisation", text=text, start=0, end=len(text), sure=False),)


def _is_search(found: Sequence[Slot]) -> bool:
    """Tell key words that are a question of their own: "UMP Jawa Timur 2026"."""
    kinds = {slot.kind for slot in found}
    return "figure" in kinds and len(kinds) > 1


def _only(text: str, found: Sequence[Slot]) -> bool:
    """Tell whether a fragment holds values and nothing else that means something."""
    return not any(
        ASKING.match(word.low) or word.low not in FUNCTION
        for word in words_of(text)
        if not any(slot.start <= word.start < slot.end for slot in found)
    )


def _place_for(slot: Slot, base: str) -> Slot | None:
    """Return the stretch of the question before that the value goes to."""
    held = slots(base)
    same = _joined(base, [each for each in held if each.kind == slot.kind])
    if (slot.kind == "organisation" and not slot.sure) or (not same and slot.kind in _ACTORS):
        # A name alone does not say what it names; persons and bodies act alike.
        kinds = _NAMES if not slot.sure else _ACTORS
        same = _joined(base, [each for each in held if each.kind in kinds])
    if not same and slot.kind == "group":
        match = _WORKERS.search(base)
        return match and Slot(kind="group", text=match[0], start=match.start(), end=match.end())
    if not same and slot.kind == "place":
        same = [where for each in held if (where := _where(base, each)) is not None]
    if not same:
        return None
    if len(same) == 1:
        return same[0]
    last = same[-1]
    return Slot(kind=last.kind, text=last.text, start=last.start, end=last.end, sure=False)


def _where(base: str, slot: Slot) -> Slot | None:
    """Return an organisation that tells where something was, with what it is: "pabrik X"."""
    before = _AT_WORK.search(base[: slot.start])
    if slot.kind not in _ACTORS or before is None:
        return None
    start = before.end("at")
    return Slot(kind="place", text=base[start : slot.end], start=start, end=slot.end, sure=False)


def _joined(base: str, held: Sequence[Slot]) -> list[Slot]:
    """Take values that stand in a row for one: "Jabar dan Jateng", "Subang, Jawa Barat"."""
    found: list[Slot] = []
    for slot in held:
        last = found[-1] if found else None
        if last is not None and _BETWEEN.match(base[last.end : slot.start]):
            found[-1] = Slot(kind=slot.kind, text=slot.text, start=last.start, end=slot.end)
        else:
            found.append(slot)
    return found


def _fitting(slot: Slot, old: Slot) -> str:
    """Return a value as it fits where the old one stood: a month keeps the year beside it."""
    if slot.kind != "time":
        return slot.text
    both = _MONTH_YEAR.match(old.text)
    year = _YEAR.match(slot.text)
    before = _YEAR.match(old.text)
    if both and _MONTH_ALONE.match(slot.text) and both["month"][:1].isalpha():
        if not re.match(r"(?:tahun|year)\Z", both["month"], re.IGNORECASE):
            return f"{slot.text} {both['year']}"
    elif year and before and before["word"] and not year["word"]:
        return before["word"] + year["year"]
    return slot.text


def _added(question: str, slot: Slot, text: str) -> str:
    if slot.kind == "time":
        return f"{question} {slot.text}"
    lead = _PREPOSITION.search(text[: slot.start])
    english = re.match(r"(?:what|how|who|when|where|why|which|is|did|does|are)\b", question, re.I)
    return f"{question} {lead[0].strip() if lead else ('in' if english else 'di')} {slot.text}"


def asks_something(said: Plain) -> bool:
    """Tell whether a fragment has the sign of an offer, though none could be placed."""
    text, framed = offered(said)
    words = words_of(text)
    return framed and bool(words) and not any(ASKING.match(word.low) for word in words)


def about(said: Plain, base: str, *, english: bool) -> str:
    """Return an offer that fits nowhere with what was spoken of."""
    text, _ = offered(said)
    lead, link = ("What about", "about") if english else ("Bagaimana dengan", "tentang")
    return sentence(f"{lead} {text}, {link} {topic(base, whole=True)}")
