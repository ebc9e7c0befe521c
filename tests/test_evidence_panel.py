"""The panel: what it says of sources, what it folds, what it sets side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from browser_assistant import (
    P_REPLY,
    P_STRIKE,
    REPLY,
    STRIKE,
    evidence,
    quoted_answer,
    refusal,
    source,
    stored,
    wage_answer,
)
from evidence_drawn import Looked
from test_render import BAD_LINKS, PAYLOADS

from rag.answer_log import SourceChange, SourceState
from rag.records import Answer, ArticleSummary, Check, Claim, LeftOut, Notice
from ui import render
from ui.chat import Turn
from ui.evidence.doubts import doubts
from ui.evidence.links import proof
from ui.evidence.shortening import FOLDED, around_marks, around_spans, nearest_sentence
from ui.evidence.view import FIRST, independent_sources
from ui.passages import panel, panel_so_far


def turn(answer: Answer) -> Turn:
    return Turn(
        number=3, question=answer.question, running=False,
        answer=answer, claims=answer.claims, sources=answer.sources,
    )  # fmt: skip


def drawn(answer: Answer, language: str = "id") -> Looked:
    looked = Looked(render.evidence(turn(answer), language))
    assert looked.strange == []
    return looked


LONG = [
    f"Kalimat ke-{n} bercerita panjang lebar tentang hal lain di pabrik itu." for n in range(12)
]
P_LONG = stored(STRIKE, LONG, start=40)


def resting_on(*places: int) -> Answer:
    claim = Claim(
        text="x", check=Check.FOUND, evidence=tuple(evidence(P_LONG, place) for place in places)
    )
    return replace(quoted_answer("?"), claims=(claim,), passages=(P_LONG,))


# ---- the head ----


def test_the_head_tells_how_many_sources_are_independent() -> None:
    assert "2 sumber, 2 di antaranya independen" in drawn(wage_answer("?")).text
    assert "2 sources, 2 of them independent" in drawn(wage_answer("?"), "en").text
    assert "1 sumber saja" in drawn(quoted_answer("?")).text
    assert "independen" not in drawn(refusal("?")).text


def test_one_story_and_one_outlet_count_once() -> None:
    def resting(*articles: ArticleSummary) -> int:
        places = [stored(each, ["Satu kalimat."]) for each in articles]
        claim = Claim(
            text="x", check=Check.FOUND, evidence=tuple(evidence(each, 0) for each in places)
        )
        sources = tuple(source(n, each) for n, each in enumerate(articles, start=1))
        answer = replace(
            quoted_answer("?"), claims=(claim,), sources=sources, passages=tuple(places)
        )
        return independent_sources(answer)

    a, b, c = (
        ArticleSummary(id=f"n{n}", source=f"s{n}", title="t", outlet=outlet)
        for n, outlet in enumerate(("Harian A", "Harian B", "harian a "))
    )
    assert resting(a, b) == 2
    assert resting(a, b, c) == 2, "an outlet, however its name is written"
    assert resting(replace(a, story="s"), replace(b, story="s")) == 1
    assert resting(replace(a, story="s"), replace(b, story="z")) == 2
    assert resting(replace(b, story="s"), c, replace(a, story="s")) == 1, "one leads to another"
    assert resting(replace(a, outlet=""), replace(b, outlet="")) == 1, "unknown is not two"


def test_as_of_stands_at_the_head_in_the_assistants_own_words() -> None:
    assert "Sumber terbaru yang dikutip: 17 Maret 2025" in drawn(wage_answer("?")).text
    said = replace(wage_answer("?"), notices=(Notice(code="as_of", text="Sampai kemarin."),))
    text = drawn(said).text
    assert "Sampai kemarin." in text and "17 Maret 2025 (perkiraan)" in text
    assert "Sumber terbaru" not in text


# ---- cards ----


def test_a_card_has_author_ways_out_and_the_span_for_its_neighbours() -> None:
    article = replace(STRIKE, author="Sari Dewi")
    answer = replace(quoted_answer("?"), passages=(replace(P_STRIKE, article=article),))
    looked = drawn(answer)
    assert "oleh Sari Dewi" in looked.text
    item = answer.claims[0].evidence[0]
    reader = looked.all("a", class_="ts-reader")[0]["href"]
    assert reader == f"reader/a1?mark={item.start}-{item.end}-{proof(item.text)}"
    outward = looked.all("a", rel="noopener noreferrer")
    assert len(outward) == 1 and outward[0]["href"].startswith(STRIKE.url + "#:~:text=")
    button = looked.all("button", class_="ts-quiet")[0]
    assert (button["data-around"], button["data-start"]) == ("a1", "120")
    assert button["data-proof"] == proof(P_STRIKE.text)


def test_the_span_of_a_passage_leaves_out_a_repeated_heading() -> None:
    article = replace(STRIKE, title="Judul berita")
    place = stored(article, ["Judul berita\nIsi satu.", "Isi dua."], start=7)
    claim = Claim(text="x", check=Check.FOUND, evidence=(evidence(place, 1),))
    looked = drawn(replace(quoted_answer("?"), claims=(claim,), passages=(place,)))
    button = looked.all("button", class_="ts-quiet")[0]
    assert int(button["data-start"]) == 7 + len("Judul berita\n")
    assert button["data-proof"] == proof("Isi satu. Isi dua.")


@pytest.mark.parametrize(("longer", "offered"), [(0, False), (2, False), (50, True), (None, True)])
def test_neighbours_are_offered_only_where_there_are_some(
    longer: int | None, offered: bool
) -> None:
    end = P_STRIKE.passage.end
    length = 0 if longer is None else end + longer
    place = replace(P_STRIKE, article=replace(STRIKE, length=length))
    looked = drawn(replace(quoted_answer("?"), passages=(place,)))
    assert bool(looked.all("button", class_="ts-quiet")) is offered


def test_passages_that_join_to_the_article_leave_nothing_around_them() -> None:
    first = stored(replace(STRIKE, length=40), ["Satu dua tiga.", "Empat lima."])
    end = first.passage.end
    rest = stored(replace(STRIKE, length=end + 13), ["Enam tujuh."], start=end + 2)
    later = replace(
        rest.passage,
        id="a1.rest",
        sentences=tuple(replace(each, ordinal=each.ordinal + 2) for each in rest.passage.sentences),
    )
    rest = replace(rest, passage=later)
    first = replace(first, article=rest.article)
    answer = refusal("Berapa?")
    assert [each.whole for each in panel(replace(answer, passages=(rest, first))).others] == [True]
    for part in ((rest,), (first,)):
        assert [each.whole for each in panel(replace(answer, passages=part)).others] == [False]


def test_of_a_source_that_changed_the_reader_is_told_when_it_was_asked() -> None:
    asked = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    change = SourceChange(number=1, article=STRIKE.id, title="", state=SourceState.CHANGED)
    for changes, told in (((), False), ((change,), True)):
        one = replace(turn(quoted_answer("?")), asked_at=asked, changes=changes)
        html = render.evidence(one, "id")
        assert (f"&amp;asked={int(asked.timestamp())}" in html) is told


def test_while_an_answer_is_written_cards_lead_to_the_reader_too() -> None:
    answer = wage_answer("?")
    card = panel_so_far(answer.claims[:1], answer.sources).cited[0]
    assert card.article == "a1" and [item.text for item in card.quoted] == [
        item.text for item in answer.claims[0].evidence
    ]


# ---- shortening ----


def test_far_from_the_evidence_text_is_folded_and_nothing_is_lost() -> None:
    excerpt = panel(resting_on(5)).cited[0].excerpts[0]
    found = around_marks(excerpt)
    assert "".join(each.text for each in found) == P_LONG.text
    assert [(each.folded, each.sentences) for each in found] == [(True, 4), (False, 3), (True, 5)]
    looked = drawn(resting_on(5))
    assert looked.marks == [LONG[5]] and "4 kalimat lagi" in looked.text
    assert [each["class"] for each in looked.all("details")].count("ts-fold") == 2


def test_a_short_rest_is_not_folded_and_an_unmarked_passage_is_whole() -> None:
    assert len(LONG[0]) * 2 < FOLDED < len(LONG[0]) * 4
    near_end = around_marks(panel(resting_on(8)).cited[0].excerpts[0])
    assert [each.folded for each in near_end] == [True, False], "two sentences are not worth it"
    answer = replace(wage_answer("?"), passages=(P_STRIKE, P_REPLY, P_LONG))
    other = replace(answer, passages=(*answer.passages[:2], stored(replace(STRIKE, id="a9"), LONG)))
    assert not any(each.folded for each in around_marks(panel(other).others[0].excerpts[0]))


def test_a_mark_is_never_cut() -> None:
    excerpt = panel(resting_on(3, 4, 5, 10)).cited[0].excerpts[0]
    found = around_marks(excerpt)
    marked = [piece.text for each in found for piece in each.segments if piece.claims]
    assert marked == [LONG[3], LONG[4], LONG[5], LONG[10]]
    assert not any(piece.claims for each in found if each.folded for piece in each.segments)


def test_under_a_refusal_only_the_nearest_sentence_stands_open() -> None:
    asked = "Siapa bercerita Kalimat ke-7?"
    near = replace(refusal(asked), passages=(P_LONG,))
    looked = drawn(near)
    assert looked.marks == [] and "Tampilkan seluruh bagian ini" in looked.text
    named = replace(near, nearest=(
        Claim(text=LONG[9], check=Check.QUOTED, evidence=(evidence(P_LONG, 9),)),
    ))  # fmt: skip
    excerpt = panel(named).others[0].excerpts[0]
    span = (evidence(P_LONG, 9).start, evidence(P_LONG, 9).end)
    opened = [each.text for each in around_spans(excerpt, [span]) if not each.folded]
    assert "".join(opened).strip().startswith(LONG[9]) and LONG[2] not in "".join(opened)
    head = render.evidence(turn(named), "id").split("<details")[1]
    assert LONG[9] in head.split("</details>")[1], "the assistant's own choice goes first"


def test_the_nearest_sentence_shares_most_words() -> None:
    place = stored(STRIKE, ["Cuaca cerah.", "Upah buruh gudang naik.", "Upah tetap."])
    excerpt = panel(replace(refusal("?"), passages=(place,))).others[0].excerpts[0]
    sentence = place.passage.sentences[1]
    assert nearest_sentence(excerpt, "berapa upah buruh gudang") == (sentence.start, sentence.end)


def test_many_articles_under_a_refusal_are_one_click_away() -> None:
    many = [stored(replace(STRIKE, id=f"m{n}", title=f"Judul {n}"), ["Isi."]) for n in range(8)]
    html = render.evidence(turn(replace(refusal("?"), passages=tuple(many))), "id")
    before, _, behind = html.partition('<details class="ts-also">')
    assert before.count("<h3>") == FIRST and behind.count("<h3>") == 8 - FIRST
    assert "5 artikel lagi yang mirip" in behind


# ---- what is to be checked ----


def contested() -> Answer:
    base = wage_answer("?")
    first, second, third = base.claims
    return replace(
        base,
        claims=(
            first,
            replace(second, problems=("name: perusahaan", "number: 1.198")),
            replace(third, problems=("number_place: 12",)),
        ),
        left_out=(
            LeftOut(reason="unsupported", problems=("number: 777",)),
            LeftOut(reason="unsupported", problems=("number: 778",)),
            LeftOut(reason="too_long"),
        ),
    )


def test_a_doubtful_claim_stands_beside_its_evidence_with_the_reason() -> None:
    found = doubts(contested(), "id")
    assert [each.place for each in found.review] == [2]
    assert [text for text, named in found.review[0].pieces if named] == ["perusahaan", "1.198"]
    assert "".join(text for text, _ in found.review[0].pieces) == contested().claims[1].text
    assert found.review[0].evidence == (
        (contested().claims[1].evidence[0].text, 2),
        (contested().claims[1].evidence[1].text, 1),
    )
    looked = drawn(contested())
    assert "Perlu diperiksa (1)" in looked.text and "namanya tidak ditemukan" in looked.text
    assert "#bukti-3-2-2" in [each["href"] for each in looked.all("a", class_="ts-cite")]


def test_what_was_repaired_and_what_is_not_shown_are_told_without_its_wording() -> None:
    text = drawn(contested()).text
    assert "diganti dengan kalimat sumbernya: angkanya tentang hal lain" in text
    assert "tidak ditampilkan (3)" in text and "angkanya tidak ditemukan di sumber (2×)" in text
    assert "terlalu panjang" in text and "777" not in text
    for none in (quoted_answer("?"), refusal("?")):
        assert "ts-doubts" not in render.evidence(turn(none), "id")


def test_only_whole_words_are_named() -> None:
    claim = Claim(
        text="Upah 12 naik 120.", check=Check.REVIEW, problems=("number: 12",),
        evidence=(evidence(P_STRIKE, 0),),
    )  # fmt: skip
    pieces = doubts(replace(quoted_answer("?"), claims=(claim,)), "id").review[0].pieces
    assert pieces == (("Upah ", False), ("12", True), (" naik 120.", False))


# ---- what comes from outside is text ----


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_from_outside_is_text(payload: str) -> None:
    article = ArticleSummary(
        id=payload, source=payload, title=payload, outlet=payload, author=payload, url=payload
    )
    place = stored(article, [payload, *LONG, payload])
    claim = Claim(
        text=payload, check=Check.REVIEW, evidence=(evidence(place, 0),),
        problems=(f"name: {payload}",),
    )  # fmt: skip
    answer = replace(
        quoted_answer(payload), claims=(claim, replace(claim, check=Check.REPAIRED)),
        sources=(source(1, article), source(2, REPLY)), passages=(place,),
        notices=(Notice(code="as_of", text=payload),), as_of=date(2025, 1, 1),
        left_out=(LeftOut(reason=payload, problems=(payload,)),),
    )  # fmt: skip
    looked = drawn(answer)
    assert looked.marks == [payload] and looked.text.count(payload) >= 6
    assert not looked.all("a", rel="noopener noreferrer")
    refused = replace(answer, refused=True, claims=(), sources=())
    assert payload in drawn(refused, "en").text


@pytest.mark.parametrize("url", BAD_LINKS)
def test_an_unsafe_address_gets_no_fragment_either(url: str) -> None:
    place = replace(P_STRIKE, article=replace(STRIKE, url=url))
    looked = drawn(replace(quoted_answer("?"), passages=(place,)))
    assert not looked.all("a", rel="noopener noreferrer")
