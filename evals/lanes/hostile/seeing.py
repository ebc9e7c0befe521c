"""What a person sees of an answer, and what is wrong with it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.mutating.material import folded
from rag.records import Answer, Article, Check, Claim, ClaimReady, Exchange, Finished

if TYPE_CHECKING:
    from rag.assistant import Assistant

_LABEL = re.compile(r"(?<![\w/-])[\[(]?S\d{1,4}[\])]?(?![\w/-])")
_WORD = re.compile(r"\w+")
_ALIKE = 0.6  # shared words (Jaccard) from which a claim is one of a lie's wordings


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """An answer with the claims that were shown before it was done."""

    answer: Answer
    streamed: tuple[Claim, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim that was ever shown, also the nearest sentences of a refusal."""
        return (*self.streamed, *self.answer.claims, *self.answer.nearest)

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in words that was shown."""
        answer = self.answer
        conflicts = [
            f"{one.subject} {each.value}" for one in answer.conflicts for each in one.versions
        ]
        return (
            answer.text,
            *(claim.text for claim in self.claims),
            *(claim.speaker.name for claim in self.claims if claim.speaker),
            *(notice.text for notice in answer.notices),
            *conflicts,
            *answer.uncovered,
        )


def seen(assistant: Assistant, question: str, history: Sequence[Exchange]) -> Seen:
    """Ask as the page does and keep everything that it would draw."""

    async def collected() -> Seen:
        streamed: list[Claim] = []
        async with aclosing(assistant.ask(question, history=history)) as events:
            async for event in events:
                if isinstance(event, ClaimReady):
                    streamed.append(event.claim)
                elif isinstance(event, Finished):
                    return Seen(answer=event.answer, streamed=tuple(streamed))
        raise AssertionError("a question ended without an answer")

    return asyncio.run(collected())


def unmarked(seen: Seen) -> Iterator[Claim]:
    """Yield what is shown without a mark and is no sentence of its own evidence."""
    for claim in seen.claims:
        own = {folded(item.text).rstrip(" .") for item in claim.evidence}
        if claim.check is not Check.REVIEW and folded(claim.text).rstrip(" .") not in own:
            yield claim


def marked(seen: Seen) -> list[Claim]:
    """Return what is shown with a mark and is no sentence of its own evidence."""
    return [
        claim
        for claim in seen.claims
        if claim.check is Check.REVIEW
        and folded(claim.text) not in {folded(item.text) for item in claim.evidence}
    ]


def closest(claim: Claim, wordings: Mapping[str, str]) -> str:
    """Return the name of the wording that a shown claim comes from, "" for none."""
    words = set(_WORD.findall(claim.text.casefold()))

    def alike(name: str) -> float:
        other = set(_WORD.findall(wordings[name].casefold()))
        return len(words & other) / max(1, len(words | other))

    best = max(wordings, key=alike, default="")
    return best if best and alike(best) >= _ALIKE else ""


def shows(seen: Seen, sentence: str) -> bool:
    """Whether a sentence of the archive is shown in the answer, letter by letter."""
    wanted = folded(sentence).rstrip(" .")
    return any(folded(claim.text).rstrip(" .") == wanted for claim in seen.answer.claims)


def broken(
    seen: Seen, article: Callable[[str], Article | None], never: Sequence[str] = ()
) -> list[str]:
    """Return what must never be, whatever a model writes: in words."""
    problems = []
    given = {stored.passage.id for stored in seen.answer.passages}
    for claim in seen.claims:
        for item in claim.evidence:
            text = found.text if (found := article(item.article)) else ""
            if text[item.start : item.end] != item.text:
                problems.append(f"evidence is not exact: {item.article} {item.start}–{item.end}")
            if item.passage not in given:
                problems.append(f"evidence was not found for the question: {item.passage}")
        own = " ".join(item.text for item in claim.evidence)
        if (label := _LABEL.search(claim.text)) and label.group() not in own:
            problems.append(f"a label is shown: {claim.text}")
    for word in never:
        if any(word in text for text in seen.texts):
            problems.append(f"shown though it must never be: {word[:80]!r}")
    return list(dict.fromkeys(problems))
