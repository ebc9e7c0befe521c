"""Another process for the tests of storage: ``python storage_worker.py COMMAND FOLDER ...``."""

from __future__ import annotations

import os
import random
import resource
import sys
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from rag.archive import Archive
from rag.errors import DiskFull, TanyaError
from storage_entries import made_up, small


def say(line: str) -> None:
    print(line, flush=True)


def open_it(folder: str) -> None:
    Archive(Path(folder)).close()
    say("opened")


def open_as_nobody(folder: str) -> None:
    """From inside, because nobody may not go through the folders above."""
    os.chdir(folder)
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    open_it(".")


def put(folder: str, begin: str, count: str) -> None:
    archive = Archive(Path(folder))
    for number in range(int(begin), int(begin) + int(count)):
        archive.put([made_up(number)])
    archive.close()
    say("done")


def write(folder: str, round_: str, seed: str) -> None:
    """Put, change and remove for ever; say what begins and what is done."""
    rnd = random.Random(f"{seed} {round_}")
    archive = Archive(Path(folder))
    fresh, version = int(round_) * 1000, int(round_) * 1000
    while True:
        version += 1
        number = rnd.randrange(fresh) if fresh and rnd.random() < 0.5 else fresh
        fresh += number == fresh
        if rnd.random() < 0.2:
            say(f"{number} -1")
            archive.remove(small(number, 0).article.id)
            say(f"{number} -1 done")
        else:
            made = small(number, version)
            say(f"{number} {version}")
            archive.put([made])
            say(f"{number} {version} done")


def fill(folder: str) -> None:
    archive = Archive(Path(folder))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
    number = 0
    try:
        for number in range(10_000):
            archive.put([made_up(number, passages=10)])
            say(f"stored {number}")
    except DiskFull as error:
        say(f"full: {error}")
    assert archive.statistics().articles == number
    try:
        archive.put([made_up(number, passages=200)])
    except DiskFull:
        say("still full")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    archive.put([made_up(number)])
    say(f"stored {number}")


COMMANDS: dict[str, Callable[..., None]] = {
    "open": open_it,
    "open_as_nobody": open_as_nobody,
    "put": put,
    "write": write,
    "fill": fill,
}

if __name__ == "__main__":
    try:
        COMMANDS[sys.argv[1]](*sys.argv[2:])
    except TanyaError as error:
        say(f"{type(error).__name__}: {error}")
        sys.exit(error.exit_code)
