"""What a question is about: its words without those that only ask."""

from __future__ import annotations

import re

from rag.conversation.plain import words_of
from rag.conversation.slots import slots
from rag.conversation.words import ABSTRACT, EVENT_END
from rag.language import detect_language

_ASKS = re.compile(
    r"(?:(?:di|ke|dari|pada|sejak|sampai|oleh|untuk|dengan) ?mana(?:kah)?|(?:sejak|sampai) kapan"
    r"|apa itu|apa (?:saja|kah)|apakah|apa|siapa(?:kah)?(?: saja)?|berapa(?:kah)?"
    r"(?: (?:banyak|lama|orang|persen|besar|kali))?|kapan(?:kah)?|mengapa|kenapa"
    r"|bagaimana(?: cara)?"
    r"|benarkah|adakah|sudahkah"
    r"|how (?:many|much|long|old|far|large|big)|(?:since )?when|where|why|how|which|who(?:m|se)?"
    r"|what)(?!\w)\s*",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"(?:is|are|was|were|did|does|do|has|have|had|will|can|could|would|should)(?!\w)\s*",
    re.IGNORECASE,
)
_ASKS_LAST = re.compile(
    r"[\s,]+(?:berapa(?:kah)?(?: (?:persen|orang|banyak|besar|lama|rupiah))?|siapa|kapan|di ?mana"
    r"|apa|kenapa|mengapa|bagaimana)\Z",
    re.IGNORECASE,
)
_CARRIED = re.compile(r"[,;] (?:tentang|about) (?P<topic>.+)\Z")
_DOING = re.compile(
    r"(?:me(?:m|n|ng|ny|l|r|w)?\w{3,}|\w+ed|led|won|paid|made|ran)\Z", re.IGNORECASE
)
_VERB_LAST = re.compile(
    r"(?<=\w) (?:agree|agreed|decide|say|demand|want|ask|announce|start|begin|end|happen|respond"
    r"|propose|offer|promise)(?: (?:to|for|on|with))?\Z"
)
_SMALL = re.compile(r"(?:di|ke|dari|pada|untuk|soal|at|in|on|for|from|to|with|against|by)\Z")
_THE = re.compile(r"\A(?:the|a|an|yang|itu|ada) ", re.IGNORECASE)


def topic(question: str, *, whole: bool = False) -> str:
    """Return what a standalone question is about, "" if nothing is left.

    ``whole`` keeps what was asked of it ("tuntutan", "hasil") and how it is told to have gone
    ("berakhir"), which a why is about.
    """
    text = question.strip(" ?.!")
    carried = _CARRIED.search(text)
    if carried:
        text = carried["topic"]
    text, by_whom = _without_asking(text)
    if by_whom and not whole:
        text = _done(text)
    if whole:
        return text
    first = words_of(text)[:2]
    if len(first) > 1 and first[0].low in ABSTRACT:
        text = text[first[0].end :].strip(" ,")
        text = re.sub(r"^(?:of|for|from|in) (?:the )?", "", text)
    return without_end(text)


def without_end(text: str) -> str:
    """Return a topic without the verb of how it went ("mogok di Cilegon dimulai")."""
    return EVENT_END.sub("", _VERB_LAST.sub("", text))


def _without_asking(text: str) -> tuple[str, bool]:
    """Take off the words that ask; tell whether they asked for the one who does something."""
    asked = _ASKS.match(text)
    if asked is not None:
        text = text[asked.end() :]
    by_whom = bool(asked and re.match(r"(?:siapa|who)", asked[0], re.IGNORECASE))
    auxiliary = _AUXILIARY.match(text) if detect_language(text) == "en" or asked else None
    if auxiliary is not None and auxiliary.end() < len(text):
        by_whom = False
        text = text[auxiliary.end() :]
    text = _ASKS_LAST.sub("", text)
    while match := _THE.match(text):
        text = text[match.end() :]
    return text.strip(" ,"), by_whom


def _done(text: str) -> str:
    """Return what somebody did something to: "memimpin aksi" is about "aksi"."""
    words = words_of(text)
    if len(words) < 2 or not _DOING.match(words[0].low) or _SMALL.match(words[1].low):
        return text
    return _THE.sub("", text[words[1].start :], count=1)


_MATTER = re.compile(
    r"\b(?:soal|tentang|mengenai|terkait|atas|terhadap|about|on|regarding) (?P<matter>.+)\Z"
)


def matter(question: str) -> str:
    """Return what was spoken about: of "kata X soal Y" it is Y."""
    found = topic(question)
    match = _MATTER.search(found)
    return match["matter"] if match else found


_WORKERS = re.compile(
    r"(?:buruh|pekerja|karyawan|pegawai|anggota|guru|workers?|employees|members)(?= )",
    re.IGNORECASE,
)


def subject(question: str) -> str:
    """Return who "mereka" or "they" are: the workers or members that the question names, or ""."""
    about = topic(question)
    match = _WORKERS.search(about)
    if match is None:
        return ""
    rest = about[match.start() :]
    ends = [slot.end for slot in slots(rest) if slot.kind in ("organisation", "place", "person")]
    return rest[: ends[0]] if ends else ""


# "SAGARA, WARTA LEMBAYUNG \N{EM DASH} ": where and by whom it was written names nobody.
_DATELINE = re.compile(r"\A[A-Z][A-Z .,()/]+(?:, \d+ \w+ \d{4})? (?:\N{EM DASH}|\N{EN DASH}|-) ")


def persons(text: str) -> tuple[str, ...]:
    """Return the persons whom a text names, each once."""
    text = _DATELINE.sub("", text)
    found = dict.fromkeys(slot.text for slot in slots(text) if slot.kind == "person" and slot.sure)
    return tuple(found)


def bodies(text: str) -> tuple[str, ...]:
    """Return the organisations that a text names, each once."""
    return tuple(dict.fromkeys(slot.text for slot in slots(text) if slot.kind == "organisation"))
