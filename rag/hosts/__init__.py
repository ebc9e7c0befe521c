"""The machines that run the chat model: which are there, who may use one, and whose turn it is.

Several Ollama servers can be named; they are used side by side. A question takes a turn
(:meth:`Hosts.join`) before it asks a model, so that one asker with many questions does not keep
the others waiting, and so that a person sees a place in the queue instead of silence: Ollama
itself answers nothing at all while a request waits for the one before it.
"""

from rag.hosts.hosts import Hosts
from rag.hosts.turn import Turn
from rag.hosts.values import Availability, HostState, commands

__all__ = ["Availability", "HostState", "Hosts", "Turn", "commands"]
