"""Trying the configured models out: each finding is a line, with what to do where it is bad."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.errors import TanyaError
from rag.ollama_client import ChatOptions, OllamaClient

_OLDEST = (0, 30, 11)
"""From here on Ollama's way of cutting long prompts is the one that is watched for."""

_SLOW = 3.0
"""Tokens/s below which an answer takes more than a minute and a half."""

_ANSWER_TOKENS = 280
"""An Indonesian answer of 150 words, at 1.88 tokens a word."""

_SCHEMA = {
    "type": "object",
    "properties": {"cuaca": {"type": "string", "enum": ["cerah", "hujan"]}},
    "required": ["cuaca"],
}
_TALK = ({"role": "user", "content": "Sebutkan bilangan satu sampai dua puluh dengan kata-kata."},)
# Says nothing of JSON: only a server that honours the schema gives an object.
_FREE = ({"role": "user", "content": "Tulis satu kalimat tentang cuaca hari ini."},)


class Level(StrEnum):
    """How bad a finding is: only ``trouble`` keeps the model from being used."""

    OK = "ok"
    NOTE = "note"
    TROUBLE = "trouble"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One line of a check; ``remedy`` is empty where all is well."""

    code: str
    level: Level
    text: str
    remedy: str = ""


def check_host(client: OllamaClient, options: ChatOptions, embedder: str = "") -> Iterator[Finding]:
    """Yield what was found at one server, each as soon as it is known.

    Ends early where what follows makes no sense. Loads the chat model as the assistant does, so
    that the next question finds it loaded.
    """
    try:
        yield _version(client)
        yield from _privacy(client)
        if embedder:
            yield _embeds(client, embedder)
        found = client.find(options.model)
        size = f", {found.size / 1e9:.1f} GB" if found.size else ""
        yield _ok("model", f"The chat model {found.name} is there{size}.")
        began = time.monotonic()
        client.warm_up(options)
        yield _ok("warm_up", f"It is loaded ({time.monotonic() - began:.1f} s).")
        yield _window(client, options)
        yield _talks(client, options)
        yield _format(client, options)
    except TanyaError as error:
        yield Finding(
            code=type(error).__name__, level=Level.TROUBLE, text=error.what, remedy=error.remedy
        )


def _ok(code: str, text: str) -> Finding:
    return Finding(code=code, level=Level.OK, text=text)


def _version(client: OllamaClient) -> Finding:
    version = client.version()
    text = f"Ollama {version} answers at {client.host}."
    numbers = [part for part in version.partition("-")[0].split(".") if part.isdigit()]
    known = tuple(int(part) for part in numbers)
    if known and any(known) and known < _OLDEST:  # an unreleased build says 0.0.0
        wanted = ".".join(map(str, _OLDEST))
        return Finding(
            code="version", level=Level.NOTE, text=text, remedy=f"Update it to {wanted} or newer."
        )
    return _ok("version", text)


def _privacy(client: OllamaClient) -> Iterator[Finding]:
    if client.cloud_off() is False:
        yield Finding(
            code="cloud",
            level=Level.NOTE,
            text="This Ollama could pass texts to a cloud, which we refuse by the model's name.",
            remedy="To be sure, start it with OLLAMA_NO_CLOUD=1.",
        )


def _embeds(client: OllamaClient, model: str) -> Finding:
    """Try the embedding model; its failure does not keep the chat model from being tried."""
    try:
        (vector,) = client.embed(model, ["upah minimum"])
    except TanyaError as error:
        return Finding(code="embedder", level=Level.TROUBLE, text=error.what, remedy=error.remedy)
    return _ok("embedder", f"The embedding model {model} gives vectors of {len(vector)}.")


def _window(client: OllamaClient, options: ChatOptions) -> Finding:
    from rag.ollama_client.names import same_model

    loaded = [each for each in client.running() if same_model(each.name, options.model)]
    got = loaded[0].context_length if loaded else 0
    if not got:
        return Finding(
            code="window",
            level=Level.NOTE,
            text="Ollama does not say how large the model's window is.",
            remedy="Update Ollama.",
        )
    if got < options.num_ctx:
        return Finding(
            code="window",
            level=Level.TROUBLE,
            text=f"The window is {got} tokens, not the {options.num_ctx} that are configured.",
            remedy=f"Set TANYA_NUM_CTX={got}, or choose a model with a larger window.",
        )
    where = " in graphics memory" if loaded[0].size and loaded[0].vram >= loaded[0].size else ""
    return _ok("window", f"Its window is {got} tokens{where}.")


def _talks(client: OllamaClient, options: ChatOptions) -> Finding:
    tried = client.try_out(_TALK, _short(options, 64), None)
    if not tried.written_s:
        return _ok("chat", "It replies.")
    speed = tried.written / tried.written_s
    wait = _ANSWER_TOKENS / speed
    text = f"It writes {speed:.1f} tokens/s: an answer of 150 words takes about {wait:.0f} s."
    if speed < _SLOW:
        return Finding(
            code="chat",
            level=Level.NOTE,
            text=text,
            remedy="A smaller model is faster: ./tanya models recommend",
        )
    return _ok("chat", text)


def _format(client: OllamaClient, options: ChatOptions) -> Finding:
    reply = client.try_out(_FREE, _short(options, 48), _SCHEMA).text
    try:
        honoured = json.loads(reply).get("cuaca") in ("cerah", "hujan")
    except (ValueError, AttributeError):
        honoured = False
    if honoured:
        return _ok("format", "It keeps to the form that answers are asked in.")
    return Finding(
        code="format",
        level=Level.NOTE,
        text="It does not keep to the form that answers are asked in; a plainer one is used.",
        remedy="Ollama 0.21.1 or newer does with most models; otherwise choose another model.",
    )


def _short(options: ChatOptions, tokens: int) -> ChatOptions:
    """Return the same load options with a short reply, so that nothing is loaded again."""
    from dataclasses import replace

    return replace(options, num_predict=min(tokens, options.num_predict), temperature=0.0)
