"""What the page of imports shows: running and ended imports in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rag.importing import Import, State, recent, running
from ui.imports.jobs import Job, JobState
from ui.imports.reasons import Said, said
from ui.imports.uploads import Uploads
from ui.imports.words import Words, words_of
from ui.texts import moment, number

_RECENT = 10
_NAMED = 3  # files or addresses of a request that are named
_COUNTED = ("stored", "unchanged", "removed", "failed")
_BY_THEMSELVES = ("import", "rebuild")  # count passages or records, not what became of articles
_NOTHING = Said(text="", language="en")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A running import. ``value`` of ``most``; both 0 where the number of items is not known."""

    title: str
    items: str
    progress: str
    counts: str
    left: str
    vectors: str
    current: str
    began: str
    value: int = 0
    most: int = 0
    job: str = ""
    """The job of this page that it belongs to: it can be stopped here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """An ended import, or something that was asked for: ``trouble`` is what a program said."""

    title: str
    items: str
    when: str
    outcome: str
    trouble: Said = _NOTHING
    person: str = ""
    failures: tuple[tuple[str, Said, Said], ...] = ()
    job: str = ""
    bad: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """The part of the page that changes by itself. ``summary`` is what is read out of it."""

    bars: tuple[Bar, ...]
    rows: tuple[Row, ...]
    jobs: tuple[Row, ...]
    summary: str

    @property
    def busy(self) -> bool:
        """Whether something runs or waits."""
        return bool(self.bars) or any(row.job for row in self.jobs)


class Showing:
    """Puts imports into the words of one language."""

    def __init__(self, folder: Path, uploads: Uploads, language: str) -> None:
        """Show those of the archive in ``folder``."""
        self._folder = folder
        self._uploads = uploads
        self._language = language
        self._words: Words = words_of(language)

    def running(self, jobs: Sequence[Job]) -> Running:
        """Return what runs, what ended lately, and what was asked for (the latest first)."""
        by_pid = {job.pid: job for job in jobs if job.state is JobState.RUNNING and job.pid}
        now = running(self._folder)
        bars = tuple(self._bar(record, by_pid.get(record.pid)) for record in now)
        ended = tuple(self._row(record) for record in recent(self._folder, _RECENT))
        seen = {record.pid for record in now}
        asked = tuple(self._job(job) for job in jobs if job.pid not in seen or not job.pid)
        return Running(bars=bars, rows=ended, jobs=asked, summary=self._summary(now, ended))

    def moment(self, value: datetime | None) -> str:
        """Return a time as people of this office read it: by the machine's clock."""
        return moment(value, self._language)

    def due(self, value: datetime | None) -> str:
        """Return when something is tried next."""
        if value is None:
            return self._words.next_never
        return self._words.next_due if value <= datetime.now(UTC) else self.moment(value)

    def counted(self, counts: Mapping[str, int]) -> str:
        """Return counts as "3 new, 1 failed", "" if all are nothing."""
        return ", ".join(
            self._words.counts[name].format(n=number(counts[name], self._language))
            for name in self._words.counts
            if counts.get(name)
        )

    def plain(self, shown: str) -> str:
        """Return how an item is called here."""
        return self._uploads.plain(shown)

    def said(self, text: str) -> Said:
        """Return what a program said, in this language where that is known."""
        return said(text, self._language)

    def _items(self, what: Sequence[str], more: int) -> str:
        named = ", ".join(self.plain(each) for each in what)
        if not more:
            return named
        return f"{named} {self._words.more.format(n=number(more, self._language))}"

    def _counts_of(self, record: Import) -> str:
        return self.counted({name: getattr(record, name) for name in _COUNTED})

    def _bar(self, record: Import, job: Job | None) -> Bar:
        words, total = self._words, record.total or 0
        if record.done > total:
            total = 0  # more came than was foreseen
        done = number(record.done, self._language)
        of = words.done_of.format(done=done, total=number(total, self._language))
        what, more = (job.what[:_NAMED], len(job.what[_NAMED:])) if job else ((), 0)
        return Bar(
            title=words.commands.get(record.command, record.command),
            items=self._items(what or record.what, more if what else record.more),
            progress=of if total else words.done.format(done=done),
            counts=self._counts_of(record),
            left=self._left(record.seconds_left),
            vectors=words.vectors.format(n=number(record.waiting, self._language))
            if record.waiting
            else "",
            current=words.last_item.format(item=self.plain(record.current))
            if record.current
            else "",
            began=self.moment(record.began),
            value=record.done if total else 0,
            most=total,
            job=job.id if job else "",
        )

    def _left(self, seconds: float | None) -> str:
        words = self._words
        if seconds is None:
            return ""
        if seconds < 60:
            return words.left_seconds
        if seconds < 5400:
            return words.left_minutes.format(n=round(seconds / 60))
        return words.left_hours.format(n=round(seconds / 3600))

    def _row(self, record: Import) -> Row:
        state = self._words.states[record.state.value]
        counts = self._counts_of(record) or self._handled(record)
        outcome = counts if record.state is State.FINISHED else f"{state}; {counts}"
        return Row(
            title=self._words.commands.get(record.command, record.command),
            items=self._items(record.what, record.more),
            when=self.moment(record.ended_at or record.began),
            outcome=outcome,
            trouble=self.said(record.trouble),
            bad=record.state is not State.FINISHED,
        )

    def _handled(self, record: Import) -> str:
        if record.command not in _BY_THEMSELVES or not record.done:
            return self._words.nothing_new
        return self._words.handled.format(n=number(record.done, self._language))

    def _job(self, job: Job) -> Row:
        words, open_ = self._words, job.state in (JobState.WAITING, JobState.RUNNING)
        state = words.queued if job.state is JobState.WAITING else words.states[job.state.value]
        counts = self.counted(job.counts)
        if job.state is JobState.DONE and counts:
            state = counts
        person = words.by.format(name=job.person) if job.person else ""
        return Row(
            title=words.actions[job.action.value],
            items=self._items(job.what[:_NAMED], len(job.what[_NAMED:])),
            when=self.moment(job.ended_at or job.asked_at),
            outcome=state,
            trouble=self.said(job.told),
            person=person,
            failures=tuple(
                (self.plain(item), self.said(why), self.said(what))
                for item, why, what in job.failures
            ),
            job=job.id if open_ else "",
            bad=job.state in (JobState.FAILED, JobState.STOPPED) or bool(job.failures),
        )

    def _summary(self, now: Sequence[Import], ended: Sequence[Row]) -> str:
        """Return what a screen reader hears when it changes: tenths of the way, not each item."""
        said = []
        for record in now:
            title = self._words.commands.get(record.command, record.command)
            part = ""
            if record.total and record.done <= record.total:
                part = f", {10 * (10 * record.done // record.total)}%"
            said.append(f"{title}{part}")
        if said:
            return f"{self._words.now}: {'; '.join(said)}"
        if ended:
            return self._words.ended.format(what=f"{ended[0].title}, {ended[0].outcome}")
        return self._words.nothing_now
