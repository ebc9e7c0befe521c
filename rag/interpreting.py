"""The very first step of a question: what does it mean in this conversation?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from rag.conversation import remembered, rewrite, standalone, unsure
from rag.errors import ModelError
from rag.hosts import Hosts
from rag.language import detect_language
from rag.records import AS_READ, Exchange, FollowUp, ModelState, Step, Wishes
from rag.settings import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as it came in, with the conversation it belongs to (bounded)."""

    question: str
    wishes: Wishes = AS_READ
    history: tuple[Exchange, ...] = ()
    asker: str = ""

    @classmethod
    def of(
        cls, question: str, wishes: Wishes, history: Sequence[Exchange], asker: str = ""
    ) -> Asked:
        """Return a question with as much of its conversation as a follow-up may lean on."""
        earlier = () if wishes.alone else tuple(remembered(history))
        return cls(question=question, wishes=wishes, history=earlier, asker=asker)


@dataclass(slots=True)
class Meaning:
    """What came out: ``follow_up`` is None for a question that stands on its own."""

    follow_up: FollowUp | None = None


class Interpreter:
    """Makes follow-ups stand on their own: by rules, and by the model where rules are not sure."""

    def __init__(self, settings: Settings, hosts: Hosts) -> None:
        """Load nothing."""
        self._settings = settings
        self._hosts = hosts

    async def interpret(self, asked: Asked, meaning: Meaning) -> AsyncGenerator[Step, None]:
        """Find out what a question means, into ``meaning``; yields steps while a model is asked.

        A model that fails is no error: what the rules made of the question stands then.
        """
        if not asked.history:
            return
        language = detect_language(asked.question)
        meaning.follow_up = standalone(asked.question, asked.history, language=language)
        if not unsure(asked.question, asked.history):
            return
        if (await asyncio.to_thread(self._hosts.look)).state is not ModelState.READY:
            return
        yield Step(name="understanding")
        async with self._hosts.join(asked.asker) as turn:
            async with aclosing(turn.waiting()) as places:
                async for place in places:
                    yield Step(name="waiting", count=place)
            try:
                rewritten = await rewrite(
                    turn.client, self._settings.chat_options(), asked.question, asked.history
                )
            except ModelError as error:
                # The answer is about to ask another host, or this one, and says what is wrong.
                turn.failed(error)
            else:
                meaning.follow_up = rewritten or meaning.follow_up
