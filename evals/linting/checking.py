"""All checks of one dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.linting import behaviour, gold, leaks, schema, whole
from evals.linting.articles import Articles, read_articles
from evals.linting.facts import read_groups
from evals.linting.problems import Finding, Level
from evals.linting.rows import Row, read_rows

HERE = Path(__file__).resolve().parent.parent
DATASET = HERE / "data" / "sample_questions.jsonl"
FACTS = HERE / "data" / "sample_facts.yaml"
SAMPLE = HERE.parent / "ingest" / "sample"


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What is checked: a dataset with, where they are at hand, its articles and their stories.

    ``program`` is the folder whose code may hold no test question; None for not looking.
    """

    dataset: Path = DATASET
    articles: Path | None = None
    facts: Path | None = None
    program: Path | None = HERE.parent

    @property
    def built_in(self) -> bool:
        """Whether this is the dataset on the sample archive, which must reach certain sizes."""
        return self.dataset.resolve() == DATASET


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """The questions that could be read, and everything found."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; warnings and checks that were not made do not count."""
        return not any(finding.level is Level.PROBLEM for finding in self.findings)


def check(subject: Subject) -> Checked:
    """Check a dataset.

    Raises:
        UsageError: the dataset, the articles or the facts cannot be read at all.
    """
    rows, findings = read_rows(subject.dataset)
    articles = None if subject.articles is None else read_articles(subject.articles)
    for row in rows:
        wrong = list(schema.check(row))
        findings += [*wrong, *gold.check(row), *behaviour.check(row)]
        if articles is not None:
            findings += gold.check_articles(row, articles)
    findings += _whole(subject, rows, articles)
    findings.sort(key=lambda finding: (finding.line == 0, finding.line))
    return Checked(rows=tuple(rows), findings=tuple(findings))


def _whole(subject: Subject, rows: list[Row], articles: Articles | None) -> Iterator[Finding]:
    yield from whole.check(rows)
    if subject.built_in:
        yield from whole.check_sizes(rows)
    if subject.facts is not None:
        yield from whole.check_groups(rows, read_groups(subject.facts))
    else:
        yield _unchecked("split by story: only that no article is in both splits (no --facts)")
    if articles is None:
        yield _unchecked(
            "whether the gold articles exist, the quotes are verbatim and the canaries "
            "stand where they should (no --articles)"
        )
    elif articles.unread:
        many = len(articles.unread)
        yield _unchecked(f"quotes from {many} files that are no text, Markdown or HTML")
    if subject.built_in and articles is not None:
        yield from _known_statements(articles)
    if subject.program is not None:
        yield from leaks.check(rows, leaks.program_files(subject.program))


def _known_statements(articles: Articles) -> Iterator[Finding]:
    """Check what a judge is calibrated with: it rests on the same articles."""
    from evals.judging.known import lint_known, read_known

    for problem in lint_known(read_known(), articles.visible):
        yield Finding(rule="judge", text=f"known statements: {problem}")


def _unchecked(what: str) -> Finding:
    return Finding(rule="unchecked", text=f"{what}.", level=Level.UNCHECKED)
