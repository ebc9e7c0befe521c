"""What the stand-in's chat refuses, and what it does with a prompt that is too long."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from stand_in_reply import BadSchema, check_schema
from stand_in_state import StandInModel, State, keep_seconds
from stand_in_text import count, cut_count, cut_front

_INTEGERS = ("num_ctx", "num_predict", "num_batch", "num_keep", "seed", "top_k")
_THINK = (None, True, False, "low", "medium", "high", "max")
_TOO_LONG = (
    "the prompt is longer than the context length currently available to the model; shorten the "
    "prompt, adjust the context length in settings, or use a model with a longer context length"
)


class Refusal(Exception):
    """An error status before anything was streamed."""

    def __init__(self, status: int, text: str) -> None:
        """Answer with ``status`` and ``text``."""
        super().__init__(text)
        self.status = status
        self.text = text


def checked_model(state: State, body: Mapping[str, Any]) -> StandInModel:
    """Return the model that a chat request may use, or refuse it as Ollama does."""
    name = body.get("model")
    if not name:
        raise Refusal(400, "model is required")
    model = state.model(name)
    if model is None:
        raise Refusal(404, f"model '{name}' not found")
    if "completion" not in model.capabilities:
        raise Refusal(400, f'"{name}" does not support chat')
    think = body.get("think")
    if think not in _THINK:
        raise Refusal(400, f'invalid think value: "{think}" (must be "high", "medium", "low")')
    if think and "thinking" not in model.capabilities:
        raise Refusal(400, f'"{name}" does not support thinking')
    for option in _INTEGERS:
        if not isinstance((body.get("options") or {}).get(option, 0), int):
            raise Refusal(500, f'option "{option}" must be of type integer')
    try:
        keep_seconds(body.get("keep_alive"))
    except ValueError as error:
        raise Refusal(400, str(error)) from None
    _check_format(body.get("format"))
    return model


def fit(
    state: State, body: Mapping[str, Any], model: StandInModel, window: int
) -> tuple[list[dict[str, str]], int]:
    """Return the messages that the model sees and their tokens, cut as Ollama cuts."""
    mode = state.overflow
    messages = list(body["messages"])
    truncate, shift = body.get("truncate", True), body.get("shift", True)
    if mode != "as_asked":
        truncate = shift = mode == "half_window"
    while truncate and count(messages) > window:
        oldest = next((m for m in messages[:-1] if m.get("role") != "system"), None)
        if oldest is None:
            break
        messages.remove(oldest)
    needed = count(messages)
    if needed <= window:
        return messages, needed
    if not truncate or not (model.rendered or mode == "half_window"):
        raise Refusal(400, _exceeded(needed, window))
    if not shift:
        raise Refusal(400, _TOO_LONG)
    return cut_front(messages, window), cut_count(window)


def _exceeded(needed: int, window: int) -> str:
    """Return llama-server's JSON, which Ollama passes on as the text of its error."""
    message = (
        f"request ({needed} tokens) exceeds the available context size ({window} tokens), "
        "try increasing it"
    )
    inner = {"code": 400, "message": message, "type": "exceed_context_size_error"}
    return json.dumps({"error": {**inner, "n_prompt_tokens": needed, "n_ctx": window}})


def _check_format(wanted: object) -> None:
    if wanted in (None, "", "json"):
        return
    if not isinstance(wanted, Mapping):
        shown = json.dumps(wanted)
        expected = 'expected "json" or a valid JSON Schema object'
        raise Refusal(500, f"invalid format: {shown}; {expected}")
    try:
        check_schema(wanted)
    except BadSchema as error:
        inner = {"code": 400, "message": f"JSON schema conversion failed: {error}"}
        text = json.dumps({"error": {**inner, "type": "invalid_request_error"}})
        raise Refusal(400, text) from None
