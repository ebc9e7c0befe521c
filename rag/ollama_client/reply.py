"""One streamed reply, read line by line, and the proof at its end that nothing was cut."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rag.errors import ModelError, ReplyBroken
from rag.ollama_client import failures
from rag.ollama_client.counting import count_bound, count_floor
from rag.ollama_client.values import ChatOptions

# A cut prompt keeps num_keep (4) tokens and a beginning-of-text token or two, then the last
# half of the rest: num_ctx - (num_ctx - keep) / 2 (Ollama, completionPromptForRequest, as of
# v0.30.11). This many tokens around half the window therefore look like a cut.
_HALF_WINDOW_SLACK = 16
# One line carries one token and a few names; the last one some numbers.
_MAX_LINE = 64 << 10  # bytes
# A model that is told not to think and does so all the same gets this far, some 2,000 tokens.
_MAX_THINKING = 8_000  # characters


class NotInForm(ReplyBroken):
    """A reply that is empty, has no end, or is not in the form asked for.

    The server and the prompt are well: the model may do better when asked for another form.
    """


def does_not_fit(error: ModelError) -> bool:
    """Whether an error says that the prompt does not fit into the window."""
    return isinstance(error, ReplyBroken) and error.what == failures.too_long(error.item).what


class Reply:
    """Reads the lines of ``/api/chat``; :meth:`finish` raises unless the reply was whole."""

    def __init__(
        self, options: ChatOptions, messages: Sequence[Mapping[str, str]], expected_tokens: int
    ) -> None:
        """Expect a prompt of at least ``expected_tokens``; 0 works it out from ``messages``."""
        contents = [message.get("content", "") for message in messages]
        self._options = options
        self._needed = expected_tokens or sum(map(count_floor, contents))
        self._bound = sum(map(count_bound, contents))
        self._last: dict[str, Any] | None = None
        self._wrote = False
        self._thought = 0

    @property
    def done(self) -> bool:
        """Whether the last line was read."""
        return self._last is not None

    def read(self, line: bytes) -> str:
        """Return the text that ``line`` adds, without the model's thinking; may be empty.

        Raises:
            ModelError: the line is an error of Ollama's, or no line of a chat reply; or the model
                does nothing but think (NotInForm).
        """
        model = self._options.model
        part = self._object(line)
        if part.get("error"):
            said = _said(part)
            raise failures.broken(model, f"The model {model} stopped with an error: {said}.")
        if part.get("done"):
            self._last = part
        message = part.get("message")
        content = message.get("content", "") if isinstance(message, dict) else ""
        if not isinstance(content, str):
            raise failures.broken(model, f"The reply of {model} is garbled.")
        self._wrote = self._wrote or bool(content.strip())
        if isinstance(message, dict) and not self._wrote:
            self._thought += len(str(message.get("thinking") or ""))
            if self._thought > _MAX_THINKING:
                raise self._not_in_form(f"The model {model} thinks without coming to an answer.")
        return content

    def _object(self, line: bytes) -> dict[str, Any]:
        """Return the line's JSON object; a deeply nested or very long one is none."""
        try:
            part = json.loads(line) if len(line) <= _MAX_LINE else None
        except (ValueError, RecursionError) as error:
            model = self._options.model
            raise failures.broken(model, f"The reply of {model} is garbled.") from error
        if not isinstance(part, dict):
            model = self._options.model
            raise failures.broken(model, f"The reply of {model} is garbled.")
        return part

    def finish(self) -> None:
        """Return if the reply was whole and rests on the whole prompt.

        Raises:
            ReplyBroken: it was not; nothing of it may be shown as an answer. NotInForm where
                prompt and server were well.
        """
        model = self._options.model
        if self._last is None:
            raise failures.broken(model, f"The reply of {model} ended without its last part.")
        reason = self._last.get("done_reason", "stop")
        if reason == "length":
            raise self._not_in_form(
                f"The reply of {model} was cut: it ran out of room "
                f"({self._options.num_predict} tokens to write, window {self._options.num_ctx})."
            )
        if reason != "stop":
            raise failures.broken(model, f"The model {model} gave no reply ({str(reason)[:40]}).")
        self._check_prompt()
        if not self._wrote:
            raise self._not_in_form(f"The reply of {model} is empty.")

    def _not_in_form(self, what: str) -> NotInForm:
        plain = failures.broken(self._options.model, what)
        return NotInForm(plain.what, remedy=plain.remedy, item=plain.item)

    def _check_prompt(self) -> None:
        """Notice a prompt that Ollama cut in silence: its front, half the window, is gone.

        Three signs, each sure enough alone: fewer tokens were read than the prompt has words;
        half the window was read although the prompt may well exceed the whole; more was read
        and written than the window holds, so that the beginning was shifted out.
        """
        read = _count(self._last, "prompt_eval_count")
        if read == 0:
            said = "Ollama does not say how much of the question it read, so it may be too old."
            raise failures.broken(self._options.model, said)
        window = self._options.num_ctx
        half = self._bound > window and abs(read - window // 2) <= _HALF_WINDOW_SLACK
        shifted = read + _count(self._last, "eval_count") > window
        if read < self._needed or half or shifted:
            raise failures.too_long(self._options.model)


def _said(part: Mapping[str, Any]) -> str:
    try:
        return failures.error_text(json.dumps(part))
    except RecursionError:  # a depth that can just be read
        return "an error that cannot be read"


def _count(part: dict[str, Any] | None, key: str) -> int:
    value = (part or {}).get(key, 0)  # Ollama leaves zeros out
    return value if isinstance(value, int) else 0
