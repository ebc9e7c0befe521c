"""The path of an article: what is acknowledged is stored, and one bad file costs itself alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import sources
from ingest.documents import Metadata
from ingest.items import NotModified, Page, Unavailable
from ingest.pipeline import Result, Run, Splitter, Told
from ingest.reading.child import Job, ReadArticle, read_article
from ingest.reading.tickets import Ticket
from ingest.sources import FoundFile, Skipped
from ingest.split import split
from rag.archive import Archive
from rag.errors import (
    DiskFull,
    DocumentError,
    EmbedderMismatch,
    EmbedderUnavailable,
    ModelUnreachable,
    TanyaError,
    UsageError,
)

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

    def catch_up(self, progress: Told | None = None) -> int:
        self.calls += 1
        if self.error is not None:
            raise self.error
        self.reached, before = self.archive.head(), self.reached
        return self.reached - before


class Here:
    """Reads in this process: what the processes do is tested in test_reading_pool."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.closed = False

    def submit(self, job: Job, data: bytes = b"") -> Ticket:
        self.read.append(job.name)
        ticket = Ticket(job=job, number=len(self.read), data=data)
        ticket.done.set()
        return ticket

    def take(self, ticket: Ticket) -> ReadArticle:
        if b"ODD" in ticket.data:
            raise DocumentError("It is odd.", remedy="Leave it.")
        return read_article(ticket.job, ticket.data)

    def close(self) -> None:
        self.closed = True


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
    options.setdefault("reader", Here())
    run = Run(archive, **options)  # type: ignore[arg-type]
    return list(run.over(sources.find([str(path) for path in paths])))


def outcomes(results: list[Result]) -> list[str]:
    return [result.outcome for result in results]


def test_new_then_unchanged_without_reading_splitting_or_vectors(
    archive: Archive, folder: Path
) -> None:
    follower = Follower(archive)
    assert outcomes(ingest(archive, folder, follower=follower)) == ["new"] * 3
    assert follower.waiting() == 0
    head, calls, reader = archive.head(), follower.calls, Here()
    again = ingest(archive, folder, follower=follower, reader=reader)
    assert outcomes(again) == ["unchanged"] * 3
    assert (archive.head(), follower.calls, reader.read) == (head, calls, [])


def test_a_touched_file_is_read_once_and_its_new_fingerprint_remembered(
    archive: Archive, folder: Path
) -> None:
    ingest(archive, folder)
    os.utime(folder / "1.txt", ns=(1, 1))
    split_again: list[str] = []
    again = ingest(archive, folder, splitter=plain(split_again))
    assert outcomes(again) == ["unchanged"] * 3
    assert split_again == [], "llama-index was not needed"
    reader = Here()
    assert outcomes(ingest(archive, folder, reader=reader)) == ["unchanged"] * 3
    assert reader.read == []


def test_changed_files_and_copies(archive: Archive, folder: Path) -> None:
    first = ingest(archive, folder)
    (folder / "1.txt").write_text(BODY.format("satu") + " Perundingan ditunda.")
    (folder / "9.txt").write_text(BODY.format(0))
    again = ingest(archive, folder)
    assert outcomes(again) == ["unchanged", "updated", "unchanged", "duplicate"]
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


def test_a_fault_in_a_reader_or_splitter_costs_one_item(archive: Archive, folder: Path) -> None:
    class Faulty(Here):
        def take(self, ticket: Ticket) -> ReadArticle:
            if ticket.job.name.endswith("1.txt"):
                raise RecursionError("too deep")
            return super().take(ticket)

    def splitter(prepared):  # type: ignore[no-untyped-def]
        if "nomor 2" in prepared.article.text:
            raise MemoryError
        return split(prepared.article, prepared.lines)

    results = ingest(archive, folder, reader=Faulty(), splitter=splitter)
    assert outcomes(results) == ["new", "failed", "failed"]
    assert "RecursionError" in results[1].reason and "MemoryError" in results[2].reason


