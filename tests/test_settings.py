"""What an operator may set, and what is said when it makes no sense."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from rag.archive import FILE_NAME, Archive
from rag.embedding import OFFLINE
from rag.errors import ArchiveError, UsageError
from rag.retrieval import NEURAL_WEIGHT, OFFLINE_WEIGHT
from rag.settings import (
    DEFAULT_MODEL,
    embedder_spec,
    load,
    open_archive,
    open_projector,
    open_retriever,
    require_archive,
)


def test_the_defaults() -> None:
    settings = load({})
    assert settings.data_dir.is_absolute() and settings.data_dir.name == "tanya-serikat"
    assert settings.archive_dir == settings.data_dir
    assert settings.chat_model == DEFAULT_MODEL and settings.engine == "auto"
    assert settings.search == "both" and settings.num_ctx == 8192
    assert settings.ollama_host == "http://127.0.0.1:11434" and settings.chroma_url == ""
    assert settings.chat_options().num_ctx == 8192


def test_an_option_goes_before_the_environment(tmp_path: Path) -> None:
    environ = {"TANYA_DATA_DIR": str(tmp_path / "environment")}
    assert load(environ).data_dir == tmp_path / "environment"
    assert load(environ, data_dir=str(tmp_path / "option")).data_dir == tmp_path / "option"


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    names = ("DATA_DIR", "MODEL", "EMBEDDER", "ENGINE", "SEARCH", "NUM_CTX")
    blank = {f"TANYA_{name}": "" for name in names} | {"OLLAMA_HOST": "", "CHROMA_URL": " "}
    assert load(blank) == load({})


def test_the_sample_archive_is_kept_apart(tmp_path: Path) -> None:
    settings = load({}, data_dir=str(tmp_path), sample=True)
    assert settings.archive_dir == tmp_path / "sample"


def test_a_folder_may_be_relative_or_begin_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert load({}, data_dir="here").data_dir == tmp_path / "here"
    assert load({}, data_dir="~/there").data_dir == tmp_path / "home" / "there"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TANYA_ENGINE", "gpt"),
        ("TANYA_SEARCH", "all"),
        ("TANYA_NUM_CTX", "many"),
        ("TANYA_NUM_CTX", "100"),
        ("TANYA_NUM_CTX", "-8192"),
        ("TANYA_NUM_CTX", "9" * 5000),
        ("OLLAMA_HOST", "ftp://x"),
        ("OLLAMA_HOST", "http://user:secret@host"),
        ("CHROMA_URL", "ftp://x"),
        ("CHROMA_URL", "http://"),
        ("CHROMA_URL", "http://host:port"),
        ("CHROMA_URL", "not an address"),
        ("CHROMA_URL", "http://user:secret@host:8000"),
        ("CHROMA_URL", "http://[::1"),
        ("CHROMA_URL", "http://host:99999999"),
    ],
)
def test_nonsense_is_named_with_its_remedy(name: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        load({name: value})
    said = str(caught.value)
    assert name.removeprefix("OLLAMA_") in said or "Ollama address" in said
    assert caught.value.remedy and "secret" not in said


@pytest.mark.parametrize("name", ["", "  ", "~nobody-of-this-name/x", "a\x00b"])
def test_no_folder_at_all(name: str) -> None:
    with pytest.raises(UsageError, match="no folder for an archive"):
        load({}, data_dir=name)


def test_links_in_a_circle_are_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(UsageError, match="folder"):
        require_archive(load({}, data_dir=str(tmp_path / "a")))


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be looked at") as caught:
        require_archive(load({}, data_dir=str(tmp_path / ("a" * 5000))))
    assert len(str(caught.value)) < 500


def test_a_missing_archive_is_not_made_by_looking(tmp_path: Path) -> None:
    for sample, command in ((False, "./tanya ingest add"), (True, "--sample")):
        settings = load({}, data_dir=str(tmp_path / "none"), sample=sample)
        with pytest.raises(UsageError, match="no archive") as caught:
            require_archive(settings)
        assert str(settings.archive_dir) in str(caught.value)
        assert command in caught.value.remedy
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("sample", [False, True])
def test_a_file_in_place_of_the_folder(tmp_path: Path, sample: bool) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    settings = load({}, data_dir=str(file), sample=sample)
    for use in (require_archive, open_archive):
        with pytest.raises(UsageError, match="is a file, not a folder"):
            use(settings)
    assert file.read_text() == "x"


def test_what_is_no_archive_is_left_as_it_is(tmp_path: Path) -> None:
    garbage = b"not a database, but long enough to look at\n" * 100
    (tmp_path / FILE_NAME).write_bytes(garbage)
    settings = load({}, data_dir=str(tmp_path))
    require_archive(settings)
    with pytest.raises(ArchiveError) as caught:
        open_archive(settings)
    assert FILE_NAME in str(caught.value) and caught.value.remedy
    assert (tmp_path / FILE_NAME).read_bytes() == garbage


@pytest.mark.parametrize("closed", ["the folder itself", "what is in it"])
def test_a_folder_that_one_may_not_look_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    """Root may look into everything, so the refusal is put on."""
    stat = Path.stat

    def refusing(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path == tmp_path and closed == "the folder itself" or path.parent == tmp_path:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", refusing)
    with pytest.raises(UsageError, match="cannot be looked at: Permission denied") as caught:
        require_archive(load({}, data_dir=str(tmp_path)))
    assert str(tmp_path) in str(caught.value)


def test_the_embedder_is_the_chosen_one_else_the_archives(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    try:
        assert embedder_spec(load({}), archive) == OFFLINE
        archive.put_setting("embedder_spec", "ollama:bge-m3")
        assert embedder_spec(load({}), archive) == "ollama:bge-m3"
        chosen = load({"TANYA_EMBEDDER": "offline"})
        assert embedder_spec(chosen, archive) == OFFLINE
        with pytest.raises(UsageError, match="nonsense"):
            open_projector(load({"TANYA_EMBEDDER": "nonsense"}), archive)
    finally:
        archive.close()


def test_the_legs_are_those_that_were_chosen(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    try:
        for search, words, vectors in (
            ("both", True, True),
            ("words", True, False),
            ("vectors", False, True),
        ):
            settings = load({"TANYA_SEARCH": search})
            projector = open_projector(settings, archive)
            retriever = open_retriever(settings, archive, projector)
            assert (retriever.words, retriever.vectors is not None) == (words, vectors)
            assert retriever.vectors_weight == OFFLINE_WEIGHT
        neural = load({"TANYA_EMBEDDER": "ollama:bge-m3"})
        projector = open_projector(neural, archive)
        assert open_retriever(neural, archive, projector).vectors_weight == NEURAL_WEIGHT
    finally:
        archive.close()
