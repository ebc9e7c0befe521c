"""Replies of a model, honest and hostile, in both forms, and the joint over real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from typing import Any

import ijson
import pytest
from stand_in_ollama import StandInOllama
from stand_in_reply import Script
from test_prompts import HITS, QUESTION, hit

from rag.errors import ModelMissing, ReplyBroken
from rag.generating import DraftStream, GeneratingEngine, local_engine
from rag.ollama_client import ChatOptions, OllamaClient, Timeouts
from rag.prompts import LabelledPrompt
from rag.records import DraftClaim, Hit
from rag.replies import Repetition, clean_text


class Fake:
    """A model that says its text in pieces and may then fail."""

    name = "fake:1b"
    budget_tokens = 4000

    def __init__(self, text: str, size: int = 7, error: Exception | None = None) -> None:
        self.text, self.size, self.error = text, size, error
        self.given = 0
        self.asked: list[LabelledPrompt] = []
        self.closed = False

    async def stream(self, prompt: LabelledPrompt) -> AsyncGenerator[str, None]:
        self.asked.append(prompt)
        try:
            for start in range(0, len(self.text), self.size):
                self.given = start + self.size
                yield self.text[start : start + self.size]
            if self.error:
                raise self.error
        finally:
            self.closed = True


def reply(*claims: tuple[Any, Any], answerable: Any = True) -> str:
    return json.dumps(
        {
            "answerable": answerable,
            "claims": [{"evidence": labels, "text": text} for labels, text in claims],
        }
    )


ACCENTED = (hit(1, ["Café Zoë buka.", "Serikat menerima angka itu."]), HITS[1])


def run(
    text: str | Fake, *, marker_form: bool = False, hits: Sequence[Hit] = HITS
) -> tuple[list[DraftClaim], DraftStream, Exception | None]:
    """Return the claims, the stream and the error of one draft."""
    fake = Fake(text) if isinstance(text, str) else text

    async def collect() -> tuple[list[DraftClaim], DraftStream, Exception | None]:
        engine = GeneratingEngine(fake, marker_form=marker_form)
        stream = engine.draft(QUESTION, hits, language="id")
        claims: list[DraftClaim] = []
        try:
            async for claim in stream:
                claims.append(claim)
        except ReplyBroken as error:
            return claims, stream, error
        return claims, stream, None

    return asyncio.run(collect())


@pytest.mark.parametrize("size", [1, 2, 3, 7, 5000])
def test_claims_are_read_whatever_the_pieces(size: int) -> None:
    text = json.dumps(
        {
            "answerable": True,
            "claims": [
                {"evidence": ["S1"], "text": 'Kata Zoë 😀: "naik".'},
                {"evidence": ["S3", "S2"], "text": "Pengusaha menawar."},
            ],
        }
    )
    claims, stream, error = run(Fake(text, size), hits=ACCENTED)
    assert error is None
    assert [claim.text for claim in claims] == ['Kata Zoë 😀: "naik".', "Pengusaha menawar."]
    assert [item.text for item in claims[1].evidence] == [
        "Pengusaha menawar 3 persen.",
        "Serikat menerima angka itu.",
    ]
    assert stream.report.kept == 2 and stream.report.dropped == {}


def test_a_claim_is_handed_out_before_the_reply_ends() -> None:
    fake = Fake(reply((["S1"], "Upah naik 6,5 persen."), (["S2"], "x" * 500)), 5)

    async def first() -> DraftClaim:
        stream = GeneratingEngine(fake).draft(QUESTION, HITS, language="id")
        async with aclosing(stream):
            return await anext(stream)

    assert asyncio.run(first()).text == "Upah naik 6,5 persen."
    assert fake.given < len(fake.text) / 3
    assert fake.closed


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        (["S1", "S99"], 1),
        (["S99", "A1", "", "S0"], 0),
        ([], 0),
        ("S2", 1),
        (["[S2]", "s3"], 2),
        (["S1", "S1"], 1),
        ([1, None, {"a": "S1"}], 0),
        (["lihat S1 ya"], 0),
        ({"label": "S1"}, 0),
    ],
)
def test_invented_labels_never_survive(labels: Any, kept: int) -> None:
    claims, stream, error = run(reply((labels, "Upah naik."), (["S3"], "Tawaran 3 persen.")))
    assert error is None
    assert sum(len(claim.evidence) for claim in claims[:-1]) == kept
    assert claims[-1].text == "Tawaran 3 persen."
    assert stream.report.kept == len(claims)


@pytest.mark.parametrize("said", [False, "false", "False"])
def test_not_answerable_means_no_claims_even_if_some_follow(said: Any) -> None:
    claims, stream, error = run(reply((["S1"], "Upah naik."), answerable=said))
    assert (claims, error) == ([], None)
    assert stream.report.answerable is False


def test_claims_before_the_verdict_wait_for_it() -> None:
    claim = {"evidence": ["S1"], "text": "Upah naik."}
    no, _, _ = run(json.dumps({"claims": [claim], "answerable": False}))
    yes, _, _ = run(json.dumps({"claims": [claim], "answerable": True}))
    silent, _, _ = run(json.dumps({"claims": [claim]}))
    assert (len(no), len(yes), len(silent)) == (0, 1, 1)


def test_no_is_never_taken_back() -> None:
    text = (
        '{"answerable": false, "answerable": true, "claims": [{"evidence": ["S1"], "text": "a"}]}'
    )
    assert run(text)[0] == []


def test_deep_nesting_and_endless_strings_are_given_up_early() -> None:
    deep = '{"answerable": true, "x": ' + "[" * 5000 + "]" * 5000 + ', "claims": []}'
    endless = '{"answerable": true, "claims": [{"evidence": ["S1"], "text": "' + "naik " * 20_000
    for text, most in ((deep, 200), (endless, 30_000)):
        fake = Fake(text, 100)
        claims, _, error = run(fake)
        assert claims == [] and isinstance(error, ReplyBroken)
        assert fake.closed and fake.given < most


@pytest.mark.parametrize(
    "around",
    [
        "```json\n{}\n```",
        "Tentu {ini} jawabannya:\n{}\nSemoga membantu { [S1]",
        "<think>x</think>{}",
    ],
)
def test_prose_and_fences_around_the_object_are_passed_over(around: str) -> None:
    body = reply((["S1"], "Upah naik."))
    claims, _, error = run(around.replace("{}", body))
    assert error is None
    assert [claim.text for claim in claims] == ["Upah naik."]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "Maaf, saya tidak tahu.",
        '{"jawaban": "ya"}',
        "[]",
        "{}",
        '{"answerable": true, "claims": [{"evidence": ["S1"], "text": "Upah',
        '{"answerable": true, "claims": [}',
        '{"answerable": true, "claims": ' + '[{"a":' * 50_000,
        "{" * 30_000,
        '{"answerable": true, "claims": [{"evidence": ["S1"], "text": "' + "naik " * 10_000,
        '{"answerable": true, ' + "\n" * 60_000,
    ],
    ids=lambda text: text[:24] or "nothing",
)
def test_broken_replies_raise_and_give_nothing(text: str) -> None:
    claims, _, error = run(Fake(text, 400))
    assert claims == []
    assert isinstance(error, ReplyBroken)
    assert error.remedy


def test_complete_claims_of_a_cut_reply_are_handed_out_first() -> None:
    whole = reply((["S1"], "Upah naik."), (["S2"], "Serikat menerima."))
    claims, _, error = run(whole[: whole.index("Serikat") + 3])
    assert [claim.text for claim in claims] == ["Upah naik."]
    assert isinstance(error, ReplyBroken)


def test_the_clients_own_verdict_at_the_end_is_passed_on() -> None:
    cut = ReplyBroken("cut", remedy="again")
    claims, _, error = run(Fake(reply((["S1"], "Upah naik.")), error=cut))
    assert len(claims) == 1
    assert error is cut


def test_repetition_and_endless_prose_stop_the_model() -> None:
    same = (["S1"], "Upah naik.")
    fake = Fake(reply(*[same] * 4000))
    claims, stream, error = run(fake)
    assert (len(claims), error) == (1, None)
    assert stream.report.stopped == "repetition"
    assert fake.closed and fake.given < 1000
    after = Fake(reply(same) + " naik" * 10_000)
    claims, stream, error = run(after)
    assert (len(claims), error, stream.report.stopped) == (1, None, "went_on")
    assert after.closed and after.given < 2000


def test_there_is_a_bound_on_claims_and_on_their_length() -> None:
    many = reply(*[(["S1"], f"Pernyataan nomor {n}.") for n in range(40)])
    claims, stream, _ = run(many)
    assert len(claims) == 8 and stream.report.stopped == "enough_claims"
    claims, stream, _ = run(
        reply((["S1"], " ".join(f"naik{n}" for n in range(200))), (["S2"], "Serikat menerima."))
    )
    assert [claim.text for claim in claims] == ["Serikat menerima."]
    assert stream.report.dropped == {"too_long": 1}


def test_odd_shapes_are_counted_not_shown() -> None:
    odd = (
        '{"answerable": true, "claims": [7, "teks [S1]", {"text": "tanpa bukti"}, {"evidence": '
        '["S1"]}, {"evidence": ["S1"], "text": {"a": "b"}}, {"evidence": ["S1"], "text": "  ** "},'
        ' {"evidence": ["S2"], "text": "Serikat menerima.", "note": [1]}, '
        '{"evidence": ["S3"], "text": "Tawaran."}]}'
    )
    claims, stream, error = run(odd)
    assert error is None
    assert [claim.text for claim in claims] == ["Tawaran."]
    assert stream.report.dropped == {"empty": 1, "malformed": 5, "no_evidence": 1}


@pytest.mark.parametrize("backend", ["python", ijson.backend])
def test_lone_surrogates_and_split_escapes_never_get_out(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ijson, "basic_parse_coro", ijson.get_backend(backend).basic_parse_coro)
    said = "Caf\\u00e9 \\ud83d\\ude00 a\\ud83d."
    text = '{"answerable": true, "claims": [{"evidence": ["S1"], "text": "' + said + '"}]}'
    claims, _, error = run(Fake(text, 1), hits=ACCENTED)
    if error is None:
        claims[0].text.encode("utf-8")
        assert claims[0].text.startswith("Café 😀 a")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Upah** naik [S1][S2].", "Upah naik."),
        ("Upah naik <b>6,5</b> persen<script>", "Upah naik 6,5 persen"),
        ("&lt;img src=x onerror=alert(1)&gt;Upah naik", "Upah naik"),
        ("Upah naik, lihat [sini](https://jahat.example/x?y=1).", "Upah naik, lihat sini."),
        ("![](https://jahat.example/p.png)Upah naik", "Upah naik"),
        ("Upah naik https://jahat.example/?q=rahasia sekali", "Upah naik sekali"),
        ("klik javascript:alert(1) sekarang", "klik sekarang"),
        ("<script>fetch('https://jahat.example/c')</script>**Upah** naik", "Upah naik"),
        ("&lt;style&gt;p{}&lt;/style&gt;Upah naik <script>x()", "Upah naik"),
        ("[Upah naik.](javascript:alert(1))\n# Lihat https://jahat.example", "Upah naik. Lihat"),
        ("![x](http://jahat.example/p(1).png)Upah naik [S1](S2)", "Upah naik"),
        ("- Upah\n naik\u200b\u202e 2*3 = 6", "Upah naik 2*3 = 6"),
        ("3. Upah naik `6,5` _persen_", "Upah naik 6,5 persen"),
        ("1.200 buruh; Pasal 88A [sic] (S1 Hukum)", "1.200 buruh; Pasal 88A [sic] (S1 Hukum)"),
        ("Kata \x00Rina\x1b[31m", "Kata Rina[31m"),
    ],
)
def test_texts_become_one_plain_line(text: str, plain: str) -> None:
    assert clean_text(text) == plain


def test_the_marker_form_reads_lines() -> None:
    text = (
        "1. Upah naik 6,5 persen. [S1]\nSerikat menerima. [S2, S3]\nTanpa bukti.\n"
        "[S99] Palsu.\nAkhir [S3]"
    )
    claims, stream, error = run(text, marker_form=True)
    assert error is None
    assert [claim.text for claim in claims] == [
        "Upah naik 6,5 persen.",
        "Serikat menerima.",
        "Akhir",
    ]
    assert [len(claim.evidence) for claim in claims] == [1, 2, 1]
    assert stream.report.dropped == {"malformed": 1, "no_evidence": 1, "unknown_label": 1}


@pytest.mark.parametrize(
    ("text", "raises"),
    [
        ("NO_ANSWER", False),
        ("**NO_ANSWER**.\nUpah naik [S1]", False),
        ("", True),
        ("x" * 9000, True),
    ],
)
def test_the_marker_form_may_say_no_or_break(text: str, raises: bool) -> None:
    claims, stream, error = run(Fake(text, 300), marker_form=True)
    assert claims == []
    assert isinstance(error, ReplyBroken) is raises
    assert stream.report.answerable is (None if raises else False)


@pytest.mark.parametrize("size", [1, 5, 400])
@pytest.mark.parametrize(
    ("text", "marker_form", "kept"),
    [
        ('[{"evidence": ["S1"], "text": "Upah naik."}]', False, ["Upah naik."]),
        ("Jawaban:\n- Upah naik. [S1]\n", False, ["Upah naik."]),
        ("Upah naik (S1).", True, ["Upah naik."]),
        ('```json\n{"claims": [{"evidence": "S1", "text": "Upah."}]}\n```', True, ["Upah."]),
        ("<think>[S1] Salah.</think>Upah naik. [S1]", True, ["Upah naik."]),
        ("<THINK>\n{}\n</think>\n[S1] Upah naik.", False, ["Upah naik."]),
        ("Lulusan (S1) buruh. [S2]", True, ["Lulusan (S1) buruh."]),
        ("Upah naik (S1, S2). [S1][S2]", True, ["Upah naik."]),
        ('{"evidence": ["S1"], "text": "Upah naik [S1]"', True, []),
        ("Upah naik [1]. [S1]", True, ["Upah naik."]),
    ],
)  # fmt: skip
def test_either_form_is_read_whichever_was_asked_for(
    text: str, marker_form: bool, kept: list[str], size: int
) -> None:
    claims, _, _ = run(Fake(text, size), marker_form=marker_form)
    assert [each.text for each in claims] == kept


@pytest.mark.parametrize("letter", ["\u0430", "\u00e1", "\u1ea1", "\uff11", "\u2078", "\u0669"])
def test_letters_and_digits_beyond_ascii_must_stand_in_the_evidence(letter: str) -> None:
    text = f"Upah tid{letter}k naik."
    claims, stream, _ = run(reply((["S1"], text), (["S2"], "Serikat menerima.")))
    assert [each.text for each in claims] == ["Serikat menerima."]
    assert stream.report.dropped == {"strange_letters": 1}
    claims, _, _ = run(reply((["S1"], text)), hits=[hit(1, [f"Kata {letter} tidak dipakai."])])
    assert len(claims) == 1


@pytest.mark.parametrize("piece", ["a", "naik ", "Upah naik 6,5 persen pada bulan itu juga. "])
def test_going_round_in_circles_is_noticed_and_a_table_is_not(piece: str) -> None:
    fake = Fake(reply((["S1"], piece * 3000)))
    claims, stream, error = run(fake)
    assert claims == [] and isinstance(error, ReplyBroken) and fake.closed
    assert fake.given < 1500 and stream.report.stopped == "repetition"
    watch = Repetition()
    assert not any(watch.feed(f"Kota {n}: Rp {n * 4_711:,}; ") for n in range(100, 400))


def test_without_passages_the_model_is_not_asked() -> None:
    fake = Fake(reply((["S1"], "Upah naik.")))

    async def ask() -> list[DraftClaim]:
        stream = GeneratingEngine(fake).draft(QUESTION, (), language="id")
        return [claim async for claim in stream]

    assert asyncio.run(ask()) == []
    assert fake.asked == []


# The joint with llama-index, over real HTTP.

QUICK = Timeouts(connect_s=2, load_s=10, idle_s=5, total_s=20)


@pytest.fixture
def server() -> Iterator[StandInOllama]:
    with StandInOllama() as running:
        yield running


def ask(
    server: StandInOllama, *, marker_form: bool = False, limit: int = 99
) -> Sequence[DraftClaim]:
    async def collect() -> list[DraftClaim]:
        options = ChatOptions(model="gemma3:4b", num_ctx=4096)
        engine = local_engine(OllamaClient(server.url, QUICK), options, marker_form=marker_form)
        assert engine.model == "gemma3:4b"
        claims: list[DraftClaim] = []
        async with aclosing(engine.draft(QUESTION, HITS, language="id")) as stream:
            async for claim in stream:
                claims.append(claim)
                if len(claims) == limit:
                    break
        return claims

    return asyncio.run(collect())


@pytest.mark.parametrize("marker_form", [False, True])
def test_the_engine_answers_through_llama_index(server: StandInOllama, marker_form: bool) -> None:
    claims = ask(server, marker_form=marker_form)
    assert claims[0].text.startswith("Upah naik 6,5 persen")
    assert claims[0].evidence[0].text == "Upah naik 6,5 persen."
    body = server.asked("/api/chat")[-1]
    assert body["options"]["num_ctx"] == 4096
    assert ("format" in body) is not marker_form


def test_a_cut_reply_of_the_server_raises_after_the_complete_claims(server: StandInOllama) -> None:
    text = reply((["S1"], "Upah naik."), (["S2"], "Serikat menerima."))
    server.reply = lambda body: Script(text[:-30], done_reason="length")
    with pytest.raises(ReplyBroken):
        ask(server)


def test_a_missing_model_is_said_plainly(server: StandInOllama) -> None:
    engine = local_engine(OllamaClient(server.url, QUICK), ChatOptions(model="tidak-ada:1b"))

    async def first() -> None:
        await anext(engine.draft(QUESTION, HITS, language="id"))

    with pytest.raises(ModelMissing):
        asyncio.run(first())


def test_closing_the_draft_stops_the_model_at_the_server() -> None:
    text = reply((["S1"], "Upah naik."), *[(["S2"], f"Isi {n}.") for n in range(200)])
    with StandInOllama(rate=100) as server:
        server.reply = lambda body: text
        assert len(ask(server, limit=1)) == 1
        assert server.wait_until(lambda: server.cancellations)
        assert [each.phase for each in server.cancellations] == ["decode"]


def test_the_llm_is_a_whole_llama_index_llm(server: StandInOllama) -> None:
    from llama_index.core.base.llms.types import ChatMessage

    from rag.generating_joint import LlamaIndexModel, LocalOllamaLLM

    server.reply = lambda body: "Upah naik enam persen."
    llm = LocalOllamaLLM.over(
        OllamaClient(server.url, QUICK), ChatOptions(model="gemma3:4b", num_ctx=4096)
    )
    assert llm.metadata.context_window == 4096
    assert LlamaIndexModel(llm).budget_tokens <= 4096 - 768
    message = [ChatMessage(role="user", content="Berapa?")]
    assert llm.chat(message).message.content == "Upah naik enam persen."
    assert llm.complete("Berapa?").text == "Upah naik enam persen."
    assert (
        "".join(part.delta or "" for part in llm.stream_chat(message)) == "Upah naik enam persen."
    )
    assert [part.text for part in llm.stream_complete("Berapa?")][-1] == "Upah naik enam persen."

    async def both() -> tuple[str, str]:
        whole = await llm.acomplete("Berapa?")
        parts = [part.text async for part in await llm.astream_complete("Berapa?")]
        return whole.text, parts[-1]

    assert asyncio.run(both()) == ("Upah naik enam persen.",) * 2
