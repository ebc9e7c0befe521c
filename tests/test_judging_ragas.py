"""ragas with our judge, over HTTP: its metrics hold, its silent inflations do not happen.

The only test file that imports ragas, which takes seconds.
"""

from __future__ import annotations

import _thread
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from judging_scripts import JUDGE, changed, given, honest, lying, serving
from stand_in_ollama import StandInOllama

from evals.cli import main
from evals.judging.asking import Asker, find_judge
from evals.judging.judge import Judge, JudgeAbsent
from evals.judging.scores import Judged
from evals.judging.store import Store
from evals.judging.subjects import Sentence, Subject
from evals.judging.tables import METRICS
from evals.reporting.stored import read_results, write_results
from evals.results import Item, Results, Section, State, share
from rag.embedding import OfflineEmbedder, make_embedder
from rag.ollama_client import OllamaClient, Timeouts

RAGAS = tuple(METRICS)[:5]
GOOD, BAD = "Iuran serikat naik menjadi Rp 12.000.", "Manajer pabrik dipecat."
SUBJECT = Subject(
    id="q",
    question="Berapa iuran serikat?",
    sentences=(Sentence(text=GOOD, cited=(GOOD,)), Sentence(text=BAD, cited=("Rapat selesai.",))),
    cited=(GOOD, "Rapat selesai."),
    retrieved=("Rapat dihadiri 86 orang.", GOOD),
    reference=(GOOD, "Iuran dibayar tiap bulan."),
    refused=False,
    cluster="a",
    model="gemma3:4b",
)


def scored(server: StandInOllama, metric: str, subject: Subject = SUBJECT) -> Judged:
    from evals.judging.ragas_joint import RagasJudge

    client = OllamaClient(server.url, Timeouts(load_s=5, idle_s=5, total_s=5))
    asker = Asker(client, find_judge(client, JUDGE), Store(None))
    return RagasJudge(asker, OfflineEmbedder()).score(metric, subject)


@pytest.mark.parametrize(
    ("metric", "score", "calls"),
    [
        ("faithfulness", 0.5, 4),
        ("groundedness", 0.0, 6),
        ("context precision", 0.5, 6),
        ("context recall", 0.5, 3),
    ],
)
def test_an_honest_judge_gives_ragas_own_scores(metric: str, score: float, calls: int) -> None:
    subject = SUBJECT
    if metric == "context precision":  # useful only where the whole gold answer stands in it
        subject = replace(SUBJECT, reference=(GOOD,))
    with serving() as server:
        found = scored(server, metric, subject)
        asked = server.asked("/api/chat")
    assert found.score == pytest.approx(score)
    assert not found.unscored
    assert len(asked) == calls
    assert found.agreed and all(found.agreed)


def test_relevancy_is_the_likeness_of_three_questions_in_the_products_vectors() -> None:
    with serving() as server:
        found = scored(server, "answer relevancy")
        seeds = {body["options"]["seed"] for body in server.asked("/api/chat")}
    assert 0.1 < found.score < 1
    assert len(seeds) == 3
    assert [each["noncommittal"] for each in found.record["asked"]] == [0, 0, 0]


def test_relevancy_without_vectors_is_unscored() -> None:
    from evals.judging.ragas_joint import RagasJudge

    with serving() as server:
        client = OllamaClient(server.url)
        asker = Asker(client, find_judge(client, JUDGE), Store(None))
        embedder = make_embedder("ollama:bge-m3", client)
        assert not RagasJudge(asker, embedder).score("answer relevancy", SUBJECT).unscored
        server.faults.always("status", path="/api/embed", status=500, text="out of memory")
        found = RagasJudge(asker, embedder).score("answer relevancy", SUBJECT)
    assert (found.score, bool(found.unscored)) == (0.0, True)


def test_statements_and_verdicts_of_each_repeat_are_kept() -> None:
    with serving() as server:
        found = scored(server, "faithfulness")
    written, judged = found.record["asked"]
    assert written["statements"] == [GOOD, BAD]
    assert judged["statements"] == [GOOD, BAD]
    assert judged["verdicts"] == [[1, 1, 1], [0, 0, 0]]
    assert len(judged["raw"]) == 3 and GOOD in judged["raw"][0][0]


def test_the_majority_of_three_counts() -> None:
    turns = iter([1, 0, 1])

    def turning(body: dict[str, Any]) -> str:
        if "context" not in given(body):
            return honest(body)
        return lying(body) if next(turns) else honest(body)

    with serving(turning) as server:
        found = scored(server, "faithfulness")
    assert found.score == 1.0
    assert found.agreed == (True, False)


