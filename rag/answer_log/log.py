"""The stored answers of an archive, as values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rag.answer_log.standing import SourceChange, changes
from rag.answer_log.stored import StoredAnswer, packed, unpacked
from rag.archive import AnswerRow, Archive
from rag.errors import UsageError


class AnswerLog:
    """Keeps answers in the archive for as long as the operator wants them. Thread-safe."""

    def __init__(self, archive: Archive, *, keep_days: int) -> None:
        """Keep answers for so many days; 0 keeps none."""
        self._archive = archive
        self._days = keep_days

    @property
    def keeps(self) -> bool:
        """Whether answers are stored at all."""
        return self._days > 0

    def keep(self, stored: StoredAnswer) -> None:
        """Store an answer, and let those go that are older than wanted.

        Raises:
            ArchiveError: it could not be stored.
        """
        if not self.keeps:
            return
        answer = stored.answer
        row = AnswerRow(
            id=answer.id,
            asked_at=stored.asked_at.astimezone(UTC).isoformat(timespec="microseconds"),
            question=answer.question,
            language=answer.language,
            refused=answer.refused,
            engine=answer.engine.value,
            model=answer.model,
            claims=len(answer.claims),
        )
        self._archive.answers.keep(row, packed(stored), stored.digests)
        self._archive.answers.remove_before(datetime.now(UTC) - timedelta(days=self._days))

    def get(self, identity: str) -> StoredAnswer:
        """Return a stored answer by its id, or by a beginning or end of it that is only its own.

        Raises:
            UsageError: there is no such answer, or several begin so.
            ArchiveError: its record is damaged.
        """
        whole = self.find(identity)
        record = self._archive.answers.record(whole)
        if record is None:  # removed in the meantime
            raise _unknown(identity)
        return unpacked(record, whole)

    def find(self, identity: str) -> str:
        """Return the whole id of a stored answer, also of one whose record is damaged.

        Raises:
            UsageError: as ``get``.
        """
        if self._archive.answers.has(identity):
            return identity
        return self._one(identity)

    def last(self) -> StoredAnswer:
        """Return the answer that was given last.

        Raises:
            UsageError: none is stored.
        """
        newest = self._archive.answers.page(1)
        if not newest:
            raise UsageError(
                "No answer is stored yet that could be continued.",
                remedy="Ask without --continue first; TANYA_KEEP_DAYS=0 keeps none.",
            )
        return self.get(newest[0].id)

    def changed(self, stored: StoredAnswer) -> tuple[SourceChange, ...]:
        """Return which of its sources are not as they were."""
        return changes(stored, self._archive)

    def affected_by(self, article: str) -> list[str]:
        """Return the ids of answers that cite an article, newest first."""
        return self._archive.answers.citing([article])

    def _one(self, part: str) -> str:
        found = self._archive.answers.beginning(part) if part.strip() else []
        if not found:
            raise _unknown(part)
        if len(found) > 1:
            raise UsageError(
                f"Several answers have “{part}” in their id: {', '.join(found[:5])} …",
                remedy="Write more of it.",
                item=part,
            )
        return found[0]


def _unknown(identity: str) -> UsageError:
    return UsageError(
        f"There is no stored answer “{identity}”.",
        remedy="See them with: ./tanya answers list",
        item=identity,
    )
