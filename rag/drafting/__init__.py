"""The second half of a question's path: an engine writes, and every claim is checked.

A model is tried in the form that it is known to follow, once more in the other form or on another
host where that can help, and quotes take over where it cannot. Every try leaves a record.
"""

from rag.drafting.drafter import Drafter
from rag.drafting.leading import only_newest
from rag.drafting.run import Generation

__all__ = ["Drafter", "Generation", "only_newest"]
