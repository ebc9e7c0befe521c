"""A memo as Markdown that shows as text whatever stood in a question, an article or a title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ui.memo.cleaning import paragraphs
from ui.memo.values import Memo, MemoSource, Section, Statement, Stretch, Versions
from ui.memo.words import Words, words_of

_SPECIAL = re.compile(r"([\\`*_\[\]{}|~$#^])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LEADING = re.compile(r"^(\s*)([-+=:!]|\d+(?=[.)]))")
_ADDRESS = re.compile(r"(?i)(?<=[a-z]):(?=//)|(?<=www)\.|@")


def as_markdown(memo: Memo) -> bytes:
    """Return a memo as Markdown (CommonMark, with tables as GitHub writes them) in UTF-8."""
    words = words_of(memo.language)
    lines = [f"# {escaped(memo.title)}", "", escaped(words.made.format(when=memo.made)), ""]
    if any(section.statements for section in memo.sections):
        lines += [f"*{escaped(words.promise)} {escaped(words.legend)}*", ""]
    for section in memo.sections:
        lines += [*_section(section, words), ""]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def escaped(text: str) -> str:
    """Return one line of text so that Markdown and HTML show it as it is, and link nothing in it.

    Characters with a meaning anywhere get a backslash (CommonMark 0.31, 2.4), those of HTML are
    entities (2.5); what means something only at the beginning of a line is escaped there.
    """
    found = "".join(_ENTITIES.get(char, char) for char in " ".join(text.split()))
    found = _SPECIAL.sub(r"\\\1", found)
    found = _ADDRESS.sub(lambda match: "\\" + match[0], found)
    return _LEADING.sub(_at_beginning, found)


def _at_beginning(match: re.Match[str]) -> str:
    mark = match[2]
    return f"{match[1]}{mark}\\" if mark.isdigit() else f"{match[1]}\\{mark}"


def _link(url: str) -> str:
    return f"<{url.replace('<', '%3C').replace('>', '%3E').replace('`', '%60')}>"


def _section(section: Section, words: Words) -> Iterator[str]:
    if section.headed:
        yield f"## {escaped(section.question)}"
        yield ""
    yield escaped(section.asked)
    yield ""
    for told in section.understood:
        yield f"- {escaped(told)}"
    yield ""
    if section.changes:
        yield f"**{escaped(words.changed)}**"
        yield ""
        yield from (f"- {escaped(told)}" for told in section.changes)
        yield ""
    if section.refused:
        yield f"**{escaped(words.no_answer)}**"
        yield ""
    for paragraph in paragraphs(section.text):
        yield escaped(paragraph)
        yield ""
    for statement in section.statements:
        yield _statement(statement)
        yield ""
    for table in section.versions:
        yield from _versions(table)
    yield from _below(section, words)


def _hashes(section: Section) -> str:
    return "###" if section.headed else "##"


def _statement(statement: Statement) -> str:
    parts = [escaped(statement.text)]
    parts += [f"\\[{number}\\]" for number in statement.numbers]
    if statement.days:
        parts.append(f"({escaped(statement.days)})")
    if statement.speaker:
        parts.append(f"— {escaped(statement.speaker)}")
    if statement.mark:
        reasons = f": {escaped(statement.reasons)}" if statement.reasons else ""
        parts.append(f"**({escaped(statement.mark)}{reasons})**")
    return " ".join(parts)


def _versions(table: Versions) -> Iterator[str]:
    yield f"**{escaped(table.head)}**"
    yield ""
    yield "| " + " | ".join(escaped(each) for each in table.columns) + " |"
    yield "|---|---|---|"
    for row in table.rows:
        number = f" \\[{row.number}\\]" if row.number else ""
        yield f"| {escaped(row.value)} | {escaped(row.where)}{number} | {escaped(row.standing)} |"
    yield ""


def _below(section: Section, words: Words) -> Iterator[str]:
    fresh = " ".join(part for part in (section.as_of, section.by) if part)
    if fresh:
        yield escaped(fresh)
        yield ""
    notes = (*section.open, *section.notices)
    if notes:
        yield f"**{escaped(words.notes)}**"
        yield ""
        yield from (f"- {escaped(told)}" for told in notes)
        yield ""
    if section.near:
        yield f"{_hashes(section)} {escaped(words.near)}"
        yield ""
        for one in section.near:
            yield f"> {escaped(one.text)}"
            yield ">"
            yield f"> — {escaped(one.where)}" + (f" {_link(one.url)}" if one.url else "")
            yield ""
    if section.sources:
        yield f"{_hashes(section)} {escaped(words.sources)}"
        yield ""
        yield escaped(section.counted)
        yield ""
        for source in section.sources:
            yield from _source(source, words)
    if section.id:
        yield escaped(words.record.format(id=section.id))


def _source(source: MemoSource, words: Words) -> Iterator[str]:
    kind = f" ({escaped(source.kind)})" if source.kind else ""
    yield f"**\\[{source.number}\\] {escaped(source.title)}**{kind}"
    yield ""
    told = [part for part in (source.author, source.outlet, source.when) if part]
    yield escaped(", ".join(told)) + (f" · {_link(source.url)}" if source.url else "")
    yield ""
    for quote in source.quotes:
        yield f"> “{escaped(quote)}”"
        yield ""
    for passage in source.around:
        yield escaped(words.around)
        yield ""
        yield from _passage(passage)


def _passage(passage: tuple[Stretch, ...]) -> Iterator[str]:
    """Show a passage paragraph by paragraph, its evidence in bold."""
    kept: list[str] = []
    for stretch in passage:
        for place, part in enumerate(stretch.text.split("\n")):
            if place and kept:
                yield from (f"> {''.join(kept).strip()}", ">")
                kept = []
            if part.strip() or (part and kept):
                kept.append(_stretch(part, stretch.evidence))
    if kept:
        yield f"> {''.join(kept).strip()}"
    yield ""


def _stretch(text: str, evidence: bool) -> str:
    """Return a part of a line; white space at its ends stays outside of the bold."""
    told = escaped(text)
    if evidence and told:
        told = f"**{told}**"
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' if before else ''}{told}{' ' if after and told else ''}"
