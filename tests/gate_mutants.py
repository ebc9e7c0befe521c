"""The product broken on purpose in twelve ways, to see that the gate stops each of them.

Each mutant changes the product's own code or data while a test runs, as a mistake would. It may not
touch the gate: ``evals`` stays as it is.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rag.answers
import rag.citations
import rag.drafting.drafter
import rag.embedding
from rag.checks import Findings
from rag.citations import Checked
from rag.embedding import Prefixes
from rag.finding import Finder
from rag.generating import DraftStream
from rag.quoting import Zone
from rag.records import Evidence, Filters
from rag.retrieval import Retriever

SWAPPED = {"Warta Lembayung": "Sagara Hari Ini", "Sagara Hari Ini": "Warta Lembayung"}
_SPOKEN = re.compile(r"[\"“][^\"“”]*?\b([a-z]{5,})\b[^\"“”]*[\"”]")


def _without(patch: pytest.MonkeyPatch, *codes: str) -> None:
    """Let the comparison of claim and evidence forget some of its objections."""
    real = rag.citations.compare

    def compare(*args: Any, **more: Any) -> Findings:
        found = real(*args, **more)
        return replace(found, hard=_left(found.hard, codes), soft=_left(found.soft, codes))

    patch.setattr(rag.citations, "compare", compare)


def _left(problems: Sequence[str], codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in problems if each.split(":")[0] not in codes)


def no_negation_check(patch: pytest.MonkeyPatch) -> None:
    """A "tidak" may come and go."""
    _without(patch, "negation")


def no_speaker_check(patch: pytest.MonkeyPatch) -> None:
    """Nobody compares who speaks."""
    _without(patch, "speaker", "speaker_unknown")


def outlets_swapped(patch: pytest.MonkeyPatch) -> None:
    """Two outlets trade places in what is shown."""
    real = rag.answers.resolve_sources

    def resolve_sources(*args: Any) -> Any:
        return tuple(
            replace(each, outlet=SWAPPED.get(each.outlet, each.outlet)) for each in real(*args)
        )

    patch.setattr(rag.answers, "resolve_sources", resolve_sources)


def date_filter_ignored(patch: pytest.MonkeyPatch) -> None:
    """The days that a question names are told, and not kept to."""
    real = Retriever._search

    def search(self: Retriever, understood: Any, filters: Filters) -> Any:
        return replace(real(self, understood, Filters()), filters=filters)

    patch.setattr(Retriever, "_search", search)


def spans_off_by_one(patch: pytest.MonkeyPatch) -> None:
    """Evidence begins and ends one letter late."""

    def moved(item: Evidence) -> Evidence:
        return replace(item, start=item.start + 1, end=item.end + 1)

    def shown(checked: Checked) -> Checked:
        if checked.claim is None:
            return checked
        evidence = tuple(moved(item) for item in checked.claim.evidence)
        return replace(checked, claim=replace(checked.claim, evidence=evidence))

    _after_check(patch, shown)


def quotation_altered(patch: pytest.MonkeyPatch) -> None:
    """One word within quotation marks is shown as another."""

    def shown(checked: Checked) -> Checked:
        claim = checked.claim
        found = _SPOKEN.search(claim.text) if claim else None
        if claim is None or found is None:
            return checked
        text = claim.text[: found.start(1)] + "mungkin" + claim.text[found.end(1) :]
        return replace(checked, claim=replace(claim, text=text))

    _after_check(patch, shown)


def _after_check(patch: pytest.MonkeyPatch, change: Callable[[Checked], Checked]) -> None:
    real = rag.drafting.drafter.check_claim
    patch.setattr(
        rag.drafting.drafter, "check_claim", lambda item, **more: change(real(item, **more))
    )


def never_refuses(patch: pytest.MonkeyPatch) -> None:
    """Whatever was found is an answer."""
    real, judge = rag.drafting.drafter.enough, Finder.judge

    def enough(*args: Any, **more: Any) -> Any:
        return replace(real(*args, **more), ok=True, zone=Zone.SURE)

    patch.setattr(rag.drafting.drafter, "enough", enough)
    patch.setattr(Finder, "judge", lambda *args: replace(judge(*args), ok=True))


def always_refuses(patch: pytest.MonkeyPatch) -> None:
    """Nothing that was found is enough."""
    real, judge = rag.drafting.drafter.enough, Finder.judge

    def enough(*args: Any, **more: Any) -> Any:
        return replace(real(*args, **more), ok=False)

    patch.setattr(rag.drafting.drafter, "enough", enough)
    patch.setattr(Finder, "judge", lambda *args: replace(judge(*args), ok=False))


def wrong_prefix(patch: pytest.MonkeyPatch) -> None:
    """A model's questions go out with the prefix of its passages."""
    model = "multilingual-e5"
    right = rag.embedding.PREFIXES[model]
    swapped = Prefixes(question=right.passage, passage=right.question)
    patch.setitem(rag.embedding.PREFIXES, model, swapped)


def unknown_labels_kept(patch: pytest.MonkeyPatch) -> None:
    """A label that the prompt does not have counts as its last one."""
    real = DraftStream._resolve

    def resolve(self: DraftStream, labels: Sequence[str]) -> Any:
        known = list(self.prompt.labels)
        return real(self, [each if each in known else known[-1] for each in labels])

    patch.setattr(DraftStream, "_resolve", resolve)


LATE = """Upah Pemetik Kopi Rimba Lestari Dibayar Penuh

RIMBA LESTARI - Koperasi kopi Rimba Lestari membayar penuh upah 61 pemetik pada 3 Agustus 2026.
"""


def stale_archive(filled: Path, folder: Path) -> Path:
    """Return a copy of a sample archive that took an article, and nobody told its vectors."""
    from ingest.cli import main
    from rag.projection import Projector

    data, report = folder / "data", folder / "terlambat.txt"
    shutil.copytree(filled, data)
    report.write_text(LATE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Projector, "catch_up", lambda self, progress=None: 0)
        assert main(["--sample", "add", str(report), "--data-dir", str(data)]) == 0
    return data
