"""Sheets for readers: a page that works from a file, the same as CSV, and the key apart."""

from __future__ import annotations

import csv
import io
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from evals.reviewing.choosing import Chosen
from evals.reviewing.material import Reading
from evals.reviewing.words import COMMENT, FIELDS, SENTENCE, asking, page_words

TEMPLATES = Path(__file__).parent.parent / "templates" / "review"
COLUMNS = ("sheet", "reader", "item", "field", "text", "value")
KEY_SCHEMA = 1
_DELIMITERS = {"id": ";", "en": ","}  # what a spreadsheet of that country opens in columns
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet_id(reader: str, readings: Sequence[Reading]) -> str:
    """Return what a sheet is known by: other answers, another id."""
    parts = [[each.code, each.question, each.text] for each in readings]
    return sha256(json.dumps([reader, parts]).encode()).hexdigest()[:12]


def html_sheet(reader: str, readings: Sequence[Reading], language: str) -> str:
    """Return the page: one file, no network, nothing of the key in it, all text escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    style, script = _file("review.css"), _file("review.js")
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("review.html").render(
        language=language,
        policy=_policy(style, script),
        style=Markup(style),  # our own file
        script=Markup(script),
        reader=reader,
        sheet=sheet_id(reader, readings),
        delimiter=_DELIMITERS[language],
        readings=readings,
        words=page_words(language),
        sentence=asking(SENTENCE, language),
        fields=[asking(field, language) for field in FIELDS],
        comment=asking(COMMENT, language),
    )


def csv_sheet(reader: str, readings: Sequence[Reading], language: str) -> str:
    """Return the same as CSV, a row an answer to give, for whoever wants a spreadsheet."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=_DELIMITERS[language], lineterminator="\r\n")
    writer.writerow(COLUMNS)
    sheet = sheet_id(reader, readings)
    for reading in readings:
        head = (sheet, reader, reading.code)
        answer = "" if reading.lines else f" → {reading.text}"
        writer.writerow([*head, "question", _harmless(f"{reading.question}{answer}"), ""])
        for line in reading.lines:
            cited = " | ".join(" ".join(each.split()) for each in line.cited)
            text = f"{line.text} ← {cited}" if cited else line.text
            writer.writerow([*head, f"{SENTENCE} {line.number}", _harmless(text), ""])
        for field in (*FIELDS, COMMENT):
            asked = asking(field, language)
            values = " / ".join(words for _, words in asked.values)
            text = f"{asked.label} ({values})" if values else asked.label
            writer.writerow([*head, field, text, ""])
    return "\ufeff" + file.getvalue()  # the mark by which a spreadsheet knows UTF-8


def key_of(
    everything: Sequence[Chosen],
    sheets: Mapping[str, Sequence[Reading]],
    about: Mapping[str, Any],
) -> str:
    """Return ``key.json``: what each code stands for, and who read it. Not for readers."""
    lines = {each.code: len(each.lines) for own in sheets.values() for each in own}
    record = {
        "schema": KEY_SCHEMA,
        **about,
        "sheets": {reader: sheet_id(reader, own) for reader, own in sheets.items()},
        "items": {
            each.code: {
                "id": each.item.id,
                "why": each.why.value,
                "shared": each.shared,
                "readers": list(each.readers),
                "sentences": lines[each.code],
            }
            for each in sorted(everything, key=lambda each: each.item.id)
        },
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat.startswith(_FORMULA) else flat


@cache
def _file(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return a policy under which nothing runs but our own style and script."""
    style_hash, script_hash = (
        b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)
    )
    return (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; "
        "base-uri 'none'; form-action 'none'"
    )
