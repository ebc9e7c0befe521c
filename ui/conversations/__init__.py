"""Kept conversations: stored as they go on, listed beside the chat, shared inside the office."""

from ui.conversations.keeping import Kept
from ui.conversations.pages import routes

__all__ = ["Kept", "routes"]
