"""Names and descriptions of models: tags, cloud names, what ``/api/tags`` and ``show`` say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.ollama_client.values import ModelInfo, Running


def with_tag(model: str) -> str:
    """Return the name with its tag: ``bge-m3`` is ``bge-m3:latest`` to Ollama."""
    name = model.strip()
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def same_model(one: str, other: str) -> bool:
    """Whether two names stand for one model; Ollama does not mind case."""
    return with_tag(one).lower() == with_tag(other).lower()


def is_cloud_name(model: str) -> bool:
    """Whether Ollama would pass a request for this name on to its cloud.

    It does so for ``:cloud`` and ``-cloud`` at the end (as of v0.17.6 without any pull).
    """
    name, tag = with_tag(model).lower().rsplit(":", 1)
    return tag == "cloud" or tag.endswith("-cloud") or name.endswith("-cloud")


def describe(entry: Mapping[str, Any], shown: Mapping[str, Any]) -> ModelInfo:
    """Return the model of one entry of ``/api/tags``, completed by its ``/api/show``.

    Capabilities and lengths stand in the entry only in recent versions.
    """
    name = with_tag(str(entry["name"]))
    details, facts = _mapping(entry.get("details")), _mapping(shown.get("model_info"))
    capabilities = _listed(shown.get("capabilities")) or _listed(entry.get("capabilities"))
    remote = any(source.get(f"remote_{part}") for source in (entry, shown) for part in _REMOTE)
    return ModelInfo(
        name=name,
        digest=str(entry.get("digest", "")),
        capabilities=tuple(str(capability) for capability in capabilities),
        context_length=_length("context_length", details, facts),
        embedding_length=_length("embedding_length", details, facts),
        remote=remote or is_cloud_name(name),
        size=number(entry.get("size")),
        parameters=str(details.get("parameter_size") or ""),
        quantization=str(details.get("quantization_level") or ""),
    )


def describe_running(entry: Mapping[str, Any]) -> Running:
    """Return the model of one entry of ``/api/ps``."""
    return Running(
        name=with_tag(str(entry["name"])),
        digest=str(entry.get("digest", "")),
        context_length=number(entry.get("context_length")),
        size=number(entry.get("size")),
        vram=number(entry.get("size_vram")),
    )


def number(value: object) -> int:
    """Return a whole number that is not negative; 0 for anything else."""
    return value if isinstance(value, int) and value > 0 else 0


_REMOTE = ("host", "model")


def _length(what: str, details: Mapping[str, Any], facts: Mapping[str, Any]) -> int:
    architecture = facts.get("general.architecture", "")
    value = details.get(what) or facts.get(f"{architecture}.{what}") or 0
    return value if isinstance(value, int) else 0


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
