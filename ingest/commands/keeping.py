"""The commands that keep the archive sound: ``check`` and ``rebuild``."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

from ingest.commands.display import both, open_display
from ingest.commands.looking import ARTICLE_COLUMNS, summary_row
from ingest.commands.opening import opened, projecting, say_if_taken, settings_of, vectors_notice
from ingest.commands.report import plain, print_json, say, warn
from ingest.commands.tables import counted, show_table
from rag.archive import Archive
from rag.archive.digesting import whole
from rag.errors import ArchiveError, TanyaError
from rag.importing import Recorder
from rag.projection import Health
from rag.settings import embedder_spec

_DATES = 10_000  # at most so many unsure dates are listed


@dataclass(kw_only=True)
class Findings:
    """What a check found, in the words of a person, and whether all is well now."""

    sound: bool = True
    lines: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    trouble: TanyaError | None = None

    def wrong(self, line: str) -> None:
        """Note something that was not as it should be."""
        self.sound = False
        self.lines.append(line)


def check(options: argparse.Namespace) -> int:
    """Compare the archive with itself and with its vectors, and heal them."""
    if options.dates:
        return _dates(options)
    if options.digest:
        return _digest(options)
    settings = settings_of(options)
    found = Findings()
    with opened(settings) as archive:
        _check_archive(archive, found, thorough=options.thorough)
        _check_stories(archive, found)
        try:
            with projecting(settings, archive) as projector:
                say_if_taken(archive)
                projector.catch_up()
                _check_vectors(projector.check(thorough=options.thorough), found)
        except ArchiveError:
            raise
        except TanyaError as error:
            found.trouble = error
        unsure = archive.unsure_count()
        failed = archive.failures.count()
    facts = {"unsure_dates": unsure, "failed": failed}
    notice = vectors_notice(found.trouble)
    if options.json:
        print_json({"sound": found.sound, **found.facts, **facts, "notice": notice})
    else:
        for line in found.lines:
            say(line)
        if unsure:
            say(f"Without a sure date: {counted(unsure, 'article')} (“ingest check --dates”).")
        if failed:
            say(f"Not taken in: {counted(failed, 'item')} (“ingest failed”).")
        if notice:
            warn(notice)
    return found.trouble.exit_code if found.trouble is not None else 0


def _check_archive(archive: Archive, found: Findings, *, thorough: bool) -> None:
    """Inspect the archive's own file; make the full text anew where it does not fit.

    Raises:
        ArchiveError: the articles themselves are damaged, which nothing can heal.
    """
    inspection = archive.inspect(thorough=thorough)
    found.facts["archive"] = plain(inspection)
    if inspection.clean:
        numbers = archive.statistics()
        found.lines.append(
            f"The archive is sound: {counted(numbers.articles, 'article')}, "
            f"{counted(numbers.passages, 'passage')}."
        )
        return
    for problem in inspection.problems:
        found.wrong(f"{problem.what} ({problem.item})" if problem.item else problem.what)
    if any(problem.repairable for problem in inspection.problems):
        passages = archive.repair_words()
        found.lines.append(f"The full text was made anew from {passages:,} passages.")
    if not archive.inspect(thorough=thorough).clean:
        for line in found.lines:
            say(line)
        raise ArchiveError(
            "The archive is damaged, and this cannot be repaired from what it holds.",
            remedy="Import the last export into a new archive (--data-dir), or add the articles "
            "again there.",
            item=str(archive.folder),
        )


def _check_stories(archive: Archive, found: Findings) -> None:
    missing = archive.stories.missing()
    found.facts["stories_filled"] = missing
    if missing:
        display = open_display(0, quiet=True)
        with display:
            archive.stories.fill(display.embedded)
        found.lines.append(f"Stories: {counted(missing, 'article')} compared with the others.")


def _check_vectors(health: Health, found: Findings) -> None:
    found.facts["vectors"] = {**plain(health), "sound": health.sound}
    if health.sound:
        found.lines.append(
            f"The vectors are sound: {health.found:,} rows, {health.tested:,} tested."
            + (" They were made anew." if health.rebuilt else "")
        )
        return
    found.wrong(
        f"The vectors were damaged: {health.found:,} of {health.expected:,} rows were there, "
        f"{health.lost:,} of {health.tested:,} tested were not found. They were rebuilt."
    )


def _dates(options: argparse.Namespace) -> int:
    """List the articles whose date is unsure."""
    with opened(settings_of(options)) as archive:
        found = archive.unsure_dates(limit=_DATES)
    if options.json:
        print_json({"unsure_dates": found})
        return 0
    if not found:
        say("Every article has a date that was given or stated.")
        return 0
    show_table(ARTICLE_COLUMNS, [summary_row(article) for article in found])
    warn("Set a date by hand: ingest mark ID --date 19/11/2025")
    return 0


def _digest(options: argparse.Namespace) -> int:
    """Print the logical digest, and of its parts with ``--json``."""
    with opened(settings_of(options)) as archive:
        parts = archive.digest_parts()
    digest = whole(parts)
    if options.json:
        print_json({"digest": digest, "parts": parts})
    else:
        say(digest)
    return 0


def rebuild(options: argparse.Namespace) -> int:
    """Make all vectors anew."""
    settings = settings_of(options)
    with opened(settings) as archive, projecting(settings, archive, options.embedder) as new:
        say_if_taken(archive)
        display = open_display(0, quiet=options.json)
        with Recorder(archive.folder, command="rebuild") as recorder, display:
            new.rebuild(both(display.embedded, recorder.reached))
        facts = {"embedder": embedder_spec(settings, archive), "passages": archive.passage_count()}
    if options.json:
        print_json(facts)
    else:
        say(f"rebuilt    {facts['passages']:,} passages with {facts['embedder']}")
    return 0
