"""Numbers and roles that changed places, limits left out, everyday synonyms. All invented."""

from __future__ import annotations

import pytest
from test_checks_facts import found

from rag.checks import HARD, SOFT, warm_up
from rag.checks.opposites import opposites
from rag.checks.synonym_groups import GROUPS
from rag.checks.synonyms import same_sense
from rag.wording.evidence import TEXTS

VOTE = "Dalam pemungutan suara, Rina memperoleh 318 suara. Bagus Hartono memperoleh 274 suara."
SHIFT = "Dari 900 buruh, 340 masuk dan 560 tidak masuk pada hari pertama mogok."
AGE = "Buruh tertua berusia 57 tahun dan sudah bekerja selama 33 tahun."
SUED = "SAGARA - Sebanyak 120 bekas buruh PT Melati menggugat perusahaan itu ke pengadilan."
APPEAL = "PT Melati mengajukan kasasi ke Mahkamah Agung atas putusan itu."
BILL = "Jika mediasi gagal, serikat akan menggugat perusahaan ke pengadilan."
HOPE = "Rina memperkirakan pabrik itu merugi Rp 3 miliar tahun lalu."
PLAN = "Perusahaan dijadwalkan membayar pesangon 120 buruh itu pada Jumat."
ELECTED = "Rina Wulandari terpilih sebagai ketua serikat dalam kongres pada Sabtu."

CAUGHT = [
    ("number_place", "Rina memperoleh 274 suara, sedangkan Bagus Hartono 318 suara.", VOTE),
    ("number_place", "Dari 900 buruh, 560 orang masuk sementara 340 tidak masuk.", SHIFT),
    ("number_place", "Uang makan dinaikkan dari Rp20 ribu jadi Rp14 ribu.",
     "Uang makan naik menjadi Rp 20.000; semula Rp 14.000."),
    ("number_place", "Upahnya Rp2 juta, naik 5 persen dari Rp2,1 juta.",
     "Upah naik 5 persen; angkanya Rp 2.000.000 pada 2024 dan Rp 2.100.000 pada 2025."),
    ("number_place", "Sebanyak 512 dari 338 buruh ikut.", "Ada 512 buruh; 338 orang ikut."),
    ("number_place", "Buruh tertua sudah bekerja 57 tahun.", AGE),
    ("number_place", "Buruh tertua berusia 33 tahun.", AGE),
    ("parties", "PT Melati menggugat 120 bekas buruhnya ke pengadilan.", SUED),
    ("parties", "Mahkamah Agung mengajukan kasasi ke PT Melati atas putusan itu.", APPEAL),
    ("parties", "Mediator menolak usulan PT Melati.", "PT Melati menolak usulan mediator."),
    ("condition", "Serikat akan menggugat perusahaan ke pengadilan.", BILL),
    ("certainty", "Pabrik itu merugi Rp3 miliar tahun lalu.", HOPE),
    ("tense", "Perusahaan membayar pesangon 120 buruh itu pada Jumat.", PLAN),
    ("unsupported", "Rina Wulandari mengundurkan diri karena sakit.", ELECTED),
    ("antonym", "Ini tahap terakhir perundingan upah.", "Ini tahap pertama perundingan upah."),
    ("number_bound", "Tepat 400 buruh mogok kerja.", "Sekitar 400 buruh mogok kerja."),
    ("number_bound", "Upah buruh di atas satu tahun kerja.", "Upah buruh kurang dari satu tahun."),
    ("negation", "Rina tidak berkata rapat itu bukan perundingan.",
     'Rina berkata, "Rapat itu bukan perundingan."'),
    ("wording", "Upah buruh naik 5 persen, demi meningkatkan kesejahteraan bersama.",
     "Upah buruh di kota itu naik 5 persen."),
]  # fmt: skip
HONEST = [
    ("Rina memperoleh 318 suara, unggul atas Bagus Hartono yang mendapat 274 suara.", VOTE),
    ("Sebanyak 340 buruh masuk dan 560 tidak masuk dari 900 buruh.", SHIFT),
    ("Buruh tertua berumur 57 tahun dan telah bekerja 33 tahun.", AGE),
    ("PT Melati digugat 120 bekas buruhnya ke pengadilan.", SUED),
    ("Serikat akan menggugat perusahaan bila mediasi gagal.", BILL),
    ("Menurut perkiraan Rina, pabrik itu merugi Rp3 miliar tahun lalu.", HOPE),
    ("Perusahaan akan membayar pesangon 120 buruh itu pada Jumat.", PLAN),
    ("Dana dikumpulkan dari iuran setiap anggota.", "Dana dihimpun dari iuran per anggota."),
    ("Tawaran itu ditolak serikat.", "Serikat menolak tawaran itu."),
    ("Buruh tidak setuju pabrik dipindahkan.", "Buruh menolak pabrik dipindahkan."),
    ("Buruh akan dipanggil polisi pekan depan.", "Polisi akan memanggil buruh pekan depan."),
]


@pytest.mark.parametrize(("code", "claim", "source"), CAUGHT)
def test_what_changed_places_or_was_left_out_is_named(code: str, claim: str, source: str) -> None:
    assert code in {problem.split(":")[0] for problem in found(claim, source)}


@pytest.mark.parametrize(("claim", "source"), HONEST)
def test_honest_wordings_pass(claim: str, source: str) -> None:
    assert not found(claim, source)


@pytest.mark.parametrize("code", sorted(HARD | SOFT))
def test_every_objection_has_a_plain_reason_in_both_languages(code: str) -> None:
    indonesian, english = TEXTS[f"reason_{code}"]
    assert indonesian and english and indonesian != english
    assert "_" not in indonesian + english


def test_no_group_of_synonyms_holds_opposites() -> None:
    for group in GROUPS.split("|"):
        words = set(group.split())
        assert words, "an empty group"
        assert not {word for word in words if opposites(word) & words}, group


def test_synonyms_join_forms_and_languages_and_nothing_else() -> None:
    assert same_sense(["dikumpulkan"], ["dihimpun"]) == {"kumpul": frozenset({"dihim"})}
    assert same_sense(["ruling"], ["putusan"]).keys() == {"ruling"}
    assert same_sense(["applied"], ["applies"])
    assert not same_sense(["naik"], ["turun", "pengadilan"])


def test_warming_up_can_be_repeated() -> None:
    warm_up()
    warm_up()
