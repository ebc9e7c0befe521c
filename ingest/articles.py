"""From a document to an article: each field from the surest source that has it, and which that was.

The order: what the operator gives or a person marked by hand, a sidecar, the document's own fields,
what is known from where it was found (a feed), what lines of the text state, and last what can be
worked out. What was worked out is marked as such. A field that none of them has stays empty: an
event's date is not a publication date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from ingest.documents import Document, Line, Metadata, normal_line
from ingest.fields.concerning import Recognised, concern_of, recognise
from ingest.fields.dating import Claimed, Decided, decided, today, worked_out
from ingest.fields.outlets import outlet_of_address
from ingest.fields.titles import made_title, readable
from rag.errors import DocumentError
from rag.language import detect_language
from rag.records import Article, FieldOrigin, Origin, SentenceKind

OPERATOR = "operator"
"""The detail of fields that the operator gave, by which ``keep_given`` knows them again."""
_SAMPLE = 1500  # code points that tell the language
_KEPT = ("outlet", "author", "published", "url", "language", "section", "tags")


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A line of an article's text; lines are in order and a line break stands between them."""

    start: int
    end: int
    kind: SentenceKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """An article with the lines of its text, ready to be split."""

    article: Article
    lines: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tier:
    """One source of fields: how sure it is, and its name where it has no detail of its own."""

    metadata: Metadata
    origin: Origin
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """A field's value and where it came from."""

    value: str = ""
    origin: Origin = Origin.UNKNOWN
    detail: str = ""


