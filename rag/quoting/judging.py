"""As what a sentence may be shown: the answer, one to compare, the nearest, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rag.evidence.question import AskedQuestion
from rag.evidence.ranking import Ranked
from rag.language import detect_language
from rag.quoting.alike import bare
from rag.quoting.lost import Lost, known_of, lost_of
from rag.quoting.rules import (
    asked_unsaid,
    barred,
    formless,
    nowhere,
    reasonless,
    uncounted,
    undated,
    undone,
    unplaced,
)
from rag.quoting.scope import Scope
from rag.quoting.score import Signs, probability, signs

# What is shown with these bounds and the rules (``bench.answerability_zones``), in percent. First,
# three: the gold answer is in the first sentence, in the first three. Answered, where it should not
# be: removed (the story taken out of the hits), other (off topic) and near miss.
#
#                      as answers      with nearest    answered
#                      first  three    first  three    removed  other  near miss
# facqa, n = 1,271     79.5   83.8     85.2   91.8     17.5     14.7
# labor, n = 54        72.2   83.3     75.9   87.0     33.3     28.0   33.3 (n = 12)
#
# Of the answers to removed stories a quarter are sure (facqa 4.2, labor 4.4 of a hundred). A
# question that was altered so that its passage no longer answers it (idkmrc) can hardly be told
# from one that is answered.
SURE = 0.3
"""Of a hundred first sentences 93 hold the answer (facqa, with the rules; labor 89)."""
UNCOUNTED = 0.14
"""Below it a number is no answer where the rarest word of what is counted is unsaid, and a name
none where that of the deed is ("siapa yang membuka ..."). With the second, of facqa's questions
without an answer (n = 498) 16.9% are answered instead of 17.1%, and of 500 others none is lost."""
CHECK = 0.1
"""Where an answer to compare begins. Of every fourth of facqa's questions (n = 300) 78.0 / 82.0%
are answered right in the first sentence and in three, and 13.0% of removed stories (n = 261) are
answered, most of them marked; of labor's 70.4 / 81.5% (n = 54), and 28.9% (n = 45). At 0.07 facqa
gains a point and a half and labor's removed stories rise to 33.3%: a low bound has its price where
an archive does not cover what is asked. None of the 14 must-refuse questions of the sample's dev
split is answered."""
NEAREST = 0.02
"""Below it two of five off-topic questions lie and one in eighty that have an answer (facqa)."""


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
        if self._named_elsewhere(one.stored.article.id):
            zone = Zone.NOTHING
        elif zone in (Zone.SURE, Zone.CHECK) and self.forbids(one, chance):
            zone = Zone.NEAREST
        elif zone is Zone.SURE and self.doubts(one):
            zone = Zone.CHECK
        return Judged(ranked=one, probability=chance, zone=zone)

    def signs(self, one: Ranked) -> Signs:
        """Return what speaks for a sentence."""
        article = one.stored.article.id
        return signs(self.asked, one, self.known[article], self.lost[article], self.unseen)

    def forbids(self, one: Ranked, chance: float) -> bool:
        """Tell whether a rule forbids a sentence as an answer, whatever speaks for it.

        Only a form that is missing may be made up for by all the rest (``chance``).
        """
        if self._nowhere:
            return True
        if chance < SURE and formless(self.asked, one) and not unplaced(self.asked, one):
            return True
        article = one.stored.article.id
        scope = self.known[article]
        known = known_of(self.asked, scope)
        if chance < UNCOUNTED and (uncounted(self.asked, known) or undone(self.asked, known)):
            return True
        return barred(self.asked, one, scope, self.lost[article], self._told)

    def doubts(self, one: Ranked) -> bool:
        """Tell whether a sentence is to be compared with the question, however likely it is."""
        lost = self.lost[one.stored.article.id]
        return (
            bool(self.missing or lost.names or lost.years)
            or asked_unsaid(self.asked, one.beside)
            or formless(self.asked, one)
            or reasonless(self.asked, one)
            or undated(self.asked, self.known[one.stored.article.id])
        )

    def _named_elsewhere(self, article: str) -> bool:
        """Tell whether an article has no word of the question, and another one has all its names.

        Where few articles are known, another wording ("arah" for "tujuan") can outweigh a name.
        An article in another language has none of its words in any case, but abbreviations.
        """
        named = {*self.asked.names, *self.asked.acronyms}
        scope = self.known[article]
        lost = self.lost[article]
        if not named or not named.issubset((*lost.names, *lost.acronyms)):
            return False
        if detect_language(scope.text) != detect_language(self.asked.text):
            alone = bool(self.asked.acronyms)
        else:
            alone = scope.known.isdisjoint(self.asked.weights)
        if not alone:
            return False
        return any(not (one.names or one.acronyms) for one in self.lost.values())

    @cached_property
    def _nowhere(self) -> bool:
        return nowhere(self.asked, self.missing, tuple(self.known.values()))

    @cached_property
    def _told(self) -> frozenset[str]:
        """Return unknown words of names that stand in the reports without them."""
        asked, found = self.asked, tuple(self.known.values())
        return frozenset(
            word for word in asked.strange if bare(word, asked.names, asked.text, found)
        )


def _zone(chance: float) -> Zone:
    if chance >= CHECK:
        return Zone.SURE if chance >= SURE else Zone.CHECK
    return Zone.NEAREST if chance >= NEAREST else Zone.NOTHING
