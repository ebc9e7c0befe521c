"""Compares one claim with its own evidence sentences, without a model.

Rules guard near-verbatim claims against corruption; they do not understand meaning, so what
passes is "found in the source" and never "true". On contradictions that people wrote freely,
rules of this kind are right in about six of ten cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.checks.across import across
from rag.checks.amounts import amounts
from rag.checks.changes import changes
from rag.checks.days import strange_dates
from rag.checks.doers import wrong_doers
from rag.checks.excerpts import excerpt
from rag.checks.exchanges import exchanged_numbers
from rag.checks.figures import strange_numbers
from rag.checks.framing import limits
from rag.checks.lists import ENGLISH_HEADS
from rag.checks.meaning import (
    added_clause,
    antonyms,
    complements,
    initials,
    names_alone,
    polarity,
    support,
)
from rag.checks.names import foreign_names, repeated_names
from rag.checks.orders import is_order
from rag.checks.pairing import (
    Pair,
    around,
    bridge_of,
    joined,
    nearest,
    paired,
    related,
    sentences_in,
    shared_words,
)
from rag.checks.parties import exchanged, moved_names
from rag.checks.quantities import quantities
from rag.checks.quotations import altered_quotations, marked_translation
from rag.checks.reading import Token, read, same_text, stems
from rag.checks.speakers import by_pronoun, roles, speaker
from rag.language import dates, detect_language, stem
from rag.records import Evidence

__all__ = ["HARD", "LONGEST_CLAIM", "SOFT", "Findings", "closest", "compare", "is_order",
           "same_text", "warm_up"]  # fmt: skip

HARD = frozenset((
    "number", "number_place", "date", "date_place", "name", "name_place", "speaker", "role",
    "parties", "quotation", "unsupported", "language", "too_long",
))  # fmt: skip
"""Codes of findings that forbid showing a claim's own words."""

SOFT = frozenset((
    "number_bound", "number_rounded", "number_order", "name_twice", "speaker_unknown",
    "role_unknown", "quotation_open", "quotation_translated", "negation", "tense", "certainty",
    "antonym", "quantity", "condition", "wording", "joined", "excerpt", "other_language",
))  # fmt: skip
"""Codes of findings that ask the reader to compare a claim with its evidence."""

REVERSING = frozenset(("negation", "antonym"))
"""Soft codes that forbid a claim with nearly all its words from the evidence: what remains of it is
the opposite, and its evidence can be quoted in its place at no loss."""
_SAME_WORDS = 0.8

LONGEST_CLAIM = 2000
"""Characters of a claim that are compared; a longer one is no sentence of an answer."""

# With so many words in common, claim and evidence are in one language.
_ONE_LANGUAGE = 0.75
_YEARS = re.compile(r"(?<=\b(?:19|20)\d\d)[-‑](?=(?:19|20)\d\d\b)")
_SPEECH_REACH = 3  # sentences between one that names no speaker and the one that does
_LONGEST_SOURCE = 4000  # characters of one evidence sentence; the archive cuts them at 1,000


@dataclass(frozen=True, slots=True)
class Findings:
    """What a comparison objects to, as ``code`` or ``code: detail``.

    ``hard`` findings forbid showing the claim; ``soft`` ones ask the reader to compare.
    ``share`` is the part of the claim's content words that stands in the evidence, 0 to 1.
    """

    hard: tuple[str, ...]
    soft: tuple[str, ...]
    share: float


def compare(
    text: str,
    evidence: Sequence[Evidence],
    *,
    language: str,
    published: Mapping[str, date | None],
) -> Findings:
    """Compare a claim with the sentences that it names as its evidence, and with no others.

    Args:
        text: the claim.
        evidence: its sentences; at least one.
        language: of the answer, "id" or "en".
        published: publication dates by article id, for relative dates.
    """
    if len(text) > LONGEST_CLAIM:
        return Findings(hard=("too_long",), soft=(), share=1.0)
    text = _even(text)
    evidence = [replace(item, text=_even(item.text[:_LONGEST_SOURCE])) for item in evidence]
    pair = paired(text, evidence)
    problems = [*strange_numbers(text, pair.texts, pair.bridge)]
    problems += exchanged_numbers(text, pair.texts, pair.bridge)
    problems += strange_dates(text, evidence, published)
    share = shared_words(pair)
    agreed = not problems
    part = excerpt(pair.claim, pair.sources)
    if part == "turned":
        problems.append("excerpt")
    elif part:
        problems = [problem for problem in problems if problem.startswith("number: ")]
        problems += _limits(pair)
        return _sorted(problems, share)
    spoken, written = detect_language(text), detect_language(" ".join(pair.texts))
    if share >= _ONE_LANGUAGE:  # short sentences are often misjudged
        spoken = written
    problems += joined(pair)
    problems += _limits(pair)
    problems += _quotations(pair, translated=spoken != written)
    problems += _names(pair, one_language=spoken == written)
    if spoken != written:
        found, share = _across_languages(pair, wanted=spoken == language, agreed=agreed)
    else:
        found, share = _within_language(pair)
    return _sorted([*problems, *found], share)


def closest(text: str, evidence: Sequence[Evidence]) -> Evidence:
    """Return the evidence sentence that shares most words with a claim; the first of equals."""
    clipped = text[:LONGEST_CLAIM]
    wanted = stems(token for token in read(clipped) if token.content or token.figure)

    def shared(item: Evidence) -> int:
        source = read(item.text[:_LONGEST_SOURCE])
        known = stems(source)
        return len(wanted & known) + len(bridge_of(read(clipped), source, known).keys() - known)

    return max(evidence, key=shared)


