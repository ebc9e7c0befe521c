"""Streams that a page asks for after the server has forgotten it: no fault, and no traceback."""

from __future__ import annotations

import logging
from types import TracebackType

_log = logging.getLogger("ui")

_STREAM = ("gradio.routes", "sse_stream")
"""Module and function in which Gradio ends such a stream with a 404."""
_NOT_FOUND = 404


class EndedStreams(logging.Filter):
    """Keeps one error of the server out of the operator's terminal.

    A browser that left in mid-stream, slept or lost its connection asks for its stream again. By
    then Gradio has forgotten the session, tells the page so inside the reply, and raises a 404
    although the reply has begun: uvicorn prints 130 lines (Gradio 6.31, once per page). Everything
    else passes.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is to be printed; of an ended stream one debug line is left."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if not _ended(error):
            return True
        _log.debug("A page asked for a stream that had ended; the page was told.")
        return False


def hush_ended_streams() -> None:
    """Apply the filter to the server's log, once, after uvicorn has set it up."""
    log = logging.getLogger("uvicorn.error")
    if not any(isinstance(each, EndedStreams) for each in log.filters):
        log.addFilter(EndedStreams())


def _ended(error: BaseException | None) -> bool:
    cause = error.__cause__ if isinstance(error, RuntimeError) else error
    if cause is None or getattr(cause, "status_code", 0) != _NOT_FOUND:
        return False
    return _raised_in(cause.__traceback__) == _STREAM


def _raised_in(trace: TracebackType | None) -> tuple[str, str]:
    """Return module and function of the innermost frame."""
    found = ("", "")
    while trace is not None:
        found = (str(trace.tb_frame.f_globals.get("__name__")), trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    return found
