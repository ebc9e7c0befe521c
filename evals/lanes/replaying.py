"""Lane C: recorded raw replies of a real model through today's parser, checks and scoring.

A question counts only where today's product sends the model exactly the request that was recorded;
any other is stale, and a section with a stale question is never passed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evals.cases import Case
from evals.context import Context
from evals.lanes import timing
from evals.lanes.asking import ask_all, measures_of
from evals.lanes.recording import through
from evals.lanes.recordings import FOLDER, Head, Recording, names, recordings_in
from evals.lanes.relay import Relay
from evals.lanes.subject import described, model_settings, prompts
from evals.lanes.timing import Timed, timed
from evals.results import Item, Section, State, held, not_measured
from rag.assistant import Assistant
from rag.errors import TanyaError
from rag.records import Answer

_ID, _TITLE, _LANE = "replay", "Recorded replies of a model, replayed", "C"
_AGAIN = "make them anew with “./tanya evals record”"


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
    # The recorded model under its own name: another default of today shows as another request.
    with Relay(recording.head, recording.items) as relay:
        assistant = context.assistant(
            OLLAMA_HOST=relay.url, TANYA_ENGINE="auto", TANYA_MODEL=recording.head.model
        )
        try:
            items = ask_all(
                context,
                assistant,
                "replay",
                asks=lambda asked, case: replay.ask(relay, asked, case),
            )
        finally:
            assistant.close()
    return _section(context, replay, items, found)


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
        self.missing: list[str] = []
        self.answers: list[Timed] = []

    def ask(self, relay: Relay, assistant: Assistant, case: Case) -> Answer:
        """Return today's answer to a case.

        Raises:
            Stale: it does not rest on what was recorded.
        """
        if case.id not in self.recording.items:
            self.missing.append(case.id)
            raise Stale("the question was not recorded.", remedy=f"{_AGAIN}.", item=case.id)
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
        self.answers.append(answers[0])
        return answers[0].answer


def _section(
    context: Context, replay: _Replay, items: tuple[Item, ...], found: tuple[Recording, ...]
) -> Section:
    problems = _problems(replay, len(items))
    unsure = {*replay.stale, *replay.missing}
    # Numbers are of what holds; the stale ones stand beside them as questions that did not pass.
    fresh = tuple(item for item in items if item.id not in unsure)
    measures = (*measures_of(fresh), *timing.checks(replay.answers)) if fresh else ()
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
        missing=tuple(
            f"the recording {each.path.name} of {each.head.model} of {each.head.made} is there "
            "too, and is not replayed"
            for each in found
            if each is not recording
        ),
        subject={**described(recording.head), "recorded": recording.head.made}
        | _since(context, recording.head),
    )


def _problems(replay: _Replay, n: int) -> tuple[str, ...]:
    file = replay.recording.path.name
    found = [f"{file}: {what}; {_AGAIN}" for what in replay.recording.damaged]
    for reason in dict.fromkeys(replay.stale.values()):
        cases = [case for case, why in replay.stale.items() if why == reason]
        found.append(
            f"{len(cases)} of {n} recorded replies are stale ({reason}): {names(cases)}; {_AGAIN}"
        )
    if replay.missing:
        found.append(
            f"{len(replay.missing)} of {n} questions were not recorded: "
            f"{names(replay.missing)}; “./tanya evals record” asks only these"
        )
    return tuple(found)


def _since(context: Context, head: Head) -> dict[str, str]:
    """Return what has changed since the recording; requests that differ are found one by one."""
    changed = [name for name, digest in prompts().items() if head.prompts.get(name) != digest]
    if head.dataset != context.dataset.digest:
        changed.append("the questions")
    return {"changed since": ", ".join(changed)} if changed else {}
