"""What an operator may choose, read in one place; the parts receive plain values.

=================  ===================================================  =====================
variable           meaning                                              default
=================  ===================================================  =====================
TANYA_DATA_DIR     the folder of the archive                            the user's data folder
TANYA_MODEL        the chat model in Ollama                             gemma3:4b
TANYA_EMBEDDER     ``offline`` or ``ollama:MODEL``                      what the archive uses
TANYA_ENGINE       ``auto``, or ``quoting`` to never ask a model        auto
TANYA_SEARCH       ``both``, ``words`` or ``vectors``                   both
TANYA_RERANK       ``off``, or ``model`` to let it order the passages   off
TANYA_NUM_CTX      the model's window, in tokens                        8192
TANYA_AT_ONCE      answers that one Ollama writes at the same time      1
TANYA_KEEP_DAYS    days that an answer is kept in the archive; 0: none  365
OLLAMA_HOST        where Ollama listens; several with commas between    http://127.0.0.1:11434
CHROMA_URL         a Chroma server of the operator's                    the built-in one
=================  ===================================================  =====================
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR

from rag.archive import Archive, exists
from rag.embedders import ThroughLlamaIndex
from rag.embedding import OFFLINE, make_embedder
from rag.errors import UsageError
from rag.ollama_client import ChatOptions, OllamaClient, normalise_host
from rag.projection import ACTIVE, Projector
from rag.retrieval import NEURAL_WEIGHT, OFFLINE_WEIGHT, Retriever

DEFAULT_MODEL = "gemma3:4b"
"""No thinking mode to handle, fits 8 GB, about level with its class (facts at the time of
writing: no Indonesian-only benchmark of this class was found)."""

KEPT = 8
"""Passages that an engine reads."""
_TO_RERANK = 12
"""Passages that a model puts in order: as many as one request holds."""

_MIN_CTX, _MAX_CTX = 4096, 131072  # the rules of the prompt alone take some 1,300
_SHOWN = 200  # characters of a folder's name in a message


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The choices of one run."""

    data_dir: Path
    sample: bool = False
    chroma_url: str = ""
    ollama_hosts: tuple[str, ...] = ("http://127.0.0.1:11434",)
    at_once: int = 1
    keep_days: int = 365
    chat_model: str = DEFAULT_MODEL
    embedder: str = ""
    engine: str = "auto"
    search: str = "both"
    rerank: str = "off"
    num_ctx: int = 8192

    @property
    def archive_dir(self) -> Path:
        """Where the archive lives: the sample one is kept apart."""
        return self.data_dir / "sample" if self.sample else self.data_dir

    @property
    def ollama_host(self) -> str:
        """The first Ollama: the one that embeds."""
        return self.ollama_hosts[0]

    def chat_options(self) -> ChatOptions:
        """Return what every request to the chat model carries, warm-up included."""
        return ChatOptions(model=self.chat_model, num_ctx=self.num_ctx)


def load(
    environ: Mapping[str, str], *, data_dir: str | None = None, sample: bool = False
) -> Settings:
    """Read the settings; ``data_dir`` (an option of the command) goes before the environment.

    Raises:
        UsageError: a value makes no sense; the message names it.
    """
    chroma_url = environ.get("CHROMA_URL", "").strip()
    if chroma_url:
        from rag.vectors import check_url

        check_url(chroma_url)
    return Settings(
        data_dir=_folder(environ.get("TANYA_DATA_DIR") or None if data_dir is None else data_dir),
        sample=sample,
        chroma_url=chroma_url,
        ollama_hosts=_hosts(environ.get("OLLAMA_HOST", "")),
        keep_days=_number(environ, "TANYA_KEEP_DAYS", (0, 36500), default=365),
        at_once=_number(environ, "TANYA_AT_ONCE", (1, 64), default=1),
        chat_model=environ.get("TANYA_MODEL", "").strip() or DEFAULT_MODEL,
        embedder=environ.get("TANYA_EMBEDDER", "").strip(),
        engine=_choice(environ, "TANYA_ENGINE", ("auto", "quoting")),
        search=_choice(environ, "TANYA_SEARCH", ("both", "words", "vectors")),
        rerank=_choice(environ, "TANYA_RERANK", ("off", "model")),
        num_ctx=_number(environ, "TANYA_NUM_CTX", (_MIN_CTX, _MAX_CTX), default=8192),
    )


def open_archive(settings: Settings) -> Archive:
    """Open the archive, making it where it is missing.

    Raises:
        UsageError: there is a file where the folder should be.
        ArchiveError: it cannot be opened.
    """
    _no_file_there(settings)
    return Archive(settings.archive_dir)


