"""The one module that speaks with Ollama: find a model, embed texts, stream a chat reply.

Nothing that looks like a cloud model is ever sent a text, no reply that was cut is ever
passed as complete, and every failure becomes one of the errors of :mod:`rag.errors`.
Why ``/api/chat`` is posted to directly: ``docs/adr/0004-post-to-api-chat-directly.md``.
"""

from rag.ollama_client.address import normalise_host
from rag.ollama_client.client import OllamaClient
from rag.ollama_client.counting import count_bound, count_floor
from rag.ollama_client.values import (
    ChatOptions,
    ModelInfo,
    Pulled,
    Running,
    Survey,
    Timeouts,
    Tried,
)

__all__ = [
    "ChatOptions",
    "ModelInfo",
    "OllamaClient",
    "Pulled",
    "Running",
    "Survey",
    "Timeouts",
    "Tried",
    "count_bound",
    "count_floor",
    "normalise_host",
]
