"""The commands that count: ``status`` in short, ``stats`` at length."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ingest.commands.opening import opened, projecting, settings_of
from ingest.commands.report import plain, print_json, say
from ingest.commands.tables import show_chart, show_facts, size_text
from rag.archive import Archive
from rag.settings import embedder_spec

_OUTLETS = 15  # named in the chart, the others counted together


def status(options: argparse.Namespace) -> int:
    """Tell in short how the archive is."""
    settings = settings_of(options)
    with opened(settings) as archive, projecting(settings, archive) as projector:
        numbers = archive.statistics()
        facts = {
            "folder": str(settings.archive_dir),
            "articles": numbers.articles,
            "passages": numbers.passages,
            "oldest": numbers.oldest and numbers.oldest.isoformat(),
            "newest": numbers.newest and numbers.newest.isoformat(),
            "undated": numbers.undated,
            "failed": archive.failures.count(),
            "embedder": embedder_spec(settings, archive),
            "waiting": projector.waiting(),
        }
    if options.json:
        print_json(facts)
        return 0
    show_facts(facts)
    if facts["waiting"]:
        say("Vectors wait; they follow at the next “ingest add”, or now with “ingest check”.")
    if facts["failed"]:
        say("“ingest failed” lists what could not be taken in, and why.")
    return 0


def stats(options: argparse.Namespace) -> int:
    """Count articles by month, outlet, language and kind, and the disk they take."""
    settings = settings_of(options)
    with opened(settings) as archive:
        counts = archive.overview.counts()
        facts = {
            "articles": counts.articles,
            "passages": archive.passage_count(),
            "characters": counts.characters,
            "undated": counts.undated,
            "stories": counts.stories,
            "in_stories": counts.in_stories,
            "addresses": counts.addresses,
            "versions": counts.versions,
            "failed": archive.failures.count(),
            "disk": disk_use(archive),
        }
    groups = {
        "months": counts.months,
        "outlets": counts.outlets,
        "languages": counts.languages,
        "kinds": counts.kinds,
    }
    if options.json:
        print_json({**facts, **plain(groups)})
        return 0
    disk = disk_use_text(facts["disk"])
    show_facts(
        {**{k: v for k, v in facts.items() if k != "in_stories"}, "disk": disk}
        | {"stories": f"{counts.stories:,} told by {counts.in_stories:,} articles"}
    )
    show_chart("articles by month", counts.months)
    show_chart("articles by outlet", counts.outlets, most=_OUTLETS, unnamed="(not known)")
    show_chart("articles by language", counts.languages, unnamed="(not known)")
    show_chart("articles by kind", counts.kinds)
    return 0


def disk_use(archive: Archive) -> dict[str, int]:
    """Return the bytes on the disk: of the archive itself, and of its vectors."""
    whole = _size(archive.folder, without="vectors")
    return {"archive": whole, "vectors": _size(archive.folder / "vectors")}


def disk_use_text(sizes: object) -> str:
    """Return sizes by name in words."""
    assert isinstance(sizes, dict)
    return ", ".join(f"{name} {size_text(size)}" for name, size in sizes.items())


def _size(folder: Path, without: str = "") -> int:
    """Add up the files below a folder; one that goes meanwhile counts nothing."""
    total = 0
    for place, folders, names in os.walk(folder):
        if without in folders and Path(place) == folder:
            folders.remove(without)
        if Path(place) == folder and "sample" in folders:
            folders.remove("sample")  # an archive of its own
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except FileNotFoundError:
                continue
    return total
