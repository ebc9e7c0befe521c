"""The joint with llama-index: our Ollama client as its ``LLM``, and any ``LLM`` as our model.

People who extend the project with llama-index get a real ``LLM`` in :class:`LocalOllamaLLM`,
and can put any other ``LLM`` behind the generating engine with :class:`LlamaIndexModel`. The
library's own Ollama integration is not used: by default it asks for the model's largest window
and gives up after 30 seconds, before a large model is loaded from a slow disk.

The streaming methods carry no llama-index callback decorator: a generator that it has wrapped
does not close the one inside, so that stopping the reader would not stop the model.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseAsyncGen,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseAsyncGen,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.bridge.pydantic import Field, PrivateAttr
from llama_index.core.llms.custom import CustomLLM
from llama_index.core.llms.llm import LLM

from rag.ollama_client import ChatOptions, OllamaClient
from rag.prompts import LabelledPrompt

# Left free between prompt and reply for what a chat template adds beyond our own estimate.
_MARGIN_TOKENS = 64


class LocalOllamaLLM(CustomLLM):
    """A model of a local Ollama as a llama-index ``LLM``.

    ``schema`` (a JSON schema) may be given to each method as a keyword argument, and
    ``expected_tokens``, fewer tokens than the prompt can cost (by default one a word). Every
    method raises ModelError as the client does. The methods without ``a`` run a loop of their
    own and are for scripts; call the others where a loop runs.
    """

    model: str = Field(description="The model's name with its tag.")
    context_window: int = Field(gt=0, description="num_ctx, in tokens.")
    num_output: int = Field(gt=0, description="num_predict, in tokens.")
    _client: OllamaClient = PrivateAttr()
    _options: ChatOptions = PrivateAttr()

    @classmethod
    def over(cls, client: OllamaClient, options: ChatOptions) -> LocalOllamaLLM:
        """Return the ``LLM`` that sends every request through this client with these options."""
        llm = cls(
            model=options.model, context_window=options.num_ctx, num_output=options.num_predict
        )
        llm._client = client
        llm._options = options
        return llm

    @classmethod
    def class_name(cls) -> str:
        """Return the name that llama-index records."""
        return "local_ollama"

    @property
    def metadata(self) -> LLMMetadata:
        """The sizes that llama-index plans with."""
        return LLMMetadata(
            context_window=self.context_window,
            num_output=self.num_output,
            is_chat_model=True,
            model_name=self.model,
        )

    async def _stream(
        self, messages: Sequence[ChatMessage], kwargs: Mapping[str, Any]
    ) -> ChatResponseAsyncGen:
        sent = [{"role": item.role.value, "content": item.content or ""} for item in messages]
        pieces = self._client.chat(
            sent,
            self._options,
            kwargs.get("schema"),
            expected_tokens=kwargs.get("expected_tokens", 0),
        )
        text = ""
        async with aclosing(pieces):
            async for piece in pieces:
                text += piece
                yield ChatResponse(
                    message=ChatMessage(role=MessageRole.ASSISTANT, content=text), delta=piece
                )

    async def astream_chat(
        self, messages: Sequence[ChatMessage], **kwargs: Any
    ) -> ChatResponseAsyncGen:
        """Return a generator of growing replies; closing it stops the model."""
        return self._stream(messages, kwargs)

    async def achat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """Return the whole reply."""
        whole = ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=""))
        async with aclosing(self._stream(messages, kwargs)) as replies:
            async for reply in replies:
                whole = reply
        return whole

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        """Yield growing replies; closing the generator stops the model."""
        replies = self._stream(messages, kwargs)
        with asyncio.Runner() as runner:
            try:
                while (reply := runner.run(_next(replies))) is not None:
                    yield reply
            finally:
                runner.run(replies.aclose())

    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """Return the whole reply."""
        return asyncio.run(self.achat(messages, **kwargs))

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """Return the whole reply to one message of the user."""
        return _completion(self.chat(_as_messages(prompt), **kwargs))

    def stream_complete(
        self, prompt: str, formatted: bool = False, **kwargs: Any
    ) -> CompletionResponseGen:
        """Yield growing replies to one message of the user."""
        for reply in self.stream_chat(_as_messages(prompt), **kwargs):
            yield _completion(reply)

    async def acomplete(
        self, prompt: str, formatted: bool = False, **kwargs: Any
    ) -> CompletionResponse:
        """Return the whole reply to one message of the user."""
        return _completion(await self.achat(_as_messages(prompt), **kwargs))

    async def astream_complete(
        self, prompt: str, formatted: bool = False, **kwargs: Any
    ) -> CompletionResponseAsyncGen:
        """Return a generator of growing replies to one message of the user."""

        async def replies() -> CompletionResponseAsyncGen:
            async with aclosing(self._stream(_as_messages(prompt), kwargs)) as stream:
                async for reply in stream:
                    yield _completion(reply)

        return replies()


class LlamaIndexModel:
    """Any llama-index ``LLM`` as the model of the generating engine."""

    def __init__(self, llm: LLM) -> None:
        """Keep the model."""
        self._llm = llm

    @property
    def name(self) -> str:
        """The model's name."""
        return self._llm.metadata.model_name

    @property
    def budget_tokens(self) -> int:
        """The window without the longest reply and a margin, in tokens."""
        sizes = self._llm.metadata
        return max(0, sizes.context_window - max(0, sizes.num_output) - _MARGIN_TOKENS)

    async def stream(self, prompt: LabelledPrompt) -> AsyncGenerator[str, None]:
        """Yield the reply in pieces; closing the generator stops a model that can be stopped.

        Raises:
            ModelError: as :class:`LocalOllamaLLM` does; another ``LLM`` raises its own errors.
        """
        messages = [
            ChatMessage(role=MessageRole(item["role"]), content=item["content"])
            for item in prompt.messages
        ]
        asked: dict[str, Any] = {}
        if isinstance(self._llm, LocalOllamaLLM):
            asked = {"schema": prompt.schema}
        replies = await self._llm.astream_chat(messages, **asked)
        try:
            async for reply in replies:
                if reply.delta:
                    yield reply.delta
        finally:
            if isinstance(replies, AsyncGenerator):
                await replies.aclose()


async def _next(replies: ChatResponseAsyncGen) -> ChatResponse | None:
    return await anext(replies, None)


def _as_messages(prompt: str) -> list[ChatMessage]:
    return [ChatMessage(role=MessageRole.USER, content=prompt)]


def _completion(reply: ChatResponse) -> CompletionResponse:
    return CompletionResponse(text=reply.message.content or "", delta=reply.delta)
