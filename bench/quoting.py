"""Does the quoting engine put the gold answer first, and does it refuse what it should?

Give BEIR folders (``corpus.jsonl[.gz]``, ``queries.jsonl`` with ``metadata.answers``,
``qrels/test.tsv``). Passages are found by a plain in-memory BM25 over title and passage, so that
the figures are about quoting, not about the archive's search::

    python -m bench.quoting FOLDER [--other FOLDER] [--limit N] [--half dev|test]

Printed for answerable questions: the gold answer is in the first shown sentence, in the first
three, in any candidate, and how many were refused. For unanswerable ones: how many were answered,
by recipe: *marked* (``answerable: false`` in the folder), *removed* (the gold story taken out of
the hits) and *other* (questions of ``--other`` asked of this corpus). "Gate off" is the order
of the sentences alone, the figure to compare with other scorers. All with n and the 95% Wilson
interval. ``--half`` takes the half of the questions that rules and weights may be tuned on, or the
other one, by a hash of their ids. The time of the order alone is that of one question.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from rag.evidence.question import read_question
from rag.evidence.ranking import Ranked, rank
from rag.language import detect_language, fold, index_words, question_words, sentence_spans
from rag.quoting import quote
from rag.quoting.engine import same
from rag.records import (
    ArticleSummary,
    Draft,
    Hit,
    Passage,
    Sentence,
    SentenceKind,
    StoredPassage,
)

PASSAGE_WORDS = 200  # the best size measured for whole articles
HITS = 8
_K1, _B = 0.9, 0.5  # the best pair measured for BM25 on whole articles


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question with its accepted answer strings (none: unanswerable) and gold articles."""

    id: str
    text: str
    answers: tuple[str, ...]
    gold: frozenset[str]


class Index:
    """BM25 over passages, with the stems' weights that the engine needs."""

    def __init__(self, passages: Sequence[StoredPassage]) -> None:
        self.passages = passages
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._lengths: list[int] = []
        for number, stored in enumerate(passages):
            counts = Counter(index_words(f"{stored.article.title}\n{stored.text}"))
            self._lengths.append(counts.total())
            for stem, count in counts.items():
                self._postings[stem].append((number, count))
        self._mean = sum(self._lengths) / max(1, len(passages))

    def weight(self, stem: str) -> float:
        """Return the stem's inverse document frequency (Robertson and Sparck Jones, plus one)."""
        found = len(self._postings.get(stem, ()))
        return math.log(1 + (len(self.passages) - found + 0.5) / (found + 0.5))

    def search(self, text: str, without: frozenset[str] = frozenset()) -> list[Hit]:
        """Return the best passages for a question, leaving out some articles."""
        scores: dict[int, float] = defaultdict(float)
        for stem in set(question_words(text)):
            weight = self.weight(stem)
            for number, count in self._postings.get(stem, ()):
                norm = _K1 * (1 - _B + _B * self._lengths[number] / self._mean)
                scores[number] += weight * count * (_K1 + 1) / (count + norm)
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        kept = [p for p in ranked if self.passages[p[0]].article.id not in without][:HITS]
        return [
            Hit(stored=self.passages[number], score=score, words_rank=rank)
            for rank, (number, score) in enumerate(kept, start=1)
        ]


def read_passages(folder: Path) -> list[StoredPassage]:
    """Return a BEIR corpus cut into passages of whole sentences, titles inside the text."""
    return [stored for row in _rows(folder / "corpus.jsonl") for stored in _cut(row)]


def _cut(row: dict[str, Any]) -> Iterator[StoredPassage]:
    title = str(row.get("title") or "")
    text = f"{title}\n{row['text']}" if title else str(row["text"])
    spans = sentence_spans(text)
    sentences = [
        Sentence(
            ordinal=number,
            start=start,
            end=end,
            kind=SentenceKind.TITLE if end <= len(title) else SentenceKind.BODY,
        )
        for number, (start, end) in enumerate(spans)
    ]
    dated = str((row.get("metadata") or {}).get("date") or "")[:10]
    summary = ArticleSummary(
        id=row["_id"],
        source=row["_id"],
        title=title,
        published=date.fromisoformat(dated) if dated else None,
        length=len(text),
    )
    for number, run in enumerate(_runs(text, sentences)):
        passage = Passage(
            id=f"{row['_id']}.{number}",
            article_id=row["_id"],
            ordinal=number,
            start=run[0].start,
            end=run[-1].end,
            sentences=tuple(run),
        )
        yield StoredPassage(
            passage=passage, text=text[passage.start : passage.end], article=summary
        )


