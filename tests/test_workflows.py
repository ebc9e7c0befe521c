"""The workflows are valid, ask for nothing they need not have, and call what the program has."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals import cli

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
OURS = {"actions/checkout", "actions/setup-python", "actions/cache", "actions/upload-artifact"}
CALL = re.compile(r"\./tanya evals (?P<words>[^\n;|&]+)")
DEFAULT = re.compile(r"\$\{\{\s*inputs\.(\w+) \|\| '([^']+)'\s*\}\}")


def loaded(path: Path) -> dict[str, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    found["on"] = found.pop(True, found.get("on"))  # YAML 1.1 reads "on" as true
    return found


def job(path: Path) -> dict[str, Any]:
    ((_, only),) = loaded(path)["jobs"].items()
    found: dict[str, Any] = only
    return found


def scripts(path: Path) -> list[str]:
    return [step["run"].replace("\\\n", " ") for step in job(path)["steps"] if "run" in step]


def values(path: Path) -> dict[str, str]:
    """The variables of a job as they are when nobody chose anything."""
    found = {}
    for name, text in job(path).get("env", {}).items():
        default = DEFAULT.fullmatch(str(text))
        found[name] = default.group(2) if default else str(text)
    return found


def filled(word: str, names: dict[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda at: names[at.group(1)], word)


def calls(path: Path) -> list[list[str]]:
    known = values(path)
    found = []
    for script in scripts(path):
        local = dict(re.findall(r"^(\w+)=(\S+)$", script, flags=re.MULTILINE))
        for match in CALL.finditer(script):
            words = shlex.split(match["words"])
            found.append([filled(each, {**known, **local}) for each in words])
    return found


def parsed(words: list[str]) -> Namespace:
    return cli._parser(words).parse_args(words)


def test_there_is_a_gate_and_a_nightly_run() -> None:
    assert [path.name for path in FILES] == ["gate.yml", "nightly.yml"]


def schema_check(*paths: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    return subprocess.run(
        [*command, "vendor.github-workflows", *map(str, paths)],
        check=False,
        capture_output=True,
        text=True,
    )


def test_they_are_what_github_reads(tmp_path: Path) -> None:
    done = schema_check(*FILES)
    assert done.returncode == 0, done.stdout + done.stderr
    broken = tmp_path / "broken.yml"
    broken.write_text(FILES[0].read_text(encoding="utf-8").replace("runs-on:", "run-on:"))
    assert schema_check(broken).returncode == 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_they_may_do_little(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert loaded(path)["permissions"] == {"contents": "read"}
    assert "permissions" not in job(path)
    assert "secrets" not in text
    assert "pull_request_target" not in text
    assert 0 < job(path)["timeout-minutes"] <= 360
    assert loaded(path)["concurrency"]["group"]
    for step in job(path)["steps"]:
        if "uses" in step:
            name, _, version = step["uses"].partition("@")
            assert name in OURS
            assert re.fullmatch(r"v\d+", version)
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_pasted_into_a_script(path: Path) -> None:
    """Whatever somebody types as a model's name comes as a variable, never as shell."""
    for script in scripts(path):
        assert "${{" not in script
        for name in ("MODEL", "QUESTIONS", "JUDGED"):
            assert not re.search(rf'(?<!["\w:])\$\w*{name}\b', script), "quote it"
    done = subprocess.run(
        ["bash", "-n"], input="\n".join(scripts(path)), text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_lock_is_the_key_of_the_cache(path: Path) -> None:
    (setup,) = [s for s in job(path)["steps"] if s.get("uses", "").startswith("actions/setup-py")]
    assert setup["with"]["python-version"] == "3.11"
    assert (ROOT / setup["with"]["cache-dependency-path"]).is_file()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_report_is_kept_whatever_happens(path: Path) -> None:
    last = job(path)["steps"][-1]
    assert last["uses"].startswith("actions/upload-artifact")
    assert last["if"] == "always()"
    assert last["with"]["path"] == "artefacts/"


def test_the_gate_is_what_runs_here_too() -> None:
    gate = FOLDER / "gate.yml"
    assert set(loaded(gate)["on"]) == {"push", "pull_request"}
    assert scripts(gate)[-1] == "bash .ci/run"
    ran = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for words in ("./tanya check", "./tanya test", "./tanya evals run"):
        assert words in ran
    assert "TANYA_ARTEFACTS" in ran
    called = [shlex.split(line) for line in CALL.findall(ran)]
    found = {words[0]: parsed(words) for words in called}  # each is something that there is
    assert found["run"].out is not None


def test_the_summary_is_written_by_the_run() -> None:
    from evals.reporting.leaving import STEP_SUMMARY

    assert STEP_SUMMARY == "GITHUB_STEP_SUMMARY"
    assert all(STEP_SUMMARY not in script for path in FILES for script in scripts(path))


def test_the_nightly_run_calls_what_there_is() -> None:
    nightly = FOLDER / "nightly.yml"
    assert set(loaded(nightly)["on"]) == {"schedule", "workflow_dispatch"}
    found = calls(nightly)
    assert [words[0] for words in found] == ["run", "judge", "review", "record"]
    assert len(found) == sum(script.count("./tanya evals") for script in scripts(nightly))
    run, judge, review, record = (parsed(words) for words in found)
    assert run.live
    assert run.model == record.model == values(nightly)["ANSWER_MODEL"]
    # What is recorded is what was answered, a part of all kinds of questions.
    assert run.limit == record.limit == int(values(nightly)["QUESTIONS"])
    assert judge.results == review.results == run.out / "results.json"
    assert judge.judge == values(nightly)["JUDGE_MODEL"]
    assert all(str(each.out).startswith("artefacts/") for each in (run, judge, review, record))


def test_the_models_have_sizes_and_are_of_different_families() -> None:
    from evals.judging.families import refuse_same_family

    nightly = FOLDER / "nightly.yml"
    inputs = loaded(nightly)["on"]["workflow_dispatch"]["inputs"]
    known = values(nightly)
    models = [known[name] for name in ("ANSWER_MODEL", "JUDGE_MODEL", "EMBEDDING_MODEL")]
    assert all(re.fullmatch(r"[\w.-]+:\d+(\.\d+)?[mb]", model) for model in models)
    refuse_same_family(known["JUDGE_MODEL"], known["ANSWER_MODEL"])
    text = nightly.read_text(encoding="utf-8")
    defaults = dict(DEFAULT.findall(text))
    assert defaults == {name: each["default"] for name, each in inputs.items()}
    assert re.fullmatch(r"\d+\.\d+\.\d+", known["OLLAMA_VERSION"])
    assert "v$OLLAMA_VERSION" in text
    assert all(f'"${name}"' in text for name in ("ANSWER_MODEL", "JUDGE_MODEL", "EMBEDDING_MODEL"))


def test_a_wrong_option_is_seen() -> None:
    with pytest.raises(SystemExit):
        parsed(["judge", "--judge", "a", "--results", "b", "--no-such-option"])