def test_one_article_that_the_archive_refuses_costs_itself(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = archive.put

    def picky(entries):  # type: ignore[no-untyped-def]
        if any("nomor 1" in entry.article.text for entry in entries):
            raise RuntimeError("no such thing")
        return put(entries)

    monkeypatch.setattr(archive, "put", picky)
    results = ingest(archive, folder)
    assert outcomes(results) == ["new", "failed", "new"]
    assert [failure.shown for failure in archive.failures.all()] == [str(folder / "1.txt")]


def test_the_list_of_failures_follows_the_run(
    archive: Archive, folder: Path, tmp_path: Path
) -> None:
    bad = folder / "1.txt"
    bad.write_bytes(b"\x00\x01" * 100)
    pages = [
        Unavailable(source="https://a/1", shown="a/1", reason="Busy.", remedy="", transient=True),
        Page(source="https://a/2", shown="a/2", name="b.txt", data=b"ODD", fingerprint="1"),
    ]
    run = Run(archive, splitter=plain(), reader=Here())
    results = list(run.over([*sources.find([str(folder)]), *pages]))
    assert outcomes(results) == ["new", "failed", "new", "failed", "failed"]
    listed = {failure.shown: failure for failure in archive.failures.all()}
    assert set(listed) == {str(bad), "a/1", "a/2"}
    assert [listed[name].transient for name in (str(bad), "a/1", "a/2")] == [False, True, False]
    bad.write_text(BODY.format("satu"))
    page = Page(
        source="https://a/1", shown="a/1", name="b.txt", data=BODY.encode(), fingerprint="1"
    )
    run = Run(archive, splitter=plain(), reader=Here())
    assert outcomes(list(run.over([*sources.find([str(bad)]), page]))) == ["new", "new"]
    assert [failure.shown for failure in archive.failures.all()] == ["a/2"]
    head = archive.head()
    run = Run(archive, splitter=plain(), reader=Here())
    again = [page, NotModified(source="https://a/2", shown="a/2")]
    assert outcomes(list(run.over(again))) == ["unchanged", "unchanged"]
    assert archive.failures.count() == 0 and archive.head() == head


def test_marks_set_by_hand_go_before_what_the_operator_gives(
    archive: Archive, folder: Path
) -> None:
    (found, *_) = sources.find([str(folder / "0.txt")])
    assert isinstance(found, FoundFile)
    archive.marks.set(found.source, {"outlet": "Kabar Muara"})
    results = ingest(archive, folder, operator=Metadata(outlet="Warta Selat", author="Redaksi"))
    made = [archive.article(result.article) for result in results]
    assert [each and each.outlet for each in made] == ["Kabar Muara", "Warta Selat", "Warta Selat"]
    assert made[0] is not None and made[0].author == "Redaksi"


def test_results_come_in_the_order_of_the_items(archive: Archive, folder: Path) -> None:
    ingest(archive, folder / "1.txt")
    (folder / "0b.txt").write_bytes(b"\x00\x01" * 100)
    results = ingest(archive, folder)
    assert [Path(result.path).name for result in results] == [
        "0.txt", "0b.txt", "1.txt", "2.txt",
    ]  # fmt: skip


def test_slow_items_are_stored_before_the_next_one_comes(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.deciding._LONG_SECONDS", 0.0)
    stored: list[int] = []

    def slowly() -> Iterator[Page]:
        for number in range(4):
            stored.append(archive.statistics().articles)
            data = BODY.format(number).encode()
            yield Page(source=f"a:{number}", shown="a", name="a.txt", data=data, fingerprint="1")

    list(Run(archive, splitter=plain(), reader=Here()).over(slowly()))
    assert stored == [0, 1, 2, 3]


def test_without_vectors_articles_are_stored_and_the_trouble_is_told_once(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pipeline.BATCH_ARTICLES", 1)
    follower = Follower(archive)
    follower.error = EmbedderUnavailable("Ollama is away.", remedy="Start it.")
    run = Run(archive, follower=follower, splitter=plain(), reader=Here())
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
        run = Run(archive, splitter=plain(), reader=Here())
        for result in run.over(sources.find([str(folder)])):
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
        list(Run(archive, splitter=plain(), reader=(reader := Here())).over(interrupted()))
    assert reader.closed
    ingest(archive, folder)
    assert archive.statistics().articles == 3
    assert outcomes(ingest(archive, folder)) == ["unchanged"] * 3


def test_the_default_splitter_is_the_llama_index_one(archive: Archive, folder: Path) -> None:
    (result,) = list(Run(archive).over(sources.find([str(folder / "0.txt")])))
    article = archive.article(result.article)
    assert article is not None and archive.passage_count() == 1


class Shaky(Follower):
    """Fails so many times after it has begun to work."""

    def __init__(self, archive: Archive, error: TanyaError, times: int) -> None:
        super().__init__(archive)
        self.failure, self.times = error, times

    def catch_up(self, progress: Told | None = None) -> int:
        self.calls += 1
        if progress is not None:
            progress(int(self.calls == 1), self.waiting())
        if self.calls <= self.times:
            raise self.failure
        self.reached, before = self.archive.head(), self.reached
        return self.reached - before


@pytest.mark.parametrize(
    ("error", "times", "calls", "waits"),
    [
        (ModelUnreachable("Away.", remedy="Start it."), 3, 4, False),
        (ModelUnreachable("Away.", remedy="Start it."), 10_000, None, True),
        (EmbedderMismatch("Another.", remedy="Rebuild."), 10_000, 1, True),
    ],
)
def test_an_embedder_that_comes_back_in_time_costs_nothing(
    archive: Archive,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: TanyaError,
    times: int,
    calls: int | None,
    waits: bool,
) -> None:
    monkeypatch.setattr("ingest.vector_stage._FIRST_PAUSE", 0.01)
    monkeypatch.setattr("ingest.vector_stage._LONGEST_PAUSE", 0.02)
    monkeypatch.setattr("ingest.vector_stage.PATIENCE_SECONDS", 0.3)
    follower = Shaky(archive, error, times)
    run = Run(archive, follower=follower, splitter=plain(), reader=Here())
    assert outcomes(list(run.over(sources.find([str(folder)])))) == ["new"] * 3
    assert (run.trouble is not None) is waits is bool(follower.waiting())
    assert calls is None or follower.calls == calls


def test_progress_counts_what_was_done(archive: Archive, folder: Path) -> None:
    run = Run(archive, follower=Follower(archive), splitter=plain(), reader=Here(), total=6)
    list(run.over(sources.find([str(folder)])))
    now = run.progress()
    assert (now.articles, now.passages, now.vectors, now.waiting) == (3, 3, 3, 0)
    assert now.seconds_left is not None and now.seconds_left >= 0


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


def test_what_programs_put_beside_an_article_is_no_article(tmp_path: Path) -> None:
    for name in ("Upah _ Warta.html", "Upah _ Warta_files/iklan.html", "surat.docx", "~$surat.docx",
                 "my_files/a.txt", "_files/b.txt"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = names(sources.find([str(tmp_path)]))
    assert found == ["Upah _ Warta.html", "surat.docx", "b.txt", "a.txt"]


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
