"""Citation recall and precision of an answer in the sense of ALCE, asked of a judge.

Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", section 3.3:
a sentence is recalled where all that it cites, taken together, supports it; a sentence without
citation is not. A citation is precise where its sentence is recalled and the citation supports it
alone, or the others do not support it without this one. ragas has no such measure: its contexts
are joined, so that a claim with the wrong citation passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from evals.judging.judge import REPEATS, Judge
from evals.judging.scores import Judged, majority
from evals.judging.subjects import Sentence


@dataclass(slots=True)
class _Voting:
    """Asks a judge of one sentence and some evidence, with repeats; keeps what was said."""

    judge: Judge
    repeats: int
    agreed: list[bool] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    unscored: str = ""

    def supports(self, sentence: str, evidence: Sequence[str]) -> bool:
        """Whether most repeats say so; False, and ``unscored``, where one gives no verdict."""
        votes: list[int] = []
        raw: list[str] = []
        for repeat in range(self.repeats):
            verdicts = self.judge.supported([sentence], "\n".join(evidence), repeat=repeat)
            raw += verdicts.raw
            if verdicts.values is None or len(verdicts.values) != 1:
                self.unscored = self.unscored or verdicts.unscored or "no single verdict came"
                break
            votes.append(verdicts.values[0])
        whole = len(votes) == self.repeats
        if whole:
            self.agreed.append(len(set(votes)) == 1)
        self.asked.append(
            {"statement": sentence, "evidence": list(evidence), "verdicts": votes, "raw": raw}
        )
        return whole and majority(votes) == 1


def citation_scores(
    judge: Judge, sentences: Sequence[Sentence], repeats: int = REPEATS
) -> tuple[Judged, Judged]:
    """Return citation recall (over sentences) and precision (over citations) of one answer.

    ``sentences`` is not empty. An answer without a citation has precision 0, as in ALCE's program.
    Where a verdict is missing the measure that needs it is unscored; precision is asked only of
    sentences with more than one citation, since with one it equals recall.
    """
    recalls, precisions = _Voting(judge, repeats), _Voting(judge, repeats)
    recalled = [bool(s.cited) and recalls.supports(s.text, s.cited) for s in sentences]
    citations = precise = 0
    for sentence, whole in zip(sentences, recalled, strict=True):
        citations += len(sentence.cited)
        precise += _precise(precisions, sentence) if whole else 0
    unscored = recalls.unscored
    recall = _judged(sum(recalled) / len(sentences), unscored, recalls)
    share = precise / citations if citations else 0.0
    return recall, _judged(share, unscored or precisions.unscored, precisions)


def _precise(voting: _Voting, sentence: Sentence) -> int:
    """Return how many citations of a recalled sentence count."""
    if len(sentence.cited) == 1:
        return 1
    count = 0
    for number, one in enumerate(sentence.cited):
        others = [*sentence.cited[:number], *sentence.cited[number + 1 :]]
        alone = voting.supports(sentence.text, [one])
        count += alone or not voting.supports(sentence.text, others)
    return count


def _judged(score: float, unscored: str, voting: _Voting) -> Judged:
    record: dict[str, Any] = {"score": 0.0 if unscored else score, "asked": voting.asked}
    if unscored:
        record["unscored"] = unscored
    return Judged(
        score=0.0 if unscored else score,
        unscored=unscored,
        agreed=tuple(voting.agreed),
        record=record,
    )
