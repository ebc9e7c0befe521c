"""The prompt of one question: labelled passages within a budget, best first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.errors import UsageError
from rag.ollama_client import count_bound
from rag.prompts.cleaning import one_line
from rag.prompts.rules import system_message
from rag.prompts.schema import reply_schema
from rag.records import Evidence, Hit, StoredPassage

# What a chat template adds around the messages. Llama 3 adds about 30 tokens, the others less.
_TEMPLATE_TOKENS = 48
# In a smaller budget (a window of 4,096 tokens) passages are worth more than examples.
_LEAST_FOR_EXAMPLES = 4_000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wording:
    """The few words around passages and question in one language."""

    fence: str
    title: str
    outlet: str
    published: str
    unknown: str
    question: str
    reminder: str


_WORDINGS = {
    "id": _Wording(
        fence="bacaan",
        title="Judul",
        outlet="Media",
        published="Terbit",
        unknown="tidak diketahui",
        question="Pertanyaan",
        reminder="Jawab hanya dari bacaan di atas, dalam bahasa Indonesia dan bentuk yang diminta.",
    ),
    "en": _Wording(
        fence="passage",
        title="Title",
        outlet="Outlet",
        published="Published",
        unknown="unknown",
        question="Question",
        reminder="Answer only from the passages above, in English and in the form asked for.",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledPrompt:
    """A prompt with the key to its labels.

    ``messages`` have ``role`` and ``content``. ``labels`` gives the sentence behind each label
    ("S1", "S2", …). ``schema`` is the JSON schema of the reply, None in the marker form.
    ``tokens`` is an upper bound. ``left_out`` counts passages that did not fit.
    """

    messages: tuple[Mapping[str, str], ...]
    labels: Mapping[str, Evidence]
    schema: Mapping[str, object] | None
    tokens: int
    left_out: int = 0


def build_prompt(
    question: str,
    hits: Sequence[Hit],
    *,
    language: str,
    budget_tokens: int,
    marker_form: bool = False,
) -> LabelledPrompt:
    """Write the prompt for a question over passages, best passages first.

    A passage goes in whole or is left out whole; one that is too long for what is left of the
    budget does not keep a shorter one below it out. Only where the first and best does not fit
    is it sent as far as it does, sentence by sentence. A sentence that stands in two passages is
    sent once.

    Args:
        question: the standalone question.
        hits: passages, best first.
        language: of the answer, "id" or "en"; anything else counts as "id".
        budget_tokens: the most that the messages may cost, templates included.
        marker_form: ask for lines with markers instead of JSON.

    Raises:
        UsageError: the question alone is longer than the budget.
    """
    spoken = language if language in _WORDINGS else "id"
    words = _WORDINGS[spoken]
    roomy = budget_tokens >= _LEAST_FOR_EXAMPLES
    system = system_message(spoken, marker_form=marker_form, examples=roomy)
    tail = f"{words.question}: {one_line(question)}\n{words.reminder}"
    spent = count_bound(system) + count_bound(tail) + _TEMPLATE_TOKENS
    if spent > budget_tokens:
        raise UsageError(
            f"The question is too long for the model: {len(question):,} characters.",
            remedy="Ask a shorter question.",
        )
    sheets = _Sheets(words, budget_tokens - spent)
    for hit in hits:
        sheets.add(hit.stored)
    return LabelledPrompt(
        messages=(
            {"role": "system", "content": system},
            {"role": "user", "content": "".join(sheets.blocks) + tail},
        ),
        labels=sheets.labels,
        schema=None if marker_form else reply_schema(tuple(sheets.labels)),
        tokens=budget_tokens - sheets.room,
        left_out=sheets.left_out,
    )


class _Sheets:
    """The passages of a prompt, as many as there is room for."""

    def __init__(self, words: _Wording, room: int) -> None:
        """Begin empty, with room for so many tokens."""
        self.room = room
        self.blocks: list[str] = []
        self.labels: dict[str, Evidence] = {}
        self.left_out = 0
        self._words = words

    def add(self, stored: StoredPassage) -> None:
        """Send a passage if it fits and says anything new."""
        for new in self._choices(stored):
            block = self._block(stored, new)
            cost = count_bound(block)
            if cost <= self.room:
                self.blocks.append(block)
                self.labels.update(new)
                self.room -= cost
                return
        self.left_out += 1 if self._new(stored) else 0

    def _choices(self, stored: StoredPassage) -> Iterator[dict[str, Evidence]]:
        """Yield the sentences to try: all new ones; of the best passage also ever fewer."""
        new = self._new(stored)
        if not new:
            return
        yield new
        labels = list(new)
        while not self.blocks and len(labels) > 1:
            labels.pop()
            yield {label: new[label] for label in labels}

    def _new(self, stored: StoredPassage) -> dict[str, Evidence]:
        """Return the passage's sentences that were not sent yet, by their labels."""
        sent = {(evidence.article, evidence.sentence) for evidence in self.labels.values()}
        fresh = [
            sentence
            for sentence in stored.passage.sentences
            if (stored.article.id, sentence.ordinal) not in sent
            and one_line(stored.sentence_text(sentence))
        ]
        begin = len(self.labels) + 1
        return {
            f"S{number}": Evidence.of(stored, sentence)
            for number, sentence in enumerate(fresh, begin)
        }

    def _block(self, stored: StoredPassage, new: Mapping[str, Evidence]) -> str:
        """Return a fenced passage with these sentences."""
        words, article, number = self._words, stored.article, len(self.blocks) + 1
        published = article.published.isoformat() if article.published else words.unknown
        lines = [
            f"<{words.fence} {number}>",
            f"{words.title}: {one_line(article.title)}",
            f"{words.outlet}: {one_line(article.outlet) or words.unknown}",
            f"{words.published}: {published}",
            *(f"[{label}] {one_line(evidence.text)}" for label, evidence in new.items()),
            f"</{words.fence} {number}>\n\n",
        ]
        return "\n".join(lines)
