"""As what a sentence may be shown: the answer, one to compare, the nearest, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rag.evidence.question import AskedQuestion
from rag.evidence.ranking import Ranked
from rag.quoting.lost import Lost, lost_of
from rag.quoting.rules import asked_unsaid, barred, nowhere
from rag.quoting.scope import Scope
from rag.quoting.score import Signs, probability, signs

# The trade, cross-validated, labor never fitted to, in percent. First, three: the gold answer is in
# the first sentence, in the first three. Removed (the story taken out of the hits), other (off
# topic) and near miss: how many are answered. The rules of ``rag.quoting.rules`` are off,
# and the sentences in the order from before ``rag.evidence.weights`` was fitted.
#
#            facqa, n = 1,271                      labor, n = 54
# least      first three refused removed other     first three refused removed other near miss
# 0          84.3  93.8   0.0    100     100       68.5  85.2   0.0    100     100   100
# 0.03       83.4  92.8   2.6     54      40       68.5  85.2   0.0     69      58    83
# 0.06       82.5  91.0   5.2     33      18       68.5  85.2   3.7     47      36    58
# 0.10       81.1  88.8   8.0     23       8       63.0  79.6   9.3     29      23    42
# 0.14       79.6  86.0  11.1     17       6       63.0  79.6  11.1     24      17    42
# 0.20       76.4  81.9  15.8     12       3       63.0  75.9  18.5     16      12    17
# 0.30       72.3  76.7  21.7      7       2       59.3  70.4  25.9      9       7     8
#
# A question that was altered so that its passage no longer answers it (idkmrc) can hardly be told
# from one that is answered: 44% are answered at 0.14, where 26% of the others are refused.
SURE = 0.3
"""Nine of ten first sentences hold the answer (258 of 281 on facqa, with the rules)."""
CHECK = 0.14
"""The lowest at which none of the must-refuse questions of the sample's dev split is answered (0 of
14; two at 0.10). With the rules 11% of removed stories and 6% of other topics are answered."""
NEAREST = 0.03
"""Below it three of five off-topic questions lie and one in forty that have an answer."""


class Zone(StrEnum):
    """As what the sentences of a draft may be shown."""

    SURE = "sure"  # the answer
    CHECK = "check"  # probably the answer: shown with the request to compare
    NEAREST = "nearest"  # no answer; what comes nearest, under a refusal
    NOTHING = "nothing"  # no answer, and nothing that would help


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A sentence, the probability that it answers, and the zone that it may be shown in."""

    ranked: Ranked
    probability: float
    zone: Zone

    @property
    def answers(self) -> bool:
        """Tell whether the sentence may be shown as an answer."""
        return self.zone in (Zone.SURE, Zone.CHECK)


@dataclass(frozen=True, kw_only=True)
class Judge:
    """Judges sentences for one question.

    ``lost`` is what each article does not mention, by its id, ``missing`` what none of them does;
    ``unseen`` is the weight of a word that the archive does not have.
    """

    asked: AskedQuestion
    known: Mapping[str, Scope]
    lost: Mapping[str, Lost]
    missing: tuple[str, ...]
    unseen: float

    @classmethod
    def of(cls, asked: AskedQuestion, known: Mapping[str, Scope], unseen: float) -> Judge:
        """Look up what the articles mention."""
        lost = {article: lost_of(asked, scope) for article, scope in known.items()}
        unsaid = set.intersection(*(set(one.all) for one in lost.values())) if lost else set()
        named = map(str, (*asked.names, *asked.acronyms, *asked.figures, *asked.years))
        missing = tuple(dict.fromkeys(word for word in named if word in unsaid))
        return cls(asked=asked, known=known, lost=lost, missing=missing, unseen=max(unseen, 1e-9))

    def judge(self, one: Ranked) -> Judged:
        """Judge a sentence."""
        chance = probability(self.signs(one))
        zone = _zone(chance)
        if zone in (Zone.SURE, Zone.CHECK) and self.forbids(one):
            zone = Zone.NEAREST
        elif zone is Zone.SURE and (self.missing or asked_unsaid(self.asked, one.beside)):
            zone = Zone.CHECK
        return Judged(ranked=one, probability=chance, zone=zone)

    def signs(self, one: Ranked) -> Signs:
        """Return what speaks for a sentence."""
        article = one.stored.article.id
        return signs(self.asked, one, self.known[article], self.lost[article], self.unseen)

    def forbids(self, one: Ranked) -> bool:
        """Tell whether a rule forbids a sentence as an answer, whatever speaks for it."""
        if nowhere(self.asked, self.missing):
            return True
        article = one.stored.article.id
        return barred(self.asked, one, self.known[article], self.lost[article])


def _zone(chance: float) -> Zone:
    if chance >= CHECK:
        return Zone.SURE if chance >= SURE else Zone.CHECK
    return Zone.NEAREST if chance >= NEAREST else Zone.NOTHING
