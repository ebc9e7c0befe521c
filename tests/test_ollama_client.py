"""The client against a stand-in Ollama over real HTTP, every fault included.

The tests marked ``ollama`` make the same basic assertions against a real server, if
``OLLAMA_HOST`` names one (``-m ollama``).
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import pytest
from stand_in_ollama import StandInOllama
from stand_in_reply import Script
from stand_in_state import DEFAULT_MODELS, StandInModel
from stand_in_text import count

from rag.errors import (
    EmbedderUnavailable,
    ModelBusy,
    ModelError,
    ModelMissing,
    ModelRefused,
    ModelTimeout,
    ModelUnreachable,
    ReplyBroken,
    UsageError,
)
from rag.ollama_client import (
    ChatOptions,
    ModelInfo,
    OllamaClient,
    Pulled,
    Timeouts,
    count_bound,
    count_floor,
    normalise_host,
)
from rag.ollama_client.reply import NotInForm

GEMMA = ChatOptions(model="gemma3:4b", num_ctx=1024, num_predict=200)
QUICK = Timeouts(connect_s=1, load_s=0.8, idle_s=0.6, total_s=1.6)
NEWS = "Serikat buruh menuntut kenaikan upah minimum sebesar sepuluh persen tahun depan. "
ASK = (
    {"role": "system", "content": "Jawab hanya dari kutipan."},
    {"role": "user", "content": "[S1] Mogok dimulai Senin.\n[S2] Upah naik 6,5 persen.\n"
     "Pertanyaan: Berapa persen upah naik?"},
)  # fmt: skip
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["answerable", "claims"],
    "properties": {
        "answerable": {"type": "boolean"},
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "evidence": {"type": "array", "items": {"enum": ["S1", "S2"]}},
                    "text": {"type": "string"},
                },
            },
        },
    },
}


@pytest.fixture
def server() -> Iterator[StandInOllama]:
    with StandInOllama() as running:
        yield running


@pytest.fixture
def client(server: StandInOllama) -> OllamaClient:
    """Give a client with the product's own deadlines: most tests here are not about them."""
    return OllamaClient(server.url)


@pytest.fixture
def hurried(server: StandInOllama) -> OllamaClient:
    """Give a client with short deadlines, for the tests of what happens when one is missed."""
    import httpx  # noqa: F401  a first import would eat up the short deadlines here
    import ollama  # noqa: F401

    return OllamaClient(server.url, QUICK)


async def collect(
    client: OllamaClient,
    messages: Sequence[Mapping[str, str]] = ASK,
    options: ChatOptions = GEMMA,
    schema: Mapping[str, object] | None = None,
    expected_tokens: int = 0,
) -> list[str]:
    async with aclosing(client.chat(messages, options, schema, expected_tokens)) as deltas:
        return [delta async for delta in deltas]


def chat(client: OllamaClient, *args: Any, **more: Any) -> str:
    return "".join(asyncio.run(collect(client, *args, **more)))


