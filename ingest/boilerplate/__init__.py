"""What pages carry beside their article: menus, labels, share buttons, notices, dates, bylines.

The rules are general and careful: a line is dropped only when the whole of it is a known label,
or when it is a short line without sentence marks in front of the headline. A sentence is never
dropped. Everything dropped is kept in ``Document.removed``, so that a person can look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.boilerplate.labels import CLOSING_NAME, LABELS, TAIL_LABELS
from ingest.boilerplate.line_rules import (
    HEADLINE,
    is_credit,
    is_link,
    is_menu,
    is_notice,
    is_one_of,
    is_sentence,
    leads_elsewhere,
    link_at,
    says_something,
)
from ingest.boilerplate.states import INCOMPLETE, asks_to_pay, cut_at, leads_on, marked
from ingest.documents import Document, Line, Metadata, folded
from ingest.fields.datelines import (
    dateline,
    front_line,
    is_name,
    looks_like_outlet,
    own_line_outlet,
)
from ingest.table_heads import repeat_heads
from rag.records import SentenceKind

_CLOSING = 8  # last lines in which writers and editors are named
_CAPTION = re.compile(
    r"\W{0,2}(?:keterangan (?:foto|gambar)|foto|photo|caption|ilustrasi|illustration|gambar)"
    r"\s*[:：]|.*\((?:foto|photo|dok|ist|ilustrasi|illustration)\b[^)]*\)\.?$",
    re.I,
)
_NAME_AND_ROLE = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,5} \([^)]{4,80}\)\.?")
_MAX_CAPTION = 600  # code points
_FRONT_LINES = 60  # lines in which a headline, byline and date are looked for, blank ones too


@dataclass
class _Desk:
    """Lines on their way through the rules."""

    kept: list[Line | None]
    removed: dict[int, str] = field(default_factory=dict)  # by the place where it stood

    def first_sentence(self) -> int:
        """Return where the article's text begins: its first line that is a real sentence."""
        for index, line in enumerate(self.kept):
            if line is not None and line.kind is SentenceKind.BODY and is_sentence(line.text):
                return index
        return len(self.kept)

    def last_text(self) -> int:
        """Return where the last line stands that is surely no link or label."""
        for index in range(len(self.kept) - 1, -1, -1):
            line = self.kept[index]
            if line is not None and (line.kind is not SentenceKind.BODY or is_sentence(line.text)):
                return index
        return -1

    def drop(self, index: int) -> None:
        line = self.kept[index]
        if line is not None:
            self.removed[index] = marked(line.text)
            self.kept[index] = None


def tidy(
    lines: Sequence[Line | None],
    given: Metadata,
    *,
    removed: Sequence[str] = (),
    own: bool = False,
) -> Document:
    """Take an article's lines out of a page's lines.

    Args:
        lines: in order; None stands for a blank line between blocks.
        given: what the file's own fields say; with a title, repetitions of it are dropped.
        removed: what the reader dropped already; what is dropped here follows it, in order.
        own: the file was written for an archive, not copied from a page: "Daftar" is a heading
            in it, not the label of a button.
    """
    desk = _Desk(kept=[line if line and line.text else None for line in lines])
    _drop_labels(desk, own)
    if not own:
        _cut_ends(desk)
    title, outlet = _headline(desk, given.title)
    stated = _front(desk, Metadata(title=title, outlet=outlet), given)
    _mark_captions(desk)
    kept = repeat_heads([line for line in desk.kept if line is not None])
    here = (desk.removed[index].split("\n") for index in sorted(desk.removed))
    told = (*removed, *(text for texts in here for text in texts))
    return Document(lines=kept, given=given, stated=stated, removed=told)


def _drop_labels(desk: _Desk, own: bool) -> None:
    begun, ended = desk.first_sentence(), desk.last_text()

    def outside(index: int) -> bool:
        return ended >= 0 and not own and not begun < index < ended

    dropping = False  # inside the list of links that follows a label such as "Berita terkait"
    for index, line in enumerate(desk.kept):
        if line is None:
            dropping = dropping and index > ended
        elif line.kind is not SentenceKind.BODY:
            dropping = False
        elif not own and is_one_of(TAIL_LABELS, line.text):
            dropping = index > begun
            desk.drop(index)
        elif (
            leads_elsewhere(line.text)
            or not says_something(line.text)
            or (not own and (leads_on(line.text) or asks_to_pay(line.text) or is_notice(line.text)))
            or (not own and is_one_of(LABELS, line.text))
            or (dropping and is_link(line.text))
            or (outside(index) and is_menu(line.text) and not is_credit(line.text, index > ended))
        ):
            desk.drop(index)
        else:
            dropping = False


def _cut_ends(desk: _Desk) -> None:
    """Take links out of lines: "(Baca juga: ...)", and "(selengkapnya)" where a text breaks off."""
    for index, line in enumerate(desk.kept):
        if line is None or line.kind is not SentenceKind.BODY:
            continue
        text, gone = line.text, []
        begin, end = link_at(text)
        if begin:
            gone.append(text[begin:end].strip(" ,"))
            text = " ".join((text[:begin].rstrip() + " " + text[end:].lstrip(" ,")).split())
        if at := cut_at(text):
            gone.append(INCOMPLETE + text[at:].strip())
            text = text[:at].rstrip()
        if gone and text:
            desk.removed[index] = "\n".join(gone)
            desk.kept[index] = Line(text=text)


