"""Everything the page shows, as HTML, from values: pure functions over Jinja2 templates.

Autoescaping is on for all templates, and only what was drawn here (or by ``ui.evidence``) is put
together as markup, so articles, questions and models can only ever contribute text. Addresses
become links only through ``ui.passages.safe_link``. Gradio is not imported here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag import wording
from rag.records import Check, EngineName, ModelState, Status
from ui import texts as say
from ui.beside import (
    NOTHING_BELOW,
    changed_head,
    near,
    told_below,
    told_beside,
    told_changes,
)
from ui.chat import Trouble, Turn
from ui.evidence.drawing import drawn_series
from ui.evidence.view import evidence_values
from ui.glossed import Glosser
from ui.memo.copied import copied
from ui.narrowing import Narrowing, described
from ui.passages import citations
from ui.readings import TOLD_ABOVE, reading
from ui.retold import told_notices, told_refusal
from ui.understood import understood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from ui.web import Visitor
    from ui.web.shell import Way

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


def header(
    language: str,
    status: Status | None,
    *,
    ways: Sequence[Way] = (),
    visitor: Visitor | None = None,
    rail: bool = False,
) -> str:
    """Draw the name, the archive's size and newest date, and what leads elsewhere.

    ``ways`` are the plain pages that ``visitor`` may go to; ``rail`` offers the list of stored
    conversations.
    """
    return _draw("header.html", language, status=status, ways=ways, visitor=visitor, rail=rail)


def help_box(language: str) -> str:
    """Draw the help with the keyboard's shortcuts; it is closed until it is asked for."""
    words = say.texts(language)
    shortcuts = (
        (("/",), words.key_box),
        (("Enter",), words.key_send),
        (("Esc",), words.key_stop),
        (("Alt", "N"), words.key_new),
        (("↑",), words.key_edit),
        (("?",), words.key_help),
    )
    return _draw("help.html", language, shortcuts=shortcuts)


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


RAIL = '<nav id="ts-rail"></nav>'
"""Where static/conversations.js puts the list of stored conversations."""


def conversation(language: str) -> str:
    """Draw the place where static/turns.js puts the turns."""
    return _draw("conversation.html", language)


def turn(turn: Turn, language: str) -> str:
    """Draw one question with what was understood, its answer so far and what can follow."""
    from markupsafe import Markup

    return _draw(
        "turn.html",
        language,
        turn=turn,
        asked=Markup(question(turn)),
        understood=Markup(understood(turn, language)),
        answer=Markup(answer(turn, language)),
        suggested=Markup(suggested(turn, language)),
    )


def suggested(turn: Turn, language: str) -> str:
    """Draw what can be asked after an answer; "" where nothing is proposed."""
    return _draw("suggested.html", language, turn=turn)


def answer(turn: Turn, language: str) -> str:
    """Draw the answer as far as it has come; "" while there is nothing to read yet."""
    if turn.running and not turn.claims and turn.answer is None:
        return ""
    passages = () if turn.answer is None else turn.answer.passages
    explained = [each.text for each in passages]
    glossed = Glosser(language, name=f"jawaban-{turn.number}", explained_in=explained)
    rows = [
        {
            "claim": claim,
            "text": glossed(claim.text),
            "place": place,
            "numbers": citations(claim, turn.sources),
        }
        | told_beside(claim, turn.sources, language)
        for place, claim in enumerate(turn.claims, start=1)
    ]
    checks = {claim.check for claim in turn.claims}
    notices = () if turn.answer is None else told_notices(turn.answer, language)
    told = {notice.code: notice.text for notice in notices}
    return _draw(
        "answer.html",
        language,
        turn=turn,
        answer=turn.answer,
        rows=rows,
        **(NOTHING_BELOW if turn.answer is None else told_below(turn.answer, language)),
        reading=reading(turn, language),
        copied="" if turn.answer is None or turn.running else copied(turn.answer, language),
        changed=told_changes(turn, language),
        changed_head=changed_head(turn, language),
        series=drawn_series(turn, language),
        refusal="" if turn.answer is None else told_refusal(turn.answer, language),
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
    return _draw("evidence.html", language, **evidence_values(turn, language))


def progress(turn: Turn | None, language: str) -> str:
    """Draw the steps of a running question and the time it has taken; "" when nothing runs."""
    if turn is None or not turn.running:
        return ""
    labels = [say.step(step.name, step.count, language) for step in turn.steps]
    return _draw("progress.html", language, turn=turn, labels=labels)


def narrowed(found: Narrowing, language: str) -> str:
    """Draw what the person's own filter does, or why it does nothing."""
    return _draw("narrowed.html", language, found=found, told=described(found.filters, language))


def hint(text: str, language: str = "id", *, leave: int = 0) -> str:
    """Draw a gentle line above the question box; ``leave`` is the turn that need not be changed."""
    return _draw("hint.html", language, text=text, leave=leave)
