"""Do the found passages answer the question? A calibrated probability, without a model.

A logistic regression over six numbers (``rag.answerability.features``), fitted and measured by
``bench/answerability.py`` on public Indonesian questions. ``rag/data/answerability.json`` holds
its weights together with the error rates at its threshold, where 5% of answerable questions are
refused. It sees words, not meanings: a question that differs from an answered one in a single word
passes three times in four.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answerability.calibration import Calibration, load_calibration
from rag.answerability.features import absent, features
from rag.answerability.terms import read_asked
from rag.records import Hit, Understood

__all__ = ["Answerability", "Calibration", "answerability", "load_calibration"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answerability:
    """Whether the hits answer.

    ``probability`` is that of an answer where answered and unanswered questions come equally
    often. ``missing`` are the names and figures of the question, as written, that stand nowhere
    in the hits: for "the archive does not mention …".
    """

    ok: bool
    probability: float
    missing: tuple[str, ...] = ()


def answerability(
    understood: Understood,
    hits: Sequence[Hit],
    *,
    frequency: Callable[[str], float],
    calibration: Calibration,
) -> Answerability:
    """Judge whether ``hits`` (best first) answer a question; nothing found is no answer.

    ``frequency`` gives a stem's inverse document frequency in the archive, the greatest for the
    empty stem (``rag.retrieval.rarity``). A thing that the question names is there in any of its
    wordings. Scores of hits are not looked at, so that it does not matter who found them.
    """
    asked = read_asked(understood, frequency)
    probability = calibration.probability(features(asked, hits))
    return Answerability(
        ok=probability >= calibration.threshold,
        probability=probability,
        missing=absent(asked, hits),
    )
