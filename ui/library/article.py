"""The page of an article, and of what it said before it was changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from rag.archive.history import Version
from rag.records import Article, ArticleKind, ArticleSummary, FieldOrigin, Origin
from rag.wording import day
from ui.library.saying import Words, words_of
from ui.library.shown import article_path, library_path, shown, version_path
from ui.library.text import blocks
from ui.passages import safe_link
from ui.web import House, Shell, language_of

_QUESTION = 300
"""Characters of a title that go into a question about it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Related:
    """Another article, in words."""

    path: str
    title: str
    outlet: str
    published: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where an article was seen: ``link`` is "" for what is no web address."""

    shown: str
    link: str


class ArticlePage:
    """Draws the articles of a house."""

    def __init__(self, house: House, shell: Shell) -> None:
        """Draw what ``house`` holds."""
        self._archive, self._shell = house.archive, shell

    def show(self, request: Request) -> Response:
        """Answer ``/library/{article}``."""
        article = self._archive.article(request.path_params["article"])
        if article is None:
            return self._gone(request, request.path_params["article"])
        words = words_of(language_of(request))
        return self._draw(request, article, **self._beside(article, words, language_of(request)))

    def version(self, request: Request) -> Response:
        """Answer ``/library/{article}/versions/{key}``."""
        identity, key = request.path_params["article"], request.path_params["key"]
        language = language_of(request)
        words = words_of(language)
        version = self._archive.history.find(key) if key < 2**63 else None
        if version is None or version.article_id != identity:
            return self._shell.refusal(request, 404, words.no_version, words.no_version_remedy)
        article = self._archive.history.version(key)
        if article is None:
            return self._shell.refusal(request, 404, words.no_version, words.no_version_remedy)
        there = self._archive.article(identity) is not None
        return self._draw(
            request,
            article,
            old=_old(version, words, language),
            current=article_path(identity) if there else "",
        )

    def _gone(self, request: Request, identity: str) -> Response:
        words = words_of(language_of(request))
        removed = bool(self._archive.history.versions(identity))
        what = words.removed if removed else words.no_article
        return self._shell.refusal(request, 404, what, words.no_article_remedy)

    def _draw(self, request: Request, article: Article, **beside: object) -> Response:
        language = language_of(request)
        words = words_of(language)
        title = shown(article.title) or words.untitled
        question = words.question.format(title=title[:_QUESTION])
        given: dict[str, object] = {
            "words": words,
            "article": article,
            "title": title,
            "facts": _facts(article, words, language),
            "tags": [(shown(tag), library_path(tag=tag)) for tag in article.tags if shown(tag)],
            "kind": "" if article.kind is ArticleKind.NEWS else words.kinds[article.kind],
            "blocks": blocks(article.text, article.title),
            "original": safe_link(article.url),
            "ask": "/?q=" + quote(question, safe=""),
            "old": "",
            "current": "",
            "withdrawn": False,
            "about_it": (),
            "subjects": (),
            "same_story": (),
            "versions": (),
            "addresses": (),
            "citing": 0,
            "remove": "",
            **beside,
        }
        return self._shell.page(request, "library/article.html", 200, **given)

    def _beside(self, article: Article, words: Words, language: str) -> dict[str, object]:
        summary = _summary(article)
        about = self._archive.concerning([summary])[article.id]
        story = self._archive.stories.of([article.id]).get(article.id)
        others = self._archive.stories.members(story) if story else []

        def told(articles: Iterable[ArticleSummary]) -> list[Related]:
            return [_related(each, words, language) for each in articles]

        versions = self._archive.history.versions(article.id)
        return {
            "withdrawn": bool(self._archive.withdrawn([summary])),
            "about_it": told(about),
            "subjects": told(self._archive.overview.subjects(article)),
            "same_story": told(each for each in others if each.id != article.id),
            "versions": [
                (version_path(article.id, each.key), _old(each, words, language))
                for each in reversed(versions)
            ],
            "addresses": _addresses(self._archive.overview.addresses(article.id)),
            "citing": len(self._archive.answers.citing([article.id])),
            "remove": article_path(article.id) + "/remove",
        }


def _summary(article: Article) -> ArticleSummary:
    return ArticleSummary(
        id=article.id,
        source=article.source,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
        kind=article.kind,
    )


def _related(article: ArticleSummary, words: Words, language: str) -> Related:
    return Related(
        path=article_path(article.id),
        title=shown(article.title) or words.untitled,
        outlet=shown(article.outlet) or words.no_outlet,
        published=day(article.published, language) if article.published else words.no_date,
        kind="" if article.kind is ArticleKind.NEWS else words.kinds[article.kind],
    )


def _old(version: Version, words: Words, language: str) -> str:
    """Say until when a version held, and why it was replaced."""
    until = day(version.replaced_at.astimezone().date(), language)
    reason = words.reasons.get(version.reason, "")
    return words.until.format(date=until) + (f" ({reason})" if reason else "")


def _facts(article: Article, words: Words, language: str) -> list[tuple[str, str, str, str]]:
    """Return name, value, path of the list of such articles, and where the value came from."""
    known = {each.field: each for each in article.origins}
    published = article.published
    kind = words.kinds[article.kind]
    rows = [
        (words.outlet, shown(article.outlet) or words.no_outlet, _list("outlet", article.outlet),
         _whence(known.get("outlet"), article.outlet_origin, words)),
        (words.author, shown(article.author), "", _whence(known.get("author"), None, words)),
        (words.published, day(published, language) if published else words.no_date, "",
         _whence(known.get("published"), article.published_origin, words)),
        (words.section, shown(article.section), "", ""),
        (words.language, words.languages.get(article.language, shown(article.language)),
         _list("language", article.language), ""),
        (words.kind, kind, _list("kind", article.kind), ""),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def _list(name: str, value: str) -> str:
    return library_path(**{name: value}) if value else ""


def _whence(known: FieldOrigin | None, origin: Origin | None, words: Words) -> str:
    found = known.origin if known is not None else origin
    return words.origins.get(found.value, "") if found is not None else ""


def _addresses(sources: Sequence[str]) -> list[Address]:
    """Return addresses for people; of files their names alone, no folders of the machine."""
    found = []
    for source in sources:
        link = safe_link(source)
        text = source
        if not link and ":" in source:
            text = unquote(source.partition(":")[2]).replace("\\", "/").rpartition("/")[2]
        found.append(Address(shown=shown(text) or shown(source), link=link))
    return list(dict.fromkeys(found))
