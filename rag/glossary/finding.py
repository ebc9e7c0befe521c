"""Which words of a question are a known phrase: the longest forms first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.glossary.comparing import english_stems, same_english, same_words
from rag.glossary.entries import ENGLISH_COLUMN, Index, Written
from rag.glossary.tokens import Token
from rag.language import is_common_word, stem, words

_LONGEST = 10  # words; longer forms are names that nobody types in full
_SHORT = 3  # letters: up to here an acronym may be an ordinary token
# Letters that are a word of each language with different meanings; the question's language decides.
_FALSE_FRIENDS = frozenset(
    """
    air alas angel arena asset bad bagi bahan ban band bang bank bar baring batch bath bias bin
    bom bos both bran cap cat coma daring dating dead detail dole dosa fat gang gas gem gun hang
    hari hit jam jar kin lab lain lama lap lari legal long main male mama mana mass mat mata
    media mental mini minor minus moral nasal oral pagar pair pan panas pasar past pasta pat per
    pet pin pink plus pose program pun pulang rabies rang rap rapat rating real roman roti rumah
    saga sail sake sang sari seat seal sore solo soda solar son sop suit sun super surf tag tan
    tang tank tang tap tari tempo tension time tin tip top total tuna tutor urban veto virus
    visa war
    """.split()
)
# Function words that a phrase may have inside without being another one; "dismissed by the
# workers" are no dismissed workers.
_LINKS = frozenset("the a an of and dan yang para".split())
_BEFORE_NAME = frozenset("pt cv ud bapak ibu pak bu sdr haji hotel rs".split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Tokens ``start`` to ``end`` (exclusive) and the forms that they are."""

    start: int
    end: int
    hits: tuple[Written, ...] = ()
    harvested: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Question:
    """A question while it is gone through."""

    text: str
    tokens: Sequence[Token]
    english: bool
    stems: tuple[str, ...]
    english_stems: tuple[str, ...]
    no_capitals: bool  # nothing after the first letter is a capital, or everything is
    no_acronyms: bool  # no word is written in capitals
    long_forms: Mapping[tuple[str, ...], Sequence[str]] = field(default_factory=dict)


def _reach(index: Index, question: _Question, start: int) -> int:
    """Return how many words the longest form has that begins with this word."""
    longest = index.begun(question.stems[start]).longest
    if question.english:
        longest = max(longest, index.begun_english(question.english_stems[start]).longest)
    return min(longest, _LONGEST, len(question.tokens) - start)


def _hits(index: Index, question: _Question, start: int, end: int) -> list[Written]:
    """Return the forms that the words from ``start`` to ``end`` are.

    Those of the question's language and names of either first; the other language only where
    these know nothing. Words as they are written go before words with the same stem.
    """
    part = question.tokens[start:end]
    asked = tuple(token.word for token in part)
    every = [
        form
        for form in index.begun(question.stems[start]).forms.get(question.stems[start:end], ())
        if same_words(form.words, asked)
        and _may_be(question, start, end, form)
        and _in_one_piece(form, part)
        and not (part[0].surface.isupper() and index.is_chat(form) and not question.text.isupper())
    ]
    own = [form for form in every if form.free or _is_english(form) == question.english]
    if question.english:
        stems = question.english_stems[start:end]
        own += [
            form
            for form in index.begun_english(stems[0]).forms.get(stems, ())
            if form not in own
            and same_english(form.words, asked)
            and _may_be(question, start, end, form)
            and _in_one_piece(form, part)
        ]
    if not own and not (len(asked) == 1 and asked[0] in _FALSE_FRIENDS):
        own = [form for form in every if end - start > 1 or _borrowed(form, part[0], start)]
    own = [form for form in own if form.words == asked] or own
    if end - start > 1:
        return own
    own = [form for form in own if " " in form.text] or own  # "lay off" before "lay"
    # In small letters aspek is an aspect and api fire, not the unions of these names.
    return [form for form in own if not _only_in_capitals(form, part[0], own)]


def spans(
    text: str,
    found: Sequence[Token],
    index: Index,
    *,
    english: bool,
    long_forms: Mapping[tuple[str, ...], Sequence[str]],
) -> list[Found]:
    """Part the tokens into known phrases and single words, in order and without overlap.

    Time is linear in the number of tokens: no form is longer than ten words.
    """
    question = _question(text, found, english, long_forms)
    taken = [False] * len(found)
    chosen: list[Found] = []
    for start, end in _longest_first(index, question):
        if any(taken[start:end]):
            continue
        harvested = tuple(long_forms.get(question.stems[start:end], ()))
        hits = () if _only_asks(found[start:end]) else tuple(_hits(index, question, start, end))
        if hits or harvested:
            chosen.append(Found(start=start, end=end, hits=hits, harvested=harvested))
            taken[start:end] = [True] * (end - start)
    chosen += _alone(found, taken)
    return sorted(chosen, key=lambda span: span.start)


