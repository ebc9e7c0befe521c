"""Orders: the windows to read, the form of a reply, and what may be taken from one."""

from __future__ import annotations

import json
from collections.abc import Sequence

MOST_AT_ONCE = 12
"""So many passages are read together; more are read in windows."""

WINDOW, STEP = 10, 5
"""RankGPT's proportion (20 and 10 there), halved for small models on slow machines."""

# A quotation mark, "P", two digits, another mark, a comma and white space, each a token at worst.
_LABEL_TOKENS, _FRAME_TOKENS = 10, 32


def windows(count: int) -> list[tuple[int, int]]:
    """Return the half-open ranges to put in order one after the other, the first ranks last."""
    if count <= MOST_AT_ONCE:
        return [(0, count)]
    starts = [*range(count - WINDOW, 0, -STEP), 0]
    return [(start, start + WINDOW) for start in starts]


def read_order(reply: str, labels: Sequence[str]) -> tuple[str, ...]:
    """Return the known labels that a reply names, each once, in its order.

    Prose or a code fence around the one object is passed over.

    Raises:
        ValueError: with the reason why nothing can be taken from it.
        RecursionError: it is nested thousands deep.
    """
    decoder = json.JSONDecoder()
    found: list[object] = []
    at = reply.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(reply, at)
        except ValueError:
            end = at + 1
        else:
            found.append(value)
        at = reply.find("{", end)
    if len(found) != 1:
        raise ValueError("it holds several objects" if found else "it holds no whole JSON object")
    named = found[0].get("order") if isinstance(found[0], dict) and len(found[0]) == 1 else None
    if not isinstance(named, list):
        raise ValueError("it is not in the agreed form")
    known = dict.fromkeys(each for each in named if isinstance(each, str) and each in labels)
    if not known:
        raise ValueError("it names none of the passages")
    return tuple(known)


def reply_tokens(size: int) -> int:
    """Return how many tokens a reply that names ``size`` labels may cost (``num_predict``)."""
    return _FRAME_TOKENS + _LABEL_TOKENS * size


def reply_schema(labels: Sequence[str], wanted: int) -> dict[str, object]:
    """Return the JSON schema of a reply that can name these labels and nothing else."""
    label = {"type": "string", "enum": list(labels)}
    order = {"type": "array", "items": label, "minItems": 1, "maxItems": wanted}
    return {
        "type": "object",
        "properties": {"order": order},
        "required": ["order"],
        "additionalProperties": False,
    }
