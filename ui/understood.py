"""What a follow-up was taken to mean, under the question, with the two ways out of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ui import texts as say
from ui.chat import Turn
from ui.readings import understood_as

if TYPE_CHECKING:
    from jinja2 import Template

_MARKUP = """\
<div class="ts-understood"><p>{{ words.understood_as }} <q>{{ meant }}</q></p>
{% if ways %}<p class="ts-ways">\
{% for way, label in ways %}
<button type="button" class="ts-again" value="{{ number }}-{{ way }}">{{ label }}</button>
{% endfor %}</p>{% endif %}</div>"""


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    # Autoescaping: articles, questions and models can only ever contribute text.
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
        _MARKUP
    )


def understood(turn: Turn, language: str) -> str:
    """Draw what a follow-up was understood as; "" for a question that stood for itself.

    While it runs that can only be read: whoever wants it otherwise stops it first.
    """
    meant = understood_as(turn)
    if not meant:
        return ""
    words = say.texts(language)
    ways = (("edit", words.edit_understood), ("alone", words.ask_as_typed))
    settled = turn.answer is not None or not turn.running
    return _template().render(
        words=words, meant=meant, number=turn.number, ways=ways if settled else ()
    )
