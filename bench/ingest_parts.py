"""The parts that ``bench.ingest`` compares, and what they take in."""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_DIMENSION = 384
_WORDS = (
    "buruh pabrik upah serikat mogok kerja perusahaan pekerja pemerintah menteri kenaikan minimum"
    " provinsi kabupaten lembur pesangon kontrak outsourcing jaminan kesehatan keselamatan tuntutan"
    " perundingan pengusaha undang ketenagakerjaan demonstrasi ribuan jalan kantor dewan peraturan"
    " sidang pengadilan hubungan industrial mediasi tahun bulan persen rupiah juta menolak sepakat"
    " mengatakan ketua umum konfederasi nasional daerah kota garmen tekstil tambang pelabuhan"
    " perempuan cuti hamil anak migran penempatan negara majikan gaji dibayar terlambat dipecat"
).split()


# --- material ---------------------------------------------------------------------------------


def write_articles(folder: Path, count: int, seed: int = 7) -> None:
    """Write text files of about 355 words with made-up names, so that words are not all known."""
    pick = random.Random(seed)
    folder.mkdir(parents=True)
    rare = ["".join(pick.choices("aiueoknrstmpld", k=pick.randint(5, 10))) for _ in range(20_000)]
    for number in range(count):
        paragraphs = [f"{' '.join(pick.choices(_WORDS, k=8)).title()} {number}"]
        for _ in range(6):
            sentences = [
                " ".join(pick.choices(_WORDS, k=14) + pick.choices(rare, k=2)).capitalize() + "."
                for _ in range(4)
            ]
            paragraphs.append(" ".join(sentences))
        (folder / f"{number:06}.txt").write_text("\n\n".join(paragraphs))


class Vectors:
    """An embedder that costs nothing: random unit vectors that were made before."""

    spec = "bench"

    def __init__(self, per_second: float = 0.0) -> None:
        """Make the vectors; with ``per_second`` it takes its time, as a model does."""
        import numpy as np

        made = np.random.default_rng(7).normal(size=(4096, _DIMENSION)).astype(np.float32)
        self._made = made / np.linalg.norm(made, axis=1, keepdims=True)
        self._per_second = per_second
        self.texts = 0
        self.calls: list[tuple[float, float]] = []

    def identity(self) -> str:
        """Return its name."""
        return "bench"

    def embed_passages(self, texts: Any) -> Any:
        """Return the next of the vectors made before."""
        begun = time.monotonic()
        if self._per_second:
            time.sleep(len(texts) / self._per_second)
        places = [(self.texts + n) % len(self._made) for n in range(len(texts))]
        self.texts += len(texts)
        self.calls.append((begun, time.monotonic()))
        return self._made[places]

    def embed_question(self, text: str) -> Any:
        """Return one of them."""
        return self._made[0]


def cpu_seconds() -> float:
    """Return the CPU time of this process and its children so far, those that live (Linux) too."""
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() + waited.ru_utime + waited.ru_stime
    for task in Path("/proc/self/task").glob("*/children"):
        for child in task.read_text().split():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


# --- ours, the bare parts, the recipe: each in a process of its own -----------------------------


def ours(folder: Path, work: Path, per_second: float = 0.0) -> dict[str, float]:
    """Take a folder in as ``ingest add`` does, with vectors that cost nothing."""
    from ingest import sources
    from ingest.pipeline import Run
    from rag.archive import Archive
    from rag.projection import Projector

    archive, embedder = Archive(work), Vectors(per_second)
    projector = Projector(archive, embedder)
    import ingest.split_joint  # noqa: F401  (its import is timed in no version)

    projector.prepare()
    cpu = cpu_seconds()
    begun, run = time.monotonic(), Run(archive, follower=projector)
    stored = 0.0
    for _ in run.over(sources.find([str(folder)])):
        stored = time.monotonic() - begun
    seconds = time.monotonic() - begun
    cpu = cpu_seconds() - cpu
    said: dict[str, float] = {"passages": archive.passage_count(), "stored_s": stored}
    said["run_cpu_s"] = cpu
    if per_second:
        first, last = embedder.calls[0][0], embedder.calls[-1][1]
        said["busy"] = sum(end - start for start, end in embedder.calls) / (last - first)
        said["busy_of_run"] = sum(end - start for start, end in embedder.calls) / seconds
    projector.close()
    archive.close()
    return said | {"seconds": seconds}


