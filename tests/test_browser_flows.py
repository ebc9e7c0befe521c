"""What people do with the whole program in real Chromium, from signing in to undoing a removal.

Each in four looks, in which any two of width, theme and language meet; the assistant, the archive
and the imports are the real ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from browser_office import CONGRESS, RICE, SECRET, STRIKE, Office, office_in
from browser_visit import TIMEOUT, WIDE, Look, Visit, Windows, every_look

from rag.records import Complaint, Review

playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no Playwright here")
expect = playwright.expect
expect.set_options(timeout=TIMEOUT)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CLIPBOARD = ["clipboard-read", "clipboard-write"]
LED = "Ketua Serikat Pekerja Kertas Pasirwangi (SPKP) Tuti Hapsari memimpin pemogokan itu."
STRUCK = "Sebanyak 740 buruh PT Kertas Arum Sejahtera mogok kerja"
VOTED = "Kongres memilih Roswita Mangunsong sebagai ketua umum GEMA dengan 118 suara."


Enter = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_in(tmp_path_factory.mktemp("flows")) as opened:
        yield opened


@pytest.fixture(scope="module")
def enter(windows: Windows, office: Office) -> Enter:
    """Give what opens a browser window of its own: ``enter("sari", **look.wishes)``."""
    return partial(windows.visit, office.home)


@pytest.fixture(autouse=True)
def nothing_kept(office: Office) -> Iterator[None]:
    """Take away what a test has kept."""
    yield
    kept = office.house.archive.conversations
    for name in ("sari", "tuti", "ratna"):
        for each in kept.page(office.id(name)):
            kept.delete(each.id, office.id(name))


def lit(visit: Visit) -> Any:
    return visit.page.locator("#ts-evidence mark.ts-lit")


def opened_line(visit: Visit, deed: str) -> Any:
    """Unfold the newest conversation of the list and press one of its buttons."""
    line = visit.rail().locator(".tc-item").first
    if not line.locator(".tc-ways").is_visible():
        line.locator(".tc-menu").click()
    line.locator(f"[data-deed={deed}]").first.click()
    return line


def kept_id(visit: Visit) -> str:
    """Return the conversation that the page's address names, once it does."""
    visit.page.wait_for_url(re.compile(r"\?c=[\w-]{16,}$"))
    return str(visit.page.url.rpartition("?c=")[2])


# --- asking and checking --------------------------------------------------------------------------


@every_look
def test_sign_in_ask_check_read_and_copy(enter: Enter, look: Look, office: Office) -> None:
    with enter(permissions=CLIPBOARD, **look.wishes) as visit:
        page = visit.page
        page.goto(office.home)
        expect(page.locator("h1")).to_have_text(look.told("Masuk", "Sign in"))
        page.locator("#name").fill("sari")
        page.locator("#password").fill(SECRET)
        page.locator("#password").press("Enter")
        visit.ready()
        assert page.url == office.home + "/"
        visit.ask(STRIKE)
        claims = page.locator(".ts-claim")
        expect(claims).to_have_count(2)

        cite = claims.filter(has_text="Tuti Hapsari").locator("a.ts-cite")
        cite.click()
        expect(lit(visit)).to_have_text([LED])
        expect(lit(visit)).to_be_in_viewport()
        expect(lit(visit)).to_be_focused()
        expect(page.locator(".ts-card").first).to_contain_text("Warta Pasirwangi")
        expect(page.locator(".ts-card time").first).to_have_attribute("datetime", "2026-02-10")

        page.locator("#ts-evidence a.ts-reader").first.click()
        marks = page.locator("#ts-reader mark")
        expect(marks).to_have_count(2)
        expect(marks.first).to_be_focused()
        expect(marks.first).to_contain_text(STRUCK)
        page.locator("#ts-reader [data-jump='1']").click()
        expect(marks.nth(1)).to_be_focused()
        expect(marks.nth(1)).to_be_in_viewport()
        expect(marks.nth(1)).to_have_text(LED)
        page.keyboard.press("n")
        expect(marks.first).to_be_focused()
        assert visit.overflow() <= 0
        visit.shot(f"flow-reader-{look}")
        page.keyboard.press("Escape")
        expect(page.locator("#ts-reader")).to_have_count(0)

        page.locator("[data-do=copy-answer]").click()
        expect(page.locator("[data-do=copy-answer]")).to_have_text(look.told("Tersalin", "Copied"))
        copied = page.evaluate("navigator.clipboard.readText()")
        for part in (LED, STRUCK, "[1]", "740 Buruh Kertas Arum Mogok", "Warta Pasirwangi"):
            assert part in copied
        assert "https://wartapasirwangi.example/mogok-kertas" in copied


