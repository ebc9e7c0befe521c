"""A folder held against what the archive has from it, and when that is to be doubted."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import sources
from ingest.commands.naming import folder_prefixes
from ingest.fields import sidecars
from ingest.readers import is_export
from ingest.sources import FoundFile, Skipped
from rag.archive import Archive, KnownSource
from rag.importing import PUT_BACK

_FEW = 10
"""So many deleted files are an ordinary day's work, however small the folder is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a sync is going to do.

    ``known`` counts what the archive has from the folder; ``gone`` are those of them that are
    deleted, ``kept`` those that are neither found nor deleted, or were put back by hand. ``doubt``
    says in plain words why it needs the operator's yes.
    """

    folder: Path
    found: tuple[FoundFile | Skipped, ...]
    known: int
    gone: tuple[KnownSource, ...]
    kept: tuple[KnownSource, ...]
    doubt: str = ""

    def readable(self) -> Iterator[FoundFile]:
        """Yield the files that hold an article each."""
        return (
            file for file in self.found if isinstance(file, FoundFile) and not is_export(file.path)
        )


def plan_of(archive: Archive, folder: Path) -> Plan:
    """Compare a folder with what the archive has from it; changes nothing."""
    found = tuple(sources.find([str(folder)]))
    there = {file.source for file in found if isinstance(file, FoundFile)}
    known = 0
    gone: list[KnownSource] = []
    kept: list[KnownSource] = []
    for source in _known_below(archive, folder):
        known += 1
        if source.source in there:
            continue
        path = sources.path_of(source.source)
        assert path is not None  # only files are looked for
        deleted = is_gone(path) and not put_back_by_hand(archive, source.source)
        (gone if deleted else kept).append(source)
    plan = Plan(folder=folder, found=found, known=known, gone=tuple(gone), kept=tuple(kept))
    return replace(plan, doubt=_doubt(plan, len(there)))


_READERS = "failures_readers"


class Failing:
    """Which files failed before and have not changed since: a sync does not read them again.

    The time at which a file last changed in any way (its ctime too, which copying a time does not
    set back) is held against that of the failure. After an update of the readers everything is
    read again, and so is what has a sidecar, which may have been the fault.
    """

    def __init__(self, archive: Archive) -> None:
        """Look at the list of failures once."""
        same = archive.setting(_READERS) == str(sources.READERS_VERSION)
        listed = archive.failures.all(limit=_MOST) if same else []
        self._since = {each.source: each.last_at for each in listed if not each.transient}

    def holds(self, file: object) -> bool:
        """Tell whether this is such a file."""
        if not isinstance(file, FoundFile) or is_export(file.path):
            return False
        since = self._since.get(file.source)
        if since is None or sidecars.stamp(file.path):
            return False
        try:
            status = file.path.stat()
        except OSError:
            return False
        return max(status.st_mtime, status.st_ctime) < since.timestamp() - _SECOND

    @staticmethod
    def remember_readers(archive: Archive) -> None:
        """Note which readers have looked at everything that is on the list."""
        if archive.setting(_READERS) != str(sources.READERS_VERSION):
            archive.put_setting(_READERS, str(sources.READERS_VERSION))


_MOST = 100_000
_SECOND = 1  # failures are noted to the second


def put_back_by_hand(archive: Archive, source: str) -> bool:
    """Tell whether a person restored an article whose file is deleted: a sync leaves it."""
    return bool(archive.setting(PUT_BACK + source))


def note_put_back(archive: Archive, source: str, *, yes: bool) -> None:
    """Remember that a person restored what a deleted file held, or (not ``yes``) forget it."""
    if yes or put_back_by_hand(archive, source):
        archive.put_setting(PUT_BACK + source, "yes" if yes else "")


def is_gone(path: Path) -> bool:
    """Tell whether the operating system says that there is no such file.

    An error of any other kind (no permission, a share that does not answer) says nothing.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def to_read(archive: Archive, plan: Plan) -> tuple[list[str], list[str]]:
    """Return the files that are new and those that changed, by what can be seen from outside."""
    new: list[str] = []
    changed: list[str] = []
    failing = Failing(archive)
    for file in plan.readable():
        if failing.holds(file):
            continue
        known = archive.known_source(file.source)
        if known is None:
            new.append(str(file.path))
        elif known.fingerprint != file.fingerprint + sidecars.stamp(file.path):
            changed.append(str(file.path))
    return new, changed


def _known_below(archive: Archive, folder: Path) -> Iterator[KnownSource]:
    for prefix in folder_prefixes(folder):
        for source in archive.sources_below(prefix):
            path = sources.path_of(source.source)
            if path is not None and path.is_relative_to(folder):
                yield source


def _doubt(plan: Plan, there: int) -> str:
    """Say why the folder may be in a state that should not be followed, or ""."""
    if not plan.gone:
        return ""
    lost = f"{len(plan.gone):,} of {plan.known:,} articles that came from it"
    if not there:
        return f"{plan.folder} holds no article at all, so {lost} would be removed"
    for hollow, count in _hollow(plan).items():
        if count > _FEW:
            return f"{hollow} is empty, so {count:,} articles that came from it would be removed"
    if len(plan.gone) > _FEW and 2 * len(plan.gone) > plan.known:
        return f"{lost} are not in {plan.folder} any more and would be removed"
    return ""


def _hollow(plan: Plan) -> Counter[Path]:
    """Count the files that are gone from folders that are there and empty, as mount points are."""
    nearest: dict[Path, Path] = {}
    counts: Counter[Path] = Counter()
    for source in plan.gone:
        path = sources.path_of(source.source)
        assert path is not None
        folder = path.parent
        if folder not in nearest:
            there = folder
            while there != plan.folder and not there.is_dir():
                there = there.parent
            nearest[folder] = there
        counts[nearest[folder]] += 1
    return Counter(
        {place: count for place, count in counts.items() if place != plan.folder and _empty(place)}
    )


def _empty(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return True
