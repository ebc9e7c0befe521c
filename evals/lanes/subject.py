"""What a model is measured with: its digest and options, the prompts, questions and articles."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evals.context import Context
from evals.lanes.recordings import Head, digest_of

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.ollama_client import ModelInfo, OllamaClient
    from rag.settings import Settings

_PAGE = 500


def model_settings(context: Context, model: str = "", host: str = "") -> Settings:
    """Return the settings of a run with a model.

    A measurement of the sample leaves out what somebody set for daily use, but for where their
    Ollama listens; ``model`` and ``host`` go before everything.
    """
    address = host or context.environ.get("OLLAMA_HOST") or os.environ.get("OLLAMA_HOST", "")
    chosen = {"TANYA_ENGINE": "auto", "OLLAMA_HOST": address}
    if model:
        chosen["TANYA_MODEL"] = model
    return context.settings(**chosen)


def prompts() -> dict[str, str]:
    """Return digests of the rules with their examples, by language and form, and of the schemas."""
    from rag.conversation.prompt import SCHEMA
    from rag.prompts import reply_schema, system_message

    found = {
        f"rules {language} {'lines' if lines else 'json'}": digest_of(
            system_message(language, marker_form=lines)
        )
        for language in ("id", "en")
        for lines in (False, True)
    }
    found["schema of a reply"] = digest_of(reply_schema(("S1",)))
    found["schema of a follow-up"] = digest_of(SCHEMA)
    return found


def corpus(archive: Archive) -> str:
    """Return SHA-256 over id, title, outlet, date and text of every article, by id."""
    lines, offset = [], 0
    while page := archive.summaries(_PAGE, offset):
        offset += len(page)
        texts = archive.answers.digests([each.id for each in page])
        for each in page:
            published = each.published.isoformat() if each.published else ""
            lines.append((each.id, each.title, each.outlet, published, texts.get(each.id, "")))
    return digest_of(sorted(lines))


def head_of(context: Context, settings: Settings, archive: Archive, info: ModelInfo) -> Head:
    """Return what a recording of this model begins with."""
    return Head(
        model=settings.chat_model,
        digest=info.digest,
        options=settings.chat_options().all_options(),
        prompts=prompts(),
        dataset=context.dataset.digest,
        corpus=corpus(archive),
        quantization=info.quantization,
        parameters=info.parameters,
        size=info.size,
        capabilities=info.capabilities,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def loaded(context: Context, settings: Settings, client: OllamaClient) -> Head:
    """Load the model as every question will use it; return what is to be known of it.

    Raises:
        ModelError: it is not there, or cannot be loaded.
    """
    from rag.settings import open_archive

    info = client.find(settings.chat_model)
    client.warm_up(settings.chat_options())
    survey = client.survey(settings.chat_model)
    archive = open_archive(settings)
    try:
        head = head_of(context, settings, archive, info)
    finally:
        archive.close()
    window = survey.running.context_length if survey.running else 0
    return replace(head, ollama=survey.version, window=window)


def described(head: Head) -> dict[str, str]:
    """Return the subject of a section: what a reader must know to trust or repeat it."""
    options = " ".join(f"{name}={value:g}" for name, value in sorted(head.options.items()))
    known = {
        "engine": "generating",
        "model": head.model,
        "digest": head.digest,
        "quantisation": head.quantization,
        "parameters": head.parameters,
        "size on disk": f"{head.size / 1e9:.1f} GB" if head.size else "",
        "options": options,
        "window given": str(head.window) if head.window else "",
        "Ollama": head.ollama,
        "prompts": digest_of(dict(head.prompts)),
        "archive": head.corpus,
    }
    return {name: value for name, value in known.items() if value}
