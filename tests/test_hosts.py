"""Hosts over real HTTP: fair turns, places, cancelling, servers side by side, failing over."""

from __future__ import annotations

import asyncio
import gc
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, aclosing
from types import SimpleNamespace
from typing import Any

import pytest
from stand_in_ollama import StandInOllama
from stand_in_state import StandInModel

from rag.errors import ModelBusy, ModelError, ModelUnreachable
from rag.hosts import Hosts, Turn, commands, watching
from rag.hosts.queue import Queue, Ticket
from rag.ollama_client import ChatOptions, Timeouts
from rag.records import ModelState

MODEL = "gemma3:4b"
OPTIONS = ChatOptions(model=MODEL, num_ctx=1024, num_predict=200)
ASK = [{"role": "user", "content": "Apa itu mogok kerja?"}]
LIMITS = Timeouts(connect_s=1, load_s=5, idle_s=5, total_s=10)


@pytest.fixture
def servers() -> Iterator[list[StandInOllama]]:
    with ExitStack() as opened:
        running = [opened.enter_context(StandInOllama()) for _ in range(2)]
        for server in running:
            server.reply = lambda body: "Berhenti bekerja bersama-sama."
        yield running


def hosts_of(*servers: StandInOllama | str, **more: Any) -> Hosts:
    addresses = [each if isinstance(each, str) else each.url for each in servers]
    return Hosts(addresses, MODEL, **{"chosen": True, "timeouts": LIMITS, **more})


def nobody() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


async def ready(turn: Turn) -> list[int]:
    async with aclosing(turn.waiting()) as places:
        return [place async for place in places]


async def write(turn: Turn) -> str:
    async with aclosing(turn.client.chat(ASK, OPTIONS, None)) as deltas:
        return "".join([delta async for delta in deltas])


async def ask(hosts: Hosts, asker: str = "") -> str:
    """Ask as a drafter does: wait, write, and go elsewhere where a host fails."""
    async with hosts.join(asker) as turn:
        await ready(turn)
        while True:
            try:
                return await write(turn)
            except ModelError as error:
                turn.failed(error)
                if not await turn.elsewhere():
                    raise


# --- looking -------------------------------------------------------------------------------------


def test_the_best_host_decides(servers: list[StandInOllama]) -> None:
    one, other = servers
    assert hosts_of(one).look().state is ModelState.READY
    assert hosts_of(one, chosen=False).look().state is ModelState.CHOSEN_OFF
    one.models.clear()
    assert hosts_of(one).look().state is ModelState.MISSING
    assert hosts_of(one, nobody()).look().state is ModelState.MISSING
    assert hosts_of(one, nobody(), other).look().state is ModelState.READY
    one.add(StandInModel(MODEL, ("embedding",)))
    assert hosts_of(one).look().state is ModelState.REFUSED
    assert hosts_of(one, other).look().state is ModelState.READY
    silent = hosts_of(nobody(), nobody()).look()
    assert silent.state is ModelState.UNREACHABLE
    assert isinstance(silent.error, ModelUnreachable) and silent.error.item.count("http") == 2


def test_what_was_seen_is_remembered_until_forgotten(servers: list[StandInOllama]) -> None:
    one, other = servers
    hosts = hosts_of(one, other)
    for _ in range(3):
        hosts.look()
        hosts.each()
    assert [len(each.asked("/api/tags")) for each in servers] == [1, 1]
    one.models.clear()
    assert hosts.each()[0].state is ModelState.READY  # a few seconds old
    hosts.forget(one.url)
    assert hosts.each()[0].state is ModelState.MISSING
    assert [len(each.asked("/api/tags")) for each in servers] == [2, 1]


