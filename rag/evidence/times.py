"""Which spans of a sentence could answer "when"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.evidence.heads import Edge
from rag.evidence.names import Span
from rag.evidence.question import AskedQuestion
from rag.language import dates

_WEEKDAY = re.compile(
    r"\b(?:Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b(?:\s(?:pagi|siang|sore|malam))?"
)
_CLOCK = re.compile(r"\b(?:[Pp]ukul|[Jj]am)\s\d{1,2}(?:[.:]\d{2})?|\b\d{1,2}[.:]\d{2}\s?WI[BT]A?\b")
_CENTURY = re.compile(r"\babad\s(?:ke-?\s?)?(?:\d+|[IVX]+)\b|\b\d{2,4}-an\b|\b\d{1,4}\s(?:SM|M)\b")
_DAY_MONTH = re.compile(r"\b\d{1,2}/\s?\d{1,2}(?:/\d{2,4})?\b")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_YEAR_FIT = 0.5  # of a year alone where "kapan" asks for the day
# "… kata Rina di Semarang, Jumat (26/8)": the day of the saying, not of what is told.
SAYS = re.compile(
    r"\b(?:kata|ujar|tutur|ucap|tegas|jelas|ungkap|imbuh|papar|tandas|pungkas|urai|sebut|terang"
    r"|mengatakan|menuturkan|mengungkapkan|menjelaskan|menegaskan|menyatakan|menyampaikan"
    r"|menambahkan|memaparkan|dikutip|dihubungi|ditemui|said|told)(?:nya)?\b(?! bahwa)"
)
_ASKS_SAYING = re.compile(
    r"\b(?:kata|ujar|ber?kata|bicara|ucap|mengatakan|menyatakan|menyampaikan|said|say)"
)
_SAYING_REACH = 110  # characters from the verb to the day
_SAYING_FIT = 0.4
_BREAKS = re.compile(r"[.;!?\"“”]|\b(?:bahwa|akan|pada|sejak|mulai|hingga|sampai)\b")
_BEGINS = re.compile(r"\b(?:sejak|mulai|dimulai|per|dari|since|from|starting)\s(?:\w+\s){0,2}\Z")
_ENDS = re.compile(
    r"\b(?:sampai|hingga|lambat|batas|tenggat|sebelum|berakhir|ditutup|habis|s\.?d\.?|until|till"
    r"|by|end(?:s|ed)?)\b[^.;]{0,50}\Z",
    re.IGNORECASE,
)
_EDGE_LOOK = 60  # characters before a time in which "sampai" or "sejak" stands
_EDGE_LOSS = 0.7  # what is left of the fit where the end that is asked for is not named


def fitting_times(asked: AskedQuestion, sentence: str) -> Iterator[tuple[Span, float]]:
    """Yield the times of a sentence and how well each fits what is asked, from 0 to 1."""
    if asked.clock:
        yield from ((m.span(), 1.0) for m in _CLOCK.finditer(sentence))
        return
    most = 1.0 if asks_saying(asked) else _SAYING_FIT
    for span, fit in _times(asked, sentence):
        fits = min(fit, most) if is_of_saying(sentence, span[0]) else fit
        yield span, fits * _edge(asked.edge, sentence, span[0])


def _times(asked: AskedQuestion, sentence: str) -> Iterator[tuple[Span, float]]:
    year = 1.0 if asked.year_asked else _YEAR_FIT
    for mention in dates(sentence):
        yield (mention.start, mention.end), year if mention.precision == "year" else 1.0
    patterns = ((_WEEKDAY, 0.8), (_DAY_MONTH, 1.0), (_CENTURY, 1.0), (_YEAR, year), (_CLOCK, 0.5))
    for pattern, fit in patterns:
        yield from ((m.span(), fit) for m in pattern.finditer(sentence))


def asks_saying(asked: AskedQuestion) -> bool:
    """Tell whether the question is about a saying itself: "Kapan Rina mengatakan …?"."""
    return bool(_ASKS_SAYING.search(asked.text.lower()))


def is_of_saying(sentence: str, start: int) -> bool:
    """Tell whether what begins at ``start`` only says when or where somebody spoke.

    So it is where a verb of speech comes before it in the same clause.
    """
    before = sentence[max(0, start - _SAYING_REACH) : start]
    said = [match.end() for match in SAYS.finditer(before)]
    return bool(said) and not _BREAKS.search(before, said[-1])


def _edge(edge: Edge, sentence: str, start: int) -> float:
    if not edge:
        return 1.0
    before = sentence[max(0, start - _EDGE_LOOK) : start]
    return 1.0 if (_ENDS if edge is Edge.END else _BEGINS).search(before) else _EDGE_LOSS
