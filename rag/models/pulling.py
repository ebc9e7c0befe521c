"""Fetching a model with a progress bar, and stopping in time where the disk is too small."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.errors import ModelError
from rag.ollama_client import OllamaClient, Pulled

if TYPE_CHECKING:
    from rich.console import Console

_SPARE = 500_000_000  # bytes that a download leaves free
_PLACES = ("~/.ollama/models", "/usr/share/ollama/.ollama/models", "/var/lib/ollama/models")
_LOCAL = ("127.0.0.1", "localhost", "::1")


class Parts:
    """Adds up the parts of a model as they arrive; all in bytes."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[int, int]] = {}

    def add(self, line: Pulled) -> None:
        """Take in one line of progress."""
        if line.digest:
            _, before = self._parts.get(line.digest, (0, 0))
            self._parts[line.digest] = (line.total, max(before, line.completed))

    @property
    def total(self) -> int:
        """What is known of the whole so far."""
        return sum(total for total, _ in self._parts.values())

    @property
    def completed(self) -> int:
        """What has arrived."""
        return sum(done for _, done in self._parts.values())


def fetch(client: OllamaClient, model: str, console: Console) -> None:
    """Fetch a model and show how it goes on.

    Raises:
        ModelError: it could not be fetched; the message says why and what to do.
        KeyboardInterrupt: it was interrupted; Ollama keeps what has arrived.
    """
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(model, total=None)

        def show(status: str, parts: Parts) -> None:
            bar.update(
                task,
                description=f"{model}: {status}",
                total=parts.total or None,
                completed=parts.completed,
            )

        asyncio.run(_fetch(client, model, show, free_space(client.host)))


async def _fetch(
    client: OllamaClient, model: str, show: Callable[[str, Parts], None], free: int | None
) -> None:
    parts = Parts()
    before: int | None = None  # what an earlier try has left there already
    async with aclosing(client.pull(model)) as lines:
        async for line in lines:
            parts.add(line)
            show(line.status, parts)
            before = parts.completed if before is None else before
            if free is not None and parts.total - before + _SPARE > free:
                raise _too_small(model, parts.total - before, free)


def _too_small(model: str, needed: int, free: int) -> ModelError:
    return ModelError(
        f"The disk is too small for {model}: {needed / 1e9:.1f} GB are to be fetched and "
        f"{free / 1e9:.1f} GB are free.",
        remedy="Make room (ollama list, ollama rm NAME) or take a smaller model: "
        "./tanya models recommend",
        item=model,
    )


def free_space(host: str) -> int | None:
    """Return the bytes that are free where a local Ollama keeps its models.

    None where that is not known: another machine's, or a folder that cannot be seen.
    """
    if urlsplit(host).hostname not in _LOCAL:
        return None
    named = os.environ.get("OLLAMA_MODELS", "")
    for name in [named] if named else _PLACES:
        try:
            return shutil.disk_usage(Path(name).expanduser()).free
        except (OSError, RuntimeError):
            continue
    return None
