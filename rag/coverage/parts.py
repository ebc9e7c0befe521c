"""Names, years and things asked for that nothing shown speaks of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from rag.checks.reading import Token, read
from rag.context import Context
from rag.language import (
    dates,
    detect_language,
    fold,
    index_words,
    is_common_word,
    numbers,
    question_words,
    words,
)
from rag.language.stopwords import listed
from rag.records import Claim, Concept

_ASKING = re.compile(
    r"\b(?P<date>kapan|tanggal berapa|hari apa|tahun berapa|when|what date)\b"
    r"|\b(?P<number>berapa|brp|how (?:many|much))\b"
    r"|\b(?P<person>siapa|who)\b"
    r"|\b(?P<place>di ?mana|where)\b"
    r"|\b(?P<reason>mengapa|kenapa|why)\b",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:karena|sebab|akibat|lantaran|agar|supaya|demi|untuk|setelah|dipicu|alasan\w*|because|due"
    r"|since|so that|after|reason\w*|to)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:di|ke|dari|in|at|to)\s+(?:\w+\s+){0,2}[A-Z]", re.UNICODE)
_JOINS = re.compile(r"[,;]?\s+(?:dan|serta|lalu|and|then)\s+|[,;?]\s+", re.IGNORECASE)
_LEADING = listed("dan serta lalu juga and also then")
_MAX = 4  # parts named at most
_FULL_YEAR = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?![\d.,/]\d|\d)")


def uncovered(context: Context, claims: Sequence[Claim]) -> tuple[str, ...]:
    """Return the parts of the question that no shown claim's evidence, or its article, speaks of.

    Two kinds are looked for: a name or year of the question that stands nowhere in the passages of
    the cited articles, in none of its wordings; and, in a question of several parts ("berapa …
    dan kapan …"), a part whose kind of answer no claim has. Parts come as the question has them.
    """
    if not claims:
        return ()
    cited = {item.article for claim in claims for item in claim.evidence}
    texts = [item.text for claim in claims for item in claim.evidence]
    texts += [claim.text for claim in claims]
    around = list(texts)
    for hit in context.hits:
        article = hit.stored.article
        if article.id in cited:
            around += [article.title, hit.stored.text, str(article.published or "")]
    open_names = [*_names_missing(context, around), *_years_missing(context, cited)]
    open_parts = [part for part in _parts_missing(context, texts) if not _said(part, open_names)]
    return tuple([*open_names, *open_parts][:_MAX])


def _names_missing(context: Context, around: Iterable[str]) -> list[str]:
    text = " ".join(around)
    known = frozenset(index_words(text))
    plain = frozenset(words(text))
    initials = _initials(read(text))
    asked = context.understood
    capitals = {token.word for token in read(context.question) if token.capital and not token.opens}
    missing = []
    for concept in asked.concepts:
        if not _is_name(concept, capitals):
            continue
        stems = [set(concept.stems), *(set(other.stems) for other in concept.others)]
        flat = "".join(index_words(concept.text))
        if any(each <= known or each <= plain for each in stems) or flat in initials:
            continue
        missing.append(concept.text)
    return list(dict.fromkeys(missing))


def _years_missing(context: Context, cited: Collection[str]) -> list[str]:
    """Return the question's years in which no cited article was published and that none names.

    "Akhir tahun lalu" names the year before its article's.
    """
    known: set[int] = set()
    for hit in context.hits:
        article = hit.stored.article
        if article.id in cited:
            known.update(int(m[0]) for m in _FULL_YEAR.finditer(hit.stored.text))
            known.update(int(m[0]) for m in _FULL_YEAR.finditer(article.title))
            if article.published is not None:
                mentions = dates(hit.stored.text, article.published)
                known.add(article.published.year)
                known.update(each.first.year for each in mentions if each.first is not None)
    years = dict.fromkeys(m[0] for m in _FULL_YEAR.finditer(context.understood.text))
    return [year for year in years if int(year) not in known]


def _is_name(concept: Concept, capitals: set[str]) -> bool:
    """Tell whether a concept names something: its words are written so, or are no common ones."""
    own = [word for word in words(concept.text) if question_words(word)]
    if not own or any(word[0].isdigit() for word in own):
        return False
    if all(word in capitals for word in own):
        return True
    folded = fold(concept.text)
    return concept.text.isupper() and len(folded) > 1 and not is_common_word(folded)


def _initials(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the initials of runs of capitalised words: "Upah Minimum Provinsi" is UMP."""
    found: set[str] = set()
    run = ""
    for token in tokens:
        run = run + token.word[0] if token.capital else ""
        found.update(run[start:] for start in range(len(run) - 1))
    return frozenset(found)


def _parts_missing(context: Context, texts: Sequence[str]) -> list[str]:
    if detect_language(" ".join(texts)) != context.language:
        return []  # the words of the parts cannot be compared
    parts = [part for part in _JOINS.split(context.question) if part.strip(" ?.")]
    asking = [(part, match) for part in parts if (match := _ASKING.search(part))]
    if len(asking) < 2:
        return []
    subject = set(question_words(context.question))
    kinds = {match.lastgroup for _, match in asking}
    missing = []
    for part, match in asking:
        kind = match.lastgroup or ""
        own = set(question_words(part))
        others = [set(question_words(other)) for other, _ in asking if other != part]
        distinct = own - set().union(*others) if others else own
        if kind not in _ANSWERED or (len(kinds) == 1 and not distinct):
            continue
        if not any(_answers(kind, text, distinct, subject) for text in texts):
            missing.append(_tidy(part))
    return missing


_ANSWERED = ("date", "number", "person", "place", "reason")


def _answers(kind: str, text: str, distinct: set[str], subject: set[str]) -> bool:
    """Tell whether a text has the kind of answer that a part asks for, and bears on it."""
    stems = set(index_words(text))
    bears = not distinct or bool(distinct & stems)
    if kind == "date":
        return bool(dates(text)) and (bears or bool(subject & stems))
    if kind == "number":
        spans = [(mention.start, mention.end) for mention in dates(text)]
        plain = [n for n in numbers(text) if not any(a <= n.start < b for a, b in spans)]
        return bool(plain) and bears
    if kind == "person":
        return any(t.capital and not t.opens and t.content for t in read(text)) and (
            bears or bool(subject & stems)
        )
    if kind == "place":
        return _PLACE.search(text) is not None
    return _BECAUSE.search(text) is not None


def _said(part: str, names: Sequence[str]) -> bool:
    return any(fold(name) in fold(part) for name in names)


def _tidy(part: str) -> str:
    kept = part.strip(" ?.,;")
    first, _, rest = kept.partition(" ")
    return rest if fold(first) in _LEADING and rest else kept
