"""``tanya ui users``, from the terminal of the server."""

from __future__ import annotations

import getpass
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from accounts_office import SECRET, quick_hashing
from plain_pages import house_in

from rag.records import Role
from ui.accounts import passwords
from ui.accounts.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    quick_hashing(monkeypatch)

    def command(*words: str, line: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(line))
        code = main([*words, "--data-dir", str(tmp_path)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


def add(run: Run, name: str, *more: str) -> tuple[int, str, str]:
    return run("add", name, *more, "--password-stdin", line=SECRET + "\n")


def test_the_first_person_is_an_admin_and_the_next_a_reader(run: Run) -> None:
    code, out, err = add(run, "ratna")
    assert (code, err) == (0, "") and "as an admin" in out and "first person" in out
    code, out, _ = add(run, "sari")
    assert code == 0 and "as a reader" in out and "users role sari editor" in out
    code, out, _ = add(run, "budi", "--role", "editor")
    assert code == 0 and "--role" not in out
    _, out, _ = run("list", "--json")
    assert [(each["name"], each["role"]) for each in json.loads(out)] == [
        ("budi", "editor"),
        ("ratna", "admin"),
        ("sari", "reader"),
    ]
    assert set(json.loads(out)[0]) == {
        *("name", "role", "enabled", "locked", "added_at", "signed_in_at")
    }, "nothing secret"


def test_every_change(run: Run, tmp_path: Path) -> None:
    add(run, "ratna")
    add(run, "sari")
    house = house_in(tmp_path)
    people = house.archive.people
    try:
        sari = people.named("sari")
        assert sari is not None and passwords.verified(people.secret(sari.id), SECRET)
        assert run("role", "SARI", "editor")[0] == 0
        people.open_session("digest", sari.id, datetime.now(UTC) + timedelta(hours=1))
        line = "tujuh gajah di loteng\r\n"
        assert run("password", "sari", "--password-stdin", line=line)[0] == 0
        assert people.session("digest", datetime.now(UTC)) is None
        assert passwords.verified(people.secret(sari.id), line.strip())
        people.note_failure(sari.id, datetime.now(UTC) + timedelta(minutes=9))
        assert "has to wait" in run("list")[1]
        assert json.loads(run("unlock", "sari", "--json")[1])["locked"] is False
        assert json.loads(run("disable", "sari", "--json")[1])["enabled"] is False
        assert "disabled, never signed in" in run("list")[1]
        assert run("enable", "sari")[0] == 0
        changed = people.named("sari")
        assert changed is not None and changed.enabled and changed.role is Role.EDITOR
        code, out, _ = run("remove", "sari")
        assert code == 0 and "removed" in out and people.named("sari") is None
    finally:
        house.archive.close()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("add", "RATNA", "--password-stdin"), "already"),
        (("add", "x" * 65, "--password-stdin"), "1 to 64"),
        (("add", "a\u202eb", "--password-stdin"), "cannot be seen"),
        (("role", "nobody", "editor"), "nobody called"),
        (("remove", "nobody"), "users list"),
        (("role", "ratna", "reader"), "only admin"),
        (("disable", "ratna"), "only admin"),
        (("remove", "ratna"), "only admin"),
        (("add", "dwi"), "--password-stdin"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_remedy(
    run: Run, words: tuple[str, ...], part: str
) -> None:
    add(run, "ratna")
    code, out, err = run(*words, line=SECRET)
    assert code == 2 and out == "" and part in err and "Traceback" not in err
    assert len(json.loads(run("list", "--json")[1])) == 1


@pytest.mark.parametrize("line", ["", "\n", "kurang\n", "password123\n", "ratna ratna\n"])
def test_a_bad_password_adds_nobody(run: Run, line: str, tmp_path: Path) -> None:
    code, _, err = run("add", "ratna", "--password-stdin", line=line)
    assert code == 2 and err.startswith("tanya: ")
    assert not line.strip() or line.strip() not in err
    house = house_in(tmp_path)
    assert house.archive.people.all() == []
    house.archive.close()


def test_a_terminal_is_asked_twice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [SECRET, SECRET + "x", SECRET, SECRET]
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return answers.pop(0)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(getpass, "getpass", ask)
    monkeypatch.setattr(io, "StringIO", Terminal)
    code, _, err = run("add", "ratna")
    assert code == 2 and "differ" in err
    assert run("add", "ratna")[0] == 0
    assert len(asked) == 4 and SECRET not in "".join(asked)


def test_no_archive_yet(run: Run) -> None:
    code, _, err = run("list")
    assert code == 2 and "no archive" in err
    assert add(run, "ratna")[0] == 0, "people may come before articles"
    assert run("list")[0] == 0


def test_a_password_is_never_an_argument(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("add", "ratna", SECRET), ("password", "ratna", "--password", SECRET)):
        with pytest.raises(SystemExit) as left:
            run(*words)
        assert left.value.code == 2
    capsys.readouterr()


@pytest.mark.parametrize("words", [["--help"], ["add", "--help"]])
def test_help_loads_nothing(words: list[str]) -> None:
    script = (
        "import sys\nfrom ui.accounts.cli import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n"
        "    heavy = {'argon2', 'starlette', 'gradio', 'jinja2', 'sqlite3', 'rag.archive'}\n"
        "    print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done: Any = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "usage: tanya ui users" in done.stdout
    assert done.stderr == "[]\n"
