"""Questions about the small archive of invented reports, and models that answer them well or not.

For the tests of recording, replay and the comparison of models.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from stand_in_reply import quote

from evals.cases import read_dataset
from evals.context import Context

_Item = TypeVar("_Item")

GOOD, LYING, SHY, SLOW = "baik:4b", "pembual:4b", "pemalu:4b", "lambat:4b"

_ASKED = [
    ("gema", "Siapa ketua umum GEMA dan berapa suaranya?", ["Roswita Mangunsong"], "answer"),
    ("kertas", "Berapa buruh PT Kertas Arum Sejahtera yang mogok kerja?", ["740"], "answer"),
    ("lestari", "Berapa pekerja yang dirumahkan PT Sepatu Lestari Utama?", ["160"], "answer"),
    ("utusan", "Berapa utusan yang hadir dalam kongres GEMA?", ["215"], "answer"),
    ("tug", "How many crew members are covered by the deal at Pasirwangi harbour?", ["64"], "en"),
    ("gaji", "Berapa gaji presiden direktur maskapai penerbangan Antariksa?", [], "refuse"),
]


class Silent:
    """A watch that shows nothing."""

    def steps(self, items: Iterable[_Item], what: str, total: int) -> Iterator[_Item]:
        yield from items


def dataset_file(folder: Path) -> Path:
    """Write the questions as ``--dataset`` takes them."""
    lines = []
    for name, question, wordings, expected in _ASKED:
        refuse = expected == "refuse"
        nugget = {"text": name, "importance": "vital", "all_of": [wordings]}
        lines.append(
            {
                "id": name,
                "split": "dev" if name == "gema" else "test",
                "language": "en" if expected == "en" else "id",
                "category": "factoid",
                "question": question,
                "expected": "refuse" if refuse else "answer",
                "gold_articles": [],
                "nuggets": [] if refuse else [nugget],
            }
        )
    path = folder / "questions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def context_over(data: Path, folder: Path, **environ: str) -> Context:
    """Return what a section is given, over the small archive."""
    dataset = read_dataset(dataset_file(folder))
    return Context(
        dataset=dataset,
        cases=dataset.cases,
        data_dir=data,
        sample=False,
        environ={"TANYA_SEARCH": "words", **environ},
        work=folder,
        watch=Silent(),
    )


def replies(body: Mapping[str, Any]) -> str:
    """Answer as the model that is asked does: by quoting, inventing, refusing or slowly."""
    if body["model"] == SLOW:
        time.sleep(0.2)
    honest = quote(body)
    if body["model"] not in (LYING, SHY) or "claims" not in json.dumps(body.get("format") or {}):
        return honest
    claims = json.loads(honest)["claims"] if body["model"] == LYING else []
    for claim in claims:
        claim["text"] = "Presiden Sukamto Wijaya membagikan 9.999 rumah kepada semua buruh."
    return json.dumps({"answerable": bool(claims), "claims": claims})
