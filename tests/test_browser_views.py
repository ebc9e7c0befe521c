"""Every view in real Chromium, at a desk and on a phone, light and dark, in both languages.

Of each: no serious or critical complaint of axe-core by WCAG 2.2 AA, nothing to scroll sideways,
a silent console, no request to another address, and a screenshot to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from browser_office import CONGRESS, RICE, STRIKE, Office, office_in
from browser_visit import DESK, PHONE, Visit, Windows
from memo_answers import full_answer, stored_of

from rag.archive import NewFailure
from rag.importing import Recorder
from rag.records import Complaint, Feedback

playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no Playwright here")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="NOT RUN: no axe here")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

OPENED = (("id", ("light", DESK)), ("en", ("dark", PHONE)))
"""How a view is opened, and where axe-core looks: each language, theme and width once."""
LOOKS = (("light", DESK), ("dark", DESK), ("dark", PHONE), ("light", PHONE))
TALLEST = 5000
"""Pixels of a page up to which all of it is on its screenshot."""
ZOOMED = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
"""A window of 1280 by 900 pixels at 200%."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The office with something in every corner, and the windows of those who visit it."""

    office: Office
    windows: Windows
    opened: ExitStack
    at: dict[str, str]
    _open: dict[str, Visit] = field(default_factory=dict)

    def visit(self, name: str) -> Visit:
        if name not in self._open:
            entered = self.windows.visit(self.office.home, name)
            self._open[name] = self.opened.enter_context(entered)
        return self._open[name]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_in(tmp_path_factory.mktemp("views")) as opened:
        yield opened


@pytest.fixture(scope="module")
def stage(office: Office, windows: Windows) -> Iterator[Stage]:
    at = furnished(office)
    with ExitStack() as opened:
        yield Stage(office=office, windows=windows, opened=opened, at=at)


def furnished(office: Office) -> dict[str, str]:
    """Put something into every corner of an office; return the addresses that it has there."""
    house, archive = office.house, office.house.archive
    checked = stored_of(full_answer(), "261121-093000-checked")
    house.log.keep(checked)
    talk = office.conversation("sari", [CONGRESS, STRIKE])
    office.conversation("sari", [CONGRESS])
    at = {
        "answer": f"/?c={talk}",
        "checked": f"/?c={office.conversation('sari', [checked.answer])}",
        "refusal": f"/?c={office.conversation('sari', [RICE])}",
        "shared": "/shared/" + archive.conversations.share(talk, office.id("sari")),
        "people": f"/people/{office.id('budi')}",
    }
    answer = archive.conversations.turns(talk, office.id("sari"))[-1].answer
    wrong = Feedback(
        answer=answer,
        person=office.id("sari"),
        question=STRIKE,
        good=False,
        complaints=(Complaint.WRONG_FACT, Complaint.MISSED_ARTICLE),
        comment="Uang makannya Rp 27.500 per hari, bukan per bulan.",
        given_at=datetime.now(UTC),
    )
    archive.feedback.give(wrong)
    at["case"] = f"/feedback/{answer}/{office.id('sari')}/case"
    at["give"] = f"/answers/{answer}/feedback?change=1"
    office.changed("mogok-kertas.md", "740 buruh", "742 buruh")
    changed = office.article("740 Buruh Kertas")
    at["article"] = f"/library/{changed}"
    archive.remove(office.article("Selebaran"))
    archive.failures.note(
        [
            NewFailure(
                source="https://warta.example/2026/05/" + "alamat-yang-panjang-sekali-" * 4,
                shown="https://warta.example/2026/05/" + "alamat-yang-panjang-sekali-" * 4,
                reason="The page answered with status 404.",
                remedy="Check the address.",
            )
        ]
    )
    archive.feeds.add("https://warta.example/rss", title="Warta Pasirwangi")
    with Recorder(house.settings.archive_dir, command="add", what=["laporan-2026"]) as recorder:
        recorder.count("new", "mogok.md")
    return at


# --- what is done to see a view -------------------------------------------------------------------


def cited(visit: Visit) -> None:
    visit.answered()
    visit.page.locator("#ts-chat a.ts-cite").last.click()
    expect(visit.page.locator("mark.ts-lit").first).to_be_visible()


def railed(visit: Visit) -> None:
    cited(visit)
    visit.rail()
    expect(visit.page.locator("#ts-rail .tc-item").first).to_be_visible()


def menu(visit: Visit) -> None:
    railed(visit)
    visit.page.locator("#ts-rail .tc-menu").first.click()
    expect(visit.page.locator("#ts-rail .tc-ways:visible")).to_have_count(1)


def in_panel(visit: Visit) -> None:
    cited(visit)
    visit.page.locator("#ts-evidence a.ts-reader").first.click()
    expect(visit.page.locator("#ts-reader mark").first).to_be_visible()


