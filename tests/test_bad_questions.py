"""Any Unicode string is a question: it gets an answer, a refusal or a plain sentence, no more."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import answer_to, assistant_over, small_archive

from rag.asking import answer_batch, as_json, as_text, written
from rag.assistant import Assistant
from rag.errors import UsageError
from rag.records import Answer
from rag.wording import say

ALLOWANCE = "Berapa uang makan yang dituntut buruh Kertas Arum"
TOO_LONG = 4001

# What means something to FTS5, to SQL, to a JSON writer or to a terminal.
SIGNS = (
    *("AND", "OR", "NOT", "NEAR", "NEAR(", "NEAR/3", "NEAR(upah, 2)", "title:", "text :", "-title"),
    *('"', '""', "'", "''", "`", "*", "^", ":", "-", "+", "(", ")", "{", "}", "[", "]", ",", ";"),
    *("--", "/*", "\\", "%", "_", "?", "!", "=", "<", ">", "|", "&", "~", "@", "#", "$", "."),
    *("\x00", "\ud83d", "\udc00", "\ufeff", "\u200b", "\u202e", "\u2028", "\x1b[31m", "\r\n"),
    *(
        "شعار العمال",
        "עובדים",
        "👷🏽",
        "🧵",
        "ผู้ใช้แรงงาน",
        "労働者",
        "Ame\u0301thyste",
        "ﬁ",
        "ẞ",
        "İ",
        "Ⅷ",
    ),
    *("upah", "mogok*", "uang makan", "yang", "the", "2026", "Rp 27.500", "PHK", "GEMA"),
)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
LONG = {
    "one letter": "a" * 4000,
    "one sign": '"' * 4000,
    "brackets": "(" * 4000,
    "stars": "upah" + "*" * 3996,
    "one digit": "9" * 4000,
    "emoji": "👷🏽" * 2000,
    "accents": "e" + "\u0301" * 3999,
    "joined": "buruh-" * 666,
    "2,000 different words": " ".join(chr(0x4E00 + n) for n in range(2000)),
    "1,296 different words": " ".join(a + b for a in LETTERS for b in LETTERS),
    "one word often": "upah " * 800,
    "operators": "NOT AND OR NEAR " * 250,
    "shortened": "yg brp kpn dmn " * 260,
    "dates": "1/1/2025 sejak Maret " * 190,
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_over(small_archive(tmp_path_factory)) as opened:
        yield opened


def asked(assistant: Assistant, question: str) -> Answer | None:
    """Ask, and see that what comes back can be shown; None where the question was refused."""
    try:
        answer = answer_to(assistant, question)
    except UsageError as error:
        assert not any(character.isprintable() and character != " " for character in question) or (
            len(question) >= TOO_LONG
        ), f"refused: {question[:80]!r}"
        assert error.remedy
        return None
    assert answer.text.strip()
    assert answer.refused or answer.claims
    as_text(answer)
    line = written(as_json(answer), "utf-8")
    assert "\n" not in line and json.loads(line)["answer"]
    return answer


@settings(max_examples=60, deadline=None, derandomize=True)
@given(question=st.text(alphabet=st.characters(), max_size=120))
def test_any_text_is_a_question(assistant: Assistant, question: str) -> None:
    asked(assistant, question)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(signs=st.lists(st.sampled_from(SIGNS), max_size=12), between=st.sampled_from(["", " "]))
def test_no_sign_is_a_command(assistant: Assistant, signs: list[str], between: str) -> None:
    asked(assistant, between.join(signs))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    before=st.sampled_from(
        ['"', "(", "*", "^", "-", "+", ": ", "\x00", "{", "'", "👷🏽 ", "\ud83d"]
    ),
    after=st.sampled_from(
        ['"', ")", "*", "^", ":", "?", "\x00", " AND", " OR", ";", "🧵", "\u202e"]
    ),
    word=st.integers(0, len(ALLOWANCE.split()) - 1),
)
def test_signs_around_a_word_do_not_hide_the_report(
    assistant: Assistant, before: str, after: str, word: int
) -> None:
    parts = ALLOWANCE.split()
    parts[word] = before + parts[word] + after
    answer = asked(assistant, " ".join(parts) + "?")
    assert answer is not None
    assert [source.title for source in answer.sources][:1] == [
        "740 Buruh Kertas Arum Mogok Dua Hari"
    ]


@pytest.mark.parametrize("question", LONG.values(), ids=LONG)
def test_long_questions_are_answered_in_time(assistant: Assistant, question: str) -> None:
    assert len(question) <= 4000
    started = time.perf_counter()
    asked(assistant, question)
    assert time.perf_counter() - started < 10  # seconds; alone on a machine they take under one


@pytest.mark.parametrize("question", ["a" * TOO_LONG, "upah " * 2000, " " * TOO_LONG, "é" * 10**6])
def test_more_than_4000_characters_are_refused_plainly(assistant: Assistant, question: str) -> None:
    with pytest.raises(UsageError) as refused:
        answer_to(assistant, question)
    assert f"{len(question):,} characters" in refused.value.what
    assert "4,000" in refused.value.what and refused.value.remedy
    assert len(str(refused.value)) < 200  # the question is not said back


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\x00", "\u200b\u202e", "\ud83d", "\u3000"])
def test_nothing_is_asked_is_said_plainly(assistant: Assistant, question: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        answer_to(assistant, question)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("apa yang itu dan ini?", "id"),
        ("Siapa?", "id"),
        ("kapan dan di mana itu?", "id"),
        ("what is it and where was that?", "en"),
        ("Who was it, and why?", "en"),
        ("?!", "id"),
        ("👷🏽", "id"),
    ],
)
def test_a_question_without_a_word_to_search_for_says_what_helps(
    assistant: Assistant, question: str, language: str
) -> None:
    answer = asked(assistant, question)
    assert answer is not None and answer.refused and answer.language == language
    assert say("no_words", language) in answer.text


def test_a_batch_goes_on_after_each_bad_question(assistant: Assistant) -> None:
    bad = [*SIGNS, *LONG.values(), "", "a" * TOO_LONG]
    lines = [json.dumps({"id": n, "question": each}).encode() for n, each in enumerate(bad)]
    out = io.StringIO()
    failed = answer_batch(assistant, lines, out)
    results = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [each["id"] for each in results] == list(range(len(bad)))
    errors = [each["error"] for each in results if "error" in each]
    assert failed == len(errors) and all("Traceback" not in each for each in errors)
    assert all("empty" in each or "4,000" in each for each in errors)
