"""A question's words as concepts with their other wordings in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

from rag.glossary.entries import FILES, Entry, Index, Written, build
from rag.glossary.finding import Found, is_short, spans, unmatched_runs
from rag.glossary.tokens import Token, tokens
from rag.language import detect_language, fold, index_words, is_common_word
from rag.records.questions import Concept, Wording

MOST_OTHERS = 12
NEAR = 0.5  # a near form is right about as often as not: broader, narrower or merely related
# A short form of several entries says little about which is meant; a word of several senses mostly
# has the sense of the labor glossary, or the commonest one.
AMBIGUOUS_SHORT = 0.5
AMBIGUOUS_WORD = 0.75
_DATA = Path(__file__).parent.parent / "data"
_EXPLAINED = frozenset(("acronym", "term", "organisation", "law"))


class Harvested(Protocol):
    """Abbreviations that the archive's own articles explain, for one call each per question."""

    def expansions(self, shorts: Sequence[str], /) -> Mapping[str, Sequence[str]]:
        """Return the long forms of those folded short forms that are known, best first."""
        ...

    def acronyms(self, stems: Sequence[str], /) -> Mapping[tuple[str, ...], Sequence[str]]:
        """Return the short forms of known long forms that occur in a question.

        ``stems`` are all of the question's content stems in order; a long form is known by the
        tuple of its ``rag.language.index_words``. Long forms that only share words with the
        question may be among the answer: whether they stand there in one run is checked after.
        """
        ...


class _Other(NamedTuple):
    """A form as another wording."""

    text: str
    stems: tuple[str, ...]
    near: bool
    column: int


