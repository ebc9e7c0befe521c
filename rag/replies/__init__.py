"""A model's reply, read as it streams and never trusted.

Two forms: the JSON object that the schema of ``rag.prompts`` asks for, and lines of text with
markers. Both readers take any text in any pieces, hand out a claim as soon as it is complete,
and hold no more than a bounded amount. What a reader hands out is raw: labels may be invented
and texts may say anything; ``rag.generating`` resolves the labels and ``rag.citations`` checks
the texts.
"""

from rag.replies.cleaning import clean_text, strange_letters
from rag.replies.json_form import JsonReply
from rag.replies.marker_form import MarkerReply
from rag.replies.raw import RawClaim, ReplyReader, broken
from rag.replies.reader import FormReader
from rag.replies.watching import Repetition, Thoughts

__all__ = [
    "FormReader",
    "JsonReply",
    "MarkerReply",
    "RawClaim",
    "Repetition",
    "ReplyReader",
    "Thoughts",
    "broken",
    "clean_text",
    "strange_letters",
]
