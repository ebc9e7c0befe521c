"""Parts of a question of several parts that nothing shown answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.checks.reading import Token, read
from rag.context import Context
from rag.evidence.candidates import candidates
from rag.evidence.question import AskedQuestion, read_question
from rag.language import (
    Number,
    NumberKind,
    dates,
    detect_language,
    fold,
    index_words,
    is_common_word,
    numbers,
    question_words,
)
from rag.language.stopwords import listed
from rag.records import Claim

_ASKING = re.compile(
    r"\b(?P<date>kapan|(?:tanggal|tgl|hari|bulan|tahun|jam|pukul) (?:berapa|brp|apa)|when"
    r"|what (?:date|day|month|year|time))\b"
    r"|\b(?P<number>(?:ke)?berapa|brp|how (?:many|much|long|old))\b"
    r"|\b(?P<person>siapa|who(?:m|se)?)\b"
    r"|\b(?P<place>di ?mana|where)\b"
    r"|\b(?P<reason>mengapa|kenapa|why|apa (?:alasan|sebab|penyebab)\w*"
    r"|(?:alasan|sebab|penyebab)\w* apa)\b"
    r"|\b(?P<other>apa(?:kah)?|mana|bagaimana|gimana|what|which|how)\b"
    r"|^\W*(?P<whether>benarkah|did|does|do|was|were|is|are|has|have)\b",
    re.IGNORECASE,
)
_SAID_OF = ("date", "number", "person", "place", "reason")
"""Kinds of parts whose answer shows by its form; of others nothing is said."""
_JOINS = re.compile(
    r"[,;]?\s+(?:dan|serta|lalu|terus|trus|plus|and|then|&)\s+|[,;?]\s+", re.IGNORECASE
)
_LEADING = listed("dan serta lalu juga terus trus plus and also then")
_SHAPE = listed("""
    orang banyak jumlah besar total lama kali tanggal tgl hari bulan tahun jam pukul nama sekarang
    brp lalu juga date day month year time many much long old number
""")
"""Stems that shape a part and say nothing of what it is about."""
_BECAUSE = re.compile(
    r"\b(?:karena|sebab|akibat|lantaran|agar|supaya|demi|untuk|setelah|dipicu|alasan\w*|because|due"
    r"|since|so that|after|reason\w*|to)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:di|ke|dari|in|at|to)\s+(?:\w+\s+){0,2}[A-Z]", re.UNICODE)
_MONEY = listed("duit uang biaya ongkos modal rupiah cost money price")
_LEAST_MONEY = 10_000
_FINE = re.compile(r"\b(?:tanggal|tgl|hari|bulan|jam|pukul|month|date|day|time)\b", re.IGNORECASE)
_LEAST_FIT = 0.2
"""Of a number by its form: as ``rag.quoting.rules`` has it for what it counts."""
_COUNTED = 0.8
"""From here on it counts the noun asked for, or people where people are asked for."""
_OF_NOUN = 0.5
"""Where a noun is counted, a number beside another one that is no kind of people or time."""
_MOST = 0.5  # of the weight of what a part alone is about
_SOME = 0.2  # of that of a long part, which reports tell in other words
_OWN_SUBJECT = 6  # words of meaning with which a part leans on no other


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """A piece of evidence, with the claim that rests on it."""

    text: str
    beside: frozenset[str]  # stems of the sentence, those beside it and the title
    article: frozenset[str]  # stems of what was found of the article
    language: str

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(index_words(self.text))


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A part that asks something: its words, its kind, and what it alone is about."""

    text: str
    kind: str
    asked: AskedQuestion
    distinct: frozenset[str]
    names: frozenset[str]  # stems of the names that its answer must be about, if any


def open_parts(context: Context, claims: Sequence[Claim]) -> list[str]:
    """Return the parts whose kind of answer no claim has beside words of the part.

    A part is open only against what is shown, so nothing is said of the archive; sentences in
    another language than the question's can only be compared by their form. [] where the
    question has one part.
    """
    asking = _asking(context)
    if len(asking) < 2:
        return []
    shown = _shown(context, claims)
    return [
        _tidy(part.text)
        for part in asking
        if part.kind in _SAID_OF and not any(_answers(part, one) for one in shown)
    ]


def _asking(context: Context) -> list[_Part]:
    texts = [part for part in _JOINS.split(context.understood.text) if part.strip(" ?.")]
    found = [(text, match) for text in texts if (match := _ASKING.search(text))]
    if len(found) < 2:
        return []
    concepts = context.understood.concepts
    named = _names(context)
    parts = []
    for text, match in found:
        others = [set(question_words(other)) for other, _ in found if other != text]
        own = set(question_words(text)) - _SHAPE
        parts.append(
            _Part(
                text=text,
                kind=match.lastgroup or "",
                asked=read_question(text, _even, concepts),
                distinct=frozenset(own.difference(*others)),
                names=_about(frozenset(index_words(text)), named, own),
            )
        )
    return parts


def _common(token: Token) -> bool:
    return is_common_word(token.word) or is_common_word(token.stem)


