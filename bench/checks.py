"""What the checks before display catch, and how often they object to what is true.

    python -m bench.checks [--labor CORPUS] [--split dev|test] [--articles 700] [--show KIND ...]

Without ``--labor`` the claims are those of the sample archive: its sentences, parts of them, and
paraphrases written by hand (``tests/data/paraphrases``; ``--held`` adds the set that the rules were
not written against). With ``--labor``, a ``corpus.jsonl.gz`` in the form of BEIR, they are three
sentences each of so many articles: those whose id has an even SHA-256 for ``dev``, an odd one for
``test``. Each faithful claim that is shown as it is, is made wrong in up to 26 ways.

Printed are the caught share per class with n and the 95% Wilson interval ("hard": repaired or
dropped; the rest is marked for review), the demanded share, false alarms, and milliseconds per
check. ``--show`` lists what was not caught of a kind of mutant, or what was objected to in a set of
paraphrases (shown, held), or what was let pass of the false claims (false).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from evals.mutating.measuring import (
    Base,
    Outcome,
    Tally,
    Told,
    alarms,
    by_class,
    catches,
    checked,
    clauses,
    handwritten,
    outcome,
    verbatim,
    wilson,
)
from evals.mutating.rates import CLASSES, DEMANDED, FALSE_ALARMS
from ingest.articles import make_article
from ingest.readers import read

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "ingest" / "sample"
PARAPHRASES = ROOT / "tests" / "data" / "paraphrases"
SEED = 5
_NEIGHBOURS = (7, 13, 29)  # which other articles names and sentences are taken from
_PER_ARTICLE = 3
_WORDS = range(6, 61)


def sample_articles() -> dict[str, Told]:
    """Return the articles of the sample archive by the names of their files."""
    found = {}
    for path in sorted(SAMPLE.iterdir()):
        if path.suffix in (".html", ".md", ".txt"):
            article = make_article(read(path.read_bytes(), path.name), path.name).article
            found[path.name] = Told(
                id=article.id,
                text=article.text,
                published=article.published,
                language=article.language or "id",
            )
    return found


def labor_articles(corpus: Path, split: str, count: int) -> dict[str, Told]:
    """Return so many articles of one split, spread over the whole corpus."""
    odd = split == "test"
    found: dict[str, Told] = {}
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    records.sort(key=lambda record: sha256(record["_id"].encode()).hexdigest())
    for record in records:
        if len(found) == count:
            break
        if int(sha256(record["_id"].encode()).hexdigest(), 16) % 2 == odd:
            found[record["_id"]] = Told(
                id=record["_id"], text=record["text"], published=None, language="id"
            )
    return found


def neighbours(articles: Mapping[str, Told]) -> dict[str, tuple[str, ...]]:
    """Return for each article's id the texts of three others."""
    told = list(articles.values())
    return {
        each.id: tuple(told[(at + step) % len(told)].text for step in _NEIGHBOURS)
        for at, each in enumerate(told)
    }


def whole(bases: Sequence[Base]) -> list[Base]:
    """Return the claims that are whole sentences of some length, not scraps of a page."""
    return [
        base
        for base in bases
        if len(base.text.split()) in _WORDS
        and base.text[0].isalnum() | (base.text[0] in '"“')
        and base.text.rstrip()[-1] in '.!?"”'
        and " | " not in base.text
    ]


def sentences_of(articles: Mapping[str, Told], per_article: int | None) -> list[Base]:
    """Return the sentences of articles as claims; at most so many of each."""
    found: list[Base] = []
    for article in articles.values():
        bases = list(verbatim(article))
        if per_article is not None:
            bases = whole(bases)
            bases = random.Random(article.id).sample(bases, min(per_article, len(bases)))
        found.extend(bases)
    return found


def _row(name: str, tally: Tally, demanded: float | None) -> str:
    low, high = wilson(tally.caught, tally.n)
    sign = ""
    if demanded is not None:
        sign = f"  >= {demanded:.2f} " + ("ok" if tally.rate >= demanded else "BELOW")
    hard = tally.hard / tally.n if tally.n else 0.0
    return (
        f"{name:24} {tally.rate:6.3f}  n={tally.n:<5} [{low:.3f}, {high:.3f}]"
        f"  hard {hard:.3f}{sign}"
    )


def _alarm_row(name: str, tally: Tally, allowed: float) -> str:
    low, high = wilson(tally.caught, tally.n)
    sign = "ok" if tally.rate <= allowed else "ABOVE"
    return (
        f"{name:24} {tally.rate:6.3f}  n={tally.n:<5} [{low:.3f}, {high:.3f}]"
        f"  hard {tally.hard / max(tally.n, 1):.3f}  <= {allowed:.2f} {sign}"
    )


