"""What the model is asked: passages with every sentence labelled, and the form of the reply.

Documents are data. Each of their sentences stands on one line behind a label that only this
package writes; whatever in a document looks like a label, a fence or a control token of a chat
template is made harmless first, so no document can speak with another voice than its own.

The system message is the same for every question in one language and form and comes first, so
that a model keeps it in its prompt cache. The same question and hits give identical bytes.
"""

from rag.prompts.cleaning import one_line
from rag.prompts.rules import NO_ANSWER, system_message
from rag.prompts.schema import MAX_CLAIMS, MAX_EVIDENCE, reply_schema
from rag.prompts.writing import LabelledPrompt, build_prompt

__all__ = [
    "MAX_CLAIMS",
    "MAX_EVIDENCE",
    "NO_ANSWER",
    "LabelledPrompt",
    "build_prompt",
    "one_line",
    "reply_schema",
    "system_message",
]
