"""Names and roles of speakers as a sentence writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.checks.lists import (
    COMMON_SUBJECTS,
    MONTHS_AND_DAYS,
    PRONOUN_SPEECH,
    PRONOUNS,
    SAYS_AFTER,
    SAYS_BEFORE,
    SAYS_ONLY_AFTER_QUOTE,
)
from rag.checks.reading import Token, read
from rag.language.roots import PLACES
from rag.speakers.lists import (
    BODIES,
    BRANCHED,
    NO_OFFICE,
    NO_PERSON,
    OFFICES,
    OPENERS,
    SERVING,
    STOP,
)

_LONG_NAME = 2  # words after an office that are a name for certain
_REACH = 26  # tokens of a name with its office and organisation
PLACE_WORDS = frozenset(PLACES.split())
_SHORTENED = re.compile(r"\([A-Z][A-Z&.-]+\)$")  # "Arum Tobacco Indonesia (ATI)": an organisation
_CLOSERS = re.compile(r"[.!?;:\"“”\n]|[–—]| - ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A speaker as a sentence names them; ``role`` is empty where it does not say."""

    name: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """One "says" of a sentence. ``person`` is None for a pronoun, or for who is no one person."""

    person: Person | None
    pronoun: bool


def speeches(text: str) -> list[Speech]:
    """Return who speaks in a sentence, in order."""
    tokens = read(text)
    found = []
    for index, token in enumerate(tokens):
        if token.word in PRONOUN_SPEECH:
            found.append(Speech(person=None, pronoun=True))
        elif token.word in SAYS_BEFORE and _reports(tokens, index):
            found.append(_after(text, tokens, index))
        elif token.word in SAYS_AFTER and not _quoted(text, token.start):
            speech = _before(text, tokens, index)
            if speech is not None:
                found.append(speech)
    return found


def _reports(tokens: Sequence[Token], index: int) -> bool:
    """A word like "jelas" or "kata" reports speech where a name or pronoun follows."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or (after.opens and _CLOSERS.search(after.before)):
        return False
    if tokens[index].word in {"menurut", "according"}:
        return True
    marked = any(mark in tokens[index].before for mark in ",\"”“'’!?.")
    if tokens[index].word in SAYS_ONLY_AFTER_QUOTE and not marked:
        return False
    return after.capital or after.word in PRONOUNS or after.word in OFFICES or after.word == "si"


def _quoted(text: str, at: int) -> bool:
    """Tell whether a place stands inside quotation marks: "dia mengatakan" may be quoted itself."""
    flat = re.sub("[“”„]", '"', text[:at])
    return flat.count('"') % 2 == 1


def _after(text: str, tokens: Sequence[Token], index: int) -> Speech:
    if tokens[index + 1].word in PRONOUNS:
        return Speech(person=None, pronoun=True)
    start = tokens[index + 1].start
    if tokens[index].word == "according" and tokens[index + 1].word == "to":
        start = tokens[index + 2].start if index + 2 < len(tokens) else start
    end = min((m.start() for m in _closers(text, start)), default=len(text))
    return Speech(person=person_in(text[start:end]), pronoun=False)


def _closers(text: str, start: int) -> Iterator[re.Match[str]]:
    """Yield where a phrase ends; the point of "dr." or of an initial ends none."""
    for match in _CLOSERS.finditer(text, start):
        if match[0] == "." and re.search(r"(?:\b\w|\b[a-zA-Z]{2,3})\Z", text[: match.start()]):
            rest = text[match.end() : match.end() + 2]
            if rest[:1].isspace() and rest[1:2].isupper():
                continue
        yield match


def _before(text: str, tokens: Sequence[Token], index: int) -> Speech | None:
    """Return who says, from the words before "mengatakan"; None where nobody does."""
    left = 0
    for match in _CLOSERS.finditer(text, 0, tokens[index].start):
        initial = re.search(r"\b\w{1,2}\Z", text[: match.start()])
        parts = text[match.end() : match.end() + 1].isspace() and not initial
        if match[0] != "." or parts:
            left = match.end()
    phrase = text[left : tokens[index].start].strip()
    inside = [t for t in tokens[:index] if t.start >= left]
    if not inside:
        return None
    if inside[-1].word in PRONOUNS or (len(inside) <= 3 and inside[0].word in PRONOUNS):
        return Speech(person=None, pronoun=True)
    if inside[-1].before.strip() == "," or phrase.endswith(","):
        return Speech(person=person_in(phrase.rstrip(" ,")), pronoun=False)
    return Speech(person=person_in(_subject(phrase)), pronoun=False)


def _subject(phrase: str) -> str:
    """Return a subject without what opens its sentence ("Sementara itu, …")."""
    phrase = re.sub(
        r"\s(?:juga|pun|hanya|masih|tetap|lalu|kemudian|sebelumnya|sempat|telah|also|has|had)$",
        "",
        phrase,
    )
    head = re.match(r"[^,]{0,60},\s(?=[A-Z])", phrase)
    if head and not _starts_person(phrase):
        return phrase[head.end() :]
    return phrase


def _starts_person(phrase: str) -> bool:
    tokens = read(phrase)
    return bool(tokens) and (
        tokens[0].word in OFFICES
        or (
            len(tokens) > 1
            and tokens[0].word not in COMMON_SUBJECTS
            and tokens[1].capital
            and tokens[1].before == " "
        )
    )


def person_in(phrase: str) -> Person | None:
    """Return the person whom a phrase names, with the role beside the name; None for no person.

    Of "Ketua SPKP Tuti Hapsari" the acronym ends the role. Where the name of an organisation runs
    into the person's without a mark, the whole phrase is the name: as written, and never cut wrong.
    """
    pieces = [piece.strip() for piece in phrase.split(",")]
    first = _trimmed(pieces[0])
    tokens = read(first)
    while (
        tokens
        and tokens[0].word not in OFFICES
        and (not tokens[0].content or tokens[0].word in SAYS_BEFORE | OPENERS)
    ):
        first = first[tokens[0].end :].strip()  # "Namun Anies"
        tokens = read(first)
    if not tokens or _goes_on(pieces[0], first):
        return None
    if tokens[0].word in OFFICES:
        # "Kuasa hukum aktor Rina Sari": she is not who speaks
        serves = tokens[0].word in SERVING
        role, name = ("", first) if serves else _cut(first, tokens)
        if len(pieces) > 1 and _plain_name(pieces[1]):
            second = _trimmed(pieces[1])
            if " " in second or not name or " " not in name:
                return Person(name=second, role=first)  # "CEO Persija, Ferry Paulus"
        if not name:
            return None
        known = any(token.word in OFFICES - NO_OFFICE for token in read(role))
        return Person(name=name, role=role if known else "")
    if not _plain_name(first) or _SHORTENED.search(first):
        return None
    role = ""
    # "kata Syamsul usai pelantikan Wakil Rektor, Dekan FE": the comma is not behind the name.
    if len(pieces) > 1 and _bare(pieces[0]).endswith(first):
        after = read(pieces[1])
        if after and after[0].word in OFFICES - NO_OFFICE:
            role = _trimmed(pieces[1], role=True)
    return Person(name=_no_point(first), role=role)


def _trimmed(piece: str, *, role: bool = False) -> str:
    """Return a phrase up to where a name with its office ends."""
    text = _bare(piece)
    for count, token in enumerate(read(text)):
        ends = token.word in STOP or token.word in MONTHS_AND_DAYS or token.figure
        if (ends or count > _REACH) and not (role and token.word in {"di", "bidang", "in", "of"}):
            return text[: token.start].strip(" (,")
    return text


def _goes_on(piece: str, name: str) -> bool:
    """Tell whether a body's name goes on: "Observatorium … untuk Hak Asasi", "Kodim 1702"."""
    _, _, rest = _bare(piece).partition(name)
    return re.match(r"\s+(?:(?:untuk|for|of)\s+[A-Z]|\d)", rest) is not None


