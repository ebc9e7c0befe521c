"""The labor glossary: its data, how questions are matched, and harvested abbreviations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spent import grows_below

from rag.glossary import Abbreviation, Glossary, harvest, load
from rag.glossary.entries import FILES, KINDS, _cores, build, read_rows
from rag.language import index_words, question_words, stem, words
from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION
from rag.records.questions import Concept

DATA = Path(__file__).parent.parent / "rag" / "data"
SKIPPED = INDONESIAN | ENGLISH


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    """Return the real glossary."""
    return load()


def concept(found: Sequence[Concept], text: str) -> Concept:
    """Return the concept that a question has for these words."""
    return next(one for one in found if one.text == text)


def others(found: Concept) -> dict[str, float]:
    """Return the other wordings of a concept with their weights."""
    return {wording.text: wording.weight for wording in found.others}


def small(tmp_path: Path, *lines: str) -> Glossary:
    """Return a glossary of a few lines."""
    path = tmp_path / "small.tsv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return Glossary(build([path]))


# --- the data


def forms(column: str) -> list[str]:
    """Return the forms of a column with their marks."""
    return column.split("; ") if column else []


@pytest.mark.parametrize("name", FILES)
def test_every_line_of_the_data_is_in_the_agreed_form(name: str) -> None:
    trouble: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for number, (kind, indonesian, english, _) in read_rows(DATA / name):
        where = f"{name}, line {number}"
        for column in (indonesian, english):
            plain = [form.removeprefix("~") for form in forms(column)]
            if len(set(plain)) != len(plain):
                trouble.append(f"{where}: a form stands twice: {column}")
            trouble += [
                f"{where}: {form!r} is more than ASCII" for form in plain if not form.isascii()
            ]
            trouble += [
                f"{where}: {form!r} has two letters and is neither a word nor in capitals"
                for form in forms(column)
                if len(form) == 2 and kind not in {"acronym", "chat"} and not form.isupper()
                if form.isalpha() and set(form.lower()).isdisjoint("aeiou")
            ]
        if kind == "chat" and len(forms(indonesian)) < 2:
            trouble.append(f"{where}: a chat line has the written-out word and an abbreviation")
        key = (kind, indonesian.split("; ")[0], english.split("; ")[0])
        if key in seen:
            trouble.append(f"{where}: the same sense stands twice: {key}")
        seen.add(key)
    assert not trouble, "\n".join(trouble)


@pytest.mark.parametrize("name", FILES)
def test_every_form_can_be_found(name: str) -> None:
    """A form is looked up by letters of its first stem; a shortened one by its long form."""
    lost: list[str] = []
    for number, row in read_rows(DATA / name):
        found: set[tuple[str, ...]] = set()
        asked: list[tuple[str, tuple[str, ...]]] = []
        for form in forms(row[1]) + forms(row[2]):
            text = form.removeprefix("~")
            content = [word for word in words(text) if word not in SKIPPED]
            if not content:
                continue
            stems = tuple(stem(word) for word in content)
            asked.append((text, stems))
            if any(core in text.lower() for core in _cores(stems[0])):
                found.add(stems)
        lost += [f"{name}, {number}: {t}" for t, s in asked if s not in found and row[0] != "chat"]
    assert not lost, "\n".join(lost)


def test_wages_of_provinces_and_cities_are_never_the_same() -> None:
    for name in FILES:
        for _, row in read_rows(DATA / name):
            same = set(forms(row[1]))
            assert len(same & {"UMP", "UMK", "UMR", "UMSK", "UMSP"}) < 2, row
            assert not {"upah minimum provinsi", "upah minimum kota"} <= same, row


def test_kinds_and_size_of_the_glossary() -> None:
    rows = [row for _, row in read_rows(DATA / "glossary.tsv")]
    assert len(rows) >= 600
    assert {row[0] for row in rows} <= set(KINDS)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("term\tupah\twage", "3 columns"),
        ("word\tupah\twage\t", "unknown kind"),
        ("term\t\t\t", "no form"),
        ("term\t~upah\twage\t", "first form"),
        ("term\tupah; \twage\t", "empty form"),
        ("term\tupah; ; gaji\twage\t", "empty form"),
        ("term\tupah; ~; gaji\twage\t", "empty form"),
        ("term\tupah;gaji\twage\t", "separator"),
    ],
)
def test_a_bad_line_is_named_with_its_file(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(f"# head\nterm\tmogok\tstrike\t\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match=rf"bad\.tsv, line 3: .*{says}"):
        build([path])


# --- matching


def test_the_longest_phrase_wins(glossary: Glossary) -> None:
    found = glossary.concepts("Berapa kenaikan upah minimum provinsi Jawa Barat?")
    assert [one.stems for one in found] == [
        ("naik",), ("upah", "minimum", "provinsi"), ("jawa", "barat"),
    ]  # fmt: skip
    wordings = others(found[1])
    assert wordings["UMP"] == 1
    assert wordings["provincial minimum wage"] == 1
    assert "UMK" not in wordings


def test_an_acronym_gives_its_long_form_and_its_translation(glossary: Glossary) -> None:
    found = others(concept(glossary.concepts("Kapan PHK massal di pabrik?"), "PHK massal"))
    assert found["mass layoff"] == found["pemutusan hubungan kerja massal"] == 1
    found = others(concept(glossary.concepts("Siapa yang kena PHK?"), "PHK"))
    assert found["pemutusan hubungan kerja"] == found["layoff"] == 1
    assert found["dismissal"] < 1


def test_a_province_is_not_a_city(glossary: Glossary) -> None:
    assert "UMK" not in others(glossary.concepts("Berapa UMP?")[0])
    assert "UMP" not in others(glossary.concepts("Berapa UMK?")[0])


def test_english_questions_match_inflections(glossary: Glossary) -> None:
    found = glossary.concepts("What did the union say about wages and dismissed workers?")
    assert others(concept(found, "wages"))["upah"] == 1
    assert "korban PHK" in others(concept(found, "dismissed workers"))
    found = glossary.concepts("Was the chairman dismissed by the workers?")
    assert "pemecatan" in others(concept(found, "dismissed"))
    assert others(concept(found, "workers"))["buruh"] == 1


def test_function_words_between_break_a_phrase(tmp_path: Path) -> None:
    glossary = small(
        tmp_path,
        "term\tkorban PHK\tdismissed worker\t",
        "term\tkerja dari rumah\twork from home; loss of work\t",
    )
    assert not glossary.concepts("Was he dismissed by the workers?")[0].others
    assert glossary.concepts("Who are the dismissed of the workers?")[0].others
    assert glossary.concepts("Who may work from the home?")[0].others
    assert not glossary.concepts("Who may work at home?")[0].others


def test_a_phrase_needs_its_function_words(tmp_path: Path) -> None:
    glossary = small(tmp_path, "term\tHari Buruh; May Day\tMay Day\t", "term\tPHK\tlaid off\t")
    assert others(glossary.concepts("Who spoke at the May Day rally?")[1])["Hari Buruh"] == 1
    assert not any(one.others for one in glossary.concepts("Who spoke on that day of May?"))
    assert others(glossary.concepts("Who was laid off?")[0]) == {"PHK": 1}
    assert "May Day" not in others(load().concepts("Which day was it?")[0])
    assert "hari" not in others(load().concepts("Who spoke at the May Day rally?")[1])
    assert not glossary.concepts("Who laid the stone?")[0].others


def test_a_name_is_no_word_of_the_other_language(tmp_path: Path) -> None:
    glossary = small(tmp_path, "general\tmengatakan\tsaid\t")
    assert not any(one.others for one in glossary.concepts("Apa pesan Said soal upah?"))
    assert any(one.others for one in glossary.concepts("Apa yang said itu?"))


def test_what_is_done_is_not_who_does_it(tmp_path: Path) -> None:
    glossary = small(tmp_path, "term\tburuh; pekerja\tworker\t")
    assert not glossary.concepts("berapa jam bekerja")[-1].others
    assert others(glossary.concepts("berapa pekerjanya")[0]) == {
        "worker": 1, "buruh": 1, "pekerja": 1,
    } or others(glossary.concepts("berapa pekerjanya")[0]) == {"worker": 1, "buruh": 1}  # fmt: skip


def test_words_that_snowball_joins_too_far_stay_apart(tmp_path: Path) -> None:
    glossary = small(tmp_path, "term\tmagang\tintern\t", "term\torgan\torgan\t")
    found = glossary.concepts("Which international organization is this about?")
    assert all(not one.others for one in found)
    assert others(glossary.concepts("Who were the interns in this?")[0])["magang"] == 1


@pytest.mark.parametrize(
    ("question", "word", "wording"),
    [
        ("Apakah air di pabrik itu kotor?", "air", "udara"),
        ("Bank mana yang di-PHK?", "Bank", "tepi sungai"),
        ("Kapan kerja jam malam dihapus?", "jam", "kemacetan"),
        ("Was there any air in the mine?", "air", "water"),
    ],
)
def test_the_question_decides_the_language_of_a_word(
    tmp_path: Path, question: str, word: str, wording: str
) -> None:
    glossary = small(
        tmp_path,
        "general\tudara\tair\t",
        "general\tair\twater\t",
        "general\ttepi sungai\tbank\t",
        "general\tkemacetan\tjam\t",
    )
    assert wording not in others(concept(glossary.concepts(question), word))


def test_a_word_of_the_other_language_is_found_where_nothing_else_is_meant(
    glossary: Glossary,
) -> None:
    assert "severance pay" in others(glossary.concepts("What is the amount of pesangon?")[-1])
    assert "alih daya" in others(glossary.concepts("apa itu outsourcing")[0])


@pytest.mark.parametrize(
    ("question", "matches"),
    [
        ("Berapa UMP Jakarta?", True),
        ("berapa ump jakarta", True),
        ("BERAPA UMP JAKARTA", True),
        ("berapa ump di Jakarta", True),
        ("Apakah ump naik menurut KSPI?", False),
        ("Apakah Ump naik?", False),
    ],
)
def test_short_acronyms_need_capitals_or_a_hurry(
    glossary: Glossary, question: str, matches: bool
) -> None:
    found = next(one for one in glossary.concepts(question) if one.stems == ("ump",))
    assert bool(found.others) is matches


@pytest.mark.parametrize(
    "question", ["Apa kata ketua Bonar SP Tampulawan kemarin?", "Apa usaha PT PP di Sagara?"]
)
def test_a_short_acronym_in_a_name_is_a_name(glossary: Glossary, question: str) -> None:
    found = glossary.concepts(question)
    assert all(not one.others for one in found if one.stems in {("sp",), ("pp",)})


def test_names_of_unions_that_are_words_need_capitals(glossary: Glossary) -> None:
    small_letters = others(concept(glossary.concepts("apa aspek hukumnya"), "aspek"))
    assert "Asosiasi Serikat Pekerja Indonesia" not in small_letters
    capitals = others(concept(glossary.concepts("Siapa ketua ASPEK?"), "ASPEK"))
    assert "Asosiasi Serikat Pekerja Indonesia" in capitals


def test_an_ambiguous_acronym_gives_all_meanings_less_weight(glossary: Glossary) -> None:
    found = others(concept(glossary.concepts("Apa isi PKB di pabrik kaca?"), "PKB"))
    assert found["perjanjian kerja bersama"] == found["Partai Kebangkitan Bangsa"] == 0.5


def test_near_forms_weigh_less_and_do_not_meet_each_other(tmp_path: Path) -> None:
    glossary = small(tmp_path, "term\tburuh; pekerja; ~karyawan; ~pegawai\tworker; ~staff\t")
    assert others(glossary.concepts("berapa buruh")[0]) == {
        "worker": 1, "pekerja": 1, "staff": 0.5, "karyawan": 0.5, "pegawai": 0.5,
    }  # fmt: skip
    assert others(glossary.concepts("berapa karyawan")[0]) == {
        "worker": 0.5, "buruh": 0.5, "pekerja": 0.5,
    }  # fmt: skip


def test_one_meaning_on_two_lines_is_not_ambiguous(tmp_path: Path) -> None:
    glossary = small(
        tmp_path,
        "acronym\tPRT; pekerja rumah tangga\tdomestic worker\t",
        "term\tpekerja rumah tangga; asisten rumah tangga\tdomestic worker\t",
    )
    assert set(others(glossary.concepts("upah pekerja rumah tangga")[1]).values()) == {1}


def test_chat_words_are_written_out(glossary: Glossary) -> None:
    assert [one.stems for one in glossary.concepts("bgmn mogok yg kmrn")][0] == ("mogok",)
    found = glossary.concepts("ump sby brp")
    assert others(concept(found, "sby"))["Surabaya"] == 1
    assert all(one.text != "brp" for one in found)
    assert glossary.written_out("BGMN") == "bagaimana"
    assert "pkrj" not in others(glossary.concepts("berapa pekerja")[0])
    assert "Surabaya" not in others(concept(glossary.concepts("Siapa SBY itu?"), "SBY"))


def test_other_wordings_are_few_sorted_and_stemmed_as_the_index_is(glossary: Glossary) -> None:
    for question in ("Apa tuntutan buruh soal upah dan PHK?", "Which workers went on strike?"):
        for found in glossary.concepts(question):
            weights = [wording.weight for wording in found.others]
            assert len(weights) <= 12
            assert weights == sorted(weights, reverse=True)
            stems = [wording.stems for wording in found.others]
            assert len(set(stems)) == len(stems)
            assert found.stems not in stems
            assert all(w.stems == tuple(index_words(w.text)) for w in found.others)


def test_words_that_only_ask_are_no_concept(glossary: Glossary) -> None:
    assert glossary.concepts("Siapa dan berapa?") == ()
    assert glossary.concepts("") == ()


def test_an_amount_keeps_the_words_it_is_written_in(glossary: Glossary) -> None:
    found = glossary.concepts("Siapa yang menerima Rp4,9 juta di Kemnaker?")
    assert [s for one in found for s in one.stems] == [
        "terima", "rupiah", "4.9", "juta", "4900000", "kementerian", "tenaga", "kerja",
    ]  # fmt: skip
    assert found[-1].text == "Kemnaker"
    assert "Manpower Ministry" in others(found[-1])


def test_explain_gives_the_entry(glossary: Glossary) -> None:
    entry = glossary.explain("JKP")
    assert entry is not None
    assert "jaminan kehilangan pekerjaan" in [form.text for form in entry.indonesian]
    assert entry.source
    assert glossary.explain("kspi") is not None
    assert glossary.explain("Tampulawan") is None
    assert glossary.explain("") is None


# --- any text

WORDS = "upah minimum provinsi UMP phk yg sp. KSPI wages air 4,9 juta Rp e\u0301 \u00a8 naik-turun"
TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(WORDS.split()) | st.text(max_size=5), max_size=25
).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_any_text_gives_each_content_word_once_in_order(text: str) -> None:
    glossary = load()
    found = glossary.concepts(text)
    if not any(word in QUESTION or glossary.written_out(word) for word in words(text)):
        assert [s for one in found for s in one.stems] == question_words(text)
    harvest(text)


@pytest.mark.parametrize(
    "part", ["upah minimum ", "UMP ", "a(", "SPA (SPA) ", "kerja ", "Rp4,9 ", "A-b'", "(aaaa "]
)
def test_time_is_linear(glossary: Glossary, part: str) -> None:
    # Eight times the text: about eight times the time if linear, 64 if quadratic.
    for work, size in ((glossary.concepts, 500), (harvest, 10_000)):
        short = partial(work, (part * size)[:size])
        assert grows_below(24, short, partial(work, (part * size * 8)[: size * 8]))


# --- what the archive explains


class Table:
    """Harvested abbreviations in memory."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self.pairs = pairs
        self.calls = 0

    def expansions(self, shorts: Sequence[str], /) -> Mapping[str, Sequence[str]]:
        """Return long forms of folded short forms."""
        self.calls += 1
        return {
            short: [long for abbr, long in self.pairs if abbr.lower() == short]
            for short in shorts
            if any(abbr.lower() == short for abbr, _ in self.pairs)
        }

    def acronyms(self, stems: Sequence[str], /) -> Mapping[tuple[str, ...], Sequence[str]]:
        """Return short forms of long forms that share a word with the question."""
        self.calls += 1
        known = {tuple(index_words(long)): [abbr] for abbr, long in self.pairs}
        return {long: abbr for long, abbr in known.items() if set(long) & set(stems)}


