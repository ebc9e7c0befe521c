"""Somebody's visit to the program in real Chromium: what is done there, seen, and heard of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from browser_office import SECRET

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
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TIMEOUT = 30_000
"""Milliseconds for anything to happen: machines that test have other work too."""
SEND = """async ([path, fields]) => {
  const body = new URLSearchParams(fields);
  return (await fetch(path, { method: "POST", body, redirect: "manual" })).status;
}"""

RESTED = """async () => {
  const moving = document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity);
  const ended = Promise.all(moving.map((each) => each.finished.catch(() => undefined)));
  await Promise.race([ended, new Promise((late) => setTimeout(late, 2000))]);
  const places = () => [...document.querySelectorAll("*")].map((each) => each.scrollTop).join();
  for (let before = "", still = 0, frames = 0; still < 3 && frames < 120; frames++) {
    await new Promise((next) => requestAnimationFrame(next));
    still = places() === before ? still + 1 : 0;
    before = places();
  }
}"""
"""Ends when animations that have an end are over and nothing was scrolled for three frames."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a person looks at the page. ``told`` picks the words of its language."""

    size: dict[str, int]
    scheme: str
    language: str

    def __str__(self) -> str:
        return f"{'phone' if self.phone else 'desk'}-{self.scheme}-{self.language}"

    @property
    def phone(self) -> bool:
        return self.size == PHONE

    @property
    def dark(self) -> bool:
        return self.scheme == "dark"

    @property
    def wishes(self) -> dict[str, Any]:
        """Return what a browser window is opened with."""
        locale = {"id": "id-ID", "en": "en-GB"}[self.language]
        found = {"viewport": self.size, "color_scheme": self.scheme, "locale": locale}
        return {**found, "has_touch": True, "is_mobile": True} if self.phone else found

    def told(self, indonesian: str, english: str) -> str:
        return indonesian if self.language == "id" else english


WIDE = Look(size=DESK, scheme="light", language="id")
LOOKS = (
    WIDE,
    Look(size=DESK, scheme="dark", language="en"),
    Look(size=PHONE, scheme="dark", language="id"),
    Look(size=PHONE, scheme="light", language="en"),
)
"""Four of the eight: each two of width, theme and language meet."""

TWO_LOOKS = (WIDE, Look(size=PHONE, scheme="dark", language="en"))
"""For what the flows do not depend on: everything differs between the two."""

every_look = pytest.mark.parametrize("look", LOOKS, ids=str)
two_looks = pytest.mark.parametrize("look", TWO_LOOKS, ids=str)


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

    def go(self, path: str = "/", *, until: str = "") -> None:
        """Open an address of the program; the chat is awaited until it can be used.

        With ``until`` what that selector finds is awaited instead.
        """
        self._left(lambda: self.page.goto(self.home + path))
        if until:
            self.page.wait_for_selector(until)
        elif path == "/" or path.startswith("/?"):
            self.ready()

    def again(self) -> None:
        """Load the chat anew."""
        self._left(self.page.reload)
        self.ready()

    def _left(self, leave: Callable[[], object]) -> None:
        self._leaving = True
        leave()
        self._leaving = False

    def end(self) -> None:
        """Hear what was said last, and leave nothing of the visit in the browser."""
        self.page.wait_for_timeout(50)
        self._leaving = True
        for page in self.page.context.pages:
            if page.url.startswith(self.home):
                page.evaluate("localStorage.clear(); sessionStorage.clear()")
            page.close()
        self.page.context.clear_cookies()

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

    def put(self, question: str) -> None:
        """Ask by the box and Enter, and wait only until the question stands on the page."""
        box = self.page.locator("#ts-box textarea")
        box.fill(question)
        box.press("Enter")
        expected(self.page.locator(".ts-question").last).to_have_text(question)

    def ask(self, question: str, count: int = 1) -> None:
        """Ask by the box and Enter, and wait until ``count`` answers stand, and no more."""
        self.put(question)
        self.answered(count)

    def answered(self, count: int | None = None) -> None:
        """Wait until answers stand (so many, if told) and another question can be asked."""
        feet = self.page.locator(".ts-foot")
        try:
            if count is None:
                feet.first.wait_for()
            else:
                expected(feet).to_have_count(count)
            self.page.locator("#ts-send").wait_for()
        except Exception as error:
            parts = ("#ts-turns", "#ts-progress", ".ts-hint", "#ts-composer")
            shown = {each: self.page.locator(each).all_inner_texts() for each in parts}
            typed = self.page.locator("#ts-box textarea").input_value()
            raise AssertionError(f"{count} not answered: {shown}, typed: {typed!r}") from error

    def until(self, true: Callable[[], bool]) -> bool:
        """Wait until something is true on the server; return whether it came to be."""
        for _ in range(TIMEOUT // 50):
            if true():
                return True
            self.page.wait_for_timeout(50)
        return true()

    def rail(self, *, opened: bool = True) -> Any:
        """Open or close the list of conversations, and return it."""
        button = self.page.locator(".ts-railer")
        if (button.get_attribute("aria-expanded") == "true") != opened:
            button.click()
        return self.page.locator("#ts-rail")

    def settled(self) -> None:
        """Wait until colours, sizes and scrolling have come to rest."""
        self.page.evaluate(RESTED)

    def shot(self, name: str, *, whole: bool = False) -> None:
        """Keep a picture of the page, or of all of it, when it has come to rest."""
        self.settled()
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


def expected(what: Any) -> Any:
    """Return Playwright's waiting assertion about something, with this module's patience."""
    expect = import_module("playwright.sync_api").expect
    expect.set_options(timeout=TIMEOUT)
    return expect(what)


@dataclass(frozen=True, kw_only=True)
class Windows:
    """The windows of one browser. Those that are opened alike share what they have fetched.

    A window gets a page of its own, without the cookies and the memory of who had it before; only
    what was fetched of the page's scripts is kept, and a visit takes a quarter less (n = 20).
    """

    browser: Any
    artefacts: Path
    _free: dict[str, list[Any]] = field(default_factory=dict)

    @contextmanager
    def visit(self, home: str, name: str = "", **wishes: Any) -> Iterator[Visit]:
        """Open a window, signed in as ``name``; silence is asserted at the end."""
        wanted = {"locale": "id-ID", "viewport": DESK, **wishes}
        free = self._free.setdefault(f"{home} {sorted(wanted.items(), key=str)}", [])
        context = free.pop() if free else self.browser.new_context(**wanted)
        context.set_default_timeout(TIMEOUT)
        visit = Visit(context.new_page(), home, self.artefacts)
        try:
            if name:
                visit.sign_in(name)
            yield visit
            visit.end()
        except BaseException:
            context.close()
            raise
        free.append(context)
        assert visit.said == [], f"the console stays silent: {visit.said}"
        assert visit.strangers() == [], f"no request leaves the machine: {visit.strangers()}"


@contextmanager
def windows_of(chromium: str, artefacts: Path) -> Iterator[Windows]:
    """Start a browser and close it."""
    with import_module("playwright.sync_api").sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield Windows(browser=browser, artefacts=artefacts)
        browser.close()
