"""What does the page feel like when the whole office asks at once, and what does it cost?

The page is this project's own program in a process of its own, over a copy of the sample archive;
the model is the stand-in server of the tests, which writes for everybody at the same time::

    python -m bench.page load [--people 30] [--rate 10] [--imports 400]
    python -m bench.page first          # start and first page, against a bare Gradio page
    python -m bench.page memory [--sessions 60]
    python -m bench.page bytes [--turns 30]

``load``: every person sends a question of the sample's evaluation set at the same moment while an
import of made-up articles runs. Printed: the longest silence that any of them met between sending
and the end of the answer (seconds; a heartbeat is promised every second), and the time from a
claim's last token, as the stand-in sent it, to the arrival of that claim at the person's program
(milliseconds, median, 95th percentile, greatest). ``memory``: growth of the page's resident memory
for each open session that has asked one question. ``bytes``: what is sent for one quoted answer as
a conversation grows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

_ROOT = Path(__file__).resolve().parents[1]
_QUESTIONS = _ROOT / "evals" / "data" / "sample_questions.jsonl"
_BARE = """
import gradio as gr, sys
with gr.Blocks(analytics_enabled=False) as page:
    box = gr.Textbox(); chat = gr.Chatbot(); box.submit(lambda text, past: past, [box, chat], chat)
