"""A pretended assistant for the page's tests: a tiny archive of its own, answers by rote.

It is deterministic, holds every kind of answer that the page can meet, and counts what was begun
and what was closed, so that a test can see whether Stop reached it.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rag.conversation import standalone
from rag.errors import ModelTimeout
from rag.records import (
    AS_READ,
    Answer,
    ArticleKind,
    ArticleSummary,
    Check,
    Claim,
    ClaimReady,
    Correction,
    EngineName,
    Event,
    Evidence,
    Exchange,
    Finished,
    FollowUp,
    ModelState,
    Notice,
    Origin,
    Passage,
    Period,
    Sentence,
    Source,
    Status,
    Step,
    StoredPassage,
    Understood,
    Wishes,
)


def stored(article: ArticleSummary, sentences: list[str], *, start: int = 0) -> StoredPassage:
    """Return a passage of these sentences, joined by spaces, ``start`` deep in its article."""
    spans, at = [], start
    for ordinal, text in enumerate(sentences):
        spans.append(Sentence(ordinal=ordinal, start=at, end=at + len(text)))
        at += len(text) + 1
    passage = Passage(
        id=f"{article.id}.p{start}",
        article_id=article.id,
        ordinal=0,
        start=start,
        end=spans[-1].end,
        sentences=tuple(spans),
    )
    return StoredPassage(passage=passage, text=" ".join(sentences), article=article)


def evidence(place: StoredPassage, ordinal: int) -> Evidence:
    sentence = place.passage.sentences[ordinal]
    return Evidence(
        article=place.article.id,
        passage=place.passage.id,
        sentence=sentence.ordinal,
        start=sentence.start,
        end=sentence.end,
        text=place.sentence_text(sentence),
    )


def source(number: int, article: ArticleSummary) -> Source:
    return Source(
        number=number,
        article=article.id,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
    )


STRIKE = ArticleSummary(
    id="a1",
    source="contoh:1",
    title="Buruh Benang Biru sepakati upah setelah mogok sebelas hari",
    outlet="Warta Kawasan",
    published=date(2025, 3, 14),
    url="https://warta-kawasan.example/2025/03/upah-benang-biru",
)
REPLY = ArticleSummary(
    id="a2",
    source="contoh:2",
    title="Hak jawab PT Benang Biru Nusantara atas berita mogok",
    outlet="Suara Pabrik",
    published=date(2025, 3, 17),
    published_origin=Origin.INFERRED,
    kind=ArticleKind.RIGHT_OF_REPLY,
    url="https://suara-pabrik.example/hak-jawab",
)
UNDATED = ArticleSummary(id="a3", source="contoh:3", title="", outlet="", url="javascript:alert(1)")

P_STRIKE = stored(
    STRIKE,
    [
        "Mogok kerja di pabrik Benang Biru berakhir Jumat (14/3/2025) malam.",
        "Kedua pihak menyepakati kenaikan upah pokok Rp 215.000 per bulan bagi 1.240 pekerja.",
        "“Kami pulang dengan kepala tegak,” kata Ketua Serikat Pekerja Benang Biru, Ratna "
        "Wulandari.",
        "Perjanjian itu berlaku mulai 1 April 2025 dan ditandatangani di kantor dinas setempat.",
    ],
    start=120,
)
P_REPLY = stored(
    REPLY,
    [
        "Perusahaan menyatakan kenaikan itu berlaku bagi 1.198 pekerja tetap.",
        "Sisanya, menurut perusahaan, adalah pekerja kontrak yang upahnya diatur terpisah.",
    ],
)
P_UNDATED = stored(
    UNDATED,
    ["Rapat akbar digelar di halaman balai kota.", "Spanduk dibentangkan sejak pagi."],
)

EXAMPLES = {
    "id": (
        "Berapa kenaikan upah di Benang Biru?",
        "Siapa Ketua Serikat Pekerja Benang Biru?",
        "Kapan mogok di Benang Biru berakhir?",
        "Apa hak jawab PT Benang Biru Nusantara?",
    ),
    "en": (
        "How large was the raise at Benang Biru?",
        "Who chairs the Benang Biru union?",
    ),
}

STATUS = Status(
    state=ModelState.UNREACHABLE,
    model="gemma3:4b",
    host="http://127.0.0.1:11434",
    commands=("ollama serve", "ollama pull gemma3:4b"),
    articles=1240,
    passages=5310,
    oldest=date(2024, 1, 3),
    newest=date(2025, 3, 17),
    vectors="ready",
)


def wage_answer(question: str) -> Answer:
    claims = (
        Claim(
            text="Upah pokok naik Rp 215.000 per bulan bagi 1.240 pekerja, berlaku mulai "
            "1 April 2025.",
            check=Check.FOUND,
            evidence=(evidence(P_STRIKE, 1), evidence(P_STRIKE, 3)),
        ),
        Claim(
            text="Menurut perusahaan, kenaikan itu hanya bagi 1.198 pekerja tetap.",
            check=Check.REVIEW,
            evidence=(evidence(P_REPLY, 0), evidence(P_STRIKE, 1)),
        ),
        Claim(
            text="Mogok kerja di pabrik Benang Biru berakhir Jumat (14/3/2025) malam.",
            check=Check.REPAIRED,
            evidence=(evidence(P_STRIKE, 0),),
        ),
    )
    return Answer(
        question=question,
        language="id",
        refused=False,
        text=" ".join(claim.text for claim in claims),
        claims=claims,
        sources=(source(1, STRIKE), source(2, REPLY)),
        passages=(P_STRIKE, P_REPLY, P_UNDATED),
        notices=(Notice(code="is_right_of_reply", text="Sumber [2] adalah hak jawab."),),
        as_of=date(2025, 3, 17),
        engine=EngineName.GENERATING,
        model="gemma3:4b",
    )


def quoted_answer(question: str) -> Answer:
    item = evidence(P_STRIKE, 2)
    return Answer(
        question=question,
        language="id",
        refused=False,
        text=item.text,
        claims=(Claim(text=item.text, check=Check.QUOTED, evidence=(item,)),),
        sources=(source(1, STRIKE),),
        passages=(P_STRIKE,),
        as_of=date(2025, 3, 14),
    )


def refusal(question: str) -> Answer:
    return Answer(
        question=question,
        language="id",
        refused=True,
        text="Arsip ini tidak memuat jawabannya. Yang ditelusuri: 1.240 artikel, terbit "
        "3 Januari 2024 sampai 17 Maret 2025, dengan kata “beras”, “gudang”.",
        passages=(P_REPLY, P_UNDATED),
    )


def read_as(answer: Answer, wishes: Wishes) -> Answer:
    """Add how the question was read: a typo is corrected, words of time are taken out."""
    question, own = answer.question, wishes.filters
    corrections: tuple[Correction, ...] = ()
    period, filters, codes = None, own, []
    if "uapah" in question and not wishes.exactly:
        corrections = (Correction(asked="uapah", used="upah"),)
        codes.append("corrected")
    if "November 2025" in question and not wishes.any_time:
        first, last = date(2025, 11, 1), date(2025, 11, 30)
        period = Period(text="November 2025", first=first, last=last)
        if own.published_from is None and own.published_to is None:
            filters = replace(own, published_from=first, published_to=last)
            codes.append("period")
    if "terbaru" in question:
        codes.append("newest")
    text = question.replace("uapah", "upah") if corrections else question
    understood = Understood(
        asked=question,
        text=text.replace(" November 2025", "") if period else text,
        language="id",
        corrections=corrections,
        period=period,
        newest="newest" in codes,
    )
    told = tuple(Notice(code=code, text=f"Catatan {code}.") for code in codes)
    return replace(answer, understood=understood, filters=filters, notices=(*told, *answer.notices))


def meant(question: str, history: Sequence[Exchange], wishes: Wishes) -> FollowUp | None:
    """Return what a follow-up means: by the product's own rules, for these beginnings only."""
    leans = question.lower().startswith(("kalau ", "bagaimana dengan ", "what about "))
    return standalone(question, history) if leans and not wishes.alone else None


