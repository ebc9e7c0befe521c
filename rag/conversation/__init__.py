"""Conversation: follow-ups become questions of their own.

Rules come first and need no model and no archive (``standalone``); a model is asked only where
they are ``unsure`` (``rewrite``). A question that is complete never takes anything over.
"""

from __future__ import annotations

from rag.conversation.remembering import remembered
from rag.conversation.rewriting import rewrite
from rag.conversation.rules import standalone, unsure

__all__ = ["remembered", "rewrite", "standalone", "unsure"]
