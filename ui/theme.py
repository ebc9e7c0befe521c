"""The page's colours and fonts as a Gradio theme; the layout is in ``static/page.css``.

Ink on paper, a deep sea green for what can be pressed, a marker's yellow for evidence. The fonts
come with the gradio package and are served by this program; system fonts stand behind them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio.themes import Base

SANS = ("system-ui", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif")
MONO = ("ui-monospace", "Consolas", "Menlo", "monospace")

# One place for both: the names are those of page.css, which uses them as var(--ts-…).
_LIGHT = {
    "paper": "#f7f5ef",
    "surface": "#ffffff",
    "sunken": "#efece3",
    "ink": "#1d2527",
    "muted": "#56615f",
    "line": "#dcd8cb",
    "accent": "#0c5c58",
    "accent-strong": "#084743",
    "on-accent": "#ffffff",
    "accent-soft": "#dfeeea",
    "bubble": "#0c5c58",
    "on-bubble": "#ffffff",
    "mark": "#ffe48a",
    "mark-strong": "#ffcf3f",
    "warn": "#8a3b12",
    "warn-soft": "#fbe9dc",
}
_DARK = {
    "paper": "#11181a",
    "surface": "#192224",
    "sunken": "#0c1214",
    "ink": "#e7ebe8",
    "muted": "#a3b0ad",
    "line": "#2d393b",
    "accent": "#6fd0c3",
    "accent-strong": "#97e2d7",
    "on-accent": "#08211f",
    "accent-soft": "#1d3a38",
    "bubble": "#1f4a47",
    "on-bubble": "#eef4f2",
    "mark": "#4f3f0c",
    "mark-strong": "#7a5d06",
    "warn": "#f2b48c",
    "warn-soft": "#3a241a",
}


def variables() -> str:
    """Return the colours as CSS custom properties, for light and for dark."""
    light = "".join(f"--ts-{name}:{value};" for name, value in _LIGHT.items())
    dark = "".join(f"--ts-{name}:{value};" for name, value in _DARK.items())
    return f":root{{{light}color-scheme:light}}.dark{{{dark}color-scheme:dark}}"


def theme() -> Base:
    """Return the theme; imports gradio."""
    import gradio as gr

    plex = gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700))
    mono = gr.themes.LocalFont("IBM Plex Mono", weights=(400, 700))
    base = gr.themes.Base(font=(plex, *SANS), font_mono=(mono, *MONO))
    settings: dict[str, str] = {}
    for suffix, colours in (("", _LIGHT), ("_dark", _DARK)):
        for name, colour in _roles(colours).items():
            settings[name + suffix] = colour
    # Without a dark variant of its own in Gradio.
    settings["color_accent"] = "var(--ts-accent)"
    return base.set(**settings, input_radius="14px", button_large_radius="12px")


def _roles(colours: dict[str, str]) -> dict[str, str]:
    return {
        "body_background_fill": colours["paper"],
        "body_text_color": colours["ink"],
        "body_text_color_subdued": colours["muted"],
        "background_fill_primary": colours["surface"],
        "background_fill_secondary": colours["paper"],
        "block_background_fill": "transparent",
        "block_border_color": colours["line"],
        "block_label_text_color": colours["muted"],
        "border_color_primary": colours["line"],
        "border_color_accent": colours["accent"],
        "color_accent_soft": colours["accent-soft"],
        "link_text_color": colours["accent"],
        "link_text_color_hover": colours["accent-strong"],
        "link_text_color_active": colours["accent-strong"],
        "link_text_color_visited": colours["accent"],
        "input_background_fill": colours["surface"],
        "input_border_color": colours["line"],
        "input_border_color_focus": colours["accent"],
        "input_placeholder_color": colours["muted"],
        "button_primary_background_fill": colours["accent"],
        "button_primary_background_fill_hover": colours["accent-strong"],
        "button_primary_text_color": colours["on-accent"],
        "button_primary_border_color": colours["accent"],
        "button_secondary_background_fill": colours["surface"],
        "button_secondary_background_fill_hover": colours["accent-soft"],
        "button_secondary_text_color": colours["ink"],
        "button_secondary_border_color": colours["line"],
        "button_cancel_background_fill": colours["warn-soft"],
        "button_cancel_background_fill_hover": colours["warn-soft"],
        "button_cancel_text_color": colours["warn"],
        "button_cancel_border_color": colours["warn"],
        "loader_color": colours["accent"],
    }
