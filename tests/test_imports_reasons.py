"""Every sentence that ``ingest`` can note of a failed item is known in Indonesian."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

import pytest

from ingest.boilerplate.states import _STATES
from ingest.fetching.failing import refused
from ingest.fetching.urls import parse
from ingest.formats.kinds import _MAGIC, _OTHERS, no_reader
from ingest.readers import read
from rag.errors import DocumentError
from ui.imports.reasons import PAGE, said
from ui.imports.reasons_files import FILES
from ui.imports.reasons_web import WEB

_ROOT = Path(__file__).parents[1] / "ingest"
# What makes a failure of words, wherever it stands in ``ingest``; kept complete below.
_MAKERS = {
    "DocumentError", "FetchError", "AddressRefused", "Passing", "Lost", "Unavailable", "BadLine",
    "_later", "_refused", "_too_much", "_broken", "_bad", "bad", "_no_header", "_unreadable",
    "refused", "failed", "_error",
}  # fmt: skip
_OF_THE_RUN = {
    "commands/changing.py", "commands/comparing.py", "commands/copies.py", "commands/copy_parts.py",
    "commands/marking.py", "commands/looking.py", "commands/naming.py", "commands/syncing.py",
}  # fmt: skip  # refuse a command as a whole, or say what was kept
_KINDS = {"DocumentError", "FetchError", "AddressRefused", "Passing", "Lost", "BadLine"}
_WORDS = re.compile(r"[a-z]{2,}.* .*[a-z]{2,}")


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(_ROOT.rglob("*.py")):
        name = path.relative_to(_ROOT).as_posix()
        if name not in _OF_THE_RUN:
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _templates(node: ast.AST) -> Iterator[str]:
    """Give the texts of an expression, with holes for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (each.value if isinstance(each, ast.Constant) else "{}" for each in node.values)
        yield "".join(map(str, parts))
    elif isinstance(node, ast.IfExp):
        yield from _templates(node.body)
        yield from _templates(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for each in node.values:
            yield from _templates(each)


def _sentences() -> list[tuple[str, str]]:
    """Return where and what: arguments of whatever makes a failure, and texts named for it."""
    found = []
    for name, tree in _trees():
        for node in ast.walk(tree):
            values: list[ast.expr] = []
            if isinstance(node, ast.Call) and _called(node) in _MAKERS:
                named = (k.value for k in node.keywords if k.arg not in ("item", "path", "source"))
                values = [*node.args, *named]
            elif isinstance(node, ast.Assign) and re.fullmatch(
                "REPAIR|_LATER|_SAVE|why|wrong|remedy|reason|what", _target(node)
            ):
                values = [node.value]
            for value in values:
                for text in _templates(value):
                    if _WORDS.search(text.replace("{}", "")):
                        found.append((f"{name}:{node.lineno}", text))
    return found


def _target(node: ast.Assign) -> str:
    return getattr(node.targets[0], "id", "")


SENTENCES = _sentences()
_COMPLETED = {  # what its place fills in, where that is no name or figure
    "The {} {} cannot be read{}.": "The date 'x' cannot be read.",
    "{} is partly scanned: {} of {} with pictures and no text.": (
        "x.pdf is partly scanned: pages 2, 5–8 of 9 with pictures and no text."
    ),
    "It is larger than one article may be ({} MB), or": (
        "It is larger than one article may be (2 MB), or a quote is not closed; lines 3 to 9 are "
        "not read."
    ),
    "It is no valid CSV ({}):": (
        "It is no valid CSV (x): a quote is not closed; lines 3 to 9 are not read."
    ),
    "{} cannot be read as one article: {} (page {} of {}).": (
        "x.pdf cannot be read as one article: it holds too much text (page 2 of 3)."
    ),
}
_NOT_SHOWN = {"; it must be one of {}"}  # within the sentence above


def test_there_are_sentences_to_look_at() -> None:
    assert len(SENTENCES) > 150
    assert any(text == "{} took too long to answer." for _, text in SENTENCES)


@pytest.mark.parametrize(("place", "text"), SENTENCES)
def test_every_sentence_of_ingest_is_known(place: str, text: str) -> None:
    if text in _NOT_SHOWN:
        return
    found = said(_COMPLETED.get(text, text).replace("{}", "x"), "id")
    assert found.language == "id", f"{place}: {text}"


def test_every_function_that_makes_a_failure_is_looked_at() -> None:
    """One that makes it of its own arguments must be among the makers."""
    for name, tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef) or not isinstance(node.returns, ast.Name):
                continue
            if node.returns.id in _KINDS and any(
                isinstance(call, ast.Call)
                and _called(call) in _KINDS
                and call.args
                and isinstance(call.args[0], ast.Name)
                for call in ast.walk(node)
            ):
                assert node.name in _MAKERS, f"{name}: {node.name}"


