"""What the panel beside the chat shows of a turn, as values for ``templates/evidence.html``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rag.records import Answer, ArticleKind
from ui.chat import Turn
from ui.evidence import links
from ui.evidence.cards import Card, Excerpt, Panel
from ui.evidence.doubts import NO_DOUBTS, doubts
from ui.evidence.shortening import Stretch, around_marks, around_spans, nearest_sentence
from ui.evidence.words import Words, words_of
from ui.glossed import Glosser
from ui.passages import panel, panel_so_far
from ui.retold import told_notices

FIRST = 3
"""Articles under a refusal that are shown at once: more than that is scrolling, not checking."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownExcerpt:
    """An excerpt as it is drawn; ``proof`` shows later whether its span holds the same words."""

    start: int
    end: int
    proof: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownCard:
    """An article as it is drawn, with its ways out: to the original, and to the reader."""

    card: Card
    flag: str
    original: str
    reader: str
    excerpts: tuple[ShownExcerpt, ...]


def evidence_values(turn: Turn | None, language: str) -> dict[str, object]:
    """Return all values of the panel's template for one turn; None is the empty panel."""
    words = words_of(language)
    answer = None if turn is None else turn.answer
    shown = _panel_of(turn)
    refused = answer is not None and answer.refused
    cards = [_card(item, words, answer if refused else None) for item in shown.others]
    notices = () if answer is None else told_notices(answer, language)
    told = {notice.code: notice.text for notice in notices}
    return {
        "turn": turn,
        "refused": refused,
        "own": words,
        "cited": [
            _card(item, words, None, asked=_asked_before(turn, item.article))
            for item in shown.cited
        ],
        "others": cards[:FIRST] if refused else cards,
        "further": cards[FIRST:] if refused else [],
        "told_as_of": told.get("as_of", ""),
        "as_of": None if answer is None or refused else answer.as_of,
        "standing": _standing(answer, words),
        "many": answer is not None and len(answer.sources) > 1,
        "doubts": NO_DOUBTS if answer is None else doubts(answer, language),
        "gloss": glosser_of(turn, language, "b"),
    }


def glosser_of(turn: Turn | None, language: str, place: str) -> Glosser:
    """Return what explains abbreviations in the texts of one turn; ``place`` keeps ids apart."""
    answer = None if turn is None else turn.answer
    texts = [] if answer is None else [each.text for each in answer.passages]
    return Glosser(language, name=f"{place}{turn.number if turn else 0}", explained_in=texts)


def _panel_of(turn: Turn | None) -> Panel:
    if turn is None:
        return Panel()
    if turn.answer is None:
        return panel_so_far(turn.claims, turn.sources)
    return panel(turn.answer)


def _standing(answer: Answer | None, words: Words) -> str:
    """Return on how many sources the answer rests, and how many of them are independent."""
    if answer is None or answer.refused or not answer.sources:
        return ""
    count = len(answer.sources)
    if count == 1:
        return words.one_source
    return words.sources.format(count=count, reports=independent_sources(answer))


def independent_sources(answer: Answer) -> int:
    """Return how many of an answer's sources do not lean on each other, as far as is known.

    Articles that tell one story (near-duplicates) are one, and so are those of one outlet, which
    has no second look at what it printed. Sources without an outlet count as one outlet.
    """
    stories = {each.article.id: each.article.story for each in answer.passages}
    groups: list[set[tuple[str, str]]] = []
    for source in answer.sources:
        mine = {("outlet", source.outlet.strip().casefold())}
        if stories.get(source.article):
            mine.add(("story", stories[source.article]))
        touching = [group for group in groups if group & mine]
        groups = [group for group in groups if not group & mine]
        groups.append(mine.union(*touching))
    return len(groups)


def _asked_before(turn: Turn | None, article: str) -> datetime | None:
    """Return when a turn was asked, if the article has changed since."""
    changed = () if turn is None else turn.changes
    return turn.asked_at if turn and any(each.article == article for each in changed) else None


def _card(
    card: Card, words: Words, refusal: Answer | None, *, asked: datetime | None = None
) -> ShownCard:
    flags: Mapping[ArticleKind, str] = {
        ArticleKind.CORRECTION: words.correction,
        ArticleKind.RIGHT_OF_REPLY: words.right_of_reply,
        ArticleKind.RETRACTION: words.retraction,
        ArticleKind.RETRACTED: words.retracted,
    }
    quoted = card.quoted
    return ShownCard(
        card=card,
        flag=flags.get(card.kind, ""),
        original=links.in_original(card.url, [item.text for item in quoted]),
        reader=links.in_reader(card.article, quoted, asked) if card.article else "",
        excerpts=tuple(_excerpt(each, refusal, card.article) for each in card.excerpts),
    )


def _excerpt(excerpt: Excerpt, refusal: Answer | None, article: str) -> ShownExcerpt:
    whole = "".join(piece.text for piece in excerpt.segments)
    stretches = around_marks(excerpt) if refusal is None else _nearest(excerpt, refusal, article)
    return ShownExcerpt(
        start=excerpt.start + excerpt.skipped,
        end=excerpt.end,
        proof=links.proof(whole),
        stretches=stretches,
    )


def _nearest(excerpt: Excerpt, refusal: Answer, article: str) -> tuple[Stretch, ...]:
    """Show of a passage under a refusal what the assistant named, else its nearest sentence."""
    named = [
        (item.start, item.end)
        for claim in refusal.nearest
        for item in claim.evidence
        if item.article == article and excerpt.start <= item.start < excerpt.end
    ]
    if not named:
        best = nearest_sentence(excerpt, refusal.question)
        named = [best] if best else []
    return around_spans(excerpt, named)
