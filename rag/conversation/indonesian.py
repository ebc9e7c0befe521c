"""How Indonesian questions point, and what stands in the place of the pointing word."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.conversation import indonesian_happenings as happenings
from rag.conversation.aim import Aim, linked_indonesian
from rag.conversation.happenings import happening
from rag.conversation.plain import Word, words_of
from rag.conversation.referring import EVENT, without_suffix
from rag.conversation.topic import bodies, matter, subject
from rag.conversation.words import GENERIC, RELATIONAL, VERBS
from rag.language import index_words

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
_RUNS_ON = re.compile(r"(?:kapan|kenapa|mengapa|siapa|apa)(?: yang| sudah| akan)? [\w-]+\Z", re.I)
_PART = re.compile(
    r"(?P<who>(?:berapa|siapa)(?: (?!yang|mereka)[a-z]{4,}){0,2})(?: yang)?"
    r" (?P<did>ikut|hadir|terlibat|tewas|luka|terluka|meninggal|ditangkap|terdampak|mewakili)",
    re.IGNORECASE,
)
_OF_BODY = frozenset(
    """
    anggota iuran kantor sekretariat alamat ketua pengurus sekretaris bendahara direktur pemilik
    pabrik pimpinan
""".split()
)
_OF_FIRM = frozenset("direktur pemilik pabrik perusahaan".split())
_BODY_NOUNS = frozenset("perusahaan serikat federasi konfederasi organisasi".split())
_HOW_MANY_OF = re.compile(r"berapa [^\W\d_]{4,}", re.IGNORECASE)
_DONE_TO = re.compile(r"\b(?P<who>buruh|pekerja|karyawan|pegawai|anggota) (?=(?:di|ter)-?\w{3,})")
_FIRM = re.compile(r"(?:pt|cv|rs|rsud|rsup|hotel|pabrik|perusahaan|grup)\b", re.IGNORECASE)
_OF_EVENT = frozenset(
    """
    lokasi tempat waktu tanggal jadwal durasi kronologi hasil dampak akibat peserta korban massa
    tujuan kelanjutan perkembangan pemicu penyebab