def test_abbreviations_of_the_archive_count_both_ways(glossary: Glossary) -> None:
    table = Table(("SPTL", "Serikat Pekerja Tekstil Lembayung"))
    found = glossary.concepts("Apa tuntutan SPTL?", table)
    assert others(concept(found, "SPTL")) == {"Serikat Pekerja Tekstil Lembayung": 1}
    assert table.calls <= 2
    found = glossary.concepts("Apa tuntutan Serikat Pekerja Tekstil Lembayung?", table)
    assert others(concept(found, "Serikat Pekerja Tekstil Lembayung")) == {"SPTL": 1}
    found = glossary.concepts("Apa tuntutan serikat pekerja lain?", table)
    assert all("SPTL" not in others(one) for one in found)


def test_what_the_archive_explains_goes_before_the_glossary(glossary: Glossary) -> None:
    found = glossary.concepts("Apa isi PKB itu?", Table(("PKB", "Persatuan Kaca Bening")))
    wordings = concept(found, "PKB").others
    assert (wordings[0].text, wordings[0].weight) == ("Persatuan Kaca Bening", 1)
    assert all(wording.weight <= 0.5 for wording in wordings[1:])
    sure = glossary.concepts("Apa itu UMP?", Table(("UMP", "upah minimum provinsi")))
    assert others(sure[0])["provincial minimum wage"] == 1