page.launch(server_port=int(sys.argv[1]), quiet=True, show_error=False, ssr_mode=False)
"""


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def _running(command: Sequence[str], url: str, **environ: str) -> Iterator[psutil.Process]:
    """Run a page until it answers; yield its process and end it afterwards."""
    quiet = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    process = subprocess.Popen(
        command,
        cwd=_ROOT,
        env={**os.environ, **quiet, **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 180
        while True:
            try:
                if httpx.get(url + "/", timeout=30).status_code == 200:
                    break
            except httpx.HTTPError:
                if time.monotonic() > until or process.poll() is not None:
                    raise SystemExit(f"{' '.join(command)} did not start") from None
            time.sleep(0.01)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _page(folder: Path, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "ui", "--sample", "--no-browser", "--port", str(port)),
        *("--data-dir", str(folder)),
    ]


def _questions(count: int) -> list[str]:
    """Return answerable questions of the sample, each once as long as there are enough."""
    cases = [json.loads(line) for line in _QUESTIONS.read_text("utf-8").splitlines() if line]
    plain = [
        case["question"]
        for case in cases
        if case["expected"] == "answer" and not case.get("history")
    ]
    return [f"{plain[at % len(plain)]}" for at in range(count)]


class Person:
    """One open page, as its browser speaks with the server."""

    def __init__(self, client: httpx.AsyncClient, config: dict[str, Any]) -> None:
        self._client = client
        self._session = secrets.token_hex(6)
        kinds = {item["id"]: item["type"] for item in config["components"]}
        calls = {item["api_name"]: item for item in config["dependencies"] if item["api_name"]}
        self._calls = {
            name: (call["id"], [kinds[each] for each in call["inputs"]])
            for name, call in calls.items()
        }

    async def call(self, name: str, text: str = "") -> AsyncIterator[tuple[float, str]]:
        """Call an event; yield the moment and the text of all that comes back."""
        function, kinds = self._calls[name]
        texts = iter([text])
        data = [None if kind == "state" else next(texts, "") for kind in kinds]
        sent = {"data": data, "fn_index": function, "session_hash": self._session}
        joined = await self._client.post("/gradio_api/queue/join", json=sent)
        joined.raise_for_status()
        event = joined.json()["event_id"]
        query = {"session_hash": self._session}
        async with self._client.stream("GET", "/gradio_api/queue/data", params=query) as stream:
            async for line in stream.aiter_lines():
                if line:
                    yield time.time(), line
                if "process_completed" in line and event in line:
                    return


class Clock:
    """When the stand-in sent the last token of each claim, by question and place."""

    def __init__(self) -> None:
        self.claims: dict[str, list[tuple[float, str]]] = {}
        self._written: dict[int, str] = {}

    def __call__(self, body: dict[str, Any], token: str) -> None:
        """Note a token; a claim ends with the brace behind its text."""
        text = self._written[id(body)] = self._written.get(id(body), "") + token
        question = body["messages"][-1]["content"]
        found = self.claims.setdefault(question, [])
        if text.count("}") > len(found) and '"text": "' in text:
            claim = text.rsplit('"text": "', 1)[1].split('"}', 1)[0]
            if not found or found[-1][1] != claim:
                found.append((time.time(), claim))

    def of(self, question: str) -> list[tuple[float, str]]:
        """Return the claims of the prompt that holds a question."""
        return next((found for asked, found in self.claims.items() if question in asked), [])


async def _ask(person: Person, question: str) -> list[tuple[float, str]]:
    heard = [(time.time(), "")]
    async for moment, line in person.call("ask", question):
        heard.append((moment, line))
    return heard


async def _all_ask(url: str, questions: Sequence[str]) -> list[list[tuple[float, str]]]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=300, limits=limits) as client:
        config = (await client.get("/config")).json()
        people = [Person(client, config) for _ in questions]
        for person in people:
            async for _ in person.call("open"):
                pass
        asked = [_ask(*each) for each in zip(people, questions, strict=True)]
        return await asyncio.gather(*asked)


def _late(heard: list[tuple[float, str]], claims: Sequence[tuple[float, str]]) -> list[float]:
    """Return by how many milliseconds each claim that was shown came after its last token."""
    found = []
    for sent, text in claims:
        words = json.dumps(text[:40], ensure_ascii=True)[1:-1].split("\\", 1)[0].split("&")[0]
        plain = text[:40].split('"')[0].split("&")[0].split("'")[0].split("-")[0]
        times = [at for at, line in heard if at >= sent and (words in line or plain in line)]
        if times and len(plain) > 8:
            found.append((times[0] - sent) * 1000)
    return found


def _import(folder: Path, articles: int) -> subprocess.Popen[bytes]:
    """Begin an import of so many small articles of our own."""
    texts = folder.parent / "texts"
    texts.mkdir(exist_ok=True)
    for at in range(articles):
        (texts / f"kabar-{at}.txt").write_text(
            f"Kabar nomor {at} dari kawasan\n\nSerikat di pabrik {at} berunding tentang jadwal "
            f"kerja. Pertemuan ke-{at} berlangsung di aula {at % 17}.\n",
            encoding="utf-8",
        )
    command = [sys.executable, "-m", "ingest", "add", str(texts), "--data-dir", str(folder)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=_ROOT, stdout=quiet, stderr=quiet)


def load(options: argparse.Namespace) -> None:
    """Let everybody ask at once."""
    sys.path.insert(0, str(_ROOT / "tests"))
    from stand_in_ollama import StandInOllama

    clock = Clock()
    with (
        tempfile.TemporaryDirectory() as scratch,
        StandInOllama(rate=options.rate, parallel=options.people, on_token=clock) as server,
    ):
        folder = Path(scratch) / "archive"
        url = f"http://127.0.0.1:{(port := _free_port())}"
        environ = {"OLLAMA_HOST": server.url, "TANYA_AT_ONCE": str(min(64, options.people))}
        with _running(_page(folder, port), url, **environ):
            asyncio.run(_all_ask(url, _questions(1)))  # warm: the model and the index are loaded
            clock.claims.clear()
            imported = _import(folder, options.imports) if options.imports else None
            questions = _questions(options.people)
            began = time.time()
            heard = asyncio.run(_all_ask(url, questions))
            print(f"{len(heard)} people answered in {time.time() - began:.1f} s", end="")
            if imported:
                state = "still running" if imported.poll() is None else "over"
                print(f"; the import of {options.imports} articles is {state}", end="")
                imported.wait()
            print(f"; load average {os.getloadavg()[0]:.1f}")
    _tell(heard, questions, clock)


def _tell(heard: list[list[tuple[float, str]]], questions: Sequence[str], clock: Clock) -> None:
    silences = []
    for each in heard:
        times = [moment for moment, _ in each]
        silences.append(max(b - a for a, b in zip(times, times[1:], strict=False)))
    print(
        f"longest silence: median {statistics.median(silences):.2f} s, worst {max(silences):.2f} s"
    )
    late = sorted(
        gap
        for each, asked in zip(heard, questions, strict=True)
        for gap in _late(each, clock.of(asked))
    )
    if not late:
        print("no claim of the model was shown: its delay was NOT MEASURED")
        return
    print(
        f"claim after its last token, {len(late)} claims: median {statistics.median(late):.0f} ms,"
        f" p95 {late[int(len(late) * 0.95)]:.0f} ms, worst {late[-1]:.0f} ms"
    )


def first(options: argparse.Namespace) -> None:
    """Compare the time from starting the program to its first page with a bare Gradio page."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "archive"
        command = [sys.executable, "-m", "ingest", "sample", "--data-dir", str(folder)]
        subprocess.run(command, cwd=_ROOT, check=True, capture_output=True)
        for _ in range(options.runs):
            for command, times in ((None, ours), ([sys.executable, "-c", _BARE], bare)):
                port = _free_port()
                whole = [*command, str(port)] if command else _plain_page(folder, port)
                began = time.perf_counter()
                with _running(whole, f"http://127.0.0.1:{port}"):
                    times.append(time.perf_counter() - began)
    ratio = statistics.median(ours) / statistics.median(bare)
    print(
        f"first page: {statistics.median(ours):.2f} s; bare Gradio {statistics.median(bare):.2f} s;"
        f" ratio {ratio:.2f} (asked: at most 1.5), {options.runs} runs in turn"
    )


