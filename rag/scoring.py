"""How well a passage's words match a question whose words have other wordings.

The full-text index finds candidates; it counts each wording by itself and sees no order. Here each
concept of the question counts once, in whichever wording serves it best.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log

from rag.archive import Archive, Match, index_token
from rag.evidence.question import AskedQuestion, read_question
from rag.evidence.ranking import Ranked, rank_passage
from rag.evidence.wordings import LIKELY, weighted_by_meaning
from rag.records import StoredPassage, Understood

_K1, _B = 1.2, 0.75  # as FTS5, so that the order of plain questions stays comparable
_TITLE = 2.0
_EARLY = 20.0  # tokens after which the bonus of an early match has fallen to a third
_FAR = 15  # tokens: what stands further away does not stand together
_FADING = tuple(exp(-distance / 5.0) for distance in range(_FAR + 1))
_LOOKED_AT = 40  # matching tokens of a passage; a list of names has hundreds


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A concept as index tokens: its own, each with its weight, and other wordings."""

    own: tuple[tuple[str, float], ...]
    others: tuple[tuple[tuple[str, ...], float], ...] = ()

    @property
    def weight(self) -> float:
        """The inverse document frequencies of its own tokens, added up."""
        return sum(weight for _, weight in self.own)

    @property
    def phrases(self) -> tuple[str, ...]:
        """What the full-text index is asked for: tokens, and those of a wording in a row."""
        return (*(token for token, _ in self.own), *(" ".join(tokens) for tokens, _ in self.others))


@dataclass(frozen=True, kw_only=True, slots=True)
class Lexical:
    """How a passage matches, each from 0 to about 1; ``length`` is ln(1 + index tokens)."""

    bm25: float
    share: float
    early: float
    tight: float
    length: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordered:
    """Passages best first, by id, with the share of the question that each one has."""

    ids: tuple[str, ...] = ()
    fit: Mapping[str, float] = field(default_factory=dict)
    stored: Mapping[str, StoredPassage] = field(default_factory=dict)
    stems: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    matches: Mapping[str, Match] = field(default_factory=dict)


def ordered(
    understood: Understood,
    parts: Sequence[Part],
    matches: Sequence[Match],
    archive: Archive,
    frequency: Callable[[str], float],
) -> Ordered:
    """Return the matches best first: all by their words, the first ones by their sentences too."""
    fits = lexical(parts, matches)
    scored = sorted(
        zip((match.id for match in matches), fits, strict=True), key=lambda pair: -by_words(pair[1])
    )
    by_id = {match.id: match for match in matches}
    near = [identity for identity, _ in scored[:READ]]
    stored = archive.passages(near)
    asked = read_question(understood.text, frequency, understood.concepts, least=LIKELY)
    scores = {
        identity: by_both(fit, sentences(asked, stored[identity]))
        for identity, fit in scored[:READ]
        if identity in stored
    }
    read = sorted(scores, key=lambda identity: -scores[identity])
    return Ordered(
        ids=(*read, *(identity for identity, _ in scored[READ:])),
        fit={identity: fit.share for identity, fit in scored},
        stored=stored,
        stems={i: frozenset(by_id[i].body.split()) for i, _ in scored[: 2 * READ]},
        parts=parts,
        matches=by_id,
    )


READ = 8
"""Passages whose sentences are read before they are ordered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """How well the best sentence of a passage answers; see ``rag.evidence.ranking``."""

    score: float = 0.0
    near: float = 0.0
    fit: float = 0.0


def sentences(asked: AskedQuestion, stored: StoredPassage) -> Told:
    """Return what the best sentence of a passage has to say to the question."""
    best: Ranked | None = max(rank_passage(asked, stored), key=lambda one: one.score, default=None)
    return Told(score=best.score, near=best.near, fit=best.fit) if best else Told()


def by_words(fit: Lexical) -> float:
    """Return a passage's score by its words alone.

    The weights here and in ``by_both`` are those of a listwise softmax regression on facqa, on
    facqa among the passages of labor, and on idkmrc, cross-validated (``python -m bench.scoring``);
    labor's questions took no part in it.
    """
    return 7.2 * fit.bm25 + 5.7 * fit.share + 1.8 * fit.early + 4.1 * fit.tight - 1.16 * fit.length


def by_both(fit: Lexical, told: Told) -> float:
    """Return a passage's score by its words and its best sentence."""
    words = 5.9 * fit.bm25 + 2.6 * fit.share + 1.8 * fit.early + 3.0 * fit.tight - 1.0 * fit.length
    return words + 2.6 * told.score - 1.0 * told.near + 0.95 * told.fit


def parts_of(understood: Understood, frequency: Callable[[str], float]) -> list[Part]:
    """Return the concepts as index tokens, weighted by the rarity of what is meant."""
    foreign = understood.language != "id"
    frequency = weighted_by_meaning(frequency, understood.concepts, foreign=foreign, least=LIKELY)
    found = []
    for concept in understood.concepts:
        own = {token: frequency(stem) for stem in concept.stems if (token := index_token(stem))}
        others = tuple(
            (tuple(token for stem in other.stems if (token := index_token(stem))), other.weight)
            for other in concept.others
        )
        if own:
            found.append(Part(own=tuple(own.items()), others=tuple(o for o in others if o[0])))
    return found


