"""From a claim's evidence to the person who says it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.checks.reading import read
from rag.records import Claim, Evidence, Sentence, SentenceKind, Speaker, StoredPassage
from rag.speakers.phrases import Person, Speech, person_in, speeches

_BACK = 5
"""Sentences that are read backwards for a pronoun's person; further back it is somebody's guess."""
_AHEAD = 4  # sentences of one quotation
_NAME = re.compile(r"\b[A-Z][a-z'’.-]+(?: (?:bin |binti )?[A-Z][\w'’.-]+)+")

Lines = Mapping[int, tuple[StoredPassage, Sentence]]


def speaker_of(claim: Claim, stored: Mapping[str, StoredPassage]) -> Speaker | None:
    """Return who says what a claim reports; None where nobody does, or it is not certain who.

    Args:
        claim: as it is shown; its evidence stands in ``stored``.
        stored: the passages of the question, by id.
    """
    found: dict[str, Speaker] = {}
    for item in claim.evidence:
        lines = _lines(item.article, stored)
        if item.sentence not in lines:
            continue
        speaker = _of_sentence(item.sentence, lines)
        if speaker is None:
            if _reported(item.text) and len(claim.evidence) > 1:
                return None
            continue
        found.setdefault(speaker.name, speaker)
    if len(found) != 1:
        return None
    return next(iter(found.values()))


def names_speaker(claim: Claim) -> bool:
    """Tell whether a claim's own text names its speaker in full, with the role where known."""
    speaker = claim.speaker
    if speaker is None:
        return True
    words = {token.word for token in read(claim.text)}
    wanted = {token.word for token in read(f"{speaker.name} {speaker.role}")}
    return wanted <= words


def _lines(
    article: str, stored: Mapping[str, StoredPassage]
) -> dict[int, tuple[StoredPassage, Sentence]]:
    return {
        sentence.ordinal: (passage, sentence)
        for passage in stored.values()
        if passage.article.id == article
        for sentence in passage.passage.sentences
    }


def _text(lines: Lines, ordinal: int) -> str:
    passage, sentence = lines[ordinal]
    return passage.sentence_text(sentence)


def _of_sentence(ordinal: int, lines: Lines) -> Speaker | None:
    text = _text(lines, ordinal)
    own = speeches(text)
    named = any(one.person for one in own)
    if own:
        if named:
            person = _only(own)
            return None if person is None else _fullest(person, ordinal, lines)
        return _behind(ordinal, lines) if any(one.pronoun for one in own) else None
    if _open(text) or _within(ordinal, lines):
        return _ahead(ordinal, lines)
    return _bare_quotation(ordinal, lines) if _all_quoted(text) else None


def _only(spoken: Sequence[Speech]) -> Person | None:
    """Return the one person who speaks; None for several, or where a crowd or company does too."""
    people = {one.person.name: one.person for one in spoken if one.person is not None}
    if len(people) != 1 or any(one.person is None and not one.pronoun for one in spoken):
        return None
    return next(iter(people.values()))


def _ahead(ordinal: int, lines: Lines) -> Speaker | None:
    """Return who speaks where a quotation that opened before ends."""
    for place in range(ordinal + 1, ordinal + 1 + _AHEAD):
        if place not in lines:
            return None
        text = _text(lines, place)
        if speeches(text):
            return _of_sentence(place, lines)
        if _flat(text).count('"') % 2 or "\n" in _gap(place, lines):
            return None  # it ended, and nobody was named
    return None


def _behind(ordinal: int, lines: Lines) -> Speaker | None:
    """Return whom "katanya" means: the only person named in the nearest sentences before it."""
    for place in range(ordinal - 1, ordinal - 1 - _BACK, -1):
        if place not in lines or lines[place][1].kind is SentenceKind.TITLE:
            return None
        text = _text(lines, place)
        spoken = speeches(text)
        if any(one.person is not None or not one.pronoun for one in spoken):
            person = _only(spoken)
            clear = person is not None and not _others(text, person)
            return _fullest(person, place, lines) if person is not None and clear else None
        if _others(text, None):
            return None
    return None


