"""Lane A: the product's quoting engine, live, without a model."""

from __future__ import annotations

from evals.context import Context
from evals.lanes.asking import ask_all, measures_of
from evals.results import Section, State, held

_ID, _TITLE = "quoting", "Quotes, no model"


def measure(context: Context) -> Section:
    """Ask every case of the quoting engine and score what is shown.

    Raises:
        TanyaError: the archive cannot be opened.
    """
    from rag.settings import embedder_spec

    assistant = context.assistant(TANYA_ENGINE="quoting")
    try:
        settings = context.settings(TANYA_ENGINE="quoting")
        items = ask_all(context, assistant, _TITLE)
        subject = {
            "engine": "quoting",
            "search": settings.search,
            "embedder": embedder_spec(settings, assistant.archive),
            "articles": str(assistant.archive.statistics().articles),
        }
    finally:
        assistant.close()
    found = measures_of(items)
    return Section(
        id=_ID,
        title=_TITLE,
        lane="A",
        state=held(State.PASSED, found, ()),
        dataset="sample" if context.sample else "own",
        digest=context.dataset.digest,
        measures=found,
        items=items,
        subject=subject,
    )
