"""From an article to its passages: runs of whole sentences with exact spans."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import sha256

from ingest.articles import Span
from rag.language import sentence_spans
from rag.records import Article, Passage, Sentence, SentenceKind

TARGET_WORDS = 150
"""Measured on the labor set, title put before each passage: the share of questions whose answer
stands in the best passage of a right article is 59% at 80 words, 70% at 120 and 80% at 200, while
finding the article is best at 80 (81.5) and about equal at 120 and 200 (77.8, 79.6)."""
MAX_WORDS = 300  # no passage is longer; a group of rows or a heading with its text stays below
_LETTERS_A_WORD = 8  # text without spaces counts by its length
_HEADING_WORDS = 12


def split(article: Article, lines: Sequence[Span]) -> tuple[Passage, ...]:
    """Split an article into passages.

    Every character that is no white space belongs to exactly one sentence, and every sentence to
    exactly one passage. Rows of a table stay together, and with the line before them, where they
    fit; where they do not, each part begins with the table's head, if the reader wrote it again.
    A title, heading or caption stays with what follows it.
    """
    sentences = _sentences(article.text, lines)
    if not sentences:
        return ()
    weights = [_weight(article.text[each.start : each.end]) for each in sentences]
    groups = _groups(article.text, sentences, weights)
    return tuple(
        _passage(article, ordinal, sentences[first:last])
        for ordinal, (first, last) in enumerate(_packed(groups, weights))
    )


def _sentences(text: str, lines: Sequence[Span]) -> list[Sentence]:
    starts = [line.start for line in lines]
    found = []
    for ordinal, (start, end) in enumerate(sentence_spans(text)):
        # A line break ends a sentence, so the line in which it begins is the one it stands in.
        index = bisect_right(starts, start) - 1
        kind = lines[index].kind if index >= 0 else SentenceKind.BODY
        found.append(Sentence(ordinal=ordinal, start=start, end=end, kind=kind))
    return found


def _weight(text: str) -> int:
    """Return how many words a text counts as."""
    return max(len(text.split()), len(text) // _LETTERS_A_WORD, 1)


def _groups(text: str, sentences: list[Sentence], weights: list[int]) -> list[tuple[int, int]]:
    """Return runs of sentences that are not parted, as half-open ranges of indexes."""
    groups: list[tuple[int, int]] = []
    first = 0
    heads = _repeated_heads(text, sentences)
    for index in range(len(sentences)):
        follows = (
            index + 1 < len(sentences)
            and index + 1 not in heads
            and _stays_with_next(text, sentences[index], sentences[index + 1])
        )
        if follows and sum(weights[first : index + 2]) <= MAX_WORDS:
            continue
        groups.append((first, index + 1))
        first = index + 1
    return groups


def _repeated_heads(text: str, sentences: list[Sentence]) -> set[int]:
    """Return the rows that say again what their table's first row says (``table_heads``)."""
    found: set[int] = set()
    head = ""
    for index, sentence in enumerate(sentences):
        if sentence.kind is not SentenceKind.ROW:
            head = ""
        elif index == 0 or "\n" in text[sentences[index - 1].end : sentence.start]:
            line = text[sentence.start :].partition("\n")[0]
            if line == head:
                found.add(index)
            head = head or line
    return found


def _stays_with_next(text: str, this: Sentence, following: Sentence) -> bool:
    if following.kind is SentenceKind.ROW:
        return "\n" in text[this.end : following.start]  # the line before a table, or a row
    if this.kind in (SentenceKind.TITLE, SentenceKind.CAPTION):
        return True
    words = text[this.start : this.end]
    heading = words[-1].isalnum() and "\n" in text[this.end : following.start]
    return this.kind is SentenceKind.BODY and heading and len(words.split()) <= _HEADING_WORDS


def _packed(groups: list[tuple[int, int]], weights: list[int]) -> list[tuple[int, int]]:
    """Pack groups into passages of about equal weight, near the target, never above the bound."""
    sizes = [sum(weights[first:last]) for first, last in groups]
    left = sum(sizes)
    passages: list[tuple[int, int]] = []
    begin, size = 0, 0
    goal = _goal(left)
    for index, weight in enumerate(sizes):
        too_much = size + weight > MAX_WORDS
        # Beyond the goal, end where the distance to it is least.
        if size and (too_much or size + weight - goal > goal - size):
            passages.append((groups[begin][0], groups[index - 1][1]))
            left -= size
            begin, size = index, 0
            goal = _goal(left)
        size += weight
    passages.append((groups[begin][0], groups[-1][1]))
    return passages


def _goal(words: int) -> float:
    """Return the weight of the next passage if what is left is shared evenly."""
    return words / max(1, round(words / TARGET_WORDS))


def _passage(article: Article, ordinal: int, sentences: list[Sentence]) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    named = f"{start}:{article.text[start:end]}".encode("utf-8", "surrogatepass")
    return Passage(
        id=f"{article.id}.{sha256(named).hexdigest()[:12]}",
        article_id=article.id,
        ordinal=ordinal,
        start=start,
        end=end,
        sentences=tuple(sentences),
    )
