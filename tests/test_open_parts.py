"""Parts of a question that nothing shown answers, and questions that fit several matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from newsroom import small_archive
from test_conflicts import claim, report
from test_coverage import asked
from test_quoting import frequency_of

from rag.archive import Archive
from rag.coverage import uncovered
from rag.notices import clarify
from rag.quoting import alike, enough, quote
from rag.records import FollowUp, Hit, StoredPassage, Understood

DAY = date(2026, 2, 10)
RALLY = report(
    "r",
    "Serikat Pekerja Kertas (SPK) menggelar rapat di Gedung Wredatama. "
    "Rapat dihadiri 215 buruh dari tiga pabrik. "
    "Rapat menyepakati iuran Rp 12.000 per bulan mulai 3 Maret 2026.",
    DAY,
    title="Serikat Pekerja Kertas Menggelar Rapat",
)
FUND = report(
    "f", "Dana rumah singgah dipakai PT Sinar Tembaga sebesar Rp 4 miliar pada 2027.", DAY
)
OTHER = report("o", "PT Lumbung Jaya menunggak iuran pensiun Rp 9 miliar.", DAY)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = Archive(small_archive(tmp_path_factory))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "shown", "ordinal", "open_parts"),
    [
        # Counted in another word for people: it is answered.
        ("Di mana SPK rapat, dan pesertanya berapa orang?", RALLY, 1, ("Di mana SPK rapat",)),
        ("Berapa buruh hadir, dan habis berapa duit?", RALLY, 1, ("habis berapa duit",)),
        ("Berapa iurannya, dan pukul berapa rapatnya?", RALLY, 2, ("pukul berapa rapatnya",)),
        ("Apa keputusan rapat, dan berapa iurannya?", RALLY, 2, ()),
        ("Apa keputusan rapat, terus berapa persen naiknya?", RALLY, 2, ("berapa persen naiknya",)),
        # The year of a budget is not the month that is asked for.
        (
            "Berapa dana rumah singgah, dan dipakai mulai bulan apa?",
            FUND,
            0,
            ("dipakai mulai bulan apa",),
        ),
        ("Berapa dana rumah singgah, dan tahun berapa dipakai?", FUND, 0, ()),
        ("Berapa dana rumah singgah dan siapa ketuanya?", FUND, 0, ("siapa ketuanya",)),
        # One thing asked: nothing is said.
        ("Pukul berapa rapatnya?", RALLY, 2, ()),
    ],
)
def test_a_part_is_open_unless_its_kind_of_answer_is_shown(
    archive: Archive, question: str, shown: StoredPassage, ordinal: int, open_parts: tuple[str, ...]
) -> None:
    assert uncovered(asked(archive, question, [shown]), [claim(shown, ordinal)]) == open_parts


def test_a_report_on_somebody_else_answers_no_part(archive: Archive) -> None:
    question = "Berapa dana Sinar Tembaga, dan iuran pensiun berapa rupiah?"
    context = asked(archive, question, [FUND, OTHER])
    assert uncovered(context, [claim(FUND), claim(OTHER)]) == ("iuran pensiun berapa rupiah",)


def test_months_are_no_names(archive: Archive) -> None:
    context = asked(archive, "Siapa ketua SPK per September 2026?", [RALLY])
    assert "September" not in uncovered(context, [claim(RALLY)])


GLASS = report(
    "g",
    "Federasi Kaca Benawa memilih Ratmini Sukesih sebagai ketua pada Senin.",
    DAY,
    title="Kongres Benawa Usai",
)
STEEL = report(
    "s",
    "Serikat Baja Lodaya memilih Tumiran Wasis sebagai ketua pada Jumat.",
    DAY,
    title="Rapat Lodaya Ditutup",
)
AGAIN = report(
    "a",
    "Federasi Kaca Benawa memilih Ratmini Sukesih sebagai ketua pada Senin malam di kota itu.",
    DAY,
    title="Ratmini Memimpin",
)
FILLING = tuple(
    report(f"x{n}", f"Harga beras naik {n} persen menurut pedagang pasar di Lodaya.", DAY)
    for n in range(40)
)


def matters(question: str, *passages: StoredPassage, carried: bool = False) -> list[str]:
    """Return the ids of the articles that stand for the matters a question fits."""
    follow_up = FollowUp(asked=question, standalone=question, how="rules") if carried else None
    understood = Understood(asked=question, text=question, language="id", follow_up=follow_up)
    hits = [Hit(stored=stored, score=1.0, fit=1.0) for stored in passages]
    frequency = frequency_of((*passages, *FILLING))
    if not enough(understood, hits, frequency=frequency).ok:
        return []
    found = [each.id for each in alike(understood, hits, frequency=frequency)]
    shown = quote(understood, hits, language="id", frequency=frequency).claims
    assert set(found) <= {item.article for each in shown for item in each.evidence}
    return sorted(found)


def test_a_question_that_names_nothing_fits_both_matters() -> None:
    assert matters("Siapa yang terpilih sebagai ketua?", GLASS, STEEL) == ["g", "s"]


@pytest.mark.parametrize(
    "question",
    ["Siapa yang terpilih sebagai ketua Lodaya?", "siapa yang terpilih sebagai ketua di lodaya"],
)
def test_a_name_tells_matters_apart_however_it_is_typed(question: str) -> None:
    assert matters(question, GLASS, STEEL) == []


def test_two_reports_of_one_matter_are_one_reading() -> None:
    found = matters("Siapa yang terpilih sebagai ketua?", GLASS, AGAIN, STEEL)
    assert len(found) == 2
    assert "s" in found


def test_a_follow_up_has_its_subject_from_the_conversation() -> None:
    assert matters("Siapa yang terpilih sebagai ketua?", GLASS, STEEL, carried=True) == []


def test_the_notice_names_each_matter_with_outlet_and_date() -> None:
    (told,) = clarify([GLASS.article, STEEL.article], "id")
    assert told.code == "clarify"
    assert "“Kongres Benawa Usai” (Koran G, 10 Februari 2026)" in told.text
    assert "“Rapat Lodaya Ditutup” (Koran S, 10 Februari 2026)" in told.text
    assert clarify([GLASS.article], "id") == ()
