"""Correction of a question's spelling by the archive's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import index_words, stem, words
from rag.spelling import MOST_WORDS, correct, spell
from rag.spelling.edits import Likelihood, edits, likelihood, readable, respellings, sound


class Words:
    """A vocabulary of texts, each standing for so many passages, that counts what it is asked."""

    def __init__(self, texts: Mapping[str, int]) -> None:
        self.forms: Counter[str] = Counter()
        self.stems: Counter[str] = Counter()
        self.pairs: set[tuple[str, str]] = set()
        self.asked = 0
        for text, passages in texts.items():
            for word in {w for w in words(text) if w.isalpha() and len(w) > 2}:
                self.forms[word] += passages
            row = index_words(text)
            for word in set(row):
                self.stems[word] += passages
            self.pairs.update(zip(row, row[1:], strict=False))

    def form_frequency(self, forms: Sequence[str]) -> Mapping[str, int]:
        self.asked += len(forms)
        return {form: self.forms[form] for form in forms}

    def document_frequency(self, tokens: Sequence[str]) -> Mapping[str, int]:
        return {token: self.stems[token] for token in tokens}

    def forms_beginning(self, prefix: str, *, shortest: int, longest: int) -> Mapping[str, int]:
        return {
            form: count
            for form, count in self.forms.items()
            if form.startswith(prefix) and shortest <= len(form) <= longest
        }

    def stand_together(self, first: str, second: str) -> bool:
        return (first, second) in self.pairs


ARCHIVE = Words(
    {
        "Upah minimum kabupaten dan pesangon karyawan kontrak": 400,
        "Ketua KSPX Said Iqbal menolak revisi": 40,
        "Budi Santoso dan Roswita memimpin SBL": 30,
        "Unjuk rasa buruh di Bekasi dan Jakarta, Surabaya juga": 300,
        "Berapa tunjangan hari raya, kata Vardani": 20,
        "Outsourcing dan jaminan kehilangan pekerjaan": 50,
        "ketenagakerjaan": 90,
        "Majalengka Balaraja": 1,
        "Pasaribu Zulkifli": 5,
    }
)


def corrected(question: str) -> str:
    return correct(question, ARCHIVE)[0]


# --- what is corrected ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("berapa pesangin karyawan", "berapa pesangon karyawan"),  # a key beside it
        ("berapa pesagnon karyawan", "berapa pesangon karyawan"),  # exchanged
        ("berapa pessangon karyawan", "berapa pesangon karyawan"),  # doubled
        ("berapa psangon karyawan", "berapa pesangon karyawan"),  # left out
        ("berapa pesangxon karyawan", "berapa pesangon karyawan"),  # added
        ("outsorcing di bekasi", "outsourcing di bekasi"),
        ("siapa ketua kspx said ikbal", "siapa ketua kspx said iqbal"),
        ("siapa roswitta itu", "siapa roswita itu"),
        ("ketenagaakerjan baru", "ketenagakerjaan baru"),  # two mistakes in a long word
        ("berapa tunjangan hari raya wardani", "berapa tunjangan hari raya vardani"),
        ("pesangon di soerabaja", "pesangon di surabaya"),  # an older spelling
        ("upahminimum bekasi", "upah minimum bekasi"),
        ("pesa ngon karyawan", "pesangon karyawan"),
        ("(pesangin), karyawan!", "(pesangon), karyawan!"),
        ("pesangin/karyawan", "pesangon/karyawan"),
    ],
)
def test_typos(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


def test_corrections_are_told() -> None:
    text, found = correct("Berapa pesangin di soerabaja?", ARCHIVE)
    assert text == "Berapa pesangon di surabaya?"
    assert [(one.asked, one.used) for one in found] == [
        ("pesangin", "pesangon"),
        ("soerabaja", "surabaya"),
    ]
    (joined,) = correct("pesa ngon", ARCHIVE)[1]
    assert (joined.asked, joined.used) == ("pesa ngon", "pesangon")


def test_a_preposition_that_is_stuck_to_its_place_is_no_mistake() -> None:
    assert corrected("unjuk rasa disurabaya") == "unjuk rasa disurabaya"  # its stem is known


def test_two_known_words_that_never_stand_together_are_no_word() -> None:
    assert corrected("kontrakbekasi") == "kontrakbekasi"
    assert corrected("karyawankontrak") == "karyawan kontrak"


# --- what is left alone -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "berapa upah minimum kabupaten bekasi",
        "apakah pengupahannya adil",  # the stem is known, the form is not
        "sdh brp upah minimum thn ini",  # shortened words that the language floor knows
        "mogokk 2026 rp5000 12pesangin pesangin2",  # figures
        "apa itu PESSANGON dan KSSPX",  # acronyms
        "lihat pesangin.id, surel pesangin@sbl.id, #pesangin, https://pesangin",
        "rakit kapal nelayan layar",  # Indonesian words that this archive lacks
        "would they within should",  # function words of the other language
        "psgn ups",  # too short
    ],
)
def test_left_alone(question: str) -> None:
    assert correct(question, ARCHIVE) == (question, ())


@pytest.mark.parametrize(
    "word", ["keberapa", "keberapakah", "seberapa", "darimana", "kemanakah", "disiapa", "sejakapa"]
)
def test_question_words_are_never_corrected(word: str) -> None:
    near = Words({"beberapa seberat dirimana kemana disita sejakapan berapa": 400})
    led = word != "sejakapa"
    question = f"Kongres itu yang {word}?"
    assert (correct(question, near)[0] == question) is led


def test_words_that_the_caller_knows_are_right() -> None:
    assert corrected("apa itu pesangin") == "apa itu pesangon"
    assert correct("apa itu pesangin", ARCHIVE, known={"pesangin"})[0] == "apa itu pesangin"


def test_a_spelling_that_the_language_floor_knows_is_right() -> None:
    assert words("resiko") == ["risiko"]
    assert correct("apa resiko itu", Words({"resika": 50}))[0] == "apa resiko itu"


def test_a_known_word_is_looked_up_once() -> None:
    vocabulary = Words({"unjuk rasa pabrik sepatu raksasa": 9})
    assert correct("berapa pabrik sepatu raksasa itu", vocabulary)[1] == ()
    assert vocabulary.asked <= 5


def test_a_text_of_unknown_words_is_about_something_else() -> None:
    strange = " ".join(f"pesangin{'abcdefghijk'[n] * 3}" for n in range(MOST_WORDS))
    assert corrected(f"{strange} pesangin") == f"{strange} pesangin"
    assert corrected("pesangin ketenagaakerjan").startswith("pesangon")


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "Siapa Rosalina?",
        "Apa kata Budi Santosa?",  # Santoso is another man
        "Apa kata Budi Santono?",
        "Apa jabatan Rosvita Zulkifla?",
        "Kenapa Fardano menolak?",
        "Rosalina ketua apa?",
    ],
)
def test_a_name_never_becomes_another_name(question: str) -> None:
    assert correct(question, ARCHIVE) == (question, ())


def test_names_are_suggested_instead() -> None:
    found = spell("Apa kata Budi Santosa?", ARCHIVE)
    assert [(one.asked, one.used) for one in found.suggestions] == [("Santosa", "santoso")]
    assert found.text == "Apa kata Budi Santosa?"
    assert spell("Siapa Rosalina?", ARCHIVE).suggestions == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Siapa Said Iqbla?", "Siapa Said Iqbal?"),  # exchanged
        ("Siapa Said Ikbal?", "Siapa Said Iqbal?"),  # by ear
        ("Siapa Budi Santtoso?", "Siapa Budi Santoso?"),  # doubled
        ("Siapa Budi Snatoso?", "Siapa Budi Santoso?"),
        ("Siapa Budi Sntoso?", "Siapa Budi Santoso?"),  # no name begins so
        ("Upah di Bekasu naik?", "Upah di Bekasi naik?"),  # a place that everybody knows
        ("Berapaa upah minimum?", "Berapa upah minimum?"),  # begins a sentence
        ("Berpa upah minimum?", "Berapa upah minimum?"),
    ],
)
def test_what_can_be_no_other_name_is_corrected(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


def test_a_name_of_few_passages_draws_no_other_to_it() -> None:
    few = Words({"Fardani": 2})
    assert correct("Apa kata Pardani?", few)[0] == "Apa kata Pardani?"
    assert correct("Apa kata Pardani?", Words({"Fardani": 3}))[0] == "Apa kata Fardani?"


def test_capitals_of_a_heading_say_nothing() -> None:
    assert corrected("Upah Minimum Kabupaten Keryawan Kontrak") == (
        "Upah Minimum Kabupaten Karyawan Kontrak"
    )
    assert corrected("SIAPA BUDI SANTTOSO ITU") == "SIAPA BUDI SANTOSO ITU"
    assert corrected("SIAPA BUDI SANTOSA ITU") == "SIAPA BUDI SANTOSA ITU"


def test_a_question_of_names_is_no_heading() -> None:
    vocabulary = Words({"sabar dan bertahan": 500})
    for asked in ("Siapa Budi Sabor?", "Siapa Ketua Serikat Pekerja Sabor", "Siapa Budi Bertohan?"):
        assert correct(asked, vocabulary) == (asked, ())


def test_an_english_question_is_not_bent_to_indonesian() -> None:
    vocabulary = Words({"stroke dan wagon serta severe": 500, "Iqbal": 50})
    asked = "who is behind the strike and the wages"
    assert correct(asked, vocabulary) == (asked, ())
    assert correct("who is said iqball of the union", vocabulary)[0] == (
        "who is said iqbal of the union"
    )


# --- choosing ---------------------------------------------------------------------------------


def test_the_commoner_word_wins_and_the_likelier_mistake_outweighs_some() -> None:
    assert correct("kurosa", Words({"kurosat": 5, "kurosap": 50}))[0] == "kurosap"
    near_key = Words({"mendulas": 20, "mendupas": 40})
    assert correct("mendukas", near_key)[0] == "mendulas"
    assert correct("mendukas", Words({"mendulas": 20, "mendupas": 4000}))[0] == "mendupas"


def test_the_word_that_stands_beside_the_same_words_wins() -> None:
    vocabulary = Words({"kurosi panjang": 60, "kutosi": 60, "wadah kugosi": 5})
    assert correct("wadah kuxosi", vocabulary)[0] == "wadah kugosi"
    assert correct("kuxosi panjang", vocabulary)[0] == "kurosi panjang"


def test_a_slip_that_an_article_made_too() -> None:
    slip = {"pesagnon": 1}
    assert correct("pesagnon", Words({**slip, "pesangon": 1000}))[0] == "pesangon"
    assert correct("pesagnon", Words({**slip, "pesangon": 150}))[0] == "pesagnon"
    for name in ("apa Kasbi", "Kasbi itu apa"):
        assert correct(name, Words({"Kasbi": 1, "Kasbbi": 5000}))[0] == name
    typed = Words({"Berpa": 2, "Berapa": 5000})
    assert correct("Berpa iuran", typed)[0] == "Berapa iuran"


def test_two_edits_only_for_one_much_commoner_word() -> None:
    typed = "konfederesa"
    assert correct(typed, Words({"konfederasi": 30}))[0] == "konfederasi"
    assert correct(typed, Words({"konfederasi": 30, "konfedarasa": 9}))[0] == typed
    assert correct(typed, Words({"konfederasi": 9}))[0] == typed
    assert correct("kanvedrosi", Words({"konfederasi": 3000}))[0] == "kanvedrosi"
    assert correct("kontrik", Words({"konntriik": 3000}))[0] == "kontrik"


def test_a_single_passage_does_not_bend_a_word_at_its_beginning() -> None:
    once = Words({"dulangan": 1})
    found = spell("kata mulangan", once)
    assert found.text == "kata mulangan"
    assert [one.used for one in found.suggestions] == ["dulangan"]


def test_short_words_only_for_likely_mistakes() -> None:
    vocabulary = Words({"bogo": 50})
    assert correct("bgoo", vocabulary)[0] == "bogo"
    assert correct("bogp", vocabulary)[0] == "bogo"
    assert correct("boxo", vocabulary)[0] == "boxo"


# --- edits ------------------------------------------------------------------------------------


@given(st.text("abcio", min_size=1, max_size=7), st.text("abcio", min_size=1, max_size=7))
def test_edits_are_those_of_distance_one(word: str, other: str) -> None:
    from rapidfuzz.distance import OSA

    assert (other in edits(word)) == (OSA.distance(word, other) == 1)


@pytest.mark.parametrize(
    ("meant", "typed", "kind"),
    [
        ("pesangon", "pesagnon", Likelihood.SLIP),
        ("pesangon", "pesanggon", Likelihood.SLIP),
        ("muhammad", "muhamad", Likelihood.SLIP),
        ("iqbal", "ikbal", Likelihood.SLIP),
        ("devi", "defi", Likelihood.SLIP),
        ("suharto", "soeharto", Likelihood.SLIP),
        ("pesangon", "pesabgon", Likelihood.NEAR),
        ("santoso", "santosa", Likelihood.NEAR),
        ("berapa", "brapa", Likelihood.NEAR),
        ("upah", "upajh", Likelihood.NEAR),
        ("pesangon", "peslangon", Likelihood.OTHER),
        ("pesangon", "pesagon", Likelihood.OTHER),
        ("roswita", "rosmita", Likelihood.OTHER),
    ],
)
def test_how_likely_a_mistake_is(meant: str, typed: str, kind: Likelihood) -> None:
    assert likelihood(meant, typed) is kind


def test_respellings_and_sounds() -> None:
    assert "buruh" in respellings("boeroeh")
    assert "surabaya" in respellings("soerabaja")
    assert "cipto" in respellings("tjipto")
    assert sound("djoko") == sound("joko")
    assert sound("santosa") != sound("santoso")


@pytest.mark.parametrize("name", "santoso iqbal fardani syahril ngurah christian dwi sri".split())
def test_names_are_readable(name: str) -> None:
    assert readable(name)


@pytest.mark.parametrize("slip", "jakrta sntoso iqbql fardnai xlfardani pqr".split())
def test_slips_are_not(slip: str) -> None:
    assert readable(slip) is False


# --- any text ---------------------------------------------------------------------------------


KNOWN = st.lists(st.sampled_from("upah minimum Bekasi dan, Said Iqbal? berapa PHK 2026".split()))


@given(st.text())
def test_any_text_goes_through(text: str) -> None:
    found = spell(text, ARCHIVE)
    if not found.corrections:
        assert found.text == text
    assert all(one.asked in text and one.used in found.text for one in found.corrections)


@given(KNOWN.map(" ".join), st.text(" \t\n\u00a0.,!?()\"'–", max_size=5))
def test_known_words_come_back_as_they_were(text: str, around: str) -> None:
    whole = f"{around}{text}{around}"
    assert spell(whole, ARCHIVE) == spell(whole, Words({text: 1, "mogok": 9}))
    assert correct(whole, ARCHIVE) == (whole, ())


@pytest.mark.parametrize("typed", ["upkh", "uplh", "ukah"])
def test_no_word_is_made_up_of_an_english_one_and_a_particle(typed: str) -> None:
    assert not {one.used for one in correct(typed, ARCHIVE)[1]} & {"upkah", "uplah", "akah"}


@given(st.sampled_from("upah minimum kabupaten pesangon karyawan".split()), st.data())
def test_a_correction_is_a_known_word_near_by(word: str, data: st.DataObject) -> None:
    typed = data.draw(st.sampled_from(sorted(edits(word))))
    text, found = correct(typed, ARCHIVE)
    for one in found:
        assert all(ARCHIVE.forms[part] for part in one.used.split())
        assert ARCHIVE.stems[stem(typed)] == 0
    assert bool(found) == (text != typed)
