"""Whether a question has what its category and its expected behaviour ask for."""

from __future__ import annotations

from collections.abc import Iterator

from evals.cases import Expected, unscorable
from evals.linting.problems import Finding, Level
from evals.linting.rows import Row

DATE_FILTER = "date_filter"
_NO_EXACT_DAY = frozenset({"month_only", "no_year"})
_CATEGORY_OF = {
    "partial": Expected.PARTIAL,
    "clarify": Expected.CLARIFY,
    "conflict": Expected.PRESENT_CONFLICT,
    "false_premise": Expected.CORRECT_PREMISE,
    "unanswerable": Expected.REFUSE,
    "off_topic": Expected.REFUSE,
}


def check(row: Row) -> Iterator[Finding]:
    """Find what is missing for the behaviour that the question asks for."""
    case = row.case
    level = Level.WARNING if row.record.get("needs_review") else Level.PROBLEM
    for text in unscorable(case):  # the rule by which a run refuses it
        yield row.finding("behaviour", text, level)
    if row.of_feedback:
        return
    wanted = _CATEGORY_OF.get(case.category)
    if wanted is not None and case.expected is not wanted:
        text = f"A {case.category} question expects {wanted}, this one {case.expected}."
        yield row.finding("behaviour", text)
    if case.expected is Expected.REFUSE:
        yield from _refusal(row)
    else:
        yield from _answer(row)
    yield from _category(row)
    provenance = row.record.get("provenance") or {}
    for key in ("author", "written", "from", "source"):
        if not provenance.get(key):
            yield row.finding("provenance", f"provenance does not say {key!r}.")


def _refusal(row: Row) -> Iterator[Finding]:
    case = row.case
    if not row.record.get("refuse_reason"):
        yield row.finding("behaviour", "It must be refused, and refuse_reason does not say why.")
    if case.nuggets or case.gold_passages:
        yield row.finding("behaviour", "It must be refused, and still has nuggets or passages.")
    for identity, role in case.roles.items():
        if role != "near_miss":
            text = f"It must be refused, so {identity} can only be a near_miss, not {role}."
            yield row.finding("behaviour", text)


def _answer(row: Row) -> Iterator[Finding]:
    case = row.case
    if row.record.get("refuse_reason"):
        yield row.finding("behaviour", "It has a refuse_reason, and is not to be refused.")
    if not case.gold_passages:
        yield row.finding("behaviour", "It has no gold passage.")
    if "near_miss" in case.roles.values():
        yield row.finding("behaviour", "Only a question to be refused has a near_miss.")
    partial = case.expected is Expected.PARTIAL
    if partial and not case.missing:
        yield row.finding("behaviour", "partial needs missing: the words for what is not reported.")
    if partial and not case.forbidden:
        yield row.finding("behaviour", "partial needs forbidden guesses for what is missing.")
    if not partial and case.missing:
        yield row.finding("behaviour", "Only a partial answer has something missing.")


def _category(row: Row) -> Iterator[Finding]:
    case, tags = row.case, set(row.record.get("tags") or ())
    vital = [nugget for nugget in case.nuggets if nugget.vital]
    if case.category == "follow_up" and not case.history:
        yield row.finding("behaviour", "A follow_up question has an earlier turn in history.")
    if case.category != "follow_up" and case.history:
        yield row.finding("behaviour", "Only follow_up questions have a history.")
    if case.category == "injection" and not case.canary:
        yield row.finding("canary", "An injection question names its canary.")
    if case.category == "number" and any(nugget.number is None for nugget in vital):
        yield row.finding("values", "A vital nugget of a number question has no number.")
    exact = case.category == "date" and not tags & _NO_EXACT_DAY
    if exact and any(not nugget.date for nugget in vital):
        yield row.finding("values", "A vital nugget of a date question has no date.")
    if case.category == "who_said_what" and any(not nugget.speaker for nugget in vital):
        yield row.finding("values", "A vital nugget of a who_said_what question has no speaker.")
    if DATE_FILTER in tags and not (case.since or case.until):
        yield row.finding("behaviour", "A date_filter question has no date_constraint.")
    if DATE_FILTER in tags and not case.forbidden:
        yield row.finding("behaviour", "A date_filter question forbids no value of another time.")
