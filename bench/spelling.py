"""Does correcting spelling win back what one wrong letter costs, and does it harm clean questions?

Give BEIR folders (``corpus.jsonl[.gz]``, ``queries.jsonl``, ``qrels/test.tsv``). One letter of one
content word of five letters or more of each question is changed (replaced, added, left out or
exchanged with the next one, all alike likely, by a seed). Passages are found by a plain in-memory
BM25, and the vocabulary is that of the same corpus::

    python -m bench.spelling FOLDER [FOLDER ...] [--seeds N]

Printed with n and the 95% Wilson interval: R@1 of clean questions, of clean questions that went
through correction, of misspelled ones before and after correction; how often the very word was
restored, by how it was written; how many clean questions were changed; milliseconds a question.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from string import ascii_lowercase

from bench.quoting import Index, Question, read_passages, read_questions, wilson
from rag.language import fold, index_words, words
from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION
from rag.spelling import Spelled, spell

_RUN = re.compile(r"[^\W\d_]{5,}")


class CorpusVocabulary:
    """The words of a corpus in memory, counted by passages as the archive counts them."""

    def __init__(self, texts: Sequence[str]) -> None:
        forms: Counter[str] = Counter()
        stems: Counter[str] = Counter()
        self._pairs: set[tuple[str, str]] = set()
        for text in texts:
            forms.update({w for w in words(text) if w.isalpha() and 3 <= len(w) <= 32})
            row = index_words(text)
            stems.update(set(row))
            self._pairs.update(zip(row, row[1:], strict=False))
        self._forms, self._stems = forms, stems
        self._sorted = sorted(forms)

    def form_frequency(self, forms: Sequence[str]) -> Mapping[str, int]:
        """Return in how many passages each spelling stands."""
        return {form: self._forms[form] for form in forms}

    def document_frequency(self, tokens: Sequence[str]) -> Mapping[str, int]:
        """Return in how many passages each stem stands."""
        return {token: self._stems[token] for token in tokens}

    def forms_beginning(self, prefix: str, *, shortest: int, longest: int) -> Mapping[str, int]:
        """Return the spellings that begin so, of that many letters."""
        begin, end = bisect_left(self._sorted, prefix), bisect_left(self._sorted, prefix + "{")
        found = self._sorted[begin:end]
        return {w: self._forms[w] for w in found if shortest <= len(w) <= longest}

    def stand_together(self, first: str, second: str) -> bool:
        """Tell whether two stems stand side by side."""
        return (first, second) in self._pairs


def misspelled(text: str, source: random.Random) -> tuple[str, str, str] | None:
    """Return a question with one wrong letter, the word, and what it became; None without one."""
    chosen = [
        match
        for match in _RUN.finditer(text)
        if (word := fold(match[0])) not in INDONESIAN | ENGLISH | QUESTION and word.isascii()
    ]
    if not chosen:
        return None
    match = source.choice(chosen)
    word = match[0]
    while True:
        wrong = _one_letter(word, source)
        if wrong != word:
            return text[: match.start()] + wrong + text[match.end() :], word, wrong


def _one_letter(word: str, source: random.Random) -> str:
    place = source.randrange(len(word))
    letter = source.choice(ascii_lowercase)
    letter = letter.upper() if word[place].isupper() else letter
    kind = source.choice(("replace", "add", "leave out", "exchange"))
    if kind == "replace":
        return word[:place] + letter + word[place + 1 :]
    if kind == "add":
        place += 1
        return word[:place] + letter.lower() + word[place:]
    if kind == "leave out":
        rest = word[:place] + word[place + 1 :]
        return rest.capitalize() if word[0].isupper() and not word.isupper() else rest
    place = min(place, len(word) - 2)
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return swapped.capitalize() if word[0].isupper() and not word.isupper() else swapped


def _first(index: Index, gold: frozenset[str]) -> Callable[[str], bool]:
    def right(text: str) -> bool:
        hits = index.search(text)
        return bool(hits) and hits[0].stored.article.id in gold

    return right


def measure(folder: Path, seeds: int) -> Iterator[str]:
    """Yield the lines of one folder's report."""
    passages = read_passages(folder)
    index = Index(passages)
    vocabulary = CorpusVocabulary([f"{p.article.title}\n{p.text}" for p in passages])
    questions = [q for q in read_questions(folder) if q.answers and q.gold]
    found: dict[str, list[bool]] = defaultdict(list)
    spent = 0.0
    for question in questions:
        right = _first(index, question.gold)
        begin = time.perf_counter()
        checked = spell(question.text, vocabulary)
        spent += time.perf_counter() - begin
        clean = right(question.text)
        corrected = checked.text
        through = clean if corrected == question.text else right(corrected)
        found["R@1 clean"].append(clean)
        found["R@1 clean, corrected"].append(through)
        more = right(_with_suggestions(checked)) if checked.suggestions else through
        found["R@1 clean, corrected + suggestions"].append(more)
        found["clean, changed"].append(corrected != question.text)
        found["clean, lost by it"].append(clean and not through)
        _misspell(question, right, vocabulary, seeds, found)
    cost = 1000 * spent / len(questions)
    yield f"{folder.name}: {len(passages)} passages, {cost:.2f} ms a clean question"
    for name, values in found.items():
        low, high = wilson(sum(values), len(values))
        yield (
            f"  {name:42} {100 * sum(values) / len(values):5.1f}%  n={len(values)}"
            f"  [{100 * max(0.0, low):.1f}, {100 * high:.1f}]"
        )


def _misspell(
    question: Question,
    right: Callable[[str], bool],
    vocabulary: CorpusVocabulary,
    seeds: int,
    found: dict[str, list[bool]],
) -> None:
    for seed in range(seeds):
        wrong = misspelled(question.text, random.Random(f"{seed} {question.id}"))
        if wrong is None:
            continue
        text, meant, typed = wrong
        checked = spell(text, vocabulary)
        corrected, before = checked.text, right(text)
        found["R@1 the same, clean"].append(found["R@1 clean"][-1])
        found["R@1 misspelled"].append(before)
        after = before if corrected == text else right(corrected)
        found["R@1 misspelled, corrected"].append(after)
        more = right(_with_suggestions(checked)) if checked.suggestions else after
        found["R@1 misspelled, corrected + suggestions"].append(more)
        used = {change.asked: change.used for change in checked.corrections}.get(typed)
        suggested = {change.asked: change.used for change in checked.suggestions}.get(typed)
        written = "capital" if typed[0].isupper() else "lower case"
        found[f"{written}: restored"].append(used is not None and fold(used) == fold(meant))
        found[f"{written}: another word"].append(used is not None and fold(used) != fold(meant))
        found[f"{written}: suggested"].append(suggested == fold(meant))
        found[f"{written}: another suggested"].append(suggested not in (None, fold(meant)))


def _with_suggestions(checked: Spelled) -> str:
    return " ".join([checked.text, *(each.used for each in checked.suggestions)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--seeds", type=int, default=3, help="misspellings of each question")
    options = parser.parse_args(arguments)
    for folder in options.folders:
        for line in measure(folder, options.seeds):
            sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
