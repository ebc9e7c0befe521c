"""What correction has to know of an archive's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Vocabulary(Protocol):
    """Counts of an archive's spellings and stems, by passages; ``rag.archive.Archive`` is one."""

    def form_frequency(self, forms: Sequence[str]) -> Mapping[str, int]:
        """Return in how many passages each spelling stands; absent ones are 0."""
        ...

    def document_frequency(self, tokens: Sequence[str]) -> Mapping[str, int]:
        """Return in how many passages each stem stands; absent ones are 0."""
        ...

    def forms_beginning(self, prefix: str, *, shortest: int, longest: int) -> Mapping[str, int]:
        """Return the spellings that begin so, of that many letters, with their passages."""
        ...

    def stand_together(self, first: str, second: str) -> bool:
        """Tell whether two stems stand side by side in a passage, function words left out."""
        ...
