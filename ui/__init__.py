"""The browser chat: a door to ``rag``."""
