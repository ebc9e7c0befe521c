"""Lines that tell of conflicts, speakers, relative days and what was left out, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rag.context import Context
from rag.coverage import RelativeDay
from rag.notices.beside import notice
from rag.records import (
    ArticleSummary,
    Claim,
    Conflict,
    Evidence,
    LeftOut,
    Notice,
    Source,
    Standing,
    Version,
)
from rag.speakers import names_speaker
from rag.wording import day, say
from rag.wording.evidence import TEXTS

_LONGEST = 400  # characters of a sentence that a notice quotes


def differing(conflicts: Sequence[Conflict], language: str) -> list[Notice]:
    """Say that sources differ on something shown, or that something shown was replaced."""
    found = []
    for conflict in conflicts:
        replaced = any(v.standing is Standing.SUPERSEDED for v in conflict.versions)
        code = "superseded" if replaced else "conflict"
        found.append(notice(code, language, text=f"“{conflict.subject}”"))
    return found


def premise(context: Context, evidence: Evidence | None) -> list[Notice]:
    """Quote the sentence that says the opposite of what the question takes for granted."""
    if evidence is None:
        return []
    article = next(
        h.stored.article for h in context.hits if h.stored.article.id == evidence.article
    )
    language = context.language
    text = " ".join(evidence.text.split())
    return [
        notice(
            "premise",
            language,
            text=text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …",
            outlet=article.outlet or say("no_outlet", language),
            date=day(article.published, language),
        )
    ]


def clarify(articles: Sequence[ArticleSummary], language: str) -> tuple[Notice, ...]:
    """Name the matters that a question fits about equally, by an article of each."""
    if len(articles) < 2:
        return ()
    named = [
        f"“{each.title}” ({each.outlet or say('no_outlet', language)},"
        f" {day(each.published, language)})"
        for each in articles
    ]
    return (notice("clarify", language, text="; ".join(named)),)


def version_line(version: Version, language: str) -> str:
    """Return a version as "25 Oktober — terbaru (Harian Pelabuhan, 9 Oktober 2025)"."""
    outlet = version.outlet or say("no_outlet", language)
    standing = say(f"standing_{version.standing}", language)
    return f"{version.value} — {standing} ({outlet}, {day(version.published, language)})"


def speaker_line(claim: Claim, sources: Mapping[str, Source], language: str) -> str:
    """Return who says what a claim reports, with office, outlet and date; "" if it says so itself.

    ``sources`` are those of the answer, by article.
    """
    speaker = claim.speaker
    if speaker is None or names_speaker(claim):
        return ""
    who = f"{speaker.name}, {speaker.role}" if speaker.role else speaker.name
    source = sources.get(speaker.evidence.article)
    if source is None:
        return who
    outlet = source.outlet or say("no_outlet", language)
    return f"{who} ({outlet}, {day(source.published, language)})"


def relative_note(days: Sequence[RelativeDay], language: str) -> str:
    """Return what relative times mean: "“kemarin”: 18 November 2025"; "" where there is none."""
    told = []
    for each in days:
        told.append(f"“{each.text}”: {_when(each.first, each.last, language)}")
    return "; ".join(told)


def _when(first: date, last: date, language: str) -> str:
    """Return a day, a whole month or year, or from when to when."""
    begins, ends = day(first, language), day(last, language)
    if first == last:
        return begins
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year)
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.month == last.month:
        return begins.split(" ", 1)[1]
    return f"{begins} – {ends}"


def reason(problem: str, language: str) -> str:
    """Return an objection of the checks (``code`` or ``code: detail``) in plain words."""
    code, _, detail = problem.partition(":")
    name = f"reason_{code.strip().rstrip('?')}"
    told = say(name if name in TEXTS else "reason_other", language)
    return f"{told} (“{detail.strip()}”)" if detail.strip() else told


def reasons(problems: Sequence[str], language: str) -> str:
    """Return objections in plain words, each once."""
    return "; ".join(dict.fromkeys(reason(problem, language) for problem in problems))


def left_out_line(left_out: Sequence[LeftOut], language: str) -> str:
    """Say how many statements are not shown and why, without their wording."""
    counted = Counter(_why(each, language) for each in left_out)
    told = ", ".join(
        f"{why} ({count})" if len(counted) > 1 else why for why, count in counted.most_common()
    )
    return say("left_out", language, count=len(left_out), text=told)


def _why(left_out: LeftOut, language: str) -> str:
    """Return the first objection where the reason itself says no more than that there are some."""
    if left_out.reason in {"", "unsupported"} and left_out.problems:
        return reason(left_out.problems[0].partition(":")[0], language)
    return reason({"no_evidence": "evidence"}.get(left_out.reason, left_out.reason), language)
