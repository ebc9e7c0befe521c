"""One reader for a reply in either form, whichever was asked for."""

from __future__ import annotations

from rag.ollama_client.reply import NotInForm
from rag.replies.json_form import JsonReply
from rag.replies.marker_form import MarkerReply
from rag.replies.raw import RawClaim, ReplyReader

_MAX_PROSE = 8_000  # characters that are kept, should prose turn out to hold labels
_PEEK = 12  # characters: enough for "```json\n{"


class FormReader:
    """Reads the form that was asked for, and the other one where the model chose it.

    Asked for JSON, a model may write prose with labels in brackets: it is read as lines once the
    stream has ended without any object. Asked for lines, it may begin with an object.
    """

    def __init__(self, *, marker_form: bool) -> None:
        """Begin before the first character."""
        self._asked_for_lines = marker_form
        self._reader: ReplyReader | None = None if marker_form else JsonReply()
        self._text = ""

    @property
    def answerable(self) -> bool | None:
        """What the model said of answering, None while it has not."""
        return self._reader.answerable if self._reader else None

    @property
    def lines(self) -> bool:
        """Whether lines with markers are what is read."""
        return isinstance(self._reader, MarkerReply)

    @property
    def finished(self) -> bool:
        """Whether nothing more of the reply will be read."""
        return self._reader.finished if self._reader else False

    @property
    def malformed(self) -> int:
        """How many claims had no usable shape."""
        return self._reader.malformed if self._reader else 0

    def feed(self, piece: str) -> list[RawClaim]:
        """Take the next piece of the reply and return the claims it completes.

        Raises:
            NotInForm: the reply is in neither form, or has no end.
        """
        if self._reader is None:
            self._text += piece
            if len(self._text.lstrip()) < _PEEK and "\n" not in self._text.strip():
                return []
            self._choose()
            piece, self._text = self._text, ""
        elif len(self._text) < _MAX_PROSE:
            self._text += piece
        assert self._reader is not None  # chosen above
        return self._reader.feed(piece)

    def close(self) -> list[RawClaim]:
        """Return what is left at the end of the stream.

        Raises:
            NotInForm: the reply is in neither form, or was cut.
        """
        if self._reader is None:
            self._choose()
            return [*self._opened().feed(self._text), *self._opened().close()]
        reader = self._reader
        if isinstance(reader, JsonReply) and not reader.started and not self._asked_for_lines:
            return self._salvaged(reader)
        return reader.close()

    def _salvaged(self, reader: JsonReply) -> list[RawClaim]:
        """Return the claims of prose that holds labels; else fail as the JSON form does."""
        lines = MarkerReply()
        try:
            claims = [*lines.feed(self._text), *lines.close()]
        except NotInForm:
            claims = []
        if not claims and lines.answerable is None:
            return reader.close()
        self._reader = lines
        return claims

    def _opened(self) -> ReplyReader:
        assert self._reader is not None  # called after _choose()
        return self._reader

    def _choose(self) -> None:
        begin = self._text.lstrip().removeprefix("```json").removeprefix("```").lstrip()
        self._reader = JsonReply() if begin.startswith(("{", "[{")) else MarkerReply()
