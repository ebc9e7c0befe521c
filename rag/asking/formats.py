"""Answers as one object for programs, and as text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from rag.records import Answer, ArticleKind, Check, StoredPassage, Understood
from rag.wording import day


def as_json(answer: Answer) -> dict[str, object]:
    """Return the documented object; spans are half-open, in code points of the article's text.

    ``understood`` is how the question was read (null where it was not): ``text`` (what was
    searched), ``corrections`` (``asked``, ``used``), ``period`` (``first``, ``last``: dates or
    null, both included; ``text``: the words that say so) or null, ``newest``, and ``concepts``
    (``text``, and ``others``: the other wordings searched). A period is what the question names;
    ``filters`` (``from``, ``to``, ``outlet``: null where there is no bound) are those that held.
    """
    return {
        "question": answer.question,
        "language": answer.language,
        "understood": _understood(answer.understood),
        "filters": {
            "from": _iso(answer.filters.published_from),
            "to": _iso(answer.filters.published_to),
            "outlet": answer.filters.outlet,
        },
        "refused": answer.refused,
        "answer": answer.text,
        "claims": [
            {
                "text": claim.text,
                "check": claim.check.value,
                "evidence": [
                    {
                        "article": item.article,
                        "passage": item.passage,
                        "sentence": item.sentence,
                        "start": item.start,
                        "end": item.end,
                        "text": item.text,
                    }
                    for item in claim.evidence
                ],
            }
            for claim in answer.claims
        ],
        "sources": [
            {
                "article": source.article,
                "title": source.title,
                "outlet": source.outlet,
                "published": _iso(source.published),
                "url": source.url,
            }
            for source in answer.sources
        ],
        "notices": [{"code": item.code, "text": item.text} for item in answer.notices],
        "as_of": _iso(answer.as_of),
        "engine": answer.engine.value,
        "model": answer.model or None,
        "timings": dict(answer.timings),
    }


def _understood(understood: Understood | None) -> dict[str, object] | None:
    if understood is None:
        return None
    period = understood.period
    return {
        "text": understood.text,
        "corrections": [{"asked": one.asked, "used": one.used} for one in understood.corrections],
        "period": None
        if period is None
        else {"first": _iso(period.first), "last": _iso(period.last), "text": period.text},
        "newest": understood.newest,
        "concepts": [
            {"text": one.text, "others": [other.text for other in one.others]}
            for one in understood.concepts
        ],
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def as_text(answer: Answer) -> str:
    """Return the answer as a person reads it in a terminal."""
    language = answer.language
    lines = [_marked(answer), ""] if not answer.refused else [answer.text, ""]
    for source in answer.sources:
        where = _where(source.outlet, source.published, language)
        lines.append(f"[{source.number}] {source.title} ({where})")
        if source.url:
            lines.append(f"    {source.url}")
    if answer.refused and answer.passages:
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


def written(value: Mapping[str, object], encoding: str | None) -> str:
    """Return an object as one line of JSON that this encoding (None: UTF-8) can hold."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode(encoding or "utf-8")
    except UnicodeEncodeError:  # an old terminal, or half of a surrogate pair
        return json.dumps(value)
    return line
