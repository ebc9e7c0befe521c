"""A failed test is tried once more and told; what fails twice, or fails often, fails (ADR 0020)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from newsroom import ROOT

ONCE = """
import pytest
TRIES = {}

@pytest.mark.parametrize("name", range(%d))
def test_sometimes(name):
    TRIES[name] = TRIES.get(name, 0) + 1
    assert TRIES[name] == 2, "only the second time"
"""

NEVER = """
def test_never():
    assert 2 + 2 == 5
"""


def run(folder: Path, text: str) -> tuple[int, str]:
    """Run these tests under the project's own settings; return exit code and what was said."""
    file = folder / "test_it.py"
    file.write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), str(file)]
        + ["--reruns-delay=0", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return done.returncode, done.stdout


def test_what_passes_the_second_time_is_told_with_its_first_failure(tmp_path: Path) -> None:
    code, said = run(tmp_path, ONCE % 3)
    assert code == 0
    assert "3 passed, 3 rerun" in said
    assert said.count("AssertionError: only the second time") == 3


def test_a_fourth_failure_in_one_run_is_final(tmp_path: Path) -> None:
    code, said = run(tmp_path, ONCE % 4)
    assert code == 1
    assert "1 failed, 3 passed, 3 rerun" in said


def test_what_fails_twice_fails(tmp_path: Path) -> None:
    code, said = run(tmp_path, NEVER)
    assert code == 1
    assert "1 failed, 1 rerun" in said
