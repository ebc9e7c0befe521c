"""What the pages stand on."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answer_log import AnswerLog
from rag.archive import Archive
from rag.records import Role
from rag.settings import Settings
from ui.web.visitor import Visitor


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """One archive with its stored answers, and what this page's operator allows.

    ``editing``: signed-in editors may change the archive from the page. ``sign_in``: nobody reads
    anything before signing in.
    """

    settings: Settings
    archive: Archive
    log: AnswerLog
    editing: bool = False
    sign_in: bool = False

    def may_edit(self, visitor: Visitor) -> bool:
        """Tell whether a visitor may change the archive from the page."""
        return self.editing and visitor.signed_in and visitor.may(Role.EDITOR)

    def may_review(self, visitor: Visitor) -> bool:
        """Tell whether a visitor may see what others said of answers."""
        return visitor.may(Role.ADMIN)

    def may_manage(self, visitor: Visitor) -> bool:
        """Tell whether a visitor may look after people."""
        return self.sign_in and visitor.signed_in and visitor.may(Role.ADMIN)
