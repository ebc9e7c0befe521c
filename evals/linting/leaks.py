"""Whether a test question stands in the program, where it could be answered by heart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evals.linting.problems import Finding
from evals.linting.rows import Row
from evals.linting.wording import tokens

_RUN = 8
"""Words in a row; section 3.4 of the evaluation notes, after what is usual for contamination."""
_LEAST = 6  # a shorter question is too common a wording to say anything
_ROOMS = ("rag", "evals", "ui", "ingest")
_NOT_CODE = ("evals/data", "evals/recordings", "ingest/sample")
_FORMS = frozenset({".py", ".md", ".txt", ".json", ".jsonl", ".yaml", ".toml", ".html", ".js"})


def program_files(root: Path) -> dict[str, str]:
    """Return the program's own files (path from ``root`` -> text), without questions and articles.

    Raises:
        OSError: a file cannot be read.
    """
    found: dict[str, str] = {}
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix not in _FORMS or not path.is_file() or "__pycache__" in name:
                continue
            if not name.startswith(tuple(f"{each}/" for each in _NOT_CODE)):
                found[name] = path.read_text(encoding="utf-8", errors="replace")
    return found


def check(rows: Sequence[Row], files: Mapping[str, str]) -> Iterator[Finding]:
    """Find runs of words of a test question in the files.

    A run is eight words, or the whole question where it has six or seven.
    """
    wanted: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        words = tokens(row.case.question)
        if row.case.split != "test" or len(words) < _LEAST:
            continue
        size = min(_RUN, len(words))
        for start in range(len(words) - size + 1):
            wanted.setdefault(tuple(words[start : start + size]), []).append(row)
    sizes = {len(run) for run in wanted}
    for name, text in files.items() if wanted else ():
        words = tokens(text)
        told: set[str] = set()
        for size in sizes:
            for start in range(len(words) - size + 1):
                for row in wanted.get(tuple(words[start : start + size]), ()):
                    if row.case.id not in told:
                        told.add(row.case.id)
                        run = " ".join(words[start : start + size])
                        yield row.finding("leaks", f"Words of it stand in {name}: “{run}”.")
