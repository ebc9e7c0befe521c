"""Vectors of passages: from the archive's cache, else from the embedder, never twice."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from rag.archive import Archive, ToEmbed
from rag.embedding import Embedder
from rag.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from rag.embedding import Vectors

_EMBED_BATCH = 64
_AHEAD = 3
"""Batches handed to the embedder before their vectors are kept: it must never wait for the disk.

It was busy 98% of the time (200 passages a second, 3,000 passages, ``bench.ingest busy``)."""
_GROUPS = 8  # at most, where the later ones need no embedder
_HARMLESS = "Serikat pekerja dan pengusaha berunding tentang upah."

_POLL_SECONDS = 0.2

Rows = tuple[list[str], list[bytes]]


class PassageVectors:
    """What an embedder makes of the archive's passages."""

    def __init__(self, archive: Archive, embedder: Embedder, keep_on: Callable[[], None]) -> None:
        """Embed nothing yet; ``keep_on`` is called between batches and may raise."""
        self._archive = archive
        self._embedder = embedder
        self._keep_on = keep_on

    def rows(self, ids: Sequence[str], identity: str) -> Rows:
        """Return ids and float16 vectors of the passages that exist and can be embedded.

        Args:
            ids: the passages wanted.
            identity: the embedder's identity that these vectors belong to.

        Raises:
            EmbedderUnavailable, ModelError: the embedder does not answer, or became another
                one; what it has embedded until then is kept.
        """
        (rows,) = self.streamed([ids], identity)
        return rows

    def streamed(self, wanted: Iterable[Sequence[str]], identity: str) -> Iterator[Rows]:
        """Yield the rows of one group of passages after the other, as ``rows`` returns them.

        While the caller writes one group the embedder is at work on the next ones, in a thread
        that touches nothing but the embedder. Errors as for ``rows``.
        """
        ahead: deque[_Group] = deque()
        fresh: dict[bytes, bytes] = {}
        with _Embedding(self._embedder, self._keep_on) as embedding:
            for ids in wanted:
                self._keep_on()
                ahead.append(self._asked_for(ids, identity, embedding, fresh))
                first = ahead[0]
                enough = len(embedding.asked) >= first.batches + _AHEAD or len(ahead) > _GROUPS
                if enough or not first.missing:
                    yield self._ready(ahead, identity, embedding, fresh)
            while ahead:
                yield self._ready(ahead, identity, embedding, fresh)

    def _asked_for(
        self, ids: Sequence[str], identity: str, embedding: _Embedding, fresh: dict[bytes, bytes]
    ) -> _Group:
        """Look a group up and hand the embedder those of its texts that nobody has yet."""
        items = self._archive.to_embed(ids)
        known = self._archive.vectors(identity, [item.digest for item in items])
        missing = {item.digest: item.text for item in items if item.digest not in known}
        news = {
            digest: text
            for digest, text in missing.items()
            if digest not in fresh and digest not in embedding.under_way
        }
        digests = list(news)
        for begin in range(0, len(digests), _EMBED_BATCH):
            embedding.ask(
                {digest: news[digest] for digest in digests[begin : begin + _EMBED_BATCH]}
            )
        batches = -(-len(digests) // _EMBED_BATCH)
        return _Group(items=items, known=known, missing=set(missing), batches=batches)

    def _ready(
        self,
        ahead: deque[_Group],
        identity: str,
        embedding: _Embedding,
        fresh: dict[bytes, bytes],
    ) -> Rows:
        """Wait for the vectors of the first group, and keep them."""
        group = ahead.popleft()
        while not group.missing <= fresh.keys():
            vectors, error = embedding.next_answer()
            if vectors:
                self._require_same(identity, vectors)
                self._archive.put_vectors(identity, vectors)
                fresh.update(vectors)
            if error is not None:
                raise error
        known = group.known | {digest: fresh[digest] for digest in group.missing}
        # Only these groups were looked up before the vectors were in the archive.
        for digest in fresh.keys() - set().union(*(other.missing for other in ahead)):
            del fresh[digest]
        rows = [(item.passage, known[item.digest]) for item in group.items if known[item.digest]]
        return [row[0] for row in rows], [row[1] for row in rows]

    def _require_same(self, identity: str, fresh: dict[bytes, bytes]) -> None:
        """Refuse vectors that may not stand beside the others."""
        spec = self._embedder.spec
        if self._embedder.identity() != identity:
            raise EmbedderUnavailable(
                f"The embedder {spec} was replaced by another version meanwhile.",
                remedy=f"Run “ingest rebuild --embedder {spec}” to change over to it.",
                item=spec,
            )
        widths = {len(vector) for vector in fresh.values()} | {self._archive.vector_width(identity)}
        widths.discard(0)  # a text that failed, a cache that is empty
        if len(widths) > 1:
            said = " and ".join(str(width // 2) for width in sorted(widths))
            raise EmbedderUnavailable(
                f"The embedder {spec} gives vectors of different lengths ({said} numbers).",
                remedy="Choose another one with “ingest rebuild --embedder ollama:MODEL”.",
                item=spec,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Group:
    """Passages looked up: the vectors that were there, and the digests of those that were not.

    ``batches`` is how many were handed to the embedder for it.
    """

    items: list[ToEmbed]
    known: dict[bytes, bytes]
    missing: set[bytes]
    batches: int


_Answer = tuple[dict[bytes, bytes], BaseException | None]


class _Embedding:
    """A thread that embeds what it is asked for, in order."""

    def __init__(self, embedder: Embedder, keep_on: Callable[[], None]) -> None:
        self.asked: deque[set[bytes]] = deque()
        self.under_way: set[bytes] = set()
        """The digests of all texts asked for and not answered."""
        self._embedder = embedder
        self._keep_on = keep_on
        self._texts: SimpleQueue[dict[bytes, str] | None] = SimpleQueue()
        self._answers: SimpleQueue[_Answer] = SimpleQueue()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> _Embedding:
        return self

    def __exit__(self, *_: object) -> None:
        """Let it end by itself: it may have to wait for the embedder and touches nothing else."""
        self._ended.set()
        self._texts.put(None)

    def ask(self, texts: dict[bytes, str]) -> None:
        """Hand over texts by their digests."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="embedding", daemon=True)
            self._thread.start()
        self.asked.append(set(texts))
        self.under_way |= texts.keys()
        self._texts.put(texts)

    def next_answer(self) -> _Answer:
        """Wait for the vectors of the oldest texts asked for, or for some of them and an error."""
        while True:
            try:
                answer = self._answers.get(timeout=_POLL_SECONDS)
            except Empty:
                self._keep_on()
                continue
            self.under_way -= self.asked.popleft()
            return answer

    def _run(self) -> None:
        while (texts := self._texts.get()) is not None and not self._ended.is_set():
            done: dict[bytes, bytes] = {}
            error: BaseException | None = None
            try:
                for part in _embedded(self._embedder, texts):
                    done.update(part)
            except BaseException as caught:  # noqa: BLE001  (raised again where it is waited for)
                error = caught
            self._answers.put((done, error))


def _embedded(embedder: Embedder, texts: dict[bytes, str]) -> Iterator[dict[bytes, bytes]]:
    """Embed, halving the batch where it fails, so that one bad text costs only itself."""
    digests = list(texts)
    try:
        vectors = embedder.embed_passages([texts[digest] for digest in digests])
    except EmbedderUnavailable:
        if len(digests) == 1:
            yield {digests[0]: _last_try(embedder, texts[digests[0]])}
            return
        middle = len(digests) // 2
        yield from _embedded(embedder, {digest: texts[digest] for digest in digests[:middle]})
        yield from _embedded(embedder, {digest: texts[digest] for digest in digests[middle:]})
    else:
        yield dict(zip(digests, _pack(vectors), strict=True))


def _last_try(embedder: Embedder, text: str) -> bytes:
    """Return the vector of a text that failed alone, empty if it is the text's own fault.

    Raises:
        EmbedderUnavailable, ModelError: the embedder fails on everything now.
    """
    embedder.embed_passages([_HARMLESS])
    try:
        return _pack(embedder.embed_passages([text]))[0]  # perhaps it was being restarted
    except EmbedderUnavailable:
        return b""  # found by full text only


def _pack(vectors: Vectors) -> list[bytes]:
    import numpy as np

    return [vector.astype("<f2").tobytes() for vector in np.asarray(vectors)]


def unpack(rows: Sequence[bytes]) -> Vectors:
    """Return float16 rows as one float32 array of shape (rows, dimension)."""
    import numpy as np

    return np.stack([np.frombuffer(row, dtype="<f2").astype(np.float32) for row in rows])
