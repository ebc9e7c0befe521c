"""Who says what: named in the sentence, meant by a pronoun, or left open."""

from __future__ import annotations

import pytest
from test_conflicts import claim, report

from rag.records import Check, Claim, Evidence, StoredPassage
from rag.speakers import names_speaker, speaker_of
from rag.speakers.phrases import person_in


def said(text: str, ordinal: int) -> tuple[str, str] | None:
    stored = report("a", text)
    found = speaker_of(claim(stored, ordinal), {stored.passage.id: stored})
    return None if found is None else (found.name, found.role)


LEAD = "Ketua SP Arum (SPA) Rina Sudrajat mengatakan upah belum dibayar."


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        ('"Kami menunggu," kata Rina Sudrajat, Ketua SP Arum.', "Rina Sudrajat", "Ketua SP Arum"),
        (
            '"Kami menunggu," kata Ketua SPA Rina Sudrajat, Rabu (3/9).',
            "Rina Sudrajat",
            "Ketua SPA",
        ),
        (LEAD, "Rina Sudrajat", "Ketua SP Arum (SPA)"),
        ("Ketua panitia, Umar Palagan, mengatakan rapat ditunda.", "Umar Palagan", "Ketua panitia"),
        ("Menurut Rina Sudrajat, upah belum dibayar.", "Rina Sudrajat", ""),
        ("Upah, menurut Rina Sudrajat, belum dibayar.", "Rina Sudrajat", ""),
        (
            '"We are waiting," said Rina Sudrajat, chair of SP Arum.',
            "Rina Sudrajat",
            "chair of SP Arum",
        ),
        (
            "Gubernur DKI Jakarta Anwar Sadikin mengatakan upah naik.",
            "Anwar Sadikin",
            "Gubernur DKI Jakarta",
        ),
        ("CEO Arum, Bagas Wirayuda, mengatakan produksi turun.", "Bagas Wirayuda", "CEO Arum"),
    ],
)
def test_the_sentence_names_the_speaker(sentence: str, name: str, role: str) -> None:
    assert said(sentence, 0) == (name, role)


@pytest.mark.parametrize(
    "after",
    [
        '"Kami menunggu," ujarnya.',
        '"Kami menunggu," kata dia.',
        "Dia menegaskan mogok tetap berjalan.",
        '"Kami menunggu," kata Rina.',
        'Perusahaan, katanya, "tidak mau berunding".',
        '"Kami menunggu."',
    ],
)
def test_the_sentence_before_names_the_speaker(after: str) -> None:
    assert said(f"{LEAD} {after}", 1) == ("Rina Sudrajat", "Ketua SP Arum (SPA)")


def test_the_evidence_of_a_speaker_is_the_sentence_that_names_them() -> None:
    stored = report("a", f'{LEAD} Rapat berlangsung dua jam. "Kami menunggu," ujarnya.')
    found = speaker_of(claim(stored, 2), {stored.passage.id: stored})
    assert found is not None and found.evidence.text == LEAD and found.evidence.sentence == 0


@pytest.mark.parametrize(
    "text",
    [
        '"Kami menunggu," ujarnya.',  # nobody before
        f'{LEAD} Direktur Bagas Wirayuda menemui massa. "Kami menunggu," ujarnya.',  # two persons
        f'{LEAD} Polisi menyatakan jalan ditutup. "Kami menunggu," ujarnya.',  # a body between
        'Rina Sudrajat menemui Bagas Wirayuda. "Kami menunggu," ujarnya.',  # which of them
        "Rapat berlangsung dua jam.",  # nobody speaks
        "Menurut Undang-Undang Ketenagakerjaan, upah wajib dibayar.",  # no person
        "Perusahaan menyatakan upah sudah dibayar.",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    last = len(report("a", text).passage.sentences) - 1
    assert said(text, last) is None


def test_the_rest_of_a_quotation_has_its_speaker() -> None:
    text = f'{LEAD} "Kami menunggu. Sampai kapan?" kata Tuti Hapsari, bendahara SPA.'
    ordinals = range(1, len(report("a", text).passage.sentences))
    assert {said(text, ordinal) for ordinal in ordinals} == {("Tuti Hapsari", "bendahara SPA")}


def test_a_name_is_never_cut_where_an_organisation_runs_into_it() -> None:
    person = person_in("Ketua Serikat Buruh Maju Jaya Tuti Hapsari")
    assert person is not None
    assert (person.name, person.role) == ("Ketua Serikat Buruh Maju Jaya Tuti Hapsari", "")


@pytest.mark.parametrize(
    ("phrase", "name", "role"),
    [
        ("Syamsul usai pelantikan Wakil Rektor, Dekan FE, dan Ketua LPPM", "Syamsul", ""),
        ("Rina Sudrajat.", "Rina Sudrajat", ""),
        ("Karenanya Rina Sudrajat", "Rina Sudrajat", ""),
        ("Rina Sudrajat (43), Ketua SPA", "Rina Sudrajat", "Ketua SPA"),
        ("Humas RS EMC Pasirwangi Tuti Hapsari", "Humas RS EMC Pasirwangi Tuti Hapsari", ""),
    ],
)
def test_the_office_is_the_speakers_own(phrase: str, name: str, role: str) -> None:
    person = person_in(phrase)
    assert person is not None
    assert (person.name, person.role) == (name, role)


def test_a_body_for_something_is_no_person() -> None:
    assert person_in("Observatorium Arum untuk Hak Asasi Manusia") is None
    assert person_in("Pantauan Arum untuk Hak Asasi Manusia") is None
    assert person_in("Arum Agung Tembakau (AAT)") is None
    assert person_in("Kelompok GARDA") is None
    assert person_in("Komandan Kodim 1702 Pasirwangi Tuti Hapsari") is None


def test_a_lawyer_is_not_whom_they_speak_for() -> None:
    one, two = person_in("Kuasa hukum Rina Sudrajat"), person_in("Pengacara Rina, Tuti Hapsari")
    assert one is not None and (one.name, one.role) == ("Kuasa hukum Rina Sudrajat", "")
    assert two is not None and two.name == "Tuti Hapsari"


def test_two_speakers_of_one_claim_are_none() -> None:
    one = report("a", LEAD)
    two = report("b", "Direktur Arum, Bagas Wirayuda, mengatakan upah sudah dibayar.")
    both = Claim(
        text="Upah dipersoalkan.",
        check=Check.FOUND,
        evidence=tuple(Evidence.of(each, each.passage.sentences[0]) for each in (one, two)),
    )
    stored: dict[str, StoredPassage] = {each.passage.id: each for each in (one, two)}
    assert speaker_of(both, stored) is None


def test_a_claim_that_names_its_speaker_needs_no_line() -> None:
    stored = report("a", f'{LEAD} "Kami menunggu," ujarnya.')
    by_id = {stored.passage.id: stored}
    for ordinal, named in ((0, True), (1, False)):
        own = claim(stored, ordinal)
        whole = Claim(
            text=own.text, check=own.check, evidence=own.evidence, speaker=speaker_of(own, by_id)
        )
        assert whole.speaker is not None and names_speaker(whole) is named
