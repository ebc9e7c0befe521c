"""Are texts sent to each embedding model with the prefix that its makers ask for?

The table here is kept apart from the program's own on purpose: a prefix that is lost, swapped or
misspelt there must not be lost here as well. A wrong one fails without an error: vectors come back,
and are worse.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from evals.results import Item

if TYPE_CHECKING:
    from rag.embedding import Embedder
    from rag.ollama_client import ModelInfo, OllamaClient

_QWEN = (r"Instruct: \S[^\n]*\nQuery: ?", "")  # the task is free, a passage goes as it is

DOCUMENTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "bge-m3": ("", ""),
        "granite-embedding:278m": ("", ""),
        "paraphrase-multilingual": ("", ""),
        "nomic-embed-text-v2-moe": ("search_query: ", "search_document: "),
        "qwen3-embedding:0.6b": _QWEN,
        "qwen3-embedding:4b": _QWEN,
        "qwen3-embedding:8b": _QWEN,
        "snowflake-arctic-embed2": ("query: ", ""),
        "embeddinggemma:300m": (
            r"task: search result \| query: ",
            r"title: none \| text: ",
        ),
        "multilingual-e5": ("query: ", "passage: "),
    }
)
"""Model as Ollama names it → the prefix of a question and of a passage, as patterns.

From the models' own cards: BAAI/bge-m3, ibm-granite/granite-embedding-278m-multilingual,
sentence-transformers/paraphrase-multilingual-mpnet-base-v2, nomic-ai/nomic-embed-text-v2-moe,
Qwen/Qwen3-Embedding, Snowflake/snowflake-arctic-embed-l-v2.0, google/embeddinggemma-300m,
intfloat/multilingual-e5.
"""

QUESTION = "Kapan upah minimum diumumkan?"
PASSAGE = "Upah Minimum\nGubernur mengumumkan upah minimum pada hari Jumat."


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What an embedder sends for ``QUESTION`` and for ``PASSAGE``."""

    question: str
    passage: str


class Capture:
    """Stands in for the Ollama client: keeps the texts, and gives every one the same vector."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def find(self, model: str) -> ModelInfo:
        """Return a model of that name."""
        from rag.ollama_client import ModelInfo

        return ModelInfo(name=model, digest="0" * 64)

    def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """Keep the texts; ``model`` may be any."""
        self.texts.extend(texts)
        return [[1.0, 0.0]] * len(texts)


def made(spec: str, capture: Capture) -> Embedder:
    """Return the product's embedder over a capture, wrapped as the archive's is."""
    from rag.embedders import ThroughLlamaIndex
    from rag.embedding import make_embedder

    return ThroughLlamaIndex(make_embedder(spec, cast("OllamaClient", capture)))


def sent(model: str) -> Sent:
    """Return what the product really sends to a model of Ollama."""
    capture = Capture()
    embedder = made(f"ollama:{model}", capture)
    embedder.embed_question(QUESTION)
    embedder.embed_passages([PASSAGE])
    question, passage = (*capture.texts, "", "")[:2]
    return Sent(question=question, passage=passage)


def prefix_items() -> list[Item]:
    """Return one item a model; a model that the program has a prefix for must stand here too."""
    from rag.embedding import PREFIXES

    families = {_family(model) for model in DOCUMENTED}
    items = [_item(model) for model in DOCUMENTED]
    items += [
        Item(
            id=f"prefix {family}",
            question=family,
            category="prefixes",
            ok=False,
            problems=("the program has a prefix for a model whose own is not written down here",),
        )
        for family in PREFIXES
        if family not in families
    ]
    return items


def _family(model: str) -> str:
    return model.split(":", maxsplit=1)[0]


def _item(model: str) -> Item:
    question, passage = DOCUMENTED[model]
    found = sent(model)
    problems = []
    for what, pattern, text, whole in (
        ("question", question, QUESTION, found.question),
        ("passage", passage, PASSAGE, found.passage),
    ):
        if not re.fullmatch(pattern + re.escape(text), whole):
            problems.append(f"a {what} is sent as “{whole}”")
    return Item(
        id=f"prefix {model}",
        question=model,
        category="prefixes",
        ok=not problems,
        problems=tuple(problems),
        gold={"question": question, "passage": passage},
    )
