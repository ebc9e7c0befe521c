"""What forbids a sentence as the answer, whatever else speaks for it.

Each rule is about a mistake that a reader would see at once: another year, another body, another
place, somebody else of the same family name, a sum of another kind. A sentence that a rule forbids
may still be shown as the nearest one, under a refusal that says what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from rag.evidence.names import name_spans, stems_of
from rag.evidence.places import BUILDINGS
from rag.evidence.question import AskedQuestion
from rag.evidence.ranking import Ranked, part_of
from rag.language import QuestionType, dates, index_words, words
from rag.language.dates import DateMention
from rag.language.stopwords import listed
from rag.quoting.alike import tells_apart
from rag.quoting.lost import Lost, known_of, names_share
from rag.quoting.scope import Scope
from rag.records import SentenceKind

LEAST_FIT = 0.35  # of the best candidate: below, it is another kind of name
LEAST_FIT_OF_NUMBER = 0.2  # counted things go by more names than places and people
LEAST_FIT_OF_SUM = 0.5
LEAST_FIT_OF_TITLE = 0.6  # a headline has capitals that are no names
LEAST_ASKED_WHY = 0.5  # of the subject, beside the sentence: a reason for something else is none
MOST_OF_BODY_LOST = 0.25  # of the names' weight, where the holder of a role is asked for

# A sentence that reports a falsehood as one: it answers only a question about falsehoods.
_DENIES = re.compile(
    r"\b(?:hoa(?:ks|x)|bohong|pesan berantai|kabar palsu|tidak (?:mempercayai|memercayai|benar)"
    r"|jangan (?:percaya|mempercayai|memercayai)|fake news|false rumou?rs?|not true|untrue)\b",
    re.IGNORECASE,
)
_WHO_DOES = re.compile(r"(?i)\b(?:yang|yg|who|whom)\b")  # a deed, which has many words
_WHO_DID = re.compile(r"(?i)\W*siapa(?:kah)?(?: saja)? (?:yang|yg) ([^\W\d_]+)")
_NAME_BEFORE = re.compile(r"\b(?!(?:Tahun|Pada|Sejak|In|Since)\b)[A-Z]\w+\s\Z")
_QUARTERS = listed("barat timur utara selatan tengah tenggara pusat daya")
_KIN = listed("""
    istri isteri suami anak ayah ibu bapak kakak adik orangtua mertua menantu keponakan sepupu
    paman bibi kakek nenek cucu wife husband spouse son daughter father mother brother sister
