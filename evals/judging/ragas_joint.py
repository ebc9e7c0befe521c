"""ragas with our judge in it: the one module that knows ragas. Importing it takes seconds.

Its metrics and English prompts are ragas' own, with Indonesian examples of ours; everything that
reaches the model and comes back goes through :mod:`evals.judging.asking`, so that no reply counts
that was cut, or that has too few, other or invalid verdicts.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from math import isfinite
from typing import TYPE_CHECKING, Any

import ragas
import ragas._analytics as analytics
from ragas.embeddings.base import BaseRagasEmbedding
from ragas.llms.base import InstructorBaseRagasLLM
from ragas.metrics.collections import (
    AnswerRelevancy,
    ContextPrecision,
    ContextRecall,
    Faithfulness,
    ResponseGroundedness,
)
from ragas.metrics.collections.faithfulness.util import NLIStatementPrompt

from evals.judging.asking import Asker, Question
from evals.judging.checks import tightened, verdicts_for
from evals.judging.judge import REPEATS, Verdicts
from evals.judging.repeating import Repeating, Unscored
from evals.judging.scores import Judged
from evals.judging.subjects import Subject
from rag.errors import EmbedderUnavailable, ModelError

if TYPE_CHECKING:
    from rag.embedding import Embedder

METRICS = (
    *("faithfulness", "groundedness", "context precision", "context recall"),
    "answer relevancy",
)
_SENTENCES = (
    "\nThe answer consists of exactly these statements, to be repeated word by word in this order: "
)


def keep_quiet() -> None:
    """See to it that ragas tells nobody anything, and writes nothing into the home folder.

    The switch in the environment (``rag.environment``) stops what it sends, if it is read first;
    the file with a user's number in it is written all the same, so its folder is made unknown.

    Raises:
        RuntimeError: ragas would send something.
    """
    analytics.do_not_track.cache_clear()
    if not analytics.do_not_track():
        raise RuntimeError("RAGAS_DO_NOT_TRACK must be “true” before ragas is used")
    analytics.user_data_dir = _nowhere


def version() -> str:
    """Return the version of ragas: with its prompts, part of what a score means."""
    return str(ragas.__version__)


def _nowhere(*_: object, **__: object) -> str:
    raise OSError("no user is numbered")


class RagasJudge:
    """A local model as a :class:`evals.judging.judge.Judge`, and ragas' metrics asked of it."""

    def __init__(
        self, asker: Asker, embedder: Embedder | None = None, repeats: int = REPEATS
    ) -> None:
        """Judge through ``asker``; ``embedder`` is needed for answer relevancy alone."""
        keep_quiet()
        self._asker = asker
        self._embedder = embedder
        self._repeats = repeats
        self._verdicts = NLIStatementPrompt()
        _teach(self._verdicts, "verdicts")

    def supported(self, statements: Sequence[str], evidence: str, *, repeat: int) -> Verdicts:
        """Judge each statement with the prompt that faithfulness is judged with."""
        wanted = self._verdicts.input_model(context=evidence, statements=list(statements))
        question = Question(
            prompt=self._verdicts.to_string(wanted),
            schema=tightened(self._verdicts.output_model.model_json_schema(), len(statements)),
            check=verdicts_for(statements, "statements", "verdict"),
        )
        said = self._asker.ask_now(question, repeat)
        if said.value is None:
            return Verdicts(values=None, unscored=said.unscored, raw=said.raw)
        values = tuple(int(entry["verdict"]) for entry in said.value["statements"])
        return Verdicts(values=values, raw=said.raw)

    def score(self, metric: str, subject: Subject) -> Judged:
        """Return one of METRICS for an answer; the caller knows that it applies.

        Raises:
            JudgeAbsent: as :meth:`Asker.ask`.
        """
        repeating = Repeating(self._asker, self._repeats, subject.reference)
        made, wanted = self._metric(metric, _Model(repeating), subject)
        return _run(made, wanted, repeating)

    def prompts(self) -> str:
        """Return a digest of all that the judge is told beside the texts: prompts and examples."""
        subject = Subject(
            id="", question="-", sentences=(), cited=(), retrieved=(), reference=(),
            refused=False, cluster="", model="",
        )  # fmt: skip
        told = []
        for name in METRICS:
            metric, _ = self._metric(name, _Model(Repeating(self._asker, 1, ())), subject)
            told += [
                [
                    each.instruction,
                    [(one.model_dump(), other.model_dump()) for one, other in each.examples],
                ]
                for each in vars(metric).values()
                if hasattr(each, "examples")
            ]
        return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def _metric(self, name: str, model: _Model, subject: Subject) -> tuple[Any, dict[str, Any]]:
        """Return ragas' metric, taught, and what it is asked."""
        asked = {"user_input": subject.question}
        answer, cited = {"response": subject.response}, {"retrieved_contexts": [*subject.cited]}
        found = {"retrieved_contexts": [*(subject.retrieved or ())]}
        gold = {"reference": " ".join(subject.reference)}
        if name == "faithfulness":
            metric: Any = Faithfulness(llm=model)
            _teach(metric.statement_generator_prompt, "statements")
            _teach(metric.nli_statement_prompt, "verdicts")
            return metric, asked | answer | cited
        if name == "groundedness":
            # One round: it would swallow an error and ask five times, and call two NaN a score.
            metric = ResponseGroundedness(llm=model, max_retries=1)
            _teach(metric.judge1_prompt, "groundedness")
            _teach(metric.judge2_prompt, "groundedness")
            return metric, answer | cited
        if name == "context precision":
            metric = ContextPrecision(llm=model)
            _teach(metric.prompt, "context_precision")
            return metric, asked | found | gold
        if name == "context recall":
            metric = ContextRecall(llm=model)
            _teach(metric.prompt, "context_recall")
            metric.prompt.instruction += _SENTENCES + json.dumps(
                subject.reference, ensure_ascii=False
            )
            return metric, asked | found | gold
        metric = AnswerRelevancy(
            llm=model, embeddings=_Embedding(self._embedder), strictness=self._repeats
        )
        _teach(metric.prompt, "answer_relevancy")
        return metric, asked | answer


