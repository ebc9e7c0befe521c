"""The section of tier 3: what people said, how far they agree, and what that makes of the judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from evals.results import ALL, Item, Measure, Results, Section, State
from evals.reviewing.agreeing import Value, agreement_of, kappa_of, mean_of
from evals.reviewing.choosing import JUDGE
from evals.reviewing.reading import Key, Read
from evals.reviewing.words import CRITERIA, FIELDS

ID = "human"
TITLE = "Read by people"
ENOUGH = 50
"""Answers read by people before a mean of the judge may be told as a fact (ARES, 2023)."""
_CREDIT = {"full": 1.0, "partial": 0.5, "none": 0.0}  # half for partial, as in TREC 2024


def good(read: Read) -> bool:
    """Return whether a reader found nothing that a newsroom would have to put right.

    Every sentence fully supported, none of the five criteria significant, and right to answer or
    to refuse.
    """
    return (
        all(each == "full" for each in read.support)
        and all(read.values[name] != "significant" for name in CRITERIA)
        and read.values["behaviour"] != "no"
    )


def may_be_quoted(reads: Sequence[Read], judge: Section | None) -> bool:
    """Tell whether people have read enough answers that the judge has judged too."""
    judged = {each.id for each in judge.items} if judge else set[str]()
    return len({each.place.id for each in reads} & judged) >= ENOUGH


def human_section(
    reads: Sequence[Read], key: Key, results: Results | None, judged: Results | None = None
) -> Section:
    """Return the section ``human``.

    Args:
        reads: what was read, at least one.
        key: the key of the sheets.
        results: the run whose answers were read, to hold tier 1 against; None leaves that out.
        judged: the run with the judge's section, where it is another file.
    """
    answers = _section(results, key.section)
    judge = _section(judged, JUDGE) or _section(results, JUDGE)
    known = {each.id: each for each in answers.items} if answers else {}
    measures = [*_means(reads), *_between_readers(reads)]
    for name, section in (("tier 1", answers), ("judge", judge)):
        if section is not None:
            measures += _against(reads, section, name)
    return Section(
        id=ID,
        title=TITLE,
        lane="T3",
        state=State.PASSED,
        dataset=answers.dataset if answers else "",
        digest=answers.digest if answers else "",
        measures=tuple(measures),
        items=tuple(_item(each, known.get(each.place.id)) for each in reads),
        missing=_missing(reads, answers, judge),
        subject={
            "answers of": key.section,
            "run": key.made,
            "readers": ", ".join(sorted({each.reader for each in reads})),
            "answers read": str(len({each.place.id for each in reads})),
        },
    )


def _section(results: Results | None, id: str) -> Section | None:
    return next((each for each in results.sections if each.id == id), None) if results else None


def _means(reads: Sequence[Read]) -> list[Measure]:
    """Return means over labels; both labels of a shared answer count, and are drawn together."""
    answers = _by_answer(reads)
    support = [[_CREDIT[s] for read in each for s in read.support] for each in answers]
    found = [
        _measure("sentences supported", mean_of(support), words="partial counts half"),
        _measure("good answers", mean_of([[float(good(r)) for r in each] for each in answers])),
    ]
    for field in FIELDS:
        worst = FIELDS[field][2]
        if field == "date":
            rows = [
                [float(r.values[field] == "yes") for r in each if r.values[field] != "not needed"]
                for each in answers
            ]
            found.append(_measure("date clear", mean_of(rows), words="where one is needed"))
        elif field == "behaviour":
            rows = [[float(r.values[field] == "yes") for r in each] for each in answers]
            found.append(_measure("right to answer or refuse", mean_of(rows)))
        else:
            rows = [[float(r.values[field] == worst) for r in each] for each in answers]
            name = f"significant: {field}"
            found.append(_measure(name, mean_of(rows), lower_is_better=True))
    return found


def _between_readers(reads: Sequence[Read]) -> list[Measure]:
    """Return kappa on the shared answers, of each pair of readers put together."""
    pairs = [
        (one, other)
        for each in _by_answer([read for read in reads if read.place.shared])
        for place, one in enumerate(each)
        for other in each[place + 1 :]
    ]
    if not pairs:
        return []
    support = [list(zip(one.support, other.support, strict=True)) for one, other in pairs]
    found = [_measure("kappa of readers", kappa_of(support), group="field support")]
    for field in FIELDS:
        rows = [[(one.values[field], other.values[field])] for one, other in pairs]
        found.append(_measure("kappa of readers", kappa_of(rows), group=f"field {field}"))
    verdicts = [[(str(good(one)), str(good(other)))] for one, other in pairs]
    return [
        _measure("kappa of readers", kappa_of(verdicts), words="on good or not"),
        _measure("readers agree", agreement_of(verdicts), words="on good or not"),
        *found,
    ]


def _against(reads: Sequence[Read], section: Section, name: str) -> list[Measure]:
    """Return how far people and a section agree on which answers are good."""
    verdicts = {each.id: each.ok for each in section.items}
    rows = [
        [(str(good(read)), str(verdicts[read.place.id])) for read in each]
        for each in _by_answer(reads)
        if each[0].place.id in verdicts
    ]
    if not rows:
        return []
    return [
        _measure(f"people and {name} agree", agreement_of(rows), words="on good or not"),
        _measure(f"kappa of people and {name}", kappa_of(rows), words="on good or not"),
    ]


def _by_answer(reads: Sequence[Read]) -> list[list[Read]]:
    found: dict[str, list[Read]] = defaultdict(list)
    for each in sorted(reads, key=lambda each: (each.place.id, each.reader)):
        found[each.place.id].append(each)
    return list(found.values())


def _measure(
    name: str, value: Value, *, group: str = ALL, words: str = "", lower_is_better: bool = False
) -> Measure:
    return Measure(
        name=name,
        group=group,
        value=value.value,
        n=value.n,
        low=value.low,
        high=value.high,
        words=words,
        lower_is_better=lower_is_better,
        told_only=True,  # people's labels are no floor: other answers are read each time
    )


def _missing(
    reads: Sequence[Read], answers: Section | None, judge: Section | None
) -> tuple[str, ...]:
    found = []
    if not any(each.place.shared for each in reads) or len({each.reader for each in reads}) < 2:
        found.append("Agreement between readers: one reader only.")
    if answers is None:
        found.append("People against tier 1: the results that were read were not given.")
    if judge is None:
        found.append("People against the judge: no results with a judge were given.")
    if not may_be_quoted(reads, judge):
        read = {each.place.id for each in reads}
        both = len(read & {each.id for each in judge.items}) if judge else 0
        found.append(
            f"A mean of the judge is no fact yet: people have read {both} of the answers that it "
            f"judged, and {ENOUGH} are needed."
        )
    return tuple(found)


def _item(read: Read, item: Item | None) -> Item:
    worse = [
        f"{name}: {value}"
        for name, value in read.values.items()
        if value in ("some", "significant", "no", "unsure")
    ]
    weak = [f"sentence {n}: {s}" for n, s in enumerate(read.support, 1) if s != "full"]
    problems = (*weak, *worse, *([read.comment] if read.comment else []))
    labels: Mapping[str, object] = {"support": list(read.support), **read.values}
    return Item(
        id=f"{read.place.id} · {read.reader}",
        question=item.question if item else read.place.id,
        category=item.category if item else "",
        ok=good(read),
        must_pass=False,
        language=item.language if item else "",
        split=item.split if item else "",
        source=item.source if item else "fixture",
        expected=item.expected if item else "",
        cluster=read.place.id,
        problems=() if good(read) and not problems else problems,
        shown=item.shown if item else {},
        gold=item.gold if item else {},
        judged={ID: {**labels, "reader": read.reader, "chosen": read.place.why}},
    )
