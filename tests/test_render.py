"""What the page draws: exact highlights, safe links, and nothing but text from outside."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from html.parser import HTMLParser

import pytest
from browser_assistant import (
    P_REPLY,
    P_STRIKE,
    P_UNDATED,
    STATUS,
    STRIKE,
    evidence,
    quoted_answer,
    read_as,
    refusal,
    source,
    stored,
    wage_answer,
)
from hypothesis import given
from hypothesis import strategies as st

from rag.asking import AS_READ, Wishes
from rag.notices import left_out_line
from rag.records import (
    Answer,
    ArticleSummary,
    Check,
    Claim,
    Conflict,
    Correction,
    Evidence,
    Filters,
    LeftOut,
    ModelState,
    Notice,
    Period,
    Speaker,
    Standing,
    Step,
    Understood,
    Version,
)
from ui import render
from ui.chat import Trouble, Turn
from ui.labels import ENGLISH, INDONESIAN
from ui.narrowing import Narrowing
from ui.passages import citations, panel, panel_so_far, safe_link, segments
from ui.readings import reading
from ui.texts import long_date, number, preferred, seconds, step

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/leak.png)",
    "<img src=https://evil.example/leak.png>",
    "<div style='background:url(https://evil.example/x)'>x</div>",
    "<div style='position:fixed;inset:0'>sign in</div>",
    "<form action=https://evil.example><input name=password></form>",
    "<video autoplay src=https://evil.example/x.mp4></video>",
    "<audio src=https://evil.example/x.mp3 autoplay></audio>",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<object data=javascript:alert(1)></object>",
    "<details open ontoggle=alert(1)>",
    "</mark></blockquote></article></section><h1>Tanya Serikat</h1>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "${alert(1)} {{constructor.constructor('alert(1)')()}} {% include 'x' %} &lt;b&gt; $$x$$",
)
BAD_LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "/relative",
    "https://",
    "https://office.example@evil.example/",
    "https:\\\\evil.example",
    "http://[::1",
    "https://a.example/x y",
    "",
)
ALLOWED = {
    "a": {"class", "href", "target", "rel", "download", "aria-label"},
    "article": {"class", "data-source"},
    "blockquote": set(),
    "caption": set(),
    "button": {
        "type",
        "class",
        "data-do",
        "data-copied",
        "aria-label",
        "title",
        "value",
        "aria-expanded",
        "id",
        "data-meaning",
        "data-around",
        "data-start",
        "data-end",
        "data-proof",
        "data-none",
        "data-moved",
        "data-failed",
    },
    "code": set(),
    "dd": set(),
    "details": {"class", "open"},
    "s": set(),
    "em": set(),
    "div": {"class", "id", "data-language", "data-state", "role", "aria-level", "aria-label"},
    "dl": {"class"},
    "dt": set(),
    "h1": set(),
    "h2": set(),
    "h3": set(),
    "header": set(),
    "li": {"class"},
    "mark": {"data-claims", "tabindex"},
    "ol": {"role"},
    "p": {"class", "role", "data-answer", "aria-hidden"},
    "section": {
        "class",
        "id",
        "data-turn",
        "aria-label",
        "tabindex",
        "data-reader",
        "data-back",
        "data-apart",
        "data-failed",
    },
    "span": {"class", "aria-hidden", "role", "hidden", "lang"},
    "strong": set(),
    "summary": set(),
    "table": {"class"},
    "tbody": set(),
    "template": {"class"},
    "td": set(),
    "th": {"scope"},
    "thead": set(),
    "tr": {"class"},
    "time": {"datetime"},
    "ul": {"class"},
}


class Drawn(HTMLParser):
    """What a browser would make of a drawing: elements, links, marks and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.outside: list[str] = []
        self.links: list[dict[str, str]] = []
        self.buttons: list[dict[str, str]] = []
        self.strong: list[str] = []
        self.marks: list[tuple[str, str]] = []
        self.text = self.copied = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag not in ALLOWED or not names <= ALLOWED[tag]:
            self.outside.append(f"{tag} {sorted(names)}")
        values = {name: value or "" for name, value in attrs}
        self._open.append("" if tag == "span" and "hidden" in names else tag)
        if tag == "a":
            self.links.append(values)
        if (
            tag == "button"
            and not {"data-do", "data-around"} & names
            and "ts-tool" not in values["class"]
        ):
            self.buttons.append(values)
        if tag == "mark":
            self.marks.append((values["data-claims"], ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open and (self._open[-1] or "span") == tag, f"{tag} closes {self._open}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if "template" in self._open:  # inert: what the button beside it copies
            self.copied += data
            return
        if "" in self._open:  # told once its button is pressed
            return
        self.text += data
        if "strong" in self._open:
            self.strong.append(data)
        if "mark" in self._open:
            claims, before = self.marks[-1]
            self.marks[-1] = (claims, before + data)

    def handle_comment(self, data: str) -> None:
        self.outside.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.outside.append(f"declaration {decl}")


def turn(answer: Answer | None = None, **changes: object) -> Turn:
    base = Turn(number=3, question="Berapa?", running=False, seconds=0.42)
    if answer is not None:
        base = replace(base, answer=answer, claims=answer.claims, sources=answer.sources)
    return replace(base, **changes)  # type: ignore[arg-type]


# ---- highlights ----


def test_the_evidence_sentences_are_marked_exactly() -> None:
    drawn = Drawn(render.evidence(turn(wage_answer("Berapa?")), "id"))
    wanted = [P_STRIKE.sentence_text(s) for s in P_STRIKE.passage.sentences]
    assert drawn.marks == [
        ("3", wanted[0]),
        ("1 2", wanted[1]),
        ("1", wanted[3]),
        ("2", P_REPLY.sentence_text(P_REPLY.passage.sentences[0])),
    ]
    assert P_STRIKE.text in drawn.text, "the neighbouring text stands around the marks"


@given(
    st.text(alphabet="ab c\n🙂é<&", min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 80), st.integers(1, 4)), max_size=6),
    st.integers(0, 20),
)
def test_segments_join_to_the_passage_whatever_overlaps(
    text: str, spans: list[tuple[int, int, int]], start: int
) -> None:
    place = stored(STRIKE, [text], start=start)
    marks = [(begin, begin + length, claim) for begin, length, claim in spans]
    cut = segments(place, marks)
    assert "".join(piece.text for piece in cut) == text
    for claim in range(1, 5):
        marked = {
            at
            for begin, end, of in marks
            if of == claim and begin >= start and end <= start + len(text)
            for at in range(begin - start, end - start)
        }
        at, shown = 0, set()
        for piece in cut:
            if claim in piece.claims:
                shown |= set(range(at, at + len(piece.text)))
            at += len(piece.text)
        assert shown == marked


