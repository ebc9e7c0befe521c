"""Answers and conversations as memos: DOCX, PDF and Markdown, and plain text for copying.

``content`` says what a memo holds, as values; ``word``, ``pdf`` and ``markdown`` only draw it.
"""

from ui.memo.content import memo_of
from ui.memo.copied import copied
from ui.memo.pages import routes
from ui.memo.values import Asked, Memo

__all__ = ["Asked", "Memo", "copied", "memo_of", "routes"]
