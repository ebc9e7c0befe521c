"""Lane C: recorded raw replies of a real model through today's parser, checks and scoring.

A question counts only where today's product sends the model exactly the request that was recorded;
any other that was recorded is stale, and a section with a stale question is never passed. What was
never recorded is not measured, and told with its number.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evals.cases import Case
from evals.context import Context
from evals.lanes import timing
from evals.lanes.asking import ask_all, measures_of
from evals.lanes.listening import said_by_model
from evals.lanes.recording import through
from evals.lanes.recordings import FOLDER, Head, Recording, names, recordings_in
from evals.lanes.relay import Relay
from evals.lanes.standing_in import fell_back, owned
from evals.lanes.subject import described, model_settings, prompts
from evals.lanes.timing import Timed, timed
from evals.results import Item, Measure, Section, State, held, not_measured
from rag.assistant import Assistant
from rag.errors import TanyaError
from rag.records import Answer

_ID, _TITLE, _LANE = "replay", "Recorded replies of a model, replayed", "C"
_AGAIN = "make them anew with “./tanya evals record”"
_ANEW = "delete it and make it anew with “./tanya evals record”"


class Stale(TanyaError):
    """A question whose recording does not hold any more."""


def measure(context: Context, *, folder: Path = FOLDER) -> Section:
    """Replay the recordings of ``folder`` for the cases of the context.

    Raises:
        UsageError: a file there cannot be read as a recording.
    """
    found = recordings_in(folder)
    if not found:
        why = "no recordings of a real model: “./tanya evals record” makes them"
        return not_measured(_ID, _TITLE, _LANE, why)
    recording = _chosen(found, context)
    replay = _Replay(recording)
    covered = replay.covered(context)
    if not covered.cases and not recording.damaged:
        told = (*_uncovered(context, covered, recording), *_others(found, recording))
        return replace(not_measured(_ID, _TITLE, _LANE, ""), missing=told)
    # The recorded model under its own name: another default of today shows as another request.
    with Relay(recording.head, recording.items) as relay:
        assistant = context.assistant(
            OLLAMA_HOST=relay.url, TANYA_ENGINE="auto", TANYA_MODEL=recording.head.model
        )
        try:
            items = ask_all(
                covered,
                assistant,
                "replay",
                asks=lambda asked, case: replay.ask(relay, asked, case),
            )
        finally:
            assistant.close()
    section = _section(covered, replay, items)
    missing = (*_uncovered(context, covered, recording), *_others(found, recording))
    return replace(section, missing=missing)


def _chosen(found: tuple[Recording, ...], context: Context) -> Recording:
    """Return the newest recording of the product's model, else the newest of all."""
    model = model_settings(context).chat_model
    ours = [each for each in found if each.head.model == model]
    return (ours or list(found))[0]


class _Replay:
    """Asks each case of the recording and keeps what does not hold."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.stale: dict[str, str] = {}
        self.answers: dict[str, Timed] = {}

    def covered(self, context: Context) -> Context:
        """Return the context with the questions that were recorded, also those since damaged."""
        there = self.recording.items.keys() | self.recording.lost
        return replace(context, cases=tuple(each for each in context.cases if each.id in there))

    def ask(self, relay: Relay, assistant: Assistant, case: Case) -> Answer:
        """Return today's answer to a case.

        Raises:
            Stale: it does not rest on what was recorded.
        """
        if case.id in self.recording.lost:
            why = "STALE: its line in the recording cannot be used."
            raise Stale(why, remedy=f"{_AGAIN}.", item=case.id)
        answers: list[Timed] = []

        def ask() -> str:
            answers.append(timed(assistant, case))
            return ""

        heard, trouble = through(relay, case, ask)
        if heard.stale:
            self.stale[case.id] = "; ".join(heard.stale)
            raise Stale(f"STALE: {self.stale[case.id]}.", remedy=f"{_AGAIN}.", item=case.id)
        if trouble:
            raise Stale(trouble, remedy="", item=case.id)
        self.answers[case.id] = said_by_model(answers[0], heard.exchanges)
        return answers[0].answer


def _section(context: Context, replay: _Replay, items: tuple[Item, ...]) -> Section:
    problems = _problems(replay, len(items))
    unsure = {*replay.stale, *replay.recording.lost}
    answers = replay.answers
    items = tuple(
        owned(item, case, answers[case.id]) if case.id in answers else item
        for item, case in zip(items, context.cases, strict=True)
    )
    # Numbers are of what holds; the stale ones stand beside them as questions that did not pass.
    fresh = tuple(item for item in items if item.id not in unsure)
    measures: tuple[Measure, ...] = ()
    if fresh:
        times = list(answers.values())
        measures = (*measures_of(fresh), *timing.checks(times), fell_back(times))
    state = State.STALE if problems else held(State.PASSED, measures, ())
    recording = replay.recording
    return Section(
        id=_ID,
        title=_TITLE,
        lane=_LANE,
        state=state,
        dataset=str(len(context.dataset.cases)) + " questions",
        digest=context.dataset.digest,
        measures=measures,
        items=tuple(replace(item, ok=item.ok and item.id not in unsure) for item in items),
        problems=problems,
        subject={**described(recording.head), "recorded": recording.head.made}
        | _since(context, recording.head),
    )


def _uncovered(context: Context, covered: Context, recording: Recording) -> tuple[str, ...]:
    """Return in words which questions of the context nobody recorded: nothing, or one sentence."""
    there = {each.id for each in covered.cases}
    left = [each.id for each in context.cases if each.id not in there]
    if not left:
        return ()
    return (
        f"{len(left)} of {len(context.cases)} questions were never recorded in "
        f"{recording.path.name}: {names(left)}; “./tanya evals record” asks only these",
    )


def _others(found: tuple[Recording, ...], chosen: Recording) -> tuple[str, ...]:
    return tuple(
        f"the recording {each.path.name} of {each.head.model} of {each.head.made} is there "
        "too, and is not replayed"
        for each in found
        if each is not chosen
    )


def _problems(replay: _Replay, n: int) -> tuple[str, ...]:
    file = replay.recording.path.name
    found = [f"{file}: {what}; restore it, or {_ANEW}" for what in replay.recording.damaged]
    for reason in dict.fromkeys(replay.stale.values()):
        cases = [case for case, why in replay.stale.items() if why == reason]
        found.append(
            f"{len(cases)} of {n} recorded replies are stale ({reason}): {names(cases)}; {_AGAIN}"
        )
    return tuple(found)


def _since(context: Context, head: Head) -> dict[str, str]:
    """Return what has changed since the recording; requests that differ are found one by one."""
    changed = [name for name, digest in prompts().items() if head.prompts.get(name) != digest]
    if head.dataset != context.dataset.digest:
        changed.append("the questions")
    return {"changed since": ", ".join(changed)} if changed else {}
