"""Likeness: signatures, estimates, and what makes two texts the same story."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st
from wire_reports import CUT, EDITED, ELSEWHERE, OWN_WORDS, TEMPLATE, WIRE

import rag.likeness as module
from rag.likeness import (
    BANDS,
    PERMUTATIONS,
    Signature,
    bands,
    overlap,
    same_story,
    signature,
    similarity,
    telling,
)


def same(one: str, other: str, *, one_outlet: bool = False) -> bool:
    both = telling(one), telling(other)
    found = same_story(*both, one_outlet=one_outlet)
    assert same_story(*reversed(both), one_outlet=one_outlet) == found
    return found


def likeness(one: str, other: str) -> float:
    return overlap(telling(one), telling(other))


# --- the same report ------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [WIRE, EDITED, CUT, WIRE + "\nRedaksi: Warta Sagara\n"])
def test_a_copied_edited_cut_or_extended_report_is_the_same_story(other: str) -> None:
    assert same(WIRE, other)


def test_another_writer_on_the_same_event_tells_another_story() -> None:
    assert not same(WIRE, OWN_WORDS)


@pytest.mark.parametrize("other", [TEMPLATE, ELSEWHERE])
def test_a_recurring_release_with_other_figures_or_names_is_another_story(other: str) -> None:
    assert likeness(WIRE, other) > 0.55  # far above the threshold: only the guard parts them
    assert not same(WIRE, other)


@pytest.mark.parametrize(
    ("figure", "other"),
    [
        ("6,5 persen", "6,7 persen"),
        ("(3/2/2026)", "(3/3/2026)"),
        ("mulai Maret", "mulai April"),
        ("lima bulan", "tujuh bulan"),
        ("Selasa", "Kamis"),
        ("naik 6,5 persen mulai", "bertambah 7,4 poin sejak"),
    ],
)
def test_one_other_figure_month_or_day_is_enough(figure: str, other: str) -> None:
    assert figure in WIRE
    assert not same(WIRE, WIRE.replace(figure, other))


@pytest.mark.parametrize(
    ("name", "other", "is_same"),
    [
        ("Hendra Wiratama", "Gunawan Sulistya", False),
        ("Hendra", "Gunawan", False),
        ("Tekstil Lembayung", "Tekstil Sagara", False),
        ("Wiratama", "Wiratamma", True),  # a slip
        ("Direktur PT Sandang Galuh, Hendra", "Direktur perusahaan itu, Hendra", True),
    ],
)
def test_one_other_name_is_enough_but_for_a_slip(name: str, other: str, is_same: bool) -> None:
    assert WIRE.count(name) == 1
    assert same(WIRE, WIRE.replace(name, other)) is is_same


def test_headlines_may_differ() -> None:
    one, other = "Cerita dari Gudang dan Upah", "Cerita dari Warung dan Upah"
    assert same(f"{one}\n{WIRE}", f"{other}\n{WIRE}", one_outlet=True)


def test_a_letter_of_a_short_name_is_no_slip() -> None:
    text = WIRE.replace("di kantor dinas tenaga kerja", "di kantor pusat KSPI kemarin")
    assert same(WIRE, text)
    assert not same(text, text.replace("KSPI", "KSPSI"))


@pytest.mark.parametrize(
    ("figure", "other"),
    [
        ("(3/2/2026)", "(3 Februari 2026)"),
        ("(3/2/2026)", "(3/2)"),
        ("1.240 pekerja", "1,240 pekerja"),
        ("lima bulan", "5 bulan"),
        ("Rp 22.000", "Rp22 ribu"),
    ],
)
def test_another_spelling_of_a_figure_is_the_same_one(figure: str, other: str) -> None:
    assert same(WIRE, WIRE.replace(figure, other))


@pytest.mark.parametrize("word", ["di {}", "harga {}"])
def test_long_lists_are_told_apart_without_comparing_all_with_all(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names nearly alike, and figures in another order, between the same two words."""
    compared: list[object] = []
    for name in ("_spelled_alike", "_either_in"):
        monkeypatch.setattr(module, name, lambda *pair: compared.append(pair) or True)
    listed = [
        " ".join(word.format(_listed(n, first, word)) for n in range(200))
        for first in (True, False)
    ]
    shared = " ".join(f"kata{n}" for n in range(2000))
    assert not same(f"{shared} {listed[0]}", f"{shared} {listed[1]}")
    assert len(compared) <= 1


