"""An answer as plain text for the clipboard: sentences with numbers, then their sources."""

from __future__ import annotations

from rag.notices import reasons
from rag.records import Answer, Check, Claim
from ui.memo.cleaning import clean, line
from ui.memo.content import as_of_line, numbers_of, versions_of
from ui.memo.sources import link, near_of, where
from ui.memo.words import words_of


def copied(answer: Answer, language: str) -> str:
    """Return an answer with its sources as plain text.

    Args:
        answer: as it was given; its sentences stay in its own language.
        language: of the labels, "id" or "en".
    """
    words = words_of(language)
    if answer.refused:
        lines = [clean(answer.text)]
        near = near_of(answer, language)
        if near:
            lines += ["", f"{words.near}:", *(f"- {one.text} ({one.where})" for one in near)]
        return "\n".join(lines).strip()
    lines = [_sentence(claim, answer, language) for claim in answer.claims]
    for table in versions_of(answer, language):
        lines += ["", table.head]
        for row in table.rows:
            number = f" [{row.number}]" if row.number else ""
            lines.append(f"- {row.value} ({row.where}; {row.standing}){number}")
    lines += ["", f"{words.sources}:"]
    for source in answer.sources:
        title = line(source.title) or words.untitled
        url = link(source.url)
        told = f"[{source.number}] {title} ({where(source.outlet, source.published, language)})"
        lines.append(f"{told} {url}".rstrip())
    as_of = as_of_line(answer, language)
    if as_of:
        lines += ["", as_of]
    return "\n".join(lines).strip()


def _sentence(claim: Claim, answer: Answer, language: str) -> str:
    words = words_of(language)
    parts = [line(claim.text), *(f"[{number}]" for number in numbers_of(claim, answer))]
    mark = {Check.REVIEW: words.review, Check.REPAIRED: words.repaired}.get(claim.check)
    if mark:
        why = line(reasons(claim.problems, language))
        parts.append(f"({mark}: {why})" if why else f"({mark})")
    return " ".join(parts)
