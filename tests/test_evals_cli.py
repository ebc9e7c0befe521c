"""The outermost end of ``evals``: what nobody thought of is told in words, and is no verdict."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from evals import cli


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let ``run`` meet what nobody thought of; return where its traceback goes."""

    def fails(_: object) -> int:
        return len(7)  # type: ignore[arg-type]

    monkeypatch.setattr("evals.options.run", fails)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("TANYA_DEBUG", raising=False)
    return tmp_path


def test_a_fault_of_the_program_is_no_verdict(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run"]) == 70
    said = capsys.readouterr().err
    assert "Traceback" not in said and len(said.splitlines()) == 1
    assert "a fault of the program" in said and "TypeError" in said
    assert "tests/test_evals_cli.py line " in said
    (kept,) = broken.glob("tanya-evals-fault-*.txt")
    assert str(kept) in said and kept.read_text("utf-8").startswith("Traceback")


def test_who_looks_for_a_fault_sees_it(
    broken: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_DEBUG", "1")
    assert cli.main(["run"]) == 70
    said = capsys.readouterr().err
    assert "Traceback" in said and "Report it with the lines above" in said
    assert not list(broken.iterdir())


def test_where_no_file_can_be_kept_the_terminal_has_it(
    broken: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(broken / "none"))
    assert cli.main(["run"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_a_verb_that_cannot_be_loaded_is_a_fault_too(
    broken: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: str) -> None:
        raise ImportError("no module")

    monkeypatch.setattr(cli, "import_module", fails)
    assert cli.main(["run"]) == 70
    assert "ImportError" in capsys.readouterr().err


def test_the_help_names_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    for words in ("0 everything", "1 some", "2 wrong", "3 not", "4 the judge", "70 a fault", "130"):
        assert words in said
