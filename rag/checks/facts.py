"""Checks of figures, dates and quotations: what a claim must have letter by letter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rag.checks.reading import Token, read, same_text
from rag.language import DateMention, Number, NumberKind, dates, numbers
from rag.language.stopwords import listed
from rag.records import Evidence

# A number and a word beside it belong together within this many content words.
_REACH = 2
_FIRM = {NumberKind.PERCENT, NumberKind.CURRENCY, NumberKind.ORDINAL, NumberKind.TIME}
_CODE = re.compile(r"[^\W_]*\d+(?:[./:-]?[^\W_]+)*")
_SCALE_WORDS = listed(
    """
    rp idr usd rupiah persen percent ribu juta miliar milyar triliun thousand million billion
    trillion rb jt wib wita wit pukul jam
    """
)
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:tahun|pada|sejak|hingga|sampai|di|akhir|awal|in|since|until|of|by|year)|\()\s*\Z",
    re.I,
)
_STOPS = re.compile(r"[,;:.!?()\n–—]")

_QUOTED = re.compile(r'"([^"]{1,2000})"')
_SINGLE = re.compile(r"(?<!\w)'([^']{3,500})'(?!\w)")
_DAYS = {
    "senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "minggu": 6, "ahad": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6,
}  # fmt: skip
_TIED = "\n\n"  # between evidence sentences that do not follow each other


def strange_numbers(claim: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Return what is wrong with a claim's numbers: "number" or "number_place" with the number.

    A number must stand in the evidence with the same value, and not more often than there.
    Where the evidence has several, it must also keep the words beside it, which catches numbers
    that have changed places (evals.md 2.1 of the project's facts). Digits of dates are left to
    ``strange_dates``; digits in codes and clock times must be the same character by character.
    """
    theirs = [(_company(text, number), number) for text in evidence for number in _numbers(text)]
    ours = _numbers(claim)
    problems = []
    for number in ours:
        shown = claim[number.start : number.end].strip()
        same = [words for words, other in theirs if _agree(number, other)]
        others = [words for words, other in theirs if not _agree(number, other)]
        if not same:
            problems.append(f"number: {shown}")
        elif sum(_agree(number, other) for other in ours) > len(same) or (
            others and _moved(_company(claim, number), same, others)
        ):
            problems.append(f"number_place: {shown}")
    return (*problems, *_strange_codes(claim, evidence))


def strange_dates(
    claim: str, evidence: Sequence[Evidence], published: Mapping[str, date | None]
) -> tuple[str, ...]:
    """Return the claim's dates and weekdays that the evidence does not have.

    Relative dates ("kemarin", a date without its year) are read against the publication date
    of the article they stand in. A claim may be coarser than its evidence ("November 2025" for
    13 November 2025), never finer.
    """
    anchors = {published.get(item.article) for item in evidence}
    anchor = anchors.pop() if len(anchors) == 1 else None
    ours = dates(claim, anchor)
    problems = []
    for mention in ours:
        theirs = [
            other
            for item in evidence
            for other in dates(item.text, published.get(item.article) or mention.first)
        ]
        shown = claim[mention.start : mention.end]
        written = not shown.isdigit() or any(shown in item.text for item in evidence)
        placed = written or _BEFORE_YEAR.search(claim[: mention.start])
        if not placed or not any(_covers(mention, other) for other in theirs):
            problems.append(f"date: {shown}")
    return (*problems, *_strange_weekdays(claim, evidence, published))


