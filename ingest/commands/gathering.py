"""What ``add`` is given: files, folders, patterns, web addresses and standard input."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zipfile import BadZipFile, ZipFile

from ingest import sources
from ingest.items import NotModified, Page, Unavailable
from ingest.readers import MAX_PICTURED, is_export, too_large
from ingest.sources import READERS_VERSION, FoundFile, Skipped
from rag.archive import Archive
from rag.errors import UsageError

if TYPE_CHECKING:
    from ingest.fetching.policy import FetchPolicy

STDIN = "-"
STDIN_SOURCE = "stdin:"
Gathered = FoundFile | Skipped | Page | Unavailable | NotModified
_HEAD = 4096  # bytes in which a page or Markdown shows itself


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheaf:
    """What was asked for: files that were found, a page from standard input, addresses to fetch."""

    files: tuple[FoundFile | Skipped, ...] = ()
    pages: tuple[Page, ...] = ()
    urls: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.files) + len(self.pages) + len(self.urls)

    def items(self, policy: FetchPolicy, archive: Archive) -> Iterator[Gathered]:
        """Yield everything; pages of the web are fetched one after the other as they are taken.

        The archive remembers what a page was, so that one that did not change is not sent again.
        """
        yield from self.files
        yield from self.pages
        yield from fetched(self.urls, policy, archive)

    def single(self) -> bool:
        """Tell whether it is one document, so that a title given for it makes sense."""
        files = [file for file in self.files if isinstance(file, FoundFile)]
        exports = any(is_export(file.path) for file in files)
        return not exports and len(files) + len(self.pages) + len(self.urls) == 1


def gather(arguments: Sequence[str], *, form: str | None = None) -> Sheaf:
    """Sort out what the operator named; nothing is fetched or read yet but standard input.

    Args:
        arguments: paths, patterns, addresses, ``-``.
        form: what standard input holds, one of ``options.FORMATS``; guessed if None.

    Raises:
        UsageError: something that is named does not exist, before anything is done.
    """
    urls = [argument for argument in arguments if is_address(argument)]
    piped = STDIN in arguments
    if form and not piped:
        raise UsageError(
            "--as says what standard input (-) holds, and that is not among what you add.",
            remedy="Leave --as out: a file's kind is known by its name and content.",
        )
    paths = [each for each in arguments if each != STDIN and each not in urls]
    files = _files(paths)
    return Sheaf(
        files=tuple(files),
        pages=(_piped(sys.stdin.buffer, form),) if piped else (),
        urls=tuple(dict.fromkeys(urls)),
    )


def is_address(argument: str) -> bool:
    """Tell whether it is an address of the web rather than a path."""
    return argument.casefold().startswith(("http://", "https://"))


def fetched(
    urls: Iterable[str], policy: FetchPolicy, archive: Archive
) -> Iterator[Page | Unavailable | NotModified]:
    """Fetch pages of the web; the client is loaded when there is one to fetch."""
    wanted = list(urls)
    if wanted:
        from ingest.fetching import fetch

        yield from fetch(wanted, policy, memory=archive.feeds)


def _files(paths: Sequence[str]) -> list[FoundFile | Skipped]:
    """Find files; what a pattern matched beside articles is skipped, not a failure."""
    named: list[str] = []
    matched: list[str] = []
    for path in paths:
        if has_magic(path) and not Path(path).expanduser().exists():
            found = sorted(glob(str(Path(path).expanduser()), recursive=True))
            if not found:
                raise UsageError(
                    f"No file matches {path}.",
                    remedy="Put the pattern in quotes; ** stands for folders of any depth.",
                    item=path,
                )
            matched += found
        else:
            named.append(path)
    found_all = list(sources.find(named)) if named else []
    seen = {file.path for file in found_all}
    for file in sources.find(matched) if matched else ():
        if file.path in seen:
            continue
        seen.add(file.path)
        other = isinstance(file, Skipped) and file.named and file.path.is_file()
        found_all.append(Skipped(path=file.path, named=False) if other else file)
    return found_all


# --- standard input ---------------------------------------------------------------------------


def _piped(stream: BinaryIO, form: str | None) -> Page:
    """Read standard input as one document.

    Its address is ``stdin:`` and a digest of what was read, so that the same text is known again.
    """
    if sys.stdin.isatty():
        sys.stderr.write("Paste or type the article; end with Ctrl-D on a line of its own.\n")
    data = stream.read(MAX_PICTURED + 1)
    if len(data) > MAX_PICTURED:
        raise too_large("standard input", len(data), MAX_PICTURED)
    if not data.strip():
        raise UsageError(
            "Standard input is empty.",
            remedy="Give it a text: ingest add - < article.txt",
        )
    digest = sha256(data).hexdigest()
    return Page(
        source=STDIN_SOURCE + digest[:32],
        shown="standard input",
        name=f"stdin.{form or guess_form(data)}",
        data=data,
        fingerprint=f"{READERS_VERSION}:{digest}",
    )


def guess_form(data: bytes) -> str:
    """Guess from its first bytes what a document is; plain text where nothing else shows.

    Raises:
        UsageError: it looks like an export, which has to be a file.
    """
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed_form(data)
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16
        head = data[:_HEAD].decode("utf-16", errors="ignore").encode().lstrip()
    low = head.lower()
    if low.startswith(b"{") and b'"text"' in low:
        raise UsageError(
            "Standard input looks like an export with one article a line.",
            remedy="Save it as a file that ends in .jsonl and add that.",
        )
    if low.startswith(b"<") and any(
        mark in low
        for mark in (b"<!doctype html", b"<html", b"<head", b"<body", b"<article", b"<p>")
    ):
        return "html"
    if head.startswith(b"---\n") or head.startswith(b"---\r\n") or head.startswith(b"# "):
        return "md"
    return "txt"


def _packed_form(data: bytes) -> str:
    """Tell the zip formats apart by what their specifications put into them."""
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            kind = packed.open("mimetype").read(100) if "mimetype" in names else b""
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return "docx"  # its reader says what is wrong with it
    if kind.startswith(b"application/epub"):
        return "epub"
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    return "docx"
