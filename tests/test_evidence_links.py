"""Addresses of evidence: text fragments of the original, marks of the reader."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from browser_assistant import P_REPLY, P_STRIKE, STRIKE, evidence

from ui.evidence.links import ENDS, MOST, WHOLE, directive, in_original, in_reader, mark, proof

ADDRESS = "https://warta.example/a?x=1"


def test_what_separates_a_directive_is_encoded_inside_it() -> None:
    assert directive("Non-ASN, A & B") == "text=Non%2DASN%2C%20A%20%26%20B"
    assert unquote(directive("Non-ASN, A & B").removeprefix("text=")) == "Non-ASN, A & B"


def test_a_long_sentence_is_named_by_its_ends() -> None:
    words = [f"kata{number}" for number in range(30)]
    first, last = directive(" ".join(words)).removeprefix("text=").split(",")
    assert unquote(first).split() == words[:ENDS] and unquote(last).split() == words[-ENDS:]


def test_a_short_one_is_named_whole_and_white_space_is_one_space() -> None:
    text = "x" * (WHOLE - 2) + "\ny"
    assert unquote(directive(text)) == "text=" + text.replace("\n", " ")
    assert "," in directive("kata " * 30), "a long one is not"


@pytest.mark.parametrize("text", ["", "—", "“ ” …", "\n"])
def test_without_words_there_is_no_directive(text: str) -> None:
    assert directive(text) == ""
    assert in_original(ADDRESS, [text]) == ADDRESS


def test_marks_around_a_sentence_are_left_out_because_browsers_compare_words() -> None:
    assert unquote(directive("— “Kami menang.” —")) == "text=“Kami menang.”"


def test_a_fragment_of_the_address_stays_and_many_sentences_are_cut() -> None:
    assert in_original(ADDRESS, ["a", "b"]) == ADDRESS + "#:~:text=a&text=b"
    assert in_original(ADDRESS + "#bagian", ["a"]) == ADDRESS + "#bagian:~:text=a"
    assert in_original(ADDRESS + "#:~:text=z", ["a"]) == ADDRESS + "#:~:text=z"
    assert in_original("", ["a"]) == ""
    assert in_original(ADDRESS, ["a"] * 50).count("text=") == MOST


def test_nothing_of_a_sentence_leaves_the_fragment() -> None:
    for hostile in ('"><script>', "a#b?c=d", "\x00\ud800", "javascript:alert(1)"):
        parts = urlsplit(in_original(ADDRESS, [hostile]))
        assert (parts.scheme, parts.netloc, parts.query) == ("https", "warta.example", "x=1")
        assert not set('<>"#? \x00') & set(parts.fragment)


def test_the_reader_is_named_with_the_articles_own_marks_and_proofs() -> None:
    own, other = evidence(P_STRIKE, 1), evidence(P_REPLY, 0)
    address = in_reader(STRIKE.id, [own, other, own])
    assert parse_qs(urlsplit(address).query) == {"mark": [mark(own)]}
    assert mark(own) == f"{own.start}-{own.end}-{proof(own.text)}"
    assert proof(own.text) != proof(own.text + " ")
    assert in_reader("a/../b?c#d", []) == "reader/a%2F..%2Fb%3Fc%23d"
