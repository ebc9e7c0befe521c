"""The list of conversations in real headless Chromium, on a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from browser_server import served
from browser_visit import DESK, FLAGS, PHONE
from plain_pages import READER, house_in, visiting
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from test_conversation_pages import EVIL, NOW, keep

from ui.conversations import routes
from ui.render import TEMPLATES
from ui.theme import variables
from ui.web import House, Shell

playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no Playwright here")
expect = playwright.expect

pytestmark = pytest.mark.browser

QUESTIONS = ("PHK di pabrik sepatu", "Siapa ketua serikat?", "Upah minimum di Bekasi?", EVIL)
PAGE = """<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>Tanya</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/tanya/icon.svg">
<link rel="stylesheet" href="/tanya/colours.css">
<link rel="stylesheet" href="/tanya/conversations.css">
<script src="/tanya/conversations.js"></script></head>
<body class="ts-rail-open" style="margin:0;background:var(--ts-paper);color:var(--ts-ink)">
<div class="ts-head" data-language="id"></div>
<nav id="ts-rail" aria-label="Percakapan" style="max-width:320px"></nav>
<main><h1>Tanya</h1></main></body></html>"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_in(tmp_path, sign_in=True)
    yield made
    made.archive.close()


@pytest.fixture
def url(house: House) -> Iterator[str]:
    for number, question in enumerate(QUESTIONS):
        keep(house, READER.id, question, at=NOW + timedelta(seconds=number))
    with served(program(house)) as address:
        yield address


def program(house: House) -> Any:
    """Return the list, shared conversations and the static files, for one visitor."""

    def page(_: Request) -> Response:
        return HTMLResponse(PAGE)

    def colours(_: Request) -> Response:
        return Response(variables(), media_type="text/css")

    pages = [Route("/", page), Route("/tanya/colours.css", colours), *routes(house, Shell(house))]
    static = Mount("/tanya", StaticFiles(directory=TEMPLATES.parent / "static"))
    return visiting([*pages, static], READER).app


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def looking(browser: Any, url: str, *, expected: str = "", **wishes: Any) -> Iterator[Any]:
    """Open the page; what its console says must be as ``expected``."""
    context = browser.new_context(**{"locale": "id-ID", "viewport": DESK, **wishes})
    context.set_default_timeout(15_000)
    expect.set_options(timeout=15_000)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    page.goto(url)
    page.wait_for_selector(".tc-item")
    yield page
    context.close()
    assert [each for each in said if not expected or expected not in each] == []


def focused(page: Any) -> str:
    text: str = page.evaluate("document.activeElement.textContent.trim()")
    return text


def test_a_conversation_is_opened_and_marked(browser: Any, url: str) -> None:
    with looking(browser, url) as page:
        expect(page.locator(".tc-title")).to_have_text([*reversed(QUESTIONS)])
        page.evaluate(
            "window.heard = [];"
            "document.addEventListener('tanya:conversation', (e) => heard.push(e.detail))"
        )
        second = page.locator("button.ts-rail-open").nth(1)
        second.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        assert page.evaluate("heard") == [second.get_attribute("data-conversation")]
        expect(page.locator("[aria-current]")).to_have_text([QUESTIONS[2] + " sumber berubah"])
        first = page.locator("button.ts-rail-open").nth(3).get_attribute("data-conversation")
        page.evaluate(
            "(id) => document.dispatchEvent(new CustomEvent('tanya:opened', { detail: { id } }))",
            first,
        )
        expect(page.locator("[aria-current] .tc-title")).to_have_text(QUESTIONS[0])
        page.locator("main").click()
        assert len(page.evaluate("heard")) == 1


def test_a_kept_conversation_appears(browser: Any, url: str, house: House) -> None:
    with looking(browser, url) as page:
        new = keep(house, READER.id, "Yang baru?", at=NOW + timedelta(minutes=1))
        page.evaluate(
            "(id) => document.dispatchEvent(new CustomEvent('tanya:kept', { detail: { id } }))", new
        )
        expect(page.locator("[aria-current] .tc-title")).to_have_text("Yang baru?")
        expect(page.locator(".tc-item")).to_have_count(5)


def test_one_searches_as_one_types(browser: Any, url: str) -> None:
    with looking(browser, url) as page:
        page.get_by_label("Cari percakapan").press_sequentially("beka")
        expect(page.locator(".tc-title")).to_have_text([QUESTIONS[2]])
        expect(page.locator("[data-tc=said]")).to_have_text("1 percakapan ditemukan.")
        expect(page.get_by_label("Cari percakapan")).to_be_focused()
        page.keyboard.type("xx")
        expect(page.locator(".tc-empty")).to_be_visible()
        page.get_by_label("Cari percakapan").fill("")
        expect(page.locator(".tc-item")).to_have_count(4)


