"""How Indonesian questions point, and what stands in the place of the pointing word."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.conversation.aim import Aim, linked_indonesian
from rag.conversation.referring import EVENT, without_suffix
from rag.conversation.topic import bodies, matter, subject
from rag.conversation.words import GENERIC, RELATIONAL, VERBS

_BARE = re.compile(
    r"(?P<ask>(?:sejak |sampai )?(?:kapan|kenapa|mengapa|di mana|siapa|berapa|bagaimana|tanggal"
    r" berapa|jam berapa|apa|(?:berapa (?:lama|orang|persen|banyak|besar|kali))))"
    r"(?: (?:itu|tersebut|tadi|nya|ya|saja|persisnya|tepatnya))*",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"berapa (?:orang(?:nya)?|jumlah(?:nya)?|banyak(?:nya)?|orang jumlahnya)"
    r"|jumlah(?:nya)? berapa",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(r"siapa(?: saja)? yang (?P<did>.+)", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:dia|ia|beliau)\b", re.IGNORECASE)
_SAID = re.compile(r"\b(?P<verb>kata|ujar|tutur|ucapan)nya\b", re.IGNORECASE)
_NOUN_THAT = re.compile(r"\b(?P<noun>\w{3,}) (?:itu|tersebut|tadi)(?!\w)", re.IGNORECASE)
_GROUP = re.compile(r"\bmereka\b", re.IGNORECASE)
_THAT_BODY = re.compile(
    r"\b(?:perusahaan|pabrik|serikat|federasi|organisasi|kementerian) (?:itu|tersebut|tadi)(?!\w)",
    re.IGNORECASE,
)
_NEEDS_MATTER = re.compile(r"\b(?:tanggapan|alasan|sikap|pendapat|komentar|respons)\b", re.I)
_RUNS_ON = re.compile(r"(?:kapan|kenapa|mengapa|siapa|apa)(?: yang| sudah| akan)? \w+\Z", re.I)
_OF_BODY = frozenset("anggota iuran kantor sekretariat alamat".split())
_OF_WHOLE = frozenset("alasan sebab penyebab pemicu sumber bukti".split())
_OF_PERSON = frozenset("usia umur jabatan posisi profesi pekerjaan asal".split())


def _counted(aim: Aim) -> str:
    """Read "berapa jumlahnya?" after "siapa yang …?"."""
    did = _BY_WHOM.match(aim.base)
    if did is None or not _COUNT.fullmatch(aim.text):
        return ""
    number = "Berapa jumlah" if "jumlah" in aim.text.lower() else "Berapa orang"
    return f"{number} yang {did['did']}"


def _bare(aim: Aim) -> str:
    """Read "kapan itu?", "kenapa?", "sejak kapan?", "siapa dia?"."""
    match = _BARE.fullmatch(aim.text)
    if match is None:
        return ""
    ask = match["ask"].lower()
    if "siapa" in ask and aim.person:
        return f"{match['ask']} {aim.person}"
    why = "kenapa" in ask or "mengapa" in ask
    yes_no = aim.base.lower().startswith("apakah ")
    return f"{match['ask']} {aim.whole if why or yes_no else aim.about}"


def _that_body(aim: Aim) -> str:
    """Read "perusahaan itu", where one organisation was named."""
    found = bodies(aim.base)
    if len(found) != 1 or not _THAT_BODY.search(aim.text):
        return ""
    text = _THAT_BODY.sub(found[0], aim.text)
    return linked_indonesian(text, aim.about) if _NEEDS_MATTER.search(text) else text


def _that_event(aim: Aim) -> str:
    """Read "soal itu"."""
    if not EVENT.search(aim.text):
        return ""
    return EVENT.sub(lambda match: f"{match['link']} {matter(aim.base)}", aim.text)


def _that_person(aim: Aim) -> str:
    """Read "dia" as the one person who was named, else say what it was about."""
    if not _PERSON.search(aim.text):
        return ""
    if aim.person:
        return _PERSON.sub(aim.person, aim.text)
    return linked_indonesian(_PERSON.sub("", aim.text), aim.about)


def _he_said(aim: Aim) -> str:
    """Read "apa katanya soal upah?"."""
    if not aim.person or not _SAID.search(aim.text):
        return ""
    return _SAID.sub(lambda match: f"{match['verb']} {aim.person}", aim.text)


def _that_noun(aim: Aim) -> str:
    """Read "kecelakaan itu" as the kecelakaan that was spoken of."""
    for match in _NOUN_THAT.finditer(aim.text):
        told = _from_noun(aim.about, match["noun"])
        if told:
            return aim.text[: match.start()] + told + aim.text[match.end() :]
    return ""


def _from_noun(about: str, noun: str) -> str:
    """Return what was spoken of from this noun on, "" if it is not in it."""
    match = re.search(rf"\b{re.escape(noun)}\b", about, re.IGNORECASE)
    return about[match.start() :] if match else ""


def _run_on(aim: Aim) -> str:
    """Read "kapan ditetapkan?": the topic follows the verb."""
    if _RUNS_ON.match(aim.text) and aim.words[-1].low in VERBS:
        return f"{aim.text} {aim.about}"
    return ""


def _they(aim: Aim) -> str:
    return _GROUP.sub(subject(aim.base) or aim.about, aim.text) if _GROUP.search(aim.text) else ""


def _suffix(aim: Aim) -> str:
    """Put the topic behind the noun whose -nya points at it: "alasannya" is "alasan X"."""
    for word in aim.words:
        bare = without_suffix(word.low)
        if bare != word.low:
            before, after = aim.text[: word.start], aim.text[word.end :]
            noun = word.text[: len(bare)]
            if bare in GENERIC:
                return linked_indonesian(before + noun + after, aim.about)
            told = _from_noun(aim.about, noun) or f"{noun} {_owner(aim, bare)}"
            return f"{before}{told}{after}"
    if len(aim.words) <= 3 and aim.words[-1].low in RELATIONAL:
        return f"{aim.text} {aim.about}"
    return ""


def _owner(aim: Aim, noun: str) -> str:
    """Return whose or of what the noun is."""
    named = bodies(aim.base)
    if noun in _OF_WHOLE:
        return aim.whole
    if noun in _OF_BODY and len(named) == 1:
        return named[0]
    return aim.person if aim.person and noun in _OF_PERSON else aim.about


RULES: tuple[Callable[[Aim], str], ...] = (
    _counted,
    _bare,
    _that_body,
    _that_event,
    _he_said,
    _that_person,
    _that_noun,
    _run_on,
    _they,
    _suffix,
)
"""Tried in this order; the first that gives a text is taken."""
