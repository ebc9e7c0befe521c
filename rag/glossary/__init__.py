"""The bilingual labor glossary: abbreviations, synonyms and translations of a question's words.

Three data files of one format (``rag/data/glossary.tsv`` and two vocabularies) are read together.
``Glossary.concepts`` takes a question apart; ``harvest`` finds the abbreviations that the
archive's own articles explain. ``read_wish`` finds the words that only command.
"""

from __future__ import annotations

from rag.glossary.commands import Sort, Wish, read_wish
from rag.glossary.concepts import Glossary, Harvested, load
from rag.glossary.entries import KINDS, Entry, Form
from rag.glossary.harvesting import Abbreviation, harvest

__all__ = [
    "KINDS",
    "Abbreviation",
    "Entry",
    "Form",
    "Glossary",
    "Harvested",
    "Sort",
    "Wish",
    "harvest",
    "load",
    "read_wish",
]
