"""A projector without a server, for tests of commands that only have to call it."""

from __future__ import annotations

import pytest

from rag.archive import Archive
from rag.errors import VectorsUnavailable
from rag.projection import Health


class Quiet:
    """Follows at once, or has the trouble it is given; finds what it is told to find."""

    trouble: VectorsUnavailable | None = None
    lost = 0
    followed = 0

    def __init__(self, archive: Archive) -> None:
        self.archive, self.reached = archive, 0

    def waiting(self) -> int:
        return self.archive.head() - self.reached

    def catch_up(self, progress: object = None) -> int:
        if Quiet.trouble is not None:
            raise Quiet.trouble
        done = self.waiting()
        self.reached = self.archive.head()
        Quiet.followed += 1
        return done

    def check(self, *, thorough: bool = False) -> Health:
        count = self.archive.passage_count()
        tested = count if thorough else min(count, 64)
        return Health(expected=count, found=count, tested=tested, lost=Quiet.lost)

    def rebuild(self, progress: object = None) -> None:
        self.catch_up()

    def close(self) -> None:
        pass


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every command use it."""
    monkeypatch.setattr(
        "ingest.commands.opening.open_projector",
        lambda settings, archive, embedder="": Quiet(archive),
    )
    monkeypatch.setattr(Quiet, "trouble", None)
    monkeypatch.setattr(Quiet, "lost", 0)
