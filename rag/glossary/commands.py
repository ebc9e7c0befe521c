"""Words that say what kind of answer is wanted: an overview, or what a word stands for.

"Ringkas berita tentang mogok" wants an overview, and its subject is "mogok"; no report has the
word "ringkas". Such words count only where they command: "Berita Buruh" is a name, and so is
"Forum Cerita Buruh".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rag.language.stopwords import listed


class Sort(StrEnum):
    """What kind of answer a question asks for, beside the ordinary one."""

    OVERVIEW = "overview"
    DEFINITION = "definition"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What a question commands. ``subject`` is what it is about, as written; "" for anything."""

    sort: Sort
    subject: str


COMMANDS = listed("""
    ringkas ringkaskan ringkasin ringkasan rangkum rangkumkan rangkumin rangkuman rekap rekapin
    ikhtisar ikhtisarkan intisari gambaran sekilas ceritakan ceritain ceritakanlah jelaskan jelasin
    terangkan terangin sebutkan sebutin daftar daftarkan kepanjangan kepanjangannya singkatan
    singkatannya akronim pengertian definisi artinya maksudnya perkembangan perkembangannya brita
    pemberitaan kabarnya beritanya terbaru terkini summarize summarise summary overview recap
    headlines dong donk plis pls ttg tntg
    """)
"""Words of commands, which no archive has to know for them to be right."""

_LONGEST = 300  # characters; longer texts paste something
_MISSPELLED = 7  # letters from which a command with one wrong letter is still that command
_FIRST = 4  # words among which a misspelled command is looked for
_OTHER = frozenset("ringkus ringkuk rangkup gambarnya singkapan".split())  # words of their own

