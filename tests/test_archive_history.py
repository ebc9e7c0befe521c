"""Versions and putting them back, addresses that change hands, failures, marks, older archives."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from storage_entries import as_version, assert_consistent, assert_kept, entry, made_up

from rag.archive import (
    Archive,
    Entry,
    Gone,
    NewFailure,
    Outcome,
    Restored,
)
from rag.records import Article, ArticleKind, FieldOrigin, Origin


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


def _sound(archive: Archive) -> None:
    assert archive.inspect(thorough=True).problems == ()
    assert_consistent(archive.folder)


def _full(source: str = "berita/upah", text: str = "Upah naik. Buruh menolak.") -> Entry:
    return entry(
        source,
        text,
        [11],
        [1],
        title="Upah",
        outlet="Warta",
        author="Sari",
        published=date(2025, 3, 4),
        url="https://warta.example/upah",
        language="id",
        section="Ekonomi",
        tags=("upah", "buruh"),
        kind=ArticleKind.CORRECTION,
        concerns="berita lama",
        concerning=("title:berita lama", "https://warta.example/lama"),
        title_origin=Origin.GIVEN,
        published_origin=Origin.INFERRED,
        origins=(FieldOrigin(field="published", origin=Origin.INFERRED, detail="the feed"),),
    )


# --- fields ------------------------------------------------------------------------------------


def test_every_field_comes_back(archive: Archive) -> None:
    made = _full()
    archive.put([made])
    wanted = replace(made.article, concerning=tuple(sorted(made.article.concerning)))
    assert archive.article(made.article.id) == wanted
    assert archive.put([made]) == [Outcome.UNCHANGED]
    kept = archive.entry(made.article.id)
    assert kept is not None
    assert kept.passages == made.passages
    assert archive.put([kept]) == [Outcome.UNCHANGED]
    _sound(archive)


def test_names_of_what_is_concerned_are_a_field(archive: Archive) -> None:
    made = _full()
    archive.put([made])
    changed = replace(made, article=replace(made.article, concerning=("x",)))
    assert archive.put([changed]) == [Outcome.UPDATED]
    assert_kept(archive, changed)
    archive.remove(made.article.id)
    with archive._connections.reading() as db:
        assert db.execute("SELECT * FROM concern").fetchall() == []


def test_learning_where_a_field_came_from_is_no_new_version(archive: Archive) -> None:
    plain = entry("b", "Lain.")
    archive.put([plain])
    told = FieldOrigin(field="title", origin=Origin.STATED, detail="its first line")
    changed = replace(plain, article=replace(plain.article, origins=(told,)))
    head = archive.head()
    assert archive.put([changed]) == [Outcome.UNCHANGED]
    assert archive.article(plain.article.id) == changed.article
    assert archive.history.versions(plain.article.id) == []
    assert archive.head() == head


def test_unsure_dates_are_listed(archive: Archive) -> None:
    sure = made_up(1)
    archive.put([sure, entry("b", "Tanpa tanggal."), _full()])
    found = archive.unsure_dates()
    assert [each.source for each in found] == ["berita/upah", "b"]
    assert [each.source for each in archive.unsure_dates(limit=1, offset=1)] == ["b"]


# --- history -----------------------------------------------------------------------------------


def test_versions_hold_all_that_was(archive: Archive) -> None:
    made = _full()
    archive.put([made])
    archive.put([_full(text="Upah turun. Buruh menolak.")])
    (version,) = archive.history.versions(made.article.id)
    assert (version.reason, version.restorable, version.title) == ("changed", True, "Upah")
    assert archive.history.find(version.key) == version
    old = archive.history.version(version.key)
    assert old == replace(made.article, concerning=tuple(sorted(made.article.concerning)))
    assert archive.history.version(99) is None


def test_a_removed_article_comes_back_whole(archive: Archive) -> None:
    made = replace(_full(), fingerprint="f1")
    alias = replace(entry("tempat/lain", made.article.text), fingerprint="f2")
    archive.put([made, alias, made_up(1)])
    before, words = archive.digest_parts(), archive.search_words(["upah"], limit=9)
    assert archive.remove(made.article.id)
    assert archive.known_source("tempat/lain") is None
    (version,) = archive.history.removed()
    assert version.reason == "removed"
    found = archive.history.restore(version.key)
    assert (found.outcome, found.article_id) == (Restored.RESTORED, made.article.id)
    assert archive.history.removed() == []
    after = archive.digest_parts()
    assert {name for name in before if before[name] != after[name]} == {"versions"}
    assert archive.search_words(["upah"], limit=9) == words
    known = archive.known_source(made.article.source), archive.known_source("tempat/lain")
    assert [each.fingerprint for each in known if each] == ["f1", "f2"]
    assert archive.history.restore(version.key).outcome is Restored.ALREADY
    _sound(archive)


def test_an_older_version_stays_until_its_document_says_something_new(archive: Archive) -> None:
    old = replace(_full(), fingerprint="f1")
    new = replace(_full(text="Upah turun. Buruh menolak."), fingerprint="f2")
    archive.put([old])
    archive.put([new])
    (version,) = archive.history.versions(old.article.id)
    assert archive.history.restore(version.key).outcome is Restored.RESTORED
    assert_kept(archive, replace(old, article=_sorted(old)))
    assert [each.reason for each in archive.history.versions(old.article.id)] == [
        "changed",
        "restored",
    ]
    known = archive.known_source(old.article.source)
    assert known is not None
    assert known.fingerprint == "f2"  # the file as it is now is skipped
    # And when it is read all the same, what it says is known to be rejected.
    assert archive.put([replace(new, fingerprint="f3")]) == [Outcome.UNCHANGED]
    assert_kept(archive, replace(old, article=_sorted(old)))
    third = _full(text="Upah tetap. Buruh menolak.")
    assert archive.put([third]) == [Outcome.UPDATED]
    assert archive.put([new]) == [Outcome.UPDATED]  # that was rejected in favour of another text
    _sound(archive)


def test_rejected_fields_stay_rejected_and_others_are_taken(archive: Archive) -> None:
    old = entry("a", "Naskah.", outlet="Satu")
    new = entry("a", "Naskah.", outlet="Dua")
    archive.put([old])
    archive.put([new])
    archive.history.restore(archive.history.versions(old.article.id)[0].key)
    assert archive.put([new]) == [Outcome.UNCHANGED]
    assert_kept(archive, old)
    assert archive.put([entry("a", "Naskah.", outlet="Tiga")]) == [Outcome.UPDATED]


def test_what_stands_elsewhere_is_not_put_back(archive: Archive) -> None:
    first, other = entry("a", "Naskah."), entry("b", "Naskah.")
    archive.put([first])
    archive.remove(first.article.id)
    archive.put([other])
    before = archive.digest()
    found = archive.history.restore(archive.history.removed()[0].key)
    assert (found.outcome, found.other) == (Restored.ELSEWHERE, other.article.id)
    assert archive.digest() == before
    assert archive.history.restore(99).outcome is Restored.UNKNOWN


def test_aliases_that_belong_to_others_by_now_stay_there(archive: Archive) -> None:
    archive.put([entry("a", "Satu."), entry("b", "Satu."), entry("c", "Satu.")])
    archive.remove(entry("a", "Satu.").article.id)
    archive.put([entry("b", "Dua.")])
    archive.history.restore(archive.history.removed()[0].key)
    assert _holders(archive, "a", "b", "c") == ["a", "b", "a"]
    _sound(archive)


def _sorted(made: Entry) -> Article:
    return replace(made.article, concerning=tuple(sorted(made.article.concerning)))


# --- addresses ---------------------------------------------------------------------------------


def _holders(archive: Archive, *sources: str) -> list[str]:
    """Return the own address of the article that each address belongs to, "" for none."""
    found = []
    for source in sources:
        known = archive.known_source(source)
        article = archive.article(known.article_id) if known else None
        found.append(article.source if article else "")
    return found


def test_a_text_that_becomes_anothers(archive: Archive) -> None:
    first, other = entry("a", "Satu."), entry("b", "Dua.")
    archive.put([first, other])
    assert archive.put([entry("a", "Dua.")]) == [Outcome.DUPLICATE]
    assert archive.statistics().articles == 1
    assert _holders(archive, "a", "b") == ["b", "b"]
    (version,) = archive.history.versions(other.article.id)  # its history went with it
    assert (version.source, version.reason) == ("a", "changed")
    assert archive.history.removed() == []
    assert archive.put([entry("a", "Dua.")]) == [Outcome.UNCHANGED]
    # And back: an article of its own again, with its history.
    assert archive.put([first]) == [Outcome.NEW]
    assert archive.history.versions(other.article.id) == []
    assert [each.key for each in archive.history.versions(first.article.id)] == [version.key]
    _sound(archive)


def test_such_a_text_can_be_put_back(archive: Archive) -> None:
    first, other = entry("a", "Satu."), entry("b", "Dua.")
    archive.put([first, other])
    archive.put([replace(entry("a", "Dua."), fingerprint="f2")])
    (version,) = archive.history.versions(other.article.id)
    assert archive.history.restore(version.key).outcome is Restored.RESTORED
    assert_kept(archive, first)
    assert_kept(archive, other)
    assert archive.history.versions(other.article.id) == []
    known = archive.known_source("a")
    assert known is not None
    assert known.fingerprint == "f2"
    _sound(archive)


def test_where_an_alias_has_the_old_text_two_articles_stay(archive: Archive) -> None:
    archive.put(
        [entry("a", "Satu.", title="A"), entry("b", "Dua."), entry("c", "Satu.", title="C")]
    )
    assert archive.put([entry("a", "Dua.", title="A")]) == [Outcome.DUPLICATE]
    assert _holders(archive, "a", "b", "c") == ["b", "b", "c"]
    assert_kept(archive, entry("c", "Satu.", title="C"))  # with its own title
    assert archive.statistics().articles == 2
    assert archive.put([entry("c", "Satu.", title="C")]) == [Outcome.UNCHANGED]
    _sound(archive)


def test_two_outlets_stay_two_articles(archive: Archive) -> None:
    archive.put([entry("a", "Satu.", outlet="A"), entry("b", "Dua.", outlet="B")])
    assert archive.put([entry("a", "Dua.", outlet="A")]) == [Outcome.UPDATED]
    assert archive.statistics().articles == 2


def test_the_last_address_takes_its_article_along(archive: Archive) -> None:
    made = replace(_full(), fingerprint="f1")
    archive.put([made])
    gone = archive.remove_source(made.article.source)
    assert (gone.outcome, gone.article_id, gone.title) == (Gone.GONE, made.article.id, "Upah")
    assert [each.reason for each in archive.history.removed()] == ["removed"]
    assert archive.remove_source(made.article.source).outcome is Gone.UNKNOWN
    _sound(archive)


def test_an_article_continues_under_its_alias(archive: Archive) -> None:
    first = replace(entry("z", "Satu. Dua.", [5], [1], title="Z"), fingerprint="f1")
    heirs = [replace(entry(s, "Satu. Dua.", title=s.upper()), fingerprint="g") for s in "yx"]
    archive.put([first, *heirs])
    assert archive.remove_source("y").outcome is Gone.ALIAS
    archive.put([heirs[0]])
    found = archive.remove_source("z")
    assert found.outcome is Gone.ALIAS
    assert (found.article_id, found.title) == (heirs[1].article.id, "X")
    assert _holders(archive, "x", "y", "z") == ["x", "x", ""]
    article = archive.article(heirs[1].article.id)
    assert article == heirs[1].article
    known = archive.known_source("x")
    assert known is not None
    assert known.fingerprint == "g"  # its file need not be read again
    assert [each.source for each in archive.history.versions(found.article_id)] == ["z"]
    # The old address may come back with another text: its id is free again.
    assert archive.put([entry("z", "Tiga.")]) == [Outcome.NEW]
    assert [each.source for each in archive.history.versions(first.article.id)] == ["z"]
    _sound(archive)


def test_a_file_that_was_moved_is_no_new_version(archive: Archive) -> None:
    archive.put([entry("old/place", "Satu. Dua.", [5], [1], title="Judul")])
    archive.put([entry("new/place", "Satu. Dua.", [5], [1], title="Judul")])
    assert archive.remove_source("old/place").outcome is Gone.ALIAS
    assert_kept(archive, entry("new/place", "Satu. Dua.", [5], [1], title="Judul"))
    assert archive.history.versions(entry("new/place", "x").article.id) == []
    _sound(archive)


def test_marks_go_along_with_a_file_that_was_moved(archive: Archive) -> None:
    marked = Origin.GIVEN
    by_hand = FieldOrigin(field="kind", origin=marked, detail="mark")
    old = entry(
        "old",
        "Satu.",
        kind=ArticleKind.RETRACTED,
        published=date(2024, 2, 1),
        published_origin=marked,
        origins=(by_hand,),
    )
    archive.put([old])
    archive.marks.set("old", {"kind": "retracted", "published": "2024-02-01"})
    archive.put([replace(entry("new", "Satu.", author="Sari"), fingerprint="f")])
    assert archive.remove_source("old").outcome is Gone.ALIAS
    article = archive.article(entry("new", "x").article.id)
    assert article is not None
    assert (article.kind, article.published) == (ArticleKind.RETRACTED, date(2024, 2, 1))
    assert (article.author, article.published_origin) == ("Sari", marked)
    assert article.origins == (by_hand,)
    assert archive.marks.all() == {"new": {"kind": "retracted", "published": "2024-02-01"}}
    known = archive.known_source("new")
    assert known is not None
    assert known.fingerprint == "", "it is read again, with the marks"
    _sound(archive)


def test_a_correction_finds_its_article_after_a_move(archive: Archive) -> None:
    old, new = entry("old", "Satu."), entry("new", "Satu.")
    meant = old.article.id
    kind = ArticleKind.RIGHT_OF_REPLY
    reply = entry("reply", "Dua.", kind=kind, concerns=meant, concerning=(meant,))
    archive.put([old, reply])
    archive.marks.set("reply", {"concerns": old.article.id, "kind": "right_of_reply"})
    archive.put([new])
    archive.remove_source("old")
    (article,) = [each for each in archive.summaries() if each.id == new.article.id]
    (found,) = archive.concerning([article])[article.id]
    assert (found.id, found.concerns) == (reply.article.id, new.article.id)
    assert archive.marks.get("reply")["concerns"] == new.article.id
    assert archive.history.versions(reply.article.id) == []
    _sound(archive)


def test_an_address_with_marks_of_its_own_keeps_them(archive: Archive) -> None:
    archive.put([entry("old", "Satu.", author="Tono"), entry("new", "Satu.", author="Sari")])
    archive.marks.set("old", {"author": "Tono"})
    archive.marks.set("new", {"author": "Sari"})
    archive.remove_source("old")
    assert_kept(archive, entry("new", "Satu.", author="Sari"))
    assert archive.marks.all() == {"new": {"author": "Sari"}}


def test_an_alias_that_an_older_program_kept_can_take_over(archive: Archive) -> None:
    archive.put([entry("z", "Satu.", title="Z"), entry("x", "Satu.", title="X")])
    with archive._connections.writing() as db:
        db.execute("UPDATE source SET fields = ''")
    found = archive.remove_source("z")
    article = archive.article(found.article_id)
    assert article is not None
    assert (article.source, article.title, article.text) == ("x", "Z", "Satu.")
    _sound(archive)


def test_addresses_below_a_folder(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.archive._PAGE", 2)
    names = ["a/1", "a/2", "a/%", "a/_", "a/é/3", "ab", "b/1", "a", "a/😀"]
    archive.put([entry(name, f"Naskah {name}.") for name in names])
    below = [name for name in names if name.startswith("a/")]
    assert [each.source for each in archive.sources_below("a/")] == sorted(below)
    assert len(list(archive.sources_below(""))) == len(names)
    assert list(archive.sources_below("c")) == []
    for each in archive.sources_below("a/"):
        archive.remove_source(each.source)
    assert [each.source for each in archive.sources_below("")] == ["a", "ab", "b/1"]


def test_many_are_removed_at_once(archive: Archive) -> None:
    made = [made_up(number) for number in range(4)]
    archive.put(made)
    ids = [each.article.id for each in made[:2]]
    assert archive.remove_many([*ids, "unknown", ids[0]]) == ids
    assert archive.statistics().articles == 2
    _sound(archive)


# --- any sequence --------------------------------------------------------------------------------

_TEXTS = ("Satu dua.", "Tiga empat (TE).", "Lima.", "Enam tujuh delapan.")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "put", "remove", "remove_source", "restore"]),
        st.sampled_from("abcd"),
        st.integers(0, 3),
        st.sampled_from(["", "T"]),
    ),
    max_size=25,
)


def follow(archive: Archive, steps: list[tuple[str, str, int, str]]) -> set[str]:
    """Do what is said; return all texts that were stored at any time."""
    stored = set()
    for step, source, number, title in steps:
        if step == "put":
            made = entry(source, _TEXTS[number], [5], [1], title=title)
            archive.put([made])
            stored.add(made.article.text)
        elif step == "remove":
            archive.remove(entry(source, "x").article.id)
        elif step == "remove_source":
            archive.remove_source(source)
        else:
            archive.history.restore(number + 1)
    return stored


_AN_ALIAS_OF_ITS_OWN = [
    ("put", "a", 1, ""),
    ("put", "c", 1, ""),
    ("put", "a", 1, "T"),
    ("put", "c", 0, ""),
    ("remove", "c", 0, ""),
    ("restore", "a", 0, ""),  # with which the alias must not come back
]


@settings(max_examples=40, deadline=None)
@given(STEPS)
@example(_AN_ALIAS_OF_ITS_OWN)
def test_any_sequence_keeps_the_archive_sound(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("steps")
    archive = Archive(folder)
    try:
        stored = follow(archive, steps)
        _sound(archive)
        with archive._connections.reading() as db:
            texts = [row[0] for row in db.execute("SELECT text FROM article")]
            kept = {row[0] for row in db.execute("SELECT text FROM version")}
            # Found under the article that the address belongs to.
            astray = db.execute(
                "SELECT 1 FROM version v JOIN source s ON s.source = v.source JOIN article a"
                " ON a.key = s.article WHERE v.article_id <> a.id"
            ).fetchall()
        assert len(texts) == len(set(texts))  # nothing twice
        assert stored <= kept | set(texts)  # nothing lost
        assert astray == []
    finally:
        archive.close()
        shutil.rmtree(folder)


# --- a kill while a version is put back ----------------------------------------------------------


def _restore_for_ever(folder: str) -> None:
    archive = Archive(Path(folder))
    made = made_up(1)
    print("ready", flush=True)
    while True:
        archive.history.restore(random.choice(archive.history.versions(made.article.id)).key)


def test_a_kill_leaves_the_old_or_the_new_version(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    entries = [made_up(1, version, passages=2 + version) for version in range(3)]
    for each in entries:
        archive.put([each])
    archive.close()
    rnd = random.Random(4)
    for _ in range(8):
        child = subprocess.Popen(
            [sys.executable, __file__, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(rnd.random() * 0.1)
        child.kill()
        child.wait()
        child.stdout.close()
        archive = Archive(tmp_path)
        now = archive.article(entries[0].article.id)
        (match,) = [each for each in entries if each.article == now]
        assert_kept(archive, match)
        _sound(archive)
        archive.close()


# --- failures and marks ------------------------------------------------------------------------


def test_failures_count_up_and_wait_longer(archive: Archive) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    away = NewFailure(source="u", shown="U", reason="away", remedy="wait", transient=True)
    broken = NewFailure(source="f", shown="F", reason="broken")
    archive.failures.note([away, broken], now=begin)
    assert archive.failures.due(begin + timedelta(minutes=4)) == []
    assert [each.source for each in archive.failures.due(begin + timedelta(minutes=5))] == ["u"]
    waits = []
    for _ in range(12):
        archive.failures.note([away], now=begin)
        noted = archive.failures.get("u")
        assert noted is not None
        assert noted.next_at is not None
        waits.append((noted.next_at - begin) // timedelta(minutes=1))
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440, 1440]
    latest = archive.failures.all()[1]
    assert (latest.attempts, latest.first_at, latest.last_at) == (13, begin, begin)
    assert [each.source for each in archive.failures.all()] == ["f", "u"]
    assert [each.source for each in archive.failures.all(limit=1, offset=1)] == ["u"]
    archive.failures.note([replace(away, transient=False, reason="gone")], now=begin)
    assert archive.failures.due(begin + timedelta(days=9)) == []
    assert archive.failures.forget("f")
    assert not archive.failures.forget("f")
    archive.failures.clear(["u", "unknown"])
    assert archive.failures.count() == 0


def test_marks_are_merged_and_taken_away(archive: Archive) -> None:
    assert archive.marks.get("a") == {}
    archive.marks.set("a", {"kind": "retracted", "tags": ["x"]})
    assert archive.marks.set("a", {"kind": None, "date": "2025-01-02"}) == {
        "date": "2025-01-02",
        "tags": ["x"],
    }
    archive.marks.set("b", {"outlet": "Satu"})
    assert list(archive.marks.all()) == ["a", "b"]
    archive.marks.set("b", {"outlet": None})
    assert archive.marks.all() == {"a": {"date": "2025-01-02", "tags": ["x"]}}


# --- an archive of before ------------------------------------------------------------------------


def _older_archive(folder: Path) -> Entry:
    """Make an archive of schema 2 with an article, an alias, and a version; return the article."""
    made = entry("a", "Naskah baru.", title="Judul", kind=ArticleKind.CORRECTION, concerns="lama")
    archive = Archive(folder)
    archive.put([entry("a", "Naskah lama."), made, entry("b", "Naskah baru.")])
    archive.close()
    as_version(folder, 2)
    return made


def test_an_archive_of_schema_2_is_brought_up_to_date(tmp_path: Path) -> None:
    made = _older_archive(tmp_path)
    archive = Archive(tmp_path)
    # The one name that was kept is what it is found by.
    wanted = replace(made, article=replace(made.article, concerning=("lama",)))
    article = archive.article(made.article.id)
    assert article == wanted.article
    (version,) = archive.history.versions(made.article.id)
    assert not version.restorable
    assert archive.history.restore(version.key).outcome is Restored.INCOMPLETE
    old = archive.history.version(version.key)
    assert old is not None
    assert old.text == "Naskah lama."
    problems = archive.inspect(thorough=True).problems
    assert [problem.what for problem in problems] == []
    assert archive.remove_source("a").outcome is Gone.ALIAS
    _sound(archive)
    archive.close()


if __name__ == "__main__":
    _restore_for_ever(sys.argv[1])
