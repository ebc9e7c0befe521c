"""``report.html``: one page that works from a file, asks no network for anything, escapes all."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.reporting.aims import aims
from evals.reporting.blocks import TONES, grids, plots, side_by_side, tiles
from evals.reporting.comparing import Comparison
from evals.reporting.drill import BENCH, drilled
from evals.reporting.files import put
from evals.reporting.marks import ENDS, INTERVALS, not_measured, number
from evals.reporting.must_pass import must_pass_told
from evals.reporting.pairing import keyed
from evals.reporting.plots import Plot, refusals
from evals.results import Item, Results, Section

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent.parent / "templates"
_TONE_OF_END = {0: "passed", 1: "failed", 2: "failed", 3: "stale", 4: "untrusted"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One row of the list of questions; ``flip`` is "newly failing", "newly passing" or ""."""

    number: int
    section: Section
    item: Item
    title: str
    flip: str
    changed: bool

    @property
    def found_by(self) -> str:
        """What the search looks at."""
        if self.section.id.startswith(BENCH):
            return self.item.id.casefold()
        shown = self.item.shown
        words = [self.item.id, self.item.question, str(shown.get("answer") or "")]
        return " ".join([*words, *self.item.problems]).casefold()[:600]


def write_report(
    folder: Path,
    results: Results,
    previous: Results | None = None,
    comparison: Comparison | None = None,
) -> Path:
    """Write the page into a folder and return its path.

    Args:
        folder: made if it is not there.
        results: the run.
        previous: an earlier run, named in the head.
        comparison: what differs from it; without one no earlier answer is shown.

    Raises:
        UsageError: the file cannot be written.
    """
    path = folder / "report.html"
    put(path, drawn(results, previous, comparison))
    return path


def drawn(
    results: Results, previous: Results | None = None, comparison: Comparison | None = None
) -> str:
    """Return the page."""
    from markupsafe import Markup

    style, script = _file("report.css"), _file("report.js")
    entries = _entries(results, comparison)
    page = _environment().get_template("report.html")
    trade_off = refusals(results)
    values: dict[str, Any] = {
        "policy": _policy(style, script),
        "style": Markup(style),  # our own file
        "script": Markup(script),
        "data": Markup(drilled(results, comparison)),  # escaped by in_script
        "results": results,
        "previous": previous,
        "comparison": comparison,
        "end": ENDS.get(results.exit_code, "ENDED"),
        "tone": _TONE_OF_END.get(results.exit_code, "failed"),
        "tones": TONES,
        "missing": not_measured(results),
        "must_pass": must_pass_told(results),
        "aims": aims(results),
        "intervals": INTERVALS,
        "datasets": _datasets(results),
        "models": _models(results),
        "tiles": tiles(results),
        "side": side_by_side(results),
        "benched": any(each.id.startswith(BENCH) and each.measures for each in results.sections),
        "grids": grids(results),
        "plots": [
            *([Plot(title="Refusing and answering", svg=trade_off)] if trade_off else []),
            *plots(results),
        ],
        "entries": entries,
        "choices": _choices(entries),
        "failed": sum(not each.item.ok for each in entries),
        "number": number,
    }
    return page.render(**values)


def _datasets(results: Results) -> list[tuple[str, str]]:
    """Return every dataset with its digest, once."""
    return sorted(
        {(each.dataset or each.id, each.digest) for each in results.sections if each.digest}
    )


def _models(results: Results) -> list[str]:
    """Return every model that answered or judged, with what identifies it."""
    found = {
        " ".join(each.subject[name] for name in ("model", "digest") if each.subject.get(name))
        for each in results.sections
    }
    return sorted(found - {""})


def _entries(results: Results, comparison: Comparison | None) -> list[Entry]:
    flips: dict[tuple[str, str], str] = {}
    changed: set[tuple[str, str]] = set()
    if comparison is not None:
        flips |= {(each.section, each.key): "newly failing" for each in comparison.newly_failing}
        flips |= {(each.section, each.key): "newly passing" for each in comparison.newly_passing}
        changed = {(each.section, each.key) for each in comparison.changed}
    entries: list[Entry] = []
    for section in results.sections:
        bench = section.id.startswith(BENCH)
        for key, item in keyed(section).items():
            place = (section.id, key)
            entries.append(
                Entry(
                    number=len(entries),
                    section=section,
                    item=item,
                    title=key if bench else item.question,
                    flip=flips.get(place, ""),
                    changed=place in changed,
                )
            )
    return entries


def _choices(entries: list[Entry]) -> Mapping[str, list[str]]:
    return {
        "section": sorted({each.section.id for each in entries}),
        "category": sorted({each.item.category for each in entries if each.item.category}),
        "language": sorted({each.item.language for each in entries if each.item.language}),
        "split": sorted({each.item.split for each in entries if each.item.split}),
    }


def _policy(style: str, script: str) -> str:
    """Return a policy under which only our own style and script run, and nothing is fetched."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _file(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
