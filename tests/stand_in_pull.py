"""The stand-in's ``/api/pull``: parts arrive piece by piece and are kept when it stops."""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import Any

from stand_in_http import Exchange
from stand_in_state import Cancellation, StandInModel, State

_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)*(?::[\w.-]+)?")
_PATH = "/api/pull"
_PARTS = (4_000_000, 12_000, 500)  # the model, its template, its settings; bytes
_PIECES = 8
_UNKNOWN = "pull model manifest: file does not exist"


async def pull(state: State, body: dict[str, Any], exchange: Exchange) -> None:
    """Fetch a model of ``state.pullable``; an unknown one is told after a status of 200."""
    name, stream = str(body.get("model", "")), body.get("stream", True)
    if not _NAME.fullmatch(name):
        await exchange.error(400, "invalid model name")
        return
    known = name in state.pullable
    if not stream:
        if known:
            state.add(StandInModel(name))
        await (
            exchange.send(200, {"status": "success"}) if known else exchange.error(500, _UNKNOWN)
        )
        return
    await exchange.line({"status": "pulling manifest"})
    if not known:
        await exchange.line({"error": _UNKNOWN})
        await exchange.end()
        return
    there = state.fetched.setdefault(name, {})
    try:
        for number, total in enumerate(_PARTS):
            digest = hashlib.sha256(f"{name}/{number}".encode()).hexdigest()
            if not await _part(state, exchange, there, digest, total):
                return
    except asyncio.CancelledError:
        state.cancellations.append(Cancellation(_PATH, name, "pull", sum(there.values())))
        raise
    state.add(StandInModel(name))
    for status in ("verifying sha256 digest", "writing manifest", "success"):
        await exchange.line({"status": status})
    await exchange.end()


async def _part(
    state: State, exchange: Exchange, there: dict[str, int], digest: str, total: int
) -> bool:
    """Fetch one part from where it stopped; False where a fault has ended the stream."""
    line = {"status": f"pulling {digest[:12]}", "digest": f"sha256:{digest}", "total": total}
    piece = -(-total // _PIECES)
    while True:
        done = there.get(digest, 0)
        await exchange.line({**line, "completed": done} if done else line)
        if done >= total:
            return True
        if total == _PARTS[0] and done >= total // 2 and await _faulty(state, exchange):
            return False
        await asyncio.sleep(piece / state.pull_rate if state.pull_rate else 0)
        there[digest] = min(total, done + piece)


async def _faulty(state: State, exchange: Exchange) -> bool:
    take = state.faults.take
    if (error := take("error_mid_stream", _PATH)) is not None:
        await exchange.line({"error": error.get("text", "unexpected EOF")})
    elif take("hang_mid_stream", _PATH) is not None:
        await asyncio.Event().wait()
    elif take("no_done", _PATH) is None:
        return False
    await exchange.end()
    return True
