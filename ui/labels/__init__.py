"""Every word the page says on its own account, in Indonesian and English.

What the assistant says (answers, refusals, notices) comes in the question's language from
``rag``; these are the labels around it, in the language of the page.
"""

from __future__ import annotations

from ui.labels.english import ENGLISH
from ui.labels.indonesian import INDONESIAN
from ui.labels.words import Texts

__all__ = ["ENGLISH", "INDONESIAN", "Texts"]
