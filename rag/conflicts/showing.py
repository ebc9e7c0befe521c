"""How a figure or date that a report states is shown as one version of a conflict."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rag.conflicts.statements import Said
from rag.records import Standing, Version

_DATELINE = re.compile(r"[A-Z][A-Z .]+(?:,[^—–-]{0,30})?\s[—–-]\s")
_DAY = r"(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_WEEKDAYS = re.compile(
    rf"[\s,]*(?:\b(?:pada|hari|on)\s+)*\b{_DAY}(?:\s*[–-]\s*{_DAY})?[\s,]*\Z", re.IGNORECASE
)
_SHORT = 12
_LABEL = 90  # characters of what a conflict is about


def version_of(said: Said, standing: Standing) -> Version:
    """Return a statement as a version."""
    article = said.line.stored.article
    return Version(
        value=said.shown,
        evidence=said.line.evidence,
        outlet=article.outlet,
        published=article.published,
        standing=standing,
    )


def label(said: Said) -> str:
    """Return the clause of a value without it: what the value is of, in the archive's words."""
    text, (left, right) = said.line.text, said.clause
    dateline = _DATELINE.match(text)
    left = max(left, dateline.end() if dateline and dateline.end() < said.start else 0)
    clause = f"{text[left : said.start].strip()} … {text[said.shown_end : right].strip()}"
    flat = " ".join(clause.split()).strip(" .,;:–—-…")
    if len(flat) < _SHORT:  # "…, pada Jumat, 24 Oktober, di …": what comes before says what it is
        begin = dateline.end() if dateline and dateline.end() < said.start else 0
        before = " ".join(text[begin : said.start].split()).strip(" .,;:–—-(")
        flat = before if len(before) <= _LABEL else "… " + before[-_LABEL:].split(" ", 1)[-1]
    flat = _WEEKDAYS.sub("", flat) or said.line.stored.article.title
    return flat if len(flat) <= _LABEL + 2 else flat[:_LABEL].rsplit(" ", 1)[0] + " …"


def one_each(said: Iterable[Said]) -> list[Said]:
    """Keep one statement of each value: who repeats it is no further version."""
    kept: dict[object, Said] = {}
    for one in said:
        kept.setdefault(one.value, one)
    return list(kept.values())


def after(one: date | None, other: date | None) -> bool:
    """Tell whether a day is known to be later than another."""
    return one is not None and other is not None and one > other
