"""Checks of names: none that the evidence does not have, none mixed from two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.checks.lists import COMMON_SUBJECTS, MONTHS_AND_DAYS, ROLES, SAYS_AFTER
from rag.checks.reading import Token, stems
from rag.language import is_common_word
from rag.language.stopwords import listed

_HEADS = listed("kabupaten kab kota provinsi kecamatan desa kelurahan pt cv ud")
_DERIVED = ("me", "ber", "ter", "di", "pe", "ke", "se")


def foreign_names(
    claim: Sequence[Token],
    evidence: Sequence[Token],
    otherwise: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Return names of the claim that do not stand in the evidence, or are mixed from two.

    A name is a capitalised word inside a sentence, an acronym, or a word that opens a sentence
    and goes on in capitals or acts like a person. An acronym is also supported by words with
    its initials, and words by an acronym. ``otherwise`` are stems that the evidence has in
    another wording ("Disnaker", "West Java").
    """
    words = {token.word for token in evidence}
    their_stems = stems(evidence) | otherwise
    strange = []
    for index, token in enumerate(claim):
        if not _is_name(claim, index) or token.word in words or token.stem in their_stems:
            continue
        if not _abbreviates(token, evidence) and not _spelled_out(claim, index, evidence):
            strange.append(token.text)
    return tuple(strange) or _mixed(claim, evidence)


def repeated_names(claim: Sequence[Token], evidence: Sequence[Token]) -> tuple[str, ...]:
    """Return names that the claim has more often than its evidence, which has others too.

    A name that stands in two roles has probably taken the place of another.
    """
    ours = Counter(claim[i].word for i in range(len(claim)) if _is_name(claim, i))
    theirs = Counter(token.word for token in evidence)
    others = {evidence[i].word for i in range(len(evidence)) if _is_name(evidence, i)}
    return tuple(
        word for word, count in ours.items() if 0 < theirs[word] < count and others - ours.keys()
    )


def _is_name(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if token.figure or token.word in MONTHS_AND_DAYS or token.word in ROLES:
        return False
    if len(token.text) == 1:
        return False
    if token.acronym:
        return True
    if not token.capital:
        return False
    if not token.opens:
        return token.content
    return token.content and token.word not in COMMON_SUBJECTS and _begins_name(tokens, index)


def _begins_name(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word that opens a sentence is a name, judged by the word after it."""
    if index + 1 == len(tokens):
        return False
    word, after = tokens[index].word, tokens[index + 1]
    if is_common_word(word):
        return False
    if after.capital and not after.opens and after.before == " ":
        return True
    if word.startswith(_DERIVED) and word != tokens[index].stem:
        return False
    return (
        after.word in SAYS_AFTER
        or after.word in {"akan", "telah", "sudah", "tidak", "juga"}
        or (after.word.startswith(("me", "ber")) and after.word != after.stem)
    )


def _abbreviates(token: Token, evidence: Sequence[Token]) -> bool:
    """Whether an acronym has the initials of consecutive words of the evidence."""
    letters = "".join(other.word[0] for other in evidence if other.content)
    every = "".join(other.word[0] for other in evidence)
    return token.acronym and len(token.word) > 1 and (token.word in letters or token.word in every)


def _spelled_out(claim: Sequence[Token], index: int, evidence: Sequence[Token]) -> bool:
    """Whether a word belongs to a run of words whose initials are an acronym of the evidence."""
    acronyms = [token.word for token in evidence if token.acronym and len(token.word) > 2]
    for acronym in acronyms:
        for start in range(max(0, index - len(acronym) + 1), index + 1):
            run = claim[start : start + len(acronym)]
            if "".join(token.word[0] for token in run) == acronym:
                return True
    return False


def _mixed(claim: Sequence[Token], evidence: Sequence[Token]) -> tuple[str, ...]:
    """Return a pair of neighbouring name words that the evidence has only in different names.

    "Said Gani" from "Said Iqbal dan Andi Gani". Two words may follow each other when they do
    so, in this order, in one name of the evidence, or when the first ends and the second begins
    a name there (a title set before a name).
    """
    runs = _runs(evidence)
    places: dict[str, list[tuple[int, int]]] = {}
    for number, run in enumerate(runs):
        for place, token in enumerate(run):
            places.setdefault(token.word, []).append((number, place))
    for one, two in zip(claim, claim[1:], strict=False):
        if not (one.capital and two.capital and two.before == " ") or two.opens:
            continue
        if one.acronym or two.acronym or one.word in ROLES or not (one.content and two.content):
            continue
        if one.opens and (one.word in COMMON_SUBJECTS or is_common_word(one.word)):
            continue
        firsts, seconds = places.get(one.word), places.get(two.word)
        if not firsts or not seconds or one.word == two.word:
            continue
        together = any(
            (a == b and i < j) or (i == len(runs[a]) - 1 and _opens_run(runs[b], j))
            for a, i in firsts
            for b, j in seconds
        )
        if not together:
            return (f"{one.text} {two.text}",)
    return ()


def _opens_run(run: Sequence[Token], place: int) -> bool:
    """Whether a word begins a name, but for words like Kabupaten that may be left out."""
    return all(token.word in _HEADS for token in run[:place])


def _runs(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the runs of capitalised words that only a space parts."""
    runs: list[list[Token]] = []
    last: Token | None = None
    for token in tokens:
        if token.capital:
            if last is not None and token.before in {" ", ". ", "-"} and not token.opens:
                runs[-1].append(token)
            else:
                runs.append([token])
        last = token if token.capital else None
    return runs
