"""English questions of an event or a sum: "when did it end?", "how much is it?"."""

from __future__ import annotations

import re

from rag.conversation.aim import Aim
from rag.conversation.happenings import Happening, happening
from rag.conversation.slots import slots
from rag.conversation.topic import bodies

_IT = re.compile(r"\b(?:it|that|this|they)\b(?!\w)", re.IGNORECASE)
_OF_EVENT = re.compile(
    r"(?:since when|until when|when|where|how long|why|is|was|has|did|will|does)\b(?: \w+){0,3}? "
    r"(?P<it>it|that|this|they|those)(?: (?:already|again|next"
    r"|finally|still|actually|going to|be|been|yet|to|was|is"
    r"|take place|taken place|happen|happened|start|started|begin|begun|end|ended|last|lasted"
    r"|finish|finished|held|over|announced|going on|continue|cancelled|canceled|postponed|called"
    r" off|planned|scheduled|resolved|settled|suspended))*",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?P<ask>since when|until when|when|where|how long)(?: exactly| was that| was this"
    r"| did that happen)?",
    re.IGNORECASE,
)
_BARES = {
    "when": "when {was} the {event}",
    "where": "where {was} the {event}",
    "how long": "how long did the {event} last",
    "since when": "since when {has} the {event} been going on",
    "until when": "until when did the {event} last",
}
_TOOK_PART = re.compile(r"(?:attended|joined|participated|took part)\Z", re.IGNORECASE)
_MUCH = re.compile(
    r"(?:how (?:much|high|big)|what(?: percentage)?) (?:is|was|will|did|does) (?:it|that)\b.*",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"(?:when|where|why|how|who) (?:is|was|were|are|will|did|has)(?: the)? (?P<thing>.+?)"
    r"(?: (?:be )?(?:announced|set|raised|paid|decided|published|approved|increased|introduced"
    r"|signed))?\Z",
    re.IGNORECASE,
)
_ITS = re.compile(r"\bits (?P<noun>[\w-]+)(?P<rest>.*)", re.IGNORECASE)
_OF_BODY = re.compile(
    r"(?:chair\w*|leader|head|president|members?|membership|secretary|director|owner|office"
    r"|headquarters|address|website|dues|position|response|reaction|workers|employees)\Z",
    re.IGNORECASE,
)
_UNION = re.compile(r".*(?:federation|union|confederation|congress|association|ministry)", re.I)
_DOERS = re.compile(
    r"\b(?P<who>(?:(?!many\b)[a-z]+ )?(?:workers|drivers|employees|members|teachers|nurses|miners"
    r"|people|farmers|fishers|sailors|unions|delegates))\b"
)
_COUNTS = re.compile(r"(?:how many|who)\b(?! (?:is|was|are|were) (?:it|that|the)\b)", re.IGNORECASE)
_ACT = re.compile(r"(?:strike|protest|walk out|rally|march)\Z", re.IGNORECASE)


def _was(event: Happening, text: str) -> str:
    """Return a question with its verb as a plural event has it."""
    if not event.many:
        return text
    forms = {"was": "were", "is": "are", "has": "have", "does": "do"}
    return re.sub(
        r"\b(?:was|is|has|does)\b", lambda verb: forms[verb[0].lower()], text, count=1, flags=re.I
    )


def asked(aim: Aim) -> str:
    """Read "when did it end?", "where will that be?", "is it over?"."""
    event, match = happening(aim.base), _OF_EVENT.fullmatch(aim.text)
    if event is None or match is None:
        return ""
    if match["it"].lower() in ("they", "those") and not event.many:
        return ""
    start, end = match.span("it")
    return f"{_was(event, aim.text[:start])}the {event.text}{aim.text[end:]}"


def bare(aim: Aim) -> str:
    """Read "when?", "where was that?", "how long?"."""
    event, match = happening(aim.base), _BARE.fullmatch(aim.text)
    if event is None or match is None:
        return ""
    many = {"was": "were", "has": "have"} if event.many else {"was": "was", "has": "has"}
    return _BARES[match["ask"].lower()].format(event=event.text, **many)


def took_part(aim: Aim) -> str:
    """Read "how many delegates attended?" of the event that was spoken of."""
    event, match = happening(aim.base), _TOOK_PART.search(aim.text)
    if event is None or match is None:
        return ""
    link = "" if match[0].lower() in ("attended", "joined") else " in"
    return f"{aim.text}{link} the {event.text}"


def sized(aim: Aim) -> str:
    """Read "how much is it?" of the sum that was spoken of."""
    passive = _PASSIVE.fullmatch(aim.base)
    if passive is None or not _MUCH.fullmatch(aim.text):
        return ""
    thing = passive["thing"]
    if not any(slot.kind == "figure" for slot in slots(thing)):
        return ""
    return _IT.sub(f"the {thing}", aim.text, count=1)


def its(aim: Aim) -> str:
    """Read "who is its chair?" as of the one body named, "what was its result?" of the event."""
    match = _ITS.search(aim.text)
    if match is None:
        return ""
    named, event = bodies(aim.base), happening(aim.base)
    if _OF_BODY.match(match["noun"]) and len(named) == 1:
        owner = f"the {named[0]}" if _UNION.match(named[0]) else named[0]
    elif event is not None:
        owner = f"the {event.text}"
    else:
        return ""
    return f"{aim.text[: match.start()]}the {match['noun']} of {owner}{match['rest']}"


def within(aim: Aim) -> str:
    """Read "how many died?" as of the event that was spoken of."""
    event, match = happening(aim.base), _COUNTS.match(aim.text)
    return f"{aim.text} in the {event.text}" if event and match else ""


def doers(aim: Aim) -> str:
    """Read "they" as those who took part: "why did they strike?"."""
    event, who = happening(aim.base), _DOERS.search(aim.base)
    if event is None or who is None or not re.search(r"\bthey\b", aim.text, re.IGNORECASE):
        return ""
    text = re.sub(r"\bthey\b", f"the {who['who']}", aim.text, flags=re.IGNORECASE)
    if _ACT.search(text):
        return f"{text} {event.after.strip()}"
    return f"{text} in the {event.text}"
