"""The stand-in behaves as Ollama does; the product's tests are worth no more than this."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from stand_in_ollama import StandInOllama
from stand_in_reply import Script
from stand_in_state import DEFAULT_MODELS, StandInModel, keep_seconds
from stand_in_text import count, cut_front, tokens, vector

HELLO = [{"role": "user", "content": "Halo"}]
WORDS = "Serikat buruh menuntut kenaikan upah minimum sebesar sepuluh persen. "
PASSAGES = (
    "[S1] Mogok kerja dimulai hari Senin.\n[S2] Upah minimum naik 6,5 persen.\n"
    "[S3] Rapat ditutup.\nPertanyaan: Berapa persen upah minimum naik?"
)


@pytest.fixture
def server() -> Iterator[StandInOllama]:
    with StandInOllama() as running:
        yield running


def post(server: StandInOllama, path: str, **body: Any) -> httpx.Response:
    return httpx.post(server.url + path, json=body, timeout=10, trust_env=False)


def get(server: StandInOllama, path: str, **more: Any) -> httpx.Response:
    return httpx.get(server.url + path, timeout=10, trust_env=False, **more)


def ask(server: StandInOllama, **body: Any) -> httpx.Response:
    return post(server, "/api/chat", **{"model": "gemma3:4b", "messages": HELLO, **body})


def lines(response: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.text.splitlines()]


def error(response: httpx.Response) -> tuple[int, str]:
    assert list(response.json()) == ["error"]
    return response.status_code, response.json()["error"]


# Streams.


def test_streaming_is_the_default_and_the_last_line_has_the_metrics(server: StandInOllama) -> None:
    server.reply = lambda body: "Upah naik."
    response = ask(server, model="GEMMA3:4B")
    *parts, last = lines(response)
    assert response.headers["content-type"] == "application/x-ndjson"
    assert response.headers["transfer-encoding"] == "chunked"
    assert "".join(part["message"]["content"] for part in parts) == "Upah naik."
    assert all(part["model"] == "GEMMA3:4B" and part["done"] is False for part in parts)
    assert (last["done"], last["done_reason"], last["message"]["content"]) == (True, "stop", "")
    assert last["prompt_eval_count"] == count(HELLO)
    assert last["eval_count"] == len(parts) == len(tokens("Upah naik."))
    assert last["load_duration"] > 0 and isinstance(last["total_duration"], int)
    assert last["created_at"].endswith("Z") and len(last["created_at"]) == 30
    again = lines(ask(server))[-1]
    assert "load_duration" not in again  # already in memory: a zero is left out


def test_without_streaming_one_object_comes(server: StandInOllama) -> None:
    server.reply = lambda body: "Upah naik."
    response = ask(server, stream=False)
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json()["message"]["content"] == "Upah naik." and response.json()["done"]


def test_each_token_is_flushed(server: StandInOllama) -> None:
    server.reply = lambda body: "satu dua tiga"
    server.rate = 10
    moments = []
    with httpx.stream(
        "POST", server.url + "/api/chat", json={"model": "gemma3:4b", "messages": HELLO}
    ) as response:
        for _ in response.iter_lines():
            moments.append(time.monotonic())
    assert len(moments) == 6
    assert moments[-1] - moments[0] > 0.06


def test_characters_are_never_split_between_tokens(server: StandInOllama) -> None:
    text = "“Naik” ✊ 6,5 % — ≈ Rp 300 ribu 👷🏽"
    server.reply = lambda body: text
    assert "".join(tokens(text)) == text
    assert "".join(part["message"]["content"] for part in lines(ask(server))) == text


def test_thinking_comes_unless_it_is_switched_off(server: StandInOllama) -> None:
    def thinks(**body: Any) -> bool:
        return any("thinking" in part["message"] for part in lines(ask(server, **body)))

    assert thinks(model="qwen3.5:4b")
    assert not thinks(model="qwen3.5:4b", think=False)
    assert not thinks()


# Errors in their exact words.


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ({"model": ""}, (400, "model is required")),
        ({"model": "tidakada"}, (404, "model 'tidakada' not found")),
        ({"model": "bge-m3"}, (400, '"bge-m3" does not support chat')),
        ({"think": True}, (400, '"gemma3:4b" does not support thinking')),
        ({"keep_alive": "10"}, (400, 'time: missing unit in duration "10"')),
        ({"options": {"num_ctx": "8192"}}, (500, 'option "num_ctx" must be of type integer')),
        (
            {"format": "xml"},
            (500, 'invalid format: "xml"; expected "json" or a valid JSON Schema object'),
        ),
    ],
)
def test_chat_errors(server: StandInOllama, body: dict[str, Any], wanted: tuple[int, str]) -> None:
    assert error(ask(server, **body)) == wanted


def test_other_errors(server: StandInOllama) -> None:
    missing = (404, 'model "x" not found, try pulling it first')
    assert error(post(server, "/api/embed", model="x", input="a")) == missing
    assert error(post(server, "/api/embed", model="bge-m3", input=[1])) == (
        400,
        "invalid input type",
    )
    assert error(post(server, "/api/embed", model="gemma3:4b", input="a"))[0] == 501
    assert error(post(server, "/api/show", model="x")) == (404, "model 'x' not found")
    assert error(httpx.post(server.url + "/api/chat")) == (400, "missing request body")
    assert error(httpx.post(server.url + "/api/chat", content=b"{"))[0] == 400
    assert (get(server, "/api/nothing").status_code, get(server, "/api/nothing").text) == (
        404,
        "404 page not found",
    )
    assert get(server, "/api/chat").status_code == 405
    stranger = get(server, "/api/tags", headers={"Host": "evil.example"})
    assert (stranger.status_code, stranger.content) == (403, b"")


def test_an_unsupported_schema_is_refused_by_the_engine(server: StandInOllama) -> None:
    for schema in ({"type": "date"}, {"$ref": "https://x.example/schema"}):
        status, text = error(ask(server, format=schema))
        assert status == 400 and json.loads(text)["error"]["code"] == 400


def test_plain_endpoints(server: StandInOllama) -> None:
    assert get(server, "/").text == "Ollama is running"
    assert httpx.head(server.url).status_code == 200
    assert get(server, "/api/version").json() == {"version": "0.33.0"}
    assert get(server, "/api/status").json()["cloud"] == {"disabled": False, "source": "none"}
    names = [model["name"] for model in get(server, "/api/tags").json()["models"]]
    assert names == ["gemma3:4b", "qwen3.5:4b", "bge-m3:latest", "embeddinggemma:300m"]
    shown = post(server, "/api/show", model="bge-m3").json()
    assert shown["capabilities"] == ["embedding"]
    assert shown["model_info"]["standin.embedding_length"] == 1024


# Prompts that are too long.


def test_a_long_prompt_is_cut_to_half_the_window_in_silence(server: StandInOllama) -> None:
    seen: list[list[dict[str, str]]] = []

    def reply(body: dict[str, Any]) -> str:
        seen.append(body["messages"])
        return "Lancar."

    server.reply = reply
    messages = [
        {"role": "system", "content": "Aturan rahasia."},
        {"role": "user", "content": "Bagian depan. " + WORDS * 40 + "Bagian belakang."},
    ]
    response = ask(server, messages=messages, options={"num_ctx": 256})
    assert response.status_code == 200
    assert lines(response)[-1]["prompt_eval_count"] == 256 - (256 - 4) // 2 == count(seen[0]) - 4
    assert "Aturan" not in str(seen) and "depan" not in str(seen)
    assert seen[0][1]["content"].endswith("Bagian belakang.")
    assert server.requests[0].body["messages"] == messages


def test_too_long_is_loud_if_one_asks_for_it(server: StandInOllama) -> None:
    long = {"messages": [{"role": "user", "content": WORDS * 40}], "options": {"num_ctx": 256}}
    status, text = error(ask(server, **long, shift=False))
    assert status == 400 and "longer than the context length" in text
    for switches in ({"truncate": False}, {"truncate": False, "shift": False}):
        status, text = error(ask(server, **long, **switches))
        assert status == 400
        inner = json.loads(text)["error"]
        assert (inner["type"], inner["n_ctx"]) == ("exceed_context_size_error", 256)
        assert inner["n_prompt_tokens"] == count(long["messages"])  # type: ignore[arg-type]
    status, text = error(ask(server, **long, model="qwen3.5:4b"))  # no Go template: never cut
    assert status == 400 and "exceed_context_size_error" in text
    server.overflow = "refuse"
    assert error(ask(server, **long))[0] == 400
    server.overflow = "half_window"  # an old server that does not know the switches
    assert ask(server, **long, truncate=False, shift=False).status_code == 200


def test_old_messages_are_dropped_first(server: StandInOllama) -> None:
    seen: list[list[str]] = []

    def reply(body: dict[str, Any]) -> str:
        seen.append([message["content"][:5] for message in body["messages"]])
        return "Ya."

    server.reply = reply
    messages = [{"role": "system", "content": "Aturan"}]
    messages += [{"role": "user", "content": f"{number}: " + WORDS * 3} for number in range(5)]
    ask(server, messages=messages, options={"num_ctx": 256})
    assert seen == [["Atura", "2: Se", "3: Se", "4: Se"]]


def test_writing_stops_at_num_predict_or_at_the_end_of_the_window(server: StandInOllama) -> None:
    server.reply = lambda body: WORDS * 20
    last = lines(ask(server, options={"num_predict": 5}))[-1]
    assert (last["done_reason"], last["eval_count"]) == ("length", 5)
    last = lines(ask(server, options={"num_ctx": 64}, shift=False))[-1]
    assert (last["done_reason"], last["eval_count"]) == ("length", 64 - count(HELLO))
    last = lines(ask(server, options={"num_ctx": 64}))[-1]  # shifts, and goes on and on
    assert last["done_reason"] == "stop" and last["eval_count"] > 64


def test_the_tokenizer_is_not_the_products_estimate() -> None:
    text = WORDS * 10
    assert "".join(tokens(text)) == text
    assert 2.2 < len(tokens(text)) / len(text.split()) < 3
    cut = cut_front([{"role": "user", "content": text}], 100)
    assert count(cut) == 52 and text.endswith(cut[0]["content"])


# Loading, queueing, hanging up.


def test_loads_and_reloads_are_counted(server: StandInOllama) -> None:
    server.load_seconds = 0.1
    first = lines(ask(server, messages=[], options={"num_ctx": 2048}, shift=False))[-1]
    assert first["done_reason"] == "load" and first["load_duration"] >= 100_000_000
    ask(server, options={"num_ctx": 2048, "temperature": 0, "num_predict": 9}, shift=False)
    assert (server.loads, server.reloads) == (["gemma3:4b"], [])
    assert get(server, "/api/ps").json()["models"][0]["context_length"] == 2048
    ask(server, options={"num_ctx": 2048})  # shift is a matter of loading, too
    ask(server, options={"num_ctx": 4096})
    assert len(server.reloads) == 2
    assert lines(ask(server, messages=[], keep_alive=0))[-1]["done_reason"] == "unload"
    assert get(server, "/api/ps").json()["models"] == []


def test_a_model_is_forgotten_after_keep_alive(server: StandInOllama) -> None:
    ask(server, keep_alive="50ms")
    time.sleep(0.1)
    ask(server)
    assert server.loads == ["gemma3:4b"] * 2
    assert keep_seconds("1h30m") == 5400 and keep_seconds(-1) == keep_seconds("-1m")
    with pytest.raises(ValueError, match="invalid duration"):
        keep_seconds("sebentar")


def test_one_at_a_time_in_order(server: StandInOllama) -> None:
    server.rate = 100
    began: list[tuple[str, float]] = []

    def reply(body: dict[str, Any]) -> str:
        began.append((body["messages"][0]["content"], time.monotonic()))
        return "kata " * 10

    server.reply = reply
    with ThreadPoolExecutor(3) as pool:
        for place, name in enumerate("abc"):
            pool.submit(ask, server, messages=[{"role": "user", "content": name}])
            assert server.wait_until(lambda wanted=place: len(server.requests) > wanted)  # type: ignore[misc]
    names, moments = zip(*began, strict=True)
    assert names == ("a", "b", "c")
    assert moments[1] - moments[0] > 0.19 < moments[2] - moments[1]  # 20 tokens each


def hang_up(server: StandInOllama, after: float, *, reset: bool = False, **body: Any) -> None:
    content = json.dumps({"model": "gemma3:4b", "messages": HELLO, **body}).encode()
    head = f"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(content)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as caller:
        caller.sendall(head.encode() + content)
        time.sleep(after)
        if reset:
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("reset", [False, True])
def test_a_client_that_hangs_up_is_noticed(server: StandInOllama, reset: bool) -> None:
    server.rate = 30
    server.reply = lambda body: WORDS * 20
    hang_up(server, 0.6, reset=reset)
    assert server.wait_until(lambda: server.cancellations)
    (cancelled,) = server.cancellations
    assert cancelled.phase == "decode" and 2 < cancelled.tokens < 200
    assert str(cancelled) == f"cancelled after {cancelled.tokens} tokens"
    server.rate = 0
    assert ask(server).status_code == 200  # the turn was given back


def test_hanging_up_aborts_a_load(server: StandInOllama) -> None:
    server.load_seconds = 20
    hang_up(server, 0.1)
    assert server.wait_until(lambda: server.aborted_loads)
    assert server.cancellations[0].phase == "load" and server.loaded == {}


@pytest.mark.parametrize(("interruptible", "least", "most"), [(True, 0, 50), (False, 0.7, 50)])
def test_reading_a_prompt_may_not_be_interruptible(
    server: StandInOllama, interruptible: bool, least: float, most: float
) -> None:
    server.interruptible_prompt = interruptible
    messages = [{"role": "user", "content": WORDS * 4}]
    # Seconds of reading: one test would wait for all of them, the other does wait.
    server.prompt_rate = count(messages) / (60 if interruptible else 2)
    hang_up(server, 0.1, messages=messages)
    server.wait_until(lambda: server.cancellations)
    assert server.cancellations[0].phase == "prompt"
    server.prompt_rate = 0
    began = time.monotonic()
    assert ask(server).status_code == 200
    assert least <= time.monotonic() - began < most


def test_hanging_up_in_the_queue(server: StandInOllama) -> None:
    server.rate = 20
    with ThreadPoolExecutor(1) as pool:
        pool.submit(ask, server, messages=[{"role": "user", "content": PASSAGES}])
        assert server.wait_until(lambda: server.asked("/api/chat"))
        time.sleep(0.05)
        hang_up(server, 0.1)
        assert server.wait_until(lambda: server.cancellations)
        assert server.cancellations[0].phase == "queue"
        server.rate = 0


# What the model says.


def test_it_quotes_the_sentence_that_answers(server: StandInOllama) -> None:
    schema = {"type": "object", "properties": {"answerable": {}, "claims": {"type": "array"}}}
    messages = [{"role": "user", "content": PASSAGES}]
    said = ask(server, messages=messages, format=schema, stream=False).json()["message"]["content"]
    assert json.loads(said) == {
        "answerable": True,
        "claims": [{"evidence": ["S2"], "text": "Upah minimum naik 6,5 persen."}],
    }
    unknown = PASSAGES.partition("Pertanyaan")[0] + "Question: Who founded Rome?"
    messages = [{"role": "user", "content": unknown}]
    said = ask(server, messages=messages, format=schema, stream=False).json()["message"]["content"]
    assert json.loads(said) == {"answerable": False, "claims": []}
    said = ask(server, messages=[{"role": "user", "content": PASSAGES}], stream=False).json()
    assert said["message"]["content"] == "Upah minimum naik 6,5 persen. [S2]"


def test_any_schema_gets_a_valid_reply(server: StandInOllama) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="NOT RUN: no jsonschema here")
    schema = {
        "$defs": {"verdict": {"enum": ["ya", "tidak"]}},
        "type": "object",
        "required": ["verdicts", "score"],
        "properties": {
            "verdicts": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/verdict"}},
            "score": {"type": "integer", "minimum": 3},
            "why": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
    }
    said = ask(server, format=schema, stream=False).json()["message"]["content"]
    jsonschema.validate(json.loads(said), schema)
    server.faults.once("length")
    cut = ask(server, format=schema, stream=False).json()
    assert cut["done_reason"] == "length"
    with pytest.raises(json.JSONDecodeError):
        json.loads(cut["message"]["content"])


def test_a_script_says_what_it_is_told(server: StandInOllama) -> None:
    server.reply = lambda body: Script("Ya.", thinking="Hmm", done_reason="stop")
    parts = lines(ask(server))
    assert parts[0]["message"] == {"role": "assistant", "content": "", "thinking": "Hmm"}


# Embeddings.


def embedded(server: StandInOllama, *texts: str, model: str = "bge-m3", **more: Any) -> list[Any]:
    response = post(server, "/api/embed", model=model, input=list(texts), **more)
    assert response.status_code == 200, response.text
    return list(response.json()["embeddings"])


def dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_vectors_mean_something(server: StandInOllama) -> None:
    wage, wages, ball = embedded(
        server, "kenaikan upah minimum", "upah minimum dinaikkan", "piala dunia sepak bola"
    )
    assert len(wage) == 1024 and dot(wage, wage) == pytest.approx(1)
    assert dot(wage, wages) > 0.4 > 0.15 > dot(wage, ball)
    assert embedded(server, "kenaikan upah minimum") == [wage]
    assert vector("upah", 64) == vector("Upah", 64)


def test_a_forgotten_prefix_shows(server: StandInOllama) -> None:
    model = "embeddinggemma:300m"
    query, text, bare = embedded(
        server,
        "task: search result | query: upah minimum",
        "title: none | text: upah minimum",
        "upah minimum",
        model=model,
    )
    assert dot(query, text) == pytest.approx(1)
    assert abs(dot(query, bare)) < 0.3


def test_embed_edges(server: StandInOllama) -> None:
    assert post(server, "/api/embed", model="bge-m3", input=[]).json()["embeddings"] == []
    assert post(server, "/api/embed", model="bge-m3", input="").json()["embeddings"] == []
    (junk,) = embedded(server, "")
    assert dot(junk, junk) == pytest.approx(1)
    server.faults.once("empty_400", path="/api/embed")
    status, text = error(post(server, "/api/embed", model="bge-m3", input=["a", ""]))
    assert (status, text.endswith("cannot be truncated further")) == (400, True)
    (short,) = embedded(server, "upah minimum", dimensions=64)
    assert len(short) == 64 and dot(short, short) == pytest.approx(1)
    assert len(embedded(server, "upah", dimensions=9999)[0]) == 1024


def test_long_texts_are_cut_at_the_end_unless_forbidden(server: StandInOllama) -> None:
    long = "upah " * 3000
    assert embedded(server, long) == embedded(server, long + "minimum")
    response = post(server, "/api/embed", model="bge-m3", input=["a", long], truncate=False)
    assert error(response) == (400, "the input length exceeds the context length")


def test_an_updated_model_has_other_vectors(server: StandInOllama) -> None:
    before = post(server, "/api/show", model="bge-m3").json()
    digests = [model["digest"] for model in get(server, "/api/tags").json()["models"]]
    server.update_model("bge-m3", embedding_length=768)
    assert len(embedded(server, "upah")[0]) == 768
    assert post(server, "/api/show", model="bge-m3").json()["model_info"] != before["model_info"]
    assert [model["digest"] for model in get(server, "/api/tags").json()["models"]] != digests


# Pulling, the cloud, and by hand.


def test_pull(server: StandInOllama) -> None:
    server.pullable.add("llama3.2:3b")
    statuses = [line["status"] for line in lines(post(server, "/api/pull", model="llama3.2:3b"))]
    assert (statuses[0], statuses[-1]) == ("pulling manifest", "success")
    assert ask(server, model="llama3.2:3b").status_code == 200
    response = post(server, "/api/pull", model="tidakada")
    assert response.status_code == 200
    assert lines(response)[-1] == {"error": "pull model manifest: file does not exist"}
    assert error(post(server, "/api/pull", model="tidakada", stream=False))[0] == 500
    assert error(post(server, "/api/pull", model="bad name!"))[0] == 400


def test_a_leak_to_the_cloud_is_noticed() -> None:
    stub = StandInModel("kantor:latest", remote_host="https://ollama.com")
    with StandInOllama(store=(*DEFAULT_MODELS, stub)) as server:
        ask(server, model="kantor")
        ask(server, model="gpt-oss:120b-cloud")
        assert server.left_the_building == ["kantor", "gpt-oss:120b-cloud"]
        server.cloud_disabled = True
        assert error(ask(server, model="kantor"))[0] == 403


def test_faults_happen_once_or_always(server: StandInOllama) -> None:
    server.faults.once("busy")
    assert error(ask(server)) == (
        503,
        "server busy, please try again.  maximum pending requests exceeded",
    )
    assert ask(server).status_code == 200
    server.faults.always("busy", path="*")
    assert {ask(server).status_code, get(server, "/api/tags").status_code} == {503}
    server.faults.clear()
    server.faults.once("error_mid_stream", text="kaput")
    server.reply = lambda body: WORDS
    assert lines(ask(server))[-1] == {"error": "kaput"}
    server.faults.once("reset")
    with pytest.raises(httpx.TransportError):
        ask(server)


def test_it_runs_as_a_program() -> None:
    program = Path(__file__).with_name("stand_in_ollama.py")
    arguments = ["--port", "0", "--rate", "0", "--model", "percobaan:1b"]
    with subprocess.Popen(
        [sys.executable, "-u", str(program), *arguments], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        try:
            url = running.stdout.readline().split()[3]
            names = [each["name"] for each in httpx.get(url + "/api/tags").json()["models"]]
            assert "percobaan:1b" in names
        finally:
            running.terminate()
