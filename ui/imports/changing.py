"""Taking articles out and putting them back, as ``ingest remove`` and ``ingest restore`` do it.

Both are one transaction of the archive and are seen by every question at once; the vectors follow
the change log when they are next used. So no process is started, and nobody waits for a running
import.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

from rag.archive import Archive, Restored, Version
from rag.importing import PUT_BACK
from rag.records import Article


def remove(archive: Archive, article_id: str) -> Article | None:
    """Remove an article; return what it was, None if there is none.

    Raises:
        DiskFull, ArchiveError: the archive cannot be written; nothing changed.
    """
    article = archive.article(article_id)
    if article is None or not archive.remove(article_id):
        return None
    if archive.setting(PUT_BACK + article.source):
        archive.put_setting(PUT_BACK + article.source, "")
    return article


def removed_version(archive: Archive, article_id: str) -> Version | None:
    """Return the version by which a removed article is put back, None if it is not removed."""
    versions = archive.history.versions(article_id)
    if not versions or versions[-1].reason != "removed" or archive.article(article_id) is not None:
        return None
    return versions[-1]


def restore(archive: Archive, key: int) -> tuple[Restored, Article | None]:
    """Put a version back; return what came of it, and the article that has the text now.

    Raises:
        DiskFull, ArchiveError: the archive cannot be written; nothing changed.
    """
    result = archive.history.restore(key)
    article = archive.article(result.other or result.article_id)
    done = result.outcome in (Restored.RESTORED, Restored.ALREADY)
    if done and article is not None and _is_gone(article.source):
        archive.put_setting(PUT_BACK + article.source, "yes")  # a sync leaves it
    return result.outcome, article


def _is_gone(source: str) -> bool:
    """Tell whether an address is that of a file that the system says is not there."""
    if source.startswith("export:"):  # an article of an export: export:PATH#RECORD
        source = "file:" + source.removeprefix("export:").rpartition("#")[0]
    if not source.startswith("file:"):
        return False
    name = source.removeprefix("file:")
    path = Path(os.fsdecode(unquote_to_bytes(name)) if "%" in name else name)
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):  # no permission, a share that does not answer: nobody knows
        return False
    return False
