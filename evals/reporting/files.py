"""Files that are either the old ones or the new ones, never half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from rag.errors import UsageError


def put(path: Path, text: str) -> None:
    """Write a text as UTF-8 in one step; half surrogate pairs become question marks.

    Raises:
        UsageError: the file cannot be written.
    """
    fresh = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(fresh, 0o644)  # mkstemp's 0600 would hide a report from those it is made for
        os.replace(fresh, path)
    except OSError as error:
        if fresh:
            Path(fresh).unlink(missing_ok=True)
        raise UsageError(
            f"{path} cannot be written: {error.strerror or error}.",
            remedy="Name another place, or make room there.",
            item=str(path),
        ) from error
