"""Indonesian and English text: sentences, words, numbers, dates, languages, questions.

Everything here is a pure function of its text, runs in linear time and never raises on any
Unicode string.
"""

from __future__ import annotations

from rag.language.dates import DateMention, dates
from rag.language.numbers import Number, NumberKind, numbers
from rag.language.questions import QuestionType, detect_language, question_type
from rag.language.sentences import MAX_SENTENCE, sentence_spans
from rag.language.stemming import is_common_word, stem
from rag.language.words import fold, index_words, question_words, spelled, words

__all__ = [
    "MAX_SENTENCE", "DateMention", "Number", "NumberKind", "QuestionType", "dates",
    "detect_language", "fold", "index_words",
    "is_common_word", "numbers", "question_type", "question_words",
    "sentence_spans", "spelled", "stem", "words",
]  # fmt: skip
