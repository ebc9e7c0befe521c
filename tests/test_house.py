"""The house rules that no linter knows: who may import what, sizes, locks, clean files.

Each rule is a plain function over source text, and each is shown a broken piece of text first.
"""

from __future__ import annotations

import ast
import os
import re
import resource
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest

from rag.environment import SWITCHES
from rag.records import Check

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("rag", "ingest", "ui", "evals")

# Each library and the files that may know it ("!": and not this one).
HOMES = {
    "chromadb": ["rag/vectors.py", "rag/chroma_server.py"],
    "chromadb_rust_bindings": ["rag/chroma_server.py"],
    "ollama": ["rag/ollama_client.py", "rag/ollama_client/*.py"],
    "llama_index": ["rag/*_joint.py", "ingest/*_joint.py"],
    "gradio": ["ui/*.py", "!ui/render.py", "!ui/cli.py"],
    "fastapi": ["ui/*.py", "!ui/render.py"],
    "starlette": ["ui/*.py", "!ui/render.py"],
    "uvicorn": ["ui/*.py", "!ui/render.py"],
    "ragas": ["evals/judging/ragas_joint.py"],
    "langchain_core": ["evals/judging/ragas_joint.py"],
    "langchain_community": ["evals/judging/ragas_joint.py"],
    "trafilatura": ["ingest/pages/*.py"],
    "lxml": ["ingest/pages/*.py", "ingest/formats/*.py"],
    "pypdfium2": ["ingest/formats/pdf*.py"],
    "docx": ["ingest/formats/docx*.py", "ui/memo/word*.py"],
    "reportlab": ["ui/memo/pdf*.py"],
    "fontTools": ["ui/memo/*.py"],
    "argon2": ["ui/accounts/passwords.py"],
    "psutil": ["ui/serving/*.py", "rag/importing.py"],
    "odfdo": ["ingest/formats/odt*.py"],
    "feedparser": ["ingest/feeds/*.py"],
    "tenacity": ["ingest/fetching/*.py"],
    "httpcore": ["ingest/fetching/*.py"],
    "rensa": ["rag/likeness.py"],
    "dateparser": ["ingest/fields/*.py", "rag/language/dates.py"],
    "charset_normalizer": ["ingest/readers.py"],
    "rich": ["ingest/*.py", "evals/*.py", "rag/models/*.py"],
    "httpx": ["rag/ollama_client/*.py", "rag/vectors.py", "ingest/fetching/*.py"],
    "Stemmer": ["rag/language/stemming.py", "rag/glossary/comparing.py"],
    "rapidfuzz": ["rag/spelling/candidates.py"],
    "sqlite3": ["rag/archive/*.py"],
    "pydantic": ["rag/answer_log/stored.py", "rag/*_joint.py", "ingest/*_joint.py"],
}
NEVER = (
    *("pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"),  # run code on reading
    *("onnxruntime", "diskcache", "posthog", "langsmith"),  # call home, or unpickle
    *("requests", "aiohttp"),  # one HTTP client is enough
    *("chromadb.server", "chromadb.app"),  # its Python server has a known hole
)
# More than a help text may cost.
HEAVY = {
    *("gradio", "fastapi", "uvicorn", "chromadb", "llama_index", "ollama", "ragas", "numpy"),
    *("trafilatura", "lxml", "dateparser", "httpx", "pydantic", "rich", "jinja2", "ijson"),
}
DOORS = ("rag.cli", "ui.__main__", "ingest.__main__", "evals.__main__")
MAX_LINES, MAX_FUNCTION, MAX_POSITIONAL = 300, 60, 5


class Import(NamedTuple):
    """One import: ``at_start`` if it happens when the module itself is imported."""

    module: str
    line: int
    at_start: bool


def _names(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), names=names, level=0):
            return [module, *(f"{module}.{alias.name}" for alias in names)]
        case ast.Call(
            func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(module)), *_],
        ):
            return [module]
    return []


