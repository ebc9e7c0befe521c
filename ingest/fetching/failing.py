"""What went wrong on the way to a server, in plain words."""

from __future__ import annotations

import ssl

from ingest.fetching.errors import FetchError
from ingest.fetching.pacing import retry_after
from ingest.fetching.urls import Address

_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))
_LATER = "Try again later; ingest retry does that for everything that failed so."
_SAVE = "Open the page in a browser, save it and add the file."


def broken(address: Address, error: Exception, *, over: bool) -> FetchError:
    """Return the error for a connection that failed; ``over`` when the time was used up."""
    import httpcore

    url, host = address.url, address.host
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchError(
            f"{host} could not prove that it is {host} ({cause.verify_message}).",
            remedy="Look at the address again. Where the certificate is your own office's, make "
            "this machine trust the one that signed it.",
            item=url,
        )
    if isinstance(cause, ssl.SSLError):
        return _later(url, f"No safe connection to {host} could be made.")
    if over or isinstance(error, httpcore.TimeoutException):
        return _later(url, f"{host} took too long to answer.")
    if isinstance(error, httpcore.ConnectError):
        return _later(url, f"{host} cannot be reached.")
    if isinstance(error, httpcore.ProxyError):
        return _later(url, f"The proxy did not let {host} through.")
    return _later(url, f"The connection to {host} broke off.")


def may_retry(error: FetchError) -> bool:
    """Tell whether the same request may be sent again at once: no connection, or a busy server."""
    import httpcore

    return error.wait is not None or isinstance(
        error.__cause__, httpcore.ConnectError | httpcore.ConnectTimeout
    )


def refused(address: Address, status: int, header: str) -> FetchError:
    """Return the error for an answer that is no page; ``header`` is its Retry-After."""
    url = address.url
    if status in _BUSY or status >= 500:
        error = _later(url, f"The server of {url} is busy or out of order (status {status}).")
        error.wait = retry_after(header) or 0.0
        return error
    if status in (404, 410):
        return FetchError(
            f"There is no page at {url} (status {status}).",
            remedy="Check the address; the article may have moved or been taken down.",
            item=url,
        )
    if status in (401, 402, 403, 407, 451):
        return FetchError(
            f"The server does not give {url} to programs, or only to subscribers "
            f"(status {status}).",
            remedy=_SAVE,
            item=url,
        )
    return FetchError(
        f"The server answered {url} with status {status} instead of a page.",
        remedy=_SAVE,
        item=url,
    )


def robots_forbid(address: Address) -> FetchError:
    """Return the error for a page that its site keeps programs from."""
    return FetchError(
        f"The site's robots.txt asks programs to leave {address.url} alone.",
        remedy=_SAVE,
        item=address.url,
    )


def robots_away(address: Address, error: FetchError) -> FetchError:
    """Return the error for a site whose robots.txt could not be had."""
    if error.wait is None:  # it is not there at all, or not to be trusted
        return FetchError(
            error.what, remedy=error.remedy, item=address.url, transient=error.transient
        )
    return _later(address.url, f"{address.host} did not say what may be fetched (robots.txt).")


def no_target(address: Address) -> FetchError:
    """Return the error for a redirect that leads nowhere."""
    return FetchError(
        f"{address.url} says that it has moved, and not where.",
        remedy="Look for the article in a browser and give its new address.",
        item=address.url,
    )


def downgraded(address: Address, target: Address) -> FetchError:
    """Return the error for a redirect from https to http."""
    return FetchError(
        f"{address.url} leads on to an address without encryption ({target.url[:200]}).",
        remedy="If you trust it, give that address itself.",
        item=address.url,
    )


def too_many_redirects(address: Address) -> FetchError:
    """Return the error for a page that is always elsewhere."""
    return FetchError(
        f"{address.url} leads on and on and never to a page.",
        remedy="Open it in a browser (it may want cookies), save the page and add the file.",
        item=address.url,
    )


def _later(url: str, what: str) -> FetchError:
    return FetchError(what, remedy=_LATER, item=url, transient=True)
