"""How much work something is, told so that a busy machine cannot make a test fail.

What else runs only ever adds: other threads, a full garbage collection, a neighbour on the same
core. So the least of several runs is compared, and there are more runs while it is too much. Work
that is really too much is so every time, and fails after the last run.
"""

from __future__ import annotations

import time
from collections.abc import Callable

RUNS = 12


def spent(work: Callable[[], object]) -> float:
    """Return the seconds of this thread's own processor time that one run takes."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def within(seconds: float, work: Callable[[], object]) -> bool:
    """Say whether one run in ``RUNS`` takes less than this much of the thread's processor time."""
    return any(spent(work) < seconds for _ in range(RUNS))


def grows_below(times: float, short: Callable[[], object], long: Callable[[], object]) -> bool:
    """Say whether the long work takes less than ``times`` the short one (and 10 ms more)."""
    least = [float("inf"), float("inf")]
    for _ in range(RUNS):
        least = [min(least[0], spent(short)), min(least[1], spent(long))]
        if least[1] < times * least[0] + 0.01:
            return True
    return False
