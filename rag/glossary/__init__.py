"""The bilingual labor glossary: abbreviations, synonyms and translations of a question's words.

Three data files of one format (``rag/data/glossary.tsv`` and two vocabularies) are read together.
``Glossary.concepts`` takes a question apart; ``harvest`` finds the abbreviations that the
archive's own articles explain.
"""

from __future__ import annotations

from rag.glossary.concepts import Glossary, Harvested, load
from rag.glossary.entries import KINDS, Entry, Form
from rag.glossary.harvesting import Abbreviation, harvest

__all__ = ["KINDS", "Abbreviation", "Entry", "Form", "Glossary", "Harvested", "harvest", "load"]
