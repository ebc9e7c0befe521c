"""HTTP to one address, with our own deadlines: no proxy, no redirect, no credentials."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from rag.ollama_client import failures
from rag.ollama_client.values import Timeouts

if TYPE_CHECKING:
    import httpx

# No line of a real reply comes near it; a server that never ends a line must not fill memory.
_LINE_LIMIT = 1 << 20
_BODY_LIMIT = 32 << 20
_ERROR_LIMIT = 64 << 10
_ERROR_STATUS = 300


class Deadline:
    """A moment by which something must have happened, on the running loop's clock."""

    def __init__(self, seconds: float, otherwise: str) -> None:
        """End in ``seconds`` from now; ``otherwise`` ends the sentence of the error."""
        self.at = asyncio.get_running_loop().time() + seconds
        self.otherwise = otherwise

    def sooner(self, other: Deadline) -> Deadline:
        """Return the one of the two that ends first."""
        return self if self.at <= other.at else other

    @asynccontextmanager
    async def bounding(self, model: str) -> AsyncIterator[None]:
        """Bound the block.

        Raises:
            ModelTimeout: the block was still running at the deadline; it was cancelled.
        """
        try:
            async with asyncio.timeout_at(self.at):
                yield
        except TimeoutError as error:
            raise failures.timed_out(model, self.otherwise) from error


def http_settings(host: str, timeouts: Timeouts) -> dict[str, Any]:
    """Return what every HTTP client of ours is made with.

    Proxies from the environment are not used (a question must not pass through one, and even
    127.0.0.1 would), redirects are not followed (a rogue server could send prompts
    elsewhere). Reading has no timeout of its own here: our deadlines bound it.
    """
    import httpx

    # Reading the certificate store costs some 20 ms, and plain HTTP never needs it. The bare
    # context trusts nobody, so a mistake here fails instead of passing.
    secure = host.startswith("https:")
    context = ssl.create_default_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return {
        "follow_redirects": False,
        "trust_env": False,
        "verify": context,
        "timeout": httpx.Timeout(None, connect=timeouts.connect_s, write=timeouts.idle_s),
    }


class Lines:
    """The lines of a streamed reply, each awaited under a deadline of its own."""

    def __init__(self, response: httpx.Response, model: str, host: str) -> None:
        """Read from ``response``, which the caller closes."""
        self._blocks = response.aiter_raw()
        self._model = model
        self._host = host
        self._pending = b""
        self._ready: list[bytes] = []
        self._ended = False

    async def next(self, deadline: Deadline) -> bytes | None:
        """Return the next line that is not blank, or None at the end.

        Raises:
            ModelTimeout: the line was not complete at the deadline.
            ReplyBroken: the connection was cut, or a line grew without end.
        """
        async with deadline.bounding(self._model):
            while not self._ready and not self._ended:
                await self._read_block()
        return self._ready.pop(0) if self._ready else None

    async def _read_block(self) -> None:
        with failures.translated(model=self._model, host=self._host):
            block = await anext(self._blocks, None)
        self._ended = block is None
        *whole, self._pending = (self._pending + (block or b"\n")).split(b"\n")
        self._ready += [line for line in whole if line.strip()]
        if len(self._pending) > _LINE_LIMIT:
            raise failures.broken(self._model, f"The reply of {self._model} has a line of no end.")

    async def close(self) -> None:
        """Stop reading."""
        if hasattr(self._blocks, "aclose"):
            await self._blocks.aclose()


class Transport:
    """Requests to one Ollama. Holds no connection and no loop, so any thread may use it."""

    def __init__(self, host: str, timeouts: Timeouts) -> None:
        """Speak with ``host`` (a full address) under ``timeouts``."""
        self.host = host
        self.timeouts = timeouts

    @asynccontextmanager
    async def stream(
        self, path: str, body: Mapping[str, object], *, model: str, deadline: Deadline
    ) -> AsyncIterator[Lines]:
        """Post ``body`` and give the lines of the reply; leaving the block hangs up at once.

        Raises:
            ModelError: no reply began by the deadline, or it began with an error status.
        """
        import httpx

        async with httpx.AsyncClient(**http_settings(self.host, self.timeouts)) as http:
            request = http.build_request(
                "POST", self.host + path, json=body, headers={"Accept-Encoding": "identity"}
            )
            async with deadline.bounding(model):
                with failures.translated(model=model, host=self.host):
                    response = await http.send(request, stream=True)
            lines = Lines(response, model, self.host)
            try:
                if response.status_code >= _ERROR_STATUS:
                    raise await self._refusal(response, model, deadline)
                yield lines
            finally:
                await lines.close()
                await response.aclose()

    async def _refusal(self, response: httpx.Response, model: str, deadline: Deadline) -> Exception:
        body = b""
        async with deadline.bounding(model):
            with failures.translated(model=model, host=self.host):
                async for block in response.aiter_bytes():
                    body += block
                    if len(body) > _ERROR_LIMIT:
                        break
        text = body.decode("utf-8", "replace")
        return failures.from_status(response.status_code, text, model=model, host=self.host)

    async def fetch(
        self, method: str, path: str, body: Mapping[str, object] | None, *, deadline: Deadline
    ) -> dict[str, Any]:
        """Return the JSON object that ``path`` answers with.

        Raises:
            ModelError: as :meth:`stream`; ModelUnreachable too when the answer is no JSON object.
        """
        import httpx

        name = str((body or {}).get("model", "")) or f"at {self.host}"
        settings = http_settings(self.host, self.timeouts)
        async with deadline.bounding(name), httpx.AsyncClient(**settings) as http:
            with failures.translated(model=name, host=self.host):
                async with http.stream(method, self.host + path, json=body) as response:
                    if response.status_code >= _ERROR_STATUS:
                        raise await self._refusal(response, name, deadline)
                    content = await self._whole(response)
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError) as error:  # the latter: thousands of open brackets
            raise failures.unreachable(self.host, "what answers there is not Ollama") from error
        if not isinstance(answer, dict):
            raise failures.unreachable(self.host, "what answers there is not Ollama")
        return answer

    async def _whole(self, response: httpx.Response) -> bytes:
        content = b""
        async for block in response.aiter_bytes():
            content += block
            if len(content) > _BODY_LIMIT:
                raise failures.unreachable(self.host, "what answers there does not end")
        return content
