"""What the stand-in's chat model says when a test does not say it: it quotes the passages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LABELLED = re.compile(r"^\s*\[(\w*\d+)\]\s*(.+?)\s*$", re.MULTILINE)
_QUESTION = re.compile(r"^\s*(?:Pertanyaan|Question)\s*:\s*(.+?)\s*$", re.MULTILINE)
_WORD = re.compile(r"[^\W_]{3,}|\d+")
_COMMON = (
    "yang dan dari untuk dengan pada dalam apa siapa kapan mana berapa bagaimana mengapa di "
    "ke itu ini oleh adalah the who what when where how many much which was were did does and "
    "for from with"
)
_MOST_CLAIMS = 3
_KINDS = {"object", "array", "string", "integer", "number", "boolean", "null"}


class BadSchema(ValueError):
    """A schema that llama-server cannot turn into a grammar."""


@dataclass(frozen=True, slots=True)
class Script:
    """A reply in more detail than a text."""

    text: str
    thinking: str = ""
    done_reason: str = "stop"


def quote(body: Mapping[str, Any]) -> str:
    """Answer with the labelled sentences that share most words with the question.

    With a schema of claims the answer is JSON, with any other schema the least that is
    valid; without one, each sentence is a line that ends with its label.
    """
    schema = body.get("format")
    chosen = _chosen(body.get("messages") or [])
    if isinstance(schema, Mapping):
        if "claims" not in schema.get("properties", {}):
            return json.dumps(least_valid(schema, schema))
        allowed = _labels(schema)
        claims = [
            {"evidence": [label], "text": text}
            for label, text in chosen
            if not allowed or label in allowed
        ]
        answer = {"answerable": bool(claims), "claims": claims}
        return json.dumps(answer, ensure_ascii=False)
    if schema == "json":
        return "{}"
    return "\n".join(f"{text} [{label}]" for label, text in chosen) or "Tidak ada jawaban."


def _chosen(messages: list[Mapping[str, str]]) -> list[tuple[str, str]]:
    users = [message["content"] for message in messages if message.get("role") == "user"]
    last = users[-1] if users else ""
    questions = _QUESTION.findall(last)
    wanted = _words(questions[-1]) if questions else set()
    scored = [(len(wanted & _words(text)), label, text) for label, text in _LABELLED.findall(last)]
    best = max((score for score, _, _ in scored), default=0)
    enough = [each for each in scored if each[0] and each[0] * 2 > best]
    enough.sort(key=lambda each: -each[0])  # stable: ties stay in the passages' order
    return [(label, text) for _, label, text in enough[:_MOST_CLAIMS]]


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)} - set(_COMMON.split())


def _labels(schema: Mapping[str, Any]) -> set[str]:
    """Return the labels that the schema allows as evidence; empty if any."""
    found: set[str] = set()
    items = _resolve(schema["properties"]["claims"], schema).get("items", {})
    evidence = _resolve(items, schema).get("properties", {}).get("evidence", {})
    found.update(_resolve(_resolve(evidence, schema).get("items", {}), schema).get("enum", ()))
    return found


def _resolve(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    target = schema.get("$ref")
    if target is None:
        return schema
    if not target.startswith("#/"):
        raise BadSchema(f"remote reference {target}")
    found: Any = root
    for step in target[2:].split("/"):
        found = found[step]
    return _resolve(found, root)


def check_schema(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> None:
    """Refuse what llama-server refuses: references elsewhere and unknown types.

    Raises:
        BadSchema: with the reason.
    """
    root = schema if root is None else root
    least_valid(schema, root)


def least_valid(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    """Return a small value that ``schema`` accepts."""
    schema = _resolve(schema, root)
    for choice in ("enum", "anyOf", "oneOf"):
        if schema.get(choice):
            first = schema[choice][0]
            return first if choice == "enum" else least_valid(first, root)
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type", "object" if "properties" in schema else "null")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind not in _KINDS:
        raise BadSchema(f"unrecognized schema type {kind}")
    if kind == "object":
        return {key: least_valid(each, root) for key, each in schema.get("properties", {}).items()}
    if kind == "array":
        item = schema.get("items", {})
        example = least_valid(item, root) if item else None
        return [example] * schema.get("minItems", 0)
    least = schema.get("minimum", 0)
    plain = {"string": "x" * schema.get("minLength", 1), "integer": least, "number": least}
    return {**plain, "boolean": False, "null": None}[kind]
