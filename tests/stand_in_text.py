"""Tokens and vectors of the stand-in: nothing is learnt, everything is deterministic."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence

Message = Mapping[str, str]

# Up to three letters, or one digit, or one mark, each with the space before it: about two and
# a half tokens per Indonesian word. Deliberately another rule than the product's estimate.
_TOKEN = re.compile(r"\s*(?:[^\W\d_]{1,3}|[\d_]|[^\w\s])|\s+")
_MESSAGE_OVERHEAD = 4  # the marks of a chat template around a message
_WORD = re.compile(r"\w+")
_GRAMS = (3, 4, 5)


def tokens(text: str) -> list[str]:
    """Return the tokens of ``text``; joined they are ``text`` again."""
    return _TOKEN.findall(text)


def count(messages: Sequence[Message]) -> int:
    """Return how many tokens the prompt of these messages has."""
    return sum(len(tokens(each.get("content", ""))) + _MESSAGE_OVERHEAD for each in messages)


def cut_front(messages: Sequence[Message], window: int, keep: int = 4) -> list[dict[str, str]]:
    """Return the messages as a model sees them after Ollama's silent cut.

    The first ``keep`` tokens stay, then only the last ones, so many that all together are
    ``window - (window - keep) // 2``.
    """
    flow: list[tuple[int, str]] = []
    for place, message in enumerate(messages):
        flow += [(place, "")] * _MESSAGE_OVERHEAD
        flow += [(place, token) for token in tokens(message.get("content", ""))]
    left = window - (window - keep) // 2
    kept = flow[:keep] + flow[len(flow) - (left - keep) :]
    contents = ["" for _ in messages]
    for place, token in kept:
        contents[place] += token
    return [{**message, "content": text} for message, text in zip(messages, contents, strict=True)]


def cut_count(window: int, keep: int = 4) -> int:
    """Return how many tokens are left after the cut."""
    return window - (window - keep) // 2


def vector(text: str, dimension: int, space: str = "") -> list[float]:
    """Return a unit vector: texts that share words, or parts of words, lie close.

    Texts of different ``space`` are strangers to each other.
    """
    numbers = [0.0] * dimension
    words = [f"^{word}$" for word in _WORD.findall(text.lower())]
    grams = Counter(
        word[start : start + size]
        for word in words
        for size in _GRAMS
        for start in range(max(1, len(word) - size + 1))
    )
    for gram, times in grams.items():
        code = zlib.crc32(f"{space}|{gram}".encode())
        numbers[code % dimension] += math.sqrt(times) * (1 if code & 0x10000 else -1)
    length = math.sqrt(sum(number * number for number in numbers))
    if length == 0:  # an empty text: a vector all the same, and a meaningless one
        return [1.0] + [0.0] * (dimension - 1)
    return [number / length for number in numbers]


def prefixed_vector(text: str, dimension: int, prefixes: Sequence[str]) -> list[float]:
    """Return the vector for a model that wants one of ``prefixes`` before each text.

    With any of them a text lies in one common space; without, among strangers, so that a
    forgotten prefix shows.
    """
    for prefix in prefixes:
        if text.startswith(prefix):
            return vector(text[len(prefix) :], dimension)
    return vector(text, dimension, "no prefix" if prefixes else "")
