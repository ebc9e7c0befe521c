"""The generating engine: a local model writes the draft from labelled passages.

The model is asked through a small Protocol; ``rag.generating_joint`` implements it over
llama-index. What comes back is read claim by claim as it streams and never trusted: a claim
leaves this package only with evidence that was really sent, as one plain line of bounded length.
Whether it is *right* is the business of ``rag.citations``.
"""

from rag.generating.engine import GeneratingEngine, local_engine
from rag.generating.stream import ChatModel, DraftStream, GenerationReport

__all__ = ["ChatModel", "DraftStream", "GeneratingEngine", "GenerationReport", "local_engine"]
