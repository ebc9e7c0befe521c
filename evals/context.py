"""What every section of a run is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from evals.cases import Case, Dataset

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.settings import Settings

_Item = TypeVar("_Item")


class Watch(Protocol):
    """Shows how far a run has come."""

    def steps(self, items: Iterable[_Item], what: str, total: int) -> Iterator[_Item]:
        """Yield the items while a bar for ``what`` grows by one for each of ``total``."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """The questions, and an archive that holds the articles they are about.

    ``cases`` are those of the chosen split. ``data_dir`` is a filled archive with its vectors in
    step: sections only read it. ``environ`` holds nothing personal but what the operator chose on
    the command line; each section adds the engine it needs. ``work`` is a folder for scratch.
    """

    dataset: Dataset
    cases: tuple[Case, ...]
    data_dir: Path
    sample: bool
    environ: Mapping[str, str]
    work: Path
    watch: Watch

    def settings(self, **more: str) -> Settings:
        """Return the program's settings for this archive; ``more`` are further variables."""
        from rag.settings import load

        # Questions of a measurement are nobody's answers: none is kept.
        environ = {**self.environ, "TANYA_KEEP_DAYS": "0", **more}
        return load(environ, data_dir=str(self.data_dir), sample=self.sample)

    def assistant(self, **more: str) -> Assistant:
        """Open the product's own assistant on this archive, warmed up; the caller closes it."""
        from rag.assistant import open_assistant

        assistant = open_assistant(self.settings(**more))
        assistant.prepare()
        return assistant
