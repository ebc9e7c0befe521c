"""Unpacking a body piece by piece, within limits, as it comes.

Libraries unpack a whole piece of the network's at once, and 64 KB of gzip hold up to 66 MB. Here
at most what is still allowed is unpacked. Only gzip and deflate are asked for: other packings
(brotli, zstandard) reach ratios of thousands, and the sender was told that they are not wanted.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

from ingest.fetching.errors import FetchError

ACCEPTED = "gzip, deflate"
MAX_RATIO = 100
"""Pages pack to a tenth or, with much repetition, a thirtieth; the format's utmost is 1,030."""
_RATIO_FROM = 1_000_000  # bytes unpacked before the ratio is looked at: small pages may be odd
_STEP = 65_536


def unpacked(pieces: Iterable[bytes], coding: str, *, limit: int, item: str) -> bytes:
    """Return a body, unpacked.

    Args:
        pieces: the body as it comes.
        coding: the Content-Encoding; "" or "identity" for none.
        limit: in bytes, of what is returned.
        item: the address, for the message.

    Raises:
        FetchError: it is longer than the limit, packed beyond all measure, damaged or packed in a
            way that was not asked for.
    """
    body = bytearray()
    received = 0
    unpack = _unpacker(coding.strip().casefold(), item)
    for piece in pieces:
        received += len(piece)
        waiting = piece
        got = b"?"
        # Unpacking may also have more to give when it has taken all it was given.
        while waiting or got:
            got, waiting = unpack.some(waiting, limit - len(body) + 1)
            body += got
            if len(body) > limit:
                raise too_long(item, limit)
            if len(body) > max(_RATIO_FROM, received * MAX_RATIO):
                raise _bomb(item)
    if not unpack.complete():
        raise _damaged(item)
    return bytes(body)


class _Unpacker:
    """Unpacks gzip (also several members in a row) or deflate; or passes bytes on as they are."""

    def __init__(self, new: Callable[[], zlib._Decompress] | None, item: str) -> None:
        self._new = new
        self._item = item
        self._stream = new() if new else None
        self._fed = False

    def some(self, data: bytes, most: int) -> tuple[bytes, bytes]:
        """Unpack up to ``most`` bytes; return them and what is still packed."""
        if self._stream is None or self._new is None:
            return data, b""
        if self._stream.eof and not data:
            return b"", b""
        try:
            got = self._stream.decompress(data, min(_STEP, max(1, most)))
        except zlib.error as error:
            if self._fed or not data or self._new is _raw:
                raise _damaged(self._item) from error
            # "deflate" is sent with and without its wrapping (RFC 9110, 8.4.1.2).
            self._new, self._stream = _raw, _raw()
            return self.some(data, most)
        self._fed = True
        left = self._stream.unconsumed_tail
        if self._stream.eof:
            left = self._stream.unused_data or left
            if left[:2] == b"\x1f\x8b" and self._new is _gzip:
                self._stream = self._new()
            else:
                left = b""  # some servers append zeros or a line feed
        return got, left

    def complete(self) -> bool:
        return self._stream is None or not self._fed or self._stream.eof


def _gzip() -> zlib._Decompress:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _wrapped() -> zlib._Decompress:
    return zlib.decompressobj()


def _raw() -> zlib._Decompress:
    return zlib.decompressobj(-zlib.MAX_WBITS)


def _unpacker(coding: str, item: str) -> _Unpacker:
    if coding in ("", "identity"):
        return _Unpacker(None, item)
    if coding in ("gzip", "x-gzip"):
        return _Unpacker(_gzip, item)
    if coding == "deflate":
        return _Unpacker(_wrapped, item)
    raise FetchError(
        f"{item} was sent packed in a way that was not asked for ({coding[:40]}).",
        remedy="Open the page in a browser, save it and add the file.",
        item=item,
    )


def too_long(item: str, limit: int) -> FetchError:
    """Return the error for a body above the limit, in bytes."""
    return FetchError(
        f"{item} is longer than {limit / 1e6:,.0f} MB, or never ends.",
        remedy="If it is an article, save it from a browser, shorten it and add the file.",
        item=item,
    )


def _bomb(item: str) -> FetchError:
    return FetchError(
        f"{item} is packed so tightly that it can only be meant to do harm.",
        remedy="Leave it out, or look at it in a browser and save the article as text.",
        item=item,
    )


def _damaged(item: str) -> FetchError:
    return FetchError(
        f"{item} arrived damaged or cut off.",
        remedy="Try again; if it stays so, save the page from a browser and add the file.",
        item=item,
        transient=True,
    )
