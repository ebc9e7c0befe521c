"""As what a quoted sentence is shown: the answer, one to compare, or only the nearest."""

from __future__ import annotations

from dataclasses import replace

from rag.citations import Checked
from rag.quoting import Answerable, Zone
from rag.records import Check, Claim

REFUSED_BEFORE = "refused_before"
"""How an attempt ended that was made for a refusal before the model: quotes are only nearest."""
UNSURE = "answers"
"""The problem of a claim that is right as a quotation but may not answer the question."""


def as_judged(checked: Checked, judged: Answerable) -> tuple[Claim | None, str]:
    """Return the claim as it may be shown, None where it may not, and the outcome for the record.

    The outcome is the check under which it is shown as an answer, "nearest" under a refusal, or
    why it is not shown.
    """
    claim = checked.claim
    if claim is None:
        return None, checked.dropped_reason
    if judged.zone is Zone.CHECK:
        claim = replace(claim, check=Check.REVIEW, problems=(*claim.problems, UNSURE))
    return claim, claim.check.value if judged.ok else Zone.NEAREST.value
