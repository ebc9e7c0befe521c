"""The tries of one question: form, host and length of the prompt change where that can help."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from rag.citations import Checked, resolve_sources
from rag.context import Context
from rag.drafting.memory import Memory
from rag.drafting.retrying import Cause, Patience, cause_of
from rag.drafting.run import Gathered, Generation, Try
from rag.errors import ModelError, TanyaError, UsageError
from rag.generating import GeneratingEngine, local_engine
from rag.hosts import Hosts, Turn
from rag.ollama_client import ChatOptions
from rag.ollama_client.failures import timed_out
from rag.records import ClaimReady, DraftClaim, Event, Step

_MARGIN_TOKENS = 64  # between prompt and reply, as in the engine's own budget

Checker = Callable[[DraftClaim, Context], Checked]


class Tries:
    """Asks the model of a turn for one question, at most once for each cause of failure."""

    def __init__(
        self, run: Generation, turn: Turn, gathered: Gathered, *, memory: Memory, hosts: Hosts
    ) -> None:
        """Ask nothing yet; it is the turn's time."""
        self.error: TanyaError | None = None
        self._run = run
        self._turn = turn
        self._gathered = gathered
        self._memory = memory
        self._hosts = hosts
        self._marker_form: bool | None = None
        self._ignored = False
        self._answered = False
        self._sent_budget = 0
        self._prompt_tokens = 0

    async def claims(self, options: ChatOptions, check: Checker) -> AsyncGenerator[Event, None]:
        """Yield claims as they are checked; ``error`` tells why the last try failed, if it did."""
        patience = Patience(self._turn.client.timeouts.total_s)
        while True:
            marker_form = self._form()
            async with aclosing(self._one(options, check, patience, marker_form)) as ready:
                async for event in ready:
                    yield event
            cut = await self._cut(options)
            if self.error is None and not self._ignored and not cut:
                return
            if cut:
                self._gathered.refused = False
            cause = Cause.WINDOW if cut else Cause.FORM
            if self.error is not None and not cut:
                cause = cause_of(self.error, marker_form=marker_form)
            if cause in (Cause.HOST, Cause.FINAL) and isinstance(self.error, ModelError):
                self._turn.failed(self.error)
            if self._gathered.claims or not patience.allows(cause):
                return
            if not await self._changed(cause, options, marker_form):
                return
            yield Step(name="elsewhere" if cause is Cause.HOST else "retrying")

    @property
    def _model(self) -> str:
        """What the model is remembered by."""
        return self._turn.digest or self._turn.host

    def _form(self) -> bool:
        if self._marker_form is not None:
            return self._marker_form
        return self._memory.marker_form(self._model)

    async def _changed(self, cause: Cause, options: ChatOptions, marker_form: bool) -> bool:
        """Prepare the next try; whether it is worth making."""
        if cause is Cause.FORM:
            self._memory.forget_form(self._model)
            self._marker_form = not marker_form
            return True
        if cause is Cause.WINDOW:
            budget = await self._smaller(options)
            self._memory.holds_less(self._turn.host, self._model, budget)
            return True
        return await self._turn.elsewhere()

    async def _smaller(self, options: ChatOptions) -> int:
        """Return a budget that fits: the window that Ollama gave, if it tells, else half."""
        told = await self._window() - options.num_predict - _MARGIN_TOKENS
        return told if 0 < told < self._sent_budget else self._sent_budget // 2

    async def _cut(self, options: ChatOptions) -> bool:
        """Whether the model may have read only a part of the prompt; looked up once for a model.

        A cut in silence can pass for a whole prompt where a tokenizer needs two tokens a word. A
        "no" that rests on it counts for nothing; claims do, they are checked with their evidence.
        """
        host, model = self._turn.host, self._model
        if not self._answered or self._memory.window_known(host, model):
            return False
        window = await self._window()
        if not window:
            return False
        self._memory.knows_window(host, model)
        if window >= options.num_ctx:
            return False
        budget = max(1, window - options.num_predict - _MARGIN_TOKENS)
        self._memory.holds_less(host, model, budget)
        return self._prompt_tokens > window and not self._gathered.claims

    async def _window(self) -> int:
        """Return the window that Ollama gave the model in memory, 0 where it does not tell."""
        host = self._turn.host
        self._hosts.forget(host)
        states = await asyncio.to_thread(self._hosts.each)
        return next((each.context for each in states if each.address == host), 0)

    async def _one(
        self, options: ChatOptions, check: Checker, patience: Patience, marker_form: bool
    ) -> AsyncGenerator[Event, None]:
        """Make one try."""
        self.error, self._ignored, self._answered = None, False, False
        context = self._run.context
        try:
            engine = await self._engine(options)
            draft = engine.draft(
                context.understood.text,
                context.standing,
                language=context.language,
                marker_form=marker_form,
                budget_tokens=self._sent_budget,
            )
        except UsageError as error:  # the question alone is too long
            self.error = error
            return
        one = Try(draft, self._gathered, marker_form=marker_form)
        self._prompt_tokens = draft.prompt.tokens
        try:
            async with aclosing(draft):
                while (item := await self._next(one, patience, options.model)) is not None:
                    # In a thread: a loop serves many people, and a check may take a moment.
                    claim = one.take(item, await asyncio.to_thread(check, item, context))
                    if claim is not None:
                        sources = resolve_sources(self._gathered.claims, context.stored)
                        yield ClaimReady(claim=claim, sources=sources)
            one.end("")
        except ModelError as error:
            self.error = error
            one.end(type(error).__name__)
        finally:
            self._record(one, options)
        self._learn(one)

    async def _next(self, one: Try, patience: Patience, model: str) -> DraftClaim | None:
        """Return the next claim, None at the end.

        Raises:
            ModelError: as the draft; ModelTimeout where the time of all tries is over.
        """
        try:
            async with asyncio.timeout_at(patience.deadline):
                return await anext(one.draft, None)
        except TimeoutError as error:
            raise timed_out(model, f"was not done after {patience.seconds:g} seconds") from error

    async def _engine(self, options: ChatOptions) -> GeneratingEngine:
        engine = await asyncio.to_thread(local_engine, self._turn.client, options)
        known = self._memory.budget(self._turn.host, self._model)
        self._sent_budget = min(engine.budget_tokens, known or engine.budget_tokens)
        return engine

    def _learn(self, one: Try) -> None:
        """Remember which form the model follows."""
        self._answered = bool(one.draft.report.characters)
        self._ignored = self.error is None and one.form_ignored
        if self.error is None and one.form_followed:
            lines = one.marker_form or one.draft.read_as_lines
            self._memory.follows(self._model, marker_form=lines)

    def _record(self, one: Try, options: ChatOptions) -> None:
        turn = self._turn
        self._run.attempts.append(
            one.record(
                model=options.model,
                digest=turn.digest,
                host=turn.host,
                options=options.all_options(),
            )
        )
