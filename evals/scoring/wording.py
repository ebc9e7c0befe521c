"""When a shown text holds a wording of the gold data: the rule of ``evals/data/README.md``."""

from __future__ import annotations

import re
import unicodedata

_GLYPHS = str.maketrans("“”„«»‘’‚–‑−", '"""""\'\'\'---')


def folded(text: str) -> str:
    """Return a text as nuggets are compared: NFKC, lower case, single spaces, plain quotes."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.translate(_GLYPHS).split())


def contains(text: str, wording: str) -> bool:
    """Say whether a folded text holds a wording as whole words or whole numbers.

    A number must not touch another digit, nor a comma or point with a digit behind it; one of
    digits only must not touch ``/``, ``:`` or ``-`` either.
    """
    wanted = folded(wording)
    beside = "/:-" if wanted.isdigit() else ""
    left = rf"(?<![\d{beside}])(?<!\d[.,])" if wanted[0].isdigit() else r"(?<!\w)"
    right = rf"(?![\d{beside}])(?![.,]\d)" if wanted[-1].isdigit() else r"(?!\w)"
    return re.search(left + re.escape(wanted) + right, text) is not None


def tokens(text: str) -> list[str]:
    """Return the words and figures of a text, folded; punctuation and table bars do not count."""
    return re.findall(r"\w+", folded(text))
