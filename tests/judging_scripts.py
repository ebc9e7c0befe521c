"""Judges for the stand-in server: they read ragas' prompts as a model would, and answer in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from stand_in_ollama import StandInOllama
from stand_in_state import StandInModel

Reply = Callable[[dict[str, Any]], Any]
JUDGE = "mistral-small:24b"
STORE = (StandInModel(JUDGE), StandInModel("bge-m3:latest", ("embedding",), 8192, 64))
_INPUT = re.compile(r"\ninput: (\{.*\})\nOutput: ", re.DOTALL)
_STATEMENTS = re.compile(r"in this order: (\[.*?\])\nPlease", re.DOTALL)
_WORD = re.compile(r"\w+")


def given(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the prompt asks about."""
    found = _INPUT.search(body["messages"][-1]["content"])
    assert found, body["messages"][-1]["content"][-400:]
    value: dict[str, Any] = json.loads(found.group(1))
    return value


def again(body: Mapping[str, Any]) -> bool:
    """Whether the judge is told that its last reply could not be used."""
    return "could not be used" in body["messages"][-1]["content"]


def holds(evidence: str, statement: str) -> int:
    """1 where the evidence has every word of a statement."""
    words = set(_WORD.findall(evidence.casefold()))
    return int(all(word in words for word in _WORD.findall(statement.casefold())))


def honest(body: dict[str, Any], verdict: Callable[[str, str], int] = holds) -> str:
    """Answer every form that ragas asks for, by words alone."""
    return json.dumps(_honest(body, verdict), ensure_ascii=False)


def _honest(body: dict[str, Any], verdict: Callable[[str, str], int]) -> dict[str, Any]:
    fields, about = body["format"]["properties"], given(body)
    if "classifications" in fields:
        told = _STATEMENTS.search(body["messages"][-1]["content"])
        assert told, "the judge must be told what the statements are"
        return {
            "classifications": [
                {"statement": one, "reason": "r", "attributed": verdict(about["context"], one)}
                for one in json.loads(told.group(1))
            ]
        }
    if "rating" in fields:
        return {"rating": 2 * verdict(about["context"], about["response"])}
    if "noncommittal" in fields:
        return {"question": f"Apakah benar {about['response']}", "noncommittal": 0}
    if "statements" not in fields:
        return {"reason": "r", "verdict": verdict(about["context"], about["answer"])}
    if "answer" in about:
        return {"statements": about["answer"].split("\n")}
    return {
        "statements": [
            {"statement": one, "reason": "r", "verdict": verdict(about["context"], one)}
            for one in about["statements"]
        ]
    }


def lying(body: dict[str, Any]) -> str:
    """Say yes to everything."""
    return honest(body, lambda _evidence, _statement: 1)


def changed(change: Callable[[list[dict[str, Any]]], object]) -> Reply:
    """Return an honest judge whose lists of verdicts are changed before they are sent."""

    def reply(body: dict[str, Any]) -> str:
        value = json.loads(honest(body))
        entries = value.get("statements")
        if isinstance(entries, list) and entries and isinstance(entries[0], dict):
            change(entries)
        return json.dumps(value, ensure_ascii=False)

    return reply


def serving(reply: Reply = honest, **switches: Any) -> StandInOllama:
    """Return a server, not yet started, whose judge answers like this."""
    return StandInOllama(store=STORE, reply=reply, **switches)