def article_id(source: str) -> str:
    """Return an article's id: the first 16 hexadecimal digits of its source's SHA-256."""
    return sha256(source.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def make_article(
    document: Document,
    source: str,
    operator: Metadata | None = None,
    *,
    sidecar: Metadata | None = None,
    given: Metadata | None = None,
    known_date: date | None = None,
    now: date | None = None,
) -> Prepared:
    """Make an article of a document.

    Args:
        document: as read.
        source: its address, unique in the archive.
        operator: what the operator gives for it, or a person marked by hand.
        sidecar: what lies beside its file.
        given: what is known from where it was found: a feed, an address.
        known_date: a day near to which it was written or seen, for "kemarin" and "2 jam lalu";
            that of ``given`` where it is missing.
        now: today, by which dates of the future are known; the day in Jakarta where missing.

    Raises:
        DocumentError: the document holds no text.
    """
    found = given or Metadata()
    tiers = (
        _Tier(metadata=operator or Metadata(), origin=Origin.GIVEN, words=OPERATOR),
        _Tier(metadata=sidecar or Metadata(), origin=Origin.GIVEN, words="sidecar"),
        _Tier(metadata=document.given, origin=Origin.GIVEN, words="the document's own fields"),
        _Tier(metadata=found, origin=Origin.GIVEN, words="where it was found"),
        _Tier(metadata=document.stated, origin=Origin.STATED, words="the text"),
    )
    title = _first(tiers, "title")
    text, lines = _text(title.value, document.lines)
    if not lines:
        raise DocumentError(
            "It holds no text.", remedy="Leave it out, or put the article into it.", item=source
        )
    if title.value:
        if (spelled := readable(title.value, document.lines)) != title.value:
            title = replace(title, value=spelled, detail=f"{title.detail}; in capitals there")
    else:
        made, words = made_title(document.lines, source)
        title = _Found(value=made, origin=Origin.INFERRED, detail=words)
    # A page of the web may name any site's address as its own, and would pass for that outlet's.
    from_web = source.startswith(("http://", "https://"))
    url = _first((tiers[0], tiers[3]) if from_web else tiers, "url")
    claims = [*_claimed(tiers), *worked_out(document.lines, url.value, source,
                                            known_date or found.published)]  # fmt: skip
    return Prepared(
        article=_article(
            source,
            text,
            tiers,
            {"title": title, "url": url, "outlet": _outlet(tiers, url.value, source)},
            (document.lines, decided(claims, now or today())),
        ),
        lines=lines,
    )


def _article(
    source: str,
    text: str,
    tiers: Sequence[_Tier],
    known: dict[str, _Found],
    read: tuple[tuple[Line, ...], Decided],
) -> Article:
    lines, when = read
    outlet, title = known["outlet"], known["title"]
    section = _first(tiers, "section")
    kind = _kind(tiers, title.value, section.value, lines)
    concerns = _first(tiers, "concerns")
    concern = concern_of(
        kind.kind, title.value, lines, own=(outlet.value, when.day), given=concerns.value
    )
    if not concerns.value and concern.shown:
        concerns = _Found(value=concern.shown, origin=Origin.STATED, detail="the text")
    fields = {
        **known,
        "author": _first(tiers, "author"),
        "section": section,
        "language": _language(tiers, text),
        "concerns": concerns,
    }
    tagged = next((tier for tier in tiers if tier.metadata.tags), None)
    also = {name for tier in tiers for name in tier.metadata.concerning}
    return Article(
        id=article_id(source),
        source=source,
        title=title.value,
        text=text,
        digest=sha256(text.encode()).hexdigest(),
        outlet=outlet.value,
        outlet_origin=outlet.origin,
        author=fields["author"].value,
        published=when.day,
        published_origin=when.origin,
        url=known["url"].value,
        language=fields["language"].value,
        section=section.value,
        tags=tagged.metadata.tags if tagged else (),
        kind=kind.kind,
        concerns=concerns.value,
        concerning=tuple(sorted({*concern.names, *also})),
        title_origin=title.origin,
        origins=_origins(fields, when, kind, tagged),
    )


def _origins(
    fields: dict[str, _Found], when: Decided, kind: Recognised, tagged: _Tier | None
) -> tuple[FieldOrigin, ...]:
    found = [
        FieldOrigin(field=name, origin=each.origin, detail=each.detail)
        for name, each in fields.items()
        if each.value
    ]
    if when.detail:
        found.append(FieldOrigin(field="published", origin=when.origin, detail=when.detail))
    if kind.detail:
        found.append(FieldOrigin(field="kind", origin=kind.origin, detail=kind.detail))
    if tagged is not None:
        detail = tagged.metadata.detail("tags") or tagged.words
        found.append(FieldOrigin(field="tags", origin=tagged.origin, detail=detail))
    return tuple(sorted(found, key=lambda each: each.field))


def keep_given(fresh: Article, stored: Article) -> Article:
    """Keep what the operator gave earlier for fields that the changed file does not give itself.

    So a file added once with ``--outlet`` keeps its outlet when it changes. What a sidecar or the
    file itself gave goes with it.
    """
    before = {each.field: each for each in stored.origins}
    after = {each.field: each for each in fresh.origins}
    changes: dict[str, object] = {}
    for name in _KEPT:
        if not _by_operator(before.get(name), stored, name) or _is_given(after.get(name)):
            continue
        changes[name] = getattr(stored, name)
        after[name] = before.get(name) or FieldOrigin(
            field=name, origin=Origin.GIVEN, detail=OPERATOR
        )
        if name in ("outlet", "published"):
            changes[f"{name}_origin"] = Origin.GIVEN
    if not changes:
        return fresh
    origins = tuple(after[name] for name in sorted(after))
    return replace(fresh, **changes, origins=origins)  # type: ignore[arg-type]


def _by_operator(known: FieldOrigin | None, stored: Article, name: str) -> bool:
    if known is None:  # an older program kept no details
        return not stored.origins and getattr(stored, f"{name}_origin", None) is Origin.GIVEN
    return known.detail.partition(";")[0] == OPERATOR


def _is_given(known: FieldOrigin | None) -> bool:
    return known is not None and known.origin is Origin.GIVEN


# --- single fields ----------------------------------------------------------------------------


def _first(tiers: Sequence[_Tier], name: str) -> _Found:
    for tier in tiers:
        if value := normal_line(getattr(tier.metadata, name)):
            detail = tier.metadata.detail(name) or tier.words
            return _Found(value=value, origin=tier.origin, detail=detail)
    return _Found()


def _claimed(tiers: Sequence[_Tier]) -> list[Claimed]:
    return [
        Claimed(
            day=tier.metadata.published,
            origin=tier.origin,
            detail=tier.metadata.detail("published") or tier.words,
        )
        for tier in tiers
        if tier.metadata.published
    ]


def _outlet(tiers: Sequence[_Tier], url: str, source: str) -> _Found:
    found = _first(tiers, "outlet")
    host = outlet_of_address(url) or outlet_of_address(source)
    if found.value or not host:
        return found
    return _Found(value=host, origin=Origin.INFERRED, detail="from the address")


def _language(tiers: Sequence[_Tier], text: str) -> _Found:
    found = _first(tiers, "language")
    if found.value:
        return found
    return _Found(
        value=detect_language(text[:_SAMPLE]), origin=Origin.INFERRED, detail="from its words"
    )


def _kind(tiers: Sequence[_Tier], title: str, section: str, lines: tuple[Line, ...]) -> Recognised:
    for tier in tiers:
        if tier.metadata.kind:
            detail = tier.metadata.detail("kind") or tier.words
            return Recognised(kind=tier.metadata.kind, origin=tier.origin, detail=detail)
    return recognise(title, section, lines)


def _text(title: str, lines: tuple[Line, ...]) -> tuple[str, tuple[Span, ...]]:
    parts = [Line(text=title, kind=SentenceKind.TITLE)] if title else []
    spans: list[Span] = []
    position = 0
    for line in (*parts, *lines):
        spans.append(Span(start=position, end=position + len(line.text), kind=line.kind))
        position += len(line.text) + 1
    return "\n".join(line.text for line in (*parts, *lines)), tuple(spans)
