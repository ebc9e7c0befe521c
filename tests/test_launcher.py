"""The launcher, with stand-ins for Python and pip: what it runs, what it repairs, what it says."""

from __future__ import annotations

import os
import re
import resource
import select
import shutil
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rag.environment import SWITCHES

ROOT = Path(__file__).resolve().parent.parent
# All that the launcher may use, beside Python.
TOOLS = "cat cmp cp df env grep ln mkdir mv readlink rm rmdir sed sh sleep tail touch".split()

# Answers as Python, venv, pip and uv do, and writes down each call. FAKE_* steer it.
FAKE_PYTHON = r"""#!/bin/sh
printf '%s\n' "$*" | head -n 1 >>"$FAKE_CALLS"
case "$*" in
-c*)
    name=${0##*/}
    state=${FAKE_STATE:-venv}
    echo "${FAKE_VERSION:-3.11} $state $0" ;;
"-m venv "*)
    mkdir -p "$3/bin" "$3/lib/python3.11/site-packages"
    ln -s "$0" "$3/bin/python"
    printf '#!/bin/sh\necho "lint-imports $*" >>"$FAKE_CALLS"\n' >"$3/bin/lint-imports"
    chmod +x "$3/bin/lint-imports" ;;
"-m pip install --require-hashes"*)
    mkdir "$FAKE_CALLS.busy" || { echo overlap >>"$FAKE_CALLS"; exit 9; }
    echo "Collecting a"
    [ -z "${FAKE_COPYING:-}" ] || echo "Installing collected packages: a"
    echo $$ >"$FAKE_CALLS.pid"
    i=0
    while [ -e "$FAKE_CALLS.hold" ] && [ $i -lt 300 ]; do sleep 0.1; i=$((i + 1)); done
    rmdir "$FAKE_CALLS.busy"
    if [ -n "${FAKE_PIP_SAYS:-}" ]; then echo "$FAKE_PIP_SAYS"; exit 1; fi ;;
"-m pip install --no-deps"*) pwd >"$FAKE_CALLS.project" ;;
"-m uv pip compile"*)
    for word; do [ "${before:-}" != --output-file ] || out=$word; before=$word; done
    case "$out" in *"${FAKE_UV_FAILS:-nothing}"*) echo half >"$out"; exit 1 ;; esac
    echo "new==1" >"$out" ;;
"-m ruff check"*) exit "${FAKE_RUFF:-0}" ;;
"-P -m"*)
    echo "started: $*"
    echo "cwd: $(pwd)"
    env | grep -E '^(LANG(SMITH|CHAIN)_|PYTHON|GRADIO|HF_HUB|RAGAS|ORT_|ANONYMIZED|DO_NOT|OTEL_)'
    exit "${FAKE_EXIT:-0}" ;;
esac
"""


@dataclass
class Office:
    """A copy of the launcher in a folder of its own, with a PATH that holds stand-ins only."""

    folder: Path
    bin: Path
    calls_file: Path
    env: dict[str, str] = field(default_factory=dict)

    def command(self, *words: str, shell: str = "sh") -> list[str]:
        return [str(self.bin / shell), str(self.folder / "tanya"), *words]

    def run(
        self, *words: str, cwd: Path | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        return self.call(self.command(*words), cwd=cwd, **env)

    def call(
        self, command: list[str], cwd: Path | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=cwd or self.folder.parent,
            env=self.env | env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self, *words: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*words),
            cwd=self.folder.parent,
            env=self.env | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # A shell cannot catch what was ignored when it began, as in a job in the background.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )

    @property
    def calls(self) -> list[str]:
        return self.calls_file.read_text().splitlines() if self.calls_file.exists() else []

    def forget_calls(self) -> None:
        self.calls_file.unlink(missing_ok=True)

    def hold_pip(self) -> None:
        Path(f"{self.calls_file}.hold").touch()

    def let_pip_go(self) -> None:
        Path(f"{self.calls_file}.hold").unlink(missing_ok=True)

    def pip_pid(self) -> int:
        file = Path(f"{self.calls_file}.pid")
        wait_for(lambda: file.exists() and file.read_text().strip() != "")
        return int(file.read_text())

    def python(self, *names: str) -> None:
        for name in names:
            (self.bin / name).write_text(FAKE_PYTHON)
            (self.bin / name).chmod(0o755)


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Tell whether a process has ended (one that nobody has waited for yet has ended too)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "kantor serikat [lt 2]"
    folder.mkdir()
    shutil.copy(ROOT / "tanya", folder)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "requirements").mkdir()
    for group in ("run", "evals", "dev"):
        (folder / "requirements" / f"{group}.lock").write_text(f"a==1\n# {group}\n")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for tool in (*TOOLS, "head", "chmod"):
        found = shutil.which(tool)
        assert found, f"the system has no {tool}"
        (bin_ / tool).symlink_to(found)
    calls = tmp_path / "calls"
    env = {"PATH": str(bin_), "FAKE_CALLS": str(calls), "HOME": str(tmp_path)}
    made = Office(folder, bin_, calls, env)
    made.python("python3.11")
    yield made
    made.let_pip_go()


