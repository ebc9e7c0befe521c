"""Conversations as the archive keeps them: whose, what was asked, links, copies."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from storage_entries import entry, made_up

from rag.archive import AnswerRow, Archive
from rag.errors import ArchiveError, UsageError
from rag.records import Feedback, KeptTurn, TurnState

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
SARI, BUDI = "p-sari", "p-budi"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


def turn(number: int, question: str = "q?", answer: str = "", minutes: int = 0) -> KeptTurn:
    return KeptTurn(
        number=number,
        question=question,
        answer=answer,
        state=TurnState.ANSWERED,
        asked_at=NOW + timedelta(minutes=minutes),
    )


def answered(archive: Archive, identity: str, cited: dict[str, str], asked: datetime = NOW) -> None:
    """Store an answer that cites these articles with these digests."""
    row = AnswerRow(
        id=identity,
        asked_at=asked.isoformat(timespec="microseconds"),
        question="q?",
        language="id",
        refused=False,
        engine="quoting",
        model="",
        claims=1,
    )
    archive.answers.keep(row, "record", cited)


def test_a_conversation_is_begun_continued_and_read(archive: Archive) -> None:
    kept = archive.conversations
    identity = kept.begin(SARI, "  Upah\nminimum  ", NOW)
    assert len(identity) >= 16
    found = kept.get(identity, SARI)
    assert found is not None
    assert (found.title, found.owner, found.turns, found.share) == ("Upah minimum", SARI, 0, "")
    assert (found.begun_at, found.changed_at, found.deleted_at) == (NOW, NOW, None)
    first, second = turn(1, "Berapa upah?", "a1", 1), turn(2, "Dan di Bekasi?", "a2", 2)
    kept.add_turn(identity, SARI, second)
    kept.add_turn(identity, SARI, first)
    assert kept.turns(identity, SARI) == [first, second]
    again = turn(2, "Dan di Karawang?", "a3", 3)
    kept.add_turn(identity, SARI, again)
    assert kept.turns(identity, SARI) == [first, again]
    found = kept.get(identity, SARI)
    assert found is not None
    assert (found.turns, found.changed_at) == (2, NOW + timedelta(minutes=3))
    assert len({kept.begin(SARI, "t") for _ in range(20)}) == 20


def test_nobody_reaches_what_somebody_else_owns(archive: Archive) -> None:
    kept = archive.conversations
    identity = kept.begin(SARI, "rahasia", NOW)
    kept.add_turn(identity, SARI, turn(1, "Soal pabrik itu?", "a1"))
    before = kept.get(identity, SARI), kept.turns(identity, SARI)
    assert kept.get(identity, BUDI) is None
    assert kept.turns(identity, BUDI) == []
    assert kept.page(BUDI) == []
    assert kept.page(BUDI, words="pabrik") == []
    assert not kept.rename(identity, BUDI, "x")
    assert not kept.delete(identity, BUDI)
    assert kept.share(identity, BUDI) == ""
    assert not kept.owns_answer(BUDI, "a1")
    with pytest.raises(UsageError):
        kept.add_turn(identity, BUDI, turn(1))
    assert (kept.get(identity, SARI), kept.turns(identity, SARI)) == before
    token = kept.share(identity, SARI)
    assert not kept.unshare(identity, BUDI)
    kept.delete(identity, SARI)
    assert not kept.restore(identity, BUDI)
    assert kept.restore(identity, SARI)
    assert kept.shared(token) is not None


def test_a_page_is_newest_first_and_searched_in_titles_and_questions(archive: Archive) -> None:
    kept = archive.conversations
    ids = [kept.begin(SARI, f"Judul {n}", NOW + timedelta(minutes=n)) for n in range(5)]
    kept.add_turn(ids[0], SARI, turn(1, "Berapa UPAH di Ｂekasi?", minutes=9))
    kept.add_turn(ids[1], SARI, turn(1, "100% 'lembur' _ dibayar?", minutes=-9))
    assert [each.id for each in kept.page(SARI)] == [ids[0], *ids[:0:-1]]
    assert [each.id for each in kept.page(SARI, limit=2, offset=1)] == [ids[4], ids[3]]

    def found(words: str) -> list[str]:
        return [each.id for each in kept.page(SARI, words=words)]

    assert found("upah bekasi") == found("BEKA  upa") == found("ｕｐａｈ judul") == [ids[0]]
    assert found("upah lembur") == []
    assert found("100%") == found("'") == found("_") == [ids[1]]
    assert len(found("judul")) == len(found("  ")) == 5
    assert found(" ".join(f"kata{n}" for n in range(3000))) == []
    assert kept.rename(ids[0], SARI, "Kota lain")
    assert ids[0] not in found("judul")
    assert found("kota upah") == [ids[0]]
    kept.add_turn(ids[0], SARI, turn(1, "Berapa iuran?", minutes=9))  # the same turn, edited
    assert found("upah") == []
    assert found("iuran") == [ids[0]]
    assert found("kota") == [ids[0]]
    assert not kept.rename(ids[0], SARI, " \n ")
    assert not kept.rename("unknown", SARI, "x")
    assert kept.rename(ids[0], SARI, "x" * 500)
    long = kept.get(ids[0], SARI)
    assert long is not None
    assert len(long.title) == 200


def test_a_deletion_can_be_undone_until_it_is_purged(archive: Archive) -> None:
    kept = archive.conversations
    identity, other = kept.begin(SARI, "satu", NOW), kept.begin(SARI, "dua", NOW)
    kept.add_turn(identity, SARI, turn(1, answer="a1"))
    token = kept.share(identity, SARI)
    assert kept.delete(identity, SARI)
    assert not kept.delete(identity, SARI)
    assert kept.get(identity, SARI) is None
    assert kept.turns(identity, SARI) == []
    assert [each.id for each in kept.page(SARI)] == [other]
    assert kept.shared(token) is None
    assert not kept.owns_answer(SARI, "a1")
    assert not kept.answer_is_shared("a1", token)
    with pytest.raises(UsageError):
        kept.add_turn(identity, SARI, turn(2))
    now = datetime.now(UTC)
    assert kept.purge(now - timedelta(hours=1)) == 0
    assert kept.restore(identity, SARI)
    assert not kept.restore(identity, SARI)
    assert kept.owns_answer(SARI, "a1")
    assert kept.shared(token) is not None
    kept.delete(identity, SARI)
    assert kept.purge(now + timedelta(hours=1)) == 1
    assert not kept.restore(identity, SARI)
    with archive._connections.reading() as db:
        assert db.execute("SELECT COUNT(*) FROM turn").fetchone() == (0,)
    assert [each.id for each in kept.page(SARI)] == [other]


def test_a_link_leads_to_one_conversation_until_it_is_withdrawn(archive: Archive) -> None:
    kept = archive.conversations
    identity, other = kept.begin(SARI, "satu", NOW), kept.begin(SARI, "dua", NOW)
    kept.add_turn(identity, SARI, turn(1, answer="a1"))
    kept.add_turn(other, SARI, turn(1, answer="a2"))
    assert kept.shared("") is None  # the others have no link; that is not a link to them
    assert not kept.answer_is_shared("a1", "")
    token = kept.share(identity, SARI)
    assert len(token) >= 32
    assert kept.share(identity, SARI) == token != kept.share(other, SARI)
    found = kept.shared(token)
    assert found is not None
    assert (found[0].id, found[0].share, found[1]) == (identity, token, [turn(1, answer="a1")])
    assert kept.answer_is_shared("a1", token)
    assert not kept.answer_is_shared("a2", token)
    assert kept.unshare(identity, SARI)
    assert not kept.unshare(identity, SARI)
    assert kept.shared(token) is None
    assert not kept.answer_is_shared("a1", token)
    assert kept.share(identity, SARI) != token


def test_answers_leave_though_a_conversation_names_them(archive: Archive) -> None:
    kept = archive.conversations
    identity = kept.begin(SARI, "satu", NOW)
    answered(archive, "a1", {})
    kept.add_turn(identity, SARI, turn(1, answer="a1"))
    assert archive.answers.remove_before(NOW + timedelta(days=1)) == 1
    assert kept.turns(identity, SARI) == [turn(1, answer="a1")]
    assert kept.owns_answer(SARI, "a1")
    assert not kept.owns_answer(SARI, "")


def test_conversations_with_changed_sources_are_found(archive: Archive) -> None:
    kept, asked = archive.conversations, datetime.now(UTC) + timedelta(hours=1)
    entries = {n: entry(n, f"Berita {n} tentang upah.", title=f"Judul berita {n}") for n in "abcde"}
    archive.put(list(entries.values()))
    ids: dict[str, str] = {}
    for name, each in entries.items():
        answered(archive, f"answer-{name}", {each.article.id: each.article.digest}, asked)
        ids[name] = kept.begin(SARI, name)
        kept.add_turn(ids[name], SARI, turn(1, answer=f"answer-{name}"))
    ids["gone"] = kept.begin(SARI, "its answer has left")
    kept.add_turn(ids["gone"], SARI, turn(1, answer="left"))
    every = list(ids.values())
    assert kept.with_changed_sources(every) == set()
    assert kept.with_changed_sources([]) == set()
    archive.put([entry("a", "Teks yang lain.", title="Judul berita a")])
    archive.remove(entries["b"].article.id)
    archive.put([entry("r", "Ralat untuk c.", kind="correction", concerns="c", concerning=("c",))])
    archive.put([entry("d", entries["d"].article.text, title="Judul", kind="retracted")])
    with archive._connections.writing() as db:  # stored after the questions were asked
        later = (asked + timedelta(hours=1)).isoformat(timespec="seconds")
        db.execute("UPDATE article SET added_at = ?, changed_at = ?", (later, later))
    assert kept.with_changed_sources(every) == {ids[name] for name in "abcd"}
    assert kept.with_changed_sources([ids["c"], ids["e"]]) == {ids["c"]}
    with archive._connections.writing() as db:  # a correction that was known already
        earlier = (asked - timedelta(hours=2)).isoformat(timespec="seconds")
        db.execute("UPDATE article SET added_at = ?, changed_at = ?", (earlier, earlier))
    assert kept.with_changed_sources(every) == {ids[name] for name in "ab"}


def test_a_copy_has_the_conversations_and_feedback_with_their_owners(
    archive: Archive, tmp_path: Path
) -> None:
    archive.put([made_up(1)])
    answered(archive, "a1", {made_up(1).article.id: "d"})
    kept = archive.conversations
    identity, deleted = kept.begin(SARI, "satu", NOW), kept.begin(BUDI, "terhapus", NOW)
    kept.add_turn(identity, SARI, turn(1, "Berapa?", "a1"))
    kept.add_turn(deleted, BUDI, turn(1, "Terhapus?"))
    token = kept.share(identity, SARI)
    kept.delete(deleted, BUDI)
    said = Feedback(answer="a1", person=SARI, question="Berapa?", good=True, given_at=NOW)
    archive.feedback.give(said)
    records = [json.loads(json.dumps(each)) for each in archive.dump()]
    assert records[0]["format"] == 3
    assert "erhapus" not in repr(records)
    other = Archive(tmp_path / "other")
    other.load(iter(records))
    assert other.conversations.get(identity, SARI) == kept.get(identity, SARI)
    assert other.conversations.shared(token) == kept.shared(token)
    assert [each.id for each in other.conversations.page(SARI, words="berapa")] == [identity]
    assert not other.conversations.restore(deleted, BUDI)
    assert other.feedback.page() == [said]
    assert list(other.dump()) == records
    other.close()
    full = Archive(tmp_path / "full")
    full.conversations.begin("local", "t")
    with pytest.raises(ArchiveError, match="empty"):
        full.load(iter(records))
    full.close()


def test_an_export_of_the_format_before_still_loads(archive: Archive, tmp_path: Path) -> None:
    archive.put([made_up(1)])
    answered(archive, "a1", {made_up(1).article.id: "d"})
    header, *rest = archive.dump()
    assert not any(each.get("table") in ("conversation", "turn", "feedback") for each in rest)
    for number in (1, 2):
        other = Archive(tmp_path / str(number))
        assert other.load(iter([{**header, "format": number}, *rest])).articles == 1
        assert other.answers.has("a1")
        other.close()


def test_people_are_refused_in_an_export(archive: Archive, tmp_path: Path) -> None:
    """An export that somebody altered makes nobody an admin."""
    header, *rest = archive.dump()
    row = {"id": "x", "name": "x", "folded": "x", "role": "admin", "secret": "h", "added_at": ""}
    other = Archive(tmp_path / "other")
    with pytest.raises(ArchiveError, match="damaged"):
        other.load(iter([header, {"record": "row", "table": "person", "row": row}, *rest]))
    assert other.people.all() == []
    other.close()


_WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from rag.archive import Archive
from rag.records import KeptTurn, TurnState
archive = Archive(Path(sys.argv[1]))
for number in range(20):
    turn = KeptTurn(number=number * 2 + int(sys.argv[3]), question=f"q{number}", answer="",
                    state=TurnState.FAILED, asked_at=datetime.now(UTC))
    archive.conversations.add_turn(sys.argv[2], "local", turn)
"""


def test_two_processes_write_at_once(archive: Archive) -> None:
    identity = archive.conversations.begin("local", "bersama")
    command = [sys.executable, "-c", _WRITER, str(archive.folder), identity]
    running = [subprocess.Popen([*command, str(offset)]) for offset in (1, 2)]
    assert [each.wait(60) for each in running] == [0, 0]
    turns = archive.conversations.turns(identity, "local")
    assert [each.number for each in turns] == list(range(1, 41))
    assert len(archive.conversations.page("local", words="q19")) == 1
