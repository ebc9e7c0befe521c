"""``/api/embed``: vectors that are checked, and the one text found that spoils a batch."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from rag.errors import EmbedderUnavailable
from rag.ollama_client import failures
from rag.ollama_client.transport import Deadline, Transport, http_settings

if TYPE_CHECKING:
    import httpx

_KEEP_ALIVE = "30m"
_BAD_TEXT = (400, 500)  # what Ollama answers when one text of a batch cannot be embedded
_EXCERPT = 60


class _Refused(Exception):
    """Ollama answered with an error status."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status
        self.said = said


async def embed(transport: Transport, model: str, texts: list[str]) -> list[list[float]]:
    """Return one vector per text, in order, finite and all of one dimension.

    Raises:
        EmbedderUnavailable: one text is the cause; it is named.
        ModelError: no usable vectors came back for another reason.
    """
    limits = transport.timeouts
    wait = min(limits.total_s, limits.load_s + limits.idle_s * len(texts))
    deadline = Deadline(wait, f"gave no vectors within {wait:g} seconds")
    async with deadline.bounding(model):
        try:
            vectors = await _ask(transport, model, texts)
        except _Refused as refused:
            raise await _why(transport, model, texts, refused) from None
    _check(vectors, model, len(texts))
    return vectors


async def _ask(transport: Transport, model: str, texts: list[str]) -> list[list[float]]:
    import ollama

    settings = http_settings(transport.host, transport.timeouts)
    settings["event_hooks"] = {"request": [_without_credentials]}
    async with ollama.AsyncClient(transport.host, **settings) as http:
        try:
            with failures.translated(model=model, host=transport.host):
                answer = await http.embed(model, texts, truncate=False, keep_alive=_KEEP_ALIVE)
        except ollama.ResponseError as error:
            raise _Refused(error.status_code, error.error) from error
        except ValueError as error:  # no JSON, or not of this form
            raise failures.broken(model, f"The vectors of {model} are garbled.") from error
    return [list(vector) for vector in answer.embeddings]


async def _without_credentials(request: httpx.Request) -> None:
    """Take out the key that the ollama client adds from OLLAMA_API_KEY, whatever the host."""
    request.headers.pop("authorization", None)


async def _why(transport: Transport, model: str, texts: list[str], refused: _Refused) -> Exception:
    """Return the error to raise; halves the batch until the text that is the cause is alone."""
    low, high = 0, len(texts)
    while refused.status in _BAD_TEXT and high - low > 1:
        middle = (low + high) // 2
        try:
            await _ask(transport, model, texts[low:middle])
            low = middle
        except _Refused as again:
            high, refused = middle, again
    if refused.status not in _BAD_TEXT:
        body = json.dumps({"error": refused.said})
        return failures.from_status(refused.status, body, model=model, host=transport.host)
    start = " ".join(texts[low].split())[:_EXCERPT]
    said = failures.error_text(json.dumps({"error": refused.said}))
    return EmbedderUnavailable(
        f"The embedder {model} fails on text {low + 1} of {len(texts)}, which begins "
        f"“{start}”: {said}.",
        remedy="Leave this text out or choose another embedder; the other texts can go on.",
        item=start,
    )


def _check(vectors: list[list[float]], model: str, wanted: int) -> None:
    if len(vectors) != wanted:
        what = f"{model} gave {len(vectors)} vectors for {wanted} texts."
    elif len({len(vector) for vector in vectors}) != 1 or not vectors[0]:
        what = f"The vectors of {model} differ in length."
    elif not all(math.isfinite(number) for vector in vectors for number in vector):
        what = f"A vector of {model} has something in it that is not a number."
    elif not all(any(vector) for vector in vectors):
        what = f"A vector of {model} is all zeros."
    else:
        return
    raise failures.broken(model, what)
