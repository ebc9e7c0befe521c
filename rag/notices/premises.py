"""What a question takes for granted and the archive's reports say otherwise: figures, people.

Silence is the rule: a notice needs a report that speaks of what the question speaks of, and no
passage found that has what the question says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.checks import is_order
from rag.checks.reading import Token, read
from rag.conflicts import versions_among
from rag.context import Context
from rag.language import question_words
from rag.notices.claimed_figures import another_figure, values
from rag.notices.claimed_holders import another_holder, names_holder
from rag.records import (
    ArticleKind,
    ArticleSummary,
    Claim,
    Conflict,
    Hit,
    Notice,
    SentenceKind,
    Standing,
    StoredPassage,
    Version,
)
from rag.wording import day, say

_LONGEST = 400  # characters of a sentence that a notice quotes
_COVERED = 0.75  # of a question's content words that a conflict has
_WITHDRAWN = 0.6  # of a question's content words that a withdrawn report has
_LEAST = 2


def granted(context: Context, claims: Sequence[Claim] = ()) -> list[Notice]:
    """Return at most one notice of what a question says and the archive says otherwise.

    A report that was withdrawn, a value that a later report replaced, another figure or another
    holder of an office; ``claims`` are those of the answer, none on a refusal.
    """
    conflicts = (
        versions_among([hit.stored for hit in context.standing]) if values(context.question) else []
    )
    return (
        _withdrawn(context, claims)
        or _replaced(context, conflicts)
        or _otherwise(context, claims, conflicts)
    )[:1]


def _replaced(context: Context, conflicts: Sequence[Conflict]) -> list[Notice]:
    """Say that the question states a figure or day that a later report replaced."""
    asked = values(context.question)
    words = set(question_words(context.understood.text))
    for conflict in conflicts:
        current = [v for v in conflict.versions if v.standing is Standing.CURRENT]
        gone = [v for v in conflict.versions if v.standing is Standing.SUPERSEDED]
        named = [v for v in gone if values(v.value) and values(v.value) <= asked]
        if not current or not named or values(current[0].value) & asked:
            continue
        said = {t.stem for v in (current[0], named[0]) for t in _around(context, v)}
        article = _article(context, current[0].evidence.article)
        if article is not None and len(words & said) >= max(_LEAST, _COVERED * len(words)):
            return [_notice(context, article, current[0].evidence.text, named[0].value)]
    return []


def _around(context: Context, version: Version) -> tuple[Token, ...]:
    article = _article(context, version.evidence.article)
    return read(f"{article.title if article else ''}\n{version.evidence.text}")


def _withdrawn(context: Context, claims: Sequence[Claim]) -> list[Notice]:
    """Quote the withdrawal of the report that a question rests on.

    Only where the withdrawn report has more of the question's words than any that stands.
    """
    asked = set(question_words(context.understood.text))
    if len(asked) < _LEAST:
        return []
    cited = {item.article for claim in claims for item in claim.evidence}
    gone = [hit for hit in context.hits if context.withdrawn(hit.stored.article)]
    if not gone:
        return []
    standing = [
        _part(asked, hit.stored)
        for hit in context.standing
        if hit.stored.article.kind is not ArticleKind.RETRACTION
    ]
    for hit in gone:
        part = _part(asked, hit.stored)
        if part < _WITHDRAWN or part <= max(standing, default=0.0):
            continue
        for other in context.concerning.get(hit.stored.article.id, ()):
            if other.kind is ArticleKind.RETRACTION and other.id not in cited:
                return [_notice(context, other, other.title, "")]  # it says what is taken back
    return []


def _otherwise(
    context: Context, claims: Sequence[Claim], conflicts: Sequence[Conflict]
) -> list[Notice]:
    """Quote a sentence that gives another figure, or another holder of an office, than asked.

    ``claims`` are looked at first. None where any passage found has the question's own figure or
    name in that place.
    """
    if not values(context.question) and not names_holder(context.question):
        return []
    gone = {
        version.evidence.text
        for conflict in conflicts
        for version in conflict.versions
        if version.standing is Standing.SUPERSEDED
    }
    lines = [(stored, text) for stored, text in _lines(context, claims) if text not in gone]
    found = another_holder(context.question, lines) or another_figure(context.question, lines)
    if found is None:
        return []
    stored, text, asked = found
    return [_notice(context, stored.article, text, asked)]


def _lines(context: Context, claims: Sequence[Claim]) -> Iterator[tuple[StoredPassage, str]]:
    """Yield sentences with their passages: those that claims cite, then all that stand."""
    stored = context.stored
    for claim in claims:
        for item in claim.evidence:
            if item.passage in stored:
                yield stored[item.passage], item.text
    for hit in context.standing:
        yield from _told(hit)


def _told(hit: Hit) -> Iterator[tuple[StoredPassage, str]]:
    for sentence in hit.stored.passage.sentences:
        text = hit.stored.sentence_text(sentence)
        if sentence.kind is not SentenceKind.ROW and not is_order(text):
            yield hit.stored, text


def _part(asked: set[str], stored: StoredPassage) -> float:
    stems = {token.stem for token in read(f"{stored.article.title}\n{stored.text}")}
    return len(asked & stems) / len(asked)


def _article(context: Context, identity: str) -> ArticleSummary | None:
    return next((h.stored.article for h in context.hits if h.stored.article.id == identity), None)


def _notice(context: Context, article: ArticleSummary, text: str, asked: str) -> Notice:
    """Return the notice that quotes ``text``; ``asked`` is what the question says instead."""
    language = context.language
    flat = " ".join(text.split())
    return Notice(
        code="premise",
        text=say(
            "premise_value" if asked else "premise",
            language,
            asked=asked,
            text=flat if len(flat) <= _LONGEST else flat[:_LONGEST].rsplit(" ", 1)[0] + " …",
            outlet=article.outlet or say("no_outlet", language),
            date=day(article.published, language),
        ).strip(),
    )