def test_cited_articles_come_by_number_and_the_rest_apart() -> None:
    shown = panel(wage_answer("Berapa?"))
    assert [card.number for card in shown.cited] == [1, 2]
    assert [card.title for card in shown.others] == [""]
    assert shown.cited[1].published_inferred


def test_evidence_without_its_passage_is_still_shown() -> None:
    answer = replace(wage_answer("Berapa?"), passages=(P_REPLY,))
    shown = panel(answer)
    alone = [piece for passage in shown.cited[0].passages for piece in passage]
    assert [(piece.text, piece.claims) for piece in alone] == [
        (P_STRIKE.sentence_text(P_STRIKE.passage.sentences[0]), (3,)),
        (P_STRIKE.sentence_text(P_STRIKE.passage.sentences[1]), (1, 2)),
        (P_STRIKE.sentence_text(P_STRIKE.passage.sentences[3]), (1,)),
    ]


def test_a_span_that_does_not_hold_its_text_is_never_highlighted() -> None:
    wrong = Evidence(
        article=STRIKE.id,
        passage=P_STRIKE.passage.id,
        sentence=0,
        start=P_STRIKE.passage.start + 3,
        end=P_STRIKE.passage.start + 40,
        text="Kalimat yang lain sama sekali dari arsip",
    )
    claim = Claim(text="x", check=Check.FOUND, evidence=(wrong,))
    answer = replace(quoted_answer("?"), claims=(claim,))
    drawn = Drawn(render.evidence(turn(answer), "id"))
    assert drawn.marks == [("1", "Kalimat yang lain sama sekali dari arsip")]


