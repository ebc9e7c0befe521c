"""Exports of a newsroom: many articles in one file, each with its own fate."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest import sources
from ingest.cli import main
from ingest.documents import Metadata
from ingest.exports import lines as export_lines
from ingest.exports import records as exports
from ingest.exports import rows as export_rows
from ingest.fields.field_map import mapping
from ingest.pipeline import Result, Run
from ingest.sources import FoundFile, Skipped, path_of
from ingest.split import split
from rag.archive import Archive
from rag.errors import DiskFull, DocumentError
from rag.records import Origin

BODY = "Buruh pabrik nomor {} di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."


def line(number: int, **changes: Any) -> str:
    plain = {"_id": f"a-{number}", "title": f"Upah Pabrik {number}", "text": BODY.format(number)}
    return json.dumps(plain | changes, ensure_ascii=False)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.jsonl"
    path.write_text("\n".join(line(number) for number in range(3)) + "\n")
    return path


def ingest(archive: Archive, path: Path, **operator: Any) -> list[Result]:
    run = Run(
        archive,
        operator=Metadata(**operator),
        splitter=lambda prepared: split(prepared.article, prepared.lines),
    )
    return list(run.over(sources.find([str(path)])))


def outcomes(results: list[Result]) -> list[str]:
    return [result.outcome for result in results]


def fields(archive: Archive, result: Result) -> Any:
    return archive.article(result.article)


def test_each_line_is_an_article_with_an_address_of_its_own(archive: Archive, export: Path) -> None:
    results = ingest(archive, export)
    assert outcomes(results) == ["new"] * 3
    assert results[1].path == f"{export}#a-1" and results[1].title == "Upah Pabrik 1"
    article = fields(archive, results[1])
    assert article.source == f"export:{export}#a-1"
    assert article.text == f"Upah Pabrik 1\n{BODY.format(1)}"
    assert path_of(article.source) == export


def test_an_export_that_did_not_change_is_not_even_opened(
    archive: Archive, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(archive, export)
    monkeypatch.setattr(exports, "records", lambda *_: pytest.fail("it was opened"))
    assert outcomes(ingest(archive, export)) == ["unchanged"]


def test_an_export_that_grew_costs_only_what_is_new(archive: Archive, export: Path) -> None:
    ingest(archive, export)
    with export.open("a") as stream:
        stream.write(line(3) + "\n")
    results = ingest(archive, export)
    assert sorted(outcomes(results)) == ["new"] + ["unchanged"] * 3
    assert [each.path for each in results if each.outcome == "new"] == [f"{export}#a-3"]
    export.write_text("\n".join([line(0), line(1, text="Upah tidak naik."), line(2), line(3)]))
    assert sorted(outcomes(ingest(archive, export))) == ["unchanged"] * 3 + ["updated"]


def test_a_removed_article_comes_back_as_one_of_a_file_does(archive: Archive, export: Path) -> None:
    results = ingest(archive, export)
    archive.remove(results[2].article)
    assert sorted(outcomes(ingest(archive, export))) == ["new", "unchanged", "unchanged"]
    assert outcomes(ingest(archive, export)) == ["unchanged"], "as a whole again"


BAD = {
    "{": "no valid JSON",
    "[1]": "no JSON object",
    "{}": "no _id",
    '{"_id": "a\\nb", "text": "x"}': "no plain text",
    '{"_id": "\\ud800", "text": "x"}': "no plain text",
    '{"_id": true, "text": "x"}': "no plain text",
    '{"_id": "b", "title": "x"}': "no text",
    '{"_id": "b", "text": " "}': "no text",
    '{"_id": "b", "text": 5}': "no text",
    line(0): "stands at line 1",
    line(9, date="kemarin dulu"): "date 'kemarin dulu' cannot be read",
    line(9, metadata={"published": 20250101}): "date '20250101' cannot be read",
    line(9, kind="gossip"): "kind 'gossip' cannot be read",
    "[" * 100_000: "no JSON that can be read",
    '{"_id": "b", "text": ' + "9" * 5000 + "}": "no JSON that can be read",
    line(9, _id="i" * 501): "longer than 500",
}


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad[:30])
def test_a_bad_line_is_told_with_its_number_and_the_others_go_on(
    archive: Archive, export: Path, bad: str
) -> None:
    export.write_text("\n".join([line(0), "", bad, line(2)]))
    for expected in ("new", "unchanged"):
        results = ingest(archive, export)
        assert sorted(outcomes(results)) == sorted([expected, "failed", expected])
        (failed,) = [result for result in results if result.outcome == "failed"]
        assert "Line 3" in failed.reason and BAD[bad] in failed.reason and failed.remedy
    assert archive.statistics().articles == 2


def test_broken_letters_are_a_bad_line(archive: Archive, export: Path) -> None:
    broken = line(1).encode().replace(b"Muara", b"Mu\xffara")
    export.write_bytes(line(0).encode() + b"\n" + broken + b"\n" + line(2).encode())
    results = ingest(archive, export)
    assert sorted(outcomes(results)) == ["failed", "new", "new"]
    assert any("Line 2: It is no UTF-8" in result.reason for result in results)


def test_a_packed_export_with_a_mark_and_windows_line_ends(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "Export.JSONL.gz"
    path.write_bytes(gzip.compress(("\ufeff" + "\r\n".join(map(line, range(3)))).encode()))
    assert outcomes(ingest(archive, path)) == ["new"] * 3
    assert outcomes(ingest(archive, path)) == ["unchanged"]


def test_what_comes_before_the_damage_of_a_packed_export_is_kept(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "export.jsonl.gz"
    packed = gzip.compress("\n".join(line(number) for number in range(400)).encode())
    path.write_bytes(packed[: len(packed) // 2])
    results = ingest(archive, path)
    (failed,) = [result for result in results if result.outcome == "failed"]
    assert "cannot be read beyond line" in failed.reason
    assert archive.statistics().articles == len(results) - 1 > 20
    path.write_bytes(b"no gzip at all")
    (failed,) = ingest(archive, path)
    assert "beyond line 0" in failed.reason


def test_a_line_above_the_limit_is_not_kept_in_memory_and_the_next_is_read(
    archive: Archive, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_lines, "MAX_BYTES", 1000)
    export.write_text("\n".join([line(0), line(1, text="x" * 5_000_000), line(2)]))
    results = ingest(archive, export)
    assert sorted(outcomes(results)) == ["failed", "new", "new"]
    assert any("Line 2: It is larger" in result.reason for result in results)
    monkeypatch.setattr(exports, "MAX_TEXT", 10)
    with pytest.raises(DocumentError, match="Line 1 is too long"):
        exports.document_of(next(records(export)))


def records(path: Path) -> Iterator[Any]:
    (found,) = sources.find([str(path)])
    assert isinstance(found, FoundFile)
    return exports.records(found)


def test_a_bomb_is_put_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_lines, "RATIO_FROM", 1_000_000)
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress(line(0).encode() + b"\n" + b" " * 40_000_000))
    (first, last) = records(path)
    assert first.name == "a-0"
    assert "200 times its size" in last.reason and last.number == 2


def test_fields_beside_the_text_and_below_metadata(archive: Archive, export: Path) -> None:
    below = {"date": "2019-09-19", "source": "warta.example", "category": "Ekonomi", "url": "u"}
    export.write_text(
        line(0, metadata=below | {"tags": ["upah", "mogok"], "author": ["A", "B"]})
        + "\n"
        + line(1, id="x", tanggal="6/11/2025", media="Koran Selat", penulis="Tuti Hapsari")
        + "\n"
        + line(2, metadata={"date": None, "source": ""}, title="")
    )
    one, two, three = (fields(archive, result) for result in ingest(archive, export))
    assert (str(one.published), one.outlet, one.section) == (
        "2019-09-19",
        "warta.example",
        "Ekonomi",
    )
    assert (one.tags, one.author, one.url) == (("upah", "mogok"), "A, B", "u")
    assert (str(two.published), two.outlet, two.author) == (
        "2025-11-06",
        "Koran Selat",
        "Tuti Hapsari",
    )
    assert three.published is None and three.outlet == ""
    assert three.title_origin is Origin.INFERRED and three.text == BODY.format(2)


def test_the_operator_goes_before_the_export(archive: Archive, export: Path) -> None:
    ingest(archive, export)
    results = ingest(archive, export, outlet="Warta Selat")
    assert outcomes(results) == ["updated"] * 3
    assert fields(archive, results[0]).outlet == "Warta Selat"
    assert outcomes(ingest(archive, export)) == ["unchanged"]


def test_an_export_is_named_expressly_and_not_part_of_a_folder(
    archive: Archive, export: Path
) -> None:
    (export.parent / "queries.jsonl").write_text('{"_id": "q", "text": "Berapa upah?"}')
    found = [f for f in sources.find([str(export.parent)]) if f.path.suffix == ".jsonl"]
    assert found and all(isinstance(each, Skipped) and not each.named for each in found)
    assert archive.statistics().articles == 0


def test_a_full_disk_leaves_whole_batches_and_the_next_run_goes_on(
    archive: Archive, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pipeline.BATCH_ARTICLES", 1)
    put, stored = archive.put, []

    def full(entries: Any) -> Any:
        if len(stored) == 2:
            raise DiskFull("No space is left.", remedy="Free some.")
        stored.append(entries)
        return put(entries)

    monkeypatch.setattr(archive, "put", full)
    with pytest.raises(DiskFull):
        ingest(archive, export)
    monkeypatch.undo()
    assert archive.statistics().articles == 2
    assert outcomes(ingest(archive, export))[-1] == "new"
    assert outcomes(ingest(archive, export)) == ["unchanged"]


def test_a_kill_between_the_last_batch_and_the_note_costs_nothing(
    archive: Archive, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(exports, "remember", killed)
    with pytest.raises(KeyboardInterrupt):
        ingest(archive, export)
    monkeypatch.undo()
    assert outcomes(ingest(archive, export)) == ["unchanged"] * 3
    assert outcomes(ingest(archive, export)) == ["unchanged"]


@pytest.mark.parametrize("stored", ["", "null", "[]", '{"fingerprint": 1, "head": "x"}', "{"])
def test_a_note_that_cannot_be_read_is_none(archive: Archive, export: Path, stored: str) -> None:
    (found,) = sources.find([str(export)])
    assert isinstance(found, FoundFile)
    archive.put_setting(f"export:{found.source}", stored)
    assert outcomes(ingest(archive, export)) == ["new"] * 3


def test_strange_names_of_files_and_records_do_not_clash(archive: Archive, tmp_path: Path) -> None:
    for name in ("a#b.jsonl", "a%23b.jsonl", "a b.jsonl"):
        path = tmp_path / name
        path.write_text(line(0, _id="x#y") + "\n" + line(1, _id="x/y%20") + "\n" + line(2, _id=7))
        results = ingest(archive, path)
        for number, result in enumerate(results):
            known = archive.known_source(sources.record_source(sources.source_of(path), "7"))
            assert known is not None
            assert result.outcome in ("new", "duplicate"), number
            address = sources.record_source(sources.source_of(path), result.path.partition("#")[2])
            assert path_of(address) == path


def test_counting_lines_for_the_bar(export: Path, tmp_path: Path) -> None:
    assert exports.count(export) == 3
    packed = tmp_path / "e.jsonl.gz"
    packed.write_bytes(gzip.compress(export.read_bytes()))
    assert exports.count(packed) == 3
    assert exports.count(tmp_path / "none.jsonl") == 1


@pytest.mark.usefixtures("data_dir")
def test_the_command(
    export: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from test_ingest_cli import Quiet

    monkeypatch.setattr(
        "ingest.commands.opening.open_projector",
        lambda settings, archive, embedder="": Quiet(archive),
    )
    assert main(["add", str(export), "--outlet", "Warta Selat"]) == 0
    said = capsys.readouterr().out
    assert f"({export}#a-1)" in said and "3 new" in said
    os.utime(export, ns=(1, 1))
    with export.open("a") as stream:
        stream.write("{\n")
    assert main(["add", str(export)]) == 1
    assert f"{export}:4: Line 4: It is no valid JSON" in capsys.readouterr().out
    (listed,) = [main(["list", "--json"])]
    assert listed == 0
    source = json.loads(capsys.readouterr().out)["articles"][0]["source"]
    monkeypatch.chdir(export.parent)
    assert main(["show", f"{export.name}#a-1"]) == 0, "as “add” shows it"
    capsys.readouterr()
    assert main(["show", source, "--raw"]) == 1
    assert "holds many articles" in capsys.readouterr().err


# --- tables -----------------------------------------------------------------------------------

HTML = (
    "<p>Buruh menuntut kenaikan upah.</p><script>alert(1)</script><p>Baris &ldquo;dua&rdquo;.</p>"
)


def table(tmp_path: Path, data: bytes | str, name: str = "berita.csv") -> Path:
    path = tmp_path / name
    raw = data.encode() if isinstance(data, str) else data
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


def read_all(path: Path, *named: str) -> list[Any]:
    """Return the documents of an export, and the bad lines as they are."""
    (found,) = sources.find([str(path)])
    assert isinstance(found, FoundFile)
    given = mapping(named) if named else None
    return [
        each if isinstance(each, exports.BadLine) else exports.document_of(each)
        for each in exports.records(found, given)
    ]


def lines(document: Any) -> list[str]:
    return [each.text for each in document.lines]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("name", ["berita.csv", "Berita.CSV.gz"])
def test_tables_as_programs_write_them(
    tmp_path: Path, delimiter: str, encoding: str, name: str
) -> None:
    rows = [
        ("Judul", "Tanggal Terbit", "Isi"),
        ("“Upah” naik – lagi", "6/11/2025", '"Kata ""ketua"", upah; naik|\tsepuluh,\r\nBaris dua"'),
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (document,) = read_all(table(tmp_path, text.encode(encoding), name))
    assert document.given.title == "“Upah” naik – lagi"
    assert str(document.given.published) == "2025-11-06"
    assert lines(document) == ['Kata "ketua", upah; naik| sepuluh,', "Baris dua"]


def test_a_mapping_names_the_columns(tmp_path: Path) -> None:
    path = table(tmp_path, "kode,tgl_x,isinya,nama\n7,19/11/2025,Upah naik lagi.,Upah\n")
    (bad,) = read_all(path)
    assert "hold the text" in bad.reason and "isinya" in bad.reason and "--map" in bad.remedy
    named = ("id=kode", "published=tgl_x", "text=isinya", "title=nama")
    (document,) = read_all(path, *named)
    assert (document.given.title, str(document.given.published)) == ("Upah", "2025-11-19")
    (tmp_path / "mapping.yaml").write_text("\n".join(each.replace("=", ": ") for each in named))
    assert read_all(path) == [document]
    (missing,) = read_all(path, "text=tiada")
    assert "no column tiada" in missing.reason
    nested = tmp_path / "a.jsonl"
    nested.write_text('{"_id": 1, "x": {"isi": "Upah naik."}, "date": "2020-01-01", "tgl": ""}\n')
    (document,) = read_all(nested, "text=x.isi", "published=tgl")
    assert lines(document) == ["Upah naik."] and document.given.published is None


@pytest.mark.parametrize(
    ("rows", "why", "others"),
    [
        ("1,x\n2,Dua,Isi dua.\n", "It has 2 cells, but the header has 3", 1),
        ("1,a,b,c\n2,Dua,Isi dua.\n", "It has 4 cells", 1),
        ('1,Satu,Isi satu.\n2,Dua,"Isi dua.\n3,Tiga,Isi tiga.\n', "a quote is not closed", 1),
        ('1,Satu,"Isi "satu"."\n2,Dua,Isi dua.\n', "no valid CSV", 1),
        ("1,Satu,Isi satu.\n1,Dua,Isi dua.\n", "stands at line 2", 1),
        ("1,Satu,\n2,Dua,Isi dua.\n", "holds no text", 1),
        ("1,Satu,Isi satu.\n\n\n2,Dua,Isi dua.\n", "", 2),
    ],
)
def test_a_row_that_cannot_be_surely_read_is_told(
    tmp_path: Path, rows: str, why: str, others: int
) -> None:
    (found,) = sources.find([str(table(tmp_path, "id,judul,isi\n" + rows))])
    assert isinstance(found, FoundFile)
    documents, reasons = [], []
    for each in exports.records(found):
        if isinstance(each, exports.BadLine):
            reasons.append(each.reason)
            continue
        try:
            documents.append(exports.document_of(each))
        except DocumentError as error:
            reasons.append(error.what)
    assert len(documents) == others
    assert len(reasons) == bool(why) and why in "".join(reasons)


def test_broken_letters_cost_their_row_alone(tmp_path: Path) -> None:
    good = "1,Satu,Upah “naik” di “Muara” Selat.\n".encode()
    first, second = read_all(table(tmp_path, b"id,judul,isi\n" + good + b"2,Dua,Upah \xff naik.\n"))
    assert lines(first) == ["Upah “naik” di “Muara” Selat."]
    assert "another encoding" in second.reason


def test_a_line_without_end_costs_its_row_and_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_rows, "MAX_BYTES", 10_000)
    long = "1,Satu," + "x" * 3_000_000
    found = read_all(table(tmp_path, f"id,judul,isi\n{long}\n2,Dua,Isi dua.\n"))
    assert "larger than one article" in found[0].reason and lines(found[1]) == ["Isi dua."]
    open_quote = '1,Satu,"' + "\n".join(["y" * 99] * 300)
    found = read_all(table(tmp_path, f"id,judul,isi\n{open_quote}\n2,Dua,Isi dua.\n"))
    assert all(isinstance(each, exports.BadLine) for each in found[:-1])
    assert lines(found[-1]) == ["Isi dua."]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("", "No column"),
        ("a,b\n", "No column"),
        ("isi,Isi\nx,y\n", "twice"),
        ("isi" + "," * 600 + "\n", "500 columns"),
    ],
)
def test_a_table_needs_a_header(tmp_path: Path, header: str, why: str) -> None:
    (bad,) = read_all(table(tmp_path, header))
    assert why in bad.reason


def test_articles_without_an_id_are_known_by_their_address_or_text(tmp_path: Path) -> None:
    rows = "https://x.example/1,Isi satu.\n,Isi dua.\n,Isi dua.\nhttps://x.example/1,Isi lain.\n"
    (found,) = sources.find([str(table(tmp_path, "url,isi\n" + rows))])
    assert isinstance(found, FoundFile)
    names = [getattr(each, "name", "") for each in exports.records(found)]
    assert names[0].startswith("url-") and names[1].startswith("text-")
    assert names[2] == f"{names[1]}-1" and names[3] == "", "the same address twice is told"


def test_html_in_a_field_is_read_and_never_shown(tmp_path: Path) -> None:
    escaped = HTML.replace("<", "&lt;").replace(">", "&gt;")
    for text in (HTML, escaped):
        (document,) = read_all(table(tmp_path, f'judul,isi\n<b>Upah</b> &amp; Hak,"{text}"\n'))
        assert lines(document) == ["Buruh menuntut kenaikan upah.", "Baris “dua”."]
        assert document.given.title == "Upah & Hak"
    (document,) = read_all(table(tmp_path, 'isi\n"Upah <b>naik</b>\nlagi &amp; lagi"\n'))
    assert lines(document) == ["Upah naik", "lagi & lagi"]
    (document,) = read_all(table(tmp_path, "isi\nUpah < 5 juta & > 4 juta\n"))
    assert lines(document) == ["Upah < 5 juta & > 4 juta"]
    deep = "<div>" * 500 + "x"
    with pytest.raises(DocumentError, match="deep"):
        read_all(table(tmp_path, f"isi\n{deep}\n"))


def test_a_changed_mapping_reads_the_export_again(archive: Archive, tmp_path: Path) -> None:
    path = table(tmp_path, "id,isi,tgl\n1,Upah naik lagi di Sagara.,19/11/2025\n")
    assert outcomes(ingest(archive, path)) == ["new"]
    assert outcomes(ingest(archive, path)) == ["unchanged"]
    (tmp_path / "mapping.yaml").write_text("section: tgl\n")
    (result,) = ingest(archive, path)
    assert result.outcome == "updated" and fields(archive, result).section == "19/11/2025"
