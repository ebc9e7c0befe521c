"""OllamaClient: what the rest of the project may ask of Ollama."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from rag.errors import EmbedderUnavailable, ModelError, ModelRefused
from rag.ollama_client import failures
from rag.ollama_client.address import normalise_host
from rag.ollama_client.embeds import embed
from rag.ollama_client.names import describe, is_cloud_name, same_model
from rag.ollama_client.reply import Reply
from rag.ollama_client.transport import Deadline, Transport
from rag.ollama_client.values import ChatOptions, ModelInfo, Timeouts

_T = TypeVar("_T")
# Lists and descriptions come at once from a healthy server, so a page need not wait longer.
_PROBE_S = 10.0


class OllamaClient:
    """One Ollama server.

    Keeps no connection between calls, and may be shared between threads. All methods but
    :meth:`chat` block; in a coroutine call them through ``asyncio.to_thread``.
    """

    def __init__(self, host: str, timeouts: Timeouts | None = None) -> None:
        """Speak with the server at ``host``, in any form that ``OLLAMA_HOST`` takes.

        Raises:
            UsageError: ``host`` is no address.
        """
        self.host = normalise_host(host)
        self.timeouts = timeouts or Timeouts()
        self._transport = Transport(self.host, self.timeouts)
        self._known: dict[str, ModelInfo] = {}

    def version(self) -> str:
        """Return the server's version, such as ``0.33.0``.

        Raises:
            ModelError: it does not answer, or is not Ollama.
        """
        answer = _wait(self._fetch("GET", "/api/version"))
        version = answer.get("version")
        if not isinstance(version, str):
            raise failures.unreachable(self.host, "what answers there is not Ollama")
        return version

    def models(self) -> tuple[ModelInfo, ...]:
        """Return the models that are there, cloud ones (``remote``) included.

        Raises:
            ModelError: the server does not answer, or is not Ollama.
        """
        entries: list[dict[str, Any]] = _wait(self._entries())
        return tuple(describe(entry, {}) for entry in entries)

    def find(self, model: str) -> ModelInfo:
        """Return the model of this name; ``:latest`` is understood, case does not matter.

        Raises:
            ModelRefused: it is a cloud model. By its name this is known before anything is
                sent; a local name that stands for one is found out without sending any text.
            ModelMissing: Ollama does not have it.
            ModelError: the server does not answer, or is not Ollama.
        """
        return _wait(self._find(model))

    def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector per text, in order, all of one dimension.

        Nothing is cut: a text that is too long fails. Prefixes are the caller's job.

        Raises:
            ValueError: a text is blank; Ollama would give a meaningless vector for it.
            ModelRefused: a cloud model, or no embedding model.
            EmbedderUnavailable: no usable vectors came back. If one text is the cause (too
                long, or not a number comes out), it is named and ``item`` is its beginning.
        """
        if any(not text.strip() for text in texts):
            raise ValueError("a blank text cannot be embedded")
        if not texts:
            return []
        try:
            return _wait(self._embed(model, list(texts)))
        except ModelRefused:
            raise
        except ModelError as error:
            raise EmbedderUnavailable(error.what, remedy=error.remedy, item=error.item) from error

    def warm_up(self, options: ChatOptions) -> None:
        """Load the chat model as :meth:`chat` will use it, and return when it is ready.

        Raises:
            ModelError: as :meth:`chat`.
        """
        _wait(self._warm_up(options))

    async def chat(
        self,
        messages: Sequence[Mapping[str, str]],
        options: ChatOptions,
        schema: Mapping[str, object] | None,
        expected_tokens: int = 0,
    ) -> AsyncGenerator[str, None]:
        """Stream the reply's text as it is written, without the model's thinking.

        What was streamed is an answer only if the iteration ends without an error: a cut is
        known at the end. Hold the generator with ``contextlib.aclosing``: closing it, or
        cancelling the task that waits for it, closes the connection, which stops the model.

        Args:
            messages: ``role`` and ``content`` each; not empty.
            options: how the model is run; the same load options on every call.
            schema: a JSON schema that the reply must follow, or None for plain text.
            expected_tokens: fewer tokens than the prompt can cost; a reply that read fewer is
                refused as cut. 0 means one token for each of its words.

        Raises:
            ValueError: no messages.
            ModelRefused: a cloud model, or no chat model.
            ModelMissing, ModelUnreachable, ModelBusy, ModelTimeout: see their names.
            ReplyBroken: the prompt did not fit, or the reply was cut, empty or garbled.
            ModelError: Ollama could not run the model.
        """
        if not messages:
            raise ValueError("a chat needs at least one message")
        limits = self.timeouts
        model = options.model
        total = Deadline(limits.total_s, f"was not done after {limits.total_s:g} seconds")
        body = _chat_body(options, (await self._usable(model, "completion", "chat")).name)
        body |= {"messages": [dict(message) for message in messages], "stream": True}
        body |= {"options": options.all_options()} | ({} if schema is None else {"format": schema})
        reply = Reply(options, messages, expected_tokens)
        first = Deadline(limits.load_s, f"did not begin within {limits.load_s:g} seconds")
        deadline = first.sooner(total)
        async with self._transport.stream(
            "/api/chat", body, model=model, deadline=deadline
        ) as lines:
            while not reply.done and (line := await lines.next(deadline)) is not None:
                if text := reply.read(line):
                    yield text
                silence = f"was silent for {limits.idle_s:g} seconds"
                deadline = Deadline(limits.idle_s, silence).sooner(total)
        reply.finish()

    async def _embed(self, model: str, texts: list[str]) -> list[list[float]]:
        info = await self._usable(model, "embedding", "embedding")
        return await embed(self._transport, info.name, texts)

    async def _warm_up(self, options: ChatOptions) -> None:
        info = await self._usable(options.model, "completion", "chat")
        body = _chat_body(options, info.name) | {"messages": [], "stream": False}
        wait = self.timeouts.load_s
        answer = await self._transport.fetch(
            "POST", "/api/chat", body, deadline=Deadline(wait, f"did not load in {wait:g} seconds")
        )
        if answer.get("done_reason") != "load":
            raise failures.broken(info.name, f"Ollama did not say that {info.name} is loaded.")

    async def _fetch(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        wait = min(self.timeouts.idle_s, _PROBE_S)
        deadline = Deadline(wait, f"did not answer within {wait:g} seconds")
        return await self._transport.fetch(method, path, body, deadline=deadline)

    async def _entries(self) -> list[dict[str, Any]]:
        entries = (await self._fetch("GET", "/api/tags")).get("models")
        if not isinstance(entries, list):
            raise failures.unreachable(self.host, "what answers there is not Ollama")
        return [
            entry
            for entry in entries
            if isinstance(entry, dict) and isinstance(entry.get("name"), str) and entry["name"]
        ]

    async def _find(self, model: str) -> ModelInfo:
        if is_cloud_name(model):
            raise failures.cloud(model)
        entries = await self._entries()
        entry = next((each for each in entries if same_model(each["name"], model)), None)
        if entry is None:
            raise failures.missing(model)
        info = describe(entry, {})
        if not info.remote:
            info = describe(entry, await self._fetch("POST", "/api/show", {"model": info.name}))
        if info.remote:
            raise failures.cloud(model)
        self._known[model] = info
        return info

    async def _usable(self, model: str, capability: str, use: str) -> ModelInfo:
        """Find the model once, so that no text goes to a remote one or to the wrong kind."""
        info = self._known.get(model) or await self._find(model)
        if info.capabilities and capability not in info.capabilities:
            raise failures.wrong_kind(model, use)
        return info


def _wait(work: Coroutine[Any, Any, _T]) -> _T:
    """Run ``work`` to its end; in a thread of its own where a loop is already running."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


def _chat_body(options: ChatOptions, name: str) -> dict[str, object]:
    """Return what warm-up and chat have in common: all that decides how the model is loaded.

    ``shift`` belongs to it. Together with ``truncate`` it makes a prompt that is too long an
    error, where Ollama would otherwise drop its front and answer all the same. ``think`` left
    out means thinking where a model can.
    """
    return {
        "model": name,
        "think": False,
        "truncate": False,
        "shift": False,
        "keep_alive": options.keep_alive,
        "options": options.load_options(),
    }
