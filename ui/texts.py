"""How the page says things: its labels by language, and dates, counts and troubles in words."""

from __future__ import annotations

from datetime import date, datetime

from rag.errors import TanyaError
from rag.wording import day, explain
from ui.labels import ENGLISH, INDONESIAN, Texts

LANGUAGES = ("id", "en")


def texts(language: str) -> Texts:
    """Return the labels of ``language`` ("id" or "en"; anything else is Indonesian)."""
    return ENGLISH if language == "en" else INDONESIAN


def preferred(accept_language: str) -> str:
    """Return the page's first language from a browser's ``Accept-Language`` header.

    The browser lists its languages in order of preference (RFC 9110, 12.5.4), so the first of
    ours wins; a browser that lists neither gets Indonesian, the first language of the readers.
    """
    wishes = []
    for place, part in enumerate(accept_language[:1000].lower().split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        wishes.append((-quality, place, tag.split("-")[0]))
    for _, _, tag in sorted(wishes):
        if tag in LANGUAGES:
            return tag
    return "id"


def long_date(value: date | None, language: str) -> str:
    """Return a date written out ("3 Maret 2025"), or that it is unknown."""
    return texts(language).no_date if value is None else day(value, language)


def moment(when: datetime | None, language: str) -> str:
    """Return a time as people of the office read it, by the machine's clock; "" for none."""
    if when is None:
        return ""
    here = when.astimezone()
    clock = f"{here:%H:%M}" if language == "en" else f"{here:%H.%M}"
    return f"{long_date(here.date(), language)}, {clock}"


def number(value: int, language: str) -> str:
    """Return a count with the language's own thousands mark."""
    grouped = f"{value:,}"
    return grouped if language == "en" else grouped.replace(",", ".")


def seconds(value: float, language: str) -> str:
    """Return a duration in seconds: one decimal below ten, whole seconds above."""
    shown = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    if language != "en":
        shown = shown.replace(".", ",")
    return texts(language).seconds.format(seconds=shown)


def step(name: str, count: int, language: str) -> str:
    """Return what a step of the assistant is called on the page."""
    words = texts(language)
    labels = {
        "understanding": words.understanding,
        "waiting": words.in_queue,
        "searching": words.searching,
        "reading": words.reading,
        "writing": words.writing,
        "quoting": words.quoting,
        "retrying": words.retrying,
        "elsewhere": words.elsewhere,
    }
    return labels.get(name, words.waiting).format(count=number(count, language))


def trouble(error: TanyaError, language: str) -> tuple[str, str]:
    """Return what happened and what to do about it, in the page's language where we have it."""
    told = explain(error, language)
    return (error.what, error.remedy) if told == str(error) else (told, "")
