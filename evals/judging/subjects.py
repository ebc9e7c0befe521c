"""What of a shown answer is judged: its sentences, what they cite, what was found, and the gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.lanes.standing_in import MARK
from evals.results import Item
from rag.language.sentences import sentence_spans

TOP = 5
"""How many of the passages found are judged: what is found below them hardly reaches an answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence of an answer with the different texts that it cites, in order."""

    text: str
    cited: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """An answer as a judge sees it.

    ``cited`` are all different texts that the answer cites. ``retrieved`` are the first passages
    found for it, those that it cites first; None where the section did not keep them
    (``shown["retrieved"]``: a list of texts, or of objects with ``text``). ``reference`` is the
    gold answer, sentence by sentence: the words of the articles that carry it; empty where the
    question has none. ``absent`` says that no answer came at all, or none of the model's: quotes
    that stand in its place (``shown["fell_back"]``) are not judged as what it said.
    """

    id: str
    question: str
    sentences: tuple[Sentence, ...]
    cited: tuple[str, ...]
    retrieved: tuple[str, ...] | None
    reference: tuple[str, ...]
    refused: bool
    cluster: str
    model: str
    absent: bool = False

    @property
    def response(self) -> str:
        """The answer's own sentences, without marks, headings and notices."""
        return "\n".join(each.text for each in self.sentences)


def subject_of(item: Item) -> Subject:
    """Return what is judged of an item.

    A follow-up is judged as the question that it was taken to mean. The cluster is the item's own,
    else its first gold article, else itself: questions on one article fail together.
    """
    shown = {} if item.shown.get(MARK) else item.shown
    gold = item.gold
    sentences = tuple(_sentence(claim) for claim in _list(shown, "claims"))
    cited = [text for each in sentences for text in each.cited]
    for conflict in _list(shown, "conflicts"):
        cited += [_text(version.get("evidence")) for version in _list(conflict, "versions")]
    for claim in _list(shown, "claims"):
        cited.append(_text((claim.get("speaker") or {}).get("evidence")))
    articles = [str(each.get("id", "")) for each in _list(gold, "gold_articles")]
    found = shown.get("retrieved")
    return Subject(
        id=item.id,
        question=_asked(item),
        sentences=sentences,
        cited=_distinct(cited),
        retrieved=None if found is None else _distinct([_text(each) for each in found])[:TOP],
        reference=_reference(gold),
        refused=bool(shown.get("refused")),
        cluster=item.cluster or next(iter(articles), "") or item.id,
        model=str(item.shown.get("model") or ""),
        absent=not shown,
    )


def _asked(item: Item) -> str:
    understood = item.shown.get("understood") or {}
    follow_up = understood.get("follow_up") or {}
    return str(follow_up.get("standalone") or item.question)


def _sentence(claim: Mapping[str, Any]) -> Sentence:
    cited = [_text(each) for each in _list(claim, "evidence")]
    return Sentence(text=str(claim.get("text", "")), cited=_distinct(cited))


def _reference(gold: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    for passage in _list(gold, "gold_passages"):
        quote = str(passage.get("quote", ""))
        found += [" ".join(quote[start:end].split()) for start, end in sentence_spans(quote)]
    return _distinct(found)


def _list(value: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    return value.get(key) or ()


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("text")
    return value if isinstance(value, str) else ""


def _distinct(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))