def test_all_is_done_by_keyboard_and_focus_stays(browser: Any, url: str) -> None:
    with looking(browser, url) as page:
        said = page.locator("[data-tc=said]")
        page.locator("button.ts-rail-open").nth(1).focus()
        for key in ("Tab", "Enter"):  # to its menu
            page.keyboard.press(key)
        expect(page.locator(".tc-menu").nth(1)).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Escape")
        expect(page.locator(".tc-menu").nth(1)).to_be_focused()
        for key in ("Enter", "Tab", "Enter"):
            page.keyboard.press(key)
        page.keyboard.type("Upah & <i>lembur</i>")
        page.keyboard.press("Enter")
        expect(page.locator(".tc-title").nth(1)).to_have_text("Upah & <i>lembur</i>")
        expect(said).to_have_text("Judul diganti.")
        assert focused(page).startswith("Upah & <i>lembur</i>")

        page.locator(".tc-menu").nth(1).click()
        page.locator("[data-deed=share]").nth(1).click()
        link = page.locator(".tc-link:not([hidden]) input")
        expect(link).to_be_focused()
        address = link.input_value()
        assert address.startswith(f"{url}/shared/")
        expect(page.locator(".tc-link:not([hidden]) .tc-hint")).to_contain_text("Tautan")
        expect(page.locator(".tc-flag:not(.tc-warn)")).to_have_text(["dibagikan"])
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Berhenti membagikan").click()
        expect(said).to_have_text("Tautannya tidak berlaku lagi.")
        assert page.request.get(address).status == 404


def test_a_deletion_is_undone_and_offered_for_ten_seconds(browser: Any, url: str) -> None:
    with looking(browser, url) as page:
        page.clock.install()
        undo = page.get_by_role("button", name="Urungkan")
        for _ in range(2):
            page.locator(".tc-menu").first.click()
            page.get_by_role("button", name="Hapus").click()
            expect(page.locator(".tc-item")).to_have_count(3)
            expect(undo).to_be_focused()
            page.clock.run_for(100)
            expect(page.locator("[data-tc=said]")).to_have_text(
                f"“{' '.join(EVIL.split())}” dihapus."
            )
            page.keyboard.press("Enter")
            expect(page.locator(".tc-item")).to_have_count(4)
            expect(undo).to_be_hidden()
            expect(page.locator("button.ts-rail-open").first).to_be_focused()
        page.locator(".tc-menu").first.click()
        page.get_by_role("button", name="Hapus").click()
        expect(undo).to_be_visible()
        page.clock.run_for(60_000)
        expect(undo).to_be_visible()  # as long as the keyboard stands on it
        page.locator("button.ts-rail-open").nth(1).focus()
        page.mouse.move(1400, 800)
        page.clock.run_for(11_000)
        expect(undo).to_be_hidden()


def test_the_list_follows_the_pages_language(browser: Any, url: str) -> None:
    with looking(browser, url) as page:
        page.evaluate(
            "document.querySelector('.ts-head').dataset.language = 'en';"
            "document.documentElement.lang = 'en'"
        )
        expect(page.locator(".tc-head")).to_have_text("Conversations")
        expect(page.get_by_label("Search conversations")).to_be_visible()


def test_trouble_is_said(browser: Any, url: str) -> None:
    with looking(browser, url, expected="ERR_FAILED") as page:
        page.route("**/conversations/*/delete", lambda route: route.abort())
        page.locator(".tc-menu").first.click()
        page.get_by_role("button", name="Hapus").click()
        expect(page.get_by_role("alert")).to_contain_text("Belum berhasil.")
        expect(page.locator(".tc-item")).to_have_count(4)


@pytest.mark.parametrize(("size", "dark"), [(DESK, False), (PHONE, True)], ids=["desk", "phone"])
def test_everybody_can_use_it(
    browser: Any, url: str, house: House, artefacts: Path, size: dict[str, int], dark: bool
) -> None:
    """No violation of axe's rules, nothing wider than the window; also of a shared conversation."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="NOT RUN: no axe here"
    ).Axe()
    name = f"conversations-{'dark' if dark else 'light'}-{size['width']}"
    scheme = "dark" if dark else "light"
    token = house.archive.conversations.share(
        house.archive.conversations.page(READER.id)[1].id, READER.id
    )
    with looking(browser, url, viewport=size, color_scheme=scheme) as page:

        def sound(place: str) -> None:
            page.evaluate("(on) => document.documentElement.classList.toggle('dark', on)", dark)
            found = axe.run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.screenshot(path=artefacts / f"{name}-{place}.png", full_page=True)

        sound("list")
        page.locator(".tc-menu").nth(1).click()
        sound("menu")
        page.get_by_role("button", name="Ganti judul").click()
        sound("rename")
        page.locator(".tc-menu").nth(2).click()
        page.get_by_role("button", name="Hapus").click()
        page.wait_for_selector(".tc-undo:not([hidden])")
        sound("undo")
        page.goto(f"{url}/shared/{token}")
        sound("shared")
        cite = page.locator("a.ts-cite").first
        cite.click()
        expect(page.locator(":target.ts-card")).to_be_visible()
