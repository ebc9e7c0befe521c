"""Lists, counts and choices of an archive, as the library's pages ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from storage_entries import entry

from rag.archive import Archive
from rag.archive.overview import Order, Wanted
from rag.records import ArticleKind


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path)
    opened.put(
        [
            entry(
                "a", "Upah naik di pabrik.", title="beta upah", outlet="Kabar", language="id",
                published=date(2025, 3, 1), tags=("Upah", "UMP"),
            ),
            entry(
                "b", "Strike at the port.", title="Alpha strike", outlet="kabar", language="en",
                published=date(2025, 5, 31), tags=("mogok",),
            ),
            entry("c", "Buruh menuntut upah layak.", title="", published=None, tags=("upah",)),
            entry(
                "d", "Rapat serikat digelar.", title="Gamma rapat", outlet="Berita", language="id",
                published=date(2025, 5, 2), kind=ArticleKind.CORRECTION,
            ),
        ]
    )  # fmt: skip
    yield opened
    opened.close()


def sources(archive: Archive, wanted: Wanted, **how: object) -> str:
    rows, total = archive.overview.page(wanted, limit=10, **how)  # type: ignore[arg-type]
    assert total == len(rows) == archive.overview.count(wanted)
    return "".join(row.article.source for row in rows)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), "bdac"),
        (Wanted(tag="UPAH"), "ac"),
        (Wanted(tag="Up"), ""),
        (Wanted(no_outlet=True), "c"),
        (Wanted(no_language=True), "c"),
        (Wanted(outlet="KABAR"), "ba"),
        (Wanted(words="upah"), "ac"),
        (Wanted(words="upah", language="id"), "a"),
        (Wanted(undated=True), "c"),
        (Wanted(first=date(2025, 5, 2), last=date(2025, 5, 31)), "bd"),
        (Wanted(kind=ArticleKind.CORRECTION), "d"),
        (Wanted(tag="' OR 1 --"), ""),
    ],
)
def test_every_filter_narrows(archive: Archive, wanted: Wanted, found: str) -> None:
    assert sources(archive, wanted) == found


@pytest.mark.parametrize(
    ("order", "descending", "found"),
    [
        (Order.DATE, True, "bdac"),
        (Order.DATE, False, "adbc"),
        (Order.TITLE, False, "badc"),  # capitals do not matter; what has no title comes last
        (Order.TITLE, True, "dabc"),
        (Order.OUTLET, False, "dbac"),
        (Order.OUTLET, True, "badc"),
    ],
)
def test_every_order(archive: Archive, order: Order, descending: bool, found: str) -> None:
    assert sources(archive, Wanted(), order=order, descending=descending) == found


def test_by_when_it_was_added(archive: Archive) -> None:
    with archive._connections.writing() as db:
        for second, source in enumerate("cadb"):
            db.execute(
                "UPDATE article SET added_at = ? WHERE source = ?",
                (f"2026-01-01T00:00:0{second}+00:00", source),
            )
    assert sources(archive, Wanted(), order=Order.ADDED) == "bdac"
    assert sources(archive, Wanted(), order=Order.ADDED, descending=False) == "cadb"
    (first, *_), _ = archive.overview.page(Wanted(), order=Order.ADDED, limit=1)
    assert first.added.isoformat() == "2026-01-01T00:00:03+00:00" and first.tags == ("mogok",)


def test_pages_follow_each_other_without_gap_or_repeat(archive: Archive) -> None:
    for order in Order:
        pages = [
            archive.overview.page(Wanted(), order=order, limit=1, offset=place)[0][0]
            for place in range(4)
        ]
        assert {row.article.source for row in pages} == set("abcd")
    assert archive.overview.page(Wanted(), limit=5, offset=4) == ([], 4)


def test_choices_are_counted_and_capitals_are_one(archive: Archive) -> None:
    choices = archive.overview.choices()
    assert list(choices.outlets.values()) == [2, 1, 1]
    assert {name.casefold() for name in choices.outlets} == {"kabar", "", "berita"}
    assert choices.languages == {"id": 2, "": 1, "en": 1}
    assert choices.kinds == {"news": 3, "correction": 1}
    assert {name.casefold(): n for name, n in choices.tags.items()} == {
        "upah": 2,
        "ump": 1,
        "mogok": 1,
    }
    assert len(archive.overview.choices(tags=1).tags) == 1


def test_counts_by_month_and_outlet_agree(archive: Archive) -> None:
    counts = archive.overview.counts()
    assert counts.months == {"2025-03": 1, "2025-05": 2}
    assert counts.by_outlet == {"2025-03": {"Kabar": 1}, "2025-05": {"kabar": 1, "Berita": 1}}
    assert counts.articles == 4 and counts.undated == 1 and counts.sentences == 4


def test_the_stamp_tells_every_change(archive: Archive) -> None:
    seen = {archive.overview.stamp()}
    new = entry("e", "Baru.", title="Baru")
    archive.put([new])
    seen.add(archive.overview.stamp())
    archive.put([entry("e", "Baru.", title="Lain", outlet="Media")])  # fields alone
    seen.add(archive.overview.stamp())
    archive.remove(new.article.id)
    seen.add(archive.overview.stamp())
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("concerns", "names"),
    [
        ("alamat-upah-naik", ()),
        ("http://kabar.example/upah", ()),
        ("", ("url:kabar.example/upah",)),
        ("", ("title:upahburuhpabriknaik",)),
    ],
)
def test_what_a_correction_is_about_is_found_both_ways(
    tmp_path: Path, concerns: str, names: tuple[str, ...]
) -> None:
    report = entry(
        "file:/data/alamat-upah-naik.txt", "Isi satu.", title="Upah buruh pabrik naik",
        outlet="Kabar", url="http://kabar.example/upah", published=date(2025, 3, 1),
    )  # fmt: skip
    other = entry("file:/data/lain.txt", "Isi dua.", title="Upah buruh lain turun", outlet="Kabar")
    namesake = entry(
        "file:/data/senama.txt", "Isi empat.", title="Upah buruh pabrik naik", outlet="Lain"
    )  # of another outlet: a title alone does not mean it
    fix = entry(
        "file:/data/ralat.txt", "Isi tiga.", title="Ralat", outlet="Kabar",
        kind=ArticleKind.CORRECTION, concerns=concerns, concerning=names,
        published=date(2025, 3, 2),
    )  # fmt: skip
    archive = Archive(tmp_path)
    archive.put([report, other, namesake, fix])
    found = archive.overview.subjects(fix.article)
    assert [each.id for each in found] == [report.article.id]
    assert archive.concerning(found)[report.article.id][0].id == fix.article.id
    assert archive.overview.subjects(report.article) == []
    assert archive.overview.addresses(fix.article.id) == ["file:/data/ralat.txt"]
    archive.close()
