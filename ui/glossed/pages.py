"""The list of abbreviations, as a plain page that can be searched."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rag.archive import Archive
from rag.language import fold
from ui.glossed.meanings import Meaning, known
from ui.glossed.words import words_of
from ui.web import House, Shell, language_of

LONGEST = 80
"""Code points of what is searched for; the longest long form of the glossary has 77."""


def routes(house: House, shell: Shell) -> list[Route]:
    """Return the address of the list, ``/glossary?q=…``."""

    def glossary(request: Request) -> Response:
        asked = request.query_params.get("q", "").strip()[:LONGEST]
        language = language_of(request)
        return shell.page(
            request,
            "glossed/glossary.html",
            200,
            own=words_of(language),
            asked=asked,
            rows=rows(asked),
            explained=_explained(house.archive, asked),
        )

    return [Route("/glossary", glossary, methods=["GET"])]


def rows(asked: str) -> list[tuple[str, tuple[Meaning, ...]]]:
    """Return abbreviations with their meanings by the alphabet; those that have the words asked.

    Each word has to begin a word of the abbreviation or of what it stands for, in any letters.
    """
    wanted = fold(asked).split()
    return [
        (short, meanings)
        for short, meanings in sorted(known().items(), key=lambda item: fold(item[0]))
        if not wanted or any(_fits(wanted, short, meaning) for meaning in meanings)
    ]


def _fits(wanted: list[str], short: str, meaning: Meaning) -> bool:
    text = fold(f"{short} {meaning.indonesian} {meaning.english}").replace("/", " ").split()
    return all(any(word.startswith(part) for word in text) for part in wanted)


def _explained(archive: Archive, asked: str) -> list[str]:
    """Return what the archive's own articles give for the very abbreviation that is asked for."""
    if not asked or " " in asked:
        return []
    given = archive.expansions([fold(asked)])
    return [long for longs in given.values() for long in longs]
