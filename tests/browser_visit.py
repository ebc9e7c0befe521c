"""The whole program in real Chromium: an office with three people, and somebody's visit to it.

The archive holds the invented reports of ``newsroom`` and is filled as a person would fill it; the
assistant is the real one, searching words and answering with quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from browser_server import serving
from newsroom import REPORTS, add, chosen

from rag.answer_log import AnswerLog
from rag.archive import Archive
from rag.asking import ask
from rag.assistant import Assistant
from rag.records import Answer, KeptTurn, Role, TurnState
from ui.accounts import passwords
from ui.web import House

# Chromium as root needs --no-sandbox; the rest keeps it from calling home by itself.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SECRET = "kuda biru melompat tinggi"
PEOPLE = {"ratna": Role.ADMIN, "budi": Role.EDITOR, "sari": Role.READER, "tuti": Role.READER}
STRIKE = "Apa tuntutan buruh PT Kertas Arum dan siapa pemimpin mogok?"
CONGRESS = "Siapa ketua umum GEMA dan berapa suaranya?"
RICE = "Berapa harga beras di gudang?"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TIMEOUT = 30_000
"""Milliseconds for anything to happen: machines that test have other work too."""
SEND = """async ([path, fields]) => {
  const body = new URLSearchParams(fields);
  return (await fetch(path, { method: "POST", body, redirect: "manual" })).status;
}"""

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


class Visit:
    """An open page, everything it asked of the network, and what its console said."""

    def __init__(self, page: Any, home: str, artefacts: Path) -> None:
        self.page = page
        self.home = home
        self.requests: list[str] = []
        self.said: list[str] = []
        self._refusable: set[str] = set()
        self._leaving = False
        self._artefacts = artefacts
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: self._hear(said.type, said.text, said.location))
        page.on("pageerror", lambda error: self._hear("error", str(error), {"url": ""}))

    def _hear(self, kind: str, text: str, place: Any) -> None:
        # Chromium says so of what is refused as it should be: a page, or what a test has sent.
        refused = "the server responded with a status of 40" in text
        wanted = place["url"] in {self.page.url, *self._refusable}
        # Gradio's client says so when a page is left while something still comes.
        cut_off = self._leaving and ("signal is aborted" in text or "errored out" in text)
        if kind in ("error", "warning") and not cut_off and not (refused and wanted):
            self.said.append(f"{text} ({place['url']})")

    def strangers(self) -> list[str]:
        """Return what was asked of any other address than the program's own."""
        own = (self.home + "/", "data:", "blob:" + self.home)
        return [seen for seen in self.requests if not seen.startswith(own)]

    def go(self, path: str = "/") -> None:
        """Open an address of the program; the chat is awaited until it can be used."""
        self._left(lambda: self.page.goto(self.home + path))
        if path == "/" or path.startswith("/?"):
            self.ready()

    def again(self) -> None:
        """Load the chat anew."""
        self._left(self.page.reload)
        self.ready()

    def _left(self, leave: Callable[[], object]) -> None:
        self._leaving = True
        leave()
        self._leaving = False

    def ready(self) -> None:
        """Wait until the chat knows its archive and its conversations."""
        self.page.wait_for_selector(".ts-status:text-matches('[0-9] art')", state="attached")
        self.page.wait_for_selector("#ts-rail .tc-rail", state="attached")

    def sign_in(self, name: str) -> None:
        """Sign in without the page of it."""
        form = {"name": name, "password": SECRET}
        sent = self.page.context.request.post(self.home + "/sign-in", form=form)
        assert sent.ok and "/sign-in" not in sent.url, sent.url

    def sent(self, path: str, **fields: str) -> int:
        """Send a form from within the open page, as its own scripts would; return the status."""
        self._refusable.add(self.home + path)
        status: int = self.page.evaluate(SEND, [path, fields])
        return status

    def speak(self, language: str) -> None:
        """Choose the language of the pages that are opened next."""
        cookie = {"name": "ts-lang", "value": language, "url": self.home}
        self.page.context.add_cookies([cookie])

    def ask(self, question: str, count: int = 1) -> None:
        """Ask by the box and Enter, and wait until ``count`` answers stand."""
        box = self.page.locator("#ts-box textarea")
        box.fill(question)
        box.press("Enter")
        self.answered(count)

    def answered(self, count: int = 1) -> None:
        """Wait until ``count`` answers stand and another question can be asked."""
        try:
            self.page.locator(".ts-foot").nth(count - 1).wait_for()
            self.page.locator("#ts-send").wait_for()
        except Exception as error:
            parts = ("#ts-turns", "#ts-progress", ".ts-hint", "#ts-composer")
            shown = {each: self.page.locator(each).all_inner_texts() for each in parts}
            typed = self.page.locator("#ts-box textarea").input_value()
            raise AssertionError(f"{count} not answered: {shown}, typed: {typed!r}") from error

    def rail(self, *, opened: bool = True) -> Any:
        """Open or close the list of conversations, and return it."""
        button = self.page.locator(".ts-railer")
        if (button.get_attribute("aria-expanded") == "true") != opened:
            button.click()
        return self.page.locator("#ts-rail")

    def shot(self, name: str, *, whole: bool = False) -> None:
        self.page.screenshot(path=self._artefacts / f"{name}.png", full_page=whole)

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        wide: int = self.page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
            " - window.innerWidth"
        )
        return wide

    def complaints(self) -> list[str]:
        """Return what axe-core holds for a serious or critical breach of WCAG 2.2 AA."""
        options = {"runOnly": {"type": "tag", "values": list(WCAG)}}
        axe = import_module("axe_playwright_python.sync_playwright").Axe()
        found = axe.run(self.page, options=options).response["violations"]
        return [
            f"{each['id']} ({each['impact']}): {node['html'][:160]} {node['failureSummary'][:300]}"
            for each in found
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"][:3]
        ]


@contextmanager
def visiting(
    browser: Any, home: str, artefacts: Path, name: str = "", **wishes: Any
) -> Iterator[Visit]:
    """Open a browser window of its own, signed in as ``name``; silence is asserted at the end."""
    context = browser.new_context(**{"locale": "id-ID", "viewport": DESK, **wishes})
    context.set_default_timeout(TIMEOUT)
    visit = Visit(context.new_page(), home, artefacts)
    try:
        if name:
            visit.sign_in(name)
        yield visit
        visit.page.wait_for_timeout(50)  # what was said last
    finally:
        context.close()
    assert visit.said == [], f"the console stays silent: {visit.said}"
    assert visit.strangers() == [], f"no request leaves the machine: {visit.strangers()}"