def _headline(desk: _Desk, given: str) -> tuple[str, str]:
    """Find the headline, take it and what stands before it away; return title and outlet."""
    begun = desk.first_sentence()
    all_short = begun == len(desk.kept)  # a list or table: nothing can be judged by its length
    if all_short and not given:
        return "", ""
    front = [
        (index, line.text)
        for index, line in enumerate(desk.kept[: min(begun, _FRONT_LINES)])
        if line is not None and line.kind is SentenceKind.BODY
    ]
    title, outlet = (given, "") if given else _choose(front)
    if not title:
        return "", ""
    same = [index for index, text in front if _same_title(text, title, outlet)]
    until = -1 if all_short or not same else same[-1]
    for index, text in front:
        if index in same:
            desk.kept[index] = None  # it is the title, not something removed
        elif index < until and len(text.split()) < min(HEADLINE) and front_line(text) is None:
            desk.drop(index)
    return ("", "") if given else (title, outlet)


def _choose(front: list[tuple[int, str]]) -> tuple[str, str]:
    """Return the likeliest headline among the lines before the first sentence, and its outlet."""
    candidates = [
        text
        for _, text in front
        if len(text.split()) in HEADLINE
        and not text[0].islower()
        and text[-1] not in '.,;:"“('
        and front_line(text) is None
        and not own_line_outlet(text)
        and not _CAPTION.match(text[:_MAX_CAPTION])
        and not _NAME_AND_ROLE.fullmatch(text)
    ]
    folds = [folded(text) for text in candidates]
    for text in candidates:  # "Headline - Outlet" above the headline itself
        head, suffix = split_suffix(text)
        if suffix and folded(head) in folds:
            return head, suffix
    if not candidates:
        return "", ""
    head, suffix = split_suffix(candidates[0])
    return (head, suffix) if suffix and looks_like_outlet(suffix) else (candidates[0], "")


def split_suffix(title: str) -> tuple[str, str]:
    """Split "Headline - Outlet" at the last such mark; the second part is "" without one."""
    found = re.fullmatch(r"(.{12,}?)\s+[-–—|»]\s+([^-–—|»]{2,50})", title)
    if found is None or len(found[2].split()) > 5:
        return title, ""
    return found[1].strip(), found[2].strip()


def _same_title(text: str, title: str, outlet: str) -> bool:
    wanted = folded(title)
    return folded(text) == wanted or (bool(outlet) and folded(text) == wanted + folded(outlet))


def _front(desk: _Desk, stated: Metadata, given: Metadata) -> Metadata:
    """Read and take away lines of date and byline; read the outlet of a dateline."""
    author, published, outlet = "", None, stated.outlet
    begun = desk.first_sentence()
    for index, line in enumerate(desk.kept[: min(begun, _FRONT_LINES)]):
        if line is None or line.kind is not SentenceKind.BODY:
            continue
        found = front_line(line.text)
        if found is None:
            outlet = outlet or own_line_outlet(line.text)
            continue
        known = found.rest and folded(found.rest) in (folded(given.author), folded(given.outlet))
        author, published = author or found.author, published or found.published
        outlet = outlet or found.outlet
        if known or not found.rest:  # a name that may be a place's stays in the text
            desk.drop(index)
    if begun < len(desk.kept) and (first := desk.kept[begun]) is not None:
        opening = dateline(first.text)
        if opening is not None:
            outlet, published = outlet or opening.outlet, published or opening.published
    closing = _closing_names(desk)
    author = author or closing
    credit = _closing_credit(desk)
    return Metadata(
        title=stated.title,
        outlet=outlet or credit.outlet,
        author=author or credit.author,
        published=published,
    )


def _closing_names(desk: _Desk) -> str:
    """Take away last lines such as "Penulis: Nama" and "Editor: Nama"; return who wrote."""
    author = ""
    standing = [index for index, line in enumerate(desk.kept) if line is not None]
    for index in standing[1:][-_CLOSING:]:
        line = desk.kept[index]
        found = CLOSING_NAME.fullmatch(line.text) if line is not None else None
        if found is None or not is_name(found["name"].replace(",", "")):
            continue
        if found["wrote"]:
            author = author or found["name"].strip()
        desk.drop(index)
    return author


def _closing_credit(desk: _Desk) -> Metadata:
    """Read a last line such as "(Warta Kota)" or "Warta Kota / Nama Wartawan"; it stays."""
    last = next((line for line in reversed(desk.kept) if line is not None), None)
    if last is None or len(last.text) > 80 or is_sentence(last.text):
        return Metadata()
    parts = re.split(r"\s*/\s*|\s+[-–|]\s+", last.text.strip("()[] "))
    if len(parts) > 2 or not all(map(is_name, parts)) or not looks_like_outlet(parts[0]):
        return Metadata()
    if len(parts) == 1 or "/" in last.text:
        return Metadata(outlet=parts[0], author="".join(parts[1:]))
    if len(parts) == 2:  # "Warta Kota - Ekonomi"
        return Metadata(outlet=parts[0])
    return Metadata()


def _mark_captions(desk: _Desk) -> None:
    begun = min(desk.first_sentence(), _FRONT_LINES)
    for index, line in enumerate(desk.kept):
        if line is None or line.kind is not SentenceKind.BODY:
            continue
        if len(line.text) > _MAX_CAPTION:
            continue
        if _CAPTION.match(line.text) or (index < begun and _NAME_AND_ROLE.fullmatch(line.text)):
            desk.kept[index] = Line(text=line.text, kind=SentenceKind.CAPTION)
