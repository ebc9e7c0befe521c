"""The page in real headless Chromium: what a person does, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
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
from browser_office import RICE
from browser_server import serving
from browser_visit import LOOKS, TIMEOUT, Look, Visit, Windows, two_looks

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
expect.set_options(timeout=TIMEOUT)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CLIPBOARD = ["clipboard-read", "clipboard-write"]
WAGE = "Berapa kenaikan upah di Benang Biru?"


@pytest.fixture(scope="module")
def assistant() -> PretendAssistant:
    return PretendAssistant(pace=0.05)


@pytest.fixture(scope="module")
def url(assistant: PretendAssistant) -> Iterator[str]:
    with serving(assistant) as address:
        yield address


on_phones = pytest.mark.parametrize("look", [each for each in LOOKS if each.phone], ids=str)


@contextmanager
def visiting(
    windows: Windows,
    url: str,
    *,
    path: str = "/",
    ready: str = ".ts-status:has-text('17')",
    **wishes: Any,
) -> Iterator[Visit]:
    with windows.visit(url, **wishes) as visit:
        visit.go(path, until=ready)
        yield visit


@two_looks
def test_ask_read_and_check_an_answer(windows: Windows, url: str, look: Look) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page, box = visit.page, visit.page.locator("#ts-box textarea")
        assert page.evaluate("document.documentElement.lang") == look.language
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == look.scheme
        expect(page.locator(".ts-banner")).to_contain_text("ollama pull gemma3:4b")
        expect(page.locator(".ts-greeting")).to_contain_text(
            look.told("Apa yang ingin Anda ketahui?", "What would you like to know?")
        )
        expect(box).to_be_focused()
        assert visit.overflow() <= 0
        visit.shot(f"welcome-{look}")

        visit.ask(WAGE)
        claims = page.locator(".ts-claim")
        expect(claims).to_have_count(3)
        expect(claims.nth(0)).to_contain_text("Rp 215.000")
        expect(claims.nth(1)).to_contain_text(look.told("periksa", "check"))
        expect(claims.nth(2)).to_contain_text(look.told("dikutip ulang", "quoted instead"))
        expect(box).to_have_value("")
        expect(page.locator("[role=log][aria-live=polite]")).to_have_count(1)
        expect(page.locator(".ts-question")).to_be_in_viewport()
        visit.shot(f"answer-{look}")

        cite = claims.nth(0).locator("a.ts-cite")
        cite.tap() if look.phone else cite.click()
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
        expect(card).to_contain_text(look.told("14 Maret 2025", "14 March 2025"))
        link = card.locator("a[href^=http]").first
        expect(link).to_have_attribute("href", re.compile(r"^https://warta-kawasan\.example/"))
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        assert visit.overflow() <= 0
        visit.shot(f"evidence-{look}")


@two_looks
def test_evidence_is_beside_the_chat_and_on_a_phone_below(
    windows: Windows, url: str, look: Look
) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        visit.ask(WAGE)
        chat = page.locator("#ts-left").bounding_box()
        other = page.locator("#ts-right").bounding_box()
        if not look.phone:
            assert chat["x"] + chat["width"] <= other["x"] + 1
            assert abs(chat["y"] - other["y"]) < 2
            return
        assert other["y"] >= chat["y"] + chat["height"] - 1
        page.locator(".ts-claim").nth(1).locator("a.ts-cite").first.tap()
        expect(page.locator("mark.ts-lit")).to_be_in_viewport()
        page.locator("a.ts-back").tap()
        expect(page.locator(".ts-claim").first).to_be_in_viewport()


@two_looks
def test_an_older_answer_opens_its_own_evidence(windows: Windows, url: str, look: Look) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        visit.ask(WAGE)
        visit.ask("Siapa ketuanya?", 2)
        expect(page.locator(".ts-evidence")).to_have_attribute("data-turn", "2")
        page.locator(".ts-claim").nth(1).locator("a.ts-cite").first.click()
        expect(page.locator(".ts-evidence")).to_have_attribute("data-turn", "1")
        expect(page.locator("mark.ts-lit")).to_have_text(
            [P_REPLY.sentence_text(P_REPLY.passage.sentences[0])]
        )


@two_looks
def test_a_refusal_shows_the_nearest_without_highlight(
    windows: Windows, url: str, look: Look
) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        visit.ask(RICE)
        expect(page.locator(".ts-refusal")).to_contain_text("1.240 artikel")
        expect(page.locator(".ts-evidence")).to_contain_text(
            look.told("Bagian terdekat, bukan jawaban", "Nearest passages, not an answer")
        )
        expect(page.locator(".ts-card")).to_have_count(2)
        expect(page.locator(".ts-evidence mark")).to_have_count(0)
        expect(page.locator(".ts-evidence")).to_contain_text(
            look.told("tanggal tidak diketahui", "date unknown")
        )
        assert visit.overflow() <= 0
        visit.shot(f"refusal-{look}")


TYPO = "Berapa uapah pokok pada November 2025?"


@two_looks
def test_a_correction_and_a_time_are_undone_by_a_click(
    windows: Windows, url: str, look: Look, assistant: PretendAssistant
) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        visit.ask(TYPO)
        read = page.locator(".ts-read").last
        expect(read).to_contain_text(look.told("Menampilkan hasil untuk:", "Showing results for:"))
        expect(read).to_contain_text("Berapa upah pokok pada?")
        expect(read).to_contain_text(
            look.told("Hanya artikel terbit", "Only articles published 1–30 November 2025")
        )
        expect(read.locator("strong")).to_have_text("upah")
        expect(page.locator(".ts-refusal")).to_be_visible()
        visit.shot(f"read-{look}")
        drop = page.get_by_role(
            "button", name=look.told("Hapus saringan waktu", "Remove the time filter"), exact=True
        )
        assert drop.bounding_box()["width"] >= 24
        drop.click()
        visit.answered(2)
        assert assistant.wished[-1] == Wishes(any_time=True)
        assert assistant.asked[-1] == TYPO
        expect(page.locator(".ts-question").last).to_have_text(TYPO)
        expect(page.locator(".ts-claim")).to_have_count(3)
        expect(read).to_contain_text(look.told("Tanpa saringan waktu", "Without a time filter"))
        expect(read.locator(".ts-drop")).to_have_count(0)
        expect(page.locator(".ts-evidence")).to_have_attribute("data-turn", "2")

        undo = read.get_by_role(
            "button",
            name=re.compile(
                look.told("^Cari persis: Berapa uapah", "^Search exactly: Berapa uapah")
            ),
        )
        undo.focus()
        page.keyboard.press("Enter")
        visit.answered(3)
        assert assistant.wished[-1] == Wishes(any_time=True, exactly=True), "both stay undone"
        expect(read).to_contain_text(
            look.told("Dicari persis seperti ditulis", "Searched exactly as typed")
        )
        expect(read.locator("button")).to_have_count(0)
        expect(page.locator("#ts-box textarea")).to_be_focused()
        visit.shot(f"read-undone-{look}")
        # A question that is typed anew is read anew.
        visit.ask(TYPO, 4)
        assert assistant.wished[-1] == Wishes()


NEXT = "kalau di Sagara?"
MEANT = "Berapa kenaikan upah di Sagara?"


@two_looks
def test_a_follow_up_is_shown_edited_and_asked_as_typed(
    windows: Windows, url: str, look: Look, assistant: PretendAssistant
) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        visit.ask(WAGE)
        expect(page.locator(".ts-understood")).to_have_count(0)
        visit.ask(NEXT, 2)
        meant = page.locator(".ts-understood")
        expect(meant).to_contain_text(f"{look.told('Dipahami sebagai:', 'Understood as:')} {MEANT}")
        assert contrast(page, ".ts-understood p") >= 4.5
        assert contrast(page, ".ts-understood button") >= 4.5
        assert visit.overflow() <= 0
        expect(page.locator(".ts-notices").last).not_to_contain_text("Dipahami")
        visit.shot(f"understood-{look}")
        assert [each.asked for each in assistant.histories[-1]] == [WAGE]

        meant.get_by_role("button", name=look.told("Ubah", "Edit"), exact=True).click()
        box = page.locator("#ts-box textarea")
        expect(box).to_have_value(MEANT)
        expect(box).to_be_focused()
        assert assistant.asked[-1] == NEXT, "nothing is asked by that"
        visit.shot(f"understood-edit-{look}")
        visit.ask("Berapa kenaikan upah di Lamuri?", 3)
        assert assistant.wished[-1] == Wishes(alone=True)
        expect(page.locator(".ts-read").last).to_contain_text(
            look.told("tanpa percakapan sebelumnya", "without the conversation before it")
        )
        expect(page.locator(".ts-understood")).to_have_count(1)

        typed = meant.get_by_role(
            "button", name=look.told("Tanyakan apa adanya", "Ask as typed"), exact=True
        )
        assert typed.bounding_box()["height"] >= 24
        typed.focus()
        page.keyboard.press("Enter")
        visit.answered(4)
        assert (assistant.asked[-1], assistant.wished[-1]) == (NEXT, Wishes(alone=True))
        assert [each.asked for each in assistant.histories[-1]] == [WAGE]
        visit.ask("kalau di Arung?", 5)
        assert assistant.wished[-1] == Wishes(), "what is typed anew is understood anew"
        assert len(list(assistant.histories[-1])) == 4
        assert len(set(assistant.askers[-5:])) == 1

        page.locator("#ts-new").click()
        expect(page.locator(".ts-question")).to_have_count(0)
        visit.ask(NEXT)
        assert not assistant.histories[-1], "a new conversation knows nothing of the old one"
        expect(page.locator(".ts-understood")).to_have_count(0)


def test_a_follow_up_and_what_else_was_read_into_it(
    windows: Windows, url: str, assistant: PretendAssistant
) -> None:
    with visiting(windows, url) as visit:
        page = visit.page
        visit.ask("Berapa uapah pokok di Benang Biru?")
        visit.ask("kalau di Sagara November 2025?", 2)
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


@two_looks
def test_a_place_in_the_queue_is_shown(
    windows: Windows, url: str, look: Look, assistant: PretendAssistant
) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        assistant.turn.clear()
        try:
            visit.put("antre: berapa kenaikan upah?")
            expect(visit.page.locator("#ts-progress")).to_contain_text(
                look.told("Menunggu giliran, urutan ke-1", "Waiting for a turn, number 1 in line")
            )
            visit.shot(f"queue-{look}")
        finally:
            assistant.turn.set()
        visit.answered(1)


def test_a_language_is_changed_within_an_answer(windows: Windows, url: str) -> None:
    with visiting(windows, url, locale="en-GB", color_scheme="dark") as visit:
        page = visit.page
        visit.ask(TYPO)
        page.locator("#ts-filter > button").click()
        expect(page.get_by_label("Published since")).to_be_visible()
        page.locator("#ts-language label", has_text="Indonesia").click()
        expect(page.get_by_label("Terbit sejak")).to_be_visible()
        expect(page.locator(".ts-read")).to_contain_text("Hanya artikel terbit")


@two_looks
def test_the_persons_own_filter(
    windows: Windows, url: str, look: Look, assistant: PretendAssistant
) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        panel = page.locator("#ts-filter > button")
        since = page.get_by_label(look.told("Terbit sejak", "Published since"))
        outlet = page.get_by_label(look.told("Media", "Outlet"))
        wrong = look.told("bukan tanggal", "is not a date")
        expect(panel).to_have_attribute("aria-expanded", "false")
        expect(page.locator("#ts-clear")).to_have_count(0)
        panel.focus()
        page.keyboard.press("Enter")
        expect(panel).to_have_attribute("aria-expanded", "true")
        since.fill("31/2/2025")
        page.keyboard.press("Tab")
        expect(page.locator(".ts-narrowed-wrong")).to_contain_text(f"“31/2/2025” {wrong}")
        begun = assistant.begun
        box = page.locator("#ts-box textarea")
        box.fill(WAGE)
        box.press("Enter")
        expect(page.locator(".ts-hint")).to_contain_text(wrong)
        expect(box).to_have_value(WAGE)
        assert assistant.begun == begun, "a filter that cannot be read is never left out silently"

        since.fill("Maret 2025")
        outlet.fill("Warta Kawasan")
        box.press("Enter")  # without leaving the field first
        visit.answered(1)
        own = Filters(published_from=date(2025, 3, 1), outlet="Warta Kawasan")
        assert assistant.wished[-1] == Wishes(filters=own)
        told = look.told(
            "terbit sejak 1 Maret 2025, media Warta Kawasan",
            "published since 1 March 2025, outlet Warta Kawasan",
        )
        expect(panel).to_contain_text(f"{look.told('Saring', 'Filter')}: {told}")
        expect(page.locator(".ts-read")).to_contain_text(
            f"{look.told('Saringan Anda', 'Your filter')}: {told}"
        )
        visit.shot(f"filter-{look}")
        panel.click()
        page.locator("#ts-new").click()
        expect(page.locator(".ts-question")).to_have_count(0)
        expect(panel).to_contain_text(told)
        page.locator(".ts-example").first.click()
        visit.answered(1)
        assert assistant.wished[-1] == Wishes(filters=own), "it holds for examples too"

        page.locator("#ts-clear").click()
        expect(page.locator("#ts-clear")).to_have_count(0)
        expect(panel).to_have_text(re.compile(r"^\s*(Saring|Filter)\s*▼\s*$"))
        visit.ask(WAGE, 2)
        assert assistant.wished[-1] == Wishes()
        panel.click()
        expect(since).to_have_value("")
        expect(outlet).to_have_value("")


def test_another_page_has_its_own_filter(
    windows: Windows, url: str, assistant: PretendAssistant
) -> None:
    with visiting(windows, url) as one, visiting(windows, url) as two:
        one.page.locator("#ts-filter > button").click()
        one.page.get_by_label("Media").fill("Warta Kawasan")
        one.ask(WAGE)
        assert assistant.wished[-1] == Wishes(filters=Filters(outlet="Warta Kawasan"))
        two.ask(WAGE)
        assert assistant.wished[-1] == Wishes()


@on_phones
def test_reading_and_filter_on_a_phone(windows: Windows, url: str, look: Look) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        expect(page.locator("#ts-box textarea")).to_be_in_viewport()
        visit.ask(TYPO)
        assert visit.overflow() <= 0
        visit.shot(f"read-{look}")
        page.locator("#ts-filter > button").tap()
        page.get_by_label(look.told("Terbit sejak", "Published since")).fill("1/3/2025")
        page.get_by_label(look.told("Media", "Outlet")).fill("Warta Kawasan")
        page.keyboard.press("Enter")
        expect(page.locator(".ts-narrowed")).to_contain_text(
            look.told("Berlaku untuk pertanyaan berikutnya", "Holds for the next questions")
        )
        assert visit.overflow() <= 0
        visit.shot(f"narrowed-{look}")
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


@two_looks
def test_what_is_new_above_and_below_can_be_read(windows: Windows, url: str, look: Look) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        visit.ask(TYPO)
        page.locator("#ts-filter > button").click()
        selectors = [
            ".ts-chip > span", ".ts-chip strong", ".ts-corrected .ts-again", ".ts-drop",
            ".ts-period > span", "#ts-filter > button", "#ts-first label span", ".ts-narrowed",
        ]  # fmt: skip
        found = {one: round(contrast(page, one), 1) for one in selectors}
        page.get_by_label(look.told("Terbit sejak", "Published since")).fill("x")
        page.keyboard.press("Tab")
        expect(page.locator(".ts-narrowed-wrong")).to_be_visible()
        visit.settled()
        for one in (".ts-narrowed-wrong", "#ts-filter > button", "#ts-clear"):
            found[one + " (wrong)"] = round(contrast(page, one), 1)
        print(look, found)
        assert min(found.values()) >= 4.5, found


@two_looks
def test_stop_ends_the_answer_and_reaches_the_assistant(
    windows: Windows, url: str, look: Look, assistant: PretendAssistant
) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        visit.put("lambat sekali")
        expect(page.locator(".ts-claim")).to_have_count(1)
        expect(page.locator(".ts-progress")).to_contain_text(
            look.told("Menulis jawaban", "Writing the answer")
        )
        clock = page.locator(".ts-clock")
        expect(clock).to_have_text(re.compile(look.told(r"\d,\d dtk", r"\d\.\d s")))
        expect(clock).not_to_have_text(clock.inner_text())  # it goes on
        visit.shot(f"writing-{look}")
        assert assistant.closed == assistant.begun - 1
        page.locator("#ts-stop").click()
        expect(page.locator(".ts-stopped")).to_be_visible()
        expect(page.locator(".ts-progress")).to_have_count(0)
        assert visit.until(lambda: assistant.closed == assistant.begun)
        visit.ask(WAGE)


def test_leaving_the_page_reaches_the_assistant(
    windows: Windows, url: str, assistant: PretendAssistant
) -> None:
    with visiting(windows, url) as visit:
        visit.put("lambat lagi")
        expect(visit.page.locator(".ts-claim")).to_have_count(1)
    with visiting(windows, url) as visit:
        assert visit.until(lambda: assistant.closed == assistant.begun)


@two_looks
def test_troubles_are_plain_and_the_page_stays_usable(
    windows: Windows, url: str, look: Look
) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        page.locator("#ts-send").click()
        expect(page.locator(".ts-hint")).to_contain_text(
            look.told("Tulis dulu pertanyaannya", "Write a question first")
        )
        long = "a" * 4001
        page.locator("#ts-box textarea").fill(long)
        page.locator("#ts-box textarea").press("Enter")
        expect(page.locator(".ts-hint")).to_contain_text(
            look.told("lebih dari 4000 karakter", "more than 4000 characters")
        )
        expect(page.locator("#ts-box textarea")).to_have_value(long)
        visit.put("celaka")
        expect(page.locator(".ts-trouble")).to_have_count(1)
        visit.put("meledak")
        expect(page.locator(".ts-trouble")).to_have_count(2)
        expect(page.locator(".ts-trouble").last).to_contain_text(
            look.told("Coba kirim lagi", "Send it again")
        )
        visit.shot(f"troubles-{look}")
        visit.ask(WAGE)
        assert "unforeseen" not in page.content()


def test_a_pasted_book_gets_a_sentence(windows: Windows, url: str) -> None:
    with visiting(windows, url) as visit:
        box = visit.page.locator("#ts-box textarea")
        box.focus()
        visit.page.keyboard.insert_text("kata " * 20_000)
        box.press("Enter")
        expect(visit.page.locator(".ts-hint")).to_contain_text("lebih dari 4000 karakter")


@two_looks
def test_examples_are_asked_by_a_click(windows: Windows, url: str, look: Look) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        examples = EXAMPLES[look.language]
        expect(page.locator(".ts-example")).to_have_text(list(examples))
        page.locator(".ts-example").first.click()
        visit.answered(1)
        expect(page.locator(".ts-question")).to_have_text(examples[0])
        expect(page.locator(".ts-example")).to_have_count(0)
        page.locator("#ts-new").click()
        expect(page.locator(".ts-question")).to_have_count(0)
        expect(page.locator(".ts-example")).to_have_count(len(examples))
        expect(page.locator(".ts-evidence")).to_have_attribute("data-turn", "0")


@two_looks
def test_shift_enter_starts_a_line_and_enter_sends(windows: Windows, url: str, look: Look) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        box = visit.page.locator("#ts-box textarea")
        box.type("Siapa")
        box.press("Shift+Enter")
        box.type("ketuanya?")
        expect(box).to_have_value("Siapa\nketuanya?")
        box.press("Enter")
        visit.answered(1)
        expect(visit.page.locator(".ts-question")).to_have_text(re.compile(r"Siapa\s+ketuanya\?"))


def test_english_in_the_dark(windows: Windows, url: str) -> None:
    with visiting(windows, url, locale="en-GB", color_scheme="dark") as visit:
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
        expect(page.locator(".ts-evidence h2")).to_have_text("Evidence")
        page.locator(".ts-claim").first.locator("a.ts-cite").click()
        visit.shot("desk-english-dark-answer")
        page.locator("#ts-language label", has_text="Indonesia").click()
        expect(page.locator(".ts-evidence h2")).to_have_text("Bukti")
        expect(page.locator("#ts-send")).to_have_text("Tanya")
        expect(page.locator(".ts-claim")).to_have_count(3)
        page.locator("[data-do=theme]").click()
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"
        visit.go("/", until=".ts-greeting")
        expect(page.locator("body.dark")).to_have_count(0)


@pytest.fixture(scope="module")
def bare() -> Iterator[str]:
    with serving(empty()) as address:
        yield address


@two_looks
def test_an_empty_archive_says_how_to_fill_it(windows: Windows, bare: str, look: Look) -> None:
    with visiting(windows, bare, ready=".ts-fill", **look.wishes) as visit:
        expect(visit.page.locator(".ts-fill")).to_contain_text("./tanya ingest add FOLDER")
        expect(visit.page.locator(".ts-fill")).to_contain_text("./tanya ui --sample")
        expect(visit.page.locator(".ts-example")).to_have_count(0)
        visit.shot(f"empty-{look}")


@pytest.fixture(scope="module")
def written() -> Iterator[str]:
    with serving(with_model()) as address:
        yield address


@two_looks
def test_model_mode_names_the_model(windows: Windows, written: str, look: Look) -> None:
    with visiting(windows, written, **look.wishes) as visit:
        expect(visit.page.locator(".ts-banner")).to_contain_text("gemma3:4b")
        expect(visit.page.locator(".ts-command")).to_have_count(0)
        visit.shot(f"model-{look}")


@two_looks
def test_commands_can_be_copied(windows: Windows, url: str, look: Look) -> None:
    with visiting(windows, url, permissions=CLIPBOARD, **look.wishes) as visit:
        button = visit.page.locator(".ts-command button").last
        if look.phone:  # where there is room they lie open
            expect(button).not_to_be_visible()
            visit.page.locator(".ts-fix summary").click()
        button.click()
        expect(button).to_have_text(look.told("Tersalin", "Copied"))
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
    windows: Windows, url: str, assistant: PretendAssistant
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
    with visiting(windows, url) as visit:
        page = visit.page
        page.locator("#ts-box textarea").fill(question)
        page.locator("#ts-box textarea").press("Enter")
        visit.answered(1)
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


@two_looks
def test_the_keyboard_alone_is_enough(windows: Windows, url: str, look: Look) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        visit.ask("Siapa ketuanya?")
        page.locator("a.ts-cite").focus()
        page.keyboard.press("Enter")
        expect(page.locator("mark.ts-lit")).to_be_focused()
        page.locator("a.ts-skip").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#ts-box textarea")).to_be_focused()
        page.locator(f"#ts-language input[value={look.told('en', 'id')}]").focus()
        page.keyboard.press("Space")
        expect(page.locator("#ts-send")).to_have_text(look.told("Ask", "Tanya"))


def test_two_browsers_see_only_their_own_conversation(windows: Windows, url: str) -> None:
    with visiting(windows, url) as one, visiting(windows, url) as two:
        one.put("lambat milik satu")
        two.ask("Siapa milik dua?")
        expect(one.page.locator(".ts-claim")).to_have_count(1)
        assert "milik satu" not in two.page.content()
        assert "milik dua" not in one.page.content()
        one.page.locator("#ts-stop").click()
        expect(one.page.locator(".ts-stopped")).to_be_visible()


@two_looks
def test_the_newest_question_is_asked_anew_and_edited(
    windows: Windows, url: str, look: Look, assistant: PretendAssistant
) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        visit.ask("Siapa ketuanya?")
        visit.ask(WAGE, 2)
        begun = assistant.begun
        expect(page.locator(".ts-newest:visible")).to_have_count(2)
        page.get_by_role(
            "button", name=look.told("Tanyakan ulang", "Ask again"), exact=True
        ).last.click()
        expect(page.locator("#giliran-2[data-run='3']")).to_be_visible()
        visit.answered(2)
        assert (assistant.begun, assistant.asked[-1]) == (begun + 1, WAGE)
        assert len(assistant.histories[-1]) == 1, "what it knew is what it knew the first time"

        box = page.locator("#ts-box textarea")
        box.focus()
        page.keyboard.press("ArrowUp")
        expect(box).to_have_value(WAGE)
        expect(page.locator(".ts-hint")).to_contain_text(
            look.told("menggantikan pertanyaan terakhir", "take the place of the last question")
        )
        page.get_by_role("button", name=look.told("Batal", "Cancel"), exact=True).click()
        expect(box).to_have_value("")
        expect(page.locator(".ts-hint")).to_have_count(0)
        page.keyboard.press("ArrowUp")
        expect(box).to_have_value(WAGE)
        visit.ask("Siapa Ratna?", 2)
        expect(page.locator(".ts-question")).to_have_text(["Siapa ketuanya?", "Siapa Ratna?"])
        expect(page.locator(".ts-evidence")).to_have_attribute("data-turn", "2")


@two_looks
def test_an_answer_is_copied_with_its_sources(windows: Windows, url: str, look: Look) -> None:
    with visiting(windows, url, permissions=CLIPBOARD, **look.wishes) as visit:
        visit.ask(WAGE)
        button = visit.page.locator("[data-do=copy-answer]")
        button.click()
        expect(button).to_have_text(look.told("Tersalin", "Copied"))
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert "Upah pokok naik Rp 215.000" in copied and "[1] Buruh Benang Biru" in copied


@two_looks
def test_what_can_follow_is_asked_by_a_click(
    windows: Windows, url: str, look: Look, assistant: PretendAssistant
) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        visit.ask(WAGE)
        offered = page.locator(".ts-suggestion:visible")
        known = EXAMPLES["id"][1:3]  # in the language of the answer, not of the page
        expect(offered).to_have_text(list(known))
        offered.first.click()
        visit.answered(2)
        assert assistant.asked[-1] == known[0]
        expect(page.locator("#giliran-1 .ts-next:visible")).to_have_count(0)
        expect(page.locator("#giliran-2 .ts-suggestion").first).to_be_visible()
        visit.ask(RICE, 3)
        expect(page.locator(".ts-suggestion:visible")).to_have_count(0)
        visit.shot(f"suggestions-{look}")


@two_looks
def test_shortcuts_help_and_their_switch(windows: Windows, url: str, look: Look) -> None:
    with visiting(windows, url, **look.wishes) as visit:
        page = visit.page
        box = page.locator("#ts-box textarea")
        box.fill("a/b?")
        box.press("/")
        expect(box).to_have_value("a/b?/")
        box.fill("")
        page.locator("[data-do=theme]").focus()
        page.keyboard.press("?")
        expect(page.locator("#ts-help-box")).to_be_visible()
        visit.shot(f"help-{look}")
        page.keyboard.press("Escape")
        expect(page.locator("#ts-help-box")).to_be_hidden()
        page.keyboard.press("/")
        expect(box).to_be_focused()
        expect(box).to_have_value("")
        visit.put("lambat nian")
        expect(page.locator(".ts-claim")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator(".ts-stopped")).to_be_visible()
        page.keyboard.press("Alt+n")
        expect(page.locator(".ts-question")).to_have_count(0)
        page.locator("[data-do=help]").click()
        page.get_by_label(look.told("Pakai pintasan", "Use shortcuts")).uncheck()
        page.get_by_role("button", name=look.told("Tutup", "Close"), exact=True).click()
        page.locator("[data-do=theme]").focus()
        page.keyboard.press("/")
        expect(box).not_to_be_focused()


def test_what_is_drawn_stays_while_an_answer_grows(windows: Windows, url: str) -> None:
    with visiting(windows, url) as visit:
        page = visit.page
        visit.ask(WAGE)
        page.evaluate("document.querySelector('.ts-claim').kept = true")
        page.locator("[data-do=why]").first.click()
        expect(page.locator(".ts-why:visible")).to_contain_text("Bandingkan")
        visit.put("lambat sekali")
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
    windows: Windows, url: str
) -> None:
    with visiting(windows, url, path="/?q=Berapa%20upah%3F") as visit:
        expect(visit.page.locator("#ts-box textarea")).to_have_value("Berapa upah?")
        visit.page.locator("#ts-language label", has_text="English").click()
        expect(visit.page.locator("#ts-send")).to_have_text("Ask")
        visit.go("/", until=".ts-greeting")
        expect(visit.page.locator("#ts-send")).to_have_text("Ask")


def test_half_the_width_needs_no_sideways_scrolling(windows: Windows, url: str) -> None:
    with visiting(windows, url, viewport={"width": 640, "height": 450}) as visit:
        visit.ask(WAGE)
        assert visit.overflow() <= 0
        visit.shot("zoom-answer")
