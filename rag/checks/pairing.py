"""A claim and its own evidence sentences, read side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.checks.amounts import amounts, same_amount
from rag.checks.reading import Token, read, stems
from rag.checks.synonyms import same_sense
from rag.checks.wordings import said_otherwise
from rag.language import sentence_spans
from rag.records import Evidence

_RELATED = 2  # words in common, names left out


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and its evidence, read."""

    text: str
    evidence: Sequence[Evidence]
    texts: Sequence[str]
    claim: Sequence[Token]
    sources: Sequence[Sequence[Token]]
    source: Sequence[Token]
    bridge: Mapping[str, frozenset[str]]

    @property
    def otherwise(self) -> frozenset[str]:
        """Stems of the claim that its evidence has in another wording."""
        return frozenset(self.bridge)


def bridge_of(
    claim: Sequence[Token], source: Sequence[Token], known: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Return which words of a claim its evidence has in another wording."""
    ours = [token.word for token in claim if token.content]
    lacking = frozenset(t.word for t in claim if t.content and t.stem not in known)
    if not lacking:
        return {}
    found = dict(same_sense(lacking, [token.word for token in source]))
    terms = said_otherwise(ours, [token.word for token in source if token.content], lacking)
    for word, said in terms.items():
        found[word] = found.get(word, frozenset()) | said
    return found


def paired(text: str, evidence: Sequence[Evidence]) -> Pair:
    """Return a claim and its evidence, read."""
    texts = tuple(item.text for item in evidence)
    sources = tuple(read(part) for part in texts)
    source = tuple(token for part in sources for token in part)
    claim = read(text)
    known = stems(source)
    bridge = bridge_of(claim, source, known)
    return Pair(text, evidence, texts, claim, sources, source, bridge)


def joined(pair: Pair) -> Iterator[str]:
    """Yield numbers that stand in another place of the archive than the names beside them.

    Each may be right alone; that they belong together is the claim's own statement, unless the
    sentences are neighbours.
    """
    if len(pair.texts) == 1:
        return
    words = [{token.word for token in source if token.capital} for source in pair.sources]
    for sentence in sentences_in(pair.text):
        names = [token.word for token in read(sentence) if token.capital and not token.opens]
        named = {n for n, there in enumerate(words) if any(name in there for name in names)}
        for amount in amounts(sentence):
            own = {
                n
                for n, text in enumerate(pair.texts)
                if any(same_amount(amount, other) for other in amounts(text))
            }
            if named and own and not any(_beside(pair.evidence, a, b) for a in named for b in own):
                yield f"joined: {sentence[amount.start : amount.end].strip()}"


def _beside(evidence: Sequence[Evidence], one: int, other: int) -> bool:
    """Whether two evidence sentences are one, or follow each other."""
    a, b = evidence[one], evidence[other]
    return one == other or (a.article == b.article and abs(a.sentence - b.sentence) <= 1)


def around(pair: Pair, place: int, reach: int | None) -> list[Token]:
    """Return the tokens of the evidence that stands near one of its sentences, in its article.

    Args:
        pair: a claim and its evidence.
        place: which evidence sentence.
        reach: how many sentences of the article away; None: the evidence of the whole article.
    """
    here = pair.evidence[place]
    return [
        token
        for item, source in zip(pair.evidence, pair.sources, strict=True)
        if item.article == here.article
        and (reach is None or abs(item.sentence - here.sentence) <= reach)
        for token in source
    ]


def related(pair: Pair, part: Sequence[Token], place: int) -> list[Token]:
    """Return the tokens of the evidence that a sentence of a claim says anything from.

    That is the one it follows most closely, at ``place``, and each that shares two words with it
    besides names: a sentence that only lends the name of its speaker is not among them.
    """
    wanted = _plain_stems(part)
    return [
        token
        for number, source in enumerate(pair.sources)
        if number == place or len(wanted & _plain_stems(source)) >= _RELATED
        for token in source
    ]


def _plain_stems(tokens: Sequence[Token]) -> set[str]:
    return {each.stem for each in tokens if each.content and (each.opens or not each.capital)}


def sentences_in(text: str) -> list[str]:
    """Return the sentences of a text, the text itself where there are none."""
    return [text[start:end] for start, end in sentence_spans(text) or [(0, len(text))]]


def nearest(part: Sequence[Token], sources: Sequence[Sequence[Token]]) -> int:
    """Return the place of the evidence sentence that shares most words with one of the claim."""
    wanted = {token.word for token in part if token.content or token.figure}
    shared = [len(wanted & {token.word for token in source}) for source in sources]
    return shared.index(max(shared))


def shared_words(pair: Pair) -> float:
    """Return the share of a claim's content words and figures that stand in the evidence."""
    known = stems(pair.source)
    wanted = [token.stem in known for token in pair.claim if token.content or token.figure]
    return sum(wanted) / len(wanted) if wanted else 0.0
