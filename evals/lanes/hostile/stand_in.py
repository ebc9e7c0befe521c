"""The stand-in model server of the tests, loaded from the checkout by its path."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from rag.errors import UsageError

_TESTS = Path(__file__).resolve().parents[3] / "tests"
MODEL = "gemma3:4b"
"""A model that the stand-in has without being told."""

Reply = Callable[[Mapping[str, Any]], str]


class StandIn(Protocol):
    """What is used of the server: where it listens, and what its model writes."""

    reply: Reply

    @property
    def url(self) -> str:
        """Where it listens."""

    def asked(self, path: str) -> list[dict[str, Any]]:
        """Return the bodies of all requests to ``path``, in order."""


def available(tests: Path = _TESTS) -> bool:
    """Whether this is a checkout with its tests; an installed package has none."""
    return (tests / "stand_in_ollama.py").is_file()


@contextmanager
def served(tests: Path = _TESTS) -> Iterator[StandIn]:
    """Serve a scripted model on a free port of this machine.

    Raises:
        UsageError: the stand-in server is not there.
    """
    if not available(tests):
        raise UsageError(
            "The stand-in model server is not there.",
            remedy="Run this in a checkout of the project, which has its tests.",
            item="stand_in_ollama.py",
        )
    # Its parts import each other by plain names; what is imported stays known afterwards.
    sys.path.insert(0, str(tests))
    try:
        module = importlib.import_module("stand_in_ollama")
    finally:
        sys.path.remove(str(tests))
    with module.StandInOllama() as server:
        yield cast(StandIn, server)
