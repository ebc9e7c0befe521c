"""Figures and dates on which the archive's reports differ, shown side by side.

Two ways lead to a conflict. A report may say itself that a value was replaced ("diundur dari 24
menjadi 26", "seharusnya X, bukan Y"), and an earlier one states the old value: the old one is
superseded. Or two independent reports of the same days give different values of the same thing:
they are disputed, whoever is right.
"""

from __future__ import annotations

from rag.conflicts.finding import find, versions_among
from rag.conflicts.heading import heading
from rag.conflicts.ordering import newest_first

__all__ = ["find", "heading", "newest_first", "versions_among"]
