"""How the page is laid out, and which event of it calls what in ``ui.desk`` or ``ui.reception``.

The components only carry what ``ui.render`` has drawn. This module imports gradio: import it
after ``ui.app.quiet_gradio`` and only where a page is really built.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui import render
from ui.chat import Answering, Conversation
from ui.desk import Desk
from ui.door import Door
from ui.labels import Texts
from ui.lean import LeanBlocks
from ui.leaving import Leaving
from ui.narrowing import FIELD_LIMIT, Narrowing
from ui.parts import Parts
from ui.reception import Reception
from ui.storing import Keeping, Storing
from ui.texts import texts
from ui.web import House

TOGETHER = 64
"""Questions that may be in work at once; a model's own queue lies behind the assistant."""
PROPOSING = 2
"""Answers for which questions are proposed at once: searching takes the processor from those who
are waiting for an answer."""
TYPED_AT_MOST = 8000
"""Characters that the box takes in: more than a question may have, so that a pasted page meets
our sentence instead of being cut, and little enough for the limit of a request."""
EXAMPLES = 4
"""The assistant offers at most this many."""

_LOADED = (
    *("page.css", "chat.css", "evidence.css", "conversations.css", "feedback.css"),
    *("page.js", "turns.js", "keys.js", "evidence.js", "conversations.js", "feedback.js"),
)
_ICONS = (
    '<link rel="icon" href="tanya/icon.svg" type="image/svg+xml">'
    '<link rel="apple-touch-icon" href="tanya/apple-touch-icon.png">'
)
HEAD = _ICONS + "".join(
    f'<link rel="stylesheet" href="tanya/{name}">'
    if name.endswith(".css")
    else f'<script src="tanya/{name}"></script>'
    for name in _LOADED
)
"""What the page loads before anything of it is drawn; each file stands on its own."""
_OPEN_OLDER = (
    "document.addEventListener('tanya:open', (event) => trigger('click', { turn: event.detail }))"
)
"""A citation of an earlier answer was opened (page.js): ask the server for that evidence."""
_ASK_AGAIN = "document.addEventListener('tanya:again', (event) => trigger('click', event.detail))"
"""A button of an earlier turn was pressed (page.js): ask once more, or something that follows."""
_TELL = (
    "watch('value', () => document.dispatchEvent("
    "new CustomEvent('tanya:{name}', {{ detail: props.value }})))"
)
"""A value came for static/turns.js: nothing is drawn here, the turns stay where they are."""
_OPEN_KEPT = (
    "; document.addEventListener('tanya:turn-page', (event) => trigger('click', event.detail))"
)
"""Another stored conversation is to be opened (turns.js)."""


def build_page(
    assistant: Answering, house: House | None = None, *, kept: Keeping | None = None
) -> gr.Blocks:
    """Return the page around an assistant.

    Args:
        assistant: what answers.
        house: what the plain pages stand on; without one nothing is kept, nobody is told apart,
            and nothing leads to other pages.
        kept: who keeps conversations, if not ``ui.conversations.keeping.Kept`` of the house.
    """
    if house is not None and kept is None:
        from ui.conversations.keeping import Kept

        kept = Kept(house)
    with LeanBlocks(
        title="Tanya Serikat", analytics_enabled=False, fill_height=True, fill_width=True
    ) as page:
        parts = _lay_out(rail=house is not None)
        door, storing = Door(house), Storing(kept)
        desk = Desk(assistant, parts, storing, door)
        reception = Reception(assistant, parts, desk=desk, storing=storing, door=door)
        _connect(page, parts, desk, reception)
        page.unload(Leaving(page).left)
    return page


def _lay_out(*, rail: bool) -> Parts:
    words = texts("id")
    state = gr.State(Conversation())
    with gr.Row(elem_id="ts-top"):
        header = gr.HTML(render.header("id", None), elem_id="ts-header", js_on_load=None)
        fresh = gr.Button(words.new, elem_id="ts-new", size="sm", visible=False)
        language = gr.Radio(
            [("Indonesia", "id"), ("English", "en")],
            value="id",
            label="Bahasa / Language",
            show_label=False,
            elem_id="ts-language",
            container=False,
        )
    banner = gr.HTML("", elem_id="ts-banner", js_on_load=None)
    with gr.Row(elem_id="ts-main"):
        if rail:
            gr.HTML(render.RAIL, elem_id="ts-side", js_on_load=None)
        with gr.Column(elem_id="ts-left"):
            welcome, greeting, examples = _lay_out_welcome()
            gr.HTML(
                render.conversation("id"),
                elem_id="ts-chat",
                js_on_load=None,
                apply_default_css=False,
            )
            progress = gr.HTML("", elem_id="ts-progress", js_on_load=_ASK_AGAIN)
            with gr.Column(elem_id="ts-foot"):
                composer = _lay_out_composer(words)
                filtering = _lay_out_filter(words)
        with gr.Column(elem_id="ts-right"):
            evidence = gr.HTML(
                render.evidence(None, "id"), elem_id="ts-evidence", js_on_load=_OPEN_OLDER
            )
    carriers = {name: _carrier(name) for name in ("drawn", "following", "kept")}
    return Parts(
        state=state,
        header=header,
        language=language,
        fresh=fresh,
        banner=banner,
        welcome=welcome,
        greeting=greeting,
        examples=examples,
        progress=progress,
        help=gr.HTML(render.help_box("id"), elem_id="ts-help", js_on_load=None),
        evidence=evidence,
        **carriers,
        **composer,
        **filtering,
    )


