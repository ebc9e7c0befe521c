"""Where a visitor may be sent after signing in: only to a page of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

LONGEST = 2000
# One slash, then printable ASCII without a backslash, which browsers take for a slash; what is
# not ASCII comes percent-encoded. Tabs and line ends, which browsers drop, are not printable.
_OURS = re.compile(r"/(?!/)[!-\[\]-~]*")
_NO_PAGES = re.compile(r"/(?:sign-in|sign-out|gradio_api|config|queue)(?:[/?#]|\Z)")


def local_path(scope: Mapping[str, Any]) -> str:
    """Return a request's path without the prefix of a proxy."""
    path, root = str(scope["path"]), str(scope.get("root_path", "")).rstrip("/")
    if root and (path == root or path.startswith(root + "/")):
        path = path[len(root) :]
    return path or "/"


def safe_next(wished: str) -> str:
    """Return a path on this page: ``wished`` if it surely is one, else "/".

    It knows nothing of a proxy's prefix, which is put before it.
    """
    if len(wished) > LONGEST or not _OURS.fullmatch(wished):
        return "/"
    if "//" in re.split(r"[?#]", wished, maxsplit=1)[0] or _NO_PAGES.match(wished):
        return "/"
    return wished


def sign_in_address(scope: Mapping[str, Any]) -> str:
    """Return the address of the sign-in page, from which one comes back to this request's."""
    root = str(scope.get("root_path", "")).rstrip("/")
    query = scope.get("query_string", b"").decode("latin-1")
    wished = quote(local_path(scope), safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
    back = safe_next(wished)
    return root + "/sign-in" + (f"?next={quote(back, safe='')}" if back != "/" else "")