def lexical(parts: Sequence[Part], matches: Sequence[Match]) -> list[Lexical]:
    """Return how each match fits the question.

    ``bm25`` is BM25 (Robertson and Zaragoza 2009) over concepts, divided by the most that the
    question can reach; a wording of several tokens counts as often as its rarest one, and with its
    own weight. ``share`` is the weight of the concepts that are there at all. ``early`` is
    ``exp(-p / 20)`` for the first matching token at ``p`` of the body, ``tight`` the most weight
    that stands together, each token fading with ``exp(-d / 5)`` in its distance from one of them.
    """
    wanted = {token for part in parts for token, _ in part.own}
    wanted.update(token for part in parts for tokens, _ in part.others for token in tokens)
    read = [_Read(match, wanted) for match in matches]
    mean = sum(each.length for each in read) / max(1, len(read))
    mass = sum(part.weight for part in parts) or 1.0
    question = _Question(parts=parts, weights=_weights(parts), mass=mass, mean=mean or 1.0)
    return [_lexical(question, each) for each in read]


class _Read:
    """A passage's tokens, those of the question with their counts and places."""

    def __init__(self, match: Match, wanted: set[str]) -> None:
        body, title = match.body.split(), match.title.split()
        self.counts: dict[str, float] = {}
        self.places: list[tuple[int, str]] = []
        for place, token in enumerate(body):
            if token in wanted:
                self.places.append((place, token))
                self.counts[token] = self.counts.get(token, 0.0) + 1
        for token in title:
            if token in wanted:
                self.counts[token] = self.counts.get(token, 0.0) + _TITLE
        self.rows = f" {match.body} | {match.title} "
        self.tokens = len(body)
        self.length = len(body) + _TITLE * len(title)


def completing(parts: Sequence[Part], passage: Match, beside: Sequence[Match]) -> str | None:
    """Return the id of the neighbour that has what a passage lacks of the question, or None.

    Evidence may cross the border of two passages: who speaks in one, what is said in the next.
    """
    alone, *both = lexical(parts, [passage, *(_together(passage, each) for each in beside)])
    best = max(zip(both, beside, strict=True), key=lambda pair: pair[0].share, default=None)
    if best is None or best[0].share < alone.share + _MORE:
        return None
    return best[1].id


_MORE = 0.2  # of the question's weight, for which a neighbour is worth reading


def _together(one: Match, other: Match) -> Match:
    return Match(id=other.id, title=one.title, body=f"{one.body} {other.body}")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Question:
    parts: Sequence[Part]
    weights: Mapping[str, float]  # of each token, in whichever wording
    mass: float
    mean: float  # length of the passages compared


def _lexical(question: _Question, read: _Read) -> Lexical:
    norm = _K1 * (1 - _B + _B * read.length / question.mean)
    mass = question.mass
    bm25 = share = 0.0
    for part in question.parts:
        best, there = _part(part, read, norm)
        bm25 += best
        share += there
    return Lexical(
        bm25=bm25 / (mass * (_K1 + 1)),
        share=share / mass,
        early=exp(-read.places[0][0] / _EARLY) if read.places else 0.0,
        tight=_tight(question.weights, read.places[:_LOOKED_AT]) / mass,
        length=log(1 + read.tokens),
    )


def _weights(parts: Sequence[Part]) -> dict[str, float]:
    """Return what each token of the question weighs, in whichever wording."""
    found = {token: weight for part in parts for token, weight in part.own}
    for part in parts:
        for tokens, sure in part.others:
            if len(tokens) == 1:
                found.setdefault(tokens[0], sure * part.weight)
    return found


def _tight(weights: Mapping[str, float], places: Sequence[tuple[int, str]]) -> float:
    most = 0.0
    for number, (centre, _) in enumerate(places):
        seen: dict[str, float] = {}
        for side in (places[number:], places[:number][::-1]):
            for place, token in side:
                distance = abs(place - centre)
                if distance > _FAR:
                    break
                pull = weights.get(token, 0.0) * _FADING[distance]
                if pull > seen.get(token, 0.0):
                    seen[token] = pull
        most = max(most, sum(seen.values()))
    return most


def _part(part: Part, read: _Read, norm: float) -> tuple[float, float]:
    """Return what a concept adds to BM25 and to the share, in its best wording."""
    score = there = 0.0
    for token, weight in part.own:
        count = read.counts.get(token)
        if count:
            score += weight * _saturated(count, norm)
            there += weight
    for tokens, sure in part.others:
        if all(token in read.counts for token in tokens):
            if len(tokens) > 1 and f" {' '.join(tokens)} " not in read.rows:
                continue  # they are there, and mean something else
            count = min(read.counts[token] for token in tokens)
            score = max(score, sure * part.weight * _saturated(count, norm))
            there = max(there, sure * part.weight)
    return score, there


def _saturated(count: float, norm: float) -> float:
    return count * (_K1 + 1) / (count + norm)
