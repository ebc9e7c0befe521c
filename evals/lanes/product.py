"""The product's own code, as one digest: another program gives other answers."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
PARTS = (_HERE.parent / "rag", _HERE / "scoring", _HERE / "lanes", _HERE / "models")
"""What decides an answer and what is said of it: the product with its data, and what scores it."""
_PASSING = "__pycache__"


def code(parts: tuple[Path, ...] = PARTS) -> str:
    """Return SHA-256 over every file in these folders with its name, in hexadecimal.

    Prompts, schemas, word lists and weights are files of the product as well. 300 files take some
    tens of milliseconds.
    """
    found = sha256()
    for part in parts:
        for path in sorted(part.rglob("*")):
            if path.is_file() and _PASSING not in path.parts:
                name = f"{part.name}/{path.relative_to(part).as_posix()}"
                text = path.read_bytes()
                found.update(f"{name}\0{len(text)}\0".encode("utf-8", "surrogatepass") + text)
    return found.hexdigest()
