"""Runs the commands of the manual and compares what they print with what it shows.

``python tests/manual_runner.py`` writes the outputs into the manual afresh: look at the difference
before it is committed.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from manual_articles import ARTICLES, PAGES
from stand_in_web import Answer, Web, article, rss

ROOT = Path(__file__).resolve().parent.parent
MANUAL = ROOT / "docs" / "ingest.md"
SITE = "https://warta.example"
HOME = "/home/you"

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
_ID = re.compile(r"\b[0-9a-f]{16}\b")
_MASKS = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
    (_ID, "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?"), "TIME"),
    (re.compile(r"\bin \d+\.\d s\b"), "in TIME"),
    (re.compile(r'"seconds": [\d.]+'), '"seconds": TIME'),
    (re.compile(r"\b\d+(\.\d)? (bytes|kB|MB|GB)\b"), "SIZE"),
)


@dataclass
class Step:
    """One command of the manual and the output that it shows."""

    command: str
    output: str
    line: int = 0


def steps(text: str) -> list[Step]:
    """Return the commands of all ``console`` blocks in order."""
    found: list[Step] = []
    for block in _BLOCK.finditer(text):
        line = text[: block.start(1)].count("\n") + 1
        for number, row in enumerate(block[1].splitlines(), line):
            if row.startswith("$ "):
                found.append(Step(command=row[2:], output="", line=number))
            elif not found:
                raise ValueError(f"line {number}: a console block begins with a command")
            else:
                found[-1].output += row + "\n"
    return found


def masked(text: str) -> str:
    """Return a text without what differs from run to run."""
    for pattern, word in _MASKS:
        text = pattern.sub(word, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@dataclass
class Runner:
    """A folder with the manual's articles, and the office's machine as the manual knows it."""

    folder: Path
    web: Web
    ids: dict[str, str] = field(default_factory=dict)
    """Ids that the manual shows, and what they are here: an id depends on the folder's name."""

    def run(self, step: Step) -> str:
        """Run a command and return what a person would see, in the manual's words."""
        command = step.command
        for shown, real in self.ids.items():
            command = command.replace(shown, real)
        return self._shown(self._done(command.replace(SITE, self.site)))

    @property
    def site(self) -> str:
        """Where the site of the manual really is."""
        return f"http://127.0.0.1:{self.web.port}"

    def learn(self, shown: str, real: str) -> None:
        """Learn which id is which from two outputs that say the same."""
        if masked(shown) == masked(real):
            self.ids.update(zip(_ID.findall(shown), _ID.findall(real), strict=True))

    def _done(self, command: str) -> str:
        words = shlex.split(command)
        if words[:2] != ["./tanya", "ingest"] or "|" in words:
            done = subprocess.run(
                command, shell=True, cwd=self.folder, capture_output=True, text=True, check=False
            )
            return done.stdout + done.stderr
        words = words[2:]
        given = b""
        if "<" in words:
            place = words.index("<")
            given = (self.folder / words[place + 1]).read_bytes()
            words = words[:place]
        fetching = words[0] == "add" and self.site in command
        if fetching or words[:2] in (["follow", "add"], ["follow", "run"], ["retry", "--all"]):
            words += ["--allow-address", "127.0.0.1/32", "--allow-port", str(self.web.port)]
        return _main(words, given)

    def _shown(self, text: str) -> str:
        text = text.replace(self.site, SITE).replace(str(self.folder), HOME)
        return "".join(
            line + "\n"
            for line in text.splitlines()
            if not line.startswith("Private addresses in ")  # the options that were added above
        )


def _main(words: list[str], given: bytes) -> str:
    """Run ``ingest`` in this process; both streams together, as on a terminal's lines."""
    from ingest.cli import main

    said = io.StringIO()
    stdin = io.TextIOWrapper(io.BytesIO(given))
    with (
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        mock.patch.object(sys, "stdin", stdin),
        contextlib.suppress(SystemExit),
    ):
        main(words)
    return said.getvalue()


@contextlib.contextmanager
def office(folder: Path) -> Iterator[Runner]:
    """Make the manual's folder and its web site; every command finds its archive below it."""
    from ingest.fetching import fetcher
    from ingest.fetching.pacing import Pace
    from rag.settings import load, open_archive, open_projector

    folder = folder.resolve()
    for name, text in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    before = Path.cwd()
    environ = {"TANYA_DATA_DIR": str(folder / "archive")}
    with (
        Web() as web,
        mock.patch.dict(os.environ, environ),
        # Politeness costs a second a request; tests/test_fetching.py sees to it.
        mock.patch.object(fetcher, "Pace", lambda seconds: Pace(0.0)),
    ):
        web.pages |= _pages(f"http://127.0.0.1:{web.port}")
        os.chdir(folder)
        archive = open_archive(load(os.environ))
        # One vector server for all commands: starting it for each would take most of the time.
        projector = open_projector(load(os.environ), archive)
        try:
            yield Runner(folder=folder, web=web)
        finally:
            projector.close()
            archive.close()
            os.chdir(before)


def _pages(site: str) -> dict[str, Answer]:
    from stand_in_web import Reply

    date = '<meta property="article:published_time" content="2025-11-18T09:00:00+07:00">'
    pages: dict[str, Answer] = {
        path: Reply(body=article(title, text, date), headers={"ETag": f'"{path}"'})
        for path, (title, text) in PAGES.items()
    }
    items = [(path, site + path, PAGES[path][0]) for path in ("/berita/sopir", "/berita/kantin")]
    pages["/rss"] = rss([*items, ("/hilang", f"{site}/hilang", "Halaman Hilang")], "Warta Contoh")
    return pages


def rewrite() -> None:
    """Write the outputs into the manual as they are now."""
    text = MANUAL.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, office(Path(folder)) as runner:
        outputs = iter([(step, runner.run(step)) for step in steps(text)])

        def block(_: re.Match[str]) -> str:
            lines = []
            for row in _[1].splitlines():
                if row.startswith("$ "):
                    step, output = next(outputs)
                    lines += [f"$ {step.command}", *(x.rstrip() for x in output.splitlines())]
            return "```console\n" + "\n".join(lines) + "\n```"

        text = _BLOCK.sub(block, text)
    MANUAL.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    rewrite()