""".split()
)
_ALONE = {
    "siapa": "ketua pemimpin pimpinan direktur pemilik pendiri sekretaris pelaku koordinator",
    "berapa": "usia umur jumlah besar besaran nilai total biaya anggota peserta korban denda",
    "apa": "alasan penyebab sebab pemicu hasil tuntutan isi dampak akibat sanksi jabatan tujuan",
    "di mana": "lokasi tempat alamat kantor sekretariat pabrik",
    "kapan": "waktu",
    "bagaimana": "kronologi jadwal perkembangan kelanjutan nasib status",
}
"""What asks for a noun that stands alone: "ketuanya?" is "siapa ketua …?"."""
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
    if why:
        return f"{match['ask']} {happenings.why(aim.base)}"
    return f"{match['ask']} {aim.whole if yes_no else aim.about}"


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
    did = _BY_WHOM.match(aim.base)
    speaker = aim.person or (f"orang yang {did['did']}" if did else "")
    if not speaker or not _SAID.search(aim.text):
        return ""
    return _SAID.sub(lambda match: f"{match['verb']} {speaker}", aim.text)


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
    """Read "kapan ditetapkan?", "kenapa ditolak?", "siapa yang menolak?"."""
    verb = aim.words[-1]
    if not _RUNS_ON.match(aim.text) or not (verb.low in VERBS or verb.low.startswith(("di", "me"))):
        return ""
    told = _told_done(aim, verb)
    if told:
        return f"{aim.text[: verb.start]}{told}"
    if verb.low not in VERBS and not verb.low.startswith("me"):
        return ""
    if len(aim.words) > 1 and " yang " not in aim.text and not verb.low.startswith("me"):
        return f"{aim.text[: verb.start]}{aim.about} {verb.text}"
    return f"{aim.text} {aim.about}"


def _told_done(aim: Aim, verb: Word) -> str:
    """Return the clause that already tells what the verb asks of: "PT X menutup pabrik"."""
    if verb.low in {word.low for word in words_of(aim.about)}:
        return re.sub(rf" yang (?={re.escape(verb.low)}\b)", " ", happenings.why(aim.base))
    if not verb.low.startswith("di"):
        return ""
    stems = set(index_words(verb.low))
    same = [word.low for word in words_of(aim.about) if stems & set(index_words(word.low))]
    if any(word.startswith("me") for word in same):
        return aim.about
    first = [word.low for word in words_of(aim.whole)[:1]]
    noun = any(stems & set(index_words(word)) and not word.startswith("me") for word in first)
    return aim.whole if noun else ""


def _took_part(aim: Aim) -> str:
    """Read "berapa orang yang ikut?", "siapa yang luka?" of the event that was spoken of."""
    event = happening(aim.base)
    match = _PART.fullmatch(aim.text)
    if event is None or match is None:
        return ""
    link = {"ikut": " ", "hadir": " di "}.get(match["did"].lower(), " dalam ")
    return f"{match['who']} yang {match['did']}{link}{event.text}"


def _they(aim: Aim) -> str:
    return _GROUP.sub(subject(aim.base) or aim.about, aim.text) if _GROUP.search(aim.text) else ""


def _suffix(aim: Aim) -> str:
    """Put the topic behind the noun whose -nya points at it: "alasannya" is "alasan X"."""
    for word in aim.words:
        bare = without_suffix(word.low)
        if bare != word.low:
            before, after = aim.text[: word.start], aim.text[word.end :]
            noun = word.text[: len(bare)]
            if not before and not after:
                before = _asks_for(bare)
            if bare in _BODY_NOUNS and (body := _body(aim.base, bare)):
                text = f"{before}{body}{after}"
                return linked_indonesian(text, aim.about) if _NEEDS_MATTER.search(text) else text
            if bare in GENERIC and bare not in _OF_BODY | _OF_EVENT | {"aksi", "kasus"}:
                return linked_indonesian(before + noun + after, aim.about)
            told = _from_noun(aim.about, noun) or f"{noun} {_owner(aim, bare)}"
            return f"{before}{told}{after}"
    if _HOW_MANY_OF.fullmatch(aim.text):
        return f"{aim.text} {aim.about}"
    if len(aim.words) <= 3 and aim.words[-1].low in RELATIONAL:
        return f"{aim.text} {aim.about}"
    return ""


def _owner(aim: Aim, noun: str) -> str:
    """Return whose or of what the noun is."""
    event = happening(aim.base)
    if noun in _OF_BODY and (body := _body(aim.base, noun)):
        return body
    if noun in _OF_EVENT and event is not None:
        return event.text
    if noun in _OF_WHOLE:
        return happenings.why(aim.base)
    if noun in _OF_PERSON:
        did = _BY_WHOM.match(aim.base)
        return aim.person or (f"orang yang {did['did']}" if did else aim.about)
    return _DONE_TO.sub(r"\g<who> yang ", aim.about)


def _body(base: str, noun: str) -> str:
    """Return the one body that can have this: a union its chair, a firm its owner; else ""."""
    named = bodies(base)
    firm = noun in _OF_FIRM
    fitting = [each for each in named if bool(_FIRM.match(each)) == firm]
    found = fitting if len(named) > 1 else named
    return found[0] if len(found) == 1 else ""


def _asks_for(noun: str) -> str:
    """Return the word that asks for a noun, with a space behind it, "" if none does."""
    return next((f"{ask} " for ask, nouns in _ALONE.items() if noun in nouns.split()), "")


RULES: tuple[Callable[[Aim], str], ...] = (
    _counted,
    happenings.asked,
    happenings.whether,
    happenings.bare,
    happenings.in_force,
    happenings.sized,
    _bare,
    _took_part,
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
