"""Answers as text for a terminal."""

from __future__ import annotations

from datetime import date

from rag.records import Answer, ArticleKind, Check, Claim, StoredPassage
from rag.wording import day, say


def as_text(answer: Answer) -> str:
    """Return the answer as a person reads it in a terminal."""
    language = answer.language
    lines = [_marked(answer), ""] if not answer.refused else [answer.text, ""]
    for source in answer.sources:
        where = _where(source.outlet, source.published, language)
        lines.append(f"[{source.number}] {source.title} ({where})")
        if source.url:
            lines.append(f"    {source.url}")
    if answer.nearest:
        lines.append(say("nearest_sentences", language))
        lines.extend(f"  - {_quoted(claim, answer)}" for claim in answer.nearest)
    elif answer.refused and answer.passages:
        lines.append("Kutipan terdekat:" if language == "id" else "Nearest passages:")
        lines.extend(_nearest(stored, language) for stored in answer.passages[:3])
    lines.extend(f"! {item.text}" for item in answer.notices)
    return "\n".join(lines).rstrip()


_MARKS = {Check.REVIEW: ("periksa", "check"), Check.REPAIRED: ("diganti kutipan", "quoted instead")}


def _marked(answer: Answer) -> str:
    """Add what a check found behind each line of the answer."""
    lines = answer.text.split("\n")
    for number, claim in enumerate(answer.claims):
        if claim.check in _MARKS:
            lines[number] += f" ({_MARKS[claim.check][answer.language == 'en']})"
    return "\n".join(lines)


def _quoted(claim: Claim, answer: Answer) -> str:
    """Return a nearest sentence with where it stands."""
    stored = next(
        (each for each in answer.passages if each.article.id == claim.evidence[0].article), None
    )
    if stored is None:
        return f"“{claim.text}”"
    article = stored.article
    where = _where(article.outlet, article.published, answer.language)
    return f"“{claim.text}” ({article.title}; {where})"


def _where(outlet: str, published: date | None, language: str) -> str:
    return ", ".join(filter(None, (outlet, day(published, language))))


def _nearest(stored: StoredPassage, language: str) -> str:
    article = stored.article
    where = _where(article.outlet, article.published, language)
    if article.kind is ArticleKind.RETRACTED:
        where += ", withdrawn" if language == "en" else ", dicabut"
    text = stored.text.removeprefix(article.title)  # it has just been said
    return f"  - {article.title} ({where}): {_short(text)}"


def _short(text: str, limit: int = 200) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit].rsplit(" ", 1)[0] + " …"
