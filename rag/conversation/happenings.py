"""What happened, as a question names it: "mogok Cempaka Logam Presisi", "the Sinar Baja strike".

A follow-up that asks when something ended, where it was held or how long it lasted asks of the
event, not of those whom the question before counted, nor of the day it asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.conversation.plain import Word, words_of
from rag.conversation.slots import BODY_TAILS, EVENTS_ENGLISH, EVENTS_INDONESIAN, Slot, slots
from rag.conversation.topic import topic, without_end
from rag.conversation.words import FUNCTION, VERBS
from rag.language import detect_language

_NAMES = ("organisation", "place", "person")
_NOUN = re.compile(
    rf"\b(?:(?P<noun>{EVENTS_INDONESIAN})(?:nya)?|(?:di|ter)-?(?P<laid>phk)"
    r"|ber(?P<did>unjuk rasa|demonstrasi|demo))\b(?!-)",
    re.IGNORECASE,
)
_ACTS = re.compile(r"mogok|demo|unjuk|aksi|phk", re.IGNORECASE)  # whose doers are told with it
_GROUP = re.compile(
    r"\b(?:buruh|pekerja|karyawan|pegawai|guru|dosen|perawat|pengemudi|sopir|nelayan|petani"
    r"|pelaut|orang)\b",
    re.IGNORECASE,
)
_ON_MATTER = re.compile(
    r"\b(?:soal|tentang|mengenai|terkait|atas|terhadap|menjelang|usai|setelah|akibat)\s+\Z", re.I
)
_SUBJECT = re.compile(r"(?:\s+(?:yang|ikut|akan|sudah|telah|jadi|batal|masih|pernah))*\s*\Z")
_RUNS_ON = re.compile(
    r"\s+(?:yang|akan|sudah|telah|belum|karena|agar|supaya|sehingga|jadi|masih|gagal|batal"
    r"|ditunda|oleh siapa|(?!meng?enai|menolak|menuntut|melawan|menentang)me[mn]\w{4,})\b.*\Z",
    re.IGNORECASE,
)
_CAME = re.compile(r"(?:jumlah )?(?:peserta|massa|delegasi|utusan) (?P<what>\w.*)", re.IGNORECASE)
_DAYS = r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)"
_WEEK = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DETAIL = re.compile(
    r"\s*(?:,\s*)?\b(?:(?:pada |di |sejak )?hari (?:pertama|kedua|ketiga|keempat|kelima|terakhir"
    rf"|ke-?\d+|{_DAYS})|(?:pada |sejak ){_DAYS}|on the (?:first|second|third|last|opening) day"
    rf"|(?:on |last |this ){_WEEK})(?: (?:lalu|kemarin|ini|pagi|siang|sore|malam|morning"
    r"|afternoon|evening|night))*\b",
    re.IGNORECASE,
)
_STRIKES = re.compile(
    rf"\b(?:did|do|does|will) (?P<who>.+?) (?P<verb>{EVENTS_ENGLISH})\b(?P<rest>.*)", re.IGNORECASE
)
_DID = (
    (re.compile(r"\b(?:were|was|be|been|are) laid off\b(?P<rest>.*)", re.I), "layoffs"),
    (re.compile(r"\bwent on strike\b(?P<rest>.*)", re.I), "strike"),
    (re.compile(r"\bprotested\b(?P<rest>.*)", re.I), "protest"),
    (re.compile(r"\brallied\b(?P<rest>.*)", re.I), "rally"),
    (re.compile(r"\bwalked out\b(?P<rest>.*)", re.I), "walkout"),
)
_HAPPENING = re.compile(rf"\b(?P<noun>{EVENTS_ENGLISH})\b", re.IGNORECASE)
_ED = re.compile(r"(?:\w{2,}ed|held|led|won|met|made|paid|to|who|that|which|because|when)\Z")
_DID_THAT = re.compile(r"\b(?:did|does|do|will)(?: the)?\s+\Z", re.IGNORECASE)
_FEW = 2  # words: fewer are no name with a verb
_STOPS = FUNCTION | VERBS


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """An event: ``text`` names it without an article, ``after`` are its words behind the noun."""

    noun: str
    text: str
    after: str

    @property
    def many(self) -> bool:
        """Tell a plural of English: "the talks were"."""
        return self.noun.lower().endswith("s") and not self.noun.lower().endswith("ss")


def happening(base: str) -> Happening | None:
    """Return the event of a standalone question, None if it names none.

    Names, year and place stay, as they say which event it is; those counted, who did something
    there, the day of the week and "the first day" go.
    """
    return _english(base) if detect_language(base) == "en" else _indonesian(base)


def without_details(text: str) -> str:
    """Return a text without its day of the week and "on the first day"."""
    return " ".join(_DETAIL.sub("", text).split())


def _indonesian(base: str) -> Happening | None:
    text = without_end(without_details(topic(base, whole=True)))
    match = next((each for each in _NOUN.finditer(text) if not _in_name(text, each)), None)
    if match is None:
        return _attended(text)
    noun = match["noun"] or match["did"] or "PHK"
    after = _RUNS_ON.sub("", text[match.end() :]).strip(" ,")
    before = text[: match.start()]
    doer = _doer(before, after, noun)
    return Happening(
        noun=noun, text=" ".join(f"{noun} {doer} {after}".split()), after=after.strip()
    )


def _attended(text: str) -> Happening | None:
    """Return what those counted came to, where it has no noun of its own: "peserta Long March"."""
    match = _CAME.match(text)
    if match is None:
        return None
    what = _RUNS_ON.sub("", match["what"]).strip(" ,")
    return Happening(noun=what.split()[0], text=what, after="") if what else None


def _doer(before: str, after: str, noun: str) -> str:
    """Return what before the event says whose it was, "" if nothing or it is told after it."""
    named = [slot for slot in slots(before) if slot.kind in _NAMES]
    told = any(slot.kind in _NAMES for slot in slots(after))
    act = _ACTS.match(noun)
    if not named:
        group = _GROUP.search(before)
        return group[0] if group and noun == "PHK" else ""
    subject = _SUBJECT.match(before[named[-1].end :]) is not None
    if _ON_MATTER.search(before) or (told and not subject):
        return ""
    last = named[-1]
    if not subject and last.kind == "person":
        return ""
    group = _GROUP.search(before) if act else None
    start = group.start() if group and group.start() < last.start else last.start
    return before[start : last.end]


def _in_name(text: str, match: re.Match[str]) -> bool:
    """Tell an event's noun inside the name of a body or law: "Komite Aksi Buruh"."""
    return any(
        slot.kind in ("organisation", "law") and slot.start < match.start() < slot.end
        for slot in slots(text)
    )