def test_what_the_parts_say_is_known() -> None:
    for kind, remedy in _OTHERS.values():
        assert said(kind, "id").language == "id", kind
        assert said(remedy, "id").language == "id", remedy
    for _, kind in _MAGIC:
        assert said(kind, "id").language == "id", kind
    for why, _ in _STATES:
        assert said(why, "id").language == "id", why


def test_places_and_holes_agree() -> None:
    for english, indonesian in {**FILES, **WEB}.items():
        named = {int(a or b) for a, b in re.findall(r"\{(\d)\}|<(\d)>", indonesian)}
        assert named <= set(range(english.count("{}"))), english
        assert "{}" not in indonesian, english


@pytest.mark.parametrize(
    ("english", "indonesian"),
    [
        (
            "upah.pdf has 1,234 pages; the limit is 500.",
            "upah.pdf berisi 1.234 halaman; batasnya 500.",
        ),
        (
            "Line 7: the date 'besok' cannot be read.",
            "Baris 7: Tanggal 'besok' tidak dapat dibaca.",
        ),
        (
            "https://warta.example/a took too long to answer. Try again later; ingest retry does "
            "that for everything that failed so.",
            "https://warta.example/a terlalu lama menjawab. Coba lagi nanti.",
        ),
        ("The address file:///x begins with file:, and only http and https are fetched.",
         "Alamat file:///x dimulai dengan file:, padahal hanya http dan https yang diambil."),
    ],
)  # fmt: skip
def test_sentences_with_what_fills_them(english: str, indonesian: str) -> None:
    assert said(english, "id").text == indonesian
    assert said(english, "en").text == english


def test_what_only_a_terminal_can_allow_is_said_so() -> None:
    port = "If it is meant, allow it with --allow-port 8080."
    network = (
        "If that server is your own and meant, allow exactly its network, for example "
        "--allow-address 192.168.1.20/32."
    )
    for text, option in ((port, "--allow-port 8080"), (network, "--allow-address 192.168.1.20/32")):
        for whole in (text, f"x.example:8080 is asked for at port 8080. {text}"):
            assert said(whole, "en").text.endswith(f": ./tanya ingest add ADDRESS {option}")
        assert said(text, "id").text.endswith(f"dari terminal: ./tanya ingest add ALAMAT {option}")
    assert set(PAGE) <= set(WEB), "both are what ingest says"


def test_real_failures_are_told_in_indonesian(tmp_path: Path) -> None:
    errors: list[DocumentError] = [
        no_reader("daftar upah.xlsx", [".txt"]),
        refused(parse("https://warta.example/hilang"), 404, ""),
    ]
    for name, data in (
        ("a.pdf", b"PK\x03\x04 no zip"), ("a.docx", b"just text"), ("a.txt", b"\x00\x01\x02" * 50),
        ("a.html", b"<html></html>"), ("a.txt", b"  "), ("a.pdf", b"%PDF-1.4 broken"),
        ("a.md", b"---\ndate: besok\n---\nIsi berita."),
    ):  # fmt: skip
        with pytest.raises(DocumentError) as caught:
            read(data, str(PurePath(tmp_path) / name))
        errors.append(caught.value)
    for error in errors:
        for text in (error.what, error.remedy):
            assert said(text, "id").language == "id", text
            left = set(said(text, "id").text.casefold().split()) & {"the", "is", "cannot", "its"}
            assert not left, said(text, "id").text


def test_a_strange_sentence_stays_as_it_is() -> None:
    for text in ("", "Segmentation fault", "x" * 5000, "a " * 2000):
        found = said(text, "id")
        assert (found.text, found.language) == (text, "en")
