"""What every test gets: a clean environment, and a policy for what is missing.

On a developer's machine a test whose tool is missing (Chromium, a shell) is skipped and says so.
Where ``CI`` is set it fails instead: nothing that CI must run can hide behind a skip. The one
exception is ``-m ollama``: a real model server is the operator's, and its absence is told.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.environment import silence

if TYPE_CHECKING:
    from browser_visit import Windows

# What a developer may have set for daily use and no test may see.
PERSONAL = ("OLLAMA_", "CHROMA_", "TANYA_", "LANGSMITH_", "LANGCHAIN_")
KEPT = ("TANYA_ARTEFACTS", "TANYA_PYTHON")

SET_ASIDE = {
    name: value
    for name, value in os.environ.items()
    if name.startswith(PERSONAL) and name not in KEPT
}
REAL_OLLAMA = SET_ASIDE.get("OLLAMA_HOST", "")
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")

MEMORY = Path("/dev/shm")
ROOMY = 3 << 30
"""Bytes that must be free in ``MEMORY`` before tests write there; all of them write under 1 GB."""


def pytest_configure(config: pytest.Config) -> None:
    """Settle the environment before any test module imports a library that reads it."""
    silence(os.environ)
    # The tests start the program some hundred times: it need not be compiled each time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if in_memory(config.getoption("basetemp")):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    for name in SET_ASIDE:
        os.environ.pop(name, None)
    # A shell starts what it puts in the background with Ctrl-C ignored, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def in_memory(basetemp: str | None) -> bool:
    """Say whether temporary folders go to memory, where an archive's ``fsync`` costs nothing.

    On a disk one takes 2 ms (measured, ext4) and a test of the archive waits for a hundred. What is
    killed leaves the same there as on a disk: only a loss of power would not, and no test has one.
    A folder in which nothing may be executed (containers) is no place for the launcher's tests.
    """
    if basetemp or "PYTEST_DEBUG_TEMPROOT" in os.environ or not hasattr(os, "statvfs"):
        return False
    if not os.access(MEMORY, os.W_OK):
        return False
    found = os.statvfs(MEMORY)
    return found.f_bavail * found.f_frsize >= ROOMY and not found.f_flag & os.ST_NOEXEC


@pytest.fixture(autouse=True, scope="session")
def _memory_is_given_back(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Empty what stood in memory; what a failed run has written stays to be looked at."""
    yield
    folder = tmp_path_factory.getbasetemp()
    if MEMORY in folder.parents and not request.session.testsfailed:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out the tests against a real model server where there is none."""
    for item in items:
        if item.get_closest_marker("ollama") and not REAL_OLLAMA:
            item.add_marker(pytest.mark.skip(reason="NOT RUN: no OLLAMA_HOST is set"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give the operator's settings back to the tests that are about the operator's server."""
    if item.get_closest_marker("ollama"):
        os.environ.update(SET_ASIDE)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Take them away again."""
    if item.get_closest_marker("ollama"):
        for name in SET_ASIDE:
            os.environ.pop(name, None)


@pytest.fixture(autouse=True, scope="module")
def _no_long_pauses() -> Iterator[None]:
    """Set aside what earlier modules and their libraries keep for good.

    After some thousand tests one full garbage collection of this process took over 0.5 s (and more
    later): long enough for a deadline of a test that happens to run then.
    """
    gc.collect()
    gc.freeze()
    yield


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped module into a failure in CI."""
    report = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, but CI must run it: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure in CI."""
    report = yield
    excused = hasattr(report, "wasxfail") or item.get_closest_marker("ollama")
    if IN_CI and report.skipped and not excused:
        report.outcome = "failed"
        report.longrepr = f"skipped, but CI must run it: {report.longrepr}"
    return report


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder that every command takes for the archive's."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("TANYA_DATA_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a real Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("NOT RUN: no Chromium here (sudo apt install chromium)")


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder for screenshots and reports: TANYA_ARTEFACTS, else a temporary one."""
    named = os.environ.get("TANYA_ARTEFACTS", "")
    folder = Path(named) if named else tmp_path_factory.mktemp("artefacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def windows(chromium: str, artefacts: Path) -> Iterator[Windows]:
    """Give the windows of a real Chromium, one for each module that looks at pages.

    Not one for all: while Playwright runs, nothing else in this thread can have an event loop.
    """
    from browser_visit import windows_of

    with windows_of(chromium, artefacts) as opened:
        yield opened


def pytest_report_header() -> list[str]:
    """Say what this run can and cannot measure."""
    policy = "a skip fails" if IN_CI else "skips are told"
    return [f"CI policy: {policy}; Ollama: {REAL_OLLAMA or 'none, -m ollama is not run'}"]
