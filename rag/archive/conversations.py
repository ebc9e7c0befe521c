"""Conversations as they are kept: whose they are, what was asked, and the answers' ids.

A conversation does not hold its answers and does not keep them: they leave the archive after
``TANYA_KEEP_DAYS`` as every answer does (``answers.remove_before``), whether a conversation names
them or not. Its questions stay until its owner deletes it. Deleting one leaves its answers to the
same rule. What is deleted is gone for every method but ``restore``, until ``purge`` removes it.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rag.archive.connection import Connections
from rag.archive.folding import folded, moment_of, moment_text
from rag.archive.recalling import changed_sources
from rag.errors import UsageError
from rag.records import KeptConversation, KeptTurn, TurnState

TITLE_LENGTH = 200  # characters; longer ones are cut
_SEARCHED_WORDS = 12
"""How many words of a search count. Each costs some ms at 10,000 conversations."""
_READ = (
    "c.id, c.owner, c.title, c.begun_at, c.changed_at,"
    " (SELECT COUNT(*) FROM turn t WHERE t.conversation = c.id), c.share, c.deleted_at"
)
_THEIRS = "id = ? AND owner = ? AND deleted_at IS NULL"


class Conversations:
    """The conversations of an archive. Methods raise ``ArchiveError`` where it cannot be used.

    ``owner`` is a person's id, "local" where nobody signs in. What somebody else owns is as if it
    were not there.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def begin(self, owner: str, title: str, now: datetime | None = None) -> str:
        """Begin a conversation without turns; return its id, which nobody can guess."""
        identity, begun, shown = secrets.token_urlsafe(16), moment_text(now), _title(title)
        with self._connections.writing() as db:
            db.execute(
                "INSERT INTO conversation (id, owner, title, searched, begun_at, changed_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (identity, owner, shown, folded(shown), begun, begun),
            )
        return identity

    def add_turn(self, identity: str, owner: str, turn: KeptTurn) -> None:
        """Add a turn, or exchange the one of the same number.

        Raises:
            UsageError: there is no such conversation.
        """
        asked = moment_text(turn.asked_at)
        with self._connections.writing() as db:
            _theirs(db, identity, owner)
            db.execute(
                "INSERT OR REPLACE INTO turn VALUES (?, ?, ?, ?, ?, ?)",
                (identity, turn.number, turn.question, turn.answer, turn.state, asked),
            )
            db.execute(
                "UPDATE conversation SET changed_at = MAX(changed_at, ?) WHERE id = ?",
                (asked, identity),
            )
            _refold(db, identity)

    def get(self, identity: str, owner: str) -> KeptConversation | None:
        """Return a conversation of an owner, or None."""
        with self._connections.reading() as db:
            row = db.execute(
                f"SELECT {_READ} FROM conversation c WHERE {_THEIRS}", (identity, owner)
            ).fetchone()
        return _conversation(row) if row else None

    def turns(self, identity: str, owner: str) -> list[KeptTurn]:
        """Return the turns of an owner's conversation in their order, none of another's."""
        with self._connections.reading() as db:
            if not _is_theirs(db, identity, owner):
                return []
            return _turns(db, identity)

    def page(
        self, owner: str, *, words: str = "", limit: int = 50, offset: int = 0
    ) -> list[KeptConversation]:
        """Return an owner's conversations, the one asked in last first.

        With ``words`` those that have all of them, or words that contain them, in their title or
        questions, however written (NFKC, no case). Measured with 10,000 conversations of
        5 turns: 0.5 ms for a page of 50, 1 ms with a word that some have, 18 ms with three words
        that none has.
        """
        wanted = list(dict.fromkeys(folded(words).split()))[:_SEARCHED_WORDS]
        found = " AND instr(c.searched, ?)" * len(wanted)
        with self._connections.reading() as db:
            rows = db.execute(
                f"SELECT {_READ} FROM conversation c WHERE owner = ? AND deleted_at IS NULL{found}"
                " ORDER BY c.changed_at DESC, c.id DESC LIMIT ? OFFSET ?",
                (owner, *wanted, limit, offset),
            ).fetchall()
        return [_conversation(row) for row in rows]

    def with_changed_sources(self, identities: Sequence[str]) -> set[str]:
        """Return those conversations in which an answer's source is not as it was cited.

        Its text is another, it is gone or withdrawn, or a correction or reply has come in since.
        """
        with self._connections.reading() as db:
            return changed_sources(db, identities)

    def rename(self, identity: str, owner: str, title: str) -> bool:
        """Give a conversation another title; False without a title or such a conversation."""
        shown = _title(title)
        with self._connections.writing() as db:
            if not shown or not _is_theirs(db, identity, owner):
                return False
            db.execute("UPDATE conversation SET title = ? WHERE id = ?", (shown, identity))
            _refold(db, identity)
        return True

    def delete(self, identity: str, owner: str) -> bool:
        """Delete a conversation, so that it can be restored until it is purged."""
        return self._change(
            f"UPDATE conversation SET deleted_at = ? WHERE {_THEIRS}",
            moment_text(),
            identity,
            owner,
        )

    def restore(self, identity: str, owner: str) -> bool:
        """Take back a deletion; False where there is none that can be taken back."""
        return self._change(
            "UPDATE conversation SET deleted_at = NULL"
            " WHERE id = ? AND owner = ? AND deleted_at IS NOT NULL",
            identity,
            owner,
        )

    def purge(self, before: datetime) -> int:
        """Remove for good what was deleted before a moment; return how many there were."""
        moment = (moment_text(before),)
        with self._connections.reading() as db:
            old = db.execute(
                "SELECT 1 FROM conversation WHERE deleted_at < ? LIMIT 1", moment
            ).fetchone()
        if old is None:
            return 0  # the usual case takes no write lock
        with self._connections.writing() as db:
            return db.execute("DELETE FROM conversation WHERE deleted_at < ?", moment).rowcount

    # --- links inside the office ---------------------------------------------------------

    def share(self, identity: str, owner: str) -> str:
        """Return the secret part of a conversation's link, the same each time; "" if not theirs."""
        with self._connections.writing() as db:
            db.execute(
                f"UPDATE conversation SET share = ? WHERE {_THEIRS} AND share = ''",
                (secrets.token_urlsafe(24), identity, owner),
            )
            row = db.execute(
                f"SELECT share FROM conversation WHERE {_THEIRS}", (identity, owner)
            ).fetchone()
        return str(row[0]) if row else ""

    def unshare(self, identity: str, owner: str) -> bool:
        """Make a conversation's link lead nowhere for ever; False where it had none."""
        return self._change(
            f"UPDATE conversation SET share = '' WHERE {_THEIRS} AND share <> ''", identity, owner
        )

    def shared(self, token: str) -> tuple[KeptConversation, list[KeptTurn]] | None:
        """Return what a link leads to, or None."""
        with self._connections.reading() as db:
            row = db.execute(
                f"SELECT {_READ} FROM conversation c"
                " WHERE share = ? AND share <> '' AND deleted_at IS NULL",
                (token,),
            ).fetchone()
            return (_conversation(row), _turns(db, row[0])) if row else None

    def owns_answer(self, owner: str, answer_id: str) -> bool:
        """Tell whether an answer stands in a conversation of an owner."""
        return self._has_answer("c.owner = ?", owner, answer_id)

    def answer_is_shared(self, answer_id: str, token: str) -> bool:
        """Tell whether an answer stands in the conversation that a link leads to."""
        return self._has_answer("c.share = ? AND c.share <> ''", token, answer_id)

    def _has_answer(self, condition: str, value: str, answer: str) -> bool:
        with self._connections.reading() as db:
            row = db.execute(
                "SELECT 1 FROM turn t CROSS JOIN conversation c ON c.id = t.conversation"
                f" WHERE t.answer = ? AND t.answer <> '' AND c.deleted_at IS NULL AND {condition}",
                (answer, value),
            ).fetchone()
        return row is not None

    def _change(self, statement: str, *values: str) -> bool:
        with self._connections.writing() as db:
            return db.execute(statement, values).rowcount > 0


