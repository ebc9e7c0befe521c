"""The archive that a run asks: a fresh one of the sample, one of given articles, or somebody's."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from evals.archives import impersonal, names_in
from evals.cases import Dataset, read_dataset
from evals.context import Context, Watch
from rag.errors import ArchiveError, UsageError

SAMPLE = Path(__file__).parent / "data" / "sample_questions.jsonl"
_FINE = (0,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is to be asked of what.

    ``data_dir`` is an archive that exists, ``articles`` are files and folders of which a passing
    archive is made; with neither it is the sample's. ``environ`` is what the operator chose: where
    the model listens and which one it is.
    """

    dataset: Path = SAMPLE
    split: str = "all"
    limit: int | None = None
    articles: tuple[Path, ...] = ()
    data_dir: str | None = None
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def built_in(self) -> bool:
        """Whether these are the project's own questions about its own articles, all of them."""
        return self.own and self.split == "all" and self.limit is None

    @property
    def own(self) -> bool:
        """Whether these are the project's own questions about its own articles, or some of them."""
        return self.on_sample and self.dataset.resolve() == SAMPLE.resolve()

    @property
    def on_sample(self) -> bool:
        """Whether the sample archive is asked."""
        return self.data_dir is None and not self.articles


@contextmanager
def prepared(wanted: Wanted, watch: Watch) -> Iterator[Context]:
    """Give the questions with an archive that holds their articles.

    Raises:
        UsageError: the questions cannot be read, or there is no such archive.
        ArchiveError: the passing archive could not be made.
    """
    dataset = read_dataset(wanted.dataset)
    with asking(wanted, dataset, watch) as context:
        yield context


@contextmanager
def asking(wanted: Wanted, dataset: Dataset, watch: Watch) -> Iterator[Context]:
    """Give the same for questions that have been read already."""
    cases = tuple(each for each in dataset.cases if wanted.split in ("all", each.split))
    if not cases:
        raise UsageError(
            f"No question of {wanted.dataset} is in the split {wanted.split}.",
            remedy="Name another with --split.",
            item=str(wanted.dataset),
        )
    with tempfile.TemporaryDirectory(prefix="tanya-evals-") as passing:
        data_dir = Path(wanted.data_dir or Path(passing) / "archive")
        environ = dict(os.environ) if wanted.data_dir is not None else impersonal()
        environ.update(wanted.environ)
        if wanted.data_dir is None:
            _fill(data_dir, wanted.articles, environ)
        context = Context(
            dataset=dataset,
            cases=cases[: wanted.limit],
            data_dir=data_dir,
            sample=wanted.on_sample,
            environ=environ,
            work=Path(passing),
            watch=watch,
        )
        _require(context)
        _refuse_strangers(context)
        yield context


def _require(context: Context) -> None:
    from rag.settings import require_archive

    require_archive(context.settings())


def _refuse_strangers(context: Context) -> None:
    """Refuse an archive with none of the articles asked about: each answer would count as wrong."""
    from rag.settings import open_archive

    asked = {name for case in context.cases for name in case.gold_articles}
    archive = open_archive(context.settings())
    try:
        if not asked or asked & names_in(archive):
            return
    finally:
        archive.close()
    raise UsageError(
        f"The archive holds none of the {len(asked)} articles that the questions are about, "
        f"such as {min(asked)}.",
        remedy="Name the articles with --articles, or their archive with --data-dir.",
        item=min(asked),
    )


def _fill(data_dir: Path, articles: Sequence[Path], environ: Mapping[str, str]) -> None:
    """Make an archive with the program that makes the office's one."""
    what = ["add", *map(str, articles)] if articles else ["sample"]
    command = [sys.executable, "-m", "ingest", *what, "--data-dir", str(data_dir)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=dict(environ))
    if done.returncode not in _FINE:
        raise ArchiveError(
            "The archive of the articles could not be made: "
            f"{(done.stderr.strip() or done.stdout.strip())[-800:]}",
            remedy=f"Run “./tanya ingest {' '.join(what)} --data-dir DIR” to see more.",
        )
