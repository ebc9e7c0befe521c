"""What ``./tanya models`` prints: tables and lines for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.models.advice import Advice
from rag.models.checking import Finding, Level
from rag.models.inventory import Server
from rag.models.memory import Memory
from rag.ollama_client import ModelInfo
from rag.ollama_client.names import same_model
from rag.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

_DIGEST = 12  # characters of a digest that Ollama shows too


def console_of() -> Console:
    """Return where people read."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False)


def write_json(value: object) -> None:
    """Write one JSON object."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def say_finding(console: Console, finding: Finding) -> None:
    """Print one line of a check."""
    mark = {Level.OK: "ok     ", Level.NOTE: "note   ", Level.TROUBLE: "TROUBLE"}[finding.level]
    remedy = f" {finding.remedy}" if finding.remedy else ""
    console.print(f"{mark}  {finding.text}{remedy}", markup=False, soft_wrap=True)


def host_json(server: Server) -> dict[str, object]:
    """Return a server as programs read it."""
    return {
        "address": server.address,
        "version": server.version,
        "error": str(server.error) if server.error else "",
        "models": [_model_json(server, each) for each in server.models],
    }


def _model_json(server: Server, model: ModelInfo) -> dict[str, object]:
    loaded = server.in_memory(model.name)
    return {
        "name": model.name,
        "size": model.size,
        "digest": model.digest,
        "context": model.context_length,
        "capabilities": list(model.capabilities),
        "remote": model.remote,
        "loaded": loaded is not None,
        "loaded_context": loaded.context_length if loaded else 0,
    }


def print_models(
    console: Console, settings: Settings, embedder: str, servers: Sequence[Server]
) -> None:
    """Print what each server has; the configured models are marked."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    for server in servers:
        if not server.models:
            continue
        title = f"{server.address}   Ollama {server.version}"
        console.print(title, markup=False, soft_wrap=True)
        table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
        for name in ("", "model", "size", "digest", "window", "in memory", "can"):
            table.add_column(name, no_wrap=name != "can", overflow="fold")
        for model in server.models:
            table.add_row(*_row(model, server, settings.chat_model, embedder))
        console.print(table)


def _row(model: ModelInfo, server: Server, chat: str, embedder: str) -> list[str]:
    used = "chat" if same_model(model.name, chat) else ""
    if embedder and same_model(model.name, embedder):
        used = "embeds"
    loaded = server.in_memory(model.name)
    return [
        used,
        model.name,
        f"{model.size / 1e9:.1f} GB" if model.size else "?",
        model.digest.removeprefix("sha256:")[:_DIGEST],
        str(model.context_length or "?"),
        f"window {loaded.context_length or '?'}" if loaded else "",
        "cloud: refused" if model.remote else ", ".join(model.capabilities) or "?",
    ]


def print_advice(console: Console, memory: Memory, advice: Sequence[Advice]) -> None:
    """Print the memory, and the models that suit it with two lines for each."""
    graphics = memory.graphics_gigabytes
    card = f", graphics memory {graphics:.0f} GB" if graphics else ", no graphics memory seen"
    lines = [f"Memory {memory.gigabytes:.0f} GB{card}", ""]
    for each in advice:
        it = each.candidate
        if each.fits:
            mark = "first" if each.recommended else ""
            size = f"{it.size:.1f} GB" if it.size else "size not known"
            facts = f"{it.use}, {size} on disk, on the {each.runs_on}, {it.licence}"
            lines += [f"{mark:<7}{it.name}", f"       {facts}", f"       {it.why}"]
    console.print("\n".join(lines), markup=False, soft_wrap=True)
    console.print()
