"""Asking every case of an assistant and scoring what it shows: the same for every lane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from evals.cases import Case
from evals.context import Context
from evals.results import Item, Measure
from evals.scoring.case import Scored, score_case, unscored
from evals.scoring.measures import measures
from evals.scoring.view import TrueSource
from rag.errors import TanyaError

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.records import Answer

Asks = Callable[["Assistant", Case], "Answer"]
"""Gives the answer to a case, as the product shows it."""

_RETRIEVED = 10


def ask_all(
    context: Context, assistant: Assistant, title: str, *, asks: Asks | None = None
) -> tuple[Item, ...]:
    """Ask every case of ``context`` with its history, and score each answer.

    A case at which the assistant fails is an item that failed, with the error as its problem.

    Args:
        context: the cases, and whether the archive is the sample, whose sources are known.
        assistant: warmed up; the caller closes it.
        title: what the progress bar says.
        asks: how a case is asked; by default as ``tanya ask`` does.
    """
    from evals.scoring.sources import sample_sources

    known = sample_sources() if context.sample else {}
    asked = asks or _ask
    found = []
    for case in context.watch.steps(context.cases, title, len(context.cases)):
        found.append(ask_one(assistant, case, known, asked))
    return tuple(found)


def ask_one(assistant: Assistant, case: Case, known: Mapping[str, TrueSource], asks: Asks) -> Item:
    """Ask one case and score it."""
    try:
        answer = asks(assistant, case)
    except TanyaError as error:
        return item_of(case, unscored(case, f"no answer came: {error}"), {})
    scored = score_case(case, answer, assistant.article, known)
    return item_of(case, scored, shown_of(answer))


def measures_of(items: tuple[Item, ...]) -> tuple[Measure, ...]:
    """Return every measure of scored items, over all and by group.

    Groups are those of category, language, split, source and expected behaviour; ``demand`` stands
    where a limit is absolute.
    """
    return measures(items)


def item_of(case: Case, scored: Scored, shown: Mapping[str, Any]) -> Item:
    """Return one scored case as reports draw it; articles about one event make a cluster."""
    return Item(
        id=case.id,
        question=case.question,
        category=case.category,
        ok=scored.ok,
        must_pass=case.must_pass,
        language=case.language,
        split=case.split,
        source=case.source,
        expected=case.expected.value,
        cluster=min(case.roles) if case.roles else case.id,
        scores=scored.scores,
        problems=scored.problems,
        shown=shown,
        gold=case.record,
    )


def shown_of(answer: Answer) -> dict[str, Any]:
    """Return an answer as ``as_json`` gives it, with the places of what was retrieved.

    ``retrieved`` lists the first ten passages: ``source``, ``title``, ``outlet``, ``published``,
    ``passage`` (id) and ``text``.
    """
    from rag.asking import as_json

    return {
        **as_json(answer),
        "retrieved": [
            {
                "source": stored.article.source,
                "title": stored.article.title,
                "outlet": stored.article.outlet,
                "published": stored.article.published and stored.article.published.isoformat(),
                "passage": stored.passage.id,
                "text": stored.text,
            }
            for stored in answer.passages[:_RETRIEVED]
        ],
    }


def _ask(assistant: Assistant, case: Case) -> Answer:
    from rag.asking import ask, history_of

    return ask(assistant, case.question, history=history_of(list(case.history)))
