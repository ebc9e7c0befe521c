"""One question to a judge: asked, checked, asked again with what was wrong, and kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evals.judging.checks import Check, NotAnObject, parsed
from evals.judging.judge import JudgeAbsent
from evals.judging.store import Identity, Reply, Store, key_of
from rag.errors import ModelError, ModelMissing, ModelUnreachable
from rag.ollama_client import ChatOptions, count_bound

if TYPE_CHECKING:
    from rag.ollama_client import OllamaClient

RETRIES = 3
_SEEDS = (20_011, 40_009, 60_013, 80_021, 100_003)
"""One for each repeat; any numbers do that are not the same."""

ROOM = 2048
"""Tokens that a reply may take: twenty verdicts with a reason of two lines each."""

_WINDOWS = (8192, 16_384, 32_768, 65_536, 131_072)
"""Few sizes, since Ollama loads a model again when its window changes."""

_GONE = 8
"""So many calls one after the other without a server: it has gone, and the rest can wait."""

_TEMPLATE = 64  # tokens; a chat template's marks around one message are below 20
_AGAIN = (
    "\n\nYour last reply could not be used: {problem}. Reply once more (this is try {number} of "
    "{most}), with nothing but one JSON object of the demanded form."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a question came to: the checked object, or None and why; ``raw`` is every reply."""

    value: Mapping[str, Any] | None
    unscored: str = ""
    raw: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A prompt with the form of its reply; ``check`` says what is wrong with one, or ""."""

    prompt: str
    schema: Mapping[str, Any]
    check: Check


class Asker:
    """Asks one judge over one store. Counts its ``calls``, replies ``reused``, and seconds."""

    def __init__(
        self,
        client: OllamaClient | None,
        judge: Identity,
        store: Store,
        *,
        temperature: float = 0.0,
    ) -> None:
        """Ask ``judge``; without a client only what the store holds is given."""
        self.judge = judge
        self.calls = 0
        self.reused = 0
        self.seconds = 0.0
        self._unanswered = 0
        self._client = client
        self._store = store
        self._temperature = temperature
        longest = judge.longest or _WINDOWS[-1]
        self._windows = (*(each for each in _WINDOWS if each < longest), longest)

    async def ask(self, question: Question, repeat: int) -> Said:
        """Return the checked reply; a failure of any kind is told in it, and raises nothing.

        Raises:
            JudgeAbsent: the server has gone; or there is none, and the store does not hold the
                reply.
        """
        raw: list[str] = []
        prompt, problem = _sendable(question.prompt), ""
        most = 1 + RETRIES
        for number in range(2, most + 2):
            options = self._options(prompt, repeat)
            if options is None:
                problem = "the prompt is longer than any window that the judge can have"
                break
            reply = await self._reply(prompt, question.schema, options, repeat)
            raw.append(reply.text or f"({reply.failure})")
            value, problem = _checked(reply, question.check)
            if value is not None:
                return Said(value=value, raw=tuple(raw))
            if not reply.text:  # not the judge's fault: the same once more
                continue
            told = _AGAIN.format(problem=problem, number=number, most=most)
            prompt = _sendable(question.prompt + told)
        return Said(value=None, unscored=problem, raw=tuple(raw))

    def ask_now(self, question: Question, repeat: int) -> Said:
        """Do the same for a caller without a loop."""
        return asyncio.run(self.ask(question, repeat))

    def _options(self, prompt: str, repeat: int) -> ChatOptions | None:
        """Return how the model is run for this prompt, in the smallest window that surely holds."""
        needed = count_bound(prompt) + _TEMPLATE + ROOM
        window = next((each for each in self._windows if each >= needed), None)
        if window is None:
            return None
        return ChatOptions(
            model=self.judge.model,
            num_ctx=window,
            num_predict=ROOM,
            temperature=self._temperature,
            seed=_SEEDS[repeat % len(_SEEDS)] + repeat // len(_SEEDS),
        )

    async def _reply(
        self, prompt: str, schema: Mapping[str, Any], options: ChatOptions, repeat: int
    ) -> Reply:
        key = key_of(self.judge, prompt, schema, options.all_options(), repeat)
        known = self._store.get(key)
        if known is not None and (self._client is None or not known.failure):
            self.reused += 1
            return known
        if self._client is None:
            raise JudgeAbsent(
                f"The store does not hold all that {self.judge.model} must be asked.",
                remedy="Leave out --only-replay where Ollama runs, so that the rest is asked.",
                item=self.judge.model,
            )
        reply = await self._call(self._client, prompt, schema, options)
        self._store.put(key, self.judge, repeat, reply)
        return reply

    async def _call(
        self,
        client: OllamaClient,
        prompt: str,
        schema: Mapping[str, Any],
        options: ChatOptions,
    ) -> Reply:
        started = time.monotonic()
        self.calls += 1
        parts: list[str] = []
        failure = ""
        messages = [{"role": "user", "content": prompt}]
        try:
            async with aclosing(client.chat(messages, options, schema)) as stream:
                async for part in stream:
                    parts.append(part)
        except ModelError as error:
            failure = error.what
            self._note(error)
        else:
            self._unanswered = 0
        seconds = round(time.monotonic() - started, 3)
        self.seconds += seconds
        return Reply(text="".join(parts), failure=failure, seconds=seconds)

    def _note(self, error: ModelError) -> None:
        """Count calls that reached no server.

        Raises:
            JudgeAbsent: the judge has gone for good; what it said until then is kept.
        """
        absent = isinstance(error, ModelUnreachable | ModelMissing)
        self._unanswered = self._unanswered + 1 if absent else 0
        if self._unanswered >= _GONE:
            raise JudgeAbsent(
                f"The judge has gone in the middle of its work. {error.what}",
                remedy=f"{error.remedy} What it said is kept, and the same command goes on.",
                item=error.item,
            ) from error


def _sendable(prompt: str) -> str:
    """Return a prompt without halves of surrogate pairs: an answer may hold one."""
    return prompt.encode("utf-8", "replace").decode()


def _checked(reply: Reply, check: Check) -> tuple[Mapping[str, Any] | None, str]:
    """Return a reply's object if it may be used, else why not."""
    if reply.failure:
        return None, reply.failure
    try:
        value = parsed(reply.text)
    except NotAnObject as error:
        return None, str(error)
    problem = check(value)
    return (None if problem else value), problem


def find_judge(client: OllamaClient, model: str) -> Identity:
    """Return who the judge is.

    Raises:
        JudgeAbsent: it cannot be reached, or is not there, or not a local chat model.
    """
    try:
        info = client.find(model)
        version = client.version()
    except ModelError as error:
        raise JudgeAbsent(error.what, remedy=error.remedy, item=error.item) from error
    return Identity(
        model=info.name, digest=info.digest, version=version, longest=info.context_length
    )
