"""Packed files (DOCX, ODT, EPUB are zip archives of XML): checked before anything is unpacked.

The directory of a zip file says how large each entry becomes, and Python's reader never gives
more than that; so the sums over the directory bound what unpacking can cost.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath, PurePosixPath
from typing import Any

from rag.errors import DocumentError

MAX_ENTRIES = 5_000
"""A book has some hundred; the limit bounds the directory, which Python reads at once."""
MAX_UNPACKED = 300_000_000  # bytes, all entries together; photos are most of it
MAX_PART = 60_000_000
"""Bytes of one XML part. 3 million empty paragraphs are 18 MB; a law of 500 pages is 10 MB."""
MAX_RATIO = 250
"""Unpacked to packed size of a part; XML of articles is 5 to 40, deflate's bound is 1,030."""
MAX_ELEMENTS = 400_000
"""Of one XML part. A law of 500 pages has 160,000; reading so many takes 8 s at worst."""
MAX_DEPTH = 120  # of XML; tables in tables of text boxes reach 40
_RATIO_FROM = 1_000_000  # bytes; a smaller part may be as repetitive as it likes
_MAX_DIRECTORY = 1_000_000  # bytes
_TEXT_PARTS = (".xml", ".xhtml", ".html", ".htm", ".opf", ".rels", ".ncx")
_SAFE: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "dtd_validation": False,
    "huge_tree": False, "remove_comments": True, "remove_pis": True,
}  # fmt: skip
_CHUNK = 65_536
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Packed:
    """A checked zip file; ``what`` is its format's name for messages, such as "DOCX"."""

    def __init__(self, data: bytes, name: str, what: str) -> None:
        """Read and check the directory; nothing is unpacked.

        Raises:
            DocumentError: it is no zip file, or its directory tells of a bomb or of encryption.
        """
        self.name, self._what = name, what
        self._zip = self._opened(data)
        self._infos = {info.filename: info for info in self._zip.infolist()}
        self._check()

    @property
    def names(self) -> list[str]:
        """The names of its entries."""
        return list(self._infos)

    def refused(self, why: str, remedy: str = "") -> DocumentError:
        """Return the error that refuses the file; ``why`` completes the sentence."""
        return DocumentError(
            f"{PurePath(self.name).name} cannot be read: {why}.",
            remedy=remedy
            or "Open it in its own program, save it again under a new name, or "
            "copy the article into a text file, and add that.",
            item=self.name,
        )

    def has(self, part: str) -> bool:
        """Tell whether an entry is there."""
        return part in self._infos

    def read(self, part: str, limit: int = MAX_PART) -> bytes:
        """Unpack an entry of at most ``limit`` bytes.

        Raises:
            DocumentError: it is missing, damaged or larger.
        """
        return b"".join(self._chunks(part, limit))

    def elements(self, part: str, *, events: tuple[str, ...] = ("end",)) -> Iterator[Any]:
        """Yield (event, element) of an XML part while it is unpacked, as ``iterparse`` does.

        No entity is expanded, no DTD is read and nothing is fetched. The caller clears what it
        does not need any more.

        Raises:
            DocumentError: it is missing, damaged, no XML, too deep or too large.
        """
        from lxml import etree  # type: ignore[import-untyped]

        parser = etree.XMLPullParser(events=("start", "end"), **_SAFE)
        self._check_count(part)
        depth = count = 0
        try:
            for chunk in self._chunks(part, MAX_PART):
                parser.feed(chunk)
                for event, element in parser.read_events():
                    depth += 1 if event == "start" else -1
                    count += event == "start"
                    if count == 1 and event == "start":
                        self._check_declared(element.getroottree().docinfo)
                    if depth > MAX_DEPTH:
                        raise self.refused(f"its elements are nested more than {MAX_DEPTH} deep")
                    if count > MAX_ELEMENTS:
                        raise self.refused(f"it has more than {MAX_ELEMENTS:,} elements")
                    if event in events:
                        yield event, element
            parser.close()
            if depth or not count:
                raise self._damaged()
        except etree.XMLSyntaxError as error:
            raise self._damaged() from error

    def tree(self, part: str) -> Any:
        """Return the root element of an XML part.

        Raises:
            DocumentError: see ``elements``.
        """
        from lxml import etree

        parser = etree.XMLParser(**_SAFE)
        self._check_count(part)
        try:
            for chunk in self._chunks(part, MAX_PART):
                parser.feed(chunk)
            root = parser.close()
        except etree.XMLSyntaxError as error:
            raise self._damaged() from error
        self._check_declared(root.getroottree().docinfo)
        if root.xpath(f"boolean({'/*' * (MAX_DEPTH + 1)})"):
            raise self.refused(f"its elements are nested more than {MAX_DEPTH} deep")
        return root

    def _check_count(self, part: str) -> None:
        """Count the tags before parsing, which takes twenty times as long."""
        if sum(chunk.count(b"<") for chunk in self._chunks(part, MAX_PART)) > 2 * MAX_ELEMENTS:
            raise self.refused(f"it has more than {MAX_ELEMENTS:,} elements")

    def _check_declared(self, info: Any) -> None:
        dtd = info.internalDTD
        if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
            raise self.refused("it declares entities of its own, which no office program writes")

    def _opened(self, data: bytes) -> zipfile.ZipFile:
        end = data.rfind(_END, max(0, len(data) - 66_000))
        if end < 0 or len(data) < end + 22:
            raise self._damaged()
        directory = int.from_bytes(data[end + 12 : end + 16], "little")
        if directory > _MAX_DIRECTORY or data[max(0, end - 20) : end].startswith(_END_64):
            raise self.refused(f"it has more than {MAX_ENTRIES:,} entries")
        try:
            return zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise self._damaged() from error

    def _damaged(self) -> DocumentError:
        return self.refused(
            f"it is damaged or no {self._what}",
            "Fetch or copy it again; if its own program still opens it, save it there anew.",
        )

    def _check(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > MAX_ENTRIES:
            raise self.refused(f"it has more than {MAX_ENTRIES:,} entries")
        if len(self._infos) != len(infos):
            raise self.refused("two of its entries have the same name")
        if sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise self.refused(f"unpacked it is larger than {MAX_UNPACKED / 1e6:,.0f} MB")
        for info in infos:
            path = PurePosixPath(info.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or "\x00" in info.orig_filename:
                raise self.refused("an entry's name leads out of the file")
            if info.flag_bits & 1:
                raise self.refused("it is encrypted", "Save it without a password and add that.")
            if not info.filename.casefold().endswith(_TEXT_PARTS):
                continue  # a blank picture may be packed very well, and is never unpacked
            if info.file_size > _RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
                raise self.refused("an entry grows to more than "
                                   f"{MAX_RATIO} times its size when unpacked")  # fmt: skip

    def _chunks(self, part: str, limit: int) -> Iterator[bytes]:
        info = self._infos.get(part)
        if info is None or info.compress_type not in _METHODS:
            raise self._damaged()
        if info.file_size > limit:
            raise self.refused(f"its text is larger than {limit / 1e6:,.0f} MB unpacked")
        size = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise self.refused("it unpacks to more than it says")
                    yield chunk
        except (
            zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError,
        ) as error:  # fmt: skip
            raise self._damaged() from error


def kind_of(data: bytes) -> str:
    """Tell what a zip file is by its entries' names: "docx", "odt", "epub", "xlsx", … or "zip".

    Nothing is unpacked but the first entry of EPUB and ODF, which holds the type in plain bytes.
    """
    start = data[30:200]
    if start.startswith(b"mimetype"):
        kind = start[8:]
        types = ((b"application/epub+zip", "epub"),
                 (b"application/vnd.oasis.opendocument.text", "odt"),
                 (b"application/vnd.oasis.opendocument.", "odf"))  # fmt: skip
        for mark, found in types:
            if mark in kind:
                return found
    end = data.rfind(b"PK\x01\x02")
    tail = data[max(0, data.find(b"PK\x01\x02")) :] if end >= 0 else b""
    for mark, found in ((b"word/document", "docx"), (b"xl/workbook", "xlsx"),
                        (b"ppt/presentation.xml", "pptx"), (b"META-INF/container.xml", "epub"),
                        (b"Index/Document.iwa", "pages"), (b"content.xml", "odt")):  # fmt: skip
        if mark in tail:
            return found
    return "zip"
