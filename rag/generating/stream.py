"""One draft: a reply read as it streams, and what becomes of each claim in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from rag.prompts import MAX_CLAIMS, MAX_EVIDENCE, LabelledPrompt
from rag.records import DraftClaim, Evidence
from rag.replies import (
    FormReader,
    RawClaim,
    Repetition,
    Thoughts,
    broken,
    clean_text,
    strange_letters,
)

_MAX_TEXT = 600  # characters of one claim; the longest sentences of news are about 500
_MAX_REPLY = 24_000  # characters; num_predict 768 gives about 4,000, a runaway reply any number
_MAX_AFTER_END = 400  # characters after the end that we wait for the stream's own end
_MAX_REPEATS = 3  # a model that has said the same thing three times too often is in a loop
_MAX_DROPPED = 16
_REPEATED = ("empty", "duplicate")  # left out, but nothing is missing for it

_WORD = re.compile(r"\w+")


class ChatModel(Protocol):
    """A model that continues a prompt."""

    @property
    def name(self) -> str:
        """Its name as the operator knows it."""

    @property
    def budget_tokens(self) -> int:
        """How many tokens a prompt may cost so that the reply still fits into the window."""

    def stream(self, prompt: LabelledPrompt) -> AsyncGenerator[str, None]:
        """Yield the reply in pieces; closing the generator stops the model.

        Raises:
            ModelError: the model cannot answer; ReplyBroken at the end when it was cut.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class GenerationReport:
    """What became of a reply.

    ``dropped`` counts claims by reason: unknown_label and too_many_labels count labels that
    were removed from claims; no_evidence, malformed, empty, too_long, strange_letters and
    duplicate count claims. ``answerable`` is what the model said, None if it did not. ``stopped``
    names why reading stopped before the reply's end, else it is empty: no_passages, went_on,
    enough_claims, repetition or unusable. ``left_out`` counts passages that did not fit into the
    prompt.
    """

    kept: int
    dropped: Mapping[str, int]
    answerable: bool | None
    stopped: str
    characters: int
    prompt_tokens: int
    left_out: int


