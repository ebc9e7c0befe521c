"""Checks of names, and of who said what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.checks.lists import (
    COMMON_SUBJECTS,
    MONTHS_AND_DAYS,
    PRONOUN_SPEECH,
    PRONOUNS,
    ROLES,
    SAYS_AFTER,
    SAYS_BEFORE,
    SAYS_ONLY_AFTER_QUOTE,
)
from rag.checks.reading import Token, stems
from rag.language.stopwords import listed

_SPEAKER_REACH = 30  # tokens: a name, several offices with their organisations, then the verb
_DERIVED = ("me", "ber", "ter", "di", "pe", "ke", "se")
_ENDS_SPEECH = listed(
    """
    kepada bahwa saat ketika usai dalam di pada terkait soal mengenai tentang kemarin melalui
    lewat sebelum setelah to that when after during on in about
    """
)


def foreign_names(claim: Sequence[Token], evidence: Sequence[Token]) -> tuple[str, ...]:
    """Return names of the claim that do not stand in the evidence, or are mixed from two.

    A name is a capitalised word inside a sentence, an acronym, or a word that opens a sentence
    and goes on in capitals or acts like a person. An acronym is also supported by words with
    its initials, and words by an acronym.
    """
    words = {token.word for token in evidence}
    their_stems = stems(evidence)
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


def speaker(claim: Sequence[Token], evidence: Sequence[Token]) -> tuple[str, str]:
    """Compare who speaks.

    Returns:
        ("speaker", name) when the claim's speaker is not a speaker of the evidence;
        ("speaker?", name) when the evidence does not name its speaker or reports no speech;
        ("", "") when there is nothing to object to.
    """
    said = _speakers(claim)
    if not said:
        return "", ""
    theirs = {token.word for token in _speakers(evidence)}
    name = " ".join(token.text for token in said)
    if not theirs:
        return "speaker?", name
    if any(token.word in theirs for token in said):
        return "", ""
    return "speaker", name


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
        firsts, seconds = places.get(one.word), places.get(two.word)
        if not firsts or not seconds or one.word == two.word:
            continue
        together = any(
            a == b and i < j or (i == len(runs[a]) - 1 and j == 0)
            for a, i in firsts
            for b, j in seconds
        )
        if not together:
            return (f"{one.text} {two.text}",)
    return ()


def _runs(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the runs of capitalised words that only a space parts."""
    runs: list[list[Token]] = []
    for token in tokens:
        if not token.capital:
            continue
        last = runs[-1][-1] if runs else None
        joined = (
            last is not None
            and token.before in {" ", ". ", "-"}
            and not token.opens
            and tokens[tokens.index(token) - 1] is last
        )
        if joined:
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _speakers(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return the name words of everyone who is said to speak."""
    found: list[Token] = []
    for index, token in enumerate(tokens):
        if token.word in PRONOUN_SPEECH:
            continue
        if token.word in SAYS_BEFORE and _reports(tokens, index):
            found += _name_after(tokens, index)
        if token.word in SAYS_AFTER:
            found += _name_before(tokens, index)
    return tuple(found)


def _reports(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if token.word not in SAYS_ONLY_AFTER_QUOTE:
        return True
    quoted = any(mark in token.before for mark in ",\"”“'’")
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return quoted and after is not None and (after.capital or after.word in PRONOUNS)


def _name_after(tokens: Sequence[Token], index: int) -> list[Token]:
    found: list[Token] = []
    for token in tokens[index + 1 : index + 1 + _SPEAKER_REACH]:
        if token.opens or token.word in PRONOUNS or token.word in _ENDS_SPEECH:
            break
        if _personal(token):
            found.append(token)
        elif found and not token.capital and token.content and "," not in token.before:
            break
    return found


def _name_before(tokens: Sequence[Token], index: int) -> list[Token]:
    found: list[Token] = []
    for token in reversed(tokens[max(0, index - _SPEAKER_REACH) : index]):
        if token.word in SAYS_AFTER or token.word in PRONOUNS or token.word in _ENDS_SPEECH:
            break
        if _personal(token):
            found.append(token)
        if token.opens:
            break
    return found[::-1]


def _personal(token: Token) -> bool:
    """Whether a word can belong to a speaker's name; a capital at the opening counts here."""
    return (
        token.capital
        and len(token.text) > 1
        and token.word not in ROLES
        and token.word not in MONTHS_AND_DAYS
        and token.word not in COMMON_SUBJECTS
        and token.content
    )
