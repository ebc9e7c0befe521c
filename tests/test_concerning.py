"""Corrections, rights of reply and retractions: known as such, linked, and heeded by answers."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from ingest.articles import Prepared, make_article
from ingest.commands.marking import Marked, mark
from ingest.documents import Line, Metadata
from ingest.fields.concerning import concern_of, recognise
from ingest.readers import read
from ingest.split import split
from rag import cli
from rag.archive import Archive, Entry
from rag.archive.concerning import day_name, title_name, url_name
from rag.errors import UsageError
from rag.records import ArticleKind, Origin
from rag.retrieval import Retriever

NEWS = "Buruh pabrik kaca di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."
OUTLET = "Warta Selat"


def kind_of(title: str, *body: str, section: str = "") -> ArticleKind:
    return recognise(title, section, [Line(text=text) for text in body or (NEWS,)]).kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Ralat: Upah Lembayung Rp 4.173.000", ArticleKind.CORRECTION),
        ("[Koreksi] Jumlah Peserta Aksi di Muara Selat", ArticleKind.CORRECTION),
        ("Ralat Berita Upah Lembayung", ArticleKind.CORRECTION),
        ("Klarifikasi Redaksi soal Judul Berita Mogok", ArticleKind.CORRECTION),
        ("Permohonan Maaf Redaksi", ArticleKind.CORRECTION),
        ("Hak Jawab PT Rasa Embun Pangan", ArticleKind.RIGHT_OF_REPLY),
        ('Hak Jawab PT Embun atas Berita "Embun Tidak Bayar Lembur"', ArticleKind.RIGHT_OF_REPLY),
        ("Hak Koreksi: Tak Benar Kami Memecat Buruh", ArticleKind.RIGHT_OF_REPLY),
        ("Pencabutan Berita: Tidak Ada Pemecatan", ArticleKind.RETRACTION),
        ("[DICABUT] CLP Pecat 14 Pengurus Serikat", ArticleKind.RETRACTED),
    ],
)
def test_headings_that_newsrooms_give(title: str, kind: ArticleKind) -> None:
    assert kind_of(title) is kind


@pytest.mark.parametrize(
    "title",
    [
        "Koreksi Harga Saham Berlanjut Pekan Ini",
        "Koreksi Upah Ditolak Serikat Pekerja",
        "Hak Jawab Buruh Diabaikan, Serikat Mengadu ke Dewan Pers",
        "Hak Jawab Tak Dimuat, Perusahaan Gugat Koran",
        "Pencabutan Berita oleh Redaksi Dikecam Jurnalis",
        "Dicabut, Izin Perusahaan Alih Daya di Sagara",
        "Ditarik Pajak Dua Kali, Buruh Protes",
        "Klarifikasi Polisi Soal Pendemo yang Dikeroyok",
        "Klarifikasi Perusahaan atas Laporan Serikat",
        "Permohonan Maaf Direktur kepada Buruh",
        "Ralatnya Ditunggu Pembaca Setia",
    ],
)
def test_news_about_such_things_is_news(title: str) -> None:
    assert kind_of(title) is ArticleKind.NEWS


def test_a_heading_that_may_be_a_headline_counts_when_the_text_speaks_as_the_sender() -> None:
    title = "Klarifikasi PT Rasa Embun atas Berita Iuran"
    assert kind_of(title, NEWS) is ArticleKind.NEWS
    letter = "Redaksi menerima surat dari PT Rasa Embun sebagai hak jawab. Isinya kami muat."
    assert kind_of(title, letter) is ArticleKind.RIGHT_OF_REPLY
    title = "Redaksi Mencabut Berita Pemecatan"
    assert kind_of(title, "Dewan Pers memuji langkah koran itu.") is ArticleKind.NEWS
    assert kind_of(title, "Kami mencabut berita itu dan meminta maaf.") is ArticleKind.RETRACTION


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("Redaksi meralat berita kemarin tentang upah Lembayung.", ArticleKind.CORRECTION),
        ("Terdapat kekeliruan dalam berita kami tentang upah.", ArticleKind.CORRECTION),
        ("An article published on Friday misstated the sum.", ArticleKind.CORRECTION),
        ("Kami mengoreksi tuntutan upah, kata ketua serikat.", ArticleKind.NEWS),
        ("“Kami meralat berita itu,” kata direktur perusahaan.", ArticleKind.NEWS),
        ("Hak jawab adalah hak seseorang menurut Undang-Undang Pers.", ArticleKind.NEWS),
        ("RALAT", ArticleKind.CORRECTION),
    ],
)
def test_how_a_text_begins(first: str, kind: ArticleKind) -> None:
    assert kind_of("Upah Lembayung Tahun Depan", first, NEWS) is kind


def test_the_section_and_notes_of_the_newsroom() -> None:
    assert kind_of("Upah Lembayung", section="Hak Jawab") is ArticleKind.RIGHT_OF_REPLY
    note = "Catatan redaksi: berita ini telah diralat pada paragraf kedua."
    found = recognise("Upah Naik", "", [Line(text=NEWS), Line(text=note)])
    assert found.kind is ArticleKind.NEWS and "was corrected" in found.detail
    note = "Catatan redaksi: berita ini telah dicabut karena sumbernya palsu."
    assert kind_of("Upah Naik", NEWS, note) is ArticleKind.RETRACTED
    assert kind_of("Aturan", "Peraturan itu telah dicabut gubernur.") is ArticleKind.NEWS


# --- what it is about -------------------------------------------------------------------------


def names(*body: str, title: str = "Ralat", outlet: str = OUTLET) -> tuple[str, ...]:
    return concern_of(
        ArticleKind.CORRECTION,
        title,
        [Line(text=text) for text in body],
        own=(outlet, date(2025, 12, 24)),
    ).names


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "‘{}’"])
def test_titles_in_quotation_marks(marks: str) -> None:
    title = "Daftar UMK 2026 di Enam Daerah"
    assert title_name(title) in names(f"Dalam berita {marks.format(title)} kami keliru.")
    assert not names(f"Ia berkata {marks.format('kami tidak akan mundur lagi')} di Sagara.")
    assert not names(
        f"Dalam berita itu ia berkata {marks.format('kami tidak mundur,')} lalu pergi."
    )


def test_a_heading_may_quote_the_other_s_title() -> None:
    title = "Gudang Embun Tidak Bayar Lembur"
    assert title_name(title) in names(NEWS, title=f'Ralat atas Berita "{title}"')


def test_addresses_days_and_the_rest_of_the_heading() -> None:
    assert url_name("https://warta.example/a/b") in names(
        "Koreksi untuk https://www.warta.example/a/b/?utm_source=x."
    )
    assert day_name(OUTLET, date(2025, 12, 23)) in names("Berita yang terbit Selasa, 23 Desember.")
    assert not names("Aksi berlangsung Selasa, 23 Desember 2025."), "an event's day"
    assert not names("Berita yang terbit 23 Desember 2025.", outlet="")
    assert title_name("Upah Lembayung Naik Tujuh Persen") in names(
        title="Ralat: Upah Lembayung Naik Tujuh Persen"
    )


def test_what_somebody_gives_goes_before_what_the_text_says() -> None:
    lines = [Line(text="Berita “Daftar UMK 2026 di Enam Daerah” keliru.")]
    found = concern_of(ArticleKind.CORRECTION, "Ralat", lines, own=(OUTLET, None), given="a-1")
    assert (found.shown, found.names) == ("a-1", ("a-1",))
    assert concern_of(ArticleKind.NEWS, "Upah", lines, own=(OUTLET, None)).names == ()


def test_addresses_are_compared_without_what_does_not_matter() -> None:
    assert url_name("http://www.Warta.example/A/?utm_source=x&fbclid=1#atas") == url_name(
        "https://m.warta.example/A"
    )
    assert url_name("https://warta.example/a?id=1") != url_name("https://warta.example/a?id=2")


# --- linked in the archive --------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


def prepared(name: str, text: str, **fields: object) -> Prepared:
    given = Metadata(**{"outlet": OUTLET, "published": date(2025, 12, 23)} | fields)  # type: ignore[arg-type]
    return make_article(read(text.encode(), name), f"file:/x/{name}", given)


def store(archive: Archive, *articles: Prepared) -> None:
    archive.put(
        [Entry(article=each.article, passages=split(each.article, each.lines)) for each in articles]
    )


def about(archive: Archive, article: Prepared) -> list[str]:
    (summary,) = [each for each in archive.summaries() if each.id == article.article.id]
    return [other.title for other in archive.concerning([summary])[summary.id]]


REPORT = prepared(
    "umk.txt",
    "Daftar UMK 2026 di Enam Daerah Tirta Raya\n\nUpah minimum Lembayung pada 2026 sebesar Rp "
    "4.212.000, kata Gubernur Tirta Raya Wulan Sasmita dalam jumpa pers di Sagara.\n\nPenetapan "
    "itu berlaku mulai bulan Januari untuk semua perusahaan di enam daerah. Pengusaha yang tidak "
    "sanggup membayar dapat mengajukan penangguhan kepada dinas tenaga kerja paling lambat sepuluh "
    "hari sebelum berlaku. Serikat pekerja meminta pengawas turun ke pabrik pabrik dan membuka "
    "posko pengaduan di setiap kantor cabang selama tiga bulan pertama tahun depan.",
    url="https://warta.example/umk",
)
OTHER = prepared(
    "lain.txt",
    "Serikat Pekerja Pelabuhan Muara Selat Gelar Rapat\n\nRapat dihadiri dua ratus orang pekerja "
    "pelabuhan dari tiga dermaga pada hari itu.",
)
RALAT = prepared(
    "ralat.txt",
    "Ralat: UMK Lembayung Rp 4.173.000\n\nDalam berita “Daftar UMK 2026 di Enam Daerah Tirta Raya” "
    "kami menulis angka yang keliru. Yang benar Rp 4.173.000.",
    published=date(2025, 12, 24),
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_correction_finds_its_article_whichever_comes_first(
    archive: Archive, order: tuple[int, ...]
) -> None:
    for place in order:
        store(archive, (REPORT, OTHER, RALAT)[place])
    assert about(archive, REPORT) == [RALAT.article.title]
    assert about(archive, OTHER) == about(archive, RALAT) == []


def test_a_title_alone_does_not_reach_another_outlet_or_a_later_report(archive: Archive) -> None:
    text = "\n".join(REPORT.article.text.split("\n"))
    elsewhere = prepared("b.txt", text.replace("\n", "\n\n") + " Lain.", outlet="Harian Lain")
    later = prepared("c.txt", text.replace("\n", "\n\n") + " Baru.", published=date(2026, 2, 1))
    store(archive, RALAT, elsewhere, later)
    assert about(archive, elsewhere) == about(archive, later) == []


def test_outlet_and_day_count_only_where_both_speak_of_the_same(archive: Archive) -> None:
    by_day = prepared(
        "ralat2.txt",
        "Ralat: UMK 2026 Enam Daerah Tirta Raya\n\nBerita kami yang terbit 23 Desember 2025 memuat "
        "angka yang keliru untuk Lembayung.",
        published=date(2025, 12, 24),
    )
    store(archive, REPORT, OTHER, by_day)
    assert about(archive, REPORT) == [by_day.article.title]
    assert about(archive, OTHER) == []


def test_an_alias_of_an_article_is_one_of_its_names(archive: Archive) -> None:
    by_url = prepared(
        "ralat3.txt", f"Ralat\n\nBerita https://lain.example/x keliru. {NEWS}", outlet=OUTLET
    )
    copy = make_article(
        read(REPORT.article.text.replace("\n", "\n\n").encode(), "umk.txt"),
        "https://lain.example/x",
        Metadata(outlet=OUTLET),
    )
    store(archive, by_url, REPORT, copy)
    assert archive.statistics().articles == 2
    assert about(archive, REPORT) == [by_url.article.title]


# --- marked by hand ---------------------------------------------------------------------------


def test_marks_are_applied_at_once_and_kept_for_the_address(archive: Archive) -> None:
    note = prepared("surat.txt", f"Surat Redaksi untuk Pembaca\n\n{NEWS}")
    store(archive, REPORT, note)
    changes = {"kind": "correction", "concerns": "umk", "date": date(2025, 12, 25)}
    assert mark(archive, note.article.id, changes) is Marked.APPLIED
    stored = archive.article(note.article.id)
    assert stored is not None and stored.kind is ArticleKind.CORRECTION
    assert (stored.published, stored.published_origin) == (date(2025, 12, 25), Origin.GIVEN)
    assert about(archive, REPORT) == [note.article.title]
    assert {"kind": "mark"}.items() <= {e.field: e.detail for e in stored.origins}.items()
    assert archive.marks.get(note.article.source)["kind"] == "correction"
    assert mark(archive, stored, changes) is Marked.SAME
    assert mark(archive, stored, {"kind": "news"}) is Marked.APPLIED
    assert about(archive, REPORT) == [], "a report of news corrects nothing"


def test_a_text_that_is_stored_while_it_is_marked_is_not_lost(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = REPORT.article.text.replace("\n", "\n\n").replace("sepuluh", "lima belas")
    newer = prepared("umk.txt", text, url="https://warta.example/umk")
    store(archive, REPORT)
    kept = archive.marks.set

    def meanwhile(source: str, fields: dict[str, object]) -> dict[str, object]:
        store(archive, newer)
        return kept(source, fields)

    monkeypatch.setattr(archive.marks, "set", meanwhile)
    mark(archive, REPORT.article.id, {"author": "Sekar"})
    found = archive.entry(REPORT.article.id)
    assert found is not None and (found.article.text, found.article.author) == (
        newer.article.text,
        "Sekar",
    )
    assert found.passages == split(newer.article, newer.lines)


def test_a_mark_taken_away_lets_the_document_speak_again(archive: Archive) -> None:
    store(archive, REPORT)
    mark(archive, REPORT.article.id, {"outlet": "Harian Lain"})
    assert mark(archive, REPORT.article.id, {"outlet": None}) is Marked.WAITING
    known = archive.known_source(REPORT.article.source)
    assert known is not None and known.fingerprint == ""
    assert archive.marks.get(REPORT.article.source) == {}


@pytest.mark.parametrize(
    "changes", [{"kind": "gosip"}, {"published": "kemarin dulu"}, {"warna": "biru"}]
)
def test_a_mark_that_cannot_be_read_changes_nothing(
    archive: Archive, changes: dict[str, object]
) -> None:
    store(archive, REPORT)
    with pytest.raises(UsageError):
        mark(archive, REPORT.article.id, changes)
    assert archive.article(REPORT.article.id) == REPORT.article
    assert archive.marks.all() == {}
    with pytest.raises(UsageError, match="no article"):
        mark(archive, "nothing", {"kind": "news"})


# --- heeded by answers ------------------------------------------------------------------------


def ask(question: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> dict[str, object]:
    monkeypatch.setenv("TANYA_DATA_DIR", str(folder))
    monkeypatch.setenv("TANYA_SEARCH", "words")
    monkeypatch.setenv("TANYA_ENGINE", "quoting")
    said = io.StringIO()
    with redirect_stdout(said):
        cli.main(["ask", "--json", question])
    record: dict[str, object] = json.loads(said.getvalue())
    return record


QUESTION = "Berapa upah minimum Lembayung pada 2026?"


@pytest.fixture
def folder(tmp_path: Path, archive: Archive) -> Path:
    found = tmp_path / "data"
    archive.close()
    return found


def test_an_answer_names_the_correction_of_its_source(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = archive_in(folder)
    store(archive, RALAT, REPORT, OTHER)
    archive.close()
    record = ask(QUESTION, monkeypatch, folder)
    assert not record["refused"], record
    assert RALAT.article.title in str(record["notices"])


def test_a_withdrawn_report_answers_nothing_and_the_person_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = archive_in(folder)
    store(archive, REPORT, OTHER)
    archive.close()
    assert not ask(QUESTION, monkeypatch, folder)["refused"]
    archive = archive_in(folder)
    withdrawal = prepared(
        "cabut.txt",
        "Pencabutan Berita: Daftar UMK\n\nKami mencabut berita berjudul “Daftar UMK 2026 di Enam "
        "Daerah Tirta Raya” karena sumbernya tidak dapat dipercaya.",
        published=date(2025, 12, 26),
    )
    store(archive, withdrawal)
    archive.close()
    record = ask(QUESTION, monkeypatch, folder)
    assert record["refused"], record
    assert "4.212.000" not in str(record["claims"])
    assert "dicabut" in str(record["notices"])


def test_another_outlet_withdraws_nothing_and_the_person_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "https://wartaselat.example/umk"
    report = prepared("umk.txt", REPORT.article.text.replace("\n", "\n\n"), url=address)
    notice = prepared(
        "cabut.txt",
        f"Pencabutan Berita: Daftar UMK\n\nRedaksi mencabut berita di {address} karena keliru.",
        outlet="Blog Lain",
    )
    archive = archive_in(folder)
    store(archive, report, notice, OTHER)
    assert about(archive, report) == [notice.article.title]
    assert archive.withdrawn(archive.summaries()) == set()
    archive.close()
    record = ask(QUESTION, monkeypatch, folder)
    assert not record["refused"], record
    assert "Media lain menyatakan sumber [1] dicabut" in str(record["notices"])


def test_a_report_that_stands_goes_before_its_withdrawn_twin(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = archive_in(folder)
    body = REPORT.article.text.replace("\n", "\n\n")
    twin = prepared("salinan.txt", body + " Demikian.", outlet="Harian Lain")
    store(archive, REPORT, twin, OTHER)
    mark(archive, REPORT.article.id, {"kind": "retracted"})
    archive.close()
    record = ask(QUESTION, monkeypatch, folder)
    assert not record["refused"], record
    assert "Harian Lain" in str(record["sources"]) and OUTLET not in str(record["sources"])
    said = " ".join(str(notice) for notice in record["notices"])  # type: ignore[attr-defined]
    assert "memuat laporan yang sama dengan berita yang dicabut" in said, "its copy is doubtful"


def test_withdrawn_reports_come_last_and_never_hide_one_that_stands(archive: Archive) -> None:
    body = REPORT.article.text.replace("\n", "\n\n")
    longer = f"{body} Laporan tambahan disusun bersama beberapa penulis lepas."
    twin = prepared("salinan.txt", longer, published=None)
    store(archive, REPORT, twin, OTHER)
    (found, *_) = Retriever(archive=archive).search(QUESTION).hits
    assert found.stored.article.id == REPORT.article.id, "it is the better one, and hides its twin"
    (first,) = [each for each in archive.summaries() if each.id == REPORT.article.id]
    assert archive.withdrawn([first]) == set()
    mark(archive, first.id, {"kind": "retracted"})
    hits = Retriever(archive=archive).search(QUESTION).hits
    kinds = [hit.stored.article.kind for hit in hits]
    assert kinds[0] is ArticleKind.NEWS and kinds[-1] is ArticleKind.RETRACTED
    assert "4.212.000" in hits[0].stored.text, "a twin that stands is shown in its place"
    retraction = prepared(
        "cabut.txt", f"Pencabutan Berita\n\nKami mencabut berita berjudul “{first.title}”. {NEWS}"
    )
    store(archive, retraction)
    assert archive.withdrawn(archive.summaries()) >= {first.id, hits[0].stored.article.id}


def archive_in(folder: Path) -> Archive:
    return Archive(folder)
