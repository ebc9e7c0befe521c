"""Which sentences of the found passages answer best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.evidence.aliases import aliases, widened
from rag.evidence.candidates import Candidate, candidates
from rag.evidence.covering import Cover, cover, header_of, part_of, share, stems_in
from rag.evidence.names import name_spans, role_holders
from rag.evidence.nearness import BESIDE, Placed, near_across, near_in, nearness, placed
from rag.evidence.question import AskedQuestion
from rag.evidence.signals import Signals, cut_short
from rag.evidence.weights import weigh
from rag.language import QuestionType
from rag.records import Hit, Sentence, SentenceKind, StoredPassage

__all__ = [
    "CLOSELY",
    "PASSAGES",
    "Ranked",
    "header_of",
    "nearness",
    "part_of",
    "rank",
    "rank_passage",
]

PASSAGES = 5
"""Passages whose sentences are compared; more add wrong ones faster than right ones."""

# Weights of the parts of a passage's own best sentence (``rank_passage``). The start was the best
# plain scorer of the project's measurements (coverage .7, with title and neighbours .3, prior .5,
# form .3); these were chosen by hand, and the search (``rag.scoring``) is fitted to them.
_COVERAGE = 0.4  # question words in the sentence itself
_CONTEXT = 0.3  # ... with the title and the sentences beside it
_WINDOW = 0.2  # ... with three sentences either way, fading
_PASSAGE = 0.4  # ... anywhere in the passage or title
_FORM = 0.3  # something in the sentence has the form of an answer
_NEAR = 1.0  # ... and stands near the question's words
_HEADLINE = 0.1  # a sentence of the body says the same in full

# Text that speaks to a program is no evidence of anything.
_GIVES_ORDERS = re.compile(
    r"\b(?:abaikan|lupakan|ignore|disregard|forget)\b.{0,40}\b(?:instruksi|perintah|aturan|instructions?"
    r"|prompts?)\b",
    re.IGNORECASE,
)


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
    signals: Signals | None = None  # what the score was made of; none from ``rank_passage``


def rank(asked: AskedQuestion, hits: Sequence[Hit]) -> list[Ranked]:
    """Return the sentences of the first passages, best first; equal scores keep their order."""
    found = [hit.stored for hit in hits[:PASSAGES]]
    written: dict[str, list[str]] = {}
    for stored in found:
        written.setdefault(stored.article.id, []).append(stored.text)
    known = {article: aliases(texts) | asked.spelled for article, texts in written.items()}
    ranked = [
        sentence
        for place, stored in enumerate(found)
        for sentence in _weighed(asked, _read(asked, stored, known[stored.article.id]), place)
    ]
    return sorted(ranked, key=lambda sentence: -sentence.score)


def rank_passage(asked: AskedQuestion, stored: StoredPassage) -> list[Ranked]:
    """Return the sentences of one passage in their order, whatever its place among others.

    Only those that have most of the question are looked at (``CLOSELY``).
    """
    return [one for one, _ in _judged(asked, _read(asked, stored, aliases([stored.text])), CLOSELY)]


CLOSELY = 3
"""Sentences of a passage that are looked at closely where only the passage is judged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Passage:
    """A passage as read for one question; everything by the number of its sentences."""

    stored: StoredPassage
    texts: Sequence[str]
    stems: Sequence[frozenset[str]]
    covers: Sequence[Cover]
    share: float  # of the question, in the passage or title
    holders: frozenset[str]
    known: Mapping[str, frozenset[str]]
    placed: dict[int, Placed] = field(default_factory=dict)

    def at(self, asked: AskedQuestion, number: int) -> Placed:
        """Return where the question's words stand in a sentence; found once."""
        if number not in self.placed:
            self.placed[number] = placed(asked, self.texts[number], self.known)
        return self.placed[number]


def _read(
    asked: AskedQuestion, stored: StoredPassage, known: Mapping[str, frozenset[str]]
) -> _Passage:
    texts = [stored.sentence_text(sentence) for sentence in stored.passage.sentences]
    widen = asked.wordings.widened
    stems = [widen(widened(stems_in(text), known), text) for text in texts]
    title = widen(stems_in(stored.article.title), stored.article.title)
    return _Passage(
        stored=stored,
        texts=texts,
        stems=stems,
        covers=[cover(asked, stored, number, stems, title) for number in range(len(texts))],
        share=share(asked, title.union(*stems)),
        holders=role_holders(zip(texts, stems, strict=True), asked.roles, asked.entity_stems),
        known=known,
    )


