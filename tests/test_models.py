"""``./tanya models`` against the stand-in server: lists, checks, fetches, and advises."""

from __future__ import annotations

import argparse
import io
import json
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stand_in_ollama import StandInOllama
from stand_in_state import StandInModel

from rag.errors import ModelError, ModelRefused, ModelUnreachable
from rag.models import add_parser, run
from rag.models.advice import CANDIDATES, advise
from rag.models.checking import Finding, Level, check_host
from rag.models.memory import Memory, read_memory
from rag.models.pulling import Parts, fetch, free_space
from rag.ollama_client import ChatOptions, OllamaClient, Pulled

GB = 10**9
OPTIONS = ChatOptions(model="gemma3:4b", num_ctx=2048, num_predict=200)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Iterator[StandInOllama]:
    with StandInOllama() as running:
        monkeypatch.setenv("OLLAMA_HOST", running.url)
        yield running


def nobody() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


def models(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="verb"))
    return run(parser.parse_args(["models", *words]))


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


# --- list ----------------------------------------------------------------------------------------


def test_list_shows_what_is_there_and_what_is_configured(
    server: StandInOllama, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_EMBEDDER", "ollama:bge-m3")
    monkeypatch.setenv("COLUMNS", "100")
    OllamaClient(server.url).warm_up(OPTIONS)
    assert models("list") == 0
    shown = capsys.readouterr().out
    line = next(line for line in shown.splitlines() if "gemma3:4b" in line)
    assert line.split()[:5] == [
        "chat",
        "gemma3:4b",
        "3.3",
        "GB",
        server.models["gemma3:4b"].digest[:12],
    ]
    assert "131072" in line and "window 2048" in line and "completion" in line
    assert next(line for line in shown.splitlines() if "bge-m3" in line).split()[0] == "embeds"
    assert server.url in shown and "Run:" not in shown


def test_list_for_programs(server: StandInOllama, capsys: pytest.CaptureFixture[str]) -> None:
    server.add(StandInModel("kantor:latest", remote_host="ollama.com"))
    assert models("list", "--json") == 0
    told = printed(capsys)
    assert (told["chat_model"], told["embedding_model"], told["ready"]) == ("gemma3:4b", "", True)
    assert told["missing"] == []
    (host,) = told["hosts"]
    by_name = {each["name"]: each for each in host["models"]}
    assert (host["version"], host["error"]) == ("0.33.0", "")
    assert by_name["gemma3:4b"]["context"] == 131072 and not by_name["gemma3:4b"]["loaded"]
    assert by_name["kantor:latest"]["remote"] and not by_name["gemma3:4b"]["remote"]


def test_what_is_missing_is_one_line_each_with_its_command(
    server: StandInOllama, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_EMBEDDER", "ollama:nomic-embed-text-v2-moe")
    server.models.pop("gemma3:4b")
    assert models("list") == 4
    lines = [line for line in capsys.readouterr().out.splitlines() if "Run:" in line]
    assert lines == [
        "The chat model gemma3:4b is not there. Run: ./tanya models pull gemma3:4b",
        "The embedding model nomic-embed-text-v2-moe is not there. "
        "Run: ./tanya models pull nomic-embed-text-v2-moe",
    ]


def test_a_local_name_for_a_cloud_model_is_as_none(
    server: StandInOllama, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add(StandInModel("kantor:latest", remote_host="ollama.com"))
    monkeypatch.setenv("TANYA_MODEL", "kantor")
    assert models("list") == 4
    assert "The chat model kantor is not there." in capsys.readouterr().out
    assert models("check") == 4
    assert server.left_the_building == []


def test_list_without_any_server(
    data_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = nobody()
    monkeypatch.setenv("OLLAMA_HOST", address)
    assert models("list") == 4
    line = f"Ollama does not answer at http://{address}. Run: ollama serve"
    assert capsys.readouterr().out.splitlines() == [line]


def test_one_of_two_servers_is_enough_to_be_ready(
    server: StandInOllama, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", f"{nobody()},{server.url}")
    assert models("list", "--json") == 0
    told = printed(capsys)
    assert [bool(host["error"]) for host in told["hosts"]] == [True, False]
    assert [each["command"] for each in told["missing"]] == ["ollama serve"]


def test_the_embedder_of_the_archive_counts_where_none_is_chosen(
    server: StandInOllama, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.archive import Archive

    archive = Archive(data_dir)
    archive.put_setting("embedder_spec", "ollama:bge-m3")
    archive.close()
    models("list", "--json")
    assert printed(capsys)["embedding_model"] == "bge-m3"


# --- check ---------------------------------------------------------------------------------------


def findings(server: StandInOllama, embedder: str = "") -> dict[str, Finding]:
    found = list(check_host(OllamaClient(server.url), OPTIONS, embedder))
    assert all(bool(each.remedy) == (each.level is not Level.OK) for each in found)
    return {each.code: each for each in found}


def levels(found: dict[str, Finding]) -> dict[str, str]:
    return {code: each.level.value for code, each in found.items()}


def test_a_check_of_a_good_server_loads_the_model_once_as_answers_do(server: StandInOllama) -> None:
    server.cloud_disabled = True
    server.rate = 100
    found = findings(server, "bge-m3")
    order = ["version", "embedder", "model", "warm_up", "window", "chat", "format"]
    assert list(found) == order
    assert set(levels(found).values()) == {"ok"}
    assert "tokens/s" in found["chat"].text and "window is 2048" in found["window"].text
    assert server.loads == ["bge-m3:latest", "gemma3:4b"] and server.reloads == []
    OllamaClient(server.url).warm_up(OPTIONS)
    assert server.reloads == []


@pytest.mark.parametrize(
    ("switch", "value", "code", "level", "words"),
    [
        ("ignores_format", True, "format", "note", "does not keep to the form"),
        ("window_limit", 1024, "window", "trouble", "1024 tokens, not the 2048"),
        ("version", "0.12.3", "version", "note", "Update it to 0.30.11"),
        ("cloud_disabled", False, "cloud", "note", "OLLAMA_NO_CLOUD"),
    ],
)
def test_what_is_not_as_it_should_be_is_found(
    server: StandInOllama, switch: str, value: Any, code: str, level: str, words: str
) -> None:
    server.cloud_disabled = True
    server.reply = lambda body: '{"cuaca": "cerah"}' if body.get("format") else "Satu, dua."
    setattr(server, switch, value)
    found = findings(server)
    assert {each for each in levels(found) if levels(found)[each] != "ok"} == {code}
    assert levels(found)[code] == level
    assert words in f"{found[code].text} {found[code].remedy}"


def test_a_slow_model_is_told(server: StandInOllama, monkeypatch: pytest.MonkeyPatch) -> None:
    server.rate = 200
    assert findings(server)["chat"].level is Level.OK
    monkeypatch.setattr("rag.models.checking._SLOW", 300.0)
    assert "smaller model" in findings(server)["chat"].remedy


@pytest.mark.parametrize("version", ["0.30.11", "0.33.0-rc2", "1.0", "0.0.0", "unknown"])
def test_versions_that_are_new_enough_or_not_known(server: StandInOllama, version: str) -> None:
    server.version = version
    assert findings(server)["version"].level is Level.OK


def test_a_reply_outside_the_schema_is_no_kept_form(server: StandInOllama) -> None:
    for reply in ('{"cuaca": "badai"}', "[1]", '{"cuaca": ', "Hujan."):
        server.reply = lambda body, text=reply: text
        assert findings(server)["format"].level is Level.NOTE


def test_trouble_ends_a_check_and_has_its_exit_code(
    server: StandInOllama, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert models("check") == 0
    assert "TROUBLE" not in capsys.readouterr().out
    monkeypatch.setenv("TANYA_MODEL", "gemma9:99b")
    assert models("check") == 4
    assert "TROUBLE  The model gemma9:99b is not on" in capsys.readouterr().out
    monkeypatch.setenv("TANYA_MODEL", "bge-m3")
    assert models("check", "--json") == 4
    (host,) = printed(capsys)["hosts"]
    assert host["findings"][-1]["code"] == "ModelRefused"
    monkeypatch.setenv("TANYA_MODEL", "gemma3:4b")
    monkeypatch.setenv("TANYA_EMBEDDER", "ollama:gemma3:4b")  # no embedding model: told, and on
    assert models("check", "--json") == 4
    codes = [each["code"] for each in printed(capsys)["hosts"][0]["findings"]]
    assert codes[-1] == "format" and "embedder" in codes
    monkeypatch.setenv("OLLAMA_HOST", f"{server.url},{nobody()}")
    assert models("check") == 4


# --- pull ----------------------------------------------------------------------------------------


def test_pull_fetches_what_is_missing_or_what_is_named(
    server: StandInOllama, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert models("pull") == 0
    assert "Nothing is missing." in capsys.readouterr().out
    monkeypatch.setenv("TANYA_MODEL", "qwen3.5:9b")
    monkeypatch.setenv("TANYA_EMBEDDER", "ollama:bge-m3:567m")
    server.pullable |= {"qwen3.5:9b", "bge-m3:567m", "gemma3:12b"}
    assert models("pull") == 0
    assert [sent["model"] for sent in server.asked("/api/pull")] == ["qwen3.5:9b", "bge-m3:567m"]
    assert models("pull", "gemma3:12b") == 0
    assert "gemma3:12b is there." in capsys.readouterr().out
    with pytest.raises(ModelError, match="no model of this name"):
        models("pull", "gemma33")


def test_pull_goes_to_each_server_or_to_the_named_one(
    server: StandInOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    with StandInOllama() as other:
        monkeypatch.setenv("OLLAMA_HOST", f"{server.url},{other.url}")
        for each in (server, other):
            each.pullable.add("qwen3.5:9b")
        other.models.pop("gemma3:4b")
        other.pullable.add("gemma3:4b")
        models("pull")
        assert [len(each.asked("/api/pull")) for each in (server, other)] == [0, 1]
        models("pull", "qwen3.5:9b")
        models("pull", "qwen3.5:9b", "--host", other.url)
        assert [len(each.asked("/api/pull")) for each in (server, other)] == [1, 3]


def test_pull_refuses_clouds_and_says_who_does_not_answer(
    server: StandInOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelRefused):
        models("pull", "gpt-oss:120b-cloud")
    assert server.requests == []
    monkeypatch.setenv("OLLAMA_HOST", nobody())
    with pytest.raises(ModelUnreachable, match="ollama serve"):
        models("pull")


def test_ctrl_c_stops_the_download_and_says_how_to_go_on(server: StandInOllama) -> None:
    server.pullable.add("qwen3.5:9b")
    server.pull_rate = 100_000
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "rag.cli", "models", "pull", "qwen3.5:9b"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as running:
        assert server.wait_until(lambda: server.asked("/api/pull"), 60)
        running.send_signal(signal.SIGINT)
        shown, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "The same command goes on from here." in shown and "is there" not in shown
    assert server.wait_until(lambda: server.cancellations)
    assert "qwen3.5:9b" not in server.models


def test_a_bar_shows_how_far_it_is(server: StandInOllama) -> None:
    from rich.console import Console

    server.pullable.add("qwen3.5:9b")
    server.pull_rate = 10_000_000
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=120)
    fetch(OllamaClient(server.url), "qwen3.5:9b", console)
    assert "MB/s" in screen.getvalue() and "4.0/4.0 MB" in screen.getvalue()


def test_a_disk_that_is_too_small_is_told_before_it_is_full(
    server: StandInOllama, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from rich.console import Console

    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path))
    usage = shutil.disk_usage(tmp_path)
    server.pullable.add("qwen3.5:9b")
    server.pull_rate = 8_000_000
    client, console = OllamaClient(server.url), Console(file=io.StringIO())
    for free, fits in ((502_000_000, False), (505_000_000, True)):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: usage._replace(free=free))
        if fits:
            fetch(client, "qwen3.5:9b", console)
            continue
        with pytest.raises(ModelError, match="disk is too small"):
            fetch(client, "qwen3.5:9b", console)
        assert server.wait_until(lambda: server.cancellations)
        assert sum(server.fetched["qwen3.5:9b"].values()) < 4_000_000
    assert free_space("http://192.0.2.1:11434") is None
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "nowhere"))
    monkeypatch.undo()


def test_parts_add_up_whatever_the_order() -> None:
    parts = Parts()
    for digest, total, completed in (("a", 10, 0), ("b", 5, 5), ("a", 10, 7), ("a", 10, 3)):
        parts.add(Pulled(status="pulling", digest=digest, total=total, completed=completed))
    parts.add(Pulled(status="success"))
    assert (parts.total, parts.completed) == (15, 12)


# --- recommend -----------------------------------------------------------------------------------


def first(ram: float, graphics: float = 0.0) -> dict[str, str]:
    size = int(ram * GB)
    memory = Memory(total=size, allowed=size, graphics=int(graphics * GB))
    return {
        each.candidate.use: f"{each.candidate.name} {each.runs_on}"
        for each in advise(memory)
        if each.recommended
    }


@pytest.mark.parametrize(
    ("ram", "graphics", "chat"),
    [
        (2, 0, None),
        (4, 0, None),
        (7.7, 0, "gemma3:4b processor"),  # what a machine of 8 GB reports
        (8.2, 0, "gemma3:4b processor"),
        (12, 0, "gemma3:4b processor"),
        (15.4, 0, "qwen3.5:9b processor"),
        (16.8, 0, "qwen3.5:9b processor"),
        (64, 0, "qwen3.5:9b processor"),
        (8.2, 6.4, "gemma3:4b graphics card"),
        (8.2, 12.9, "qwen3.5:9b graphics card"),
        (16.8, 6.4, "qwen3.5:9b processor"),
    ],
)
def test_a_model_for_each_size_of_machine(ram: float, graphics: float, chat: str | None) -> None:
    assert first(ram, graphics).get("chat") == chat


def test_advice_is_consistent() -> None:
    names = [each.name for each in CANDIDATES]
    assert len(set(names)) == len(names) and "gemma3:4b" in names
    for gigabytes in range(1, 65):
        size = gigabytes * GB
        advice = advise(Memory(total=size, allowed=size))
        chosen = [each for each in advice if each.recommended]
        assert len([each for each in chosen if each.candidate.use == "chat"]) <= 1
        assert all(each.fits and each.runs_on for each in chosen)
        assert all(each.candidate.size < gigabytes for each in advice if each.fits)


def test_recommend_prints_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert models("recommend", "--memory", "8") == 0
    shown = capsys.readouterr().out
    assert "./tanya models pull gemma3:4b" in shown and "TANYA_MODEL=gemma3:4b" in shown
    assert "No published score" in shown and "qwen3.5:9b" not in shown
    assert models("recommend", "--memory", "3") == 0
    assert "quotes need none" in capsys.readouterr().out
    assert models("recommend", "--json") == 0
    told = printed(capsys)
    assert told["memory_gb"] > 0.5 and "No published score" in told["note"]
    for wrong in ("inf", "nan", "-5", "many"):
        with pytest.raises(SystemExit, match="2"):
            models("recommend", "--memory", wrong)
        assert "a number, such as 8" in capsys.readouterr().err


def test_memory_respects_the_limit_of_a_container(tmp_path: Path) -> None:
    here = read_memory(tmp_path)
    assert here.allowed == here.total > GB / 2
    limit = tmp_path / "sys/fs/cgroup/memory.max"
    limit.parent.mkdir(parents=True)
    for said, wanted in (("max", here.total), ("500000000", GB // 2), ("9" * 19, here.total)):
        limit.write_text(f"{said}\n")
        assert read_memory(tmp_path).allowed == wanted
    limit.unlink()
    older = tmp_path / "sys/fs/cgroup/memory/memory.limit_in_bytes"
    older.parent.mkdir()
    older.write_text("400000000\n")
    assert read_memory(tmp_path).allowed == 400_000_000


def test_graphics_memory_is_read_where_there_is_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_memory(tmp_path).graphics == 0
    card = tmp_path / "sys/class/drm/card0/device/mem_info_vram_total"
    card.parent.mkdir(parents=True)
    card.write_text("4294967296\n")
    assert read_memory(tmp_path).graphics == 4 << 30
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 8192\necho 24576\n")
    tool.chmod(0o755)
    assert read_memory(tmp_path).graphics == 24 << 30
    tool.write_text("#!/bin/sh\necho 'No devices were found'\nexit 6\n")
    assert read_memory(tmp_path).graphics == 4 << 30
