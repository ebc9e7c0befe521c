"""People, what they may do, and their sessions, as the archive keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from storage_entries import as_version, made_up

from rag.archive import FILE_NAME, Archive
from rag.errors import UsageError
from rag.records import Complaint, Feedback, Role

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


def at_once(archive: Archive, *jobs: Callable[[], object]) -> list[object]:
    """Run jobs in threads that begin together; return what each returned, or its UsageError."""
    results: list[object] = [None] * len(jobs)
    ready = Barrier(len(jobs))

    def work(number: int) -> None:
        ready.wait()
        try:
            results[number] = jobs[number]()
        except UsageError as error:
            results[number] = error

    threads = [Thread(target=work, args=(number,)) for number in range(len(jobs))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return results


def test_a_person_is_found_however_the_name_is_written(archive: Archive) -> None:
    sari = archive.people.add("  Sari   Dewi ", Role.READER, "hash")
    assert (sari.name, sari.role, sari.enabled, sari.failures) == ("Sari Dewi", "reader", True, 0)
    assert archive.people.get(sari.id) == sari == archive.people.named("SARI dewi")
    assert archive.people.named("ＳＡＲＩ Dewi") == sari  # full-width letters
    assert archive.people.named("sar") is None
    assert archive.people.secret(sari.id) == "hash"
    assert (archive.people.secret("nobody"), archive.people.get("nobody")) == ("", None)
    strasse = archive.people.add("Straße", Role.READER, "x")
    assert archive.people.named("STRASSE") == strasse
    assert [each.name for each in archive.people.all()] == ["Sari Dewi", "Straße"]
    assert archive.people.count() == 2
    assert len({sari.id, strasse.id}) == 2
    assert len(sari.id) >= 16


@pytest.mark.parametrize("name", ["SARI", "ſari", "ｓａｒｉ", " sari "])
def test_a_name_is_taken_once(archive: Archive, name: str) -> None:
    archive.people.add("Sari", Role.READER, "x")
    with pytest.raises(UsageError, match="already"):
        archive.people.add(name, Role.ADMIN, "y")
    assert archive.people.count() == 1


@pytest.mark.parametrize(
    "name",
    ["", "   ", "x" * 65, "ﬃ" * 22, "a\nb", "a\x00b", "a\u200bb", "a\u202eb", "a\u2028b", "\ue000"],
)
def test_names_that_deceive_are_refused(archive: Archive, name: str) -> None:
    with pytest.raises(UsageError):
        archive.people.add(name, Role.READER, "x")
    assert archive.people.all() == []


def test_sixty_four_characters_are_allowed(archive: Archive) -> None:
    name = "é" * 64
    assert archive.people.add(f" {name} ", Role.READER, "x").name == name


def test_an_admin_is_always_left(archive: Archive) -> None:
    people = archive.people
    only, other = people.add("a", Role.ADMIN, "x"), people.add("b", Role.EDITOR, "x")
    for forbidden in (
        lambda: people.set_role(only.id, Role.EDITOR),
        lambda: people.set_enabled(only.id, False),
        lambda: people.remove(only.id),
    ):
        with pytest.raises(UsageError, match="only admin"):
            forbidden()
    assert people.get(only.id) == only
    people.set_role(only.id, Role.ADMIN)  # what changes nothing is allowed
    people.set_role(other.id, Role.ADMIN)
    people.set_enabled(other.id, False)
    with pytest.raises(UsageError, match="only admin"):  # one who may not sign in is none
        people.remove(only.id)
    assert people.remove(other.id)
    assert not people.remove(other.id)
    people.set_role(people.add("c", Role.READER, "x").id, Role.ADMIN)
    people.set_role(only.id, Role.READER)
    assert people.remove(only.id)


def test_two_admins_cannot_remove_each_other_at_once(tmp_path: Path) -> None:
    for attempt in range(5):
        archive = Archive(tmp_path / str(attempt))
        try:
            ids = [archive.people.add(name, Role.ADMIN, "x").id for name in "ab"]
            done = at_once(
                archive,
                lambda a=archive, i=ids: a.people.remove(i[0]),  # type: ignore[misc]
                lambda a=archive, i=ids: a.people.set_role(i[1], Role.READER),  # type: ignore[misc]
            )
            assert sum(isinstance(each, UsageError) for each in done) == 1
            assert [p.role for p in archive.people.all()].count(Role.ADMIN) == 1
        finally:
            archive.close()


def test_one_name_asked_for_by_many_at_once_is_given_once(archive: Archive) -> None:
    jobs = [
        lambda n=n: archive.people.add("SaRi"[:n] + "sari"[n:], Role.READER, "x") for n in range(4)
    ]
    done = at_once(archive, *jobs)
    assert sum(isinstance(each, UsageError) for each in done) == 3
    assert archive.people.count() == 1


def test_a_session_holds_until_it_ends(archive: Archive) -> None:
    people = archive.people
    sari = people.add("sari", Role.READER, "x")
    people.open_session("digest", sari.id, NOW + timedelta(hours=1))
    found = people.session("digest", NOW)
    assert found is not None
    assert found.person == sari
    assert found.ends_at == NOW + timedelta(hours=1)
    assert people.session("digest", NOW + timedelta(hours=1)) is None
    assert people.session("other", NOW) is None
    people.extend_session("digest", NOW + timedelta(hours=2))
    assert people.session("digest", NOW + timedelta(hours=1)) is not None
    people.set_role(sari.id, Role.EDITOR)  # the next request has the new role
    found = people.session("digest", NOW)
    assert found is not None
    assert found.person.role is Role.EDITOR
    people.end_session("digest")
    assert people.session("digest", NOW) is None
    with pytest.raises(UsageError):
        people.open_session("digest", "nobody", NOW)


def test_sessions_end_with_password_permission_and_person(archive: Archive) -> None:
    people = archive.people
    sari, budi = (people.add(name, Role.READER, "x") for name in ("sari", "budi"))
    later = NOW + timedelta(hours=1)

    def begin() -> None:
        for token, person in (("s1", sari), ("s2", sari), ("b", budi)):
            people.end_session(token)
            people.open_session(token, person.id, later)

    def open_now() -> set[str]:
        return {token for token in ("s1", "s2", "b") if people.session(token, NOW)}

    begin()
    people.set_secret(sari.id, "new")
    assert (open_now(), people.secret(sari.id)) == ({"b"}, "new")
    begin()
    people.set_enabled(sari.id, False)
    assert (open_now(), people.count()) == ({"b"}, 1)
    begin()  # even if one were begun then
    assert open_now() == {"b"}
    people.set_enabled(sari.id, True)
    begin()
    assert people.end_sessions(sari.id) == 2
    assert open_now() == {"b"}
    begin()
    people.remove(sari.id)
    assert open_now() == {"b"}


def test_sessions_long_over_are_cleared_away(archive: Archive) -> None:
    sari = archive.people.add("sari", Role.READER, "x")
    now = datetime.now(UTC)
    archive.people.open_session("old", sari.id, now - timedelta(days=40))
    archive.people.open_session("live", sari.id, now + timedelta(days=90))
    archive.people.open_session("new", sari.id, now + timedelta(days=200))
    with archive._connections.reading() as db:
        assert {row[0] for row in db.execute("SELECT token FROM session")} == {"live", "new"}


def test_failures_in_a_row_are_counted_and_forgiven(archive: Archive) -> None:
    people = archive.people
    sari = people.add("sari", Role.READER, "x")
    assert [people.note_failure(sari.id, None) for _ in range(3)] == [1, 2, 3]
    assert people.note_failure(sari.id, NOW) == 4
    assert people.note_failure(sari.id, None) == 5  # and the lock stays
    found = people.get(sari.id)
    assert found is not None
    assert (found.failures, found.locked_until, found.signed_in_at) == (5, NOW, None)
    people.note_success(sari.id)
    found = people.get(sari.id)
    assert found is not None
    assert (found.failures, found.locked_until) == (0, None)
    assert found.signed_in_at is not None
    assert people.note_failure("nobody", None) == 0
    done = at_once(archive, *[lambda: people.note_failure(sari.id, None)] * 8)
    assert sorted(done) == list(range(1, 9))  # type: ignore[type-var]


def test_what_is_theirs_goes_with_a_person(archive: Archive) -> None:
    sari, budi = (archive.people.add(name, Role.READER, "x") for name in ("sari", "budi"))
    for owner in (sari.id, budi.id, "local"):
        archive.conversations.begin(owner, "t")
        archive.feedback.give(
            Feedback(
                answer="a",
                person=owner,
                question="q",
                good=False,
                complaints=(Complaint.OTHER,),
                given_at=NOW,
            )
        )
    assert archive.people.remove(sari.id)
    assert not archive.people.remove("local")
    assert [len(archive.conversations.page(each)) for each in (sari.id, budi.id, "local")] == [
        0,
        1,
        1,
    ]
    assert {each.person for each in archive.feedback.page()} == {budi.id, "local"}


def test_an_export_holds_nothing_to_sign_in_with(archive: Archive) -> None:
    archive.put([made_up(1)])
    sari = archive.people.add("sari-the-name", Role.ADMIN, "the-hash")
    archive.people.open_session("the-digest", sari.id, NOW)
    archive.conversations.begin(sari.id, "t")
    text = repr(list(archive.dump()))
    assert sari.id in text  # whose the conversation is
    for secret in ("sari-the-name", "the-hash", "the-digest"):
        assert secret not in text


def test_an_archive_of_version_4_gets_the_tables_and_keeps_all(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put([made_up(1), made_up(2)])
    archive.marks.set("made-up/1", {"kind": "correction"})
    digest = archive.digest()
    archive.close()
    as_version(tmp_path, 4)
    assert b"CREATE TABLE person" not in (tmp_path / FILE_NAME).read_bytes()
    archive = Archive(tmp_path)
    try:
        assert archive.digest() == digest
        assert archive.inspect(thorough=True).clean
        sari = archive.people.add("sari", Role.ADMIN, "x")
        identity = archive.conversations.begin(sari.id, "t")
        assert archive.conversations.get(identity, sari.id) is not None
        assert archive.feedback.page() == []
    finally:
        archive.close()