def long_messages(words: int) -> list[dict[str, str]]:
    text = (NEWS * (words // 11 + 1)).split()[:words]
    return [
        {"role": "system", "content": "RAHASIA: jawab dari kutipan."},
        {"role": "user", "content": " ".join(text)},
    ]


# The basic assertions, for the stand-in and for a real server alike.


def check_describes(client: OllamaClient, chat_model: str, embed_model: str) -> None:
    assert client.version().split(".")[0].isdigit()
    found = client.find(chat_model)
    assert found.digest and not found.remote and found.context_length > 0
    assert "completion" in found.capabilities
    assert found.name in {model.name for model in client.models()}
    assert client.find(embed_model).embedding_length > 0


def check_embeds(client: OllamaClient, embed_model: str) -> None:
    texts = ["upah minimum naik", "kenaikan upah minimum", "final piala dunia sepak bola"]
    vectors = client.embed(embed_model, texts)
    assert len(vectors) == 3 and len({len(vector) for vector in vectors}) == 1
    assert all(math.isclose(math.hypot(*vector), 1, abs_tol=1e-3) for vector in vectors)
    near, far = (
        sum(one * other for one, other in zip(vectors[0], vectors[place], strict=True))
        for place in (1, 2)
    )
    assert near > far


def check_chats(client: OllamaClient, options: ChatOptions) -> None:
    client.warm_up(options)
    reply = json.loads(chat(client, ASK, options, SCHEMA))
    assert isinstance(reply["answerable"], bool)
    assert {label for claim in reply["claims"] for label in claim["evidence"]} <= {"S1", "S2"}


def check_refuses_too_long(client: OllamaClient, options: ChatOptions) -> None:
    with pytest.raises(ReplyBroken, match="do not fit"):
        chat(client, long_messages(options.num_ctx * 3), options)


def test_describes(client: OllamaClient) -> None:
    check_describes(client, "gemma3:4b", "bge-m3")


def test_embeds(client: OllamaClient) -> None:
    check_embeds(client, "bge-m3")


def test_chats(client: OllamaClient) -> None:
    check_chats(client, GEMMA)


@pytest.mark.parametrize("model", ["gemma3:4b", "qwen3.5:4b"])
def test_a_prompt_that_is_too_long_is_refused(client: OllamaClient, model: str) -> None:
    check_refuses_too_long(client, ChatOptions(model=model, num_ctx=512, num_predict=100))


@pytest.fixture
def real() -> tuple[OllamaClient, ChatOptions, str]:
    """Give a real server with a chat and an embedding model of its own, or a skip that says why."""
    host = os.environ.get("OLLAMA_HOST")
    if not host:
        pytest.skip("NOT RUN: no OLLAMA_HOST is set")
    client = OllamaClient(host)
    try:
        there = [client.find(model.name) for model in client.models() if not model.remote]
    except ModelError as error:
        pytest.skip(f"NOT RUN: {error}")
    chatting = _first(there, "completion", "gemma3:4b")
    embedding = _first(there, "embedding", "bge-m3:latest")
    return client, ChatOptions(model=chatting, num_ctx=1024, num_predict=200), embedding


def _first(there: Sequence[ModelInfo], capability: str, preferred: str) -> str:
    names = [model.name for model in there if capability in model.capabilities]
    if not names:
        pytest.skip(f"NOT RUN: no model for {capability} there (ollama pull {preferred})")
    return preferred if preferred in names else names[0]


@pytest.mark.ollama
@pytest.mark.timeout(900)
class TestRealServer:
    def test_describes(self, real: tuple[OllamaClient, ChatOptions, str]) -> None:
        check_describes(real[0], real[1].model, real[2])

    def test_embeds(self, real: tuple[OllamaClient, ChatOptions, str]) -> None:
        check_embeds(real[0], real[2])

    def test_chats(self, real: tuple[OllamaClient, ChatOptions, str]) -> None:
        check_chats(real[0], real[1])

    def test_refuses_too_long(self, real: tuple[OllamaClient, ChatOptions, str]) -> None:
        check_refuses_too_long(real[0], real[1])


# What is sent.


def test_a_chat_request_says_everything_that_matters(
    server: StandInOllama, client: OllamaClient
) -> None:
    chat(client, schema=SCHEMA)
    (sent,) = server.asked("/api/chat")
    assert sent == {
        "model": "gemma3:4b",
        "messages": list(ASK),
        "stream": True,
        "think": False,
        "truncate": False,
        "shift": False,
        "keep_alive": "30m",
        "format": SCHEMA,
        "options": {"num_ctx": 1024, "num_predict": 200, "temperature": 0.1, "seed": 7},
    }


def test_warm_up_and_chats_load_the_model_once(server: StandInOllama, client: OllamaClient) -> None:
    client.warm_up(GEMMA)
    chat(client)
    chat(client, schema=SCHEMA)
    assert (server.loads, server.reloads) == (["gemma3:4b"], [])
    chat(client, options=ChatOptions(model="gemma3:4b", num_ctx=2048))  # the counter can count
    assert server.reloads == ["gemma3:4b"]


def test_no_credentials_no_proxy_no_redirect(
    server: StandInOllama, client: OllamaClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "rahasia")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    chat(client)
    client.embed("bge-m3", ["upah"])
    assert len(server.requests) >= 4
    assert not [request for request in server.requests if "authorization" in request.headers]
    with StandInOllama() as rogue:
        for path in ("/api/chat", "/api/embed", "/api/tags"):
            server.faults.always("redirect", path=path, to=rogue.url + path)
        with pytest.raises(ModelUnreachable, match="elsewhere"):
            chat(client)
        with pytest.raises(EmbedderUnavailable, match="elsewhere"):
            client.embed("bge-m3", ["upah"])
        with pytest.raises(ModelUnreachable, match="elsewhere"):
            client.models()
        assert rogue.requests == []


def test_thinking_is_not_part_of_the_reply(server: StandInOllama, client: OllamaClient) -> None:
    server.faults.once("thinking")
    assert "Hmm" not in chat(client)
    server.reply = lambda body: Script("Enam persen.", thinking="Coba kuhitung.")
    assert chat(client) == "Enam persen."


def test_no_messages_is_a_mistake_of_the_caller(client: OllamaClient) -> None:
    with pytest.raises(ValueError, match="message"):
        chat(client, [])


# Models that are refused, missing, or of the wrong kind.


@pytest.mark.parametrize("name", ["gpt-oss:120b-cloud", "glm:cloud", "Kimi-CLOUD", "x:Cloud"])
def test_cloud_names_are_refused_before_anything_is_sent(
    server: StandInOllama, client: OllamaClient, name: str
) -> None:
    for attempt in (
        lambda: client.find(name),
        lambda: client.embed(name, ["upah"]),
        lambda: client.warm_up(ChatOptions(model=name)),
        lambda: chat(client, options=ChatOptions(model=name)),
    ):
        with pytest.raises(ModelRefused, match="cloud"):
            attempt()
    assert server.requests == []


def test_a_local_name_for_a_cloud_model_is_refused() -> None:
    stub = StandInModel("kantor:latest", ("completion", "embedding"), remote_host="ollama.com")
    with StandInOllama(store=(*DEFAULT_MODELS, stub)) as server:
        client = OllamaClient(server.url)
        with pytest.raises(ModelRefused):
            chat(client, options=ChatOptions(model="kantor"))
        with pytest.raises(ModelRefused):
            client.embed("kantor", ["upah"])
        assert server.left_the_building == []
        assert [model.name for model in client.models() if model.remote] == ["kantor:latest"]


def test_find_knows_tags_and_case(client: OllamaClient) -> None:
    found = client.find("BGE-M3")
    assert (found.name, found.embedding_length, found.context_length) == (
        "bge-m3:latest",
        1024,
        8192,
    )
    assert found.digest == client.find("bge-m3:latest").digest
    with pytest.raises(ModelMissing, match="ollama pull gemma3"):
        client.find("gemma3")  # gemma3:latest is another model than gemma3:4b


def test_the_wrong_kind_of_model_is_refused(client: OllamaClient) -> None:
    with pytest.raises(ModelRefused, match="chat"):
        chat(client, options=ChatOptions(model="bge-m3"))
    with pytest.raises(ModelRefused, match="embedding"):
        client.embed("gemma3:4b", ["upah"])
    with pytest.raises(EmbedderUnavailable, match="ollama pull nomic"):
        client.embed("nomic", ["upah"])


def test_a_model_removed_meanwhile_is_missing(server: StandInOllama, client: OllamaClient) -> None:
    chat(client)
    server.models.clear()
    with pytest.raises(ModelMissing, match="ollama pull gemma3:4b"):
        chat(client)


def test_an_old_server_without_capabilities_is_asked_by_show(server: StandInOllama) -> None:
    server.update_model("gemma3:4b", capabilities=())
    server.update_model("bge-m3", capabilities=())
    found = OllamaClient(server.url).find("gemma3:4b")
    assert found.capabilities == () and found.context_length > 0


# Every fault of a chat.

FAULTS: list[tuple[str, dict[str, Any], type[ModelError], str]] = [
    ("status", {"status": 500, "text": "llama runner: out of memory"}, ModelError, "out of memory"),
    ("status", {"status": 502, "text": "bad gateway"}, ModelError, "502"),
    ("status", {"status": 404, "text": "model 'x' not found"}, ModelMissing, "ollama pull"),
    ("status", {"status": 400, "text": '"x" does not support chat'}, ModelRefused, "not a model"),
    ("forbidden", {}, ModelUnreachable, "403"),
    ("garbage", {}, ReplyBroken, "garbled"),
    ("reset_before", {}, ReplyBroken, "ended the connection"),
    ("hang", {}, ModelTimeout, "did not begin within 0.8"),
    ("slow_first_byte", {"seconds": 1.2}, ModelTimeout, "did not begin"),
    ("error_mid_stream", {"text": "CUDA error"}, ReplyBroken, "CUDA error"),
    ("no_done", {}, ReplyBroken, "without its last part"),
    ("reset", {}, ReplyBroken, "ended the connection"),
    ("hang_mid_stream", {}, ModelTimeout, "silent for 0.6"),
    ("malformed_line", {}, ReplyBroken, "garbled"),
    ("endless_line", {}, ReplyBroken, "line of no end"),
    ("drip", {}, ModelTimeout, "not done after 1.6"),
    ("length", {}, NotInForm, "cut"),
    ("load", {}, ReplyBroken, "no reply"),
    ("empty", {}, NotInForm, "empty"),
    ("no_counts", {}, ReplyBroken, "does not say how much"),
]


@pytest.mark.parametrize(
    ("fault", "details", "error", "words"),
    FAULTS,
    ids=[f"{f[0]}-{n}" for n, f in enumerate(FAULTS)],
)
def test_each_fault_becomes_its_error_in_time_and_the_next_question_works(
    server: StandInOllama,
    client: OllamaClient,
    hurried: OllamaClient,
    fault: str,
    details: dict[str, Any],
    error: type[ModelError],
    words: str,
) -> None:
    server.faults.once(fault, **details)
    began = time.monotonic()
    with pytest.raises(error, match=words) as caught:
        chat(hurried if error is ModelTimeout else client)
    assert type(caught.value) is error
    assert caught.value.remedy and caught.value.item
    assert time.monotonic() - began < QUICK.total_s + 50
    assert "6,5 persen" in chat(client)


def test_a_busy_server_is_asked_again_a_few_times_and_it_is_told(
    server: StandInOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rag.ollama_client.client as module

    assert sum(module._BUSY_PAUSES) < 5 and list(module._BUSY_PAUSES) == sorted(module._BUSY_PAUSES)
    monkeypatch.setattr(module, "_BUSY_PAUSES", (0.01, 0.02, 0.04))
    client = OllamaClient(server.url)
    server.faults.once("busy")
    assert "6,5 persen" in chat(client)
    assert len(server.asked("/api/chat")) == 2
    server.faults.always("busy")
    with pytest.raises(ModelBusy, match=r"too many requests.*asked 4 times"):
        chat(client)
    assert len(server.asked("/api/chat")) == 6
    monkeypatch.setattr(module, "_BUSY_PAUSES", (60,))  # longer than an answer may take to begin
    began = time.monotonic()
    with pytest.raises(ModelBusy, match="too many requests"):
        chat(OllamaClient(server.url, Timeouts(load_s=30)))
    assert time.monotonic() - began < 50  # and not the pause of 60 s
    server.faults.clear()
    assert "6,5 persen" in chat(client)


def test_nothing_is_asked_again_once_text_has_come_or_nobody_is_there(
    server: StandInOllama, client: OllamaClient
) -> None:
    server.faults.once("error_mid_stream", text="server busy, please try again.")
    with pytest.raises(ReplyBroken):
        chat(client)
    assert len(server.asked("/api/chat")) == 1
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = OllamaClient(f"127.0.0.1:{taken.getsockname()[1]}", QUICK)
        began = time.monotonic()
        with pytest.raises(ModelUnreachable):
            chat(nobody)
        assert time.monotonic() - began < 30


def test_a_model_that_was_unloaded_between_two_questions_is_loaded_again(
    server: StandInOllama, client: OllamaClient
) -> None:
    chat(client)
    server.loaded.clear()
    assert "6,5 persen" in chat(client)
    assert (server.loads, server.reloads) == (["gemma3:4b"] * 2, [])


def test_what_is_in_memory_is_told_as_it_was_allocated(
    server: StandInOllama, client: OllamaClient
) -> None:
    assert client.running() == ()
    server.window_limit = 512
    client.warm_up(GEMMA)
    (running,) = client.running()
    assert (running.name, running.context_length) == ("gemma3:4b", 512)
    assert running.digest == client.find("gemma3:4b").digest and running.size > 0


def test_a_survey_asks_everything_at_once(server: StandInOllama) -> None:
    client = OllamaClient(server.url)
    client.warm_up(GEMMA)
    seconds = 2.0
    server.faults.always("slow_first_byte", path="*", seconds=seconds)
    began = time.monotonic()
    survey = client.survey("gemma3:4b")
    assert time.monotonic() - began < 4 * seconds  # four answers, two of them one after the other
    assert (survey.version, survey.info.name) == ("0.33.0", "gemma3:4b")
    assert survey.running is not None and survey.running.context_length == 1024
    server.faults.clear()
    server.faults.always("status", path="/api/ps", status=404, text="page not found")
    assert client.survey("gemma3:4b").running is None  # an old server does not know the question
    assert len(server.asked("/api/show")) == 1  # nothing new under the same digest
    server.update_model("gemma3:4b", embedding_length=7)
    client.survey("gemma3:4b")
    assert len(server.asked("/api/show")) == 2


def test_a_short_try_measures_and_loads_nothing_anew(
    server: StandInOllama, client: OllamaClient
) -> None:
    server.rate = 200
    client.warm_up(GEMMA)
    tried = client.try_out(ASK, ChatOptions(model="gemma3:4b", num_ctx=1024, num_predict=8), None)
    assert (tried.written, tried.whole, tried.read) == (8, False, count(ASK))
    assert 20 < tried.written / tried.written_s < 250
    assert (server.loads, server.reloads) == (["gemma3:4b"], [])


def test_whether_a_server_may_use_a_cloud(server: StandInOllama, client: OllamaClient) -> None:
    assert client.cloud_off() is False
    server.cloud_disabled = True
    assert client.cloud_off() is True
    server.faults.always("status", path="/api/status", status=404, text="page not found")
    assert client.cloud_off() is None


# Fetching a model.


def pulled(client: OllamaClient, model: str) -> list[Pulled]:
    async def read() -> list[Pulled]:
        async with aclosing(client.pull(model)) as parts:
            return [part async for part in parts]

    return asyncio.run(read())


def test_a_model_is_fetched_with_its_progress(server: StandInOllama, client: OllamaClient) -> None:
    server.pullable.add("qwen3.5:9b")
    lines = pulled(client, "qwen3.5:9b")
    assert (lines[0].status, lines[-1].status) == ("pulling manifest", "success")
    largest = [line for line in lines if line.total == 4_000_000]
    done = [line.completed for line in largest]
    assert done == sorted(done) and done[0] == 0 and done[-1] == 4_000_000 and len(done) > 5
    assert client.find("qwen3.5:9b").digest


def test_an_interrupted_download_is_stopped_and_goes_on_where_it_was(
    server: StandInOllama, client: OllamaClient
) -> None:
    server.pullable.add("qwen3.5:9b")
    server.pull_rate = 10_000_000

    async def stop_early() -> None:
        parts = client.pull("qwen3.5:9b")
        async for part in parts:
            if part.completed >= 1_000_000:
                break
        await parts.aclose()

    asyncio.run(stop_early())
    assert server.wait_until(lambda: server.cancellations)
    assert server.cancellations[0].phase == "pull"
    server.pull_rate = 0
    first = next(line for line in pulled(client, "qwen3.5:9b") if line.digest)
    assert first.completed >= 1_000_000


@pytest.mark.parametrize(
    ("model", "fault", "words"),
    [
        ("unknown:1b", None, "no model of this name"),
        ("no name", None, "no name of a model"),
        ("qwen3.5:9b", ("error_mid_stream", {"text": "unexpected EOF"}), "unexpected EOF.*again"),
        ("qwen3.5:9b", ("error_mid_stream", {"text": "write: no space left on device"}), "disk is"),
        ("qwen3.5:9b", ("error_mid_stream", {"text": "dial tcp: i/o timeout"}), "not reach the li"),
        ("qwen3.5:9b", ("no_done", {}), "ended too early.*goes on from there"),
        ("qwen3.5:9b", ("hang_mid_stream", {}), "silent for 0.8"),
        ("qwen3.5:9b", ("garbage", {}), "garbled"),
        ("qwen3.5:9b", ("status", {"status": 500, "text": "out of luck"}), "out of luck"),
    ],
)
def test_each_fault_of_fetching(
    server: StandInOllama,
    client: OllamaClient,
    hurried: OllamaClient,
    model: str,
    fault: tuple[str, dict[str, Any]] | None,
    words: str,
) -> None:
    server.pullable.add("qwen3.5:9b")
    if fault:
        server.faults.once(fault[0], path="/api/pull", **fault[1])
    with pytest.raises(ModelError, match=words) as caught:
        pulled(hurried if "silent" in words else client, model)
    assert caught.value.remedy and caught.value.item == model
    assert pulled(client, "qwen3.5:9b")[-1].status == "success"


def test_a_cloud_model_is_never_fetched(server: StandInOllama, client: OllamaClient) -> None:
    with pytest.raises(ModelRefused, match="cloud"):
        pulled(client, "gpt-oss:120b-cloud")
    assert server.requests == []


@pytest.mark.parametrize("fault", ["split_bytes", "slow_chunks"])
def test_a_whole_reply_arrives_however_it_is_cut_up(
    server: StandInOllama, client: OllamaClient, fault: str
) -> None:
    wanted = "Ketua menyebut “upah layak” — naik 6,5 % ≈ Rp 300.000 ✊."
    server.reply = lambda body: wanted
    details: dict[str, Any] = {"seconds": 0.01} if fault == "slow_chunks" else {}
    server.faults.once(fault, **details)
    assert chat(client) == wanted


def test_a_slow_load_is_waited_for(server: StandInOllama) -> None:
    server.load_seconds = 0.5
    patient = OllamaClient(server.url, Timeouts(load_s=5, idle_s=0.2, total_s=5))
    assert chat(patient)
    assert server.aborted_loads == []


def test_the_whole_is_bounded_too_while_loading(server: StandInOllama) -> None:
    server.faults.once("hang")
    with pytest.raises(ModelTimeout, match="not done after 0.5"):
        chat(OllamaClient(server.url, Timeouts(load_s=5, idle_s=5, total_s=0.5)))


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = OllamaClient(f"127.0.0.1:{taken.getsockname()[1]}")
        for attempt in (nobody.version, nobody.models, lambda: chat(nobody)):
            with pytest.raises(ModelUnreachable, match="ollama serve"):
                attempt()
        with pytest.raises(EmbedderUnavailable, match="ollama serve"):
            nobody.embed("bge-m3", ["upah"])


@pytest.mark.parametrize("fault", ["garbage", "forbidden"])
def test_something_else_answers_there(
    server: StandInOllama, client: OllamaClient, fault: str
) -> None:
    server.faults.always(fault, path="*")
    for attempt in (client.version, client.models, lambda: client.warm_up(GEMMA)):
        with pytest.raises(ModelUnreachable):
            attempt()


def test_a_silent_server_does_not_hold_the_probes(
    server: StandInOllama, hurried: OllamaClient
) -> None:
    server.faults.always("hang", path="*")
    began = time.monotonic()
    for attempt in (hurried.version, hurried.models):
        with pytest.raises(ModelTimeout, match="did not answer"):
            attempt()
    assert time.monotonic() - began < 2 * QUICK.idle_s + 50


# Cuts that Ollama itself does not report.


@pytest.mark.parametrize("words", [500, 700, 1200, 3000])
def test_a_silent_half_window_cut_never_passes(
    server: StandInOllama, client: OllamaClient, words: int
) -> None:
    server.overflow = "half_window"
    seen: list[str] = []

    def reply(body: dict[str, Any]) -> str:
        seen.append(str(body["messages"]))
        return "Jawaban yang lancar."

    server.reply = reply
    messages = long_messages(words)
    assert count(messages) > GEMMA.num_ctx
    with pytest.raises(ReplyBroken, match="do not fit"):
        chat(client, messages)
    assert "RAHASIA" not in seen[0]  # the model did answer, without the front of its prompt


def test_a_prompt_that_fits_passes_on_the_same_server(
    server: StandInOllama, client: OllamaClient
) -> None:
    server.overflow = "half_window"
    for words in (1, 50, 200, 300):
        messages = long_messages(words)
        assert count(messages) + GEMMA.num_predict < GEMMA.num_ctx
        assert chat(client, messages)


def test_the_callers_own_floor_is_used(client: OllamaClient) -> None:
    assert chat(client, expected_tokens=count(ASK))
    with pytest.raises(ReplyBroken, match="do not fit"):
        chat(client, expected_tokens=count(ASK) + 1)


def test_writing_on_after_the_window_is_full_never_passes(
    server: StandInOllama, client: OllamaClient
) -> None:
    server.overflow = "half_window"
    server.reply = lambda body: NEWS * 20
    options = ChatOptions(model="gemma3:4b", num_ctx=256, num_predict=250)
    with pytest.raises(ReplyBroken):
        chat(client, options=options)


# Stop.


def test_closing_mid_stream_stops_the_model_at_once(server: StandInOllama) -> None:
    server.rate = 20
    server.reply = lambda body: NEWS * 50

    async def read_three() -> None:
        deltas = OllamaClient(server.url).chat(ASK, ChatOptions(model="gemma3:4b"), None)
        for _ in range(3):
            await anext(deltas)
        await deltas.aclose()

    asyncio.run(read_three())
    assert server.wait_until(lambda: server.cancellations)
    (cancelled,) = server.cancellations
    assert cancelled.phase == "decode" and 3 <= cancelled.tokens < 700  # of 1,451


def test_cancelling_in_the_queue_of_ollama_leaves_it(server: StandInOllama) -> None:
    server.rate = 1

    async def cancel() -> None:
        client = OllamaClient(server.url)
        first = asyncio.ensure_future(collect(client))
        while len(server.asked("/api/chat")) < 1:
            await asyncio.sleep(0.005)
        second = asyncio.ensure_future(collect(client))
        while len(server.asked("/api/chat")) < 2:
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        second.cancel()
        await asyncio.wait([second])
        while not server.cancellations:
            await asyncio.sleep(0.005)
        first.cancel()
        await asyncio.wait([first])

    asyncio.run(asyncio.wait_for(cancel(), 60))
    assert server.wait_until(lambda: len(server.cancellations) == 2)
    assert [each.phase for each in server.cancellations] == ["queue", "decode"]


@pytest.mark.parametrize("phase", ["load", "prompt", "decode"])
def test_cancelling_the_task_stops_the_model_at_once(server: StandInOllama, phase: str) -> None:
    server.load_seconds = 300 if phase == "load" else 0
    server.prompt_rate = 0.1 if phase == "prompt" else 0
    server.rate = 0.1 if phase == "decode" else 0

    async def cancel() -> None:
        task = asyncio.ensure_future(collect(OllamaClient(server.url)))
        while not server.asked("/api/chat"):
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert server.wait_until(lambda: server.cancellations), "long before it would have ended"
    assert [each.phase for each in server.cancellations] == [phase]
    assert server.aborted_loads == (["gemma3:4b"] if phase == "load" else [])


def test_a_consumer_that_is_cancelled_elsewhere_stops_the_model_too(server: StandInOllama) -> None:
    server.reply = lambda body: NEWS * 50
    server.rate = 200

    async def slow_reader(reading: asyncio.Event) -> None:
        client = OllamaClient(server.url)
        async for _ in client.chat(ASK, ChatOptions(model="gemma3:4b"), None):
            reading.set()
            await asyncio.sleep(60)  # where the cancellation arrives, outside the generator

    async def cancel() -> None:
        reading = asyncio.Event()
        task = asyncio.ensure_future(slow_reader(reading))
        await reading.wait()
        task.cancel()
        await asyncio.wait([task])
        for _ in range(200):
            if server.cancellations:
                break
            await asyncio.sleep(0.01)
        assert len(server.cancellations) == 1

    asyncio.run(cancel())


def test_the_next_question_waits_for_the_one_before(server: StandInOllama) -> None:
    server.rate = 100

    async def both() -> Sequence[list[str]]:
        client = OllamaClient(server.url)
        return await asyncio.gather(collect(client), collect(client))

    one, other = asyncio.run(both())
    assert one == other and server.loads == ["gemma3:4b"]


# Embedding.


def test_blank_texts_are_refused_and_nothing_is_nothing(
    server: StandInOllama, client: OllamaClient
) -> None:
    for texts in (["upah", ""], ["  \n"]):
        with pytest.raises(ValueError, match="blank"):
            client.embed("bge-m3", texts)
    assert client.embed("bge-m3", []) == []
    assert server.requests == []


def test_embeddings_are_never_cut(server: StandInOllama, client: OllamaClient) -> None:
    with pytest.raises(
        EmbedderUnavailable, match="text 2 of 3.*“Panjang sekali.*context length"
    ) as caught:
        client.embed("bge-m3", ["upah", "Panjang" + " sekali" * 5000, "mogok"])
    assert caught.value.item.startswith("Panjang sekali")
    assert all(sent["truncate"] is False for sent in server.asked("/api/embed"))


@pytest.mark.parametrize("place", range(7))
def test_the_text_that_spoils_a_batch_is_named(
    server: StandInOllama, client: OllamaClient, place: int
) -> None:
    server.faults.always("nan", path="/api/embed", text="kutu")
    texts = [f"kalimat nomor {number}" for number in range(7)]
    texts[place] = "ada kutu di sini"
    with pytest.raises(EmbedderUnavailable, match=f"text {place + 1} of 7.*NaN") as caught:
        client.embed("bge-m3", texts)
    assert caught.value.item == "ada kutu di sini"
    assert len(server.asked("/api/embed")) <= 4


@pytest.mark.parametrize(
    ("fault", "details", "words"),
    [
        ("nan_values", {}, "not a number"),
        ("wrong_count", {}, "1 vectors for 2 texts"),
        ("mixed_dimensions", {}, "differ in length"),
        ("zeros", {}, "all zeros"),
        ("garbage", {}, "garbled"),
        ("busy", {}, "too many requests"),
        ("status", {"status": 500, "text": "gone wrong"}, "gone wrong"),
        ("reset_before", {}, "ended the connection"),
        ("hang", {}, "no vectors within 1.6"),
    ],
)
def test_each_fault_of_embedding(
    server: StandInOllama,
    client: OllamaClient,
    hurried: OllamaClient,
    fault: str,
    details: dict[str, Any],
    words: str,
) -> None:
    server.faults.always(fault, path="/api/embed", **details)
    with pytest.raises(EmbedderUnavailable, match=words):
        (hurried if fault == "hang" else client).embed("bge-m3", ["upah", "mogok"])
    server.faults.clear()
    assert len(client.embed("bge-m3", ["upah", "mogok"])) == 2


def test_blocking_calls_work_inside_a_running_loop(client: OllamaClient) -> None:
    async def inside() -> str:
        return client.version()

    assert asyncio.run(inside()) == "0.33.0"


# Addresses and counting.


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("", "http://127.0.0.1:11434"),
        ("  ", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("http://0.0.0.0:8080/", "http://127.0.0.1:8080"),
        ("[::]:11434", "http://[::1]:11434"),
        (":8080", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost:11434"),
        ("192.168.1.4:11434/", "http://192.168.1.4:11434"),
        ("http://kantor", "http://kantor:80"),
        ("HTTPS://kantor", "https://kantor:443"),
        ("https://kantor/ollama/", "https://kantor:443/ollama"),
        ("'127.0.0.1:1'", "http://127.0.0.1:1"),
        ("[2001:db8::1]", "http://[2001:db8::1]:11434"),
    ],
)
def test_normalise_host(value: str, wanted: str) -> None:
    assert normalise_host(value) == wanted
    assert normalise_host(wanted) == wanted


@pytest.mark.parametrize(
    "value",
    [
        "ftp://kantor",
        "http://",
        "kantor:abc",
        "kantor:99999",
        "kantor:0",
        "dua kata",
        "user:rahasia@kantor",
        "kantor?x=1",
        "kantor#x",
        "[::1",
    ],
)
def test_normalise_host_refuses(value: str) -> None:
    with pytest.raises(UsageError, match="OLLAMA_HOST") as caught:
        normalise_host(value)
    assert "rahasia" not in str(caught.value)


def test_bounds_lie_on_both_sides() -> None:
    for text in (NEWS * 20, "Rp 5.067.381 " * 50, "a b c " * 50, "労働組合" * 30, ""):
        tokens = count([{"content": text}]) - 4
        assert count_floor(text) <= tokens
        assert count_bound(text) >= tokens * 0.9, text
    assert count_bound("5.067.381") == 9
    assert count_bound("👷") == 4


def test_options_refuse_nonsense() -> None:
    for wrong in ({"model": " "}, {"num_predict": 8192}, {"num_predict": 0}, {"temperature": -1}):
        with pytest.raises(ValueError, match="."):
            ChatOptions(**{"model": "gemma3:4b", **wrong})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="positive"):
        Timeouts(idle_s=0)