def _judged(
    asked: AskedQuestion, passage: _Passage, most: int | None = None
) -> Iterator[tuple[Ranked, Sequence[Candidate]]]:
    """Yield the sentences, each by itself, with what could answer in them."""
    stored = passage.stored
    for number in _closest(passage.covers, most):
        text = passage.texts[number]
        if _GIVES_ORDERS.search(text):
            continue
        sentence, covered = stored.passage.sentences[number], passage.covers[number]
        found = candidates(asked, text, passage.holders, passage.stems[number])
        near = _near(asked, passage, number, found)
        fit = max((candidate.fit for candidate in found), default=0.0)
        score = (
            _PASSAGE * passage.share
            + _by_cover(covered)
            + _FORM * fit
            + _NEAR * near
            - (_HEADLINE if sentence.kind is SentenceKind.TITLE else 0)
        )
        yield (
            Ranked(
                stored=stored,
                sentence=sentence,
                text=text,
                stems=passage.stems[number],
                score=score,
                coverage=covered.coverage,
                context=covered.context,
                beside=covered.beside,
                near=near,
                fit=fit,
            ),
            found,
        )


def _by_cover(covered: Cover) -> float:
    return _COVERAGE * covered.coverage + _CONTEXT * covered.context + _WINDOW * covered.window


def _closest(covers: Sequence[Cover], most: int | None) -> Sequence[int]:
    """Return the numbers of the sentences that have most of the question, in their order."""
    if most is None or len(covers) <= most:
        return range(len(covers))
    return sorted(sorted(range(len(covers)), key=lambda n: -_by_cover(covers[n]))[:most])


def _weighed(asked: AskedQuestion, passage: _Passage, place: int) -> Iterator[Ranked]:
    """Yield the sentences with a score that sees their neighbours and the passage's place."""
    names = _names(asked, passage)
    numbers = {sentence: n for n, sentence in enumerate(passage.stored.passage.sentences)}
    for one, found in _judged(asked, passage):
        number = numbers[one.sentence]
        covered = passage.covers[number]
        signals = Signals(
            coverage=covered.coverage,
            context=covered.context,
            window=covered.window,
            passage=passage.share,
            subject=part_of(asked.subject, one.stems),
            first=1 / (1 + place),
            form=one.fit,
            near=one.near,
            linked=_linked(asked, passage, number, found),
            headline=float(one.sentence.kind is SentenceKind.TITLE),
            partly=_partly(asked, one.text, found, names),
        )
        yield replace(one, score=weigh(signals), signals=signals)


def _near(
    asked: AskedQuestion, passage: _Passage, number: int, found: Sequence[Candidate]
) -> float:
    """Return the nearness in a sentence; a row is read with the first row of its table."""
    read = passage.at(asked, number)
    sentences = passage.stored.passage.sentences
    header = header_of(passage.stored, sentences[number])
    if header is None:
        return near_in(asked, read, found)
    return near_across(asked, [passage.at(asked, sentences.index(header)), read], 1, found, apart=0)


def _linked(
    asked: AskedQuestion, passage: _Passage, number: int, found: Sequence[Candidate]
) -> float:
    """Return the nearness to the words of the sentences beside it."""
    if not found:
        return 0.0
    sentences = passage.stored.passage.sentences
    low, high = max(0, number - BESIDE), min(len(sentences), number + BESIDE + 1)
    read = [passage.at(asked, n) for n in range(low, high)]
    return near_across(asked, read, number - low, found)


def _names(asked: AskedQuestion, passage: _Passage) -> frozenset[str]:
    """Return the names that a passage tells, where one is asked for."""
    if asked.type is not QuestionType.WHO:
        return frozenset()
    return frozenset(text[start:end] for text in passage.texts for start, end in name_spans(text))


def _partly(
    asked: AskedQuestion, text: str, found: Sequence[Candidate], names: frozenset[str]
) -> float:
    if asked.type is not QuestionType.WHO or not found:
        return 0.0
    best = max(candidate.fit for candidate in found)
    likely = [text[one.start : one.end] for one in found if one.fit >= 0.8 * best]
    return float(cut_short(likely, names))
