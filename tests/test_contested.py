"""Values that reports set against each other: denied, answered, called an earlier count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from test_conflicts import claim, report

from rag.conflicts import newest_first, versions_among
from rag.records import (
    ArticleKind,
    Conflict,
    SentenceKind,
    Standing,
    StoredPassage,
)

MAY, LATER = date(2026, 5, 4), date(2026, 6, 1)
UNION = report(
    "a",
    "Sekitar 1.250 buruh PT Gilar Baja Tirta (GBT) mogok pada hari pertama, Senin (4/5/2026).",
    MAY,
    title="Buruh Gilar Baja Tirta Mogok",
)
COMPANY = report(
    "b",
    "Manajemen GBT menyatakan peserta mogok pada hari pertama, Senin (4/5), hanya 900 orang.",
    date(2026, 5, 5),
    title="Manajemen GBT Hitung Pemogok",
)


def headline(stored: StoredPassage) -> StoredPassage:
    first, *rest = stored.passage.sentences
    told = (replace(first, kind=SentenceKind.TITLE), *rest)
    return replace(stored, passage=replace(stored.passage, sentences=told))


def shown(conflict: Conflict) -> list[tuple[str, Standing]]:
    return [(version.value, version.standing) for version in conflict.versions]


def test_two_outlets_that_count_one_day_are_disputed_though_one_shortens_the_name() -> None:
    (found,) = versions_among([UNION, COMPANY])
    assert shown(found) == [("900 orang", Standing.DISPUTED), ("1.250 buruh", Standing.DISPUTED)]


def test_two_days_of_one_strike_are_no_conflict() -> None:
    second = report(
        "b",
        "Manajemen GBT menyatakan peserta mogok hari ini, Selasa (5/5), hanya 900 orang.",
        date(2026, 5, 5),
        title="Manajemen GBT Hitung Pemogok",
    )
    first = report(
        "a", UNION.text.replace("pada hari pertama", "hari ini"), MAY, title=UNION.article.title
    )
    assert versions_among([first, second]) == []


def test_who_denies_a_figure_of_another_outlet_has_his_own() -> None:
    told = report("a", "Tiga dari empat lini produksi rem berhenti.", MAY, title="Mogok di GBT")
    denied = report(
        "b",
        "Direktur GBT membantah laporan bahwa tiga lini berhenti. Dua lini produksi yang berhenti.",
        date(2026, 5, 5),
        title="GBT soal Mogok",
    )
    (found,) = versions_among([told, denied])
    assert {v.value for v in found.versions} == {"Dua lini", "Tiga dari empat lini"}
    assert {v.standing for v in found.versions} == {Standing.DISPUTED}


SIDES = (
    "Rata-rata potongan aplikator dalam catatan serikat mencapai 27,4 persen. "
    "Juru bicara Melaju {word}. Potongan kami dua puluh persen, katanya."
)


@pytest.mark.parametrize(("word", "count"), [("membantah", 1), ("membenarkan", 0)])
def test_a_denial_in_one_report_shows_both_sides(word: str, count: int) -> None:
    found = versions_among([report("a", SIDES.format(word=word))])
    assert len(found) == count
    for conflict in found:
        assert {v.value for v in conflict.versions} == {"27,4 persen", "dua puluh persen"}


FIRST = report(
    "a",
    "PT Sari Puspa diduga tidak menyetor iuran pensiun selama 14 bulan.",
    date(2026, 3, 12),
    title="Iuran Sari Puspa Macet",
)
REPLY = report(
    "b",
    "Iuran pensiun PT Sari Puspa yang tidak disetor adalah sebelas bulan, bukan empat belas bulan.",
    date(2026, 3, 19),
    kind=ArticleKind.RIGHT_OF_REPLY,
    title="Hak Jawab Sari Puspa",
)
FOUND = report(
    "c",
    "Menurut pengawas, iuran pensiun tidak disetor selama 13 bulan. "
    "Serikat sebelumnya menyebut 14 bulan, sedangkan perusahaan menyebut 11 bulan.",
    date(2026, 4, 24),
    title="Pengawas Periksa Sari Puspa",
)


def test_a_letter_of_reply_disputes_what_was_reported() -> None:
    (found,) = versions_among([FIRST, REPLY])
    assert shown(found) == [("sebelas bulan", Standing.DISPUTED), ("14 bulan", Standing.DISPUTED)]


def test_what_a_report_calls_the_earlier_counts_is_replaced() -> None:
    (found,) = versions_among([FIRST, REPLY, FOUND])
    assert shown(found) == [
        ("13 bulan", Standing.CURRENT),
        ("14 bulan", Standing.SUPERSEDED),
        ("sebelas bulan", Standing.SUPERSEDED),
    ]


def test_headlines_count_people_with_capitals() -> None:
    first = headline(report("a", "Sari Puspa PHK 430 Pekerja", MAY, title="Sari Puspa PHK"))
    more = headline(
        report("b", "PHK di Sari Puspa Bertambah Jadi 512 Orang", LATER, title="PHK Sari Puspa")
    )
    (found,) = versions_among([first, more])
    assert shown(found) == [
        ("512 Orang", Standing.CURRENT),
        ("430 Pekerja", Standing.SUPERSEDED),
    ]


def test_headlines_that_share_only_a_place_are_of_two_things() -> None:
    factory = "111 Buruh di Sukamulya Diduga Keracunan Makanan"
    feast = "Warga Sukamulya yang Diduga Keracunan Makanan Jadi 182 Orang"
    first = headline(report("a", factory, MAY, title=factory))
    second = headline(report("b", feast, date(2026, 5, 5), title=feast))
    assert versions_among([first, second]) == []


def test_a_correction_that_bears_the_headline_replaces_the_figure() -> None:
    title = "Court orders Gilar mill to pay workers"
    wrong = report("a", "The court ordered Gilar to pay Rp 16.7 billion.", MAY, title=title)
    note = report(
        "b",
        "It is Rp 17.6 billion, not Rp 16.7 billion.",
        LATER,
        kind=ArticleKind.CORRECTION,
        title=f"Correction: {title}",
    )
    (found,) = versions_among([wrong, note])
    assert shown(found) == [
        ("Rp 17.6 billion", Standing.CURRENT),
        ("Rp 16.7 billion", Standing.SUPERSEDED),
    ]


def test_how_it_ended_stands_before_what_was_asked_for() -> None:
    old = report("a", "SPKA mempersoalkan potongan seragam Rp 185.000.", MAY)
    new = report("b", "SPKA: potongan seragam Rp 185.000 akan dikembalikan.", LATER)
    other = report("c", "Gubernur membuka pasar malam di alun-alun.", date(2026, 7, 1))
    stored = {each.passage.id: each for each in (old, new, other)}
    claims = [claim(old), claim(other), claim(new)]
    ended = newest_first(claims, (), stored, "Potongan seragam akhirnya bagaimana?")
    assert [each.evidence[0].article for each in ended] == ["b", "a", "c"]
    assert newest_first(claims, (), stored, "Berapa potongan seragam?") == claims