def require_archive(settings: Settings) -> None:
    """Refuse to make an archive where somebody only wants to read one.

    Raises:
        UsageError: there is no archive in the folder, or one may not look into it.
    """
    _no_file_there(settings)
    try:
        found = exists(settings.archive_dir)
    except OSError as error:
        raise _unseen(settings.archive_dir, error) from error
    if not found:
        filled = "./tanya ui --sample" if settings.sample else "./tanya ingest add FOLDER"
        raise UsageError(
            f"There is no archive in {settings.archive_dir} yet.",
            remedy=f"Fill one with: {filled} (or name another folder with --data-dir).",
            item=str(settings.archive_dir),
        )


def open_projector(settings: Settings, archive: Archive, *, embedder: str = "") -> Projector:
    """Return the projector for the chosen embedder; nothing is connected yet.

    Args:
        settings: the choices of this run.
        archive: what to follow.
        embedder: another one than chosen or in use, for a rebuild.

    Raises:
        UsageError: there is no such embedder.
    """
    client = OllamaClient(settings.ollama_host)
    spec = embedder or embedder_spec(settings, archive)
    embedder_used = ThroughLlamaIndex(make_embedder(spec, client))
    return Projector(archive, embedder_used, chroma_url=settings.chroma_url)


def open_retriever(settings: Settings, archive: Archive, projector: Projector) -> Retriever:
    """Return the retriever with the legs that were chosen."""
    offline = embedder_spec(settings, archive) == OFFLINE
    default = OFFLINE_WEIGHT if offline else NEURAL_WEIGHT
    return Retriever(
        archive=archive,
        vectors=None if settings.search == "words" else projector.search,
        vectors_weight=default,
        weigh=lambda: vectors_weight(archive, default),
        words=settings.search != "vectors",
        limit=KEPT if settings.rerank == "off" else _TO_RERANK,
    )


def vectors_weight(archive: Archive, default: float) -> float:
    """Return what the vectors' ranks count beside the words' 1: calibrated, else by default.

    ``evals calibrate`` stores the weight that it measured for an embedder in the archive.
    """
    stored = archive.setting(f"vectors_weight:{archive.setting(ACTIVE)}")
    if stored is None:
        return default
    try:
        return float(json.loads(stored)["weight"])
    except (KeyError, TypeError, ValueError):  # another version's note, to be measured anew
        return default


def embedder_spec(settings: Settings, archive: Archive) -> str:
    """Return the embedder to use: the chosen one, else the archive's, else the offline one."""
    return settings.embedder or archive.setting("embedder_spec") or OFFLINE


def _folder(name: str | None) -> Path:
    """Return the folder that was named, else the user's own for this program."""
    if name is None:
        from platformdirs import user_data_path

        return user_data_path("tanya-serikat", appauthor=False)
    try:
        if not name.strip():
            raise ValueError("the name is empty")
        return Path(name).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:  # no such user, a loop of links
        raise UsageError(
            f"“{_short(name)}” is no folder for an archive: {_reason(error)}.",
            remedy=_OTHER_FOLDER,
            item=name,
        ) from error


_OTHER_FOLDER = "Name a folder for the archive with --data-dir or TANYA_DATA_DIR."


def _no_file_there(settings: Settings) -> None:
    for folder in (settings.data_dir, settings.archive_dir):
        try:
            mode = folder.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            continue  # made when something is stored, or the file above it was named already
        except OSError as error:
            raise _unseen(folder, error) from error
        if not S_ISDIR(mode):
            raise UsageError(
                f"{folder} is a file, not a folder.", remedy=_OTHER_FOLDER, item=str(folder)
            )


def _unseen(folder: Path, error: OSError) -> UsageError:
    return UsageError(
        f"The folder {_short(str(folder))} cannot be looked at: {_reason(error)}.",
        remedy=_OTHER_FOLDER,
        item=str(folder),
    )


def _reason(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) else str(error)
    return (said or type(error).__name__).rstrip(".")


def _short(name: str) -> str:
    return name if len(name) <= _SHOWN else name[:_SHOWN] + "…"


def _choice(environ: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = environ.get(name, "").strip().lower() or allowed[0]
    if value not in allowed:
        raise UsageError(
            f"{name} is “{value}”, which is not one of {', '.join(allowed)}.",
            remedy=f"Unset {name}, or set it to one of them.",
            item=name,
        )
    return value


def _hosts(value: str) -> tuple[str, ...]:
    """Return the addresses of a list with commas, each once; one of our own where it is empty."""
    named = [part for part in value.split(",") if part.strip()] or [""]
    return tuple(dict.fromkeys(normalise_host(part) for part in named))


def _number(environ: Mapping[str, str], name: str, bounds: tuple[int, int], *, default: int) -> int:
    value = environ.get(name, "").strip()
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        number = bounds[0] - 1
    if not bounds[0] <= number <= bounds[1]:
        raise UsageError(
            f"{name} is “{value}”, which is not a number from {bounds[0]} to {bounds[1]}.",
            remedy=f"Unset it, or set it to {default}.",
            item=name,
        )
    return number
