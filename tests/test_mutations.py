"""Claims made wrong on purpose: the sets, the makers, and what the checks must catch of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from bench.checks import PARAPHRASES, SEED, neighbours, sample_articles, sentences_of, whole
from evals.mutating import CLASSES, DEMANDED, measuring, mutants
from evals.mutating.material import folded
from evals.mutating.measuring import (
    Base,
    Outcome,
    Tally,
    Told,
    alarms,
    by_class,
    catches,
    checked,
    handwritten,
    outcome,
)
from evals.mutating.mutants import KINDS
from evals.mutating.rates import FALSE_ALARMS
from rag.checks import is_order
from rag.citations import Checked
from rag.records import Check

SETS = {"shown": 160, "held": 100, "false": 80}
"""File → the least number of claims in it."""

NOT_YET: Mapping[tuple[str, str], float] = {}
"""Claims and class → the share known to be reached where that is below the demand; raise only."""

_EVERY = {"sentences": 4, "paraphrases": 1}  # every so manieth, so that the gate takes seconds
_MOST = {"sentences": 30, "paraphrases": 150}  # mutants of each kind

ARTICLE = """Pabrik Kertas Arum Mogok

PASIRWANGI — Sebanyak 740 buruh PT Kertas Arum mogok sejak Senin (9/2/2026).

Mereka menuntut uang makan Rp 27.500 per hari, naik dari Rp 21.000. "Kami tidak pulang sebelum \
uang makan ditulis dalam perjanjian," kata Tuti Hapsari di depan gerbang.

Direktur Kertas Arum Bagas Wirayuda mengatakan produksi turun 35 persen dan kerugian mencapai Rp 2 \
miliar. Perundingan akan dilanjutkan pada 3 Maret 2026.
"""
OTHER = """Kongres Keempat GEMA

JAYAKERTA — Kongres memilih Roswita Mangunsong sebagai ketua umum dengan 118 suara. Pesaingnya \
mendapat 97 suara dalam sidang yang berlangsung sampai malam hari.

