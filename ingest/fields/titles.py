"""A title for a text that has none, and one that can be read for a text whose title shouts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

from ingest.documents import Line
from ingest.fields.datelines import dateline, front_line, own_line_outlet
from rag.language import sentence_spans
from rag.language.stopwords import listed
from rag.records import SentenceKind

MAX_TITLE = 120  # code points of a title that is made
_SENTENCE_WORDS = 5  # a shorter line in front is a dateline of its own
_HEADING_WORDS = range(2, 4)  # a longer heading is found before, a single word is a label
_NAME_WORDS = 3  # a file's name of fewer words says nothing ("artikel 3")
_SHOUTED_WORDS = 3  # "UMK 2026" are abbreviations
_SHORT_WORD = 3  # letters; a word in capitals that the text never writes otherwise
_WORD = re.compile(r"[^\W\d_]+")
_DATE_IN_NAME = re.compile(r"^\W*(?:19|20)\d\d\W?\d\d\W?\d\d\W*|\W*(?:19|20)\d\d\W?\d\d\W?\d\d\W*$")
_SMALL = listed(
    "di ke dari dan atau yang untuk dengan pada oleh dalam tak tidak bukan akan agar soal the of "
    "and or to in on at for by a an with"
)


def made_title(lines: Sequence[Line], source: str) -> tuple[str, str]:
    """Return a title for a text without one, and in plain words where it was taken from.

    A short first line that is written as a heading ("Selebaran Koperasi"); else the first
    sentence; the file's name where the text begins with no sentence (a list, a table).
    """
    if heading := _heading(lines):
        return readable(heading, lines), "the first line"
    title = first_words(lines)
    if len(title.split()) < _SENTENCE_WORDS or not any(map(_reads, lines)):
        named = from_name(source)
        if named:
            return named, "the file's name"
    return readable(title, lines), "the first sentence"


def _heading(lines: Sequence[Line]) -> str:
    """Return the first line if it is two or three capitalised words above a longer line."""
    first, below = lines[0], lines[1:2]
    words = first.text.split()
    if len(words) not in _HEADING_WORDS or first.kind is not SentenceKind.BODY:
        return ""
    if not below or len(below[0].text.split()) < _SENTENCE_WORDS:
        return ""
    named = own_line_outlet(first.text) or front_line(first.text) is not None
    capital = all(word[0].isupper() or word in _SMALL for word in words)
    plain = all(word.replace("-", "").isalnum() for word in words)
    return first.text if capital and plain and not named else ""


def first_words(lines: Sequence[Line]) -> str:
    """Make a title of the first sentence, without its dateline, cut between words."""
    body = [line.text for line in lines if line.kind is SentenceKind.BODY] or [lines[0].text]
    text = next((line for line in body if len(line.split()) >= _SENTENCE_WORDS), body[0])
    opening = dateline(text)
    if opening is not None:
        text = text[opening.end :]
    spans = sentence_spans(text)
    text = text[slice(*spans[0])] if spans else text
    if len(text) <= MAX_TITLE:
        return text.rstrip(".") or text
    cut = text.rfind(" ", 0, MAX_TITLE)
    return text[: cut if cut > 0 else MAX_TITLE].rstrip(" ,;:–—-(") + "…"


def from_name(source: str) -> str:
    """Return the words of a file's name as a title, "" where it has too few to say anything.

    "file:/arsip/2025-11-19-upah-buruh-naik.txt" is "Upah buruh naik".
    """
    if not source.startswith(("file:", "sample:")):
        return ""
    stem = PurePosixPath(unquote(source.partition(":")[2])).stem
    words = re.sub(r"[\W_]+", " ", _DATE_IN_NAME.sub("", stem)).split()
    if sum(word.isalpha() for word in words) < _NAME_WORDS:
        return ""
    title = " ".join(words)
    return (title[0].upper() + title[1:])[:MAX_TITLE]


def shouts(title: str) -> bool:
    """Tell whether a title is written in capitals throughout."""
    words = [word for word in _WORD.findall(title) if len(word) > _SHORT_WORD]
    return len(words) >= _SHOUTED_WORDS and title.isupper()


def readable(title: str, lines: Sequence[Line]) -> str:
    """Return a title in capitals as headlines are written; any other as it is.

    Words get one capital, small words none. Names and abbreviations are written as the text most
    usually writes them, past the beginning of a sentence; a short word that stands nowhere in the
    text could be an abbreviation and stays.
    """
    if not shouts(title):
        return title
    forms: dict[str, Counter[str]] = {}
    for line in lines:
        if line.text.isupper():
            continue
        for start, end in sentence_spans(line.text):
            for word in _WORD.findall(line.text[start:end])[1:]:
                forms.setdefault(word.casefold(), Counter())[word] += 1

    def cased(match: re.Match[str]) -> str:
        word = match[0]
        key = word.casefold()
        if key in _SMALL:
            return key
        if key in forms:
            usual = min(forms[key].items(), key=lambda form: (-form[1], form[0]))[0]
            return word.capitalize() if usual.islower() else usual
        return word if len(word) <= _SHORT_WORD else word.capitalize()

    written = _WORD.sub(cased, title)
    return written[0].upper() + written[1:]


def _reads(line: Line) -> bool:
    return line.kind is SentenceKind.BODY and len(line.text.split()) >= _SENTENCE_WORDS
