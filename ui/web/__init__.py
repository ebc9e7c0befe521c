"""What the plain pages share: who visits, the frame around a page, and where the pages are.

The chat is Gradio's; everything beside it (library, imports, people, feedback, shared
conversations) is drawn on the server and works without any script.
"""

from ui.web.house import House
from ui.web.shell import Shell, language_of
from ui.web.visitor import LOCAL, Visitor, visitor_of

__all__ = ["LOCAL", "House", "Shell", "Visitor", "language_of", "visitor_of"]
