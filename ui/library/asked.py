"""What the address of the list asks for: filters, order and page. The address is all its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

from rag.archive.overview import Order, Wanted
from rag.asking import day_of
from rag.records import ArticleKind
from rag.wording import day
from ui.library.shown import parameter
from ui.texts import texts

PAGE = 50
"""Articles of one page."""
FILTERS = ("words", "outlet", "language", "kind", "tag", "from", "to", "undated")
UNKNOWN = "-"
"""In the fields "outlet" and "language": what is not known."""
_FALLING = {Order.DATE, Order.ADDED}
_WRONG_LENGTH = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked for. ``fields`` is what stands in the filters that are set, as written.

    ``wrong`` says by the name of a field why it means nothing; ``wanted`` leaves such out.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    wanted: Wanted = field(default_factory=Wanted)
    order: Order = Order.DATE
    descending: bool = True
    page: int = 1
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.fields)

    def path(self, **changes: str) -> str:
        """Return the path of this list with some parameters changed ("" takes one away).

        A list that is narrowed or ordered otherwise begins with its first page.
        """
        said = {**self.fields, **self._place(), **changes}
        if "page" not in changes:
            said.pop("page", None)
        asked = urlencode({name: value for name, value in said.items() if value})
        return "/library" + (f"?{asked}" if asked else "")

    def _place(self) -> dict[str, str]:
        place = {"page": str(self.page)} if self.page > 1 else {}
        if self.order is not Order.DATE or not self.descending:
            place |= {"sort": self.order.value, "dir": "desc" if self.descending else "asc"}
        return place

    def sorted_by(self, order: Order) -> str:
        """Return the path of the list in an order; the other way round if it is in it already."""
        falling = not self.descending if order is self.order else order in _FALLING
        if order is Order.DATE and falling:
            return self.path(sort="", dir="")
        return self.path(sort=order.value, dir="desc" if falling else "asc")


def asked(request: Request, language: str) -> Asked:
    """Read the address, whatever somebody has written there; ``language`` is that of ``wrong``."""
    fields = {name: parameter(request, name) for name in FILTERS}
    fields["undated"] = "1" if fields["undated"] else ""
    fields["kind"] = fields["kind"] if fields["kind"] in set(ArticleKind) else ""
    fields = {name: value for name, value in fields.items() if value}
    wanted, wrong = _wanted(fields, language)
    sort = parameter(request, "sort")
    order = Order(sort) if sort in set(Order) else Order.DATE
    direction = parameter(request, "dir")
    page = parameter(request, "page", 7)
    return Asked(
        fields=fields,
        wanted=wanted,
        order=order,
        descending=direction == "desc" if direction else order in _FALLING,
        page=max(1, int(page)) if page.isascii() and page.isdecimal() else 1,
        wrong=wrong,
    )


def without(given: Asked, name: str, language: str) -> Asked:
    """Return what is asked for with one filter less, on its first page."""
    fields = {other: value for other, value in given.fields.items() if other != name}
    wanted, wrong = _wanted(fields, language)
    return replace(given, fields=fields, wanted=wanted, wrong=wrong, page=1)


def _wanted(fields: Mapping[str, str], language: str) -> tuple[Wanted, dict[str, str]]:
    outlet, tongue = fields.get("outlet", ""), fields.get("language", "")
    first, last, wrong = _days(fields, language)
    wanted = Wanted(
        words=fields.get("words", ""),
        outlet="" if outlet == UNKNOWN else outlet,
        no_outlet=outlet == UNKNOWN,
        language="" if tongue == UNKNOWN else tongue,
        no_language=tongue == UNKNOWN,
        kind=ArticleKind(fields["kind"]) if "kind" in fields else None,
        tag=fields.get("tag", ""),
        first=first,
        last=last,
        undated="undated" in fields,
    )
    return wanted, wrong


def _days(
    fields: Mapping[str, str], language: str
) -> tuple[date | None, date | None, dict[str, str]]:
    words = texts(language)
    begin_text, end_text = fields.get("from", ""), fields.get("to", "")
    begin, end = day_of(begin_text), day_of(end_text, last=True)
    wrong = {
        name: words.no_such_date.format(text=text[:_WRONG_LENGTH])
        for name, text, found in (("from", begin_text, begin), ("to", end_text, end))
        if text and found is None
    }
    if begin is not None and end is not None and begin > end:
        wrong["to"] = words.wrong_order.format(first=day(begin, language), last=day(end, language))
    return begin, end, wrong
