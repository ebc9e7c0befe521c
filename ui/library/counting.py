"""The page of statistics: what the archive holds, as plots, and the same numbers as tables."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from rag.archive.overview import Counts
from rag.archive.reading import Statistics
from rag.wording import day
from ui.library.asked import UNKNOWN
from ui.library.plots import Bar, chart, months_of, small
from ui.library.remembered import Remembered
from ui.library.saying import Words, words_of
from ui.library.shown import library_path, shown
from ui.web import House, Shell, language_of

TOP = 8
"""Outlets with a chart of their own; the rest is drawn together."""
LISTED = 20
"""Outlets in the list of outlets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """A month in words, and the list of its articles."""

    key: str
    name: str
    short: str
    year: str
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """One of a group: its name, number, and percentage of the group's greatest."""

    name: str
    count: int
    percent: float
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Small:
    """An outlet's own little chart; ``path`` is "" for the rest of the outlets together."""

    name: str
    count: int
    path: str
    bars: tuple[Bar, ...]
    best: str
    most: int


class StatisticsPage:
    """Draws the page; counts anew only after the archive has changed."""

    def __init__(self, house: House, shell: Shell) -> None:
        """Draw what ``house`` holds."""
        self._shell = shell
        overview = house.archive.overview

        def count() -> tuple[Counts, Statistics]:
            return overview.counts(), house.archive.statistics()

        self._counts = Remembered(count, overview.stamp)

    def show(self, request: Request) -> Response:
        """Answer ``/statistics``."""
        language = language_of(request)
        words = words_of(language)
        counts, known = self._counts.get()
        months = [_month(each, language) for each in months_of(list(counts.months))]
        keys = [month.key for month in months]
        earlier = {key: n for key, n in counts.months.items() if keys and key < keys[0]}
        plot = chart(keys, counts.months)
        return self._shell.page(
            request,
            "library/statistics.html",
            words=words,
            counts=counts,
            known=known,
            months=months,
            plot=plot,
            plot_told=_told(months, counts.months, words),
            earlier=sum(earlier.values()),
            earlier_path=library_path(until=_last_day(max(earlier))) if earlier else "",
            undated_path=library_path(undated="1"),
            smalls=_smalls(counts, months, words),
            outlets=_shares(counts.outlets, "outlet", words.no_outlet)[:LISTED],
            more_outlets=max(0, len(counts.outlets) - LISTED),
            languages=[
                _named(share, words.languages.get(share.name, share.name))
                for share in _shares(counts.languages, "language", words.no_language)
            ],
            kinds=[
                _named(share, words.kinds.get(share.name, share.name))
                for share in _shares(counts.kinds, "kind", "")
            ],
        )


def _month(key: str, language: str) -> Month:
    first = date(int(key[:4]), int(key[5:7]), 1)
    name = day(first, language).removeprefix("1 ")
    return Month(
        key=key,
        name=name,
        short=name[:3],
        year=key[:4],
        path=library_path(since=first.isoformat(), until=_last_day(key)),
    )


def _last_day(key: str) -> str:
    year, month = int(key[:4]), int(key[5:7])
    return date(year, month, monthrange(year, month)[1]).isoformat()


def _told(months: Sequence[Month], counts: Mapping[str, int], words: Words) -> str:
    """Say in a sentence what the chart of months shows."""
    if not months:
        return ""
    best = max(months, key=lambda month: counts.get(month.key, 0))
    empty = sum(1 for month in months if not counts.get(month.key))
    return words.plot_told.format(
        first=months[0].name,
        last=months[-1].name,
        best=best.name,
        most=counts.get(best.key, 0),
        empty=empty,
    )


def _shares(counts: Mapping[str, int], field: str, unknown: str) -> list[Share]:
    top = max(counts.values(), default=1)
    return [
        Share(
            name=shown(name) or unknown,
            count=count,
            percent=round(100 * count / top, 1),
            path=library_path(**{field: name or UNKNOWN}),
        )
        for name, count in counts.items()
    ]


def _named(share: Share, name: str) -> Share:
    return Share(name=name, count=share.count, percent=share.percent, path=share.path)


def _smalls(counts: Counts, months: Sequence[Month], words: Words) -> list[Small]:
    """Return a chart for each of the first outlets, and one for the rest; one scale for all."""
    if len(counts.outlets) < 2 or not months:
        return []
    named = [name for name in counts.outlets if name][:TOP]
    rows = [(name, _series(counts, months, {name})) for name in named]
    rest = set(counts.outlets) - set(named)
    top = max((n for _, series in rows for n in series.values()), default=1)
    found = [
        _small(shown(name), series, months, top, path=library_path(outlet=name))
        for name, series in rows
    ]
    others = _series(counts, months, rest)
    if others:
        name = words.rest_of.format(count=len(rest))
        found.append(_small(name, others, months, max(top, *others.values())))
    return found


def _series(counts: Counts, months: Sequence[Month], outlets: set[str]) -> dict[str, int]:
    found = {
        month.key: sum(
            count
            for outlet, count in counts.by_outlet.get(month.key, {}).items()
            if outlet in outlets
        )
        for month in months
    }
    return {key: count for key, count in found.items() if count}


def _small(
    name: str, series: Mapping[str, int], months: Sequence[Month], top: int, *, path: str = ""
) -> Small:
    best = max(months, key=lambda month: series.get(month.key, 0))
    return Small(
        name=name,
        count=sum(series.values()),
        path=path,
        bars=small([month.key for month in months], series, top),
        best=best.name,
        most=series.get(best.key, 0),
    )
