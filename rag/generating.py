"""The generating engine: a local model writes the draft from labelled passages.

The model is asked through a small Protocol; ``rag.generating_joint`` implements it over
llama-index. What comes back is read claim by claim as it streams and never trusted: a claim
leaves this module only with evidence that was really sent, as one plain line of bounded length.
Whether it is *right* is the business of ``rag.citations``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rag.prompts import MAX_CLAIMS, MAX_EVIDENCE, LabelledPrompt, build_prompt
from rag.records import DraftClaim, Evidence, Hit
from rag.replies import JsonReply, MarkerReply, RawClaim, ReplyReader, broken, clean_text

if TYPE_CHECKING:
    from rag.ollama_client import ChatOptions, OllamaClient

_MAX_TEXT = 600  # characters of one claim; the longest sentences of news are about 500
_MAX_REPLY = 24_000  # characters; num_predict 768 gives about 4,000, a runaway reply any number
_MAX_AFTER_END = 400  # characters after the end that we wait for the stream's own end
_MAX_REPEATS = 3  # a model that has said the same thing three times too often is in a loop
_MAX_DROPPED = 16

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
    were removed from claims; no_evidence, malformed, empty, too_long and duplicate count claims.
    ``answerable`` is what the model said, None if it did not. ``stopped`` names why reading
    stopped before the reply's end, else it is empty. ``left_out`` counts passages that did not
    fit into the prompt.
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

    Iterating raises ModelError as the model does, ReplyBroken when the reply is cut or not in
    the agreed form; claims that were complete before that have been handed out.
    """

    def __init__(self, model: ChatModel, prompt: LabelledPrompt, reader: ReplyReader) -> None:
        """Prepare to ask; nothing is sent before the first claim is awaited."""
        self.prompt = prompt
        self._reader = reader
        self._dropped: Counter[str] = Counter()
        self._seen: set[tuple[str, ...]] = set()
        self._kept = 0
        self._characters = 0
        self._stopped = ""
        self._claims = self._run(model)

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
        after_end = 0
        async with aclosing(model.stream(self.prompt)) as pieces:
            async for piece in pieces:
                self._characters += len(piece)
                if self._characters > _MAX_REPLY:
                    raise broken("it did not come to an end")
                if self._reader.finished:
                    # The model tells whether the prompt was cut only at the end of its stream.
                    after_end += len(piece)
                    if after_end > _MAX_AFTER_END:
                        self._stopped = "went_on"
                        return
                for raw in self._reader.feed(piece):
                    claim = self._admit(raw)
                    if claim is not None:
                        yield claim
                    if self._enough():
                        return
        for raw in self._reader.close():
            claim = self._admit(raw)
            if claim is not None:
                yield claim
            if self._enough():
                return

    def _enough(self) -> bool:
        if self._kept >= MAX_CLAIMS:
            self._stopped = "enough_claims"
        elif self._dropped["duplicate"] >= _MAX_REPEATS:
            self._stopped = "repetition"
        elif self._dropped.total() >= _MAX_DROPPED:
            self._stopped = "unusable"
        return bool(self._stopped)

    def _admit(self, raw: RawClaim) -> DraftClaim | None:
        """Return the claim with its evidence, or None with the reason counted."""
        evidence = self._resolve(raw.labels)
        text = clean_text(raw.text)
        key = tuple(_WORD.findall(text.casefold()))
        reason = ""
        if not evidence:
            reason = "no_evidence"
        elif not key:
            reason = "empty"
        elif len(text) > _MAX_TEXT:
            reason = "too_long"
        elif key in self._seen:
            reason = "duplicate"
        if reason:
            self._dropped[reason] += 1
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


class GeneratingEngine:
    """Writes drafts with a local model; several drafts may run at the same time."""

    def __init__(self, model: ChatModel, *, marker_form: bool = False) -> None:
        """Keep the model.

        Args:
            model: what continues prompts.
            marker_form: ask for and read lines with markers instead of JSON, for models that
                do better with it.
        """
        self._model = model
        self._marker_form = marker_form

    @property
    def model(self) -> str:
        """The name of the model."""
        return self._model.name

    def draft(self, question: str, hits: Sequence[Hit], *, language: str) -> DraftStream:
        """Begin a draft that answers the question from the hits, best first.

        Raises:
            UsageError: the question alone is too long for the model.
        """
        prompt = build_prompt(
            question,
            hits,
            language=language,
            budget_tokens=self._model.budget_tokens,
            marker_form=self._marker_form,
        )
        reader: ReplyReader = MarkerReply() if self._marker_form else JsonReply()
        return DraftStream(self._model, prompt, reader)


def local_engine(
    client: OllamaClient, options: ChatOptions, *, marker_form: bool = False
) -> GeneratingEngine:
    """Return the engine over a model of a local Ollama, through llama-index.

    llama-index is loaded here, when the first engine is made: it costs seconds.
    """
    from rag.generating_joint import LlamaIndexModel, LocalOllamaLLM

    llm = LocalOllamaLLM.over(client, options)
    return GeneratingEngine(LlamaIndexModel(llm), marker_form=marker_form)
