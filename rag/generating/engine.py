"""The engine: from a question and its passages to a draft that can be awaited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.generating.stream import ChatModel, DraftStream
from rag.prompts import build_prompt
from rag.records import Hit

if TYPE_CHECKING:
    from rag.ollama_client import ChatOptions, OllamaClient


class GeneratingEngine:
    """Writes drafts with a local model; several drafts may run at the same time."""

    def __init__(self, model: ChatModel, *, marker_form: bool = False) -> None:
        """Keep the model.

        Args:
            model: what continues prompts.
            marker_form: ask for lines with markers instead of JSON where a draft does not say.
        """
        self._model = model
        self._marker_form = marker_form

    @property
    def model(self) -> str:
        """The name of the model."""
        return self._model.name

    @property
    def budget_tokens(self) -> int:
        """How many tokens a prompt may cost so that the reply still fits into the window."""
        return self._model.budget_tokens

    def draft(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        language: str,
        marker_form: bool | None = None,
        budget_tokens: int | None = None,
    ) -> DraftStream:
        """Begin a draft that answers the question from the hits, best first.

        Args:
            question: the standalone question.
            hits: passages, best first.
            language: of the answer, "id" or "en".
            marker_form: lines with markers instead of JSON; None is the engine's own choice.
            budget_tokens: less than the model's own budget, where its window is really smaller.

        Raises:
            UsageError: the question alone is too long for the model.
        """
        asked = self._marker_form if marker_form is None else marker_form
        budget = self._model.budget_tokens
        prompt = build_prompt(
            question,
            hits,
            language=language,
            budget_tokens=budget if budget_tokens is None else min(budget, budget_tokens),
            marker_form=asked,
        )
        return DraftStream(self._model, prompt, marker_form=asked)


def local_engine(
    client: OllamaClient, options: ChatOptions, *, marker_form: bool = False
) -> GeneratingEngine:
    """Return the engine over a model of a local Ollama, through llama-index.

    llama-index is loaded here, when the first engine is made: it costs seconds.
    """
    from rag.generating_joint import LlamaIndexModel, LocalOllamaLLM

    llm = LocalOllamaLLM.over(client, options)
    return GeneratingEngine(LlamaIndexModel(llm), marker_form=marker_form)