# --- first and second use ------------------------------------------------------------------------


def test_first_use_installs_from_the_hashed_lock_and_starts_the_verb(office: Office) -> None:
    done = office.run("ask", "Di mana Rakorwil digelar?", "--json", FAKE_EXIT="4")

    assert done.returncode == 4, done.stderr
    assert "started: -P -m rag.cli ask Di mana Rakorwil digelar? --json" in done.stdout
    assert "Menyiapkan" not in done.stdout, "standard output belongs to the verb"
    for words in ("Menyiapkan… (1/3)", "(2/3)", "(3/3)", "a Python environment", "Ready."):
        assert words in done.stderr
    probe, make, packages, project, verb = office.calls
    assert probe.startswith("-c")
    assert make == f"-m venv {office.folder}/.venv"
    assert packages.startswith("-m pip install --require-hashes --only-binary :all:")
    assert packages.endswith(f"--requirement {office.folder}/requirements/run.lock")
    assert project == "-m pip install --no-deps --no-build-isolation --no-index --editable ."
    assert Path(f"{office.calls_file}.project").read_text().strip() == str(office.folder)
    assert verb.startswith("-P -m rag.cli")
    assert not (office.folder / ".venv.setup").exists(), "the lock is released"


def test_second_use_starts_nothing_but_cmp(office: Office, tmp_path: Path) -> None:
    office.run("ui")
    office.forget_calls()
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "cmp").symlink_to(office.bin / "cmp")
    (bare / "env").symlink_to(office.bin / "env")  # for the stand-in itself
    (bare / "head").symlink_to(office.bin / "head")
    (bare / "grep").symlink_to(office.bin / "grep")

    done = office.run("ui", "--sample", PATH=str(bare))

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert office.calls == ["-P -m ui --sample"]


def test_own_cost_is_well_under_fifty_milliseconds(office: Office) -> None:
    office.run("ui")
    (office.folder / ".venv/bin/python").unlink()
    (office.folder / ".venv/bin/python").symlink_to(shutil.which("true") or "")
    real_lock = (ROOT / "requirements/run.lock").read_text()
    (office.folder / "requirements/run.lock").write_text(real_lock)
    (office.folder / ".venv/tanya.lock").write_text(real_lock)
    command = office.command("ui")

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, env=office.env, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    assert statistics.median(once() for _ in range(15)) < 0.03  # seconds of CPU


@pytest.mark.parametrize(
    ("words", "started"),
    [
        (["ui", "--sample"], "-P -m ui --sample"),
        (["ingest", "add", "a  b *"], "-P -m ingest add a  b *"),
        (["evals", "run"], "-P -m evals run"),
        (["ask", "a  b *", "--json"], "-P -m rag.cli ask a  b * --json"),
    ],
)
def test_each_verb_starts_its_module(office: Office, words: list[str], started: str) -> None:
    done = office.run(*words)

    assert f"started: {started}\n" in done.stdout
    assert f"cwd: {office.folder.parent}\n" in done.stdout, "relative paths stay the person's"


