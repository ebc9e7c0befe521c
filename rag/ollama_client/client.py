"""OllamaClient: what the rest of the project may ask of Ollama."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, aclosing
from typing import Any, TypeVar

from rag.errors import EmbedderUnavailable, ModelBusy, ModelError, ModelMissing, ModelRefused
from rag.ollama_client import failures
from rag.ollama_client.address import normalise_host
from rag.ollama_client.embeds import embed
from rag.ollama_client.inventory import Inventory
from rag.ollama_client.pulling import pull
from rag.ollama_client.reply import Reply
from rag.ollama_client.transport import Deadline, Lines, Transport
from rag.ollama_client.trying import try_out
from rag.ollama_client.values import (
    ChatOptions,
    ModelInfo,
    Pulled,
    Running,
    Survey,
    Timeouts,
    Tried,
)

_T = TypeVar("_T")
# Pauses before a busy server is asked again, in seconds: some three seconds in all, since a person
# waits. Only a request that nothing was read of is repeated.
_BUSY_PAUSES = (0.25, 0.5, 1.0, 1.5)


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
        self._inventory = Inventory(self._transport)

    def version(self) -> str:
        """Return the server's version, such as ``0.33.0``.

        Raises:
            ModelError: it does not answer, or is not Ollama.
        """
        return _wait(self._inventory.version())

    def models(self) -> tuple[ModelInfo, ...]:
        """Return the models that are there, cloud ones (``remote``) included.

        Raises:
            ModelError: the server does not answer, or is not Ollama.
        """
        return _wait(self._inventory.models())

    def find(self, model: str) -> ModelInfo:
        """Return the model of this name; ``:latest`` is understood, case does not matter.

        Raises:
            ModelRefused: it is a cloud model. By its name this is known before anything is
                sent; a local name that stands for one is found out without sending any text.
            ModelMissing: Ollama does not have it.
            ModelError: the server does not answer, or is not Ollama.
        """
        return _wait(self._inventory.find(model))

    def running(self) -> tuple[Running, ...]:
        """Return the models that are in memory; ``context_length`` is what they really got.

        Raises:
            ModelError: the server does not answer, or is not Ollama.
        """
        return _wait(self._inventory.running())

    def survey(self, model: str) -> Survey:
        """Return how the server and this model stand, all asked at the same time.

        Raises:
            ModelError: as :meth:`find`.
        """
        return _wait(self._inventory.survey(model))

    def cloud_off(self) -> bool | None:
        """Return whether the server refuses to pass texts to a cloud; None: it does not say.

        Raises nothing: an old server, or one that does not answer, does not say.
        """
        return _wait(self._inventory.cloud_off())

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
        body = _chat_body(options, (await self._inventory.usable(model, "completion", "chat")).name)
        body |= {"messages": [dict(message) for message in messages], "stream": True}
        body |= {"options": options.all_options()} | ({} if schema is None else {"format": schema})
        reply = Reply(options, messages, expected_tokens)
        first = Deadline(limits.load_s, f"did not begin within {limits.load_s:g} seconds")
        deadline = first.sooner(total)
        async with AsyncExitStack() as held:
            lines = await self._begun(held, body, model, deadline)
            while not reply.done and (line := await lines.next(deadline)) is not None:
                if text := reply.read(line):
                    yield text
                silence = f"was silent for {limits.idle_s:g} seconds"
                deadline = Deadline(limits.idle_s, silence).sooner(total)
        reply.finish()

    def try_out(
        self,
        messages: Sequence[Mapping[str, str]],
        options: ChatOptions,
        schema: Mapping[str, object] | None,
    ) -> Tried:
        """Return a short reply with its measurements; the model is loaded as for :meth:`chat`.

        Raises:
            ModelError: as :meth:`chat`.
        """
        return _wait(self._try_out([dict(each) for each in messages], options, schema))

    async def pull(self, model: str) -> AsyncGenerator[Pulled, None]:
        """Fetch a model; yields its progress, and ends once all of it is there.

        Closing the generator, or cancelling the task, stops the download; Ollama keeps what has
        arrived and goes on from there next time.

        Raises:
            ModelRefused: a cloud model; nothing is sent.
            ModelError: it could not be fetched; the message says why.
        """
        async with aclosing(pull(self._transport, model)) as parts:
            async for part in parts:
                yield part
        self._inventory.forget(model)

    async def _begun(
        self, held: AsyncExitStack, body: Mapping[str, object], model: str, deadline: Deadline
    ) -> Lines:
        """Return the reply's lines once it has begun; a busy server is asked again a few times."""
        loop = asyncio.get_running_loop()
        for asked, pause in enumerate((*_BUSY_PAUSES, None), 1):
            try:
                stream = self._transport.stream("/api/chat", body, model=model, deadline=deadline)
                return await held.enter_async_context(stream)
            except ModelBusy as error:
                if pause is None or loop.time() + pause >= deadline.at:
                    raise failures.busy(model, asked=asked) from error
            except ModelMissing:
                self._inventory.forget(model)
                raise
            await asyncio.sleep(pause)
        raise AssertionError("the last attempt raises or returns")

    async def _try_out(
        self,
        messages: list[dict[str, str]],
        options: ChatOptions,
        schema: Mapping[str, object] | None,
    ) -> Tried:
        info = await self._inventory.usable(options.model, "completion", "chat")
        body = _chat_body(options, info.name) | {"messages": messages, "stream": False}
        body |= {"options": options.all_options()} | ({} if schema is None else {"format": schema})
        return await try_out(self._transport, body, info.name)

    async def _embed(self, model: str, texts: list[str]) -> list[list[float]]:
        info = await self._inventory.usable(model, "embedding", "embedding")
        return await embed(self._transport, info.name, texts)

    async def _warm_up(self, options: ChatOptions) -> None:
        info = await self._inventory.usable(options.model, "completion", "chat")
        body = _chat_body(options, info.name) | {"messages": [], "stream": False}
        wait = self.timeouts.load_s
        answer = await self._transport.fetch(
            "POST", "/api/chat", body, deadline=Deadline(wait, f"did not load in {wait:g} seconds")
        )
        if answer.get("done_reason") != "load":
            raise failures.broken(info.name, f"Ollama did not say that {info.name} is loaded.")


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
