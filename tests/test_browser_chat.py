"""The chat in Chromium with conversations that are kept: left, deleted, and everything open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_assistant import PretendAssistant
from browser_server import serving
from browser_visit import DESK, FLAGS, PHONE, STRIKE, Office, Visit, office_in, visiting
from newsroom import chosen

from rag.answer_log import AnswerLog
from rag.archive import Archive
from rag.records import TurnState
from ui.web import LOCAL, House

playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no Playwright here")
expect = playwright.expect
expect.set_options(timeout=15_000)

pytestmark = pytest.mark.browser

SLOW = "lambat: berapa kenaikan upah?"
OTHER = "Siapa Ketua Serikat Pekerja Benang Biru?"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_in(tmp_path_factory.mktemp("chat")) as opened:
        yield opened


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[House, PretendAssistant, str]]:
    """A house of one's own with an assistant that never ends where a question is slow."""
    settings = chosen(tmp_path / "data")
    archive = Archive(settings.archive_dir)
    house = House(settings=settings, archive=archive, log=AnswerLog(archive, keep_days=365))
    assistant = PretendAssistant(pace=0.05)
    with serving(assistant, house) as home:
        yield house, assistant, home
    archive.close()


def kept(house: House) -> dict[str, list[tuple[str, TurnState]]]:
    """Return the turns of each stored conversation by its title."""
    found = house.archive.conversations
    return {
        each.title: [(turn.question, turn.state) for turn in found.turns(each.id, LOCAL.id)]
        for each in found.page(LOCAL.id)
    }


def opened(visit: Visit) -> Any:
    visit.page.goto(visit.home)
    visit.page.wait_for_selector(".ts-status:has-text('1')")
    visit.page.wait_for_selector("#ts-rail .tc-rail", state="attached")
    return visit.page


def asked(visit: Visit, question: str) -> None:
    """Ask, and wait as long as a busy machine takes."""
    try:
        visit.page.set_default_timeout(45_000)
        visit.ask(question)
    finally:
        visit.shot("chat-asked")


def begun(visit: Visit, question: str) -> None:
    visit.page.locator("#ts-box textarea").fill(question)
    visit.page.locator("#ts-box textarea").press("Enter")
    expect(visit.page.locator(".ts-turn").last.locator(".ts-claim").first).to_be_visible()


def test_a_question_that_is_left_is_stopped_and_stays_in_its_conversation(
    browser: Any, alone: tuple[House, PretendAssistant, str], artefacts: Path
) -> None:
    house, assistant, home = alone
    with visiting(browser, home, artefacts) as visit:
        page, lines = opened(visit), visit.page.locator("#ts-rail .ts-rail-open")
        begun(visit, SLOW)
        page.locator("#ts-new").click()
        expect(page.locator(".ts-turn")).to_have_count(0)
        expect(page.locator("#ts-send")).to_be_visible()
        expect(lines).to_have_count(1)
        assert assistant.begun == assistant.closed, "the model is free"
        assert "c=" not in page.url, "the new conversation has no name yet"

        visit.ask(OTHER)
        expect(lines).to_have_count(2)
        assert kept(house) == {
            SLOW: [(SLOW, TurnState.STOPPED)],
            OTHER: [(OTHER, TurnState.ANSWERED)],
        }
        begun(visit, "lambat lagi")
        lines.filter(has_text=SLOW).click()
        expect(page.locator(".ts-stopped")).to_be_visible()
        expect(page.locator(".ts-question")).to_have_text([SLOW])
        expect(page.locator("#ts-rail [aria-current]")).to_contain_text(SLOW)
        expect(page.locator("#ts-progress")).to_be_empty()
        page.wait_for_timeout(300)
        assert kept(house)[OTHER] == [
            (OTHER, TurnState.ANSWERED),
            ("lambat lagi", TurnState.STOPPED),
        ]
        assert assistant.begun == assistant.closed


