"""The verbs of ``./tanya models``."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import asdict

from rag.models.advice import CAVEAT, Advice, advise
from rag.models.checking import Finding, Level, check_host
from rag.models.inventory import embedding_model, missing, survey
from rag.models.memory import Memory, read_memory
from rag.models.tables import (
    console_of,
    host_json,
    print_advice,
    print_models,
    say_finding,
    write_json,
)
from rag.ollama_client import OllamaClient, normalise_host
from rag.ollama_client.failures import cloud
from rag.ollama_client.names import is_cloud_name
from rag.settings import Settings, load

_TROUBLE = 4


def list_models(arguments: argparse.Namespace) -> int:
    """Show what each server has; 4 where no server has the chat model."""
    settings = _settings(arguments)
    embedder = embedding_model(settings)
    servers = survey(settings.ollama_hosts)
    lacking = missing(settings, embedder, servers)
    ready = any(each.has(settings.chat_model) for each in servers)
    if arguments.json:
        write_json(
            {
                "chat_model": settings.chat_model,
                "embedding_model": embedder,
                "ready": ready,
                "hosts": [host_json(each) for each in servers],
                "missing": [asdict(each) for each in lacking],
            }
        )
    else:
        console = console_of()
        print_models(console, settings, embedder, servers)
        for each in lacking:
            console.print(f"{each.what} Run: {each.command}", markup=False, soft_wrap=True)
    return 0 if ready else _TROUBLE


def check(arguments: argparse.Namespace) -> int:
    """Try each server out; 4 where one has trouble."""
    settings = _settings(arguments)
    embedder = embedding_model(settings)
    console = None if arguments.json else console_of()
    found: dict[str, list[Finding]] = {}
    for place, address in enumerate(settings.ollama_hosts):
        client = OllamaClient(address)
        embeds = embedder if place == 0 else ""  # the first server embeds
        found[address] = []
        for finding in check_host(client, settings.chat_options(), embeds):
            found[address].append(finding)
            if console is not None:
                say_finding(console, finding)
    if console is None:
        hosts = [
            {"address": address, "findings": [asdict(each) for each in findings]}
            for address, findings in found.items()
        ]
        write_json({"chat_model": settings.chat_model, "hosts": hosts})
    levels = {each.level for findings in found.values() for each in findings}
    return _TROUBLE if Level.TROUBLE in levels else 0


def pull(arguments: argparse.Namespace) -> int:
    """Fetch a model, or what is missing, on each configured server.

    Raises:
        ModelRefused: a cloud model.
        ModelError: it could not be fetched.
    """
    from rag.models.pulling import fetch

    settings = _settings(arguments)
    hosts = (normalise_host(arguments.host),) if arguments.host else settings.ollama_hosts
    wanted = _wanted(arguments.name.strip(), settings, hosts)
    console = console_of()
    if not wanted:
        console.print("Nothing is missing.")
    for address, model in wanted:
        console.print(f"Fetching {model} at {address}", markup=False, soft_wrap=True)
        try:
            fetch(OllamaClient(address), model, console)
        except KeyboardInterrupt:
            console.print("Interrupted. The same command goes on from here.")
            raise
        console.print(f"{model} is there.", markup=False)
    return 0


def recommend(arguments: argparse.Namespace) -> int:
    """Show the models that suit this machine."""
    memory = read_memory()
    if arguments.memory:
        bytes_named = int(arguments.memory * 1e9)
        memory = Memory(total=bytes_named, allowed=bytes_named)
    advice = advise(memory)
    if arguments.json:
        write_json(
            {
                "memory_gb": round(memory.gigabytes, 1),
                "graphics_gb": round(memory.graphics_gigabytes, 1),
                "note": CAVEAT,
                "models": [
                    {**asdict(each.candidate), **_verdict(each)} for each in advice if each.fits
                ],
            }
        )
        return 0
    console = console_of()
    print_advice(console, memory, advice)
    chosen = [each.candidate for each in advice if each.recommended]
    for each in chosen:
        setting = "TANYA_MODEL=" if each.use == "chat" else "TANYA_EMBEDDER=ollama:"
        line = f"./tanya models pull {each.name}   then set {setting}{each.name}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if not any(each.use == "chat" for each in chosen):
        console.print("This machine is small for a model; answers in quotes need none.")
    console.print(CAVEAT, markup=False, soft_wrap=True)
    return 0


def _verdict(advice: Advice) -> dict[str, object]:
    return {"recommended": advice.recommended, "runs_on": advice.runs_on}


def _settings(arguments: argparse.Namespace) -> Settings:
    return load(os.environ, data_dir=arguments.data_dir, sample=arguments.sample)


def _wanted(name: str, settings: Settings, hosts: Sequence[str]) -> list[tuple[str, str]]:
    """Return the servers and models to fetch.

    Raises:
        ModelRefused: a cloud model was named.
        ModelError: a server does not answer.
    """
    if name and is_cloud_name(name):
        raise cloud(name)
    if name:
        return [(address, name) for address in hosts]
    wanted: list[tuple[str, str]] = []
    embedder = embedding_model(settings)
    for server in survey(hosts):
        if server.error is not None:
            raise server.error
        models = [settings.chat_model]
        models += [embedder] if embedder and server.address == settings.ollama_host else []
        wanted += [(server.address, model) for model in models if server.has(model) is None]
    return wanted
