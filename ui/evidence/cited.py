"""The version of an article that was cited, where the archive has another by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rag.archive import Archive, Version
from rag.records import Article
from ui.evidence.links import proof
from ui.evidence.reading import Wanted

_MOST = 20
"""Versions looked through, the newest first; an article that changed more often is rare."""
_DIGITS = 12  # of a moment or a key in an address


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """An article as it was cited, and the version of the archive that holds it."""

    article: Article
    version: Version


def cited(
    archive: Archive, article: Article, marks: Sequence[Wanted], asked: datetime | None = None
) -> Cited | None:
    """Return the version of an article that an answer rests on; None where today's is meant.

    It is the one that stood when the question was ``asked``, or else the newest one, in which
    every mark stands on the words that were cited: nothing is taken for the cited version without
    that proof. Marks without a proof of their own prove nothing.

    Raises:
        ArchiveError: the archive cannot be read.
    """
    proven = [each for each in marks if each.proof]
    if not proven or (asked is None and _stand(proven, article.text)):
        return None
    versions = archive.history.versions(article.id)[-_MOST:]
    then = [each for each in versions if asked is not None and each.replaced_at > asked][:1]
    if not then and _stand(proven, article.text):
        return None  # it has not changed since
    for version in dict.fromkeys((*then, *reversed(versions))):
        if version.digest == article.digest:
            continue
        old = archive.history.version(version.key)
        if old is not None and _stand(proven, old.text):
            return Cited(article=old, version=version)
    return None


def moment(text: str) -> datetime | None:
    """Return the moment of an address, in seconds of Unix time; None where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _stand(marks: Sequence[Wanted], text: str) -> bool:
    return all(
        each.end <= len(text) and proof(text[each.start : each.end]) == each.proof for each in marks
    )
