"""The path of a question, on one page.

question → passages by words and vectors → enough? else a refusal without a model → an engine
writes claims → each claim is checked against its own evidence before it is shown → answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answers import Context, answer, context_of, notice, refusal, search_notices
from rag.archive import Archive
from rag.availability import ModelWatch, commands
from rag.citations import check_claim, resolve_sources, verify_evidence
from rag.errors import ModelError, TanyaError, UsageError
from rag.language import detect_language
from rag.ollama_client import OllamaClient
from rag.questions import Clock, valid_question
from rag.quoting import enough, quote
from rag.records import (
    Answer,
    Article,
    ArticleKind,
    Claim,
    ClaimReady,
    DraftClaim,
    EngineName,
    Event,
    Filters,
    Finished,
    ModelState,
    Notice,
    Status,
    Step,
)
from rag.retrieval import rarity
from rag.settings import Settings, open_archive, open_projector, open_retriever
from rag.wording import SAMPLE_QUESTIONS, explain, say

if TYPE_CHECKING:
    from rag.generating import GeneratingEngine

_EXAMPLES = 4
_TRIED = 12  # titles, at some 20 ms each
_UNFOUNDED = ("no_evidence", "malformed", "too_long")
"""Why the generating engine itself leaves a claim out, as opposed to repetitions."""


class Assistant:
    """Answers questions over one archive. Safe to use from several threads and tasks."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        """Load nothing heavy yet."""
        self._settings = settings
        self._archive = archive
        self._projector = open_projector(settings, archive)
        self._retriever = open_retriever(settings, archive, self._projector)
        self._client = OllamaClient(settings.ollama_host)
        self._model = ModelWatch(
            settings.ollama_host, settings.chat_model, chosen=settings.engine == "auto"
        )
        self._engine: GeneratingEngine | None = None

    # --- the path -----------------------------------------------------------------------------

    async def ask(
        self, question: str, *, filters: Filters | None = None
    ) -> AsyncGenerator[Event, None]:
        """Answer a question; yields steps, claims as they are checked, and the answer last.

        Closing the generator stops the model. A missing model or vector index is no error but a
        notice in the answer.

        Raises:
            UsageError: the question is empty or longer than 4,000 characters.
            ArchiveError: the archive cannot be read.
        """
        question = valid_question(question)
        language = detect_language(question)
        clock = Clock()
        yield Step(name="searching")
        context, notices = await asyncio.to_thread(self._search, question, language, filters)
        clock.lap("search")
        if context.hits:
            yield Step(name="reading", count=len(context.hits))
        frequency = await asyncio.to_thread(rarity, self._archive)
        ready = await asyncio.to_thread(enough, question, context.standing, frequency=frequency)
        if not ready.ok:
            yield Finished(
                answer=refusal(context, missing=ready.missing, notices=notices, timings=clock.laps)
            )
            return
        model = await asyncio.to_thread(self._model.look)
        if model.state is ModelState.READY:
            run = _Generation(context, clock, notices)
            async with aclosing(self._generate(run)) as events:
                async for event in events:
                    yield event
            if run.done:
                return
        elif model.error is not None:
            notices.append(notice("model_off", language, detail=explain(model.error, language)))
        yield Step(name="quoting")
        quoted = await asyncio.to_thread(self._quote, context, clock, notices, frequency)
        yield Finished(answer=quoted)

    def _quote(
        self,
        context: Context,
        clock: Clock,
        notices: list[Notice],
        frequency: Callable[[str], float],
    ) -> Answer:
        draft = quote(
            context.question, context.standing, language=context.language, frequency=frequency
        )
        claims = [claim for item in draft.claims if (claim := self._check(item, context)[0])]
        clock.lap("quote")
        return answer(
            context, claims, notices=notices, engine=EngineName.QUOTING, timings=clock.laps
        )

    async def _generate(self, run: _Generation) -> AsyncGenerator[Event, None]:
        """Write with the model. Leaves ``run.done`` False where quotes must take over."""
        context, language = run.context, run.context.language
        yield Step(name="writing", count=len(context.standing))
        claims: list[Claim] = []
        dropped = 0
        refused = False
        try:
            engine = await asyncio.to_thread(self._load_engine)
            async with aclosing(
                engine.draft(context.question, context.standing, language=language)
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

    def _search(
        self, question: str, language: str, filters: Filters | None
    ) -> tuple[Context, list[Notice]]:
        from rag.retrieval_joint import HybridRetriever

        retriever = HybridRetriever(self._retriever, filters)
        retriever.retrieve(question)
        found = retriever.found
        assert found is not None  # retrieve() has just set it
        context = context_of(question, found, self._archive, language=language, filters=filters)
        return context, search_notices(context, self._settings.chroma_url)

    def _load_engine(self) -> GeneratingEngine:
        if self._engine is None:
            from rag.generating import local_engine

            self._engine = local_engine(self._client, self._settings.chat_options())
        return self._engine

    # --- what the doors need ------------------------------------------------------------------

    def status(self) -> Status:
        """Return how the assistant stands; blocks for as long as Ollama takes to say no."""
        held = self._archive.statistics()
        state = self._model.look().state
        model = self._settings.chat_model
        return Status(
            state=state,
            model=model,
            host=self._settings.ollama_host,
            commands=commands(state, model),
            articles=held.articles,
            passages=held.passages,
            oldest=held.oldest,
            newest=held.newest,
            vectors=self._projector.state() if held.passages else "ready",
        )

    def article(self, article_id: str) -> Article | None:
        """Return an article with its text, or None."""
        return self._archive.article(article_id)

    def examples(self, language: str) -> tuple[str, ...]:
        """Return up to four questions that the archive can answer: titles, if they find answers."""
        if self._settings.sample and self._archive.passage_count():
            return SAMPLE_QUESTIONS[language == "en"]
        by_words = replace(self._retriever, vectors=None, words=True)
        frequency = rarity(self._archive)
        found: list[str] = []
        for article in self._archive.summaries(_TRIED):
            if len(found) == _EXAMPLES:
                break
            if article.language != language or article.kind is not ArticleKind.NEWS:
                continue
            question = article.title.rstrip(".?! ")
            if not question:
                continue
            search = by_words.search(question)
            context = context_of(question, search, self._archive, language=language)
            if enough(question, context.standing, frequency=frequency).ok:
                found.append(question)
        return tuple(found)

    def prepare(self) -> None:
        """Load the heavy libraries and get the index ready; full text serves where it cannot be."""
        import rag.retrieval_joint  # noqa: F401  (loading it is the point)

        try:
            if self._settings.search != "words":
                self._projector.prepare()
        except TanyaError:
            return  # the search itself says in a notice what is wrong

    def warm_up(self) -> None:
        """Load the heavy libraries, open the index and follow it from now on.

        For a background thread once the page is up.
        """
        import rag.retrieval_joint  # noqa: F401  (loading it is the point)

        if self._settings.search != "words":
            self._projector.follow()
        if self._model.look().state is ModelState.READY:
            self._load_engine()

    def close(self) -> None:
        """Stop following, stop the index server if it is ours, close the archive."""
        self._projector.close()
        self._archive.close()


class _Generation:
    """What the model's part of a question leaves behind."""

    def __init__(self, context: Context, clock: Clock, notices: list[Notice]) -> None:
        self.context = context
        self.clock = clock
        self.notices = notices
        self.done = False


def open_assistant(settings: Settings) -> Assistant:
    """Open the archive and the assistant over it.

    Raises:
        ArchiveError: the archive cannot be opened.
        UsageError: a setting makes no sense.
    """
    return Assistant(settings, open_archive(settings))