def test_while_an_answer_is_written_its_evidence_stands_alone() -> None:
    answer = wage_answer("?")
    shown = panel_so_far(answer.claims[:1], answer.sources)
    assert [card.number for card in shown.cited] == [1]
    assert all(piece.claims for passage in shown.cited[0].passages for piece in passage)


def test_a_heading_is_not_repeated_below_itself_unless_it_is_evidence() -> None:
    article = replace(STRIKE, title="Judul berita")
    place = stored(article, ["Judul berita\nIsi satu.", "Isi dua."])
    plain = replace(refusal("?"), passages=(place,))
    assert "".join(piece.text for piece in panel(plain).others[0].passages[0]) == (
        "Isi satu. Isi dua."
    )
    title = Evidence(
        article=article.id, passage=place.passage.id, sentence=0, start=0, end=12,
        text="Judul berita",
    )  # fmt: skip
    claim = Claim(text="x", check=Check.FOUND, evidence=(title,))
    cited = replace(quoted_answer("?"), claims=(claim,), passages=(place,))
    drawn = Drawn(render.evidence(turn(cited), "id"))
    assert drawn.marks == [("1", "Judul berita")]
    assert "Judul berita\nIsi satu. Isi dua." in drawn.text


def test_citations_are_numbers_in_order_without_repeats() -> None:
    answer = wage_answer("?")
    assert [citations(claim, answer.sources) for claim in answer.claims] == [(1,), (2, 1), (1,)]


# ---- answers ----


def test_claims_link_to_their_evidence() -> None:
    drawn = Drawn(render.answer(turn(wage_answer("?")), "id"))
    cites = [link["href"] for link in drawn.links if link["class"] == "ts-cite"]
    assert cites == ["#bukti-3-1-1", "#bukti-3-2-2", "#bukti-3-2-1", "#bukti-3-3-1"]
    assert "periksa" in drawn.text and "dikutip ulang" in drawn.text
    assert "17 Maret 2025" in drawn.text and "gemma3:4b" in drawn.text
    assert "Sumber [2] adalah hak jawab." in drawn.text


@pytest.mark.parametrize(("language", "source"), [("id", "Sumber"), ("en", "Source")])
def test_a_citation_is_named_in_words_and_selected_as_a_bracket(language: str, source: str) -> None:
    for answered in (wage_answer("?"), contested()):
        html = render.answer(turn(answered), language)
        links = [link for link in Drawn(html).links if link["class"] == "ts-cite"]
        assert links
        for link in links:
            assert link["aria-label"] == f"{source} {link['href'].split('-')[-1]}"
        assert len(re.findall(r">\[</span>\d+<span class=\"ts-sr\">\]</span></a>", html)) == len(
            links
        )
        assert f"{source}</span>" not in html, "a hidden word is selected with the sentence"


def test_what_the_assistant_says_itself_is_not_said_twice() -> None:
    said = (
        Notice(code="as_of", text="Sumber terbaru yang dikutip: kemarin. Arsip: hari ini."),
        Notice(code="review", text="1 pernyataan ditandai."),
    )
    text = Drawn(render.answer(turn(replace(wage_answer("?"), notices=said)), "id")).text
    assert text.count("Sumber terbaru yang dikutip") == 1 and "kemarin" in text
    assert INDONESIAN.review_means not in text and INDONESIAN.repaired_means in text


def test_a_quotation_carries_no_doubtful_label() -> None:
    drawn = Drawn(render.answer(turn(quoted_answer("?")), "id"))
    assert INDONESIAN.review not in drawn.text and INDONESIAN.repaired not in drawn.text
    assert INDONESIAN.by_quotes in drawn.text


def test_a_refusal_says_what_was_searched_and_shows_the_nearest_unmarked() -> None:
    refused = turn(refusal("?"))
    assert "1.240 artikel" in Drawn(render.answer(refused, "id")).text
    drawn = Drawn(render.evidence(refused, "id"))
    assert INDONESIAN.nearest in drawn.text and INDONESIAN.nearest_means in drawn.text
    assert P_REPLY.text in drawn.text
    assert drawn.marks == []


