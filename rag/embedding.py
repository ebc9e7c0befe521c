"""Embedders: text to unit vectors, by Ollama or offline, each with an identity.

Vectors of two identities are never compared: the identity holds everything that changes a
vector (model and its digest, dimension, prefixes, our own tables).
"""

from __future__ import annotations

import math
import re
import time
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from rag.errors import EmbedderUnavailable, UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rag.ollama_client import OllamaClient

    Vectors = NDArray[np.float32]

DEFAULT_OLLAMA_MODEL = "bge-m3"
_TRUST_SECONDS = 30.0
"""How long a running program takes a model for the same before it asks again."""

OFFLINE = "offline"


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    spec: str
    """What an operator writes to choose it: ``offline`` or ``ollama:MODEL``."""

    def identity(self) -> str:
        """Return everything that changes a vector, as one readable line."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (texts, dimension), float32.

        Raises:
            EmbedderUnavailable: it does not answer, or not with vectors.
        """
        ...

    def embed_question(self, text: str) -> Vectors:
        """Return one unit vector of shape (dimension,), float32; same errors."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Prefixes:
    """What a model wants before a question and before a passage."""

    question: str = ""
    passage: str = ""


PREFIXES: dict[str, Prefixes] = {
    "nomic-embed-text-v2-moe": Prefixes(question="search_query: ", passage="search_document: "),
    "qwen3-embedding": Prefixes(
        question="Instruct: Given a question, retrieve news passages that answer it\nQuery:"
    ),
    "snowflake-arctic-embed2": Prefixes(question="query: "),
    "embeddinggemma": Prefixes(
        question="task: search result | query: ", passage="title: none | text: "
    ),
    "multilingual-e5": Prefixes(question="query: ", passage="passage: "),
}
"""By model family; the models' own cards. Families that are not named want none (bge-m3)."""


def make_embedder(spec: str, client: OllamaClient) -> Embedder:
    """Return the embedder that ``spec`` names: ``offline``, ``ollama`` or ``ollama:MODEL``.

    Raises:
        UsageError: there is no such embedder.
    """
    name, _, model = spec.partition(":")
    if name == OFFLINE and not model:
        return OfflineEmbedder()
    if name == "ollama":
        return OllamaEmbedder(client, model or DEFAULT_OLLAMA_MODEL)
    raise UsageError(
        f"There is no embedder called “{spec}”.",
        remedy="Use “offline”, or “ollama:MODEL” such as “ollama:bge-m3”.",
        item=spec,
    )