def _plain_page(folder: Path, port: int) -> list[str]:
    command = _page(folder, port)
    command.remove("--sample")  # checking that the sample is in place is not the page's time
    return command


def memory(options: argparse.Namespace) -> None:
    """Open sessions that each ask one question; print what each costs."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "archive"
        url = f"http://127.0.0.1:{(port := _free_port())}"
        with _running(_page(folder, port), url) as process:
            asyncio.run(_one_after_another(url, 10))
            before = process.memory_info().rss
            asyncio.run(_one_after_another(url, options.sessions))
            grown = (process.memory_info().rss - before) / 2**20
    print(
        f"{options.sessions} sessions: {grown:.1f} MiB more, {grown / options.sessions:.2f} MiB"
        " each (asked: under 5)"
    )


async def _one_after_another(url: str, count: int) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=300) as client:
        config = (await client.get("/config")).json()
        for question in _questions(count):
            person = Person(client, config)
            async for _ in person.call("open"):
                pass
            await _ask(person, question)


def bytes_sent(options: argparse.Namespace) -> None:
    """Ask the same question again and again in one conversation; print what each answer sends."""

    async def sizes(url: str) -> list[tuple[int, int]]:
        async with httpx.AsyncClient(base_url=url, timeout=300) as client:
            config = (await client.get("/config")).json()
            person = Person(client, config)
            async for _ in person.call("open"):
                pass
            found = []
            for _ in range(options.turns):
                heard = [len(line) for _, line in await _ask(person, _questions(1)[0])]
                found.append((max(heard), sum(heard)))
            return found

    with tempfile.TemporaryDirectory() as scratch:
        url = f"http://127.0.0.1:{(port := _free_port())}"
        with _running(_page(Path(scratch) / "archive", port), url):
            found = asyncio.run(sizes(url))
    for at in sorted({1, 2, len(found) // 2, len(found)}):
        print(
            f"turn {at}: largest message {found[at - 1][0]}, in all {found[at - 1][1]} characters"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    kinds = parser.add_subparsers(required=True)
    each = kinds.add_parser("load")
    each.add_argument("--people", type=int, default=30)
    each.add_argument("--rate", type=float, default=10.0, help="tokens a second for each")
    each.add_argument("--imports", type=int, default=400, help="articles taken in meanwhile")
    each.set_defaults(run=load)
    each = kinds.add_parser("first")
    each.add_argument("--runs", type=int, default=5)
    each.set_defaults(run=first)
    each = kinds.add_parser("memory")
    each.add_argument("--sessions", type=int, default=60)
    each.set_defaults(run=memory)
    each = kinds.add_parser("bytes")
    each.add_argument("--turns", type=int, default=30)
    each.set_defaults(run=bytes_sent)
    options = parser.parse_args(argv)
    options.run(options)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
