"""The chat's conversations on their way into the archive and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from plain_pages import EDITOR, LOCAL, READER, house_in
from storage_entries import entry
from test_answer_log import ARTICLE, full_answer

from rag.answer_log import AnswerLog, SourceState, StoredAnswer, new_id
from rag.errors import ArchiveError
from rag.records import Filters, KeptTurn, TurnState, Wishes
from ui.chat import KEPT, Conversation, Trouble, Turn
from ui.conversations import Kept
from ui.conversations.keeping import TITLE_LENGTH, title_of
from ui.web import House

WISHES = Wishes(filters=Filters(outlet="Suara Pabrik"), exactly=True)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_in(tmp_path)
    yield made
    made.archive.close()


@pytest.fixture
def kept(house: House) -> Kept:
    return Kept(house)


def answered(house: House, session: Conversation, question: str) -> Turn:
    """Let a session have an answer that is stored, as the assistant stores it."""
    answer = replace(full_answer(new_id(datetime.now(UTC))), question=question)
    house.log.keep(
        StoredAnswer(
            answer=answer,
            asked_at=datetime.now(UTC),
            wishes=WISHES,
            digests={each.article: "old" for each in answer.sources},
        )
    )
    turn, _ = session.begin(question, WISHES)
    session.end()
    return session.keep(
        replace(turn, answer=answer, claims=answer.claims, sources=answer.sources, running=False)
    )


def test_a_conversation_comes_back_as_it_was(house: House, kept: Kept) -> None:
    session = Conversation()
    first = answered(house, session, "Berapa upah?")
    kept.store(session, READER, first)
    identity = session.kept_id
    assert identity
    second = answered(house, session, "Dan siapa bilang?")
    kept.store(session, READER, second)
    assert (session.kept_id, session.unkept) == (identity, False)
    fresh = Conversation()
    assert kept.open(fresh, READER, identity)
    assert (fresh.kept_id, fresh.shown) == (identity, 2)
    for old, new in zip((first, second), fresh.turns, strict=True):
        assert (new.number, new.question, new.wishes) == (old.number, old.question, WISHES)
        assert new.answer == old.answer
        assert (new.claims, new.sources) == (old.claims, old.sources)
        assert not (new.running or new.stopped or new.trouble)
    assert len(fresh.history()) == 2  # a follow-up leans on what was answered
    kept.store(fresh, READER, answered(house, fresh, "Lalu?"))
    assert fresh.kept_id == identity
    assert [turn.number for turn in house.archive.conversations.turns(identity, READER.id)] == [
        *(1, 2, 3)
    ]
    assert [each.title for each in house.archive.conversations.page(READER.id)] == ["Berapa upah?"]


def test_nobody_opens_or_continues_what_somebody_else_owns(house: House, kept: Kept) -> None:
    session = Conversation()
    kept.store(session, READER, answered(house, session, "Rahasia?"))
    for other in (EDITOR, LOCAL):
        fresh = Conversation()
        before = answered(house, fresh, "Lain?")
        assert not kept.open(fresh, other, session.kept_id)
        assert (fresh.kept_id, fresh.turns) == ("", [before])
        fresh.kept_id = session.kept_id  # even if a session named it
        kept.store(fresh, other, before)
        assert fresh.kept_id not in ("", session.kept_id)
    assert not kept.open(Conversation(), READER, "unknown")
    found = house.archive.conversations.turns(session.kept_id, READER.id)
    assert [turn.question for turn in found] == ["Rahasia?"]


def test_what_was_stopped_or_failed_is_told_when_it_comes_back(house: House, kept: Kept) -> None:
    session = Conversation()
    stopped, _ = session.begin("Terlalu lama?")
    kept.store(session, LOCAL, session.keep(replace(stopped, running=False, stopped=True)))
    session.end()
    failed, _ = session.begin("Rusak?")
    trouble = Trouble(what="x", remedy="y")
    kept.store(session, LOCAL, session.keep(replace(failed, running=False, trouble=trouble)))
    turns = house.archive.conversations.turns(session.kept_id, LOCAL.id)
    assert [turn.state for turn in turns] == [TurnState.STOPPED, TurnState.FAILED]
    for language, told in (("id", "tidak sempat terjawab"), ("en", "was not answered")):
        fresh = Conversation()
        fresh.language = language
        assert kept.open(fresh, LOCAL, session.kept_id)
        assert fresh.turns[0].stopped
        assert fresh.turns[1].trouble is not None
        assert told in fresh.turns[1].trouble.what


def test_an_answer_that_has_left_is_told(house: House, kept: Kept) -> None:
    session = Conversation()
    turn = answered(house, session, "Berapa?")
    kept.store(session, LOCAL, turn)
    assert turn.answer is not None
    house.archive.answers.remove_before(datetime.now(UTC) + timedelta(days=1))
    fresh = Conversation()
    assert kept.open(fresh, LOCAL, session.kept_id)
    assert fresh.turns[0].question == "Berapa?"
    assert fresh.turns[0].answer is None
    assert fresh.turns[0].trouble is not None
    assert "tidak disimpan lagi" in fresh.turns[0].trouble.what
    assert kept.changes(turn.answer.id) == ()
    assert kept.changes("") == ()


def test_a_damaged_answer_leaves_the_others_readable(house: House, kept: Kept) -> None:
    session = Conversation()
    for question in ("satu?", "dua?"):
        kept.store(session, LOCAL, answered(house, session, question))
    with house.archive._connections.writing() as db:
        db.execute("UPDATE answer SET record = 'x' WHERE question = 'satu?'")
    fresh = Conversation()
    assert kept.open(fresh, LOCAL, session.kept_id)
    assert [turn.answer is not None for turn in fresh.turns] == [False, True]


def test_changed_sources_are_told(house: House, kept: Kept) -> None:
    session = Conversation()
    turn = answered(house, session, "Berapa?")
    assert turn.answer is not None
    changes = kept.changes(turn.answer.id)
    assert [(each.article, each.state) for each in changes] == [(ARTICLE.id, SourceState.REMOVED)]
    house.archive.put([entry("x", "Teks.")])
    kept.store(session, LOCAL, turn)
    assert house.archive.conversations.with_changed_sources([session.kept_id])


def test_two_pages_of_one_conversation_take_nothing_from_each_other(
    house: House, kept: Kept
) -> None:
    here, there = Conversation(), Conversation()
    kept.store(here, LOCAL, answered(house, here, "satu?"))
    assert kept.open(there, LOCAL, here.kept_id)
    for session, question in ((here, "dua?"), (there, "tiga?"), (here, "empat?"), (there, "lima?")):
        kept.store(session, LOCAL, answered(house, session, question))
    turn, _ = here.begin("empat lagi?", instead=True)
    here.end()
    kept.store(here, LOCAL, here.keep(replace(turn, running=False, stopped=True)))
    kept.store(here, LOCAL, here.turns[-1])  # once more, as a page does that is closed just then
    found = house.archive.conversations.turns(here.kept_id, LOCAL.id)
    assert [(turn.number, turn.question) for turn in found] == [
        *((1, "satu?"), (2, "dua?"), (3, "tiga?"), (4, "empat lagi?"), (5, "lima?"))
    ]
    assert here.kept_id == there.kept_id


def test_a_late_store_takes_nothing_away(house: House, kept: Kept) -> None:
    session = Conversation()
    turns = [answered(house, session, f"{number}?") for number in range(2)]
    kept.store(session, LOCAL, turns[1])
    kept.store(session, LOCAL, turns[0])
    found = house.archive.conversations.turns(session.kept_id, LOCAL.id)
    assert [turn.question for turn in found] == ["0?", "1?"]


def test_two_first_turns_at_once_begin_one_conversation(house: House, kept: Kept) -> None:
    session = Conversation()
    turns = [answered(house, session, f"{number}?") for number in range(4)]
    threads = [Thread(target=kept.store, args=(session, LOCAL, turn)) for turn in turns]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    page = house.archive.conversations.page(LOCAL.id)
    assert [(each.id, each.turns) for each in page] == [(session.kept_id, 4)]


def test_a_deleted_conversation_is_not_brought_back_by_asking_on(house: House, kept: Kept) -> None:
    session = Conversation()
    kept.store(session, LOCAL, answered(house, session, "satu?"))
    old = session.kept_id
    house.archive.conversations.delete(old, LOCAL.id)
    kept.store(session, LOCAL, answered(house, session, "dua?"))
    assert session.kept_id not in ("", old)
    assert [each.title for each in house.archive.conversations.page(LOCAL.id)] == ["dua?"]
    fresh = Conversation()
    assert not kept.open(fresh, LOCAL, old)


def test_what_was_deleted_long_ago_is_purged_by_the_way(house: House, kept: Kept) -> None:
    session = Conversation()
    kept.store(session, LOCAL, answered(house, session, "satu?"))
    house.archive.conversations.delete(session.kept_id, LOCAL.id)
    with house.archive._connections.writing() as db:
        db.execute("UPDATE conversation SET deleted_at = '2020-01-01T00:00:00.000000+00:00'")
    old = session.kept_id
    kept.store(session, LOCAL, answered(house, session, "dua?"))
    assert not house.archive.conversations.restore(old, LOCAL.id)


def test_a_turn_that_the_session_has_left_is_not_stored(house: House, kept: Kept) -> None:
    session = Conversation()
    turn = answered(house, session, "satu?")
    session.forget()
    kept.store(session, LOCAL, turn)
    assert session.kept_id == ""
    assert house.archive.conversations.page(LOCAL.id) == []


def test_nothing_is_kept_where_no_answers_are(house: House) -> None:
    off = replace(house, log=AnswerLog(house.archive, keep_days=0))
    session = Conversation()
    turn = answered(house, session, "satu?")
    Kept(off).store(session, LOCAL, turn)
    assert (session.kept_id, session.unkept) == ("", False)
    assert house.archive.conversations.page(LOCAL.id) == []


def test_trouble_in_storing_is_noted_and_raises_nothing(
    house: House, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ArchiveError("locked", remedy="wait")

    session = Conversation()
    turn = answered(house, session, "satu?")
    with monkeypatch.context() as patch:
        patch.setattr(house.archive.conversations, "add_turn", broken)
        patch.setattr(house.archive.conversations, "get", broken)
        kept.store(session, LOCAL, turn)
        assert not kept.open(session, LOCAL, "x")
    assert (session.unkept, session.kept_id, session.turns) == (True, "", [turn])
    kept.store(session, LOCAL, turn)
    assert session.kept_id
    assert (session.unkept, session.kept_id == "") == (False, False)


def test_of_a_long_conversation_the_last_turns_come_back(house: House, kept: Kept) -> None:
    identity = house.archive.conversations.begin(LOCAL.id, "panjang")
    for number in range(1, KEPT + 6):
        turn = KeptTurn(
            number=number,
            question=f"{number}?",
            answer="",
            state=TurnState.STOPPED,
            asked_at=datetime.now(UTC),
        )
        house.archive.conversations.add_turn(identity, LOCAL.id, turn)
    session = Conversation()
    assert kept.open(session, LOCAL, identity)
    assert [session.turns[0].number, session.turns[-1].number] == [6, KEPT + 5]


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Berapa\n upah?", "Berapa upah?"),
        ("kata " * 40, "kata " * 13 + "kata…"),
        ("x" * 300, "x" * (TITLE_LENGTH - 1) + "…"),
        ("a" * 66 + ", dan seterusnya", "a" * 66 + "…"),
    ],
)
def test_a_title_is_shortened_between_words(question: str, title: str) -> None:
    assert title_of(question) == title
    assert len(title) <= TITLE_LENGTH + 1
