"""Follow-ups by rules: what a question leans on, put into its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.composing import composed, person_meant
from rag.conversation.plain import Plain, plain, words_of, written_out
from rag.conversation.referring import points
from rag.conversation.remembering import remembered
from rag.conversation.replacing import about, asks_something, replaced
from rag.conversation.slots import slots
from rag.conversation.varying import varied
from rag.conversation.words import ELSEWHERE, FUNCTION, MORE, PERSONS
from rag.language import detect_language, fold
from rag.language.stopwords import TELLING_INDONESIAN
from rag.records import Exchange, FollowUp


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    """What the rules made of a question: ``text`` None if it stands alone."""

    text: str | None
    sure: bool = True


def standalone(
    question: str, history: Sequence[Exchange], *, language: str = ""
) -> FollowUp | None:
    """Return a follow-up as a question of its own, by rules; None if it stands alone.

    Looks at the last questions first, then at the claims of the last answer. A question that is
    complete (a name or thing of its own) is left alone, whatever was said before it.

    Args:
        question: as it was typed.
        history: what was asked and answered before, oldest first.
        language: of the question, "id" or "en"; "" finds it out.
    """
    read = _read(question, remembered(history), language)
    if read.text is None or fold(read.text) == fold(question):
        return None
    return FollowUp(
        asked=question,
        standalone=read.text,
        how="rules",
        carried=carried_words(question, read.text),
    )


def carried_words(question: str, text: str) -> tuple[str, ...]:
    """Return the words of a standalone question, as written, that the question lacks."""
    own = {word.low for word in words_of(written_out(question))} | FUNCTION
    return tuple(dict.fromkeys(word.text for word in words_of(text) if word.low not in own))


def language_of(question: str, history: Sequence[Exchange]) -> str:
    """Return a question's language; a few words that do not show it have the conversation's."""
    said = plain(question)
    if said is None or not history:
        return detect_language(question)
    return "en" if _english(question, said, history[-1].standalone, "") else "id"


def unsure(question: str, history: Sequence[Exchange]) -> bool:
    """Tell whether a question looks like a follow-up that the rules understand badly or not.

    Then a model is worth asking (:func:`rewrite`); what :func:`standalone` returns is the best
    that there is without one.
    """
    return not _read(question, remembered(history), "").sure


def _read(question: str, history: Sequence[Exchange], language: str) -> _Read:
    said = plain(question)
    if said is None or not said.text or not history:
        return _Read(text=None)
    base = history[-1].standalone
    english = _english(question, said, base, language)
    value = replaced(said, base) or varied(said, base)
    if value is not None:
        return _Read(text=value.text, sure=value.sure)
    if MORE.fullmatch(said.text) or points(
        said, [turn.standalone for turn in history], english=english
    ):
        text = composed(said, history, english=english)
        left = any(word.low in PERSONS for word in said.words) and not person_meant(history)
        return _Read(text=text or None, sure=bool(text) and not left)
    lows = {word.low for word in said.words}
    if lows & ELSEWHERE and len(lows) <= 6 and not slots(said.text):
        return _Read(text=None, sure=False)
    if asks_something(said) and len(said.words) <= 6:
        return _Read(text=about(said, base, english=english), sure=False)
    return _Read(text=None)


def _english(question: str, said: Plain, base: str, language: str) -> bool:
    """Tell the language of a few words; where they do not show it, the conversation's."""
    if len(said.words) > 3:
        return (language or detect_language(question)) == "en"
    found = detect_language(f"{question} {question}")
    return found == "en" or (detect_language(base) == "en" and not _shows_indonesian(said))


def _shows_indonesian(said: Plain) -> bool:
    return any(word.low in TELLING_INDONESIAN or word.low.endswith("nya") for word in said.words)