def _mutation_lines(title: str, kinds: Mapping[str, Tally]) -> Iterator[str]:
    yield f"\n{title}"
    for name, tally in by_class(kinds).items():
        if tally.n:
            yield _row(name, tally, DEMANDED.get(name))
            if len(CLASSES[name]) > 1:
                for kind in CLASSES[name]:
                    if kinds[kind].n:
                        yield _row(f"  {kind}", kinds[kind], None)


def _paraphrase_lines(name: str, bases: Sequence[Base]) -> Iterator[str]:
    allowed = FALSE_ALARMS["paraphrases"]
    across = [base for base in bases if base.kind in ("english", "indonesian")]
    same = [base for base in bases if base.kind not in ("english", "indonesian")]
    yield _alarm_row(f"paraphrases {name}", alarms(bases), allowed)
    yield _alarm_row("  one language", alarms(same), allowed)
    yield _alarm_row("  across languages", alarms(across), allowed)


def _false_lines(bases: Sequence[Base]) -> Iterator[str]:
    yield "\nclaims made false by hand (caught, no demand)"
    yield _row("all", alarms(bases), None)
    for kind in dict.fromkeys(base.kind for base in bases):
        yield _row(f"  {kind}", alarms([base for base in bases if base.kind == kind]), None)


def _shown_lines(
    wanted: Sequence[str], kinds: Mapping[str, Tally], sets: Mapping[str, Sequence[Base]]
) -> Iterator[str]:
    for name in wanted:
        yield f"\n== {name}"
        if name in kinds:
            for base, text in kinds[name].shown:
                yield f"- {text}\n    {base.text}"
        for base in sets.get(name, ()):
            passed = outcome(base.text, base) is Outcome.SHOWN
            if passed == (name == "false"):
                problems = ", ".join(checked(base.text, base).problems)
                yield f"- {base.kind}: {base.text}\n    {' / '.join(base.evidence)}\n    {problems}"


def _timing(bases: Sequence[Base]) -> str:
    started = time.perf_counter()
    for base in bases:
        checked(base.text, base)
    share = 1000 * (time.perf_counter() - started) / max(len(bases), 1)
    return f"\n{share:.2f} ms per check of a paraphrase (n={len(bases)})"


def _sample_lines(wanted: Sequence[str], *, held: bool) -> Iterator[str]:
    articles = sample_articles()
    others = neighbours(articles)
    names = ("shown", "held", "false") if held else ("shown", "false")
    sets = {name: handwritten(PARAPHRASES / f"{name}.jsonl", articles) for name in names}
    told = sentences_of(articles, None)
    kinds = catches(whole(told), others, SEED)
    yield from _mutation_lines("mutants of the sample's sentences", kinds)
    again = catches(sets["shown"], others, SEED)
    yield from _mutation_lines("mutants of paraphrases (shown)", again)
    yield "\nfalse alarms"
    yield _alarm_row("verbatim sentences", alarms(told), FALSE_ALARMS["verbatim"])
    parts = [part for base in whole(told) for part in clauses(base)]
    yield _alarm_row("verbatim clauses", alarms(parts), FALSE_ALARMS["paraphrases"])
    for name in names[:-1]:
        yield from _paraphrase_lines(name, sets[name])
    yield from _false_lines(sets["false"])
    yield _timing(sets["shown"])
    both = {kind: _joined(kinds[kind], again[kind]) for kind in kinds}
    yield from _shown_lines(wanted, both, sets)


def _joined(one: Tally, two: Tally) -> Tally:
    return Tally(shown=one.shown + two.shown)


def _labor_lines(corpus: Path, split: str, count: int, wanted: Sequence[str]) -> Iterator[str]:
    articles = labor_articles(corpus, split, count)
    told = sentences_of(articles, _PER_ARTICLE)
    kinds = catches(told, neighbours(articles), SEED)
    yield from _mutation_lines(f"mutants of {len(told)} sentences, {split} split", kinds)
    yield "\nfalse alarms"
    yield _alarm_row("verbatim sentences", alarms(told), FALSE_ALARMS["verbatim"])
    parts = [part for base in told for part in clauses(base)]
    yield _alarm_row("verbatim clauses", alarms(parts), FALSE_ALARMS["paraphrases"])
    yield from _shown_lines(wanted, kinds, {})


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--labor", type=Path)
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--articles", type=int, default=700)
    parser.add_argument("--held", action="store_true")
    parser.add_argument("--show", nargs="*", default=[])
    options = parser.parse_args(arguments)
    if options.labor:
        lines = _labor_lines(options.labor, options.split, options.articles, options.show)
    else:
        lines = _sample_lines(options.show, held=options.held)
    for line in lines:
        sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
