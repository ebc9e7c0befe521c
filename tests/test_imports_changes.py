"""Changing the archive from the page: who may, what is asked of ``ingest``, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from accounts_office import locked
from plain_pages import ADMIN, EDITOR, LOCAL, READER, house_in, visiting
from starlette.testclient import TestClient
from storage_entries import entry

from rag.archive import NewFailure
from rag.errors import UsageError
from rag.importing import FOLDER, PUT_BACK
from rag.records import Article
from ui.imports import changing, jobs, routes
from ui.imports.jobs import Job, JobState
from ui.imports.runner import Runner
from ui.imports.uploads import ENDINGS, FILE_BYTES, MOST_FILES, Uploads, safe_name
from ui.web import House, Shell, Visitor

POSTS = {
    "/imports/upload": {},
    "/imports/urls": {"urls": "https://media.example/a"},
    "/imports/feeds": {"url": "https://media.example/rss"},
    "/imports/feeds/read": {"url": "https://media.example/rss"},
    "/imports/feeds/remove": {"url": "https://media.example/rss"},
    "/imports/retry": {},
    "/imports/forget": {"source": "file:/a.txt"},
    "/imports/stop": {"job": "x"},
    "/imports/restore": {"key": "1"},
    "/imports/waiting": {},
    "/library/a1/remove": {},
}


class Noted(Runner):
    """A runner that only notes what it was asked."""

    full = False

    def submit(self, *given: Any, **named: Any) -> Job:
        if self.full:
            raise UsageError("full", remedy="wait")
        visitor, action, what, steps, *after = given
        job = Job(
            id=f"j{len(self._jobs)}",
            action=action,
            what=tuple(what),
            person=visitor.name,
            asked_at=datetime.now(UTC),
            steps=tuple(steps),
            after=after[0] if after else None,
        )
        self._jobs[job.id] = job
        return job


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_in(tmp_path, editing=True, sign_in=True)
    yield made
    made.archive.close()


def visit(house: House, visitor: Visitor = EDITOR, root_path: str = "") -> tuple[TestClient, Noted]:
    runner = Noted(house.settings)
    client = visiting(routes(house, Shell(house), runner), visitor, root_path=root_path)
    client.headers["accept-language"] = "en"
    return client, runner


def put(house: House, source: str = "file:/berita/upah.txt", identity: str = "a1") -> Article:
    made = entry(source, "Upah naik.", title="Upah <b>naik</b>")
    passages = tuple(replace(each, article_id=identity) for each in made.passages)
    article = replace(made.article, id=identity)
    house.archive.put([replace(made, article=article, passages=passages, fingerprint="1")])
    return article


# --- who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visitor", "editing", "allowed"),
    [
        (LOCAL, True, False),
        (READER, True, False),
        (EDITOR, False, False),
        (ADMIN, False, False),
        (EDITOR, True, True),
        (ADMIN, True, True),
    ],
)
def test_who_may_change_the_archive(
    tmp_path: Path, visitor: Visitor, editing: bool, allowed: bool
) -> None:
    house = house_in(tmp_path, editing=editing, sign_in=True)
    client, runner = visit(house, visitor)
    put(house)
    house.archive.failures.note([NewFailure(source="file:/a.txt", shown="/a.txt", reason="no")])
    for path, form in POSTS.items():
        looked = client.get(path)  # by which nothing changes
        if path.startswith("/imports/"):
            assert (looked.status_code, looked.headers["location"]) == (303, "/imports")
        else:
            assert looked.status_code in (404, 405)
        assert (client.post(path, data=form).status_code != 403) == allowed, path
    if not allowed:
        assert runner.jobs() == []
        assert house.archive.article("a1") is not None
        assert house.archive.failures.count() == 1
        assert not (tmp_path / FOLDER / "journal.jsonl").exists()
        assert "<form" not in client.get("/imports").text.partition("<main")[2]
    else:
        assert 'action="/imports/upload"' in client.get("/imports").text
    house.archive.close()


# --- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "/etc/passwd",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "-",
        "--data-dir=/tmp",
        "-x https://media.example",
        "~/berita",
        "*.txt",
        "ftp://media.example/a",
        "javascript:alert(1)",
        "http:/etc/passwd",
        "https://",
        "https://ani:rahasia@media.example/a",
        "http:\\\\media.example",
        "https://media.example/a b",
        "https://media.example/\u202etxt",
        "https://" + "a" * 3000,
        "HTTP://media.example/\x00",
        "//media.example/a",
        "media.example/a",
    ],
)
def test_only_web_addresses_are_taken(house: House, line: str) -> None:
    client, runner = visit(house)
    for path, field in (("/imports/urls", "urls"), ("/imports/feeds", "url")):
        answer = client.post(path, data={field: line})
        assert answer.status_code == 400
        assert 'aria-invalid="true"' in answer.text
        assert runner.jobs() == []


def test_addresses_are_given_to_ingest_behind_two_dashes(house: House) -> None:
    client, runner = visit(house)
    typed = (
        " https://media.example/a \r\n\r\nhttp://media.example/b?x=--json\nhttps://media.example/a"
    )
    answer = client.post("/imports/urls", data={"urls": typed, "outlet": "--map\nx"})
    assert answer.status_code == 303 and answer.headers["location"] == "/imports?said=queued"
    assert runner.jobs()[0].steps == (
        (
            *("add", "--json", "--outlet=--map x", "--"),
            *("https://media.example/a", "http://media.example/b?x=--json"),
        ),
    )


def test_what_ingest_reads_is_what_was_meant() -> None:
    from ingest.commands.gathering import is_address
    from ingest.commands.verbs import parser

    step = jobs.adding(["https://a.example/--json", "http://b.example"], outlet="-x")
    read = parser().parse_args(["--data-dir", "d", *step])
    assert read.paths == ["https://a.example/--json", "http://b.example"]
    assert (read.outlet, read.json, read.data_dir) == ("-x", True, "d")
    assert all(map(is_address, read.paths))
    assert parser().parse_args([*jobs.following("https://a.example")]).url == "https://a.example"
    assert parser().parse_args([*jobs.reading_feeds("https://a.example")]).urls
    assert parser().parse_args([*jobs.retrying("--all")]).sources == ["--all"]
    assert parser().parse_args([*jobs.retrying()]).all


def test_what_was_typed_is_kept_when_it_is_refused(house: House) -> None:
    client, _ = visit(house)
    typed = "https://media.example/a\n</textarea><script>alert(1)</script>"
    text = client.post("/imports/urls", data={"urls": typed}).text
    assert "&lt;/textarea&gt;&lt;script&gt;" in text and "<script>alert" not in text
    assert "https://media.example/a" in text


def test_a_followed_feed_is_read_at_once(house: House) -> None:
    client, runner = visit(house)
    runner.network = ("--allow-address=10.0.0.0/8",)
    client.post("/imports/feeds", data={"url": "https://media.example/rss", "outlet": "Kabar"})
    first, second = runner.jobs()[0].steps
    assert first == (
        *("follow", "add", "--json", "--allow-address=10.0.0.0/8", "--outlet=Kabar", "--"),
        "https://media.example/rss",
    )
    assert second[:3] == ("follow", "run", "--json")


@pytest.mark.parametrize("path", ["/imports/feeds/remove", "/imports/forget", "/library/a1/remove"])
def test_a_small_change_does_not_wait_for_a_long_import(
    house: House, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = visit(house)
    put(house)
    house.archive.feeds.add("https://warta.example/rss")
    house.archive.failures.note([NewFailure(source="file:/a.txt", shown="/a.txt", reason="no")])
    form = {"url": "https://warta.example/rss", "source": "file:/a.txt"}
    with locked(house.archive.folder, monkeypatch):
        answer = client.post(path, data=form)
    assert answer.status_code == 503 and answer.headers["retry-after"] == "5"
    assert "The archive is busy" in answer.text and "locked for" not in answer.text
    assert house.archive.failures.count() == 1 and house.archive.article("a1") is not None
    assert client.post(path, data=form).status_code == 303


@pytest.mark.parametrize("path", [path for path in POSTS if path != "/imports/upload"])
def test_a_form_that_no_page_sends_gets_a_plain_page(house: House, path: str) -> None:
    client, runner = visit(house)
    for language, words in (("en", "This form cannot be read"), ("id", "Formulir ini tidak")):
        client.headers["accept-language"] = language
        many = {f"a{number}": (None, "x") for number in range(30)}
        for parts in (many, {"file": ("a.txt", b"x")}):
            answer = client.post(path, files=parts)
            assert answer.status_code == 400 and words in answer.text
            assert answer.headers["content-type"].startswith("text/html")
    assert not runner.jobs()


def test_too_much_waiting_is_said(house: House) -> None:
    client, runner = visit(house)
    runner.full = True
    answer = client.post("/imports/urls", data={"urls": "https://media.example/a"})
    assert answer.status_code == 503 and "waiting" in answer.text


# --- lists ------------------------------------------------------------------------------------


def test_failed_items_are_tried_again_or_forgotten(house: House, tmp_path: Path) -> None:
    client, runner = visit(house)
    file = Uploads(tmp_path).keep(_file(tmp_path, "x"), "rusak.pdf")
    source = f"file:{file}"
    house.archive.failures.note([NewFailure(source=source, shown=str(file), reason="broken")])
    assert client.post("/imports/retry", data={"source": "file:/etc/x.txt"}).status_code == 404
    assert client.post("/imports/retry", data={"source": source}).status_code == 303
    assert runner.jobs()[0].steps == (("retry", "--json", "--", source),)
    assert runner.jobs()[0].what == ("rusak.pdf",)
    client.post("/imports/retry")
    assert runner.jobs()[0].steps == (("retry", "--json", "--all"),)
    assert client.post("/imports/forget", data={"source": source}).status_code == 303
    assert house.archive.failures.count() == 0 and not file.exists()
    assert client.post("/imports/forget", data={"source": source}).status_code == 404


def test_forgetting_never_deletes_a_file_that_was_not_uploaded(
    house: House, tmp_path: Path
) -> None:
    client, _ = visit(house)
    beside = Uploads(tmp_path).keep(_file(tmp_path, "x"), "a.txt").parent / ".waiting" / "a.txt"
    other = _file(tmp_path, "milik orang lain")
    for each in (other, beside):
        source = f"file:{each}"
        house.archive.failures.note([NewFailure(source=source, shown=str(each), reason="no")])
        client.post("/imports/forget", data={"source": source})
        assert each.exists()


def test_a_feed_is_followed_no_more(house: House) -> None:
    client, runner = visit(house)
    url = "https://media.example/rss"
    assert client.post("/imports/feeds/read", data={"url": url}).status_code == 404
    house.archive.feeds.add(url)
    client.post("/imports/feeds/read", data={"url": url})
    assert runner.jobs()[0].steps == (("follow", "run", "--json", "--", url),)
    assert client.post("/imports/feeds/remove", data={"url": url}).status_code == 303
    assert house.archive.feeds.all() == []
    assert client.post("/imports/feeds/remove", data={"url": url}).status_code == 404


def test_an_article_is_removed_and_put_back(house: House) -> None:
    client, _ = visit(house)
    article = put(house)
    answer = client.post("/library/a1/remove")
    assert answer.headers["location"] == "/imports?said=removed&undo=a1"
    assert house.archive.article("a1") is None
    page = client.get(answer.headers["location"]).text
    assert "Upah &lt;b&gt;naik&lt;/b&gt;" in page
    key = re.search(r'name="key" value="(\d+)"', page)
    assert key is not None
    back = client.post("/imports/restore", data={"key": key[1]})
    assert back.headers["location"] == "/imports?said=restored"
    assert house.archive.article("a1") == article
    assert (
        client.post("/imports/restore", data={"key": key[1]})
        .headers["location"]
        .endswith("already")
    )
    assert client.post("/library/a2/remove").status_code == 404
    assert client.post("/imports/restore", data={"key": "x"}).status_code == 404
    unknown = client.post("/imports/restore", data={"key": "99999"})
    assert unknown.headers["location"].endswith("unknown")


def test_removing_and_restoring_are_what_ingest_does(house: House, tmp_path: Path) -> None:
    here = tmp_path / "ada 100%.txt"
    here.write_text("x")
    for source, marked in (
        ("file:/berita/hilang.txt", "yes"),
        ("export:/berita/hilang.csv#7", "yes"),
        (f"file:{str(here).replace('%', '%25')}", None),
        ("https://media.example/a", None),
    ):
        put(house, source)
        assert changing.remove(house.archive, "a1") is not None
        version = changing.removed_version(house.archive, "a1")
        assert version is not None
        changing.restore(house.archive, version.key)
        assert house.archive.setting(PUT_BACK + source) == marked
        assert changing.removed_version(house.archive, "a1") is None
        changing.remove(house.archive, "a1")
        assert not house.archive.setting(PUT_BACK + source)


def test_who_did_what_is_kept_for_admins(house: House, tmp_path: Path) -> None:
    client, _ = visit(house)
    put(house)
    client.post("/library/a1/remove")
    client.post("/imports/urls", data={"urls": "https://media.example/a"})
    lines = (tmp_path / FOLDER / "journal.jsonl").read_text().splitlines()
    assert [(json.loads(line)["name"], json.loads(line)["action"]) for line in lines] == [
        ("budi", "remove"),
        ("budi", "urls"),
    ]
    with (tmp_path / FOLDER / "journal.jsonl").open("a") as file:
        file.write('{"half\n')
    admins = visit(house, ADMIN)[0].get("/imports").text
    assert "https://media.example/a" in admins and "budi" in admins
    assert "Who changed what" not in client.get("/imports").text


# --- files ------------------------------------------------------------------------------------


def _file(folder: Path, text: str) -> Path:
    path = folder / "diterima"
    path.write_text(text)
    return path


def test_files_are_received_kept_and_given_to_ingest(house: House, tmp_path: Path) -> None:
    client, runner = visit(house)
    files = [
        ("files", ("../../rapat <b>.txt", b"satu")),
        ("files", ("C:\\surat\\laporan.PDF", b"%PDF-1")),
        ("files", ("virus.exe", b"MZ")),
    ]
    answer = client.post("/imports/upload", files=files, data={"outlet": "Kabar"})
    assert answer.status_code == 200 and "virus.exe" in answer.text  # what was left out is said
    folder = tmp_path / "uploads"
    kept = [folder / safe_name("rapat <b>.txt"), folder / "laporan.pdf"]
    assert [path.read_bytes() for path in kept] == [b"satu", b"%PDF-1"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [".waiting", *(path.name for path in kept)]
    )
    assert runner.jobs()[0].steps == (("add", "--json", "--outlet=Kabar", "--", *map(str, kept)),)
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_a_file_of_the_same_name_takes_the_place_of_the_earlier_one(
    house: House, tmp_path: Path
) -> None:
    client, _ = visit(house)
    for text, same in (("satu", ""), ("dua", "instead"), ("tiga", "beside")):
        file = {"files": ("berita.txt", text.encode())}
        assert client.post("/imports/upload", files=file, data={"same": same}).status_code == 303
    folder = tmp_path / "uploads"
    assert (folder / "berita.txt").read_text() == "dua"
    assert (folder / "berita (2).txt").read_text() == "tiga"


def test_what_is_too_large_is_left_out_and_the_rest_is_kept(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.imports.receiving.FILE_BYTES", 100_000)
    client, runner = visit(house)
    files = [
        ("files", ("besar.txt", b"x" * 100_001)),
        ("files", ("pas.txt", b"x" * 100_000)),
    ]
    answer = client.post("/imports/upload", files=files)
    assert "besar.txt" in answer.text and runner.jobs()[0].what == ("pas.txt",)
    assert not (tmp_path / "uploads" / "besar.txt").exists()


def test_an_upload_that_is_too_large_in_all_leaves_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.imports.receiving.ALL_BYTES", 1000)
    client, runner = visit(house)

    def pieces() -> Iterator[bytes]:  # nobody says beforehand how much it will be
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(40):
            yield b"x" * 100_000

    head = {"content-type": "multipart/form-data; boundary=b"}
    for content in (pieces(), b"x" * 1_100_000):
        answer = client.post("/imports/upload", content=content, headers=head)
        assert answer.status_code == 413
    assert runner.jobs() == []
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [".waiting"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/x-www-form-urlencoded", b"files=a"),
        ("multipart/form-data", b"--b--"),
        ("multipart/form-data; boundary=b", b"nothing of the kind"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\ncut',
        ),
        ("multipart/form-data; boundary=b", b""),
    ],
)
def test_a_broken_form_leaves_nothing(
    house: House, tmp_path: Path, kind: str, content: bytes
) -> None:
    client, runner = visit(house)
    answer = client.post("/imports/upload", content=content, headers={"content-type": kind})
    assert answer.status_code == 400 and "Traceback" not in answer.text
    assert runner.jobs() == []
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [".waiting"]


def test_a_full_disk_is_said_in_plain_words(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client, runner = visit(house)
    monkeypatch.setattr(Uploads, "room_for", lambda *_: False)
    answer = client.post("/imports/upload", files={"files": ("a.txt", b"x")})
    assert answer.status_code == 507 and "room" in answer.text and runner.jobs() == []


def test_more_files_than_are_taken_are_named(house: House) -> None:
    client, runner = visit(house)
    files = [("files", (f"{each}.txt", b"x")) for each in range(MOST_FILES + 2)]
    answer = client.post("/imports/upload", files=files)
    assert len(runner.jobs()[0].what) == MOST_FILES
    assert f"{MOST_FILES}.txt, {MOST_FILES + 1}.txt" in answer.text


def test_files_that_a_killed_server_left_are_offered_again(house: House, tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    kept = uploads.keep(_file(tmp_path, "x"), "a.txt")
    client, runner = visit(house)
    assert 'action="/imports/waiting"' in client.get("/imports").text
    client.post("/imports/waiting")
    job = runner.jobs()[0]
    assert job.steps == (("add", "--json", "--", str(kept)),)
    assert 'action="/imports/waiting"' not in client.get("/imports").text  # a job has them
    assert job.after is not None
    job.after()
    assert uploads.waiting() == []
    assert kept.exists()


def test_limits_are_those_of_ingest() -> None:
    from ingest import readers
    from ingest.fields.sidecars import is_sidecar

    assert set(ENDINGS) == {*readers.SUFFIXES, *readers.EXPORTS}
    assert readers.MAX_PICTURED == FILE_BYTES
    assert not is_sidecar(Path(safe_name("Metadata.csv")))


def test_a_stopped_job_is_shown_so(house: House) -> None:
    client, runner = visit(house)
    client.post("/imports/retry")
    assert client.post("/imports/stop", data={"job": "j0"}).status_code == 303
    assert runner.jobs()[0].state is JobState.STOPPED
    assert client.post("/imports/stop", data={"job": "j0"}).status_code == 404


def test_addresses_of_redirects_are_below_the_proxys_prefix(house: House) -> None:
    client, _ = visit(house, root_path="/tanya-serikat")
    answer = client.post("/imports/retry")
    assert answer.headers["location"] == "/tanya-serikat/imports?said=queued"
    page = client.get("/imports").text
    assert 'action="/tanya-serikat/imports/urls"' in page
    assert not re.findall(r'(?:action|href|src|data-from)="/(?!tanya-serikat/)', page)
