"""What does the path of an answer add to the bare model?

The archive is the operator's own folder (``--data-dir``; ``python -m bench.retrieval`` makes one of
100,000 passages); the model is the stand-in server of the tests, which quotes labelled sentences
without any pause::

    python -m bench.answering --data-dir FOLDER [--limit 20] [--questions labor/queries.jsonl]

The questions are titles of its articles, evenly drawn, or those of a BEIR set.

Printed, as medians and 95th percentiles over the questions: milliseconds from the question to the
moment its request reaches the model (search, judging, prompt), and from there to the first checked
claim (parsing, checks, sources, HTTP, rendering). A model that writes 5 tokens a second needs its
tokens / 5 seconds for that claim: both together are given as a share of it, too. The index server
runs; the first question warms everything up and does not count.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.assistant import Assistant, open_assistant
from rag.records import ClaimReady
from rag.settings import load

_TOKENS_A_SECOND = 5.0  # the speed that the goal is set at


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """Milliseconds before the request and from it to the first claim, and the claim's tokens."""

    before: float
    after: float
    tokens: int

    @property
    def share(self) -> float:
        """Return what is added, as a share of the time that the model needs for the claim."""
        return (self.before + self.after) / (self.tokens / _TOKENS_A_SECOND * 1000)


class Stamp:
    """Remembers when the stand-in was asked."""

    def __init__(self, write: Any) -> None:
        self._write = write
        self.at = 0.0

    def __call__(self, body: dict[str, Any]) -> str:
        """Return what the stand-in writes."""
        self.at = time.perf_counter()
        return str(self._write(body))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data-dir", required=True)
    parser.add_argument("--questions", type=Path, help="queries.jsonl of a BEIR set")
    parser.add_argument("--limit", type=int, default=20)
    options = parser.parse_args(argv)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from stand_in_ollama import StandInOllama

    with StandInOllama() as server:
        stamp = Stamp(server.reply or _quoting)
        server.reply = stamp
        environ = {**os.environ, "OLLAMA_HOST": server.url}
        assistant = open_assistant(load(environ, data_dir=options.data_dir))
        try:
            assistant.prepare()
            passages = assistant.status().passages
            wanted = options.limit + 1
            drawn = _titles(assistant, wanted)
            questions = _questions(options.questions, wanted) if options.questions else drawn
            taken = [asyncio.run(_asked(assistant, stamp, each)) for each in questions]
        finally:
            assistant.close()
    _print(passages, [each for each in taken[1:] if each is not None], len(taken) - 1)
    return 0


def _quoting(body: dict[str, Any]) -> str:
    """Quote the first labelled sentence of a prompt that is longer than a title."""
    lines = str(body["messages"][-1]["content"]).splitlines()
    labelled = [line for line in lines if line.startswith("[S")]
    label, _, text = max(labelled[:5], key=len).partition("] ")
    claims = [{"evidence": [label.lstrip("[")], "text": text}]
    return json.dumps({"answerable": True, "claims": claims}, ensure_ascii=False)


def _questions(path: Path, limit: int) -> list[str]:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    answerable = [each["text"] for each in records if each.get("metadata", {}).get("answers")]
    return answerable[:limit]


def _titles(assistant: Assistant, limit: int) -> list[str]:
    archive = assistant._archive  # a bench may look inside
    every = max(1, archive.statistics().articles // limit)
    return [archive.summaries(1, number * every)[0].title for number in range(limit)]


async def _asked(assistant: Assistant, stamp: Stamp, question: str) -> Taken | None:
    """Return what a question took, None where the model was not asked."""
    stamp.at = 0.0
    begin = time.perf_counter()
    async with aclosing(assistant.ask(question)) as events:
        async for event in events:
            if isinstance(event, ClaimReady) and stamp.at:
                tokens = max(1, len(event.claim.text) // 3)
                now = time.perf_counter()
                return Taken(
                    before=(stamp.at - begin) * 1000, after=(now - stamp.at) * 1000, tokens=tokens
                )
    return None


def _print(passages: int, taken: Sequence[Taken], asked: int) -> None:
    print(f"{passages:,} passages, {asked} questions, {len(taken)} of them reached the model")
    if not taken:
        return
    rows = {
        "before the request, ms": [each.before for each in taken],
        "request to first claim, ms": [each.after for each in taken],
        "added, % of the claim's time": [each.share * 100 for each in taken],
    }
    for name, values in rows.items():
        ordered = sorted(values)
        late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        print(f"{name:<30} {statistics.median(values):8.1f}  p95 {late:8.1f}")


if __name__ == "__main__":
    sys.exit(main())