def _title(title: str) -> str:
    return " ".join(title.split())[:TITLE_LENGTH].rstrip()


def _is_theirs(db: sqlite3.Connection, identity: str, owner: str) -> bool:
    found = db.execute(f"SELECT 1 FROM conversation WHERE {_THEIRS}", (identity, owner)).fetchone()
    return found is not None


def _theirs(db: sqlite3.Connection, identity: str, owner: str) -> None:
    """Raise UsageError if an owner has no such conversation."""
    if not _is_theirs(db, identity, owner):
        raise UsageError(
            "This conversation is no longer there.",
            remedy="Begin a new one.",
            item=identity,
        )


def _refold(db: sqlite3.Connection, identity: str) -> None:
    """Bring up to date what a conversation is searched in."""
    (title,) = db.execute("SELECT title FROM conversation WHERE id = ?", (identity,)).fetchone()
    questions = [turn.question for turn in _turns(db, identity)]
    searched = "\n".join(folded(each) for each in (title, *questions))
    db.execute("UPDATE conversation SET searched = ? WHERE id = ?", (searched, identity))


def _turns(db: sqlite3.Connection, identity: str) -> list[KeptTurn]:
    rows = db.execute(
        "SELECT number, question, answer, state, asked_at FROM turn WHERE conversation = ?"
        " ORDER BY number",
        (identity,),
    )
    return [
        KeptTurn(
            number=number,
            question=question,
            answer=answer,
            state=TurnState(state),
            asked_at=datetime.fromisoformat(asked_at),
        )
        for number, question, answer, state, asked_at in rows
    ]


def _conversation(row: tuple[Any, ...]) -> KeptConversation:
    identity, owner, title, begun_at, changed_at, turns, share, deleted_at = row
    return KeptConversation(
        id=identity,
        owner=owner,
        title=title,
        begun_at=datetime.fromisoformat(begun_at),
        changed_at=datetime.fromisoformat(changed_at),
        turns=turns,
        share=share,
        deleted_at=moment_of(deleted_at),
    )
