"""Recording the raw replies of a real model while the product answers every question with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.cases import Case
from evals.context import Context
from evals.lanes.recordings import FOLDER, Head, Keeper, Recorded, names, read_recording
from evals.lanes.relay import Heard, Relay
from evals.lanes.subject import loaded, model_settings
from evals.lanes.timing import timed
from rag.errors import ModelError, TanyaError

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.ollama_client import OllamaClient
    from rag.settings import Settings

_MOST_FAILURES = 5
"""So many questions in a row without the server: there is no point in asking on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recordings:
    """What a run of recording leaves: the file, its head, and how many questions of each kind.

    ``asked`` were asked of the model, ``kept`` were there already, ``unasked`` need no model
    (the product refuses before). ``failed`` names each question that could not be recorded.
    """

    path: Path
    head: Head
    asked: int
    kept: int
    unasked: int
    failed: tuple[str, ...]


def record(context: Context, *, model: str = "", folder: Path = FOLDER) -> Recordings:
    """Ask every case of the context with a real model; keep each raw reply at once.

    What the file of the same fingerprint holds, or another file of the same model for exactly the
    same requests, is not asked of the model again.

    Raises:
        ModelError: the model is not there, or went away; what was recorded is kept.
        ArchiveError: the file cannot be written.
    """
    settings = model_settings(context, model)
    client = _client(settings)
    head = loaded(context, settings, client)
    keeper = Keeper(folder, head)
    known = keeper.known()
    with Relay(head, known, upstream=settings.ollama_host) as relay:
        assistant = context.assistant(
            OLLAMA_HOST=relay.url, TANYA_ENGINE="auto", TANYA_MODEL=settings.chat_model
        )
        try:
            return _Recorder(context, relay, keeper, client=client, known=known).run(assistant)
        finally:
            assistant.close()


def _client(settings: Settings) -> OllamaClient:
    from rag.ollama_client import OllamaClient

    return OllamaClient(settings.ollama_host)


class _Recorder:
    """One run over the cases."""

    def __init__(
        self,
        context: Context,
        relay: Relay,
        keeper: Keeper,
        *,
        client: OllamaClient,
        known: dict[str, Recorded],
    ) -> None:
        self._context = context
        self._relay = relay
        self._keeper = keeper
        self._client = client
        self._known = known
        self._here: set[str] = set()
        self._asked = self._kept = self._unasked = 0
        self._failed: list[str] = []

    def run(self, assistant: Assistant) -> Recordings:
        self._here = set(read_recording(self._keeper.path).items)
        in_a_row = 0
        cases = self._context.cases
        for case in self._context.watch.steps(cases, "recording", len(cases)):
            trouble = self._one(assistant, case)
            in_a_row = in_a_row + 1 if trouble else 0
            if trouble:
                self._failed.append(f"{case.id}: {trouble}")
            if in_a_row >= _MOST_FAILURES:
                raise ModelError(
                    f"{in_a_row} questions in a row could not be recorded; the last one: "
                    f"{trouble}.",
                    remedy="Look at Ollama and run the same command again: what was recorded is "
                    "kept.",
                    item=self._keeper.head.model,
                )
        return Recordings(
            path=self._keeper.path,
            head=self._keeper.head,
            asked=self._asked,
            kept=self._kept,
            unasked=self._unasked,
            failed=tuple(self._failed),
        )

    def _one(self, assistant: Assistant, case: Case) -> str:
        """Ask one case; return in words why it could not be recorded, else nothing."""
        heard, trouble = through(self._relay, case, lambda: timed(assistant, case).off)
        trouble = trouble or "; ".join(heard.failed)
        if not trouble and heard.fresh:
            trouble = self._unchanged()
        if trouble:
            return trouble
        self._asked += bool(heard.fresh)
        self._unasked += not heard.exchanges
        self._kept += bool(heard.exchanges) and not heard.fresh
        if heard.fresh or case.id not in self._here or not self._same(case, heard):
            self._keeper.add(Recorded(id=case.id, exchanges=heard.exchanges))
        return ""

    def _same(self, case: Case, heard: Heard) -> bool:
        return self._known[case.id].exchanges == heard.exchanges

    def _unchanged(self) -> str:
        """Refuse to mix two models that bear the same name; return why that cannot be told."""
        head = self._keeper.head
        try:
            digest = self._client.find(head.model).digest
        except ModelError as error:
            return f"the server does not say any more which model it has: {error}"
        if digest != head.digest:
            raise ModelError(
                f"The model {head.model} became another one while it was recorded.",
                remedy="Run the same command again: the new one gets a file of its own.",
                item=head.model,
            )
        return ""


def through(relay: Relay, case: Case, ask: Callable[[], str]) -> tuple[Heard, str]:
    """Ask a case while the relay listens; return what it heard, and an error in words."""
    relay.begin(case.id)
    trouble = ""
    try:
        trouble = ask()
    except TanyaError as error:
        trouble = str(error)
    return relay.end(), trouble


def told(done: Recordings) -> str:
    """Return what a run of recording did, in a few lines."""
    lines = [
        f"recorded {done.head.model} ({done.head.digest[:12]}) in {done.path}",
        f"{done.asked} questions asked of the model, {done.kept} were there already, "
        f"{done.unasked} need no model",
    ]
    if done.failed:
        lines.append(f"{len(done.failed)} could not be recorded: {names(done.failed)}")
        lines.append("run the same command again: only these are asked of the model")
    return "\n".join(lines)
