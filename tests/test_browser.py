"""The page in real headless Chromium: what a person does, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browser_assistant import (
    EXAMPLES,
    P_REPLY,
    P_STRIKE,
    PretendAssistant,
    empty,
    evidence,
    source,
    stored,
    with_model,
)
from browser_server import serving
from browser_visit import DESK, FLAGS, PHONE, RICE

from rag.asking import Wishes
from rag.records import (
    Answer,
    ArticleSummary,
    Check,
    Claim,
    Correction,
    Filters,
    Understood,
)

playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no Playwright here")
expect = playwright.expect

pytestmark = pytest.mark.browser

WAGE = "Berapa kenaikan upah di Benang Biru?"


class Visit:
    """An open page, everything it asked of the network, and what its console said."""

    def __init__(self, page: Any, url: str, artefacts: Path) -> None:
        self.page = page
        self.url = url
        self.requests: list[str] = []
        self.said: list[str] = []
        self._artefacts = artefacts
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.said.append(text)

    def ask(self, question: str) -> None:
        box = self.page.locator("#ts-box textarea")
        box.fill(question)
        box.press("Enter")
        expect(self.page.locator(".ts-question").last).to_have_text(question)

    def answered(self, count: int = 1) -> None:
        expect(self.page.locator(".ts-foot")).to_have_count(count)
        expect(self.page.locator("#ts-send")).to_be_visible()

    def shot(self, name: str) -> None:
        self.page.wait_for_timeout(300)  # until scrolling has come to rest
        self.page.screenshot(path=self._artefacts / f"{name}.png")

    def overflow(self) -> int:
        wide: int = self.page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
            " - window.innerWidth"
        )
        return wide


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def assistant() -> PretendAssistant:
    return PretendAssistant(pace=0.05)


@pytest.fixture(scope="module")
def url(assistant: PretendAssistant) -> Iterator[str]:
    with serving(assistant) as address:
        yield address


@contextmanager
def visiting(
    browser: Any,
    url: str,
    artefacts: Path,
    *,
    ready: str = ".ts-status:has-text('17')",
    **wishes: Any,
) -> Iterator[Visit]:
    context = browser.new_context(**{"locale": "id-ID", "viewport": DESK, **wishes})
    context.set_default_timeout(15_000)
    expect.set_options(timeout=15_000)
    visit = Visit(context.new_page(), url, artefacts)
    visit.page.goto(url)
    visit.page.wait_for_selector(ready)
    yield visit
    context.close()
    assert visit.said == [], "the console stays silent"
    strangers = [
        seen
        for seen in visit.requests
        if not seen.startswith((visit.url + "/", "data:", "blob:" + visit.url))
    ]
    assert strangers == [], "no request leaves the machine"


def test_ask_read_and_check_an_answer(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        assert page.evaluate("document.documentElement.lang") == "id"
        expect(page.locator(".ts-banner")).to_contain_text("ollama pull gemma3:4b")
        expect(page.locator("#ts-box textarea")).to_be_focused()
        visit.shot("desk-welcome")

        visit.ask(WAGE)
        visit.answered()
        claims = page.locator(".ts-claim")
        expect(claims).to_have_count(3)
        expect(claims.nth(0)).to_contain_text("Rp 215.000")
        expect(claims.nth(1)).to_contain_text("periksa")
        expect(claims.nth(2)).to_contain_text("dikutip ulang")
        expect(page.locator("#ts-box textarea")).to_have_value("")
        expect(page.locator("#ts-box textarea")).to_be_focused()
        expect(page.locator("[role=log][aria-live=polite]")).to_have_count(1)

        claims.nth(0).locator("a.ts-cite").click()
        lit = page.locator("mark.ts-lit")
        expect(lit).to_have_text(
            [P_STRIKE.sentence_text(P_STRIKE.passage.sentences[at]) for at in (1, 3)]
        )
        expect(lit.first).to_be_in_viewport()
        claims.nth(1).locator("a.ts-cite").first.click()
        expect(lit).to_have_text([P_REPLY.sentence_text(P_REPLY.passage.sentences[0])])
        expect(lit.first).to_be_focused()
        card = page.locator(".ts-card").first
        expect(card).to_contain_text("Warta Kawasan")
        expect(card).to_contain_text("14 Maret 2025")
        link = card.locator("a[href^=http]").first
        expect(link).to_have_attribute("href", re.compile(r"^https://warta-kawasan\.example/"))
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        assert visit.overflow() <= 0
        visit.shot("desk-answer")


def test_evidence_stands_beside_the_chat_at_a_desk(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts) as visit:
        visit.ask(WAGE)
        visit.answered()
        chat = visit.page.locator("#ts-left").bounding_box()
        beside = visit.page.locator("#ts-right").bounding_box()
        assert chat["x"] + chat["width"] <= beside["x"] + 1
        assert abs(chat["y"] - beside["y"]) < 2


def test_an_older_answer_opens_its_own_evidence(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        visit.ask(WAGE)
        visit.answered(1)
        visit.ask("Siapa ketuanya?")
        visit.answered(2)
        expect(page.locator(".ts-evidence")).to_have_attribute("data-turn", "2")
        page.locator(".ts-claim").nth(1).locator("a.ts-cite").first.click()
        expect(page.locator(".ts-evidence")).to_have_attribute("data-turn", "1")
        expect(page.locator("mark.ts-lit")).to_have_text(
            [P_REPLY.sentence_text(P_REPLY.passage.sentences[0])]
        )


def test_a_refusal_shows_the_nearest_without_highlight(
    browser: Any, url: str, artefacts: Path
) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        visit.ask(RICE)
        visit.answered()
        expect(page.locator(".ts-refusal")).to_contain_text("1.240 artikel")
        expect(page.locator(".ts-evidence")).to_contain_text("Bagian terdekat, bukan jawaban")
        expect(page.locator(".ts-card")).to_have_count(2)
        expect(page.locator(".ts-evidence mark")).to_have_count(0)
        expect(page.locator(".ts-evidence")).to_contain_text("tanggal tidak diketahui")
        visit.shot("desk-refusal")


TYPO = "Berapa uapah pokok pada November 2025?"


def test_a_correction_and_a_time_are_undone_by_a_click(
    browser: Any, url: str, artefacts: Path, assistant: PretendAssistant
) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        visit.ask(TYPO)
        visit.answered()
        read = page.locator(".ts-read").last
        expect(read).to_contain_text("Menampilkan hasil untuk: Berapa upah pokok pada?")
        expect(read.locator("strong")).to_have_text("upah")
        expect(page.locator(".ts-refusal")).to_be_visible()
        visit.shot("desk-read")
        drop = page.get_by_role("button", name="Hapus saringan waktu", exact=True)
        assert drop.bounding_box()["width"] >= 24
        drop.click()
        visit.answered(2)
        assert assistant.wished[-1] == Wishes(any_time=True)
        assert assistant.asked[-1] == TYPO
        expect(page.locator(".ts-question").last).to_have_text(TYPO)
        expect(page.locator(".ts-claim")).to_have_count(3)
        expect(read).to_contain_text("Tanpa saringan waktu")
        expect(read.locator(".ts-drop")).to_have_count(0)
        expect(page.locator(".ts-evidence")).to_have_attribute("data-turn", "2")

        undo = read.get_by_role("button", name=re.compile("^Cari persis: Berapa uapah"))
        undo.focus()
        page.keyboard.press("Enter")
        visit.answered(3)
        assert assistant.wished[-1] == Wishes(any_time=True, exactly=True), "both stay undone"
        expect(read).to_contain_text("Dicari persis seperti ditulis")
        expect(read.locator("button")).to_have_count(0)
        expect(page.locator("#ts-box textarea")).to_be_focused()
        visit.shot("desk-read-undone")
        # A question that is typed anew is read anew.
        visit.ask(TYPO)
        visit.answered(4)
        assert assistant.wished[-1] == Wishes()


NEXT = "kalau di Sagara?"
MEANT = "Berapa kenaikan upah di Sagara?"


def test_a_follow_up_is_shown_edited_and_asked_as_typed(
    browser: Any, url: str, artefacts: Path, assistant: PretendAssistant
) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        visit.ask(WAGE)
        visit.answered()
        expect(page.locator(".ts-understood")).to_have_count(0)
        visit.ask(NEXT)
        visit.answered(2)
        meant = page.locator(".ts-understood")
        expect(meant).to_contain_text(f"Dipahami sebagai: {MEANT}")
        expect(page.locator(".ts-notices").last).not_to_contain_text("Dipahami")
        visit.shot("desk-understood")
        assert [each.asked for each in assistant.histories[-1]] == [WAGE]

        meant.get_by_role("button", name="Ubah", exact=True).click()
        box = page.locator("#ts-box textarea")
        expect(box).to_have_value(MEANT)
        expect(box).to_be_focused()
        assert assistant.asked[-1] == NEXT, "nothing is asked by that"
        visit.shot("desk-understood-edit")
        visit.ask("Berapa kenaikan upah di Lamuri?")
        visit.answered(3)
        assert assistant.wished[-1] == Wishes(alone=True)
        expect(page.locator(".ts-read").last).to_contain_text("tanpa percakapan sebelumnya")
        expect(page.locator(".ts-understood")).to_have_count(1)

        typed = meant.get_by_role("button", name="Tanyakan apa adanya", exact=True)
        assert typed.bounding_box()["height"] >= 24
        typed.focus()
        page.keyboard.press("Enter")
        visit.answered(4)
        assert (assistant.asked[-1], assistant.wished[-1]) == (NEXT, Wishes(alone=True))
        assert [each.asked for each in assistant.histories[-1]] == [WAGE]
        visit.ask("kalau di Arung?")
        visit.answered(5)
        assert assistant.wished[-1] == Wishes(), "what is typed anew is understood anew"
        assert len(list(assistant.histories[-1])) == 4
        assert len(set(assistant.askers[-5:])) == 1

        page.locator("#ts-new").click()
        expect(page.locator(".ts-question")).to_have_count(0)
        visit.ask(NEXT)
        visit.answered()
        assert not assistant.histories[-1], "a new conversation knows nothing of the old one"
        expect(page.locator(".ts-understood")).to_have_count(0)


def test_a_follow_up_and_what_else_was_read_into_it(
    browser: Any, url: str, artefacts: Path, assistant: PretendAssistant
) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        visit.ask("Berapa uapah pokok di Benang Biru?")
        visit.answered()
        visit.ask("kalau di Sagara November 2025?")
        visit.answered(2)
        expect(page.locator(".ts-understood")).to_have_count(1)
        expect(page.locator(".ts-refusal")).to_be_visible()
        read = page.locator(".ts-read").last
        expect(read.locator("strong")).to_have_text("upah")
        visit.shot("desk-understood-read")
        read.locator(".ts-drop").click()
        visit.answered(3)
        assert assistant.wished[-1] == Wishes(any_time=True)
        assert len(assistant.histories[-1]) == 1
        expect(page.locator(".ts-understood")).to_have_count(2)
        page.locator(".ts-understood").last.get_by_role("button", name="Tanyakan").click()
        visit.answered(4)
        assert assistant.wished[-1] == Wishes(any_time=True, alone=True), "both stay undone"


def test_a_place_in_the_queue_is_shown(browser: Any, artefacts: Path) -> None:
    with (
        serving(PretendAssistant(pace=0.6)) as address,
        visiting(browser, address, artefacts) as visit,
    ):
        visit.ask("antre: berapa kenaikan upah?")
        expect(visit.page.locator("#ts-progress")).to_contain_text(
            re.compile(r"Menunggu giliran, urutan ke-[123]")
        )
        visit.shot("desk-queue")
        visit.answered()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_follow_up_on_a_phone(browser: Any, url: str, artefacts: Path, scheme: str) -> None:
    wishes: dict[str, Any] = {
        "viewport": PHONE,
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": scheme,
        "locale": "en-GB" if scheme == "dark" else "id-ID",
    }
    with visiting(browser, url, artefacts, **wishes) as visit:
        page = visit.page
        visit.ask("Berapa kenaikan upah pokok bagi pekerja kontrak di pabrik Benang Biru?")
        visit.answered()
        visit.ask(NEXT)
        visit.answered(2)
        expect(page.locator(".ts-understood")).to_be_visible()
        assert contrast(page, ".ts-understood p") >= 4.5
        assert contrast(page, ".ts-understood button") >= 4.5
        assert visit.overflow() <= 0
        page.locator(".ts-question").last.scroll_into_view_if_needed()
        visit.shot(f"phone-{scheme}-understood")
        page.locator(".ts-understood button").first.tap()
        expect(page.locator("#ts-box textarea")).to_have_value(
            "Berapa kenaikan upah pokok bagi pekerja kontrak di Sagara?"
        )


def test_english_names_of_what_can_be_undone(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts, locale="en-GB", color_scheme="dark") as visit:
        page = visit.page
        visit.ask(TYPO)
        visit.answered()
        expect(
            page.get_by_role("button", name="Remove the time filter", exact=True)
        ).to_be_visible()
        expect(page.locator(".ts-read")).to_contain_text(
            "Only articles published 1–30 November 2025"
        )
        page.locator("#ts-filter > button").click()
        expect(page.get_by_label("Published since")).to_be_visible()
        visit.shot("desk-english-dark-read")
        page.locator("#ts-language label", has_text="Indonesia").click()
        expect(page.get_by_label("Terbit sejak")).to_be_visible()
        expect(page.locator(".ts-read")).to_contain_text("Hanya artikel terbit")


def test_the_persons_own_filter(
    browser: Any, url: str, artefacts: Path, assistant: PretendAssistant
) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        panel = page.locator("#ts-filter > button")
        expect(panel).to_have_attribute("aria-expanded", "false")
        expect(page.locator("#ts-clear")).to_have_count(0)
        panel.focus()
        page.keyboard.press("Enter")
        expect(panel).to_have_attribute("aria-expanded", "true")
        page.get_by_label("Terbit sejak").fill("31/2/2025")
        page.keyboard.press("Tab")
        expect(page.locator(".ts-narrowed-wrong")).to_contain_text("“31/2/2025” bukan tanggal")
        begun = assistant.begun
        box = page.locator("#ts-box textarea")
        box.fill(WAGE)
        box.press("Enter")
        expect(page.locator(".ts-hint")).to_contain_text("bukan tanggal")
        expect(box).to_have_value(WAGE)
        assert assistant.begun == begun, "a filter that cannot be read is never left out silently"

        page.get_by_label("Terbit sejak").fill("Maret 2025")
        page.get_by_label("Media").fill("Warta Kawasan")
        box.press("Enter")  # without leaving the field first
        visit.answered()
        own = Filters(published_from=date(2025, 3, 1), outlet="Warta Kawasan")
        assert assistant.wished[-1] == Wishes(filters=own)
        told = "terbit sejak 1 Maret 2025, media Warta Kawasan"
        expect(panel).to_contain_text(f"Saring: {told}")
        expect(page.locator(".ts-read")).to_contain_text(f"Saringan Anda: {told}")
        visit.shot("desk-filter")
        panel.click()
        page.locator("#ts-new").click()
        expect(page.locator(".ts-question")).to_have_count(0)
        expect(panel).to_contain_text(told)
        page.locator(".ts-example").first.click()
        visit.answered()
        assert assistant.wished[-1] == Wishes(filters=own), "it holds for examples too"

        page.locator("#ts-clear").click()
        expect(page.locator("#ts-clear")).to_have_count(0)
        expect(panel).to_have_text(re.compile(r"^\s*Saring\s*▼\s*$"))
        visit.ask(WAGE)
        visit.answered(2)
        assert assistant.wished[-1] == Wishes()
        panel.click()
        expect(page.get_by_label("Terbit sejak")).to_have_value("")
        expect(page.get_by_label("Media")).to_have_value("")
    with visiting(browser, url, artefacts) as visit:
        visit.ask(WAGE)
        visit.answered()
        assert assistant.wished[-1] == Wishes(), "another page has its own filter"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_reading_and_filter_on_a_phone(
    browser: Any, url: str, artefacts: Path, scheme: str
) -> None:
    wishes: dict[str, Any] = {
        "viewport": PHONE,
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": scheme,
    }
    with visiting(browser, url, artefacts, **wishes) as visit:
        page = visit.page
        expect(page.locator("#ts-box textarea")).to_be_in_viewport()
        visit.ask(TYPO)
        visit.answered()
        assert visit.overflow() <= 0
        visit.shot(f"phone-{scheme}-read")
        page.locator("#ts-filter > button").tap()
        page.get_by_label("Terbit sejak").fill("1/3/2025")
        page.get_by_label("Media").fill("Warta Kawasan")
        page.keyboard.press("Enter")
        expect(page.locator(".ts-narrowed")).to_contain_text("Berlaku untuk pertanyaan berikutnya")
        assert visit.overflow() <= 0
        visit.shot(f"phone-{scheme}-filter")
        for name in ("#ts-clear", "#ts-filter > button", "#ts-send"):
            expect(page.locator(name)).to_be_in_viewport(ratio=1)
        clear, panel = (
            page.locator(name).bounding_box() for name in ("#ts-clear", "#ts-filter > button")
        )
        assert panel["x"] + panel["width"] <= clear["x"]
        page.locator("#ts-filter > button").tap()
        page.locator(".ts-drop").tap()
        visit.answered(2)
        assert visit.overflow() <= 0


def contrast(page: Any, selector: str) -> float:
    """Return the contrast of a text with the nearest filled ground behind it (WCAG 2, 1.4.3)."""
    found: float = page.evaluate(
        """(selector) => {
          const light = (rgb) => rgb.match(/[\\d.]+/g).slice(0, 3).map((part) => {
            const s = part / 255;
            return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
          }).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
          const text = document.querySelector(selector);
          let behind = text;
          const ground = () => getComputedStyle(behind).backgroundColor;
          while (behind.parentElement && /, 0\\)|transparent/.test(ground())) {
            behind = behind.parentElement;
          }
          const pair = [light(getComputedStyle(text).color), light(ground())].sort((a, b) => b - a);
          return (pair[0] + 0.05) / (pair[1] + 0.05);
        }""",
        selector,
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_new_above_and_below_can_be_read(
    browser: Any, url: str, artefacts: Path, scheme: str
) -> None:
    with visiting(browser, url, artefacts, color_scheme=scheme) as visit:
        page = visit.page
        visit.ask(TYPO)
        visit.answered()
        page.locator("#ts-filter > button").click()
        selectors = [
            ".ts-chip > span", ".ts-chip strong", ".ts-corrected .ts-again", ".ts-drop",
            ".ts-period > span", "#ts-filter > button", "#ts-first label span", ".ts-narrowed",
        ]  # fmt: skip
        found = {one: round(contrast(page, one), 1) for one in selectors}
        page.get_by_label("Terbit sejak").fill("x")
        page.keyboard.press("Tab")
        expect(page.locator(".ts-narrowed-wrong")).to_be_visible()
        page.wait_for_timeout(400)  # colours change softly
        for one in (".ts-narrowed-wrong", "#ts-filter > button", "#ts-clear"):
            found[one + " (wrong)"] = round(contrast(page, one), 1)
        print(scheme, found)
        assert min(found.values()) >= 4.5, found


def test_stop_ends_the_answer_and_reaches_the_assistant(
    browser: Any, url: str, artefacts: Path, assistant: PretendAssistant
) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        visit.ask("lambat sekali")
        expect(page.locator(".ts-claim")).to_have_count(1)
        expect(page.locator(".ts-progress")).to_contain_text("Menulis jawaban")
        expect(page.locator(".ts-clock")).to_have_text(re.compile(r"[12],\d dtk"))
        visit.shot("desk-writing")
        assert assistant.closed == assistant.begun - 1
        page.locator("#ts-stop").click()
        expect(page.locator(".ts-stopped")).to_be_visible()
        expect(page.locator(".ts-progress")).to_have_count(0)
        assert assistant.closed == assistant.begun
        visit.ask(WAGE)
        visit.answered()


def test_leaving_the_page_reaches_the_assistant(
    browser: Any, url: str, artefacts: Path, assistant: PretendAssistant
) -> None:
    with visiting(browser, url, artefacts) as visit:
        visit.ask("lambat lagi")
        expect(visit.page.locator(".ts-claim")).to_have_count(1)
    with visiting(browser, url, artefacts) as visit:
        for _ in range(50):
            if assistant.closed == assistant.begun:
                break
            visit.page.wait_for_timeout(100)
    assert assistant.closed == assistant.begun


def test_troubles_are_plain_and_the_page_stays_usable(
    browser: Any, url: str, artefacts: Path
) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        page.locator("#ts-send").click()
        expect(page.locator(".ts-hint")).to_contain_text("Tulis dulu pertanyaannya")
        long = "a" * 4001
        page.locator("#ts-box textarea").fill(long)
        page.locator("#ts-box textarea").press("Enter")
        expect(page.locator(".ts-hint")).to_contain_text("lebih dari 4000 karakter")
        expect(page.locator("#ts-box textarea")).to_have_value(long)
        visit.ask("celaka")
        expect(page.locator(".ts-trouble")).to_have_count(1)
        visit.ask("meledak")
        expect(page.locator(".ts-trouble")).to_have_count(2)
        expect(page.locator(".ts-trouble").last).to_contain_text("Coba kirim lagi")
        visit.shot("desk-troubles")
        visit.ask(WAGE)
        visit.answered()
        assert "unforeseen" not in page.content()


def test_a_pasted_book_gets_a_sentence(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts) as visit:
        box = visit.page.locator("#ts-box textarea")
        box.focus()
        visit.page.keyboard.insert_text("kata " * 20_000)
        box.press("Enter")
        expect(visit.page.locator(".ts-hint")).to_contain_text("lebih dari 4000 karakter")


def test_examples_are_asked_by_a_click(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        expect(page.locator(".ts-example")).to_have_text(list(EXAMPLES["id"]))
        page.locator(".ts-example").first.click()
        visit.answered()
        expect(page.locator(".ts-question")).to_have_text(EXAMPLES["id"][0])
        expect(page.locator(".ts-example")).to_have_count(0)
        page.locator("#ts-new").click()
        expect(page.locator(".ts-question")).to_have_count(0)
        expect(page.locator(".ts-example")).to_have_count(4)
        expect(page.locator(".ts-evidence")).to_have_attribute("data-turn", "0")


def test_shift_enter_starts_a_line_and_enter_sends(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts) as visit:
        box = visit.page.locator("#ts-box textarea")
        box.type("Siapa")
        box.press("Shift+Enter")
        box.type("ketuanya?")
        expect(box).to_have_value("Siapa\nketuanya?")
        box.press("Enter")
        visit.answered()
        expect(visit.page.locator(".ts-question")).to_have_text(re.compile(r"Siapa\s+ketuanya\?"))


def test_english_in_the_dark(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts, locale="en-GB", color_scheme="dark") as visit:
        page = visit.page
        expect(page.locator(".ts-greeting")).to_contain_text("What would you like to know?")
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
        background = page.evaluate(
            "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
        )
        assert max(int(part) for part in re.findall(r"\d+", background)[:3]) < 60
        visit.shot("desk-english-dark-welcome")
        visit.ask(WAGE)
        visit.answered()
        expect(page.locator(".ts-evidence h2")).to_have_text("Evidence")
        page.locator(".ts-claim").first.locator("a.ts-cite").click()
        visit.shot("desk-english-dark-answer")
        page.locator("#ts-language label", has_text="Indonesia").click()
        expect(page.locator(".ts-evidence h2")).to_have_text("Bukti")
        expect(page.locator("#ts-send")).to_have_text("Tanya")
        expect(page.locator(".ts-claim")).to_have_count(3)
        page.locator("[data-do=theme]").click()
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"
        page.reload()
        page.wait_for_selector(".ts-greeting")
        expect(page.locator("body.dark")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_evidence_is_below(
    browser: Any, url: str, artefacts: Path, scheme: str
) -> None:
    wishes: dict[str, Any] = {
        "viewport": PHONE,
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": scheme,
    }
    with visiting(browser, url, artefacts, **wishes) as visit:
        page = visit.page
        assert visit.overflow() <= 0
        visit.shot(f"phone-{scheme}-welcome")
        visit.ask(WAGE)
        visit.answered()
        assert visit.overflow() <= 0
        expect(page.locator(".ts-question")).to_be_in_viewport()
        visit.shot(f"phone-{scheme}-answer")
        chat = page.locator("#ts-left").bounding_box()
        below = page.locator("#ts-right").bounding_box()
        assert below["y"] >= chat["y"] + chat["height"] - 1
        page.locator(".ts-claim").nth(1).locator("a.ts-cite").first.tap()
        expect(page.locator("mark.ts-lit")).to_be_in_viewport()
        assert visit.overflow() <= 0
        visit.shot(f"phone-{scheme}-evidence")
        page.locator("a.ts-back").tap()
        expect(page.locator(".ts-claim").first).to_be_in_viewport()
        visit.ask(RICE)
        visit.answered(2)
        assert visit.overflow() <= 0
        visit.shot(f"phone-{scheme}-refusal")


def test_an_empty_archive_says_how_to_fill_it(browser: Any, artefacts: Path) -> None:
    with (
        serving(empty()) as url,
        visiting(browser, url, artefacts, ready=".ts-fill") as visit,
    ):
        expect(visit.page.locator(".ts-fill")).to_contain_text("./tanya ingest add FOLDER")
        expect(visit.page.locator(".ts-fill")).to_contain_text("./tanya ui --sample")
        expect(visit.page.locator(".ts-example")).to_have_count(0)
        visit.shot("desk-empty")


def test_model_mode_names_the_model_and_commands_can_be_copied(
    browser: Any, url: str, artefacts: Path
) -> None:
    with serving(with_model()) as own, visiting(browser, own, artefacts) as visit:
        expect(visit.page.locator(".ts-banner")).to_contain_text("gemma3:4b")
        expect(visit.page.locator(".ts-command")).to_have_count(0)
        visit.shot("desk-model")
    with visiting(
        browser, url, artefacts, permissions=["clipboard-read", "clipboard-write"]
    ) as visit:
        visit.page.locator(".ts-command button").last.click()
        expect(visit.page.locator(".ts-command button").last).to_have_text("Tersalin")
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert copied == "ollama pull gemma3:4b"


HOSTILE = (
    "<script>window.hit=1</script><img src=x onerror=window.hit=1>"
    "<img src=https://evil.example/leak.png><iframe src=javascript:window.hit=1></iframe>"
    "<svg onload=window.hit=1><form action=https://evil.example><input name=p></form>"
    "<div style='position:fixed;inset:0'>masuk</div><style>*{display:none}</style>"
    "![x](https://evil.example/y.png) [y](javascript:window.hit=1) ${window.hit=1} "
    "{{constructor.constructor('window.hit=1')()}} $$x$$ </mark></section>"
)


def test_nothing_hostile_runs_loads_or_covers(
    browser: Any, url: str, artefacts: Path, assistant: PretendAssistant
) -> None:
    article = ArticleSummary(
        id="h", source="h", title=HOSTILE, outlet=HOSTILE, url="javascript:window.hit=1"
    )
    place = stored(article, [HOSTILE, "Kalimat lain."])
    answer = Answer(
        question="jahat",
        language="id",
        refused=False,
        text=HOSTILE,
        understood=Understood(
            asked=HOSTILE,
            text=HOSTILE,
            language="id",
            corrections=(Correction(asked=HOSTILE, used=HOSTILE),),
        ),
        claims=(Claim(text=HOSTILE, check=Check.FOUND, evidence=(evidence(place, 0),)),),
        sources=(source(1, article),),
        passages=(place,),
        model=HOSTILE,
    )
    question = HOSTILE.strip()
    assistant.extra[question] = replace(answer, question=question)
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        page.locator("#ts-box textarea").fill(question)
        page.locator("#ts-box textarea").press("Enter")
        visit.answered()
        expect(page.locator(".ts-claim")).to_contain_text(HOSTILE)
        expect(page.locator(".ts-question")).to_contain_text(HOSTILE)
        expect(page.locator(".ts-evidence mark")).to_have_text(HOSTILE)
        expect(page.locator(".ts-card h3")).to_have_text(HOSTILE)
        expect(page.locator(".ts-read strong")).to_have_text(HOSTILE)
        expect(page.locator(".ts-read em")).to_have_text(HOSTILE)
        page.wait_for_timeout(500)
        assert page.evaluate("window.hit === undefined")
        strange = "script, img, iframe, form, input, style, svg, object, video, audio, link"
        for part in ("#ts-chat [role=log]", "#ts-evidence"):
            assert page.locator(part).locator(strange).count() == 0
        visit.shot("desk-hostile")


def test_the_keyboard_alone_is_enough(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        visit.ask("Siapa ketuanya?")
        visit.answered()
        page.locator("a.ts-cite").focus()
        page.keyboard.press("Enter")
        expect(page.locator("mark.ts-lit")).to_be_focused()
        page.locator("a.ts-skip").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#ts-box textarea")).to_be_focused()
        page.locator("#ts-language input[value=en]").focus()
        page.keyboard.press("Space")
        expect(page.locator("#ts-send")).to_have_text("Ask")


def test_two_browsers_see_only_their_own_conversation(
    browser: Any, url: str, artefacts: Path
) -> None:
    with visiting(browser, url, artefacts) as one, visiting(browser, url, artefacts) as two:
        one.ask("lambat milik satu")
        two.ask("Siapa milik dua?")
        two.answered()
        expect(one.page.locator(".ts-claim")).to_have_count(1)
        assert "milik satu" not in two.page.content()
        assert "milik dua" not in one.page.content()
        one.page.locator("#ts-stop").click()
        expect(one.page.locator(".ts-stopped")).to_be_visible()


def test_the_newest_question_is_asked_anew_and_edited(
    browser: Any, url: str, artefacts: Path, assistant: PretendAssistant
) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        visit.ask("Siapa ketuanya?")
        visit.answered()
        visit.ask(WAGE)
        visit.answered(2)
        begun = assistant.begun
        expect(page.locator(".ts-newest:visible")).to_have_count(2)
        page.get_by_role("button", name="Tanyakan ulang", exact=True).last.click()
        expect(page.locator("#giliran-2[data-run='3']")).to_be_visible()
        visit.answered(2)
        assert (assistant.begun, assistant.asked[-1]) == (begun + 1, WAGE)
        assert len(assistant.histories[-1]) == 1, "what it knew is what it knew the first time"

        box = page.locator("#ts-box textarea")
        box.focus()
        page.keyboard.press("ArrowUp")
        expect(box).to_have_value(WAGE)
        expect(page.locator(".ts-hint")).to_contain_text("menggantikan pertanyaan terakhir")
        page.get_by_role("button", name="Batal", exact=True).click()
        expect(box).to_have_value("")
        expect(page.locator(".ts-hint")).to_have_count(0)
        page.keyboard.press("ArrowUp")
        expect(box).to_have_value(WAGE)
        visit.ask("Siapa Ratna?")
        visit.answered(2)
        expect(page.locator(".ts-question")).to_have_text(["Siapa ketuanya?", "Siapa Ratna?"])
        expect(page.locator(".ts-evidence")).to_have_attribute("data-turn", "2")


def test_an_answer_is_copied_with_its_sources(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(
        browser, url, artefacts, permissions=["clipboard-read", "clipboard-write"]
    ) as visit:
        visit.ask(WAGE)
        visit.answered()
        button = visit.page.locator("[data-do=copy-answer]")
        button.click()
        expect(button).to_have_text("Tersalin")
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert "Upah pokok naik Rp 215.000" in copied and "[1] Buruh Benang Biru" in copied


def test_what_can_follow_is_asked_by_a_click(
    browser: Any, url: str, artefacts: Path, assistant: PretendAssistant
) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        visit.ask(WAGE)
        visit.answered()
        offered = page.locator(".ts-suggestion:visible")
        expect(offered).to_have_text([EXAMPLES["id"][1], EXAMPLES["id"][2]])
        offered.first.click()
        visit.answered(2)
        assert assistant.asked[-1] == EXAMPLES["id"][1]
        expect(page.locator("#giliran-1 .ts-next:visible")).to_have_count(0)
        expect(page.locator("#giliran-2 .ts-suggestion").first).to_be_visible()
        visit.ask(RICE)
        visit.answered(3)
        expect(page.locator(".ts-suggestion:visible")).to_have_count(0)
        visit.shot("desk-suggestions")


def test_shortcuts_help_and_their_switch(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        box = page.locator("#ts-box textarea")
        box.fill("a/b?")
        box.press("/")
        expect(box).to_have_value("a/b?/")
        box.fill("")
        page.locator("[data-do=theme]").focus()
        page.keyboard.press("?")
        expect(page.locator("#ts-help-box")).to_be_visible()
        visit.shot("desk-help")
        page.keyboard.press("Escape")
        expect(page.locator("#ts-help-box")).to_be_hidden()
        page.keyboard.press("/")
        expect(box).to_be_focused()
        expect(box).to_have_value("")
        visit.ask("lambat nian")
        expect(page.locator(".ts-claim")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator(".ts-stopped")).to_be_visible()
        page.keyboard.press("Alt+n")
        expect(page.locator(".ts-question")).to_have_count(0)
        page.locator("[data-do=help]").click()
        page.get_by_label("Pakai pintasan").uncheck()
        page.get_by_role("button", name="Tutup", exact=True).click()
        page.locator("[data-do=theme]").focus()
        page.keyboard.press("/")
        expect(box).not_to_be_focused()


def test_what_is_drawn_stays_while_an_answer_grows(browser: Any, url: str, artefacts: Path) -> None:
    with visiting(browser, url, artefacts) as visit:
        page = visit.page
        visit.ask(WAGE)
        visit.answered()
        page.evaluate("document.querySelector('.ts-claim').kept = true")
        page.locator("[data-do=why]").first.click()
        expect(page.locator(".ts-why:visible")).to_contain_text("Bandingkan")
        visit.ask("lambat sekali")
        expect(page.locator("#giliran-2 .ts-claim")).to_have_count(1)
        page.evaluate("document.querySelector('#giliran-2 .ts-claim').kept = true")
        page.locator("#ts-stop").click()
        expect(page.locator(".ts-stopped")).to_be_visible()
        assert (
            page.evaluate(
                "[...document.querySelectorAll('#giliran-1 .ts-claim, #giliran-2 .ts-claim')]"
                ".filter((claim) => claim.kept).length"
            )
            == 2
        ), "nothing that stood there was drawn anew"
        expect(page.locator(".ts-why:visible")).to_have_count(1)


def test_a_question_in_the_address_waits_in_the_box_and_a_language_is_remembered(
    browser: Any, url: str, artefacts: Path
) -> None:
    with visiting(browser, f"{url}/?q=Berapa%20upah%3F", artefacts) as visit:
        expect(visit.page.locator("#ts-box textarea")).to_have_value("Berapa upah?")
        visit.url = url
        visit.page.locator("#ts-language label", has_text="English").click()
        expect(visit.page.locator("#ts-send")).to_have_text("Ask")
        visit.page.goto(url)
        expect(visit.page.locator("#ts-send")).to_have_text("Ask")


def test_half_the_width_needs_no_sideways_scrolling(
    browser: Any, url: str, artefacts: Path
) -> None:
    with visiting(browser, url, artefacts, viewport={"width": 640, "height": 450}) as visit:
        visit.ask(WAGE)
        visit.answered()
        assert visit.overflow() <= 0
        visit.shot("zoom-answer")
