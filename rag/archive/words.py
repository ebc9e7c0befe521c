"""Words as the full-text index keeps them."""

from __future__ import annotations

from rag.language import index_words


def full_text(text: str) -> list[str]:
    """Return the stems of a text as index tokens, in order, with repetitions."""
    return [token for word in index_words(text) if (token := index_token(word))]


def index_token(stem: str) -> str:
    """Return a stem as one token of FTS5's tokenizer, which would split "4.900.000" at dots."""
    return "".join(character for character in stem if character.isalnum())