""")


def barred(
    asked: AskedQuestion, best: Ranked, scope: Scope, lost: Lost, told: frozenset[str] = frozenset()
) -> bool:
    """Tell whether a rule that is rarely wrong forbids the sentence as an answer.

    ``told`` are words that the archive never has, of names that stand in the reports without
    them and never with another in their place (``rag.quoting.alike.bare``).
    """
    if _of_another_kind(asked, best) or _of_something_else(asked, best):
        return True
    # Jawa Barat is not Jawa Timur, and Roswita Mangunsong not Rosalina.
    if any(name.lower() in _QUARTERS or name in asked.strange - told for name in lost.names):
        return True
    if asked.roles and (lost.acronyms or names_share(asked, lost.names) > MOST_OF_BODY_LOST):
        return True  # the chair of another body
    if _bond_unsaid(asked, best, known_of(asked, scope)):
        return True
    # A report without a date cannot be held to a year: it is to be compared.
    return (bool(lost.years) and scope.published is not None) or _other_year(asked, best, scope)


def nowhere(asked: AskedQuestion, missing: tuple[str, ...], scopes: Sequence[Scope]) -> bool:
    """Tell whether something that no passage mentions is named by itself.

    A missing part of a name that is told otherwise does not forbid: "Priyo" may be the "Priyo
    Susanto" that is asked for (one that no report ever has is ``AskedQuestion.strange``).
    """
    parts = {
        word
        for one, other in pairwise(asked.names)
        if f"{one} {other}" in asked.text and (one not in missing or other not in missing)
        for word in (one, other)
    }
    years = map(str, asked.years) if any(one.published is None for one in scopes) else ()
    parts.update(years)  # a report without a date is not held to a year
    return any(word not in parts and tells_apart(word, scopes) for word in missing)


def formless(asked: AskedQuestion, best: Ranked) -> bool:
    """Tell whether a sentence holds nothing that answers by its form.

    What is as good as the question in other words may answer all the same: "siapa" with an
    office, "kapan" with a day that is written in no known way.
    """
    counted = asked.type is QuestionType.HOW_MANY
    return asked.has_form and best.fit < (LEAST_FIT_OF_NUMBER if counted else LEAST_FIT)


def uncounted(asked: AskedQuestion, known: frozenset[str]) -> bool:
    """Tell whether a number is asked for and the rarest word of its subject is unsaid in a report.

    Every report has numbers; one without a word of layoffs has no number of people laid off.
    """
    if asked.type is not QuestionType.HOW_MANY or not asked.subject:
        return False
    return max(asked.subject, key=lambda stem: asked.subject[stem]) not in known


def undone(asked: AskedQuestion, known: frozenset[str]) -> bool:
    """Tell whether it is asked who did something, and a report says nothing of such a deed.

    Every report has names; where nothing is said of opening, none is of who opened something.
    """
    deed = _WHO_DID.match(asked.text)
    if asked.type is not QuestionType.WHO or deed is None:
        return False
    stems = frozenset(index_words(deed[1])) & asked.subject.keys()
    return bool(stems) and stems.isdisjoint(known)


def reasonless(asked: AskedQuestion, best: Ranked) -> bool:
    """Tell whether a reason is asked for and a sentence gives none that shows as one."""
    return asked.type is QuestionType.WHY and not best.fit


def undated(asked: AskedQuestion, scope: Scope) -> bool:
    """Tell whether a year is asked for and a report neither states it nor has a date of its own.

    It is not held to the year (an article without any is of an unknown one), and does not prove it.
    """
    return scope.published is None and bool(asked.years) and scope.years.isdisjoint(asked.years)


def unplaced(asked: AskedQuestion, best: Ranked) -> bool:
    """Tell whether a place is asked for and a sentence has a name that may or may not be one.

    "Warga Papua Niugini yang melintasi …" tells which country without any "di".
    """
    if asked.type is not QuestionType.WHERE or best.fit or not asked.heads.isdisjoint(BUILDINGS):
        return False
    known = asked.all_stems | asked.own_acronyms
    return any(not stems_of(best.text[a:b]) <= known for a, b in name_spans(best.text))


def asked_unsaid(asked: AskedQuestion, said: frozenset[str]) -> bool:
    """Tell whether the thing asked for ("istri", "gaji", "bendahara") is not among stems."""
    if asked.type is QuestionType.HOW_MANY:
        wanted = asked.heads
    else:
        roles = frozenset(s for role in asked.roles for s in index_words(role))
        # The other words for a role count for it ("sekjen"), and not beside another noun
        # ("istri gubernur").
        wanted = asked.sort | roles if asked.sort & roles or not asked.sort else asked.sort
    return bool(wanted) and wanted.isdisjoint(said)


def _bond_unsaid(asked: AskedQuestion, best: Ranked, known: frozenset[str]) -> bool:
    """Tell whether a relative or the holder of a role is asked for, of whom nothing is said.

    A name beside a governor's is not his wife's, and of a congress without a word of a treasurer
    no name is the treasurer's.
    """
    if asked.type is not QuestionType.WHO or not asked.sort:
        return False
    if not asked.sort.isdisjoint(_kin_stems()):
        return asked.sort.isdisjoint(best.beside)
    roles = frozenset(s for role in asked.roles for s in index_words(role))
    if not asked.sort & roles and (roles or _WHO_DOES.search(asked.text)):
        return False
    return (asked.sort | roles).isdisjoint(known)


@cache
def _kin_stems() -> frozenset[str]:
    return frozenset(s for word in _KIN for s in index_words(word))


def _of_another_kind(asked: AskedQuestion, best: Ranked) -> bool:
    """Tell whether a sentence holds no answer by its kind, or only a headline may."""
    if _DENIES.search(best.text) and not _DENIES.search(asked.text):
        return True  # what its own sentence calls a hoax
    # Another sum than the one asked for, or a share of it.
    if asked.money and (asked.money.isdisjoint(best.beside) or best.fit < LEAST_FIT_OF_SUM):
        return True
    if asked.money and not _whose(asked) <= best.beside:
        return True
    title = best.sentence.kind is SentenceKind.TITLE and best.fit < LEAST_FIT_OF_TITLE
    return title and (asked.has_form or asked.asks_name)


def _whose(asked: AskedQuestion) -> frozenset[str]:
    """Return the stems of the word behind the sum asked for: "gaji direktur", "upah lembur".

    Of names, which stand there too, other rules judge.
    """
    said = words(asked.text)
    for one, after in pairwise(said):
        if not asked.money.isdisjoint(index_words(one)):
            behind = frozenset(index_words(after)) & asked.subject.keys()
            return behind - asked.money
    return frozenset()


def _of_something_else(asked: AskedQuestion, best: Ranked) -> bool:
    """Tell whether somebody else speaks, or a reason is given for something else."""
    if asked.type is QuestionType.WHAT_SAID and asked.entity_stems.isdisjoint(best.beside):
        return bool(asked.entity_stems)
    if asked.type is QuestionType.WHY and part_of(asked.subject, best.beside) < LEAST_ASKED_WHY:
        return bool(asked.subject)
    return False


def _other_year(asked: AskedQuestion, best: Ranked, scope: Scope) -> bool:
    """Tell whether the sentence speaks of another year than the question.

    It states only others, or nothing near it states the year and its report is of another.
    """
    if not asked.years or asked.type is QuestionType.WHEN:
        return False
    told = {m.first.year for m in dates(best.text, scope.published) if m.first is not None}
    if not told.isdisjoint(asked.years):
        return False
    said = [m for m in dates(best.text) if m.first is not None]
    if scope.published is None:
        return any(not _in_name(best.text, mention) for mention in said)
    if said:
        return True
    near = any(str(year) in best.beside for year in asked.years)
    return not near and scope.published.year not in asked.years


def _in_name(text: str, mention: DateMention) -> bool:
    """Tell whether a year may be part of a name: "Partai Mesir 2000"."""
    return mention.precision == "year" and _NAME_BEFORE.search(text, 0, mention.start) is not None
