"""What the program's own glossary says of a word whose meaning is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from rag.context import Context
from rag.glossary import Entry, Form, Sort, load
from rag.notices.beside import notice
from rag.records import Notice
from rag.understanding import wish_of
from rag.wording import say

_MOST = 3  # meanings of one abbreviation


def defined(context: Context) -> list[Notice]:
    """Return a notice with the glossary's long forms in both languages, none for other questions.

    It says that it is the glossary's and not the archive's. A word that the glossary does not have
    gets no notice: nothing is made up.
    """
    wish = wish_of(context.understood)
    if wish is None or wish.sort is not Sort.DEFINITION:
        return []
    meanings = load().meanings(wish.subject)
    told = [_told(entry, form, context.language) for entry, form in meanings]
    lines = list(dict.fromkeys(line for line in told if line))[:_MOST]
    if not lines:
        return []
    text = say("glossary_or", context.language).join(lines)
    return [notice("glossary", context.language, word=meanings[0][1], text=text)]


def _told(entry: Entry, asked: str, language: str) -> str:
    """Return one meaning in both languages, that of ``language`` first, and its source."""
    indonesian, english = _best(entry.indonesian, asked), _best(entry.english, asked)
    both = (indonesian, english)
    if language == "en":
        parts = [english, indonesian and say("glossary_other", language, text=indonesian)]
    else:
        parts = [indonesian, english and say("glossary_other", language, text=english)]
    line = ", ".join(part for part in parts if part)
    return f"{line} ({entry.source})" if any(both) and entry.source else line


def _best(forms: Sequence[Form], asked: str) -> str:
    """Return the form that says most of what ``asked`` means: written out, and sure.

    Of an abbreviation with nothing sure beside it, what it may stand for.
    """
    others = [form for form in forms if form.text.casefold() != asked.casefold()]
    sure = [form.text for form in others if not form.near]
    long = [text for text in sure if " " in text]
    if long or sure:
        return (long if asked.isupper() and long else sure)[0]
    near = [form.text for form in others] if asked.isupper() else []
    return " / ".join(near[:_MOST])