class Glossary:
    """The entries of all files; reads nothing after it is made and may be shared by threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._searched: dict[int, tuple[_Other, ...]] = {}

    @cached_property
    def _chat(self) -> dict[str, str]:
        """Chat abbreviations, folded, with the words they stand for."""
        return {
            fold(form.text): entry.indonesian[0].text
            for line, row in enumerate(self._index.rows)
            if row[0] == "chat"
            for entry in (self._index.entry(line),)
            for form in entry.indonesian[1:]
        }

    def written_out(self, word: str) -> str | None:
        """Return what a chat abbreviation ("bgmn") stands for, or None if it is none."""
        return self._chat.get(fold(word))

    def explain(self, form: str) -> Entry | None:
        """Return the entry that has ``form`` among its forms, or None.

        A form written as asked goes before one in other letters or with another ending, one that
        means the same before a near one, and earlier lines before later ones.
        """
        stems = tuple(index_words(form))
        hits = self._index.begun(stems[0]).forms.get(stems, ()) if stems else ()
        if not hits:
            return None
        folded = fold(form)
        best = min(
            hits, key=lambda hit: (fold(hit.text) != folded, hit.text != form, hit.near, hit.line)
        )
        return self._index.entry(best.line)

    def meanings(self, form: str) -> tuple[tuple[Entry, str], ...]:
        """Return the entries of which ``form`` is a form, each with the form as it stands there.

        Only labor's own kinds (abbreviations, terms, organisations, laws) and only forms that
        mean the same; letters may be of either case. An entry that says nothing else is left out.
        """
        stems = tuple(index_words(form))
        hits = self._index.begun(stems[0]).forms.get(stems, ()) if stems else ()
        found: dict[int, tuple[Entry, str]] = {}
        for hit in sorted(hits, key=lambda hit: hit.line):
            entry = self._index.entry(hit.line)
            same = fold(hit.text) == fold(form) and not hit.near
            if same and entry.kind in _EXPLAINED and len(entry.forms) > 1:
                found.setdefault(hit.line, (entry, hit.text))
        return tuple(found.values())

    def concepts(self, text: str, harvested: Harvested | None = None) -> tuple[Concept, ...]:
        """Return what the question names, in order; each content word is in one concept.

        The longest known phrase wins wherever it stands, then the leftmost. Forms of the
        question's language count, and names and abbreviations of either; a word that this
        language does not know is looked up in the other one. Words that only ask are in a concept
        only inside a known phrase.
        """
        found = tokens(text, self.written_out)
        english = detect_language(text) == "en"
        extra = _from_archive(text, found, harvested)
        concepts: list[Concept] = []
        for span in spans(text, found, self._index, english=english, long_forms=extra.longs):
            part = found[span.start : span.end]
            if not span.hits and not span.harvested and all(token.asks for token in part):
                continue
            stems = tuple(token.stem for token in part)
            concepts.append(
                Concept(text=_as_written(text, part), stems=stems, others=self._others(
                    stems, span, extra.shorts.get(part[0].word, ()) if len(part) == 1 else ()
                ))
            )  # fmt: skip
        return tuple(concepts)

    def _others(
        self, stems: tuple[str, ...], span: Found, expansions: Sequence[str]
    ) -> tuple[Wording, ...]:
        """Return other wordings, the same before the near, the other language before this one."""
        weighted: dict[tuple[str, ...], tuple[float, int, str]] = {}

        def add(text: str, other: tuple[str, ...], weight: float, place: int) -> None:
            if other and other != stems and weight > weighted.get(other, (0.0, 0, ""))[0]:
                weighted[other] = (weight, place, text)

        # What the archive itself explains goes first; the glossary's own sense is then a guess.
        for short_or_long in (*span.harvested, *expansions):
            weight = 1.0 if len(expansions) < 2 else AMBIGUOUS_SHORT
            add(short_or_long, tuple(index_words(short_or_long)), weight, 0)
        for hit, certainty in self._certain(span.hits):
            if expansions and not self._says(hit.line, expansions):
                certainty = min(certainty, AMBIGUOUS_SHORT)  # noqa: PLW2901
            for form in self._forms(hit.line):
                if hit.near and form.near:
                    continue  # near to the same thing is not near to each other
                weight = NEAR if hit.near or form.near else 1.0
                add(
                    form.text, form.stems, weight * certainty, 1 if form.column != hit.column else 2
                )
        ranked = sorted(weighted.items(), key=lambda item: (-item[1][0], item[1][1]))
        return tuple(
            Wording(text=text, stems=other, weight=weight)
            for other, (weight, _, text) in ranked[:MOST_OTHERS]
        )

    def _forms(self, line: int) -> tuple[_Other, ...]:
        """Return the forms of a row that may be searched: chat abbreviations are only read."""
        known = self._searched.get(line)
        if known is None:
            entry = self._index.entry(line)
            chat = entry.kind == "chat"
            both = (entry.indonesian[:1] if chat else entry.indonesian, entry.english)
            known = tuple(
                _Other(form.text, tuple(index_words(form.text)), form.near, column)
                for column, forms in enumerate(both)
                for form in forms
            )
            self._searched[line] = known
        return known

    def _says(self, line: int, expansions: Sequence[str]) -> bool:
        known = {form.stems for form in self._forms(line)}
        return any(tuple(index_words(text)) in known for text in expansions)

    def _certain(self, hits: Sequence[Written]) -> list[tuple[Written, float]]:
        """Return one hit of each line with how sure it is that this line is meant."""
        lines: dict[int, Written] = {}
        for hit in sorted(hits, key=lambda hit: hit.near):
            lines.setdefault(hit.line, hit)
        senses = [h for h in lines.values() if not h.near and self._index.rows[h.line][0] != "chat"]
        first = min((self._index.ranks[hit.line] for hit in senses), default=0)
        main = [hit for hit in senses if self._index.ranks[hit.line] == first]
        alone = self._one_sense([hit.line for hit in main])
        sure: list[tuple[Written, float]] = []
        for hit in lines.values():
            if hit not in senses or (hit in main and alone):
                sure.append((hit, 1.0))
            else:
                sure.append((hit, AMBIGUOUS_SHORT if is_short(hit.text) else AMBIGUOUS_WORD))
        return sure

    def _one_sense(self, lines: Sequence[int]) -> bool:
        """Tell whether all these rows share a second form: one meaning, written down twice."""
        if len(lines) < 2:
            return True
        same = [{form.stems for form in self._forms(line) if not form.near} for line in lines]
        return all(len(same[0] & other) > 1 for other in same[1:])


class _Extra:
    """What the archive adds to one question."""

    def __init__(
        self, shorts: Mapping[str, Sequence[str]], longs: Mapping[tuple[str, ...], Sequence[str]]
    ) -> None:
        self.shorts = shorts
        self.longs = longs


def _from_archive(text: str, found: Sequence[Token], harvested: Harvested | None) -> _Extra:
    if harvested is None or not found:
        return _Extra({}, {})
    hurried = text.islower() or text.isupper()
    asked = [
        token.word
        for token in found
        if not token.asks
        and (
            any(letter.isupper() for letter in token.surface[1:])
            or (hurried and token.word.isalpha() and not is_common_word(token.word))
        )
    ]
    stems = [token.stem for token in found]
    shorts = harvested.expansions(list(dict.fromkeys(asked))) if asked else {}
    longs = harvested.acronyms(stems) if len(stems) > 1 else {}
    return _Extra(shorts, unmatched_runs(longs))


def _as_written(text: str, part: Sequence[Token]) -> str:
    start, end = min(token.start for token in part), max(token.end for token in part)
    return text[start:end] if end > start else " ".join(token.surface for token in part)


@lru_cache(maxsize=1)
def load() -> Glossary:
    """Return the glossary of the data files, read when first asked for.

    Raises:
        ValueError: a line is not in the agreed form.
    """
    return Glossary(build(path for name in FILES if (path := _DATA / name).exists()))