_POLITE = (
    r"(?:(?:tolong(?:in)?|mohon|coba|please|pls|plis|minta|bisa(?:kah)?|boleh(?:kah)?|(?:can|could"
    r"|would|will) you|anda|kamu|min|admin|halo|hai|hi|hello|hey|eh|dong|(?:saya|aku|gue|kami)"
    r" (?:mau|ingin|minta|butuh|pengen|pingin)|i(?:'d| would) like|(?:i|we) (?:want|need)"
    r"|kasih(?: ta?h?u)?|beri(?:kan)?|buat(?:kan)?|bikin(?:in|kan)?|tampilkan|tunjukkan|tunjukin"
    r"|cari(?:kan|in)?|(?:give|show|get|write|make|find)(?: me| us)?)"
    r"(?: (?:saya|aku|kami|kita|me|us|a|an|the|short|brief|to|know|baca|tau|tahu|sebuah))*+[,!]?"
    r" )*+"
)
_TELL = (
    r"(?:(?:ringkas(?:kan|in|an|annya)?|rangkum(?:kan|in|an|annya)?|rekap(?:in|an)?"
    r"|ikhtisar(?:kan)?|intisari|garis besar|gambaran(?: umum| besar)?|sekilas)(?: isi| singkat)?"
    r"|(?:summari[sz]e|sum up|(?:short |brief )?(?:summary|overview|recap)(?: of| on)?)"
    r"(?: the)?"
    r"|tell (?:me|us)(?: more| all| something)? about(?: the)?"
    r"|brief (?:me|us) (?:on|about)(?: the)?"
    r"|what do you (?:know|have) (?:about|on)(?: the)?|apa (?:saja )?yang (?:(?:kamu|anda|arsip)"
    r" )?(?:tahu|ketahui) (?:tentang|soal)|cerita(?:kan|in|kanlah)?)"
)
_EXPLAIN = (
    r"(?:(?:jelaskan|jelasin|terangkan|terangin)(?: secara singkat)?|(?:explain|describe)(?: the)?)"
)
_LINK = (
    r"(?:tentang|ttg|tntg|soal|mengenai|terkait|seputar|perihal|about|on|of|regarding|concerning)"
    r"(?: (?:the|isu|kasus))?"
)
_PLACE = r"(?:di|dari|in|from|at)"
_FRESH = (
    r"(?:(?:yang |yg |paling )?(?:terbaru|terkini|teranyar|terakhir|terhangat|baru)|latest|newest"
    r"|recent|most recent)"
)
_NEWS = r"(?:berita(?:nya)?|brita|kabar(?:nya)?|pemberitaan|liputan|news|headlines?|updates?)"
_THING = r"(?:artikel(?:nya)?|info(?:rmasi)?|articles?|stories|story|coverage|reports?|isi)"
_COURSE = r"(?:perkembangan(?:nya)?|kelanjutan(?:nya)?|developments?)"
_WHAT = r"(?:apa(?:kah)?(?: saja| aja| sih)?|saja|aja)"
_MANY = r"(?:semua|seluruh|daftar|the|all|any|some|beberapa|(?:some|all) of the)"
_ANY = (
    rf"(?:{_MANY} )*+(?:{_FRESH} )?(?:{_NEWS}|{_THING}|{_COURSE})(?:-{_NEWS})?"
    rf"(?: (?:{_WHAT}|{_FRESH}|yang ada|yg ada|yang dimuat))*+"
)
_ASKING = (
    r"(?:(?:sebutkan|sebutin|daftar(?:kan)?|list|what(?:'s| is| are)?|whats|any"
    r"|(?:apakah )?ada(?:kah)?|is there|are there|do you have|bagaimana(?:kah)?|gimana|gmn|bgmn"
    r"|how (?:is|are)|baca|apa(?: saja| aja)?)(?: the| any)? )*+"
)
_TAIL = re.compile(
    r"[\s,]+(?:dong|donk|ya|yah|deh|sih|nih|please|pls|plis|min|kak|gan|thanks|makasih|tks"
    r"|terima ?kasih|secara (?:singkat|ringkas)|dengan (?:singkat|ringkas)|singkat(?:nya)?|briefly"
    r"|in (?:short|brief)|untuk (?:saya|kami)|for me|di arsip(?: ini)?|in the archive)$",
    re.IGNORECASE,
)
_PARTICLE = re.compile(r"(?<=\w) (?:dong|donk|deh|nih|sih)(?= )")
_OVERVIEWS = tuple(
    re.compile(rf"{_POLITE}{pattern}", re.IGNORECASE)
    for pattern in (
        rf"{_TELL}(?: {_ANY})?(?: {_LINK})? (?P<subject>.+)",
        rf"{_TELL} {_ANY}",
        rf"{_EXPLAIN}(?: {_ANY})? {_LINK} (?P<subject>.+)",
        rf"{_EXPLAIN} {_ANY} (?P<subject>.+)",
        rf"{_ASKING}{_ANY} (?:{_LINK}|(?={_PLACE} )) ?(?P<subject>.+)",
        rf"{_ASKING}{_FRESH} (?:{_LINK}) (?P<subject>.+)",
        rf"{_ASKING}{_MANY}? ?(?:{_FRESH} )?{_NEWS}(?: {_WHAT})+",
        rf"{_ASKING}(?:{_MANY} )*+(?:{_FRESH} {_NEWS}|{_NEWS}(?: {_WHAT})*+ {_FRESH}"
        rf"|{_FRESH} {_THING}|{_THING} {_FRESH})(?: {_WHAT})?",
        rf"{_ASKING}(?:{_MANY} )*+(?:{_FRESH} )?{_COURSE}(?: {_FRESH})? (?P<subject>.+)",
        rf"{_ASKING}(?:{_MANY} )*+(?:{_FRESH} {_NEWS}|{_NEWS} {_FRESH}) (?P<subject>.+)",
        rf"(?:(?:sebutkan|sebutin|list|baca|ada|any|{_MANY}) )*+"
        r"(?P<news>berita(?:nya)?|brita|pemberitaan|news|updates?) (?P<subject>.+)",
        r"(?:berita|news|headlines?|updates?)",
        r"what(?:'s| is|s) new(?: (?:on|about|with|in)(?: the)? (?P<subject>.+))?",
        rf"apa (?:saja )?yang baru(?: (?:{_LINK}|dari|di) (?P<subject>.+))?",
        rf"(?:{_ASKING})?(?P<subject>.+?) (?:{_FRESH} (?:news|updates?)|(?:berita|kabar) {_FRESH}"
        rf"|{_COURSE} {_FRESH}|(?:berita|kabar|perkembangan)nya(?: {_WHAT}|(?: ba)?gimana)?)",
    )
)
_NEWS_LAST = re.compile(
    rf"(?P<subject>.+?) (?:news|coverage|updates?|stories|articles?|{_FRESH})", re.I
)
_HAPPENED = re.compile(
    r"(?:apa (?:saja )?yang terjadi|what happened|what is happening|bagaimana jalannya|jalannya)"
    r"(?: (?:di|pada|dalam|dengan|saat|at|in|on|with|to|during)(?: the)?)? (?P<subject>.+)",
    re.IGNORECASE,
)
_FRESH_LAST = re.compile(rf"(?:^{_FRESH} | {_FRESH}$)", re.IGNORECASE)
# A question in the rest asks for a fact and not for an overview.
_FACT = re.compile(
    r"\b(?:siapa|kapan|berapa|brp|mengapa|kenapa|knp|bagaimana|gimana|mana|dimana|apa|apakah"
    r"|siapakah|alasan|penyebab|who|whom|whose|when|where|why|how|which|what|whether|if|benarkah"
    r"|benar|betul|hoaks|hoax|palsu|true|false|fake)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][a-z]+")  # "Berita Buruh": two words with a capital are a name

