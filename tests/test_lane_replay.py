"""Recording a model's raw replies and replaying them: the same answers, or a stale section."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from model_questions import GOOD, LYING, SHY, Silent, context_over, replies
from newsroom import small_archive
from stand_in_ollama import StandInOllama
from stand_in_reply import Script, quote
from stand_in_state import DEFAULT_MODELS, StandInModel

import rag.prompts.writing
from evals.context import Context
from evals.gate import exit_code, judged
from evals.lanes import live, replaying
from evals.lanes.differing import differences
from evals.lanes.recording import record
from evals.lanes.recordings import Exchange, digest_of, read_recording
from evals.lanes.relay import Relay
from evals.lanes.timing import quantile
from evals.results import Section, State
from rag.errors import ModelError, UsageError

Asked = Callable[..., Context]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory)


@pytest.fixture
def server() -> Iterator[StandInOllama]:
    store = (*DEFAULT_MODELS, *(StandInModel(name) for name in (GOOD, LYING, SHY)))
    with StandInOllama(store=store, reply=replies) as running:
        yield running


@pytest.fixture
def asked(data: Path, tmp_path: Path) -> Asked:
    return lambda **environ: context_over(data, tmp_path, **environ)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


def shown(section: Section) -> list[Any]:
    """What of each answer must be the same in a replay."""
    names = ("answer", "refused", "claims", "sources", "notices", "left_out", "engine", "model")
    return [{name: item.shown.get(name) for name in names} for item in section.items]


def chats(server: StandInOllama) -> int:
    return sum(bool(body.get("messages")) for body in server.asked("/api/chat"))


def file_of(folder: Path) -> Path:
    (path,) = folder.glob("*.jsonl")
    return path


def changed_line(
    path: Path, number: int, change: Callable[[dict[str, Any]], None], *, sealed: bool = True
) -> None:
    """Change a line; ``sealed`` as if it had been recorded so."""
    lines = path.read_text("utf-8").split("\n")
    value = json.loads(lines[number])
    change(value)
    if number and sealed:
        value["sha256"] = digest_of({key: each for key, each in value.items() if key != "sha256"})
    lines[number] = json.dumps(value)
    path.write_text("\n".join(lines), "utf-8")


# --- the same answers ------------------------------------------------------------------------


@pytest.mark.parametrize("model", [GOOD, LYING, SHY])
def test_a_replay_shows_what_the_model_showed_with_no_server_left(
    model: str, server: StandInOllama, asked: Asked, folder: Path
) -> None:
    context = asked(OLLAMA_HOST=server.url, TANYA_MODEL=model)
    done = record(context, folder=folder)
    assert (done.asked, done.kept, done.unasked, done.failed) == (5, 0, 1, ())
    seen = live.measure(context)
    server.__exit__()
    section = replaying.measure(asked(), folder=folder)
    assert shown(section) == shown(seen)
    assert [item.scores for item in section.items] == [item.scores for item in seen.items]
    assert not section.problems
    assert section.state is seen.state is not State.STALE
    assert section.subject["model"] == model
    assert section.subject["digest"] == StandInModel(model).digest


def test_a_replay_sends_nothing_and_needs_no_setting(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    record(asked(OLLAMA_HOST=server.url), model=GOOD, folder=folder)
    before = len(server.requests)
    replaying.measure(asked(OLLAMA_HOST=server.url), folder=folder)
    assert len(server.requests) == before


def test_nothing_recorded_is_not_measured_and_says_what_to_do(asked: Asked, folder: Path) -> None:
    section = replaying.measure(asked(), folder=folder)
    assert section.state is State.NOT_MEASURED
    assert "evals record" in section.missing[0]
    assert not section.measures


def test_replies_are_kept_letter_by_letter(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    server.reply = lambda body: Script("  " + quote(body) + "\n\n", thinking="Hmm.")
    done = record(asked(OLLAMA_HOST=server.url), model=GOOD, folder=folder)
    recording = read_recording(done.path)
    (body, *_) = [body for body in server.asked("/api/chat") if body.get("messages")]
    (exchange,) = recording.items["gema"].exchanges
    assert exchange.reply == "  " + quote(body) + "\n\n"
    assert sum(exchange.sizes) == len(exchange.reply)
    for name in ("messages", "format", "options", "model"):
        assert exchange.request[name] == body[name]
    assert exchange.end["prompt_eval_count"] > 0
    assert recording.head.window == 8192
    assert recording.head.quantization == "Q4_K_M"
    assert recording.path.stem == recording.head.fingerprint[:16]


# --- going on ---------------------------------------------------------------------------------


def test_what_is_recorded_is_not_asked_again(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    context = asked(OLLAMA_HOST=server.url)
    record(replace(context, cases=context.cases[:2]), model=GOOD, folder=folder)
    assert chats(server) == 2
    done = record(context, model=GOOD, folder=folder)
    assert chats(server) == 5
    assert (done.asked, done.kept, done.unasked) == (3, 2, 1)
    record(context, model=GOOD, folder=folder)
    assert chats(server) == 5
    lines = file_of(folder).read_text("utf-8").splitlines()
    assert len(lines) == 1 + 6  # each once


def test_another_dataset_takes_over_what_is_the_same(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    context = asked(OLLAMA_HOST=server.url)
    record(context, model=GOOD, folder=folder)
    other = replace(context, dataset=replace(context.dataset, digest="another"))
    done = record(other, model=GOOD, folder=folder)
    assert (done.asked, done.kept, done.unasked) == (0, 5, 1)
    assert chats(server) == 5
    assert len(list(folder.glob("*.jsonl"))) == 2


def test_a_run_that_was_cut_off_goes_on_behind_the_last_whole_line(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    context = asked(OLLAMA_HOST=server.url)
    done = record(context, model=GOOD, folder=folder)
    raw = done.path.read_bytes()
    done.path.write_bytes(raw[:-40])
    again = record(context, model=GOOD, folder=folder)
    assert (again.asked, again.kept, again.unasked) == (0, 5, 1)
    assert done.path.read_bytes() == raw


def test_a_server_that_fails_is_no_recording(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    context = asked(OLLAMA_HOST=server.url)
    mishaps = [("error_mid_stream", {"text": "llama runner has terminated"}), ("no_done", {})]

    def mishap(body: dict[str, Any]) -> str:
        if mishaps:
            name, details = mishaps.pop(0)
            server.faults.once(name, **details)
        return quote(body)

    server.reply = mishap
    done = record(context, model=GOOD, folder=folder)
    assert [each.split(":")[0] for each in done.failed] == ["gema", "kertas"]
    assert "has terminated" in done.failed[0]
    assert "without its last line" in done.failed[1]
    assert "gema" not in read_recording(done.path).items
    again = record(context, model=GOOD, folder=folder)
    assert (again.asked, again.failed) == (2, ())


def test_a_server_that_stays_away_ends_the_run(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    context = asked(OLLAMA_HOST=server.url)

    def then_gone(body: dict[str, Any]) -> str:
        server.faults.always("reset_before", path="*")
        return quote(body)

    server.reply = then_gone
    with pytest.raises(ModelError, match="in a row could not be recorded"):
        record(context, model=GOOD, folder=folder)
    assert not read_recording(file_of(folder)).items


def test_a_model_that_is_not_there_is_an_error_that_says_so(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    with pytest.raises(ModelError, match="belum:4b"):
        record(asked(OLLAMA_HOST=server.url), model="belum:4b", folder=folder)
    assert not folder.exists()


def test_a_model_that_changes_meanwhile_is_not_mixed(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    def then_pulled(body: dict[str, Any]) -> str:
        server.update_model(GOOD, embedding_length=1)
        return quote(body)

    server.reply = then_pulled
    with pytest.raises(ModelError, match="became another one"):
        record(asked(OLLAMA_HOST=server.url), model=GOOD, folder=folder)
    assert not read_recording(file_of(folder)).items


# --- stale ------------------------------------------------------------------------------------


@pytest.fixture
def recorded(server: StandInOllama, asked: Asked, folder: Path) -> Path:
    record(asked(OLLAMA_HOST=server.url), model=GOOD, folder=folder)
    server.__exit__()
    return file_of(folder)


def problem_of(context: Context, folder: Path, cases: int) -> str:
    """Replay, and see a stale section with so many stale questions, none of them passed."""
    section = replaying.measure(context, folder=folder)
    assert section.state is State.STALE
    bad = [item for item in section.items if any("STALE" in each for each in item.problems)]
    assert len(bad) == cases
    assert not any(item.ok for item in bad)
    for measure in section.measures:
        assert measure.n <= max(6 - cases, 0) or measure.name.startswith("claims")
    return " ".join(section.problems)


@pytest.mark.usefixtures("recorded")
def test_another_prompt_is_stale(
    asked: Asked, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = rag.prompts.writing.system_message
    monkeypatch.setattr(
        rag.prompts.writing,
        "system_message",
        lambda *given, **more: original(*given, **more) + "Jawablah singkat.",
    )
    problem = problem_of(asked(), folder, 5)
    assert "5 of 6 recorded replies are stale" in problem
    assert "another prompt" in problem
    assert "passages" not in problem


@pytest.mark.usefixtures("recorded")
def test_another_window_is_stale(asked: Asked, folder: Path) -> None:
    problem = problem_of(asked(TANYA_NUM_CTX="16384"), folder, 5)
    assert "another num_ctx (8192, now 16384)" in problem


@pytest.mark.usefixtures("recorded")
def test_other_passages_are_stale(
    asked: Asked, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.settings.KEPT", 1)
    problem = problem_of(asked(), folder, 4)  # for one question only one passage is found
    assert "another set of passages" in problem
    assert "prompt" not in problem


@pytest.mark.usefixtures("recorded")
def test_another_schema_is_stale(
    asked: Asked, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.prompts.schema.MAX_CLAIMS", 3)
    assert "another schema" in problem_of(asked(), folder, 5)


def test_another_digest_in_the_file_is_stale(recorded: Path, asked: Asked, folder: Path) -> None:
    changed_line(recorded, 0, lambda value: value["head"].update(digest="0" * 64))
    assert "another model, digest" in problem_of(asked(), folder, 0)


def test_a_line_that_is_cut_off_is_stale(recorded: Path, asked: Asked, folder: Path) -> None:
    recorded.write_bytes(recorded.read_bytes()[:-40])
    problem = problem_of(asked(), folder, 0)
    assert "line 7 is cut off" in problem
    missing = replaying.measure(asked(), folder=folder).missing
    assert "1 of 6 questions were never recorded" in missing[0] and "gaji" in missing[0]


def test_a_line_of_another_file_is_stale(recorded: Path, asked: Asked, folder: Path) -> None:
    changed_line(recorded, 2, lambda value: value.update(of="f" * 64))
    assert "line 3 (kertas) comes from another file" in problem_of(asked(), folder, 1)
    assert not replaying.measure(asked(), folder=folder).missing  # it was covered


@pytest.mark.parametrize("name", ["reply", "thinking", "error"])
def test_a_reply_that_was_changed_since_is_stale(
    name: str, recorded: Path, asked: Asked, folder: Path
) -> None:
    other = '{"answerable": false, "claims": []}'
    changed_line(recorded, 1, lambda line: line["exchanges"][0].update({name: other}), sealed=False)
    problem = problem_of(asked(), folder, 1)
    assert "line 2 (gema) is not what was recorded" in problem
    assert "delete it and make it anew" in problem


def test_a_question_whose_model_was_taken_away_since_is_stale(
    recorded: Path, asked: Asked, folder: Path
) -> None:
    changed_line(recorded, 1, lambda line: line.update(exchanges=[]), sealed=False)
    assert "is not what was recorded" in problem_of(asked(), folder, 1)


def test_what_was_damaged_is_recorded_anew_and_holds(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    context = asked(OLLAMA_HOST=server.url)
    done = record(context, model=GOOD, folder=folder)
    changed_line(done.path, 1, lambda line: line["exchanges"][0].update(reply="{}"), sealed=False)
    again = record(context, model=GOOD, folder=folder)
    assert (again.asked, again.kept) == (1, 4)
    assert not read_recording(done.path).damaged
    assert replaying.measure(asked(), folder=folder).state is State.PASSED


# --- what was never recorded ------------------------------------------------------------------


@pytest.fixture
def some(server: StandInOllama, asked: Asked, folder: Path) -> Path:
    """A recording of two questions of six, as a nightly run leaves it."""
    context = asked(OLLAMA_HOST=server.url)
    record(replace(context, cases=context.cases[:2]), model=GOOD, folder=folder)
    server.__exit__()
    return file_of(folder)


@pytest.mark.usefixtures("some")
def test_what_was_never_recorded_is_not_measured_and_not_stale(asked: Asked, folder: Path) -> None:
    section = replaying.measure(asked(), folder=folder)
    assert section.state is State.PASSED
    assert [item.id for item in section.items] == ["gema", "kertas"]
    assert all(item.ok for item in section.items)
    assert not section.problems
    (told,) = section.missing
    assert "4 of 6 questions were never recorded" in told and "evals record" in told
    assert exit_code(judged([section], None)) == 0


@pytest.mark.usefixtures("some")
def test_what_was_recorded_and_holds_no_more_stays_stale(asked: Asked, folder: Path) -> None:
    problem = problem_of(asked(TANYA_NUM_CTX="16384"), folder, 2)
    assert "2 of 2 recorded replies are stale" in problem
    section = replaying.measure(asked(TANYA_NUM_CTX="16384"), folder=folder)
    assert "4 of 6 questions were never recorded" in section.missing[0]
    assert exit_code(judged([section], None)) == 3


@pytest.mark.usefixtures("some")
def test_a_part_that_was_never_recorded_at_all_is_not_measured(asked: Asked, folder: Path) -> None:
    context = asked()
    section = replaying.measure(replace(context, cases=context.cases[2:]), folder=folder)
    assert section.state is State.NOT_MEASURED
    assert "4 of 4 questions were never recorded" in section.missing[0]
    assert not section.items
    assert exit_code([section], asked=["replay"]) == 3


def test_a_file_without_a_head_is_refused_in_plain_words(
    recorded: Path, asked: Asked, folder: Path
) -> None:
    recorded.write_bytes(recorded.read_bytes().split(b"\n", 1)[1])
    with pytest.raises(UsageError, match="does not begin with what it was recorded with"):
        replaying.measure(asked(), folder=folder)


def test_a_question_that_needs_the_model_only_today_is_stale(
    recorded: Path, asked: Asked, folder: Path
) -> None:
    changed_line(recorded, 1, lambda value: value.update(exchanges=[]))
    assert "was not asked then" in problem_of(asked(), folder, 1)


def test_another_model_of_the_same_name_gets_a_file_of_its_own(
    server: StandInOllama, asked: Asked, folder: Path
) -> None:
    context = asked(OLLAMA_HOST=server.url)
    record(context, model=GOOD, folder=folder)
    server.update_model(GOOD, embedding_length=1)
    done = record(context, model=GOOD, folder=folder)
    assert (done.asked, done.kept) == (5, 0)
    assert len(list(folder.glob("*.jsonl"))) == 2


# --- the relay itself -------------------------------------------------------------------------


def test_a_product_that_reads_on_where_it_stopped_then_is_stale(
    recorded: Path, asked: Asked, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.lanes.relay._PATIENCE_S", 0.3)
    changed_line(recorded, 1, lambda value: value["exchanges"][0].update(end={}))
    assert "reads on now" in problem_of(asked(), folder, 1)


def test_stopping_a_reply_stops_the_model_behind(server: StandInOllama, folder: Path) -> None:
    import asyncio
    from contextlib import aclosing

    from evals.lanes.recordings import Head
    from rag.ollama_client import ChatOptions, OllamaClient

    server.rate = 20
    server.reply = lambda body: "satu dua tiga empat lima enam tujuh delapan sembilan " * 20
    head = Head(model=GOOD, digest="", options={}, prompts={}, dataset="", corpus="")
    with Relay(head, {}, upstream=server.url) as relay:
        relay.begin("one")

        async def read_a_little() -> None:
            client = OllamaClient(relay.url)
            pieces = client.chat([{"role": "user", "content": "a"}], ChatOptions(model=GOOD), None)
            async with aclosing(pieces):
                async for _ in pieces:
                    break

        asyncio.run(read_a_little())
        assert server.wait_until(lambda: server.cancellations)
        heard = relay.end()
    assert heard.fresh == 1
    assert not heard.failed
    assert heard.exchanges[0].reply.startswith("sat")
    assert not heard.exchanges[0].end


def test_only_this_machine_is_answered(server: StandInOllama) -> None:
    import http.client

    from evals.lanes.recordings import Head

    head = Head(model=GOOD, digest="", options={}, prompts={}, dataset="", corpus="")
    with Relay(head, {}, upstream=server.url) as relay:
        connection = http.client.HTTPConnection("127.0.0.1", int(relay.url.rpartition(":")[2]))
        connection.request("GET", "/api/tags", headers={"Host": "evil.example"})
        assert connection.getresponse().status == 403
        connection.close()
    assert not server.requests


def test_the_nearest_recorded_request_tells_what_differs() -> None:
    request = {"model": "a", "options": {"seed": 7}, "messages": [], "format": None}
    far = Exchange(request={**request, "model": "b", "options": {"seed": 8}})
    near = Exchange(request={**request, "options": {"seed": 9}})
    assert differences([far, near], request) == "recorded with another seed (9, now 7)"


# --- live -------------------------------------------------------------------------------------


def test_live_says_what_was_measured_and_how_long_it_took(
    server: StandInOllama, asked: Asked
) -> None:
    section = live.measure(asked(OLLAMA_HOST=server.url), model=GOOD)
    assert section.subject["model"] == GOOD
    assert section.subject["Ollama"] == "0.33.0"
    assert section.subject["window given"] == "8192"
    right = section.measure("right")
    assert right is not None
    assert right.value >= 5 / 6, [item.problems for item in section.items]
    median, late = section.measure("seconds whole answer median"), section.measure("claims dropped")
    assert median is not None
    assert median.low <= median.value <= median.high
    assert late is not None
    assert late.value == 0
    assert all("first" in item.shown["seconds"] for item in section.items)


def test_live_counts_what_the_checks_did(server: StandInOllama, asked: Asked) -> None:
    section = live.measure(asked(OLLAMA_HOST=server.url), model=LYING)
    caught = [section.measure(f"claims {name}") for name in ("dropped", "repaired", "marked")]
    assert sum(each.value for each in caught if each) > 0


def test_live_without_a_model_or_server_is_not_measured(
    server: StandInOllama, asked: Asked
) -> None:
    section = live.measure(asked(OLLAMA_HOST=server.url), model="belum:4b")
    assert section.state is State.NOT_MEASURED
    assert "ollama pull belum:4b" in section.missing[0]
    server.__exit__()
    section = live.measure(asked(OLLAMA_HOST=server.url), model=GOOD)
    assert section.state is State.NOT_MEASURED
    assert server.url in section.missing[0]


def test_live_does_not_pass_quotes_off_as_the_models_answer(
    server: StandInOllama, asked: Asked
) -> None:
    server.reply = lambda body: "Maaf, saya tidak tahu formatnya."
    section = live.measure(asked(OLLAMA_HOST=server.url), model=GOOD)
    fell_back = section.measure("fell back")
    assert fell_back is not None
    assert fell_back.value > 0.5
    assert sum(item.ok for item in section.items) <= 1
    # The quotes are right; that is nothing that the model did.
    instead = [item for item in section.items if item.shown.get("fell_back")]
    assert len(instead) >= 5
    assert all(item.scores["right"] == 0.0 for item in instead)
    assert all(item.scores["nuggets vital"] is None for item in instead)
    right, answered = section.measure("right"), section.measure("answered")
    assert right is not None and right.value <= 1 / 6
    assert answered is not None and answered.value == 0.0
    assert section.state is State.FAILED
    assert not fell_back.held
    assert any("fell back" in each for each in judged([section], None)[0].problems)


def test_quantiles_have_the_interval_of_order_statistics() -> None:
    values = [float(value) for value in range(1, 101)]
    median = quantile(values, 0.5, name="x", words="")
    # Tables give the 40th and the 61st value for n = 100.
    assert (median.value, median.low, median.high) == (50.0, 40.0, 61.0)
    late = quantile([3.0, 1.0, 2.0], 0.95, name="x", words="")
    assert (late.value, late.high) == (3.0, 3.0)
    assert quantile([], 0.5, name="x", words="").n == 0


@pytest.mark.ollama
def test_a_real_model_is_recorded_and_replayed(data: Path, tmp_path: Path) -> None:
    import os

    context = context_over(data, tmp_path, OLLAMA_HOST=os.environ["OLLAMA_HOST"])
    context = replace(context, cases=context.cases[:2], watch=Silent())
    done = record(context, model=os.environ.get("TANYA_MODEL", ""), folder=tmp_path / "kept")
    assert not done.failed
    section = replaying.measure(context, folder=tmp_path / "kept")
    assert section.state is not State.STALE
    assert section.subject["digest"] == done.head.digest
