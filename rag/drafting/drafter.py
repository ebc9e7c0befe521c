"""The drafter: waits for a turn at the model, writes, checks, and tries again where that helps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from rag.answers import answer, refusal
from rag.citations import Checked, check_claim, verify_evidence
from rag.context import Context
from rag.drafting.clarifying import clarifying
from rag.drafting.leading import leading, led, nothing_told, only_overview, told_overview
from rag.drafting.memory import Memory
from rag.drafting.run import Gathered, Generation, traced
from rag.drafting.sureness import REFUSED_BEFORE, as_judged
from rag.drafting.trying import Tries
from rag.errors import ModelError, TanyaError, UsageError
from rag.hosts import Hosts
from rag.notices import defined, notice
from rag.ollama_client.reply import NotInForm, does_not_fit
from rag.prompts import system_message
from rag.questions import Clock
from rag.quoting import Answerable, Zone, enough, quote
from rag.quoting.overview import overview
from rag.records import (
    Answer,
    Attempt,
    Claim,
    Draft,
    DraftClaim,
    EngineName,
    Event,
    Finished,
    ModelState,
    Notice,
    Step,
)
from rag.settings import Settings
from rag.speakers import speaker_of
from rag.wording import explain, say

_IN_QUOTES = Answerable(ok=True, score=1.0, zone=Zone.SURE)  # an overview leaves nothing to judge
_IN_CIRCLES = ("repetition", "unusable")


class Drafter:
    """Writes answers with either engine."""

    def __init__(self, settings: Settings, hosts: Hosts) -> None:
        """Load nothing heavy yet."""
        self._settings = settings
        self._hosts = hosts
        self._memory = Memory()

    def quote(
        self,
        context: Context,
        clock: Clock,
        notices: list[Notice],
        frequency: Callable[[str], float],
        *,
        attempts: list[Attempt] | None = None,
    ) -> Answer:
        """Return an answer in the archive's own sentences, or a refusal with the nearest ones.

        Sentences of which it is not sure that they answer are marked for review. A question that
        commands an overview gets one, where reports are about its subject. ``attempts`` is given
        the record of it.
        """
        shown = self._overview(context, clock, notices, frequency, attempts)
        if shown is not None:
            return shown
        notices = [*defined(context), *nothing_told(context), *notices]
        judged = enough(context.understood, context.standing, frequency=frequency)
        if judged.zone is Zone.CHECK and only_overview(context):
            # No report is about it; a sentence that may have to do with it is no overview.
            judged = replace(judged, ok=False, zone=Zone.NEAREST)
        claims = self._quotes(context, frequency, judged, attempts)
        clock.lap("quote")
        if not judged.ok:
            return refusal(
                context,
                missing=judged.missing,
                notices=notices,
                timings=clock.laps,
                nearest=claims,
            )
        return answer(
            context,
            claims,
            notices=[*clarifying(context, frequency), *notices],
            engine=EngineName.QUOTING,
            timings=clock.laps,
        )

    def refuse(
        self,
        context: Context,
        clock: Clock,
        notices: list[Notice],
        frequency: Callable[[str], float],
        *,
        missing: Sequence[str],
        attempts: list[Attempt],
    ) -> Answer:
        """Return a refusal with the sentences that come nearest; the model was not asked.

        An overview is judged by its reports and not by how they answer: it is quoted.
        """
        shown = self._overview(context, clock, notices, frequency, attempts)
        if shown is not None:
            return shown
        notices = [*defined(context), *nothing_told(context), *notices]
        judged = Answerable(ok=False, score=0.0, zone=Zone.NEAREST)
        nearest = self._quotes(context, frequency, judged, attempts)
        attempts[-1] = replace(attempts[-1], ended=REFUSED_BEFORE)
        return refusal(
            context, missing=missing, notices=notices, timings=clock.laps, nearest=nearest
        )

    def _overview(
        self,
        context: Context,
        clock: Clock,
        notices: Sequence[Notice],
        frequency: Callable[[str], float],
        attempts: list[Attempt] | None,
    ) -> Answer | None:
        """Return an overview in quotes, None where none is asked for or possible."""
        found = leading(context, frequency)
        if found is None:
            return None
        draft = overview(found.reports, frequency=frequency)
        # The words that command are no part of what the reports have to cover.
        read = replace(found.context, question=context.understood.text)
        claims = self._shown(draft, read, _IN_QUOTES, attempts)
        clock.lap("quote")
        if not claims:
            return None
        given = answer(read, claims, notices=notices, engine=EngineName.QUOTING, timings=clock.laps)
        return told_overview(given)

    def _quotes(
        self,
        context: Context,
        frequency: Callable[[str], float],
        judged: Answerable,
        attempts: list[Attempt] | None,
    ) -> list[Claim]:
        """Return the archive's sentences as claims, as sure as they were ``judged``."""
        draft = quote(
            context.understood, context.standing, language=context.language, frequency=frequency
        )
        return self._shown(draft, context, judged, attempts)

    def _shown(
        self, draft: Draft, context: Context, judged: Answerable, attempts: list[Attempt] | None
    ) -> list[Claim]:
        """Return the sentences of a draft that pass the checks, as sure as they were ``judged``."""
        claims: list[Claim] = []
        record = []
        for item in draft.claims:
            checked = self._checked(item, context)
            claim, outcome = as_judged(checked, judged)
            if claim is not None:
                claims.append(claim)
            record.append(traced(item, outcome, checked.problems))
        if attempts is not None:
            attempts.append(
                Attempt(
                    engine=EngineName.QUOTING,
                    form="quotes",
                    options={"score": judged.score},
                    claims=tuple(record),
                )
            )
        return claims

    async def generate(self, run: Generation) -> AsyncGenerator[Event, None]:
        """Wait for a turn and write with the model.

        Leaves ``run.done`` False where quotes must take over. Closing the generator gives the turn
        back and stops the model, whatever it is doing.
        """
        context = run.context = await asyncio.to_thread(led, run.context)
        run.notices[:0] = defined(context)
        gathered = Gathered()
        async with self._hosts.join(run.asker) as turn:
            async with aclosing(turn.waiting()) as places:
                async for place in places:
                    yield Step(name="waiting", count=place)
            run.clock.lap("wait")
            yield Step(name="writing", count=len(context.standing))
            tries = Tries(run, turn, gathered, memory=self._memory, hosts=self._hosts)
            async with aclosing(
                tries.claims(self._settings.chat_options(), self._checked)
            ) as ready:
                async for event in ready:
                    yield event
        run.clock.lap("generate")
        run.done = gathered.settled
        self._tell(run, gathered, tries.error)
        if run.done:
            yield Finished(answer=await asyncio.to_thread(self._answer, run, gathered))

    def _tell(self, run: Generation, gathered: Gathered, error: TanyaError | None) -> None:
        """Add what the person must know of a model that failed, stopped or was of no use."""
        language = run.context.language
        if error is not None:
            code = "model_stopped" if gathered.claims else "model_unavailable"
            detail = _detail(error, language)
            run.notices.append(notice(code, language, detail=detail))
        elif gathered.claims and gathered.stopped in _IN_CIRCLES:
            detail = say(f"reply_{gathered.stopped}", language)
            run.notices.append(notice("model_stopped", language, detail=detail))
        elif not gathered.settled:
            run.notices.append(notice("model_unusable", language))
        if run.done and gathered.left_out:
            run.notices.append(notice("dropped", language, count=len(gathered.left_out)))

    def _answer(self, run: Generation, gathered: Gathered) -> Answer:
        return answer(
            run.context,
            gathered.claims,
            notices=[*clarifying(run.context), *run.notices] if gathered.claims else run.notices,
            engine=EngineName.GENERATING,
            model=self._settings.chat_model,
            timings=run.clock.laps,
            left_out=gathered.left_out,
        )

    def _checked(self, item: DraftClaim, context: Context) -> Checked:
        """Check a claim; evidence must be exactly a sentence that was found."""
        if not all(verify_evidence(evidence, context.stored) for evidence in item.evidence):
            return Checked(claim=None, dropped_reason="evidence", problems=("evidence",))
        checked = check_claim(item, language=context.language, published=context.published)
        if checked.claim is None:
            return checked
        # Named already in what is shown first, not only in the finished answer.
        speaker = speaker_of(checked.claim, context.stored)
        return replace(checked, claim=replace(checked.claim, speaker=speaker))

    # --- getting ready ------------------------------------------------------------------------

    def load_engine(self) -> None:
        """Load the libraries that asking a model needs; some seconds when first called."""
        import rag.generating_joint  # noqa: F401  (loading it is the point)

    def warm_up(self) -> None:
        """Have the model loaded as every question will use it, on each host that has it.

        On the host whose turn it is the rules of the prompt are read, too, so that the first
        question finds them in the model's cache. Blocks for as long as loading takes.

        Raises:
            ModelError: no host could load the model.
        """
        self.load_engine()
        options = self._settings.chat_options()
        errors: list[ModelError] = []
        ready = [each for each in self._hosts.each() if each.state is ModelState.READY]
        for state in ready:
            try:
                self._hosts.client(state.address).warm_up(options)
            except ModelError as error:
                self._hosts.failed(state.address, error)
                errors.append(error)
        if errors and len(errors) == len(ready):
            raise errors[0]
        if ready:
            asyncio.run(self._read_rules())

    async def _read_rules(self) -> None:
        options = replace(self._settings.chat_options(), num_predict=1)
        message = {"role": "system", "content": system_message("id", marker_form=False)}
        async with self._hosts.join() as turn:
            async with aclosing(turn.waiting()) as places:
                async for _ in places:
                    pass
            pieces = turn.client.chat([message, {"role": "user", "content": "."}], options, None)
            try:
                async with aclosing(pieces):
                    async for _ in pieces:
                        break
            except NotInForm:
                return  # one token is no reply, as was meant
            except ModelError as error:
                turn.failed(error)


def _detail(error: TanyaError, language: str) -> str:
    """Return what happened and what to do, in the person's language."""
    if isinstance(error, UsageError):
        return say("question_too_long", language)  # even without any passage
    if isinstance(error, ModelError) and does_not_fit(error):
        return say("window_too_small", language)
    return explain(error, language)
