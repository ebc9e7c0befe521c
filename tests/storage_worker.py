"""Another process for the tests of storage: ``python storage_worker.py COMMAND FOLDER ...``."""

from __future__ import annotations

import json
import os
import random
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from storage_entries import made_up, small  # noqa: E402

from rag.archive import Archive, full_text  # noqa: E402
from rag.embedding import OfflineEmbedder  # noqa: E402
from rag.errors import DiskFull, TanyaError  # noqa: E402
from rag.projection import Projector  # noqa: E402


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
    version = int(round_) * 1000
    while True:
        version += 1
        number = rnd.randrange(40)
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


class Desk:
    """One archive and its projector, told what to do line by line."""

    def __init__(self, folder: str, *, follow: bool) -> None:
        self.archive = Archive(Path(folder))
        self.projector = Projector(
            self.archive, OfflineEmbedder(), chroma_url=os.environ.get("CHROMA_URL", "")
        )
        if follow:
            self.projector.follow()

    def put(self, number: int, version: int) -> list[str]:
        """Acknowledged: stored, and to be found by its vector."""
        made = small(number, version)
        self.archive.put([made])
        self.projector.catch_up()
        return [passage.id for passage in made.passages]

    def remove(self, number: int) -> None:
        self.archive.remove(small(number, 0).article.id)
        self.projector.catch_up()

    def search(self, text: str, limit: int) -> list[str]:
        return self.projector.search(text, limit)

    def check(self, thorough: bool) -> dict[str, int]:
        return asdict(self.projector.check(thorough=thorough))

    def rebuild(self) -> None:
        self.projector.rebuild()

    def burst(self, path: str, seed: int, count: int) -> None:
        """Put, change and remove, each time up to the vectors; write down what is done."""
        rnd = random.Random(seed)
        with open(path, "a", buffering=1) as record:
            for step in range(count):
                number, version = rnd.randrange(30), seed * 100 + step
                removing = rnd.random() < 0.2
                record.write(f"{number} {-1 if removing else version}\n")
                if removing:
                    self.remove(number)
                else:
                    self.put(number, version)
                record.write(f"{number} {-1 if removing else version} done\n")

    def words(self, text: str) -> int:
        return len(self.archive.search_words(full_text(text), limit=5))

    def state(self) -> str:
        return self.projector.state()

    def close(self) -> None:
        self.projector.close()
        self.archive.close()


def desk(folder: str, follow: str = "") -> None:
    """Do what comes as ``["method", argument, ...]``, a line each; answer ``[result, error]``."""
    served = Desk(folder, follow=bool(follow))
    say("ready")
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        try:
            answer = [getattr(served, name)(*arguments), ""]
        except TanyaError as error:
            answer = [None, f"{type(error).__name__}: {error}"]
        say(json.dumps(answer))


COMMANDS: dict[str, Callable[..., None]] = {
    "open": open_it,
    "open_as_nobody": open_as_nobody,
    "put": put,
    "write": write,
    "fill": fill,
    "desk": desk,
}

if __name__ == "__main__":
    try:
        COMMANDS[sys.argv[1]](*sys.argv[2:])
    except TanyaError as error:
        say(f"{type(error).__name__}: {error}")
        sys.exit(error.exit_code)
