"""What the quoting engine shows, as an answer and under a refusal, on one collection.

    python -m bench.answerability_zones FOLDER [--other FOLDER] [--limit N]

Takes BEIR folders as ``bench/quoting.py`` does. For questions that have an answer: in which zone
they end (``rag.quoting.Zone``), and how often the gold answer is in the first sentence and the
first three, counting only answers, then also the sentences that stand under a refusal; how many
further sentences an answer has and how many of them hold the answer too. For the others (story
removed, marked, off topic): the zones.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.quoting import Index, Question, holds, read_passages, read_questions, wilson
from rag.quoting import Answerable, Zone, enough, quote
from rag.records import Hit

Counts = Counter[str]


def _ask(index: Index, question: str, hits: Sequence[Hit]) -> tuple[Answerable, list[str]]:
    verdict = enough(question, hits, frequency=index.weight)
    draft = quote(question, hits, language="id", frequency=index.weight)
    return verdict, [claim.text for claim in draft.claims]


def answerable(index: Index, questions: Sequence[Question]) -> Counts:
    """Count what is shown for questions that their archive answers."""
    found: Counts = Counter()
    for question in questions:
        verdict, texts = _ask(index, question.text, index.search(question.text))
        right = [holds(text, question.answers) for text in texts]
        found["n"] += 1
        found[verdict.zone.value] += 1
        found["first, answers and nearest"] += any(right[:1])
        found["three, answers and nearest"] += any(right)
        if verdict.ok:
            found["first, answers"] += right[0]
            found["three, answers"] += any(right)
            found["further sentences"] += len(right) - 1
            found["further sentences that hold it"] += sum(right[1:])
        if verdict.zone is Zone.SURE:
            found["first, of the sure"] += right[0]
    return found


def unanswerable(index: Index, asked: Sequence[tuple[str, Sequence[Hit]]]) -> Counts:
    """Count the zones of questions that nothing found answers."""
    zones = Counter(_ask(index, text, hits)[0].zone.value for text, hits in asked)
    return Counter({"n": len(asked), **zones})


def _lines(title: str, counts: Counts) -> Iterator[str]:
    n = counts["n"]
    yield f"-- {title}, n={n}"
    for name, count in sorted(counts.items()):
        low, high = wilson(min(count, n), n)
        if name != "n":
            share = 100 * count / max(1, n)
            yield f"{name:32} {count:5d} {share:5.1f}% [{100 * low:.1f}, {100 * high:.1f}]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--other", type=Path, help="a folder whose questions are off topic here")
    parser.add_argument("--limit", type=int, default=None, help="only the first N questions")
    options = parser.parse_args(arguments)
    index = Index(read_passages(options.folder))
    questions = read_questions(options.folder)[: options.limit]
    own = [q for q in questions if q.answers]
    lines = list(_lines("answerable", answerable(index, own)))
    removed = []
    for question in own:
        hits = index.search(question.text, without=question.gold)
        if not any(holds(hit.stored.text, question.answers) for hit in hits):
            removed.append((question.text, hits))
    lines += _lines("story removed", unanswerable(index, removed))
    marked = [(q.text, index.search(q.text)) for q in questions if not q.answers]
    lines += _lines("marked unanswerable", unanswerable(index, marked))
    if options.other:
        foreign = [q for q in read_questions(options.other) if q.answers][: options.limit]
        other = [(q.text, index.search(q.text)) for q in foreign]
        lines += _lines("other topic", unanswerable(index, other))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
