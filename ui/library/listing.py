"""The list of articles: filters, order and pages, all of it in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from rag.archive.overview import Choices, Listed, Order
from rag.records import ArticleKind, Origin
from rag.wording import day
from ui.library.asked import FILTERS, PAGE, UNKNOWN, Asked, asked, without
from ui.library.remembered import Remembered
from ui.library.saying import Words, words_of
from ui.library.shown import article_path, library_path, shown
from ui.texts import number
from ui.web import House, Shell, language_of

CHOICES = 300
"""Outlets and tags that a field offers; others can still be asked for by the address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An entry of a field; ``label`` has the number of articles in it."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """A filter that is set, and the list without it; ``found`` where nothing else was found."""

    label: str
    value: str
    path: str
    found: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """An article of the list, in words."""

    path: str
    title: str
    outlet: str
    outlet_path: str
    published: str
    inferred: bool
    language: str
    added: str
    kind: str
    tags: tuple[tuple[str, str], ...]


class ListPage:
    """Draws the list of a house's articles."""

    def __init__(self, house: House, shell: Shell) -> None:
        """Draw what ``house`` holds."""
        self._house, self._shell = house, shell
        self._overview = house.archive.overview
        self._choices = Remembered(self._overview.choices, self._overview.stamp)

    def show(self, request: Request) -> Response:
        """Answer ``/library``."""
        language = language_of(request)
        words = words_of(language)
        given = asked(request, language)
        rows, total, page = self._found(given)
        pages = max(1, -(-total // PAGE))
        choices = self._choices.get()
        withdrawn = self._house.archive.withdrawn([row.article for row in rows])
        return self._shell.page(
            request,
            "library/list.html",
            words=words,
            asked=given,
            told=_status(given, total, page, words, language),
            rows=[
                _row(each, words, language, withdrawn=each.article.id in withdrawn) for each in rows
            ],
            total=total,
            page=page,
            pages=pages,
            empty=not sum(choices.kinds.values()) and not total,
            options=_options(choices, given, words, language),
            tags=[name for name in choices.tags if shown(name) == name],
            chosen=self._chosen(given, total, words, language),
            heads=_heads(given, words),
        )

    def _found(self, given: Asked) -> tuple[Sequence[Listed], int, int]:
        """Return the page's articles, how many there are, and which page it is."""
        if given.wrong:
            return (), 0, 1  # a list that leaves a filter out would look as if it had heeded it
        page = given.page
        rows, total = self._page(given, page)
        if not rows and total:
            page = -(-total // PAGE)
            rows, total = self._page(given, page)
        return rows, total, page

    def _page(self, given: Asked, page: int) -> tuple[list[Listed], int]:
        return self._overview.page(
            given.wanted,
            order=given.order,
            descending=given.descending,
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )

    def _chosen(self, given: Asked, total: int, words: Words, language: str) -> list[Chosen]:
        """Return the filters that are set; where nothing is found, what each one keeps away."""
        labels = words.filters
        found = []
        for name in FILTERS:
            if name not in given.fields:
                continue
            less = without(given, name, language)
            count = 0 if total or less.wrong else self._overview.count(less.wanted)
            value = _told(name, given.fields[name], words)
            found.append(Chosen(label=labels[name], value=value, path=less.path(), found=count))
        return found


def _status(given: Asked, total: int, page: int, words: Words, language: str) -> str:
    if given.wrong:
        return words.put_right
    if not total:
        return words.nothing_found if given.narrowed else ""
    first, last = (page - 1) * PAGE + 1, min(total, page * PAGE)
    told = (words.one_found if total == 1 else words.found).format(count=number(total, language))
    if total <= PAGE:
        return told
    return f"{told}, " + words.range_shown.format(
        first=number(first, language), last=number(last, language)
    )


def _told(name: str, value: str, words: Words) -> str:
    """Return a filter's value as people call it."""
    if name == "undated":
        return ""
    if name == "kind":
        return words.kinds.get(value, value)
    if name == "language":
        return words.no_language if value == UNKNOWN else words.languages.get(value, shown(value))
    if name == "outlet" and value == UNKNOWN:
        return words.no_outlet
    return shown(value)


def _row(listed: Listed, words: Words, language: str, *, withdrawn: bool) -> Row:
    article = listed.article
    kind = ArticleKind.RETRACTED if withdrawn else article.kind
    return Row(
        path=article_path(article.id),
        title=shown(article.title) or words.untitled,
        outlet=shown(article.outlet) or words.no_outlet,
        outlet_path=library_path(outlet=article.outlet or UNKNOWN),
        published=words.no_date if article.published is None else day(article.published, language),
        inferred=article.published_origin is Origin.INFERRED,
        language=words.languages.get(article.language, shown(article.language)),
        added=day(listed.added.astimezone().date(), language),
        kind="" if kind is ArticleKind.NEWS else words.kinds[kind],
        tags=tuple((shown(tag), library_path(tag=tag)) for tag in listed.tags[:4] if shown(tag)),
    )


def _options(
    choices: Choices, given: Asked, words: Words, language: str
) -> dict[str, list[Choice]]:
    """Return the entries of each field that has some."""
    named = {
        "outlet": (choices.outlets, {"": words.no_outlet}),
        "language": (choices.languages, {"": words.no_language, **words.languages}),
        "kind": (choices.kinds, words.kinds),
    }
    return {
        name: _choices(counts, given.fields.get(name, ""), labels, language)
        for name, (counts, labels) in named.items()
    }


def _choices(
    counts: Mapping[str, int], value: str, labels: Mapping[str, str], language: str
) -> list[Choice]:
    """Return the entries of a field, with the one that is set even where nothing is like it."""
    found = [
        Choice(
            value=name or UNKNOWN,
            label=f"{labels.get(name) or shown(name)} ({number(count, language)})",
            chosen=(name or UNKNOWN).casefold() == value.casefold(),
        )
        for name, count in list(counts.items())[:CHOICES]
    ]
    if value and not any(choice.chosen for choice in found):
        found.insert(0, Choice(value=value, label=labels.get(value) or shown(value), chosen=True))
    return found


def _heads(given: Asked, words: Words) -> list[dict[str, str]]:
    """Return the heads of the columns; an ``order`` of "" cannot be ordered by."""
    heads = []
    for label, order in (
        (words.title, Order.TITLE),
        (words.outlet, Order.OUTLET),
        (words.published, Order.DATE),
        (words.language, None),
        (words.added, Order.ADDED),
    ):
        now = order is given.order
        heads.append(
            {
                "label": label,
                "path": given.sorted_by(order) if order else "",
                "sort": ("descending" if given.descending else "ascending") if now else "",
            }
        )
    return heads
