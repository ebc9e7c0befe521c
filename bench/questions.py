"""What a question costs beside the bare full-text and vector queries inside it.

Usage: python bench/questions.py [ARTICLES] (default 10,000)

Writes made-up articles into a temporary archive, asks in quotes, and prints medians of one run
with their ratios. The vectors are those of the offline embedder.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from rag.archive import Archive, Entry, index_token
from rag.asking import ask
from rag.assistant import Assistant
from rag.environment import silence
from rag.language import question_words, sentence_spans
from rag.records import Article, Passage, Sentence
from rag.settings import load, open_projector

_SUBJECTS = "upah iuran pesangon kontrak lembur cuti pensiun klaim santunan mogok".split()
_VERBS = "dibahas ditunda disepakati ditolak dinaikkan diperiksa dibayar digugat".split()
_PLACES = ["Lembayung", "Sagara", "Parang Ombo", "Tirta Raya", "Galuh", "Muara"]
_ROUNDS = 40


def _sentence(random_source: random.Random, number: int) -> str:
    pick = random_source.choice
    day = random_source.randint(1, 28)
    return (
        f"{pick(_SUBJECTS).capitalize()} pekerja {pick(_SUBJECTS)} nomor {number} "
        f"{pick(_VERBS)} di {pick(_PLACES)} pada {day} Maret 2026 untuk "
        f"{random_source.randint(10, 9000)} orang."
    )


def _entry(random_source: random.Random, number: int) -> Entry:
    text = "\n".join(_sentence(random_source, number) for _ in range(20))
    identity = sha256(str(number).encode()).hexdigest()[:16]
    sentences = [
        Sentence(ordinal=ordinal, start=start, end=end)
        for ordinal, (start, end) in enumerate(sentence_spans(text))
    ]
    passages = tuple(
        Passage(
            id=f"{identity}.{begin}",
            article_id=identity,
            ordinal=begin // 10,
            start=group[0].start,
            end=group[-1].end,
            sentences=tuple(group),
        )
        for begin in range(0, len(sentences), 10)
        if (group := sentences[begin : begin + 10])
    )
    article = Article(
        id=identity,
        source=f"bench:{number}",
        title=f"Berita {number}",
        text=text,
        digest=sha256(text.encode()).hexdigest(),
    )
    return Entry(article=article, passages=passages)


def _median(action: Callable[[int], object]) -> float:
    action(0)
    times = []
    for turn in range(1, _ROUNDS + 1):
        begin = time.perf_counter()
        action(turn)
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def main(count: int) -> None:
    """Fill an archive, measure, and print."""
    silence(os.environ)
    source = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        settings = load({"TANYA_ENGINE": "quoting"}, data_dir=folder)
        archive = Archive(Path(folder))
        for begin in range(0, count, 200):
            archive.put([_entry(source, number) for number in range(begin, begin + 200)])
        projector = open_projector(settings, archive)
        projector.catch_up()
        assistant = Assistant(settings, archive)
        assistant.prepare()

        def question(turn: int) -> str:
            return f"Berapa pekerja nomor {turn * 97 % count} di {_PLACES[turn % 6]}?"

        words = _median(
            lambda turn: archive.search_words(
                [index_token(stem) for stem in question_words(question(turn))], limit=50
            )
        )
        vectors = _median(lambda turn: projector.search(question(turn), 50))
        whole = _median(lambda turn: ask(assistant, question(turn)))
        print(f"{count} articles, {archive.passage_count()} passages, {_ROUNDS} questions, medians")
        print(f"full text {words:8.1f} ms")
        print(f"vectors   {vectors:8.1f} ms (embedding included)")
        print(f"answer    {whole:8.1f} ms = {whole / (words + vectors):.1f} x both")
        assistant.close()
        projector.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
