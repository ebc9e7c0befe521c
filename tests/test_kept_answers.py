"""Answers through the whole path: follow-ups stand on their own, every answer can be replayed."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from newsroom import assistant_over, codes, small_archive
from stand_in_ollama import StandInOllama

from rag import cli
from rag.archive import Archive
from rag.asking import after, ask
from rag.asking.json_form import as_json
from rag.asking.replayed import replay
from rag.assistant import Assistant
from rag.errors import ArchiveError, DiskFull
from rag.records import AS_READ, Exchange, Finished, Wishes
from ui.memo.copied import copied

QUESTION = "Siapa ketua umum GEMA yang dipilih kongres?"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory)


@pytest.fixture
def assistant(data: Path) -> Iterator[Assistant]:
    with assistant_over(data) as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[StandInOllama]:
    with StandInOllama() as running:
        yield running


def test_a_follow_up_is_understood_and_says_so(assistant: Assistant) -> None:
    first = ask(assistant, QUESTION)
    assert not first.refused and first.understood is not None
    assert first.understood.follow_up is None and "follow_up" not in codes(first)

    second = ask(assistant, "Berapa suaranya?", history=(Exchange.of(first),))
    assert second.question == "Berapa suaranya?", "the person's own words"
    assert second.understood is not None and second.understood.follow_up is not None
    assert "GEMA" in second.understood.follow_up.standalone
    assert codes(second)[0] == "follow_up"
    assert any("118 suara" in claim.text for claim in second.claims)


def test_taken_alone_nothing_is_carried_over(assistant: Assistant) -> None:
    first = ask(assistant, QUESTION)
    alone = ask(assistant, "Berapa suaranya?", Wishes(alone=True), (Exchange.of(first),))
    assert alone.understood is not None and alone.understood.follow_up is None


def test_a_new_topic_does_not_drag_the_old_one_along(assistant: Assistant) -> None:
    first = ask(assistant, QUESTION)
    new = ask(
        assistant, "Berapa pekerja Sepatu Lestari dirumahkan?", AS_READ, (Exchange.of(first),)
    )
    assert new.understood is not None and new.understood.follow_up is None
    assert any("160" in claim.text for claim in new.claims)


def test_the_wording_of_what_was_dropped_is_kept_and_nowhere_told(
    data: Path, server: StandInOllama
) -> None:
    lie = "Menteri Gatot Kusnadi membatalkan kongres karena 9.999 surat palsu."
    loose = "Kalimat tanpa sumber."

    def says(body: dict[str, Any]) -> str:
        sent = re.findall(r"^\[(S\d+)\] (.+)$", str(body["messages"][-1]["content"]), re.M)
        label, right = next(each for each in sent if "118 suara" in each[1])
        claims = [(label, right), (label, lie), ("S999", loose)]
        told = [{"evidence": [one], "text": text} for one, text in claims]
        return json.dumps({"answerable": True, "claims": told})

    server.reply = says
    with assistant_over(data, TANYA_ENGINE="auto", OLLAMA_HOST=server.url) as opened:
        answer = ask(opened, QUESTION)
        assert answer.claims and {each.text for each in answer.left_out} == {lie, loose}
        assert {each.reason for each in answer.left_out} == {"unsupported", "no_evidence"}
        kept = opened.log.get(answer.id).answer
        assert kept.left_out == answer.left_out, "also once it is opened again"
        for told in (answer.text, copied(kept, "id"), json.dumps(as_json(kept))):
            assert lie not in told and loose not in told


def test_every_answer_is_kept_and_replays_to_the_same(assistant: Assistant) -> None:
    for question in (QUESTION, "Berapa harga beras di Mars?"):
        answer = ask(assistant, question)
        assert answer.id
        stored = assistant.log.get(answer.id)
        assert stored.answer == answer
        assert [hit.stored.passage.id for hit in stored.hits]
        assert after(stored) == (Exchange.of(answer),)
        done = replay(stored, assistant._archive)
        assert done.same, (done.then, done.now)
        assert answer.refused is not bool(done.now)


def test_what_a_model_wrote_is_kept_with_all_that_was_decided(
    data: Path, server: StandInOllama
) -> None:
    def reply(body: dict[str, Any]) -> str:
        lines = str(body["messages"][-1]["content"]).splitlines()
        cited = next(line for line in lines if "118 suara" in line).split("]")[0].lstrip("[")
        claims = [
            {"evidence": [cited], "text": "Kongres memilih Roswita Mangunsong."},
            {"evidence": [cited], "text": "Kongres memilih Roswita Mangunsong dengan 811 suara."},
            {"evidence": ["S999"], "text": "Kongres itu ricuh."},
        ]
        return json.dumps({"answerable": True, "claims": claims})

    server.reply = reply
    with assistant_over(data, TANYA_ENGINE="auto", OLLAMA_HOST=server.url) as assistant:
        answer = ask(assistant, QUESTION)
        stored = assistant.log.get(answer.id)
        (attempt,) = stored.attempts
        assert attempt.form == "json" and attempt.digest and attempt.host == server.url
        assert (
            attempt.messages[-1]["content"]
            == server.asked("/api/chat")[-1]["messages"][-1]["content"]
        )
        assert json.loads(attempt.reply)["claims"][1]["text"].endswith("811 suara.")
        assert [claim.outcome for claim in attempt.claims] == ["found", "repaired"]
        assert any("811" in problem for problem in attempt.claims[1].problems)
        assert attempt.dropped.get("no_evidence") == 1
        assert attempt.options["num_ctx"] == 8192
        assert not any("811" in claim.text for claim in answer.claims)
        done = replay(stored, assistant._archive)
        assert done.same, (done.then, done.now)


def test_replay_tells_when_todays_checks_decide_otherwise(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.asking import replayed

    stored = assistant.log.get(ask(assistant, QUESTION).id)
    monkeypatch.setattr(replayed, "quote", lambda *_, **__: type("Draft", (), {"claims": ()}))
    done = replay(stored, assistant._archive)
    assert not done.same and done.then and not done.now


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DiskFull("The disk is full.", remedy="Make room."), "penuh"),
        (ArchiveError("It is damaged.", remedy="Restore it."), "tidak dapat ditulis"),
        (ValueError("nobody thought of this"), "tidak dapat ditulis"),
    ],
)
def test_a_trouble_in_storing_loses_the_record_but_not_the_answer(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def fails(*_: object) -> None:
        raise error

    for place in (assistant._keeper.log, "keep"), (assistant._archive.answers, "digests"):
        with monkeypatch.context() as patch:
            patch.setattr(*place, fails)
            answer = ask(assistant, QUESTION)
        assert answer.claims and answer.id == "" and codes(answer)[-1] == "not_kept"
        assert told in answer.notices[-1].text


def test_a_busy_archive_does_not_hold_an_answer_up(
    data: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.keeping.WAIT_S", 0.05)
    other = Archive(data)  # its connection is not ours, as a running import's would not be
    told, answers = threading.Event(), []

    async def first() -> None:
        async with aclosing(assistant.ask(QUESTION)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    answers.append(event.answer)
                    told.set()

    asking = threading.Thread(target=lambda: asyncio.run(first()))
    with other._connections.writing():
        asking.start()
        assert told.wait(20), "the answer waits for its record"
        assert assistant._archive.answers.record(answers[0].id) is None
    asking.join(20)
    other.close()
    assert assistant.log.get(answers[0].id).answer == answers[0]


# --- the terminal --------------------------------------------------------------------------------


@pytest.fixture
def tanya(data: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.setenv("TANYA_SEARCH", "words")
    monkeypatch.setenv("TANYA_ENGINE", "quoting")
    monkeypatch.setenv("TANYA_DATA_DIR", str(data))

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(list(arguments))
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        said = capfd.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return run


def test_ask_continue_goes_on_where_the_last_answer_ended(tanya: Any) -> None:
    code, out, _ = tanya("ask", "--json", QUESTION)
    first = json.loads(out)
    code, out, _ = tanya("ask", "--json", "--continue", first["stored"], "--", "Berapa suaranya?")
    assert code == 0
    follow_up = json.loads(out)["understood"]["follow_up"]
    assert follow_up["how"] == "rules" and "GEMA" in follow_up["standalone"]
    code, _, said = tanya("ask", "--continue", "nonsense", "--", "Berapa?")
    assert code == 2 and "no stored answer" in said


def test_answers_are_listed_shown_replayed_and_removed(tanya: Any) -> None:
    _, out, _ = tanya("ask", "--json", QUESTION)
    identity = json.loads(out)["stored"]

    code, out, _ = tanya("answers", "list", "--json", "--query", "gema")
    assert code == 0 and json.loads(out)["answers"][0]["id"] == identity

    code, out, _ = tanya("answers", "show", identity[-6:])
    assert code == 0 and QUESTION in out and "Roswita" in out
    code, out, _ = tanya("answers", "show", identity, "--json", "--record")
    shown = json.loads(out)
    assert shown["changes"] == [] and shown["record"]["attempts"][0]["form"] == "quotes"

    code, out, _ = tanya("answers", "replay", identity)
    assert code == 0 and "The same is shown today." in out

    article = shown["sources"][0]["article"]
    code, out, _ = tanya("answers", "list", "--citing", article)
    assert identity in out
    code, out, _ = tanya("answers", "list", "--changed")
    assert code == 0 and identity not in out

    assert tanya("answers", "remove", identity)[0] == 0
    code, _, said = tanya("answers", "show", identity)
    assert code == 2 and "no stored answer" in said


def test_a_damaged_record_is_told_and_can_be_removed(tanya: Any, data: Path) -> None:
    _, out, _ = tanya("ask", "--json", QUESTION)
    identity = json.loads(out)["stored"]
    archive = Archive(data)
    with archive._connections.writing() as db:
        assert isinstance(db, sqlite3.Connection)
        db.execute("UPDATE answer SET record = 'AAAA' WHERE id = ?", (identity,))
    archive.close()
    code, _, said = tanya("answers", "show", identity)
    assert code == 3 and "damaged" in said
    assert tanya("answers", "list")[0] == 0
    assert tanya("answers", "list", "--changed")[0] == 0, "one bad record stops no list"
    assert tanya("answers", "remove", identity)[0] == 0


def test_one_way_to_ask(tanya: Any) -> None:
    assert tanya("ask", "--chat", "Berapa?")[0] == 2
    assert tanya("ask", "--chat", "--json")[0] == 2
    assert tanya("ask", "--batch", "x.jsonl", "--continue")[0] == 2
