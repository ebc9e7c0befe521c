"""The first half of a question's path: from its words to the passages that an answer rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from rag.answerability import Answerability, answerability, load_calibration
from rag.archive import Archive, index_token
from rag.casing import with_capitals
from rag.context import Context, context_of
from rag.language import detect_language, index_words
from rag.notices import notice, search_notices
from rag.ollama_client import OllamaClient
from rag.records import AS_READ, FollowUp, Hit, Notice, StoredPassage, Wishes
from rag.reranking import Reranker
from rag.retrieval import Found, Retriever
from rag.settings import KEPT, Settings
from rag.wording import explain

_EXAMPLES = 3
"""Passages looked at for how a word is written that what was found does not have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is searched for, and how it is to be read.

    ``question`` stands on its own; ``follow_up`` tells how it came about where the person asked
    something shorter.
    """

    question: str
    wishes: Wishes = AS_READ
    follow_up: FollowUp | None = None


class Finder:
    """Finds passages, and lets the model put them in order where that was chosen."""

    def __init__(self, settings: Settings, archive: Archive, retriever: Retriever) -> None:
        """Load nothing heavy yet."""
        self.retriever = retriever
        self._settings = settings
        self._archive = archive
        self._embedder = "words" if retriever.vectors_weight < 1 else "neural"

    def find(self, query: Query) -> tuple[Context, list[Notice]]:
        """Return what an answer needs to know, and what to say of a search that went wrong.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        from rag.retrieval_joint import HybridRetriever

        wishes = query.wishes
        joint = HybridRetriever(
            self.retriever, wishes.filters, exactly=wishes.exactly, any_time=wishes.any_time
        )
        joint.retrieve(query.question)
        found = joint.found
        assert found is not None  # retrieve() has just set it
        if query.follow_up is not None and found.understood is not None:
            read = replace(found.understood, follow_up=query.follow_up)
            found = replace(found, understood=read)
        found = self._with_capitals(found)
        language = detect_language(query.question)
        context = context_of(query.question, found, self._archive, language=language)
        return context, search_notices(context, self._settings.chroma_url)

    def _with_capitals(self, found: Found) -> Found:
        """Let the names of a question in small letters be seen; the search did not need it."""
        if found.understood is None:
            return found
        text = with_capitals(found.understood.text, found.hits[:KEPT], self._elsewhere)
        return replace(found, understood=replace(found.understood, text=text))

    def _elsewhere(self, word: str) -> list[StoredPassage]:
        tokens = [token for stem in index_words(word) if (token := index_token(stem))]
        ids = self._archive.search_words(tokens, limit=_EXAMPLES) if tokens else []
        return list(self._archive.passages(ids).values())

    @property
    def reorders(self) -> bool:
        """Whether the model is to order the passages."""
        return self._settings.rerank != "off"

    async def reorder(
        self, context: Context, client: OllamaClient, notices: list[Notice]
    ) -> Context:
        """Let the model order the passages; the old order stands where it cannot."""
        reranker = Reranker(client, self._settings.chat_options())
        done = await reranker.rerank(context.question, context.hits, keep=KEPT)
        if done.trouble is not None:
            detail = explain(done.trouble, context.language)
            notices.append(notice("not_reranked", context.language, detail=detail))
        return _with_hits(context, done.hits)

    def judge(self, context: Context, frequency: Callable[[str], float]) -> Answerability:
        """Say whether the passages found can answer at all.

        A name that none of them has is a reason to refuse, whatever else they have: the answer
        would be about somebody else.
        """
        judged = answerability(
            context.understood,
            context.standing,
            frequency=frequency,
            calibration=load_calibration(self._embedder),
        )
        unnamed = any(not word[0].isdigit() for word in judged.missing)
        return replace(judged, ok=judged.ok and not unnamed)


def first(context: Context) -> Context:
    """Return the context with as many passages as an engine reads, in the search's own order."""
    return _with_hits(context, context.hits[:KEPT])


def _with_hits(context: Context, hits: tuple[Hit, ...]) -> Context:
    return replace(context, found=replace(context.found, hits=hits))
