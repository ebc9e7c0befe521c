"""The files beside an archive's own Chroma index, and the record of its running server."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.chroma_server import LOCK_SUFFIX
from rag.errors import VectorsUnavailable

_LEAST_SPACE = 32 << 20
"""An index that fails on a full disk is not broken, and throwing it away would not mend it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A server that answered: its port on loopback, its process, and a token of this start."""

    port: int
    pid: int
    epoch: str

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


class Places:
    """What lies where in the folder of an archive's vectors."""

    def __init__(self, folder: Path) -> None:
        """Name the files; nothing is made."""
        self.folder = folder
        self.data = folder / "chroma"
        self.in_use = folder / f"chroma{LOCK_SUFFIX}"  # held by the server itself
        self.owner = folder / "server.lock"  # held by the process that keeps the server
        self.projecting = folder / "projecting.lock"  # held by the process that writes vectors
        self.discard = folder / "discard"  # made to have the owner throw the index away
        self.restart = folder / "restart"  # made to have the owner start the server again
        self.log = folder / "chroma.log"
        self._record = folder / "server.json"

    def record(self) -> Running | None:
        """Return what the owner wrote about the server, or None."""
        try:
            record = json.loads(self._record.read_text(encoding="utf-8"))
            return Running(
                port=int(record["port"]), pid=int(record["pid"]), epoch=str(record["epoch"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None  # none yet, or damaged: as good as none

    def write_record(self, running: Running) -> None:
        """Tell the other processes, all at once."""
        fresh = self._record.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(running)), "utf-8")
        os.replace(fresh, self._record)

    def drop_record(self) -> None:
        """Say that no server runs."""
        self._record.unlink(missing_ok=True)

    def enough_space(self) -> bool:
        """Say whether the disk has room for an index."""
        return shutil.disk_usage(self.folder).free >= _LEAST_SPACE

    def throw_away(self) -> None:
        """Remove the index's files (nothing that cannot be rebuilt)."""
        shutil.rmtree(self.data, ignore_errors=True)

    def wanted(self) -> bool:
        """Say whether some process wants the server to end, to start again or anew."""
        return self.discard.exists() or self.restart.exists()

    def do_wanted(self) -> None:
        """Do what is wanted, now that the server has ended."""
        if self.discard.exists():
            self.throw_away()
        self.discard.unlink(missing_ok=True)
        self.restart.unlink(missing_ok=True)


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Say in plain words what the operating system says about the folder.

    Raises:
        VectorsUnavailable: instead of ``OSError``.
    """
    try:
        yield
    except OSError as error:
        raise VectorsUnavailable(
            f"The vector index in {folder} cannot be used: {error.strerror or error}.",
            remedy="Check the space on that disk and that you may write there. Questions are "
            "answered from full text meanwhile.",
            item=str(folder),
        ) from error
