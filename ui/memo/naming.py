"""Names of downloaded files, and the header that carries them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from urllib.parse import quote

_WORDS, _LETTERS = 6, 60


def file_name(title: str, made: date, form: str) -> str:
    """Return a name such as "tanya-serikat-2026-11-21-berapa-ump-2026.docx".

    Only small letters of the English alphabet, digits and hyphens: it can be saved and sent
    anywhere, and holds nothing that a file system or a shell could take for something else.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", plain)[:_WORDS]
    told = "-".join(words)[:_LETTERS].strip("-")
    return "-".join(filter(None, ("tanya-serikat", made.isoformat(), told))) + f".{form}"


def disposition(name: str) -> str:
    """Return the value of Content-Disposition for a download (RFC 6266, RFC 5987)."""
    return f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name, safe='')}"