def _runs(text: str, sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    run: list[Sentence] = []
    size = 0
    for sentence in sentences:
        length = text.count(" ", sentence.start, sentence.end) + 1
        if run and size + length > PASSAGE_WORDS:
            yield run
            run, size = [], 0
        run.append(sentence)
        size += length
    if run:
        yield run


def read_questions(folder: Path) -> list[Question]:
    """Return a folder's questions with answers and gold article ids."""
    gold: dict[str, set[str]] = defaultdict(set)
    with (folder / "qrels" / "test.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if float(row["score"]) > 0:
                gold[row["query-id"]].add(row["corpus-id"])
    return [
        Question(
            id=row["_id"],
            text=row["text"],
            answers=tuple(row["metadata"].get("answers") or ()),
            gold=frozenset(gold[row["_id"]]),
        )
        for row in _rows(folder / "queries.jsonl")
    ]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    packed = path.with_name(path.name + ".gz")
    raw = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
    for line in raw.splitlines():
        yield json.loads(line)


def holds(text: str, answers: Iterable[str]) -> bool:
    """Tell whether a text contains one of the answers, spelling and spacing folded."""
    flat = " ".join(fold(text).split())
    return any(" ".join(fold(answer).split()) in flat for answer in answers)


def shown(draft: Draft) -> list[str]:
    """Return the sentences that an answer shows, in order."""
    return [claim.text for claim in draft.claims]


def ask(index: Index, question: str, hits: Sequence[Hit]) -> Draft:
    """Ask the quoting engine."""
    language = detect_language(question)
    return quote(question, hits, language=language, frequency=index.weight)


def ranking(index: Index, question: str, hits: Sequence[Hit]) -> list[str]:
    """Return the three best different sentences, whether or not they may be shown."""
    kept: list[Ranked] = []
    for sentence in rank(read_question(question, index.weight), hits):
        if not any(same(sentence, other) for other in kept):
            kept.append(sentence)
        if len(kept) == 3:
            break
    return [sentence.text for sentence in kept]


def half_of(question_id: str) -> str:
    """Return "dev" or "test" for a question, whatever the others are."""
    return "dev" if sha256(question_id.encode()).digest()[-1] % 2 == 0 else "test"


def order_time(index: Index, questions: Sequence[Question]) -> float:
    """Return the mean milliseconds of CPU that reading a question and ordering sentences take."""
    found = [(question.text, index.search(question.text)) for question in questions]
    started = time.process_time()
    for text, hits in found:
        rank(read_question(text, index.weight), hits)
    return 1000 * (time.process_time() - started) / max(1, len(found))


def measure(index: Index, questions: Sequence[Question]) -> dict[str, tuple[int, int]]:
    """Return counts and n of each measure for one corpus and its own questions."""
    found: dict[str, list[bool]] = defaultdict(list)
    for question in questions:
        hits = index.search(question.text)
        texts = shown(ask(index, question.text, hits))
        if not question.answers:
            found["marked unanswerable, answered"].append(bool(texts))
            continue
        ranked = ranking(index, question.text, hits)
        found["ranked first, gate off"].append(holds("".join(ranked[:1]), question.answers))
        found["ranked in three, gate off"].append(holds(" ".join(ranked), question.answers))
        found["answer in the first sentence"].append(holds("".join(texts[:1]), question.answers))
        found["answer in the first three"].append(holds(" ".join(texts[:3]), question.answers))
        found["answer in a candidate"].append(
            any(holds(hit.stored.text, question.answers) for hit in hits)
        )
        found["answerable, refused"].append(not texts)
        found["shown without the answer"].append(
            bool(texts) and not holds(" ".join(texts), question.answers)
        )
        without = ask(index, question.text, index.search(question.text, without=question.gold))
        found["story removed, answered"].append(bool(without.claims))
    return {name: (sum(values), len(values)) for name, values in found.items()}


def wilson(count: int, n: int) -> tuple[float, float]:
    """Return the 95% Wilson score interval of a share."""
    if not n:
        return 0.0, 1.0
    z, share = 1.96, count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - half, middle + half


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--other", type=Path, help="a folder whose questions are off topic here")
    parser.add_argument("--limit", type=int, default=0, help="only the first N questions")
    parser.add_argument("--half", choices=("dev", "test"), help="only one half of the questions")
    options = parser.parse_args(arguments)
    index = Index(read_passages(options.folder))
    questions = read_questions(options.folder)
    if options.half:
        questions = [question for question in questions if half_of(question.id) == options.half]
    questions = questions[: options.limit or None]
    started = time.process_time()
    result = measure(index, questions)
    spent = time.process_time() - started
    if options.other:
        foreign = read_questions(options.other)[: options.limit or None]
        answered = sum(bool(ask(index, q.text, index.search(q.text)).claims) for q in foreign)
        result["other topic, answered"] = (answered, len(foreign))
    lines = [f"{len(index.passages)} passages, {len(questions)} questions, {spent:.1f} s of CPU"]
    lines.append(f"{order_time(index, questions):.1f} ms of CPU to order the sentences of one")
    for name, (count, n) in result.items():
        low, high = wilson(count, n)
        lines.append(
            f"{name:32} {100 * count / n:5.1f}%  n={n}  [{100 * low:.1f}, {100 * high:.1f}]"
        )
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