@every_look
def test_a_whole_report_is_not_widened_and_nothing_runs_twice(enter: Enter, look: Look) -> None:
    with enter("sari", **look.wishes) as visit:
        visit.go()
        loaded = visit.page.evaluate("[...document.scripts].map((one) => one.src).filter(Boolean)")
        twice = {each for each in loaded if loaded.count(each) > 1}
        assert twice == set(), "a script that is loaded twice does everything twice"
        visit.ask(CONGRESS)
        # The card shows the whole of a short report, so that there is nothing to widen.
        expect(visit.page.locator("#ts-evidence .ts-card").first).to_be_visible()
        expect(visit.page.locator("#ts-evidence [data-around]:visible")).to_have_count(0)
        visit.page.locator("#ts-evidence a.ts-reader").first.click()
        expect(visit.page.locator("#ts-reader mark").first).to_be_focused()
        assert len([each for each in visit.requests if "/reader/" in each]) == 1


@every_look
def test_a_refusal_says_what_was_searched(enter: Enter, look: Look) -> None:
    with enter("sari", **look.wishes) as visit:
        visit.go()
        visit.ask(RICE)
        expect(visit.page.locator(".ts-refusal")).to_be_visible()
        expect(visit.page.locator(".ts-claim, #ts-evidence mark")).to_have_count(0)
        assert visit.overflow() <= 0


# --- what is kept ---------------------------------------------------------------------------------


@every_look
def test_rename_search_share_and_stop_sharing(enter: Enter, look: Look, office: Office) -> None:
    with enter("sari", permissions=CLIPBOARD, **look.wishes) as mine:
        mine.go()
        mine.ask(STRIKE)
        kept_id(mine)
        line = opened_line(mine, "rename")
        line.locator(".tc-rename input").fill("Mogok <b>Arum</b>")
        line.locator(".tc-rename input").press("Enter")
        expect(line.locator(".tc-title")).to_have_text("Mogok <b>Arum</b>")
        mine.rail(opened=False)
        mine.page.locator("#ts-new").click()
        expect(mine.page.locator(".ts-question")).to_have_count(0)
        mine.ask(CONGRESS)
        items = mine.rail().locator(".tc-item")
        expect(items).to_have_count(2)
        mine.rail().locator("[type=search]").fill("arum")
        expect(items).to_have_count(1)
        expect(items).to_contain_text("Mogok <b>Arum</b>")
        mine.shot(f"flow-searched-{look}")

        line = opened_line(mine, "share")
        link = line.locator(".tc-link input")
        expect(link).to_have_value(re.compile(re.escape(office.home) + r"/shared/[\w-]{16,}$"))
        address = str(link.input_value())
        expect(line.locator(".tc-hint")).not_to_be_empty()
        assert mine.page.evaluate("navigator.clipboard.readText()") == address
        with enter("tuti", **look.wishes) as theirs:
            theirs.go(address.removeprefix(office.home))
            expect(theirs.page.locator("h1")).to_have_text("Mogok <b>Arum</b>")
            expect(theirs.page.locator("main")).to_contain_text(LED)
            expect(theirs.page.locator("main")).to_contain_text("sari")
            expect(theirs.page.locator("main [contenteditable], main textarea")).to_have_count(0)
            assert theirs.overflow() <= 0
            memo = theirs.page.context.request.get(address + "/memo.md")
            assert memo.ok and LED in memo.text()
            line.locator(".tc-menu").click()
            line.locator("[data-deed=unshare]").click()
            expect(line.locator(".tc-flag")).to_have_count(0)
            gone = theirs.page.goto(address)
            assert gone.status == 404 and LED not in theirs.page.content()
            assert theirs.page.context.request.get(address + "/memo.md").status == 404