def test_a_silent_host_does_not_hold_the_look(
    servers: list[StandInOllama], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_PROBE", Timeouts(connect_s=60, idle_s=60))
    one, other = servers
    other.faults.always("hang", path="*")
    hosts = hosts_of(other, one)
    began = time.monotonic()
    assert hosts.look().state is ModelState.READY
    assert time.monotonic() - began < 50  # its own deadline is 60 s here
    other.faults.clear()


def test_a_host_known_to_be_silent_costs_little_and_is_noticed_when_it_speaks(
    servers: list[StandInOllama], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_PROBE", Timeouts(connect_s=5, idle_s=5))
    monkeypatch.setattr(watching, "_SILENT_SECONDS", 0.05)
    server = servers[0]
    server.faults.always("hang", path="*")
    hosts = hosts_of(server)
    assert hosts.look().state is ModelState.UNREACHABLE  # after its deadline of 5 s
    hosts.forget()
    began = time.monotonic()
    assert hosts.look().state is ModelState.UNREACHABLE
    assert time.monotonic() - began < 4.5  # it is not waited for to its deadline again
    server.faults.clear()
    assert server.wait_until(lambda: hosts.forget() or hosts.look().state is ModelState.READY)


def looked_at(hosts: Hosts) -> list[ModelState]:
    """Look in a thread of its own, so that a look without end fails the test."""
    found: list[ModelState] = []
    thread = threading.Thread(target=lambda: found.append(hosts.look().state), daemon=True)
    thread.start()
    thread.join(20)
    return found


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (b"[" * 100_000, ModelState.UNREACHABLE),
        (b'{"a":' * 100_000, ModelState.UNREACHABLE),
        (b'{"models": [{"name": 5}, {"name": "x", "details": 7}]}', ModelState.MISSING),
        (b'{"models": [{"name": "gemma3:4b", "capabilities": 5}]}', ModelState.READY),
    ],
)
def test_nothing_that_a_server_says_keeps_the_look_from_ending(
    servers: list[StandInOllama], monkeypatch: pytest.MonkeyPatch, text: bytes, state: ModelState
) -> None:
    async def said(*_: object) -> bytes:
        return text

    monkeypatch.setattr("rag.ollama_client.transport.Transport._whole", said)
    assert looked_at(hosts_of(servers[0])) == [state]


