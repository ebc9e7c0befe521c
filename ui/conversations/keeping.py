"""The chat's conversations on their way into the archive and back.

Nothing is kept where no answers are (``TANYA_KEEP_DAYS=0``). Answers leave after that time though
their conversation stays; a turn then says so.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Lock

from rag.answer_log import AnswerLog, SourceChange, StoredAnswer
from rag.errors import ArchiveError, UsageError
from rag.records import KeptTurn, TurnState
from ui.chat import KEPT, Conversation, Trouble, Turn
from ui.conversations.words import words_of
from ui.web import House, Visitor

TITLE_LENGTH = 70
"""Characters of a first question that make a title: two lines of the list."""
UNDO = timedelta(hours=1)
"""How long a deletion can be undone at least; the page offers it for ten seconds."""

_log = logging.getLogger("ui")


class Kept:
    """Stores and opens conversations. One for the program; it holds nothing of any session."""

    def __init__(self, house: House) -> None:
        """Keep conversations in the archive of ``house``."""
        self._house = house
        self._one_at_a_time = Lock()

    def store(self, session: Conversation, visitor: Visitor, turn: Turn) -> None:
        """Store a turn that has ended; the first one begins its conversation.

        A turn asked anew takes its own place. A new one stands after all that are there, also
        after those of another page that has the same conversation open: neither page takes away
        what was asked on the other. Where the conversation was deleted meanwhile, the turn begins
        another. A turn that the session holds no more is not stored: a new conversation was
        begun. Never raises: what goes wrong is logged, and ``session.unkept`` is set.
        """
        if not self._house.log.keeps:
            return
        with self._one_at_a_time:  # else two first turns could begin two conversations
            identity, known = session.kept_id, session.kept_as
            if not session.holds(turn):
                return
            try:
                stored, number = self._stored(identity, visitor.id, turn, known)
            except Exception:  # noqa: BLE001 - an answer is shown though it could not be kept
                _log.exception("A conversation could not be stored.")
                session.unkept = True
                return
            if session.holds(turn):  # and not another one that was opened meanwhile
                session.kept_as = {**(known if stored == identity else {}), turn.number: number}
                session.kept_id = stored
                session.unkept = False

    def _stored(
        self, identity: str, owner: str, turn: Turn, known: Mapping[int, int]
    ) -> tuple[str, int]:
        """Store a turn; return the conversation's id and the turn's number in it."""
        kept = self._house.archive.conversations
        if not identity or kept.get(identity, owner) is None:
            identity, known = kept.begin(owner, title_of(turn.question)), {}
        number = known.get(turn.number)
        if number is None:
            taken = {each.number for each in kept.turns(identity, owner)}
            number = turn.number + max((its - own for own, its in known.items()), default=0)
            number = max(taken) + 1 if number in taken else number
        kept.add_turn(identity, owner, replace(_kept(turn), number=number))
        kept.purge(datetime.now(UTC) - UNDO)
        return identity, number

    def open(self, session: Conversation, visitor: Visitor, identity: str) -> bool:
        """Fill a session with a stored conversation; False, and no change, if it is not theirs.

        Answers come with their passages, claims and checks as they were given; of long
        conversations the last ``ui.chat.KEPT`` turns. Where the archive cannot be read, that is
        logged and the conversation is not opened.
        """
        kept = self._house.archive.conversations
        try:
            if kept.get(identity, visitor.id) is None:
                return False
            turns = kept.turns(identity, visitor.id)[-KEPT:]
            found = [recalled(self._house.log, turn, session.language) for turn in turns]
        except ArchiveError:
            _log.exception("A conversation could not be opened.")
            return False
        session.turns = found
        session.kept_id = identity
        session.kept_as = {turn.number: turn.number for turn in turns}
        session.unkept = False
        session.shown = turns[-1].number if turns else 0
        return True

    def changes(self, answer_id: str) -> tuple[SourceChange, ...]:
        """Return which sources of a stored answer are not as they were; () where it has gone."""
        return changes(self._house.log, answer_id)


def recalled(log: AnswerLog, turn: KeptTurn, language: str) -> Turn:
    """Return a stored turn as the page draws it; what is missing is told in ``language``."""
    words = words_of(language)
    whole = Turn(number=turn.number, question=turn.question, asked_at=turn.asked_at, running=False)
    if turn.state is TurnState.STOPPED:
        return replace(whole, stopped=True)
    if turn.state is TurnState.FAILED:
        return _without(whole, words.broken, words.broken_remedy)
    stored = _answer(log, turn.answer)
    if stored is None:
        return _without(whole, words.not_kept, words.not_kept_remedy)
    answer = stored.answer
    return Turn(
        number=turn.number,
        question=turn.question,
        wishes=stored.wishes,
        claims=answer.claims,
        sources=answer.sources,
        answer=answer,
        running=False,
        asked_at=turn.asked_at,
        seconds=answer.timings.get("total", 0.0) / 1000,
    )


def _without(turn: Turn, what: str, remedy: str) -> Turn:
    return replace(turn, trouble=Trouble(what=what, remedy=remedy))


def changes(log: AnswerLog, answer_id: str) -> tuple[SourceChange, ...]:
    """Return which sources of a stored answer are not as they were; () where it has gone."""
    stored = _answer(log, answer_id)
    return () if stored is None else log.changed(stored)


def title_of(question: str) -> str:
    """Return a question as a title: on one line, shortened between two words."""
    line = " ".join(question.split())
    if len(line) <= TITLE_LENGTH:
        return line
    short, _, _ = line[:TITLE_LENGTH].rpartition(" ")
    return (short or line[: TITLE_LENGTH - 1]).rstrip(" ,;:–-") + "…"


def _kept(turn: Turn) -> KeptTurn:
    answer = "" if turn.answer is None else turn.answer.id
    if turn.answer is not None:
        state = TurnState.ANSWERED
    else:
        state = TurnState.FAILED if turn.trouble is not None else TurnState.STOPPED
    return KeptTurn(
        number=turn.number,
        question=turn.question,
        answer=answer,
        state=state,
        asked_at=datetime.now(UTC) - timedelta(seconds=max(0.0, turn.seconds)),
    )


def _answer(log: AnswerLog, identity: str) -> StoredAnswer | None:
    """Return a stored answer, None where it has gone or its record is damaged."""
    if not identity:
        return None
    try:
        return log.get(identity)
    except UsageError:
        return None
    except ArchiveError as error:
        _log.warning("A stored answer cannot be shown: %s", error)
        return None