def _bare(piece: str) -> str:
    """Return a phrase without the age or day that stands in brackets behind a name."""
    return re.sub(r"\s*\((?:\d+|\d+ tahun|[^()]*\d[/.][^()]*)\)", "", piece).strip(" -–—")


def _no_point(name: str) -> str:
    """Return a name without the point of its sentence; that of an initial or title stays."""
    return re.sub(r"(?<=\w\w\w)\.$", "", name)


def _plain_name(piece: str) -> bool:
    """Tell whether a phrase is a person's name and nothing else: one to five capital words."""
    tokens = read(_trimmed(piece))
    if not 1 <= len(tokens) <= 5 or tokens[0].word in NO_PERSON | BODIES:
        return False
    if any(t.word in BODIES | PLACE_WORDS or t.word in COMMON_SUBJECTS for t in tokens):
        return False
    if len(tokens) == 1 and (tokens[0].acronym or not tokens[0].content):
        return False
    return all(t.capital or t.word in {"bin", "binti", "van", "de", "al"} for t in tokens)


def _empty(token: Token) -> bool:
    return not token.content and len(token.text) > 1


def _cut(text: str, tokens: Sequence[Token]) -> tuple[str, str]:
    """Return role and name of a phrase that begins with an office."""
    edge = 0  # index of the first token that may belong to the name
    body = acronym = False
    for index, token in enumerate(tokens):
        after_bracket = ")" in token.before
        if token.word in {"dan", "serta", "and", "untuk", "of", "for"}:
            edge, body, acronym = index + 2, True, False  # "Menteri Komunikasi dan Informatika"
        elif token.before.endswith("("):
            continue  # the bracket says how the words before it are shortened
        elif index < edge and token.capital and not after_bracket:
            continue
        elif token.word in PLACE_WORDS and not after_bracket:
            edge, body, acronym = index + 1, False, True
        elif token.word in OFFICES or not token.capital or _empty(token):
            edge, body, acronym = index + 1, False, False
        elif token.word in BODIES:
            edge, body, acronym = index + 1, True, False
        elif token.acronym and not after_bracket:
            # "Humas RS EMC Sentul Dwi Lestari": where the hospital's name ends cannot be told
            branch = index > 0 and tokens[index - 1].word in BRANCHED
            edge, body, acronym = index + 1, branch, True
        if after_bracket and not (token.word in OFFICES or not token.capital):
            edge, body, acronym = index, False, body or acronym
    if edge >= len(tokens):
        return text, ""
    start = tokens[edge].start
    name = _no_point(text[start:].strip(" ,"))
    # "Ketua Serikat Buruh Anu Tuti Hapsari", "Juru bicara Lincap Karina Putri"
    if len(tokens) - edge > (1 if body else _LONG_NAME if not acronym else _REACH):
        return "", text.strip(" ,")
    if not _plain_name(name):
        return text, ""
    return text[:start].strip(" ,-–—"), name
