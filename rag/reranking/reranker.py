"""Asking the model for the order, within a time limit, and keeping the old order without it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass, replace

from rag.errors import ModelError, ModelTimeout, ReplyBroken
from rag.ollama_client import ChatOptions, OllamaClient
from rag.records import Hit
from rag.reranking.order import (
    MOST_AT_ONCE,
    STEP,
    WINDOW,
    read_order,
    reply_schema,
    reply_tokens,
    windows,
)
from rag.reranking.prompt import Task

_MOST = 30  # hits beyond keep their place: five windows are more than an office machine reads
_TEMPLATE_TOKENS = 64  # what a chat template adds around the messages, with a margin
_LEAST_TOKENS = 56  # with less of a passage there is nothing to judge it by
_MAX_REPLY = 4_000  # characters; num_predict allows some 600


@dataclass(frozen=True, kw_only=True, slots=True)
class Reranked:
    """Hits in their new order, their scores and ranks untouched; ``trouble`` None if it is new.

    With ``trouble`` the order is the old one. ``milliseconds`` is the whole time it took.
    """

    hits: tuple[Hit, ...]
    trouble: ModelError | None
    milliseconds: int


class Reranker:
    """Puts hits in order with a model of a local Ollama; may be shared between tasks."""

    def __init__(
        self,
        client: OllamaClient,
        options: ChatOptions,
        *,
        limit_s: float = 20.0,
        passage_tokens: int = 160,
    ) -> None:
        """Ask through ``client``; nothing is sent yet.

        Args:
            client: of the Ollama that also writes the answers.
            options: those of writing answers. Model, window and keep_alive are taken over, so
                that Ollama does not load the model again between the two.
            limit_s: seconds until the old order is kept, all windows together.
            passage_tokens: what a passage may cost; less where the window is small.
        """
        self._client = client
        self._options = options
        self._limit_s = limit_s
        self._passage_tokens = passage_tokens
        self._loading: Future[None] | None = None

    async def rerank(self, question: str, hits: Sequence[Hit], *, keep: int = 8) -> Reranked:
        """Return the ``keep`` most useful hits, best first. Cancelling it stops the model.

        Args:
            question: the standalone question, in Indonesian or English.
            hits: as the search ranked them, best first.
            keep: how many to return; with trouble, the first of the old order.

        Raises:
            ValueError: ``keep`` is not positive.
        """
        if keep < 1:
            raise ValueError("at least one hit is kept")
        started = time.perf_counter()
        order = tuple(hits)
        trouble: ModelError | None = None
        try:
            async with asyncio.timeout(self._limit_s):
                order = await self._in_order(question, order, keep)
        except TimeoutError:
            trouble = self._late()
        except ModelError as error:
            trouble = error
        except RecursionError:  # JSON of a few thousand open brackets
            trouble = self._broken("it is nested too deep")
        took = round((time.perf_counter() - started) * 1000)
        return Reranked(hits=order[:keep], trouble=trouble, milliseconds=took)

    async def _in_order(self, question: str, hits: tuple[Hit, ...], keep: int) -> tuple[Hit, ...]:
        if len(hits) < 2:
            return hits
        task = Task(question, hits[:_MOST], room=self._room(), most=self._passage_tokens)
        if task.passage_tokens < _LEAST_TOKENS:
            raise self._broken("the window has no room for the passages")
        await self._loaded()
        ranked = list(range(len(task.sheets)))
        for start, end in windows(len(ranked)):
            # Before the first window only what the next one reads again matters.
            most = keep if start == 0 else end - start if keep > WINDOW else STEP
            part = ranked[start:end]
            chosen = await self._ask(task, part, min(most, len(part)))
            ranked[start:end] = [*chosen, *(each for each in part if each not in chosen)]
        return (*(hits[each] for each in ranked), *hits[_MOST:])

    async def _ask(self, task: Task, part: Sequence[int], wanted: int) -> list[int]:
        """Return those of ``part`` that the model names, in its order."""
        labels = {f"P{number}": each for number, each in enumerate(part, 1)}
        options = replace(self._options, temperature=0.0, num_predict=reply_tokens(len(part)))
        text = ""
        schema = reply_schema(tuple(labels), wanted)
        pieces = self._client.chat(task.messages(labels, wanted), options, schema)
        async with aclosing(pieces):
            async for piece in pieces:
                text += piece
                if len(text) > _MAX_REPLY:
                    raise self._broken("it did not come to an end")
        try:
            return [labels[label] for label in read_order(text, tuple(labels))]
        except ValueError as error:
            raise self._broken(str(error)) from error

    async def _loaded(self) -> None:
        """Return when the model is in memory.

        Ollama gives up loading when the client that asked hangs up, and a cold load may well
        take longer than our limit. Asked for in a thread, it goes on while this question is
        answered without us, and serves whoever comes next.
        """
        if self._loading is None or self._loading.done():
            self._loading = loading = Future[None]()
            loading.set_running_or_notify_cancel()  # from now on waiting may end, loading not
            threading.Thread(target=self._load, args=(loading,), daemon=True).start()
        await asyncio.wrap_future(self._loading)

    def _load(self, loading: Future[None]) -> None:
        try:
            self._client.warm_up(self._options)
        except Exception as error:  # noqa: BLE001  (handed to the one who waits)
            loading.set_exception(error)
        else:
            loading.set_result(None)

    def _room(self) -> int:
        """Return how many tokens a prompt may cost."""
        return self._options.num_ctx - reply_tokens(MOST_AT_ONCE) - _TEMPLATE_TOKENS

    def _broken(self, why: str) -> ReplyBroken:
        model = self._options.model
        return ReplyBroken(
            f"The order that {model} gave could not be used: {why}.",
            remedy="Ask again, or switch re-ranking off.",
            item=model,
        )

    def _late(self) -> ModelTimeout:
        model = self._options.model
        return ModelTimeout(
            f"The model {model} did not put the passages in order in {self._limit_s:g} seconds.",
            remedy="Choose a smaller model, or switch re-ranking off.",
            item=model,
        )
