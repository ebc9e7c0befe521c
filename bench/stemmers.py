"""Does the project's stemmer find more than others, and what does it cost?

    python -m bench.stemmers FOLDER [FOLDER ...] [--limit N]

Give BEIR folders (see ``bench/quoting.py``). Four ways to make stems are compared with the same
words, function words and BM25 over title and passage, in memory: none, Snowball's Indonesian
(PyStemmer), PySastrawi (a dictionary with the rules of Nazief and Adriani and their successors) and
``rag.language.stem``. Printed: recall of articles at 1, 5 and 10 with n and the 95% Wilson
interval, the questions at 1 that each wins and loses against ours, and CPU for a distinct word.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bench.quoting import Question, read_passages, read_questions, wilson
from rag.language import stem, words
from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION

Stemmer = Callable[[str], str]
OURS = "rag.language.stem"
_DROPPED = INDONESIAN | ENGLISH
_K1, _B = 0.9, 0.5  # as bench/quoting.py
_AT = (1, 5, 10)


class Index:
    """BM25 over texts whose words were found already; ``owners`` names each text's article."""

    def __init__(self, texts: Sequence[Sequence[str]], owners: Sequence[str]) -> None:
        self._owners = owners
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        mean = sum(map(len, texts)) / max(1, len(texts))
        for number, tokens in enumerate(texts):
            norm = _K1 * (1 - _B + _B * len(tokens) / mean)
            for token, count in Counter(tokens).items():
                self._postings[token].append((number, count * (_K1 + 1) / (count + norm)))
        self._total = len(texts)

    def articles(self, tokens: Sequence[str], limit: int) -> list[str]:
        """Return the articles of the best texts, each once, best first."""
        scores: dict[int, float] = defaultdict(float)
        for token in dict.fromkeys(tokens):
            found = self._postings.get(token, ())
            weight = math.log(1 + (self._total - len(found) + 0.5) / (len(found) + 0.5))
            for number, part in found:
                scores[number] += weight * part
        best: dict[str, None] = {}
        for number in sorted(scores, key=lambda number: (-scores[number], number)):
            best.setdefault(self._owners[number])
            if len(best) == limit:
                break
        return list(best)


def stemmers() -> dict[str, Stemmer]:
    """Return the ways to make stems, by name."""
    import Stemmer
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return {
        "none": lambda word: word,
        "Snowball Indonesian": Stemmer.Stemmer("indonesian").stemWord,
        "PySastrawi": StemmerFactory().create_stemmer().stem,
        OURS: stem,
    }


def ranks(
    index: Index, asked: Sequence[Sequence[str]], questions: Sequence[Question]
) -> list[int | None]:
    """Return at which place each question's article is found, from 1."""
    found: list[int | None] = []
    for tokens, question in zip(asked, questions, strict=True):
        best = index.articles(tokens, max(_AT))
        places = (at for at, article in enumerate(best, 1) if article in question.gold)
        found.append(next(places, None))
    return found


def measure(folder: Path, limit: int) -> Iterator[str]:
    """Yield the lines of one folder's report."""
    passages = read_passages(folder)
    owners = [passage.article.id for passage in passages]
    texts = [_content(f"{passage.article.title}\n{passage.text}") for passage in passages]
    questions = [q for q in read_questions(folder) if q.gold and q.answers][: limit or None]
    asked = [[w for w in _content(q.text) if w not in QUESTION] for q in questions]
    distinct = sorted({word for tokens in (*texts, *asked) for word in tokens if word.isalpha()})
    counts = f"{len(passages)} passages, {len(questions)} questions, {len(distinct)} words"
    yield f"{folder.name}: {counts}"
    results: dict[str, list[int | None]] = {}
    cost: dict[str, float] = {}
    stem.cache_clear()  # another folder's words are no gift
    for name, make in stemmers().items():
        make(distinct[0])  # tables are built at the first word
        begin = time.process_time()
        known = {word: make(word) for word in distinct}
        cost[name] = 1e6 * (time.process_time() - begin) / len(distinct)
        index = Index([_stemmed(tokens, known) for tokens in texts], owners)
        results[name] = ranks(index, [_stemmed(tokens, known) for tokens in asked], questions)
    for name, found in results.items():
        yield f"  {name:20} {_recalls(found)}  {cost[name]:8.1f} µs a word{_against(results, name)}"


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word not in _DROPPED]


def _stemmed(tokens: Sequence[str], known: Mapping[str, str]) -> list[str]:
    return [known.get(token, token) for token in tokens]


def _recalls(found: Sequence[int | None]) -> str:
    parts = []
    for at in _AT:
        hits = sum(1 for place in found if place is not None and place <= at)
        low, high = wilson(hits, len(found))
        parts.append(f"R@{at} {100 * hits / len(found):.1f} [{100 * low:.1f}, {100 * high:.1f}]")
    return "  ".join(parts)


def _against(results: Mapping[str, Sequence[int | None]], name: str) -> str:
    if name == OURS:
        return ""
    pairs = list(zip(results[name], results[OURS], strict=True))
    won = sum(1 for theirs, mine in pairs if theirs == 1 and mine != 1)
    lost = sum(1 for theirs, mine in pairs if theirs != 1 and mine == 1)
    return f", at 1 wins {won} and loses {lost} against ours"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=1000, help="the first N questions, 0 for all")
    options = parser.parse_args(arguments)
    for folder in options.folders:
        for line in measure(folder, options.limit):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
