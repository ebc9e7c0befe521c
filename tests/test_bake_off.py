"""Models compared on the same questions: good, inventing, refusing, slow and missing ones."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from model_questions import GOOD, LYING, SHY, SLOW, context_over, dataset_file, replies
from newsroom import ROOT, small_archive
from stand_in_ollama import StandInOllama
from stand_in_reply import quote
from stand_in_state import DEFAULT_MODELS, StandInModel

from evals.lanes.product import PARTS, code
from evals.lanes.recordings import Head
from evals.models import verb
from evals.models.measuring import Bake, bake
from evals.models.outcomes import KINDS, Outcome
from evals.models.page import Told, as_json, page
from evals.models.plot import bars, scatter
from evals.models.rows import QUOTING, Row, compared, row_of
from evals.models.table import write_table
from evals.models.wording import cells, sign

ABSENT = "belum:4b"
TOLD = Told(made="2026-01-01", version="1", dataset="d", digest="e", questions=6, host="h")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory)


def serving(**switches: Any) -> StandInOllama:
    store = (*DEFAULT_MODELS, *(StandInModel(name) for name in (GOOD, LYING, SHY, SLOW)))
    return StandInOllama(store=store, reply=replies, **switches)


@pytest.fixture
def server() -> Iterator[StandInOllama]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def baked(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Bake:
    """All kinds of models, measured once."""
    folder = tmp_path_factory.mktemp("baked")
    with serving() as running:
        context = context_over(data, folder, OLLAMA_HOST=running.url)
        return bake(context, [GOOD, LYING, ABSENT, SHY, SLOW], folder / "store")


@pytest.fixture(scope="module")
def rows(baked: Bake) -> dict[str, Row]:
    return {row.name: row for row in baked.rows}


def chats(server: StandInOllama, model: str) -> int:
    asked = server.asked("/api/chat")
    return sum(body["model"] == model and bool(body.get("messages")) for body in asked)


def kinds(row: Row) -> dict[str, float]:
    return {kind: row.kinds[kind].value * row.n for kind in KINDS if row.kinds[kind].value}


# --- what is measured -------------------------------------------------------------------------


def test_rows_keep_the_order_of_the_command_and_end_with_quoting(baked: Bake) -> None:
    assert [row.name for row in baked.rows] == [GOOD, LYING, ABSENT, SHY, SLOW, QUOTING]
    assert not baked.interrupted


def test_every_question_is_of_one_kind(rows: dict[str, Row]) -> None:
    for row in rows.values():
        if row.n:
            assert sum(kinds(row).values()) == pytest.approx(6)


def test_a_model_that_always_refuses_is_right_only_where_one_must(rows: dict[str, Row]) -> None:
    assert kinds(rows[SHY]) == pytest.approx({"right": 1, "refused": 5})
    assert rows[SHY].errors["wrong refusals"].value == 1.0
    assert rows[SHY].errors["answered without evidence"].value == 0.0
    assert rows[SHY].crag is not None
    assert rows[SHY].crag.value == pytest.approx(1 / 6)


def test_a_good_model_is_right_and_a_lying_one_is_caught(rows: dict[str, Row]) -> None:
    good, lying = rows[GOOD], rows[LYING]
    assert kinds(good)["right"] >= 5
    assert not sum(each.value for each in good.checks.values())
    assert sum(each.value for each in lying.checks.values()) == 1.0  # every claim was caught
    assert lying.checks["dropped"].n >= 5
    assert good.errors["wrong refusals"].value == 0.0


def test_seconds_tell_the_slow_one(rows: dict[str, Row]) -> None:
    slow = rows[SLOW].seconds["whole median"]
    assert slow.value > 0.2  # what its reply takes at least; others depend on the machine
    assert slow.low <= slow.value <= slow.high


def test_a_row_says_what_the_model_is(rows: dict[str, Row]) -> None:
    row = rows[GOOD]
    assert row.head.digest == StandInModel(GOOD).digest
    assert row.head.quantization == "Q4_K_M"
    assert row.head.size == row.memory == 3_338_801_804
    assert rows[QUOTING].memory == 0


def test_a_missing_model_has_its_line_and_the_others_go_on(rows: dict[str, Row]) -> None:
    assert not rows[ABSENT].n
    assert "ollama pull belum:4b" in rows[ABSENT].absent
    assert rows[SLOW].n == 6


def test_the_comparison_is_by_question(rows: dict[str, Row]) -> None:
    against = rows[SHY].against
    assert rows[GOOD].against is None
    assert against is not None
    assert against.wins + against.losses + against.ties == 6
    assert against.losses == kinds(rows[GOOD])["right"] - 1
    assert against.wins == 0


def test_five_of_five_is_no_difference_at_a_twentieth_and_six_is() -> None:
    head = Head(model="m", digest="", options={}, prompts={}, dataset="", corpus="")

    def made(kind: str, n: int) -> Row:
        plain = {"crag": 0.0, "wrong_refusal": None, "unfounded": None, "first": 1.0}
        counts = dict.fromkeys(("shown", "repaired", "marked", "dropped"), 0)
        found = [
            Outcome(id=str(at), kind=kind, whole=1.0, **plain, **counts)  # type: ignore[arg-type]
            for at in range(n)
        ]
        return row_of(head, found, of=n)

    assert "no clear difference" in sign(compared(made("right", 5), made("wrong", 5)))
    assert sign(compared(made("right", 6), made("wrong", 6))).endswith("worse")
    assert sign(compared(made("wrong", 6), made("right", 6))).endswith("better")


def test_quotes_in_the_place_of_an_answer_are_not_the_models(
    data: Path, tmp_path: Path, server: StandInOllama
) -> None:
    server.reply = lambda body: "Saya tidak mengerti bentuknya."
    context = context_over(data, tmp_path, OLLAMA_HOST=server.url)
    row = bake(context, [GOOD], tmp_path / "store").rows[0]
    assert kinds(row)["no answer"] == 5
    assert row.crag is not None
    assert row.crag.value <= 1 / 6


# --- going on ---------------------------------------------------------------------------------


def test_what_is_in_the_store_is_not_asked_again(
    data: Path, tmp_path: Path, server: StandInOllama
) -> None:
    context = context_over(data, tmp_path, OLLAMA_HOST=server.url)
    bake(replace(context, cases=context.cases[:2]), [GOOD], tmp_path / "store")
    assert chats(server, GOOD) == 2
    (path,) = (tmp_path / "store").glob("baik*")
    path.write_bytes(path.read_bytes()[:-30])  # cut off in the middle of the second
    done = bake(context, [GOOD], tmp_path / "store")
    assert done.rows[0].kept  # and that is told
    told = io.StringIO()
    write_table(done.rows, told)
    assert f"{GOOD}: {done.rows[0].kept} of {done.rows[0].n} answers were kept" in told.getvalue()
    assert chats(server, GOOD) == 2 + 4
    assert done.rows[0].n == 6
    bake(context, [GOOD], tmp_path / "store")
    assert chats(server, GOOD) == 6
    bake(context, [GOOD], tmp_path / "store", anew=True)
    assert chats(server, GOOD) == 11
    server.update_model(GOOD, embedding_length=1)  # another digest is another model
    bake(context, [GOOD], tmp_path / "store")
    assert chats(server, GOOD) == 16


def test_changed_code_or_another_search_asks_again(
    data: Path, tmp_path: Path, server: StandInOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = context_over(data, tmp_path, OLLAMA_HOST=server.url)
    context = replace(context, cases=context.cases[:2])

    def baked_again() -> list[int]:
        return [row.kept for row in bake(context, [GOOD], tmp_path / "store").rows]

    assert baked_again() == [0, 0] and chats(server, GOOD) == 2
    assert baked_again() == [2, 2] and chats(server, GOOD) == 2
    with monkeypatch.context() as changed:
        changed.setattr("evals.models.measuring.code", lambda: "another program")
        assert baked_again() == [0, 0] and chats(server, GOOD) == 4
    assert baked_again() == [2, 2] and chats(server, GOOD) == 4
    other = {"vectors": "words", "words": "vectors", "both": "words"}
    search = other[context.settings().search]
    context = replace(context, environ={**context.environ, "TANYA_SEARCH": search})
    assert baked_again() == [0, 0]


def test_the_digest_of_the_code_is_of_every_file_and_its_name(tmp_path: Path) -> None:
    part = tmp_path / "rag"
    (part / "data").mkdir(parents=True)
    (part / "one.py").write_text("x = 1\n")
    (part / "data" / "words.tsv").write_text("PHK\tpemutusan\n")
    seen = [code((part,))]
    (part / "__pycache__").mkdir()
    (part / "__pycache__" / "one.pyc").write_bytes(b"1")
    assert code((part,)) == seen[0]
    for change in (
        lambda: (part / "one.py").write_text("x = 2\n"),
        lambda: (part / "data" / "words.tsv").write_text("PHK\tdipecat\n"),
        lambda: (part / "one.py").rename(part / "two.py"),
        lambda: (part / "three.py").write_text(""),
    ):
        change()
        seen.append(code((part,)))
    assert len({*seen}) == len(seen)
    assert all((each / "__init__.py").exists() for each in PARTS)
    assert {"rag", "scoring"} <= {each.name for each in PARTS}


def test_a_server_that_goes_away_leaves_what_was_measured(
    data: Path, tmp_path: Path, server: StandInOllama
) -> None:
    context = context_over(data, tmp_path, OLLAMA_HOST=server.url)
    context = replace(context, cases=tuple(replace(context.cases[0], id=f"q{n}") for n in range(8)))

    def then_gone(body: dict[str, Any]) -> str:
        server.faults.always("reset_before", path="*")
        return quote(body)

    server.reply = then_gone
    row = bake(context, [GOOD], tmp_path / "store").rows[0]
    assert row.n == 1
    assert "the server went away" in row.absent
    assert cells(row)[0] == f"{GOOD} (1 of 8)"


def test_an_interruption_keeps_what_is_done(
    data: Path, tmp_path: Path, server: StandInOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = context_over(data, tmp_path, OLLAMA_HOST=server.url)
    from evals.models import measuring

    original: Callable[..., Any] = measuring._one
    asked: list[str] = []

    def stopped(*given: Any) -> Any:
        asked.append(given[1].id)
        if len(asked) == 4:
            raise KeyboardInterrupt
        return original(*given)

    monkeypatch.setattr(measuring, "_one", stopped)
    done = bake(context, [GOOD, SHY], tmp_path / "store")
    assert done.interrupted
    assert [(row.name, row.n) for row in done.rows] == [(GOOD, 3)]
    assert "3 of 6 questions are left" in done.rows[0].absent
    monkeypatch.setattr(measuring, "_one", original)
    assert bake(context, [GOOD], tmp_path / "store").rows[0].n == 6
    assert chats(server, GOOD) == 3 + 2  # the last question needs no model


# --- what is shown ----------------------------------------------------------------------------


def test_the_table_names_every_model_and_what_is_missing(baked: Bake) -> None:
    out = io.StringIO()
    write_table(baked.rows, out)
    text = out.getvalue()
    for row in baked.rows:
        assert row.name in text
    assert "ollama pull belum:4b" in text
    assert re.search(r"right .*\d+% \(\d+–\d+\)", text)


def test_the_page_stands_on_its_own(baked: Bake) -> None:
    from lxml import html

    text = page(baked.rows, TOLD)
    tree = html.fromstring(text)
    assert not re.findall(r"(?:src|href)=|@import|url\(", text)
    assert not tree.xpath("//script")
    assert len(tree.xpath("//svg")) == 2
    assert len(tree.xpath("//svg//circle")) == 5  # all but the missing one
    widths: dict[str, float] = {}
    for rect in tree.xpath("(//svg)[2]//rect[title]"):
        widths[rect.get("y")] = widths.get(rect.get("y"), 0) + float(rect.get("width"))
    assert len(widths) == 5
    assert all(width == pytest.approx(650, abs=1) for width in widths.values())


def test_names_from_outside_are_text_on_the_page(baked: Bake) -> None:
    first = baked.rows[0]
    evil = replace(first, head=replace(first.head, model="<script>alert(1)</script>"))
    text = page([evil], TOLD)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "<script" not in scatter([evil]) + bars([evil])


def test_json_holds_every_outcome_and_no_nan(baked: Bake) -> None:
    text = json.dumps(as_json(baked.rows, TOLD), allow_nan=False)
    found = {each["model"]: each for each in json.loads(text)["models"]}
    assert len(found[GOOD]["outcomes"]) == 6
    assert found[GOOD]["kinds"]["right"]["n"] == 6
    assert found[ABSENT]["absent"]


def test_nothing_measured_is_still_a_page() -> None:
    head = Head(model="x", digest="", options={}, prompts={}, dataset="", corpus="")
    text = page([row_of(head, [], of=3, absent="ollama pull x")], TOLD)
    assert "Nothing was measured" in text
    assert "ollama pull x" in text
    assert "<svg" not in text


# --- the command ------------------------------------------------------------------------------


def command(*words: str, host: str) -> tuple[list[str], dict[str, str]]:
    program = (
        "import argparse, sys\n"
        "from evals.models import verb\n"
        "parser = argparse.ArgumentParser()\n"
        "verb.add_verb(parser.add_subparsers())\n"
        "sys.exit(verb.run(parser.parse_args(['models', *sys.argv[1:]])))\n"
    )
    environ = {**os.environ, "OLLAMA_HOST": host, "TANYA_SEARCH": "words"}
    return [sys.executable, "-c", program, *words], environ


@pytest.fixture
def models(
    data: Path, tmp_path: Path, server: StandInOllama, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """Run the command here, over the small archive; its report goes to ``out``."""
    import argparse

    monkeypatch.setenv("OLLAMA_HOST", server.url)
    monkeypatch.setenv("TANYA_SEARCH", "words")
    parser = argparse.ArgumentParser()
    verb.add_verb(parser.add_subparsers())
    words = ["--dataset", str(dataset_file(tmp_path)), "--data-dir", str(data)]
    words += ["--out", str(tmp_path / "out")]
    return lambda *more: verb.run(parser.parse_args(["models", *more, *words]))


def test_the_command_leaves_a_page_and_numbers_and_says_what_is_not_there(
    models: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert models(GOOD, ABSENT, "--limit", "2") == 3
    assert "ollama pull belum:4b" in capsys.readouterr().out
    assert (out / "models.html").exists()
    assert json.loads((out / "models.json").read_text("utf-8"))["questions"] == 2
    assert models(GOOD, "--limit", "2") == 0


def test_models_that_answer_nothing_are_said_to_and_end_with_3(
    models: Callable[..., int],
    tmp_path: Path,
    server: StandInOllama,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.reply = lambda body: "Saya tidak mengerti bentuknya."
    assert models(GOOD) == 3
    told = f"{GOOD}: NOT MEASURED: it answered no question; 5 of 6"  # the sixth needs no model
    assert told in " ".join(capsys.readouterr().out.split())
    assert told in (tmp_path / "out/models.html").read_text("utf-8")
    server.reply = lambda body: replies(body) if body["model"] == SHY else "Tidak tahu bentuknya."
    assert models(GOOD, SHY) == 0, "one that refuses everything has answered"


@pytest.mark.skipif(os.name == "nt", reason="NOT RUN: Ctrl-C is sent another way there")
def test_ctrl_c_shows_what_is_done_and_ends_with_130(
    data: Path, tmp_path: Path, server: StandInOllama
) -> None:
    def slow(body: dict[str, Any]) -> str:
        if chats(server, GOOD) >= 3:
            time.sleep(6)  # as good as for ever: in the middle of the third question
        return quote(body)

    server.reply = slow
    words = [GOOD, "--dataset", str(dataset_file(tmp_path)), "--data-dir", str(data)]
    program, environ = command(*words, "--out", str(tmp_path / "out"), host=server.url)
    with subprocess.Popen(
        program, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert server.wait_until(lambda: chats(server, GOOD) >= 3, seconds=60)
        running.send_signal(signal.SIGINT)
        out, error = running.communicate(timeout=60)
    assert running.returncode == 130, error
    assert f"{GOOD} (2 of 6)" in out
    assert "Traceback" not in error
    assert (tmp_path / "out" / "models.html").exists()
