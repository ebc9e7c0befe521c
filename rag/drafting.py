"""The second half of a question's path: an engine writes, and every claim is checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

from rag.answers import answer
from rag.availability import ModelWatch
from rag.citations import check_claim, resolve_sources, verify_evidence
from rag.context import Context
from rag.errors import ModelError, UsageError
from rag.notices import notice
from rag.ollama_client import OllamaClient
from rag.questions import Clock
from rag.quoting import quote
from rag.records import (
    Answer,
    Claim,
    ClaimReady,
    DraftClaim,
    EngineName,
    Event,
    Finished,
    Notice,
    Step,
)
from rag.settings import Settings
from rag.wording import explain, say

if TYPE_CHECKING:
    from rag.generating import GeneratingEngine

_UNFOUNDED = ("no_evidence", "malformed", "too_long")
"""Why the generating engine itself leaves a claim out, as opposed to repetitions."""


class Generation:
    """What the model's part of a question leaves behind."""

    def __init__(self, context: Context, clock: Clock, notices: list[Notice]) -> None:
        self.context = context
        self.clock = clock
        self.notices = notices
        self.done = False


class Drafter:
    """Writes answers with either engine."""

    def __init__(self, settings: Settings, client: OllamaClient, model: ModelWatch) -> None:
        """Load nothing heavy yet."""
        self._settings = settings
        self._client = client
        self._model = model
        self._engine: GeneratingEngine | None = None

    def quote(
        self,
        context: Context,
        clock: Clock,
        notices: list[Notice],
        frequency: Callable[[str], float],
    ) -> Answer:
        """Return an answer in the archive's own sentences, or a refusal."""
        draft = quote(
            context.understood, context.standing, language=context.language, frequency=frequency
        )
        claims = [claim for item in draft.claims if (claim := self._check(item, context)[0])]
        clock.lap("quote")
        return answer(
            context, claims, notices=notices, engine=EngineName.QUOTING, timings=clock.laps
        )

    async def generate(self, run: Generation) -> AsyncGenerator[Event, None]:
        """Write with the model. Leaves ``run.done`` False where quotes must take over."""
        context, language = run.context, run.context.language
        yield Step(name="writing", count=len(context.standing))
        claims: list[Claim] = []
        dropped = 0
        refused = False
        try:
            engine = await asyncio.to_thread(self.load_engine)
            async with aclosing(
                engine.draft(context.understood.text, context.standing, language=language)
            ) as draft:
                async for item in draft:
                    claim, _ = self._check(item, context)
                    if claim is None:
                        dropped += 1
                        continue
                    if claim.text in {shown.text for shown in claims}:
                        continue  # several repairs may end in the same sentence
                    claims.append(claim)
                    sources = resolve_sources(claims, context.stored)
                    yield ClaimReady(claim=claim, sources=sources)
                dropped += sum(draft.report.dropped.get(reason, 0) for reason in _UNFOUNDED)
                refused = draft.report.answerable is False
        except (ModelError, UsageError) as error:
            self._model.forget()
            code = "model_stopped" if claims else "model_unavailable"
            too_long = isinstance(error, UsageError)  # even without any passage
            detail = say("question_too_long", language) if too_long else explain(error, language)
            run.notices.append(notice(code, language, detail=detail))
        else:
            if not claims and not refused:
                run.notices.append(notice("model_unusable", language))
        run.clock.lap("generate")
        run.done = bool(claims) or refused
        if not run.done:
            return
        if dropped:
            run.notices.append(notice("dropped", language, count=dropped))
        finished = answer(
            context,
            claims,
            notices=run.notices,
            engine=EngineName.GENERATING,
            model=self._settings.chat_model,
            timings=run.clock.laps,
        )
        yield Finished(answer=finished)

    def _check(self, item: DraftClaim, context: Context) -> tuple[Claim | None, str]:
        """Return the claim as it may be shown, or None and why not."""
        stored = context.stored
        if not all(verify_evidence(evidence, stored) for evidence in item.evidence):
            return None, "evidence"
        checked = check_claim(item, language=context.language, published=context.published)
        return checked.claim, checked.dropped_reason

    def load_engine(self) -> GeneratingEngine:
        """Return the engine that asks the model; loads what it needs when first called."""
        if self._engine is None:
            from rag.generating import local_engine

            self._engine = local_engine(self._client, self._settings.chat_options())
        return self._engine
