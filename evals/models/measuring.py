"""Asking one model after the other, each with the machine to itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from evals.cases import Case
from evals.context import Context
from evals.lanes.asking import ask_one
from evals.lanes.listening import listened
from evals.lanes.live import absent
from evals.lanes.product import code
from evals.lanes.recordings import Head, digest_of
from evals.lanes.relay import Relay
from evals.lanes.subject import corpus, loaded, model_settings
from evals.lanes.timing import Timed, timed
from evals.models.outcomes import Outcome, Store, failed, outcome_of
from evals.models.rows import QUOTING, Row, compared, row_of
from rag.errors import ModelError

if TYPE_CHECKING:
    from evals.scoring.view import TrueSource
    from rag.assistant import Assistant
    from rag.ollama_client import OllamaClient
    from rag.records import Answer
    from rag.settings import Settings

Asks = Callable[["Assistant", Case], Timed]

_MOST_AWAY = 5
"""So many questions in a row that could not be asked: the server has gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bake:
    """Rows in the order of the command line, and whether somebody stopped the run."""

    rows: tuple[Row, ...]
    interrupted: bool = False


def bake(
    context: Context, models: Sequence[str], folder: Path, *, host: str = "", anew: bool = False
) -> Bake:
    """Ask every case of every model, and without a model; what is in ``folder`` is not asked again.

    A model that is not there gets a row that says so, and the others go on. Ctrl-C ends the
    asking; the rows then hold what was measured until then.

    Raises:
        ArchiveError: the archive or the store cannot be used.
    """
    rows: list[Row] = []
    interrupted = False
    for model in (*dict.fromkeys(models), QUOTING):
        run = _Run(context, model, folder, host)
        try:
            run.measure(anew=anew)
        except KeyboardInterrupt:
            interrupted = True
        rows.append(run.row())
        if interrupted:
            break
    return Bake(rows=_compared(rows), interrupted=interrupted)


def _compared(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Compare every row with the first model that was measured."""
    first = next((row for row in rows if row.n), None)
    return tuple(
        replace(row, against=compared(first, row)) if first and row.n and row is not first else row
        for row in rows
    )


class _Run:
    """One model."""

    def __init__(self, context: Context, model: str, folder: Path, host: str) -> None:
        self._context = context
        self._model = model
        self._folder = folder
        self._host = host
        self._head = Head(model=model, digest="", options={}, prompts={}, dataset="", corpus="")
        self._outcomes: dict[str, Outcome] = {}
        self._absent = ""
        self._memory = (0, 0)
        self._kept = 0

    def row(self) -> Row:
        cases = self._context.cases
        found = [self._outcomes[case.id] for case in cases if case.id in self._outcomes]
        left = len(cases) - len(found)
        stopped = f"{left} of {len(cases)} questions are left: run the same command again"
        why = self._absent or (stopped if left else "")
        row = row_of(self._head, found, of=len(cases), absent=why, memory=self._memory)
        return replace(row, kept=self._kept)

    def measure(self, *, anew: bool) -> None:
        from rag.ollama_client import OllamaClient

        quoting = self._model == QUOTING
        settings = model_settings(self._context, "" if quoting else self._model, self._host)
        client = OllamaClient(settings.ollama_host)
        if quoting:
            self._head = self._of_quoting(settings)
        else:
            try:
                head = loaded(self._context, settings, client)
                self._head = _of_program(head, settings)
            except ModelError as error:
                self._absent = absent(settings, error)
                return
        store = Store(self._folder, self._head, anew=anew)
        self._outcomes = store.outcomes()
        left = [case for case in self._context.cases if case.id not in self._outcomes]
        self._kept = len(self._context.cases) - len(left)
        try:
            if left:
                self._ask(settings, store, left)
        finally:
            if not quoting:
                self._finish(settings, client)

    def _ask(self, settings: Settings, store: Store, left: Sequence[Case]) -> None:
        if self._model == QUOTING:
            with self._opened(TANYA_ENGINE=QUOTING) as assistant:
                self._each(assistant, timed, store, left)
            return
        with Relay(self._head, {}, upstream=settings.ollama_host) as relay:
            chosen = {"TANYA_MODEL": settings.chat_model, "TANYA_ENGINE": settings.engine}
            with self._opened(OLLAMA_HOST=relay.url, **chosen) as assistant:
                self._each(assistant, partial(listened, relay), store, left)

    @contextmanager
    def _opened(self, **environ: str) -> Iterator[Assistant]:
        assistant = self._context.assistant(**environ)
        try:
            yield assistant
        finally:
            assistant.close()

    def _each(self, assistant: Assistant, asks: Asks, store: Store, left: Sequence[Case]) -> None:
        from evals.scoring.sources import sample_sources

        known = sample_sources() if self._context.sample else {}
        away = 0
        for case in self._context.watch.steps(left, self._model, len(left)):
            outcome, off = _one(assistant, case, known, asks)
            away = away + 1 if off else 0
            if away >= _MOST_AWAY:
                self._absent = f"the server went away: {off}; run the same command again"
                return
            if not off:  # what could not be asked is asked next time
                store.add(outcome)
                self._outcomes[case.id] = outcome

    def _finish(self, settings: Settings, client: OllamaClient) -> None:
        """Note what the model takes in memory, then have it unloaded, for the next one."""
        with suppress(ModelError):  # a server that has gone: the outcomes say so
            running = client.survey(settings.chat_model).running
            if running is not None:
                self._memory = (running.size, running.vram)
        # Ollama confirms with "unload", which the client takes for a failed load.
        with suppress(ModelError):
            client.warm_up(replace(settings.chat_options(), keep_alive="0s"))

    def _of_quoting(self, settings: Settings) -> Head:
        from rag.settings import open_archive

        archive = open_archive(settings)
        try:
            digest = corpus(archive)
        finally:
            archive.close()
        head = replace(self._head, dataset=self._context.dataset.digest, corpus=digest)
        return _of_program(head, settings)


def _of_program(head: Head, settings: Settings) -> Head:
    """Add to what the outcomes are kept by: changed code or another search asks again.

    The digest of the model, as Ollama reports it, is in the head already.
    """
    search = digest_of([settings.search, settings.embedder, settings.rerank])
    more = {"program": version("tanya-serikat"), "code": code(), "search": search}
    return replace(head, prompts={**head.prompts, **more})


def _one(
    assistant: Assistant, case: Case, known: Mapping[str, TrueSource], asks: Asks
) -> tuple[Outcome, str]:
    """Return what became of a case, and why it could not be asked ("": it could)."""
    answers: list[Timed] = []

    def ask(asked: Assistant, wanted: Case) -> Answer:
        answers.append(asks(asked, wanted))
        return answers[0].answer

    item = ask_one(assistant, case, known, ask)
    if not answers:
        return failed(item, "no answer came"), ""
    # With the quoting engine chosen there is no model that could be off.
    return outcome_of(item, answers[0]), answers[0].off
