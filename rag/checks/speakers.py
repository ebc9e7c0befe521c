"""Checks of reported speech: who says it, and in which office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.checks.lists import (
    COMMON_SUBJECTS,
    MONTHS_AND_DAYS,
    NEGATIONS,
    PRONOUN_SPEECH,
    PRONOUNS,
    ROLES,
    SAYS_AFTER,
    SAYS_BEFORE,
    SAYS_ONLY_AFTER_QUOTE,
)
from rag.checks.reading import Token
from rag.language import is_common_word
from rag.language.stopwords import listed

_SPEAKER_REACH = 30  # tokens: a name, several offices with their organisations, then the verb
_ROLE_REACH = 12  # tokens between an office and the name that it belongs to
_ENDS_SPEECH = listed(
    """
    kepada bahwa saat ketika usai dalam di pada terkait soal mengenai tentang kemarin melalui
    lewat sebelum setelah jika kalau bila apabila karena sehingga agar supaya sedangkan to that
    when after during on in about if because while
    """
)
# Passive reports: "disampaikan oleh X", "was announced by X".
_SAID_BY = listed(
    """
    dikatakan disampaikan diungkapkan dinyatakan ditegaskan dijelaskan dituturkan disebutkan
    diutarakan dikemukakan diucapkan dilontarkan dipaparkan diterangkan diakui dibantah
    """
)
_ENGLISH_SAID_BY = listed("said stated told announced confirmed denied claimed reported explained")
# Offices, each with the one word that stands for all its forms in both languages.
_OFFICES = {
    "ketua": "ketua", "ketum": "ketua", "chair": "ketua", "chairman": "ketua",
    "chairwoman": "ketua", "chairperson": "ketua", "sekretaris": "sekretaris",
    "sekjen": "sekretaris", "sesjen": "sekretaris", "sekum": "sekretaris",
    "secretary": "sekretaris", "bendahara": "bendahara", "treasurer": "bendahara",
    "direktur": "direktur", "dirut": "direktur", "dirjen": "direktur", "director": "direktur",
    "manajer": "manajer", "manager": "manajer", "kepala": "kepala", "kadis": "kepala",
    "kadisnaker": "kepala", "head": "kepala", "gubernur": "gubernur", "wagub": "gubernur",
    "governor": "gubernur", "bupati": "bupati", "wabup": "bupati", "regent": "bupati",
    "walikota": "wali", "wali": "wali", "mayor": "wali", "menteri": "menteri",
    "menaker": "menteri", "menko": "menteri", "menkeu": "menteri", "minister": "menteri",
    "presiden": "presiden", "wapres": "presiden", "president": "presiden", "jubir": "juru",
    "juru": "juru", "spokesman": "juru", "spokeswoman": "juru", "spokesperson": "juru",
    "koordinator": "koordinator", "coordinator": "koordinator", "komisaris": "komisaris",
    "commissioner": "komisaris", "hakim": "hakim", "judge": "hakim", "jaksa": "jaksa",
    "prosecutor": "jaksa", "pengacara": "pengacara", "advokat": "pengacara",
    "lawyer": "pengacara", "anggota": "anggota", "member": "anggota", "pengamat": "pengamat",
    "pakar": "pakar", "kapolres": "kapolres", "kapolda": "kapolda", "camat": "camat",
}  # fmt: skip
_DEPUTIES = listed("wakil waketum wagub wabup wapres deputi deputy vice mantan eks former")
_DEPUTY_FORMS = {"waketum": "ketua", "wakasek": "sekretaris"}


@dataclass(frozen=True, slots=True)
class _Speech:
    """Name words and offices of those who are said to speak in one frame."""

    names: tuple[Token, ...]
    offices: frozenset[str]


def speaker(
    claim: Sequence[Token],
    nearest: Sequence[Token],
    around: Sequence[Token],
    evidence: Sequence[Token],
) -> tuple[str, str]:
    """Compare who speaks.

    Args:
        claim: tokens of one sentence of the claim.
        nearest: tokens of the evidence sentence that it follows most closely: if that names a
            speaker, no other sentence's speaker will do.
        around: tokens of the evidence about it in the same article: only who speaks there can be
            meant by a sentence that names no speaker itself.
        evidence: tokens of the evidence that the sentence says anything from.

    Returns:
        ("speaker", name) when others speak in the evidence; ("speaker_unknown", name) when it does
        not say who speaks, or reports no speech; ("", "") when there is nothing to object to.
    """
    said = [speech for speech in _speeches(claim) if speech.names or speech.offices]
    common = {token.word for token in evidence if not token.capital}
    names = [token for speech in said for token in speech.names if token.word not in common]
    shown = " ".join(token.text for token in names)
    own = list(_speeches(nearest))
    if len(said) > 1:  # of several speakers each may have a sentence of its own
        every = list(_speeches(evidence))
    elif any(speech.names or speech.offices for speech in own):
        every = own
    else:
        every = list(_speeches(around))
    theirs = {token.word for speech in every for token in speech.names}
    if not names:
        return _offices(said, every)
    if not theirs:
        if by_pronoun(nearest):
            words = {token.word for token in around if token.capital}
            if all(token.word in words for token in names):
                return "", ""  # the sentence before names the person
        return "speaker_unknown", shown
    if not any(token.word in theirs for token in names):
        return "speaker", shown
    for speech in said:  # "X stated that …, said Y": each of them speaks, or nobody knows
        own_names = [token for token in speech.names if token.word not in common]
        if own_names and not any(token.word in theirs for token in own_names):
            return "speaker_unknown", " ".join(token.text for token in own_names)
    return "", ""


def by_pronoun(tokens: Sequence[Token]) -> bool:
    """Tell whether somebody speaks who was named in a sentence before: "ujarnya", "menurut dia"."""
    return any(token.word in PRONOUNS | PRONOUN_SPEECH for token in tokens)


def roles(claim: Sequence[Token], evidence: Sequence[Token]) -> tuple[str, ...]:
    """Return offices that the claim gives to names that have others in the evidence.

    "role" where the evidence gives that name another office, "role_unknown" where it gives the
    office to nobody of that name.
    """
    theirs = _held(evidence)
    known = {office for office, _ in theirs}
    words = {token.word for token in evidence}
    stated = {office_of(evidence, index) for index in range(len(evidence))}
    problems = []
    for office, names in _held(claim):
        own = {other for other, holders in theirs if holders & names}
        if office in own or not names & words:
            continue
        if own or office in known:
            problems.append(f"role: {office} {' '.join(sorted(names))}")
        elif office not in stated:
            problems.append(f"role_unknown: {office}")
    return tuple(problems)


def _offices(said: Sequence[_Speech], theirs: Sequence[_Speech]) -> tuple[str, str]:
    """Compare speakers that are named by their office alone."""
    ours = {office for speech in said for office in speech.offices}
    known = {office for speech in theirs for office in speech.offices}
    if ours and known and not ours & known:
        return "speaker", " ".join(sorted(ours))
    return "", ""


def _held(tokens: Sequence[Token]) -> list[tuple[str, frozenset[str]]]:
    """Return offices with the name words beside them: before, or after behind a comma."""
    held = []
    for index in range(len(tokens)):
        office = office_of(tokens, index)
        if not office:
            continue
        names = _holder_before(tokens, index) or _holder_after(tokens, index)
        if names:
            held.append((office, frozenset(name.word for name in names)))
    return held


def office_of(tokens: Sequence[Token], index: int) -> str:
    """Return the office that a word names ("" for none), "wakil" and "mantan" included."""
    word = tokens[index].word
    office = _OFFICES.get(word) or _DEPUTY_FORMS.get(word)
    if office is None:
        return ""
    before = {other.word for other in tokens[max(0, index - 2) : index]} | {word}
    return f"wakil {office}" if before & _DEPUTIES else office


def _holder_after(tokens: Sequence[Token], index: int) -> list[Token]:
    """Return the last run of name words of the phrase that an office opens."""
    run: list[Token] = []
    for token in tokens[index + 1 : index + 1 + _ROLE_REACH]:
        if token.opens or token.word in _OFFICES or token.word in SAYS_AFTER:
            break
        if not (token.capital or token.word in ROLES or token.acronym) or token.figure:
            break
        if "," in token.before and run and not _personal(token):
            break
        if "(" in token.before or token.acronym:
            continue
        if _personal(token):
            run.append(token)
    return run


def _holder_before(tokens: Sequence[Token], index: int) -> list[Token]:
    """Return the name that an office follows behind a comma, "selaku" or "sebagai"."""
    before = tokens[max(0, index - 2) : index]
    linked = "," in tokens[index].before or "(" in tokens[index].before
    linked = linked or any(token.word in {"selaku", "sebagai", "as"} for token in before)
    if before and before[-1].word in _DEPUTIES and "," in before[-1].before:
        linked = True
    if not linked:
        return []
    run: list[Token] = []
    for token in reversed(tokens[max(0, index - 6) : index]):
        if token.word in {"selaku", "sebagai", "as", "the", "a"} or token.word in _DEPUTIES:
            continue
        if not _personal(token):
            break
        run.append(token)
        if token.before != " ":
            break
    return run


def _speeches(tokens: Sequence[Token]) -> Iterator[_Speech]:
    for index, token in enumerate(tokens):
        if token.word in PRONOUN_SPEECH or _no_speech(tokens, index):
            continue
        if token.word in _SAID_BY or (
            token.word in _ENGLISH_SAID_BY
            and index + 1 < len(tokens)
            and tokens[index + 1].word == "by"
        ):
            yield _after(tokens, index)
        elif token.word in SAYS_BEFORE and _reports(tokens, index):
            yield _after(tokens, index)
            if token.word in SAYS_AFTER:
                yield _before(tokens, index)
        elif token.word in SAYS_AFTER:
            yield _before(tokens, index)


def _no_speech(tokens: Sequence[Token], index: int) -> bool:
    """Whether a verb of speech reports none: "menyatakan diri", "belum menyatakan"."""
    before = tokens[index - 1].word if index else ""
    after = tokens[index + 1].word if index + 1 < len(tokens) else ""
    return before in NEGATIONS or after in {"diri", "sikap", "mundur"}


def _reports(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if token.word not in SAYS_ONLY_AFTER_QUOTE:
        return True
    quoted = any(mark in token.before for mark in ",\"”“'’")
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return quoted and after is not None and (after.capital or after.word in PRONOUNS)


def _after(tokens: Sequence[Token], index: int) -> _Speech:
    found: list[Token] = []
    offices: set[str] = set()
    following = tokens[index + 1 : index + 1 + _SPEAKER_REACH]
    for place, token in enumerate(following):
        if not place and token.word in {"to", "oleh", "by"}:
            continue
        if token.opens or token.word in PRONOUNS or token.word in _ENDS_SPEECH:
            break
        if place and "," in token.before and not (found or token.capital):
            break  # "Menurut perusahaan, semua karyawan ..."
        office = office_of(tokens, index + 1 + place)
        if office and (not found or "," in token.before):
            offices.add(office)
        if _personal(token):
            found.append(token)
        elif found and not token.capital and token.content and "," not in token.before:
            break
    return _Speech(tuple(found), frozenset(offices))


def _before(tokens: Sequence[Token], index: int) -> _Speech:
    found: list[Token] = []
    offices: set[str] = set()
    for place in range(index - 1, max(0, index - _SPEAKER_REACH) - 1, -1):
        token = tokens[place]
        if token.word in SAYS_AFTER or token.word in PRONOUNS or token.word in _ENDS_SPEECH:
            break
        office = office_of(tokens, place)
        if office:
            offices.add(office)
        if _personal(token):
            found.append(token)
        if token.opens:
            break
    return _Speech(tuple(found[::-1]), frozenset(offices))


def _personal(token: Token) -> bool:
    """Whether a word can belong to a speaker's name; a capital at the opening counts here."""
    return (
        token.capital
        and len(token.text) > 1
        and token.word not in ROLES
        and token.word not in MONTHS_AND_DAYS
        and token.word not in COMMON_SUBJECTS
        and token.content
        and not (token.opens and is_common_word(token.word))
    )
