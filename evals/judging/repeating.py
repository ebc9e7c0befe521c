"""What one metric asks of a judge about one answer: repeated, checked, merged by majority, kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from evals.judging.asking import Asker, Question, Said
from evals.judging.checks import (
    question_given,
    statements_given,
    tightened,
    value_in,
    verdicts_for,
)
from evals.judging.scores import Judged, merged
from rag.errors import TanyaError

_STATEMENTS = "StatementGeneratorOutput"
_RELEVANCE = "AnswerRelevanceOutput"
_VERDICTS = {
    "NLIStatementOutput": ("statements", "verdict"),
    "ContextRecallOutput": ("classifications", "attributed"),
    "ContextPrecisionOutput": ("", "verdict"),
    "ResponseGroundednessOutput": ("", "rating"),
}
"""Form of a reply (ragas' name of it) -> where its list of verdicts stands ("": it is one verdict),
and the field of a verdict."""


class Unscored(Exception):
    """A reply that is needed did not come; nothing that is computed without it is looked at."""


class Repeating:
    """The conversation of one metric about one answer.

    Statements are written once, so that verdicts on them can be compared between repeats; the
    questions of answer relevancy are as many as there are repeats, each with its own seed.
    ``asked`` is the record for people, ``agreed`` whether repeats agreed on each verdict, and
    ``unscored`` why there is no score.
    """

    def __init__(self, asker: Asker, repeats: int, reference: Sequence[str]) -> None:
        """``reference`` are the sentences that context recall gives verdicts on."""
        self.asked: list[dict[str, Any]] = []
        self.agreed: list[bool] = []
        self.unscored = ""
        self.ended: TanyaError | None = None
        self._asker = asker
        self._repeats = repeats
        self._statements: Sequence[str] = ()
        self._reference = reference
        self._questions = 0

    async def answer(self, form: str, prompt: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a checked object of a form that ragas asks for, with the verdicts of most repeats.

        Raises:
            Unscored: a repeat gave no valid reply; from then on always.
            JudgeAbsent: as :meth:`Asker.ask`; kept in ``ended``, since ragas may swallow it.
        """
        try:
            return await self._answer(form, prompt, schema)
        except TanyaError as error:
            self.ended = error
            raise

    async def _answer(self, form: str, prompt: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.unscored:  # groundedness would go on after an error, with half of its ratings
            raise Unscored(self.unscored)
        if form == _STATEMENTS:
            question = Question(prompt=prompt, schema=tightened(schema), check=statements_given)
            value = self._kept(form, [await self._asker.ask(question, 0)])[0]
            self._statements = value["statements"]
            self.asked[-1]["statements"] = list(self._statements)
            return value
        if form == _RELEVANCE:
            question = Question(prompt=prompt, schema=tightened(schema), check=question_given)
            said = await self._asker.ask(question, self._questions)
            self._questions += 1
            value = self._kept(form, [said])[0]
            self.asked[-1] |= {name: value[name] for name in ("question", "noncommittal")}
            return value
        return await self._voted(form, prompt, schema)

    def judged(self, score: float) -> Judged:
        """Return what the metric came to; ``score`` counts only where nothing is missing."""
        record: dict[str, Any] = {"score": 0.0 if self.unscored else score, "asked": self.asked}
        if self.unscored:
            record["unscored"] = self.unscored
        return Judged(
            score=record["score"],
            unscored=self.unscored,
            agreed=tuple(self.agreed),
            record=record,
        )

    async def _voted(self, form: str, prompt: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        place, name = _VERDICTS[form]
        statements = {"statements": self._statements, "classifications": self._reference}.get(
            place, ()
        )
        check = verdicts_for(statements, place, name) if place else partial(value_in, field=name)
        question = Question(prompt=prompt, schema=tightened(schema, len(statements)), check=check)
        said: list[Said] = []
        for repeat in range(self._repeats):
            said.append(await self._asker.ask(question, repeat))
            if said[-1].value is None:
                break
        value, votes = merged(self._kept(form, said), place, name)
        self.agreed += [len(set(each)) == 1 for each in votes]
        self.asked[-1] |= {"statements": list(statements), "verdicts": votes}
        return value

    def _kept(self, form: str, said: Sequence[Said]) -> list[Mapping[str, Any]]:
        """Keep every reply; return the objects, if all came."""
        self.asked.append({"form": form, "raw": [list(each.raw) for each in said]})
        values = [each.value for each in said if each.value is not None]
        if len(values) < len(said):
            self.unscored = said[-1].unscored
            self.asked[-1]["unscored"] = self.unscored
            raise Unscored(self.unscored)
        return values