def test_nobody_sees_what_is_somebody_elses(enter: Enter, office: Office) -> None:
    with enter("sari") as mine, enter("tuti") as theirs:
        mine.go()
        mine.ask(CONGRESS)
        identity = kept_id(mine)
        answer = mine.page.locator(".ts-foot").get_attribute("data-answer")
        theirs.go()
        expect(theirs.rail().locator(".tc-item")).to_have_count(0)
        theirs.go(f"/?c={identity}")
        expect(theirs.page.locator(".ts-hint")).to_contain_text("bukan milik Anda")
        expect(theirs.page.locator(".ts-question")).to_have_count(0)
        assert "Roswita" not in theirs.page.locator("#ts-chat").inner_html()
        theirs.page.evaluate(
            "(id) => document.dispatchEvent(new CustomEvent('tanya:turn-page', { detail: id }))",
            identity,
        )
        expect(theirs.page.locator(".ts-hint")).to_contain_text("bukan milik Anda")
        expect(theirs.page.locator(".ts-question")).to_have_count(0)

        request = theirs.page.context.request
        for path in (f"answers/{answer}", f"conversations/{identity}"):
            for kind in ("docx", "pdf", "md"):
                assert request.get(f"{office.home}/{path}/memo.{kind}").status == 404
        assert request.get(f"{office.home}/answers/{answer}/feedback").status == 404
        for deed in ("rename", "delete", "restore", "share", "unshare"):
            status = theirs.sent(f"/conversations/{identity}/{deed}", title="x")
            assert status == 404, deed
        listed = request.get(f"{office.home}/conversations?q=GEMA")
        assert listed.ok and identity not in listed.text()
        for path in ("/feedback", "/people"):
            assert request.get(office.home + path).status == 403
        assert office.house.archive.conversations.get(identity, office.id("sari")) is not None
        with enter() as stranger:
            memo = f"{office.home}/answers/{answer}/memo.md"
            for url in (f"{office.home}/?c={identity}", memo):
                stranger.page.goto(url)
                expect(stranger.page.locator("#password")).to_be_visible()


@every_look
def test_memos_in_three_forms(enter: Enter, look: Look) -> None:
    with enter("sari", **look.wishes) as visit:
        visit.go()
        visit.ask(STRIKE)
        for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF-"), ("md", b"# ")):
            visit.page.locator("details.ts-menu summary").last.click()
            with visit.page.expect_download() as coming:
                visit.page.locator(f"details.ts-menu[open] a[href$='.{kind}']").click()
            saved = Path(coming.value.path()).read_bytes()
            assert saved.startswith(begins) and coming.value.suggested_filename.endswith(kind)
        for part in (LED, "Warta Pasirwangi", STRIKE):
            assert part in saved.decode(), "the memo in Markdown has what was asked and answered"


@every_look
def test_a_reopened_answer_lights_the_same_sentence(enter: Enter, look: Look) -> None:
    with enter("sari", **look.wishes) as visit:
        visit.go()
        visit.ask(STRIKE)
        kept_id(visit)
        offered = visit.page.locator(".ts-suggestion")
        expect(offered.first).to_be_visible()
        proposed = offered.all_inner_texts()
        visit.again()
        visit.answered()
        expect(offered).to_have_text(proposed)
        expect(visit.page.locator(".ts-question")).to_have_text(STRIKE)
        led = visit.page.locator(".ts-claim").filter(has_text="Tuti Hapsari")
        led.locator("a.ts-cite").click()
        expect(lit(visit)).to_have_text([LED])
        expect(visit.page.locator(".ts-changed")).to_have_count(0)

        visit.page.locator("#ts-new").click()
        expect(visit.page.locator(".ts-question")).to_have_count(0)
        visit.rail().locator(".ts-rail-open").first.click()
        visit.answered()
        expect(offered).to_have_text(proposed)
        led.locator("a.ts-cite").click()
        expect(lit(visit)).to_have_text([LED])
        # What is asked now belongs to the same conversation.
        visit.ask(CONGRESS, 2)
        visit.again()
        visit.answered(2)
        expect(visit.page.locator(".ts-question")).to_have_text([STRIKE, CONGRESS])
        expect(visit.rail().locator(".tc-item")).to_have_count(1)


