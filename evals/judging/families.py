"""Which models are of one family: a model judges its own kind too kindly."""

from __future__ import annotations

import re

from rag.errors import UsageError

_FAMILIES = {
    "gemma": ("gemma",),
    "qwen": ("qwen", "qwq"),
    "llama": ("llama", "tulu", "hermes", "vicuna"),
    "mistral": ("mistral", "mixtral", "ministral", "magistral", "devstral", "codestral"),
    "phi": ("phi",),
    "granite": ("granite",),
    "command": ("command-r", "command-a", "aya", "c4ai"),
    "gpt": ("gpt-oss",),
    "deepseek": ("deepseek",),
    "olmo": ("olmo",),
    "internlm": ("internlm", "minicheck"),
}
"""Family -> parts of the names of its models, as they are called in Ollama's library."""

_DISTILLED = {
    "deepseek-r1": ("qwen", "llama"),
    "sahabat": ("gemma", "llama"),
    "sea-lion": ("gemma", "llama", "qwen"),
    "sealion": ("gemma", "llama", "qwen"),
    "sailor": ("qwen",),
}
"""Models that were trained further from others, by their own cards; the size says from which."""


def families(model: str) -> frozenset[str]:
    """Return the families that a model's name may belong to.

    A name that none is known for is a family of its own: the letters that it begins with.
    """
    name = model.lower().rpartition("/")[2].partition(":")[0]
    found = {family for family, parts in _FAMILIES.items() if any(_has(name, p) for p in parts)}
    for part, others in _DISTILLED.items():
        if part in name:
            found |= set(others)
    stem = re.match(r"[a-z]+", name)
    return frozenset(found or {stem.group() if stem else name})


def _has(name: str, part: str) -> bool:
    """Whether a name has this part; short ones only where a word begins ("phi" in "dolphin")."""
    return part in name if len(part) > 3 else bool(re.search(rf"(?:\A|[-_.]){part}", name))


def refuse_same_family(judge: str, answering: str) -> None:
    """Refuse a judge of the answering model's family.

    Raises:
        UsageError: it is of the same.
    """
    if shared := families(judge) & families(answering):
        raise UsageError(
            f"The judge {judge} and the model that answered, {answering}, are of one family "
            f"({', '.join(sorted(shared))}): a model judges its own kind too kindly.",
            remedy="Choose a judge of another family, or add --same-family if there is none.",
            item=judge,
        )
