"""Stories: linking whatever the order, what is shown of a story, and how it is counted."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from storage_entries import assert_consistent, entry, made_up
from test_answers import claim, made
from test_arranging import hit
from wire_reports import CUT, EDITED, ELSEWHERE, OWN_WORDS, TEMPLATE, WIRE

from rag.archive import FILE_NAME, Archive, Entry, linking
from rag.archive.linking import grouped
from rag.arranging import arranged
from rag.citations import independent
from rag.likeness import LONGEST
from rag.records import ArticleKind, ArticleSummary, Hit, Origin
from rag.understanding import plainly


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


def report(name: str, text: str = WIRE, **fields: Any) -> Entry:
    return entry(name, text, **{"outlet": name, **fields})


def names(archive: Archive, story: str = "") -> list[str]:
    return [article.source for article in archive.stories.members(story)]


def told(archive: Archive, entries: Sequence[Entry]) -> set[frozenset[str]]:
    """Return the stories as sets of sources."""
    sources = {each.article.id: each.article.source for each in entries}
    groups: dict[str, set[str]] = {}
    for identity, story in archive.stories.of(list(sources)).items():
        groups.setdefault(story, set()).add(sources[identity])
        assert story <= identity
    return {frozenset(group) for group in groups.values()}


# --- linking --------------------------------------------------------------------------------------

ENTRIES = [
    report("warta", WIRE, published=date(2026, 2, 4)),
    report("kabar", EDITED, published=date(2026, 2, 3)),
    report("pos", CUT),
    report("sendiri", OWN_WORDS),
    report("lain-angka", TEMPLATE),
    report("lain-nama", ELSEWHERE),
    made_up(1),
]


def test_copies_are_one_story_and_templates_and_other_writers_are_not(archive: Archive) -> None:
    archive.put(ENTRIES)
    assert told(archive, ENTRIES) == {frozenset(("warta", "kabar", "pos"))}
    story = next(iter(archive.stories.of([ENTRIES[0].article.id]).values()))
    assert story == min(each.article.id for each in ENTRIES[:3])
    # The first published first, undated ones last.
    assert names(archive, story) == ["kabar", "warta", "pos"]
    assert archive.stories.members("no such story") == []
    pairs = archive.stories.pairs()
    assert len(pairs) == 3
    assert all(one < other and 0.4 <= shared <= 1 for one, other, shared in pairs)


def state(archive: Archive) -> tuple[object, object]:
    ids = [article.id for article in archive.summaries(1000)]
    return archive.stories.pairs(), archive.stories.of(ids)


def test_the_order_of_putting_replacing_and_removing_changes_nothing(tmp_path: Path) -> None:
    rnd = random.Random(5)
    expected = None
    for turn in range(6):
        archive = Archive(tmp_path / str(turn))
        entries = list(ENTRIES)
        rnd.shuffle(entries)
        for each in entries:
            if rnd.random() < 0.5:  # another text first
                archive.put([report(each.article.source, rnd.choice((WIRE, TEMPLATE, OWN_WORDS)))])
            if rnd.random() < 0.3:
                archive.remove(each.article.id)
            gone = report("sementara", EDITED)
            archive.put([gone, each])
            archive.remove(gone.article.id)
        found = state(archive)
        archive.close()
        assert_consistent(tmp_path / str(turn))
        assert expected is None or found == expected
        expected = found
    assert expected is not None and expected[0]


def test_removing_or_changing_one_takes_it_out_of_its_story(archive: Archive) -> None:
    archive.put(ENTRIES)
    archive.remove(ENTRIES[0].article.id)
    assert told(archive, ENTRIES[1:]) == {frozenset(("kabar", "pos"))}
    archive.put([report("pos", OWN_WORDS)])
    assert told(archive, ENTRIES[1:]) == {frozenset(("pos", "sendiri"))}
    archive.put([report("pos", OWN_WORDS.replace("6,5", "7,5"))])
    assert told(archive, ENTRIES[1:]) == set()
    assert archive.stories.pairs() == []


@pytest.mark.parametrize(
    "kind",
    [
        ArticleKind.CORRECTION,
        ArticleKind.RIGHT_OF_REPLY,
        ArticleKind.RETRACTION,
        ArticleKind.RETRACTED,
    ],
)
def test_only_news_is_linked(archive: Archive, kind: ArticleKind) -> None:
    withdrawn = report("kabar", EDITED, kind=kind)
    archive.put([ENTRIES[0], withdrawn])
    assert told(archive, ENTRIES) == set()
    archive.put([report("kabar", EDITED)])  # marked as news after all
    assert told(archive, ENTRIES) == {frozenset(("warta", "kabar"))}


def test_a_book_is_linked_with_nothing(archive: Archive) -> None:
    book = WIRE * (LONGEST // len(WIRE) + 1)
    archive.put([report("satu", book), report("dua", book + "Tamat.")])
    assert archive.stories.pairs() == [] and archive.stories.missing() == 0


def test_the_outlet_decides_which_threshold_holds(archive: Archive) -> None:
    both = [report("satu", WIRE, outlet=" WARTA"), report("dua", CUT, outlet="warta ")]
    archive.put(both)
    assert told(archive, both) == set()
    archive.put([replace_outlet(both[1], "Kabar")])
    assert told(archive, both) == {frozenset(("satu", "dua"))}
    archive.put([replace_outlet(both[1], "")])  # not known: it may be the same
    assert told(archive, both) == set()


def replace_outlet(given: Entry, outlet: str) -> Entry:
    return replace(given, article=replace(given.article, outlet=outlet))


# --- crowds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_crowd_is_not_linked_and_is_when_it_thins(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, order: int
) -> None:
    monkeypatch.setattr(linking, "CROWDED", 4)
    copies = [report(f"koran-{n}") for n in range(6)]  # the same text in six outlets
    random.Random(order).shuffle(copies)
    counts = []
    for each in copies:
        archive.put([each])
        counts.append(len(archive.stories.pairs()))
    assert counts == [0, 1, 3, 6, 0, 0]
    assert told(archive, copies) == set()
    archive.remove(copies[0].article.id)
    assert archive.stories.pairs() == []
    archive.remove(copies[1].article.id)
    assert len(archive.stories.pairs()) == 6
    assert told(archive, copies[2:]) == {frozenset(each.article.source for each in copies[2:])}


def test_what_a_crowd_links_does_not_depend_on_the_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "CROWDED", 3)
    endings = ("Redaksi.", "Tim liputan kami di lapangan.", "Editor: meja daerah koran ini.", "")
    copies = [
        report(
            f"koran-{n}", (EDITED if n % 2 else WIRE) + endings[n % 4] + f" Koran {'pqrstuvw'[n]}."
        )
        for n in range(8)
    ]
    expected = None
    for turn in range(5):
        archive = Archive(tmp_path / str(turn))
        random.Random(turn).shuffle(copies)
        archive.put(copies)
        for each in copies[:turn]:
            archive.remove(each.article.id)
        archive.put(copies[:turn])
        found = state(archive)
        archive.close()
        assert expected is None or found == expected
        expected = found


def test_a_chain_joins_only_those_that_know_each_other() -> None:
    chain = {"a": {"b"}, "b": {"a", "c"}, "c": {"b", "d"}, "d": {"c"}}
    assert list(grouped(chain)) == [["b", "a"], ["c", "d"]]
    star = {"m": {"a", "b", "z"}, "a": {"m", "b"}, "b": {"m", "a"}, "z": {"m"}}
    assert list(grouped(star)) == [["m", "a", "b"], ["z"]]
    assert list(grouped({"x": set()})) == [["x"]]


# --- filling --------------------------------------------------------------------------------------


def test_an_older_archive_is_filled_and_may_be_stopped(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.put(ENTRIES)
    whole = state(archive)
    with sqlite3.connect(archive.folder / FILE_NAME) as db:
        for table in ("story_pair", "signature_band", "signature"):
            db.execute(f"DELETE FROM {table}")
        db.execute("UPDATE article SET story = NULL")
    db.close()
    assert archive.stories.missing() == len(ENTRIES)
    monkeypatch.setattr("rag.archive.stories._FILLED", 2)

    def stop(done: int, total: int) -> None:
        assert total == len(ENTRIES)
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.stories.fill(stop)
    assert archive.stories.missing() == len(ENTRIES) - 4
    seen: list[tuple[int, int]] = []
    assert archive.stories.fill(lambda done, total: seen.append((done, total))) == 3
    assert seen == [(2, 3), (3, 3)]
    assert state(archive) == whole
    assert archive.stories.fill() == 0


def test_signatures_of_another_scheme_are_made_again(archive: Archive) -> None:
    archive.put(ENTRIES)
    whole = state(archive)
    with sqlite3.connect(archive.folder / FILE_NAME) as db:
        db.execute("UPDATE signature SET scheme = 'older', hashes = zeroblob(length(hashes))")
        db.execute("UPDATE signature_band SET band = band + 1")
    db.close()
    assert archive.stories.missing() == archive.stories.fill() == len(ENTRIES)
    assert state(archive) == whole


def test_an_article_costs_no_more_in_a_larger_archive(archive: Archive) -> None:
    """Counted in steps of SQLite's machine, which no other program on the computer disturbs."""

    def steps(number: int) -> int:
        count = 0

        def tick() -> None:
            nonlocal count
            count += 1

        connection = archive._connections.get()
        connection.set_progress_handler(tick, 10)
        with archive._connections.writing() as db:
            key, text = db.execute(
                "SELECT key, text FROM article WHERE source = ?", (f"made-up/{number}",)
            ).fetchone()
            linking.unlink(db, key)
            linking.link(db, key, text)
        connection.set_progress_handler(None, 0)
        return count

    archive.put([made_up(number) for number in range(20)])
    few = steps(3)
    archive.put([made_up(number) for number in range(20, 400)])
    assert few > 0 and steps(3) <= 1.2 * few


