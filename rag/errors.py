"""Every error that a person can meet, as one tree.

::

    TanyaError                 exit code
    ├── UsageError                 2   a wrong option, folder, question or setting
    ├── ArchiveError               3   the archive cannot be opened, read or written
    │   ├── ArchiveTooNew          3   it was written by a newer version
    │   └── DiskFull               3   no space is left
    ├── DocumentError              1   one document cannot be read; the others go on
    ├── VectorsUnavailable         4   Chroma does not answer or cannot be started
    ├── EmbedderUnavailable        4   the embedder does not answer
    ├── EmbedderMismatch           2   the archive's vectors were made by another embedder
    └── ModelError                 4   the local model cannot answer
        ├── ModelUnreachable       4   no Ollama at the configured address
        ├── ModelMissing           4   Ollama runs, the model is not there
        ├── ModelRefused           2   the name is a cloud model, or no chat model
        ├── ModelTimeout           4   it was silent, or took, too long
        ├── ModelBusy              4   its queue is full
        └── ReplyBroken            4   the reply was cut, empty or not in the agreed form

Exit codes: 0 done, 1 finished but some items failed, 2 wrong use, 3 archive trouble,
4 a service that was needed is missing, 130 interrupted.
"""

from __future__ import annotations


class TanyaError(Exception):
    """Something a person can meet: what happened, on which item, and what to do next."""

    exit_code = 1

    def __init__(self, what: str, *, remedy: str, item: str = "") -> None:
        """Keep the three parts of the message.

        Args:
            what: one plain sentence that says what happened, naming the item.
            remedy: what to do next, in plain words; a command where there is one.
            item: the file, address or model concerned, for programs that list failures.
        """
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.item = item

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


class UsageError(TanyaError):
    """A wrong option, folder, question or setting."""

    exit_code = 2


class ArchiveError(TanyaError):
    """The archive cannot be opened, read or written."""

    exit_code = 3


class ArchiveTooNew(ArchiveError):
    """The archive was written by a newer version of the program."""


class DiskFull(ArchiveError):
    """No space is left where the archive lives."""


class DocumentError(TanyaError):
    """One document cannot be read; the others go on."""

    exit_code = 1


class VectorsUnavailable(TanyaError):
    """Chroma does not answer or cannot be started."""

    exit_code = 4


class EmbedderUnavailable(TanyaError):
    """The embedder does not answer, or answers with something that is no vector."""

    exit_code = 4


class EmbedderMismatch(TanyaError):
    """The archive's vectors were made by another embedder."""

    exit_code = 2


class ModelError(TanyaError):
    """The local model cannot answer."""

    exit_code = 4


class ModelUnreachable(ModelError):
    """No Ollama at the configured address."""


class ModelMissing(ModelError):
    """Ollama runs, but the model is not there."""


class ModelRefused(ModelError):
    """A name that we refuse: a cloud model, or one that cannot chat."""

    exit_code = 2


class ModelTimeout(ModelError):
    """The model was silent, or took, longer than allowed."""


class ModelBusy(ModelError):
    """The model's queue is full."""


class ReplyBroken(ModelError):
    """The reply was cut, empty, or not in the agreed form."""