def altered_quotations(claim: str, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the claim's texts in quotation marks that the evidence does not have exactly.

    Glyphs of quotation marks, white space, capitals and closing punctuation may differ; an
    ellipsis parts a quotation into pieces. A quotation may run over sentences that follow each
    other in one article. A mark without its partner is a problem of its own.
    """
    folded = same_text(claim)
    found = _QUOTED.findall(folded) + _SINGLE.findall(folded)
    source = _joined(evidence)
    altered = tuple(
        f"quotation: {quotation}"
        for quotation in found
        if not all(_stands(piece, source) for piece in re.split(r"\.{2,}", quotation))
    )
    open_here = folded.count('"') % 2 and not any(
        same_text(item.text).count('"') % 2 for item in evidence
    )
    return altered or (("quotation_open",) if open_here else ())


def _numbers(text: str) -> list[Number]:
    spans = [(mention.start, mention.end) for mention in dates(text)]
    return [
        number
        for number in numbers(text)
        if not any(start < number.end and number.start < end for start, end in spans)
    ]


def _agree(one: Number, other: Number) -> bool:
    """Whether two numbers may be the same; money may go without its sign."""
    kinds = {one.kind, other.kind}
    return one.value == other.value and (len(kinds) == 1 or not kinds & _FIRM)


def _moved(
    ours: frozenset[str], same: Sequence[frozenset[str]], others: Sequence[frozenset[str]]
) -> bool:
    """Whether the words beside a number are those of another number of the evidence.

    Words beside both say nothing ("9 orang korban, 3 orang meninggal").
    """
    if not ours:
        return False
    own, foreign = frozenset().union(*same), frozenset().union(*others)
    if not ours & own:
        return True
    return not ours & (own - foreign) and bool(ours & (foreign - own))


def _strange_codes(claim: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Return words with digits that are no numbers or dates and that the evidence lacks."""
    known = {code.casefold() for text in evidence for code in _CODE.findall(text)}
    spans = [(number.start, number.end) for number in numbers(claim)]
    spans += [(mention.start, mention.end) for mention in dates(claim)]
    return tuple(
        f"number: {match[0]}"
        for match in _CODE.finditer(claim)
        if match[0].casefold() not in known
        and not any(start < match.end() and match.start() < end for start, end in spans)
    )


def _company(text: str, number: Number) -> frozenset[str]:
    """Return the stems of the content words beside a number, within its clause if it has any."""
    tokens = read(text)
    left = [token for token in tokens if token.end <= number.start]
    right = [token for token in tokens if token.start >= number.end]
    left_clause = _until_stop(text, left[::-1], number.start, backwards=True)
    right_clause = _until_stop(text, right, number.end, backwards=False)
    near = _content(left_clause) + _content(right_clause)
    if not near:
        near = _content(left[::-1]) + _content(right)
    return frozenset(near)


def _until_stop(text: str, tokens: Sequence[Token], place: int, *, backwards: bool) -> list[Token]:
    kept = []
    for token in tokens:
        between = text[token.end : place] if backwards else text[place : token.start]
        if _STOPS.search(between):
            break
        kept.append(token)
        place = token.start if backwards else token.end
    return kept


def _content(tokens: Sequence[Token]) -> list[str]:
    kept = [token.stem for token in tokens if token.content and token.word not in _SCALE_WORDS]
    return kept[:_REACH]


def _covers(mention: DateMention, other: DateMention) -> bool:
    """Whether the claim's date is the evidence's, or a coarser one that holds it."""
    if mention.first is None or other.first is None or mention.last is None or other.last is None:
        return mention.precision == other.precision and mention.first == other.first
    if mention.precision == other.precision == "day":
        return mention.first >= other.first and mention.last <= other.last
    return mention.first <= other.first and other.last <= mention.last


def _strange_weekdays(
    claim: str, evidence: Sequence[Evidence], published: Mapping[str, date | None]
) -> tuple[str, ...]:
    ours = {_DAYS[token.word]: token.text for token in read(claim) if token.word in _DAYS}
    if not ours:
        return ()
    known = set()
    for item in evidence:
        known |= {_DAYS[token.word] for token in read(item.text) if token.word in _DAYS}
        known |= {
            mention.first.weekday()
            for mention in dates(item.text, published.get(item.article))
            if mention.first is not None and mention.first == mention.last
        }
    return tuple(f"date: {text}" for day, text in ours.items() if day not in known)


def _joined(evidence: Sequence[Evidence]) -> str:
    """Return the evidence as one folded text; only sentences that follow each other touch."""
    parts: list[str] = []
    ordered = sorted(evidence, key=lambda item: (item.article, item.sentence))
    for before, item in zip([None, *ordered], ordered, strict=False):
        follows = (
            before is not None
            and before.article == item.article
            and before.sentence + 1 == item.sentence
        )
        parts.append((" " if follows else _TIED) + same_text(item.text))
    return "".join(parts).casefold()


def _stands(piece: str, source: str) -> bool:
    wanted = piece.casefold().strip(" .,;:!?-'\"")
    if not wanted:
        return True
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", source) is not None
