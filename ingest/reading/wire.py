"""What passes between a run and its reading processes: JSON with lengths, and typed values in it.

A message is twelve bytes (the length of the JSON, then that of the raw bytes after it, big-endian),
the JSON, and the raw bytes. Values of our own frozen dataclasses travel as lists of their fields in
order: both ends run the same code. Nothing that is executed on arrival (pickle) is ever sent, for a
reading process is not trusted once it has met a hostile file.
"""

from __future__ import annotations

import json
import struct
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from pathlib import PurePath
from typing import Any, BinaryIO, TypeVar

MAX_MESSAGE = 128_000_000
"""Bytes of JSON in one message; the longest text, all of it escaped, needs 40 million."""

_HEAD = struct.Struct(">IQ")
_T = TypeVar("_T")


class Broken(Exception):
    """The other end closed the pipe, or sent something that is no message."""


def send(stream: BinaryIO, message: dict[str, Any], data: bytes = b"") -> None:
    """Write one message and flush it.

    Raises:
        OSError: the other end is gone.
    """
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    stream.write(_HEAD.pack(len(body), len(data)) + body)
    if data:
        stream.write(data)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Read one message: its JSON, not yet parsed, and its raw bytes.

    Raises:
        Broken: the stream ended, or what came is no message.
    """
    body_length, data_length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if body_length > MAX_MESSAGE or data_length > MAX_MESSAGE:
        raise Broken
    return _exactly(stream, body_length), _exactly(stream, data_length)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size) if size else b""
    if len(data) != size:
        raise Broken
    return data


def packed(value: Any) -> Any:  # noqa: ANN401  (any of our values to what JSON can hold)
    """Return a value as JSON can hold it; a dataclass becomes the list of its fields."""
    if value is None or isinstance(value, str | int | float):  # StrEnum is str
        return value
    kind: Any = type(value)  # mypy takes a class for something that cannot be hashed
    if (fields_of := _packer(kind)) is not None:
        found = fields_of(value)
        return found if _is_plain(kind) else [packed(each) for each in found]
    if isinstance(value, date | PurePath):
        return str(value)
    if isinstance(value, dict):
        return {str(key): packed(item) for key, item in value.items()}
    return [packed(item) for item in value]


@lru_cache(maxsize=64)
def _packer(kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
    """Return what gives the fields of a dataclass of several fields; None for anything else."""
    if not is_dataclass(kind):
        return None
    names = _names(kind)
    return attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)


@lru_cache(maxsize=64)
def _is_plain(kind: type) -> bool:
    """Tell whether all fields of a dataclass go into JSON as they are."""
    hints = typing.get_type_hints(kind).values()
    return all(isinstance(h, type) and issubclass(h, str | int | float) for h in hints)


def unpacked(kind: type[_T], raw: Any) -> _T:  # noqa: ANN401
    """Return the value of a dataclass that ``packed`` made.

    Raises:
        TypeError, ValueError, KeyError: it is none.
    """
    reader: Any = _reader  # mypy takes a class for something that cannot be hashed
    made: _T = reader(kind)(raw)
    return made


@lru_cache(maxsize=64)
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@lru_cache(maxsize=256)
def _reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        (inner,) = [each for each in arguments if each is not type(None)]
        read = _reader(inner)
        return lambda raw: None if raw is None else read(raw)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is frozenset:
        return frozenset  # of words, which are what they are
    return _plain_reader(kind) if isinstance(kind, type) else _as_it_is


def _tuple_reader(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if arguments[1:] == (Ellipsis,):
        each = _reader(arguments[0])
        return lambda raw: tuple(map(each, raw))
    several = [_reader(argument) for argument in arguments]
    return lambda raw: tuple(r(v) for r, v in zip(several, raw, strict=True))


def _plain_reader(kind: type) -> Callable[[Any], Any]:
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if issubclass(kind, date):
        return kind.fromisoformat
    return kind if issubclass(kind, Enum | PurePath) else _as_it_is


def _as_it_is(raw: Any) -> Any:  # noqa: ANN401
    return raw


def _dataclass_reader(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    names = _names(kind)
    readers = [_reader(hints[name]) for name in names]
    plain = all(reader is _as_it_is for reader in readers)

    def read(raw: Any) -> Any:  # noqa: ANN401
        if len(raw) != len(names):
            raise ValueError(f"{kind.__name__} has {len(names)} fields")
        if plain:
            return kind(**dict(zip(names, raw, strict=True)))
        return kind(**{n: r(v) for n, r, v in zip(names, readers, raw, strict=True)})

    return read
