"""The page of imports as anybody may read it, and the names of uploaded files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from plain_pages import ADMIN, EDITOR, LOCAL, READER, house_in, visiting
from storage_entries import entry

from rag import importing
from rag.archive import NewFailure
from rag.importing import Import, Recorder
from ui.imports import routes
from ui.imports.pages import PAGE
from ui.imports.showing import Showing
from ui.imports.uploads import Uploads, safe_name
from ui.imports.words import words_of
from ui.web import House, Shell, Visitor

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{7919*7907}}'


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = house_in(tmp_path, editing=True, sign_in=True)
    yield made
    made.archive.close()


def see(
    house: House, path: str = "/imports", visitor: Visitor = READER, language: str = "en"
) -> str:
    client = visiting(routes(house, Shell(house)), visitor)
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


class Elements(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("visitor", [LOCAL, READER, EDITOR, ADMIN])
@pytest.mark.parametrize("language", ["id", "en"])
def test_everybody_may_look(house: House, visitor: Visitor, language: str) -> None:
    text = see(house, visitor=visitor, language=language)
    words = words_of(language)
    for each in (words.title, words.nothing_now, words.failed_none, words.feeds_none):
        assert each in text
    assert f'lang="{language}"' in text
    assert ("<textarea" in text) == (visitor in (EDITOR, ADMIN))
    assert (words.read_only in unescape(text)) == (visitor not in (EDITOR, ADMIN))


def test_a_running_import_is_seen_with_its_bar(house: House, tmp_path: Path) -> None:
    with Recorder(
        tmp_path, command="add", what=["/srv/berita/2025"], total=4, asked=lambda: (1234, 150.0)
    ) as recorder:
        recorder.count("new", "/srv/berita/2025/a.txt")
        recorder.count("failed", "/srv/berita/2025/b.txt")
        recorder._write()
        text = see(house, "/imports/running")
        assert '<progress aria-label="Progress: Adding articles" value="2" max="4">2 of 4<' in text
        assert "1 stored, 1 failed" in text and "about 2 min left" in text
        assert "1,234 changes" in text and "Last: …/2025/b.txt" in text
        assert 'data-busy="true"' in text and "Running now: Adding articles, 50%" in text
        assert "/srv" not in text
        for _ in range(4):  # more came than was foreseen: no share is claimed
            recorder.count("new", "c.txt")
        recorder._write()
        text = see(house, "/imports/running", language="id")
        assert "<progress" in text and "value=" not in text
        assert "6 selesai" in text and "1.234 perubahan" in text
    text = see(house, "/imports/running")
    assert 'data-busy="false"' in text and "<progress" not in text
    assert "Ended: Adding articles, 5 stored, 1 failed" in text
    assert "<html" not in text


def test_an_import_that_broke_off_says_so(house: House, tmp_path: Path) -> None:
    with pytest.raises(ValueError), Recorder(tmp_path, command="sync"):
        raise ValueError(HOSTILE)
    text = see(house)
    assert "failed; nothing new" in text and "<img" not in text and "&lt;img" in text


def test_hostile_texts_are_shown_as_text(house: House, tmp_path: Path) -> None:
    archive = house.archive
    archive.failures.note(
        [NewFailure(source=f"file:/{HOSTILE}", shown=HOSTILE, reason=HOSTILE, remedy=HOSTILE)]
    )
    archive.feeds.add("javascript:alert(1)", title=HOSTILE)
    archive.feeds.note_error("javascript:alert(1)", HOSTILE)
    made = entry("https://media.example/a", "Upah naik.", title=HOSTILE, outlet=HOSTILE)
    archive.put([made])
    archive.remove(made.article.id)
    with Recorder(tmp_path, command=HOSTILE, what=[HOSTILE]) as recorder:
        recorder.count("failed", HOSTILE)
        recorder._write()
        text = see(house, f"/imports?said={HOSTILE}&undo={made.article.id}", ADMIN)
    page = Elements(text)
    assert "img" not in [tag for tag, _ in page.found]
    assert all(
        not name.startswith("on") and not str(value).startswith("javascript:")
        for tag, attributes in page.found
        for name, value in attributes.items()
        if name != "value"
    )
    scripts = [attributes for tag, attributes in page.found if tag == "script"]
    assert [each["src"] for each in scripts] == ["/tanya/imports.js", "/tanya/plain.js"]
    assert text.count("{{7919*7907}}") >= 8 and "62615533" not in text


def test_reasons_are_told_in_the_language_of_the_page(house: House, tmp_path: Path) -> None:
    url = "https://warta.example/hilang"
    reason = f"There is no page at {url} (status 404)."
    remedy = "Check the address; the article may have moved or been taken down."
    house.archive.failures.note(
        [
            NewFailure(source=url, shown=url, reason=reason, remedy=remedy),
            NewFailure(source="file:/x", shown="x", reason="Something never said before."),
        ]
    )
    house.archive.feeds.add("https://warta.example/rss", title="Warta")
    house.archive.feeds.note_error("https://warta.example/rss", "warta.example cannot be reached.")
    with pytest.raises(ValueError), Recorder(tmp_path, command="rebuild") as recorder:
        raise ValueError(f"{reason} {remedy}")
    english, indonesian = see(house), see(house, language="id")
    assert reason in english and remedy in english and "Tidak ada halaman" not in english
    told = f">Tidak ada halaman di {url} (status 404)."
    assert indonesian.count(f'lang="id"{told}') == 2, "in the list, and of the run that broke off"
    assert "Periksa alamatnya; artikelnya mungkin sudah pindah atau dihapus." in indonesian
    assert "warta.example tidak dapat dihubungi." in indonesian and "There is no" not in indonesian
    assert 'lang="en">Something never said before.<' in indonesian
    assert "Menyiapkan ulang pencarian menurut makna" in indonesian
    with Recorder(tmp_path, command="rebuild") as recorder:
        recorder.reached(1234, 1234)
    assert "1.234 diproses" in see(house, language="id") and "1,234 handled" in see(house)


def test_every_run_has_a_name_in_both_languages() -> None:
    commands = {"add", "sync", "follow", "follow add", "retry", "sample", "import", "rebuild"}
    assert set(words_of("id").commands) == set(words_of("en").commands) == commands


def test_long_lists_come_in_pages(house: House) -> None:
    house.archive.failures.note(
        [NewFailure(source=f"file:/{n:02}", shown=f"berita-{n:02}", reason="x") for n in range(25)]
    )
    for number in range(PAGE + 1):
        made = entry(f"file:/r{number}", f"Teks {number}.", title=f"Judul-{number:02}.")
        house.archive.put([made])
        house.archive.remove(made.article.id)
    first, last = see(house), see(house, "/imports?failed=2")
    assert "25 could not be added" in first and "?failed=1#" in first
    assert "berita-24" in last and "berita-24" not in first
    assert "?failed=1#" in last and "?failed=3#" not in last
    assert "Judul-10." in first and "Judul-00." not in first
    assert "Judul-00." in see(house, "/imports?removed=1")
    for odd in ("-1", "x", "9" * 400, "²", "1e3"):
        assert "berita" in see(house, f"/imports?failed={odd}") or odd.startswith("9")


def test_when_a_failed_item_is_tried_next(house: House, tmp_path: Path) -> None:
    showing = Showing(tmp_path, Uploads(tmp_path), "en")
    assert showing.due(None) == "when asked for"
    assert showing.due(datetime.now(UTC) - timedelta(minutes=1)) == "due"
    assert re.match(r"\d+ \w+ \d{4}, \d\d:\d\d$", showing.due(datetime.now(UTC) + timedelta(1)))


@pytest.mark.parametrize(
    ("seconds", "left"),
    [
        (None, ""),
        (3, "less than a minute left"),
        (89, "about 1 min left"),
        (9000, "about 2 h left"),
    ],
)
def test_time_left_is_said_roughly(tmp_path: Path, seconds: float | None, left: str) -> None:
    record = Import(id="a", pid=1, command="add", began=datetime.now(UTC), seconds_left=seconds)
    showing = Showing(tmp_path, Uploads(tmp_path), "en")
    assert showing._bar(replace(record, total=0), None).left == left


def test_looking_writes_nothing(house: House, tmp_path: Path) -> None:
    see(house, visitor=ADMIN)
    assert not (tmp_path / importing.FOLDER).exists() and not (tmp_path / "uploads").exists()


def test_both_languages_have_all_words() -> None:
    indonesian, english = words_of("id"), words_of("en")
    for each in fields(indonesian):
        one, other = getattr(indonesian, each.name), getattr(english, each.name)
        if isinstance(one, str):
            assert set(re.findall(r"{\w+}", one)) == set(re.findall(r"{\w+}", other)), each.name
        else:
            assert list(one) == list(other)


def test_every_action_and_state_has_a_word() -> None:
    from rag.archive import Restored
    from ui.imports.jobs import JobState
    from ui.imports.journal import Action

    words = words_of("id")
    assert {each.value for each in Action} == set(words.actions)
    assert {each.value for each in (*JobState, *importing.State)} == set(words.states)
    assert {each.value for each in Restored} <= set(words.said)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("berita.txt", "berita.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\surat\\upah.pdf", "upah.pdf"),
        (".htaccess.txt", "htaccess.txt"),
        ("~$surat.docx", "surat.docx"),
        ("-rf.txt", "-rf.txt"),
        ("a\x00b\n\u202ec.txt", "a_b__c-*.txt"),
        ("CON.txt", "_CON.txt"),
        ("lpt1.2025.txt", "_lpt1.2025.txt"),
        ("metadata.csv", "_metadata.csv"),
        ("Upah 2025 .PDF", "Upah 2025.pdf"),
        ('a<b>:c|d?e*f"g%h.md', "a_b__c_d_e_f_g_h-*.md"),
        ("e\u0301.txt", "\u00e9.txt"),
        (".txt", "tanpa-nama.txt"),
        ("...", "tanpa-nama"),
        ("data.csv.gz", "data.csv.gz"),
    ],
)
def test_names_of_uploaded_files(name: str, safe: str) -> None:
    made = safe_name(name)
    assert fnmatchcase(made, safe)
    assert safe_name(made) == made or safe.startswith("_")


def test_a_long_name_keeps_its_ending() -> None:
    made = safe_name("ü" * 500 + ".csv.gz")
    assert re.search(r"ü-[0-9a-f]{6}\.csv\.gz$", made) and len(made.encode()) <= 180
    assert made != safe_name("ü" * 501 + ".csv.gz")
    assert safe_name("a?.txt") != safe_name("a*.txt")


def test_names_of_two_files_kept_side_by_side(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    names = []
    for number in range(3):
        received = tmp_path / "x"
        received.write_text(str(number))
        names.append(uploads.keep(received, "a.csv.gz", beside=True).name)
    assert names == ["a.csv.gz", "a (2).csv.gz", "a (3).csv.gz"]
    assert [path.name for path in uploads.waiting()] == sorted(names)


def test_files_of_this_machine_are_called_shortly(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    assert uploads.plain(f"{uploads.folder}/a.pdf") == "a.pdf"
    assert uploads.plain("/srv/arsip/berita/a.pdf") == "…/berita/a.pdf"
    assert uploads.plain("https://media.example/a") == "https://media.example/a"