"Kami akan bekerja lebih keras," kata Yohanes Tabuni seusai sidang itu.
"""


@cache
def records(name: str) -> tuple[dict[str, Any], ...]:
    lines = (PARAPHRASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def articles() -> dict[str, Told]:
    return sample_articles()


@cache
def claims(name: str) -> tuple[Base, ...]:
    return handwritten(PARAPHRASES / f"{name}.jsonl", articles())


@cache
def caught(source: str) -> dict[str, Tally]:
    bases = claims("shown")
    if source == "sentences":
        bases = tuple(whole(sentences_of(articles(), None))[:: _EVERY[source]])
    return by_class(catches(bases, neighbours(articles()), SEED, most=_MOST[source]))


def made(claim: str, article: str = ARTICLE, seed: int = 1) -> dict[str, str]:
    return {each.kind: each.text for each in mutants(claim, (claim,), article, (OTHER,), seed)}


# The sets


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_well_formed(name: str) -> None:
    found = records(name)
    assert len(found) >= SETS[name]
    for record in found:
        text = articles()[record["article"]].text
        assert record["evidence"]
        assert all(sentence in text for sentence in record["evidence"]), record["id"]
        assert record["language"] in ("id", "en")
        assert record["kind"]
        assert all(folded(record["text"]) != folded(each) for each in record["evidence"])


def test_no_id_and_no_claim_stands_twice() -> None:
    every = [record for name in SETS for record in records(name)]
    assert max(Counter(record["id"] for record in every).values()) == 1
    assert max(Counter(folded(record["text"]) for record in every).values()) == 1


def test_the_shown_and_the_held_paraphrases_share_no_article() -> None:
    shown, held = ({record["article"] for record in records(name)} for name in ("shown", "held"))
    assert not shown & held
    texts = {articles()[name].text for name in shown}
    assert not texts & {articles()[name].text for name in held}  # copies count as the same


@pytest.mark.parametrize("name", ["shown", "held"])
def test_a_set_of_paraphrases_is_varied(name: str) -> None:
    kinds = Counter(record["kind"] for record in records(name))
    assert len(kinds) >= 12
    assert kinds["english"] >= 20
    assert kinds["indonesian"] >= 8
    assert max(kinds.values()) <= 0.25 * sum(kinds.values())


# The makers


def test_every_kind_belongs_to_one_class() -> None:
    members = [kind for kinds in CLASSES.values() for kind in kinds]
    assert sorted(members) == sorted(KINDS)
    assert set(DEMANDED) <= set(CLASSES)


def test_mutants_are_the_same_each_time_and_differ_from_the_claim() -> None:
    claim = "Perundingan akan dilanjutkan pada 3 Maret 2026."
    first = mutants(claim, (claim,), ARTICLE, (OTHER,), 1)
    assert first == mutants(claim, (claim,), ARTICLE, (OTHER,), 1)
    assert len({each.kind for each in first}) == len(first) >= 8
    assert all(folded(each.text) != folded(claim) for each in first)
    assert {each.evidence for each in first} == {(claim,)}
    assert {each.article for each in first} == {ARTICLE}
    assert any(made(claim, seed=seed)["day"] != made(claim)["day"] for seed in range(2, 9))


def test_what_is_changed_is_what_the_kind_says() -> None:
    found = made("Perundingan akan dilanjutkan pada 3 Maret 2026.")
    assert found["tense"] == "Perundingan telah dilanjutkan pada 3 Maret 2026."
    assert found["negated"] == "Perundingan tidak akan dilanjutkan pada 3 Maret 2026."
    assert found["day"].endswith(" Maret 2026.")
    assert found["month"].startswith("Perundingan akan dilanjutkan pada 3 ")
    assert found["year"].startswith("Perundingan akan dilanjutkan pada 3 Maret 20")
    assert "digit" not in found  # the numbers of a date are changed as a date


def test_numbers_are_changed_to_ones_that_the_article_does_not_have() -> None:
    claim = "Mereka menuntut uang makan Rp 27.500 per hari, naik dari Rp 21.000."
    found = made(claim)
    assert found["numbers_exchanged"] == claim.replace("27.500", "x").replace(
        "21.000", "27.500"
    ).replace("x", "21.000")
    assert found["antonym"] == claim.replace("naik", "turun")
    assert (
        found["number_from_evidence"].count("21.000")
        + found["number_from_evidence"].count("27.500")
        == 2
    )
    for seed in range(20):
        new = made(claim, seed=seed)["digit"]
        assert sum(part in new for part in ("27.500", "21.000")) == 1


def test_speakers_and_scales_are_swapped() -> None:
    claim = (
        "Direktur Kertas Arum Bagas Wirayuda mengatakan produksi turun 35 persen dan kerugian "
        "mencapai Rp 2 miliar."
    )
    found = made(claim)
    assert found["magnitude_word"].endswith(("Rp 2 juta.", "Rp 2 triliun."))
    spoken = made('"Kami tidak pulang," kata Tuti Hapsari di depan gerbang.')
    assert "Tuti" not in spoken["speaker"]
    assert spoken["speaker"].endswith(" di depan gerbang.")
    assert '"Kami tidak pulang,"' in spoken["speaker"]
    assert spoken["negation_removed"].startswith('"Kami pulang,"')


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("Pasal 5 dan Pasal 7 mengatur upah pekerja.", "numbers_exchanged"),
        ("Usulan itu lebih tinggi dan usulan ini lebih rendah.", "antonym"),
        ("Angsurannya sama besar setiap bulan.", "antonym"),
        ("Ia khawatir akan nasib pekerja.", "tense"),
        ("Gaji mereka tidak hanya terlambat.", "negation_removed"),
        ("Sukarman dan Jumiati menandatangani surat itu.", "names_exchanged"),
        ("Upahnya belum dibayar.", "negated"),
    ],
)
def test_changes_that_would_say_the_same_are_not_made(claim: str, kind: str) -> None:
    for seed in range(5):
        assert kind not in made(claim, claim, seed=seed)


def test_a_name_is_not_swapped_for_its_own_short_form() -> None:
    claim = "Serikat Pekerja Kertas menolak usulan itu."
    article = f"{claim}\n\nSerikat Pekerja Kertas (SPKP) berdiri pada 2001. SPKP menang."
    for seed in range(10):
        assert "name_from_article" not in made(claim, article, seed=seed)


# What the checks must catch


@pytest.mark.parametrize("name", DEMANDED)
@pytest.mark.parametrize("source", ["sentences", "paraphrases"])
def test_mutants_are_caught_at_the_demanded_rate(source: str, name: str) -> None:
    tally = caught(source)[name]
    assert tally.n >= 10
    passed = [f"{text}  <-  {base.text}" for base, text in tally.shown][:8]
    known = NOT_YET.get((source, name))
    assert tally.rate >= (known or DEMANDED[name]), (tally.rate, tally.n, passed)
    if known:
        assert tally.rate < DEMANDED[name], "reached: take it out of NOT_YET"


def test_no_sentence_of_the_archive_is_objected_to() -> None:
    every = list(whole(sentences_of(articles(), None)))
    orders = [base for base in every if is_order(base.text)]  # they speak to a model
    assert ["KENARI-7141" in base.text for base in orders] == [True]
    assert [outcome(base.text, base) for base in orders] == [Outcome.DROPPED]
    tally = alarms(base for base in every if base not in orders)
    assert tally.n > 500
    assert tally.caught == FALSE_ALARMS["verbatim"]


def test_honest_paraphrases_are_seldom_objected_to() -> None:
    tally = alarms(claims("shown"))
    assert tally.rate <= FALSE_ALARMS["paraphrases"], (tally.caught, tally.n, tally.counts)


def test_a_tally_that_counted_nothing_meets_no_demand() -> None:
    assert not Tally().rate >= 0.5
    assert not Tally().rate <= 0.5


def test_a_repaired_claim_counts_only_where_its_text_is_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = claims("shown")[0]

    claim = checked(base.evidence[0], base).claim
    assert claim is not None

    def fixed(text: str) -> None:
        repaired = Checked(claim=replace(claim, text=text, check=Check.REPAIRED))
        monkeypatch.setattr(measuring, "check_claim", lambda *_, **__: repaired)

    fixed(base.evidence[0])
    assert outcome("salah", base) is Outcome.REPLACED
    fixed("Kalimat yang tidak ada di mana pun.")
    assert outcome("salah", base) is Outcome.SHOWN
