"""Digests, copies of the whole archive, and what an inspection finds and repairs."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storage_entries import assert_consistent, assert_kept, entry, made_up
from test_archive_history import STEPS, follow

from rag.archive import Archive, Entry, NewFailure, Outcome
from rag.archive.copying import FORMAT
from rag.errors import ArchiveError, DiskFull
from rag.records import FieldOrigin, Origin

# Long enough to be compared with others.
WIRE = (
    "Serikat pekerja pabrik sepatu menolak rencana pemutusan hubungan kerja yang diumumkan"
    " perusahaan pekan lalu. Mereka meminta perundingan dibuka kembali sebelum akhir bulan."
    " Manajemen belum memberi jawaban tertulis kepada para pekerja. Dinas tenaga kerja setempat"
    " menyatakan siap menjadi penengah apabila kedua pihak menghendakinya. Para pengurus serikat"
    " akan menyampaikan hasil rapat anggota kepada perusahaan, lalu menunggu tanggapan sebelum"
    " menentukan langkah berikutnya."
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "other")
    yield opened
    opened.close()


def _fill(archive: Archive) -> None:
    """Put something into every part."""
    told = FieldOrigin(field="outlet", origin=Origin.GIVEN, detail="by hand")
    about = entry("ralat", "Ralat.", concerning=("x", "title:y"), origins=(told,), outlet="W")
    archive.put([made_up(number) for number in range(4)])
    archive.put([about, entry("k1", WIRE, outlet="A"), entry("k2", f"{WIRE} (JKT)", outlet="B")])
    archive.put([made_up(1, 2), replace(entry("alias", made_up(0).article.text), fingerprint="f")])
    archive.remove(made_up(3).article.id)
    archive.marks.set("ralat", {"kind": "correction"})
    archive.failures.note([NewFailure(source="u", shown="U", reason="away", transient=True)])
    archive.put_settings({"embedder_spec": "hash", "embedder": "here only"})
    with archive._connections.writing() as db:
        db.execute("INSERT INTO feed (url, added_at) VALUES ('https://f.example', '2026-01-01')")
        db.execute(
            "INSERT INTO feed_item (feed, guid, link, state, seen_at)"
            " VALUES ('https://f.example', 'g', 'l', 'done', '2026-01-01')"
        )
    wanted = archive.to_embed(archive.passages_after("", limit=99))
    archive.put_vectors("e", {each.digest: bytes(8) for each in wanted[:-2]})
    archive.put_vectors("e", {wanted[-2].digest: b""})  # cannot be embedded


def _through_json(records: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """As an export does it: each record a line of JSON."""
    for record in records:
        yield json.loads(json.dumps(record))


# --- digests -----------------------------------------------------------------------------------


def _changed(archive: Archive, before: dict[str, str]) -> set[str]:
    after = archive.digest_parts()
    return {name for name in after if after[name] != before[name]}


def test_each_part_has_its_digest(archive: Archive) -> None:
    _fill(archive)
    digest, before = archive.digest(), archive.digest_parts()
    archive.marks.set("ralat", {"date": "2025-01-01"})
    assert _changed(archive, before) == {"marks"}
    assert archive.digest() != digest
    archive.marks.set("ralat", {"date": None})
    assert archive.digest() == digest
    for statement, part in (
        ("UPDATE concern SET name = 'z' WHERE name = 'x'", "concerns"),
        ("UPDATE sentence SET kind = 'row' WHERE ordinal = 1", "spans"),
        ("UPDATE passage SET end = end - 1", "spans"),
        ("UPDATE article SET author = 'S'", "articles"),
        ("UPDATE article SET origins = '[]'", "articles"),
        ("UPDATE source SET fields = ''", "sources"),
        ("UPDATE source SET digest = '' WHERE source = 'alias'", "sources"),
        ("UPDATE version SET reason = 'restored'", "versions"),
        ("UPDATE version SET text = text || '.'", "versions"),
        ("UPDATE article SET story = 'x' WHERE source = 'ralat'", "stories"),
        ("DELETE FROM embedding WHERE digest IN (SELECT MAX(digest) FROM embedding)", "vectors"),
    ):
        before = archive.digest_parts()
        with archive._connections.writing() as db:
            db.execute(statement)
        assert _changed(archive, before) == {part}, statement


def test_times_and_fingerprints_are_no_part_of_it(archive: Archive) -> None:
    _fill(archive)
    digest = archive.digest()
    with archive._connections.writing() as db:
        db.execute("UPDATE article SET added_at = '1999', changed_at = '1999'")
        db.execute("UPDATE source SET fingerprint = 'other', seen_at = '1999'")
        db.execute("UPDATE version SET replaced_at = '1999-01-01T00:00:00'")
        db.execute("UPDATE version SET key = key + 100")
        db.execute("UPDATE version SET record = json_set(record, '$.sources[0][2]', 'other')")
    assert archive.digest() == digest


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(6)), st.data())
def test_the_order_of_storing_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], data: st.DataObject
) -> None:
    """Of different texts, near-duplicates among them; each address keeps its own order."""
    pool = [[entry(f"k{n}", f"{WIRE} ({n})")] for n in ("JKT", "SBY", "BDG")]
    pool += [[made_up(n, version, 2, 6) for version in range(n % 3 + 1)] for n in range(3)]
    folder = tmp_path_factory.mktemp("order")
    straight, mixed = Archive(folder / "a"), Archive(folder / "b")
    try:
        straight.put([each for entries in pool for each in entries])
        waiting = [list(pool[number]) for number in order]
        while waiting:
            queue = data.draw(st.sampled_from(waiting))
            mixed.put([queue.pop(0)])
            waiting = [each for each in waiting if each]
        assert straight.stories.pairs()
        assert mixed.digest_parts() == straight.digest_parts()
    finally:
        straight.close()
        mixed.close()
        shutil.rmtree(folder)


# --- copies ------------------------------------------------------------------------------------


def test_a_copy_is_the_same(archive: Archive, other: Archive) -> None:
    _fill(archive)
    assert {each.source for each in archive.summaries() if each.story} == {"k1", "k2"}
    loaded = other.load(_through_json(archive.dump()))
    assert (loaded.articles, loaded.versions, loaded.continued) == (6, 2, False)
    assert loaded.passages == archive.passage_count()
    assert _changed(other, archive.digest_parts()) == {"vectors"}
    assert other.load_vectors(_through_json(archive.dump_vectors())) == 11
    assert other.digest() == archive.digest()
    assert list(other.dump()) == list(archive.dump())
    assert list(other.dump_vectors()) == list(archive.dump_vectors())
    assert other.failures.all() == archive.failures.all()
    assert other.setting("embedder_spec") == "hash"
    assert other.setting("embedder") is None
    assert other.summaries() == archive.summaries()
    known = other.known_source("alias")
    assert known is not None
    assert known.fingerprint == "f"
    assert other.inspect(thorough=True).clean
    assert_consistent(other.folder)
    # The copy goes on as the original would.
    for each in (archive, other):
        each.history.restore(each.history.removed()[0].key)
        each.remove_source(made_up(0).article.source)
        each.put([made_up(2, 5), entry("k3", f"{WIRE} (SBY)")])
    assert other.digest() == archive.digest()


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_a_copy_of_anything_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("copy")
    archive, other = Archive(folder / "a"), Archive(folder / "b")
    try:
        follow(archive, steps)
        other.load(archive.dump())
        assert other.digest() == archive.digest()
        assert list(other.dump()) == list(archive.dump())
        assert other.inspect(thorough=True).clean
    finally:
        archive.close()
        other.close()
        shutil.rmtree(folder)


def test_a_copy_goes_into_an_empty_archive_only(archive: Archive, other: Archive) -> None:
    _fill(archive)
    other.put([made_up(9)])
    with pytest.raises(ArchiveError, match="empty"):
        other.load(archive.dump())
    assert not other.unfinished_import()
    assert other.put([made_up(8)])


def test_an_interrupted_import_goes_on(
    archive: Archive, other: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.archive.loading._BATCH", 3)
    _fill(archive)
    records = list(archive.dump())

    def breaking(at: int) -> Iterator[dict[str, Any]]:
        yield from records[:at]
        raise KeyboardInterrupt

    for at in (2, 5, 9, 14):
        with pytest.raises(KeyboardInterrupt):
            other.load(breaking(at))
        assert other.unfinished_import()
        with pytest.raises(ArchiveError, match="interrupted"):
            other.put([made_up(9)])
        with pytest.raises(ArchiveError, match="interrupted"):
            other.remove("x")
    another = [{**records[0], "parts": {"articles": "0"}}, *records[1:]]
    with pytest.raises(ArchiveError, match="another export"):
        other.load(iter(another))
    assert other.load(iter(records)).continued
    assert not other.unfinished_import()
    assert list(other.dump()) == records
    assert other.inspect(thorough=True).clean


def _damages(records: list[dict[str, Any]]) -> dict[str, tuple[list[Any], str]]:
    number = next(i for i, r in enumerate(records) if r.get("table") == "version")
    first, version = records[1], records[number]

    def at(index: int, changed: object) -> list[Any]:
        return [*records[:index], changed, *records[index + 1 :]]

    return {
        "nothing": ([], "not an export"),
        "no header": (records[1:], "not an export"),
        "newer": (at(0, {**records[0], "format": FORMAT + 1}), "newer version"),
        "cut off": (records[:-1], "its end is missing"),
        "one left out": ([*records[:2], *records[3:]], "differs from what was exported"),
        "no object": (at(1, "x"), "damaged at record 2"),
        "unknown": (at(1, {"record": "x"}), "damaged at record 2"),
        "no text": (at(1, {**first, "text": " "}), "damaged at record 2"),
        "text cut": (at(1, {**first, "text": first["text"][:9]}), "damaged at record 2"),
        "another text": (at(1, {**first, "text": first["text"].upper()}), "differs"),
        "twice": (at(2, first), "damaged at record 3"),
        "table": (at(1, {"record": "row", "table": "change", "row": {}}), "damaged"),
        "column": (
            at(number, {**version, "row": {"key) VALUES (1); --": 1, **version["row"]}}),
            f"damaged at record {number + 1}",
        ),
        "version": (
            at(number, {**version, "row": {**version["row"], "record": "{}"}}),
            f"damaged at record {number + 1}",
        ),
        "setting": (
            at(1, {"record": "row", "table": "setting", "row": {"name": "passages", "value": 9}}),
            "damaged",
        ),
    }


@pytest.mark.parametrize(
    "name", list(_damages([{}, {"text": ""}, {"table": "version", "row": {}}]))
)
def test_a_damaged_copy_is_refused(archive: Archive, other: Archive, name: str) -> None:
    _fill(archive)
    records, said = _damages(list(archive.dump()))[name]
    with pytest.raises(ArchiveError, match=said):
        other.load(iter(records))
    if "not an export" not in said and "newer" not in said:
        assert other.unfinished_import()  # never taken for a whole archive


def test_damaged_vectors_are_refused(other: Archive) -> None:
    for bad in ({"embedder": "e", "digest": "zz", "vector": ""}, {"embedder": "e"}):
        with pytest.raises(ArchiveError, match="damaged at record 1"):
            other.load_vectors(iter([bad]))


def _load_slowly(source: str, target: str) -> None:
    from rag.archive import loading

    loading._BATCH = 2

    def told() -> Iterator[dict[str, Any]]:
        for number, record in enumerate(Archive(Path(source)).dump()):
            if number == 4:  # the first batch is stored
                print("ready", flush=True)
            yield record

    Archive(Path(target)).load(told())


def test_two_imports_at_once_are_noticed(
    archive: Archive, other: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.archive.loading._BATCH", 3)
    _fill(archive)
    records = list(archive.dump())

    def with_another() -> Iterator[dict[str, Any]]:
        yield from records[:5]
        other.load(iter(records))  # meanwhile, from the beginning of this one
        yield from records[5:]

    with pytest.raises(ArchiveError, match="Another program is importing"):
        other.load(with_another())
    assert list(other.dump()) == records


def _load_on_a_full_disk(source: str, target: str) -> None:
    import resource

    from rag.archive import loading

    loading._BATCH = 10
    records = iter(list(Archive(Path(source)).dump()))
    archive = Archive(Path(target))
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    try:
        archive.load(records)
    except DiskFull:
        print("full", flush=True)


def test_an_import_onto_a_full_disk_goes_on(tmp_path: Path) -> None:
    archive, folder = Archive(tmp_path / "a"), tmp_path / "b"
    archive.put([made_up(number, passages=4) for number in range(150)])
    child = _child("full", str(tmp_path / "a"), str(folder))
    assert child.communicate(timeout=60)[0] == "full\n"
    other = Archive(folder)
    assert 0 < other.statistics().articles < 150
    assert other.load(archive.dump()).continued
    assert other.digest() == archive.digest()
    other.close()
    archive.close()


def _child(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, __file__, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_an_import_that_is_killed_goes_on(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    archive.put([made_up(number, passages=2) for number in range(40)])
    wanted = archive.digest()
    archive.close()
    rnd, kills, complete = random.Random(3), 0, False
    while not complete:
        child = _child("slow", str(tmp_path / "a"), str(tmp_path / "b"))
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep((0.02 + rnd.random() * 0.1) * (1 + kills))
        child.kill()
        child.stdout.close()
        kills += child.wait() != 0
        other = Archive(tmp_path / "b")
        assert other.inspect().clean  # what is there is whole, and known not to be all
        complete = other.digest() == wanted
        assert complete or other.unfinished_import()
        other.close()
        if complete and not kills:  # this process was kept waiting until all was done: anew
            shutil.rmtree(tmp_path / "b")
            complete = False
    last = Archive(tmp_path / "b")
    if last.unfinished_import():  # killed just before it would have said that it is done
        archive = Archive(tmp_path / "a")
        last.load(archive.dump())
        archive.close()
    assert last.inspect(thorough=True).clean
    assert last.put([made_up(1, 3)])
    last.close()


# --- inspecting --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "part", "repairable"),
    [
        ("DELETE FROM passage_words WHERE rowid = 2", "words", True),
        ("INSERT INTO passage_words (rowid, title, body) VALUES (99, 'a', 'b')", "words", True),
        ("UPDATE passage_words SET body = 'lain' WHERE rowid = 2", "words", True),
        ("UPDATE passage_words_data SET block = zeroblob(20) WHERE id > 10", "words", True),
        ("UPDATE passage_words_content SET c1 = 'lain' WHERE id = 2", "words", True),
        ("UPDATE word SET passages = passages + 1", "vocabulary", True),
        ("DELETE FROM form", "vocabulary", True),
        ("DELETE FROM abbreviation", "vocabulary", True),
        ("UPDATE setting SET value = '7' WHERE name = 'passages'", "counts", True),
        ("DELETE FROM setting WHERE name = 'passages'", "counts", True),
        ("UPDATE article SET text = text || '.' WHERE key = 1", "texts", False),
        ("UPDATE article SET length = 7 WHERE key = 1", "texts", False),
        ("UPDATE article SET author = 'S' WHERE key = 1", "texts", False),
        ("UPDATE passage SET end = 99999 WHERE key = 2", "spans", False),
        ("UPDATE sentence SET end = 99999 WHERE article = 1 AND ordinal = 0", "spans", False),
        ("UPDATE sentence SET start = start + 1 WHERE article = 1 AND ordinal = 0", "spans", False),
        ("DELETE FROM sentence WHERE article = 1", "spans", False),
        ("UPDATE passage SET embedded_digest = x'00' WHERE key = 2", "spans", False),
        ("DELETE FROM source WHERE article = 1", "sources", False),
        ("UPDATE version SET text = text || '.'", "versions", False),
        ("UPDATE version SET record = '{}'", "versions", False),
        ("DELETE FROM change WHERE seq = 2", "log", True),
        ("INSERT INTO change (op, passage) VALUES ('put', 'x')", "log", True),
        ("INSERT INTO signature_band VALUES (1, 999)", "file", False),
    ],
)
def test_what_does_not_fit_is_found(
    archive: Archive, statement: str, part: str, *, repairable: bool
) -> None:
    _fill(archive)
    archive.put([entry("phk", "Pemutusan Hubungan Kerja (PHK) dibahas serikat.")])
    assert archive.inspect(thorough=True).clean
    db = archive._connections.get()
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(statement)
    db.execute("PRAGMA foreign_keys = ON")
    found = archive.inspect(thorough=True)
    assert part in {problem.part for problem in found.problems}
    assert found.repairable == repairable
    if repairable:
        assert archive.repair_words() == found.passages
        assert archive.inspect(thorough=True).problems == ()
        assert_consistent(archive.folder)
        assert archive.remove(made_up(0).article.id)
        assert archive.inspect(thorough=True).clean


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passage SET end = 99999 WHERE key = 2",
        "DELETE FROM sentence WHERE article = 1",
        "DELETE FROM passage WHERE article = 1",
        "DELETE FROM passage_words WHERE rowid = 2",
    ],
)
def test_a_damaged_article_can_be_removed_and_put_again(archive: Archive, statement: str) -> None:
    made = made_up(0)
    archive.put([made, made_up(1)])
    with archive._connections.writing() as db:
        db.execute(statement)
    assert not archive.inspect().clean
    assert archive.remove(made.article.id)
    (version,) = archive.history.versions(made.article.id)
    assert archive.history.version(version.key) is not None
    assert archive.put([made]) == [Outcome.NEW]
    archive.repair_words()
    assert archive.inspect(thorough=True).problems == ()
    assert_kept(archive, made)


def test_a_damaged_file_is_told(archive: Archive) -> None:
    archive.put([made_up(number) for number in range(60)])
    archive.close()
    path = archive.folder / "archive.sqlite3"
    with archive._connections.reading() as db:
        page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'sentence'").fetchone()[
            0
        ]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    archive.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size + 12 : page * size] = os.urandom(size - 12)
    path.write_bytes(bytes(content))
    found = archive.inspect()
    assert {problem.part for problem in found.problems} == {"file"}
    assert not found.repairable


def test_a_full_text_index_is_made_like_the_first(archive: Archive) -> None:
    made: list[Entry] = [made_up(number) for number in range(5)]
    archive.put(made)
    with archive._connections.reading() as db:
        before = db.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
        words = db.execute("SELECT rowid, * FROM passage_words").fetchall()
    archive.repair_words()
    with archive._connections.reading() as db:
        assert db.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall() == before
        assert db.execute("SELECT rowid, * FROM passage_words").fetchall() == words
    assert_kept(archive, made[0])


if __name__ == "__main__":
    {"slow": _load_slowly, "full": _load_on_a_full_disk}[sys.argv[1]](*sys.argv[2:])
