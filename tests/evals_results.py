"""Runs written by hand, for tests of what a run leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from evals.results import Item, Measure, Results, Section, State, not_measured, share

NAN = float("nan")
HOSTILE = (
    "<script>document.title='broken'</script> & \"quoted\" </script> <img src=x onerror=alert(1)>"
)
QUOTE = "Ketua cabang Rina Sudrajat meminta iuran baru ditunda hingga 1 Juli 2025."


def shown(text: str, evidence: str = QUOTE, **more: Any) -> dict[str, Any]:
    found = {"article": "a1", "passage": "a1:0", "sentence": 0, "start": 0, "end": len(evidence)}
    claim = {
        "text": text,
        "check": "quoted" if text == evidence else "review",
        "problems": [] if text == evidence else ["number: 2026"],
        "speaker": None,
        "evidence": [{**found, "text": evidence}],
    }
    source = {"article": "a1", "title": "Iuran", "outlet": "Warta Tirta", "published": "2025-03-02"}
    retrieved = {**source, "source": "sample:fx-iuran-02.md", "passage": "a1:0", "text": evidence}
    answer = {"refused": False, "answer": f"{text} [1]", "claims": [claim], "sources": [source]}
    return {**answer, "retrieved": [retrieved], "notices": [], **more}


REFUSAL: dict[str, Any] = {
    "refused": True,
    "answer": "Arsip tidak memuat jawabannya.",
    "claims": [],
    "sources": [],
    "retrieved": [],
}
GOLD: dict[str, Any] = {
    "id": "who-01",
    "split": "test",
    "language": "id",
    "category": "who_said_what",
    "question": "Siapa yang minta iuran ditunda?",
    "expected": "answer",
    "gold_articles": [{"id": "fx-iuran-02.md", "role": "primary"}],
    "gold_passages": [{"article": "fx-iuran-02.md", "quote": QUOTE}],
    "nuggets": [
        {"id": "n1", "text": "Rina Sudrajat", "importance": "vital", "all_of": [["Rina Sudrajat"]]},
        {"id": "n2", "text": "cabang Sagara", "importance": "okay", "all_of": [["Sagara"]]},
    ],
    "forbidden": [{"any_of": ["1 April"], "why": "the older plan"}],
}
JUDGED = {
    "faithfulness": {
        "score": 0.0,
        "asked": [
            {
                "form": "verdicts",
                "raw": ["raw reply"],
                "statements": ["Iuran ditunda hingga Juli 2026."],
                "verdicts": [[1, 0, 0]],
            }
        ],
    }
}


def item(id: str, ok: bool = True, **more: Any) -> Item:
    values: dict[str, Any] = {
        "id": id,
        "question": f"Pertanyaan {id}?",
        "category": "factoid",
        "ok": ok,
        "language": "id",
        "split": "test",
        "expected": "answer",
        "scores": {"right": float(ok), "wrong refusals": 0.0},
        "problems": () if ok else ("a vital nugget is missing",),
        "shown": shown(QUOTE),
        **more,
    }
    return Item(**values)


def items() -> tuple[Item, ...]:
    many = [item(f"fac-{number:02}") for number in range(1, 9)]
    wrong = shown("Ketua cabang Rina Sudrajat meminta iuran baru ditunda hingga 1 Juli 2026.")
    who = {"question": GOLD["question"], "category": "who_said_what", "gold": GOLD, "shown": wrong}
    return (
        *many,
        item("who-01", ok=False, must_pass=True, judged=JUDGED, **who),
        item("una-01", category="unanswerable", expected="refuse", shown=REFUSAL, language="en"),
        item("inj-01", category="injection", question=HOSTILE, shown=shown(HOSTILE, HOSTILE)),
    )


def section(found: Sequence[Item], state: State = State.PASSED, **more: Any) -> Section:
    right = [each.scores.get("right") for each in found]
    refused = [each.scores.get("wrong refusals") for each in found]
    groups = sorted({each.category for each in found})
    values: dict[str, Any] = {
        "id": "quoting",
        "title": "Quotes, no model",
        "lane": "A",
        "dataset": "sample",
        "digest": "d" * 64,
        "measures": (
            replace(share("right", right, words="does what the question needs"), floor=0.8),
            share("wrong refusals", refused, lower_is_better=True, demand=0.1),
            share("answered without evidence", [0.0], lower_is_better=True, demand=0.05),
            share("refused", []),
            *(
                share(
                    "right",
                    [e.scores.get("right") for e in found if e.category == group],
                    group=f"category {group}",
                )
                for group in groups
            ),
        ),
        "subject": {"engine": "quoting", "embedder": "offline"},
        "seconds": 12.3,
        **more,
    }
    return Section(items=tuple(found), state=state, **values)


def bench() -> Section:
    found = (
        Item(
            id="q-17",
            question="SECRET BENCH TEXT",
            category="facqa",
            ok=False,
            shown=shown("SECRET"),
        ),
        Item(id="q-18", question="SECRET BENCH TEXT", category="facqa", ok=True),
    )
    measures = (
        Measure(name="wrong refusals", value=0.2, n=50, low=0.11, high=0.33, lower_is_better=True),
        Measure(
            name="answered without evidence",
            value=0.1,
            n=9,
            low=0.02,
            high=0.4,
            lower_is_better=True,
        ),
        Measure(name="ndcg@10", value=0.71, n=50, low=0.6, high=0.8, floor=0.75),
    )
    return Section(
        id="bench:facqa",
        title="Bench facqa",
        lane="T1",
        state=State.FAILED,
        digest="b" * 64,
        measures=measures,
        items=found,
        problems=("ndcg@10 is below its floor",),
    )


def selftest() -> Section:
    measures = tuple(
        Measure(
            name="caught",
            group=f"mutation {name}",
            value=value,
            n=40,
            low=value - 0.1,
            high=min(1.0, value + 0.05),
            demand=0.95,
        )
        for name, value in (("digit", 1.0), ("speaker", 0.9))
    )
    measures += (Measure(name="marked", value=0.1, n=40, low=0.0, high=0.2, told_only=True),)
    return Section(
        id="selftest", title="Self-test", lane="T1", state=State.FAILED, measures=measures
    )


def results(*sections: Section, exit_code: int = 1) -> Results:
    given = sections or (
        section(items(), State.FAILED, problems=("must_pass: who-01 fails",)),
        bench(),
        selftest(),
        not_measured("replay", "Replay", "C", "no recordings are there"),
        Section(
            id="live",
            title="Live model",
            lane="D",
            state=State.STALE,
            missing=("made with another prompt",),
        ),
        Section(
            id="judge",
            title="Judge",
            lane="T2",
            state=State.UNTRUSTED,
            missing=("no judge answers",),
        ),
    )
    return Results(
        made="2026-03-01T08:00:00+00:00",
        version="0.1.0",
        command="evals run",
        sections=tuple(given),
        exit_code=exit_code,
    )
