"""The whole program on a port: an office with four people, whose archive people have filled.

It holds the invented reports of ``newsroom``, added as a person would; the assistant is the real
one, searching words and answering with quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from browser_server import serving
from newsroom import REPORTS, add, chosen

from rag.answer_log import AnswerLog
from rag.archive import Archive
from rag.asking import ask
from rag.assistant import Assistant
from rag.records import Answer, KeptTurn, Role, TurnState
from ui.accounts import passwords
from ui.web import House

SECRET = "kuda biru melompat tinggi"
PEOPLE = {"ratna": Role.ADMIN, "budi": Role.EDITOR, "sari": Role.READER, "tuti": Role.READER}
STRIKE = "Apa tuntutan buruh PT Kertas Arum dan siapa pemimpin mogok?"
CONGRESS = "Siapa ketua umum GEMA dan berapa suaranya?"
RICE = "Berapa harga beras di gudang?"

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Office:
    """A running program with its archive; ``reports`` is the folder that filled it."""

    house: House
    assistant: Assistant
    home: str
    reports: Path

    def id(self, name: str) -> str:
        person = self.house.archive.people.named(name)
        assert person is not None
        return person.id

    def article(self, title: str) -> str:
        """Return the id of the one article whose title begins so."""
        found = [e.id for e in self.house.archive.summaries() if e.title.startswith(title)]
        assert len(found) == 1, (title, found)
        return found[0]

    def conversation(self, name: str, questions: Sequence[str | Answer]) -> str:
        """Keep a conversation of somebody's, answered by the assistant; return its id."""
        kept, owner = self.house.archive.conversations, self.id(name)
        answers = [
            each if isinstance(each, Answer) else apart(partial(ask, self.assistant, each))
            for each in questions
        ]
        identity = kept.begin(owner, answers[0].question)
        for number, answer in enumerate(answers, start=1):
            turn = KeptTurn(
                number=number,
                question=answer.question,
                answer=answer.id,
                state=TurnState.ANSWERED,
                asked_at=datetime.now(UTC),
            )
            kept.add_turn(identity, owner, turn)
        return identity

    def changed(self, name: str, before: str, after: str) -> None:
        """Change a report and add it once more, as an archivist would."""
        assert before in REPORTS[name]
        report = {name: REPORTS[name].replace(before, after)}
        apart(lambda: add(self.house.settings.data_dir, report, self.reports))


def apart(do: Callable[[], T]) -> T:
    """Do something in a thread of its own: Playwright's event loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


@contextmanager
def office_in(folder: Path) -> Iterator[Office]:
    """Fill an archive below ``folder``, name four people, and serve everything on a free port."""
    settings = chosen(folder / "data")
    add(settings.data_dir, REPORTS, folder / "reports")
    archive = Archive(settings.archive_dir)
    for name, role in PEOPLE.items():
        archive.people.add(name, role, passwords.hashed(SECRET))
    log = AnswerLog(archive, keep_days=settings.keep_days)
    house = House(settings=settings, archive=archive, log=log, editing=True, sign_in=True)
    assistant = Assistant(settings, archive)
    try:
        with serving(assistant, house) as home:
            yield Office(house=house, assistant=assistant, home=home, reports=folder / "reports")
    finally:
        assistant.close()
        archive.close()