@pytest.mark.parametrize("metric", RAGAS)
@pytest.mark.parametrize("fault", ["status", "length"])
def test_a_failing_judge_never_gives_a_score(metric: str, fault: str) -> None:
    with serving(lying) as server:
        server.faults.always(fault, **({"status": 500, "text": "x"} if fault == "status" else {}))
        found = scored(server, metric)
        asked = server.asked("/api/chat")
    assert (found.score, bool(found.unscored)) == (0.0, True)
    assert len(asked) == 4  # groundedness alone would ask forty times


def after(good: int, bad: Any) -> Any:
    """Return a judge that answers so many times, and otherwise from then on."""
    count = iter(range(1000))
    return lambda body: lying(body) if next(count) < good else bad(body)


@pytest.mark.parametrize("metric", ["faithfulness", "groundedness", "context precision"])
def test_a_judge_that_fails_in_the_middle_is_not_averaged_over_what_came(metric: str) -> None:
    with serving(after(4 if metric != "faithfulness" else 2, lambda _: "?")) as server:
        found = scored(server, metric)
    assert (found.score, bool(found.unscored)) == (0.0, True)


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: entries.pop(),
        lambda entries: entries[0].update(verdict=-1),
        lambda entries: entries[0].update(verdict=7),
        lambda entries: entries.reverse(),
        lambda entries: entries.clear(),
    ],
)
def test_verdicts_that_ragas_would_count_are_unscored(change: Any) -> None:
    with serving(changed(change)) as server:
        found = scored(server, "faithfulness")
    assert (found.score, bool(found.unscored)) == (0.0, True)


@pytest.mark.parametrize(
    ("metric", "reply"),
    [
        ("groundedness", '{"rating": 3}'),
        ("context precision", '{"reason": "r", "verdict": -1}'),
        ("context recall", '{"classifications": []}'),
        ("faithfulness", '{"statements": []}'),
        ("answer relevancy", '{"question": "", "noncommittal": 0}'),
    ],
)
def test_other_values_than_allowed_are_unscored(metric: str, reply: str) -> None:
    with serving(lambda _: reply) as server:
        found = scored(server, metric)
    assert (found.score, bool(found.unscored)) == (0.0, True)


def test_a_replay_without_the_reply_ends_even_where_ragas_swallows_errors() -> None:
    from evals.judging.ragas_joint import RagasJudge

    with serving() as server:
        client = OllamaClient(server.url)
        judge = RagasJudge(Asker(None, find_judge(client, JUDGE), Store(None)))
    for metric in RAGAS[:4]:
        with pytest.raises(JudgeAbsent, match="does not hold"):
            judge.score(metric, SUBJECT)


def test_prompts_are_ragas_own_with_indonesian_examples_and_have_a_digest() -> None:
    from evals.judging.ragas_joint import RagasJudge

    with serving() as server:
        client = OllamaClient(server.url)
        judge = RagasJudge(Asker(client, find_judge(client, JUDGE), Store(None)))
        assert judge.supported([GOOD, BAD], GOOD, repeat=0).values == (1, 0)
        (body,) = server.asked("/api/chat")
        assert len(judge.prompts()) == 64
        assert judge.prompts() == judge.prompts()
    prompt = body["messages"][0]["content"]
    assert "Your task is to judge the faithfulness" in prompt
    assert "Menurut konteks mogok baru direncanakan" in prompt
    assert body["format"]["properties"]["statements"]["maxItems"] == 2


_QUIET = """
import os, sys
from rag.environment import silence
silence(os.environ)
import socket
asked = []
real = socket.socket.connect
def connect(self, address):
    asked.append(address)
    return real(self, address)
socket.socket.connect = connect
look = socket.getaddrinfo
def getaddrinfo(host, *more, **kinds):
    asked.append((host, 0))
    return look(host, *more, **kinds)
socket.getaddrinfo = getaddrinfo
from evals.judging.ragas_joint import RagasJudge
from evals.judging.asking import Asker, find_judge
from evals.judging.store import Store
from rag.embedding import OfflineEmbedder
from rag.ollama_client import OllamaClient
from test_judging_ragas import RAGAS, SUBJECT, JUDGE
client = OllamaClient(sys.argv[1])
judge = RagasJudge(Asker(client, find_judge(client, JUDGE), Store(None)), OfflineEmbedder())
for metric in RAGAS:
    assert not judge.score(metric, SUBJECT).unscored
from ragas._analytics import EvaluationEvent, _analytics_batcher, do_not_track, get_userid, track
_analytics_batcher.add_evaluation(
    EvaluationEvent(metrics=["x"], num_rows=1, evaluation_type="SINGLE_TURN", language="id")
)
_analytics_batcher.shutdown()
print(do_not_track(), {str(each[0]) for each in asked if isinstance(each, tuple)})
"""