# --- what is shown --------------------------------------------------------------------------------

SAID = (
    "Sebanyak 1.240 pekerja di tiga pabrik menerima kenaikan upah pokok 6,5 persen mulai Maret "
    "menurut ketua serikat Marlina Tobing"
)
MORE = "Perselisihan jam lembur ditinjau setiap triwulan dan melibatkan 15 utusan kedua pihak"


def of_story(name: str, text: str, *, passage: str = "", length: int = 100, **given: Any) -> Hit:
    found = hit(passage or name, text, of=name, **given)
    article = replace(found.stored.article, story="s", length=length, outlet=name.title())
    return replace(found, stored=replace(found.stored, article=article))


def shown(hits: Sequence[Hit], *, newest: bool = False) -> list[tuple[str, list[str]]]:
    kept = arranged(replace(plainly("upah"), newest=newest), hits, limit=8)
    return [
        (each.stored.passage.id.removesuffix(".0"), [article.id for article in each.also])
        for each in kept
    ]


def test_of_a_story_the_first_published_is_shown_and_the_others_are_named() -> None:
    late = of_story("kabar", SAID + " Redaksi", day=date(2026, 2, 4))
    first = of_story("warta", SAID, day=date(2026, 2, 3))
    undated = of_story("pos", SAID + ".")
    other = hit("lain", "Iuran kesehatan buruh tani dibahas lagi oleh dewan kota pada rapat Kamis")
    assert shown([late, other, first, undated]) == [("warta", ["kabar", "pos"]), ("lain", [])]
    assert shown([undated, late, first]) == [("warta", ["pos", "kabar"])]
    assert shown([late, first], newest=True) == [("kabar", ["warta"])]
    assert shown([late]) == [("kabar", [])]


