"""Different matters that a question fits about equally, where it names nothing that tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rag.checks.reading import Token, read
from rag.evidence.question import AskedQuestion
from rag.language import QuestionType, is_common_word, question_words, words
from rag.quoting.judging import SURE, Judged
from rag.records import SentenceKind, StoredPassage

MOST = 4
"""Matters that are told apart; more would be a list, no question back."""
EQUALLY = 0.6
"""Of the best sentence's probability: from here on another matter fits about as well. The best one
must be sure. Chosen by hand on the sample's dev split (n = 86): two of its three unclear questions
are told, and none of the others; where the best one need only be worth comparing (0.1), one of 60
answerable questions is taken for unclear."""
_NAMED = 1.9
"""Inverse document frequency from which a shared name makes two reports one matter: a word in more
than about 15 of 100 passages (the province, an office that all reports quote) does not."""
_FORMS = frozenset(QuestionType) - {QuestionType.YES_NO, QuestionType.OTHER}


def readings(
    asked: AskedQuestion, found: Sequence[Judged], frequency: Callable[[str], float]
) -> tuple[Judged, ...]:
    """Return the best sentence of each matter that a question fits, () where it is one.

    The question names nothing and nobody, no year and no figure, and asks for something that
    shows by its form; the matters share no name in their titles, leads and sentences.

    Args:
        asked: the question.
        found: the first sentences judged, best first.
        frequency: the inverse document frequency of a stem in the archive.
    """
    if not _open(asked):
        return ()
    likely = [one for one in found if one.answers]
    best = max((one.probability for one in likely), default=0.0)
    if best < SURE:
        return ()
    passages: dict[str, list[StoredPassage]] = {}
    for one in found:
        passages.setdefault(one.ranked.stored.article.id, []).append(one.ranked.stored)
    chosen: list[Judged] = []
    told: list[frozenset[str]] = []
    for one in sorted(likely, key=lambda each: -each.probability):
        if one.probability < EQUALLY * best:
            break
        names = _names(one, frequency)
        if not names:
            return ()  # nothing to tell the readings apart by
        if not _one_story(one, chosen) and not any(names & other for other in told):
            chosen.append(one)
            told.append(names)
    if len(chosen) < 2 or _told_apart(asked, chosen, passages):
        return ()
    return tuple(chosen[:MOST])


def _open(asked: AskedQuestion) -> bool:
    """Tell whether a question leaves open what it is about."""
    if asked.names or asked.acronyms or asked.years or asked.figures or asked.many:
        return False
    first = next(iter(read(asked.text)), None)
    named = first is not None and first.capital and _is_name(first)
    return asked.type in _FORMS and not named


def _is_name(token: Token) -> bool:
    """Tell whether a word with a capital is no word of the language."""
    common = is_common_word(token.word) or is_common_word(token.stem)
    return bool(question_words(token.word)) and not common


def _one_story(one: Judged, others: Sequence[Judged]) -> bool:
    mine = one.ranked.stored.article
    return any(
        mine.id == other.id or (mine.story and mine.story == other.story)
        for other in (each.ranked.stored.article for each in others)
    )


def _names(one: Judged, frequency: Callable[[str], float]) -> frozenset[str]:
    """Return the stems of the rarer names in a report's title, first sentence and this one."""
    stored = one.ranked.stored
    lead = " ".join(stored.sentence_text(each) for each in stored.passage.sentences[:1])
    found = {
        token.stem
        for text in (stored.article.title, lead, one.ranked.text)
        for token in read(text)
        if token.capital and _is_name(token)
    }
    return frozenset(name for name in found if frequency(name) >= _NAMED)


def _told_apart(
    asked: AskedQuestion, chosen: Sequence[Judged], passages: Mapping[str, Sequence[StoredPassage]]
) -> bool:
    """Tell whether a word of the question, in small letters, is a name in some matters only."""
    said = frozenset(words(asked.text))
    named = []
    for one in chosen:
        written: dict[str, bool] = {}
        for stored in passages[one.ranked.stored.article.id]:
            for sentence in stored.passage.sentences:
                if sentence.kind is SentenceKind.TITLE:
                    continue
                for token in read(stored.sentence_text(sentence)):
                    capital = token.capital and not token.opens
                    if token.word in said:
                        written[token.word] = written.get(token.word, True) and capital
        named.append({word for word, always in written.items() if always})
    return any(each != named[0] for each in named)