def test_unknown_dates_and_outlets_are_said_to_be_unknown() -> None:
    drawn = Drawn(render.evidence(turn(refusal("?")), "id"))
    for label in (INDONESIAN.no_date, INDONESIAN.no_outlet, INDONESIAN.untitled, "perkiraan"):
        assert label in drawn.text
    assert "Hak jawab" in drawn.text


def test_troubles_and_stops_are_told_plainly() -> None:
    trouble = Trouble(what="Ollama diam.", remedy="Jalankan: ollama serve")
    text = Drawn(render.answer(turn(trouble=trouble), "id")).text
    assert "Ollama diam." in text and "Jalankan: ollama serve" in text
    assert INDONESIAN.stopped_empty in Drawn(render.answer(turn(stopped=True), "id")).text
    claims = wage_answer("?").claims[:1]
    halfway = turn(stopped=True, claims=claims, sources=(source(1, STRIKE),))
    assert INDONESIAN.stopped in Drawn(render.answer(halfway, "id")).text


def test_nothing_is_drawn_before_there_is_something_to_read() -> None:
    running = turn(running=True, steps=(Step(name="searching"), Step(name="reading", count=12)))
    assert render.answer(running, "id") == ""
    text = Drawn(render.progress(running, "id")).text
    assert "Mencari di arsip" in text and "12" in text and "0,4 dtk" in text
    assert render.progress(turn(), "id") == ""


# ---- how the question was read ----


def read(question: str, wishes: Wishes = AS_READ, base: Answer | None = None) -> Turn:
    answer = read_as(replace(base or refusal(question), question=question), wishes)
    return turn(answer, question=question, wishes=wishes)


@pytest.mark.parametrize("base", [refusal("?"), quoted_answer("?")])
def test_a_correction_is_shown_above_the_answer_and_can_be_undone(base: Answer) -> None:
    drawn = Drawn(render.answer(read("uapah minimum", base=base), "id"))
    assert "Menampilkan hasil untuk: upah minimum" in drawn.text
    assert drawn.strong == ["upah"]
    assert "Cari persis: uapah minimum" in drawn.text
    assert [button["value"] for button in drawn.buttons] == ["3-words"]
    assert drawn.text.index("Cari persis") < drawn.text.index(base.text)


@pytest.mark.parametrize("base", [refusal("?"), quoted_answer("?")])
def test_a_time_is_shown_above_the_answer_and_can_be_removed(base: Answer) -> None:
    for language, said in (
        ("id", "Hanya artikel terbit 1–30 November 2025"),
        ("en", "Only articles published 1–30 November 2025"),
    ):
        drawn = Drawn(render.answer(read("upah November 2025", base=base), language))
        assert said in drawn.text
        assert [button["value"] for button in drawn.buttons] == ["3-time"]
        name = (ENGLISH if language == "en" else INDONESIAN).drop_period
        assert name in drawn.text and drawn.buttons[0]["title"] == name


def test_nothing_is_told_twice_but_other_notices_stay() -> None:
    asked = "uapah November 2025 terbaru"
    full = read(asked, base=wage_answer("?"))
    assert full.answer is not None
    assert {"corrected", "period", "newest"} <= {notice.code for notice in full.answer.notices}
    text = Drawn(render.answer(full, "id")).text
    assert "Catatan" not in text, "these notices are told above"
    assert "Sumber [2] adalah hak jawab." in text
    assert text.count("Yang terbaru didahulukan") == 1
    assert text.count("Hanya artikel") == 1


def test_newest_is_told_without_anything_to_press() -> None:
    drawn = Drawn(render.answer(read("upah terbaru"), "id"))
    assert "Yang terbaru didahulukan" in drawn.text and drawn.buttons == []


def test_what_was_undone_is_told_and_offers_nothing_more() -> None:
    wishes = Wishes(exactly=True, any_time=True)
    drawn = Drawn(render.answer(read("uapah November 2025", wishes), "id"))
    assert INDONESIAN.as_typed in drawn.text and INDONESIAN.all_times in drawn.text
    assert drawn.buttons == [] and "Hanya artikel" not in drawn.text