def _question(
    text: str,
    found: Sequence[Token],
    english: bool,
    long_forms: Mapping[tuple[str, ...], Sequence[str]],
) -> _Question:
    asked = [token.word for token in found]
    body = text.strip()
    return _Question(
        text=text, tokens=found, english=english, stems=tuple(map(stem, asked)),
        english_stems=tuple(english_stems(asked)) if english else (),
        no_capitals=body.isupper() or not any(letter.isupper() for letter in body[1:]),
        no_acronyms=not any(len(t.surface) > 1 and t.surface.isupper() for t in found),
        long_forms=long_forms,
    )  # fmt: skip


def _longest_first(index: Index, question: _Question) -> list[tuple[int, int]]:
    begun: dict[str, int] = {}
    for long in question.long_forms:
        begun[long[0]] = max(len(long), begun.get(long[0], 0))
    candidates = [
        (start, start + length)
        for start in range(len(question.tokens))
        for length in range(
            1,
            1 + max(
                _reach(index, question, start),
                min(begun.get(question.stems[start], 0), len(question.tokens) - start),
            ),
        )
    ]  # fmt: skip
    return sorted(candidates, key=lambda span: (span[0] - span[1], span[0]))


def _alone(found: Sequence[Token], taken: Sequence[bool]) -> list[Found]:
    """Return the words of no known phrase, one by one; those of one shortened word together."""
    alone: list[Found] = []
    for place, token in enumerate(found):
        if taken[place]:
            continue
        last = alone[-1] if alone else None
        together = last is not None and last.end == place and token.end > token.start
        if last and together and found[last.start].start == token.start:
            alone[-1] = Found(start=last.start, end=place + 1)
        else:
            alone.append(Found(start=place, end=place + 1))
    return alone


def _only_asks(part: Sequence[Token]) -> bool:
    return all(token.asks for token in part)


def is_short(text: str) -> bool:
    """Tell whether a form is an acronym: one word in capitals."""
    return text.isupper() and " " not in text


def _may_be(question: _Question, start: int, end: int, form: Written) -> bool:
    """Tell whether an acronym of up to three letters is meant as one.

    "SP" inside a name and "sp" in an ordinary sentence are not. Where nothing at all is in
    capitals, or the acronym has three letters and no other acronym is in capitals, people just do
    not write them ("berapa ump Jakarta").
    """
    if end - start > 1 or not is_short(form.text) or len(form.text) > _SHORT:
        return True
    token = question.tokens[start]
    if token.surface.isupper() and not question.text.isupper():
        return not _inside_name(question, start)
    if question.no_capitals:
        return True
    return token.surface.islower() and len(form.text) == _SHORT and question.no_acronyms


def _in_one_piece(form: Written, part: Sequence[Token]) -> bool:
    """Tell whether the function words agree: "may day" is not any day, "lay off" not any lay."""
    if len(part) == 1 and " " not in form.text:
        return True
    whole = words(form.text)
    first, last = whole.index(form.words[0]), len(whole) - 1 - whole[::-1].index(form.words[-1])
    if not part[0].before.issuperset(whole[:first]):
        return False
    if not part[-1].behind.issuperset(whole[last + 1 :]):
        return False
    between = frozenset().union(*(token.before for token in part[1:])) - _LINKS
    return between.issubset(whole)


def _only_in_capitals(form: Written, token: Token, others: Sequence[Written]) -> bool:
    if not is_short(form.text) or not token.surface.islower():
        return False
    return is_common_word(token.word) or any(other.text.islower() for other in others)


def _inside_name(question: _Question, place: int) -> bool:
    before = question.tokens[place - 1] if place else None
    if before is None or question.text[before.end : question.tokens[place].start] not in (
        " ",
        ". ",
    ):
        return False
    if before.word in _BEFORE_NAME:
        return True
    after = question.tokens[place + 1] if place + 1 < len(question.tokens) else None
    return after is not None and _is_name(before) and _is_name(after) and place > 1


def _is_name(token: Token) -> bool:
    written = token.surface[:1].isupper() and token.surface[1:].islower()
    return written and not is_common_word(token.word) and not token.asks


def _is_english(form: Written) -> bool:
    return form.column == ENGLISH_COLUMN


def _borrowed(form: Written, token: Token, place: int) -> bool:
    """Tell whether one word of the other language is meant in its own sense.

    With a capital inside a question it is a name: Said is a man's.
    """
    if form.free:
        return True
    if place and token.surface[:1].isupper() and not token.surface.isupper():
        return False
    if _is_english(form) and is_common_word(token.word):
        return False
    return len(token.word) > _SHORT and form.words == (token.word,)


def unmatched_runs(
    longs: Mapping[tuple[str, ...], Sequence[str]],
) -> dict[tuple[str, ...], Sequence[str]]:
    """Return long forms of two words or more, which are looked for in one run."""
    return {stems: shorts for stems, shorts in longs.items() if len(stems) > 1}
