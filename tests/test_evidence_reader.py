"""The reader: exact marks, texts that have changed, sentences before and after, hostile text."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from evidence_drawn import Looked
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_pages import READER, house_in, visiting
from starlette.testclient import TestClient
from test_render import BAD_LINKS, PAYLOADS

from rag.archive import Entry
from rag.language import sentence_spans
from rag.records import Article, ArticleKind, Passage, Sentence, SentenceKind
from ui.evidence.links import proof
from ui.evidence.reader import routes
from ui.evidence.reading import NEIGHBOURS, reading, wanted
from ui.web import House, Shell

SENTENCES = [
    "Judul & berita",
    "Kalimat satu tentang UMP.",
    "Kalimat “dua” & <b>tebal</b>.",
    "Kalimat tiga 🙂 é.",
    "Kalimat empat.",
    "Kalimat lima.",
    "Kalimat enam.",
]
TEXT = SENTENCES[0] + "\n" + " ".join(SENTENCES[1:4]) + "\n\n" + " ".join(SENTENCES[4:])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_in(tmp_path)
    yield made
    made.archive.close()


def put(house: House, text: str = TEXT, **changes: str) -> Article:
    """Store an article of one passage, its first line being the title."""
    title = text.index("\n")
    spans = [(0, title), *((a, b) for a, b in sentence_spans(text) if a > title)]
    kinds = [SentenceKind.TITLE] + [SentenceKind.BODY] * len(spans)
    sentences = tuple(
        Sentence(ordinal=place, start=start, end=end, kind=kinds[place])
        for place, (start, end) in enumerate(spans)
    )
    passage = Passage(
        id=f"x1.{proof(text)}", article_id="x1", ordinal=0,
        start=0, end=sentences[-1].end, sentences=sentences,
    )  # fmt: skip
    fields = {"title": text[:title], **changes}
    digest = sha256(text.encode()).hexdigest()
    article = Article(id="x1", source="uji:1", text=text, digest=digest, **fields)  # type: ignore[arg-type]
    house.archive.put([Entry(article=article, passages=(passage,))])
    return article


def visit(house: House) -> TestClient:
    return visiting(routes(house, Shell(house)), READER)


def span(text: str, piece: str) -> str:
    start = text.index(piece)
    return f"{start}-{start + len(piece)}-{proof(piece)}"


def marked(html: str) -> list[str]:
    found = re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", each)) for each in found]


def test_every_mark_is_a_slice_of_the_article(house: House) -> None:
    article = put(house)
    asked = [SENTENCES[2], SENTENCES[3], SENTENCES[6]]
    query = "&".join(f"mark={span(TEXT, each)}" for each in asked)
    reply = visit(house).get(f"/reader/{article.id}?{query}")
    assert reply.status_code == 200 and marked(reply.text) == asked
    assert [f'id="sorot-{n}"' in reply.text for n in (1, 2, 3, 4)] == [True, True, True, False]
    for language, told in (("id", "3 kalimat bukti"), ("en", "3 evidence sentences")):
        got = visit(house).get(
            f"/reader/{article.id}?{query}", headers={"accept-language": language}
        )
        assert told in got.text and f'lang="{language}"' in got.text
    assert "no-store" in reply.headers["cache-control"]


def test_a_fragment_is_the_article_alone(house: House) -> None:
    article = put(house)
    text = visit(house).get(f"/reader/{article.id}?fragment=1&mark={span(TEXT, SENTENCES[1])}").text
    assert "<html" not in text and "<h1" not in text and "<h2" in text
    assert marked(text) == [SENTENCES[1]]


def test_a_mark_never_sits_on_other_words(house: House) -> None:
    article = put(house)
    wrong = f"{TEXT.index('Kalimat empat')}-{len(TEXT) - 3}-{proof('kata lain')}"
    right = span(TEXT, SENTENCES[5])
    text = visit(house).get(f"/reader/{article.id}?mark={wrong}&mark={right}").text
    assert marked(text) == [SENTENCES[5]]
    assert "sudah berubah" in text and "1 kutipan tidak lagi" in text


def test_without_a_proof_the_digest_of_the_text_decides(house: House) -> None:
    article = put(house)
    start = TEXT.index(SENTENCES[5])
    bare = f"mark={start}-{start + len(SENTENCES[5])}"
    client = visit(house)
    assert marked(client.get(f"/reader/{article.id}?{bare}&digest={article.digest}").text)
    for other in ("", "&digest=00"):
        text = client.get(f"/reader/{article.id}?{bare}{other}").text
        assert not marked(text) and "1 kutipan tidak lagi" in text
    assert "sudah berubah" in client.get(f"/reader/{article.id}?digest=00").text
    assert "sudah berubah" not in client.get(f"/reader/{article.id}").text


def test_a_text_that_grew_keeps_what_still_stands_in_its_place(house: House) -> None:
    article = put(house)
    last, moved = span(TEXT, SENTENCES[1]), span(TEXT, SENTENCES[6])
    put(house, TEXT.replace("Kalimat lima.", "Kalimat lima dan setengah."))
    text = visit(house).get(
        f"/reader/{article.id}?mark={last}&mark={moved}&digest={article.digest}"
    )
    assert marked(text.text) == [SENTENCES[1]] and "sudah berubah" in text.text


@settings(deadline=None)  # how busy the machine is decides nothing
@given(
    st.text(alphabet="ab c\n🙂é<&", min_size=1, max_size=60).filter(str.strip),
    st.lists(st.tuples(st.integers(0, 70), st.integers(1, 70)), max_size=6),
)
def test_paragraphs_and_marks_join_to_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    article = Article(id="x", source="s", title="", text=text, digest="d")
    asked = wanted(f"{a}-{a + n}-{proof(text[a : a + n])}" for a, n in spans)
    told = reading(article, asked)
    lines = [line for line in text.split("\n") if line.strip()]
    assert ["".join(piece.text for piece in each) for each in told.paragraphs] == lines
    within = [each for each in asked if each.end <= len(text)]
    assert told.unplaced == len(asked) - len(within)
    covered = sorted({at for each in within for at in range(each.start, each.end)})
    expected = "".join(text[at] for at in covered if text[at] != "\n")
    shown = "".join(piece.text for each in told.paragraphs for piece in each if piece.marked)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", expected)


def test_marks_that_make_no_sense_are_passed_over() -> None:
    assert wanted(["", "1", "5-2", "a-b", "1-2-xyz", "-1-4", "9999999999-1", "٣-٤"]) == []
    assert len(wanted(f"{n}-{n + 1}" for n in range(1000))) == 200


def around(house: House, article: str, text: str, piece: str, **more: str) -> dict[str, object]:
    start = text.index(piece)
    query = {"start": start, "end": start + len(piece), "proof": proof(piece), **more}
    reply = visit(house).get(f"/reader/{article}/around?{urlencode(query)}")
    found: dict[str, object] = reply.json()
    return found


def test_sentences_around_are_cut_exactly_and_can_be_widened(house: House) -> None:
    article = put(house)
    first = around(house, article.id, TEXT, SENTENCES[5])
    start, end = int(str(first["start"])), int(str(first["end"]))
    assert f"{first['before']}{SENTENCES[5]}{first['after']}" == TEXT[start:end]
    assert TEXT[start:].startswith(SENTENCES[2]), f"{NEIGHBOURS} sentences before"
    assert first["proof"] == proof(TEXT[start:end]) and end == len(TEXT)
    wider = around(house, article.id, TEXT, TEXT[start:end])
    assert str(wider["before"]).startswith(SENTENCES[1]) and wider["after"] == ""
    whole = TEXT[TEXT.index(SENTENCES[1]) :]
    last = around(house, article.id, TEXT, whole)
    assert (last["before"], last["after"]) == ("", ""), "the title is no neighbour"
    assert [each["more"] for each in (first, wider, last)] == [True, False, False]


def test_around_other_words_nothing_is_told(house: House) -> None:
    article = put(house)
    assert around(house, article.id, TEXT, SENTENCES[5], proof="0" * 12) == {"moved": True}
    assert around(house, article.id, TEXT, SENTENCES[5], proof="") == {"moved": True}
    assert around(house, "unknown", TEXT, SENTENCES[5]) == {"moved": True}
    client = visit(house)
    for query in ("", "start=a&end=3", "start=5&end=5", "start=-1&end=4", "start=1&end=9999999999"):
        assert client.get(f"/reader/{article.id}/around?{query}").status_code == 400


def versions(html: str) -> list[tuple[str, bool]]:
    """Return the addresses of the versions offered, each with whether it is the one shown."""
    found = re.findall(r'<a class="ts-version" href="([^"]+)"( aria-current="true")?>', html)
    return [(unescape(address), bool(current)) for address, current in found]


def test_of_a_changed_article_the_version_cited_is_one_click_away(house: House) -> None:
    put(house, "Judul lain\nVersi pertama.")
    put(house)
    put(house, TEXT.replace("Kalimat lima.", "Kalimat lima diralat."))
    client = visit(house)
    address = f"/reader/x1?mark={span(TEXT, SENTENCES[5])}"
    today = client.get(address).text
    assert "Kalimat lima diralat." in today and marked(today) == []
    (cited, no), (now, yes) = versions(today)
    assert (no, yes) == (False, True)
    then = client.get(cited).text
    assert marked(then) == [SENTENCES[5]] and "diralat" not in then
    assert "Ini versi yang dikutip" in then and versions(then) == [(cited, True), (now, False)]
    assert "Kalimat lima diralat." in client.get(now).text
    part = client.get(f"{cited}&fragment=1").text
    assert marked(part) == [SENTENCES[5]] and versions(part) == versions(then)


def test_what_was_withdrawn_since_is_told_on_the_version_cited_too(house: House) -> None:
    put(house)
    put(house, TEXT.replace("Kalimat lima.", "Kalimat lima dicabut."), kind=ArticleKind.RETRACTED)
    cited = f"/reader/x1?mark={span(TEXT, SENTENCES[5])}&version=cited"
    then = visit(house).get(cited).text
    assert marked(then) == [SENTENCES[5]] and "Sudah dicabut" in then


def test_no_version_is_offered_that_is_not_proven_to_be_the_one_cited(house: House) -> None:
    put(house, "Judul lain\nVersi pertama.")
    put(house)
    client = visit(house)
    for address in (
        f"/reader/x1?mark={span(TEXT, SENTENCES[5])}",  # it stands in the text of now
        "/reader/x1?mark=3-9-aaaaaaaaaaaa",  # words of no version
        "/reader/x1?mark=3-9",  # without a proof
        "/reader/x1",
    ):
        for version in ("", "cited"):
            html = client.get(address, params={"version": version} if version else None).text
            assert versions(html) == []


def test_where_only_other_words_changed_the_moment_of_the_question_tells(house: House) -> None:
    put(house)
    asked = int(time.time()) - 60
    put(house, TEXT.replace("Kalimat enam.", "Kalimat enam diralat."))
    address = f"/reader/x1?mark={span(TEXT, SENTENCES[1])}"
    client = visit(house)
    assert versions(client.get(address).text) == []
    html = client.get(f"{address}&asked={asked}").text
    assert marked(html) == [SENTENCES[1]] and "diralat" in html
    then = client.get(versions(html)[0][0]).text
    assert marked(then) == [SENTENCES[1]] and "diralat" not in then
    assert versions(client.get(f"{address}&asked={asked + 4000}").text) == [], "asked since"
    for nonsense in ("x", "-1", "9" * 12, ""):
        assert versions(client.get(f"{address}&asked={nonsense}").text) == []


def test_an_article_that_is_gone_is_said_to_be(house: House) -> None:
    reply = visit(house).get("/reader/nope")
    assert reply.status_code == 404 and "tidak ada di arsip" in reply.text
    part = visit(house).get("/reader/nope?fragment=1")
    assert part.status_code == 404 and "ts-whole" in part.text


def test_markup_in_an_article_is_text(house: House) -> None:
    client = visit(house)
    for payload in PAYLOADS:
        text = f"{payload}\nIsi: {payload} selesai."
        article = put(house, text, outlet=payload, author=payload, url=payload, concerns=payload)
        mark = span(text, f"Isi: {payload}")
        looked = Looked(client.get(f"/reader/{article.id}?fragment=1&mark={mark}").text)
        assert looked.strange == [] and looked.marks == [f"Isi: {payload}"]
        assert looked.text.count(payload) >= 4 and not looked.all("a", target="_blank")
        page = client.get(f"/reader/{article.id}").text
        assert payload not in page or "<" not in payload


def test_an_unsafe_address_is_no_link(house: House) -> None:
    for url in BAD_LINKS:
        article = put(house, url=url)
        assert "noreferrer" not in visit(house).get(f"/reader/{article.id}?fragment=1").text
    article = put(house, url="https://warta.example/a")
    linked = visit(house).get(f"/reader/{article.id}?fragment=1&mark={span(TEXT, SENTENCES[1])}")
    assert "https://warta.example/a#:~:text=Kalimat%20satu" in linked.text
