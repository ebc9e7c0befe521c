"""What one answer is worth, by rules that need no model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from evals.cases import Case, Expected
from rag.records import Answer, Article, Check

Score = float | None
"""1 right, 0 wrong, None where the measure does not apply to the case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """The measures of one answer; see ``MEASURES`` for what each means."""

    evidence_exact: Score
    cited: Score
    article_found: Score
    passage_cited: Score
    answered: Score
    refused: Score
    nothing_forbidden: Score
    right: Score
    must_pass: Score


MEASURES: dict[str, str] = {
    "evidence_exact": "every evidence span slices back to exactly its text",
    "cited": "every claim shown rests on evidence of a source that is listed",
    "article_found": "a gold article is among the passages retrieved",
    "passage_cited": "an evidence sentence overlaps a gold passage",
    "answered": "an answerable question was answered, not refused",
    "refused": "an unanswerable question was refused",
    "nothing_forbidden": "no forbidden wording is shown",
    "right": "answerable: every vital nugget is shown and nothing forbidden; else refused",
    "must_pass": "right, of the questions marked must_pass",
}


def score(case: Case, answer: Answer, article: Callable[[str], Article | None]) -> Scores:
    """Score an answer.

    Args:
        case: the question and what is expected.
        answer: what was shown.
        article: looks an article up, for checking spans against the text itself.
    """
    must_refuse = case.expected is Expected.REFUSE
    forbidden = _shows_forbidden(case, answer)
    right = float(_right(case, answer, forbidden))
    return Scores(
        evidence_exact=None if answer.refused else float(_exact(answer, article)),
        cited=None if answer.refused else float(_all_cited(answer)),
        article_found=float(_article_found(case, answer)) if case.gold_articles else None,
        passage_cited=None
        if must_refuse or answer.refused or not case.gold_passages
        else float(_passage_cited(case, answer)),
        answered=None if must_refuse else float(not answer.refused),
        refused=float(answer.refused) if must_refuse else None,
        nothing_forbidden=float(not forbidden),
        right=right,
        must_pass=right if case.must_pass else None,
    )


def folded(text: str) -> str:
    """Return a text as nuggets are compared: NFKC, lower case, single spaces, plain quotes."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = plain.translate(str.maketrans("“”‘’–", "\"\"''-"))
    return " ".join(plain.split())


def contains(text: str, wording: str) -> bool:
    """Say whether a folded text holds a wording as whole words or whole numbers.

    The rule of ``evals/data/README.md``: a number must not touch another digit, nor a comma or
    point with a digit behind it; one of digits only must not touch ``/``, ``:`` or ``-`` either.
    """
    wanted = folded(wording)
    beside = "/:-" if wanted.isdigit() else ""
    left = rf"(?<![\d{beside}])(?<!\d[.,])" if wanted[0].isdigit() else r"(?<!\w)"
    right = rf"(?![\d{beside}])(?![.,]\d)" if wanted[-1].isdigit() else r"(?!\w)"
    return re.search(left + re.escape(wanted) + right, text) is not None


def _exact(answer: Answer, article: Callable[[str], Article | None]) -> bool:
    for claim in answer.claims:
        for item in claim.evidence:
            found = article(item.article)
            if found is None or found.text[item.start : item.end] != item.text:
                return False
        verbatim = claim.check in (Check.QUOTED, Check.REPAIRED)
        if verbatim and not any(claim.text == item.text for item in claim.evidence):
            return False
    return True


def _all_cited(answer: Answer) -> bool:
    listed = {source.article for source in answer.sources}
    return all(
        claim.evidence and all(item.article in listed for item in claim.evidence)
        for claim in answer.claims
    )


def file_name(source: str) -> str:
    """Return the file's name at the end of an article's source, by which gold data calls it."""
    return PurePosixPath(source.split(":", 1)[-1]).name


def _article_found(case: Case, answer: Answer) -> bool:
    found = {name for stored in answer.passages for name in _names(stored.article.source)}
    return any(name in found for name in case.gold_articles)


def _names(source: str) -> tuple[str, str]:
    """Return by what gold data may call an article: its file's name, or its whole source."""
    return file_name(source), source


def _passage_cited(case: Case, answer: Answer) -> bool:
    names = {stored.article.id: _names(stored.article.source) for stored in answer.passages}
    for claim in answer.claims:
        for item in claim.evidence:
            for gold in case.gold_passages:
                if gold.article not in names.get(item.article, ()):
                    continue
                shown, wanted = folded(item.text), folded(gold.quote)
                if shown in wanted or wanted in shown or _share(shown, wanted):
                    return True
    return False


def _share(shown: str, wanted: str, needed: float = 0.6) -> bool:
    """Whether the evidence holds 60% of the gold passage's words (the passage-hit rule)."""
    words = wanted.split()
    have = set(shown.split())
    return sum(word in have for word in words) >= needed * len(words)


def _shows_forbidden(case: Case, answer: Answer) -> bool:
    shown = folded(" ".join(claim.text for claim in answer.claims))
    return any(contains(shown, wording) for wording in case.forbidden)


def _right(case: Case, answer: Answer, forbidden: bool) -> bool:
    if case.expected is Expected.REFUSE:
        return answer.refused
    if case.expected is Expected.CORRECT_PREMISE and answer.refused:
        return True  # to refuse a false premise is safe; to name it is better
    if answer.refused or forbidden:
        return False
    shown = folded(" ".join([*(claim.text for claim in answer.claims), *_dated(answer)]))
    return all(
        any(contains(shown, wording) for wording in group)
        for nugget in case.nuggets
        if nugget.vital
        for group in nugget.all_of
    )


def _dated(answer: Answer) -> list[str]:
    """Evidence counts as shown: the page highlights it beside the claim."""
    return [item.text for claim in answer.claims for item in claim.evidence]