def test_a_look_that_breaks_in_an_unforeseen_way_is_no_host(
    servers: list[StandInOllama], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise AttributeError("nobody thought of this")

    monkeypatch.setattr("rag.ollama_client.OllamaClient.survey", broken)
    assert looked_at(hosts_of(servers[0])) == [ModelState.UNREACHABLE]


def test_each_host_is_told(servers: list[StandInOllama]) -> None:
    one, other = servers
    other.update_model(MODEL, embedding_length=99)  # another model under the same name
    one.version = "0.31.0"
    hosts = hosts_of(one, other, nobody())
    hosts.client(other.url).warm_up(OPTIONS)
    first, second, third = hosts.each()
    assert (first.version, first.loaded, first.differs) == ("0.31.0", False, False)
    assert (second.loaded, second.context, second.differs) == (True, 1024, True)
    assert first.digest and second.digest and first.digest != second.digest
    assert third.state is ModelState.UNREACHABLE and third.error is not None
    assert not third.differs


def test_no_hosts_is_a_mistake() -> None:
    for wrong in (([], 1), (["127.0.0.1"], 0)):
        with pytest.raises(ValueError, match="at least one"):
            Hosts(wrong[0], MODEL, chosen=True, at_once=wrong[1])


@pytest.mark.parametrize("state", ModelState)
def test_each_state_has_its_commands(state: ModelState) -> None:
    assert bool(commands(state, MODEL)) == (state is not ModelState.READY)


# --- fair turns ----------------------------------------------------------------------------------


def order_of_turns(hosts: Hosts, askers: str, *, later: str = "") -> tuple[list[str], list[Any]]:
    """Let askers queue in this order (``later``: while the first is served); who came when."""
    served: list[str] = []
    places: list[Any] = []
    all_here = asyncio.Event()

    async def one(asker: str, started: asyncio.Event) -> None:
        async with hosts.join(asker) as turn:
            told = []
            started.set()
            async for place in turn.waiting():
                told.append(place)
            served.append(asker)
            places.append((asker, told))
            await all_here.wait()  # nobody is served to the end before the last one has come
            for _ in range(10):
                await asyncio.sleep(0.001)

    async def main() -> None:
        tasks = []
        for asker in askers + later:
            started = asyncio.Event()
            tasks.append(asyncio.create_task(one(asker, started)))
            await started.wait()
        all_here.set()
        await asyncio.gather(*tasks)

    hosts.look()
    asyncio.run(main())
    return served, places


def test_a_flood_does_not_keep_others_waiting(servers: list[StandInOllama]) -> None:
    served, places = order_of_turns(hosts_of(servers[0]), "aaaaaaaa", later="bcb")
    assert served[0] == "a"
    assert sorted(served[1:3]) == ["b", "c"]  # before all that the flood had waiting
    assert set(served[3:5]) == {"a", "b"}
    assert len(served) == 11
    for _, told in places:
        assert told == sorted(told, reverse=True) and len(set(told)) == len(told)


def test_first_come_first_served_within_one_asker() -> None:
    queue = Queue(["h"], at_once=1, pause_s=1, fitness=lambda _: (True, True))
    tickets = [queue.join("a", lambda: None) for _ in range(4)]
    assert [queue.place(each) for each in tickets] == [0, 1, 2, 3]
    queue.leave(tickets[2])  # somebody gives up
    assert [queue.place(each) for each in tickets] == [0, 1, 0, 2]
    queue.leave(tickets[0])
    assert (tickets[1].host, tickets[3].host) == ("h", "")
    queue.leave(tickets[1])
    assert tickets[3].host == "h"


def test_nobody_starves_however_many_come_anew() -> None:
    queue = Queue(["h"], at_once=1, pause_s=1, fitness=lambda _: (True, True))
    holder = queue.join("a", lambda: None)
    patient = queue.join("a", lambda: None)
    regulars = {name: queue.join(name, lambda: None) for name in "bc"}
    served = 0
    while not patient.host and served < 20:
        queue.leave(holder)
        holder = next(each for each in (patient, *regulars.values()) if each.host)
        for name, ticket in regulars.items():  # whoever was served asks again at once
            if ticket is holder:
                regulars[name] = queue.join(name, lambda: None)
        served += 1
    assert patient.host and served <= 4


def test_giving_up_often_costs_no_place() -> None:
    queue = Queue(["h"], at_once=1, pause_s=1, fitness=lambda _: (True, True))
    queue.join("x", lambda: None)
    for _ in range(5):
        queue.leave(queue.join("impatient", lambda: None))
    mine, other = queue.join("impatient", lambda: None), queue.join("other", lambda: None)
    assert [queue.place(mine), queue.place(other)] == [1, 2]
    assert len(queue._rounds) <= 3  # and nothing is remembered of those who left


def test_at_once_turns_run_together(servers: list[StandInOllama]) -> None:
    hosts = hosts_of(servers[0], at_once=2)

    async def main() -> list[bool]:
        async with hosts.join("a") as one, hosts.join("a") as two, hosts.join("a") as three:
            return [bool(each._held.host) for each in (one, two, three)]

    assert asyncio.run(main()) == [True, True, False]
    assert [(each.running, each.waiting) for each in hosts.each()] == [(0, 0)]


def test_a_turn_is_used_in_its_block_and_in_its_time(servers: list[StandInOllama]) -> None:
    hosts = hosts_of(servers[0])

    async def main() -> None:
        outside = hosts.join()
        with pytest.raises(RuntimeError, match="async with"):
            await ready(outside)
        async with hosts.join() as one, hosts.join() as two:
            assert one.host == servers[0].url and len(one.digest) == 64
            assert await ready(one) == []
            with pytest.raises(RuntimeError, match="not this turn"):
                _ = two.client

    asyncio.run(main())


# --- giving turns back ---------------------------------------------------------------------------


def test_cancelling_gives_turn_and_place_back(servers: list[StandInOllama]) -> None:
    server = servers[0]
    server.rate = 1
    hosts = hosts_of(server)

    async def main() -> None:
        writing = asyncio.create_task(ask(hosts, "a"))
        assert await asyncio.to_thread(server.wait_until, lambda: server.asked("/api/chat"))
        waiting = asyncio.create_task(ask(hosts, "b"))
        last = asyncio.create_task(ask(hosts, "c"))
        await until(lambda: hosts.each()[0].waiting == 2)
        waiting.cancel()
        await until(lambda: hosts.each()[0].waiting == 1)
        server.rate = 0
        writing.cancel()
        assert await last
        assert all(task.cancelled() for task in (writing, waiting))

    asyncio.run(main())
    assert (hosts.each()[0].running, hosts.each()[0].waiting) == (0, 0)
    assert [each.phase for each in server.cancellations] == ["decode"]


async def until(true: Any) -> None:
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came")


def test_cancelling_in_the_moment_of_the_turn_gives_it_back(servers: list[StandInOllama]) -> None:
    hosts = hosts_of(servers[0])

    async def main() -> None:
        async with hosts.join("a"):
            waiting = asyncio.create_task(ask(hosts, "b"))
            await until(lambda: hosts.each()[0].waiting == 1)
        waiting.cancel()  # it has the turn now, and does not know it yet
        await asyncio.wait([waiting])

    asyncio.run(main())
    assert hosts.each()[0].running == 0
    assert asyncio.run(ask(hosts))


def test_a_closed_loop_gives_its_turns_and_places_back(servers: list[StandInOllama]) -> None:
    hosts = hosts_of(servers[0])

    async def hold(turns: list[Turn]) -> None:
        for _ in range(2):  # the second one waits; neither block is ever left
            turn = hosts.join("gone")
            await turn.__aenter__()
            turns.append(turn)

    turns: list[Turn] = []
    loop = asyncio.new_event_loop()
    loop.run_until_complete(hold(turns))
    loop.close()
    assert (hosts.each()[0].running, hosts.each()[0].waiting) == (1, 1)
    turns.clear()
    gc.collect()
    assert (hosts.each()[0].running, hosts.each()[0].waiting) == (0, 0)
    assert asyncio.run(ask(hosts))


def test_nobody_is_given_a_turn_who_cannot_be_woken(servers: list[StandInOllama]) -> None:
    hosts = hosts_of(servers[0])
    kept: list[Turn] = []

    async def join() -> None:
        turn = hosts.join("gone")
        await turn.__aenter__()
        kept.append(turn)

    async def main() -> None:
        async with hosts.join("here"):
            loop = asyncio.new_event_loop()
            await asyncio.to_thread(loop.run_until_complete, join())
            loop.close()
        assert await ask(hosts, "here")

    asyncio.run(main())
    assert kept and hosts.each()[0].running == 0


def test_threads_with_loops_of_their_own_share_the_hosts(servers: list[StandInOllama]) -> None:
    one, other = servers
    hosts = hosts_of(one, other)
    answers: list[str] = []

    def work(asker: str) -> None:
        for _ in range(5):
            answers.append(asyncio.run(ask(hosts, asker)))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 20 and all(answers)
    assert [(each.running, each.waiting) for each in hosts.each()] == [(0, 0), (0, 0)]
    assert len(one.asked("/api/chat")) + len(other.asked("/api/chat")) == 20


def test_at_random_nothing_is_lost_and_nobody_waits_for_ever(
    servers: list[StandInOllama],
) -> None:
    hosts = hosts_of(*servers, at_once=2)
    hosts.look()
    most: list[int] = []
    outcomes: list[str] = []

    async def one(asker: str, choices: random.Random) -> None:
        async with hosts.join(asker) as turn:
            async for _ in turn.waiting():
                pass
            most.append(hosts._queue.counts(turn.host)[1])
            await asyncio.sleep(choices.random() / 500)
            if choices.random() < 0.1:
                turn.failed(ModelBusy("busy", remedy="wait"))
                await turn.elsewhere()
            if choices.random() < 0.1:
                raise ModelBusy("busy", remedy="wait")
        outcomes.append("done")

    async def several(choices: random.Random) -> None:
        tasks = [asyncio.create_task(one(choices.choice("abc"), choices)) for _ in range(25)]
        for task in choices.sample(tasks, 8):
            await asyncio.sleep(choices.random() / 500)
            task.cancel()
        done = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 20)
        outcomes.extend(type(each).__name__ for each in done if each is not None)

    threads = [
        threading.Thread(target=lambda seed=seed: asyncio.run(several(random.Random(seed))))
        for seed in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 100
    assert set(outcomes) <= {"done", "CancelledError", "ModelBusy"} and "done" in outcomes
    assert 1 <= max(most) <= 2
    assert [(each.running, each.waiting) for each in hosts.each()] == [(0, 0), (0, 0)]
    assert not hosts._queue._lines and not hosts._queue._moving


# --- several hosts -------------------------------------------------------------------------------


def test_two_hosts_write_side_by_side(servers: list[StandInOllama]) -> None:
    hosts = hosts_of(*servers)
    both_began = threading.Barrier(2, timeout=60)

    def reply(body: dict[str, Any]) -> str:
        both_began.wait()  # breaks unless both servers are writing at the same time
        return "Berhenti bekerja."

    for server in servers:
        server.reply = reply

    async def main() -> list[str]:
        return await asyncio.gather(ask(hosts, "a"), ask(hosts, "b"))

    assert asyncio.run(main()) == ["Berhenti bekerja."] * 2


def test_one_host_never_writes_more_than_allowed(servers: list[StandInOllama]) -> None:
    server = servers[0]
    inside, most = 0, 0

    async def main(hosts: Hosts) -> None:
        async def one() -> None:
            nonlocal inside, most
            async with hosts.join() as turn:
                await ready(turn)
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.002)
                inside -= 1

        await asyncio.gather(*(one() for _ in range(10)))

    asyncio.run(main(hosts_of(server, at_once=3)))
    assert most == 3


