"""Asking through the relay, to count what the model said also where none of it was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evals.cases import Case
from evals.lanes.recordings import Exchange
from evals.lanes.relay import Relay
from evals.lanes.timing import Timed, timed

if TYPE_CHECKING:
    from rag.assistant import Assistant


def listened(relay: Relay, assistant: Assistant, case: Case) -> Timed:
    """Ask a case of an assistant whose model is behind the relay.

    Where quotes stand in the place of the model's answer, the claims are those of the model, all
    of them dropped, and not the quotes.

    Raises:
        TanyaError: as the assistant.
    """
    relay.begin(case.id)
    try:
        answer = timed(assistant, case)
    finally:
        heard = relay.end()
    return said_by_model(answer, heard.exchanges)


def said_by_model(answer: Timed, exchanges: Sequence[Exchange]) -> Timed:
    """Return an answer with the counts of the model's own claims, also where quotes stand in."""
    if not answer.fell_back:
        return answer
    return replace(answer, shown=0, repaired=0, marked=0, dropped=claims_made(exchanges))


def claims_made(exchanges: Sequence[Exchange]) -> int:
    """Return how many claims the last reply with any makes, as the product reads replies."""
    for exchange in reversed(exchanges):
        if found := _claims(exchange):
            return found
    return 0


def _claims(exchange: Exchange) -> int:
    from rag.errors import ReplyBroken
    from rag.replies import FormReader, Thoughts

    schema = exchange.request.get("format")
    if schema is not None and "claims" not in schema.get("properties", {}):
        return 0  # of a follow-up, or of the order of passages
    thoughts, reader = Thoughts(), FormReader(marker_form=schema is None)
    made = 0
    try:
        made += len(reader.feed(thoughts.feed(exchange.reply)))
        made += len([*reader.feed(thoughts.close()), *reader.close()])
    except ReplyBroken:  # what was read before counts
        return made + reader.malformed
    return made + reader.malformed
