"""An answer goes into the archive with everything it came from, so that it can be judged later."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rag.answer_log import AnswerLog, StoredAnswer, new_id
from rag.archive import Archive
from rag.context import Context
from rag.errors import DiskFull
from rag.interpreting import Asked
from rag.notices import notice
from rag.records import Answer, Attempt
from rag.settings import Settings, embedder_spec
from rag.wording import say

WAIT_S = 1.0
"""So long an answer waits for its record: a running import may hold the archive's write lock."""

_log = logging.getLogger("rag")


class Keeper:
    """Stores finished answers."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        """Store nothing yet."""
        self.log = AnswerLog(archive, keep_days=settings.keep_days)
        self._settings = settings
        self._archive = archive
        self._running: set[asyncio.Task[None]] = set()

    async def keep(
        self, asked: Asked, context: Context, answer: Answer, attempts: Sequence[Attempt]
    ) -> Answer:
        """Return the answer with its id; a trouble in storing it becomes a notice, whatever it is.

        An archive that is busy does not hold the answer up: the record follows.
        """
        if not self.log.keeps:
            return answer
        now = datetime.now(UTC)
        answer = replace(answer, id=new_id(now))

        def store() -> None:
            self.log.keep(self._record(asked, context, answer, attempts, now))

        task = asyncio.create_task(asyncio.to_thread(store))
        self._running.add(task)
        task.add_done_callback(self._ended)
        await asyncio.wait({task}, timeout=WAIT_S)
        if task.done() and (error := task.exception()) is not None:
            code = "disk_full" if isinstance(error, DiskFull) else "not_written"
            detail = say(code, answer.language)
            told = notice("not_kept", answer.language, detail=detail)
            return replace(answer, id="", notices=(*answer.notices, told))
        return answer

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.warning("An answer could not be stored: %s", error)

    def _record(
        self,
        asked: Asked,
        context: Context,
        answer: Answer,
        attempts: Sequence[Attempt],
        now: datetime,
    ) -> StoredAnswer:
        cited = [source.article for source in answer.sources]
        return StoredAnswer(
            answer=answer,
            asked_at=now,
            wishes=asked.wishes,
            history=asked.history,
            hits=context.hits,
            attempts=tuple(attempts),
            digests=self._archive.answers.digests(cited),
            concerning={
                each: tuple(other.id for other in context.concerning.get(each, ()))
                for each in cited
            },
            withdrawn=tuple(
                {
                    hit.stored.article.id: None
                    for hit in context.hits
                    if context.withdrawn(hit.stored.article)
                }
            ),
            embedder=embedder_spec(self._settings, self._archive),
            chat_model=self._settings.chat_model,
        )
