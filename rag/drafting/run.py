"""What one question's part with the model starts from, gathers and leaves behind."""

from __future__ import annotations

from collections.abc import Mapping

from rag.citations import Checked
from rag.context import Context
from rag.generating import DraftStream
from rag.questions import Clock
from rag.records import (
    Attempt,
    Claim,
    DraftClaim,
    EngineName,
    LeftOut,
    Notice,
    TracedClaim,
)


class Generation:
    """What the model's part of a question leaves behind.

    ``done`` is False where quotes must take over. ``attempts`` records each try, also one that
    was stopped by the person.
    """

    def __init__(
        self, context: Context, clock: Clock, notices: list[Notice], *, asker: str = ""
    ) -> None:
        """Start from what was found; notices are added to ``notices``."""
        self.context = context
        self.clock = clock
        self.notices = notices
        self.asker = asker
        self.attempts: list[Attempt] = []
        self.done = False


class Gathered:
    """The claims of all tries so far, and what was left out of the last one."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.claims: list[Claim] = []
        self.left_out: list[LeftOut] = []
        self.refused = False
        self.stopped = ""

    @property
    def settled(self) -> bool:
        """Whether there is something to show: claims, or the model's word that there is none."""
        return bool(self.claims) or self.refused


class Try:
    """One request to a model, and the record of it."""

    def __init__(self, draft: DraftStream, gathered: Gathered, *, marker_form: bool) -> None:
        """Begin with a draft that has not been awaited yet."""
        self.draft = draft
        self.marker_form = marker_form
        self.ended = "stopped"
        self._gathered = gathered
        self._traced: list[TracedClaim] = []
        self._left_out: list[LeftOut] = []

    def take(self, item: DraftClaim, checked: Checked) -> Claim | None:
        """Record a checked claim; return it if it is to be shown."""
        claim = checked.claim
        outcome = claim.check.value if claim else checked.dropped_reason
        if claim is None:
            self._left_out.append(
                LeftOut(reason=outcome, problems=checked.problems, text=item.text)
            )
        elif claim.text in {shown.text for shown in self._gathered.claims}:
            claim, outcome = None, "duplicate"  # several repairs may end in the same sentence
        self._traced.append(traced(item, outcome, checked.problems))
        if claim is not None:
            self._gathered.claims.append(claim)
        return claim

    def end(self, ended: str) -> None:
        """Close the books: ``ended`` is the name of an error, or empty."""
        report = self.draft.report
        self.ended = ended or report.stopped
        missing = [LeftOut(reason=reason, text=text) for reason, text in self.draft.unfounded]
        unread = [LeftOut(reason="malformed")] * report.dropped.get("malformed", 0)
        self._gathered.left_out = [*self._left_out, *missing, *unread]
        # A "no" counts only from a reply that ended well: the prompt may have been cut.
        self._gathered.refused = not ended and report.answerable is False
        self._gathered.stopped = report.stopped

    @property
    def form_followed(self) -> bool:
        """Whether the reply was in the form asked for, as far as claims came of it."""
        report = self.draft.report
        return bool(report.kept) or report.answerable is False

    @property
    def form_ignored(self) -> bool:
        """Whether there were claims and not one of them in a usable shape."""
        report = self.draft.report
        return not report.kept and bool({"no_evidence", "malformed"} & set(report.dropped))

    def record(
        self, *, model: str, digest: str, host: str, options: Mapping[str, float]
    ) -> Attempt:
        """Return the record of this try."""
        draft = self.draft
        return Attempt(
            engine=EngineName.GENERATING,
            form="marker" if self.marker_form else "json",
            model=model,
            digest=digest,
            host=host,
            messages=draft.prompt.messages,
            labels={
                label: (item.passage, item.sentence) for label, item in draft.prompt.labels.items()
            },
            options=dict(options),
            reply=draft.reply,
            ended=self.ended,
            claims=tuple(self._traced),
            dropped=dict(draft.report.dropped),
        )


def traced(item: DraftClaim, outcome: str, problems: tuple[str, ...]) -> TracedClaim:
    """Return the record of a drafted claim."""
    evidence = tuple((each.article, each.sentence) for each in item.evidence)
    return TracedClaim(text=item.text, evidence=evidence, outcome=outcome, problems=problems)