def _bare_quotation(ordinal: int, lines: Lines) -> Speaker | None:
    """Return who spoke just before a quotation that names nobody, unless another speaks after."""
    if ordinal - 1 not in lines:
        return None
    text = _text(lines, ordinal - 1)
    spoken = speeches(text)
    person = _only(spoken)
    if person is None or len(spoken) != 1 or _flat(text).count('"'):
        return None
    return None if _others(text, person) else _fullest(person, ordinal - 1, lines)


def _fullest(person: Person, ordinal: int, lines: Lines) -> Speaker | None:
    """Return the person by the fullest name of the sentences before, if it is one person's."""
    words = read(person.name)
    if len(words) > 1 or person.role:
        return _speaker(person, ordinal, lines)
    known: dict[str, tuple[Person, int]] = {}
    for place in sorted(lines):
        if place >= ordinal:
            break
        if lines[place][1].kind is SentenceKind.TITLE:
            continue  # a headline may write every word with a capital
        for fuller in _named(_text(lines, place)):
            own = [token.word for token in read(fuller.name)]
            if words[0].word in own and len(own) > 1:
                before = known.get(fuller.name)
                if before is None or (fuller.role and not before[0].role):
                    known[fuller.name] = (fuller, place)
    if len(known) == 1:
        fuller, place = next(iter(known.values()))
        return _speaker(fuller, place, lines)
    return None  # one word without an office may be an organisation's name as well


def _named(text: str) -> list[Person]:
    """Return the persons whom a sentence names by role and name, speaking or not."""
    found = [one.person for one in speeches(text) if one.person is not None]
    for match in _NAME.finditer(text):
        if text[: match.start()].endswith((" dan ", " and ", " & ")):
            continue  # "Menteri Komunikasi dan Informatika Rudiantara"
        if text[: match.start()].endswith(("/", "-")):
            continue  # "Kapendam XVII/Cenderawasih Letkol Eko Daryanto"
        whole = person_in(match[0])
        if whole is not None and whole.name not in {one.name for one in found}:
            found.append(whole)
    return found


def _others(text: str, person: Person | None) -> bool:
    """Tell whether a sentence names a person besides ``person``: then a pronoun may mean them."""
    known = set() if person is None else {t.word for t in read(f"{person.name} {person.role}")}
    return any(
        not {token.word for token in read(one.name)} <= known
        for match in _NAME.finditer(text)
        if (one := person_in(match[0])) is not None
    )


def _speaker(person: Person, ordinal: int, lines: Lines) -> Speaker:
    passage, sentence = lines[ordinal]
    return Speaker(name=person.name, role=person.role, evidence=Evidence.of(passage, sentence))


def _flat(text: str) -> str:
    return re.sub("[“”„«»]", '"', text)


def _open(text: str) -> bool:
    """Tell whether a quotation begins in a sentence and does not end there."""
    return _flat(text).count('"') % 2 == 1 and _flat(text).lstrip().startswith('"')


def _within(ordinal: int, lines: Lines) -> bool:
    """Tell whether a sentence stands inside a quotation that opened in the one before."""
    return (
        ordinal - 1 in lines
        and '"' not in _flat(_text(lines, ordinal))
        and _open(_text(lines, ordinal - 1))
    )


def _all_quoted(text: str) -> bool:
    flat = _flat(text).strip()
    return len(flat) > 2 and flat.startswith('"') and flat.rstrip(".").endswith('"')


def _reported(text: str) -> bool:
    return bool(speeches(text)) or '"' in _flat(text)


def _gap(ordinal: int, lines: Lines) -> str:
    """Return what stands between a sentence and the one before it in their passage."""
    passage, sentence = lines[ordinal]
    before = lines.get(ordinal - 1)
    if before is None or before[0].passage.id != passage.passage.id:
        return ""
    base = passage.passage.start
    return passage.text[before[1].end - base : sentence.start - base]