def _lay_out_composer(words: Texts) -> dict[str, Any]:
    with gr.Row(elem_id="ts-composer"):
        box = gr.Textbox(
            elem_id="ts-box",
            label=words.box,
            show_label=False,
            placeholder=words.placeholder,
            container=False,
            lines=1,
            max_lines=8,
            max_length=TYPED_AT_MOST,
            autofocus=True,
        )
        send = gr.Button(words.send, variant="primary", elem_id="ts-send", min_width=90)
        stop = gr.Button(words.stop, variant="stop", elem_id="ts-stop", min_width=90, visible=False)
    return {"box": box, "send": send, "stop": stop}


def _lay_out_filter(words: Texts) -> dict[str, Any]:
    with gr.Row(elem_id="ts-filtering"):
        with gr.Accordion(words.filter, open=False, elem_id="ts-filter") as panel:
            with gr.Row(elem_id="ts-fields"):
                first, last, outlet = (
                    gr.Textbox(
                        label=label,
                        placeholder=placeholder,
                        elem_id=f"ts-{name}",
                        lines=1,
                        max_lines=1,
                        max_length=FIELD_LIMIT,
                        min_width=120,
                    )
                    for name, label, placeholder in (
                        ("first", words.filter_first, words.filter_day),
                        ("last", words.filter_last, words.filter_day),
                        ("outlet", words.filter_outlet, words.filter_name),
                    )
                )
            narrowed = gr.HTML(render.narrowed(Narrowing(), "id"), js_on_load=None)
        clear = gr.Button(words.filter_clear, elem_id="ts-clear", size="sm", visible=False)
    return {
        "filter": panel,
        "first": first,
        "last": last,
        "outlet": outlet,
        "narrowed": narrowed,
        "clear": clear,
    }


def _lay_out_welcome() -> tuple[gr.Column, gr.HTML, tuple[gr.Button, ...]]:
    with gr.Column(elem_id="ts-welcome") as welcome:
        greeting = gr.HTML(render.greeting("id", None), js_on_load=None)
        examples = tuple(
            gr.Button("", visible=False, elem_classes="ts-example") for _ in range(EXAMPLES)
        )
    return welcome, greeting, examples


def _carrier(name: str) -> gr.HTML:
    listens = _OPEN_KEPT if name == "kept" else ""
    return gr.HTML(
        None,
        html_template="",
        js_on_load=_TELL.format(name="kept-now" if name == "kept" else name) + listens,
        elem_id=f"ts-{name}",
        visible="hidden",
    )


def _connect(page: gr.Blocks, parts: Parts, desk: Desk, reception: Reception) -> None:
    plain: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    asking: dict[str, Any] = {
        "outputs": parts.asked(),
        "concurrency_limit": TOGETHER,
        "concurrency_id": "ask",
        **plain,
    }
    proposing: dict[str, Any] = {
        "outputs": parts.following,
        "concurrency_limit": PROPOSING,
        "concurrency_id": "propose",
        **plain,
    }
    filled = {*parts.fields(), parts.state}

    opened = page.load(reception.open, parts.state, parts.opened(), **plain)
    opened.then(reception.look, parts.state, parts.told(), **plain)
    opened.then(desk.suggest, parts.state, **proposing)  # what a stored conversation ends with
    asked = gr.on([parts.box.submit, parts.send.click], desk.ask, {parts.box, *filled}, **asking)
    asked.then(reception.look, parts.state, parts.told(), **plain)
    asked.then(desk.suggest, parts.state, **proposing)
    for button in parts.examples:
        button.click(desk.ask, {button, *filled}, **asking).then(
            desk.suggest, parts.state, **proposing
        )
    parts.progress.click(desk.again, filled, **asking).then(desk.suggest, parts.state, **proposing)
    fields = [*parts.fields(), parts.state]
    for field in parts.fields():
        gr.on([field.blur, field.submit], desk.narrow, fields, parts.filtering(), **plain)
    parts.clear.click(desk.widen, parts.state, parts.filtering(), **plain)
    parts.stop.click(desk.stop, parts.state, None, **plain)
    parts.fresh.click(reception.forget, parts.state, parts.asked(), **plain)
    turned = parts.kept.click(reception.turn_page, parts.state, parts.opened(), **plain)
    turned.then(desk.suggest, parts.state, **proposing)
    parts.language.input(
        reception.speak, [parts.language, parts.state], parts.labelled(), **plain
    ).then(reception.look, parts.state, parts.told(), **plain)
    parts.evidence.click(desk.turn_to, parts.state, parts.evidence, **plain)