def test_tests_run_in_the_project_with_their_arguments(office: Office) -> None:
    office.run("test", "-k", "a  or b")

    assert office.calls[-1] == "-m pytest -k a  or b"
    assert office.calls[-3].endswith("requirements/dev.lock")


# --- wherever it stands, however it is called ----------------------------------------------------


def test_found_through_symlinks_path_and_plain_sh(office: Office, tmp_path: Path) -> None:
    office.run("ui")
    links = tmp_path / "links"
    links.mkdir()
    (links / "one").symlink_to(office.folder / "tanya")
    (links / "tanya").symlink_to("one")
    office.forget_calls()

    through_link = office.call([str(links / "tanya"), "ui"])
    through_path = office.call(["env", "tanya", "ui"], PATH=f"{links}:{office.bin}")
    plain = office.call(["sh", "tanya", "ui"], cwd=office.folder)
    (tmp_path / "decoy" / office.folder.name).mkdir(parents=True)
    relative = office.call(
        ["sh", f"{office.folder.name}/tanya", "ui"], cwd=tmp_path, CDPATH=f"{tmp_path}/decoy"
    )

    for done in (through_link, through_path, plain, relative):
        assert done.returncode == 0, done.stderr
        assert "started: -P -m ui" in done.stdout
    assert office.calls == ["-P -m ui"] * 4, "none of them installed again"


def test_a_moved_folder_is_installed_anew(office: Office) -> None:
    office.run("ui")
    office.folder = office.folder.rename(office.folder.with_name("kantor baru"))
    office.forget_calls()

    done = office.run("ui")

    assert "was moved" in done.stderr
    assert office.calls[1] == f"-m venv {office.folder}/.venv"
    assert done.returncode == 0


SHELLS = [[found] for name in ("dash", "bash", "ksh") if (found := shutil.which(name))]
SHELLS += [[found, "sh"] for found in [shutil.which("busybox")] if found]


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: Path(shell[0]).name)
def test_the_shells_that_are_here(office: Office, shell: list[str]) -> None:
    done = office.call([*shell, str(office.folder / "tanya"), "ui"])

    assert "started: -P -m ui" in done.stdout, done.stderr


# --- repairs -------------------------------------------------------------------------------------


def test_a_changed_lock_is_noticed_and_brought_up_to_date(office: Office) -> None:
    office.run("ui")
    (office.folder / "requirements/run.lock").write_text("a==2\n")
    office.forget_calls()

    first, second = office.run("ui"), office.run("ui")

    assert "brought up to date" in first.stderr
    assert not any(call.startswith("-m venv") for call in office.calls), "it is kept"
    assert sum("--require-hashes" in call for call in office.calls) == 1
    assert second.stderr == ""


def test_a_changed_project_description_is_noticed(office: Office) -> None:
    office.run("ui")
    with (office.folder / "pyproject.toml").open("a") as file:
        file.write("# a new script\n")
    office.forget_calls()

    office.run("ui")

    assert any("--editable" in call for call in office.calls)
    assert not any("--require-hashes" in call for call in office.calls), "no package changed"


def test_a_bigger_group_serves_smaller_verbs_and_stays_big(office: Office) -> None:
    office.run("check")
    office.forget_calls()
    assert "started" in office.run("ui").stdout
    assert office.calls == ["-P -m ui"]

    (office.folder / "requirements/dev.lock").write_text("a==2\n")
    office.run("ui")

    assert any(call.endswith("requirements/dev.lock") for call in office.calls)
    assert (office.folder / ".venv/tanya-stamp").read_text().startswith("dev\n")


def test_a_smaller_group_grows(office: Office) -> None:
    office.run("ui")
    office.forget_calls()

    done = office.run("evals", "run")

    assert "Adding the packages" in done.stderr
    assert any(call.endswith("requirements/evals.lock") for call in office.calls)
    assert not any(call.startswith("-m venv") for call in office.calls)


