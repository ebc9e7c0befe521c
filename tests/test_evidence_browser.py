"""Evidence in a real browser: neighbours, the reader in the panel, abbreviations by touch and key.

The panel stands on a page without Gradio, at the chat's own address; what Gradio does around it
is looked at in test_browser.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser_assistant import quoted_answer, source
from browser_server import served
from browser_visit import FLAGS, TIMEOUT
from plain_pages import LOCAL, house_in
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from test_evidence_reader import SENTENCES, put

from rag.records import Check, Claim, Evidence
from ui import render
from ui.app import STATIC
from ui.chat import Turn
from ui.evidence.reader import routes
from ui.glossed import Glosser
from ui.theme import variables
from ui.web import House, Shell
from ui.web.visitor import SCOPE_KEY

playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no Playwright here")
playwright.expect.set_options(timeout=TIMEOUT)
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="NOT RUN: no axe here")

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="id"><head><title>Tanya</title><meta name="viewport"
content="width=device-width"><link rel="stylesheet" href="tanya/colours.css">
<link rel="stylesheet" href="tanya/page.css"><link rel="stylesheet" href="tanya/evidence.css">
<script src="tanya/plain.js"></script><script src="tanya/evidence.js"></script></head>
<body><main class="gradio-container"><h1>Tanya</h1><div id="ts-right"><div id="ts-evidence">{}
</div></div></main></body></html>"""


def panel(house: House) -> str:
    """Return the drawn panel of an answer that cites two sentences of a stored article."""
    stored = house.archive.entry("x1")
    assert stored is not None
    summary = house.archive.summaries()[0]
    place = house.archive.passages([stored.passages[0].id])[stored.passages[0].id]
    sentences = place.passage.sentences
    claims = tuple(
        Claim(text="x", check=Check.FOUND, evidence=(Evidence.of(place, sentences[at]),))
        for at in (1, 6)
    )
    answer = replace(quoted_answer("?"), claims=claims, sources=(source(1, summary),), passages=())
    turn = Turn(
        number=1, question="?", running=False, answer=answer, claims=claims, sources=answer.sources
    )
    return render.evidence(turn, "id")


class _Gate:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope[SCOPE_KEY] = LOCAL
        await self._inner(scope, receive, send)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = house_in(Path(tmp_path_factory.mktemp("reader")))
    put(made)
    yield made
    made.archive.close()


@pytest.fixture(scope="module")
def home(house: House) -> Iterator[str]:
    html = PAGE.format(panel(house))
    app = Starlette(
        routes=[
            Route("/", lambda request: HTMLResponse(html)),
            Route(
                "/tanya/colours.css",
                lambda request: PlainTextResponse(variables(), media_type="text/css"),
            ),
            Mount("/tanya", StaticFiles(directory=STATIC)),
            *routes(house, Shell(house)),
        ]
    )
    app.add_middleware(_Gate)
    with served(app) as found:
        yield found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


LOOKS = [(width, scheme) for width in (1440, 390) for scheme in ("light", "dark")]


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def page(request: pytest.FixtureRequest, browser: Any, home: str) -> Iterator[Any]:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale="id-ID",
        has_touch=width < 400,
        reduced_motion="reduce",
    )
    context.set_default_timeout(TIMEOUT)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda sent: wrong.append(sent.url) if home not in sent.url else None)
    opened.goto(home)
    yield opened
    assert wrong == [], "no error, and nothing asked of another address"
    context.close()


def complaints(page: Any) -> list[str]:
    found = axe.Axe().run(page).response["violations"]
    return [each["id"] for each in found if each["impact"] in ("serious", "critical")]


def test_neighbouring_sentences_come_on_demand_until_there_are_none(page: Any) -> None:
    button = page.locator("[data-around]").first
    quote = page.locator("blockquote").first
    assert quote.inner_text() == SENTENCES[1]
    button.click()
    playwright.expect(page.locator(".ts-neighbour")).to_have_count(1)
    shown = " ".join(quote.inner_text().split())
    assert shown == " ".join(SENTENCES[1:5]) and "<b>" in shown, "as text"
    assert page.locator("mark").first.inner_text() == SENTENCES[1]
    button.click()
    playwright.expect(page.locator(".ts-neighbour")).to_have_count(2)
    playwright.expect(button).to_be_hidden()
    assert page.evaluate("document.activeElement.className") == "ts-neighbour", "focus is kept"


