"""What readers of web pages keep and lose, on saved pages whose article is known.

    python -m bench.extracting FOLDER [FOLDER ...] [--site PATH] [--pages N] [--show READER]

A folder holds ``NAME.html``, a page as it was saved, and ``NAME.json`` beside it, what is known of
its article: ``{"text": ...}`` the whole of it, one paragraph a line, without the title; or
``{"with": [...], "without": [...]}``, pieces that belong to it and pieces that do not. ``--site``
is a folder of packages (another environment's site-packages) in which readers are looked for that
are not installed here. ``--show`` lists the pages on which one reader loses or keeps most.

Pages with a text: recall is the share of its sentences that were kept, precision the share of the
kept sentences that are its own, F1 that of words (as multisets), numbers the share of its numbers
that were kept. Pages with pieces: recall is the share of "with" that was kept, precision that of
"with" among all the pieces kept, as trafilatura's own comparison counts them. Pieces that stand in
the page's title element are left out, because readers give the title apart. Everything is compared
by letters and digits only. Tables give means over pages (for pieces, over all of them) with
bootstrap intervals of 95% over pages, and CPU time as a multiple of plain trafilatura's.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.extracting_peers import BASE, OURS, readers
from ingest.documents import folded
from ingest.readers import decoded
from rag.errors import DocumentError
from rag.language import sentence_spans

_SAMPLES = 1000  # of the bootstrap
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"\w+")
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.I | re.S)

Counts = dict[str, tuple[float, float]]
"""For each measure, what was reached and out of how much."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """A saved page and what is known of its article: its text, or pieces of and beside it."""

    name: str
    page: str
    text: str
    inside: tuple[str, ...]
    outside: tuple[str, ...]


def saved_pages(folder: Path) -> Iterator[Saved]:
    """Read the pages of a folder in the order of their names; says which cannot be decoded."""
    for path in sorted(folder.glob("*.html")):
        known = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        data = path.read_bytes()
        declared = _DECLARED.search(data[:4096])
        try:
            page = decoded(data, path.name, declared=declared[1].decode() if declared else "")
        except DocumentError:
            page = data.decode("utf-8", "replace")  # for every reader alike
        found = _TITLE.search(page)
        title = folded(found[1]) if found else ""
        inside, outside = (
            tuple(piece for piece in known.get(key, ()) if folded(piece) and
                  folded(piece) not in title) for key in ("with", "without")
        )  # fmt: skip
        yield Saved(name=path.name, page=page, text=known.get("text", ""), inside=inside,
                    outside=outside)  # fmt: skip


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, letters and digits only; empty ones are left out."""
    found = (folded(text[start:end]) for start, end in sentence_spans(text))
    return [each for each in found if each]


def measured(saved: Saved, kept: str) -> Counts:
    """Count what a reader kept of one page."""
    key = folded(kept)
    if not saved.text:
        right = sum(folded(piece) in key for piece in saved.inside)
        wrong = sum(folded(piece) in key for piece in saved.outside)
        return {
            "recall": (right, len(saved.inside)),
            "precision": (right, right + wrong),
            "empty": (not key, 1),
        }
    whole = folded(saved.text)
    wanted, got = sentences(saved.text), sentences(kept)
    numbers, have = Counter(_NUMBER.findall(saved.text)), Counter(_NUMBER.findall(kept))
    return {
        "recall": (_share(sum(each in key for each in wanted), len(wanted)), 1),
        "precision": (_share(sum(each in whole for each in got), len(got)), 1),
        "F1": (_f1(Counter(_WORD.findall(saved.text.casefold())),
                   Counter(_WORD.findall(kept.casefold()))), 1),
        "numbers": (_share((numbers & have).total(), numbers.total()), 1),
        "empty": (not key, 1),
    }  # fmt: skip


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _f1(wanted: Counter[str], got: Counter[str]) -> float:
    return 2 * (wanted & got).total() / max(1, wanted.total() + got.total())


def _mean(counts: Sequence[tuple[float, float]]) -> float:
    return sum(part for part, _ in counts) / max(1e-9, sum(whole for _, whole in counts))


def interval(counts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the bootstrap interval of 95% of a mean over pages (percentiles, fixed seed)."""
    draw = random.Random(7)
    means = sorted(_mean(draw.choices(counts, k=len(counts))) for _ in range(_SAMPLES))
    return means[int(_SAMPLES * 0.025)], means[int(_SAMPLES * 0.975) - 1]


def run(pages: Sequence[Saved], read: Callable[[str], str]) -> tuple[list[Counts], float]:
    """Read every page; return what was counted on each, and the CPU seconds of the reading."""
    found, spent = [], 0.0
    with suppress(Exception):
        read(pages[0].page)  # what is loaded at the first call is no cost of a page
    for saved in pages:
        begun = time.process_time()
        try:
            kept = read(saved.page)
        except Exception as error:  # noqa: BLE001 - a reader that breaks has kept nothing
            print(f"  {saved.name}: {type(error).__name__}", file=sys.stderr)
            kept = ""
        spent += time.process_time() - begun
        found.append(measured(saved, kept))
    return found, spent


def _table(pages: Sequence[Saved], show: str) -> None:
    installed, missing = readers()
    for name in missing:
        print(f"  NOT INSTALLED, so not compared: {name} (see --site)")
    results = {name: run(pages, read) for name, read in installed.items()}
    base = results[BASE][1]
    measures = list(results[OURS][0][0])
    print("  " + "reader".ljust(24) + "".join(each.rjust(24) for each in measures) + "   CPU")
    for name, (counts, spent) in results.items():
        cells = ""
        for measure in measures:
            each = [page[measure] for page in counts]
            low, high = interval(each)
            cells += f"{_mean(each):.3f} ({low:.3f}–{high:.3f})".rjust(24)
        print(f"  {name:24}{cells}  ×{spent / base:.2f}  {1000 * spent / len(pages):.1f} ms a page")
    if show in results:
        _worst(pages, results[show][0])


def _worst(pages: Sequence[Saved], counts: Sequence[Counts]) -> None:
    for measure in ("recall", "precision"):
        shares = [(_mean([page[measure]]), i) for i, page in enumerate(counts) if page[measure][1]]
        print(f"  worst {measure}:")
        for share, index in sorted(shares)[:40]:
            print(f"    {share:.2f} {pages[index].name}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the readers on each folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--site", type=Path)
    parser.add_argument("--pages", type=int, default=0, help="only the first so many of a folder")
    parser.add_argument("--show", default="", help="a reader whose worst pages are listed")
    options = parser.parse_args(arguments)
    if options.site:
        sys.path.append(str(options.site))
    for folder in options.folders:
        pages = list(saved_pages(folder))[: options.pages or None]
        print(f"{folder.name}: {len(pages)} pages")
        if pages:
            _table(pages, options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
