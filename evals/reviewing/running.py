"""One run of ``evals review``."""

from __future__ import annotations

import argparse
import string
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import isnan
from pathlib import Path

from evals.results import Measure, Results, Section
from evals.reviewing.choosing import JUDGE, Chosen, chosen, section_of, sheet_of
from evals.reviewing.material import Find, Reading, finder, nothing_at_hand, reading_of
from rag.errors import UsageError


def make(options: argparse.Namespace) -> int:
    """Write the sheets and the key.

    Raises:
        UsageError: results or options cannot be used, or sheets would be written over.
    """
    from evals.reporting.files import put
    from evals.reporting.leaving import say
    from evals.reporting.stored import read_results
    from evals.reviewing.sheets import csv_sheet, html_sheet, key_of

    results = read_results(options.results)
    section = section_of(results, options.section)
    judged = read_results(options.judged) if options.judged else results
    before = read_results(options.previous) if options.previous else None
    readers = _names(options.readers)
    _refuse_filled(options.out)
    everything = chosen(
        section,
        _named(judged, JUDGE),
        _named(before, section.id),
        n=options.n,
        readers=readers,
        seed=options.seed,
    )
    with _articles(options, section) as find:
        sheets = {name: _readings(everything, name, options.seed, find) for name in readers}
    for name, own in sheets.items():
        put(options.out / f"sheet-{name}.html", html_sheet(name, own, options.language))
        put(options.out / f"sheet-{name}.csv", csv_sheet(name, own, options.language))
    about = {"section": section.id, "made": results.made, "seed": options.seed}
    put(options.out / "key.json", key_of(everything, sheets, about))
    reasons = [each.why for each in everything]
    told = ", ".join(f"{reasons.count(why)} {why}" for why in dict.fromkeys(sorted(reasons)))
    say(
        f"{len(everything)} answers of “{section.id}” ({told}); "
        f"{sum(each.shared for each in everything)} are read by everybody.\n"
        f"{options.out}: a sheet-*.html for each reader, or its .csv for a spreadsheet. "
        "Keep key.json to yourself."
    )
    return 0


def read(options: argparse.Namespace) -> int:
    """Read filled sheets, tell what they come to, and leave a report where one is wanted.

    Raises:
        UsageError: a file cannot be used, or a sheet is not finished.
    """
    from evals.reporting.leaving import leave, say
    from evals.reporting.stored import read_results
    from evals.reviewing.human import human_section
    from evals.reviewing.reading import read_key, read_sheets

    key = read_key(options.key)
    results = read_results(options.results) if options.results else None
    if results is not None and results.made != key.made:
        raise UsageError(
            f"The sheets were made of the run of {key.made}, not of that of {results.made}.",
            remedy="Name the results.json that “review make” was given.",
            item=str(options.results),
        )
    judged = read_results(options.judged) if options.judged else None
    reads = read_sheets(options.sheets, key, partial=options.partial)
    section = human_section(reads, key, results, judged)
    say(table(section))
    if options.out is not None:
        leave(_with(results, judged, section), options.out, None)
    return 0


def table(section: Section) -> str:
    """Return a section's measures as plain text, and what it does not say."""
    width = max(len(each.key) for each in section.measures)
    lines = [f"{section.title}: {section.subject['answers read']} answers"]
    lines += [f"  {each.key:<{width}}  {_told(each)}" for each in section.measures]
    return "\n".join([*lines, *(f"NOT MEASURED: {each}" for each in section.missing)])


def _told(measure: Measure) -> str:
    if isnan(measure.value):
        return f"   –   (n {measure.n}; no value: nothing to tell apart)"
    if isnan(measure.low):
        return f"{measure.value:6.3f}  (no interval; n {measure.n})"
    return f"{measure.value:6.3f}  ({measure.low:.3f} to {measure.high:.3f}; n {measure.n})"


def _readings(everything: tuple[Chosen, ...], name: str, seed: int, find: Find) -> list[Reading]:
    own = sheet_of(everything, name, seed)
    return [reading_of(each.code, each.item, find) for each in own]


def _names(readers: int) -> list[str]:
    if not 1 <= readers <= len(string.ascii_uppercase):
        raise UsageError(
            f"There cannot be {readers} readers.", remedy="Give --readers from 1 to 26."
        )
    return list(string.ascii_uppercase[:readers])


def _refuse_filled(out: Path) -> None:
    """Refuse a folder with a key: its sheets may be filled in already, and could not be read."""
    if (out / "key.json").exists():
        raise UsageError(
            f"{out} holds sheets already, which could not be read back without their key.",
            remedy="Name another folder with --out, or remove that one.",
            item=str(out),
        )


def _named(results: Results | None, id: str) -> Section | None:
    return next((each for each in results.sections if each.id == id), None) if results else None


@contextmanager
def _articles(options: argparse.Namespace, section: Section) -> Iterator[Find]:
    """Give what finds articles; without an archive, sheets show what is cited and no more."""
    from evals.preparing import Wanted, prepared
    from evals.reporting.progress import watching
    from rag.settings import open_archive

    if section.dataset != "sample" and options.data_dir is None and not options.articles:
        yield nothing_at_hand
        return
    wanted = Wanted(data_dir=options.data_dir, articles=tuple(options.articles))
    with watching() as watch, prepared(wanted, watch) as context:
        archive = open_archive(context.settings())
        try:
            yield finder(archive)
        finally:
            archive.close()


def _with(results: Results | None, judged: Results | None, section: Section) -> Results:
    """Return the run that was read with the section of people, and the judge's, added to it."""
    from importlib.metadata import version

    base = results or Results(
        made=section.subject["run"],
        version=version("tanya-serikat"),
        command="evals review read",
        sections=(),
        exit_code=0,
    )
    have = {each.id for each in base.sections} | {section.id}
    more = [each for each in judged.sections if each.id not in have] if judged else []
    kept = [each for each in base.sections if each.id != section.id]
    return replace(base, sections=(*kept, *more, section))
