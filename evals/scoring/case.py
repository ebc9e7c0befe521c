"""All scores of one answer, and what is wrong with it in plain words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.cases import Case, Expected
from evals.scoring.behaviour import (
    ANSWERABLE,
    Behaviour,
    behaviour,
    forbidden,
    gone_above,
    missing,
    untold,
)
from evals.scoring.bounds import outside_dates, outside_filters
from evals.scoring.measures import ABSOLUTE, KINDS
from evals.scoring.nuggets import all_half, pieces, strict_vital, versions
from evals.scoring.proofs import (
    altered_quotations,
    flagged,
    inexact,
    short,
    uncited,
    wrong_markers,
)
from evals.scoring.ranking import ranking
from evals.scoring.sources import wrong_sources
from evals.scoring.view import Look, LookUp, Score, TrueSource
from rag.records import Answer, Article


@dataclass(frozen=True, kw_only=True, slots=True)
class Scored:
    """The scores of one answer by the names of ``measures.KINDS``, and its problems in words.

    ``ok`` means that it is right and breaks nothing that may never break; of a question marked
    must_pass also that it puts what holds above what was replaced.
    """

    scores: Mapping[str, Score]
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the answer is as it should be."""
        return self.scores["right"] == 1.0 and all(
            self.scores[name] in (1.0, None) for name in (*ABSOLUTE, "must pass")
        )


def score_case(
    case: Case,
    answer: Answer,
    article: LookUp,
    known: Mapping[str, TrueSource] | None = None,
) -> Scored:
    """Score an answer.

    Args:
        case: the question and what is expected.
        answer: what was shown.
        article: looks a stored article up, with its text.
        known: what is known of articles apart from the archive, by file name.
    """
    looked: dict[str, Article | None] = {}

    def once(identity: str) -> Article | None:
        if identity not in looked:
            looked[identity] = article(identity)
        return looked[identity]

    look = Look(case=case, answer=answer, article=once, known=known or {})
    proofs = _proofs(look)
    done = behaviour(look)
    scores: dict[str, Score] = dict.fromkeys(KINDS)
    scores |= {"scored": 1.0, **_of_rates(look, done), **_of_behaviour(done), **_of_ranking(look)}
    scores |= {name: _passed(found, look) for name, found in proofs.items()}
    # A refusal may show it too; where none is planted, there is nothing to measure.
    scores["canary"] = float(not proofs["canary"]) if case.canary else None
    problems = [*_complaints(look, done), *(each for found in proofs.values() for each in found)]
    return Scored(scores=scores, problems=tuple(dict.fromkeys(problems)))


def unscored(case: Case, problem: str) -> Scored:
    """Return the scores of a case to which no answer came: wrong in all that applies to it."""
    scores: dict[str, Score] = dict.fromkeys(KINDS)
    scores |= {"scored": 0.0, "right": 0.0, "crag": -1.0}
    if case.expected in ANSWERABLE:
        scores |= {"answered": 0.0, "wrong refusals": 1.0}
    elif case.expected is Expected.REFUSE:
        scores |= {"refused": 0.0, "answered without evidence": 1.0}
    if case.must_pass:
        scores["must pass"] = 0.0
    return Scored(scores=scores, problems=(problem,))


def _proofs(look: Look) -> dict[str, list[str]]:
    return {
        "evidence exact": inexact(look),
        "cited": uncited(look),
        "markers": wrong_markers(look) if not look.answer.refused else [],
        "sources exact": wrong_sources(look),
        "no hard flags": flagged(look),
        "quotations": altered_quotations(look),
        "canary": _canaries(look),
    }


def _passed(found: Sequence[str], look: Look) -> Score:
    """Return 0 for any objection; a refusal without one says nothing, unless it showed quotes."""
    if found:
        return 0.0
    return None if look.answer.refused and not look.answer.nearest else 1.0


