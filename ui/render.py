"""Everything the page shows, as HTML, from values: pure functions over Jinja2 templates.

Autoescaping is on for all templates and nothing is marked safe, so articles, questions and
models can only ever contribute text. Addresses become links only through
``ui.passages.safe_link``. Gradio is not imported here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag import wording
from rag.records import ArticleKind, Check, EngineName, ModelState, Status
from ui import texts as say
from ui.beside import NOTHING_BELOW, near, told_below, told_beside
from ui.chat import Trouble, Turn
from ui.narrowing import Narrowing, described
from ui.passages import Panel, citations, panel, panel_so_far
from ui.readings import TOLD_ABOVE, reading

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"

_SAID_ELSEWHERE = ("as_of", "model_off", *TOLD_ABOVE)
"""Notices with a place of their own: above the answer, the line below it, and the banner."""


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["long_date"] = say.long_date
    environment.filters["number"] = say.number
    environment.filters["seconds"] = say.seconds
    return environment


def _draw(template: str, language: str, **values: object) -> str:
    drawn = _environment().get_template(template)
    return drawn.render(words=say.texts(language), language=language, **values).strip()


def header(language: str, status: Status | None) -> str:
    """Draw the name, the archive's size and newest date, and the switch of light and dark."""
    return _draw("header.html", language, status=status)


def banner(language: str, status: Status | None, trouble: Trouble | None = None) -> str:
    """Draw how answers are made and, when no model writes them, the commands that change it."""
    line = ""
    if status is not None and status.articles:
        words = say.texts(language)
        by_state = {
            ModelState.READY: words.ready,
            ModelState.CHOSEN_OFF: words.chosen_off,
            ModelState.UNREACHABLE: words.unreachable,
            ModelState.MISSING: words.missing,
            ModelState.REFUSED: words.refused,
        }
        line = by_state[status.state].format(
            model=status.model or words.without_model, host=status.host
        )
    return _draw("banner.html", language, status=status, line=line, trouble=trouble)


def greeting(language: str, status: Status | None) -> str:
    """Draw the welcome; for an empty archive, how to fill it."""
    return _draw("greeting.html", language, empty=status is not None and not status.articles)


def question(turn: Turn) -> str:
    """Draw the person's own words."""
    return _draw("question.html", "id", turn=turn)


def answer(turn: Turn, language: str) -> str:
    """Draw the answer as far as it has come; "" while there is nothing to read yet."""
    if turn.running and not turn.claims and turn.answer is None:
        return ""
    rows = [
        {"claim": claim, "place": place, "numbers": citations(claim, turn.sources)}
        | told_beside(claim, turn.sources, language)
        for place, claim in enumerate(turn.claims, start=1)
    ]
    checks = {claim.check for claim in turn.claims}
    notices = () if turn.answer is None else turn.answer.notices
    told = {notice.code: notice.text for notice in notices}
    return _draw(
        "answer.html",
        language,
        turn=turn,
        answer=turn.answer,
        rows=rows,
        **(NOTHING_BELOW if turn.answer is None else told_below(turn.answer, language)),
        reading=reading(turn, language),
        near=[] if turn.answer is None else near(turn.answer, language),
        near_head=wording.say("nearest_sentences", language),
        # What the assistant has said itself is not said twice.
        notices=[notice for notice in notices if notice.code not in _SAID_ELSEWHERE],
        as_of=told.get("as_of", ""),
        review=Check.REVIEW in checks and "review" not in told,
        repaired=Check.REPAIRED in checks and "repaired" not in told,
        by_model=turn.answer is not None and turn.answer.engine is EngineName.GENERATING,
        nearest=turn.answer is not None and turn.answer.refused and turn.answer.passages,
    )


def evidence(turn: Turn | None, language: str) -> str:
    """Draw the passages of one turn with their evidence sentences marked."""
    shown = Panel()
    refused = False
    if turn is not None and turn.answer is not None:
        shown, refused = panel(turn.answer), turn.answer.refused
    elif turn is not None:
        shown = panel_so_far(turn.claims, turn.sources)
    words = say.texts(language)
    kinds = {
        ArticleKind.NEWS: "",
        ArticleKind.CORRECTION: words.correction,
        ArticleKind.RIGHT_OF_REPLY: words.right_of_reply,
        ArticleKind.RETRACTION: words.retraction,
        ArticleKind.RETRACTED: words.retracted,
    }
    return _draw("evidence.html", language, turn=turn, panel=shown, refused=refused, kinds=kinds)


def progress(turn: Turn | None, language: str) -> str:
    """Draw the steps of a running question and the time it has taken; "" when nothing runs."""
    if turn is None or not turn.running:
        return ""
    labels = [say.step(step.name, step.count, language) for step in turn.steps]
    return _draw("progress.html", language, turn=turn, labels=labels)


def narrowed(found: Narrowing, language: str) -> str:
    """Draw what the person's own filter does, or why it does nothing."""
    return _draw("narrowed.html", language, found=found, told=described(found.filters, language))


def hint(text: str) -> str:
    """Draw a gentle line above the question box."""
    return _draw("hint.html", "id", text=text)