_IT = (
    r"(?: (?:itu|tu|tuh|ini|sih|sebenarnya|sbnrnya|dong|kah|yang|yg|dimaksud|dengan|dgn|dari|kata"
    r"|istilah|apa))*+"
)
_MEANS = r"(?:kepanjangan|singkatan|akronim|arti|makna|maksud|definisi|pengertian)(?:nya)?"
_WORD = r"(?P<subject>[^?]{2,80}?)"
_DEFINITIONS = tuple(
    re.compile(rf"{_POLITE}{pattern}", re.IGNORECASE)
    for pattern in (
        rf"(?:{_EXPLAIN} )?(?:apa(?:kah|an)?|what)(?: sih)?"
        rf" (?:{_MEANS}|itu|tu|(?:yang|yg) dimaksud){_IT} {_WORD}",
        rf"(?:{_EXPLAIN} )?{_MEANS}{_IT} {_WORD}(?: (?:itu|tu))?(?: apa(?:an)?)?(?: sih)?",
        rf"{_WORD}(?: (?:itu|tu|tuh|adalah|artinya|maksudnya|kepanjangannya|singkatannya"
        r"|(?:singkatan|kepanjangan|arti|maksud)(?: dari)?))++ apa(?:an)?(?: sih| ya| kah)?",
        rf"apa(?:an)? {_WORD} (?:itu|tu|tuh)",
        r"what(?:'s| is| are|s)"
        rf" (?:an? |meant by |the (?:meaning|definition|full form|long form) of )?{_WORD}"
        r"(?: (?:short|an abbreviation|an acronym) (?:for|of)| exactly)?",
        rf"what (?:does|do|did) {_WORD} (?:stand for|mean|abbreviate)",
        rf"{_WORD} (?:stands? for|means?)(?: what)?",
        rf"(?:define|(?:the )?(?:meaning|definition|full form|long form|abbreviation) of) {_WORD}",
        rf"{_WORD} (?:meaning|definition|full form)",
        rf"{_EXPLAIN} {_WORD}",
    )
)


@lru_cache(maxsize=256)
def read_wish(question: str) -> Wish | None:
    """Return what a question commands, None where it asks for a fact in the ordinary way.

    The subject of a definition is whatever stands where a word would stand; whether it is one is
    for whoever knows the words to say. Never raises; long texts command nothing.
    """
    if len(question) > _LONGEST:
        return None
    plain = " ".join(question.split()).strip(" ?!.…")
    plain = _repaired(_PARTICLE.sub("", plain.replace("’", "'")))
    while (shorter := _TAIL.sub("", plain)) != plain:
        plain = shorter.rstrip(" ,?!.")
    overview = _overview(plain)
    if overview is not None:
        return overview
    for pattern in _DEFINITIONS:
        found = pattern.fullmatch(plain)
        if found is not None:
            return Wish(sort=Sort.DEFINITION, subject=_bare(found["subject"]))
    return None


def _overview(plain: str) -> Wish | None:
    for pattern in _OVERVIEWS:
        found = pattern.fullmatch(plain)
        if found is None:
            continue
        named = found.groupdict()
        subject = _subject(named.get("subject") or "")
        if _FACT.search(subject):
            return None
        if named.get("news") and _is_name(found, subject):
            return None
        return Wish(sort=Sort.OVERVIEW, subject=subject)
    return None


def _subject(text: str) -> str:
    """Return what an overview is about, without further words of the command."""
    found = _HAPPENED.fullmatch(text)
    text = found["subject"] if found else text
    found = _NEWS_LAST.fullmatch(text)
    text = found["subject"] if found else text
    return _bare(_FRESH_LAST.sub(" ", text))


def _is_name(found: re.Match[str], subject: str) -> bool:
    """Tell whether "Berita" begins a name ("Berita Buruh"), with nothing that links it."""
    return found["news"][:1].isupper() and _NAME.match(subject) is not None


def _bare(text: str) -> str:
    return text.strip(" ,.:;?!\"'“”‘’()")


def _repaired(text: str) -> str:
    """Return the text with a misspelled command among its first words put right."""
    tokens = text.split(" ")
    for place, token in enumerate(tokens[:_FIRST]):
        low = token.lower()
        if len(low) < _MISSPELLED - 1 or low in COMMANDS or low in _OTHER:
            continue
        near = [one for one in sorted(COMMANDS) if len(one) >= _MISSPELLED and _one_off(low, one)]
        if near and (place == 0 or token.islower()):
            tokens[place] = near[0]
    return " ".join(tokens)


def _one_off(one: str, other: str) -> bool:
    """Tell whether one letter too many, too few, wrong or exchanged makes ``one`` of ``other``."""
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    return (
        left[1:] == right[1:]
        or left == right[1:]
        or left[1:] == right
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )
