"""What a server has: its version, its models, and which of them are in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rag.errors import ModelError, ModelUnreachable
from rag.ollama_client import failures
from rag.ollama_client.names import describe, describe_running, is_cloud_name, same_model
from rag.ollama_client.transport import Deadline, Transport
from rag.ollama_client.values import ModelInfo, Running, Survey

# Lists and descriptions come at once from a healthy server, so a page need not wait longer.
_PROBE_S = 10.0


class Inventory:
    """Asks one server for what it has; every method raises as :class:`OllamaClient` says."""

    def __init__(self, transport: Transport) -> None:
        """Ask through ``transport``."""
        self._transport = transport
        self._version = ""
        self._known: dict[str, ModelInfo] = {}
        self._shown: dict[tuple[str, str], dict[str, Any]] = {}

    async def version(self) -> str:
        """Return the server's version."""
        version = (await self._fetch("GET", "/api/version")).get("version")
        if not isinstance(version, str):
            raise self._not_ollama()
        return version

    async def cloud_off(self) -> bool | None:
        """Return whether the server refuses to pass anything to a cloud; None: it does not say."""
        cloud = await self._optional("/api/status", "cloud")
        said = cloud.get("disabled") if isinstance(cloud, Mapping) else None
        return said if isinstance(said, bool) else None

    async def models(self) -> tuple[ModelInfo, ...]:
        """Return all models."""
        return tuple(describe(entry, {}) for entry in await self._entries("/api/tags"))

    async def running(self) -> tuple[Running, ...]:
        """Return the models in memory."""
        return tuple(describe_running(entry) for entry in await self._entries("/api/ps"))

    async def find(self, model: str) -> ModelInfo:
        """Return one model."""
        if is_cloud_name(model):
            raise failures.cloud(model)
        entries = await self._entries("/api/tags")
        entry = next((each for each in entries if same_model(each["name"], model)), None)
        if entry is None:
            raise failures.missing(model)
        info = describe(entry, {})
        if not info.remote:
            info = describe(entry, await self._show(info))
        if info.remote:
            raise failures.cloud(model)
        self._known[model] = info
        return info

    async def usable(self, model: str, capability: str, use: str) -> ModelInfo:
        """Find the model once, so that no text goes to a remote one or to the wrong kind."""
        info = self._known.get(model) or await self.find(model)
        if info.capabilities and capability not in info.capabilities:
            raise failures.wrong_kind(model, use)
        return info

    async def survey(self, model: str) -> Survey:
        """Return how the server and one model stand; its version is asked once while it answers."""
        try:
            info, entries, version = await asyncio.gather(
                self.find(model), self._optional("/api/ps", "models"), self._version_once()
            )
        except ModelUnreachable:
            self._version = ""  # when it is back, it may be another
            raise
        found = [
            describe_running(entry)
            for entry in (entries if isinstance(entries, list) else [])
            if isinstance(entry, dict) and same_model(str(entry.get("name") or "?"), model)
        ]
        return Survey(
            version=version,
            info=info,
            running=found[0] if found else None,
        )

    def forget(self, model: str) -> None:
        """Find the model anew next time: it may have gone, or be another by now."""
        self._known.pop(model, None)

    async def _show(self, info: ModelInfo) -> dict[str, Any]:
        """Return the description of a model, asked once for each digest of it."""
        key = info.name, info.digest
        if not info.digest or key not in self._shown:
            self._shown[key] = await self._fetch("POST", "/api/show", {"model": info.name})
        return self._shown[key]

    async def _entries(self, path: str) -> list[dict[str, Any]]:
        entries = (await self._fetch("GET", path)).get("models")
        if not isinstance(entries, list):
            raise self._not_ollama()
        return [
            entry
            for entry in entries
            if isinstance(entry, dict) and isinstance(entry.get("name"), str) and entry["name"]
        ]

    async def _version_once(self) -> str:
        if not self._version:
            said = await self._optional("/api/version", "version")
            self._version = said if isinstance(said, str) else ""
        return self._version

    async def _optional(self, path: str, key: str) -> object:
        """Return a part of an answer that an old server may not give."""
        try:
            return (await self._fetch("GET", path)).get(key)
        except ModelError:
            return None

    async def _fetch(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        wait = min(self._transport.timeouts.idle_s, _PROBE_S)
        deadline = Deadline(wait, f"did not answer within {wait:g} seconds")
        return await self._transport.fetch(method, path, body, deadline=deadline)

    def _not_ollama(self) -> ModelError:
        return failures.unreachable(self._transport.host, "what answers there is not Ollama")
