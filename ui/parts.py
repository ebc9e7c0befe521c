"""The components of the page that events read or change. Imports gradio, as ``ui.page`` does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """One page's components, by what they are for.

    ``drawn``, ``following`` and ``kept`` show nothing: they carry values to static/turns.js.
    """

    state: gr.State
    header: gr.HTML
    language: gr.Radio
    fresh: gr.Button
    banner: gr.HTML
    welcome: gr.Column
    greeting: gr.HTML
    examples: tuple[gr.Button, ...]
    drawn: gr.HTML
    following: gr.HTML
    kept: gr.HTML
    help: gr.HTML
    progress: gr.HTML
    box: gr.Textbox
    filter: gr.Accordion
    first: gr.Textbox
    last: gr.Textbox
    outlet: gr.Textbox
    narrowed: gr.HTML
    clear: gr.Button
    send: gr.Button
    stop: gr.Button
    evidence: gr.HTML

    def fields(self) -> list[Any]:
        """Return the fields of the person's own filter."""
        return [self.first, self.last, self.outlet]

    def filtering(self) -> list[Any]:
        """Return what changes with the person's own filter."""
        return [self.filter, self.narrowed, self.clear, *self.fields()]

    def asked(self) -> list[Any]:
        """Return what changes while a question is answered."""
        return [
            self.filter,
            self.narrowed,
            self.clear,
            self.welcome,
            self.drawn,
            self.kept,
            self.progress,
            self.box,
            self.send,
            self.stop,
            self.fresh,
            self.evidence,
        ]

    def labelled(self) -> list[Any]:
        """Return what carries words of the page's language."""
        return [
            self.header,
            self.language,
            self.greeting,
            self.fresh,
            self.drawn,
            self.help,
            self.progress,
            self.box,
            self.send,
            self.stop,
            self.evidence,
            *self.filtering(),
        ]

    def opened(self) -> list[Any]:
        """Return what changes when a page, or a stored conversation on it, is opened."""
        return [*self.labelled(), self.welcome, self.kept]

    def told(self) -> list[Any]:
        """Return what tells how the archive and the model stand."""
        return [self.header, self.banner, self.greeting, *self.examples]
