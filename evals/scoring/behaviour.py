"""Whether an answer does what its question needs: refuse, correct, set side by side, ask back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evals.cases import Expected
from evals.scoring.bounds import in_language, within_dates, within_filters
from evals.scoring.nuggets import Piece, held, pieces, versions
from evals.scoring.view import CURRENT, GONE, Look, Score
from evals.scoring.wording import contains, folded

ANSWERABLE = frozenset((Expected.ANSWER, Expected.PRESENT_CONFLICT, Expected.PARTIAL))
"""What the archive answers, in whole or in part: to refuse it is wrong. A false premise and an
unclear question may be refused; refusing them is safe."""
_CORRECTS = frozenset(("premise",))
"""Notices that say what is wrong with a question."""
_READS = frozenset(("clarify", "readings"))
"""Notices that offer or tell the readings of an unclear question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Behaviour:
    """What an answer did; None where its question does not ask for it."""

    right: Score
    premise_safe: Score
    premise_named: Score
    conflict_shown: Score
    superseded: Score
    partial_told: Score
    clarified: Score
    nothing_forbidden: Score
    language: Score
    within_dates: Score
    within_filters: Score
    gold_cited: Score


def behaviour(look: Look) -> Behaviour:
    """Judge what an answer did by what its case expects."""
    case, answer = look.case, look.answer
    expected = case.expected
    allowed = not forbidden(look)
    vital = not missing(look)
    named = allowed and not missing(look, correcting=True)
    both = _both_versions(look) if expected is Expected.PRESENT_CONFLICT else None
    told = not untold(look) if expected is Expected.PARTIAL else None
    clear = _clarified(look) if expected is Expected.CLARIFY else None
    safe = answer.refused or (allowed and vital)
    right = {
        Expected.REFUSE: answer.refused,
        Expected.CORRECT_PREMISE: safe or named,
        Expected.CLARIFY: bool(clear) and allowed,
    }.get(expected, not answer.refused and allowed and vital and both is not False)
    if expected is Expected.PARTIAL:
        right = right and bool(told)
    premise = expected is Expected.CORRECT_PREMISE
    return Behaviour(
        right=float(right),
        premise_safe=float(safe or named) if premise else None,
        premise_named=float(named) if premise else None,
        conflict_shown=_score(both),
        superseded=_superseded(look),
        partial_told=_score(told),
        clarified=_score(clear),
        nothing_forbidden=float(allowed),
        language=in_language(look),
        within_dates=within_dates(look),
        within_filters=within_filters(look),
        gold_cited=_gold_cited(look),
    )


def missing(look: Look, *, correcting: bool = False) -> list[str]:
    """Return the vital nuggets that are not held in full.

    Notices that correct the question count where ``correcting``, versions of a figure where the
    question is about a conflict or could be read in several ways.
    """
    shown = pieces(look, notices=_CORRECTS if correcting else frozenset())
    if look.case.expected in (Expected.PRESENT_CONFLICT, Expected.CLARIFY):
        shown += versions(look)
    lacking = [each for each in look.case.nuggets if each.vital and held(each, shown) < 1.0]
    return [
        f"{each.text} (said by {each.speaker})" if each.speaker else each.text for each in lacking
    ]


def untold(look: Look) -> list[str]:
    """Return what the archive does not hold of a question, and the answer does not say so.

    It is said where a part that stays open, or a notice that corrects the question, names it, or
    where the answer quotes an article's own statement that it is open (the nuggets not vital).
    """
    answer = look.answer
    own = [*answer.uncovered, *(each.text for each in answer.notices if each.code in _CORRECTS)]
    text = folded(" ".join(own))
    stated = [nugget for nugget in look.case.nuggets if not nugget.vital]
    if stated and all(held(nugget, pieces(look)) == 1.0 for nugget in stated):
        return []
    parts = look.case.missing
    if not parts:
        return [] if answer.uncovered else ["a part of the question"]
    return [part[0] for part in parts if not any(contains(text, wording) for wording in part)]


def forbidden(look: Look) -> list[str]:
    """Return the forbidden wordings that claims show."""
    shown = folded(" ".join(claim.text for claim in look.answer.claims))
    return [wording for wording in look.case.forbidden if contains(shown, wording)]


def gone_above(look: Look) -> list[str]:
    """Return the replaced or withdrawn articles that are cited before any that holds, or alone."""
    current = _rank(look, CURRENT)
    return [
        name
        for place, name in _cited_names(look, GONE)
        if current is None or place < current  # in one claim the two may stand together
    ]


def _score(value: bool | None) -> Score:
    return None if value is None else float(value)


def _both_versions(look: Look) -> bool:
    """Tell whether every version is shown with the outlet and date of an article that has it."""
    if look.answer.refused or missing(look):
        return False
    told = [
        Piece(text=f"{claim.text} {item.text}")
        for claim in look.answer.claims
        for item in claim.evidence
        if _dated(look, item.article)
    ]
    told += [
        Piece(text=f"{version.value} {version.evidence.text}")
        for conflict in look.answer.conflicts
        for version in conflict.versions
        if version.outlet and version.published
    ]
    return all(
        any(held(replace(nugget, speaker=""), [piece]) == 1.0 for piece in told)
        for nugget in look.case.nuggets
        if nugget.vital
    )


def _dated(look: Look, article: str) -> bool:
    """Tell whether a cited article is listed with outlet and date, as far as it has them."""
    source = next((each for each in look.answer.sources if each.article == article), None)
    stored = look.article(article)
    if source is None or stored is None:
        return False
    return bool(source.outlet or not stored.outlet) and bool(
        source.published or not stored.published
    )


def _superseded(look: Look) -> Score:
    """Return whether a report that holds is cited, and none that was replaced above it."""
    roles = set(look.case.roles.values())
    if not roles & set(GONE) or not roles & set(CURRENT):
        return None
    if look.answer.refused:
        return 0.0 if look.case.expected in ANSWERABLE else None
    return float(_rank(look, CURRENT) is not None and not gone_above(look))


def _cited_names(look: Look, roles: Sequence[str]) -> list[tuple[int, str]]:
    """Return the places of claims that cite articles of some roles, with the articles' names."""
    wanted = {name for name, role in look.case.roles.items() if role in roles}
    found = []
    for place, claim in enumerate(look.answer.claims):
        for item in claim.evidence:
            found += [(place, name) for name in look.names(item.article) if name in wanted]
    return list(dict.fromkeys(found))


def _rank(look: Look, roles: Sequence[str]) -> int | None:
    return min((place for place, _ in _cited_names(look, roles)), default=None)


def _clarified(look: Look) -> bool:
    """Tell whether the answer asks back, says how it read the question, or shows all readings."""
    answer = look.answer
    own = [each.text for each in answer.notices]
    if answer.refused:
        own.append(answer.text)
    asks = any(text.rstrip(" ”\"'").endswith("?") for text in own)
    says = any(each.code in _READS for each in answer.notices)
    vital = any(nugget.vital for nugget in look.case.nuggets)
    return asks or says or (vital and not answer.refused and not missing(look))


def _gold_cited(look: Look) -> Score:
    """Return whether some evidence is, or holds, part of a gold passage of its article."""
    from evals.scoring.ranking import covers

    case, answer = look.case, look.answer
    if case.expected is Expected.REFUSE or answer.refused or not case.gold_passages:
        return None
    for claim in answer.claims:
        for item in claim.evidence:
            for gold in case.gold_passages:
                if gold.article in look.names(item.article):
                    shown, wanted = folded(item.text), folded(gold.quote)
                    if shown in wanted or covers(item.text, gold.quote):
                        return 1.0
    return 0.0
