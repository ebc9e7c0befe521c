"""How the page is laid out, and which event of it calls what in ``ui.desk``.

The components only carry what ``ui.render`` has drawn. This module imports gradio: import it
after ``ui.app.quiet_gradio`` and only where a page is really built.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui import render
from ui.chat import Answering, Conversation
from ui.desk import Desk
from ui.labels import Texts
from ui.narrowing import FIELD_LIMIT, Narrowing
from ui.parts import Parts
from ui.texts import texts

TOGETHER = 64
"""Questions that may be in work at once; a model's own queue lies behind the assistant."""
TYPED_AT_MOST = 8000
"""Characters that the box takes in: more than a question may have, so that a pasted page meets
our sentence instead of being cut, and little enough for the limit of a request."""
EXAMPLES = 4
"""The assistant offers at most this many."""

_OPEN_OLDER = (
    "document.addEventListener('tanya:open', (event) => trigger('click', { turn: event.detail }))"
)
"""A citation of an earlier answer was opened (page.js): ask the server for that evidence."""
_ASK_AGAIN = "document.addEventListener('tanya:again', (event) => trigger('click', event.detail))"
"""A reading of a question was undone (page.js): ask once more without it."""


def build_page(assistant: Answering) -> gr.Blocks:
    """Return the page around an assistant."""
    with gr.Blocks(
        title="Tanya Serikat", analytics_enabled=False, fill_height=True, fill_width=True
    ) as page:
        parts = _lay_out()
        _connect(page, parts, Desk(assistant, parts))
    return page


def _lay_out() -> Parts:
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
        with gr.Column(elem_id="ts-left"):
            welcome, greeting, examples = _lay_out_welcome()
            chat = _lay_out_chat(words.conversation)
            progress = gr.HTML("", elem_id="ts-progress", js_on_load=_ASK_AGAIN)
            with gr.Column(elem_id="ts-foot"):
                composer = _lay_out_composer(words)
                filtering = _lay_out_filter(words)
        with gr.Column(elem_id="ts-right"):
            evidence = gr.HTML(
                render.evidence(None, "id"), elem_id="ts-evidence", js_on_load=_OPEN_OLDER
            )
    return Parts(
        state=state,
        header=header,
        language=language,
        fresh=fresh,
        banner=banner,
        welcome=welcome,
        greeting=greeting,
        examples=examples,
        chat=chat,
        progress=progress,
        evidence=evidence,
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


def _lay_out_chat(label: str) -> gr.Chatbot:
    return gr.Chatbot(
        visible=False,
        elem_id="ts-chat",
        label=label,
        show_label=False,
        container=False,
        height=None,
        buttons=[],
        layout="panel",
        render_markdown=False,
        sanitize_html=True,
        latex_delimiters=[],
        group_consecutive_messages=False,
        feedback_options=None,
    )


def _connect(page: gr.Blocks, parts: Parts, desk: Desk) -> None:
    plain: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    asking: dict[str, Any] = {
        "outputs": parts.asked(),
        "concurrency_limit": TOGETHER,
        "concurrency_id": "ask",
        **plain,
    }

    page.load(desk.open, parts.state, parts.labelled(), **plain).then(
        desk.look, parts.state, parts.told(), **plain
    )
    filled = [*parts.fields(), parts.state]
    gr.on([parts.box.submit, parts.send.click], desk.ask, [parts.box, *filled], **asking).then(
        desk.look, parts.state, parts.told(), **plain
    )
    for button in parts.examples:
        button.click(desk.ask, [button, *filled], **asking)
    parts.progress.click(desk.again, filled, **asking)
    for field in parts.fields():
        gr.on([field.blur, field.submit], desk.narrow, filled, parts.filtering(), **plain)
    parts.clear.click(desk.widen, parts.state, parts.filtering(), **plain)
    parts.stop.click(desk.stop, parts.state, None, **plain)
    parts.fresh.click(desk.forget, parts.state, parts.asked(), **plain)
    parts.language.input(desk.speak, [parts.language, parts.state], parts.labelled(), **plain).then(
        desk.look, parts.state, parts.told(), **plain
    )
    parts.evidence.click(desk.turn_to, parts.state, parts.evidence, **plain)
