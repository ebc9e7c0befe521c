"""Whether another try can help, and how it must differ from the last one."""

from __future__ import annotations

import asyncio
import re
from enum import StrEnum

from rag.errors import ModelError, ModelRefused, TanyaError
from rag.ollama_client.reply import NotInForm, does_not_fit

_FORMAT_REFUSED = re.compile(r"\b(?:format|schema|grammar)\b", re.IGNORECASE)


class Cause(StrEnum):
    """Why a try failed. Each is answered at most once in a question."""

    FORM = "form"  # the other form may work
    WINDOW = "window"  # a shorter prompt fits
    HOST = "host"  # another machine may be well
    FINAL = "final"  # nothing helps


def cause_of(error: TanyaError, *, marker_form: bool) -> Cause:
    """Return what a failed try calls for.

    A server that refuses the schema (status 400 or 500, the text names format, schema or grammar)
    counts as one that ignores it.
    """
    if not isinstance(error, ModelError) or isinstance(error, ModelRefused):
        return Cause.FINAL
    if isinstance(error, NotInForm):
        return Cause.FORM
    if does_not_fit(error):
        return Cause.WINDOW
    refused = type(error) is ModelError and _FORMAT_REFUSED.search(error.what)
    return Cause.FORM if refused and not marker_form else Cause.HOST


class Patience:
    """The time that one question may take at the model, all tries together."""

    def __init__(self, seconds: float) -> None:
        """Begin now, on the running loop's clock."""
        self.seconds = seconds
        self._started = asyncio.get_running_loop().time()
        self._answered: set[Cause] = set()

    @property
    def deadline(self) -> float:
        """When the time is over, on the running loop's clock."""
        return self._started + self.seconds

    def allows(self, cause: Cause) -> bool:
        """Whether to try again for this cause; never twice for the same one.

        Another try takes about as long as all before it.
        """
        spent = asyncio.get_running_loop().time() - self._started
        if cause is Cause.FINAL or cause in self._answered or 2 * spent > self.seconds:
            return False
        self._answered.add(cause)
        return True
