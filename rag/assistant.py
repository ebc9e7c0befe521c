"""The path of a question, on one page.

question → what it means in this conversation → passages by words and vectors → enough? else a
refusal without a model → an engine writes claims → each claim is checked against its own evidence
before it is shown → answer, which is kept with everything it came from.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from rag.answer_log import AnswerLog
from rag.archive import Archive
from rag.checks import warm_up
from rag.context import Context
from rag.drafting import Drafter, Generation, only_newest
from rag.errors import ModelError, TanyaError
from rag.finding import Finder, Query, first
from rag.hosts import Hosts, commands
from rag.interpreting import Asked, Interpreter, Meaning
from rag.keeping import Keeper
from rag.notices import notice
from rag.querying import stems_of
from rag.questions import Clock, valid_question
from rag.records import (
    AS_READ,
    Answer,
    Article,
    Attempt,
    Event,
    Exchange,
    Finished,
    ModelState,
    Notice,
    Status,
    Step,
    Wishes,
)
from rag.retrieval import rarity
from rag.settings import Settings, open_archive, open_projector, open_retriever
from rag.suggesting import answerable, examples, suggest
from rag.wording import SAMPLE_QUESTIONS, explain
from rag.working import Workers

_EXAMPLES = 4
_TRIED = 12  # titles, at some 20 ms each


@dataclass(slots=True)
class _Run:
    """What one question leaves behind for its record."""

    clock: Clock
    context: Context | None = None
    attempts: list[Attempt] = field(default_factory=list)


def _query(asked: Asked, meaning: Meaning) -> Query:
    follow_up = meaning.follow_up
    question = asked.question if follow_up is None else follow_up.standalone
    return Query(question=question, wishes=asked.wishes, follow_up=follow_up)


class Assistant:
    """Answers questions over one archive. Safe to use from several threads and tasks."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        """Load nothing heavy yet."""
        self._settings = settings
        self._archive = archive
        self._projector = open_projector(settings, archive)
        self._finder = Finder(settings, archive, open_retriever(settings, archive, self._projector))
        self._keeper = Keeper(settings, archive)
        self._hosts = Hosts(
            settings.ollama_hosts,
            settings.chat_model,
            chosen=settings.engine == "auto",
            at_once=settings.at_once,
        )
        self._drafter = Drafter(settings, self._hosts)
        self._interpreter = Interpreter(settings, self._hosts)
        self._workers = Workers()

    # --- the path -----------------------------------------------------------------------------

    async def ask(
        self,
        question: str,
        wishes: Wishes = AS_READ,
        *,
        history: Sequence[Exchange] = (),
        asker: str = "",
    ) -> AsyncGenerator[Event, None]:
        """Answer a question; yields steps, claims as they are checked, and the answer last.

        Closing the generator stops the model. A missing model or vector index is no error but a
        notice in the answer.

        Args:
            question: as the person asked it.
            wishes: how the person wants it to be read.
            history: what was asked and answered before in this conversation, oldest first.
            asker: who asks, for a fair turn at the model; no name is kept.

        Raises:
            UsageError: the question is empty or longer than 4,000 characters.
            ArchiveError: the archive cannot be read.
        """
        asked = Asked.of(valid_question(question), wishes, history, asker)
        run = _Run(clock=Clock())
        async with aclosing(self._answer(asked, run)) as events:
            async for event in events:
                if not isinstance(event, Finished):
                    yield event
                    continue
                answer = replace(event.answer, question=asked.question)
                assert run.context is not None  # nothing is finished that was not searched
                kept = await self._keeper.keep(asked, run.context, answer, run.attempts)
                yield Finished(answer=kept)

    async def _answer(self, asked: Asked, run: _Run) -> AsyncGenerator[Event, None]:
        """Go the whole path; the last event is the answer, as yet without an id."""
        meaning = Meaning()
        async with aclosing(self._interpreter.interpret(asked, meaning)) as steps:
            async for step in steps:
                yield step
        yield Step(name="searching", text=meaning.follow_up.standalone if meaning.follow_up else "")
        (context, notices), model = await asyncio.gather(
            self._workers.run(self._finder.find, _query(asked, meaning)),
            asyncio.to_thread(self._hosts.look),  # meanwhile, so that it costs nothing
        )
        run.clock.lap("search")
        if meaning.follow_up is not None:
            text = meaning.follow_up.standalone
            notices.insert(0, notice("follow_up", context.language, text=text))
        if context.hits:
            yield Step(name="reading", count=len(context.hits))
        stems = stems_of(context.understood)  # looked up at once, not one by one
        frequency = await self._workers.run(rarity, self._archive, stems)
        ready = model.state is ModelState.READY
        if ready and self._finder.reorders and context.hits:
            async with self._hosts.join(asked.asker) as turn:
                async with aclosing(turn.waiting()) as places:
                    async for place in places:
                        yield Step(name="waiting", count=place)
                context = await self._finder.reorder(context, turn.client, notices)
            run.clock.lap("rerank")
        run.context = context = first(context)
        if ready and not only_newest(context):
            async with aclosing(self._with_model(asked, run, notices, frequency)) as events:
                async for event in events:
                    yield event
                    if isinstance(event, Finished):
                        return
        elif model.error is not None:
            detail = explain(model.error, context.language)
            notices.append(notice("model_off", context.language, detail=detail))
        yield Step(name="quoting")
        quoted = await self._workers.run(
            self._drafter.quote, context, run.clock, notices, frequency, attempts=run.attempts
        )
        yield Finished(answer=quoted)

    async def _with_model(
        self, asked: Asked, run: _Run, notices: list[Notice], frequency: Callable[[str], float]
    ) -> AsyncGenerator[Event, None]:
        """Refuse where nothing found can answer, else let the model write.

        The last event is the answer; where there is none, quotes must take over.
        """
        assert run.context is not None  # searched before a model is asked
        judged = await self._workers.run(self._finder.judge, run.context, frequency)
        run.clock.lap("judge")
        if not judged.ok:
            refused = await self._workers.run(
                self._drafter.refuse,
                run.context,
                run.clock,
                notices,
                frequency,
                missing=judged.missing,
                attempts=run.attempts,
            )
            yield Finished(answer=refused)
            return
        part = Generation(run.context, run.clock, notices, asker=asked.asker)
        run.attempts = part.attempts
        async with aclosing(self._drafter.generate(part)) as events:
            async for event in events:
                yield event

    @property
    def archive(self) -> Archive:
        """The archive that is asked."""
        return self._archive

    @property
    def log(self) -> AnswerLog:
        """The answers that were given."""
        return self._keeper.log

    # --- what the doors need ------------------------------------------------------------------

    def status(self) -> Status:
        """Return how the assistant stands; blocks for as long as Ollama takes to say no."""
        held = self._archive.statistics()
        state = self._hosts.look().state
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
        """Return up to four questions that the archive can answer, on its newest articles."""
        if self._settings.sample and self._archive.passage_count():
            return SAMPLE_QUESTIONS[language == "en"]
        can = answerable(self._finder.retriever, self._archive, language)
        newest = self._archive.summaries(_TRIED)
        return examples(newest, language, can=can, most=_EXAMPLES)

    def suggestions(
        self, answer: Answer, language: str, *, wanted: Callable[[], bool] = lambda: True
    ) -> tuple[str, ...]:
        """Return up to three questions that follow an answer and that the archive can answer.

        For a thread, once the answer is shown; ``wanted`` is asked between the candidates, and
        nothing is returned once it says no.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        can = answerable(self._finder.retriever, self._archive, language)
        return suggest(answer, language, can=can, wanted=wanted)

    def prepare(self) -> None:
        """Load the heavy libraries and get the index ready; full text serves where it cannot be."""
        import rag.retrieval_joint  # noqa: F401  (loading it is the point)

        try:
            if self._settings.search != "words":
                self._projector.prepare()
        except TanyaError:
            return  # the search itself says in a notice what is wrong

    def warm_up(self) -> None:
        """Load the heavy libraries and the model, open the index and follow it from now on.

        For a background thread once the page is up.
        """
        import rag.retrieval_joint  # noqa: F401  (loading it is the point)

        warm_up()  # what claims are compared by
        if self._settings.search != "words":
            self._projector.follow()
        if self._hosts.look().state is ModelState.READY:
            try:
                self._drafter.warm_up()
            except ModelError:
                self._hosts.forget()  # the first question meets it and says what is wrong

    def close(self) -> None:
        """Stop following, stop the index server if it is ours, close the archive."""
        self._workers.close()
        self._projector.close()
        self._archive.close()


def open_assistant(settings: Settings) -> Assistant:
    """Open the archive and the assistant over it.

    Raises:
        ArchiveError: the archive cannot be opened.
        UsageError: a setting makes no sense.
    """
    return Assistant(settings, open_archive(settings))
