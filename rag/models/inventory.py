"""What is configured, what each server has of it, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from rag.archive import exists
from rag.errors import ArchiveError, ModelError
from rag.ollama_client import ModelInfo, OllamaClient, Running, Timeouts
from rag.ollama_client.names import same_model
from rag.settings import Settings, embedder_spec, open_archive

_PROBE = Timeouts(connect_s=3.0, idle_s=8.0)
_OLLAMA = "ollama:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """One server and what it has; ``error`` says why nothing is known of it."""

    address: str
    version: str = ""
    models: tuple[ModelInfo, ...] = ()
    running: tuple[Running, ...] = ()
    error: ModelError | None = None

    def has(self, model: str) -> ModelInfo | None:
        """Return the model of this name, if it is there and local."""
        found = (each for each in self.models if same_model(each.name, model))
        return next((each for each in found if not each.remote), None)

    def in_memory(self, model: str) -> Running | None:
        """Return the model as it is loaded, if it is."""
        return next((each for each in self.running if same_model(each.name, model)), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """One thing that is missing, as a sentence, and the command that mends it."""

    what: str
    command: str


def survey(addresses: Sequence[str]) -> tuple[Server, ...]:
    """Ask all servers at the same time."""
    with ThreadPoolExecutor(max_workers=len(addresses)) as pool:
        return tuple(pool.map(_ask, addresses))


def _ask(address: str) -> Server:
    client = OllamaClient(address, _PROBE)
    try:
        version, models, running = client.version(), client.models(), client.running()
    except ModelError as error:
        return Server(address=address, error=error)
    return Server(address=address, version=version, models=models, running=running)


def embedding_model(settings: Settings) -> str:
    """Return the model of Ollama that embeds, empty where the offline embedder does.

    Where nothing is chosen, the archive's own decides; one that cannot be read is as none.
    """
    spec = settings.embedder
    if not spec and exists(settings.archive_dir):
        try:
            archive = open_archive(settings)
            try:
                spec = embedder_spec(settings, archive)
            finally:
                archive.close()
        except ArchiveError:
            spec = ""
    return spec.removeprefix(_OLLAMA) if spec.startswith(_OLLAMA) else ""


def missing(settings: Settings, embedder: str, servers: Sequence[Server]) -> tuple[Missing, ...]:
    """Return what has to be done before a model can write, in order; empty where it can."""
    silent = [each for each in servers if each.error is not None]
    there = [each for each in servers if each.error is None]
    found = [
        Missing(what=f"Ollama does not answer at {each.address}.", command="ollama serve")
        for each in silent
    ]
    if there and not any(each.has(settings.chat_model) for each in there):
        found.append(_to_pull(settings.chat_model, "The chat model"))
    first = next((each for each in there if each.address == settings.ollama_host), None)
    if embedder and first is not None and first.has(embedder) is None:
        found.append(_to_pull(embedder, "The embedding model"))
    return tuple(found)


def _to_pull(model: str, which: str) -> Missing:
    return Missing(what=f"{which} {model} is not there.", command=f"./tanya models pull {model}")
