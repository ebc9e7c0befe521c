"""Reading in processes of their own: what a document does to its process costs that document."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from ingest.articles import Prepared
from ingest.documents import Document, Line, Metadata
from ingest.reading import pool as pool_module
from ingest.reading.child import Job, Limits, read_article
from ingest.reading.pool import ReadingPool
from ingest.reading.tickets import Passing, Ticket
from ingest.reading.wire import Broken, packed, receive, send, unpacked
from ingest.split import split
from rag.errors import DocumentError
from rag.records import ArticleKind

ROOT = Path(__file__).parent.parent
posix = pytest.mark.skipif(sys.platform == "win32", reason="NOT RUN: no resource limits here")
BODY = "Buruh pabrik nomor {} di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."

# A reader of ours in place of the real one, for what no harmless file can provoke. It runs in the
# child only: the module is found through PYTHONPATH, like any other.
FAULTY = """
import os, sys, time
import ingest.readers as readers
honest = readers.read
def read(data, name):
    if b"HANG" in data: time.sleep(60)
    if b"SPIN" in data:
        while True: pass
    if b"EAT" in data: return [bytearray(1 << 20) for _ in range(100_000)]
    if b"CRASH" in data: os.kill(os.getpid(), 11)
    if b"PRINT" in data: print("{}" * 1000, flush=True)
    if b"ODD" in data: raise RecursionError("too deep")
    if b"ONCE" in data and not os.path.exists(name + ".done"):
        open(name + ".done", "w").close()
        os._exit(3)
    return honest(data, name)
