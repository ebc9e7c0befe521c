"""Where uploaded files are kept: below the archive's folder, under names that people know.

A file's place is its address in the archive. So a file that is uploaded under a name that is there
already takes the place of the earlier one, and its article is *updated*: the earlier text stays
among its versions and can be put back. The same text under another name is a *duplicate*, which
``ingest`` finds out by itself. Files stay after their import: ``retry`` and ``show --raw`` read
them, and they are the originals of what the archive says.

A file that was received and not yet imported has a mark in ``.waiting``; it outlives a kill of the
server, and the page then offers to import what is left.
"""

from __future__ import annotations

import os
import secrets
import shutil
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePath

FOLDER = "uploads"
_INCOMING = ".incoming-"
ENDINGS = (
    ".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".odt", ".epub",
    ".csv", ".csv.gz", ".jsonl", ".jsonl.gz",
)  # fmt: skip
"""What ``ingest`` reads (its ``readers.SUFFIXES`` and ``EXPORTS``; a test holds them together)."""
FILE_BYTES = 60_000_000
"""Of one file: the largest that ``ingest`` reads, a PDF with photographs."""
ALL_BYTES = 300_000_000
"""Of all files of one upload."""
MOST_FILES = 200
_NAME_BYTES = 180  # of a name; file systems hold 255, and a mark or a number may be added
_SPARE_BYTES = 200_000_000  # that an upload leaves free for the archive itself
_FORBIDDEN = frozenset('<>:"|?*%')  # Windows refuses them; "%" would escape the whole address
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10)}
_TABLE = "metadata.csv"  # ingest takes it for what is known of the folder's other files


def ending_of(name: str) -> str:
    """Return the ending by which ``ingest`` knows how to read a file, "" if it does not."""
    low = name.casefold()
    return max((each for each in ENDINGS if low.endswith(each)), key=len, default="")


def safe_name(name: str) -> str:
    """Return a name for a file of ours: no folders, nothing hidden, nothing unprintable.

    The same name gives the same result at all times: it is part of an article's address. Two names
    give two results, also where characters had to be replaced: a mark at the end tells them apart.
    """
    plain = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    plain = plain.rstrip(". ")
    kept = "".join("_" if each in _FORBIDDEN or not each.isprintable() else each for each in plain)
    ending = ending_of(kept)
    stem = kept[: len(kept) - len(ending)].strip(". ").lstrip("~$") or "tanpa-nama"
    if kept != plain or len((stem + ending).encode()) > _NAME_BYTES:
        mark = "-" + sha256(plain.encode("utf-8", "replace")).hexdigest()[:6]
        while len((stem + mark + ending).encode()) > _NAME_BYTES:
            stem = stem[:-1]
        stem += mark
    made = stem + ending
    reserved = stem.casefold().partition(".")[0] in _DEVICES or made.casefold() == _TABLE
    return f"_{made}" if reserved else made


class Uploads:
    """The uploaded files of one archive."""

    def __init__(self, folder: Path) -> None:
        """Keep the files of the archive in ``folder``; nothing is made yet."""
        self.folder = folder.resolve() / FOLDER
        self._marks = self.folder / ".waiting"

    def room_for(self, size: int) -> bool:
        """Tell whether so many bytes fit onto the disk and leave the archive enough."""
        self._make()
        return shutil.disk_usage(self.folder).free > size + _SPARE_BYTES

    def incoming(self) -> Path:
        """Make a folder for files that are being received; the caller removes it."""
        self._make()
        place = self.folder / f"{_INCOMING}{secrets.token_hex(8)}"
        place.mkdir(mode=0o700)
        return place

    def sweep(self) -> None:
        """Remove what was being received when a server was killed; before this one takes files.

        One page runs on an archive, so nobody else is receiving.
        """
        for place in self.folder.glob(f"{_INCOMING}*"):
            shutil.rmtree(place, ignore_errors=True)

    def keep(self, received: Path, name: str, *, beside: bool = False) -> Path:
        """Put a received file into its place and mark it as waiting.

        Args:
            received: the file; it is moved.
            name: as the person called it.
            beside: whether it stands beside an earlier one of that name, not in its place.
        """
        self._make()
        place = self.folder / safe_name(name)
        if beside:
            place = _free(place)
        (self._marks / place.name).touch(mode=0o600)
        os.replace(received, place)
        return place

    def waiting(self) -> list[Path]:
        """Return the files that were received and not imported, by name."""
        try:
            names = sorted(os.listdir(self._marks))
        except OSError:
            return []
        return [self.folder / name for name in names if (self.folder / name).is_file()]

    def imported(self, files: Iterable[Path]) -> None:
        """Take the marks from files whose import came to its end."""
        for file in files:
            (self._marks / file.name).unlink(missing_ok=True)

    def forget(self, shown: str) -> bool:
        """Remove an uploaded file that nobody wants imported; False if it is not one of ours."""
        path = Path(shown)
        if path.parent != self.folder or path.name.startswith(".") or not path.is_file():
            return False
        path.unlink()
        self.imported([path])
        return True

    def plain(self, shown: str) -> str:
        """Return how a file or address is called on the page: no folders of this machine.

        An uploaded file by its name alone, another one with the folder that it lies in.
        """
        path = PurePath(shown)
        if not path.is_absolute():
            return shown
        if path.parent == self.folder:
            return path.name
        return str(PurePath("…", *path.parts[-2:])) if len(path.parts) > 3 else shown

    def _make(self) -> None:
        self._marks.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)  # made on the way, with what everybody's umask allows


def _free(place: Path) -> Path:
    ending = ending_of(place.name)
    stem = place.name[: len(place.name) - len(ending)]
    number = 2
    while place.exists():
        place = place.with_name(f"{stem} ({number}){ending}")
        number += 1
    return place
