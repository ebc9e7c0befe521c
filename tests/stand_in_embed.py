"""The stand-in's ``/api/embed``."""

from __future__ import annotations

import asyncio
import math
from typing import Any

from stand_in_http import Exchange, Request
from stand_in_state import Cancellation, StandInModel, State, keep_seconds
from stand_in_text import prefixed_vector, tokens

_PATH = "/api/embed"
_BATCH = 2048  # an encoder reads its text in one physical batch


async def embed(state: State, request: Request, exchange: Exchange) -> None:
    """Answer with one vector per text."""
    body = request.body
    name, wanted = body.get("model"), body.get("input", "")
    model = state.model(name)
    texts = [wanted] if isinstance(wanted, str) and wanted else wanted or []
    if not name:
        await exchange.error(400, "model is required")
    elif model is None:
        await exchange.error(404, f'model "{name}" not found, try pulling it first')
    elif not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        await exchange.error(400, "invalid input type")
    elif "embedding" not in model.capabilities:
        text = "This server does not support embeddings. Start it with `--embeddings`"
        await exchange.error(501, text)
    else:
        try:
            keep_seconds(body.get("keep_alive"))
            async with state.turn(model.name):
                window, took = await state.load(model, body)
                read = sum(len(tokens(text)) for text in texts)
                await asyncio.sleep(read / state.prompt_rate if state.prompt_rate else 0)
                vectors = _vectors(state, model, texts, {**body, "window": window})
        except asyncio.CancelledError:
            state.cancellations.append(Cancellation(_PATH, str(name), "prompt", 0))
            raise
        except ValueError as error:
            await exchange.error(400, str(error))
            return
        answer: dict[str, Any] = {"model": name, "embeddings": vectors}
        answer |= {"total_duration": 1000, "load_duration": int(took * 1e9)}
        answer |= {"prompt_eval_count": read}
        zero = {key for key, value in answer.items() if value == 0 and key != "embeddings"}
        await exchange.send(200, {key: answer[key] for key in answer if key not in zero})


def _vectors(
    state: State, model: StandInModel, texts: list[str], body: dict[str, Any]
) -> list[list[float]]:
    take = state.faults.take
    if (nan := take("nan", _PATH)) is not None and any(nan["text"] in text for text in texts):
        raise ValueError("embedding contains NaN or Inf values")
    if "" in texts and take("empty_400", _PATH) is not None:
        raise ValueError("input exceeds maximum context length and cannot be truncated further")
    limit = min(body["window"], model.context_length, _BATCH)
    vectors = []
    for text in texts:
        pieces = tokens(text)
        if len(pieces) > limit and not body.get("truncate", True):
            raise ValueError("the input length exceeds the context length")
        vector = prefixed_vector("".join(pieces[:limit]), model.embedding_length, model.prefixes)
        vectors.append(_shortened(vector, body.get("dimensions") or model.embedding_length))
    if take("nan_values", _PATH) is not None:
        vectors[-1][0] = math.nan
    if take("wrong_count", _PATH) is not None:
        vectors.pop()
    if take("mixed_dimensions", _PATH) is not None:
        vectors[-1].pop()
    if take("zeros", _PATH) is not None:
        vectors[-1] = [0.0] * len(vectors[-1])
    return vectors


def _shortened(vector: list[float], dimensions: int) -> list[float]:
    if dimensions >= len(vector):
        return vector
    part = vector[:dimensions]
    length = math.sqrt(sum(number * number for number in part)) or 1.0
    return [number / length for number in part]
