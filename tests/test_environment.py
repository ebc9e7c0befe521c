"""Nothing calls home: the switches are set before any library is imported, in every program."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from newsroom import ROOT, small_archive

from rag.environment import SWITCHES, silence

DOORS = ("rag.cli", "ui", "ingest", "evals")


def test_every_switch_is_set_and_tracing_is_taken_away() -> None:
    environ = {
        "LANGSMITH_API_KEY": "secret",
        "LANGCHAIN_TRACING_V2": "true",
        "GRADIO_ANALYTICS_ENABLED": "True",
        "ANONYMIZED_TELEMETRY": "True",
        "PATH": "/bin",
    }
    silence(environ)
    assert environ == {"PATH": "/bin", **SWITCHES}
    silence(environ)
    assert environ == {"PATH": "/bin", **SWITCHES}


def test_no_switch_is_left_on() -> None:
    off = {"False", "1", "true"}
    assert set(SWITCHES.values()) <= off
    assert SWITCHES["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert SWITCHES["ANONYMIZED_TELEMETRY"] == "False"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# Stops the program where the first heavy library begins to be imported, and looks around there.
WATCHED = """
import os, runpy, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in ("gradio", "chromadb", "llama_index", "onnxruntime"):
            from rag.environment import SWITCHES
            missing = SWITCHES.items() - os.environ.items()
            tracing = [each for each in os.environ if each.startswith("LANGSMITH_")]
            print(name, sorted(missing), tracing, file=sys.stderr)
            sys.stderr.flush()
            os._exit(1 if missing or tracing else 77)

sys.meta_path.insert(0, Watch())
os.environ["LANGSMITH_API_KEY"] = os.environ["ANONYMIZED_TELEMETRY"] = "True"
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("door", DOORS)
def test_every_program_is_silent_before_it_imports_anything(
    door: str, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    data = str(small_archive(tmp_path_factory))
    (tmp_path / "new.txt").write_text("Judul\n\nSebuah berita baru yang cukup panjang.\n")
    arguments = {
        "rag.cli": ["ask", "Siapa ketua GEMA?", "--data-dir", data],
        "ui": ["--port", str(free_port()), "--no-browser", "--data-dir", data],
        "ingest": ["add", str(tmp_path), "--data-dir", str(tmp_path / "data")],
        "evals": ["run", "--only", "quoting"],
    }[door]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, door, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 77, done.stderr


def test_chroma_is_told_to_be_silent_too() -> None:
    """Its client takes the setting from us and reads no ``.env`` of the folder it runs in."""
    source = (ROOT / "rag" / "vectors.py").read_text(encoding="utf-8")
    assert "anonymized_telemetry=False" in source and "_env_file=None" in source
