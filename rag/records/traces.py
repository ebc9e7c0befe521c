"""The record of how an answer came about: what was asked of the model, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.records.answers import EngineName


@dataclass(frozen=True, kw_only=True, slots=True)
class TracedClaim:
    """A drafted claim, shown or not.

    ``evidence`` are (article id, sentence ordinal) pairs. ``outcome`` is the value of
    ``rag.records.Check`` under which it was shown, or the reason why it was not.
    """

    text: str
    evidence: tuple[tuple[str, int], ...]
    outcome: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One try of an engine at an answer.

    ``form`` is "json", "marker" or "quotes". ``messages`` and ``reply`` are what the model was
    sent and wrote, letter by letter (the reply bounded). ``labels`` gives the (passage id, sentence
    ordinal) behind each label. ``ended`` is empty where it came to its
    own end, else why it did not: the name of an error, or ``GenerationReport.stopped``.
    ``dropped`` counts what the engine itself left out, by reason.
    """

    engine: EngineName
    form: str
    model: str = ""
    digest: str = ""
    host: str = ""
    messages: tuple[Mapping[str, str], ...] = ()
    labels: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    options: Mapping[str, float] = field(default_factory=dict)
    reply: str = ""
    ended: str = ""
    claims: tuple[TracedClaim, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