class OllamaEmbedder:
    """A local Ollama model. Its digest is part of the identity, so an update is noticed."""

    def __init__(self, client: OllamaClient, model: str) -> None:
        self.spec = f"ollama:{model}"
        self._client = client
        self._model = model
        family = model.rsplit("/", maxsplit=1)[-1].split(":", maxsplit=1)[0]
        self._prefixes = PREFIXES.get(family, Prefixes())
        self._identity = ""
        self._asked = 0.0

    def identity(self) -> str:
        """Return model, digest and prefixes; asks the server now and then.

        Raises:
            ModelUnreachable, ModelMissing, ModelRefused: the model cannot be had.
        """
        if not self._identity or time.monotonic() - self._asked > _TRUST_SECONDS:
            self._ask_identity()
        return self._identity

    def _ask_identity(self) -> None:
        info = self._client.find(self._model)
        prefixes = sha256(repr(self._prefixes).encode()).hexdigest()[:8]
        self._identity = f"ollama {info.name} {info.digest[:19]} prefixes {prefixes}"
        self._asked = time.monotonic()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (texts, dimension).

        Asks for the identity again afterwards, so that a caller who compares it with the one
        from before knows whether the model was replaced meanwhile (``ollama pull``).
        """
        vectors = self._embed(texts, self._prefixes.passage)
        self._ask_identity()
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """Return one unit vector."""
        vector: Vectors = self._embed([text], self._prefixes.question)[0]
        return vector

    def _embed(self, texts: Sequence[str], prefix: str) -> Vectors:
        import numpy as np

        if any(not text.strip() for text in texts):
            raise EmbedderUnavailable(
                "A text without a letter cannot be embedded.",
                remedy="Leave it out; the other texts can go on.",
            )
        raw = self._client.embed(self._model, [prefix + text for text in texts])
        vectors = np.asarray(raw, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.all(np.isfinite(lengths)) or not np.all(lengths > 0):
            raise EmbedderUnavailable(
                f"The embedding model {self._model} answered with a vector that is not a number.",
                remedy="Try again; if it goes on, choose another model with "
                "“ingest rebuild --embedder ollama:MODEL”.",
                item=self._model,
            )
        unit: Vectors = vectors / lengths
        return unit


# --- offline ----------------------------------------------------------------------------------

DIMENSION = 512
"""512 dimensions alone find 78.1 / 91.8% of facqa at 1 / 5 (BM25: 85.5 / 95.3%). 1024 find about
1.6 points more at 1, cost twice the disk, and add nothing more to the fusion with BM25."""

_GRAMS = (3, 4, 5)
_BUCKETS = 1 << 15
_TABLE = "ngram_idf.bin"
_IDF_STEP = 1 / 16
_VERSION = 1


class OfflineEmbedder:
    """Hashed character n-grams of words, with frozen IDF weights: no model, no download.

    A word is ``<word>`` and its 3- to 5-grams, each weighted by how rare its bucket is in
    Indonesian news, and hashed with a sign into 512 dimensions (feature hashing, Weinberger et
    al. 2009). It forgives endings and small typos, and knows no meaning.
    """

    spec = OFFLINE

    def __init__(self) -> None:
        self._weights = _idf_table()
        self._word = lru_cache(maxsize=200_000)(self._sparse_word)

    def identity(self) -> str:
        """Return dimension, version and digest of the table."""
        table = sha256(self._weights.tobytes()).hexdigest()[:12]
        return f"offline {DIMENSION} v{_VERSION} table {table}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (texts, 512); a text without a word gets a fixed one."""
        import numpy as np

        return np.stack([self._embed(text) for text in texts])

    def embed_question(self, text: str) -> Vectors:
        """Return one unit vector of shape (512,)."""
        return self._embed(text)

    def _embed(self, text: str) -> Vectors:
        import numpy as np

        vector = np.zeros(DIMENSION, dtype=np.float32)
        for word, count in Counter(_words(text)).items():
            places, values = self._word(word)
            vector[places] += values * (1 + math.log(count))
        length = float(np.linalg.norm(vector))
        if length == 0:
            vector[0] = 1  # Chroma stores a zero vector and never finds it again
            return vector
        unit: Vectors = vector / length
        return unit

    def _sparse_word(self, word: str) -> tuple[NDArray[np.intp], Vectors]:
        import numpy as np

        hashes = [zlib.crc32(gram.encode()) for gram in _grams(word)]
        dense = np.zeros(DIMENSION, dtype=np.float32)
        for value in hashes:
            weight = float(self._weights[value % _BUCKETS]) * _IDF_STEP
            for seed in (0x9E3779B1, 0x85EBCA77):
                mixed = (value * seed) & 0xFFFFFFFF
                mixed ^= mixed >> 15
                dense[(mixed >> 1) % DIMENSION] += weight if mixed & 1 else -weight
        dense /= math.sqrt(len(hashes))
        places = np.nonzero(dense)[0]
        return places, dense[places]


def bucket_weights(texts: Sequence[str]) -> bytes:
    """Return the IDF table for a collection: one byte a bucket, in steps of 1/16.

    How ``rag/data/ngram_idf.bin`` was made (``bench/ngram_idf.py``): a quarter of an Indonesian
    news collection, its first 1,000 characters an article. Changing it changes the identity.
    """
    import numpy as np

    frequency = np.zeros(_BUCKETS)
    for text in texts:
        seen = {
            zlib.crc32(gram.encode()) % _BUCKETS
            for word in set(_words(text))
            for gram in _grams(word)
        }
        frequency[list(seen)] += 1
    weights = np.log((len(texts) + 1) / (frequency + 1)) / _IDF_STEP
    return bytes(np.clip(np.rint(weights), 1, 255).astype(np.uint8).tobytes())


def _idf_table() -> NDArray[np.uint8]:
    import numpy as np

    return np.frombuffer(files("rag").joinpath("data", _TABLE).read_bytes(), dtype=np.uint8)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


def _grams(word: str) -> list[str]:
    framed = f"<{word[:40]}>"
    grams = [framed]
    for size in _GRAMS:
        if len(framed) > size:
            grams.extend(framed[i : i + size] for i in range(len(framed) - size + 1))
    return grams
