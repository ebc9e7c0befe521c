"""Embedders: the same vectors for ever, an identity that tells them apart, and faults."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stand_in_ollama import StandInOllama
from stand_in_state import StandInModel

from rag import embedding
from rag.embedding import (
    DIMENSION,
    PREFIXES,
    OfflineEmbedder,
    OllamaEmbedder,
    bucket_weights,
    make_embedder,
)
from rag.errors import (
    EmbedderUnavailable,
    ModelMissing,
    ModelRefused,
    ModelUnreachable,
    TanyaError,
    UsageError,
)
from rag.ollama_client import OllamaClient, Timeouts

if TYPE_CHECKING:
    pass

OFFLINE = OfflineEmbedder()
QUICK = Timeouts(connect_s=1, load_s=1, idle_s=1, total_s=2)


# --- offline ------------------------------------------------------------------------------------

# What version 1 made of these texts: a change here makes every archive's vectors worthless, so
# it needs a new version, which makes a new identity.
GOLDEN = {
    "Buruh mogok kerja": {268: 0.404, 278: -0.2372, 411: 0.2216, 91: 0.1981, 263: 0.1981},
    "UMP 2026 naik 6,5 persen": {253: -0.2826, 159: -0.2351, 463: -0.2351, 9: -0.2282, 357: 0.2282},
    "PT. Sinar Jaya PHK 1.200 pekerja": {424: 0.3164, 10: 0.2428, 190: 0.207, 314: 0.2, 418: 0.2},
}


@pytest.mark.parametrize("text", GOLDEN)
def test_frozen_vectors(text: str) -> None:
    vector = OFFLINE.embed_question(text)
    for place, value in GOLDEN[text].items():
        assert float(vector[place]) == pytest.approx(value, abs=1e-4)


def test_the_identity_is_frozen_too() -> None:
    assert OFFLINE.identity() == "offline 512 v1 table acdb6e9adbce"


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_unit_length_and_determinism(text: str) -> None:
    vector = OFFLINE.embed_question(text)
    assert vector.shape == (DIMENSION,)
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(vector, OFFLINE.embed_passages([text])[0])
    assert np.array_equal(vector, OfflineEmbedder().embed_question(text))


@pytest.mark.parametrize("text", ["", "   ", "?!", "\u200b", "—"])
def test_a_text_without_a_word_has_a_vector_all_the_same(text: str) -> None:
    assert np.array_equal(OFFLINE.embed_question(text), OFFLINE.embed_question(""))


def test_a_batch_does_not_matter() -> None:
    texts = ["upah", "mogok kerja", "", "upah"]
    together = OFFLINE.embed_passages(texts)
    assert together.shape == (4, DIMENSION)
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(vector, OFFLINE.embed_question(text))


def test_endings_and_typos_stay_near() -> None:
    def near(one: str, other: str) -> float:
        return float(OFFLINE.embed_question(one) @ OFFLINE.embed_question(other))

    assert near("kenaikan upah minimum", "naiknya upah minimum") > 0.5
    assert near("perusahaan", "perusahan") > near("perusahaan", "kongres") + 0.3
    assert near("UPAH Buruh", "upah buruh") == pytest.approx(1, abs=1e-6)


def test_another_table_is_another_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    table = np.frombuffer(bucket_weights(["upah buruh", "mogok"]), dtype=np.uint8)
    monkeypatch.setattr(embedding, "_idf_table", lambda: table)
    other = OfflineEmbedder()
    assert other.identity() != OFFLINE.identity()
    assert not np.array_equal(other.embed_question("upah"), OFFLINE.embed_question("buruh upah"))


def test_bucket_weights_are_rarities() -> None:
    weights = bucket_weights(["upah", "upah", "upah", "mogok"])
    assert len(weights) == 1 << 15
    assert min(weights) >= 1
    assert max(weights) == round(math.log(5) * 16)  # buckets that nobody has


# --- choosing -----------------------------------------------------------------------------------


def test_choosing() -> None:
    client = OllamaClient("127.0.0.1:9")
    assert make_embedder("offline", client).spec == "offline"
    assert make_embedder("ollama", client).spec == "ollama:bge-m3"
    assert make_embedder("ollama:nomic-embed-text-v2-moe:latest", client).spec.endswith("latest")
    for wrong in ("", "openai", "offline:x", "OFFLINE"):
        with pytest.raises(UsageError, match="no embedder called"):
            make_embedder(wrong, client)


# --- Ollama -------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[StandInOllama]:
    with StandInOllama() as started:
        started.add(
            StandInModel("qwen3-embedding:latest", capabilities=("embedding",), embedding_length=96)
        )
        yield started


def _embedder(server: StandInOllama, model: str = "bge-m3") -> OllamaEmbedder:
    return OllamaEmbedder(OllamaClient(server.url, QUICK), model)


def _sent(server: StandInOllama) -> list[str]:
    return [text for body in server.asked("/api/embed") for text in body["input"]]


def test_ollama_vectors(server: StandInOllama) -> None:
    embedder = _embedder(server)
    vectors = embedder.embed_passages(["upah minimum naik", "mogok kerja"])
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    question = embedder.embed_question("upah minimum")
    assert vectors[0] @ question > vectors[1] @ question
    assert _sent(server) == ["upah minimum naik", "mogok kerja", "upah minimum"]


def test_each_family_gets_its_prefixes(server: StandInOllama) -> None:
    embedder = _embedder(server, "qwen3-embedding")
    embedder.embed_passages(["upah"])
    embedder.embed_question("upah")
    wanted = PREFIXES["qwen3-embedding"]
    assert _sent(server) == [f"{wanted.passage}upah", f"{wanted.question}upah"]
    assert wanted.question
    nested = _embedder(server, "registry/embeddinggemma:300m")
    assert nested._prefixes == PREFIXES["embeddinggemma"]


def test_the_identity_holds_model_digest_and_prefixes(
    server: StandInOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = _embedder(server)
    first = embedder.identity()
    assert "bge-m3" in first
    assert _embedder(server, "bge-m3:latest").identity() == first
    with monkeypatch.context() as patch:
        patch.setitem(PREFIXES, "bge-m3", embedding.Prefixes(question="cari: "))
        assert _embedder(server).identity() != first
    server.update_model("bge-m3:latest", embedding_length=1000)
    assert _embedder(server).identity() != first
    # A program that runs on notices by itself, at the latest after some seconds ...
    assert embedder.identity() == first
    monkeypatch.setattr(embedding, "_TRUST_SECONDS", 0.0)
    assert embedder.identity() != first


def test_a_model_replaced_while_it_embeds_is_noticed_at_once(server: StandInOllama) -> None:
    embedder = _embedder(server)
    first = embedder.identity()
    server.update_model("bge-m3:latest", embedding_length=1000)
    embedder.embed_passages(["upah"])
    assert embedder.identity() != first


@pytest.mark.parametrize("texts", [[""], ["upah", "  \n"]])
def test_blank_texts_are_refused(server: StandInOllama, texts: Sequence[str]) -> None:
    with pytest.raises(EmbedderUnavailable):
        _embedder(server).embed_passages(texts)
    assert _sent(server) == []


@pytest.mark.parametrize("fault", ["nan_values", "wrong_count", "mixed_dimensions", "zeros"])
def test_what_is_no_vector_is_refused(server: StandInOllama, fault: str) -> None:
    server.faults.always(fault, path="/api/embed")
    with pytest.raises(EmbedderUnavailable):
        _embedder(server).embed_passages(["upah", "mogok"])


def test_the_one_text_that_ollama_cannot_embed_is_named(server: StandInOllama) -> None:
    server.faults.always("nan", path="/api/embed", text="RUSAK")
    with pytest.raises(EmbedderUnavailable, match="RUSAK"):
        _embedder(server).embed_passages(["upah", "ini RUSAK", "mogok"])


def test_no_server_no_model_no_embedder(server: StandInOllama) -> None:
    cases: list[tuple[str, str, type[TanyaError]]] = [
        ("http://127.0.0.1:9", "bge-m3", ModelUnreachable),
        (server.url, "nowhere", ModelMissing),
        (server.url, "bge-m3:cloud", ModelRefused),
    ]
    for url, model, error in cases:
        embedder = OllamaEmbedder(OllamaClient(url, QUICK), model)
        with pytest.raises(error):
            embedder.identity()


def test_a_server_that_hangs(server: StandInOllama) -> None:
    server.faults.always("hang", path="/api/embed")
    with pytest.raises(EmbedderUnavailable):
        _embedder(server).embed_question("upah")
