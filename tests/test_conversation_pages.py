"""The list of conversations, what is done in it, and shared conversations, as pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest
from plain_pages import EDITOR, LOCAL, READER, house_in, visiting
from starlette.testclient import TestClient
from test_answer_log import ARTICLE, full_answer

from rag.answer_log import StoredAnswer
from rag.records import Answer, KeptConversation, KeptTurn, LeftOut, Role, TurnState
from ui.conversations import routes
from ui.conversations.listing import grouped
from ui.conversations.reading import readable
from ui.conversations.words import words_of
from ui.web import House, Shell, Visitor

NOW = datetime.now(UTC)
EVIL = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script> [x](javascript:alert(3))"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_in(tmp_path, sign_in=True)
    yield made
    made.archive.close()


def as_(house: House, visitor: Visitor, root_path: str = "") -> TestClient:
    return visiting(routes(house, Shell(house)), visitor, root_path=root_path)


def keep(
    house: House,
    owner: str,
    *questions: str,
    title: str = "",
    answer: Answer | None = None,
    at: datetime = NOW,
) -> str:
    """Store a conversation; every question has an answer that cites an article."""
    identity = house.archive.conversations.begin(owner, title or questions[0], at)
    for number, question in enumerate(questions, start=1):
        name = f"{identity}-{number}"
        given = replace(answer or full_answer(), id=name, question=question)
        digests = {each.article: "old" for each in given.sources}
        house.log.keep(StoredAnswer(answer=given, asked_at=at, digests=digests))
        turn = KeptTurn(
            number=number, question=question, answer=name, state=TurnState.ANSWERED, asked_at=at
        )
        house.archive.conversations.add_turn(identity, owner, turn)
    return identity


def attributes(text: str) -> set[str]:
    """Return the names of all attributes that a browser would find."""
    found: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.update(name for name, _ in attrs)

    Reader().feed(text)
    return found


# --- the list ------------------------------------------------------------------------------------


def test_the_list_shows_ones_own_and_finds_words(house: House) -> None:
    mine = keep(house, READER.id, "Berapa upah di Bekasi?")
    keep(house, READER.id, "Siapa ketua serikat?")
    keep(house, EDITOR.id, "Rahasia budi?")
    page = as_(house, READER).get("/conversations")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.text.count('class="tc-item"') == 2
    assert "Rahasia" not in page.text
    assert "Hari ini" in page.text
    assert "sumber berubah" in page.text  # its article is not in this archive
    found = as_(house, READER).get("/conversations?part=list&q=BEKASI+upa")
    assert found.text.count('class="tc-item"') == 1
    assert f'data-conversation="{mine}"' in found.text
    assert "tc-search" not in found.text
    assert "1 percakapan ditemukan." in found.text
    nothing = as_(house, READER).get("/conversations?q=rahasia")
    assert "Tidak ada percakapan dengan kata-kata itu." in nothing.text
    assert "Belum ada percakapan" in as_(house, LOCAL).get("/conversations").text


def test_the_list_speaks_the_chats_language(house: House) -> None:
    keep(house, READER.id, "Berapa?")
    visit = as_(house, READER)
    assert "Today" in visit.get("/conversations?lang=en").text
    assert "Today" in visit.get("/conversations", headers={"accept-language": "en-GB"}).text
    assert "Hari ini" in visit.get("/conversations?lang=xx").text


def test_the_list_grows_on_demand(house: House) -> None:
    for number in range(120):
        house.archive.conversations.begin(READER.id, f"n{number}", NOW)
    visit = as_(house, READER)

    def shown(query: str) -> tuple[int, list[str]]:
        text = visit.get(f"/conversations{query}").text
        return text.count('class="tc-item"'), re.findall(r'data-limit="(\d+)"', text)

    assert shown("") == (50, ["100"])
    assert shown("?limit=100") == (100, ["150"])
    assert shown("?limit=150") == (120, [])
    assert shown("?limit=99999999999999999999") == (120, [])
    assert shown("?limit=0") == shown("?limit=1") == (1, ["51"])
    assert shown("?limit=-5") == shown("?limit=²") == shown("?limit=x") == (50, ["100"])
    assert shown("?q=" + "x" * 5000) == (0, [])


def test_groups_are_by_days_of_the_offices_clock() -> None:
    words, zone = words_of("en"), timezone(timedelta(hours=7))
    now = datetime(2026, 5, 10, 0, 30, tzinfo=zone)
    times = {
        "today": datetime(2026, 5, 9, 17, 0, tzinfo=UTC),  # midnight of the office
        "yesterday": datetime(2026, 5, 9, 16, 59, tzinfo=UTC),
        "six days": datetime(2026, 5, 4, 0, 0, tzinfo=zone),
        "seven": datetime(2026, 5, 3, 23, 59, tzinfo=zone),
    }
    kept = [
        KeptConversation(id=name, owner="x", title=name, begun_at=at, changed_at=at, turns=1)
        for name, at in times.items()
    ]
    found = {
        group.head: [row.id for row in group.rows] for group in grouped(kept, set(), now, words)
    }
    assert found == {
        "Today": ["today"],
        "Last 7 days": ["yesterday", "six days"],
        "Older": ["seven"],
    }


# --- what is done --------------------------------------------------------------------------------


def test_one_renames_deletes_and_restores_ones_own(house: House) -> None:
    identity = keep(house, READER.id, "Berapa?")
    visit = as_(house, READER)
    assert (
        visit.post(f"/conversations/{identity}/rename", data={"title": "Upah & lembur"}).json()
        == {}
    )
    assert "Upah &amp; lembur" in visit.get("/conversations").text
    assert visit.post(f"/conversations/{identity}/rename", data={"title": " "}).status_code == 422
    assert visit.post(f"/conversations/{identity}/rename").status_code == 422
    assert visit.post(f"/conversations/{identity}/delete").status_code == 200
    assert identity not in visit.get("/conversations").text
    assert visit.post(f"/conversations/{identity}/delete").status_code == 404
    assert visit.post(f"/conversations/{identity}/restore").status_code == 200
    assert identity in visit.get("/conversations").text
    for deed in ("rename", "delete", "restore", "share", "unshare"):
        assert visit.get(f"/conversations/{identity}/{deed}").status_code == 405


@pytest.mark.parametrize("other", [EDITOR, LOCAL, replace(EDITOR, role=Role.ADMIN)])
def test_what_somebody_else_owns_is_not_there(house: House, other: Visitor) -> None:
    identity = keep(house, READER.id, "Berapa?")
    token = house.archive.conversations.share(identity, READER.id)
    before = house.archive.conversations.get(identity, READER.id)
    visit = as_(house, other)
    for deed in ("rename", "delete", "restore", "share", "unshare"):
        answer = visit.post(f"/conversations/{identity}/{deed}", data={"title": "x"})
        assert (answer.status_code, answer.json()) == (404, {}), deed
        unknown = visit.post(f"/conversations/unknown/{deed}", data={"title": "x"})
        assert (unknown.status_code, unknown.content) == (404, answer.content), deed
    assert house.archive.conversations.get(identity, READER.id) == before
    assert token not in visit.get("/conversations").text


def test_a_link_is_given_below_the_proxys_prefix_and_withdrawn(house: House) -> None:
    identity = keep(house, READER.id, "Berapa?")
    visit = as_(house, READER, root_path="/tanya-kami")
    path = visit.post(f"/conversations/{identity}/share").json()["path"]
    assert re.fullmatch(r"/tanya-kami/shared/[\w-]{32}", path)
    assert visit.post(f"/conversations/{identity}/share").json()["path"] == path
    assert "Berhenti membagikan" in visit.get("/conversations").text
    shared = path.removeprefix("/tanya-kami")
    assert as_(house, EDITOR).get(shared).status_code == 200
    assert visit.post(f"/conversations/{identity}/unshare").status_code == 200
    assert as_(house, EDITOR).get(shared).status_code == 404


# --- shared --------------------------------------------------------------------------------------


def test_a_shared_conversation_is_whole_and_can_only_be_read(house: House) -> None:
    sari = house.archive.people.add("Sari Dewi", Role.READER, "x")
    identity = keep(house, sari.id, "Berapa upah?", "Siapa bilang?")
    token = house.archive.conversations.share(identity, sari.id)
    page = as_(house, EDITOR, root_path="/p").get(f"/shared/{token}")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    text = page.text
    for wanted in (
        "Sari Dewi",
        "Berapa upah?",
        "Siapa bilang?",
        "Upah naik 6,5 persen.",
        "Dewi menyebutnya kecil.",
        "<mark",
        f"{ARTICLE.title}: sudah tidak ada di arsip",
        f"/p/shared/{token}/memo.docx",
        f"/p/shared/{token}/memo.pdf",
        f"/p/shared/{token}/memo.md",
    ):
        assert wanted in text, wanted
    main = text.split("<main")[1]
    assert not re.search("<(form|button|input|script|template)", main)
    assert not re.search(r'href="(?!#|/p/|https?:)', main)
    assert identity not in text.replace(f"{identity}-", "")
    names = set(re.findall(r'id="([^"]+)"', text))
    for target in re.findall(r'class="ts-cite" href="#([^"]+)"', text):
        assert target in names
    assert len(re.findall(r'id="([^"]+)"', text)) == len(names)
    assert "Dibagikan oleh" not in as_(house, READER).get(f"/shared/{_token(house, LOCAL.id)}").text


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("<p>a &lt;b&gt; &#34; &amp;</p>", "<p>a &lt;b&gt; &#34; &amp;</p>"),
        ("<title>a &lt;b&gt;</title>", "<title>a &lt;b&gt;</title>"),
        ('<svg viewBox="0 0 1 1"><circle r="6"></circle></svg>',) * 2,
        (
            '<button class="ts-flag x" data-do="why">periksa</button>',
            '<span class="ts-flag x">periksa</span>',
        ),
        ("a<span class='ts-why' hidden>sebab</span>b", "ab"),
        (
            '<section class="ts-evidence" aria-label="b"></section>',
            '<section class="ts-evidence"></section>',
        ),
        ("<p>a<button>b<b>c</b><br></button>d<!-- e --></p>", "<p>ad</p>"),
        ('<div class="x ts-tools"><div><a href="y">z</a></div></div>w', "w"),
        ('<a href="#bukti-3-2-14">14</a>', '<a href="#bukti-3-sumber-14">14</a>'),
        ('<a href="reader/a?x=1&amp;y=2">r</a>', '<a href="/p/reader/a?x=1&amp;y=2">r</a>'),
        ('<a href="https://e.example/a">r</a>',) * 2,
        (
            '<article data-source="1"><h3>a</h3></article><i data-source="1"></i>',
            '<article data-source="1" id="bukti-3-sumber-1" tabindex="-1"><h4>a</h4></article>'
            '<i data-source="1"></i>',
        ),
        ('<h2 title="&lt;h2&gt;&#34;">a</h2>', '<h3 title="&lt;h2&gt;&quot;">a</h3>'),
    ],
)
def test_what_the_chat_draws_is_made_fit_for_reading(drawn: str, read: str) -> None:
    assert readable(drawn, turn=3, root="/p", deeper=1) == read


def _token(house: House, owner: str) -> str:
    return house.archive.conversations.share(keep(house, owner, "Lain?"), owner)


def test_headings_of_a_shared_conversation_stand_in_order(house: House) -> None:
    page = as_(house, READER).get(f"/shared/{_token(house, LOCAL.id)}").text
    levels = [int(each) for each in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(2) == 1  # the question; its evidence stands below it
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_what_was_dropped_is_not_worded_in_a_shared_conversation(house: House) -> None:
    lie = LeftOut(reason="number", problems=("number: 7",), text="Tujuh ribu buruh dipecat.")
    identity = keep(house, "local", "Berapa?", answer=replace(full_answer(), left_out=(lie,)))
    token = house.archive.conversations.share(identity, "local")
    text = as_(house, READER).get(f"/shared/{token}").text
    assert "tidak ditampilkan (1)" in text and "angkanya tidak ditemukan" in text
    assert "Tujuh ribu" not in text and "ts-dropped" not in text


def test_what_has_left_or_was_never_answered_is_told(house: House) -> None:
    identity = keep(house, READER.id, "Berapa?")
    house.archive.answers.remove_before(datetime.now(UTC) + timedelta(days=1))
    stopped = KeptTurn(number=2, question="Lama?", answer="", state=TurnState.STOPPED, asked_at=NOW)
    house.archive.conversations.add_turn(identity, READER.id, stopped)
    token = house.archive.conversations.share(identity, READER.id)
    page = as_(house, EDITOR).get(f"/shared/{token}", headers={"accept-language": "en"}).text
    assert "The answer to this question is no longer kept." in page
    assert "Lama?" in page
    empty = house.archive.conversations.begin(READER.id, "kosong")
    token = house.archive.conversations.share(empty, READER.id)
    assert "Belum ada pertanyaan" in as_(house, EDITOR).get(f"/shared/{token}").text


@pytest.mark.parametrize("token", ["unknown", "%00", "a%2Fb", "..", "x" * 3000, "%F0%9F%98%80"])
def test_a_link_that_leads_nowhere_says_so(house: House, token: str) -> None:
    keep(house, READER.id, "Berapa?")  # not shared
    page = as_(house, READER).get(f"/shared/{token}")
    assert page.status_code == 404
    if "tp-main" in page.text:
        assert "Mintalah tautan baru" in page.text


def test_text_of_others_is_shown_as_text(house: House) -> None:
    source = replace(full_answer().sources[0], title=EVIL, url="javascript:alert(4)")
    claim = replace(full_answer().claims[0], text=EVIL)
    answer = replace(full_answer(), sources=(source,), claims=(claim,), text=EVIL)
    sari = house.archive.people.add(EVIL[:64], Role.READER, "x")
    identity = keep(house, sari.id, EVIL, title=EVIL, answer=answer)
    token = house.archive.conversations.share(identity, sari.id)
    owner = replace(READER, id=sari.id)
    for path in (f"/shared/{token}", "/conversations", "/conversations?q=" + EVIL[:20]):
        text = as_(house, owner).get(path).text
        assert "<img" not in text
        assert "<script>" not in text
        assert 'href="javascript:' not in text
        assert not [each for each in attributes(text) if each.startswith("on")]
        assert "&lt;img src=x" in text