def test_a_host_that_has_the_model_in_memory_is_preferred(servers: list[StandInOllama]) -> None:
    one, other = servers
    hosts = hosts_of(one, other)
    hosts.client(other.url).warm_up(OPTIONS)
    hosts.each()
    asyncio.run(ask(hosts))
    assert (one.loads, len(other.loads)) == ([], 1)


def test_a_host_without_the_model_is_left_out(servers: list[StandInOllama]) -> None:
    one, other = servers
    one.models.clear()
    hosts = hosts_of(one, other)
    assert asyncio.run(ask(hosts)) and asyncio.run(ask(hosts))
    assert one.asked("/api/chat") == []
    other.models.clear()
    hosts.forget()
    with pytest.raises(ModelError, match="ollama pull"):
        asyncio.run(ask(hosts))


@pytest.mark.parametrize(
    ("fault", "details"),
    [
        ("reset_before", {}),
        ("status", {"status": 500, "text": "out of memory"}),
        ("error_mid_stream", {"text": "CUDA error"}),
    ],
)
def test_another_host_takes_over_and_the_failed_one_is_avoided(
    servers: list[StandInOllama], fault: str, details: dict[str, Any]
) -> None:
    one, other = servers
    one.faults.always(fault, **details)
    hosts = hosts_of(one, other, pause_s=30)
    for _ in range(3):
        assert asyncio.run(ask(hosts))
    assert len(one.asked("/api/chat")) == 1
    assert [each.paused_s > 20 for each in hosts.each()] == [True, False]


