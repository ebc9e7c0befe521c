"""What the library's pages are made of: texts, charts, remembered counts."""

from __future__ import annotations

import pytest

from ui.library.plots import HEIGHT, MONTHS, NARROW, chart, months_of, small
from ui.library.remembered import PATIENCE, Remembered
from ui.library.shown import article_path, library_path, shown
from ui.library.text import Block, blocks

TEXT = "Judul berita\nKalimat satu. Kalimat dua.\n\nPenutup."


def words_of(found: tuple[Block, ...]) -> list[str]:
    return [block.text for block in found]


def test_paragraphs_join_to_the_text_and_the_title_is_not_repeated() -> None:
    assert words_of(blocks(TEXT, "Judul berita")) == ["Kalimat satu. Kalimat dua.", "Penutup."]
    assert words_of(blocks(TEXT, "Judul lain"))[0] == "Judul berita"
    assert words_of(blocks("Judul berita", "Judul berita")) == []


def test_rows_are_a_table() -> None:
    text = "Daftar\nDaerah | Upah\nSagara | Rp 4.900.000\nSelesai | sudah."
    head, table = blocks(text, "Daftar lain")
    assert words_of((head,)) == ["Daftar"]
    assert table.rows == (("Daerah", "Upah"), ("Sagara", "Rp 4.900.000"), ("Selesai", "sudah."))
    assert words_of(blocks("satu | dua\nbiasa")) == ["satu | dua", "biasa"]  # one line is no table


def test_months_without_articles_are_there() -> None:
    assert months_of(["2025-11", "2026-02"]) == ("2025-11", "2025-12", "2026-01", "2026-02")
    assert months_of([]) == ()
    assert len(months_of(["1970-01", "2026-02"])) == MONTHS


@pytest.mark.parametrize("top", [1, 2, 3, 7, 10, 99, 100, 101, 936, 12_345])
def test_the_scale_is_round_and_holds_every_bar(top: int) -> None:
    drawn = chart(["2025-01", "2025-02", "2025-03"], {"2025-01": top, "2025-03": 1})
    full, gap, one = drawn.bars
    assert gap.height == 0 and one.height >= 2 and full.y >= 20
    assert full.y + full.height == pytest.approx(HEIGHT, abs=0.2)
    counts = [tick.count for tick in drawn.ticks]
    assert counts[0] == 0 and counts[-1] >= top and 2 <= len(counts) <= 7
    assert drawn.step >= NARROW >= 24  # what a finger hits


def test_small_charts_share_their_scale() -> None:
    low, high = small(["a", "b"], {"a": 5}, 10), small(["a", "b"], {"b": 10}, 10)
    assert low[0].height == 50 and high[1].height == 100 and high[0].height == 0


def test_hidden_characters_are_gone_and_nothing_else() -> None:
    assert shown("a\u202eb\u200bc\u2066d\x00e\ufeff f\n g") == "abcde f g"
    assert shown("Upah é 中 <b>{{7919*7907}}</b>") == "Upah é 中 <b>{{7919*7907}}</b>"


def test_paths_are_quoted() -> None:
    assert article_path("a/../b?c#d") == "/library/a%2F..%2Fb%3Fc%23d"
    assert library_path(tag='a&b="', since="2025-01-01", until="") == (
        "/library?tag=a%26b%3D%22&from=2025-01-01"
    )


def test_counted_again_only_after_a_change_and_not_all_the_time() -> None:
    now, stamp, counted = [0.0], [(1,)], [0]

    def count() -> int:
        counted[0] += 1
        now[0] += 1.0  # it takes a second
        return counted[0]

    kept = Remembered(count, lambda: stamp[0], lambda: now[0])
    assert [kept.get(), kept.get()] == [1, 1]
    stamp[0] = (2,)
    assert kept.get() == 1  # changed, but counted a moment ago
    now[0] += PATIENCE
    assert [kept.get(), kept.get()] == [2, 2]