def _english(base: str) -> Happening | None:
    text = without_details(base.strip(" ?.!"))
    struck = _STRIKES.search(text)
    if struck and _bare_verb(struck):
        after = struck["rest"].strip(" ,")
        return Happening(
            noun=struck["verb"], text=f"{struck['verb']} by {struck['who']} {after}".strip(),
            after=after,
        )  # fmt: skip
    match = next((each for each in _HAPPENING.finditer(text) if not _in_name(text, each)), None)
    if match is not None:
        lead = _lead(text, match.start())
        after = _ends(text[match.end() :])
        if _DID_THAT.search(text[: match.start() - len(lead)]):
            after = _without_verb(after)
        if not names(f"in {lead}{after}") and (held := names(text[: match.start()])):
            lead = f"{held[-1].text} {lead}"
        return Happening(noun=match["noun"], text=f"{lead}{match['noun']}{after}", after=after)
    for pattern, noun in _DID:
        did = pattern.search(text)
        if did:
            after = _ends(did["rest"])
            return Happening(noun=noun, text=f"{noun}{after}", after=after)
    return None


def _bare_verb(struck: re.Match[str]) -> bool:
    """Tell "did workers at X strike" from "did the X strike end"."""
    who = words_of(struck["who"])
    rest = words_of(struck["rest"])
    if not who or who[-1].low in FUNCTION | {"its", "their"}:
        return False
    plural = any(word.low.endswith("s") and word.text.islower() for word in who)
    return plural and (
        not rest or rest[0].low in {"in", "at", "on", "over", "against", "for", "last"}
    ) and not any(word.low in {"in", "join", "during"} for word in who[1:-1])  # fmt: skip


def _lead(text: str, end: int) -> str:
    """Return the words before a noun that belong to it, back to an article or a verb."""
    kept: list[Word] = []
    for word in reversed(words_of(text[:end])):
        capital = word.text[:1].isupper() and word.start > 0
        if not capital and (word.low in _STOPS or _ED.match(word.low)):
            break
        kept.append(word)
    return text[kept[-1].start : end] if kept else ""


def _ends(rest: str) -> str:
    """Return what follows an event's noun, up to a verb."""
    for word in words_of(rest):
        if word.text.islower() and (word.low in VERBS or _ED.match(word.low)):
            rest = rest[: word.start]
            break
    rest = rest.rstrip(" ,")
    words = words_of(rest)
    if words and words[-1].text in FUNCTION and not words[-1].low.isdigit():
        rest = rest[: words[-1].start].rstrip(" ,")
    return rest


def _without_verb(after: str) -> str:
    """Return the words behind "did the talks" without the verb: " at PT X achieve"."""
    words = words_of(after)
    if len(words) < _FEW or not words[-1].text.islower() or not words[-2].text[:1].isupper():
        return after
    return after if words[-1].low in BODY_TAILS else after[: words[-1].start].rstrip(" ,")


def names(text: str) -> tuple[Slot, ...]:
    """Return the bodies, places and persons that a text names."""
    return tuple(slot for slot in slots(text) if slot.kind in _NAMES)
