"""The product's own search for ``bench/answerability.py``, with a story taken out if wanted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.quoting import Question
from rag.answerability.features import PASSAGES
from rag.archive import Archive, index_token
from rag.language import index_words
from rag.querying import stems_of
from rag.records import Hit, StoredPassage, Understood
from rag.retrieval import Retriever

_TODAY = date(2026, 11, 21)  # of the measured run; "tahun lalu" filters
_SPARE = 16  # hits beyond those looked at, of which a story is taken out


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """A question with what was found, and the frequencies of its stems as the score needs them."""

    question: Question
    understood: Understood
    hits: tuple[Hit, ...]
    frequency: Mapping[str, float]


def corpus_id(stored: StoredPassage) -> str:
    """Return the id that the article has in its BEIR corpus."""
    return stored.article.source.rsplit("#", 1)[-1]


class Searcher:
    """Searches an archive as the product does, or as if it never had a question's story."""

    def __init__(self, folder: Path) -> None:
        self._archive = Archive(folder)
        limit = PASSAGES + _SPARE
        self._with = Retriever(archive=self._archive, limit=PASSAGES, today=lambda: _TODAY)
        self._more = Retriever(archive=self._archive, limit=limit, today=lambda: _TODAY)
        self._tokens: dict[str, list[frozenset[str]]] = defaultdict(list)

    def search(self, question: Question, *, removed: bool = False) -> Search:
        """Return what is found, without the gold articles where they are ``removed``."""
        found = (self._more if removed else self._with).search(question.text)
        understood = found.understood
        assert understood is not None  # every search understands its question
        gone = question.gold if removed else frozenset()
        hits = [hit for hit in found.hits if corpus_id(hit.stored) not in gone]
        return Search(
            question=question,
            understood=understood,
            hits=tuple(hits[:PASSAGES]),
            frequency=self._frequency(["", *stems_of(understood)], gone),
        )

    def _frequency(self, stems: Sequence[str], gone: frozenset[str]) -> dict[str, float]:
        """Return inverse document frequencies, as ``rag.retrieval.rarity`` has them."""
        if gone and not self._tokens:
            self._read_tokens()
        lost = [tokens for article in gone for tokens in self._tokens.get(article, ())]
        token_of = {stem: index_token(stem) for stem in stems}
        known = self._archive.document_frequency(sorted({*token_of.values()} - {""}))
        total = self._archive.passage_count() - len(lost)
        found: dict[str, float] = {}
        for stem, token in token_of.items():
            among = known.get(token, 0) - sum(token in tokens for tokens in lost)
            found[stem] = math.log(1 + (total - among + 0.5) / (among + 0.5))
        return found

    def _read_tokens(self) -> None:
        after = ""
        while ids := self._archive.passages_after(after, limit=1000):
            for stored in self._archive.passages(ids).values():
                text = f"{stored.article.title}\n{stored.text}"
                tokens = frozenset(map(index_token, index_words(text)))
                self._tokens[corpus_id(stored)].append(tokens)
            after = ids[-1]
