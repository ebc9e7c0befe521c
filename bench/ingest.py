"""How fast articles are taken in: each goal as a ratio within one run, with memory.

Run ``python -m bench.ingest`` (about five minutes), or name parts of it: ``bare``, ``naive``,
``busy``, ``again``, ``change``. Absolute times say nothing about another machine; ratios do.

========  ======================================================================================
bare      without embedding: ours over the same reader, an FTS5 insert and a Chroma add by
          themselves, in one process, with nothing kept right (no transactions, words, spans,
          versions). Goal: at most 1.5. CPU of both, all processes of ours together
naive     the llama-index recipe with the same reader over ours: documents, IngestionPipeline with
          SentenceSplitter, a Chroma store with texts. Goal: at least 3
busy      the share of a run in which the embedder has something to do, with one that makes 200
          passages a second. Goal: at least 90%
again     an unchanged re-run over a walk with stat and a look into a manifest. Goal: at most 2
change    one changed article in a large archive over the same in one of 10,000 passages. Goal: at
          most 1.5
========  ======================================================================================
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.ingest_parts import again, bare, change, naive, ours, write_articles

ARTICLES = 2000

# --- putting it together ------------------------------------------------------------------------

_PARTS: dict[str, Callable[..., dict[str, float]]] = {
    "ours": ours, "bare": bare, "naive": naive, "again": again, "change": change,
}  # fmt: skip


def measured(part: str, folder: Path, work: Path, *more: str) -> dict[str, float]:
    """Run one part in a process of its own; add its CPU seconds and peak memory in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "bench.ingest", "--part", part, str(folder), str(work), *more]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    said["total_cpu_s"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return said


def _part(arguments: list[str]) -> None:
    name, folder, work, *more = arguments
    before = resource.getrusage(resource.RUSAGE_SELF)
    said = _PARTS[name](Path(folder), Path(work), *map(float, more))
    after = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    said["memory_mb"] = after.ru_maxrss / 1024
    said["children_mb"] = children.ru_maxrss / 1024
    said["cpu_s"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said["children_cpu_s"] = children.ru_utime + children.ru_stime
    print(json.dumps(said))


def _line(name: str, ratio: float, goal: str, *runs: tuple[str, dict[str, float]]) -> None:
    print(f"{name:8} {ratio:6.2f}   goal {goal}")
    for label, run in runs:
        print(f"           {label}: " + ", ".join(f"{k} {v:.3g}" for k, v in run.items()))
    sys.stdout.flush()


def main() -> None:
    """Print the ratios that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", default=[])
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--large", type=int, default=10, help="times 10,000 passages")
    parser.add_argument("--part", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        _part(options.part)
        return
    wanted = options.what or ["bare", "naive", "busy", "again", "change"]
    with tempfile.TemporaryDirectory() as place:
        _compare(wanted, Path(place), options.articles, options.large)


def _compare(wanted: list[str], place: Path, articles: int, large: int) -> None:
    folder, work = place / "articles", place / "ours"
    write_articles(folder, articles)
    mine = measured("ours", folder, work) if {"bare", "naive", "again"} & set(wanted) else {}
    if "bare" in wanted:
        parts = measured("bare", folder, place / "bare")
        wall = mine["seconds"] / parts["seconds"]
        _line("bare", wall, "at most 1.5 (by the clock)", ("ours", mine), ("bare", parts))
        print(f"           by CPU, all processes: {_by_cpu(mine, parts):.2f}")
    if "naive" in wanted:
        recipe = measured("naive", folder, place / "naive")
        _line("naive", recipe["seconds"] / mine["seconds"], "at least 3", ("recipe", recipe))
        print(f"           by CPU, all processes: {1 / _by_cpu(mine, recipe):.2f}")
    if "busy" in wanted:
        slow = measured("ours", folder, place / "busy", "200")
        _line("busy", slow["busy"], "at least 0.9", ("ours", slow))
    if "again" in wanted:
        same = measured("again", folder, work)
        _line("again", same["seconds"] / same["walk_s"], "at most 2", ("ours", same))
    if "change" in wanted:
        _change(place, large)


def _by_cpu(one: dict[str, float], other: dict[str, float]) -> float:
    return one["run_cpu_s"] / other["run_cpu_s"]


def _change(place: Path, large: int) -> None:
    runs = []
    for name, passages in (("small", 10_000), ("large", 10_000 * large)):
        folder, work = place / name, place / f"{name}-archive"
        write_articles(folder, passages * 10 // 27)
        measured("ours", folder, work)
        runs.append((name, measured("change", folder, work)))
        shutil.rmtree(folder)
    ratio = runs[1][1]["seconds"] / runs[0][1]["seconds"]
    _line("change", ratio, "at most 1.5", *runs)


if __name__ == "__main__":
    main()