def test_the_persons_own_dates_go_before_those_of_the_question() -> None:
    first, last = date(2025, 11, 1), date(2025, 11, 30)
    for own in (Filters(published_from=first, published_to=last), Filters(published_to=last)):
        full = read("upah November 2025", Wishes(filters=own))
        assert full.answer is not None
        # Own dates that happen to be the question's: to remove the latter would change nothing.
        told = replace(full.answer, notices=(Notice(code="period", text="Catatan."),))
        drawn = Drawn(render.answer(replace(full, answer=told), "id"))
        assert "Saringan Anda: terbit " in drawn.text
        assert drawn.buttons == [] and "Hanya artikel" not in drawn.text
    only_outlet = Wishes(filters=Filters(outlet="Suara Pabrik"))
    drawn = Drawn(render.answer(read("upah November 2025", only_outlet), "id"))
    assert "Saringan Anda: media Suara Pabrik" in drawn.text and "Hanya artikel" in drawn.text
    # The answer's own word for it: a time that held without a notice is not offered.
    silent = read("upah November 2025")
    assert silent.answer is not None
    silent = replace(silent, answer=replace(silent.answer, notices=()))
    assert "Hanya artikel" not in Drawn(render.answer(silent, "id")).text


def test_a_time_of_which_nothing_is_dated_is_told_so() -> None:
    full = read("upah November 2025")
    assert full.answer is not None
    undated = (Notice(code="period_undated", text="Catatan."),)
    drawn = Drawn(render.answer(replace(full, answer=replace(full.answer, notices=undated)), "id"))
    assert "Tidak ada artikel terbit 1–30 November 2025 tentang ini" in drawn.text
    assert "Catatan." not in drawn.text and drawn.buttons[0]["value"] == "3-time"


def test_of_a_long_question_only_the_changed_words_are_shown() -> None:
    drawn = Drawn(render.answer(read("Berapa uapah " + "buruh pabrik " * 20), "id"))
    assert "Menampilkan hasil untuk: upah" in drawn.text and "Cari persis: uapah" in drawn.text
    assert "buruh pabrik" not in drawn.text and drawn.strong == ["upah"]


def test_the_corrected_word_is_found_as_a_word_whatever_its_letters() -> None:
    understood = Understood(
        asked="a (b",
        text="upahan berupah Upah (up",
        language="id",
        corrections=(
            Correction(asked="u", used="upah"),
            Correction(asked="(p", used="(up"),
        ),
    )
    full = turn(replace(refusal("?"), understood=understood))
    assert reading(full, "id").corrected == (
        ("upahan berupah ", False), ("Upah", True), (" ", False), ("(up", True),
    )  # fmt: skip
    elsewhere = replace(understood, text="lain sekali")
    full = turn(replace(refusal("?"), understood=elsewhere))
    assert reading(full, "id").corrected == (("lain sekali", True),)


def test_without_anything_to_tell_nothing_is_drawn() -> None:
    for full in (turn(refusal("?")), read("Berapa?"), turn(running=True)):
        assert not reading(full, "id")
        assert "ts-read" not in render.answer(full, "id")


def test_the_filter_tells_what_it_does() -> None:
    assert INDONESIAN.filter_help in Drawn(render.narrowed(Narrowing(), "id")).text
    set_ = Narrowing(filters=Filters(published_to=date(2025, 3, 1), outlet="Warta"))
    text = Drawn(render.narrowed(set_, "id")).text
    assert "terbit sampai 1 Maret 2025, media Warta" in text
    assert 'role="alert"' in render.narrowed(Narrowing(wrong="Salah."), "id")


# ---- what stands around ----