@pytest.mark.parametrize("with_installer", [True, False], ids=["both", "launcher only"])
def test_killed_in_the_middle_is_repaired(office: Office, with_installer: bool) -> None:
    office.hold_pip()
    with office.start("ui") as first:
        pip = office.pip_pid()
        if with_installer:
            os.kill(pip, signal.SIGKILL)
            Path(f"{office.calls_file}.busy").rmdir()
        first.kill()
    second = office.start("ui")
    if not with_installer:
        time.sleep(2.5)
        assert second.poll() is None, "it waits for the installer that is still writing"
    office.let_pip_go()
    out, err = second.communicate(timeout=60)

    assert "overlap" not in office.calls
    assert "was interrupted" in err
    assert "started: -P -m ui" in out
    assert sum(call.startswith("-m venv") for call in office.calls) == 2
    assert not (office.folder / ".venv.setup").exists()


def heard(launch: subprocess.Popen[str], told: dict[subprocess.Popen[str], str]) -> str:
    """Add to ``told`` what a launch has written to standard error by now; return all of it."""
    assert launch.stderr is not None
    while select.select([launch.stderr], [], [], 0)[0]:
        if not (piece := os.read(launch.stderr.fileno(), 4096)):
            break
        told[launch] += piece.decode()
    return told[launch]


def test_two_launches_at_once_install_once(office: Office) -> None:
    office.hold_pip()
    launches = [office.start("ui") for _ in range(4)]
    office.pip_pid()
    told = dict.fromkeys(launches, "")
    wait_for(lambda: sum("Waiting: another" in heard(each, told) for each in launches) == 3)
    office.let_pip_go()
    ends = [launch.communicate(timeout=60) for launch in launches]

    assert all("started: -P -m ui" in out for out, _ in ends)
    assert sum("pip install" in call for call in office.calls) == 2, "packages and program, once"


def test_a_lock_of_a_dead_process_is_taken_over_by_one_only(office: Office) -> None:
    stale = office.folder / ".venv.setup"
    stale.mkdir()
    (stale / "owner").write_text("99999999\n")
    # Removing takes its time, each its own, so that a second one would hit the successor's lock.
    (office.bin / "rm").unlink()
    slow = f'#!/bin/sh\nsleep 0.$(($$ % 9))\nexec {shutil.which("rm")} "$@"\n'
    (office.bin / "rm").write_text(slow)
    (office.bin / "rm").chmod(0o755)
    office.hold_pip()
    launches = [office.start("ui") for _ in range(6)]
    office.pip_pid()
    time.sleep(1.5)
    office.let_pip_go()
    ends = [launch.communicate(timeout=60) for launch in launches]

    assert all("started: -P -m ui" in out for out, _ in ends), ends
    assert "overlap" not in office.calls
    assert sum("--require-hashes" in call for call in office.calls) == 1


def test_a_process_number_used_again_by_another_program_is_no_owner(office: Office) -> None:
    other = subprocess.Popen([office.bin / "sleep", "30"], env=office.env)
    try:
        stale = office.folder / ".venv.setup"
        stale.mkdir()
        (stale / "owner").write_text(f"{other.pid}\n")
        assert "started: -P -m ui" in office.run("ui").stdout
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stopping_ends_the_installer_and_frees_the_lock(office: Office, stop: int) -> None:
    office.hold_pip()
    launch = office.start("ui")
    pip = office.pip_pid()
    launch.send_signal(stop)
    _, err = launch.communicate(timeout=60)

    assert launch.returncode == 130
    assert "Stopped." in err
    wait_for(lambda: gone(pip))
    assert not (office.folder / ".venv.setup").exists()
    assert not (office.folder / ".venv/tanya-stamp").exists()


def test_a_removed_python_is_noticed(office: Office) -> None:
    office.run("ui")
    (office.bin / "python3.11").unlink()
    office.python("python3.12")

    done = office.run("ui", FAKE_VERSION="3.12")

    assert "Python of .venv is gone" in done.stderr
    assert "started: -P -m ui" in done.stdout


