"""What a question means for the search: corrected words, other wordings, time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from rag.glossary import Glossary, Harvested, Sort, Wish, load, read_wish
from rag.glossary.commands import COMMANDS
from rag.language import detect_language, fold, index_words, question_words
from rag.periods import read_period
from rag.records import Concept, Correction, Understood, Wording
from rag.spelling import Spelled, Vocabulary, spell


@dataclass(frozen=True, kw_only=True, slots=True)
class Time:
    """The day of the question, the archive's oldest article, and whether times filter."""

    today: date
    oldest: date | None = None
    filters: bool = True


class Words(Vocabulary, Harvested, Protocol):
    """What the search has to know of an archive's words; ``rag.archive.Archive`` is one."""


def understand(question: str, words: Words, time: Time, *, exactly: bool = False) -> Understood:
    """Take a question apart for searching.

    Misspelled words are corrected by the archive's own vocabulary, then the time of publication
    is read, then words that only command ("ringkas berita tentang …") are left out, then the
    other wordings of what is left are looked up.

    Args:
        question: as the person asked it.
        words: what the archive knows of words.
        time: what "bulan lalu" is counted from, and whether times filter.
        exactly: search the words as they are, without corrections.
    """
    glossary = load()
    spelled = Spelled(text=question)
    if not exactly:
        spelled = spell(question, words, known=_Known(glossary))
    reading = read_period(spelled.text, time.today, oldest=time.oldest)
    left = reading.rest if time.filters and reading.rest.strip() else spelled.text
    wish = read_wish(left)
    if wish is not None and wish.sort is Sort.OVERVIEW:
        left = wish.subject or left
    about = _defined(wish, glossary, words)
    language = detect_language(question)
    if about.isupper() and not exactly:  # however it was asked: "jkk tu apa sih", "kepanjangan JKK"
        left = f"What does {about} stand for?" if language == "en" else f"Apa itu {about}?"
    concepts = glossary.concepts(about or left, words) or _plain(left)
    return Understood(
        asked=question,
        text=left,
        language=language,
        concepts=tuple(_with_suggestions(one, spelled.suggestions) for one in concepts),
        corrections=spelled.corrections,
        period=reading.period if time.filters else None,
        newest=reading.newest,
    )


def wish_of(understood: Understood) -> Wish | None:
    """Return what a question commands beside asking: an overview, or what a word stands for.

    Read as :func:`understand` read it: with its words corrected and without those of its period.
    """
    text = understood.asked
    for one in understood.corrections:
        text = text.replace(one.asked, one.used)
    if understood.period is not None:
        text = text.replace(understood.period.text, " ")
    return read_wish(text)


def _defined(wish: Wish | None, glossary: Glossary, words: Words) -> str:
    """Return the word whose meaning is asked for, as it is written; "" where it is none.

    Somebody who types "jkk tu apa sih" means JKK, and only JKK is searched for. It is a word where
    the glossary has it, where the archive itself explains it, or where it is in capitals.
    """
    if wish is None or wish.sort is not Sort.DEFINITION:
        return ""
    known = next((form for _, form in glossary.meanings(wish.subject)), "")
    folded = fold(wish.subject)
    if known or not folded.isalpha():
        return known
    if wish.subject.isupper() or words.expansions([folded]):
        return wish.subject.upper()
    return ""


def plainly(question: str) -> Understood:
    """Return a question whose words are searched as they are and in no other wording."""
    return Understood(
        asked=question, text=question, language=detect_language(question), concepts=_plain(question)
    )


def _with_suggestions(concept: Concept, suggestions: Sequence[Correction]) -> Concept:
    """Let a word that the archive does not know find what is spelled nearly so.

    It is no correction: a passage about Santoso may be found, and proves nothing of Santosa. Of
    questions with one wrong letter this regains 0.7 points of recall at 1 on facqa (n = 5,076).
    """
    words = {fold(word) for word in concept.text.split()}
    near = [
        Wording(text=one.used, stems=stems, weight=_NEARLY)
        for one in suggestions
        if fold(one.asked) in words and (stems := tuple(index_words(one.used)))
    ]
    return replace(concept, others=(*concept.others, *near)) if near else concept


_NEARLY = 0.74  # enough to be put in order by, too little to prove anything


class _Known:
    """The words of the glossary and of commands: right, though the archive may lack them."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str):
            return False
        return word in COMMANDS or self._glossary.explain(word) is not None


def _plain(text: str) -> tuple[Concept, ...]:
    """Return one concept a content word, else a word, of the text."""
    stems = question_words(text) or index_words(text)
    return tuple(Concept(text=stem, stems=(stem,)) for stem in dict.fromkeys(stems) if stem)
