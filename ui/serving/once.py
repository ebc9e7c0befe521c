"""One page for one archive: the second one is told where the first is.

Two pages would each let the vectors follow the archive and each ask the model as if it were alone.
The lock belongs to the process, so that none is left behind by one that was killed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import ArchiveError, UsageError

LOCK = "page.lock"
WHERE = "page.address"
"""Beside the lock: what to type into a browser to reach the page that holds it."""


@contextmanager
def only_page(folder: Path, address: str) -> Iterator[None]:
    """Hold the folder of an archive for one page.

    Args:
        folder: the archive's folder; made where it is missing.
        address: where this page is found.

    Raises:
        UsageError: another page holds it.
        ArchiveError: the folder cannot be written to.
    """
    from filelock import FileLock, Timeout

    where = folder / WHERE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(folder / LOCK, mode=0o600, is_singleton=False)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise _taken(folder, where) from error
    except (OSError, NotImplementedError) as error:
        raise ArchiveError(
            f"The folder {folder} cannot be held for this page: {error}.",
            remedy="Check that this user may write there and that it is on a local disk, or name "
            "another folder with --data-dir.",
            item=str(folder),
        ) from error
    try:
        _tell(where, address)
        yield
    finally:
        where.unlink(missing_ok=True)
        lock.release()


def _tell(where: Path, address: str) -> None:
    """Write the address in one step, so that nobody reads half of it."""
    new = where.with_suffix(".new")
    new.write_text(address + "\n", encoding="utf-8")
    new.chmod(0o600)
    new.replace(where)


def _taken(folder: Path, where: Path) -> UsageError:
    try:
        first = where.read_text(encoding="utf-8").strip()
    except OSError:
        first = ""
    return UsageError(
        f"A page for the archive in {folder} already runs" + (f" at {first}." if first else "."),
        remedy="Use that one, or end it first (Ctrl-C in its window, or stop its service). For a "
        "second page on another archive, name its folder with --data-dir.",
        item=str(folder),
    )