@pytest.mark.parametrize("state", list(ModelState))
def test_the_banner_names_the_mode_and_the_remedy(state: ModelState) -> None:
    commands = () if state is ModelState.READY else ("ollama serve", "ollama pull gemma3:4b")
    drawn = Drawn(render.banner("id", replace(STATUS, state=state, commands=commands)))
    assert not drawn.outside
    assert ("Mode kutipan" in drawn.text) is (state is not ModelState.READY)
    for command in commands:
        assert command in drawn.text
    if state in (ModelState.READY, ModelState.MISSING, ModelState.REFUSED):
        assert "gemma3:4b" in drawn.text
    if state is ModelState.UNREACHABLE:
        assert "http://127.0.0.1:11434" in drawn.text


def test_the_banner_says_when_search_by_meaning_is_missing() -> None:
    text = Drawn(render.banner("en", replace(STATUS, vectors="unavailable"))).text
    assert ENGLISH.vectors_unavailable in text


def test_an_empty_archive_greets_with_how_to_fill_it() -> None:
    nothing = replace(STATUS, articles=0, newest=None)
    text = Drawn(render.greeting("id", nothing)).text
    assert "./tanya ingest add FOLDER" in text and "./tanya ui --sample" in text
    assert render.banner("id", nothing) == ""
    assert "./tanya" not in render.greeting("id", STATUS)


def test_the_header_tells_size_and_newest_date() -> None:
    text = Drawn(render.header("id", STATUS)).text
    assert "1.240 artikel" in text and "17 Maret 2025" in text
    assert "1,240 articles" in Drawn(render.header("en", STATUS)).text


def test_every_label_has_both_languages() -> None:
    same = {
        field.name
        for field in fields(INDONESIAN)
        if getattr(INDONESIAN, field.name) == getattr(ENGLISH, field.name)
    }
    assert same == set()
    for field in fields(INDONESIAN):
        ours, theirs = getattr(INDONESIAN, field.name), getattr(ENGLISH, field.name)
        assert ours.count("{") == theirs.count("{"), field.name


# ---- what comes from outside is text ----


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_from_outside_is_shown_as_text(payload: str) -> None:
    article = ArticleSummary(
        id="x", source=payload, title=payload, outlet=payload, author=payload, url=payload
    )
    place = stored(article, [payload, "Kalimat kedua."])
    claim = Claim(text=payload, check=Check.REVIEW, evidence=(evidence(place, 0),))
    answer = Answer(
        question=payload,
        language="id",
        refused=False,
        text=payload,
        claims=(claim,),
        sources=(source(1, article),),
        passages=(place,),
        notices=(Notice(code="x", text=payload),),
        as_of=date(2025, 1, 2),
        model=payload,
    )
    answer = replace(
        answer,
        understood=Understood(
            asked=payload,
            text=payload,
            language="id",
            corrections=(Correction(asked=payload, used=payload),),
            period=Period(text=payload, first=date(2025, 11, 1)),
        ),
        notices=(*answer.notices, Notice(code="period", text=payload)),
    )
    own = Wishes(filters=Filters(outlet=payload))
    full = turn(answer, question=payload, wishes=own, trouble=Trouble(what=payload, remedy=payload))
    refused = turn(replace(answer, refused=True, claims=(), sources=()), question=payload)
    running = turn(running=True, question=payload, steps=(Step(name=payload),))
    hostile = replace(STATUS, model=payload, host=payload, commands=(payload,))
    drawings = [
        render.question(full),
        render.answer(full, "id"),
        render.answer(refused, "en"),
        render.evidence(full, "id"),
        render.evidence(refused, "en"),
        render.progress(running, "id"),
        render.banner("id", replace(hostile, state=ModelState.MISSING)),
        render.banner("id", None, Trouble(what=payload, remedy=payload)),
        render.hint(payload),
        render.narrowed(Narrowing(wrong=payload), "id"),
        render.narrowed(Narrowing(filters=own.filters), "en"),
    ]
    for html in drawings:
        drawn = Drawn(html)
        assert drawn.outside == [], html
        for link in drawn.links:
            assert link["href"].startswith(("#bukti-", "#jawaban-", "#ts-box", "reader/"))
    for at in (0, 1, 3, 6, 8, 9, 10):
        assert payload in Drawn(drawings[at]).text
    above = Drawn(drawings[1]).text.split("Hanya artikel")[0]
    assert above.count(payload) == 2, "what was searched, and what was typed"
    assert f"Saringan Anda: media {payload}" in Drawn(drawings[1]).text