def warm_up() -> None:
    """Read and index the words that claims are compared by: 0.4 s that no question should pay.

    May be called from any thread, also more than once; it asks no service and keeps no file open.
    """
    claim, source = read("Buruh mogok kerja."), read("Pekerja berunjuk rasa.")
    bridge_of(claim, source, stems(source))


def _sorted(problems: Sequence[str], share: float) -> Findings:
    found = tuple(dict.fromkeys(problems))
    for kind in ("number", "date"):  # of a value that is not there, the place says no more
        if any(problem.startswith(f"{kind}: ") for problem in found):
            found = tuple(problem for problem in found if not problem.startswith(f"{kind}_place"))
    forbidding = HARD | REVERSING if share >= _SAME_WORDS else HARD
    return Findings(
        hard=tuple(problem for problem in found if problem.split(":")[0] in forbidding),
        soft=tuple(problem for problem in found if problem.split(":")[0] not in forbidding),
        share=share,
    )


def _quotations(pair: Pair, *, translated: bool) -> list[str]:
    """Check quotations; one that is marked as a translation can only be looked at."""
    found = altered_quotations(pair.text, pair.evidence)
    if not marked_translation(pair.text):
        return list(found)
    return ["quotation_translated", *(() if translated else found)]


def _limits(pair: Pair) -> Iterator[str]:
    for sentence in sentences_in(pair.text):
        yield from limits(sentence, pair.texts[nearest(read(sentence), pair.sources)])


def _names(pair: Pair, *, one_language: bool) -> Iterator[str]:
    for name in foreign_names(pair.claim, pair.source, pair.otherwise):
        if one_language or name.casefold() not in ENGLISH_HEADS:
            yield f"name: {name}"
    yield from (f"name_twice: {name}" for name in repeated_names(pair.claim, pair.source))
    yield from roles(pair.claim, pair.source)
    if one_language:
        yield from moved_names(pair.text, pair.texts)
        yield from exchanged(pair.text, pair.texts)
        yield from wrong_doers(pair.text, pair.texts)
    for sentence in sentences_in(pair.text):
        part = read(sentence)
        place = nearest(part, pair.sources)
        own = pair.sources[place]
        about = around(pair, place, None if by_pronoun(own) else _SPEECH_REACH)
        code, name = speaker(part, own, about, related(pair, part, place))
        if code:
            yield f"{code}: {name}"


def _within_language(pair: Pair) -> tuple[list[str], float]:
    """Check content and meaning; every sentence of the claim must stand on its own."""
    shares = []
    problems: list[str] = []
    known = stems(pair.source) | pair.otherwise | initials(pair.source)
    known |= complements(pair.claim, pair.source)
    counted = frozenset(token.word for token in _in_numbers(pair))

    def borne_out(token: Token) -> bool:
        said = token.word.removesuffix("in") + "kan"  # colloquial "dijadwalin"
        return token.stem in known or token.word in counted | known or stem(said) in known

    for sentence in sentences_in(pair.text):
        part = read(sentence)
        other_way = complements(part, pair.source)
        code, share = support(part, pair.source, pair.otherwise | other_way, counted)
        shares.append(share)
        if code != "unsupported" and _nothing_told(part, pair, counted):
            code = "unsupported"
        problems += [code] if code else []
        problems += polarity(part, pair.source)
        problems += [f"antonym: {word}" for word in antonyms(part, pair.source)]
        problems += quantities(part, pair.source)
        edits = changes(sentence, pair.texts[nearest(part, pair.sources)], borne_out)
        problems += [code for code in edits if not (other_way and code == "negation")]
        problems += ["wording"] if added_clause(part, pair.source) else []
    return problems, min(shares)


def _nothing_told(part: Sequence[Token], pair: Pair, counted: frozenset[str]) -> bool:
    """Whether only names of a sentence stand in the evidence, and nothing that it says of them.

    A number, date or quotation that agrees with the evidence says something.
    """
    if any(token.figure for token in part) or '"' in same_text(pair.text):
        return False
    return names_alone(part, pair.source, pair.otherwise, counted)


def _in_numbers(pair: Pair) -> Iterator[Token]:
    """Yield the words that are numbers or dates: those have checks of their own."""
    spans = [amount.span for amount in amounts(pair.text)]
    spans += [(mention.start, mention.end) for mention in dates(pair.text)]
    for token in pair.claim:
        if any(start <= token.start and token.end <= end for start, end in spans):
            yield token


def _across_languages(pair: Pair, *, wanted: bool, agreed: bool) -> tuple[list[str], float]:
    """Words cannot be compared: a claim needs at least an anchor, mostly a second look."""
    problems: list[str] = [] if wanted else ["language"]
    shares = []
    for sentence in sentences_in(pair.text):
        counts = len(amounts(sentence)) + len(dates(sentence)) if agreed else 0
        found = across(read(sentence), pair.source, pair.otherwise, counts)
        shares.append(found.share)
        problems += found.problems
        if found.unfounded:
            problems.append("unsupported")
        if not found.strong:
            problems.append("other_language")
    return problems, max(min(shares), shared_words(pair))


def _even(text: str) -> str:
    """Return a text, of the same length, with one glyph between the years of a period."""
    return _YEARS.sub("–", text)
