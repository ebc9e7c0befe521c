"""Readers of files that are no text: PDF, DOCX, ODT and EPUB. Each refuses what would explode."""
