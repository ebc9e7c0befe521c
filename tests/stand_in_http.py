"""A small HTTP/1.1 server in a thread, with what a stand-in needs and no framework gives.

It notices at once when the client hangs up (the handler is cancelled), flushes each chunk,
and can reset the connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

_REASONS = {200: "OK", 307: "Temporary Redirect", 400: "Bad Request", 404: "Not Found"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object that was sent; empty if there was none."""
        try:
            value = json.loads(self.content)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


class Exchange:
    """The answer to one request."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        """Answer on ``writer``."""
        self._writer = writer
        self.streaming = False
        self.closed = False

    async def send(
        self,
        status: int,
        body: bytes | str | Mapping[str, Any],
        *,
        kind: str = "text/plain",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send a whole answer; a mapping goes out as JSON."""
        if isinstance(body, Mapping):
            body, kind = json.dumps(body), "application/json; charset=utf-8"
        content = body.encode() if isinstance(body, str) else body
        more = {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}
        await self._write(self._head(status, more) + content)

    async def error(self, status: int, text: str) -> None:
        """Send Ollama's form of an error."""
        await self.send(status, {"error": text})

    async def line(self, value: Mapping[str, Any]) -> None:
        """Send one line of a stream at once; the first one brings the headers."""
        await self.raw(json.dumps(value, ensure_ascii=False).encode() + b"\n")

    async def raw(self, content: bytes) -> None:
        """Send these bytes as a chunk of their own."""
        head = b""
        if not self.streaming:
            self.streaming = True
            kind = {"Content-Type": "application/x-ndjson", "Transfer-Encoding": "chunked"}
            head = self._head(200, kind)
        await self._write(head + b"%x\r\n%s\r\n" % (len(content), content))

    async def end(self) -> None:
        """End the stream."""
        await self._write(b"0\r\n\r\n")

    def reset(self) -> None:
        """Cut the connection with a TCP reset."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.drop()

    def drop(self) -> None:
        """Cut the connection without a word."""
        self.closed = True
        self._writer.transport.abort()

    async def _write(self, content: bytes) -> None:
        self._writer.write(content)
        try:
            await self._writer.drain()
        except ConnectionError as error:  # met before the watch over the connection has seen it
            raise asyncio.CancelledError from error

    @staticmethod
    def _head(status: int, headers: Mapping[str, str]) -> bytes:
        lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


Handler = Callable[[Request, Exchange], Awaitable[None]]


class HttpServer:
    """Serves ``handler`` on 127.0.0.1 from a thread with an event loop of its own."""

    def __init__(self, handler: Handler, port: int = 0) -> None:
        """Serve on ``port``; 0 takes any free one."""
        self._handler = handler
        self._wanted_port = port
        self.port = 0
        self.loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._trouble: OSError | None = None
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="stand-in", daemon=True)

    def start(self) -> None:
        """Return when the server accepts connections."""
        self._thread.start()
        self._ready.wait()
        if self._trouble:
            raise self._trouble

    def stop(self) -> None:
        """Cut all connections and return when the thread has ended."""
        if self._thread.is_alive():
            self.loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    def _run(self) -> None:
        with contextlib.closing(self.loop):
            self.loop.run_until_complete(self._main())

    async def _main(self) -> None:
        try:
            server = await asyncio.start_server(self._connection, "127.0.0.1", self._wanted_port)
        except OSError as error:
            self._trouble = error
            self._ready.set()
            return
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read(reader)) is not None:
                if not await self._answer(request, reader, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Run the handler, or cancel it as soon as the client is gone. Whether to go on."""
        exchange = Exchange(writer)
        work = asyncio.ensure_future(self._handler(request, exchange))
        gone = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            still_there = not gone.done()
            work.cancel()
            gone.cancel()
            outcome, _ = await asyncio.gather(work, gone, return_exceptions=True)
        if isinstance(outcome, Exception):
            raise outcome
        return still_there and outcome is None and not exchange.closed


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    content = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path.partition("?")[0], headers, content)
