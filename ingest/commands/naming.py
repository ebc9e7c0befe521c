"""How people call an article: by its id, its file, its address, or its place in the history."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote_from_bytes

from ingest import sources
from rag.archive import Archive
from rag.errors import UsageError

_KEY_DIGITS = 15  # a longer row of digits is an id, which has 16


def identity_of(archive: Archive, name: str) -> str:
    """Return the id that a person means: an id, an address, or the file of an article.

    A removed article is known by its file or address too.
    """
    addresses = addresses_of(name)
    if archive.article(addresses[0]) is not None:
        return name
    for address in addresses:
        known = archive.known_source(address)
        if known is not None:
            return known.article_id
    from ingest.articles import article_id

    former = [article_id(address) for address in addresses]
    return next((each for each in former if archive.history.versions(each)), addresses[0])


def addresses_of(name: str) -> list[str]:
    """Return the addresses in the archive that a name may stand for, the likeliest first."""
    own = sources.source_of(Path(name).expanduser().resolve())
    # A file's name may hold bytes that are no text; no address has those.
    addresses = [name if name.isprintable() else own, own]
    export, mark, record = name.removeprefix("export:").rpartition("#")
    if mark and export and record and "://" not in name:  # as “add” shows it: newsroom.csv#101
        file = sources.source_of(Path(export).expanduser().resolve())
        addresses.append(sources.record_source(file, record))
    return addresses


def version_key(name: str) -> int | None:
    """Return the number of a version, or None where the name is an article's."""
    plain = name.removeprefix("#")
    return int(plain) if plain.isdecimal() and len(plain) <= _KEY_DIGITS else None


def unknown(name: str) -> UsageError:
    """Return the error for an article that is not there."""
    return UsageError(
        f"The archive has no article {name}.",
        remedy="“ingest list” shows the ids; “ingest removed” shows what was removed.",
        item=name,
    )


def prefixes_of(name: str) -> list[str]:
    """Return how the addresses below a place begin: a folder, a web site, or a plain beginning.

    A folder has two where its name is not plain (``sources.source_of``): a file below it is
    escaped as a whole, its folders too.
    """
    path = Path(name).expanduser()
    if "://" in name or not (path.is_absolute() or path.exists()):
        return [name]
    return folder_prefixes(path.resolve()) if not path.is_file() else addresses_of(name)[1:]


def folder_prefixes(folder: Path) -> list[str]:
    """Return how the addresses of files below a folder begin."""
    import os

    below = str(folder).rstrip("/") + "/"
    escaped = quote_from_bytes(os.fsencode(below), safe="/ ")
    return list(dict.fromkeys([f"file:{below}", f"file:{escaped}"]))