readers.read = read
"""


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make every child read with the faulty reader; give a folder for its files."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        f"import sys\nif '-c' in sys.orig_argv:\n    sys.path.append({str(ROOT)!r})\n"
        + "".join(f"    {line}\n" for line in FAULTY.strip().splitlines())
    )
    monkeypatch.setenv("PYTHONPATH", str(site))
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def job(path: Path, text: str = "", **more: object) -> Job:
    if text:
        path.write_text(text)
    return Job(source=f"file:{path}", name=str(path), path=str(path), **more)  # type: ignore[arg-type]


def outcome(pool: ReadingPool, ticket: Ticket) -> str:
    try:
        return pool.take(ticket).prepared.article.text
    except DocumentError as error:
        return f"! {error.what}"


def test_values_arrive_as_they_were_sent() -> None:
    document = Document(
        lines=(Line(text="Upah naik."), Line(text="Kata “buruh” — \ud800 東.")),
        given=Metadata(title="Judul", published=date(2025, 11, 19), tags=("upah", "pabrik")),
    )
    read = read_article(Job(source="a", name="a.txt"), BODY.encode())
    for value in (document, read, Metadata(kind=ArticleKind.CORRECTION), Limits(wall_s=1.5)):
        assert unpacked(type(value), json.loads(json.dumps(packed(value)))) == value
    with pytest.raises(ValueError, match="Prepared has 2 fields"):
        unpacked(Prepared, [1])


def test_messages_have_lengths_and_a_cut_one_is_noticed() -> None:
    stream = BytesIO()
    send(stream, {"a": "é"}, b"\x00\x01")
    whole = stream.getvalue()
    body, data = receive(BytesIO(whole))
    assert (json.loads(body), data) == ({"a": "é"}, b"\x00\x01")
    for length in range(len(whole)):
        with pytest.raises(Broken):
            receive(BytesIO(whole[:length]))
    with pytest.raises(Broken):
        receive(BytesIO(b"\xff" * 12))


def test_files_pages_and_faults_are_answered_in_order(tmp_path: Path) -> None:
    with ReadingPool(processes=2) as pool:
        assert pool.started == 0, "no process before there is work"
        tickets = [pool.submit(job(tmp_path / f"{n}.txt", BODY.format(n))) for n in range(60)]
        page = pool.submit(
            Job(source="https://a/b", name="b.html", given=Metadata(outlet="Warta Selat")),
            f"<html><body><article><p>{BODY.format('x')}</p></article></body></html>".encode(),
        )
        gone = pool.submit(job(tmp_path / "gone.txt"))
        binary = pool.submit(Job(source="stdin:", name="a.txt"), b"\x00\x01" * 100)
        for number, ticket in enumerate(tickets):
            read = pool.take(ticket)
            assert read.prepared.article.text == BODY.format(number)
            assert read.passages == split(read.prepared.article, read.prepared.lines)
        assert "nomor x di Muara" in outcome(pool, page)
        assert outcome(pool, gone).startswith("! It cannot be opened: No such file")
        assert "no text" in outcome(pool, binary)
        assert 1 <= pool.started <= 2


def test_few_documents_start_one_process(tmp_path: Path) -> None:
    with ReadingPool(processes=4) as pool:
        for number in range(3):
            outcome(pool, pool.submit(job(tmp_path / f"{number}.txt", BODY.format(number))))
        assert pool.started == 1


@posix
def test_what_spins_eats_or_crashes_costs_itself_alone(faulty: Path) -> None:
    limits = Limits(memory=400 << 20, cpu_s=1, wall_s=25)
    kinds = ["SPIN", "EAT", "CRASH", "ODD", "PRINT"]
    with ReadingPool(processes=2, limits=limits) as pool:
        tickets = {}
        for number in range(40):
            kind = kinds.pop() if kinds and number % 6 == 1 else ""
            path = faulty / f"{number}.txt"
            tickets[kind or str(number)] = pool.submit(job(path, BODY.format(number) + kind))
        said = {kind: outcome(pool, ticket) for kind, ticket in tickets.items()}
    assert "more than the 1 seconds of work" in said["SPIN"]
    assert "more memory than the 400 MiB" in said["EAT"]
    assert "crashed" in said["CRASH"]
    assert "RecursionError: too deep" in said["ODD"]
    good = {kind for kind, text in said.items() if not text.startswith("!")}
    assert "PRINT" in good and len(good) == 36, said


@posix
def test_what_its_predecessors_may_have_done_is_tried_again(faulty: Path) -> None:
    with ReadingPool(processes=1) as pool:
        names = ["a", "b ONCE", "c", "d CRASH"]
        tickets = [pool.submit(job(faulty / f"{name[0]}.txt", f"{BODY} {name}")) for name in names]
        said = [outcome(pool, ticket) for ticket in tickets]
    assert [text.startswith("!") for text in said] == [False, False, False, True]


def test_what_hangs_is_ended_and_what_was_behind_it_is_read(faulty: Path) -> None:
    with ReadingPool(processes=1, limits=Limits(wall_s=1)) as pool:
        names = ["a", "b", "c HANG", "d", "e"]
        tickets = [pool.submit(job(faulty / f"{name[0]}.txt", f"{BODY} {name}")) for name in names]
        said = [outcome(pool, ticket) for ticket in tickets]
        assert pool.started == 2
    assert "longer than the 1 seconds" in said[2]
    assert [text.startswith("!") for text in said] == [False, False, True, False, False]


@posix
def test_limits_are_real_and_the_process_has_its_own_group(tmp_path: Path) -> None:
    import resource

    with ReadingPool(processes=1) as pool:
        outcome(pool, pool.submit(job(tmp_path / "a.txt", BODY)))
        (child,) = children(os.getpid())
        assert os.getpgid(child) == child != os.getpgid(os.getpid())
        assert resource.prlimit(child, resource.RLIMIT_AS) == (1 << 30, 1 << 30)
        assert resource.prlimit(child, resource.RLIMIT_CORE) == (0, 0)
        assert 30 <= resource.prlimit(child, resource.RLIMIT_CPU)[0] <= 35
    assert children(os.getpid()) == []


@posix
def test_no_process_outlives_its_run(faulty: Path) -> None:
    """Also where the run is killed while a reader hangs."""
    path = faulty / "a.txt"
    path.write_text(BODY + " HANG")
    script = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from ingest.reading.pool import ReadingPool\n"
        "from ingest.reading.child import Job\n"
        "pool = ReadingPool(processes=1)\n"
        "pool.submit(Job(source='a', name=sys.argv[1], path=sys.argv[1])).done.wait()\n"
    )
    run = subprocess.Popen([sys.executable, "-P", "-", str(path), str(ROOT)], stdin=subprocess.PIPE)
    assert run.stdin is not None
    run.stdin.write(script.encode())
    run.stdin.close()
    deadline = time.monotonic() + 60
    while not children(run.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    (child,) = children(run.pid)
    time.sleep(0.3)
    run.send_signal(signal.SIGKILL)
    run.wait()
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(child)


def test_where_no_process_can_be_started_every_document_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(limits: Limits) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(pool_module, "ReadingProcess", refused)
    with ReadingPool(processes=1) as pool:
        tickets = [pool.submit(job(tmp_path / f"{n}.txt", BODY.format(n))) for n in range(3)]
        for ticket in tickets:
            assert ticket.done.wait(10), "the run would wait for ever"
            with pytest.raises(Passing, match="Cannot allocate memory"):
                pool.take(ticket)


def test_a_closed_pool_ends_at_once(faulty: Path) -> None:
    pool = ReadingPool(processes=2)
    hanging = pool.submit(job(faulty / "a.txt", BODY + " HANG"))
    time.sleep(0.5)
    begun = time.monotonic()
    pool.close()
    assert time.monotonic() - begun < 30  # the child would sleep for 60 s
    assert "interrupted" in outcome(pool, hanging)


def children(parent: int) -> list[int]:
    path = Path(f"/proc/{parent}/task")
    found = []
    for task in path.glob("*/children"):
        found += [int(each) for each in task.read_text().split()]
    return found


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@posix
def test_the_memory_of_the_run_is_not_taken_for_that_of_its_reading_processes(
    tmp_path: Path,
) -> None:
    """getrusage says of a new process what its parent held; then each document took a new one."""
    ballast = bytearray(os.urandom(1)) * (900 << 20)
    with ReadingPool(processes=1) as pool:
        for number in range(3):
            outcome(pool, pool.submit(job(tmp_path / f"{number}.txt", BODY.format(number))))
        assert pool.started == 1
    assert len(ballast)
