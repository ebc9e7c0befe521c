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
from evals.cases import Case, Dataset, read_dataset
from evals.context import Context, Watch
from rag.errors import ArchiveError, UsageError

SAMPLE = Path(__file__).parent / "data" / "sample_questions.jsonl"
_FINE = (0,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is to be asked of what.

    ``data_dir`` is an archive that exists, ``articles`` are files and folders of which a passing
    archive is made; with neither it is the sample's. ``environ`` is what the operator chose: where
    the model listens and which one it is. ``limit`` asks so many questions, chosen by
    :func:`taken`.
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
            cases=taken(cases, wanted.limit),
            data_dir=data_dir,
            sample=wanted.on_sample,
            environ=environ,
            work=Path(passing),
            watch=watch,
        )
        _require(context)
        _refuse_strangers(context)
        yield context


def taken(cases: Sequence[Case], limit: int | None) -> tuple[Case, ...]:
    """Return ``limit`` of the cases (all without one), evenly of all kinds, in their own order.

    A kind is a category with an expected behaviour. First every behaviour gets one place, then
    every category, then every kind; each further place goes to the kind with the most questions
    for each place that it has (Adams' method of apportionment; Balinski and Young, Fair
    Representation, 2001), so that rates of the part stay near those of the whole. Within a kind
    questions are taken from all over the file. A greater limit takes the same ones and others
    besides: what was recorded or kept for a smaller one is not asked again.
    """
    if limit is None or limit >= len(cases):
        return tuple(cases)
    kinds: dict[tuple[str, str], list[int]] = {}
    for place, case in enumerate(cases):
        kinds.setdefault((case.expected.value, case.category), []).append(place)
    given = dict.fromkeys(kinds, 0)
    for _ in range(limit):
        given[max(kinds, key=lambda kind: _claim(kind, len(kinds[kind]), given))] += 1
    places = [
        held[index] for kind, held in kinds.items() for index in _spread(len(held))[: given[kind]]
    ]
    return tuple(cases[place] for place in sorted(places))


def _claim(
    kind: tuple[str, str], size: int, given: Mapping[tuple[str, str], int]
) -> tuple[bool, bool, bool, float]:
    """Return how strong the claim of a kind on the next place is; of equal ones the first wins."""
    behaviours = {behaviour for (behaviour, _), count in given.items() if count}
    categories = {category for (_, category), count in given.items() if count}
    count = given[kind]
    if count == size:
        return (False, False, False, 0.0)
    behaviour, category = kind
    new = (behaviour not in behaviours, category not in categories, not count)
    return (*new, size / count if count else float(size))


def _spread(size: int) -> list[int]:
    """Return the numbers below ``size`` so that any first few of them lie far apart.

    Their binary digits are read backwards (van der Corput 1935).
    """
    digits = size.bit_length()
    return sorted(range(size), key=lambda number: f"{number:0{digits}b}"[::-1])


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