def test_deleting_the_open_conversation_begins_a_new_one_and_undo_brings_it_back(
    browser: Any, alone: tuple[House, PretendAssistant, str], artefacts: Path
) -> None:
    house, assistant, home = alone
    with visiting(browser, home, artefacts) as visit:
        page, lines = opened(visit), visit.page.locator("#ts-rail .ts-rail-open")
        visit.ask(OTHER)
        expect(lines).to_have_count(1)
        begun(visit, SLOW)
        page.locator("#ts-rail .tc-menu").click()
        page.locator("#ts-rail [data-deed=delete]").click()
        expect(page.locator(".ts-turn")).to_have_count(0)
        expect(page.locator(".ts-greeting")).to_be_visible()
        expect(page.locator("#ts-evidence .ts-evidence")).to_have_attribute("data-turn", "0")
        expect(lines).to_have_count(0)
        assert "c=" not in page.url
        page.wait_for_timeout(500)
        assert assistant.begun == assistant.closed
        assert kept(house) == {}, "what was stopped by it does not bring it back"
        page.locator("#ts-rail [data-deed=restore]").click()
        expect(lines).to_have_text([OTHER])
        lines.click()
        expect(page.locator(".ts-question")).to_have_text([OTHER])
        assert f"c={house.archive.conversations.page(LOCAL.id)[0].id}" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_serious_where_everything_is_open(
    browser: Any, office: Office, artefacts: Path, scheme: str, size: dict[str, int]
) -> None:
    wishes = {"viewport": size, "color_scheme": scheme}
    with visiting(browser, office.home, artefacts, "sari", **wishes) as visit:
        page, name = visit.page, f"chat-open-{scheme}-{size['width']}"
        visit.go("/")
        assert visit.complaints() == []
        asked(visit, STRIKE)
        expect(page.locator(".ts-suggestion").first).to_be_visible()
        expect(page.locator("[data-way=down]")).to_be_visible()
        page.locator("#ts-chat a.ts-cite").first.click()
        expect(page.locator("mark.ts-lit").first).to_be_visible()
        assert visit.complaints() == []
        page.locator("[data-way=down]").click()
        page.locator(".ts-tools details summary").click()
        assert visit.complaints() == []
        visit.shot(name)
        page.locator(".ts-tools details summary").click()
        if page.locator("[data-do=menu]").is_visible():
            page.locator("[data-do=menu]").click()
            expect(page.locator("#ts-menu")).to_be_visible()
            assert visit.complaints() == []
            visit.shot(name + "-menu")
            page.keyboard.press("Escape")
        if page.locator("[data-do=rail]").get_attribute("aria-expanded") == "false":
            page.locator("[data-do=rail]").click()
        expect(page.locator("#ts-rail .tc-item").first).to_be_visible()
        assert visit.complaints() == []
        page.keyboard.press("Escape")
        page.locator("[data-do=help]").click()
        expect(page.locator("#ts-help-box")).to_be_visible()
        assert visit.complaints() == []
        assert visit.overflow() <= 0


def test_on_a_phone_the_header_has_two_rows_and_the_evidence_is_a_button_away(
    browser: Any, office: Office, artefacts: Path
) -> None:
    wishes = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    with visiting(browser, office.home, artefacts, "sari", **wishes) as visit:
        page = visit.page
        visit.go("/")
        assert page.locator("#ts-top").bounding_box()["height"] <= 104
        asked(visit, STRIKE)
        assert page.locator("#ts-top").bounding_box()["height"] <= 104
        way = page.locator("a.ts-open.ts-phone")
        assert way.bounding_box()["height"] >= 44
        tools = page.locator(".ts-tools").bounding_box()
        page.locator(".ts-tools .ts-newest").last.scroll_into_view_if_needed()
        page.mouse.wheel(0, 4000)
        way.tap()
        expect(page.locator("#ts-evidence h2").first).to_be_in_viewport()
        page.locator("a.ts-back").tap()
        page.locator(".ts-tools .ts-newest").last.focus()
        page.wait_for_timeout(300)
        tools = page.locator(".ts-tools").bounding_box()
        foot = page.locator("#ts-foot").bounding_box()
        assert tools["y"] + tools["height"] <= foot["y"] + 1, "the box covers no button in focus"
