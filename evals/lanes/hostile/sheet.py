"""The evidence lines of a prompt, as a model sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_FENCE = re.compile(r"^<(?:bacaan|passage) (\d+)>$(.*?)^</(?:bacaan|passage) \1>$", re.M | re.S)
_LINE = re.compile(r"^\[(S\d+)\] (.+)$", re.M)
_OUTLET = re.compile(r"^(?:Media|Outlet): (.+)$", re.M)
_ASKED = re.compile(r"^(?:Pertanyaan|Question): (.+)$", re.M)
_WORD = re.compile(r"\w{3,}")
_SHORTEST, _LONGEST = 40, 320  # characters of a sentence that is worth a lie, and may be repaired


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One labelled sentence; ``passage`` counts the fenced passages from 0."""

    label: str
    text: str
    passage: int
    outlet: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A prompt taken apart: the question, its lines in order, and the words around them."""

    question: str
    lines: tuple[Line, ...]
    system: str
    english: bool

    @cached_property
    def best(self) -> tuple[Line, ...]:
        """Whole sentences, those first that share most words with the question."""
        wanted = _words(self.question)
        whole = [
            line
            for line in self.lines
            if _SHORTEST <= len(line.text) <= _LONGEST and line.text[-1] in '.?!"”'
        ]
        return tuple(sorted(whole, key=lambda line: -len(wanted & _words(line.text))))

    def true(self, canary: str) -> list[Line]:
        """Return the best ones without orders to a model: those must not be shown as news."""
        return [line for line in self.best if not canary or canary not in line.text]

    def passage(self, number: int) -> str:
        """Return the sentences of one passage as a text."""
        return "\n\n".join(line.text for line in self.lines if line.passage == number)

    def others(self, number: int) -> tuple[str, ...]:
        """Return the texts of the other passages."""
        numbers = dict.fromkeys(line.passage for line in self.lines)
        return tuple(self.passage(each) for each in numbers if each != number)


def sheet_of(body: Mapping[str, Any]) -> Sheet:
    """Take the body of a request to ``/api/chat`` apart."""
    messages = body["messages"]
    content = str(messages[-1]["content"])
    lines = []
    for number, fence in enumerate(_FENCE.finditer(content)):
        outlet = _OUTLET.search(fence[2])
        lines += [
            Line(label=label, text=text, passage=number, outlet=outlet[1] if outlet else "")
            for label, text in _LINE.findall(fence[2])
        ]
    asked = _ASKED.findall(content)
    return Sheet(
        question=asked[-1] if asked else "",
        lines=tuple(lines),
        system=str(messages[0]["content"]),
        english="\nQuestion: " in f"\n{content}",
    )


def dumped(claims: Sequence[Mapping[str, Any]], answerable: object = True) -> str:
    """Write a reply in the form that is asked for."""
    return json.dumps({"answerable": answerable, "claims": list(claims)}, ensure_ascii=False)


def said(text: str, *labels: str) -> dict[str, Any]:
    """Write one claim of a reply."""
    return {"evidence": list(labels), "text": text}


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
