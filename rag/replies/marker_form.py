"""The marker form of a reply: one claim a line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.prompts import NO_ANSWER
from rag.replies.cleaning import MARKER
from rag.replies.raw import RawClaim, broken

_MAX_LINE = 2_000  # characters of one line
_NO_ANSWERS = {NO_ANSWER, "NO ANSWER", "TIDAK TERJAWAB", "NOT ANSWERED"}
# Small models end a line with round brackets, too. In the middle "(S1)" is a university degree.
_LAST_MARKER = re.compile(r"\(\s*S\s?\d{1,6}(?:\s*[,;]\s*S\s?\d{1,6})*\s*\)(?=[\s.]*$)")


class MarkerReply:
    """Reads one claim a line, its labels in square brackets on the same line.

    Lines of JSON and of code fences are no claims.
    """

    def __init__(self) -> None:
        """Begin before the first character."""
        self.answerable: bool | None = None
        self.finished = False
        self.malformed = 0
        self._line = ""

    def feed(self, piece: str) -> list[RawClaim]:
        """Take the next piece and return the claims of the lines it completes.

        Raises:
            NotInForm: a line never ends.
        """
        if self.finished:
            return []
        *lines, self._line = (self._line + piece).split("\n")
        if len(self._line) > _MAX_LINE:
            raise broken("one of its lines never ends")
        return self._claims(lines)

    def close(self) -> list[RawClaim]:
        """Return the claim of the last line.

        Raises:
            NotInForm: the reply held nothing but white space.
        """
        last, self._line = self._line, ""
        claims = [] if self.finished else self._claims([last])
        if self.answerable is None and not self.malformed:
            raise broken("it is empty")
        self.finished = True
        return claims

    def _claims(self, lines: Iterable[str]) -> list[RawClaim]:
        claims: list[RawClaim] = []
        for line in lines:
            if line.strip(" .*`\"'").upper() in _NO_ANSWERS:
                self.answerable, self.finished = False, True
                break
            if not line.strip() or line.strip().startswith("```"):
                continue
            labels = _labels(line)
            if labels and '"evidence"' not in line:
                self.answerable = True
                claims.append(RawClaim(text=_LAST_MARKER.sub("", line), labels=labels))
            else:
                self.malformed += 1
        return claims


def _labels(line: str) -> tuple[str, ...]:
    found = MARKER.findall(line) or _LAST_MARKER.findall(line)
    return tuple(f"S{int(number)}" for number in re.findall(r"\d+", " ".join(found)))
