"""Whether an import that is killed again and again ends as one that was left alone.

Usage: python -m bench.interrupting FILE... [--kills 20] [--seed 1]

Imports the files (a folder, or exports such as ``corpus.jsonl.gz``) once in peace, then once more
into an empty archive while the command is killed with SIGKILL at random moments: every other time
together with its children, else alone, so that these have to notice. Both archives' logical digests
(``ingest check --digest``) have to be the same, and every article that a killed run had
acknowledged has to be there. Exit code 1 if not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.archive import Archive

_LEAST = 0.3  # seconds: before that a run has not begun to write


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What the kills left: kills that hit a running import, and what was found to be wrong."""

    kills: int
    killed_while_writing: int
    articles: int
    acknowledged_lost: int
    differing: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was lost and both archives are the same."""
        return self.acknowledged_lost == 0 and not self.differing


def compare(files: Sequence[Path], folder: Path, *, kills: int, seed: int) -> Outcome:
    """Import in peace and under fire, and compare; progress goes to standard error."""
    calm, harried = folder / "calm", folder / "harried"
    begun = time.monotonic()
    _finish(files, calm)
    seconds = time.monotonic() - begun
    _tell(f"left alone: {seconds:.1f} s")
    source = random.Random(seed)
    log = folder / "acknowledged"
    hits = 0
    for number in range(kills):
        # Together the runs take about as long as one that is left alone, so that kills fall
        # everywhere and none comes after the end.
        pause = _LEAST + source.expovariate(1.3 * kills / seconds)
        hits += _killed(files, harried, pause, log, group=bool(number % 2))
        _tell(f"kill {number + 1} of {kills} after {pause:.1f} s")
    _finish(files, harried)
    return _outcome(calm, harried, log, kills=kills, hits=hits)


def _outcome(calm: Path, harried: Path, log: Path, *, kills: int, hits: int) -> Outcome:
    parts, others = _digest(calm), _digest(harried)
    archive = Archive(harried)
    try:
        there = {article.source for article in archive.summaries(limit=10**9)}
        lost = sum(archive.known_source(source) is None for source in _acknowledged(log) - there)
    finally:
        archive.close()
    return Outcome(
        kills=kills,
        killed_while_writing=hits,
        articles=len(there),
        acknowledged_lost=lost,
        differing=tuple(name for name in parts | others if parts.get(name) != others.get(name)),
    )


def _command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "ingest", "--data-dir", str(folder), *words]


def _finish(files: Sequence[Path], folder: Path) -> None:
    command = _command(folder, "add", *map(str, files))
    run = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if run.returncode not in (0, 1):  # 1: some items failed, in both runs alike
        raise SystemExit(f"the import ended with {run.returncode}")


def _killed(files: Sequence[Path], folder: Path, pause: float, log: Path, *, group: bool) -> bool:
    """Start the import, kill it after a pause, and tell whether it was still running."""
    with log.open("ab") as stream:
        process = subprocess.Popen(
            _command(folder, "add", *map(str, files)), stdout=stream, start_new_session=True
        )
        try:
            process.wait(pause)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
            stream.write(b"\n")  # a line that was cut is none
            return True
    return False


def _acknowledged(log: Path) -> set[str]:
    """Return the addresses of exported articles that runs said were stored."""
    found = set()
    for line in log.read_text("utf-8", "replace").splitlines():
        head, _, rest = line.partition(" ")
        if head in ("new", "updated", "duplicate") and rest.endswith(")") and "#" in rest:
            path, _, name = rest[rest.rindex("(") + 1 : -1].rpartition("#")
            found.add(f"export:{path}#{name}")
    return found


def _digest(folder: Path) -> dict[str, str]:
    run = subprocess.run(
        _command(folder, "check", "--digest", "--json"), stdout=subprocess.PIPE, check=False
    )
    facts: dict[str, Any] = json.loads(run.stdout)
    return {str(name): str(value) for name, value in facts["parts"].items()}


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the comparison and print its outcome."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="interrupting-") as folder:
        outcome = compare(
            [file.resolve() for file in options.files],
            Path(folder),
            kills=options.kills,
            seed=options.seed,
        )
    print(
        f"{outcome.killed_while_writing} of {outcome.kills} kills hit a running import of "
        f"{outcome.articles:,} articles; acknowledged and lost: {outcome.acknowledged_lost}; "
        f"digests {'differ in ' + ', '.join(outcome.differing) if outcome.differing else 'agree'}"
    )
    return 0 if outcome.sound else 1


if __name__ == "__main__":
    sys.exit(main())