def test_a_host_that_went_away_is_left(servers: list[StandInOllama]) -> None:
    one, other = servers
    hosts = hosts_of(one, other)
    hosts.look()
    one._http.stop()
    assert asyncio.run(ask(hosts))
    assert len(other.asked("/api/chat")) == 1


def test_a_host_is_tried_again_after_its_pause_and_trusted_when_it_writes(
    servers: list[StandInOllama], monkeypatch: pytest.MonkeyPatch
) -> None:
    now, passed = time.monotonic, [0.0]
    clock = SimpleNamespace(monotonic=lambda: now() + passed[0])
    monkeypatch.setattr("rag.hosts.queue.time", clock)
    one, other = servers
    one.faults.always("reset_before")
    hosts = hosts_of(one, other, pause_s=60)
    asyncio.run(ask(hosts))
    asyncio.run(ask(hosts))
    assert len(one.asked("/api/chat")) == 1
    passed[0] = 61.0
    asyncio.run(ask(hosts))  # fails once more: the other one has the model in memory
    one.faults.clear()
    other.faults.always("reset_before")
    asyncio.run(ask(hosts))
    assert len(one.asked("/api/chat")) >= 2
    assert hosts.each()[0].paused_s == 0 < hosts.each()[1].paused_s


def test_pauses_grow_and_end() -> None:
    queue = Queue(["h"], at_once=1, pause_s=10, fitness=lambda _: (True, True))
    pauses = []
    for _ in range(8):
        queue.failed("h")
        pauses.append(round(queue.counts("h")[2]))
    assert pauses == [10, 20, 40, 80, 160, 300, 300, 300]
    queue.succeeded("h")
    assert queue.counts("h")[2] == 0


