"""A judge behind HTTP, without ragas: what is kept, what counts, what is asked again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from judging_scripts import JUDGE, changed, honest, lying, serving
from stand_in_ollama import StandInOllama
from stand_in_reply import Script

from evals.judging.asking import Asker, Question, find_judge
from evals.judging.checks import NotAnObject, parsed, tightened, verdicts_for
from evals.judging.judge import JudgeAbsent
from evals.judging.store import Identity, Store
from rag.errors import UsageError
from rag.ollama_client import OllamaClient, Timeouts

EVIDENCE = "Iuran serikat naik menjadi Rp 12.000. Rapat dihadiri 86 orang."
STATEMENTS = ("Iuran serikat naik.", "Rapat dihadiri 86 orang.", "Rapat batal.")
SCHEMA = {
    "type": "object",
    "properties": {"statements": {"type": "array", "items": {"$ref": "#/$defs/One"}}},
    "$defs": {
        "One": {
            "type": "object",
            "properties": {
                "statement": {"type": "string"},
                "reason": {"type": "string"},
                "verdict": {"type": "integer"},
            },
        }
    },
}


def question(statements: Sequence[str] = STATEMENTS, evidence: str = EVIDENCE) -> Question:
    about = json.dumps({"context": evidence, "statements": list(statements)}, ensure_ascii=False)
    return Question(
        prompt=f"Nilailah.\ninput: {about}\nOutput: ",
        schema=tightened(SCHEMA, len(statements)),
        check=verdicts_for(statements, "statements", "verdict"),
    )


def asker(
    server: StandInOllama, file: Path | None = None, timeouts: Timeouts | None = None
) -> Asker:
    client = OllamaClient(server.url, timeouts or Timeouts(load_s=5, idle_s=5, total_s=5))
    return Asker(client, find_judge(client, JUDGE), Store(file))


def values(said: Any) -> list[int]:
    return [entry["verdict"] for entry in said.value["statements"]]


def test_an_honest_judge_is_asked_once_with_schema_window_and_seed() -> None:
    with serving() as server:
        said = asker(server).ask_now(question(), 1)
        (body,) = server.asked("/api/chat")
    assert values(said) == [1, 1, 0]
    assert len(said.raw) == 1
    assert body["think"] is False and body["truncate"] is False and body["shift"] is False
    assert body["options"]["temperature"] == 0
    assert body["options"]["num_ctx"] == 8192
    assert body["format"]["properties"]["statements"]["minItems"] == 3
    assert body["format"]["$defs"]["One"]["properties"]["verdict"]["enum"] == [0, 1]


def test_each_repeat_has_a_seed_of_its_own() -> None:
    with serving() as server:
        one = asker(server)
        for repeat in (0, 1, 2, 5, 7):
            one.ask_now(question(), repeat)
        seeds = {body["options"]["seed"] for body in server.asked("/api/chat")}
    assert len(seeds) == 5


def test_the_window_grows_with_the_prompt_and_never_cuts_it() -> None:
    with serving() as server:
        judge = asker(server)
        long = question(evidence=EVIDENCE + " Kata lain berikutnya." * 1500)
        assert judge.ask_now(long, 0).value is not None
        too_long = judge.ask_now(question(evidence="Kata lain berikutnya. " * 60_000), 0)
        sizes = [body["options"]["num_ctx"] for body in server.asked("/api/chat")]
    assert sizes == [32768]
    assert too_long.value is None and "longer than any window" in too_long.unscored


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (changed(lambda entries: entries.pop()), "exactly 3 entries"),
        (changed(lambda entries: entries.append(entries[0])), "exactly 3 entries"),
        (changed(lambda entries: entries[0].update(verdict=-1)), "must be one of 0, 1"),
        (changed(lambda entries: entries[0].update(verdict=2)), "must be one of 0, 1"),
        (changed(lambda entries: entries[0].update(verdict=True)), "must be one of 0, 1"),
        (changed(lambda entries: entries[0].update(verdict="1")), "must be one of 0, 1"),
        (changed(lambda entries: entries[0].pop("verdict")), "must be one of 0, 1"),
        (changed(lambda entries: entries.reverse()), "word by word"),
        (changed(lambda entries: entries[1].update(statement="Rapat dihadiri 68 orang.")), "86"),
        (changed(lambda entries: entries[1].pop("statement")), "word by word"),
        (lambda body: honest(body)[:-20], "valid JSON"),
        (lambda body: "Semua benar.", "valid JSON"),
        (lambda body: "[1, 1, 0]", "not a JSON object"),
        (lambda body: '{"statements": {}}', "must be a list"),
        (lambda body: Script(honest(body), done_reason="length"), "was cut"),
    ],
)
def test_an_invalid_reply_is_asked_again_with_what_is_wrong_and_then_is_a_failure(
    reply: Any, why: str
) -> None:
    with serving(reply) as server:
        said = asker(server).ask_now(question(), 0)
        asked = server.asked("/api/chat")
    assert said.value is None
    assert why in said.unscored
    assert len(asked) == len(said.raw) == 4
    prompts = [body["messages"][0]["content"] for body in asked]
    assert why in prompts[1] and len(set(prompts)) == 4


def test_a_reply_nested_without_end_is_refused() -> None:
    with pytest.raises(NotAnObject, match="valid JSON"):
        parsed("[" * 100_000)


def test_a_judge_that_does_better_when_told_counts() -> None:
    def reply(body: dict[str, Any]) -> str:
        if "could not be used" in body["messages"][0]["content"]:
            return honest(body)
        return changed(lambda entries: entries.pop())(body)

    with serving(reply) as server:
        said = asker(server).ask_now(question(), 0)
    assert values(said) == [1, 1, 0]
    assert len(said.raw) == 2


def test_half_a_character_in_a_statement_is_sent_all_the_same(tmp_path: Path) -> None:
    with serving(lying) as server:
        said = asker(server, tmp_path / "judge.jsonl").ask_now(question(["Upah \ud83d naik."]), 0)
    assert values(said) == [1]
    with serving(changed(lambda entries: entries.pop())) as server:
        said = asker(server).ask_now(question(["Upah \ud83d naik."]), 0)
    assert said.value is None and len(said.raw) == 4
    assert parsed('{"statements": ["\\ud83d", "\\ud83d\\ude00"]}') == {"statements": ["?", "😀"]}


def test_a_fence_is_taken_off_and_marks_of_a_statement_may_differ() -> None:
    plain = changed(lambda entries: entries[0].update(statement="iuran serikat naik"))
    with serving(lambda body: f"```json\n{plain(body)}\n```") as server:
        said = asker(server).ask_now(question(), 0)
    assert values(said) == [1, 1, 0]


@pytest.mark.parametrize(
    ("fault", "details"),
    [
        ("status", {"status": 500, "text": "out of memory"}),
        ("status", {"status": 400, "text": "exceeds the available context size"}),
        ("garbage", {}),
        ("reset_before", {}),
        ("no_done", {}),
        ("error_mid_stream", {}),
        ("malformed_line", {}),
        ("empty", {}),
        ("length", {}),
        ("no_counts", {}),
    ],
)
def test_a_failing_server_is_a_failure_and_raises_nothing(
    fault: str, details: dict[str, Any]
) -> None:
    with serving() as server:
        judge = asker(server)
        server.faults.always(fault, **details)
        said = judge.ask_now(question(), 0)
    assert said.value is None and said.unscored
    assert len(said.raw) == judge.calls == 4


def test_one_failure_is_mended_by_asking_again() -> None:
    with serving() as server:
        judge = asker(server)
        server.faults.once("status", status=500, text="out of memory")
        said = judge.ask_now(question(), 0)
    assert values(said) == [1, 1, 0]
    assert judge.calls == 2


def test_a_slow_judge_is_a_failure() -> None:
    with serving() as server:
        judge = asker(server, timeouts=Timeouts(load_s=0.1, idle_s=0.1, total_s=0.2))
        server.faults.always("slow_first_byte", seconds=2)
        said = judge.ask_now(question(), 0)
    assert said.value is None
    assert "did not begin" in said.unscored


def test_a_prompt_that_the_server_cuts_in_silence_is_a_failure() -> None:
    yes = {"statements": [{"statement": one, "verdict": 1} for one in STATEMENTS]}
    with serving(lambda _: json.dumps(yes), overflow="half_window", window_limit=256) as server:
        judge = asker(server)
        assert judge.ask_now(question(), 0).value == yes
        said = judge.ask_now(question(evidence=EVIDENCE * 40), 0)
    assert said.value is None
    assert "fit into the window" in said.unscored


def test_a_prompt_that_the_server_refuses_is_a_failure() -> None:
    with serving(lying, overflow="refuse", window_limit=256) as server:
        said = asker(server).ask_now(question(evidence=EVIDENCE * 40), 0)
    assert said.value is None
    assert "fit into the window" in said.unscored


def test_a_judge_that_has_gone_ends_the_run() -> None:
    with serving() as server:
        judge = asker(server)
        judge.ask_now(question(), 0)
    with pytest.raises(JudgeAbsent, match="gone in the middle") as caught:
        for repeat in range(1, 9):
            judge.ask_now(question(), repeat)
    assert caught.value.exit_code == 4


def test_no_judge_is_found_out_before_anything_is_asked() -> None:
    with serving() as server:
        client = OllamaClient(server.url)
        with pytest.raises(JudgeAbsent, match="not on this machine"):
            find_judge(client, "gemma3:4b")
    with pytest.raises(JudgeAbsent, match="cannot be reached"):
        find_judge(client, JUDGE)


# --- the store --------------------------------------------------------------------------------


def test_what_was_asked_is_not_asked_again_and_what_failed_is(tmp_path: Path) -> None:
    file = tmp_path / "judge.jsonl"
    with serving() as server:
        first = asker(server, file)
        first.ask_now(question(), 0)
        server.faults.always("status", status=500, text="out of memory")
        assert first.ask_now(question(), 1).value is None
        server.faults.clear()
        second = asker(server, file)
        assert values(second.ask_now(question(), 0)) == [1, 1, 0]
        assert second.calls == 0
        assert values(second.ask_now(question(), 1)) == [1, 1, 0]
    assert second.calls == 1
    assert len(file.read_text("utf-8").splitlines()) == 6


def test_an_invalid_reply_is_kept_and_stays_a_failure_without_new_calls(tmp_path: Path) -> None:
    file = tmp_path / "judge.jsonl"
    with serving(changed(lambda entries: entries.pop())) as server:
        assert asker(server, file).ask_now(question(), 0).value is None
        again = asker(server, file)
        said = again.ask_now(question(), 0)
    assert said.value is None
    assert again.calls == 0 and len(said.raw) == 4


@pytest.mark.parametrize("change", ["digest", "version", "seed", "prompt", "window", "heat"])
def test_another_judge_or_question_is_not_answered_from_the_store(
    tmp_path: Path, change: str
) -> None:
    file = tmp_path / "judge.jsonl"
    with serving(lying) as server:
        asker(server, file).ask_now(question(), 0)
        if change == "digest":
            server.update_model(JUDGE, embedding_length=9)
        if change == "version":
            server.version = "0.34.0"
        if change == "window":
            server.update_model(JUDGE, context_length=4000)
        server.reply = honest
        judge = asker(server, file)
        if change == "heat":
            judge = Asker(OllamaClient(server.url), judge.judge, Store(file), temperature=0.5)
        evidence = EVIDENCE + " Lagi." * (change == "prompt")
        said = judge.ask_now(question(evidence=evidence), int(change == "seed"))
    assert judge.calls == 1
    assert values(said) == [1, 1, 0]


def test_a_replay_needs_no_server_and_refuses_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "judge.jsonl"
    with serving() as server:
        live = asker(server, file)
        live.ask_now(question(), 0)
        server.faults.always("status", status=500, text="out of memory")
        live.ask_now(question(), 1)
    store = Store(file, writing=False)
    identity = store.last_judge("mistral-small:24b")
    assert identity == live.judge
    replay = Asker(None, live.judge, store)
    assert values(replay.ask_now(question(), 0)) == [1, 1, 0]
    assert "out of memory" in replay.ask_now(question(), 1).unscored
    with pytest.raises(JudgeAbsent, match="does not hold"):
        replay.ask_now(question(), 2)
    assert replay.calls == 0


def test_a_line_that_was_cut_is_dropped_and_told(tmp_path: Path) -> None:
    file = tmp_path / "judge.jsonl"
    with serving() as server:
        live = asker(server, file)
        live.ask_now(question(), 0)
        live.ask_now(question(), 1)
        file.write_bytes(file.read_bytes()[:-30])
        store = Store(file)
        assert len(store) == 1
        assert "cut" in store.notices[0]
        client = OllamaClient(server.url)
        resumed = Asker(client, find_judge(client, JUDGE), store)
        resumed.ask_now(question(), 0)
        resumed.ask_now(question(), 1)
    assert resumed.calls == 1
    assert [json.loads(line)["repeat"] for line in file.read_text("utf-8").splitlines()] == [0, 1]


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_text('{"a": 1}\n', "utf-8")
    with pytest.raises(UsageError, match="not a store"):
        Store(file)
    assert file.read_text("utf-8") == '{"a": 1}\n'
    with pytest.raises(UsageError, match="not there"):
        Store(tmp_path / "none.jsonl", writing=False)
    with pytest.raises(UsageError, match="cannot be used"):
        Store(tmp_path)


def test_a_store_knows_of_other_judges(tmp_path: Path) -> None:
    file = tmp_path / "judge.jsonl"
    with serving() as server:
        old = asker(server, file)
        old.ask_now(question(), 0)
        server.version = "0.34.0"
        new = asker(server, file)
        new.ask_now(question(), 0)
    store = Store(file)
    assert store.last_judge(JUDGE) == new.judge
    assert store.others(new.judge) == 1
    assert store.last_judge("mistral-small") is None
    assert store.others(Identity(model="x", digest="y", version="z")) == 2
