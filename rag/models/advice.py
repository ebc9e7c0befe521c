"""Which models suit a machine.

Sizes, licences and scores are what was found published by August 2026. SEA-HELM is
leaderboard.sea-lion.ai (all languages of Southeast Asia, as copied in April 2026). No score was
found for answering from documents in Indonesian alone, so the order is a judgement and the
archive's own measurement (``./tanya evals run``) decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.models.memory import Memory

CAVEAT = (
    "No published score was found for answering from documents in Indonesian alone; the order is "
    "a judgement. Measure with your own questions: ./tanya evals run"
)

_OVERHEAD_GB = 1.2
"""The window of 8,192 tokens and the runner itself, beside the model's file (estimate)."""
_REST_GB = 2.5
"""The system, a browser and this program (estimate)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A model that may suit: ``size`` is its file in units of 10^9 bytes, 0 where not known.

    ``tier`` is the memory, in GB as machines are sold, from which it makes sense.
    """

    name: str
    use: str
    size: float
    tier: int
    licence: str
    why: str
    first: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """One line of advice: ``recommended`` is the first choice of its use; ``runs_on`` tells where.

    ``fits`` is False for a model that this machine is too small for.
    """

    candidate: Candidate
    recommended: bool
    fits: bool
    runs_on: str


CANDIDATES = (
    Candidate(
        name="qwen3.5:2b",
        use="chat",
        size=2.7,
        tier=6,
        licence="Apache-2.0",
        why="for small machines; quotes without a model may serve better",
    ),
    Candidate(
        name="gemma3:4b",
        use="chat",
        size=3.3,
        tier=8,
        licence="Gemma terms",
        why="no thinking mode to wait for; SEA-HELM 42.8, level with its class",
        first=True,
    ),
    Candidate(
        name="qwen3.5:4b",
        use="chat",
        size=3.4,
        tier=8,
        licence="Apache-2.0",
        why="the alternative with a free licence; thinking is switched off",
    ),
    Candidate(
        name="qwen3.5:9b",
        use="chat",
        size=6.6,
        tier=16,
        licence="Apache-2.0",
        why="stronger; about half as fast on the same machine; thinking is switched off",
        first=True,
    ),
    Candidate(
        name="gemma4:e2b",
        use="chat",
        size=7.8,
        tier=16,
        licence="Apache-2.0",
        why="fast for its size: 17 tokens/s were reported on a laptop's processor",
    ),
    Candidate(
        name="gemma3:12b",
        use="chat",
        size=8.1,
        tier=16,
        licence="Gemma terms",
        why="SEA-HELM 56.7, Indonesian 61.8; slow without a graphics card",
    ),
    Candidate(
        name="aisingapore/Gemma-SEA-LION-v3-9B-IT",
        use="chat",
        size=0.0,
        tier=16,
        licence="Gemma terms",
        why="trained for Southeast Asia, SEA-HELM 49.9; its window ends at 8,192 tokens",
    ),
    Candidate(
        name="bge-m3",
        use="embedding",
        size=1.2,
        tier=8,
        licence="MIT",
        why="best published Indonesian search of its size (MIRACL 0.560); no prefix needed",
        first=True,
    ),
    Candidate(
        name="embeddinggemma:300m",
        use="embedding",
        size=0.6,
        tier=6,
        licence="Gemma terms",
        why="a third of the work; strong between Indonesian and English; 2,048 tokens",
    ),
)


def advise(memory: Memory) -> tuple[Advice, ...]:
    """Return the models that suit a machine of this memory, the recommended ones marked.

    A machine counts as one of 8 GB from 7 on: the system reports less than what was sold. A model
    with an unknown size is judged by its tier.
    """
    fitting = [each for each in CANDIDATES if _runs_on(each, memory)]
    best = {
        use: max((each.tier for each in fitting if each.use == use and each.first), default=0)
        for use in ("chat", "embedding")
    }
    return tuple(
        Advice(
            candidate=each,
            recommended=each in fitting and each.first and each.tier == best[each.use],
            fits=each in fitting,
            runs_on=_runs_on(each, memory),
        )
        for each in CANDIDATES
    )


def _runs_on(candidate: Candidate, memory: Memory) -> str:
    """Return where a model runs on this machine, empty where it does not fit."""
    needed = candidate.size + _OVERHEAD_GB
    if candidate.size and memory.graphics_gigabytes >= needed:
        return "graphics card"
    enough = memory.gigabytes >= max(candidate.tier * 0.875, needed + _REST_GB)
    return "processor" if enough else ""
