"""Long passages shortened around what matters; the rest stays one click away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rag.language import index_words
from ui.evidence.cards import Excerpt, Segment

FOLDED = 220
"""Code points from which text away from the evidence is folded: about three lines beside the chat.
Less would cost a click and save nothing."""

Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A run of an excerpt's text; ``folded`` stretches are shown on demand."""

    segments: tuple[Segment, ...]
    sentences: int
    folded: bool = False

    @property
    def text(self) -> str:
        """The text of the stretch."""
        return "".join(piece.text for piece in self.segments)


def around_marks(excerpt: Excerpt) -> tuple[Stretch, ...]:
    """Fold what is neither evidence nor a neighbour of it; nothing where nothing is marked.

    The stretches join to the excerpt's text.
    """
    wanted: set[int] = set()
    for start, end in _marked(excerpt):
        for place, (first, last) in enumerate(excerpt.sentences):
            if first < end and start < last:
                wanted.update((place - 1, place, place + 1))
    return _folded(excerpt, wanted) if wanted else (_everything(excerpt),)


def around_spans(excerpt: Excerpt, spans: Iterable[Span]) -> tuple[Stretch, ...]:
    """Fold everything but the sentences that overlap one of ``spans`` (of the article)."""
    near = list(spans)
    wanted = {
        place
        for place, (first, last) in enumerate(excerpt.sentences)
        if any(first < end and start < last for start, end in near)
    }
    return _folded(excerpt, wanted)


def nearest_sentence(excerpt: Excerpt, question: str) -> Span | None:
    """Return the sentence that shares most words with a question; the first of equals."""
    asked = set(index_words(question))
    best: tuple[int, Span] | None = None
    for span in excerpt.sentences:
        shared = len(asked & set(index_words(_text(excerpt, span))))
        if _text(excerpt, span).strip() and (best is None or shared > best[0]):
            best = (shared, span)
    return best[1] if best else None


def _marked(excerpt: Excerpt) -> list[Span]:
    at, found = excerpt.start + excerpt.skipped, []
    for piece in excerpt.segments:
        if piece.claims:
            found.append((at, at + len(piece.text)))
        at += len(piece.text)
    return found


def _text(excerpt: Excerpt, span: Span) -> str:
    base = excerpt.start + excerpt.skipped
    whole = "".join(piece.text for piece in excerpt.segments)
    return whole[max(0, span[0] - base) : max(0, span[1] - base)]


def _everything(excerpt: Excerpt) -> Stretch:
    return Stretch(segments=excerpt.segments, sentences=len(excerpt.sentences))


def _folded(excerpt: Excerpt, wanted: Collection[int]) -> tuple[Stretch, ...]:
    """Cut at the sentences' beginnings; runs that are not wanted and long enough are folded."""
    begin = excerpt.start + excerpt.skipped
    found: list[Stretch] = []
    for run in _runs(len(excerpt.sentences), wanted):
        start = begin if run[0] == 0 else excerpt.sentences[run[0]][0]
        last = run[-1] + 1
        end = excerpt.end if last == len(excerpt.sentences) else excerpt.sentences[last][0]
        pieces = _cut(excerpt, max(start, begin), max(end, begin))
        length = sum(len(piece.text) for piece in pieces)
        if not length:
            continue
        folded = run[0] not in wanted and length >= FOLDED and bool(wanted)
        found.append(Stretch(segments=pieces, sentences=len(run), folded=folded))
    return tuple(_joined(found)) or (_everything(excerpt),)


def _runs(count: int, wanted: Collection[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in range(count):
        if runs and (runs[-1][-1] in wanted) == (place in wanted):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _cut(excerpt: Excerpt, start: int, end: int) -> tuple[Segment, ...]:
    at, found = excerpt.start + excerpt.skipped, []
    for piece in excerpt.segments:
        left, right = max(start, at), min(end, at + len(piece.text))
        if left < right:
            text = piece.text[left - at : right - at]
            found.append(Segment(text=text, claims=piece.claims))
        at += len(piece.text)
    return tuple(found)


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Put neighbours together that are both shown; a mark stays in one piece."""
    found: list[Stretch] = []
    for each in stretches:
        last = found[-1] if found else None
        if last is None or last.folded or each.folded:
            found.append(each)
            continue
        left, right = last.segments, each.segments
        if left and right and left[-1].claims == right[0].claims:
            middle = Segment(text=left[-1].text + right[0].text, claims=right[0].claims)
            left, right = (*left[:-1], middle), right[1:]
        found[-1] = Stretch(segments=(*left, *right), sentences=last.sentences + each.sentences)
    return found
