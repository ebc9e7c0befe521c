"""Which sentences of the found passages answer best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.evidence.aliases import aliases, widened
from rag.evidence.candidates import Candidate, candidates
from rag.evidence.names import role_holders
from rag.evidence.question import AskedQuestion
from rag.language import index_words
from rag.records import Hit, Sentence, SentenceKind, StoredPassage

PASSAGES = 5
"""Passages whose sentences are compared; more add wrong ones faster than right ones."""

# Weights of the score's parts. The start was the best plain scorer of the project's measurements
# (coverage .7, with title and neighbours .3, prior .5, form .3); these were chosen by hand on the
# open halves: dozens of near-by settings moved facqa (n=1271) by less than a point and labor (n=54)
# by at most three questions.
_COVERAGE = 0.4  # question words in the sentence itself
_CONTEXT = 0.3  # ... with the title and the sentences beside it
_WINDOW = 0.2  # ... with three sentences either way, fading
_PASSAGE = 0.4  # ... anywhere in the passage or title
_RANK = 0.1  # the search's own order
_FORM = 0.3  # something in the sentence has the form of an answer
_NEAR = 1.0  # ... and stands near the question's words
_HEADLINE = 0.1  # a sentence of the body says the same in full
_REACH = 6  # tokens at which a word's nearness is halved
_FADING = (1.0, 0.6, 0.4, 0.25)

# Text that speaks to a program is no evidence of anything.
_GIVES_ORDERS = re.compile(
    r"\b(?:abaikan|lupakan|ignore|disregard|forget)\b.{0,40}\b(?:instruksi|perintah|aturan|instructions?"
    r"|prompts?)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*|%")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """A sentence with its score and what the gate needs to judge it; shares are from 0 to 1."""

    stored: StoredPassage
    sentence: Sentence
    text: str
    stems: frozenset[str]
    score: float
    coverage: float
    context: float
    beside: frozenset[str]  # stems of the sentence, the title and the neighbours
    near: float
    fit: float


def rank(asked: AskedQuestion, hits: Sequence[Hit]) -> list[Ranked]:
    """Return the sentences of the first passages, best first; equal scores keep their order."""
    found = [hit.stored for hit in hits[:PASSAGES]]
    written: dict[str, list[str]] = {}
    for stored in found:
        written.setdefault(stored.article.id, []).append(stored.text)
    known = {article: aliases(texts) for article, texts in written.items()}
    ranked = [
        sentence
        for place, stored in enumerate(found)
        for sentence in _rank_passage(asked, stored, place, known[stored.article.id])
    ]
    return sorted(ranked, key=lambda sentence: -sentence.score)


def rank_passage(asked: AskedQuestion, stored: StoredPassage) -> list[Ranked]:
    """Return the sentences of one passage in their order, whatever its place among others."""
    return list(_rank_passage(asked, stored, _NO_PLACE, aliases([stored.text]), closely=CLOSELY))


CLOSELY = 3
"""Sentences of a passage that are looked at closely where only the passage is judged."""
_NO_PLACE = 10**6


def _rank_passage(
    asked: AskedQuestion,
    stored: StoredPassage,
    place: int,
    known: Mapping[str, frozenset[str]],
    *,
    closely: int | None = None,
) -> Iterator[Ranked]:
    texts = [stored.sentence_text(sentence) for sentence in stored.passage.sentences]
    widen = asked.wordings.widened
    stems = [widen(widened(stems_in(text), known), text) for text in texts]
    title = widen(stems_in(stored.article.title), stored.article.title)
    everywhere = title.union(*stems)
    holders = role_holders(zip(texts, stems, strict=True), asked.roles, asked.entity_stems)
    prior = _PASSAGE * _share(asked, everywhere) + _RANK / (1 + place)
    covered = [_cover(asked, stored, number, stems, title) for number in range(len(texts))]
    for number in _closest(covered, closely):
        if _GIVES_ORDERS.search(texts[number]):
            continue
        sentence, cover = stored.passage.sentences[number], covered[number]
        found = candidates(asked, texts[number], holders, stems[number])
        near = nearness(asked, texts[number], found, known)
        fit = max((candidate.fit for candidate in found), default=0.0)
        yield Ranked(
            stored=stored,
            sentence=sentence,
            text=texts[number],
            stems=stems[number],
            score=prior
            + cover.score
            + _FORM * fit
            + _NEAR * near
            - (_HEADLINE if sentence.kind is SentenceKind.TITLE else 0),
            coverage=cover.coverage,
            context=cover.context,
            beside=cover.beside,
            near=near,
            fit=fit,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cover:
    """How much of the question a sentence and its neighbours have."""

    beside: frozenset[str]
    coverage: float
    context: float
    score: float


def _cover(
    asked: AskedQuestion,
    stored: StoredPassage,
    number: int,
    stems: Sequence[frozenset[str]],
    title: frozenset[str],
) -> _Cover:
    beside = title.union(*stems[max(0, number - 1) : number + 2])
    if stored.passage.sentences[number].kind is SentenceKind.ROW:
        beside |= _header_stems(stored, number, stems)
    coverage = _share(asked, stems[number])
    context = _share(asked, beside)
    window = _window(asked, title, stems, number)
    score = _COVERAGE * coverage + _CONTEXT * context + _WINDOW * window
    return _Cover(beside=beside, coverage=coverage, context=context, score=score)


def _closest(covered: Sequence[_Cover], most: int | None) -> Sequence[int]:
    """Return the numbers of the sentences that have most of the question, in their order."""
    if most is None or len(covered) <= most:
        return range(len(covered))
    return sorted(sorted(range(len(covered)), key=lambda n: -covered[n].score)[:most])


@lru_cache(maxsize=8192)
def stems_in(text: str) -> frozenset[str]:
    """Return the different stems of a text.

    Kept, because the sentences of a good passage are looked at for its place among others, for
    the answer, and for the next question about the same.
    """
    return frozenset(index_words(text))


def header_of(stored: StoredPassage, row: Sentence) -> Sentence | None:
    """Return the first row of the table run that ``row`` stands in, unless it is that row."""
    header: Sentence | None = None
    for sentence in stored.passage.sentences:
        if sentence.kind is not SentenceKind.ROW:
            header = None
        elif header is None:
            header = sentence
        if sentence == row:
            return None if header == row else header
    return None


def _header_stems(
    stored: StoredPassage, number: int, stems: Sequence[frozenset[str]]
) -> frozenset[str]:
    sentences = stored.passage.sentences
    header = header_of(stored, sentences[number])
    return stems[sentences.index(header)] if header else frozenset()


def _share(asked: AskedQuestion, stems: Iterable[str]) -> float:
    """Return the share of the question's weight that ``stems`` cover."""
    return part_of(asked.weights, stems)


