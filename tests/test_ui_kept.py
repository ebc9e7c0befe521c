"""Conversations that outlive their page, and whose session it is, without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from browser_assistant import PretendAssistant, quoted_answer

from rag.answer_log import SourceChange, SourceState
from rag.errors import ArchiveError
from rag.records import Role
from ui import render
from ui.chat import Conversation, Turn
from ui.conversing import converse
from ui.door import Door
from ui.drawn import Drawn
from ui.storing import Storing
from ui.web import Visitor
from ui.web.visitor import SCOPE_KEY

SARI = Visitor(id="p1", name="sari", role=Role.READER, signed_in=True)
BUDI = replace(SARI, id="p2", name="budi")
HOUSE: Any = object()  # a door only asks whether there is one


class PretendKept:
    """Keeps in memory; ``broken`` lets opening fail."""

    def __init__(self) -> None:
        self.stored: list[tuple[str, str, int]] = []
        self.turns: list[Turn] = []
        self.broken = False

    def store(self, session: Conversation, visitor: Visitor, turn: Turn) -> None:
        session.kept_id = session.kept_id or "c1"
        assert session.holds(turn)
        self.stored.append((session.kept_id, visitor.id, turn.number))
        self.turns.append(turn)

    def open(self, session: Conversation, visitor: Visitor, identity: str) -> bool:
        if self.broken:
            raise ArchiveError("The archive is gone.", remedy="Bring it back.", item="x")
        if (identity, visitor.id) != ("c1", "p1"):
            return False
        answer = replace(quoted_answer("Siapa?"), id="a1")
        turns = [Turn(number=n, question="Siapa?", answer=answer, running=False) for n in (1, 2)]
        session.turns, session.kept_id = turns, identity
        return True

    def changes(self, answer_id: str) -> Sequence[SourceChange]:
        gone = SourceState.REMOVED
        return (SourceChange(number=1, article="x", title="<b>Upah</b>", state=gone),)


def request(visitor: Visitor) -> Any:
    return SimpleNamespace(request=SimpleNamespace(scope={SCOPE_KEY: visitor}))


def asked(session: Conversation, question: str = "Siapa?", **how: Any) -> Turn:
    async def run() -> Turn:
        turns = [turn async for turn in converse(PretendAssistant(), session, question, **how)]
        return turns[-1]

    return asyncio.run(run())


def test_a_session_belongs_to_who_used_it_first() -> None:
    door, session = Door(HOUSE), Conversation()
    assert door.refusal(session, request(SARI)) == ""
    assert session.visitor == SARI
    assert "orang lain" in door.refusal(session, request(BUDI))
    assert session.visitor == SARI
    promoted = replace(SARI, role=Role.EDITOR)
    assert door.refusal(session, request(promoted)) == ""
    assert session.visitor == promoted


def test_who_did_not_pass_the_gate_is_nobody() -> None:
    nobody: Any = SimpleNamespace(request=SimpleNamespace(scope={}))
    with pytest.raises(KeyError):
        Door(HOUSE).refusal(Conversation(), nobody)
    assert Door(None).refusal(Conversation(), nobody) == "", "without a house there is no gate"


def test_a_turn_is_stored_once_it_has_ended() -> None:
    kept, session = PretendKept(), Conversation()
    turn, place = asked(session), session.place
    assert asyncio.run(Storing(kept).store(session, place, turn)) is None, "nobody is known yet"
    session.visitor = SARI
    told = asyncio.run(Storing(kept).store(session, place, turn))
    assert told == {"id": "c1", "title": "Siapa?", "run": "1"}
    assert kept.stored == [("c1", "p1", 1)] and session.kept_id == "c1"


def test_what_ends_after_its_conversation_was_left_is_kept_there() -> None:
    kept, session = PretendKept(), Conversation()
    session.visitor = SARI
    first, place = asked(session), session.place
    asyncio.run(Storing(kept).store(session, place, first))
    second = asked(session, "Berapa?")
    session.forget()
    other = asked(session, "Kapan?")
    told = asyncio.run(Storing(kept).store(session, place, second))
    assert told == {"id": "c1", "left": True, "run": "2"}
    assert kept.stored[-1] == ("c1", "p1", 2)
    assert session.kept_id == "" and session.turns == [other], "the open one is not touched"
    place.gone = True
    assert asyncio.run(Storing(kept).store(session, place, second)) is None, "it was deleted"
    assert len(kept.stored) == 2


def test_a_question_that_is_left_is_stopped_and_kept_as_stopped() -> None:
    assistant, kept, session = PretendAssistant(), PretendKept(), Conversation()
    session.visitor = SARI

    async def left(closed: bool) -> list[Turn]:
        place, seen = session.place, []
        turns = converse(assistant, session, "lambat")
        async for turn in turns:
            seen.append(turn)
            if turn.claims and closed:
                await turns.aclose()
                Storing(kept).store_later(session, place, turn)
                await asyncio.sleep(0.1)
            elif turn.claims:
                session.forget()
        if not closed:
            await Storing(kept).store(session, place, seen[-1])
        return seen

    for closed in (False, True):
        last = asyncio.run(asyncio.wait_for(left(closed), timeout=60))[-1]
        assert assistant.begun == assistant.closed, "the model is free for others"
        assert closed or (last.stopped and not last.running and not last.answer)
    assert [number for _, _, number in kept.stored] == [1, 1]
    assert all(turn.stopped and not turn.running for turn in kept.turns)


def test_a_stored_conversation_is_opened_by_its_owner_alone() -> None:
    kept, session = PretendKept(), Conversation()
    session.visitor = SARI
    asked(session)
    assert asyncio.run(Storing(kept).open(session, "c1"))
    assert (session.kept_id, session.shown) == ("c1", 2)
    drawn = render.turn(session.turns[0], "id")
    assert "sudah tidak ada di arsip" in drawn and "&lt;b&gt;Upah" in drawn
    assert 'data-answer="a1"' in drawn and "answers/a1/memo.docx" in drawn
    turn = asked(session, "Berapa?")
    assert turn.number == 3 and len(session.turns) == 3
    session.visitor = BUDI
    assert not asyncio.run(Storing(kept).open(session, "c1"))
    assert session.turns == [] and session.kept_id == ""
    kept.broken = True
    session.visitor = SARI
    assert not asyncio.run(Storing(kept).open(session, "c1"))


def test_changed_sources_are_told_with_the_day_of_the_answer() -> None:
    change = SourceChange(number=1, article="x", title="Upah", state=SourceState.CHANGED)
    answer = replace(quoted_answer("Siapa?"), id="a1")
    noon = datetime(2026, 10, 14, 5, tzinfo=UTC)
    turn = Turn(
        number=1, question="Siapa?", answer=answer, running=False, changes=(change,), asked_at=noon
    )
    assert "Sumber berubah sejak jawaban ini dibuat, 14 Oktober 2026:" in render.turn(turn, "id")
    assert "since this answer of 14 October 2026:" in render.turn(turn, "en")
    unknown = render.turn(replace(turn, asked_at=None), "id")
    assert "Sumber jawaban ini sudah berubah:" in unknown
    session = Conversation()
    before = datetime.now(UTC)
    asked_at = asked(session).asked_at
    assert asked_at is not None and before <= asked_at <= datetime.now(UTC)


def test_what_a_follow_up_means_is_told_before_its_answer() -> None:
    session = Conversation()
    asked(session, "Berapa kenaikan upah di Benang Biru?")

    async def run() -> list[Turn]:
        return [turn async for turn in converse(PretendAssistant(), session, "kalau 2024?")]

    turns = asyncio.run(run())
    early = next(turn for turn in turns if turn.meant)
    assert early.answer is None and not early.claims and early.running
    so_far = Drawn()
    assert so_far.changed(turns[0]) and so_far.changed(early), "it is drawn at once"
    drawn = render.turn(early, "id")
    assert "Dipahami sebagai" in drawn and "2024" in drawn
    assert "ts-again" not in drawn.split("ts-understood")[1].split("ts-answer")[0]
    last = render.turn(turns[-1], "id")
    assert "1-edit" not in last and "2-edit" in last and "2-alone" in last


def test_the_newest_question_is_asked_anew_in_its_own_place() -> None:
    session = Conversation()
    asked(session, "Berapa?")
    first = asked(session, "Siapa?")
    again = asked(session, "Siapa?", before=2, instead=True)
    assert [turn.number for turn in session.turns] == [1, 2] and again.run != first.run
    assert len(session.history(2)) == 1
    edited = asked(session, "celaka", before=2, instead=True)
    assert [turn.question for turn in session.turns] == ["Berapa?", "celaka"]
    assert edited.trouble is not None and edited.answer is None


def test_an_answer_comes_back_where_asking_anew_brought_nothing() -> None:
    class Failing(PretendAssistant):
        def _find(self, question: str, wishes: Any) -> Any:
            raise ArchiveError("The archive is gone.", remedy="Bring it back.", item="x")

    session = Conversation()
    first = asked(session, "Siapa?")

    async def anew() -> Turn:
        turns = converse(Failing(), session, "Siapa?", instead=True)
        return [turn async for turn in turns][-1]

    last = asyncio.run(anew())
    assert last.answer == first.answer and last.trouble is not None
    assert not last.running and session.turns == [last]


def test_what_the_server_forgot_is_recalled_from_the_conversation_that_the_page_shows() -> None:
    kept, session, fresh = PretendKept(), Conversation(), Conversation()
    session.visitor = fresh.visitor = SARI
    asked(session)
    page = "http://127.0.0.1:7860/tanya/?c=c1&lang=id"
    assert asyncio.run(Storing(kept).recall(fresh, page))
    assert fresh.kept_id == "c1" and fresh.history(), "the next question leans on what was shown"
    count = len(fresh.turns)
    assert asyncio.run(Storing(kept).recall(fresh, page)) and len(fresh.turns) == count
    stranger = Conversation()
    stranger.visitor = BUDI
    assert not asyncio.run(Storing(kept).recall(stranger, page)), "it must be told, not passed over"
    assert asyncio.run(Storing(kept).recall(Conversation(), "http://127.0.0.1:7860/"))
    assert asyncio.run(Storing(None).recall(Conversation(), ""))
