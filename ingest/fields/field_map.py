"""Which name of a column or key holds which field, and how an operator says so.

Names are compared without capitals, with spaces and hyphens as underscores: "Tanggal Terbit" is
``tanggal_terbit``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.documents import normal_line
from rag.errors import UsageError

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("_id", "id", "guid", "article_id", "news_id", "id_berita"),
    "file": ("file", "berkas", "filename", "nama_berkas"),
    "text": ("text", "teks", "isi", "isi_berita", "content", "konten", "body", "artikel",
             "isi_artikel", "teks_berita", "naskah"),
    "title": ("title", "judul", "headline", "judul_berita", "judul_artikel"),
    "outlet": ("outlet", "media", "source", "sumber", "penerbit", "publisher", "nama_media"),
    "author": ("author", "penulis", "byline", "wartawan", "reporter", "nama_penulis",
               "nama_wartawan"),
    "published": (
        "date", "published", "published_at", "tanggal", "tanggal_terbit", "tgl_terbit", "tgl",
        "tanggal_publikasi", "tanggal_muat", "publish_date", "publication_date",
        "date_published", "datepublished", "pubdate",
    ),
    "url": ("url", "link", "permalink", "tautan", "alamat"),
    "language": ("language", "lang", "bahasa"),
    "section": ("section", "category", "rubrik", "kategori", "kanal"),
    "tags": ("tags", "tag", "keywords", "label", "kata_kunci"),
    "kind": ("kind", "jenis"),
    "concerns": ("concerns", "tentang_berita"),
}  # fmt: skip
"""The fields of an article, and the names that a column or key for each may have, first wins."""

_MAX_MAPPING = 100_000  # bytes of a mapping file: a dozen lines are usual


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldMap:
    """Which column or key holds a field, where its name is none of ``NAMES``.

    ``pairs`` are (field, column) with the column as it is written; a dot leads into a nested
    object (``meta.date``).
    """

    pairs: tuple[tuple[str, str], ...] = ()

    def digest(self) -> str:
        """Return a digest of the mapping, "" for an empty one: part of fingerprints."""
        if not self.pairs:
            return ""
        return sha256(repr(sorted(self.pairs)).encode()).hexdigest()[:12]

    def column(self, field: str) -> str:
        """Return the column that was named for a field, or ""."""
        return dict(self.pairs).get(field, "")


def mapping(items: Iterable[str]) -> FieldMap:
    """Read ``--map`` options: ``published=tgl_terbit``.

    Raises:
        UsageError: one is no pair, names an unknown field, or a field twice.
    """
    pairs: dict[str, str] = {}
    for item in items:
        field, equals, column = (part.strip() for part in item.partition("="))
        if not equals or not column or field in pairs:
            raise UsageError(
                f"The mapping {item!r} is none.",
                remedy="Write FIELD=COLUMN, each field once: --map published=tgl_terbit",
                item=item,
            )
        pairs[_known_field(field)] = column
    return FieldMap(pairs=tuple(pairs.items()))


def load_mapping(path: Path) -> FieldMap:
    """Read a mapping file: YAML with one line ``field: column`` for each field.

    Raises:
        UsageError: it is no such file, or names an unknown field.
    """
    try:
        if path.stat().st_size > _MAX_MAPPING:
            raise ValueError("it is too large")
        fields = safe_yaml(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The mapping {path.name} cannot be read: {error}.",
            remedy="Write one line for each field, such as “published: tgl_terbit”.",
            item=str(path),
        ) from error
    if not isinstance(fields, dict):
        fields = {"": fields}
    return mapping(
        f"{field}={'' if column is None else column}" for field, column in fields.items()
    )


def find_column(columns: Sequence[str], field: str, named: FieldMap) -> str:
    """Return which of these columns holds a field, or ""."""
    wanted = named.column(field)
    if wanted:
        return next((c for c in columns if plain_name(c) == plain_name(wanted)), "")
    known = {plain_name(column): column for column in reversed(columns)}
    return next((known[name] for name in NAMES[field] if name in known), "")


def renamed(fields: Mapping[str, object], named: FieldMap) -> dict[str, Any]:
    """Return fields under the usual names, as a mapping says; what it leaves out stays."""
    if not named.pairs:
        return dict(fields)
    taken = {name for field, _ in named.pairs for name in NAMES[field]}
    found = _without(fields, taken)
    below = found.get("metadata")
    if isinstance(below, Mapping):
        found["metadata"] = _without(below, taken)
    for field, path in named.pairs:
        value = _at(fields, path)
        if not is_empty(value):
            found[NAMES[field][0]] = value
    return found


def is_empty(value: object) -> bool:
    """Tell whether a field has no value."""
    return value is None or (isinstance(value, str | list) and not value)


def _without(fields: Mapping[str, object], taken: set[str]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if plain_name(key) not in taken}


def _at(fields: Mapping[str, object], path: str) -> object:
    """Return the value that a column or a path ("meta.date") leads to, None for none."""
    direct = {plain_name(key): value for key, value in fields.items()}
    if plain_name(path) in direct:
        return direct[plain_name(path)]
    head, dot, rest = path.partition(".")
    below = direct.get(plain_name(head))
    return _at(below, rest) if dot and isinstance(below, Mapping) else None


def find_mapping(export: Path) -> FieldMap:
    """Return the mapping that lies beside an export, an empty one where there is none.

    ``berita.mapping.yaml`` belongs to ``berita.csv``, ``mapping.yaml`` to all its folder's exports.

    Raises:
        UsageError: it cannot be read.
    """
    stem = re.sub(r"\.(?:csv|jsonl)(?:\.gz)?$", "", export.name, flags=re.I)
    for name in (f"{stem}.mapping.yaml", "mapping.yaml"):
        path = export.with_name(name)
        if path.is_file():
            return load_mapping(path)
    return FieldMap()


def safe_yaml(source: str, *, first_line: int = 1) -> object:
    """Read YAML without references, which can grow without bound.

    ``first_line`` is the number of its first line in the file, for messages.

    Raises:
        ValueError: it cannot be read; the message says where in plain words.
    """
    import yaml

    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(source)):
            raise ValueError("it uses references (*), which can grow without bound")
        return yaml.safe_load(source)
    except (yaml.YAMLError, RecursionError) as error:  # a date that is none is a ValueError
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + first_line}" if mark else "it is no valid YAML"
        raise ValueError(where) from error


def plain_name(name: object) -> str:
    """Return a column's or key's name as names are compared."""
    return re.sub(r"[\s\-]+", "_", normal_line(str(name)).casefold())


def _known_field(field: str) -> str:
    name = plain_name(field)
    for known, names in NAMES.items():
        if name == known or name in names:
            return known
    raise UsageError(
        f"There is no field {field!r}.",
        remedy=f"These can be mapped: {', '.join(NAMES)}.",
        item=field,
    )