def test_the_reader_opens_in_the_panel_and_gives_it_back(page: Any) -> None:
    link = page.locator("a.ts-reader").first
    link.click()
    reader = page.locator("#ts-reader")
    playwright.expect(reader.locator("mark")).to_have_count(2)
    assert reader.locator("mark").all_inner_texts() == [SENTENCES[1], SENTENCES[6]]
    assert not page.locator("#ts-evidence").is_visible()
    assert page.evaluate("document.activeElement.id") == "sorot-1"
    assert complaints(page) == []
    for key, place in (("n", "2 dari 2"), ("n", "1 dari 2"), ("p", "2 dari 2")):
        page.keyboard.press(key)
        assert reader.locator(".ts-place").inner_text() == place
    reader.locator("a.ts-jump-to").first.click()
    assert page.evaluate("document.activeElement.id") == "sorot-1"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    assert reader.count() == 0 and page.locator("#ts-evidence").is_visible()
    assert page.evaluate("document.activeElement.className") == "ts-reader"
    link.click()
    reader.locator(".ts-shut").click()
    assert reader.count() == 0


def test_keys_do_nothing_where_the_reader_has_no_focus(page: Any) -> None:
    page.locator("a.ts-reader").first.click()
    playwright.expect(page.locator("#ts-reader mark")).to_have_count(2)
    page.locator(".ts-shut").focus()
    page.keyboard.press("n")
    assert page.locator(".ts-place").inner_text() == "1 dari 2"


def test_an_abbreviation_is_explained_by_pointer_key_and_touch(page: Any) -> None:
    tip, button = page.locator("#ts-tip"), page.locator("button.ts-abbr").first
    button.focus()
    assert "upah minimum provinsi" in tip.inner_text()
    assert button.get_attribute("aria-describedby") == "ts-tip" and complaints(page) == []
    page.keyboard.press("Escape")
    assert not tip.is_visible() and button.get_attribute("aria-describedby") is None
    page.locator("h2").first.click()
    button.click()
    assert tip.is_visible()
    box = tip.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"]
    page.locator("h2").first.click()
    playwright.expect(tip).to_be_hidden()
    button.hover()
    playwright.expect(tip).to_be_visible()
    tip.hover()
    page.wait_for_timeout(400)
    assert tip.is_visible(), "it stays while the pointer is on it"


# Per abbreviation, the signs beside it whose line is not its own.
_PARTED = """() => [...document.querySelectorAll("#uji-baris button")].flatMap((button) => {
  const signs = [];
  const walk = document.createTreeWalker(button.closest("p"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    for (let at = 0; at < walk.currentNode.data.length; at++) signs.push([walk.currentNode, at]);
  }
  const inside = signs.map(([node]) => button.contains(node));
  const beside = [signs[inside.indexOf(true) - 1], signs[inside.lastIndexOf(true) + 1]];
  const own = button.getClientRects()[0];
  return beside.filter(Boolean).filter(([node, at]) => {
    if (!/[()“”,.]/.test(node.data[at])) return false;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const rect = range.getClientRects()[0];
    return rect.bottom <= own.top + own.height / 2 || rect.top >= own.top + own.height / 2;
  }).map(([node, at]) => `${button.textContent} ${node.data[at]}`);
})"""


def test_no_line_ends_between_an_abbreviation_and_its_bracket(page: Any) -> None:
    page.set_viewport_size({"width": min(390, page.viewport_size["width"]), "height": 700})
    drawn = str(Glosser("id", name="tes")("Perhimpunan Pengusaha Raya (UMP), lalu “PHK”."))
    text, parted = re.sub("<[^>]+>", "", drawn), []
    for indent in range(0, 240, 6):  # wherever the line ends
        page.evaluate(
            """([html, indent]) => {
              document.querySelector("#uji-baris")?.remove();
              const one = document.createElement("p");
              one.id = "uji-baris";
              one.innerHTML = html;
              one.style.cssText = `width: 260px; text-indent: ${indent}px; font: 16px sans-serif`;
              document.body.prepend(one);
            }""",
            [drawn, indent],
        )
        parted += page.evaluate(_PARTED)
    assert parted == []
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#uji-baris'))")
    assert page.evaluate("getSelection().toString()").strip() == text


def test_the_reader_as_a_page_of_its_own(page: Any) -> None:
    page.goto(page.locator("a.ts-reader").first.evaluate("link => link.href"))
    playwright.expect(page.locator("h1")).to_have_text(SENTENCES[0])
    assert page.evaluate("document.activeElement.id") == "sorot-1"
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "sorot-2"
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
