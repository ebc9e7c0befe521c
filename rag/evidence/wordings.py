"""Other ways to say what a question says, so that a sentence is read in the question's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rag.language import index_words
from rag.records import Concept

SURE = 0.75
"""Wordings of at least this weight mean the same; what is only near finds passages and proves
nothing: a "karyawan" may be a "buruh", and "a wrong name is worse than no answer"."""

LIKELY = 0.7
"""Wordings of at least this weight put passages in order: spellings that are nearly the asked one
are among them (``rag.understanding``), though they prove nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wordings:
    """What stands for stems of the question: single stems, and stems that must stand in a row.

    "PHK" asked, "pemutusan hubungan kerja" written; "minimum wage" asked, "upah minimum" written.
    """

    singles: dict[str, frozenset[str]] = field(default_factory=dict)
    rows: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = ()

    def widened(self, stems: frozenset[str], text: str) -> frozenset[str]:
        """Return the stems of a text and those of the question that they stand for."""
        if not self.singles and not self.rows:
            return stems
        meant = [self.singles[stem] for stem in self.singles.keys() & stems]
        meant += [asked for _, asked in self.rows_in(stems, text)]
        return stems.union(*meant)

    def rows_in(
        self, stems: frozenset[str], text: str
    ) -> list[tuple[tuple[str, ...], frozenset[str]]]:
        """Return the rows that stand in a text, with what they stand for.

        In a row, for where Konfederasi ASPEK Indonesia meets a Serikat Pekerja there is no
        Konfederasi Serikat Pekerja Indonesia.
        """
        likely = [row for row in self.rows if stems.issuperset(row[0])]
        if not likely:
            return []
        said = f" {' '.join(index_words(text))} "
        return [row for row in likely if f" {' '.join(row[0])} " in said]


_TOO_BROAD = frozenset(("kerja",))
"""Roots of words for quite different things: "mempekerjakan" (hire) is no "hubungan kerja"."""


def wordings_of(concepts: Sequence[Concept], least: float = SURE) -> Wordings:
    """Return the wordings of a question's concepts that have at least a weight."""
    singles: dict[str, frozenset[str]] = {}
    rows: list[tuple[tuple[str, ...], frozenset[str]]] = []
    for concept in concepts:
        asked = frozenset(concept.stems)
        for other in concept.others:
            if other.weight < least:
                continue
            if len(other.stems) == 1:
                (stem,) = other.stems
                if stem in _TOO_BROAD:
                    continue
                singles[stem] = singles.get(stem, frozenset()) | asked
            else:
                rows.append((other.stems, asked))
    return Wordings(singles=singles, rows=tuple(rows))


def weighted_by_meaning(
    frequency: Callable[[str], float],
    concepts: Sequence[Concept],
    *,
    foreign: bool,
    least: float = SURE,
) -> Callable[[str], float]:
    """Return ``frequency`` with a stem as common as what it means.

    An English word that an Indonesian archive never has is not rare: what it means is common
    there. A wording of several words is as rare as its rarest one. Indonesian words keep their
    rarity as evidence: one that the archive does not know is a reason to refuse. Only to put
    passages in order (``least`` below ``SURE``) an unknown word weighs what it probably means.
    """
    never = frequency("")  # no text has the empty stem
    if not foreign and least >= SURE:
        return frequency
    known: dict[str, float] = {}
    for concept in concepts:
        others = [
            max(map(frequency, other.stems))
            for other in concept.others
            if other.weight >= least and not _TOO_BROAD.issuperset(other.stems)
        ]
        met = [weight for weight in others if weight < never]
        for stem in concept.stems:
            own = frequency(stem)
            known[stem] = min([own, *met]) if foreign or own >= never else own
    return lambda stem: known[stem] if stem in known else frequency(stem)