@every_look
def test_delete_and_undo(enter: Enter, look: Look) -> None:
    with enter("sari", **look.wishes) as visit:
        visit.go()
        visit.ask(CONGRESS)
        identity = kept_id(visit)
        opened_line(visit, "delete")
        expect(visit.page.locator(".tc-item")).to_have_count(0)
        expect(visit.page.locator(".ts-question")).to_have_count(0)
        undo = visit.page.locator("[data-tc=undo] button")
        expect(undo).to_be_focused()
        visit.shot(f"flow-undo-{look}")
        undo.press("Enter")
        expect(visit.page.locator(".tc-item")).to_have_count(1)
        visit.page.locator(".ts-rail-open").first.click()
        visit.answered()
        assert kept_id(visit) == identity
        expect(visit.page.locator(".ts-claim").first).to_contain_text("Roswita Mangunsong")


def test_a_changed_source_is_flagged(enter: Enter, office: Office) -> None:
    with enter("tuti") as visit:
        visit.go()
        visit.ask("Berapa aduan yang diterima posko buruh jahit?")
        expect(visit.page.locator(".ts-claim").first).to_contain_text("58 aduan")
        identity = kept_id(visit)
        office.changed("emoji.md", "58 aduan", "61 aduan")
        visit.go(f"/?c={identity}")
        visit.answered()
        told = visit.page.locator(".ts-changed")
        expect(told).to_contain_text(re.compile("sumber", re.IGNORECASE))
        expect(told).to_contain_text("Posko")
        expect(visit.page.locator(".ts-claim").first).to_contain_text("58 aduan")
        expect(visit.rail().locator(".tc-item .tc-warn")).to_have_text("sumber berubah")
        visit.shot("flow-changed")
        reader = visit.page.locator("#ts-evidence a.ts-reader").first
        visit.page.goto(f"{office.home}/{reader.get_attribute('href')}")
        expect(visit.page.locator(".ts-whole .ts-changed")).to_be_visible()
        expect(visit.page.locator("mark")).to_have_count(0)


# --- feedback -------------------------------------------------------------------------------------


@every_look
def test_a_thumb_down_becomes_a_case(enter: Enter, look: Look, office: Office) -> None:
    with enter("sari", **look.wishes) as reader:
        reader.go()
        reader.ask(STRIKE)
        answer = str(reader.page.locator(".ts-foot").get_attribute("data-answer"))
        reader.page.locator("[data-way=down]").click()
        reader.page.get_by_label(
            look.told("Ada berita di arsip yang terlewat", "An article in the archive was missed")
        ).check()
        reader.page.locator(".tf-slot textarea").fill("Uang makannya tidak disebut.")
        assert reader.overflow() <= 0
        reader.page.locator(".tf-slot .tf-main").click()
        expect(reader.page.locator(".tf-told")).to_contain_text(
            look.told("Terima kasih", "Thank you")
        )
        expect(reader.page.locator("[data-way=down]")).to_have_attribute("aria-pressed", "true")
    store = office.house.archive.feedback
    said = store.of(answer, office.id("sari"))
    assert said is not None and said.complaints == (Complaint.MISSED_ARTICLE,)
    with enter("ratna", **look.wishes) as admin:
        page = admin.page
        admin.go()
        if page.locator("[data-do=menu]").is_visible():
            page.locator("[data-do=menu]").click()
        page.locator(".ts-ways a[href=feedback]").click()
        item = page.locator(".tf-item").first
        expect(item).to_contain_text("Uang makannya tidak disebut.")
        expect(item).to_contain_text(LED)
        item.locator("a[href*='/case']").click()
        page.locator("[name=gold]").first.check()
        page.locator("#tf-must").fill("Rp 27.500")
        assert admin.overflow() <= 0
        page.locator("main form .tp-button").first.click()
        expect(page.locator("[role=status], .tp-notice").first).to_be_visible()
    said = store.of(answer, office.id("sari"))
    assert said is not None and said.review is Review.CASE
    case = json.loads(store.cases()[-1])
    assert case["question"] == STRIKE and "Rp 27.500" in json.dumps(case, ensure_ascii=False)
    store.withdraw(answer, office.id("sari"))


# --- the archive ----------------------------------------------------------------------------------


