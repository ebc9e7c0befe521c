"""What can go wrong with Ollama, said in plain words: every outside error becomes one of ours.

=========================================  ==================  ==================================
what came                                  becomes             because
=========================================  ==================  ==================================
connection refused, no such host           ModelUnreachable    nobody listens there
a redirect, a page, a 404 without JSON     ModelUnreachable    it is not Ollama that answers
one of our own deadlines                   ModelTimeout        silent, or slower than allowed
status 404                                 ModelMissing        the model was never pulled
status 503 (and 429)                       ModelBusy           the queue is full
a refusal of the model or of its kind      ModelRefused        cloud model, or no chat model
"too long" (status 400)                    ReplyBroken         the prompt does not fit the window
connection cut, error line, bad JSON       ReplyBroken         the reply has no end
any other status                           ModelError          load failure, out of memory
=========================================  ==================  ==================================
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from rag.errors import (
    ModelBusy,
    ModelError,
    ModelMissing,
    ModelRefused,
    ModelTimeout,
    ModelUnreachable,
    ReplyBroken,
)

_NOT_FOUND = 404
_BUSY = (429, 503)
_TOO_LONG = ("context length", "context size", "exceed_context_size")
_OTHER_KIND = "not support"
_CLOUD_OFF = "ollama cloud is disabled"
_SHOWN = 200


def unreachable(host: str, why: str = "") -> ModelUnreachable:
    """Nothing that is Ollama answers at ``host``."""
    what = f"Ollama cannot be reached at {host}{': ' + why if why else ''}."
    return ModelUnreachable(
        what, remedy="Start it with: ollama serve (or correct OLLAMA_HOST).", item=host
    )


def missing(model: str) -> ModelMissing:
    """Ollama runs without this model."""
    return ModelMissing(
        f"The model {model} is not on this machine.",
        remedy=f"Fetch it with: ollama pull {model}",
        item=model,
    )


def cloud(model: str) -> ModelRefused:
    """The name stands for a model on somebody else's machine."""
    return ModelRefused(
        f"The model {model} runs in a cloud, so questions and articles would leave the office.",
        remedy="Choose a model that runs on this machine, for example gemma3:4b.",
        item=model,
    )


def wrong_kind(model: str, use: str) -> ModelRefused:
    """The model is there, but not of the kind that ``use`` (chat, embedding) needs."""
    return ModelRefused(
        f"The model {model} is not a model for {use}.",
        remedy="See what each model can do with: ollama show NAME, and choose another.",
        item=model,
    )


def timed_out(model: str, what: str) -> ModelTimeout:
    """One of our own deadlines passed; ``what`` says which, as the end of a sentence."""
    return ModelTimeout(
        f"The model {model} {what}.",
        remedy="Ask again, or choose a smaller model if the machine is too slow for this one.",
        item=model,
    )


def broken(model: str, what: str) -> ReplyBroken:
    """The reply cannot be used; ``what`` says why, as a whole sentence."""
    return ReplyBroken(what, remedy="Ask again; if it repeats, restart Ollama.", item=model)


def too_long(model: str) -> ReplyBroken:
    """The prompt does not fit into the model's window."""
    return ReplyBroken(
        f"The question and its passages do not fit into the window of {model}.",
        remedy="Ask with fewer passages or a shorter question, or raise the window (num_ctx).",
        item=model,
    )


def busy(model: str, *, asked: int = 1) -> ModelBusy:
    """The queue of Ollama is full, also after it was asked so many times."""
    times = f" (asked {asked} times)" if asked > 1 else ""
    return ModelBusy(
        f"Ollama has too many requests waiting for {model}{times}.",
        remedy="Wait a moment and ask again.",
        item=model,
    )


def from_status(status: int, body: str, *, model: str, host: str) -> ModelError:
    """Return the error for an answer with an error status and this body."""
    said = error_text(body)
    return (
        _about_model(status, said, model)
        or _about_server(status, said, body, host)
        or ModelError(
            f"Ollama could not run {model} (status {status}): {said}.",
            remedy="Look at its log; a smaller model or window helps when memory is short.",
            item=model,
        )
    )


def _about_model(status: int, said: str, model: str) -> ModelError | None:
    lowered = said.lower()
    if status == _NOT_FOUND and "model" in lowered:
        return missing(model)
    if status in _BUSY:
        return busy(model)
    if _CLOUD_OFF in lowered:
        return cloud(model)
    if _OTHER_KIND in lowered:
        return wrong_kind(model, "this")
    return too_long(model) if any(mark in lowered for mark in _TOO_LONG) else None


def _about_server(status: int, said: str, body: str, host: str) -> ModelError | None:
    if 300 <= status < 400:
        return unreachable(host, "it sends us elsewhere, which is not followed")
    if not said:
        return unreachable(host, f"what answers there refuses us (status {status})")
    if not body.lstrip().startswith("{"):
        return unreachable(host, f"what answers there is not Ollama (status {status})")
    return None


def error_text(body: str) -> str:
    """Return the message inside ``{"error": ...}``, unpacked twice where llama-server nests it.

    Only its first 200 characters, on one line, without control characters.
    """
    text: object = body
    for _ in range(3):
        if isinstance(text, str):
            try:
                text = json.loads(text)
            except (ValueError, RecursionError):  # no JSON, or nested without end
                break
        if isinstance(text, dict):
            text = text.get("error", text.get("message", ""))
            text = text.get("message", "") if isinstance(text, dict) else text
    flat = " ".join(str(text).split())
    return "".join(character for character in flat if character.isprintable())[:_SHOWN].rstrip(".")


@contextmanager
def translated(*, model: str, host: str) -> Iterator[None]:
    """Turn what httpx and the ollama client raise inside the block into our errors."""
    import httpx

    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise unreachable(host) from error
    except httpx.TimeoutException as error:
        raise timed_out(model, "did not take or give anything in time") from error
    except httpx.TransportError as error:
        raise broken(model, f"Ollama ended the connection before {model} was done.") from error
    except (httpx.InvalidURL, httpx.DecodingError) as error:
        raise unreachable(host, "what answers there is not Ollama") from error
    except ConnectionError as error:  # the ollama client's own, for connection refused
        raise unreachable(host) from error
