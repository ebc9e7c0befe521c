"""What was learnt of models while they were asked: which form they follow, how much they hold."""

from __future__ import annotations

import threading


class Memory:
    """Remembers by model, for as long as the program runs; safe between threads.

    A model is named by its digest, so that another version under the same name starts anew.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._guard = threading.Lock()
        self._forms: dict[str, bool] = {}
        self._budgets: dict[tuple[str, str], int] = {}
        self._windows: set[tuple[str, str]] = set()

    def marker_form(self, model: str) -> bool:
        """Whether to begin with lines and markers; JSON where nothing is known."""
        with self._guard:
            return self._forms.get(model, False)

    def follows(self, model: str, *, marker_form: bool) -> None:
        """Remember that the model wrote usable claims, or a plain no, in this form."""
        with self._guard:
            self._forms[model] = marker_form

    def forget_form(self, model: str) -> None:
        """Begin with JSON again: the model follows neither form."""
        with self._guard:
            self._forms.pop(model, None)

    def budget(self, host: str, model: str) -> int | None:
        """Return how many tokens a prompt may cost there; None where all that was promised fits."""
        with self._guard:
            return self._budgets.get((host, model))

    def holds_less(self, host: str, model: str, budget: int) -> None:
        """Remember that a prompt of more than ``budget`` tokens does not fit there."""
        with self._guard:
            known = self._budgets.get((host, model), budget)
            self._budgets[host, model] = min(known, budget)

    def window_known(self, host: str, model: str) -> bool:
        """Whether the window that was really given there has been looked up."""
        with self._guard:
            return (host, model) in self._windows

    def knows_window(self, host: str, model: str) -> None:
        """Remember that it has been looked up."""
        with self._guard:
            self._windows.add((host, model))
