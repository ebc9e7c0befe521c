"""In which parts today's request differs from the one that was recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evals.lanes.recordings import Exchange, digest_of

_UNASKED = "the model was not asked then, and is asked now"
_READS_ON = "the product read only a part of the reply then, and reads on now"


def differences(recorded: Sequence[Exchange], request: Mapping[str, Any]) -> str:
    """Return in words what differs between a request and the nearest of the recorded ones."""
    if not recorded:
        return _UNASKED
    found = sorted((_parts(each.request, request) for each in recorded), key=len)
    return "recorded with " + "; ".join(found[0])


def reads_on() -> str:
    """Return what to say where a reply was recorded in part only."""
    return _READS_ON


def _parts(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    if then.get("model") != now.get("model"):
        found.append(f"another model ({then.get('model')}, now {now.get('model')})")
    found += _options(then.get("options") or {}, now.get("options") or {})
    messages = [_messages(each) for each in (then, now)]
    for part in messages[0]:
        if messages[0][part] != messages[1][part]:
            found.append(f"another {part}")
    if _form(then.get("format")) != _form(now.get("format")):
        found.append("another schema")
    for name in ("think", "truncate", "shift"):
        if then.get(name) != now.get(name):
            found.append(f"another setting of {name}")
    return found or ["other labels in the schema"]


def _options(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [
        f"another {name} ({then.get(name)}, now {now.get(name)})"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]


def _messages(request: Mapping[str, Any]) -> dict[str, str]:
    """Return the messages by what they are; the question stands behind the last empty line."""
    messages = request.get("messages") or []
    rules = [str(each.get("content")) for each in messages if each.get("role") == "system"]
    asked = [str(each.get("content")) for each in messages if each.get("role") != "system"]
    passages, _, question = (asked[-1] if asked else "").rpartition("\n\n")
    return {
        "prompt (rules or examples)": "\n".join(rules),
        "set of passages": "\n".join((*asked[:-1], passages)),
        "question": question,
    }


def _form(schema: object) -> str:
    """Return a digest of a schema without the labels, which follow from the passages."""
    return digest_of(_unlabelled(json.loads(json.dumps(schema))))


def _unlabelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unlabelled(each) for key, each in value.items() if key != "enum"}
    return [_unlabelled(each) for each in value] if isinstance(value, list) else value