@every_look
def test_upload_find_remove_and_undo(enter: Enter, look: Look, office: Office) -> None:
    title = look.told("Upah Perajin Rotan Cibuluh Naik", "Upah Pengayam Bambu Talang Naik")
    report = f"{title}\n\nCIBULUH, 3 Juni 2026 - Upah perajin naik Rp 31.000 per hari di Cibuluh.\n"
    file = {"name": "rotan.txt", "mimeType": "text/plain", "buffer": report.encode()}
    with enter("budi", **look.wishes) as visit:
        page = visit.page
        visit.go("/imports")
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator("#ti-files").set_input_files(file)
        page.locator("#ti-upload [name=same][value=beside]").check()
        page.locator("#ti-upload [name=outlet]").fill("Kabar Cibuluh")
        page.locator("#ti-upload button").click()
        expect(page.locator("[role=status]").first).to_be_visible()
        expect(page.locator("#ti-running")).to_contain_text("rotan", timeout=30_000)
        expect(page.locator(".ti-running")).to_have_attribute("data-busy", "false", timeout=60_000)
        expect(page.locator("#ti-running")).to_contain_text(
            look.told("1 disimpan", "1 stored"), timeout=30_000
        )
        visit.shot(f"flow-imported-{look}", whole=True)

        visit.go("/library?words=" + title.split()[2])
        found = page.locator("main table a", has_text=title)
        expect(found).to_have_count(1)
        found.click()
        expect(page.locator("h1")).to_have_text(title)
        page.locator("main .tp-danger").click()
        undo = page.locator(".tp-notice [action$='/imports/restore'] button")
        expect(undo).to_be_visible()
        assert visit.overflow() <= 0
        article = found_in(office, title)
        assert article is None
        undo.click()
        expect(undo).to_have_count(0)
        assert found_in(office, title) is not None
        visit.go("/library?words=" + title.split()[2])
        expect(found).to_have_count(1)
    with enter("sari", **look.wishes) as reader:
        reader.go("/imports")
        expect(reader.page.locator("main form")).to_have_count(0)
        assert reader.sent(f"/library/{found_in(office, title)}/remove") == 403
        assert found_in(office, title) is not None
        reader.go()
        reader.ask(f"Berapa {title.lower().removesuffix(' naik')} naik?")
        expect(reader.page.locator(".ts-claim").first).to_contain_text("Rp 31.000")


def found_in(office: Office, title: str) -> str | None:
    """Return the id of the article with a title, None where the archive has none."""
    found = [each.id for each in office.house.archive.summaries() if each.title == title]
    return found[0] if found else None


# --- the keyboard, motion, language, light --------------------------------------------------------


def test_by_keyboard_alone(enter: Enter) -> None:
    with enter("sari", reduced_motion="reduce") as visit:
        page = visit.page
        visit.go()
        expect(page.locator("#ts-box textarea")).to_be_focused()
        page.keyboard.type(STRIKE)
        page.keyboard.press("Enter")
        visit.answered()
        page.locator("a.ts-skip").focus()
        assert page.evaluate(FIRST) == "ts-skip", "the way past the menu comes first"
        seen = tabbed(visit, until="a.ts-cite")
        parts = ("button.ts-round", "input#tc-q", "a.ts-cite")
        places = [seen.index(each) for each in parts]
        assert places == sorted(places), "as they stand on the page"
        page.keyboard.press("Enter")
        expect(lit(visit)).to_be_focused()
        first = lit(visit).inner_text()
        seen = tabbed(visit, until="a.ts-reader, button, a", forwards=False)
        assert seen, "from the evidence one comes back"
        page.locator("a.ts-skip").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#ts-box textarea")).to_be_focused()
        page.keyboard.type(CONGRESS)
        page.keyboard.press("Enter")
        visit.answered(2)
        assert first in page.locator("#ts-chat").inner_text()


def tabbed(visit: Visit, *, until: str, forwards: bool = True) -> list[str]:
    """Press Tab until the focus is where a selector says; every stop must show that it has it."""
    seen: list[str] = []
    for _ in range(60):
        visit.page.keyboard.press("Tab" if forwards else "Shift+Tab")
        now = visit.page.evaluate(FOCUS, until)
        assert now["shown"], f"the focus cannot be seen: {now['what']}"
        seen.append(now["what"])
        if now["there"]:
            return [*seen, until]
    raise AssertionError(f"never came to {until}: {seen}")


