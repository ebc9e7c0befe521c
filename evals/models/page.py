"""The comparison as a page of its own that works offline, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from math import isnan
from typing import Any

from evals.models.plot import bars, scatter
from evals.models.rows import Row
from evals.models.wording import HEADINGS, absence, cells, silence

SCHEMA = 1
_STYLE = """
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #1d2228;
  background: #fff; }
body { max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; }
th, td { border-bottom: 1px solid #d5d9de; padding: .3rem .6rem; text-align: right;
  white-space: nowrap; font-variant-numeric: tabular-nums; }
th:first-child { text-align: left; } thead th { border-bottom: 2px solid #1d2228; }
tbody tr:last-child td { white-space: normal; min-width: 8rem; }
svg { max-width: 100%; height: auto; } svg text { font: 13px system-ui, sans-serif; }
svg .in { font-weight: 600; } svg .grid { stroke: #e3e6ea; }
svg .lead { stroke: #aab0b8; stroke-dasharray: 2 3; }
.missing { background: #fdf3e0; border-left: 4px solid #c9a227; padding: .5rem 1rem; }
.small { color: #4a525b; font-size: .85rem; }
"""
_NOTES = (
    "Intervals of shares are Wilson's, of the score a bootstrap's over questions, of seconds those "
    "of order statistics; all 95%.",
    "Right, wrong, refused and no answer add up to 100%. “No answer”: the model gave nothing that "
    "can be used, and quotes of the archive were shown in its place.",
    "Wrong refusals are counted over questions that the archive answers, “answered without "
    "evidence” over those that must be refused, both without “no answer”. "
    "CRAG score: right 1, refused or no answer 0, wrong -1.",
    "Claims dropped, repaired and marked are what the checks did to the model's own statements, "
    "also where none was left to show.",
    "Against the first: questions that only this or only the first got right, and the two-sided "
    "exact sign test.",
    "Seconds are of this machine, with the model loaded before; the first question reads the "
    "rules of the prompt.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a comparison was made with: an ISO moment, the questions and where the models ran."""

    made: str
    version: str
    dataset: str
    digest: str
    questions: int
    host: str


def page(rows: Sequence[Row], told: Told) -> str:
    """Return the HTML."""
    lines = [absence(row) for row in rows if row.absent]
    lines += [silence(row) for row in rows if row.silent]
    missing = "".join(f"<li>{escape(each)}</li>" for each in lines)
    warned = f'<div class="missing"><ul>{missing}</ul></div>' if missing else ""
    drawn = [
        f"<h2>{heading}</h2>{svg}"
        for heading, svg in (
            ("Right answers against seconds", scatter(rows)),
            ("What became of the questions", bars(rows)),
        )
        if svg
    ]
    notes = "".join(f"<li>{escape(note)}</li>" for note in _NOTES)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Models compared</title><style>{_STYLE}</style></head><body>"
        f"<h1>Models compared</h1><p class='small'>{told.questions} questions of "
        f"{escape(told.dataset)} ({escape(told.digest[:12])}), {escape(told.made)}, version "
        f"{escape(told.version)}, models at {escape(told.host)}</p>{warned}{''.join(drawn)}"
        f"<h2>All numbers</h2>{_table(rows)}<ul class='small'>{notes}</ul></body></html>\n"
    )


def as_json(rows: Sequence[Row], told: Told) -> dict[str, Any]:
    """Return everything, each question's outcome too; what is no number is null."""
    found: dict[str, Any] = {"schema": SCHEMA, **asdict(told), "models": []}
    found["models"] = [{"model": row.name, "silent": row.silent, **asdict(row)} for row in rows]
    return _finite(found)  # type: ignore[no-any-return]


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and isnan(value) else value


def _table(rows: Sequence[Row]) -> str:
    columns = [cells(row) for row in rows if row.n]
    if not columns:
        return "<p>Nothing was measured.</p>"
    head = "".join(f'<th scope="col">{escape(column[0])}</th>' for column in columns)
    lines = [
        f'<tr><th scope="row">{escape(heading)}</th>'
        + "".join(f"<td>{escape(column[at])}</td>" for column in columns)
        + "</tr>"
        for at, heading in enumerate(HEADINGS[1:], 1)
    ]
    return (
        f'<div class="scroll"><table><thead><tr><th></th>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )
