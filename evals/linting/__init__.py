"""Checks of the questions themselves, before any answer is measured with them."""
