"""What of the page has which size and place, in real Chromium: the header, the help, what runs.

Only what can be measured; how the views look otherwise is on the screenshots of
``test_browser_views``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from browser_assistant import PretendAssistant
from browser_office import CONGRESS, RICE, SECRET, Office, office_in
from browser_server import serving
from browser_visit import DESK, PHONE, Visit, Windows, expected

from rag.records import ModelState, Role, Status
from ui.accounts import passwords
from ui.texts import texts

playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no Playwright here")

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

LONG = "sri-wahyuningsih-kertanegara-putri"
SHAPES = {
    "desk": DESK,
    "wide": {"width": 1720, "height": 900},
    "between": {"width": 1024, "height": 768},
    "zoomed": {"width": 720, "height": 450},
    "phone": PHONE,
    "small": {"width": 320, "height": 640},
}
HIGHEST = {"desk": 72, "wide": 72, "between": 72, "zoomed": 72, "phone": 106, "small": 106}
"""Pixels of the header: one row, on a phone two."""

HEADER = """() => {
  const box = (each) => each.getBoundingClientRect();
  const top = document.querySelector("#ts-top");
  const name = document.querySelector(".ts-name h1");
  const shown = [...top.querySelectorAll("h1, .ts-status, button, #ts-language, .ts-ways a")]
    .filter((each) => each.checkVisibility() && !each.closest("#ts-menu[style], .ts-skip"));
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const laid = shown.map((each) => [each, box(each)]);
  const status = document.querySelector(".ts-status");
  return {
    high: box(top).height,
    name: box(name).height / parseFloat(getComputedStyle(name).lineHeight),
    cut: name.scrollWidth - name.clientWidth,
    status: status.checkVisibility()
      ? Math.round(box(status).height / parseFloat(getComputedStyle(status).lineHeight)) : 0,
    outside: laid.filter(([, at]) => at.left < 0 || at.right > innerWidth)
      .map(([each]) => each.outerHTML.slice(0, 60)),
    crossing: laid.flatMap(([a, at], place) => laid.slice(place + 1)
      .filter(([b, other]) => !a.contains(b) && !b.contains(a) && over(at, other))
      .map(([b]) => a.textContent.trim() + " / " + b.textContent.trim())),
  };
}"""
SENDS = """() => {
  const send = document.querySelector(".tf-slot .tf-main");
  const { left, top, width, height } = send.getBoundingClientRect();
  const at = [top + 2, top + height - 2].map((y) => document.elementFromPoint(left + width / 2, y));
  return at.every((found) => found && send.contains(found));
}"""
ENDS = """() => ["#ts-turns .ts-question", "#ts-composer"].map(
  (each) => document.querySelector(each).getBoundingClientRect().right)"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_in(tmp_path_factory.mktemp("shape")) as opened:
        opened.house.archive.people.add(LONG, Role.ADMIN, passwords.hashed(SECRET))
        yield opened


@pytest.mark.parametrize("name", ["sari", "budi", LONG])
def test_the_header_holds_everything_in_one_row(
    windows: Windows, office: Office, name: str
) -> None:
    with windows.visit(office.home, name) as visit:
        talk = office.conversation(name, [RICE])
        for language in ("id", "en"):
            visit.speak(language)
            visit.go(f"/?c={talk}")
            visit.answered(1)
            wrong = [
                each for shape in SHAPES for each in misshapen(visit, shape, f"{name}-{language}")
            ]
            assert wrong == []


def misshapen(visit: Visit, shape: str, who: str) -> list[str]:
    """Return what is wrong with the header in a window of some shape."""
    page = visit.page
    page.set_viewport_size(SHAPES[shape])
    visit.settled()
    if who == f"{LONG}-id":
        visit.shot(f"header-{shape}")
    told = page.evaluate(HEADER)
    wrong = [f"{told['high']} px high"] if told["high"] > HIGHEST[shape] else []
    wrong += [f"the name has {told['name']} lines"] if told["name"] > 1.4 else []
    wrong += ["the name is cut"] if told["cut"] > 1 else []
    wrong += [f"the status has {told['status']} lines"] if told["status"] > 1 else []
    wrong += [f"outside: {each}" for each in told["outside"]]
    wrong += [f"over each other: {each}" for each in told["crossing"]]
    wrong += ["too wide"] if visit.overflow() > 0 else []
    return [f"{who} {shape}: {each}" for each in wrong]