def test_an_environment_made_by_someone_else_is_kept_aside(office: Office) -> None:
    (office.folder / ".venv").mkdir()
    (office.folder / ".venv/mine").write_text("mine")

    done = office.run("ui")

    (kept,) = office.folder.glob(".venv.[0-9]*")
    assert (kept / "mine").read_text() == "mine"
    assert kept.name in done.stderr
    assert "started" in done.stdout


# --- remedies ------------------------------------------------------------------------------------


def test_no_python(office: Office) -> None:
    (office.bin / "python3.11").unlink()

    done = office.run("ui")

    assert done.returncode == 5
    assert "No Python 3.11 or newer" in done.stderr
    assert "sudo apt install python3 python3-venv" in done.stderr
    assert not (office.folder / ".venv").exists()


def test_python_too_old_is_named(office: Office) -> None:
    (office.bin / "python3.11").rename(office.bin / "python3")

    done = office.run("ui", FAKE_STATE="old", FAKE_VERSION="3.9")

    assert done.returncode == 5
    assert "there is: 3.9" in done.stderr


def test_missing_venv_module_names_the_exact_package(office: Office) -> None:
    done = office.run("ui", FAKE_STATE="bare", FAKE_VERSION="3.12")

    assert done.returncode == 5
    assert "sudo apt install python3-venv python3.12-venv" in done.stderr


def test_a_shim_that_does_not_run_is_passed_over(office: Office) -> None:
    shim = office.bin / "python3.13"
    shim.write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
    shim.chmod(0o755)

    done = office.run("ui")

    assert "started" in done.stdout, done.stderr


def test_tanya_python_alone_decides(office: Office, tmp_path: Path) -> None:
    chosen = tmp_path / "my python"
    chosen.write_text(FAKE_PYTHON)
    chosen.chmod(0o755)

    assert "started" in office.run("ui", TANYA_PYTHON=str(chosen)).stdout
    assert (office.folder / ".venv/bin/python").readlink() == chosen

    shutil.rmtree(office.folder / ".venv")
    wrong = office.run("ui", TANYA_PYTHON="/nowhere/python")
    assert wrong.returncode == 5
    assert "unset TANYA_PYTHON" in wrong.stderr


@pytest.mark.parametrize(
    ("pip_says", "remedy"),
    [
        ("NewConnectionError: Failed to establish: name resolution", "HTTPS_PROXY"),
        ("ProxyError('Cannot connect to proxy.')", "PIP_INDEX_URL"),
        ("SSLError(SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED)", "pip config set global"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "Do not bypass"),
        ("ERROR: No matching distribution found for a==1", "TANYA_PYTHON"),
        ("OSError: [Errno 13] Permission denied: 'x'", "place of your own"),
        ("ERROR: something never seen", "look at the log"),
    ],
)
def test_each_failure_of_pip_gets_its_remedy(office: Office, pip_says: str, remedy: str) -> None:
    failed = office.run("ui", FAKE_PIP_SAYS=pip_says)

    assert failed.returncode == 5
    assert remedy in failed.stderr
    assert "Ready." not in failed.stderr
    assert pip_says in failed.stderr, "the cause itself is shown too"
    assert not (office.folder / ".venv.setup").exists()
    again = office.run("ui")
    assert "was interrupted" in again.stderr
    assert "started" in again.stdout


def test_no_space_gives_the_space_back(office: Office) -> None:
    done = office.run("ui", FAKE_PIP_SAYS="OSError: [Errno 28] No space left on device")

    assert done.returncode == 5
    assert re.search(r"about 1\.\d GB", done.stderr)
    assert not (office.folder / ".venv").exists()


def test_an_update_that_never_began_leaves_the_installation(office: Office) -> None:
    office.run("ui")
    (office.folder / "requirements/run.lock").write_text("a==2\n")
    failed = office.run("ui", FAKE_PIP_SAYS="NewConnectionError")
    assert failed.returncode == 5
    office.forget_calls()

    (office.folder / "requirements/run.lock").write_text("a==1\n# run\n")
    assert office.run("ui").stderr == "", "the earlier list is back and so is its installation"
    assert office.calls == ["-P -m ui"]


