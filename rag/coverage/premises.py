"""Questions that take for granted what the archive says otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.checks import is_order
from rag.checks.lists import NEGATIONS, OPPOSITES, PLANNED, ROLES
from rag.checks.reading import Token, read
from rag.context import Context
from rag.language import question_words, stem
from rag.records import Claim, Evidence, SentenceKind

_GRANTED = re.compile(
    r"^\W*(?:mengapa|kenapa|knp|apa (?:alasan|sebab|penyebab|dampak|akibat|reaksi)|bagaimana"
    r"|alasan|kapan|siapa|sejak kapan|why|how|when|who|what (?:caused|made|happened))\b",
    re.IGNORECASE,
)
_OTHER_WORDS = 0.6  # of the question's other content words that a contradicting sentence has
_LEAST = 2
_VERBS = ("me", "di", "ber", "ter")
# What has ended has begun as well: a report of the one contradicts nobody who asks of the other.
_PHASES = frozenset((*OPPOSITES["mulai"], *OPPOSITES["berakhir"]))


def contradicted(context: Context, claims: Sequence[Claim] = ()) -> Evidence | None:
    """Return a sentence that says the opposite of what the question takes for granted.

    Simple cases only: "Mengapa KBTR menolak …?" where a sentence about the same says "menerima",
    or says the verb with a negation. None where nothing, or also the question's own wording, is
    found.
    """
    if not _GRANTED.match(context.question):
        return None
    asked = read(context.question)
    sentences = _sentences(context, claims)
    other = _somebody_else(asked, sentences)
    if other is not None:
        return other
    verbs = [
        token
        for token in asked
        if _is_verb(token) and token.word not in _PHASES and not _negated(asked, token.stem)
    ]
    if not verbs:
        return None
    for verb in verbs:
        rest = set(question_words(context.question)) - {verb.stem}
        agreeing = [item for item, tokens in sentences if _agrees(tokens, verb, rest)]
        if agreeing:
            continue  # the archive has it both ways: no false premise
        for item, tokens in sentences:
            if _contradicts(tokens, verb, rest):
                return item
    return None


def _sentences(
    context: Context, claims: Sequence[Claim]
) -> list[tuple[Evidence, tuple[Token, ...]]]:
    cited = [item for claim in claims for item in claim.evidence]
    found = [
        Evidence.of(hit.stored, sentence)
        for hit in context.standing
        for sentence in hit.stored.passage.sentences
        if sentence.kind is not SentenceKind.ROW
        and not is_order(hit.stored.sentence_text(sentence))  # it speaks to a model
    ]
    return [(item, read(item.text)) for item in [*cited, *found]]


def _somebody_else(
    asked: Sequence[Token], sentences: Sequence[tuple[Evidence, tuple[Token, ...]]]
) -> Evidence | None:
    """Return a sentence by which another person was chosen for the office that is asked about.

    "Kenapa Budi Santoso terpilih sebagai ketua …?" where "… memilih Rina Sari sebagai ketua".
    """
    names = {t.word for t in asked if t.capital and not t.opens and not t.acronym} - ROLES
    offices = {token.word for token in asked} & ROLES
    bodies = {token.word for token in asked if token.acronym}
    if len(names) < _LEAST or not offices or "pilih" not in {token.stem for token in asked}:
        return None
    chosen = [
        (item, {token.word for token in tokens})
        for item, tokens in sentences
        if "pilih" in {token.stem for token in tokens} and not _negated(tokens, "pilih")
    ]
    if any(names & words for _, words in chosen):
        return None
    for item, words in chosen:
        if offices & words and (not bodies or bodies & words):
            return item
    return None


def _is_verb(token: Token) -> bool:
    if token.capital and not token.opens:
        return False
    return token.word in OPPOSITES or (token.word.startswith(_VERBS) and token.word != token.stem)


def _close(tokens: Sequence[Token], rest: set[str]) -> bool:
    stems = {token.stem for token in tokens}
    shared = rest & stems
    return len(shared) >= _LEAST and len(shared) >= _OTHER_WORDS * len(rest)


def _agrees(tokens: Sequence[Token], verb: Token, rest: set[str]) -> bool:
    stems = {token.stem for token in tokens}
    return verb.stem in stems and not _negated(tokens, verb.stem) and bool(rest & stems)


def _contradicts(tokens: Sequence[Token], verb: Token, rest: set[str]) -> bool:
    if not _close(tokens, rest):
        return False
    stems = {token.stem for token in tokens}
    opposite = {stem(other) for other in OPPOSITES.get(verb.word, ())}
    if opposite & stems and verb.stem not in stems:
        wordings = [token for token in tokens if token.stem in opposite]
        return not any(_negated(tokens, token.stem) for token in wordings)
    return verb.stem in stems and _negated(tokens, verb.stem)


def _negated(tokens: Sequence[Token], wanted: str) -> bool:
    """Tell whether a negation stands at most two words before a word."""
    for place, token in enumerate(tokens):
        if token.stem == wanted:
            before = [each.word for each in tokens[max(0, place - 2) : place]]
            if not NEGATIONS.isdisjoint(before) and PLANNED.isdisjoint(before[-1:]):
                return True
    return False
