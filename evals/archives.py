"""An archive of a collection: made by the program that people use, then opened for searching."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evals.corpora import Collection, Qrels
from evals.scoring.view import names_of
from rag.archive import Archive
from rag.errors import ArchiveError, UsageError
from rag.projection import Projector
from rag.settings import Settings, load, open_archive, open_projector

_PERSONAL = ("TANYA_", "CHROMA_", "OLLAMA_")


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """An archive that holds a collection, and what a retriever needs.

    ``names`` gives for each article of the archive the id that its collection knows it by. Two
    records with the same text are one article in the archive; a judged one gives the name.
    """

    settings: Settings
    archive: Archive
    projector: Projector
    names: Mapping[str, str]
    qrels: Qrels


def impersonal() -> dict[str, str]:
    """Return the environment without what somebody set for daily use: results are for everybody."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_PERSONAL)}


def environment(*, embedder: str = "", search: str = "both") -> dict[str, str]:
    """Return the environment of a measurement: nothing personal but where Ollama listens.

    That matters only where ``embedder`` asks for one of its models.
    """
    chosen = {"TANYA_ENGINE": "quoting", "TANYA_SEARCH": search}
    if embedder:
        chosen["TANYA_EMBEDDER"] = embedder
    if embedder.startswith("ollama") and "OLLAMA_HOST" in os.environ:
        chosen["OLLAMA_HOST"] = os.environ["OLLAMA_HOST"]
    return impersonal() | chosen


@contextmanager
def opened(
    collection: Collection,
    others: Sequence[Collection],
    *,
    data_dir: str | None,
    environ: Mapping[str, str],
) -> Iterator[Opened]:
    """Open the archive in ``data_dir`` (None: a passing one), filled with the collections.

    What is missing is put in first, by ``ingest add``, and the vectors are brought in step.

    Raises:
        UsageError: the archive holds other articles as well, or lacks some that cannot be read.
        TanyaError: the archive or its vectors cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="tanya-evals-") as passing:
        settings = load(environ, data_dir=data_dir or passing)
        for each in (collection, *others):
            _fill(each.corpus, settings.data_dir, environ)
        archive = open_archive(settings)
        projector = open_projector(settings, archive)
        try:
            names = _names(archive, collection, others)
            if settings.search != "words":
                projector.catch_up()
            yield Opened(
                settings=settings,
                archive=archive,
                projector=projector,
                names=names,
                qrels=_renamed(archive, collection, names),
            )
        finally:
            projector.close()
            archive.close()


def address(corpus: Path, name: str) -> str:
    """Return the address under which ``ingest add`` keeps a record of an export."""
    from urllib.parse import quote, quote_from_bytes

    path = str(corpus.resolve())
    if not path.isprintable() or "%" in path:
        path = quote_from_bytes(os.fsencode(path), safe="/ ")
    return f"export:{path}#{quote(name, safe='')}"


def names_in(archive: Archive) -> frozenset[str]:
    """Return by what gold data may call the articles of an archive."""
    found: set[str] = set()
    offset = 0
    while page := archive.summaries(1000, offset):
        found.update(name for each in page for name in names_of(each.source))
        offset += len(page)
    return frozenset(found)


def _fill(corpus: Path, data_dir: Path, environ: Mapping[str, str]) -> None:
    """Add a corpus; one that did not change costs half a second. Shows its own progress bar."""
    command = [sys.executable, "-m", "ingest", "add", str(corpus), "--data-dir", str(data_dir)]
    done = subprocess.run(
        [*command, "--json"],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=None if sys.stderr.isatty() else subprocess.PIPE,
        text=True,
        env=dict(environ),
    )
    # 1: some lines failed, which is seen below. 4: vectors wait, which words do not need.
    fine = (0, 1, 4) if environ.get("TANYA_SEARCH") == "words" else (0, 1)
    if done.returncode not in fine:
        raise ArchiveError(
            f"The archive of {corpus} could not be made: {(done.stderr or '').strip()[-500:]}",
            remedy=f"Run “./tanya ingest add {corpus} --data-dir DIR” to see more.",
            item=str(corpus),
        )


def _names(
    archive: Archive, collection: Collection, others: Sequence[Collection]
) -> dict[str, str]:
    judged = {name for grades in collection.qrels.values() for name in grades}
    names: dict[str, str] = {}
    for each in (collection, *others):
        prefix = "" if each is collection else f"{each.name}:"
        first = sorted(each.ids, key=lambda name: name not in judged) if not prefix else each.ids
        for name in first:
            names.setdefault(_article(archive, each, name), prefix + name)
    stored = archive.statistics().articles
    if stored != len(names):
        raise UsageError(
            f"The archive in {archive.folder} holds {stored - len(names):,} articles that are not "
            f"of {collection.folder}: they would be found, and count as wrong.",
            remedy="Name another folder with --data-dir, or the other corpus with "
            "--with-distractors.",
            item=str(archive.folder),
        )
    return names


def _article(archive: Archive, collection: Collection, name: str) -> str:
    known = archive.known_source(address(collection.corpus, name))
    if known is None:
        raise UsageError(
            f"The archive in {archive.folder} lacks {name} of {collection.corpus}.",
            remedy=f"“./tanya ingest add {collection.corpus}” with the same --data-dir says why.",
            item=name,
        )
    return known.article_id


def _renamed(archive: Archive, collection: Collection, names: Mapping[str, str]) -> Qrels:
    """Return the judgements with the name that each article goes by."""
    qrels: Qrels = {}
    for query, grades in collection.qrels.items():
        kept = qrels.setdefault(query, {})
        for name, grade in grades.items():
            shown = names[_article(archive, collection, name)]
            kept[shown] = max(grade, kept.get(shown, 0))
    return qrels
