"""A follow-up put into its own words by the model, where the rules are unsure."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

from rag.conversation.checking import objection, read_reply
from rag.conversation.plain import sentence
from rag.conversation.prompt import REPLY_TOKENS, SCHEMA, messages
from rag.conversation.remembering import remembered
from rag.conversation.rules import carried_words, language_of
from rag.errors import ReplyBroken
from rag.language import words
from rag.ollama_client import ChatOptions, OllamaClient
from rag.records import Exchange, FollowUp

LIMIT_S = 15.0
"""Seconds for a question of one line; after that the rules' reading has to do."""
_MAX_REPLY = 2_000  # characters; num_predict allows some 800


async def rewrite(
    client: OllamaClient,
    options: ChatOptions,
    question: str,
    history: Sequence[Exchange],
    *,
    limit_s: float = LIMIT_S,
) -> FollowUp | None:
    """Return what the model takes a follow-up to mean; None if it stands alone or is misread.

    The reply is not trusted: what adds a name, number or date that neither the question nor the
    conversation has, loses one of the question, is too long or in another language is dropped.
    Cancelling it stops the model.

    Args:
        client: of the Ollama that also writes the answers.
        options: those of writing answers; model, window and keep_alive are taken over, so that
            Ollama does not load the model again.
        question: as it was typed.
        history: what was asked and answered before, oldest first.
        limit_s: seconds until it is given up.

    Raises:
        ModelError: the model is missing, unreachable, busy or fails.
    """
    held = remembered(history)
    language = language_of(question, held)
    prompt = messages(question, held, language=language, room=options.num_ctx)
    if not held or not prompt:
        return None
    try:
        async with asyncio.timeout(limit_s):
            reply = await _ask(client, options, prompt)
    except (TimeoutError, ReplyBroken):
        return None
    written = read_reply(reply)
    if not written or objection(written, question, held, language=language):
        return None
    if words(written) == words(question):
        return None
    text = sentence(written)
    return FollowUp(
        asked=question, standalone=text, how="model", carried=carried_words(question, text)
    )


async def _ask(client: OllamaClient, options: ChatOptions, prompt: list[dict[str, str]]) -> str:
    few = min(REPLY_TOKENS, options.num_ctx // 4)
    pieces = client.chat(prompt, replace(options, temperature=0.0, num_predict=few), SCHEMA)
    text = ""
    async with aclosing(pieces):
        async for piece in pieces:
            text += piece
            if len(text) > _MAX_REPLY:
                return ""
    return text
