"""Answers as one object for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from rag.records import Answer, Claim, Conflict, Evidence, Speaker, Understood


def as_json(answer: Answer) -> dict[str, object]:
    """Return the documented object; spans are half-open, in code points of the article's text.

    ``understood`` is how the question was read (null where it was not): ``text`` (what was
    searched), ``corrections`` (``asked``, ``used``), ``period`` (``first``, ``last``: dates or
    null, both included; ``text``: the words that say so) or null, ``newest``, and ``concepts``
    (``text``, and ``others``: the other wordings searched). A period is what the question names;
    ``filters`` (``from``, ``to``, ``outlet``: null where there is no bound) are those that held.
    ``follow_up`` is null for a question that leaned on nothing before it, else ``standalone`` (what
    it was taken to mean), ``how`` ("rules" or "model") and ``carried``. A claim's ``problems`` say
    why it is marked or was replaced, its ``speaker`` who says what it reports. ``conflicts`` are
    figures and dates on which sources differ, ``nearest`` the sentences that come nearest, on a
    refusal, ``uncovered`` parts of the question that nothing
    shown speaks of, ``left_out`` statements of the model that are not shown. ``stored`` names the
    stored answer (``tanya answers show ID``).
    """
    return {
        "question": answer.question,
        "language": answer.language,
        "understood": _understood(answer.understood),
        "filters": {
            "from": _iso(answer.filters.published_from),
            "to": _iso(answer.filters.published_to),
            "outlet": answer.filters.outlet,
        },
        "refused": answer.refused,
        "answer": answer.text,
        "claims": [_claim(claim) for claim in answer.claims],
        "sources": [
            {
                "article": source.article,
                "title": source.title,
                "outlet": source.outlet,
                "published": _iso(source.published),
                "url": source.url,
            }
            for source in answer.sources
        ],
        "notices": [{"code": item.code, "text": item.text} for item in answer.notices],
        "conflicts": [_conflict(conflict) for conflict in answer.conflicts],
        "nearest": [_claim(claim) for claim in answer.nearest],
        "uncovered": list(answer.uncovered),
        "left_out": [
            {"reason": item.reason, "problems": list(item.problems)} for item in answer.left_out
        ],
        "as_of": _iso(answer.as_of),
        "engine": answer.engine.value,
        "model": answer.model or None,
        "timings": dict(answer.timings),
        "stored": answer.id or None,
    }


def _claim(claim: Claim) -> dict[str, object]:
    return {
        "text": claim.text,
        "check": claim.check.value,
        "problems": list(claim.problems),
        "speaker": _speaker(claim.speaker),
        "evidence": [_evidence(item) for item in claim.evidence],
    }


def _speaker(speaker: Speaker | None) -> dict[str, object] | None:
    if speaker is None:
        return None
    named = _evidence(speaker.evidence)
    return {"name": speaker.name, "role": speaker.role or None, "evidence": named}


def _evidence(item: Evidence) -> dict[str, object]:
    return {
        "article": item.article,
        "passage": item.passage,
        "sentence": item.sentence,
        "start": item.start,
        "end": item.end,
        "text": item.text,
    }


def _conflict(conflict: Conflict) -> dict[str, object]:
    return {
        "subject": conflict.subject,
        "kind": conflict.kind,
        "versions": [
            {
                "value": version.value,
                "outlet": version.outlet,
                "published": _iso(version.published),
                "standing": version.standing.value,
                "evidence": _evidence(version.evidence),
            }
            for version in conflict.versions
        ],
    }


def _understood(understood: Understood | None) -> dict[str, object] | None:
    if understood is None:
        return None
    period = understood.period
    follow_up = understood.follow_up
    return {
        "text": understood.text,
        "follow_up": None
        if follow_up is None
        else {
            "standalone": follow_up.standalone,
            "how": follow_up.how,
            "carried": list(follow_up.carried),
        },
        "corrections": [{"asked": one.asked, "used": one.used} for one in understood.corrections],
        "period": None
        if period is None
        else {"first": _iso(period.first), "last": _iso(period.last), "text": period.text},
        "newest": understood.newest,
        "concepts": [
            {"text": one.text, "others": [other.text for other in one.others]}
            for one in understood.concepts
        ],
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def written(value: Mapping[str, object], encoding: str | None) -> str:
    """Return an object as one line of JSON that this encoding (None: UTF-8) can hold."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode(encoding or "utf-8")
    except UnicodeEncodeError:  # an old terminal, or half of a surrogate pair
        return json.dumps(value)
    return line