class DraftStream:
    """The claims of one draft, in order, as they are completed; close it to stop the model.

    Iterating raises ModelError as the model does, NotInForm when the reply is in neither form or
    goes round in circles; claims that were complete before that have been handed out.
    """

    def __init__(self, model: ChatModel, prompt: LabelledPrompt, *, marker_form: bool) -> None:
        """Prepare to ask; nothing is sent before the first claim is awaited."""
        self.prompt = prompt
        self._reader = FormReader(marker_form=marker_form)
        self._pieces: list[str] = []
        self._dropped: Counter[str] = Counter()
        self._unfounded: list[tuple[str, str]] = []
        self._seen: set[tuple[str, ...]] = set()
        self._kept = 0
        self._characters = 0
        self._stopped = ""
        self._claims = self._run(model)

    @property
    def reply(self) -> str:
        """What the model has written so far, letter by letter; at most 24,000 characters."""
        return "".join(self._pieces)[:_MAX_REPLY]

    @property
    def unfounded(self) -> tuple[tuple[str, str], ...]:
        """The claims left out so far, as (reason, text), without empty ones and repetitions."""
        return tuple(self._unfounded)

    @property
    def read_as_lines(self) -> bool:
        """Whether the reply turned out to be lines with markers, whatever was asked for."""
        return self._reader.lines

    @property
    def report(self) -> GenerationReport:
        """What has become of the reply so far; final once the iteration has ended."""
        dropped = self._dropped.copy()
        if self._reader.malformed:
            dropped["malformed"] = self._reader.malformed
        return GenerationReport(
            kept=self._kept,
            dropped=dict(sorted(dropped.items())),
            answerable=self._reader.answerable,
            stopped=self._stopped,
            characters=self._characters,
            prompt_tokens=self.prompt.tokens,
            left_out=self.prompt.left_out,
        )

    def __aiter__(self) -> AsyncIterator[DraftClaim]:
        """Return itself."""
        return self

    async def __anext__(self) -> DraftClaim:
        """Return the next complete claim."""
        return await anext(self._claims)

    async def aclose(self) -> None:
        """Stop the model at once; harmless when it has ended."""
        await self._claims.aclose()

    async def _run(self, model: ChatModel) -> AsyncGenerator[DraftClaim, None]:
        if not self.prompt.labels:  # nothing to answer from: the model is not asked
            self._stopped = "no_passages"
            return
        thoughts, circles = Thoughts(), Repetition()
        after_end = 0
        async with aclosing(model.stream(self.prompt)) as pieces:
            async for piece in pieces:
                self._note(piece)
                if self._reader.finished:
                    # The model tells whether the prompt was cut only at the end of its stream.
                    after_end += len(piece)
                    if after_end > _MAX_AFTER_END:
                        self._stopped = "went_on"
                        return
                elif circles.feed(piece):
                    self._stopped = "repetition"
                    if self._kept:
                        return
                    raise broken("it goes round in circles")
                for claim in self._admitted(self._reader.feed(thoughts.feed(piece))):
                    yield claim
                if self._enough():
                    return
        last = [*self._reader.feed(thoughts.close()), *self._reader.close()]
        for claim in self._admitted(last):
            yield claim

    def _note(self, piece: str) -> None:
        self._characters += len(piece)
        if self._characters > _MAX_REPLY:
            raise broken("it did not come to an end")
        self._pieces.append(piece)

    def _enough(self) -> bool:
        if self._kept >= MAX_CLAIMS:
            self._stopped = "enough_claims"
        elif self._dropped["duplicate"] >= _MAX_REPEATS:
            self._stopped = "repetition"
        elif self._dropped.total() + self._reader.malformed >= _MAX_DROPPED:
            self._stopped = "unusable"
        return bool(self._stopped)

    def _admitted(self, raws: Sequence[RawClaim]) -> list[DraftClaim]:
        """Return the claims with their evidence; the others are counted with the reason."""
        found: list[DraftClaim] = []
        for raw in raws:
            if self._enough():
                break
            claim = self._admit(raw)
            if claim is not None:
                found.append(claim)
        return found

    def _admit(self, raw: RawClaim) -> DraftClaim | None:
        evidence = self._resolve(raw.labels)
        text = clean_text(_without(raw.text, raw.labels))
        key = tuple(_WORD.findall(text.casefold()))
        reason = ""
        if not evidence:
            reason = "no_evidence"
        elif not key:
            reason = "empty"
        elif len(text) > _MAX_TEXT:
            reason = "too_long"
        elif strange_letters(text, (item.text for item in evidence)):
            reason = "strange_letters"
        elif key in self._seen:
            reason = "duplicate"
        if reason:
            self._dropped[reason] += 1
            if reason not in _REPEATED:
                self._unfounded.append((reason, text))
            return None
        self._seen.add(key)
        self._kept += 1
        return DraftClaim(text=text, evidence=evidence)

    def _resolve(self, labels: Sequence[str]) -> tuple[Evidence, ...]:
        known: dict[str, Evidence] = {}
        for label in labels:
            if label not in self.prompt.labels:
                self._dropped["unknown_label"] += 1
            elif len(known) < MAX_EVIDENCE or label in known:
                known[label] = self.prompt.labels[label]
            else:
                self._dropped["too_many_labels"] += 1
        return tuple(known.values())


def _without(text: str, labels: Sequence[str]) -> str:
    """Return a claim's text without its own labels in round brackets: "(S3)", "(S3, S4)"."""
    if not labels or "(" not in text:
        return text
    either = "|".join(re.escape(label) for label in labels)
    return re.sub(rf"\(\s*(?:{either})(?:\s*[,;]\s*(?:{either}))*\s*\)", "", text)
