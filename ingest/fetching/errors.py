"""What can go wrong while fetching, as one error that says whether trying later may help."""

from __future__ import annotations

from rag.errors import DocumentError


class FetchError(DocumentError):
    """An address that could not be fetched.

    ``transient`` where trying again later may help. ``wait`` is how long the server asks to be
    left alone, in seconds, or None. ``gone`` where the server says that the page is no more.
    """

    def __init__(
        self,
        what: str,
        *,
        remedy: str,
        item: str = "",
        transient: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(what, remedy=remedy, item=item)
        self.transient = transient
        self.wait = wait


class AddressRefused(FetchError):
    """An address that must not be fetched: nothing was sent to it."""