def bare(folder: Path, work: Path) -> dict[str, float]:
    """The same reader and splitter, an FTS5 insert, a Chroma add: one after the other."""
    import chromadb

    from ingest.articles import make_article
    from ingest.readers import read
    from ingest.split import split

    work.mkdir(parents=True)
    db = sqlite3.connect(work / "bare.sqlite3")
    db.execute("CREATE VIRTUAL TABLE words USING fts5 (body)")
    embedder = Vectors()
    client = chromadb.PersistentClient(str(work / "chroma"))
    rows = client.create_collection("bare", configuration={"hnsw": {"space": "cosine"}})
    begun, count, cpu = time.monotonic(), 0, cpu_seconds()
    ids: list[str] = []
    for path in sorted(folder.iterdir()):
        article = make_article(read(path.read_bytes(), str(path)), str(path))
        for passage in split(article.article, article.lines):
            text = article.article.text[passage.start : passage.end]
            db.execute("INSERT INTO words (body) VALUES (?)", (text,))
            ids.append(passage.id)
            count += 1
        if len(ids) >= 256:
            rows.add(ids=ids, embeddings=embedder.embed_passages(ids))
            db.commit()
            ids = []
    if ids:
        rows.add(ids=ids, embeddings=embedder.embed_passages(ids))
    db.commit()
    cpu = cpu_seconds() - cpu
    return {"passages": count, "seconds": time.monotonic() - begun, "run_cpu_s": cpu}


def naive(folder: Path, work: Path) -> dict[str, float]:
    """What the tutorials do: read everything, one pipeline, one store that holds the texts."""
    import chromadb
    from llama_index.core import Document
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.vector_stores.utils import node_to_metadata_dict

    from ingest.articles import make_article
    from ingest.readers import read

    vectors = Vectors()

    class Free(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return list(vectors.embed_question(query))

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [each.tolist() for each in vectors.embed_passages(texts)]

    client = chromadb.PersistentClient(str(work / "chroma"))
    rows = client.create_collection("naive")
    begun, cpu = time.monotonic(), cpu_seconds()
    documents = []
    for path in sorted(folder.iterdir()):
        article = make_article(read(path.read_bytes(), str(path)), str(path)).article
        documents.append(Document(text=article.text, metadata={"file_path": str(path)}))
    pipeline = IngestionPipeline(
        transformations=[SentenceSplitter(chunk_size=256, chunk_overlap=20), Free()]
    )
    nodes = pipeline.run(documents=documents)
    for at in range(0, len(nodes), 5000):
        part = nodes[at : at + 5000]
        rows.add(
            ids=[node.node_id for node in part],
            embeddings=[node.get_embedding() for node in part],
            metadatas=[node_to_metadata_dict(node, remove_text=True) for node in part],
            documents=[node.get_content() for node in part],
        )
    cpu = cpu_seconds() - cpu
    return {"passages": len(nodes), "seconds": time.monotonic() - begun, "run_cpu_s": cpu}


def again(folder: Path, work: Path) -> dict[str, float]:
    """An unchanged re-run, and a walk with stat and a manifest; the best of five each."""
    from ingest import sources
    from ingest.pipeline import Run
    from rag.archive import Archive

    archive = Archive(work)
    manifest = {source.source: source.fingerprint for source in archive.known_sources(
        [f.source for f in sources.find([str(folder)]) if isinstance(f, sources.FoundFile)]
    ).values()}  # fmt: skip
    kept = work / "manifest.sqlite3"
    with sqlite3.connect(kept) as db:
        db.execute("CREATE TABLE IF NOT EXISTS file (source TEXT PRIMARY KEY, print TEXT)")
        db.executemany("INSERT OR REPLACE INTO file VALUES (?, ?)", manifest.items())

    def walk() -> int:
        db, same = sqlite3.connect(kept), 0
        for base, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(base, name)
                status = os.stat(path)
                row = db.execute("SELECT print FROM file WHERE source = ?", (f"file:{path}",))
                same += f"{status.st_size}:{status.st_mtime_ns}" in (row.fetchone() or ("",))[0]
        return same

    def rerun() -> int:
        head = archive.head()
        found = list(Run(archive).over(sources.find([str(folder)])))
        assert all(result.outcome == "unchanged" for result in found) and archive.head() == head
        return len(found)

    assert walk() == rerun() == len(manifest)
    return {"walk_s": _best(walk), "seconds": _best(rerun), "files": len(manifest)}


def change(folder: Path, work: Path) -> dict[str, float]:
    """One changed article, through the command's own path; the median of nine, in CPU seconds."""
    from ingest import sources
    from ingest.pipeline import Run
    from rag.archive import Archive
    from rag.projection import Projector

    archive = Archive(work)
    projector = Projector(archive, Vectors())
    projector.catch_up()
    import ingest.split_joint  # noqa: F401

    taken = []
    for number in range(9):
        path = folder / f"{number * 7:06}.txt"
        path.write_text(path.read_text() + f"\n\nTambahan {time.time_ns()}.")
        run, begun = Run(archive, follower=projector), time.process_time()
        (result,) = list(run.over(sources.find([str(path)])))
        taken.append(time.process_time() - begun)
        assert result.outcome == "updated" and run.trouble is None
    said = {"passages": archive.passage_count(), "seconds": sorted(taken)[4]}
    projector.close()
    archive.close()
    return said


def _best(action: Callable[[], object]) -> float:
    taken = []
    for _ in range(5):
        begun = time.process_time()
        action()
        taken.append(time.process_time() - begun)
    return min(taken)