FOCUS = """(until) => {
  const at = document.activeElement;
  const name = at.classList[0] ? "." + at.classList[0] : at.id ? "#" + at.id : "";
  const ringed = (one) => {
    const style = getComputedStyle(one);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return ring || style.boxShadow !== "none";
  };
  const near = [at, at.parentElement, at.parentElement?.parentElement, at.nextElementSibling];
  const box = at.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    what: at.tagName.toLowerCase() + name,
    there: at.matches(until),
    shown: inside && near.filter(Boolean).some(ringed),
  };
}"""


FIRST = "document.querySelector('a[href], button, input, textarea').className"


def test_less_motion_where_that_is_wished(enter: Enter) -> None:
    moving = """() => document.getAnimations().filter((each) => {
      const time = each.effect.getComputedTiming();
      return each.playState === "running" && time.duration > 100;
    }).map((each) => each.animationName || each.transitionProperty)"""
    with enter("sari", reduced_motion="reduce", **WIDE.wishes) as visit:
        visit.go()
        visit.page.locator("#ts-box textarea").fill(CONGRESS)
        visit.page.locator("#ts-box textarea").press("Enter")
        found: set[str] = set()
        for _ in range(10):
            found |= set(visit.page.evaluate(moving))
            visit.page.wait_for_timeout(40)
        visit.answered()
        visit.page.locator("a.ts-cite").first.click()
        found |= set(visit.page.evaluate(moving))
        assert found == set()
        expect(lit(visit)).to_be_in_viewport()


@every_look
def test_a_change_of_language_keeps_the_conversation(enter: Enter, look: Look) -> None:
    with enter("sari", **look.wishes) as visit:
        page = visit.page
        visit.go()
        visit.ask(STRIKE)
        identity = kept_id(visit)
        other = look.told("English", "Indonesia")
        page.locator("#ts-language label", has_text=other).click()
        expect(page.locator("#ts-send")).to_have_text(look.told("Ask", "Tanya"))
        expect(page.locator(".ts-claim")).to_have_count(2)
        expect(page.locator(".ts-evidence h2")).to_have_text(look.told("Evidence", "Bukti"))
        assert kept_id(visit) == identity
        page.locator(".ts-claim").filter(has_text="Tuti").locator("a.ts-cite").click()
        expect(lit(visit)).to_have_text([LED])
        visit.go("/library")
        assert page.evaluate("document.documentElement.lang") == look.told("en", "id")
        page.locator(f"[data-language={look.language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", look.language)
        visit.go(f"/?c={identity}")
        expect(page.locator("#ts-send")).to_have_text(look.told("Tanya", "Ask"))
        expect(page.locator(".ts-question")).to_have_text(STRIKE)


@every_look
def test_light_and_dark_hold_for_all_pages(enter: Enter, look: Look) -> None:
    with enter("sari", **look.wishes) as visit:
        page = visit.page
        dark = look.wishes["color_scheme"] == "dark"

        def is_dark() -> bool:
            ground = page.evaluate(
                "getComputedStyle(document.querySelector('.gradio-container')"
                " || document.documentElement).backgroundColor"
            )
            return sum(int(each) for each in re.findall(r"\d+", ground)[:3]) < 300

        visit.go()
        assert is_dark() == dark
        page.locator("[data-do=theme]:visible").click()
        assert is_dark() != dark
        visit.go("/statistics")
        assert is_dark() != dark
        page.locator("[data-do=theme]:visible").click()
        assert is_dark() == dark
        visit.go()
        assert is_dark() == dark


@every_look
def test_the_way_to_every_page_and_out(enter: Enter, look: Look, office: Office) -> None:
    with enter("ratna", **look.wishes) as visit:
        page = visit.page
        visit.go()
        links = page.locator(".ts-ways a")
        paths = [str(each.get_attribute("href")) for each in links.all()]
        assert len(paths) == 8
        for path in paths:
            opened = page.goto(office.home + "/" + path.removeprefix("./"))
            assert opened.status == 200, path
            assert page.locator("h1").count() == 1 or path == "./"
        visit.go("/library")
        page.locator("form[action$='/sign-out'] button").click()
        expect(page.locator("#password")).to_be_visible()
        page.goto(office.home)
        expect(page.locator("#password")).to_be_visible()