def part_of(weights: Mapping[str, float], stems: Iterable[str]) -> float:
    """Return the share of the weights' sum that belongs to ``stems``."""
    mass = sum(weights.values())
    return sum(weights[stem] for stem in weights.keys() & stems) / mass if mass else 0.0


def _window(
    asked: AskedQuestion, title: frozenset[str], stems: Sequence[frozenset[str]], number: int
) -> float:
    """Return coverage with words further away counting less, those before more than after."""
    seen = dict.fromkeys(asked.weights.keys() & title, 0.5)
    for other in range(max(0, number - 3), min(len(stems), number + 3)):
        factor = _FADING[abs(other - number)] * (1.0 if other <= number else 0.7)
        for stem in asked.weights.keys() & stems[other]:
            seen[stem] = max(seen.get(stem, 0.0), factor)
    mass = asked.mass
    return sum(asked.weights[stem] * factor for stem, factor in seen.items()) / mass if mass else 0


def nearness(
    asked: AskedQuestion,
    text: str,
    found: Sequence[Candidate],
    known: Mapping[str, frozenset[str]] | None = None,
) -> float:
    """Return how near the best-fitting candidate stands to the question's words, from 0 to 1.

    Each question word counts with its weight, divided by 1 + distance / 6 in tokens. An acronym
    stands for the words that ``known`` gives it.
    """
    if not found or not asked.mass:
        return 0.0
    tokens = [(match.start(), match.end(), _stems(match[0])) for match in _TOKEN.finditer(text)]
    if known:
        tokens = [(a, b, _spelled(stems, known)) for a, b, stems in tokens]
    tokens = _meant(tokens, asked, text)
    places = [(n, s) for n, (_, _, stems) in enumerate(tokens) for s in stems if s in asked.weights]
    best = 0.0
    for candidate in found[:40]:  # a list of a hundred figures is no answer to look at closely
        inside = [
            n for n, (a, b, _) in enumerate(tokens) if a < candidate.end and b > candidate.start
        ]
        if inside:
            best = max(best, candidate.fit * _pull(asked, places, inside[0], inside[-1]))
    return best / asked.mass


def _spelled(stems: tuple[str, ...], known: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    return (*stems, *(word for stem in stems for word in known.get(stem, ())))


def _meant(
    tokens: list[tuple[int, int, tuple[str, ...]]], asked: AskedQuestion, text: str
) -> list[tuple[int, int, tuple[str, ...]]]:
    """Add to each token the stems of the question that it stands for, alone or in a row."""
    singles, there = asked.wordings.singles, frozenset(s for *_, stems in tokens for s in stems)
    rows = asked.wordings.rows_in(there, text)
    if not rows and singles.keys().isdisjoint(there):
        return tokens
    return [
        (
            begin,
            end,
            (
                *stems,
                *(meant for stem in stems for meant in singles.get(stem, ())),
                *(
                    stem
                    for said, meant in rows
                    if not set(said).isdisjoint(stems)
                    for stem in meant
                ),
            ),
        )
        for begin, end, stems in tokens
    ]


def _pull(asked: AskedQuestion, places: Sequence[tuple[int, str]], first: int, last: int) -> float:
    pulls: dict[str, float] = {}
    for place, stem in places:
        distance = 1 if first <= place <= last else max(first - place, place - last)
        pulls[stem] = max(pulls.get(stem, 0.0), asked.weights[stem] / (1 + distance / _REACH))
    return sum(pulls.values())


@lru_cache(maxsize=100_000)
def _stems(raw: str) -> tuple[str, ...]:
    return tuple(index_words(raw))
