"""CPU time of searches, of their parts, and of a server that works for them; tables of it."""

from __future__ import annotations

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.retrieval_peers import Action, Asked
from rag import retrieval, scoring
from rag.archive import Archive
from rag.projection import Projector

BARE_WORDS, BARE_VECTORS, BARE = "FTS5, bare", "Chroma ids, bare", "both, bare"
_WARM_UP = 12

_PARTS: tuple[tuple[str, Any, str], ...] = (
    ("understanding", retrieval, "understand"),
    ("counts of words", Archive, "document_frequency"),
    ("full text", Archive, "matches"),
    ("scoring words", scoring, "lexical"),
    ("sentences", scoring, "sentences"),
    ("reading the question", scoring, "read_question"),
    ("fetching", Archive, "passages"),
    ("arranging", retrieval, "arranged"),
    ("embedding, asking the server", Projector, "search"),
)


class Clock:
    """CPU nanoseconds of this process, and of a server's threads where Linux tells.

    Reading the server's takes longer than some searches, so it stays outside what is measured.
    """

    def __init__(self, server: int | None = None) -> None:
        self._tasks = Path(f"/proc/{server}/task") if server else None

    def server(self) -> int:
        """Return what the server has spent so far."""
        spent = 0
        if self._tasks is not None and self._tasks.exists():
            for task in self._tasks.iterdir():
                try:
                    spent += int((task / "schedstat").read_text().split()[0])
                except (OSError, IndexError):  # it has just ended, or this is not Linux
                    continue
        return spent

    def spent(self, action: Action, asked: Asked) -> int:
        """Return what one search costs."""
        theirs = self.server()
        begin = time.process_time_ns()
        action(asked)
        mine = time.process_time_ns() - begin
        return mine + max(0, self.server() - theirs)


@dataclass(kw_only=True, slots=True)
class Size:
    """What was measured at one size: nanoseconds by action, and resident bytes."""

    passages: int
    spent: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    resident: int = 0
    raw: int = 0

    def median(self, name: str) -> float:
        """Return the median of an action in milliseconds."""
        return statistics.median(self.spent[name]) / 1e6

    def late(self, name: str) -> float:
        """Return the 95th percentile of an action in milliseconds."""
        return statistics.quantiles(self.spent[name], n=20)[-1] / 1e6


def resident(pid: int | None = None) -> int:
    """Return the resident bytes of a process, 0 where the system does not tell."""
    try:
        text = Path(f"/proc/{pid or 'self'}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return (
        next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")) << 10
    )


def measured(actions: Mapping[str, Action], asked: Sequence[Asked], clock: Clock) -> Size:
    """Run every action on every question, both in shuffled order."""
    size, source = Size(passages=0), random.Random(5)
    names = list(actions)
    for number, one in enumerate([*asked[:_WARM_UP], *source.sample(asked, len(asked))]):
        source.shuffle(names)
        for name in names:
            spent = clock.spent(actions[name], one)
            if number >= _WARM_UP:
                size.spent[name].append(spent)
    if BARE_VECTORS in actions:
        pairs = zip(size.spent[BARE_WORDS], size.spent[BARE_VECTORS], strict=True)
        size.spent[BARE] = [words + vectors for words, vectors in pairs]
    return size


@contextmanager
def watched() -> Iterator[dict[str, int]]:
    """Add up what the parts of a search cost; a part inside another counts as the outer one."""
    spent: dict[str, int] = defaultdict(int)
    inside = False

    def timed(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def wrapper(*positional: object, **named: object) -> object:
            nonlocal inside
            if inside:
                return call(*positional, **named)
            inside, begin = True, time.process_time_ns()
            try:
                return call(*positional, **named)
            finally:
                inside = False
                spent[name] += time.process_time_ns() - begin

        return wrapper

    with ExitStack() as stack:
        for name, owner, attribute in _PARTS:
            call = timed(name, getattr(owner, attribute))
            stack.enter_context(patch.object(owner, attribute, call))
        yield spent


def parts(action: Callable[[], Action], asked: Sequence[Asked], clock: Clock) -> Iterator[str]:
    """Yield what share of a search each part has."""
    with watched() as spent:
        search = action()
        theirs, begin = clock.server(), time.process_time_ns()
        for one in asked:
            search(one)
        whole = time.process_time_ns() - begin
        spent["the vector server"] = max(0, clock.server() - theirs)
        whole += spent["the vector server"]
    for name, value in sorted(spent.items(), key=lambda pair: -pair[1]):
        yield f"    {name:28} {value / whole:6.1%}"
    yield f"    {'the rest':28} {1 - sum(spent.values()) / whole:6.1%}"


def table(size: Size) -> Iterator[str]:
    """Yield the table of one size."""
    unit_name = BARE if BARE in size.spent else BARE_WORDS
    unit = size.median(unit_name)
    count = len(size.spent[unit_name])
    yield f"{size.passages} passages, {count} questions; 1 = {unit_name}, here {unit:.2f} ms of CPU"
    yield f"  {'':58} {'median':>7} {'p95':>7}"
    for name in sorted(size.spent):
        yield f"  {name:58} {size.median(name) / unit:7.2f} {size.late(name) / unit:7.2f}"
    if BARE in size.spent:
        memory = (size.resident - (80 << 20)) / size.raw
        yield f"  resident, less 80 MB for the program: {memory:.2f} x the raw vectors"