def imports(source: str) -> Iterator[Import]:
    """Find all imports, also those inside functions, by name, or for types only."""

    def visit(node: ast.AST, at_start: bool) -> Iterator[Import]:
        for name in _names(node):
            yield Import(name, getattr(node, "lineno", 0), at_start)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for child in node.body:
                yield from visit(child, False)
            children: list[ast.AST] = list(node.orelse)
        else:
            children = list(ast.iter_child_nodes(node))
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in children:
            yield from visit(child, at_start and not inside)

    yield from visit(ast.parse(source), True)


def under(module: str, library: str) -> bool:
    return module == library or module.startswith(f"{library}.")


def strangers(path: str, source: str) -> list[str]:
    """List the imports that are not this file's business."""
    found = []
    for module, line, _ in imports(source):
        for library, homes in HOMES.items():
            allowed = any(fnmatch(path, home) for home in homes) and f"!{path}" not in homes
            if under(module, library) and not allowed:
                found.append(f"{path}:{line} imports {module}: only for {', '.join(homes)}")
        found += [f"{path}:{line} imports {module}: never" for bad in NEVER if under(module, bad)]
    return found


def dangers(path: str, source: str) -> list[str]:
    """List calls that give text power, publish the page, or swallow an error."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="eval" | "exec" as name)):
                found.append(f"{path}:{node.lineno} calls {name}")
            case ast.Call(func=ast.Attribute(value=ast.Name(id="gr" | "gradio"), attr="load")):
                found.append(f"{path}:{node.lineno} loads a page from elsewhere")
            case ast.keyword(arg="share", value=ast.Constant(value=True)):
                found.append(f"{path}:{node.value.lineno} shares the page")
            case ast.keyword(arg="sanitize_html", value=ast.Constant(value=False)):
                found.append(f"{path}:{node.value.lineno} switches escaping off")
            case ast.keyword(arg="shell", value=ast.Constant(value=True)):
                found.append(f"{path}:{node.value.lineno} goes through a shell")
            case ast.ExceptHandler(type=caught, body=[ast.Pass() | ast.Continue() | ast.Expr()]):
                broad = caught is None or ast.unparse(caught) in ("Exception", "BaseException")
                said = isinstance(node.body[0], ast.Expr) and not isinstance(
                    node.body[0].value, ast.Constant
                )
                if broad and not said:
                    found.append(f"{path}:{node.lineno} swallows every error")
    return found


def oversized(path: str, source: str) -> list[str]:
    """List files, functions and signatures that have outgrown their room."""
    lines = source.count("\n")
    found = [f"{path} has {lines} lines"] if lines > MAX_LINES else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > MAX_FUNCTION:
                found.append(f"{path}: {node.name} has {length} lines")
            positional = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            if positional[:1] in (["self"], ["cls"]):
                positional.pop(0)
            if len(positional) > MAX_POSITIONAL:
                found.append(f"{path}: {node.name} has {len(positional)} positional parameters")
    return found


# Put together here, so that this file does not hold what it looks for.
HOSTS = re.compile("|".join(("py" + "pi[.]org", "python" + "hosted", "registry[.]n" + "pm")))
PATHS = re.compile(r"(?<![\w.])/(?:" + "|".join(("wo" + "rk", "fa" + "rm", "ro" + "ot")) + ")/")
# A person's own folder; `/home/you` and the like in documents are examples.
HOME = re.compile(r"(?<![\w.])/(?:home|Users)" + r"/(?!you\b|anda\b|user\b|nama\b)\w")


def stains(path: str, text: str) -> list[str]:
    """List package-index hosts and paths of somebody's machine."""
    return [
        f"{path}:{number} {what}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in (("index host", HOSTS), ("machine path", PATHS), ("home", HOME))
        if pattern.search(line)
    ]


def code() -> list[tuple[str, str]]:
    """Return path and text of each module of the four packages."""
    return [
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    ]