def test_of_one_day_the_surest_date_and_then_the_longer_text_is_shown() -> None:
    day = date(2026, 2, 3)
    short, long = (of_story(name, SAID, day=day, length=n) for name, n in (("a", 90), ("b", 120)))
    assert shown([short, long]) == [("b", ["a"])]
    guessed = replace(
        long,
        stored=replace(
            long.stored, article=replace(long.stored.article, published_origin=Origin.INFERRED)
        ),
    )
    assert shown([guessed, short]) == [("a", ["b"])]


def test_what_only_the_other_article_says_stays() -> None:
    first = of_story("warta", SAID, day=date(2026, 2, 3))
    late = of_story("kabar", SAID + " Redaksi", day=date(2026, 2, 4))
    more = of_story("kabar", MORE, passage="kabar-2", day=date(2026, 2, 4))
    assert shown([late, more, first]) == [("warta", ["kabar"]), ("kabar-2", [])]
    # The best passage is the later article's own: it is not put behind another.
    assert shown([more, first]) == [("kabar-2", ["warta"]), ("warta", [])]
    # Another figure alone is enough.
    figure = of_story("kabar", SAID.replace("1.240", "1.310"), day=date(2026, 2, 4))
    assert [name for name, _ in shown([first, figure])] == ["warta", "kabar"]


def test_passages_alike_but_for_a_figure_are_both_shown() -> None:
    assert [name for name, _ in shown([hit("a", SAID), hit("b", SAID.replace("6,5", "7,2"))])] == [
        "a",
        "b",
    ]


# --- what counts ----------------------------------------------------------------------------------


def summary(name: str, story: str = "") -> ArticleSummary:
    return ArticleSummary(id=name, source=name, title=name, story=story)


def test_articles_of_one_story_count_once() -> None:
    assert independent([]) == 0
    assert independent([summary("a"), summary("b")]) == 2
    assert independent([summary("a", "a"), summary("b", "a"), summary("c", "c")]) == 2


def test_an_answer_says_how_many_of_its_sources_are_independent(archive: Archive) -> None:
    one = of_story("warta", SAID)
    other = of_story("kabar", MORE)
    alone = hit("lain", "Iuran kesehatan buruh tani dibahas lagi oleh dewan kota.")
    claims = [claim(one), claim(other), claim(alone)]
    codes = {each.code: each.text for each in made(archive, [one, other, alone], claims).notices}
    assert codes["independent"].startswith("3 sumber, 2 laporan yang mandiri")
    english = made(archive, [one, other, alone], claims, language="en").notices
    assert any(each.text.startswith("3 sources, 2 of them independent") for each in english)
    for some in ([one, alone], [alone], [one]):
        found = made(archive, some, [claim(each) for each in some]).notices
        assert "independent" not in {each.code for each in found}


def test_an_answer_names_the_outlets_that_carry_the_same_report(archive: Archive) -> None:
    copies = tuple(of_story(name, SAID).stored.article for name in ("kabar", "pos", "kabar"))
    one = replace(of_story("warta", SAID), also=copies)
    said = [each for each in made(archive, [one], [claim(one)]).notices if "same" in each.code]
    assert [each.text for each in said] == [
        "Laporan sumber [1] juga dimuat di: Kabar, Pos. Itu laporan yang sama, bukan sumber "
        "tambahan."
    ]
    # What is cited itself is counted, not named again.
    two = of_story("kabar", MORE)
    said = [e.text for e in made(archive, [one, two], [claim(one), claim(two)]).notices]
    assert any("juga dimuat di: Pos." in text for text in said)
