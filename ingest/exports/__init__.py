"""Exports of a newsroom system: one file with many articles."""
