"""Lane D: the product with a real model, as people use it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evals.cases import Case
from evals.context import Context
from evals.lanes import timing
from evals.lanes.asking import ask_all, measures_of
from evals.lanes.listening import listened
from evals.lanes.recordings import Head
from evals.lanes.relay import Relay
from evals.lanes.standing_in import fell_back, owned
from evals.lanes.subject import described, loaded, model_settings
from evals.lanes.timing import Timed
from evals.results import Item, Section, State, held, not_measured
from rag.errors import ModelError, ModelMissing, ModelRefused

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.records import Answer
    from rag.settings import Settings

_ID, _TITLE, _LANE = "live", "A real model, live", "D"


def measure(context: Context, *, model: str = "") -> Section:
    """Answer every case with the model (by default that of the settings) and score the answers.

    Where the server or the model is not there, the section says so and what to do.
    """
    from rag.ollama_client import OllamaClient

    settings = model_settings(context, model)
    try:
        head = loaded(context, settings, OllamaClient(settings.ollama_host))
    except ModelError as error:
        return not_measured(_ID, _TITLE, _LANE, absent(settings, error))
    with Relay(head, {}, upstream=settings.ollama_host) as relay:
        items, answers = _asked(context, relay)
    return _section(context, head, items, answers)


def _asked(context: Context, relay: Relay) -> tuple[tuple[Item, ...], dict[str, Timed]]:
    """Ask every case of the model behind the relay; return scored items, and times by case."""
    answers: dict[str, Timed] = {}
    model = relay.head.model

    def ask(assistant: Assistant, case: Case) -> Answer:
        answers[case.id] = listened(relay, assistant, case)
        return answers[case.id].answer

    assistant = context.assistant(OLLAMA_HOST=relay.url, TANYA_MODEL=model, TANYA_ENGINE="auto")
    try:
        items = ask_all(context, assistant, f"live {model}", asks=ask)
    finally:
        assistant.close()
    return tuple(
        _with_times(item, case, answers.get(case.id))
        for item, case in zip(items, context.cases, strict=True)
    ), answers


def absent(settings: Settings, error: ModelError) -> str:
    """Return in words why a model cannot be measured, and what to do."""
    model = settings.chat_model
    if isinstance(error, ModelMissing):
        return f"{model} is not at {settings.ollama_host}: ollama pull {model}"
    if isinstance(error, ModelRefused):
        return f"{model} cannot be used: {error}"
    return f"no model answers at {settings.ollama_host}: {error}"


def _with_times(item: Item, case: Case, answer: Timed | None) -> Item:
    """Add times and checks to what is shown; an answer without the model is not the model's."""
    if answer is None:
        return item
    shown = {
        **item.shown,
        "seconds": {"first": round(answer.first, 3), "whole": round(answer.whole, 3)},
        "checks": {
            name: getattr(answer, name) for name in ("shown", "repaired", "marked", "dropped")
        },
    }
    return owned(replace(item, shown=shown), case, answer)


def _section(
    context: Context, head: Head, items: tuple[Item, ...], answers: dict[str, Timed]
) -> Section:
    times = list(answers.values())
    told = (*timing.checks(times), *timing.seconds(times))
    measures = (*measures_of(items), *told, fell_back(times))
    off = sum(bool(each.off) for each in times)
    problems = (f"the model was not there for {off} of {len(items)} questions",) if off else ()
    return Section(
        id=_ID,
        title=_TITLE,
        lane=_LANE,
        state=held(State.PASSED, measures, problems),
        dataset=f"{len(context.dataset.cases)} questions",
        digest=context.dataset.digest,
        measures=measures,
        items=items,
        problems=problems,
        subject=described(head),
    )