@pytest.mark.parametrize("url", BAD_LINKS)
def test_only_web_addresses_become_links(url: str) -> None:
    assert safe_link(url) == ""


def test_web_addresses_become_links_that_open_apart() -> None:
    address = "https://warta.example/a?x=1&y=%3Cb%3E#bagian"
    assert safe_link(address) == address
    article = replace(STRIKE, url=address)
    shown = replace(quoted_answer("?"), passages=(replace(P_STRIKE, article=article),))
    links = [link for link in Drawn(render.evidence(turn(shown), "id")).links if "rel" in link]
    original = [link for link in links if link["rel"] == "noopener noreferrer"]
    assert len(original) == 1 and original[0]["target"] == "_blank"
    assert original[0]["href"].startswith(address + ":~:text=")


def test_a_source_with_an_unsafe_address_is_shown_without_a_link() -> None:
    only = replace(refusal("?"), passages=(P_UNDATED,))
    assert "javascript" not in render.evidence(turn(only), "id")


# ---- ways of saying ----


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "id"),
        ("en-US,en;q=0.9", "en"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("fr-FR,fr;q=0.9,en;q=0.3,id;q=0.2", "en"),
        ("de", "id"),
        ("en;q=0.1,id;q=0.9", "id"),
        (";;q=,,en;q=x", "id"),
        ("x" * 100_000, "id"),
    ],
)
def test_the_browser_chooses_the_first_language(header: str, language: str) -> None:
    if header == ";;q=,,en;q=x":
        assert preferred(header) in ("id", "en")
    else:
        assert preferred(header) == language


def test_dates_counts_and_times_are_written_as_people_write_them() -> None:
    assert long_date(date(2025, 3, 9), "id") == "9 Maret 2025"
    assert long_date(date(2025, 3, 9), "en") == "9 March 2025"
    assert long_date(None, "id") == "tanggal tidak diketahui"
    assert (number(12345, "id"), number(12345, "en")) == ("12.345", "12,345")
    assert (seconds(0.44, "id"), seconds(12.6, "en")) == ("0,4 dtk", "13 s")
    assert step("reading", 8, "en") == "Reading 8 passages"
    assert step("something new", 0, "id") == INDONESIAN.waiting


# --- conflicts, speakers, open parts, reasons ---------------------------------------------------


def contested(hostile: str = "") -> Answer:
    """Return an answer with everything that can stand beside a claim or below an answer."""
    base = wage_answer("Berapa pekerja?")
    speaker = Speaker(name="Wulan" + hostile, role="Juru bicara", evidence=evidence(P_REPLY, 0))
    first, second, third = base.claims
    versions = (
        Version(
            value="1.240 pekerja" + hostile,
            evidence=evidence(P_STRIKE, 1),
            outlet="Harian A" + hostile,
            published=date(2025, 3, 15),
            standing=Standing.CURRENT,
        ),
        Version(
            value="1.198 pekerja",
            evidence=evidence(P_REPLY, 0),
            outlet="",
            published=None,
            standing=Standing.SUPERSEDED,
        ),
    )
    return replace(
        base,
        claims=(
            first,
            replace(second, problems=("negation", "name: Rina" + hostile), speaker=speaker),
            replace(third, problems=("number_place: 12",)),
        ),
        conflicts=(Conflict(subject="pekerja" + hostile, kind="figure", versions=versions),),
        uncovered=("kapan mulainya" + hostile,),
        left_out=(
            LeftOut(
                reason="unsupported", problems=("number: 740", "unsupported"), text=LIE + hostile
            ),
            LeftOut(reason="too_long", text="Panjang " * 90),
            LeftOut(reason="instruction", problems=("instruction",), text="Transfer iuran Anda."),
            LeftOut(reason="malformed"),
        ),
    )


