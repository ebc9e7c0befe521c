"""What stands over the versions of a conflict: what they are of, or only that figures differ."""

from __future__ import annotations

import re

from rag.checks.parties import NO_VERBS
from rag.language import stem
from rag.language.stopwords import listed
from rag.wording import say

_CUT = ("…", "...", "..", ",", ":", "(")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_VERBAL = ("me", "ber", "di", "ter")
_OPEN_ENDED = listed(
    """
    di ke dari pada kepada untuk dengan oleh dalam bagi antara tentang soal sejak hingga sampai
    sekitar sebesar sebanyak sebagai selama lebih kurang dan atau yang bahwa serta agar karena
    jadi naik turun tewas mogok ikut kena tiba mulai hanya sudah baru per
    of to at in on by for from with as about than over under between and or that which who the a
    an its their only up down strike
    """
)
"""Words that something goes with, and bare verbs: no heading begins or ends with one."""
_CLAUSE = listed(
    """
    akan bakal telah sudah sedang masih belum tidak bukan bisa dapat harus ialah adalah yaitu
    jadi menjadi menurut kata ujar tutur ungkap ucap sebut
    is are was were be been has have had will would can could may might must should not
    said says say told reported reports counted counts recorded reached rose fell paid pays pay
    got put puts ordered orders died lost took won went
    """
)
"""Words that only a clause has."""
_RELATIVE = listed("yang who that which untuk")
"""Before a verb: it belongs to the noun ("buruh yang dirumahkan", "dana untuk membayar")."""


def heading(subject: str, language: str) -> str:
    """Return the line over the versions of what sources differ on.

    ``subject`` is a clause of the archive with the figure taken out (``Conflict.subject``). Only
    one that reads as a thing ("Jumlah peserta aksi di Sagara") can be put behind a colon; over a
    clause, or one that was cut, the line says no more than that figures differ.
    """
    if names_a_thing(subject):
        return say("conflict_head", language, text=" ".join(subject.split()))
    return say("conflict_head_plain", language)


def names_a_thing(text: str) -> bool:
    """Tell whether a text is a noun phrase as far as its words show; in doubt it is none."""
    flat = " ".join(text.split())
    found = [match[0] for match in _WORD.finditer(flat)]
    if not found or flat.startswith(("…", "...")) or flat.endswith(_CUT):
        return False
    words = [word.casefold() for word in found]
    if words[0] in _OPEN_ENDED or words[-1] in _OPEN_ENDED or not _CLAUSE.isdisjoint(words):
        return False
    return not any(
        _verb(word) and (place == 0 or words[place - 1] not in _RELATIVE)
        for place, word in enumerate(words)
    )


def _verb(word: str) -> bool:
    """Tell whether a word is built like a verb, as ``rag.checks.doers`` reads Indonesian ones."""
    if len(word) <= 3 or word in NO_VERBS or word == stem(word):
        return False
    return word.endswith("ed") or (len(word) > 5 and word.startswith(_VERBAL))
