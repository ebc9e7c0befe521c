"""Earlier turns of a conversation as a program or a stored answer gives them."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer_log import AnswerLog, StoredAnswer
from rag.errors import UsageError
from rag.language import detect_language
from rag.questions import plain_text
from rag.records import Exchange

_LONGEST = 20_000  # characters of an earlier question or answer; ours are below 5,000


def history_of(turns: object) -> tuple[Exchange, ...]:
    """Return earlier turns, oldest first, from a list of ``{"question": …, "answer": …}``.

    An answer that is missing or empty was a refusal. Each question is understood in the light of
    those before it, as it was when it was asked.

    Raises:
        UsageError: it is no such list.
    """
    if turns is None:
        return ()
    if not isinstance(turns, list):
        raise _wrong()
    known: list[Exchange] = []
    for turn in turns:
        question = turn.get("question") if isinstance(turn, dict) else None
        answer = turn.get("answer") or "" if isinstance(turn, dict) else ""
        if not isinstance(question, str) or not isinstance(answer, str):
            raise _wrong()
        known.append(
            _exchange(plain_text(question[:_LONGEST]), plain_text(answer[:_LONGEST]), known)
        )
    return tuple(known)


def after(stored: StoredAnswer) -> tuple[Exchange, ...]:
    """Return the conversation that a stored answer ends."""
    return (*stored.history, Exchange.of(stored.answer))


def continued(log: AnswerLog, identity: str | None) -> tuple[Exchange, ...]:
    """Return the conversation that a stored answer ends: the last one for "", none for None.

    Raises:
        UsageError: there is no such answer.
    """
    if identity is None:
        return ()
    return after(log.get(identity) if identity else log.last())


def _exchange(question: str, answer: str, earlier: Sequence[Exchange]) -> Exchange:
    from rag.conversation import standalone

    language = detect_language(question)
    follow_up = standalone(question, earlier, language=language)
    return Exchange(
        asked=question,
        standalone=follow_up.standalone if follow_up is not None else question,
        language=language,
        refused=not answer,
        claims=(answer,) if answer else (),
    )


def _wrong() -> UsageError:
    return UsageError(
        "“history” is not a list of earlier turns.",
        remedy='Write it as [{"question": "…", "answer": "…"}], oldest first.',
        item="history",
    )
