"""Weights and threshold of the answerability score, as fitted and measured."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.answerability.features import NAMES

_FILE = "answerability.json"
_OFFLINE = "offline"


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """A logistic regression over the features, and what was measured with it.

    ``weights`` are those of ``rag.answerability.features.NAMES`` in order; a question is
    refused below ``threshold``. ``measured`` is False where the weights were fitted with another
    kind of search than this one.
    """

    kind: str
    weights: tuple[float, ...]
    bias: float
    threshold: float
    measured: bool

    def __post_init__(self) -> None:
        if len(self.weights) != len(NAMES):
            raise ValueError(f"a calibration has {len(NAMES)} weights, got {len(self.weights)}")
        if not 0 < self.threshold < 1:
            raise ValueError("a threshold is a probability between 0 and 1")

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability of an answer; 0 without features."""
        if not features:
            return 0.0
        logit = self.bias + sum(
            weight * features[name] for name, weight in zip(NAMES, self.weights, strict=True)
        )
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


@cache
def load_calibration(embedder: str) -> Calibration:
    """Return the calibration for a kind of embedder: "offline" (or none), else a neural one.

    For neural embedders the features are the same and no vector score is among them; until a
    run has measured them, ``measured`` is False.
    """
    kind = "words" if embedder in {"", _OFFLINE, "words"} else "neural"
    kept = json.loads(files("rag").joinpath("data", _FILE).read_text(encoding="utf-8"))[kind]
    return Calibration(
        kind=kind,
        weights=tuple(float(kept["weights"][name]) for name in NAMES),
        bias=float(kept["bias"]),
        threshold=float(kept["threshold"]),
        measured=bool(kept["measured"]),
    )
