"""What has become of the articles that an answer cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.answer_log.stored import StoredAnswer
from rag.archive import Archive
from rag.archive.concerning import takes_back
from rag.records import ArticleKind, ArticleSummary


class SourceState(StrEnum):
    """What happened to a cited article after the answer was given, the gravest first."""

    REMOVED = "removed"  # it is no longer in the archive
    WITHDRAWN = "withdrawn"  # its newsroom took it back
    CORRECTED = "corrected"  # a correction or a right of reply has come in
    CHANGED = "changed"  # its text is another


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceChange:
    """One cited article that is not as it was. ``by`` is the correction or retraction, if any."""

    number: int
    article: str
    title: str
    state: SourceState
    by: ArticleSummary | None = None


def changes(stored: StoredAnswer, archive: Archive) -> tuple[SourceChange, ...]:
    """Return which of an answer's sources are not as they were, in order of their numbers."""
    sources = stored.answer.sources
    today = archive.answers.digests([source.article for source in sources])
    cited = {hit.stored.article.id: hit.stored.article for hit in stored.hits}
    concerning = archive.concerning([cited[each] for each in today if each in cited])
    found: list[SourceChange] = []
    for source in sources:
        known = stored.concerning.get(source.article, ())
        new = [each for each in concerning.get(source.article, ()) if each.id not in known]
        old = cited.get(source.article)
        back = _withdrawal(archive, source.article, old, new)
        state, by = None, None
        if source.article not in today:
            state = SourceState.REMOVED
        elif back is not None:
            state, by = SourceState.WITHDRAWN, next(iter(back), None)
        elif new:
            state, by = SourceState.CORRECTED, new[0]
        elif today[source.article] != stored.digests.get(source.article):
            state = SourceState.CHANGED
        if state is not None:
            found.append(
                SourceChange(
                    number=source.number,
                    article=source.article,
                    title=source.title,
                    state=state,
                    by=by,
                )
            )
    return tuple(found)


def _withdrawal(
    archive: Archive, identity: str, old: ArticleSummary | None, new: Sequence[ArticleSummary]
) -> list[ArticleSummary] | None:
    """Return what withdraws an article that stood when it was cited, None where nothing does.

    Empty where the article itself bears the mark.
    """
    if old is None or old.kind is ArticleKind.RETRACTED:
        return None
    back = [other for other in new if takes_back(other, old)]
    if back:
        return back
    article = archive.article(identity)
    return [] if article is not None and article.kind is ArticleKind.RETRACTED else None
