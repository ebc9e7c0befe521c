"""The stand-in's ``/api/chat``: queue, load, read the prompt, write token by token."""

from __future__ import annotations

import asyncio
import copy
import json
import time
from collections.abc import Mapping
from typing import Any

from stand_in_http import Exchange, Request
from stand_in_reply import Script
from stand_in_rules import Refusal, checked_model, fit
from stand_in_state import Cancellation, StandInModel, State, keep_seconds
from stand_in_text import tokens

_BILLION = 1_000_000_000


class Hangup(Exception):
    """A fault has ended the connection."""


class Chat:
    """One chat request on its way through the server."""

    def __init__(self, state: State, request: Request, exchange: Exchange) -> None:
        """Serve ``request`` from ``state``."""
        self._state = state
        self._body = request.body
        self._exchange = exchange
        self._phase = "queue"
        self._written = 0
        self._started = time.monotonic()
        self._metrics: dict[str, float] = {}

    async def serve(self) -> None:
        """Answer, and note it if the client hangs up before the end."""
        try:
            model = checked_model(self._state, self._body)
            turn = self._state.turn(model.name)
            await turn.acquire()
            reads_on = 0.0
            try:
                await self._with_turn(model)
            except asyncio.CancelledError:
                if self._phase == "prompt" and not self._state.interruptible_prompt:
                    reads_on = self._metrics["prompt_seconds"]
                raise
            finally:
                if reads_on:  # the turn is kept until the prompt would have been read
                    asyncio.get_running_loop().call_later(reads_on, turn.release)
                else:
                    turn.release()
        except asyncio.CancelledError:
            self._state.cancellations.append(
                Cancellation("/api/chat", str(self._body["model"]), self._phase, self._written)
            )
            raise
        except Refusal as refusal:
            await self._exchange.error(refusal.status, refusal.text)
        except Hangup:
            pass

    async def _with_turn(self, model: StandInModel) -> None:
        self._phase = "load"
        window, took = await self._state.load(model, self._body)
        self._metrics["load_duration"] = took
        if not self._body.get("messages"):
            await self._preload(model)
            return
        seen, read = fit(self._state, self._body, model, window)
        self._phase = "prompt"
        seconds = read / self._state.prompt_rate if self._state.prompt_rate else 0.0
        self._metrics |= {"prompt_seconds": seconds, "prompt_eval_duration": max(seconds, 1e-6)}
        await asyncio.sleep(seconds)
        self._phase = "decode"
        self._metrics["prompt_eval_count"] = read
        script = self._state.reply({**copy.deepcopy(self._body), "messages": seen})
        await self._write(script if isinstance(script, Script) else Script(script), model, window)

    async def _preload(self, model: StandInModel) -> None:
        unload = keep_seconds(self._body.get("keep_alive")) == 0
        if unload:
            self._state.loaded.pop(model.name.lower(), None)
        await self._finish("unload" if unload else "load")

    async def _write(self, script: Script, model: StandInModel, window: int) -> None:
        sent, reason = self._outcome(script, window)
        if not self._body.get("stream", True):
            await self._pause(len(sent))
            self._written = len(sent)
            await self._finish(reason, "".join(sent))
            return
        for token in self._thinking(script, model):
            await self._line({"role": "assistant", "content": "", "thinking": token})
        slow = (self._fault("slow_chunks") or {}).get("seconds", 0.0)
        faults = {name: each for name in _MISHAPS if (each := self._fault(name)) is not None}
        split = self._fault("split_bytes") is not None
        for token in sent:
            await self._mishap(faults)
            await self._pause(1)
            await asyncio.sleep(slow)
            await self._line({"role": "assistant", "content": token}, split=split)
            self._written += 1
            self._state.on_token(self._body, token)
        await self._mishap(faults, at_end=True)
        await self._finish(reason)

    def _thinking(self, script: Script, model: StandInModel) -> list[str]:
        thinking = script.thinking
        if "thinking" in model.capabilities and self._body.get("think") is not False:
            thinking = thinking or "Hmm."
        if self._fault("thinking") is not None:  # a model that cannot be told not to
            thinking = thinking or "Hmm, sebentar."
        return tokens(thinking)

    def _outcome(self, script: Script, window: int) -> tuple[list[str], str]:
        """Return the tokens to write and the reason for stopping after them."""
        if self._fault("load") is not None:
            return [], "load"
        if self._fault("empty") is not None:
            return [], "stop"
        pieces = tokens(script.text)
        limit, shifts = self._limit(window)
        if (cut := self._fault("length")) is not None:
            limit, shifts = cut.get("after", 3), False
        if len(pieces) <= limit or shifts:  # with a shift the oldest text goes, and on it writes
            return pieces, script.done_reason
        return pieces[:limit], "length"

    def _limit(self, window: int) -> tuple[int, bool]:
        """Return how many tokens may be written, and whether the window shifts beyond that."""
        asked = (self._body.get("options") or {}).get("num_predict", -1)
        asked = asked if asked >= 0 else 10 * window
        room = max(0, window - int(self._metrics["prompt_eval_count"]))
        shift = self._body.get("shift", True) or self._state.overflow == "half_window"
        return (asked, False) if room >= asked else (room, bool(shift))

    async def _mishap(self, faults: Mapping[str, dict[str, Any]], *, at_end: bool = False) -> None:
        for name, details in faults.items():
            if at_end or self._written == details.get("after", 2):
                await _MISHAPS[name](self, details)

    async def _error_line(self, details: Mapping[str, Any]) -> None:
        await self._exchange.line({"error": details.get("text", "an error was encountered")})
        await self._no_done(details)

    async def _no_done(self, _: Mapping[str, Any]) -> None:
        await self._exchange.end()
        raise Hangup

    async def _reset(self, _: Mapping[str, Any]) -> None:
        self._exchange.reset()
        raise Hangup

    async def _hang(self, _: Mapping[str, Any]) -> None:
        await asyncio.Event().wait()

    async def _malformed(self, _: Mapping[str, Any]) -> None:
        await self._exchange.raw(b'{"model":"gemma3:4b","message":{"content":\n')

    async def _endless_line(self, _: Mapping[str, Any]) -> None:
        while True:
            await self._exchange.raw(b"x" * 65536)

    async def _drip(self, details: Mapping[str, Any]) -> None:
        while True:
            await self._line({"role": "assistant", "content": "\n"})
            await asyncio.sleep(details.get("seconds", 0.02))

    async def _line(self, message: Mapping[str, str], *, split: bool = False) -> None:
        value = {**self._head(), "message": message, "done": False}
        content = json.dumps(value, ensure_ascii=False).encode() + b"\n"
        if not split:
            await self._exchange.raw(content)
            return
        middle = next((i for i, byte in enumerate(content) if byte >= 0x80), len(content) // 2) + 1
        await self._exchange.raw(content[:middle])
        await asyncio.sleep(0.001)
        await self._exchange.raw(content[middle:])

    async def _finish(self, reason: str, content: str = "") -> None:
        self._metrics["total_duration"] = time.monotonic() - self._started
        message = {"role": "assistant", "content": content}
        value = {**self._head(), "message": message, "done": True, "done_reason": reason}
        self._metrics["eval_count"] = self._written
        for key in ("total_duration", "load_duration", "prompt_eval_duration"):
            value[key] = int(self._metrics.get(key, 0) * _BILLION)
        for key in ("prompt_eval_count", "eval_count"):
            value[key] = int(self._metrics.get(key, 0))
        if self._fault("no_counts") is not None:
            value["prompt_eval_count"] = 0
        value = {key: each for key, each in value.items() if each != 0 or key == "done"}
        if self._exchange.streaming or self._body.get("stream", True):
            await self._exchange.line(value)
            await self._exchange.end()
        else:
            await self._exchange.send(200, value)

    def _head(self) -> dict[str, Any]:
        return {"model": self._body["model"], "created_at": now()}

    async def _pause(self, written: int) -> None:
        await asyncio.sleep(written / self._state.rate if self._state.rate else 0)

    def _fault(self, name: str) -> dict[str, Any] | None:
        return self._state.faults.take(name, "/api/chat")


_MISHAPS: dict[str, Any] = {
    "error_mid_stream": Chat._error_line,
    "no_done": Chat._no_done,
    "reset": Chat._reset,
    "hang_mid_stream": Chat._hang,
    "malformed_line": Chat._malformed,
    "endless_line": Chat._endless_line,
    "drip": Chat._drip,
}


def now() -> str:
    """Return the time as Go writes it: RFC 3339 with nanoseconds."""
    seconds, nanoseconds = divmod(time.time_ns(), _BILLION)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{nanoseconds:09d}Z"
