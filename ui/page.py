"""How the page is laid out, and which event of it calls what in ``ui.desk``.

The components only carry what ``ui.render`` has drawn. This module imports gradio: import it
after ``ui.app.quiet_gradio`` and only where a page is really built.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui import render
from ui.chat import Answering, Conversation
from ui.desk import Desk, Parts
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
            progress = gr.HTML("", elem_id="ts-progress", js_on_load=None)
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
                stop = gr.Button(
                    words.stop, variant="stop", elem_id="ts-stop", min_width=90, visible=False
                )
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
        box=box,
        send=send,
        stop=stop,
        evidence=evidence,
    )


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
    gr.on([parts.box.submit, parts.send.click], desk.ask, [parts.box, parts.state], **asking).then(
        desk.look, parts.state, parts.told(), **plain
    )
    for button in parts.examples:
        button.click(desk.ask, [button, parts.state], **asking)
    parts.stop.click(desk.stop, parts.state, None, **plain)
    parts.fresh.click(desk.forget, parts.state, parts.asked(), **plain)
    parts.language.input(desk.speak, [parts.language, parts.state], parts.labelled(), **plain).then(
        desk.look, parts.state, parts.told(), **plain
    )
    parts.evidence.click(desk.turn_to, parts.state, parts.evidence, **plain)
