"""What the assistant tells while it answers, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rag.records.answers import Answer, Claim, Source


class ModelState(StrEnum):
    """Whether answers are written by a model, and if not, why."""

    READY = "ready"
    CHOSEN_OFF = "chosen_off"  # the operator chose quotes
    UNREACHABLE = "unreachable"  # no Ollama at the address
    MISSING = "missing"  # Ollama runs without the model
    REFUSED = "refused"  # a cloud model, or one that cannot chat


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """How the assistant stands: what the banner says.

    ``commands`` are what switches generation on, in order, ready to be copied.
    ``vectors`` is "ready", "catching_up" or "unavailable" (then full text alone is searched).
    """

    state: ModelState
    model: str
    host: str
    commands: tuple[str, ...]
    articles: int
    passages: int
    oldest: date | None
    newest: date | None
    vectors: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """The assistant begins something.

    ``name`` is understanding (a follow-up, by the model), searching, reading, waiting, writing,
    retrying (the model once more, in another way), elsewhere (on another host) or quoting.
    ``count`` is the number of passages, or the place in the model's queue (from 1) while waiting,
    else 0. ``text`` is what a follow-up is taken to mean, once, with searching; else "".
    """

    name: str
    count: int = 0
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimReady:
    """A checked claim may be shown, with the sources known so far."""

    claim: Claim
    sources: tuple[Source, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """The whole answer; always the last event."""

    answer: Answer


Event = Step | ClaimReady | Finished
