"""The path of an article: what is acknowledged is stored, and one bad file costs itself alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import sources
from ingest.documents import Metadata
from ingest.pipeline import Progress, Result, Run, Splitter
from ingest.sources import FoundFile, Skipped
from ingest.split import split
from rag.archive import Archive
from rag.errors import DiskFull, EmbedderUnavailable, UsageError

BODY = "Buruh pabrik nomor {} di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."


class Follower:
    """Stands in for the projector: counts, and fails on demand."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.reached = 0
        self.calls = 0
        self.error: Exception | None = None

    def waiting(self) -> int:
        return self.archive.head() - self.reached

    def catch_up(self, progress: Progress | None = None) -> int:
        self.calls += 1
        if self.error is not None:
            raise self.error
        self.reached, before = self.archive.head(), self.reached
        return self.reached - before


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    for number in range(3):
        (made / f"{number}.txt").write_text(BODY.format(number))
    return made


def plain(calls: list[str] | None = None) -> Splitter:
    def splitter(prepared):  # type: ignore[no-untyped-def]
        if calls is not None:
            calls.append(prepared.article.source)
        return split(prepared.article, prepared.lines)

    return splitter


def ingest(archive: Archive, *paths: Path, **options: object) -> list[Result]:
    options.setdefault("splitter", plain())
    run = Run(archive, **options)  # type: ignore[arg-type]
    return list(run.over(sources.find([str(path) for path in paths])))


def outcomes(results: list[Result]) -> list[str]:
    return [result.outcome for result in results]


