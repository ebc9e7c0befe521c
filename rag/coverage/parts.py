"""Names, years and things asked for that nothing shown speaks of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from rag.checks.reading import Token, read
from rag.context import Context
from rag.coverage.asking import open_parts
from rag.language import (
    dates,
    fold,
    index_words,
    is_common_word,
    question_words,
    words,
)
from rag.records import Claim, Concept

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
    open_ones = [part for part in open_parts(context, claims) if not _said(part, open_names)]
    return tuple([*open_names, *open_ones][:_MAX])


def _names_missing(context: Context, around: Iterable[str]) -> list[str]:
    text = " ".join(around)
    known = frozenset(index_words(text))
    plain = frozenset(words(text))
    initials = _initials(read(text))
    asked = context.understood
    capitals = {token.word for token in read(context.question) if token.capital and not token.opens}
    dated = {
        word for m in dates(asked.text) for word in words(asked.text[m.start : m.end])
    }  # "September 2025"
    missing = []
    for concept in asked.concepts:
        if not _is_name(concept, capitals) or dated.issuperset(words(concept.text)):
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


def _said(part: str, names: Sequence[str]) -> bool:
    return any(fold(name) in fold(part) for name in names)
