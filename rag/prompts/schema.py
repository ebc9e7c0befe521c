"""The JSON schema of a reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MAX_EVIDENCE = 4  # labels per claim; more than that is no longer evidence for one sentence
MAX_CLAIMS = 8  # what fits into num_predict 768 with room to spare


def reply_schema(labels: Sequence[str]) -> Mapping[str, object]:
    """Return the JSON schema of a reply that may cite these labels.

    Grammars write properties in the order of the schema: whether the passages answer at all is
    decided first, and each claim names its evidence before its text. There is no bound on the
    length of texts, because grammars implement one by repetition, which is slow; the parser and
    num_predict bound them.
    """
    claim = {
        "type": "object",
        "properties": {
            "evidence": {
                "type": "array",
                "items": {"type": "string", "enum": list(labels)},
                "minItems": 1,
                "maxItems": MAX_EVIDENCE,
            },
            "text": {"type": "string"},
        },
        "required": ["evidence", "text"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "answerable": {"type": "boolean"},
            "claims": {"type": "array", "items": claim, "maxItems": MAX_CLAIMS},
        },
        "required": ["answerable", "claims"],
        "additionalProperties": False,
    }
