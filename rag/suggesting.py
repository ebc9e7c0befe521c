"""What can be asked after an answer: questions that its own passages give rise to.

Nobody invents a question here. Candidates are what somebody said in the passages that were read
and not yet told, and what articles report that were read and not cited; where that leaves none,
also articles in the other language. Each is proposed only where the archive is judged to answer
it. None is better than a bad one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rag.archive import Archive
from rag.context import context_of
from rag.language import fold, question_words
from rag.quoting import enough
from rag.records import Answer, ArticleKind, ArticleSummary, Check, Claim, Evidence
from rag.retrieval import Retriever, rarity
from rag.speakers import speaker_of
from rag.speakers.lists import BODIES, OFFICES, SERVING

SUGGESTIONS = 3
"""Questions proposed at most."""
TRIED = 6
"""Candidates that are searched for, at some 20 ms each."""
_SPEAKERS = 2
"""Of them, how many ask what somebody said."""
_SAME = 0.6
"""Share of a candidate's content words that the question had already, from which on it is taken
to ask the same once more."""
_LONGEST = 120
"""Characters of a headline that still reads as a question to press."""
_SHORT_FORM = re.compile(r"\s*\([^()]*\)\s*\Z")
_BETWEEN = frozenset(("bin", "binti", "al", "el", "van", "de", "dan", "and", "of"))
"""Words of names that are written small."""
_REPORT_ID = "Apa isi berita “{title}”?"
_REPORT_EN = "What is “{title}” about?"


def answerable(retriever: Retriever, archive: Archive, language: str) -> Callable[[str], bool]:
    """Return what says whether words alone find an answer to a question, at some 20 ms."""
    by_words = replace(retriever, vectors=None, words=True)
    frequency = rarity(archive)

    def judged(question: str) -> bool:
        context = context_of(question, by_words.search(question), archive, language=language)
        return enough(context.understood, context.standing, frequency=frequency).ok

    return judged


def suggest(
    answer: Answer,
    language: str,
    *,
    can: Callable[[str], bool],
    wanted: Callable[[], bool] = lambda: True,
) -> tuple[str, ...]:
    """Return up to three questions that follow an answer.

    Args:
        answer: as it was given, with its passages.
        language: of the questions, "id" or "en".
        can: says whether the archive can answer a question.
        wanted: asked before each candidate; once it says no, nothing is returned.
    """
    if answer.refused:
        return ()
    known = _words(answer.question) | {
        stem for claim in answer.claims for stem in _words(claim.text)
    }
    found: list[str] = []
    tried = 0
    for candidates in (_candidates(answer, language), _further(answer, language)):
        if found:
            break
        for candidate in candidates:
            if not wanted():
                return ()
            if tried == TRIED or len(found) == SUGGESTIONS:
                break
            if not _new(candidate, known):
                continue
            tried += 1
            if can(candidate):
                found.append(candidate)
    return tuple(found)


def _candidates(answer: Answer, language: str) -> Iterator[str]:
    for place, name in enumerate(_speakers(answer)):
        if place == _SPEAKERS:
            break
        yield f"What did {name} say?" if language == "en" else f"Apa kata {name}?"
    for article in _uncited(answer):
        if article.language == language:
            yield about(article)


def _further(answer: Answer, language: str) -> Iterator[str]:
    """Yield what articles in another language report, asked in the language of the answer."""
    for article in _uncited(answer):
        if article.language != language:
            yield about(article, language)


def _uncited(answer: Answer) -> Iterator[ArticleSummary]:
    """Yield reports that were read and not cited, each once, where a question can be made."""
    seen = {_folded(answer.question)}
    cited = {source.article for source in answer.sources}
    told = {each.article.story for each in answer.passages if each.article.id in cited}
    for stored in answer.passages:
        article = stored.article
        if article.id in cited or (article.story and article.story in told):
            continue
        if article.kind is not ArticleKind.NEWS:
            continue
        asked = _folded(about(article))
        if asked and asked not in seen:
            seen.add(asked)
            yield article


def about(article: ArticleSummary, language: str = "") -> str:
    """Return a question that an article answers; "" where none can be made.

    A headline is no question. One that asks something stands as it is, in its own language; any
    other is asked for what its report says. Headlines that were cut short are left out.

    Args:
        article: what the question is about.
        language: of the question, "id" or "en"; the article's own where it is "".
    """
    language = language or article.language
    title = " ".join(article.title.split())
    if title.endswith("?") and language == article.language:
        return title if len(title) <= _LONGEST else ""
    title = title.rstrip(".! ")
    if not title or len(title) > _LONGEST or title.endswith(("…", "..")):
        return ""
    for inner, other in (("“", "‘"), ("”", "’"), ('"', "'")):
        title = title.replace(inner, other)
    return (_REPORT_EN if language == "en" else _REPORT_ID).format(title=title)


def examples(
    articles: Iterable[ArticleSummary], language: str, *, can: Callable[[str], bool], most: int
) -> tuple[str, ...]:
    """Return up to so many questions that these articles answer, for a page that begins."""
    found: list[str] = []
    for article in articles:
        if len(found) == most:
            break
        if article.language == language and article.kind is ArticleKind.NEWS:
            asked = about(article)
            if asked and can(asked):
                found.append(asked)
    return tuple(found)


def _speakers(answer: Answer) -> Iterator[str]:
    """Yield, by their full names, who says something in a cited article that is not told yet."""
    stored = {each.passage.id: each for each in answer.passages}
    cited = {source.article for source in answer.sources}
    shown = {(item.article, item.sentence) for claim in answer.claims for item in claim.evidence}
    told = _folded(" ".join((answer.question, *(claim.text for claim in answer.claims))))
    texts = [passage.text for passage in stored.values()]
    named = {_folded(claim.speaker.name) for claim in answer.claims if claim.speaker is not None}
    for passage in stored.values():
        if passage.article.id not in cited:
            continue
        for sentence in passage.passage.sentences:
            if (passage.article.id, sentence.ordinal) in shown:
                continue
            item = Evidence.of(passage, sentence)
            said = Claim(text=item.text, check=Check.QUOTED, evidence=(item,))
            speaker = speaker_of(said, stored)
            name = "" if speaker is None else addressed(speaker.name, texts)
            folded = _folded(name)
            if name and folded not in named and folded not in told:
                named.add(folded)
                yield name


def addressed(name: str, texts: Iterable[str]) -> str:
    """Return how a question names a speaker, "" where that says too little who is meant.

    Reports write office and name in one ("Kuasa hukum TLJ Benediktus Harjanto"). The name alone
    is asked for where an acronym parts it from the office, and it is no place. Elsewhere nothing
    tells the town of an office from a name ("Gubernur Tirta Raya Arya Banyusegara"): all of it
    stands, what is no title with a small letter.

    Args:
        name: as a report writes it.
        texts: what was read, to know places by ("di Tirta Raya").
    """
    words = _SHORT_FORM.sub("", name).split()
    begins = next((n for n, word in enumerate(words) if not _office(word)), len(words))
    acronyms = next((n for n, word in enumerate(words[begins:]) if not _acronym(word)), 0)
    own = words[begins + acronyms :] if begins else words
    if len(words) < 2 or not own or not all(word[:1].isupper() or word in _BETWEEN for word in own):
        return ""  # one word may be anybody, and "penggugat" as well
    if begins and acronyms and len(own) == 2 and not _placed(own, texts):
        return " ".join(own)
    if begins and (fold(words[0]) in SERVING or any(word.islower() for word in words[:begins])):
        words[0] = words[0].lower()
    return " ".join(words)


def _office(word: str) -> bool:
    return fold(word) in OFFICES or fold(word) == "umum"


def _acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _placed(own: Sequence[str], texts: Iterable[str]) -> bool:
    """Tell whether words name a place or a body rather than a person, by how they are written."""
    if any(fold(word) in BODIES for word in own):
        return True
    placed = re.compile(rf"\b(?:di|ke|dari|in|at|from) {re.escape(' '.join(own))}\b", re.IGNORECASE)
    return any(placed.search(text) for text in texts)


def _new(candidate: str, known: set[str]) -> bool:
    """Tell whether a candidate asks for something that was not asked and told already."""
    frame = _words(_REPORT_ID.format(title="")) | _words(_REPORT_EN.format(title=""))
    words = _words(candidate) - frame
    return bool(words) and len(words & known) < _SAME * len(words)


def _words(text: str) -> set[str]:
    return set(question_words(text))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
