"""The chat in Chromium with conversations that are kept: left, deleted, and everything open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_assistant import PretendAssistant
from browser_office import STRIKE, Office, office_in
from browser_server import serving
from browser_visit import LOOKS, TIMEOUT, Look, Visit, Windows, every_look
from newsroom import chosen

from rag.answer_log import AnswerLog
from rag.archive import Archive
from rag.records import TurnState
from ui.web import LOCAL, House

playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no Playwright here")
expect = playwright.expect
expect.set_options(timeout=TIMEOUT)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SLOW = "lambat: berapa kenaikan upah?"
OTHER = "Siapa Ketua Serikat Pekerja Benang Biru?"


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


def begun(visit: Visit, question: str) -> None:
    visit.put(question)
    expect(visit.page.locator(".ts-turn").last.locator(".ts-claim").first).to_be_visible()


def test_a_question_that_is_left_is_stopped_and_stays_in_its_conversation(
    windows: Windows, alone: tuple[House, PretendAssistant, str]
) -> None:
    house, assistant, home = alone
    with windows.visit(home) as visit:
        page, lines = visit.page, visit.page.locator("#ts-rail .ts-rail-open")
        visit.go()
        begun(visit, SLOW)
        page.locator("#ts-new").click()
        expect(page.locator(".ts-turn")).to_have_count(0)
        expect(page.locator("#ts-send")).to_be_visible()
        expect(lines).to_have_count(1)
        assert visit.until(lambda: assistant.begun == assistant.closed), "the model is free"
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
        turns = [(OTHER, TurnState.ANSWERED), ("lambat lagi", TurnState.STOPPED)]
        assert visit.until(lambda: kept(house)[OTHER] == turns)
        assert visit.until(lambda: assistant.begun == assistant.closed)


def test_deleting_the_open_conversation_begins_a_new_one_and_undo_brings_it_back(
    windows: Windows, alone: tuple[House, PretendAssistant, str]
) -> None:
    house, assistant, home = alone
    with windows.visit(home) as visit:
        page, lines = visit.page, visit.page.locator("#ts-rail .ts-rail-open")
        visit.go()
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
        assert visit.until(lambda: assistant.begun == assistant.closed)
        page.wait_for_timeout(500)  # in which what was stopped would be kept
        assert kept(house) == {}, "what was stopped by it does not bring it back"
        page.locator("#ts-rail [data-deed=restore]").click()
        expect(lines).to_have_text([OTHER])
        lines.click()
        expect(page.locator(".ts-question")).to_have_text([OTHER])
        assert f"c={house.archive.conversations.page(LOCAL.id)[0].id}" in page.url


@every_look
def test_nothing_serious_where_everything_is_open(
    windows: Windows, office: Office, look: Look
) -> None:
    with windows.visit(office.home, "sari", **look.wishes) as visit:
        page, name = visit.page, f"chat-open-{look}"
        visit.go("/")
        assert visit.complaints() == []
        visit.ask(STRIKE)
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


@pytest.mark.parametrize("look", [each for each in LOOKS if each.phone], ids=str)
def test_on_a_phone_the_header_has_two_rows_and_the_evidence_is_a_button_away(
    windows: Windows, office: Office, look: Look
) -> None:
    with windows.visit(office.home, "sari", **look.wishes) as visit:
        page = visit.page
        visit.go("/")
        assert page.locator("#ts-top").bounding_box()["height"] <= 104
        visit.ask(STRIKE)
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
        visit.settled()
        tools = page.locator(".ts-tools").bounding_box()
        foot = page.locator("#ts-foot").bounding_box()
        assert tools["y"] + tools["height"] <= foot["y"] + 1, "the box covers no button in focus"
