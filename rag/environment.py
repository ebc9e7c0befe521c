"""What must be set before any heavy library is imported: nothing may call home.

Each switch was seen to stop the traffic it names: gradio's analytics and version check, the
Hugging Face hub, ragas' usage tracking, onnxruntime's telemetry (a hard dependency of chromadb
that we never load) and LangSmith tracing that a shell may have switched on.
"""

from __future__ import annotations

from collections.abc import MutableMapping

SWITCHES = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "RAGAS_DO_NOT_TRACK": "true",
    "ORT_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "OTEL_SDK_DISABLED": "true",
}

_TRACING = ("LANGSMITH_", "LANGCHAIN_")


def silence(environ: MutableMapping[str, str]) -> None:
    """Switch all telemetry off in ``environ``; call it first in every program of ours."""
    environ.update(SWITCHES)
    for name in [name for name in environ if name.startswith(_TRACING)]:
        del environ[name]
