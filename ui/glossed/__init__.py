"""Abbreviations explained where they stand: on hover, on focus and on tap.

``Glosser`` marks the first occurrence of each abbreviation in the texts of one answer; the page's
script (``static/evidence.js``) shows the meaning. ``glossary`` is the list of them all.
"""

from ui.glossed.marking import Glosser
from ui.glossed.meanings import Meaning, known

__all__ = ["Glosser", "Meaning", "known"]
