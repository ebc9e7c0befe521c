"""A form with files, received piece by piece onto the disk: never in memory, never too much.

Starlette's own reader of forms keeps files in the system's temporary folder and knows no limit for
them; ours writes below the archive's folder and drops what is too large while it arrives.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rag.errors import UsageError
from ui.imports.uploads import ALL_BYTES, FILE_BYTES, MOST_FILES, ending_of

if TYPE_CHECKING:
    from starlette.requests import Request

_FIELD_BYTES = 2_000  # of a field that is no file
_BOUNDARY_BYTES = 200  # RFC 2046 (5.1.1) allows 70; the parser refuses far longer ones by itself
_MOST_PARTS = MOST_FILES + 20


class TooMuch(UsageError):
    """The whole upload is larger than is taken."""


class NotAForm(UsageError):
    """What arrived is no form with files."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedFile:
    """A file that arrived whole. ``name`` is as the person's browser gave it."""

    name: str
    path: Path
    size: int


@dataclass(kw_only=True)
class Received:
    """What a form brought: files, plain fields, and the names of files that were left out."""

    files: list[ReceivedFile] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    too_large: list[str] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    too_many: list[str] = field(default_factory=list)


async def receive(request: Request, folder: Path) -> Received:
    """Read a ``multipart/form-data`` request; its files are written into ``folder``.

    Raises:
        TooMuch: it is larger than ``ALL_BYTES``; nothing of it is to be used.
        NotAForm: it is something else, or broken.
        OSError: the disk is full or refuses.
    """
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import MultipartParser, parse_options_header
    from starlette.concurrency import run_in_threadpool

    _, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if not boundary or len(boundary) > _BOUNDARY_BYTES:
        raise NotAForm("This is no form with files.", remedy="Use the form of the page.")
    if int(request.headers.get("content-length") or 0) > ALL_BYTES + 1_000_000:
        raise _too_much()
    parts = _Parts(folder)
    parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]
    arrived = 0
    try:
        async for chunk in request.stream():
            arrived += len(chunk)
            if arrived > ALL_BYTES + 1_000_000:
                raise _too_much()
            await run_in_threadpool(parser.write, chunk)
        parser.finalize()
    except FormParserError as error:
        raise NotAForm("The form arrived broken.", remedy="Send it again.") from error
    finally:
        parts.close()
    if not parts.whole:
        raise NotAForm("The form did not arrive whole.", remedy="Send it again.")
    return parts.received


def _too_much() -> TooMuch:
    return TooMuch("The files are too large together.", remedy="Upload fewer at a time.")


class _Parts:
    """Takes the parts of a form as the parser finds them."""

    def __init__(self, folder: Path) -> None:
        self.received = Received()
        self.whole = False
        self._folder = folder
        self._parts = 0
        self._header = [b"", b""]
        self._disposition: Mapping[bytes, bytes] = {}
        self._file: IO[bytes] | None = None
        self._size = 0
        self._value = b""

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._part_begin,
            "on_header_field": lambda data, start, end: self._of_header(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._of_header(1, data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": lambda data, start, end: self._data(data[start:end]),
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _part_begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise NotAForm("The form has too many parts.", remedy="Upload fewer files at a time.")
        self._disposition, self._size, self._value = {}, 0, b""

    def _of_header(self, which: int, data: bytes) -> None:
        self._header[which] += data

    def _header_end(self) -> None:
        from python_multipart.multipart import parse_options_header

        name, value = self._header
        self._header = [b"", b""]
        if name.lower() == b"content-disposition":
            _, self._disposition = parse_options_header(value)

    @property
    def _name(self) -> str:
        """The file's name; browsers write a quotation mark as %22 (HTML, multipart/form-data)."""
        raw = self._disposition.get(b"filename", b"")
        return raw.decode("utf-8", "replace").replace("%22", '"')[:1000]

    def _headers_finished(self) -> None:
        name = self._name
        if not name:
            return
        if not ending_of(name):
            self.received.not_read.append(name)
        elif len(self.received.files) >= MOST_FILES:
            self.received.too_many.append(name)
        else:
            path = self._folder / str(self._parts)
            self._file = open(path, "wb", opener=_private)  # noqa: SIM115 - closed at its end

    def _data(self, data: bytes) -> None:
        self._size += len(data)
        if self._file is not None:
            if self._size <= FILE_BYTES:
                self._file.write(data)
            elif self._size - len(data) <= FILE_BYTES:  # the rest is dropped as it arrives
                self.received.too_large.append(self._name)
                self._file.truncate(0)
        elif b"filename" not in self._disposition and self._size <= _FIELD_BYTES:
            self._value += data

    def _part_end(self) -> None:
        if self._file is not None:
            path = Path(self._file.name)
            self.close()
            if self._size <= FILE_BYTES:
                file = ReceivedFile(name=self._name, path=path, size=self._size)
                self.received.files.append(file)
        elif b"filename" not in self._disposition:
            field_name = self._disposition.get(b"name", b"").decode("utf-8", "replace")
            self.received.fields[field_name] = self._value.decode("utf-8", "replace")

    def _end(self) -> None:
        self.whole = True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, 0o600)
