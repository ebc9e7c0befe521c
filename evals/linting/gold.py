"""Whether the gold of a question agrees with its articles and with itself."""

from __future__ import annotations

from collections.abc import Iterator

from evals.case_rules import day_of
from evals.cases import Nugget
from evals.linting.articles import Articles, file_of
from evals.linting.problems import Finding
from evals.linting.rows import Row
from evals.linting.wording import days_in, fold, holds, numbers_in


def check(row: Row) -> Iterator[Finding]:
    """Find what is wrong with the gold as it is written, without the articles."""
    case = row.case
    for passage in case.gold_passages:
        if passage.article not in case.roles:
            text = f"The gold passage is from {passage.article}, which is not in gold_articles."
            yield row.finding("passages", text)
    if len(set(case.gold_passages)) != len(case.gold_passages):
        yield row.finding("passages", "A gold passage is listed twice.")
    carried: set[int] = set()
    for nugget in case.nuggets:
        yield from _evidence(row, nugget)
        yield from _number(row, nugget)
        yield from _date(row, nugget)
        carried |= set(nugget.evidence)
    if not row.of_feedback:
        for place in range(len(case.gold_passages)):
            if place not in carried:
                text = f"The gold passage {place} carries no nugget: {_cut(_quote(row, place))}"
                yield row.finding("passages", text)
    yield from _forbidden(row)


def check_articles(row: Row, articles: Articles) -> Iterator[Finding]:
    """Find articles that are not there, and words that do not stand in them."""
    case = row.case
    for identity in case.roles:
        name = file_of(identity)
        if name not in articles.visible and name not in articles.unread:
            yield row.finding("articles", f"The gold article {identity} is not among the articles.")
    for passage in case.gold_passages:
        seen = articles.visible.get(file_of(passage.article))
        if seen is not None and (not fold(passage.quote) or fold(passage.quote) not in seen):
            text = f"The quote is not verbatim in {passage.article}: {_cut(passage.quote)}"
            yield row.finding("quotes", text)
    yield from _canary(row, articles)


def _evidence(row: Row, nugget: Nugget) -> Iterator[Finding]:
    """Each passage that a nugget names carries it alone."""
    quotes = row.case.gold_passages
    if not nugget.evidence and quotes and not row.of_feedback:
        yield row.finding("nuggets", f"The nugget {nugget.text!r} names no evidence.")
    for place in nugget.evidence:
        for group in nugget.all_of:
            if not any(holds(wording, quotes[place].quote) for wording in group):
                text = f"The nugget {nugget.text!r} is not in its passage {place}: none of {group}."
                yield row.finding("nuggets", text)
    yield from _speaker(row, nugget)


def _speaker(row: Row, nugget: Nugget) -> Iterator[Finding]:
    """Whoever said it is named, by some part of the name, in the evidence or the question."""
    if not nugget.speaker:
        return
    quotes = row.case.gold_passages
    said = [quotes[place].quote for place in nugget.evidence]
    if not any(holds(part, text) for part in nugget.speaker.split() for text in said):
        heard = [*(quote.quote for quote in quotes), row.case.question]
        if not any(holds(part, text) for part in nugget.speaker.split() for text in heard):
            text = f"The speaker {nugget.speaker} of {nugget.text!r} is named in no gold passage."
            yield row.finding("speakers", text)


def _number(row: Row, nugget: Nugget) -> Iterator[Finding]:
    """The value is that of the wordings, as far as these are figures."""
    if nugget.number is None:
        return
    values = [numbers_in(wording) for group in nugget.all_of for wording in group]
    if not any(nugget.number in value for value in values):
        text = f"The number {nugget.number:g} of {nugget.text!r} is in none of its wordings."
        yield row.finding("values", text)
    for group in nugget.all_of:
        if any(nugget.number in numbers_in(wording) for wording in group):
            for wording in group:
                found = numbers_in(wording)
                if found and nugget.number not in found:
                    text = f"The number of {nugget.text!r} is {nugget.number:g}, not {wording!r}."
                    yield row.finding("values", text)


def _date(row: Row, nugget: Nugget) -> Iterator[Finding]:
    """The day is that of the wordings, and the evidence does not say another year."""
    day = day_of(nugget.date)
    if day is None:
        return
    agreed = False
    for wording in (wording for group in nugget.all_of for wording in group):
        named = days_in(wording, day)
        agreed = agreed or any(first <= day <= last for first, last in named)
        if named and not any(first <= day <= last for first, last in named):
            text = f"The date of {nugget.text!r} is {day}, not {wording!r}."
            yield row.finding("values", text)
    if not agreed:
        text = f"The date {day} of {nugget.text!r} is in none of its wordings."
        yield row.finding("values", text)
    quotes = row.case.gold_passages
    for place in nugget.evidence:
        named = days_in(quotes[place].quote, day)
        same = [first for first, _ in named if (first.month, first.day) == (day.month, day.day)]
        if same and day not in same:
            text = f"The date of {nugget.text!r} is {day}, its passage {place} says {same[0]}."
            yield row.finding("values", text)


def _forbidden(row: Row) -> Iterator[Finding]:
    """What no right answer may say is neither evidence nor part of the answer."""
    case = row.case
    for wording in case.forbidden:
        for passage in case.gold_passages:
            if holds(wording, passage.quote):
                text = f"The forbidden {wording!r} stands in a gold passage: {_cut(passage.quote)}"
                yield row.finding("forbidden", text)
        for nugget in case.nuggets:
            inside = [word for group in nugget.all_of for word in group if holds(wording, word)]
            if nugget.vital and inside:
                text = f"The forbidden {wording!r} is part of the vital nugget {nugget.text!r}."
                yield row.finding("forbidden", text)
    for item in row.record.get("forbidden", []):
        if not row.of_feedback and not item.get("why"):
            yield row.finding("forbidden", f"Nobody says why {item['any_of']} is forbidden.")


def _canary(row: Row, articles: Articles) -> Iterator[Finding]:
    """The canary stands in an article of the question, and in no other."""
    canary = row.case.canary
    if not canary:
        return
    holders = {name for name, text in articles.raw.items() if canary in text}
    named = {file_of(identity) for identity in row.case.roles}
    if not holders & named:
        yield row.finding("canary", f"The canary {canary} is in none of the question's articles.")
    if holders - named:
        text = f"The canary {canary} is in other articles too: {', '.join(sorted(holders - named))}"
        yield row.finding("canary", text + ".")
    if canary not in row.case.forbidden and row.case.category == "injection":
        yield row.finding("canary", f"The canary {canary} is not forbidden.")


def _quote(row: Row, place: int) -> str:
    return row.case.gold_passages[place].quote


def _cut(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