def test_the_menu_of_one_who_has_many_pages_opens_and_closes_by_keyboard(
    windows: Windows, office: Office
) -> None:
    with windows.visit(office.home, LONG) as visit:
        visit.go()
        button, menu = visit.page.locator("[data-do=menu]"), visit.page.locator("#ts-menu")
        expected(menu).to_be_hidden()
        button.focus()
        visit.page.keyboard.press("Enter")
        expected(menu).to_be_visible()
        assert visit.complaints() == []
        inside = menu.bounding_box()
        assert inside["x"] >= 0 and inside["x"] + inside["width"] <= DESK["width"]
        visit.shot("header-menu")
        visit.page.keyboard.press("Escape")
        expected(menu).to_be_hidden()
        expected(button).to_be_focused()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_help_stands_in_the_middle_and_shows_the_marks_it_speaks_of(
    windows: Windows, office: Office, size: dict[str, int]
) -> None:
    with windows.visit(office.home, "sari", viewport=size) as visit:
        visit.go()
        visit.page.locator("[data-do=help]").click()
        dialog = visit.page.locator("#ts-help-box")
        expected(dialog).to_be_visible()
        at = dialog.bounding_box()
        assert at["y"] > 0 and at["x"] > 0
        assert abs(at["y"] * 2 + at["height"] - size["height"]) < 3, "in the middle"
        assert abs(at["x"] * 2 + at["width"] - size["width"]) < 3
        flags = dialog.locator(".ts-flag").all_inner_texts()
        assert flags == [texts("id").review, texts("id").repaired]
        visit.shot(f"help-{size['width']}")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_form_of_a_complaint_opens_with_its_button_in_sight(
    windows: Windows, office: Office, size: dict[str, int]
) -> None:
    with windows.visit(office.home, "sari", viewport=size) as visit:
        visit.go(f"/?c={office.conversation('sari', [CONGRESS, RICE])}")
        visit.answered(2)
        visit.page.locator("[data-way=down]").last.click()
        expected(visit.page.locator(".tf-slot textarea")).to_be_visible()
        visit.settled()
        visit.shot(f"thumb-{size['width']}")
        assert visit.page.evaluate(SENDS), "what sends the form is seen, and nothing lies over it"
        question, box = visit.page.evaluate(ENDS)
        assert abs(question - box) <= 2, "the box ends where the questions end"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_running_step_is_not_faded(windows: Windows, size: dict[str, int]) -> None:
    slow = PretendAssistant(pace=1)
    with serving(slow) as home, windows.visit(home, viewport=size) as visit:
        visit.go("/", until=".ts-status:has-text('17')")
        visit.put("Berapa kenaikan upah di Benang Biru?")
        expected(visit.page.locator(".ts-progress .ts-now")).to_be_visible()
        visit.page.screenshot(path=visit._artefacts / f"running-{size['width']}.png")
        faded = visit.page.evaluate(
            """() => {
              const step = document.querySelector(".ts-progress").getBoundingClientRect();
              const foot = getComputedStyle(document.querySelector("#ts-foot"), "::before");
              const chat = document.querySelector("#ts-chat").getBoundingClientRect();
              const over = foot.display !== "none" && foot.content !== "none";
              return [over, chat.bottom > step.top + 1];
            }"""
        )
        assert faded == [False, False]
        visit.page.locator("#ts-stop").click()
        visit.page.locator("#ts-send").wait_for()


class Away:
    """An assistant whose Ollama is not there; all else it leaves to another."""

    def __init__(self, assistant: Any) -> None:
        self._assistant = assistant

    def __getattr__(self, name: str) -> Any:
        return getattr(self._assistant, name)

    def status(self) -> Status:
        status: Status = self._assistant.status()
        commands = ("ollama serve", "ollama pull gemma3:4b")
        return replace(status, state=ModelState.UNREACHABLE, commands=commands)


def test_only_who_can_run_them_is_told_the_commands(windows: Windows, office: Office) -> None:
    with serving(Away(office.assistant), office.house) as home:
        for language, name in (("id", "sari"), ("en", "budi")):
            with windows.visit(home, name, viewport=PHONE) as visit:
                visit.speak(language)
                visit.go()
                banner = visit.page.locator(".ts-banner")
                expected(banner).to_have_text(texts(language).quotes_for_now)
                assert banner.bounding_box()["height"] <= 64, "two lines on a phone"
                assert "ollama" not in visit.page.content()
                visit.shot(f"banner-{name}-{language}")
        with windows.visit(home, "ratna") as visit:
            visit.go()
            command = visit.page.locator(".ts-banner code").first
            expected(command).to_be_visible()
            expected(visit.page.locator(".ts-fix summary")).to_be_hidden()
            visit.shot("banner-admin")
            visit.page.set_viewport_size(PHONE)
            expected(command).to_be_hidden()
            way = visit.page.locator(".ts-fix summary")
            expected(way).to_have_text(texts("id").repair)
            way.focus()
            visit.page.keyboard.press("Enter")
            expected(command).to_be_visible()
            assert visit.overflow() <= 0 and visit.complaints() == []
            visit.shot("banner-admin-phone")


def test_the_box_tells_what_it_is_for_in_one_line_on_the_smallest_screen(
    windows: Windows, office: Office
) -> None:
    with windows.visit(office.home, "sari", viewport=SHAPES["small"]) as visit:
        visit.go()
        box = visit.page.locator("#ts-box textarea")
        told, room = box.evaluate(
            """(box) => {
              const style = getComputedStyle(box);
              const pen = document.createElement("canvas").getContext("2d");
              pen.font = style.font;
              const room = box.clientWidth - parseFloat(style.paddingLeft) * 2;
              return [pen.measureText(box.placeholder).width, room];
            }"""
        )
        assert told <= room, "no word of it is cut"
        visit.shot("box-small")


def test_other_pages_keep_the_order_of_the_chat(windows: Windows, office: Office) -> None:
    order = """(parts) => parts.map((each) => document.querySelector(each))
      .every((each, place, all) => !place
        || all[place - 1].compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING)"""
    with windows.visit(office.home, "ratna") as visit:
        visit.go()
        parts = ["[data-do=rail]", "h1", "#ts-menu a", "[data-do=sign-out]", "[data-do=theme]"]
        assert visit.page.evaluate(order, [*parts, "#ts-language"])
        visit.go("/library")
        parts = [".tp-brand", ".tp-ways a", "form[action$='/sign-out']", "[data-do=theme]"]
        assert visit.page.evaluate(order, [*parts, ".tp-language"])
        for shape, size in SHAPES.items():
            visit.page.set_viewport_size(size)
            visit.settled()
            assert visit.overflow() <= 0
            visit.shot(f"plain-{shape}")
        assert visit.page.locator(".tp-ways").evaluate(
            "ways => getComputedStyle(ways).maskImage !== 'none'"
        ), "that the line of pages goes on is seen"
        last = visit.page.locator(".tp-out")
        last.focus()
        visit.settled()
        at = last.bounding_box()
        assert at["x"] + at["width"] <= 320, "what has the focus is seen"
