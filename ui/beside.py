"""What stands beside a claim and below an answer on the page, in words: pure values, no markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from rag.answer_log import SourceState
from rag.conflicts import heading
from rag.coverage import relative_days
from rag.notices import left_out_line, reasons, relative_note, speaker_line
from rag.records import Answer, ArticleSummary, Check, Claim, Conflict, LeftOut, Source
from rag.wording import day, say
from ui.chat import Turn
from ui.texts import texts

_LONGEST = 400
"""Characters shown of a statement that is no part of the answer."""

NOTHING_BELOW: Mapping[str, object] = {
    "conflicts": (),
    "columns": {},
    "open": (),
    "dropped": (),
    "dropped_head": "",
}
"""What an unfinished answer has below it."""


def told_beside(claim: Claim, sources: Sequence[Source], language: str) -> dict[str, object]:
    """Return who says a claim, what its relative days mean, and what the checks object to."""
    by_article = {source.article: source for source in sources}
    published = {source.article: source.published for source in sources}
    flagged = claim.check in (Check.REVIEW, Check.REPAIRED)
    return {
        "speaker": speaker_line(claim, by_article, language),
        "days": relative_note(relative_days(claim, published), language),
        "reasons": reasons(claim.problems, language) if flagged else "",
    }


def told_below(answer: Answer, language: str) -> dict[str, object]:
    """Return the versions that sources differ on, the parts left open, the statements left out."""
    places = count(len(answer.claims) + 1)
    numbers = {source.article: source.number for source in answer.sources}
    return {
        "conflicts": [_versions(each, numbers, places, language) for each in answer.conflicts],
        "columns": {
            name: say(f"column_{name}", language) for name in ("value", "source", "standing")
        },
        "open": _open_lines(answer, language),
        "dropped": [_dropped(each, language) for each in answer.left_out],
        "dropped_head": _dropped_head(len(answer.left_out), language),
    }


def _versions(
    conflict: Conflict, numbers: Mapping[str, int], places: count[int], language: str
) -> dict[str, object]:
    return {
        "head": heading(conflict.subject, language),
        "versions": [
            {
                "value": version.value,
                "where": ", ".join(
                    (
                        version.outlet or say("no_outlet", language),
                        day(version.published, language),
                    )
                ),
                "standing": version.standing.value,
                "told": say(f"standing_{version.standing}", language),
                "number": numbers.get(version.evidence.article),
                "place": next(places),
            }
            for version in conflict.versions
        ],
    }


def _open_lines(answer: Answer, language: str) -> list[str]:
    if not answer.uncovered:
        return []
    return [say("uncovered", language, text=", ".join(f"“{part}”" for part in answer.uncovered))]


def _dropped_head(count: int, language: str) -> str:
    words = texts(language)
    return words.dropped_one if count == 1 else words.dropped_head.format(count=count)


def _dropped(item: LeftOut, language: str) -> dict[str, str]:
    """Return a statement that is not shown, for whoever asks: its wording, and why in words.

    The wording of an order is withheld: its label would not keep everybody from obeying it.
    """
    words = texts(language)
    text = item.text if len(item.text) <= _LONGEST else item.text[:_LONGEST].rstrip() + " …"
    missing = words.dropped_order if item.reason == "instruction" else words.dropped_unread
    # That it is not in the source is what all of them share; a closer objection says more.
    closer = [each for each in item.problems if each != "unsupported"]
    problems = closer or [{"no_evidence": "evidence"}.get(item.reason, item.reason)]
    return {
        "text": "" if item.reason == "instruction" else text,
        "missing": missing,
        "why": words.dropped_why.format(reasons=reasons(problems, language)),
    }


def refusal_told(answer: Answer) -> str:
    """Return a refusal's text without the count of what was left out, which stands below it."""
    if not answer.left_out:
        return answer.text
    line = left_out_line(answer.left_out, answer.language)
    return answer.text.removesuffix(line).rstrip()


def near(answer: Answer, language: str) -> list[dict[str, str]]:
    """Return the sentences that come nearest, on a refusal, each with where it stands."""
    articles = {each.article.id: each.article for each in answer.passages}
    told = []
    for claim in answer.nearest:
        article = articles[claim.evidence[0].article]
        parts = (article.title, article.outlet, day(article.published, language))
        told.append({"text": claim.text, "where": ", ".join(part for part in parts if part)})
    return told


def changed_head(turn: Turn, language: str) -> str:
    """Return the line above the sources that have changed; the day is that of the office."""
    words = texts(language)
    if turn.asked_at is None:
        return words.sources_changed
    return words.sources_changed_since.format(date=day(turn.asked_at.astimezone().date(), language))


def told_changes(turn: Turn, language: str) -> list[dict[str, object]]:
    """Return which sources of a stored answer are not as they were, in words."""
    words = texts(language)
    states = {
        SourceState.REMOVED: words.source_removed,
        SourceState.WITHDRAWN: words.source_withdrawn,
        SourceState.CORRECTED: words.source_corrected,
        SourceState.CHANGED: words.source_changed,
    }
    return [
        {
            "number": change.number,
            "title": change.title,
            "told": states[change.state],
            "by": "" if change.by is None else _named(change.by, language),
        }
        for change in turn.changes
    ]


def _named(article: ArticleSummary, language: str) -> str:
    parts = (article.title, article.outlet, day(article.published, language))
    return ", ".join(part for part in parts if part)
