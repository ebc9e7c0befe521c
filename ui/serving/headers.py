"""What every response tells the browser about what it may do with it."""

from __future__ import annotations

from ui.serving.doors import KEPT_FOR_GOOD, Door
from ui.serving.reach import Reach

Header = tuple[bytes, bytes]

_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": a form then sends `Origin: null`, which cannot be told from a stranger's.
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)

_ONLY_ENCRYPTED: Header = (b"strict-transport-security", b"max-age=2592000")
"""30 days. Sent only with our own certificate: the name of a proxy belongs to more than this
page, and whether all of it is encrypted is the proxy's to say."""


def content_policy(nonce: str) -> str:
    """Return the Content-Security-Policy of Gradio's page.

    Scripts run only from our own address or with this response's nonce, so markup that slipped
    through escaping still could not run anything. Gradio's HTML component compiles its template
    in the browser, hence ``unsafe-eval``; it sets styles inline, hence ``unsafe-inline`` there.
    Nothing loads from, or is sent to, any other host.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "frame-src 'none'",
            "form-action 'none'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        )
    )


PLAIN_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "frame-src 'none'",
        "worker-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The Content-Security-Policy of our own pages: script files of ours and nothing else that runs;
bars and charts may carry style attributes."""


def dressed(sent: list[Header], door: Door | None, reach: Reach, more: bytes) -> list[Header]:
    """Return a response's headers with ours.

    Args:
        sent: the headers of the program behind the guard.
        door: where the request went, None if nowhere.
        reach: how the page is reached.
        more: the request's query.
    """
    names = {name.lower(): value for name, value in sent}
    headers = [*sent, *_ALWAYS]
    if reach.encrypts:
        headers.append(_ONLY_ENCRYPTED)
    if door is not None and b"cache-control" not in names:
        versioned = more.startswith(b"v=") and door.keep != "no-store"
        headers.append((b"cache-control", (KEPT_FOR_GOOD if versioned else door.keep).encode()))
    if names.get(b"content-type", b"").startswith(b"text/event-stream"):
        # nginx then passes each piece on at once, also where its own setting was forgotten.
        headers.append((b"x-accel-buffering", b"no"))
    return headers
