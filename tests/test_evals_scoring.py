"""Every scorer gives a right answer everything, and sees an answer broken in exactly one way."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.cases import Case, Dataset, Nugget, case_of
from evals.context import Context
from evals.lanes.asking import ask_all, item_of, measures_of
from evals.results import Item
from evals.scoring.case import Scored, score_case, unscored
from evals.scoring.measures import ABSOLUTE, KINDS, mean
from evals.scoring.nuggets import Piece, all_half, held, strict_vital
from evals.scoring.ranking import covers
from evals.scoring.sources import sample_sources
from evals.scoring.view import TrueSource
from evals.scoring.wording import contains, folded
from rag.errors import ArchiveError
from rag.records import (
    Answer,
    Article,
    ArticleSummary,
    Check,
    Claim,
    Conflict,
    EngineName,
    Evidence,
    Filters,
    Notice,
    Passage,
    Sentence,
    Source,
    Speaker,
    Standing,
    StoredPassage,
    Version,
)

SAMPLE = Path(__file__).resolve().parent.parent / "ingest" / "sample"

FACT = "Upah minimum Sagara 2026 sebesar Rp 4.900.000 per bulan."
SAID = "“Kami akan mogok pada 1 Juli,” kata Ketua Serikat Tuti Herawanti."
OTHER = "Kemarin sidang itu digelar di Hotel Bahtera."
OLD = "Upah minimum Sagara 2026 sebesar Rp 4.700.000 per bulan."
TEXTS = {"a1": f"Upah Sagara\n\n{FACT} {SAID} {OTHER}", "a2": f"Rencana upah\n\n{OLD}"}
OUTLETS = {"a1": ("Harian Satu", date(2026, 1, 10)), "a2": ("Harian Dua", date(2025, 12, 1))}
FILES = {"a1": "baru.md", "a2": "lama.md"}
TITLES = {"a1": "Upah Sagara", "a2": "Rencana upah"}

ARTICLES = {
    key: Article(
        id=key,
        source=f"sample:{FILES[key]}",
        title=TITLES[key],
        text=text,
        digest=key,
        outlet=OUTLETS[key][0],
        published=OUTLETS[key][1],
        url=f"https://{key}.example/",
    )
    for key, text in TEXTS.items()
}
KNOWN = {
    FILES[key]: TrueSource(
        title=each.title, outlet=each.outlet, published=each.published, url=each.url
    )
    for key, each in ARTICLES.items()
}


def evidence(text: str, article: str = "a1") -> Evidence:
    start = TEXTS[article].index(text)
    return Evidence(
        article=article,
        passage=f"{article}.p",
        sentence=1,
        start=start,
        end=start + len(text),
        text=text,
    )


def quote(text: str, article: str = "a1", check: Check = Check.QUOTED) -> Claim:
    return Claim(text=text, check=check, evidence=(evidence(text, article),))


def stored(article: str) -> StoredPassage:
    text = TEXTS[article]
    sentence = Sentence(ordinal=0, start=0, end=len(text))
    passage = Passage(
        id=f"{article}.p",
        article_id=article,
        ordinal=0,
        start=0,
        end=len(text),
        sentences=(sentence,),
    )
    one = ARTICLES[article]
    about = ArticleSummary(
        id=article,
        source=one.source,
        title=one.title,
        outlet=one.outlet,
        published=one.published,
        url=one.url,
    )
    return StoredPassage(passage=passage, text=text, article=about)


def source(article: str, number: int) -> Source:
    one = ARTICLES[article]
    return Source(
        number=number,
        article=article,
        title=one.title,
        outlet=one.outlet,
        published=one.published,
        url=one.url,
    )


def answer(*claims: Claim, **changes: Any) -> Answer:
    """Return an answer of these claims, put together as the product does."""
    made = claims or (quote(FACT),)
    cited = list(dict.fromkeys(item.article for claim in made for item in claim.evidence))
    sources = tuple(source(article, number) for number, article in enumerate(cited, 1))
    numbers = {each.article: each.number for each in sources}
    lines = [
        claim.text
        + " "
        + "".join(f"[{n}]" for n in dict.fromkeys(numbers[i.article] for i in claim.evidence))
        for claim in made
    ]
    plain: dict[str, Any] = {
        "question": "Berapa upah Sagara?",
        "language": "id",
        "refused": False,
        "text": "\n".join(lines),
        "claims": made,
        "sources": sources,
        "passages": (stored("a1"), stored("a2")),
        "as_of": max(OUTLETS[article][1] for article in cited),
        "engine": EngineName.QUOTING,
    }
    return Answer(**(plain | changes))


def refusal(**changes: Any) -> Answer:
    plain: dict[str, Any] = {
        "question": "q",
        "language": "id",
        "refused": True,
        "text": "Arsip ini tidak memuat jawabannya. Yang ditelusuri: 2 artikel.",
        "passages": (stored("a1"), stored("a2")),
    }
    return Answer(**(plain | changes))


def case(**changes: Any) -> Case:
    plain: dict[str, Any] = {
        "id": "n-1",
        "split": "dev",
        "language": "id",
        "category": "number",
        "question": "Berapa upah Sagara?",
        "expected": "answer",
        "gold_articles": [
            {"id": "baru.md", "role": "primary"},
            {"id": "lama.md", "role": "superseded"},
        ],
        "gold_passages": [{"article": "baru.md", "quote": FACT}],
        "nuggets": [
            {
                "text": "Rp 4,9 juta",
                "importance": "vital",
                "all_of": [["4.900.000"]],
                "number": 4900000,
                "evidence": [0],
            }
        ],
        "forbidden": [{"any_of": ["5.000.000"]}],
        "must_pass": True,
        "date_constraint": {"from": "2026-01-01", "to": "2026-01-31"},
        "canary": "BURUNG-1",
    }
    return case_of(json.dumps(plain | changes), "the case", item="x")


def score(one: Case, given: Answer) -> Scored:
    return score_case(one, given, ARTICLES.get, KNOWN)


GOOD_SCORES = {
    "right", "answered", "nothing forbidden", "superseded", "evidence exact", "cited", "markers",
    "sources exact", "no hard flags", "quotations", "canary", "language", "within dates", "scored",
    "gold cited", "article@1", "article@5", "passage@10", "ndcg@10", "mrr@10",
    "superseded below current", "crag", "nuggets vital", "nuggets all", "must pass",
}  # fmt: skip


def test_a_right_answer_gets_everything_that_applies() -> None:
    found = score(case(), answer())
    assert found.ok and found.problems == ()
    assert set(found.scores) == set(KINDS)
    assert {name for name, value in found.scores.items() if value == 1.0} == GOOD_SCORES
    assert found.scores["wrong refusals"] == 0.0
    others = set(KINDS) - GOOD_SCORES - {"wrong refusals"}
    assert all(found.scores[name] is None for name in others)


def shifted(claim: Claim) -> Claim:
    item = claim.evidence[0]
    return replace(claim, evidence=(replace(item, start=item.start + 1, end=item.end + 1),))


def unlike(text: str, of: str = FACT, check: Check = Check.FOUND) -> Claim:
    """Return a claim in other words than its evidence."""
    return Claim(text=text, check=check, evidence=(evidence(of),))


def swapped() -> Answer:
    good = answer(quote(FACT), quote(OLD, "a2"))
    one, two = good.sources
    return replace(good, sources=(replace(one, outlet=two.outlet), replace(two, outlet=one.outlet)))


def versions(outlet: str = "Harian Dua", published: date | None = date(2025, 12, 1)) -> Conflict:
    made = [
        Version(
            value=value,
            evidence=evidence(text, article),
            outlet=name,
            published=day,
            standing=Standing.DISPUTED,
        )
        for value, text, article, name, day in (
            ("Rp 4.900.000", FACT, "a1", *OUTLETS["a1"]),
            ("Rp 4.700.000", OLD, "a2", outlet, published),
        )
    ]
    return Conflict(subject="upah", kind="figure", versions=tuple(made))


def both(**changes: Any) -> Answer:
    """Return an answer that cites one version and sets the other beside it."""
    made = answer(quote(FACT), conflicts=(versions(**changes),))
    return replace(made, sources=(source("a1", 1), source("a2", 2)))


BROKEN: dict[str, tuple[Callable[[], Answer], str]] = {
    "a span is shifted by one": (lambda: answer(shifted(quote(FACT))), "evidence exact"),
    "a quote is not the evidence": (
        lambda: answer(unlike(FACT[:-1] + " bersih.", check=Check.QUOTED)),
        "evidence exact",
    ),
    "a repaired claim is not the evidence": (
        lambda: answer(unlike("Upah minimum Sagara 2026 naik.", check=Check.REPAIRED)),
        "evidence exact",
    ),
    "a version's span is shifted": (
        lambda: replace(
            both(),
            conflicts=(
                replace(
                    versions(),
                    versions=(
                        versions().versions[0],
                        replace(
                            versions().versions[1],
                            evidence=replace(evidence(OLD, "a2"), text="Rp 4.700.001"),
                        ),
                    ),
                ),
            ),
        ),
        "evidence exact",
    ),
    "a source is not listed": (lambda: replace(answer(), sources=(), as_of=None), "cited"),
    "the number behind a claim is another's": (
        lambda: replace(answer(), text=f"{FACT} [2]"),
        "markers",
    ),
    "a number names no source": (lambda: replace(answer(), text=f"{FACT} [1]\nx [3]"), "markers"),
    "two outlets are swapped": (swapped, "sources exact"),
    "a date is a day off": (
        lambda: replace(
            answer(),
            sources=(replace(source("a1", 1), published=date(2026, 1, 11)),),
            as_of=date(2026, 1, 11),
        ),
        "sources exact",
    ),
    "a title is another article's": (
        lambda: replace(answer(), sources=(replace(source("a1", 1), title="Rencana upah"),)),
        "sources exact",
    ),
    "an address is another article's": (
        lambda: replace(answer(), sources=(replace(source("a1", 1), url="https://a2.example/"),)),
        "sources exact",
    ),
    "a version has another outlet": (lambda: both(outlet="Harian Satu"), "sources exact"),
    "the newest source is said to be older": (
        lambda: replace(answer(), as_of=date(2025, 12, 1)),
        "sources exact",
    ),
    "a number is changed": (
        lambda: answer(quote(FACT), unlike("Upah minimum Sagara 2026 sebesar Rp 4.930.000.")),
        "no hard flags",
    ),
    "a fact is denied without a mark": (
        lambda: answer(quote(FACT), unlike("Sidang itu tidak digelar di Hotel Bahtera.", OTHER)),
        "no hard flags",
    ),
    "a quotation is altered by one word": (
        lambda: answer(
            quote(FACT),
            unlike(SAID.replace("akan mogok", "pasti mogok"), SAID, Check.REVIEW),
        ),
        "quotations",
    ),
    "the canary is in a link": (
        lambda: replace(
            answer(), sources=(replace(source("a1", 1), url="https://x.example/burung-1"),)
        ),
        "canary",
    ),
    "the canary is in a notice": (
        lambda: replace(answer(), notices=(Notice(code="x", text="Kata sandi BURUNG-1"),)),
        "canary",
    ),
    "it says to be English": (lambda: replace(answer(), language="en"), "language"),
    "it speaks English": (
        lambda: answer(
            unlike("The minimum wage of Sagara in 2026 is Rp 4.900.000 a month.", FACT)
        ),
        "language",
    ),
    "an article of another month is cited": (
        lambda: answer(quote(FACT), quote(OLD, "a2")),
        "within dates",
    ),
    "it does not keep to its own days": (
        lambda: answer(
            quote(FACT), quote(OLD, "a2"), filters=Filters(published_from=date(2026, 1, 1))
        ),
        "within filters",
    ),
    "it refuses": (refusal, "answered"),
    "a forbidden figure is shown": (
        lambda: answer(quote(FACT), unlike("Upah Rp 5.000.000.", check=Check.REVIEW)),
        "nothing forbidden",
    ),
    "the nugget is missing": (lambda: answer(quote(OTHER)), "right"),
    "another sentence is cited": (lambda: answer(quote(OTHER)), "gold cited"),
    "what was replaced stands first": (
        lambda: answer(quote(OLD, "a2"), quote(FACT)),
        "superseded",
    ),
    "only what was replaced is cited": (lambda: answer(quote(OLD, "a2")), "superseded"),
    "the gold article is second": (
        lambda: replace(answer(), passages=(stored("a2"), stored("a1"))),
        "article@1",
    ),
    "what was replaced is ranked first": (
        lambda: replace(answer(), passages=(stored("a2"), stored("a1"))),
        "superseded below current",
    ),
    "the gold article is not found": (
        lambda: replace(answer(), passages=(stored("a2"),)),
        "article@5",
    ),
    "the gold passage is not found": (
        lambda: replace(answer(), passages=(stored("a2"),)),
        "passage@10",
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", BROKEN)
def test_every_damage_is_seen_by_its_measure(damage: str) -> None:
    broken, measure = BROKEN[damage]
    found = score(case(), broken())
    assert found.scores[measure] == 0.0
    assert found.problems or measure in {"gold cited", "article@1", "article@5", "passage@10",
                                         "superseded below current"}  # fmt: skip
    if measure in ABSOLUTE:
        assert not found.ok


def test_a_must_pass_question_fails_by_name_where_what_was_replaced_stands_first() -> None:
    told = answer(quote(OLD, "a2"), quote(FACT))
    found = score(case(), told)
    assert (found.scores["right"], found.scores["must pass"]) == (1.0, 0.0) and not found.ok
    assert score(case(must_pass=False), told).ok  # for the others the rate is held


def test_a_notice_that_corrects_quotes_an_article_too() -> None:
    said = Notice(code="premise", text=f"Arsip menyatakan lain: “{OTHER}” (Harian Satu, 10/1).")
    altered = replace(said, text=said.text.replace("Bahtera", "Samudra"))
    cut = replace(said, text="Arsip menyatakan lain: “Kemarin sidang itu …” (Harian Satu, 10/1).")
    assert score(case(), answer(notices=(said, cut))).scores["quotations"] == 1.0
    assert score(case(), answer(notices=(altered,))).scores["quotations"] == 0.0
    assert score(case(), refusal(notices=(altered,))).scores["quotations"] == 0.0


def test_swapped_outlets_are_seen_where_the_archive_itself_mixed_them_up() -> None:
    mixed = {key: replace(each, outlet="Harian Dua") for key, each in ARTICLES.items()}
    given = replace(answer(), sources=(replace(source("a1", 1), outlet="Harian Dua"),))
    assert score_case(case(), given, mixed.get).scores["sources exact"] == 1.0
    found = score_case(case(), given, mixed.get, KNOWN)
    assert found.scores["sources exact"] == 0.0
    assert "outlet of baru.md is shown as “Harian Dua”, it is “Harian Satu”" in found.problems


def test_the_evidence_of_the_article_counts_for_the_checks_not_what_the_answer_shows() -> None:
    told = unlike("Upah minimum Sagara 2026 sebesar Rp 4.930.000 per bulan.")
    forged = replace(told.evidence[0], text=told.text)
    found = score(case(), answer(replace(told, evidence=(forged,))))
    assert found.scores["no hard flags"] == found.scores["evidence exact"] == 0.0


def test_a_marked_claim_may_be_doubtful_and_not_wrong() -> None:
    doubtful = "Kemarin sidang itu mungkin digelar di Hotel Bahtera."
    for check, passed in ((Check.REVIEW, 1.0), (Check.FOUND, 0.0)):
        found = score(case(), answer(quote(FACT), unlike(doubtful, OTHER, check)))
        assert found.scores["no hard flags"] == passed
    wrong = unlike("Upah minimum Sagara 2026 sebesar Rp 4.930.000.", check=Check.REVIEW)
    found = score(case(), answer(wrong))
    assert found.scores["no hard flags"] == 0.0 and "the checks object" in " ".join(found.problems)


# --- what is expected -------------------------------------------------------


def test_what_the_archive_does_not_hold_is_refused() -> None:
    one = case(expected="refuse", gold_articles=[], gold_passages=[], nuggets=[])
    good = score(one, refusal()).scores
    assert (good["right"], good["refused"], good["answered without evidence"]) == (1.0, 1.0, 0.0)
    assert good["answered"] is good["wrong refusals"] is good["evidence exact"] is None
    bad = score(one, answer())
    assert (bad.scores["right"], bad.scores["refused"], bad.scores["crag"]) == (0.0, 0.0, -1.0)
    assert bad.scores["answered without evidence"] == 1.0
    assert "answers what the archive does not hold" in bad.problems[0]


def test_a_wrong_refusal_is_missing_not_wrong() -> None:
    found = score(case(), refusal())
    assert (found.scores["crag"], found.scores["wrong refusals"]) == (0.0, 1.0)
    assert found.problems == ("refuses what the archive answers",)


def test_a_false_premise_is_safe_when_refused_and_named_when_corrected() -> None:
    one = case(expected="correct_premise", gold_articles=[{"id": "baru.md"}])
    silent = score(one, refusal())
    assert (silent.scores["premise safe"], silent.scores["premise named"]) == (1.0, 0.0)
    assert silent.ok and "does not say what is wrong" in silent.problems[0]
    notice = Notice(code="premise", text="Arsip menyatakan lain: “Rp 4.900.000”.")
    told = score(one, refusal(notices=(notice,)))
    assert (told.scores["premise safe"], told.scores["premise named"]) == (1.0, 1.0)
    assert score(one, answer()).scores["premise named"] == 1.0
    astray = score(one, answer(quote(OTHER)))
    assert (astray.scores["premise safe"], astray.scores["right"]) == (0.0, 0.0)
    assert silent.scores["wrong refusals"] is None


CONFLICT: dict[str, Any] = {
    "expected": "present_conflict",
    "gold_articles": [{"id": name, "role": "conflicting"} for name in ("baru.md", "lama.md")],
    "nuggets": [
        {"text": figure, "importance": "vital", "all_of": [[figure]]}
        for figure in ("4.900.000", "4.700.000")
    ],
}


def test_a_conflict_shows_every_version_with_outlet_and_date() -> None:
    one = case(**CONFLICT)
    assert score(one, both()).scores["conflict shown"] == 1.0
    assert score(one, answer(quote(FACT), quote(OLD, "a2"))).scores["right"] == 1.0
    for broken in (answer(), both(outlet=""), both(published=None), refusal()):
        found = score(one, broken)
        assert found.scores["conflict shown"] == found.scores["right"] == 0.0


def test_half_an_answer_says_what_stays_open() -> None:
    one = case(expected="partial", missing=[{"text": "the rest", "any_of": ["tunjangan"]}])
    told = score(one, answer(uncovered=("tunjangan pelaut",)))
    assert told.scores["partial told"] == told.scores["right"] == 1.0
    for broken in (answer(), answer(uncovered=("pelaut",)), refusal()):
        found = score(one, broken)
        assert found.scores["partial told"] == found.scores["right"] == 0.0
    assert "does not say that this stays open: tunjangan" in score(one, answer()).problems


def test_an_article_may_say_itself_what_is_open() -> None:
    nuggets = [
        {"text": "held", "importance": "vital", "all_of": [["4.900.000"]]},
        {"text": "open", "importance": "okay", "all_of": [["Hotel Bahtera"]]},
    ]
    one = case(expected="partial", nuggets=nuggets)
    assert score(one, answer(quote(FACT), quote(OTHER))).scores["partial told"] == 1.0


def test_an_unclear_question_is_asked_back_or_read_in_every_way() -> None:
    one = case(**(CONFLICT | {"expected": "clarify"}))
    asked = Notice(code="clarify", text="Upah yang mana?")
    assert score(one, refusal(notices=(asked,))).scores["right"] == 1.0
    assert score(one, refusal(text="Yang mana maksudnya?")).scores["clarified"] == 1.0
    assert score(one, answer(quote(FACT), quote(OLD, "a2"))).scores["right"] == 1.0
    for broken in (answer(), refusal()):
        found = score(one, broken)
        assert found.scores["clarified"] == found.scores["right"] == 0.0


def test_a_refusal_may_not_show_the_canary_either() -> None:
    assert score(case(), refusal()).scores["canary"] == 1.0
    assert score(case(), refusal(text="BURUNG-1")).scores["canary"] == 0.0
    assert score(case(canary=None), refusal(text="BURUNG-1")).scores["canary"] is None


def test_a_refusal_has_a_language_too_and_the_words_of_the_question_have_their_own() -> None:
    english = case(language="en")
    said = "This archive does not hold the answer. Searched: 2 articles, for “upah”, “yang”, “di”."
    assert score(english, refusal(text=said, language="en")).scores["language"] == 1.0
    assert score(english, refusal(language="en")).scores["language"] == 0.0
    assert score(case(), refusal(text=said)).scores["language"] == 0.0


def test_days_that_the_question_is_about_are_not_days_of_publication() -> None:
    one = case(date_constraint={"from": "2027-01-01", "to": "2027-12-31"})
    assert score(one, answer()).scores["within dates"] is None
    undated = answer(quote(OLD, "a2"), filters=Filters(published_from=date(2026, 1, 1)))
    kept = replace(undated, notices=(Notice(code="period_undated", text="x"),))
    assert score(one, undated).scores["within filters"] == 0.0
    assert score(one, kept).scores["within filters"] == 1.0


# --- nuggets -------------------------------------------------------


def nugget(**changes: Any) -> Nugget:
    plain: dict[str, Any] = {"text": "n", "vital": True, "all_of": ()}
    return Nugget(**(plain | changes))


DAY = date(2026, 1, 10)
HELD: list[tuple[dict[str, Any], str, float]] = [
    ({"all_of": (("4.900.000",),)}, "naik Rp 4.900.000 lagi", 1.0),
    ({"all_of": (("4.900.000",),)}, "naik Rp 4,9 juta lagi", 0.0),
    ({"all_of": (("4.900.000",),), "number": 4_900_000.0}, "naik Rp 4,9 juta lagi", 1.0),
    ({"all_of": (("4.900.000",),), "number": 4_900_000.0}, "naik Rp 4,8 juta lagi", 0.0),
    ({"all_of": (("5,5 persen",),), "number": 5.5}, "up 5.5 percent", 1.0),
    ({"all_of": (("5,5 persen",),), "number": 5.5}, "naik Rp 5,5", 0.0),
    ({"all_of": (("tujuh puluh tiga",),), "number": 73.0}, "sebanyak 73 orang", 1.0),
    ({"all_of": (("13",),), "number": 13.0}, "pada (13/7/2026)", 0.0),
    ({"number": 13.0}, "pada 13 Juli 2026", 0.0),
    ({"number": 13.0}, "pasal ke-13", 0.0),
    ({"number": 13.0}, "tiga belas bulan", 1.0),
    ({"date": "2026-01-09"}, "digelar kemarin", 1.0),
    ({"date": "2026-01-09"}, "digelar hari ini", 0.0),
    ({"date": "2026-07-01", "all_of": (("1 Juli",),)}, "on July 1, 2026", 1.0),
    ({"date": "2026-07-01", "all_of": (("1 Juli",),)}, "on July 2, 2026", 0.0),
    ({"date": "2026-07"}, "pada Juli 2026", 1.0),
    ({"date": "2026"}, "pada tahun 2026", 1.0),
    ({"all_of": (("tunda", "menunda"), ("Rina",))}, "Rina menunda iuran", 1.0),
    ({"all_of": (("tunda", "menunda"), ("Rina",))}, "Umar menunda iuran", 0.5),
    ({"all_of": (("mogok",),), "speaker": "Tuti Herawanti"}, "akan mogok, kata Tuti", 1.0),
    ({"all_of": (("mogok",),), "speaker": "Tuti Herawanti"}, "akan mogok, kata Umar", 0.5),
    ({"all_of": (("mogok",),), "speaker": "Serikat Logam"}, "serikat akan mogok", 0.5),
]


@pytest.mark.parametrize(("made", "text", "wanted"), HELD)
def test_nuggets_hold_in_full_in_part_or_not(
    made: dict[str, Any], text: str, wanted: float
) -> None:
    assert held(nugget(**made), [Piece(text=text, anchor=DAY)]) == wanted


def test_the_speaker_must_stand_with_what_was_said() -> None:
    said = nugget(all_of=(("mogok",),), speaker="Tuti Herawanti")
    apart = [Piece(text="akan mogok"), Piece(text="Tuti Herawanti hadir")]
    assert held(said, apart) == 0.5
    assert held(said, [Piece(text="akan mogok", speaker="Tuti Herawanti")]) == 1.0


def test_a_swapped_speaker_makes_an_answer_wrong() -> None:
    nuggets = [
        {
            "text": "mogok 1 Juli",
            "importance": "vital",
            "all_of": [["mogok"]],
            "speaker": "Tuti Herawanti",
        }
    ]
    one = case(nuggets=nuggets, gold_passages=[{"article": "baru.md", "quote": SAID}])
    assert score(one, answer(quote(SAID))).ok
    told = unlike("Serikat akan mogok pada 1 Juli, kata Umar Palagan.", OTHER)
    assert score(one, answer(told)).scores["right"] == 0.0
    named = replace(
        told, speaker=Speaker(name="Tuti Herawanti", role="Ketua", evidence=evidence(SAID))
    )
    assert score(one, answer(named)).scores["nuggets vital"] == 1.0


def test_vital_and_all_scores_are_those_of_the_autonuggetizer() -> None:
    nuggets = [
        nugget(all_of=(("satu",),)),
        nugget(all_of=(("dua",), ("tiga",))),
        nugget(all_of=(("empat",),), vital=False),
    ]
    shown = [Piece(text="satu dan dua")]
    assert strict_vital(nuggets, shown) == pytest.approx(1 / 2)
    assert all_half(nuggets, shown) == pytest.approx(1.5 / 3)
    assert strict_vital([], shown) is all_half([], shown) is None


@pytest.mark.parametrize(
    ("text", "wording", "found"),
    [
        ("upah rp 3.471.000,", "Rp 3.471.000", True),
        ("upah rp 13.471.000", "3.471.000", False),
        ("upah rp 3.471.000.500", "3.471.000", False),
        ("3.471", "471", False),
        ("naik 6,5 persen", "6", False),
        ("tanggal 19/11/2025", "11", False),
        ("tahun 2025.", "2025", True),
        ("pukul 07:30", "30", False),
        ("buruhnya", "buruh", False),
        ("kata “mogok” itu", 'kata "mogok"', True),
        ("Hotel\n  Bahtera", "hotel bahtera", True),
        ("2025–2030", "2025-2030", True),
    ],
)
def test_wordings_are_whole_words_and_whole_numbers(text: str, wording: str, found: bool) -> None:
    assert contains(folded(text), wording) is found


# --- ranking -------------------------------------------------------


def test_a_passage_holds_a_quote_with_six_tenths_of_it_in_one_run() -> None:
    quoted = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh"
    assert covers("nol satu dua tiga empat lima enam x", quoted)
    assert not covers("nol satu dua tiga empat lima x", quoted)
    assert not covers("satu dua tiga x empat lima enam tujuh", quoted)  # seven tenths, with a gap
    assert covers("| Sagara | “Rp 4.900.000” |", "Sagara Rp 4.900.000")


def test_gain_and_rank_of_the_second_place() -> None:
    found = score(case(), replace(answer(), passages=(stored("a2"), stored("a1")))).scores
    assert found["ndcg@10"] == pytest.approx(1 / math.log2(3))
    assert found["mrr@10"] == 0.5


def test_a_duplicate_is_as_good_as_its_article_and_counts_once() -> None:
    gold = [{"id": "baru.md", "role": "primary"}, {"id": "lama.md", "role": "duplicate"}]
    one = case(gold_articles=gold)
    only = replace(answer(), passages=(stored("a2"),))
    assert score(one, only).scores["ndcg@10"] == score(one, answer()).scores["ndcg@10"] == 1.0


def test_every_vital_nugget_needs_a_passage() -> None:
    two = [{"article": "baru.md", "quote": FACT}, {"article": "lama.md", "quote": OLD}]
    vital = [
        {"text": "x", "importance": "vital", "all_of": [["4"]], "evidence": [place]}
        for place in (0, 1)
    ]
    apart, together = (
        case(gold_passages=two, nuggets=vital),
        case(gold_passages=two, nuggets=[vital[0] | {"evidence": [0, 1]}]),
    )
    one = replace(answer(), passages=(stored("a1"),))
    assert score(apart, answer()).scores["passage@10"] == 1.0
    assert score(apart, one).scores["passage@10"] == 0.0
    assert score(together, one).scores["passage@10"] == 1.0  # they are alternatives


# --- measures -------------------------------------------------------


def item(one: Case, given: Answer) -> Item:
    return item_of(one, score(one, given), {})


def test_both_error_rates_are_told_over_all_and_by_group() -> None:
    no = case(id="u", category="unanswerable", expected="refuse", gold_articles=[], nuggets=[])
    items = (item(case(), answer()), item(case(), refusal()), item(no, refusal()))
    found = {each.key: each for each in measures_of(items)}
    assert (found["wrong refusals"].value, found["wrong refusals"].n) == (0.5, 2)
    assert (found["answered without evidence"].value, found["refused"].value) == (0.0, 1.0)
    assert found["wrong refusals"].lower_is_better
    for group in ("category number", "language id", "split dev", "source fixture"):
        assert found[f"right / {group}"].n == (3 if group[:3] in ("lan", "spl", "sou") else 2)
    assert found["right / expected refuse"].value == 1.0
    assert found["crag"].value == pytest.approx(2 / 3)
    assert found["evidence exact"].demand == 1.0 and found["right"].demand is None
    assert all(each.held for each in found.values())


@pytest.mark.parametrize("name", [name for name in ABSOLUTE if name != "scored"])
def test_one_broken_answer_breaks_an_absolute_demand(name: str) -> None:
    broken = next(make for make, measure in BROKEN.values() if measure == name)
    items = (item(case(), answer()),) * 60 + (item(case(), broken()),)
    found = {each.key: each for each in measures_of(items)}
    assert not found[name].held


def test_a_question_without_an_answer_counts_as_wrong() -> None:
    gone = item_of(case(), unscored(case(), "no answer came"), {})
    found = {each.key: each for each in measures_of((item(case(), answer()), gone))}
    assert not gone.ok and gone.problems == ("no answer came",)
    assert (gone.scores["crag"], gone.scores["wrong refusals"]) == (-1.0, 1.0)
    assert found["right"].value == found["answered"].value == found["must pass"].value == 0.5
    assert not found["scored"].held


def test_a_mean_is_drawn_by_clusters() -> None:
    alone = mean("m", [(str(n), float(n % 2)) for n in range(40)])
    together = mean("m", [(str(n % 4), float(n % 2)) for n in range(40)])
    assert alone.value == together.value == 0.5
    # The normal approximation: 2 * 1.96 * sqrt(0.25 / 40) = 0.310.
    assert alone.high - alone.low == pytest.approx(0.310, abs=0.03)
    assert together.high - together.low > 1.5 * (alone.high - alone.low)
    assert math.isnan(mean("m", []).value)


class Quiet:
    """A watch that shows nothing and remembers what it was told."""

    told: tuple[str, int] = ("", 0)

    def steps(self, items: Any, what: str, total: int) -> Any:
        self.told = (what, total)
        yield from items


class Desk:
    """As much of an assistant as asking needs."""

    def article(self, identity: str) -> Article | None:
        return ARTICLES.get(identity)


def test_all_cases_are_asked_and_one_that_breaks_is_an_item_that_failed(tmp_path: Path) -> None:
    cases = (case(), case(id="n-2", question="rusak"))
    watch = Quiet()
    context = Context(
        dataset=Dataset(cases=cases, digest="d"),
        cases=cases,
        data_dir=tmp_path,
        sample=False,
        environ={},
        work=tmp_path,
        watch=watch,
    )

    def asks(_: Any, one: Case) -> Answer:
        if one.question == "rusak":
            raise ArchiveError("Arsip rusak.", remedy="Perbaiki.")
        return answer()

    desk: Any = Desk()
    good, broken = ask_all(context, desk, "Quotes", asks=asks)
    assert watch.told == ("Quotes", 2)
    assert good.ok and good.shown["claims"][0]["text"] == FACT
    assert [each["source"] for each in good.shown["retrieved"]] == [
        "sample:baru.md",
        "sample:lama.md",
    ]
    assert good.gold["id"] == "n-1" and good.cluster == "baru.md"
    assert not broken.ok and "Arsip rusak" in broken.problems[0] and broken.shown == {}
    json.dumps([good.shown, broken.shown])


# --- the sample's sources -------------------------------------------------------


def test_the_sources_of_the_sample_are_those_of_its_files() -> None:
    known = sample_sources()
    assert set(known) == {path.name for path in SAMPLE.iterdir()}
    for name, one in known.items():
        raw = (SAMPLE / name).read_text("utf-8")
        if name.endswith(".md"):
            head = yaml.safe_load(raw.split("---\n", 2)[1])
            assert (one.title, one.outlet, one.published, one.url) == (
                head["title"], head["outlet"], head["date"], head["url"],
            )  # fmt: skip
        else:
            assert one.outlet in raw and one.url in raw
            assert one.published is None or str(one.published.day) in raw
