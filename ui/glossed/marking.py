"""Abbreviations of a text made into buttons that tell what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from markupsafe import Markup, escape

from rag.glossary import harvest
from ui.glossed.meanings import Meaning, known

_MARKED = Markup(
    '<button type="button" class="ts-abbr" id="{id}" data-meaning="{meaning}">{short}</button>'
)
_UNBROKEN = Markup('<span class="ts-unbroken">{before}{button}{behind}</span>')
_RUN = 4
_BEFORE = re.compile(rf"[(\[{{“„‘«\"'/–—-]{{1,{_RUN}}}\Z")
_BEHIND = re.compile(rf"[)\]}}”’»\"'.,;:?!…%/–—-]{{1,{_RUN}}}")
"""What may not be parted from an abbreviation by the end of a line.

Browsers lay a button out as one box, whatever its ``display`` says, and may break a line on either
side of a box (CSS Text 3, section 5.1), also between it and the bracket that it stands in. Longer
runs than ``_RUN`` signs are dots of a table or worse; no line could hold them whole.
"""
_JOIN = {"id": " — atau: ", "en": " — or: "}


class Glosser:
    """Marks abbreviations in the texts of one answer, each at its first occurrence.

    Not for several threads: it remembers what it has marked.
    """

    def __init__(self, language: str, *, name: str, explained_in: Iterable[str] = ()) -> None:
        """Explain in ``language``.

        Args:
            language: "id" or "en".
            name: begins the ids of what is marked; unique on the page.
            explained_in: texts whose own explanations ("Serikat Maju (SM)") go before the
                glossary's.
        """
        self._language = "en" if language == "en" else "id"
        self._name = name
        self._own: dict[str, dict[str, Meaning]] = {}
        for text in explained_in:
            for each in harvest(text):
                meaning = Meaning(indonesian=each.long)
                self._own.setdefault(each.short, {}).setdefault(each.long.casefold(), meaning)
        self._pattern = _pattern(frozenset(self._own))
        self._seen: set[str] = set()

    def __call__(self, text: str) -> Markup:
        """Return ``text`` escaped, with abbreviations that were not marked before as buttons.

        The text of what is drawn is exactly ``text``. Texts in capitals throughout are left as
        they are: nothing tells an abbreviation from a word there.
        """
        if text.isupper() and " " in text.strip():
            return escape(text)
        return Markup("").join(self._drawn(text))

    def meaning(self, short: str) -> str:
        """Return what an abbreviation stands for in one line, "" where it is unknown."""
        own = tuple(self._own.get(short, {}).values())
        mine = {_plain(each.indonesian) for each in own}
        given = known().get(short, ())
        same = [each for each in given if _plain(each.indonesian) in mine]
        if same and len(own) == 1:
            return same[0].told(self._language)  # the texts say which one is meant
        rest = [each for each in given if _plain(each.indonesian) not in mine]
        return _JOIN[self._language].join(each.told(self._language) for each in (*own, *rest))

    def _drawn(self, text: str) -> Iterator[Markup]:
        at = 0
        for match in self._pattern.finditer(text):
            short = match[0]
            if short in self._seen or _in_address(text, match.start(), match.end()):
                continue
            self._seen.add(short)
            left = _BEFORE.search(text, max(at, match.start() - _RUN), match.start())
            right = _BEHIND.match(text, match.end())
            begins, ends = (left or match).start(), (right or match).end()
            yield escape(text[at:begins])
            button = self._button(short)
            if left or right:
                before, behind = text[begins : match.start()], text[match.end() : ends]
                button = _UNBROKEN.format(before=before, button=button, behind=behind)
            yield button
            at = ends
        yield escape(text[at:])

    def _button(self, short: str) -> Markup:
        return _MARKED.format(
            id=f"ts-abbr-{self._name}-{len(self._seen)}", meaning=self.meaning(short), short=short
        )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _in_address(text: str, start: int, end: int) -> bool:
    """Tell whether the letters are part of an address or a file's name (www.ILO.org, UMP.pdf)."""
    before, behind = text[max(0, start - 1) : start], text[end : end + 2]
    return before in {"@", "."} or (behind[:1] in {".", "@"} and behind[1:].isalpha())


@cache
def _glossary_pattern() -> re.Pattern[str]:
    return _compiled(known())


def _pattern(own: frozenset[str]) -> re.Pattern[str]:
    """Return what finds abbreviations, the longest first, as whole words in the same letters."""
    more = own - known().keys()
    return _compiled({**dict.fromkeys(more), **known()}) if more else _glossary_pattern()


def _compiled(shorts: Mapping[str, object]) -> re.Pattern[str]:
    longest_first = sorted(shorts, key=lambda short: (-len(short), short))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
