"""An answer's own sentences in the language of the page, whatever language they were stored in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.wording.retelling import Told, retold, retold_refusal
from ui.beside import refusal_told

if TYPE_CHECKING:
    from rag.records import Answer


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldNotice:
    """A notice as it is drawn; ``text`` is markup where it is not in the page's language."""

    code: str
    text: str


def told_notices(answer: Answer, language: str) -> tuple[ToldNotice, ...]:
    """Return an answer's notices for a page in ``language``."""
    return tuple(
        ToldNotice(
            code=each.code,
            text=_marked(
                retold(each.code, each.text, source=answer.language, target=language), language
            ),
        )
        for each in answer.notices
    )


def told_refusal(answer: Answer, language: str) -> str:
    """Return a refusal's text for a page in ``language``, without what stands below it."""
    told = retold_refusal(refusal_told(answer), source=answer.language, target=language)
    return _marked(told, language)


def _marked(told: Told, language: str) -> str:
    """Return a text, and where it is in another language than the page, as markup that says so."""
    from markupsafe import Markup

    if told.language == language or not told.text:
        return told.text
    return Markup('<span lang="{}">{}</span>').format(told.language, told.text)
