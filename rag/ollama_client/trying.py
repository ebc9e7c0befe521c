"""One short reply with its measurements, for checking that a model works here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.ollama_client import failures
from rag.ollama_client.names import number
from rag.ollama_client.transport import Deadline, Transport
from rag.ollama_client.values import Tried

_NANOSECONDS = 1e9


async def try_out(transport: Transport, body: Mapping[str, object], model: str) -> Tried:
    """Return the reply to ``body``, a whole request of ``/api/chat`` that is not streamed.

    A reply that reached its bound of tokens is no error here.

    Raises:
        ModelError: there was no reply.
    """
    wait = transport.timeouts.load_s
    deadline = Deadline(wait, f"did not reply within {wait:g} seconds")
    answer = await transport.fetch("POST", "/api/chat", body, deadline=deadline)
    message: Any = answer.get("message")
    text = message.get("content", "") if isinstance(message, Mapping) else ""
    if not answer.get("done") or not isinstance(text, str) or not text.strip():
        raise failures.broken(model, f"The reply of {model} is empty.")
    return Tried(
        text=text,
        read=number(answer.get("prompt_eval_count")),
        read_s=number(answer.get("prompt_eval_duration")) / _NANOSECONDS,
        written=number(answer.get("eval_count")),
        written_s=_writing(answer) / _NANOSECONDS,
        whole=answer.get("done_reason") == "stop",
    )


def _writing(answer: Mapping[str, Any]) -> int:
    """Return the nanoseconds of writing: as told, else what loading and reading leave over."""
    rest = number(answer.get("total_duration"))
    for other in ("load_duration", "prompt_eval_duration"):
        rest -= number(answer.get(other))
    return number(answer.get("eval_duration")) or max(0, rest)