def following(answer: Answer, asked: str, follow_up: FollowUp) -> Answer:
    """Add that the answer's question is what a follow-up was understood as."""
    assert answer.understood is not None
    told = Notice(code="follow_up", text=f"Dipahami sebagai: {follow_up.standalone}")
    return replace(
        answer,
        question=asked,
        understood=replace(answer.understood, follow_up=follow_up),
        notices=(told, *answer.notices),
    )


def free() -> threading.Event:
    """Return an event that has come."""
    come = threading.Event()
    come.set()
    return come


@dataclass
class PretendAssistant:
    """Answers by words in the question; ``pace`` is the pause between events in seconds.

    While ``turn`` is not set, every question waits for its turn.
    """

    current: Status = STATUS
    pace: float = 0.0
    begun: int = 0
    closed: int = 0
    asked: list[str] = field(default_factory=list)
    wished: list[Wishes] = field(default_factory=list)
    histories: list[tuple[Exchange, ...]] = field(default_factory=list)
    askers: list[str] = field(default_factory=list)
    extra: dict[str, Answer] = field(default_factory=dict)
    status_error: Exception | None = None
    proposed: int = 0
    rests: float = 0.0
    most_at_once: int = 0
    turn: threading.Event = field(default_factory=free)

    async def ask(
        self,
        question: str,
        wishes: Wishes = AS_READ,
        *,
        history: Sequence[Exchange] = (),
        asker: str = "",
    ) -> AsyncGenerator[Event, None]:
        self.begun += 1
        self.most_at_once = max(self.most_at_once, self.begun - self.closed)
        self.asked.append(question)
        self.histories.append(tuple(history))
        self.wished.append(wishes)
        self.askers.append(asker)
        follow_up = meant(question, history, wishes)
        read = follow_up.standalone if follow_up is not None else question
        try:
            for place in (3, 2, 1) if "antre" in question else ():
                yield Step(name="waiting", count=place)
                await asyncio.sleep(self.pace)
            while not self.turn.is_set():
                await asyncio.sleep(0.02)
            yield Step(name="searching", text=follow_up.standalone if follow_up else "")
            await asyncio.sleep(self.pace)
            if "celaka" in question:
                raise ModelTimeout(
                    "The model was silent for 60 seconds.", remedy="Try again.", item="gemma3:4b"
                )
            if "meledak" in question:
                raise RuntimeError("an unforeseen fault")
            answer = self._find(read, wishes)
            if answer.understood is None:
                answer = read_as(answer, wishes)
            if follow_up is not None:
                answer = following(answer, question, follow_up)
            async for event in self._answer(answer, question):
                yield event
        finally:
            self.closed += 1

    def _find(self, question: str, wishes: Wishes) -> Answer:
        if question in self.extra:
            return self.extra[question]
        # Nothing of this little archive was published then.
        if "beras" in question or ("November 2025" in question and not wishes.any_time):
            return refusal(question)
        return quoted_answer(question) if "Siapa" in question else wage_answer(question)

    async def _answer(self, answer: Answer, question: str) -> AsyncGenerator[Event, None]:
        yield Step(name="reading", count=len(answer.passages))
        await asyncio.sleep(self.pace)
        yield Step(name="writing" if answer.engine is EngineName.GENERATING else "quoting")
        for claim in answer.claims:
            await asyncio.sleep(self.pace)
            yield ClaimReady(claim=claim, sources=answer.sources)
            if "lambat" in question:
                await asyncio.Event().wait()
        yield Finished(answer=answer)

    def status(self) -> Status:
        if self.status_error:
            raise self.status_error
        return self.current

    def examples(self, language: str) -> tuple[str, ...]:
        return EXAMPLES[language] if self.current.articles else ()

    def suggestions(
        self, answer: Answer, language: str, *, wanted: Callable[[], bool] = lambda: True
    ) -> tuple[str, ...]:
        self.proposed += 1
        if self.rests:
            time.sleep(self.rests)
        known = {answer.question.casefold()}
        found = [each for each in EXAMPLES[language] if each.casefold() not in known]
        return tuple(found[:2]) if wanted() else ()

    def warm_up(self) -> None:
        return None

    def close(self) -> None:
        return None


def empty() -> PretendAssistant:
    """Return an assistant over an archive without articles."""
    nothing = replace(STATUS, articles=0, passages=0, oldest=None, newest=None)
    return PretendAssistant(current=nothing)


def with_model() -> PretendAssistant:
    """Return an assistant whose model answers."""
    return PretendAssistant(current=replace(STATUS, state=ModelState.READY, commands=()))
