"""``/api/pull``: fetching a model, told as it goes on."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator

from rag.errors import ModelError
from rag.ollama_client import failures
from rag.ollama_client.names import is_cloud_name, number
from rag.ollama_client.transport import Deadline, Transport
from rag.ollama_client.values import Pulled

_AGAIN = "Run the same command again: what has arrived is kept, and it goes on from there."
_SIGNS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("file does not exist", "manifest unknown", "not found"),
        "there is no model of this name in the library",
        "Check the name (with its size, such as gemma3:4b), or see: ./tanya models recommend",
    ),
    (
        ("invalid model name",),
        "this is no name of a model",
        "Write it as in the library, with its size, such as gemma3:4b.",
    ),
    (
        ("no space left", "disk full", "not enough space"),
        "its disk is full",
        "Make room (ollama list, ollama rm NAME), then run the same command again.",
    ),
    (
        ("dial tcp", "no such host", "i/o timeout", "connection refused", "network is unreach"),
        "the machine of Ollama does not reach the library",
        f"Check its internet connection (or proxy). {_AGAIN}",
    ),
    (
        ("newer version", "412"),
        "this Ollama is too old for it",
        "Update Ollama, then run the same command again.",
    ),
)


async def pull(transport: Transport, model: str) -> AsyncGenerator[Pulled, None]:
    """Fetch a model; yields each line of progress and ends once all of it is there.

    Closing the generator stops the download; Ollama keeps what has arrived.

    Raises:
        ModelRefused: a cloud model; nothing is sent.
        ModelError: it could not be fetched; the message says why and what to do.
    """
    if is_cloud_name(model):
        raise failures.cloud(model)
    wait = transport.timeouts.load_s  # checking a file of many gigabytes is silent for minutes
    silence = f"was not fetched: Ollama was silent for {wait:g} seconds"
    try:
        async with transport.stream(
            "/api/pull",
            {"model": model, "stream": True},
            model=model,
            deadline=Deadline(wait, silence),
        ) as lines:
            while (line := await lines.next(Deadline(wait, silence))) is not None:
                part = _read(line, model)
                yield part
                if part.status == "success":
                    return
    except ModelError as error:
        raise _explained(error, model) from error
    raise ModelError(f"The download of {model} ended too early.", remedy=_AGAIN, item=model)


def _read(line: bytes, model: str) -> Pulled:
    try:
        part = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise failures.broken(model, "The progress of the download is garbled.") from error
    if not isinstance(part, dict):
        raise failures.broken(model, "The progress of the download is garbled.")
    if part.get("error"):
        said = failures.error_text(json.dumps(part))
        raise ModelError(f"The model {model} could not be fetched: {said}.", remedy="", item=model)
    return Pulled(
        status=str(part.get("status", "")),
        digest=str(part.get("digest") or ""),
        total=number(part.get("total")),
        completed=number(part.get("completed")),
    )


def _explained(error: ModelError, model: str) -> ModelError:
    """Return the error with what it means for a download."""
    said = error.what.lower()
    for marks, why, remedy in _SIGNS:
        if any(mark in said for mark in marks):
            what = f"The model {model} could not be fetched: {why}."
            return ModelError(what, remedy=remedy, item=model)
    return error if error.remedy and type(error) is not ModelError else _plain(error, model)


def _plain(error: ModelError, model: str) -> ModelError:
    return ModelError(error.what, remedy=f"Look at the log of Ollama. {_AGAIN}", item=model)