def test_an_update_that_broke_off_while_copying_is_installed_anew(office: Office) -> None:
    office.run("ui")
    (office.folder / "requirements/run.lock").write_text("a==2\n")
    office.run("ui", FAKE_PIP_SAYS="NewConnectionError", FAKE_COPYING="1")
    office.forget_calls()

    again = office.run("ui")

    assert "was interrupted" in again.stderr
    assert any(call.startswith("-m venv") for call in office.calls)


def test_a_folder_that_cannot_be_written_is_named(office: Office) -> None:
    # Root may write anywhere, so the refusal is a stand-in too.
    (office.bin / "mkdir").unlink()
    (office.bin / "mkdir").write_text("#!/bin/sh\nexit 1\n")
    (office.bin / "mkdir").chmod(0o755)

    done = office.run("ui")

    assert done.returncode == 5
    assert f"{office.folder} cannot be written to" in done.stderr


# --- words and surroundings ----------------------------------------------------------------------


def test_help_version_and_mistakes_need_no_installation(office: Office) -> None:
    helped, version = office.run("help"), office.run("--version")
    mistaken, empty = office.run("uji"), office.run()

    assert helped.returncode == 0
    for verb in ("ui", "ingest", "ask", "evals", "test", "check", "lock"):
        assert f"./tanya {verb}" in helped.stdout
    assert re.fullmatch(r"tanya \d+\.\d+\.\d+\n", version.stdout)
    assert mistaken.returncode == 2
    assert '"uji"' in mistaken.stderr
    assert empty.returncode == 2
    assert office.calls == []


def test_nothing_reports_home(office: Office) -> None:
    done = office.run(
        "ui", LANGSMITH_TRACING="true", LANGCHAIN_API_KEY="secret\nLANGSMITH_X=1", PYTHONPATH="/x"
    )

    assert "LANGSMITH" not in done.stdout
    assert "LANGCHAIN" not in done.stdout
    assert "PYTHONPATH" not in done.stdout
    for name, value in SWITCHES.items():
        assert f"{name}={value}" in done.stdout.splitlines()


def test_check_runs_every_tool_and_reports_the_failed(office: Office) -> None:
    failed, passed = office.run("check", FAKE_RUFF="1"), office.run("check")

    assert failed.returncode == 1
    assert "failed: [ruff check]" in failed.stdout
    assert passed.returncode == 0
    assert office.calls[-4:] == [
        "-m ruff check .",
        "-m ruff format --check .",
        "-m mypy",
        "lint-imports --no-logo",
    ]


def test_lock_renews_dev_first_and_holds_the_others_to_it(office: Office) -> None:
    office.run("check")
    office.forget_calls()

    done = office.run("lock", "--upgrade")

    assert done.returncode == 0, done.stderr
    groups = [re.search(r"requirements/(\w+)\.lock\.new", call) for call in office.calls]
    assert [found and found[1] for found in groups] == ["dev", "evals", "run"]
    for call in office.calls:
        for word in ("--universal", "--generate-hashes", "--no-emit-index-url", "--upgrade"):
            assert word in call.split()
    assert [("--constraint requirements/dev.lock" in call) for call in office.calls] == [
        False,
        True,
        True,
    ]
    assert (office.folder / "requirements/run.lock").read_text() == "new==1\n"


def test_a_failed_lock_leaves_the_old_one(office: Office) -> None:
    before = (office.folder / "requirements/evals.lock").read_text()

    done = office.run("lock", FAKE_UV_FAILS="evals")

    assert done.returncode == 1
    assert (office.folder / "requirements/evals.lock").read_text() == before
    assert not list(office.folder.glob("requirements/*.new"))


def test_the_windows_launcher_knows_the_same_verbs_and_switches() -> None:
    windows = (ROOT / "tanya.cmd").read_text()

    for verb in ("ui", "ingest", "ask", "evals", "test", "check", "lock", "version"):
        assert re.search(rf'"%VERB%"=="{verb}"', windows), verb
    for name, value in SWITCHES.items():
        assert f'set "{name}={value}"' in windows, name
    for word in ("--require-hashes", "--only-binary :all:", "--no-build-isolation"):
        assert word in windows
