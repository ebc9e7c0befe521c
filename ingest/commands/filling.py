"""The commands that fill the archive: ``add`` and ``sample``, and what all such runs share."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import sources
from ingest.commands.display import Display, open_display
from ingest.commands.gathering import Gathered, Sheaf, gather
from ingest.commands.opening import opened, projecting, say_if_taken, settings_of, vectors_notice
from ingest.commands.report import Tally, print_json, say, warn
from ingest.documents import Metadata, described
from ingest.exports import records as exports
from ingest.fields.field_map import FieldMap, load_mapping, mapping
from ingest.pipeline import FAILED, Result, Run
from ingest.readers import is_export
from ingest.remembering import Remembered
from rag.archive import Archive
from rag.errors import ArchiveError, TanyaError, UsageError
from rag.importing import Recorder, State
from rag.projection import Projector
from rag.records import ArticleKind
from rag.settings import Settings

if TYPE_CHECKING:
    from ingest.fetching.policy import FetchPolicy

_SOME_FAILED = 1
_INTERRUPTED = 130


def add(options: argparse.Namespace) -> int:
    """Add files, folders, pages of the web, exports and standard input."""
    operator = operator_of(options)
    policy = policy_of(options)
    named = field_map_of(options.map)
    sheaf = gather(options.paths, form=options.form)
    if (options.title or options.url) and not sheaf.single():
        raise UsageError(
            "--title and --url are for a single article, and more than one was named.",
            remedy="Add that article by itself.",
        )
    if sheaf.urls:
        for notice in policy.notices():
            warn(notice)
    with filling(
        settings_of(options),
        ("add", *options.paths),
        total=_total(sheaf),
        operator=operator,
        named=named,
        as_object=options.json,
    ) as run:
        run.over(sheaf.items(policy, run.archive))
    return run.code


def sample(options: argparse.Namespace) -> int:
    """Fill the sample archive."""
    settings = replace(settings_of(options), sample=True)
    files = list(sources.find_sample())
    with filling(settings, ("sample",), total=len(files), as_object=options.json) as run:
        run.over(files)
    return run.code


class Filling:
    """A run as a person sees it: its lines, its bar, its summary and its exit code."""

    def __init__(
        self, archive: Archive, projector: Projector, run: Run, display: Display, *, as_object: bool
    ) -> None:
        """Show nothing yet."""
        self.archive = archive
        self.projector = projector
        self.display = display
        self.tally = Tally(keep=as_object)
        self.interrupted = False
        self.also: Mapping[str, object] = {}
        """What a command adds to the JSON object of the run."""
        self.recorder: Recorder | None = None
        """Tells others how far the run has come."""
        self._run = run
        self._begun = time.monotonic()
        self._as_object = as_object

    def over(self, items: Iterable[Gathered]) -> None:
        """Take items through the pipeline, showing each; Ctrl-C ends it in good order."""
        try:
            with self.display:
                for result in self._run.over(items):
                    self.show(result)
        except KeyboardInterrupt:
            self.interrupted = True

    def show(self, result: Result) -> None:
        """Count a result and show its line."""
        self.tally.count(result)
        self.display.show(result)
        if self.recorder is not None:
            self.recorder.count(result.outcome, result.path)

    def follow(self) -> None:
        """Let the vectors follow what was changed beside the run."""
        try:
            if self._run.trouble is None and self.projector.waiting():
                self.projector.catch_up(self.display.embedded)
        except ArchiveError:
            raise
        except TanyaError as error:
            self._run.trouble = error

    def report(self) -> None:
        """Say what was done."""
        seconds = time.monotonic() - self._begun
        notice = vectors_notice(self._run.trouble)
        if self.recorder is not None and (self.interrupted or notice):
            state = State.INTERRUPTED if self.interrupted else State.FINISHED
            self.recorder.end(state, notice)
        if self._as_object:
            whole = self.tally.as_json(seconds, notice, interrupted=self.interrupted)
            print_json({**whole, **self.also})
            return
        say(self.tally.summary(seconds, interrupted=self.interrupted))
        if notice:
            warn(notice)

    @property
    def code(self) -> int:
        """The exit code."""
        if self.interrupted:
            return _INTERRUPTED
        if self._run.trouble is not None:
            return self._run.trouble.exit_code
        return _SOME_FAILED if self.tally.counts[FAILED] else 0


@contextmanager
def filling(
    settings: Settings,
    doing: Sequence[str],
    *,
    total: int = 0,
    operator: Metadata | None = None,
    named: FieldMap | None = None,
    remembered: Remembered | None = None,
    as_object: bool = False,
    making: bool = True,
) -> Iterator[Filling]:
    """Open everything that a run needs; what was done is reported however it ends.

    Args:
        settings: of this command.
        doing: its verb and what it was given, for those who watch the run.
        total: results expected, 0 where that is not known yet.
        operator: fields that the operator gives for every article.
        named: which columns of exports hold which fields.
        remembered: what was given with items that failed; goes before both.
        as_object: report one JSON object instead of lines.
        making: whether a new archive may be made.
    """
    with (
        opened(settings, filling=making) as archive,
        projecting(settings, archive) as projector,
    ):
        say_if_taken(archive)
        display = open_display(total, quiet=as_object)
        run = Run(
            archive,
            follower=projector,
            operator=operator,
            progress=display.embedded,
            named=named,
            total=total,
        )
        run.remembered = remembered or {}
        display.watch(lambda: run.progress().passages)
        filled = Filling(archive, projector, run, display, as_object=as_object)
        with _recorder(archive, doing, run, total) as filled.recorder:
            try:
                yield filled
            finally:
                filled.report()


def _recorder(archive: Archive, doing: Sequence[str], run: Run, total: int) -> Recorder:
    def asked() -> tuple[int, float | None]:
        progress = run.progress()
        return progress.waiting, progress.seconds_left

    return Recorder(archive.folder, command=doing[0], what=doing[1:], total=total, asked=asked)


def operator_of(options: argparse.Namespace) -> Metadata:
    """Return what the operator gives for all articles of a run; options may be missing."""
    given = vars(options)
    kind = given.get("kind")
    return described(
        Metadata(
            title=given.get("title") or "",
            outlet=given.get("outlet") or "",
            author=given.get("author") or "",
            published=given.get("date"),
            url=given.get("url") or "",
            language=(given.get("language") or "").casefold(),
            section=given.get("section") or "",
            tags=tuple(given.get("tag") or ()),
            kind=ArticleKind(kind) if kind else None,
            concerns=given.get("concerns") or "",
        ),
        "operator",
    )


def policy_of(options: argparse.Namespace) -> FetchPolicy:
    """Return how pages of the web may be fetched.

    Raises:
        UsageError: an address, port or proxy that makes no sense.
    """
    from ingest.fetching.policy import FetchPolicy

    return FetchPolicy(
        allow=tuple(options.allow_address),
        ports=tuple(options.allow_port),
        proxy=options.proxy,
        ca_file=options.ca_file,
        robots=not options.ignore_robots,
    )


def field_map_of(named: list[str]) -> FieldMap:
    """Read ``--map``: pairs, or a file of them.

    Raises:
        UsageError: it is neither.
    """
    files = [Path(each).expanduser() for each in named if "=" not in each]
    pairs = mapping(each for each in named if "=" in each).pairs
    for path in files:
        pairs += load_mapping(path).pairs
    return FieldMap(pairs=pairs)


def _total(sheaf: Sheaf) -> int:
    """Return how many results there will be; 0 where counting them is not worth the reading."""
    files = [file for file in sheaf.files if isinstance(file, sources.FoundFile)]
    many = [file.path for file in files if is_export(file.path)]
    if many and not sys.stderr.isatty():  # only the bar of a terminal has to know
        return 0
    return len(sheaf) - len(many) + sum(map(exports.count, many))