def test_a_waiting_turn_takes_a_host_whose_pause_has_ended(servers: list[StandInOllama]) -> None:
    one, other = servers
    hosts = hosts_of(one, other, pause_s=0.15)

    async def main() -> str:
        async with hosts.join("a") as first, hosts.join("b") as second:
            second.failed(ModelBusy("busy", remedy="wait"))
            await second.__aexit__()
            async with hosts.join("c") as third:  # one host is taken, the other one avoided
                assert await ready(third) == [1]
                assert third.host != first.host
                return third.host

    assert asyncio.run(main()) in (one.url, other.url)


def test_with_one_host_a_failure_keeps_nobody_from_trying(servers: list[StandInOllama]) -> None:
    server = servers[0]
    hosts = hosts_of(server, pause_s=60)
    server.faults.once("reset_before")
    with pytest.raises(ModelError):
        asyncio.run(ask(hosts))
    assert asyncio.run(ask(hosts))


def test_moving_waits_for_a_taken_host_in_front_of_all(servers: list[StandInOllama]) -> None:
    one, other = servers
    hosts = hosts_of(one, other)
    began: list[str] = []

    async def moving(turn: Turn) -> None:
        assert await turn.elsewhere()
        began.append("moved")

    async def new() -> None:
        async with hosts.join("b") as turn:
            await ready(turn)
            began.append("new")

    async def main() -> None:
        async with hosts.join("x") as holder, hosts.join("a") as turn:
            newcomer = asyncio.create_task(new())
            await until(lambda: hosts.each()[0].waiting == 1)
            turn.failed(ModelBusy("busy", remedy="wait"))
            move = asyncio.create_task(moving(turn))
            await until(lambda: hosts.each()[0].waiting == 2)
            await holder.__aexit__()
            await move
        await newcomer

    asyncio.run(main())
    assert began == ["moved", "new"]


def test_moving_ends_where_the_last_host_fails_meanwhile(servers: list[StandInOllama]) -> None:
    hosts = hosts_of(*servers)

    async def main() -> bool:
        async with hosts.join("x") as holder, hosts.join("a") as turn:
            turn.failed(ModelBusy("busy", remedy="wait"))
            move = asyncio.create_task(turn.elsewhere())
            await until(lambda: hosts.each()[0].waiting == 1)
            holder.failed(ModelBusy("busy", remedy="wait"))
            await holder.__aexit__()
            return await asyncio.wait_for(move, 10)

    assert asyncio.run(main()) is False
    assert [(each.running, each.waiting) for each in hosts.each()] == [(0, 0), (0, 0)]


def test_a_ticket_is_a_thing_of_its_own() -> None:
    assert Ticket("a", lambda: None) != Ticket("a", lambda: None)
