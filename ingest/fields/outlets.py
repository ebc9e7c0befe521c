"""The outlet that an address lets infer: its host, for nothing else is certain of it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:www\d?|m|mobile|amp)\.", re.I)
_NAME = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}", re.I)


def outlet_of_address(address: str) -> str:
    """Return the host of a web address without "www.", "" for anything else.

    "https://www.okezone.com/read/1" is "okezone.com"; a number (``192.0.2.1``) names no outlet.
    """
    if not address.startswith(("http://", "https://")):
        return ""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    host = _HOST.sub("", host, count=1) if _HOST.match(host) else host
    return host if _NAME.fullmatch(host) else ""