def reader(visit: Visit) -> None:
    """Go from an answer to the page of its own that the reader has."""
    visit.answered()
    link = visit.page.locator("#ts-evidence a.ts-reader").first
    visit.go(link.evaluate("link => link.getAttribute('href')").join(["/", ""]))
    expect(visit.page.locator("mark").first).to_be_visible()


def version(visit: Visit) -> None:
    link = visit.page.locator("a[href*='/versions/']").first
    visit.go(str(link.get_attribute("href")))


def wrong_password(visit: Visit) -> None:
    visit.page.locator("#name").fill("sari")
    visit.page.locator("#password").fill("bukan itu")
    visit.page.locator("main form button").click()
    expect(visit.page.locator("[role=alert]")).to_be_visible()


def thumbs(visit: Visit) -> None:
    visit.answered()
    visit.page.locator("[data-way=down]").last.click()
    expect(visit.page.locator(".tf-slot textarea")).to_be_visible()


def helped(visit: Visit) -> None:
    visit.page.locator("[data-do=help]").click()
    expect(visit.page.locator("#ts-help-box")).to_be_visible()


def nothing(visit: Visit) -> None:
    """Look at the page as it opens."""


Deed = Callable[[Visit], None]
VIEWS: dict[str, tuple[str, str, Deed]] = {
    "welcome": ("sari", "/", nothing),
    "help": ("sari", "/", helped),
    "answer": ("sari", "answer", cited),
    "checked": ("sari", "checked", cited),
    "refusal": ("sari", "refusal", Visit.answered),
    "thumbs": ("sari", "answer", thumbs),
    "rail": ("sari", "answer", railed),
    "rail-menu": ("sari", "answer", menu),
    "reader-beside": ("sari", "answer", in_panel),
    "reader": ("sari", "answer", reader),
    "library": ("sari", "/library", nothing),
    "library-found": ("sari", "/library?words=buruh&outlet=Warta+Pasirwangi", nothing),
    "article": ("sari", "article", nothing),
    "article-editor": ("budi", "article", nothing),
    "version": ("sari", "article", version),
    "statistics": ("sari", "/statistics", nothing),
    "imports": ("sari", "/imports", nothing),
    "imports-editor": ("budi", "/imports", nothing),
    "imports-admin": ("ratna", "/imports", nothing),
    "glossary": ("sari", "/glossary", nothing),
    "shared": ("tuti", "shared", nothing),
    "give": ("sari", "give", nothing),
    "feedback": ("ratna", "/feedback", nothing),
    "case": ("ratna", "case", nothing),
    "sign-in": ("", "/sign-in", nothing),
    "sign-in-wrong": ("", "/sign-in", wrong_password),
    "account": ("sari", "/account", nothing),
    "people": ("ratna", "/people", nothing),
    "person": ("ratna", "people", nothing),
    "forbidden": ("sari", "/people", nothing),
    "nothing-there": ("sari", "/library/tidak-ada", nothing),
}
STATUS = {"forbidden": 403, "nothing-there": 404, "sign-in-wrong": 401}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_sound_in_every_look(stage: Stage, view: str) -> None:
    name, path, deed = VIEWS[view]
    visit = stage.visit(name)
    wrong: list[str] = []
    for language, look in OPENED:
        visit.speak(language)
        dress(visit, *look)
        visit.go(stage.at.get(path, path))
        deed(visit)
        assert visit.page.evaluate("document.documentElement.lang") == language
        wrong += [f"{language} {look}: {each}" for each in visit.complaints()]
        for theme, size in sorted(LOOKS, key=lambda other: other != look):
            dress(visit, theme, size)
            name = f"{view}-{language}-{theme}-{size['width']}"
            photographed(visit, name)
            wide = visit.overflow()
            wrong += [f"{name}: {wide} px too wide"] if wide > 0 else []
    assert wrong == []
    assert visit.said == [] and visit.strangers() == []


def photographed(visit: Visit, name: str) -> None:
    height = visit.page.evaluate("document.documentElement.scrollHeight")
    chat = visit.page.locator(".gradio-container").count() > 0
    visit.shot(name, whole=not chat and height < TALLEST)


def dress(visit: Visit, theme: str, size: Any) -> None:
    """Make the window as wide, and switch to light or dark by the page's own switch."""
    visit.page.set_viewport_size(size)
    switch = visit.page.locator("[data-do=theme]")
    if not switch.count():  # nothing is open yet: the system's own wish
        visit.page.emulate_media(color_scheme=theme)
        return
    dark = visit.page.evaluate("document.documentElement.classList.contains('dark')")
    if dark != (theme == "dark"):
        switch.first.evaluate("button => button.click()")


@pytest.mark.parametrize("view", ["welcome", "answer", "library", "article", "imports-editor"])
def test_at_200_per_cent_nothing_is_scrolled_sideways(stage: Stage, view: str) -> None:
    name, path, deed = VIEWS[view]
    with stage.windows.visit(stage.office.home, name, **ZOOMED) as visit:
        visit.go(stage.at.get(path, path))
        deed(visit)
        assert visit.overflow() <= 0
        visit.shot(f"{view}-zoomed")