def test_versions_stand_in_a_table_newest_first_with_their_citations() -> None:
    html = render.answer(turn(contested()), "id")
    drawn = Drawn(html)
    assert not drawn.outside
    table = html[html.index("<table") : html.index("</table>")]
    assert table.index("1.240 pekerja") < table.index("1.198 pekerja")
    assert "Harian A, 15 Maret 2025" in table and "media tidak diketahui, tanpa tanggal" in table
    assert 'class="ts-current"' in table and 'class="ts-superseded"' in table
    assert "sudah diganti" in table
    links = [link["href"] for link in drawn.links]
    assert "#bukti-3-4-1" in links and "#bukti-3-5-2" in links


def test_the_citation_of_a_version_leads_to_its_marked_sentence() -> None:
    drawn = Drawn(render.evidence(turn(contested()), "id"))
    claims = {number for marked, _ in drawn.marks for number in marked.split()}
    assert {"4", "5"} <= claims


def test_speaker_reasons_and_what_stays_open_are_said_in_words() -> None:
    text = Drawn(render.answer(turn(contested()), "id")).text
    assert "— Wulan, Juru bicara (" in text
    assert "“tidak” atau “belum” berbeda" in text and "namanya tidak ditemukan di sumber" in text
    assert "angkanya tentang hal lain di sumber" in text
    assert "Bagian ini tidak terjawab: “kapan mulainya”." in text
    english = Drawn(render.answer(turn(contested()), "en")).text
    assert "a negation differs" in english and "Not answered here" in english
    for word in ("terverifikasi", "verified", "terbukti benar", "number_place", "negation:"):
        assert word not in text + english


LIE = "Sebanyak 740 buruh dipecat kemarin."


def dropped(answer: Answer, language: str = "id") -> str:
    html = render.answer(turn(answer), language)
    found = re.findall(r"<details class=.ts-dropped.*?</details>", html, re.DOTALL)
    assert len(found) == 1
    assert LIE not in html.replace(found[0], ""), "nowhere else, the text to copy included"
    return str(found[0])


def test_what_was_dropped_is_behind_a_closed_line_each_with_a_label_and_the_reason() -> None:
    html = dropped(contested())
    assert html.startswith('<details class="ts-dropped">'), "closed"
    assert "<summary>4 kalimat model tidak ditampilkan: mengapa</summary>" in html
    first, long, order, unread = re.findall(r"<li>.*?</li>", html, re.DOTALL)
    label = "Tidak didukung arsip, jangan dikutip:"
    assert first.index(label) < first.index(LIE), "whoever listens is told before"
    assert f"<s>“{LIE}”</s>" in first
    assert "Sebabnya: angkanya tidak ditemukan di sumber (“740”)." in Drawn(first).text
    assert len(long) < 700 and "…" in long and "terlalu panjang" in long
    assert "Transfer" not in order and "berisi perintah" in order
    assert "tidak terbaca" in unread and "<s>" not in unread
    english = dropped(contested(), "en")
    assert "4 sentences of the model are not shown: why" in english
    assert "Not supported by the archive, do not quote:" in english


def test_under_a_refusal_what_was_dropped_is_told_once() -> None:
    left_out = (LeftOut(reason="unsupported", problems=("number: 740",), text=LIE),)
    text = "Arsip ini tidak memuat jawabannya."
    line = left_out_line(left_out, "id")
    answer = replace(refusal("Berapa beras?"), text=f"{text}\n{line}", left_out=left_out)
    html = render.answer(turn(answer), "id")
    assert text in html and "1 kalimat model tidak ditampilkan: mengapa" in html
    assert LIE in dropped(answer)
    shown = html[: html.index("ts-tools")]
    assert line not in shown, "the copied text alone keeps the count"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_beside_or_below_an_answer_is_markup(payload: str) -> None:
    for drawing in (render.answer, render.evidence):
        drawn = Drawn(drawing(turn(contested(payload)), "id"))
        assert not drawn.outside
    assert payload in Drawn(render.answer(turn(contested(payload)), "id")).text


def test_nothing_is_drawn_where_there_is_nothing_to_say() -> None:
    html = render.answer(turn(wage_answer("Berapa?")), "id")
    for name in ("ts-versions", "ts-open-part", "ts-dropped", "ts-speaker", "ts-days"):
        assert name not in html
