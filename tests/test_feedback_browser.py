"""The thumbs and their form in real Chromium: by keyboard, read aloud, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_server import served
from browser_visit import FLAGS, LOOKS, TIMEOUT, Look
from memo_answers import answer_id, kept_conversation
from plain_pages import LOCAL, house_in

from rag.records import Complaint, Role
from ui import feedback
from ui.theme import variables
from ui.web import House, Shell
from ui.web.visitor import SCOPE_KEY

playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no Playwright here")
playwright.expect.set_options(timeout=TIMEOUT)
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="NOT RUN: no axe here")

pytestmark = pytest.mark.browser
STATIC = Path(feedback.__file__).parent.parent / "static"
ANSWER = answer_id("local", 1)
CHAT = """<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>chat</title>
<link rel="icon" href="/tanya/icon.svg">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/tanya/colours.css"><link rel="stylesheet" href="/tanya/plain.css">
<link rel="stylesheet" href="/tanya/feedback.css"></head><body><main><h1>Chat</h1><div>
<p class="ts-foot" data-answer="{answer}"><span>0,4 dtk</span></p></div></main>
<script src="/tanya/plain.js"></script><script src="/tanya/feedback.js"></script></body></html>"""
POLICY = b"default-src 'self'; style-src 'self' 'unsafe-inline'; form-action 'self'"


def program(house: House) -> Any:
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse, Response
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    def chat(request: Any) -> HTMLResponse:
        language = request.query_params.get("lang", "id")
        return HTMLResponse(CHAT.format(lang=language, answer=ANSWER))

    app = Starlette(
        routes=[
            *feedback.routes(house, Shell(house)),
            Route("/chat", chat),
            Route("/tanya/colours.css", lambda _: Response(variables(), media_type="text/css")),
            Mount("/tanya", StaticFiles(directory=STATIC)),
        ]
    )

    async def gated(scope: Any, receive: Any, send: Any) -> None:
        async def strict(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"content-security-policy", POLICY))
            await send(message)

        if scope["type"] == "http":
            scope[SCOPE_KEY] = LOCAL
        await app(scope, receive, strict)

    return gated


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    house = house_in(tmp_path_factory.mktemp("feedback"))
    kept_conversation(house, "local")
    with served(program(house)) as url:
        yield house, url
    house.archive.close()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(params=LOOKS, ids=str)
def view(
    request: pytest.FixtureRequest, browser: Any, place: tuple[House, str]
) -> Iterator[tuple[Any, Look, House, str]]:
    look: Look = request.param
    house, url = place
    context = browser.new_context(**look.wishes)
    context.set_default_timeout(TIMEOUT)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    page.on("request", lambda sent: said.append(sent.url) if url not in sent.url else None)
    yield page, look, house, url
    context.close()
    assert [each for each in said if "422" not in each] == []


def sound(page: Any) -> None:
    """No serious complaint of axe-core, and nothing to scroll sideways."""
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_feedback_is_given_changed_and_taken_back_by_keyboard(
    view: tuple[Any, Look, House, str], artefacts: Path
) -> None:
    page, look, house, url = view
    kept, language = house.archive.feedback, look.language
    indonesian = language == "id"
    page.goto(f"{url}/chat?lang={language}")
    down = page.get_by_role("button", name="Ada yang salah" if indonesian else "Something is wrong")
    down.focus()
    page.keyboard.press("Enter")
    playwright.expect(page.get_by_role("checkbox").first).to_be_focused()
    sound(page)
    page.screenshot(path=artefacts / f"feedback-form-{look}.png")
    send = page.get_by_role("button", name="Kirim" if indonesian else "Send")
    send.press("Enter")
    playwright.expect(page.get_by_role("textbox")).to_be_focused()  # nothing was said yet
    sound(page)
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("textbox").fill("<b>1.198</b>")
    send.press("Enter")
    told = page.get_by_role("status")
    playwright.expect(told).to_be_focused()
    playwright.expect(told).to_contain_text("Terima kasih" if indonesian else "Thank you")
    assert down.get_attribute("aria-pressed") == "true"
    sound(page)
    said = kept.of(ANSWER, "local")
    assert said is not None
    assert (said.complaints, said.comment) == ((Complaint.WRONG_SOURCE,), "<b>1.198</b>")
    page.get_by_role("button", name="Ubah" if indonesian else "Change").press("Enter")
    assert page.get_by_role("checkbox").nth(1).is_checked()
    page.keyboard.press("Escape")
    playwright.expect(down).to_be_focused()
    page.get_by_role("button", name="membantu" if indonesian else "helped").click()
    page.get_by_role("button", name="Tarik" if indonesian else "Take it back").press("Enter")
    playwright.expect(page.locator(".tf-slot form")).to_have_count(0)
    assert kept.of(ANSWER, "local") is None


def test_thumbs_come_back_when_an_answer_is_drawn_anew(
    view: tuple[Any, Look, House, str],
) -> None:
    page, look, _, url = view
    page.goto(f"{url}/chat?lang={look.language}")
    playwright.expect(page.locator(".tf-thumbs button")).to_have_count(2)
    page.evaluate("document.querySelector('.ts-foot').textContent = 'x'")
    playwright.expect(page.locator(".tf-thumbs button")).to_have_count(2)
    page.evaluate("document.documentElement.lang = 'en'")
    playwright.expect(page.locator(".tf-thumbs")).to_have_attribute(
        "aria-label", "Judge this answer"
    )


def test_the_review_pages_are_sound(view: tuple[Any, Look, House, str], artefacts: Path) -> None:
    from memo_answers import WHEN

    from rag.records import Feedback

    page, look, house, url = view
    assert LOCAL.role is Role.ADMIN
    house.archive.feedback.give(
        Feedback(
            answer=ANSWER,
            person="p",
            question="q",
            good=False,
            complaints=(Complaint.WRONG_FACT,),
            comment="<script>alert(1)</script>",
            given_at=WHEN,
        )
    )
    for name, path in (
        ("list", "/feedback?state=all"),
        ("case", f"/feedback/{ANSWER}/p/case"),
        ("give", f"/answers/{ANSWER}/feedback"),
    ):
        page.goto(url + path)
        sound(page)
        page.screenshot(path=artefacts / f"feedback-{name}-{look}.png", full_page=True)
