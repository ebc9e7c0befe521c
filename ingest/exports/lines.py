"""The lines of an export: opening it, packed or not, and reading JSON lines of bounded size."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from ingest.readers import MAX_BYTES
from rag.errors import DocumentError

MAX_RATIO = 200
"""Text packs to a third or a tenth of its size; the format's utmost is about 1,030 to 1."""
RATIO_FROM = 64_000_000  # bytes unpacked before the ratio is looked at: small files may be odd
REPAIR = "Correct this line in the export and add the file again; the other lines are not lost."


def bad(what: str) -> DocumentError:
    """Return the error for a line that is no article."""
    return DocumentError(what, remedy=REPAIR)


def opened(path: Path) -> io.BufferedReader:
    """Open an export, unpacking what is packed."""
    packed = path.name.casefold().endswith(".gz")
    return cast("io.BufferedReader", gzip.open(path, "rb")) if packed else path.open("rb")


class Bounded(io.RawIOBase):
    """A stream that ends with an error where it unpacks to more than text can."""

    def __init__(self, stream: io.BufferedReader, packed_size: int) -> None:
        """Wrap a stream; ``packed_size`` is the file's own, in bytes."""
        self._stream = stream
        self._left = max(RATIO_FROM, MAX_RATIO * packed_size)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read some bytes.

        Raises:
            OSError: there are more than there may be.
        """
        data = self._stream.read1(len(buffer))  # more at once would lose what is before damage
        buffer[: len(data)] = data
        self._left -= len(data)
        if self._left < 0:
            raise OSError(f"it unpacks to more than {MAX_RATIO} times its size")
        return len(data)

    def close(self) -> None:
        """Close the stream below too."""
        self._stream.close()
        super().close()


def bounded(path: Path) -> io.BufferedReader:
    """Open an export so that a bomb is put down while it is read."""
    return io.BufferedReader(Bounded(opened(path), path.stat().st_size), 1 << 20)


def json_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines, blank ones left out; a longer one is cut one byte above the limit."""
    number = 0
    with bounded(path) as stream:
        while line := stream.readline(MAX_BYTES + 1):
            number += 1
            rest = line
            while not rest.endswith(b"\n") and (rest := stream.readline(1 << 20)):
                pass  # never kept
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.isspace():
                yield number, line


def json_object(line: bytes) -> dict[str, Any]:
    """Read a line as a JSON object.

    Raises:
        DocumentError: it is none, or too large.
    """
    if len(line) > MAX_BYTES:
        raise bad(f"It is larger than one article may be ({MAX_BYTES / 1e6:,.0f} MB).")
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise bad(f"It is no UTF-8 (at byte {error.start}).") from error
    except json.JSONDecodeError as error:
        raise bad(f"It is no valid JSON ({error.msg}, column {error.colno}).") from error
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond all measure
        raise bad("It is no JSON that can be read.") from error
    if not isinstance(fields, dict):
        raise bad("It is no JSON object with _id and text.")
    return fields
