"""Who may download a memo, of what, and under which name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from memo_answers import answer_id, kept_conversation
from plain_pages import ADMIN, READER, house_in, visiting

from ui.memo import routes
from ui.web import House, Shell, Visitor


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_in(tmp_path)
    yield made
    made.archive.close()


def get(house: House, path: str, visitor: Visitor = READER, wish: str = "id") -> Any:
    client = visiting(routes(house, Shell(house)), visitor)
    return client.get(path, headers={"accept-language": wish})


@pytest.mark.parametrize(
    ("form", "media", "begins"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument", b"PK"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("md", "text/markdown; charset=utf-8", b"# Berapa kenaikan"),
    ],
)
def test_an_answer_of_ones_own_is_sent(house: House, form: str, media: str, begins: bytes) -> None:
    kept_conversation(house, READER.id)
    sent = get(house, f"/answers/{answer_id(READER.id, 1)}/memo.{form}")
    assert sent.status_code == 200
    assert sent.headers["content-type"].startswith(media) and sent.content.startswith(begins)
    assert sent.headers["cache-control"] == "no-store"
    shown = sent.headers["content-disposition"]
    assert shown.startswith('attachment; filename="tanya-serikat-2')
    assert f'-berapa-kenaikan-upah-di-benang-biru.{form}"' in shown


def test_a_whole_conversation_is_sent_with_stopped_and_changed(house: House) -> None:
    identity = kept_conversation(house, READER.id)
    text = get(house, f"/conversations/{identity}/memo.md").text
    assert text.startswith("# Upah di Benang Biru")
    assert "## Berapa beras di gudang?" in text and "## Lalu?" in text
    assert "Pertanyaan ini dihentikan" in text
    # The pretended articles are in no archive: that is told.
    assert "Sumber \\[1\\] sudah tidak ada di arsip." in text


def test_answers_that_have_left_or_are_damaged_leave_their_question(house: House) -> None:
    identity = kept_conversation(house, READER.id)
    house.archive.answers.remove([answer_id(READER.id, 1)])
    text = get(house, f"/conversations/{identity}/memo.md").text
    assert "Berapa kenaikan upah" in text and "Jawabannya tidak disimpan lagi." in text
    assert get(house, f"/answers/{answer_id(READER.id, 1)}/memo.md").status_code == 404


def test_nobody_gets_what_another_asked(house: House) -> None:
    identity = kept_conversation(house, READER.id)
    for path in (
        f"/answers/{answer_id(READER.id, 1)}/memo.pdf",
        f"/conversations/{identity}/memo.pdf",
        "/answers/nothing/memo.pdf",
        "/shared/nothing/memo.pdf",
    ):
        sent = get(house, path, ADMIN)
        assert sent.status_code == 404 and "Benang Biru" not in sent.text


def test_a_beginning_of_an_id_is_no_id(house: House) -> None:
    kept_conversation(house, READER.id)
    assert get(house, f"/answers/{answer_id(READER.id, 1)[:-1]}/memo.md").status_code == 404


def test_a_shared_conversation_is_sent_to_whoever_has_its_link(house: House) -> None:
    identity = kept_conversation(house, READER.id)
    token = house.archive.conversations.share(identity, READER.id)
    assert get(house, f"/shared/{token}/memo.md", ADMIN).status_code == 200
    house.archive.conversations.unshare(identity, READER.id)
    assert get(house, f"/shared/{token}/memo.md", ADMIN).status_code == 404


def test_unknown_forms_are_not_there(house: House) -> None:
    kept_conversation(house, READER.id)
    for form in ("exe", "html", "DOCX", "md%2F.."):
        assert get(house, f"/answers/{answer_id(READER.id, 1)}/memo.{form}").status_code == 404


def test_the_language_is_the_wished_one_else_the_pages(house: House) -> None:
    kept_conversation(house, READER.id)
    path = f"/answers/{answer_id(READER.id, 1)}/memo.md"
    assert "Sources" in get(house, path, wish="en").text
    assert "Sumber" in get(house, f"{path}?lang=id", wish="en").text
    assert "Sources" in get(house, f"{path}?lang=xx", wish="en").text
