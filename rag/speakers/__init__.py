"""Who says what a claim reports, by the sentence itself or the sentences before it.

A name is given only where the text leaves no choice: between two persons nothing is guessed.
"""

from __future__ import annotations

from rag.speakers.attributing import names_speaker, speaker_of

__all__ = ["names_speaker", "speaker_of"]
