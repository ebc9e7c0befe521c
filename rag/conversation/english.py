"""How English questions point, and what stands in the place of the pointing word."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.conversation import english_happenings as happenings
from rag.conversation.aim import Aim, linked_english
from rag.conversation.referring import EVENT
from rag.conversation.topic import bodies, matter, subject

_BARE = re.compile(
    r"(?P<ask>since when|when|where|why|how|how long|how come)(?: exactly)?"
    r"(?: (?:is|was|were|did|will|does|has))?(?: (?:that|this|it|they|he|she))?"
    r"(?: (?:be|happen|happened|take place|so|end|start|begin))?(?: held)?",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"how many(?: of them| people| workers| members)?", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:when|where|why|how(?: much| long)?|what) "
    r"(?P<clause>(?:did|was|were|is|are|will|has|does) .+)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"how (?:many|much) (?P<what>\w+(?: \w+)?) (?P<clause>(?:did|do|does|will|has|have|had) .+)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"how (?:many|much) (?P<clause>(?:[a-z]+ ){1,3}?"
    r"(?!did |do |does |will |has |have |had |were |was )"
    r"(?:\w{2,}ed|went|took|won|lost|made|got) .+)",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(r"who (?P<did>.+)", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|her)\b", re.IGNORECASE)
_OWNER = re.compile(r"\b(?:his|hers?)\b(?= \w)", re.IGNORECASE)
_THEY = re.compile(r"\bthey\b", re.IGNORECASE)
_THAT_BODY = re.compile(r"\bthat (?:company|union|federation|factory)\b", re.IGNORECASE)
_ABOUT = ("to", "about", "on", "against")


def _counted(aim: Aim) -> str:
    """Read "how many of them?" after "who …?"."""
    did = _BY_WHOM.match(aim.base)
    return f"How many {did['did']}" if did and _HOW_MANY.fullmatch(aim.text) else ""


def _bare(aim: Aim) -> str:
    """Read "why?", "when was that?": the clause of the question before is asked so."""
    bare = _BARE.fullmatch(aim.text)
    if bare is None:
        return ""
    plain = _SUBJECT.fullmatch(aim.base)
    if plain:
        return f"{bare['ask']} was it that {plain['clause']}"
    counted, clause = _COUNTED.match(aim.base), _CLAUSE.match(aim.base)
    if counted:
        return f"{bare['ask']} {counted['clause']} {counted['what']}"
    return f"{bare['ask']} {clause['clause']}" if clause else ""


def _that_person(aim: Aim) -> str:
    """Read "he" and "her" as the one person who was named."""
    if aim.person and _OWNER.search(aim.text):
        return _OWNER.sub(f"{aim.person}'s", aim.text)
    return _PERSON.sub(aim.person, aim.text) if aim.person and _PERSON.search(aim.text) else ""


def _that_body(aim: Aim) -> str:
    found = bodies(aim.base)
    if len(found) != 1 or not _THAT_BODY.search(aim.text):
        return ""
    return linked_english(_THAT_BODY.sub(found[0], aim.text), aim.about)


def _that_event(aim: Aim) -> str:
    """Read "to that", "about it"."""
    match = EVENT.search(aim.text)
    if match is None or match["link"].lower() not in _ABOUT:
        return ""
    return EVENT.sub(lambda found: f"{found['link']} {matter(aim.base)}", aim.text)


def _they(aim: Aim) -> str:
    group = subject(aim.base)
    return _THEY.sub(group, aim.text) if group and _THEY.search(aim.text) else ""


RULES: tuple[Callable[[Aim], str], ...] = (
    _counted,
    happenings.asked,
    happenings.bare,
    happenings.sized,
    happenings.took_part,
    _bare,
    _that_person,
    happenings.its,
    _that_body,
    _that_event,
    _they,
    happenings.doers,
    happenings.within,
)
"""Tried in this order; the first that gives a text is taken."""
