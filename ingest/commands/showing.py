"""An article as a person sees it: its fields, where each came from, and what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.records import Article, ArticleSummary, FieldOrigin, Origin

_WORDS = {Origin.GIVEN: "given", Origin.STATED: "stated in the text", Origin.INFERRED: "inferred"}


def article_lines(article: Article) -> list[str]:
    """Return the fields of an article with where they came from, without its text."""
    known = {origin.field: origin for origin in article.origins}

    def line(name: str, value: object, field: str = "", origin: Origin = Origin.UNKNOWN) -> str:
        whence = _whence(known.get(field or name), origin) if value else ""
        return f"{name:10} {value or '-'}{whence}"

    return [
        line("id", article.id),
        line("title", article.title, origin=article.title_origin),
        line("outlet", article.outlet, origin=article.outlet_origin),
        line("author", article.author),
        line("published", article.published, origin=article.published_origin),
        line("language", article.language),
        line("section", article.section),
        line("tags", ", ".join(article.tags)),
        line("kind", article.kind.value),
        line("concerns", article.concerns),
        line("url", article.url),
        line("source", article.source),
        line("digest", article.digest),
    ]


def related_lines(related: Mapping[str, Sequence[ArticleSummary]]) -> list[str]:
    """Return a line for each article that tells the same story or is about this one."""
    lines = [f"{'same story':10} {_named(other)}" for other in related.get("same_story", ())]
    lines += [
        f"{'about it':10} {other.kind.value}: {_named(other)}"
        for other in related.get("about_it", ())
    ]
    return lines


def _named(article: ArticleSummary) -> str:
    beside = ", ".join(
        part
        for part in (article.outlet, article.published and article.published.isoformat())
        if part
    )
    return f"{article.id}  {article.title}" + (f" ({beside})" if beside else "")


def _whence(known: FieldOrigin | None, origin: Origin) -> str:
    """Say in plain words where a field came from."""
    origin = known.origin if known is not None else origin
    if origin not in _WORDS:
        return ""
    detail = known.detail if known is not None else ""
    more = f": {detail}" if detail and detail not in _WORDS[origin] else ""
    return f"  ({_WORDS[origin]}{more})"
