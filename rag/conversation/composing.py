"""A question that points, with what it points at put in its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation.plain import Plain, sentence
from rag.conversation.referring import EVENT, without_suffix
from rag.conversation.topic import bodies, matter, persons, subject, topic, without_end
from rag.conversation.words import ASKING, GENERIC, MORE, PERSONS, RELATIONAL, STANCES, VERBS
from rag.records import Exchange

_WHEN_THAT = re.compile(
    r"(?P<ask>(?:sejak |sampai )?(?:kapan|kenapa|mengapa|di mana|siapa|berapa|bagaimana|tanggal"
    r" berapa|jam berapa|apa|(?:berapa (?:lama|orang|persen|banyak|besar|kali))))"
    r"(?: (?:itu|tersebut|tadi|nya|ya|saja|persisnya|tepatnya))*",
    re.IGNORECASE,
)
_WHEN_WAS = re.compile(
    r"(?P<ask>since when|when|where|why|how|how long|how come)(?: exactly)?"
    r"(?: (?:is|was|were|did|will|does|has))?(?: (?:that|this|it|they|he|she))?"
    r"(?: (?:be|happen|happened|take place|so|end|start|begin))?(?: held)?",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"how many(?: of them| people| workers| members)?", re.IGNORECASE)
_COUNT = re.compile(
    r"berapa (?:orang(?:nya)?|jumlah(?:nya)?|banyak(?:nya)?|orang jumlahnya)"
    r"|jumlah(?:nya)? berapa",
    re.IGNORECASE,
)
_WH_CLAUSE = re.compile(
    r"(?:(?P<wh>when|where|why|how)|(?:what)) (?P<clause>(?:did|was|were|is|are|will|has|does) .+)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"how (?:many|much) (?P<what>\w+(?: \w+)?) (?P<clause>(?:did|do|does|will|has|have|had) .+)",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(r"(?:siapa(?: saja)? yang|who) (?P<did>.+)", re.IGNORECASE)
_ENGLISH_PERSON = re.compile(r"\b(?:he|she|him|her)\b", re.IGNORECASE)
_ENGLISH_OWNER = re.compile(r"\b(?:his|hers?)\b(?= \w)", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:dia|ia|beliau)\b", re.IGNORECASE)
_THAT_BODY = re.compile(
    r"\b(?:perusahaan|pabrik|serikat|federasi|organisasi|kementerian) (?:itu|tersebut|tadi)(?!\w)"
    r"|\b(?:the|that) (?:company|union|federation|factory)\b",
    re.IGNORECASE,
)
_RUNS_ON = re.compile(r"(?:kapan|kenapa|mengapa|siapa|apa)(?: yang| sudah| akan)? \w+\Z", re.I)
_OF_BODY = frozenset("anggota iuran kantor sekretariat alamat".split())
_ABOUT = ("to", "about", "on", "against")
_OF_WHOLE = frozenset("alasan sebab penyebab pemicu sumber bukti".split())
_OF_PERSON = frozenset("usia umur jabatan posisi profesi pekerjaan asal".split())


def person_meant(history: Sequence[Exchange]) -> str:
    """Return the one person whom "dia" can mean, "" if there is none or more than one.

    Who is named in the last question goes before who is named in its answer, the first claim
    before the others; then the question before it.
    """
    for turn in (*reversed(history[-3:]),):
        for text in (turn.standalone, *turn.claims[:2]):
            found = persons(text)
            if found:
                return found[0] if len(found) == 1 else ""
    return ""


def composed(said: Plain, history: Sequence[Exchange], *, english: bool) -> str:
    """Return a pointing question as one that stands alone, "" if nothing is there to point at."""
    base = history[-1].standalone
    about = topic(base)
    if not about:
        return ""
    person = person_meant(history)
    if MORE.fullmatch(said.text):
        matter_asked = _matter_asked(base, about)
        lead = "Tell me more about" if english else "Jelaskan lebih lanjut tentang"
        return sentence(f"{lead} {matter_asked}")
    text = (
        _english(said, base, person) if english else _indonesian(said, base, person, about)
    ) or _linked(said.text, _matter_asked(base, about), english=english)
    return sentence(text)


def _matter_asked(base: str, about: str) -> str:
    """Return the topic with what was asked of it, unless who did it was asked."""
    return about if _BY_WHOM.match(base) else without_end(topic(base, whole=True))



def _linked(text: str, about: str, *, english: bool) -> str:
    """Return a question and what it is about; where it can run on, without a comma."""
    last = text.rsplit(maxsplit=1)[-1].lower()
    if english:
        return f"{text}{'' if last in STANCES else ','} about {about}"
    return f"{text}, tentang {about}"


def _indonesian(said: Plain, base: str, person: str, about: str) -> str:
    text = said.text
    whole = topic(base, whole=True)
    did = _BY_WHOM.match(base)
    if _COUNT.fullmatch(text) and did:
        return f"{'Berapa jumlah' if 'jumlah' in text.lower() else 'Berapa orang'} yang " + did["did"]
    bare = _WHEN_THAT.fullmatch(text)
    if bare:
        why = re.search("kenapa|mengapa", bare["ask"], re.IGNORECASE) or "kapan" not in base.lower()
        yes_no = base.lower().startswith("apakah ")
        if "siapa" in bare["ask"].lower() and person:
            return f"{bare['ask']} {person}"
        return f"{bare['ask']} {whole if why and (yes_no or 'kena' in bare['ask'].lower()) else about}"
    body = bodies(base)
    if len(body) == 1 and _THAT_BODY.search(text):
        replaced = _THAT_BODY.sub(body[0], text)
        return replaced if _complete(text) else _linked(replaced, about, english=False)
    if EVENT.search(text):
        return EVENT.sub(lambda match: f"{match['link']} {matter(base)}", text)
    if _PERSON.search(text):
        if not person:
            return _linked(_PERSON.sub("", text), about, english=False)
        return _PERSON.sub(person, text)
    if _RUNS_ON.match(text) and text.rsplit(maxsplit=1)[-1].lower() in VERBS:
        return f"{text} {about}"
    if re.search(r"\bmereka\b", text, re.IGNORECASE):
        return re.sub(r"\bmereka\b", subject(base) or about, text, flags=re.IGNORECASE)
    return _with_suffix(said, base, person, about)


def _complete(text: str) -> bool:
    return "tanggapan" not in text.lower() and "alasan" not in text.lower()


def _with_suffix(said: Plain, base: str, person: str, about: str) -> str:
    """Put the topic behind the noun whose -nya points at it: "alasannya" is "alasan X"."""
    text, words = said.text, said.words
    for word in words:
        bare = without_suffix(word.low)
        if bare == word.low:
            continue
        stem = word.text[: len(bare)]
        if bare in GENERIC:
            return _linked(text[: word.start] + stem + text[word.end :], about, english=False)
        owner = person if person and bare in _OF_PERSON else about
        if bare in _OF_BODY and len(bodies(base)) == 1:
            owner = bodies(base)[0]
        if bare in _OF_WHOLE:
            owner = topic(base, whole=True)
        return f"{text[: word.start]}{stem} {owner}{text[word.end :]}"
    lows = [word.low for word in words]
    if len(words) <= 3 and any(low in RELATIONAL for low in lows[-1:]):
        return f"{text} {about}"
    return ""


def _english(said: Plain, base: str, person: str) -> str:
    text = said.text
    clause = _WH_CLAUSE.match(base.strip(" ?.!"))
    bare = _WHEN_WAS.fullmatch(text)
    did = _BY_WHOM.match(base.strip(" ?.!"))
    if _HOW_MANY.fullmatch(text) and did:
        return f"How many {did['did']}"
    counted = _COUNTED.match(base.strip(" ?.!"))
    if bare and counted:
        return f"{bare['ask']} {counted['clause']} {counted['what']}"
    if bare and clause:
        return f"{bare['ask']} {clause['clause']}"
    if person and _ENGLISH_OWNER.search(text):
        return _ENGLISH_OWNER.sub(f"{person}'s", text)
    if person and _ENGLISH_PERSON.search(text):
        return _ENGLISH_PERSON.sub(person, text)
    if EVENT.search(text) and EVENT.search(text)["link"].lower() in _ABOUT:
        return EVENT.sub(lambda match: f"{match['link']} {matter(base)}", text)
    if re.search(r"\bthey\b", text, re.IGNORECASE) and (group := subject(base)):
        return re.sub(r"\bthey\b", group, text, flags=re.IGNORECASE)
    return ""


def still_points(text: str) -> bool:
    """Tell whether a pronoun for a person is left that nothing was found for."""
    return any(word in PERSONS for word in text.lower().split()) or bool(
        ASKING.fullmatch(text.lower())
    )