def _about(said: frozenset[str], named: frozenset[str], own: set[str]) -> frozenset[str]:
    """Return the names that a part is about: its own, else those of the whole question.

    A long part without a name is about something else, which it tells in other words.
    """
    return said & named or (named if len(own) < _OWN_SUBJECT else frozenset())


def _even(stem: str) -> float:
    """Weigh every stem alike: only the form of a part is read."""
    return float(bool(stem))


def _names(context: Context) -> frozenset[str]:
    """Return the stems of the question's names; its first word if it is no word of the language."""
    tokens = read(context.understood.text)
    found = [
        token.word for token in tokens if token.capital and not (token.opens and _common(token))
    ]
    return frozenset(stem for word in found for stem in question_words(word))


def _shown(context: Context, claims: Sequence[Claim]) -> list[_Shown]:
    around: dict[str, set[str]] = {}
    for hit in context.hits:
        article = hit.stored.article
        said = around.setdefault(article.id, set(index_words(article.title)))
        said.update(index_words(hit.stored.text))
    found = []
    for claim in claims:
        for item in claim.evidence:
            text = item.text if claim.text in item.text else f"{claim.text} {item.text}"
            found.append(
                _Shown(
                    text=text,
                    beside=_beside(context, item.passage, item.sentence),
                    article=frozenset(around.get(item.article, ())),
                    language=detect_language(text),
                )
            )
    return found


def _beside(context: Context, passage: str, ordinal: int) -> frozenset[str]:
    stored = context.stored.get(passage)
    if stored is None:
        return frozenset()
    near = [s for s in stored.passage.sentences if abs(s.ordinal - ordinal) <= 1]
    texts = [stored.article.title, *(stored.sentence_text(sentence) for sentence in near)]
    return frozenset(stem for text in texts for stem in index_words(text))


def _answers(part: _Part, shown: _Shown) -> bool:
    """Tell whether evidence has the kind of answer that a part asks for, and bears on it."""
    if part.names and part.names.isdisjoint(shown.article):
        return False  # of somebody else
    if part.kind == "number" and _just_counted(part, shown.text):
        return True
    return _has_form(part, shown.text) and _bears(part, shown)


def _just_counted(part: _Part, text: str) -> bool:
    """Tell whether the thing asked for is counted in a text, where the part says no more."""
    if not part.asked.heads or not part.distinct <= part.asked.heads:
        return False
    return any(one.fit >= _COUNTED for one in candidates(part.asked, text))


def _bears(part: _Part, shown: _Shown) -> bool:
    """Tell whether most of what a part alone is about stands in or beside a sentence."""
    if not part.distinct or detect_language(part.asked.text) != shown.language:
        return True
    said = part.asked.wordings.widened(shown.stems | shown.beside, shown.text)
    roles = {stem for role in part.asked.roles for stem in index_words(role)}
    if roles and roles.isdisjoint(said):
        return False  # no word of the office whose holder is asked for
    weights = {stem: part.asked.weights.get(stem, 1.0) for stem in part.distinct}
    mass = sum(weights.values())
    least = _MOST if len(weights) < _OWN_SUBJECT else _SOME
    return mass < 1 or sum(weights[stem] for stem in weights.keys() & said) >= least * mass


def _has_form(part: _Part, text: str) -> bool:
    if part.kind == "date":
        return _tells_time(part, text)
    if part.kind == "number":
        return _counts(part, text)
    if part.kind == "person":
        return any(t.capital and not t.opens and t.content for t in read(text))
    if part.kind == "place":
        return _PLACE.search(text) is not None
    return _BECAUSE.search(text) is not None


def _tells_time(part: _Part, text: str) -> bool:
    """Tell whether a text has a day where a day or month is asked for, an hour where an hour is."""
    if part.asked.clock:
        return any(number.kind is NumberKind.TIME for number in numbers(text))
    fine = bool(_FINE.search(part.text))
    return any(not fine or each.precision != "year" for each in dates(text))


def _counts(part: _Part, text: str) -> bool:
    """Tell whether a text has a number of the kind asked for: a share, a sum, or a count."""
    asked = part.asked
    spans = [(mention.start, mention.end) for mention in dates(text)]
    plain = [n for n in numbers(text) if not any(a <= n.start < b for a, b in spans)]
    if asked.unit_kind is NumberKind.PERCENT:
        return any(number.kind is NumberKind.PERCENT for number in plain)
    if not _MONEY.isdisjoint(index_words(part.text)):
        return any(_is_money(number) for number in plain)
    if asked.unit_kind is NumberKind.RUPIAH:
        return any(_is_money(n) or n.kind is NumberKind.PERCENT for n in plain)
    least = _OF_NOUN if asked.heads or asked.age else _LEAST_FIT
    return any(one.fit >= least for one in candidates(asked, text))


def _is_money(number: Number) -> bool:
    """Tell whether a number is a sum; a table of wages says "Rp" once, at its head."""
    sums = (NumberKind.RUPIAH, NumberKind.CURRENCY)
    return number.kind in sums or (number.kind is NumberKind.PLAIN and number.value >= _LEAST_MONEY)


def _tidy(part: str) -> str:
    kept = part.strip(" ?.,;")
    first, _, rest = kept.partition(" ")
    return rest if fold(first) in _LEADING and rest else kept
