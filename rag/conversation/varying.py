"""Another matter or another state in the question before: "kalau soal THR?", "yang dirumahkan?"."""

from __future__ import annotations

import re

from rag.conversation.plain import Plain, sentence, words_of
from rag.conversation.replacing import Replaced
from rag.conversation.slots import slots
from rag.conversation.words import ABSTRACT, ELSEWHERE, FUNCTION, ROLES

_LONGEST = 6
_ON = r"soal|tentang|mengenai|terkait|about|on|regarding"
_NEW_MATTER = re.compile(
    rf"(?:(?:kalau|bagaimana|yang|what|how about|what about) )?(?:{_ON}) (?P<new>.+?)"
    r"(?:,? (?:bagaimana|apa))?",
    re.IGNORECASE,
)
_MATTER = re.compile(rf"\b(?:{_ON}) (?P<matter>.+)\Z", re.IGNORECASE)
_STATE = (
    r"luka(?:-luka| berat| ringan)?|terluka|tewas|meninggal(?: dunia)?|selamat|hilang|kritis"
    r"|dirawat|kontrak|tetap|cedera"
)
_NEW_STATE = re.compile(r"(?:kalau )?yang (?P<new>[\w-]+(?: [\w-]+)?)", re.IGNORECASE)
_WHO = (
    r"(?:buruh|pekerja|karyawan|pegawai|anggota|orang|peserta|korban|guru|sopir|pengemudi|perawat"
    r"|perusahaan|pabrik|serikat|massa)"
)
_OLD_STATE = re.compile(rf"\b(?P<who>{_WHO}) (?:{_STATE})\b", re.IGNORECASE)
_OLD_CLAUSE = re.compile(
    rf"\b{_WHO}\b[^,]*? yang (?P<old>(?:di|ter|me|ber)-?\w+|mogok|tewas|luka|hadir|ikut)\b", re.I
)
_COUNTS = re.compile(r"berapa\b", re.IGNORECASE)
_AMONG = re.compile(r" yang(?: sudah| telah| baru)?(?= )", re.IGNORECASE)
_NOT_YET = frozenset(("belum", "tidak", "tidak ikut", "belum ikut"))
_ANY = frozenset(
    "tertinggi terendah terbesar terkecil terbanyak mana benar betul itu ini tadi bener".split()
)


def matter_replaced(said: Plain, base: str) -> str:
    """Return the question before on another matter, "" if the fragment offers none."""
    match, old = _NEW_MATTER.fullmatch(said.text), _MATTER.search(base.strip(" ?.!"))
    if match is None or old is None or len(said.words) > _LONGEST:
        return ""
    if all(word.low in FUNCTION for word in words_of(match["new"])):
        return ""  # "soal itu?"
    plain = base.strip(" ?.!")
    return sentence(f"{plain[: old.start('matter')]}{match['new']}")


def state_replaced(said: Plain, base: str) -> str:
    """Return the count before of those in another state: "yang meninggal?" after "korban luka"."""
    match, plain = _NEW_STATE.fullmatch(said.text), base.strip(" ?.!")
    if match is None or not _COUNTS.match(plain) or slots(match["new"]):
        return ""
    among = _AMONG.search(plain)
    if among and match["new"].lower() in _NOT_YET:
        return sentence(f"{plain[: among.end()]} {match['new']} {plain[among.end() :].strip()}")
    new = [word.low for word in words_of(match["new"])]
    if new[0] in ABSTRACT | ELSEWHERE | ROLES | FUNCTION | _ANY or "baru" in new[-1]:
        return ""
    clause = _OLD_CLAUSE.search(plain)
    if clause:
        told = f"{plain[: clause.start('old')]}{match['new']}{plain[clause.end('old') :]}"
        return sentence(told)
    state = _OLD_STATE.search(plain)
    if state:
        told = f"{state['who']} yang {match['new']}"
        return sentence(plain[: state.start()] + told + plain[state.end() :])
    return sentence(f"{plain} yang {match['new']}")


def varied(said: Plain, base: str) -> Replaced | None:
    """Return the question before on another matter or of those in another state, or None."""
    text = matter_replaced(said, base) or state_replaced(said, base)
    return Replaced(text=text) if text else None
