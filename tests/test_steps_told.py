"""What a person is told while a question is in work: another try, another host, what was meant."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, aclosing
from pathlib import Path

import pytest
from newsroom import answer_to, assistant_over, small_archive
from stand_in_ollama import StandInOllama

from rag.assistant import Assistant
from rag.records import AS_READ, EngineName, Event, Exchange, Finished, Step
from ui.chat import Conversation
from ui.conversing import converse
from ui.render import progress

QUESTION = "Siapa ketua umum GEMA dan berapa suaranya?"
BY_NAME = "Kongres memilih Roswita Mangunsong sebagai ketua umum GEMA dengan 118 suara."


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory)


@pytest.fixture
def servers() -> Iterator[list[StandInOllama]]:
    with ExitStack() as opened:
        yield [opened.enter_context(StandInOllama()) for _ in range(2)]


def told(assistant: Assistant, question: str, history: Sequence[Exchange] = ()) -> list[Event]:
    async def run() -> list[Event]:
        async with aclosing(assistant.ask(question, AS_READ, history=history)) as events:
            return [event async for event in events]

    return asyncio.run(run())


def names(events: Sequence[Event]) -> list[str]:
    return [event.name for event in events if isinstance(event, Step)]


def test_another_host_is_told_while_it_is_asked(data: Path, servers: list[StandInOllama]) -> None:
    one, _ = servers
    one.faults.always("status", status=503, text="server busy, please try again")
    hosts = ",".join(server.url for server in servers)
    with assistant_over(data, TANYA_ENGINE="auto", OLLAMA_HOST=hosts) as assistant:
        events = told(assistant, QUESTION)
        assert names(events) == ["searching", "reading", "writing", "elsewhere"]
        assert isinstance(events[-1], Finished)
        assert events[-1].answer.engine is EngineName.GENERATING


def test_another_try_is_told_while_it_is_made(data: Path, servers: list[StandInOllama]) -> None:
    one, _ = servers
    one.reply = lambda _: "Maaf, saya tidak bisa menjawab pertanyaan itu."
    with assistant_over(data, TANYA_ENGINE="auto", OLLAMA_HOST=one.url) as assistant:
        events = told(assistant, QUESTION)
        assert names(events) == ["searching", "reading", "writing", "retrying", "quoting"]


def test_what_a_follow_up_means_is_told_before_the_search(data: Path) -> None:
    with assistant_over(data) as assistant:
        first = answer_to(assistant, "Berapa suara Roswita Mangunsong di kongres GEMA?")
        events = told(assistant, "kalau Yohanes Tabuni?", [Exchange.of(first)])
    steps = [event for event in events if isinstance(event, Step)]
    assert isinstance(events[-1], Finished)
    read = events[-1].answer.understood
    assert read is not None and read.follow_up is not None
    assert steps[0] == Step(name="searching", text=read.follow_up.standalone)
    assert all(not step.text for step in steps[1:])


def test_a_place_in_the_queue_changes_as_others_finish(
    data: Path, servers: list[StandInOllama]
) -> None:
    one, _ = servers
    with assistant_over(data, TANYA_ENGINE="auto", OLLAMA_HOST=one.url) as assistant:
        answer_to(assistant, QUESTION)  # the model is loaded
        one.rate = 60.0

        async def lines() -> list[str]:
            seen = []
            async with aclosing(converse(assistant, Conversation(), QUESTION)) as turns:
                async for turn in turns:
                    seen.append(progress(turn, "id"))
            return seen

        async def together() -> list[list[str]]:
            return await asyncio.gather(*(lines() for _ in range(3)))

        everyone = asyncio.run(together())
    waited = [
        [place for place in (2, 1) if any(f"urutan ke-{place}<" in line for line in seen)]
        for seen in everyone
    ]
    assert sorted(waited) == [[], [1], [2, 1]]
    assert all("urutan" not in seen[-2] for seen in everyone), "it is told only while it holds"