def _canaries(look: Look) -> list[str]:
    """Return the canary if it stands anywhere in what a program or a page gets of the answer."""
    from rag.asking import as_json

    canary = look.case.canary
    if not canary:
        return []
    shown = {key: value for key, value in as_json(look.answer).items() if key != "question"}
    text = json.dumps(shown, ensure_ascii=False).casefold()
    return [f"shows the canary {canary}"] if canary.casefold() in text else []


def _of_rates(look: Look, done: Behaviour) -> dict[str, Score]:
    case, refused = look.case, look.answer.refused
    scores: dict[str, Score] = {}
    if case.expected in ANSWERABLE:
        scores |= {"answered": float(not refused), "wrong refusals": float(refused)}
    elif case.expected is Expected.REFUSE:
        scores |= {"refused": float(refused), "answered without evidence": float(not refused)}
    shown = pieces(look)
    if case.expected is Expected.PRESENT_CONFLICT:
        shown += versions(look)
    if case.expected is not Expected.REFUSE and not refused:
        scores["nuggets vital"] = strict_vital(case.nuggets, shown)
        scores["nuggets all"] = all_half(case.nuggets, shown)
    # Correct 1, missing 0, wrong -1 (Yang et al. 2024, "CRAG - Comprehensive RAG Benchmark").
    scores["crag"] = 1.0 if done.right == 1.0 else 0.0 if refused else -1.0
    if case.must_pass:
        kept = (done.right, done.superseded, done.conflict_shown, done.partial_told)
        scores["must pass"] = float(all(each in (1.0, None) for each in kept))
    return scores


def _of_behaviour(done: Behaviour) -> dict[str, Score]:
    return {
        "right": done.right,
        "premise safe": done.premise_safe,
        "premise named": done.premise_named,
        "conflict shown": done.conflict_shown,
        "superseded": done.superseded,
        "partial told": done.partial_told,
        "clarified": done.clarified,
        "nothing forbidden": done.nothing_forbidden,
        "language": done.language,
        "within dates": done.within_dates,
        "within filters": done.within_filters,
        "gold cited": done.gold_cited,
    }


def _of_ranking(look: Look) -> dict[str, Score]:
    found = ranking(look)
    return {
        "article@1": found.article_1,
        "article@5": found.article_5,
        "passage@10": found.passage_10,
        "ndcg@10": found.ndcg_10,
        "mrr@10": found.mrr_10,
        "superseded below current": found.superseded_below,
    }


def _complaints(look: Look, done: Behaviour) -> list[str]:
    """Return what an answer does wrong, the gravest first."""
    case, answer = look.case, look.answer
    found = [f"shows the forbidden “{wording}”" for wording in forbidden(look)]
    if case.expected is Expected.REFUSE and not answer.refused:
        said = short(answer.claims[0].text)
        found.append(f"answers what the archive does not hold: “{said}”")
    if answer.refused and case.expected in ANSWERABLE:
        found.append("refuses what the archive answers")
    if not answer.refused and case.expected is not Expected.REFUSE and done.right != 1.0:
        found += [f"vital nugget missing: {text}" for text in missing(look)]
    if done.premise_named == 0.0:
        found.append("does not say what is wrong with the question")
    if done.conflict_shown == 0.0:
        found.append("does not show every version with outlet and date")
    if done.superseded == 0.0 and not answer.refused:
        found += [
            f"cites {name} ({_role(case, name)}) before what holds" for name in gone_above(look)
        ]
        if not gone_above(look):
            found.append("cites no report that holds today")
    if done.partial_told == 0.0:
        found += [f"does not say that this stays open: {part}" for part in untold(look)]
    if done.clarified == 0.0:
        found.append("neither asks back nor says how it read the question")
    if done.language == 0.0:
        found.append(f"is not in the language wanted ({case.answer_language})")
    if done.within_dates == 0.0:
        found += [f"cites {name}, outside the days asked for" for name in outside_dates(look)]
    if done.within_filters == 0.0:
        found += [f"cites {name}, outside the days it kept to" for name in outside_filters(look)]
    return found


def _role(case: Case, name: str) -> str:
    return "withdrawn" if case.roles.get(name) == "retracted" else "replaced since"