def test_words_in_small_letters_are_not_asked_of_the_archive(glossary: Glossary) -> None:
    table = Table(("REP", "Rasa Embun Pangan"))
    assert all(
        "Rasa Embun Pangan" not in others(one) for one in glossary.concepts("Apa rep?", table)
    )
    assert "Rasa Embun Pangan" in others(glossary.concepts("utang rep", table)[-1])


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("akibat pemutusan hubungan kerja (PHK) massal", "PHK", "pemutusan hubungan kerja"),
        ("PHK (pemutusan hubungan kerja) massal", "PHK", "pemutusan hubungan kerja"),
        ("Asosiasi Pengusaha Indonesia (Apindo)", "Apindo", "Asosiasi Pengusaha Indonesia"),
        ("Kementerian Ketenagakerjaan (Kemnaker)", "Kemnaker", "Kementerian Ketenagakerjaan"),
        ("Dinas Tenaga Kerja (Disnaker) Sagara", "Disnaker", "Dinas Tenaga Kerja"),
        ("soal keselamatan dan kesehatan kerja (K3)", "K3", "keselamatan dan kesehatan kerja"),
        ("iuran Jaminan Kematian (JKM)", "JKM", "Jaminan Kematian"),
        ("Ketua Serikat Pengemudi Daring Sagara (Serdasa)", "Serdasa",
         "Serikat Pengemudi Daring Sagara"),
        ("the International Labour Organization (ILO)", "ILO", "International Labour Organization"),
        ("kata PT Dermaga Muara Selat (DMS)", "DMS", "Dermaga Muara Selat"),
        ("Kamar Dagang dan Industri (Kadin)", "Kadin", "Kamar Dagang dan Industri"),
        ("dibahas panitia khusus (pansus) DPRD", "pansus", "panitia khusus"),
    ],
)  # fmt: skip
def test_explained_abbreviations_are_harvested(text: str, short: str, long: str) -> None:
    assert harvest(text) == [Abbreviation(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "perusahaan alih daya (outsourcing)",
        "tali kawat (sling) putus",
        "kata ketua serikat itu (KSPI)",
        "Federation of Dock Workers of Tirta (FSPDT)",
        "the Industrial Relations Court (PHI)",
        "seorang buruh, Sukarman (41), terluka",
        "di kota itu, Rabu (12/2/2025)",
        "Upah naik. Hari ini kembali. (UHK)",
        "Kabupaten Bekasi (Bekasi)",
        "tidak mencatat gangguan. (KBT)",
        "Foto (Sagara Hari Ini)",
        "Partai Buruh (belum resmi)",
        "Serikat Buruh Pabrik Kaca Muara (SBM)",
        "Serikat Tekstil Lembayung (SPTL)",
        "karyawan pabrik lama (kapal)",
        "PHK (penutupan pabrik)",
    ],
)
def test_other_brackets_are_no_abbreviations(text: str) -> None:
    assert harvest(text) == []


def test_abbreviations_of_the_sample_articles() -> None:
    sample = Path(__file__).parent.parent / "ingest" / "sample"
    found = {
        (pair.short, pair.long.lower())
        for path in sorted(sample.iterdir())
        if path.suffix in {".md", ".txt"}
        for pair in harvest(path.read_text("utf-8"))
    }
    assert ("SPTL", "serikat pekerja tekstil lembayung") in found
    by_short: dict[str, set[str]] = {}
    for short, long in found:
        by_short.setdefault(short, set()).add(long)
    assert all(len(longs) == 1 for longs in by_short.values()), by_short
    assert len(found) >= 30