def _listed(number: int, first: bool, word: str) -> str:
    if word.startswith("di"):
        letters = "".join(chr(97 + number // 26**place % 26) for place in range(4))
        return f"{letters}{'xyq' if first else 'vwk'}".capitalize()
    pair = (2 * number + 1000, 2 * number + 1001)
    return "{} {}".format(*(pair if first else reversed(pair)))


def test_a_figure_that_only_one_of_them_has_parts_nothing() -> None:
    assert same(WIRE, WIRE + "Sebanyak 87 orang hadir.\n")


def test_one_outlet_needs_more_than_two() -> None:
    follow_up = (
        "Warga sekitar pabrik menyambut kabar itu dengan lega. Pedagang di depan gerbang berharap "
        "dagangan kembali laku seperti sebelum perselisihan, ketika para pekerja masih sering "
        "singgah sepulang kerja. Sebagian mengaku menutup warung selama masa sulit itu.\n" + WIRE
    )
    assert 0.4 < likeness(WIRE, follow_up) < 0.8
    assert same(WIRE, follow_up) and not same(WIRE, follow_up, one_outlet=True)
    assert same(WIRE, WIRE.replace("JAYAKERTA - ", ""), one_outlet=True)


def test_short_texts_are_one_story_only_word_for_word() -> None:
    flash = "Gempa terasa di Jayakerta. Warga diminta tenang dan menjauhi pantai sampai ada kabar."
    assert same(flash, flash.upper().replace(",", ""))
    assert not same(flash, flash.replace("pantai", "tebing"))
    assert not same("!!!", "???") and not same("", "")


# --- signatures -----------------------------------------------------------------------------------


def made_up(seed: int, changed: float) -> tuple[str, str]:
    rnd = random.Random(seed)
    words = [f"kata{rnd.randrange(5000)}" for _ in range(400)]
    other = [f"lain{rnd.randrange(5000)}" if rnd.random() < changed else w for w in words]
    return " ".join(words), " ".join(other)


def test_estimates_agree_with_the_exact_similarity_and_with_datasketch() -> None:
    ours, theirs = [], []
    for seed in range(40):
        one, other = made_up(seed, changed=seed / 160)
        exact = likeness(one, other)
        ours.append(similarity(signature(one), signature(other)) - exact)
        sketches = []
        for text in (one, other):
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch([shingle.encode() for shingle in telling(text).shingles])
            sketches.append(sketch)
        theirs.append(sketches[0].jaccard(sketches[1]) - exact)
    for errors in (ours, theirs):
        assert sum(map(abs, errors)) / len(errors) < 0.045  # the standard error at 0.5
        assert abs(sum(errors) / len(errors)) < 0.02  # no bias
        assert max(map(abs, errors)) < 0.18


def test_alike_texts_meet_in_a_band_and_others_do_not() -> None:
    assert len(bands(signature(WIRE))) == len(set(bands(signature(WIRE)))) == BANDS
    assert set(bands(signature(WIRE))) & set(bands(signature(EDITED)))
    assert not set(bands(signature(WIRE))) & set(bands(signature(OWN_WORDS)))
    met = sum(
        bool(set(bands(signature(one))) & set(bands(signature(other))))
        for one, other in (made_up(seed, changed=0.2) for seed in range(40))
    )
    assert met >= 22  # at a similarity of 0.35 three of four are expected


def test_signatures_of_another_scheme_are_not_compared() -> None:
    made = signature(WIRE)
    with pytest.raises(ValueError, match="cannot be compared"):
        similarity(made, Signature(scheme="other", hashes=made.hashes))
    assert not set(bands(made)) & set(bands(Signature(scheme="other", hashes=made.hashes)))


def test_signatures_are_the_same_in_another_process() -> None:
    code = "from rag.likeness import bands, signature; print(bands(signature('satu dua tiga')))"
    command = [sys.executable, "-c", code]
    other = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert other.stdout.strip() == str(bands(signature("satu dua tiga")))
    assert all(-(2**63) <= band < 2**63 for band in bands(signature(WIRE)))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1 and likeness(one, one) == 1
    assert similarity(signature(one), signature(one)) == 1
    same(one, other)