def test_ragas_tells_nobody_and_writes_nothing_at_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    root = Path(__file__).parent.parent
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        **{"HOME": str(home), "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"},
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    environ.pop("RAGAS_DO_NOT_TRACK", None)
    with serving() as server:
        done = subprocess.run(
            [sys.executable, "-c", _QUIET, server.url],
            env=environ,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "True {'127.0.0.1'}"
    assert list(home.rglob("*")) == []


def test_ragas_is_not_used_where_it_would_call_home(monkeypatch: pytest.MonkeyPatch) -> None:
    from evals.judging.ragas_joint import keep_quiet

    monkeypatch.setenv("RAGAS_DO_NOT_TRACK", "false")
    with pytest.raises(RuntimeError, match="RAGAS_DO_NOT_TRACK"):
        keep_quiet()
    monkeypatch.setenv("RAGAS_DO_NOT_TRACK", "true")
    keep_quiet()


# --- the verb ---------------------------------------------------------------------------------


def results(folder: Path, model: str = "gemma3:4b") -> Path:
    def item(name: str, **shown: Any) -> Item:
        claim = {"text": GOOD, "evidence": [{"text": GOOD}]}
        answer = {"refused": False, "claims": [claim], "retrieved": [{"text": GOOD}]}
        gold = {"gold_passages": [{"article": f"a{name}", "quote": GOOD}]}
        gold["gold_articles"] = [{"id": f"a{name}"}]  # type: ignore[list-item]
        return Item(
            id=name,
            question="Berapa iuran serikat?",
            category="factoid",
            ok=True,
            language="id",
            shown={**answer, "model": model, **shown},
            gold=gold,
        )

    items = (item("1"), item("2"), item("3", refused=True, claims=[]))
    live = Section(id="live", title="", lane="D", state=State.PASSED, items=items)
    path = folder / "results.json"
    write_results(path, Results(made="", version="0", command="", sections=(live,), exit_code=0))
    return path


def calibration(state: State) -> Section:
    told = (share("balanced accuracy", [1.0]),)
    return Section(id="calibration", title="", lane="T2", state=state, measures=told)


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every judge pass: its calibration has its own tests."""
    passed = calibration(State.PASSED)
    monkeypatch.setattr("evals.judging.calibration.calibrate", lambda *_, **__: passed)


def judge(path: Path, server: StandInOllama, monkeypatch: Any, *more: str) -> int:
    monkeypatch.setenv("OLLAMA_HOST", server.url)
    out = str(path.parent / "out")
    return main(["judge", "--judge", JUDGE, "--results", str(path), "--out", out, *more])


@pytest.mark.usefixtures("trusted")
def test_the_verb_judges_tells_its_cost_and_goes_on_where_it_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = results(tmp_path)
    count = iter(range(1000))

    def interrupted(body: dict[str, Any]) -> str:
        if next(count) == 12:
            _thread.interrupt_main()
        return honest(body)

    with serving(interrupted) as server:
        assert judge(path, server, monkeypatch) == 130
        before = len(server.asked("/api/chat"))
        assert judge(path, server, monkeypatch) == 0
        after_all = len(server.asked("/api/chat"))
        assert judge(path, server, monkeypatch) == 0
        assert len(server.asked("/api/chat")) == after_all
        server.faults.always("status", status=500, text="x")
        assert judge(path, server, monkeypatch, "--only-replay") == 0
        assert len(server.asked("/api/chat")) == after_all
    assert 12 <= before <= 14
    kept = [json.loads(line) for line in (tmp_path / "judge.jsonl").read_text().splitlines()]
    assert after_all - len({line["key"] for line in kept}) <= 1
    told = capsys.readouterr().out
    assert "At most 50 calls to mistral-small:24b for 3 answers" in told
    sections = {each.id: each for each in read_results(tmp_path / "out/results.json").sections}
    found = sections["judge"]
    assert found.state is State.PASSED
    assert found.measure("faithfulness").value == 1.0  # type: ignore[union-attr]
    assert found.subject["judge"] == JUDGE and len(found.subject["prompts"]) == 64
    assert found.items[0].judged["faithfulness"]["asked"][1]["verdicts"] == [[1, 1, 1]]


@pytest.mark.usefixtures("trusted")
def test_the_verb_fails_where_answers_are_bad_or_the_judge_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = results(tmp_path)
    more = ("--metrics", "faithfulness,citation-recall", "--repeats", "1")
    with serving(lambda body: honest(body, lambda _e, _s: 0)) as server:
        assert judge(path, server, monkeypatch, *more) == 1
    with serving(changed(lambda entries: entries.pop())) as server:
        server.version = "0.34.0"
        assert judge(path, server, monkeypatch, *more) == 1
    (_, found) = read_results(tmp_path / "out/results.json").sections
    assert found.measure("unscored").value == 1.0  # type: ignore[union-attr]


def test_a_judge_that_always_says_yes_is_not_trusted_and_judges_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = results(tmp_path)

    def calibrate(asked: Judge, *_: Any, **__: Any) -> Section:
        wrong = asked.supported([BAD], GOOD, repeat=0).values == (1,)
        return calibration(State.UNTRUSTED if wrong else State.PASSED)

    monkeypatch.setattr("evals.judging.calibration.calibrate", calibrate)
    with serving(lying) as server:
        assert judge(path, server, monkeypatch, "--repeats", "1") == 4
        assert len(server.asked("/api/chat")) == 1
    _, found = read_results(tmp_path / "out/results.json").sections
    assert found.state is State.UNTRUSTED and not found.items
    with serving(honest) as server:
        server.version = "0.34.0"
        assert judge(path, server, monkeypatch, "--repeats", "1") == 0


def test_no_judge_no_answers_and_wrong_options_have_their_exit_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = results(tmp_path)
    with serving() as server:
        assert judge(path, server, monkeypatch, "--only-replay") == 2  # no store yet
        assert judge(path, server, monkeypatch, "--metrics", "beauty") == 2
        assert judge(path, server, monkeypatch, "--section", "replay") == 2
        assert judge(results(tmp_path, "mixtral:8x7b"), server, monkeypatch) == 2
        assert "--same-family" in capsys.readouterr().err
        bare = replace(read_results(path).sections[0], items=(), state=State.NOT_MEASURED)
        empty = Results(made="", version="0", command="", sections=(bare,), exit_code=3)
        write_results(path, empty)
        assert judge(path, server, monkeypatch) == 3
        (found,) = read_results(tmp_path / "out/results.json").sections
        assert found.state is State.NOT_MEASURED
    assert judge(results(tmp_path), server, monkeypatch) == 4  # it has been stopped
    assert "cannot be reached" in capsys.readouterr().err


@pytest.mark.ollama
def test_a_real_judge_tells_good_from_bad(tmp_path: Path) -> None:
    """Uses TANYA_JUDGE, or the first local chat model that is there."""
    from evals.judging.ragas_joint import RagasJudge

    client = OllamaClient(os.environ["OLLAMA_HOST"])
    named = os.environ.get("TANYA_JUDGE") or next(
        each.name
        for each in client.models()
        if not each.remote and "completion" in (each.capabilities or ("completion",))
    )
    asker = Asker(client, find_judge(client, named), Store(tmp_path / "judge.jsonl"))
    judge = RagasJudge(asker, OfflineEmbedder())
    assert judge.supported([GOOD, BAD], GOOD, repeat=0).values == (1, 0)
    found = judge.score("faithfulness", SUBJECT)
    assert not found.unscored and found.score < 1


@pytest.mark.usefixtures("trusted")
def test_a_judgement_that_ends_early_leaves_no_earlier_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = results(tmp_path), tmp_path / "out"
    with serving() as server:
        assert judge(path, server, monkeypatch) == 0
        assert "NOT FINISHED" not in (out / "summary.md").read_text()
    assert judge(path, server, monkeypatch) == 4  # it has been stopped
    assert not (out / "results.json").exists()
    for name in ("report.html", "summary.md", "junit.xml"):
        text = (out / name).read_text()
        assert "cannot be reached" in text and "Nothing was passed" in text, name


def test_a_judgement_does_not_replace_the_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = results(tmp_path)
    before = path.read_bytes()
    with serving() as server:
        assert judge(path, server, monkeypatch, "--out", str(tmp_path)) == 2
        assert server.asked("/api/chat") == []
    assert "would replace them" in capsys.readouterr().err
    assert path.read_bytes() == before