def project_files() -> list[Path]:
    """Return what is or would be committed; without git, everything that is not made by a tool."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
        return [path for path in paths if path.is_file()]
    made = re.compile(r"^(\.venv|\.git$|\..*_cache|build|artefacts|__pycache__|.*\.egg-info)")
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not any(made.match(part) for part in path.relative_to(ROOT).parts)
    ]


# --- the rules see what they are for -------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rag/archive/reading.py", "import chromadb"),
        ("rag/archive/reading.py", "def f():\n    from chromadb.config import Settings"),
        ("rag/assistant.py", "import importlib\nimportlib.import_module('llama_index.core')"),
        ("rag/assistant.py", "if TYPE_CHECKING:\n    from ollama import Client"),
        ("ui/render.py", "import gradio as gr"),
        ("ingest/cli.py", "import gradio"),
        ("evals/gate.py", "from ragas import metrics"),
        ("rag/vectors.py", "from chromadb import server"),
        ("rag/vectors.py", "import pickle"),
        ("ui/chat.py", "import sqlite3"),
    ],
)
def test_a_stranger_is_seen(path: str, source: str) -> None:
    assert strangers(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rag/vectors.py", "import chromadb"),
        ("rag/split_joint.py", "from llama_index.core import Document"),
        ("ui/page.py", "import gradio as gr"),
        ("rag/assistant.py", "from rag.ollama_client import OllamaClient"),
    ],
)
def test_a_resident_is_left_alone(path: str, source: str) -> None:
    assert strangers(path, source) == []


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "page.launch(share=True)",
        "gr.Chatbot(sanitize_html=False)",
        "gr.load('x/y')",
        "try:\n    f()\nexcept Exception:\n    pass",
        "for a in b:\n    try:\n        f()\n    except:\n        continue",
    ],
)
def test_a_danger_is_seen(source: str) -> None:
    assert dangers("x.py", source)


def test_a_narrow_or_told_except_is_left_alone() -> None:
    assert not dangers("x.py", "try:\n    f()\nexcept OSError:\n    pass")
    assert not dangers("x.py", "try:\n    f()\nexcept Exception:\n    log('it failed')")


@pytest.mark.parametrize(
    "source",
    [
        "\n" * 301,
        "def f():\n" + "    x = 1\n" * 60,
        "def f(a, b, c, d, e, f): ...",
        "class A:\n    async def f(self, a, b, c, d, e, f): ...",
    ],
)
def test_an_oversize_is_seen(source: str) -> None:
    assert oversized("x.py", source)


def test_the_allowed_sizes_are_left_alone() -> None:
    assert not oversized("x.py", "\n" * 300)
    assert not oversized("x.py", "def f(self, a, b, c, d, e, *, g=1): ...")


def test_a_stain_is_seen() -> None:
    for text in (
        "see https://py" + "pi.org/x",
        "cd /wo" + "rk/main",
        "'/ro" + "ot/.cache'",
        "/ho" + "me/budi/x",
    ):
        assert stains("x", text), text
    assert not stains("x", "https://example.com/wo" + "rk/ and ./wo" + "rk/ and /home/you/data")


def test_what_happens_at_start_is_told_from_what_happens_later() -> None:
    source = "import a\nif TYPE_CHECKING:\n    import b\ntry:\n    import c\nexcept E: ...\n"
    source += "def f():\n    import d\nclass K:\n    import e\n    def m(self):\n        import g"

    assert {found.module for found in imports(source) if found.at_start} == {"a", "c", "e"}
    assert {found.module for found in imports(source)} == {"a", "b", "c", "d", "e", "g"}


# --- and the house keeps them --------------------------------------------------------------------


def test_libraries_stay_in_their_rooms() -> None:
    assert [found for path, source in code() for found in strangers(path, source)] == []


def test_no_dangerous_call_and_no_swallowed_error() -> None:
    assert [found for path, source in code() for found in dangers(path, source)] == []


def test_sizes() -> None:
    assert [found for path, source in code() for found in oversized(path, source)] == []


def test_files_name_no_index_host_and_no_machine_path() -> None:
    found = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += stains(path.relative_to(ROOT).as_posix(), text)
    assert found == []


def module_file(module: str) -> Path | None:
    base = ROOT.joinpath(*module.split("."))
    for file in (base / "__init__.py", base.with_suffix(".py")):
        if file.is_file():
            return file
    return None


@pytest.mark.parametrize("door", DOORS)
def test_a_door_imports_nothing_heavy_at_start(door: str) -> None:
    assert module_file(door), f"{door} does not exist"
    to_read, seen, found = [door], set(), []
    while to_read:
        module = to_read.pop()
        file = module_file(module)
        if file is None or module in seen:
            continue
        seen.add(module)
        to_read.append(module.rpartition(".")[0])  # importing a module imports its package
        for name, line, at_start in imports(file.read_text(encoding="utf-8")):
            if at_start:
                to_read.append(name)
                if name.split(".")[0] in HEAVY:
                    found.append(f"{file.relative_to(ROOT)}:{line} imports {name}")
    assert found == []


@pytest.mark.parametrize("door", DOORS)
def test_help_is_cheap(door: str) -> None:
    module = door.removesuffix(".__main__")

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", module, "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        assert "usage:" in done.stdout
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    assert min(once() for _ in range(3)) < 0.3  # seconds of CPU


# --- locks and description -----------------------------------------------------------------------

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;]+)( ; [^\\]+)?( \\)?$")
HASHED = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(text: str) -> dict[str, set[str]]:
    """Read a lock as name → versions; refuse a line that is neither a pin nor its hash."""
    found: dict[str, set[str]] = {}
    hashes = 1
    for line in text.splitlines():
        if match := PINNED.match(line):
            assert hashes > 0, f"the package before {line} has no hash"
            found.setdefault(match[1].lower(), set()).add(match[2])
            hashes = 0
        else:
            assert HASHED.match(line), f"neither a pin nor a hash: {line}"
            hashes += 1
    assert hashes > 0, "the last package has no hash"
    return found


def lock(group: str) -> dict[str, set[str]]:
    return pins((ROOT / f"requirements/{group}.lock").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "a==1\n",
        "a>=1 \\\n    --hash=sha256:" + "0" * 64,
        "a @ https://example.com/a.whl\n",
        "--index-url https://example.com\n",
        "a==1 \\\n    --hash=md5:00\n",
    ],
)
def test_an_open_lock_is_seen(text: str) -> None:
    with pytest.raises(AssertionError):
        pins(text)


def test_locks_pin_and_hash_everything_and_hold_each_other() -> None:
    run, evals, dev = lock("run"), lock("evals"), lock("dev")

    assert run.items() <= evals.items() <= dev.items()
    assert "setuptools" in run, "the build backend is pinned too"
    assert {"ragas", "pytest", "mypy", "uv"}.isdisjoint(run), "the office installs what runs"
    assert {"pytest", "mypy", "uv"}.isdisjoint(evals)


def test_every_dependency_is_locked_in_its_group() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {
        "run": project["dependencies"],
        "evals": project["optional-dependencies"]["evals"],
        "dev": project["optional-dependencies"]["dev"],
    }
    for group, wanted in groups.items():
        names = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for line in wanted}
        assert names - {"tanya-serikat"} <= lock(group).keys(), group


def test_no_tracing_is_switched_on_here() -> None:
    assert {name: os.environ.get(name) for name in SWITCHES} == SWITCHES
    assert not [name for name in os.environ if name.startswith(("LANGSMITH_", "LANGCHAIN_"))]


@pytest.mark.parametrize("readme", ["README.md", "README.id.md"])
def test_the_readme_names_what_the_program_has(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    settings = (ROOT / "rag/settings.py").read_text(encoding="utf-8")

    for check in Check:
        assert f"`{check}`" in text, check
    for variable in set(re.findall(r'environ(?:\.get\(|, )"([A-Z_]+)"', settings)):
        assert f"`{variable}`" in text, variable
    for command in ("./tanya ui --sample", "./tanya test"):
        assert command in text
