"""Stored answers for the tests of memos and feedback, made from the pretended archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from browser_assistant import P_REPLY, P_STRIKE, REPLY, evidence, refusal, wage_answer

from rag.answer_log import StoredAnswer
from rag.records import Answer, Conflict, Hit, KeptTurn, Speaker, Standing, TurnState, Version
from ui.web import House

WHEN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1)) ![y](https://evil.example/leak.png) <https://evil.example/a>",
    "https://evil.example/b www.evil.example a@evil.example",
    "# title\n\n- point\n1. one\n> quote\n---\n===\n| a | b |\n|---|---|\n```\ncode\n```",
    "**bold** _it_ ~~gone~~ `code` $x$ &lt;b&gt; &amp; \\* * _",
    "]]> <!-- x --> <?xml?> </w:t></w:r> </para> <br/> <font color='red'>&bogus;</font>",
    "1. first",
    "+ plus",
    "=1+1",
)
HIDDEN = "a\x00b\x0bc\x1bd\ufffee\ud800f\u202eg\u200bh"
"""Shown as "abcdefgh" in every form."""


def stored_of(answer: Answer, identity: str = "261121-093000-abcdef") -> StoredAnswer:
    """Return an answer as it would have been kept, with what it shows as what was found."""
    return StoredAnswer(
        answer=replace(answer, id=identity),
        asked_at=WHEN,
        hits=tuple(Hit(stored=each, score=1.0) for each in answer.passages),
    )


def full_answer() -> Answer:
    """Return an answer with every kind of mark, a speaker, versions, open parts and a notice."""
    base = wage_answer("Berapa kenaikan upah di Benang Biru?")
    item = evidence(P_STRIKE, 1)
    first, second, third = base.claims
    return replace(
        base,
        claims=(
            first,
            replace(second, problems=("number: 1.198",)),
            replace(
                third,
                speaker=Speaker(name="Ratna Wulandari", role="Ketua Serikat", evidence=item),
            ),
        ),
        conflicts=(
            Conflict(
                subject="jumlah pekerja",
                kind="figure",
                versions=(
                    Version(
                        value="1.198 pekerja",
                        evidence=evidence(P_REPLY, 0),
                        outlet=REPLY.outlet,
                        published=REPLY.published,
                        standing=Standing.DISPUTED,
                    ),
                    Version(
                        value="1.240 pekerja",
                        evidence=item,
                        outlet="Warta Kawasan",
                        published=date(2025, 3, 14),
                        standing=Standing.DISPUTED,
                    ),
                ),
            ),
        ),
        uncovered=("iuran anggota",),
    )


def hostile_answer(payload: str) -> Answer:
    """Return an answer in which everything from outside is ``payload``."""
    base = full_answer()
    article = replace(
        P_STRIKE.article,
        title=payload,
        outlet=payload,
        author=payload,
        url=f"https://ok.example/{'a' * 300}",
    )
    bad = replace(base.sources[1], title=payload, outlet=payload, url="javascript:alert(1)")
    return replace(
        base,
        question=payload,
        claims=tuple(replace(claim, text=payload) for claim in base.claims),
        sources=(replace(base.sources[0], title=payload, outlet=payload, url=article.url), bad),
        passages=(replace(P_STRIKE, article=article), *base.passages[1:]),
        notices=tuple(replace(notice, text=payload) for notice in base.notices),
        uncovered=(payload,),
        model=payload,
    )


def kept_conversation(house: House, owner: str, answers: Sequence[Answer] = ()) -> str:
    """Keep a conversation of two answers (or those given) and a stopped question; return its id."""
    identity = house.archive.conversations.begin(owner, "Upah di Benang Biru", WHEN)
    given = answers or (full_answer(), refusal("Berapa beras di gudang?"))
    number = 0
    for number, answer in enumerate(given, start=1):
        name = answer_id(owner, number)
        house.log.keep(stored_of(answer, name))
        turn = KeptTurn(
            number=number,
            question=answer.question,
            answer=name,
            state=TurnState.ANSWERED,
            asked_at=WHEN,
        )
        house.archive.conversations.add_turn(identity, owner, turn)
    stopped = KeptTurn(
        number=number + 1, question="Lalu?", answer="", state=TurnState.STOPPED, asked_at=WHEN
    )
    house.archive.conversations.add_turn(identity, owner, stopped)
    return identity


def answer_id(owner: str, number: int) -> str:
    """Return the id under which ``kept_conversation`` keeps an answer."""
    return f"261121-093000-{owner}-{number}"
