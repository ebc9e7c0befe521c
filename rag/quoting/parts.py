"""Questions that ask two things: "berapa peserta dan kapan", "siapa … dan apa …"."""

from __future__ import annotations

import re

_ASKS = (
    r"(?:siapa|kapan|berapa|brp|di\s?mana|d mana|dr mana|dari mana|ke\s?mana|mana|apa|mengapa"
    r"|kenapa|bagaimana|gimana|who|when|where|why|how|what|which)(?:kah)?"
)
_ASKING = re.compile(rf"\b{_ASKS}\b", re.IGNORECASE)
_JOINT = re.compile(r",?\s+(?:dan|serta|lalu|kemudian|n|and|then)\s+|,\s+", re.IGNORECASE)
# What the question word takes along: "tanggal berapa", "jam berapa", "how many".
_SHAPE = re.compile(
    rf"\b(?:(?:tanggal|tgl|hari|tahun|bulan|jam|pukul|pada)\s+)?{_ASKS}"
    r"(?:\s+(?:many|much|long|saja|lama|banyak|besar|is|was|were|are|did|does|do))*\b",
    re.IGNORECASE,
)
_STANDS_ALONE = 3
"""Words besides the asking ones that a part has of its own; with fewer it leans on the first."""
_LONGEST = 600  # characters; longer texts are no questions
MOST_PARTS = 3


def parts(question: str) -> tuple[str, ...]:
    """Return the questions inside a question, each standing alone; none if it asks one thing.

    "Kongres KBTR tanggal berapa dan di mana?" asks "Kongres KBTR tanggal berapa?" and "di mana
    Kongres KBTR?".
    """
    if len(question) > _LONGEST:
        return ()
    clauses: list[str] = []
    for clause in _JOINT.split(question.strip().rstrip("?!. ")):
        if clauses and not _ASKING.search(clause):
            clauses[-1] += f" {clause}"
        else:
            clauses.append(clause)
    asking = [clause for clause in clauses if _ASKING.search(clause)]
    if len(asking) < 2:
        return ()
    lead = "" if _ASKING.search(clauses[0]) else clauses[0]
    subject = f"{lead} {_SHAPE.sub(' ', asking[0])}".split()
    found = [f"{lead} {asking[0]}"]
    for clause in asking[1:MOST_PARTS]:
        own = _SHAPE.sub(" ", clause).split()
        found.append(clause if len(own) >= _STANDS_ALONE else " ".join([clause, *subject]))
    return tuple(f"{part.strip()}?" for part in found)