def _run(metric: Any, wanted: Mapping[str, Any], repeating: Repeating) -> Judged:
    """Return ragas' score, if nothing that it rests on is missing."""
    score = 0.0
    try:
        score = float(asyncio.run(metric.ascore(**wanted)).value)
    except Unscored as error:
        repeating.unscored = repeating.unscored or str(error)
    if repeating.ended is not None:  # groundedness swallows every exception
        raise repeating.ended
    if not repeating.unscored and not isfinite(score):
        repeating.unscored = f"ragas gave no number ({score})"
    return repeating.judged(min(1.0, max(0.0, score)))  # a cosine may lie below 0


class _Model(InstructorBaseRagasLLM):  # type: ignore[misc]  # ragas is not followed
    """What ragas takes for a language model."""

    def __init__(self, repeating: Repeating) -> None:
        self._repeating = repeating

    def generate(self, prompt: str, response_model: Any) -> Any:
        raise NotImplementedError("ragas' metrics ask in a loop")

    async def agenerate(self, prompt: str, response_model: Any) -> Any:
        """Return an object of ``response_model`` that holds what most repeats say."""
        schema = response_model.model_json_schema()
        value = await self._repeating.answer(response_model.__name__, prompt, schema)
        return response_model.model_validate(value)


class _Embedding(BaseRagasEmbedding):  # type: ignore[misc]  # ragas is not followed
    """The product's embedder, as ragas wants it."""

    def __init__(self, embedder: Embedder | None) -> None:
        super().__init__()
        self._embedder = embedder

    def embed_text(self, text: str, **_: Any) -> list[float]:
        """Return the vector of a question: ragas compares questions with questions."""
        if self._embedder is None:
            raise Unscored("there is no embedder")
        try:
            return [float(each) for each in self._embedder.embed_question(text)]
        except (EmbedderUnavailable, ModelError) as error:
            raise Unscored(error.what) from error

    async def aembed_text(self, text: str, **_: Any) -> list[float]:
        """Return the same; one text after the other."""
        return self.embed_text(text)


def _teach(prompt: Any, name: str) -> None:
    """Add our Indonesian examples to a prompt's own."""
    own = json.loads(files("evals.judging").joinpath("data", "examples.json").read_text("utf-8"))
    made = [
        (prompt.input_model(**each["input"]), prompt.output_model(**each["output"]))
        for each in own[name]
    ]
    prompt.examples = [*prompt.examples, *made]