def test_new_then_unchanged_without_reading_splitting_or_vectors(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = Follower(archive)
    assert outcomes(ingest(archive, folder, follower=follower)) == ["new"] * 3
    assert follower.waiting() == 0
    head, calls = archive.head(), follower.calls
    monkeypatch.setattr("ingest.pipeline.read", lambda *_: pytest.fail("it was read"))
    assert outcomes(ingest(archive, folder, follower=follower)) == ["unchanged"] * 3
    assert (archive.head(), follower.calls) == (head, calls)


def test_a_touched_file_is_read_once_and_its_new_fingerprint_remembered(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(archive, folder)
    os.utime(folder / "1.txt", ns=(1, 1))
    split_again: list[str] = []
    again = ingest(archive, folder, splitter=plain(split_again))
    assert outcomes(again) == ["unchanged"] * 3
    assert split_again == [], "llama-index was not needed"
    monkeypatch.setattr("ingest.pipeline.read", lambda *_: pytest.fail("it was read again"))
    assert outcomes(ingest(archive, folder)) == ["unchanged"] * 3


def test_changed_files_and_copies(archive: Archive, folder: Path) -> None:
    first = ingest(archive, folder)
    (folder / "1.txt").write_text(BODY.format("satu") + " Perundingan ditunda.")
    (folder / "9.txt").write_text(BODY.format(0))
    again = ingest(archive, folder)
    assert outcomes(again) == ["unchanged", "unchanged", "updated", "duplicate"]
    article = archive.article(first[1].article)
    assert article is not None and "Perundingan ditunda." in article.text
    assert archive.statistics().articles == 3


def test_changed_fields_alone_update_an_article(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ndate: 2025-01-01\n---\n{BODY}")
    ingest(archive, path)
    path.write_text(f"---\ndate: 2025-02-03\n---\n{BODY}")
    (result,) = ingest(archive, path)
    assert result.outcome == "updated"
    article = archive.article(result.article)
    assert article is not None and str(article.published) == "2025-02-03"


def test_an_operator_s_field_changes_known_articles_and_stays(
    archive: Archive, folder: Path
) -> None:
    ingest(archive, folder)
    results = ingest(archive, folder, operator=Metadata(outlet="Warta Selat"))
    assert outcomes(results) == ["updated"] * 3
    (folder / "0.txt").write_text(BODY.format("nol"))
    (changed,) = [r for r in ingest(archive, folder) if r.outcome == "updated"]
    article = archive.article(changed.article)
    assert article is not None and article.outlet == "Warta Selat"


def test_bad_files_fail_with_reasons_and_the_others_go_on(
    archive: Archive, folder: Path, tmp_path: Path
) -> None:
    (folder / "0bad.txt").write_bytes(b"\x00\x01\x02" * 100)
    (folder / "1bad.md").write_text("---\n- x\n---\nteks")
    (folder / "2bad.html").write_text("<p>")
    with (folder / "3bad.txt").open("wb") as stream:
        stream.truncate(50_000_000)
    (folder / "photo.jpg").write_bytes(b"x")
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    results = ingest(archive, folder, folder / "photo.jpg")
    by_name = {Path(result.path).name: result for result in results}
    failed = {name for name, result in by_name.items() if result.outcome == "failed"}
    assert {"0bad.txt", "1bad.md", "2bad.html", "3bad.txt"} <= failed
    assert all(by_name[name].reason and by_name[name].remedy for name in failed)
    assert "50.0 MB" in by_name["3bad.txt"].reason
    assert [n for n, r in by_name.items() if r.outcome == "new"] == ["0.txt", "1.txt", "2.txt"]
    assert by_name["photo.jpg"].outcome == "skipped"
    (named,) = ingest(archive, folder / "photo.jpg")
    assert named.outcome == "failed" and "photo.jpg" in named.reason


def test_a_fault_in_a_reader_costs_one_item(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import pipeline, readers

    def faulty(data: bytes, name: str):  # type: ignore[no-untyped-def]
        if name.endswith("1.txt"):
            raise RecursionError("too deep")
        return readers.read(data, name)

    monkeypatch.setattr(pipeline, "read", faulty)
    results = ingest(archive, folder)
    assert sorted(outcomes(results)) == ["failed", "new", "new"]
    assert "RecursionError" in results[0].reason


def test_without_vectors_articles_are_stored_and_the_trouble_is_told_once(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pipeline.BATCH_ARTICLES", 1)
    follower = Follower(archive)
    follower.error = EmbedderUnavailable("Ollama is away.", remedy="Start it.")
    run = Run(archive, follower=follower, splitter=plain())
    assert outcomes(list(run.over(sources.find([str(folder)])))) == ["new"] * 3
    assert isinstance(run.trouble, EmbedderUnavailable)
    assert follower.calls == 1, "it is not asked again and again"
    follower.error = None
    assert outcomes(ingest(archive, folder, follower=follower)) == ["unchanged"] * 3
    assert follower.waiting() == 0, "the next run caught up"


def test_what_was_acknowledged_before_a_full_disk_is_stored(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pipeline.BATCH_ARTICLES", 1)
    put = archive.put
    stored: list[int] = []

    def full(entries):  # type: ignore[no-untyped-def]
        if len(stored) == 2:
            raise DiskFull("No space is left.", remedy="Free some.")
        stored.append(1)
        return put(entries)

    monkeypatch.setattr(archive, "put", full)
    seen: list[Result] = []
    with pytest.raises(DiskFull):
        for result in Run(archive, splitter=plain()).over(sources.find([str(folder)])):
            seen.append(result)
    assert outcomes(seen) == ["new", "new"]
    assert all(archive.article(result.article) for result in seen)
    monkeypatch.undo()
    assert sorted(outcomes(ingest(archive, folder))) == ["new", "unchanged", "unchanged"]


def test_an_interrupted_run_goes_on(archive: Archive, folder: Path) -> None:
    def interrupted() -> Iterator[FoundFile | Skipped]:
        for number, file in enumerate(sources.find([str(folder)])):
            if number == 2:
                raise KeyboardInterrupt
            yield file

    with pytest.raises(KeyboardInterrupt):
        list(Run(archive, splitter=plain()).over(interrupted()))
    ingest(archive, folder)
    assert archive.statistics().articles == 3
    assert outcomes(ingest(archive, folder)) == ["unchanged"] * 3


def test_the_default_splitter_is_the_llama_index_one(archive: Archive, folder: Path) -> None:
    (result,) = list(Run(archive).over(sources.find([str(folder / "0.txt")])))
    article = archive.article(result.article)
    assert article is not None and archive.passage_count() == 1


# --- sources -------------------------------------------------------------------------------


def names(found: Iterator[FoundFile | Skipped]) -> list[str]:
    return [each.path.name for each in found if isinstance(each, FoundFile)]


def test_folders_are_walked_in_order_without_hidden_files_and_circles(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.TXT", "a/x.md", ".git/y.txt", "b/.hidden.txt", "c.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "b" / "up").symlink_to(tmp_path)
    (tmp_path / "b" / "same.txt").symlink_to(tmp_path / "c.html")
    (tmp_path / "b" / "self.txt").symlink_to(tmp_path / "b" / "self.txt")
    found = names(sources.find([str(tmp_path), str(tmp_path / "b")]))
    assert found == ["c.html", "x.md", "10.TXT", "2.txt"]


def test_a_very_deep_folder_is_walked(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(300):
        deep /= "d"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("x")
    assert names(sources.find([str(tmp_path)])) == ["a.txt"]


def test_a_missing_path_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        sources.find([str(tmp_path), str(tmp_path / "nowhere")])
    assert caught.value.exit_code == 2 and "nowhere" in caught.value.what


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (found,) = sources.find([str(tmp_path / "pipe.txt")])
    assert isinstance(found, Skipped)


@pytest.mark.parametrize(
    "name", ["a b.txt", "100%.txt", "é東.txt", os.fsdecode(b"\xff.txt"), "a\nb.txt"]
)
def test_addresses_lead_back_to_their_files(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("x")
    (found,) = sources.find([str(path)])
    assert isinstance(found, FoundFile)
    assert sources.path_of(found.source) == path.resolve()
    assert found.source.encode() and "\n" not in found.source
