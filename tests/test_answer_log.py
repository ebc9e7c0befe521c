"""Stored answers: nothing is lost on the way, and what became of their sources is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from browser_assistant import evidence, source, stored
from storage_entries import entry

from rag.answer_log import AnswerLog, SourceState, StoredAnswer, new_id, packed, unpacked
from rag.archive import Archive
from rag.errors import ArchiveError, UsageError
from rag.records import (
    Answer,
    Article,
    ArticleKind,
    ArticleSummary,
    Attempt,
    Check,
    Claim,
    Conflict,
    EngineName,
    Exchange,
    Filters,
    FollowUp,
    Hit,
    LeftOut,
    Notice,
    Speaker,
    Standing,
    TracedClaim,
    Understood,
    Version,
    Wishes,
)

NOW = datetime(2026, 11, 21, 18, 15, 2, tzinfo=UTC)
ARTICLE = ArticleSummary(
    id="a1",
    source="a1.md",
    title="Upah Naik",
    outlet="Suara Pabrik",
    author="",
    published=date(2026, 11, 1),
    url="",
    language="id",
    kind=ArticleKind.NEWS,
)
PLACE = stored(ARTICLE, ["Upah naik 6,5 persen.", "Dewi Sartini menyebutnya terlalu kecil."])


def full_answer(identity: str = "") -> Answer:
    """An answer that uses every field there is."""
    first, second = evidence(PLACE, 0), evidence(PLACE, 1)
    speaker = Speaker(name="Dewi Sartini", role="Ketua", evidence=second)
    versions = tuple(
        Version(value=value, evidence=first, outlet="Suara Pabrik", published=None, standing=each)
        for value, each in (("6,5 persen", Standing.CURRENT), ("5 persen", Standing.SUPERSEDED))
    )
    follow_up = FollowUp(asked="berapa?", standalone="Berapa upah naik?", how="rules")
    return Answer(
        id=identity,
        question="berapa?",
        language="id",
        refused=False,
        text="Upah naik 6,5 persen. [1]",
        claims=(
            Claim(text=first.text, check=Check.QUOTED, evidence=(first,)),
            Claim(
                text="Dewi menyebutnya kecil.",
                check=Check.REVIEW,
                evidence=(second,),
                problems=("wording",),
                speaker=speaker,
            ),
        ),
        sources=(source(1, ARTICLE),),
        passages=(PLACE,),
        notices=(Notice(code="as_of", text="Sumber terbaru."),),
        as_of=date(2026, 11, 1),
        engine=EngineName.GENERATING,
        model="gemma3:4b",
        timings={"search": 3.5},
        understood=Understood(
            asked="berapa?", text="Berapa upah naik?", language="id", follow_up=follow_up
        ),
        filters=Filters(outlet="Suara Pabrik"),
        conflicts=(Conflict(subject="upah", kind="figure", versions=versions),),
        uncovered=("kapan",),
        left_out=(LeftOut(reason="number", problems=("number: 7",)),),
    )


def full(identity: str = "261121-181502-a3f9c1", *, at: datetime = NOW) -> StoredAnswer:
    attempt = Attempt(
        engine=EngineName.GENERATING,
        form="json",
        model="gemma3:4b",
        digest="sha256:ab",
        host="http://127.0.0.1:11434",
        messages=({"role": "user", "content": "[S1] Upah naik 6,5 persen."},),
        labels={"S1": (PLACE.passage.id, 0)},
        options={"num_ctx": 8192},
        reply='{"answerable": true}',
        ended="ReplyBroken",
        claims=(TracedClaim(text="Upah naik.", evidence=(("a1", 0),), outcome="found"),),
        dropped={"no_evidence": 1},
    )
    return StoredAnswer(
        answer=full_answer(identity),
        asked_at=at,
        wishes=Wishes(exactly=True),
        history=(Exchange(asked="a", standalone="a", language="id", refused=True),),
        hits=(Hit(stored=PLACE, score=0.5, fit=0.25, words_rank=1),),
        attempts=(attempt,),
        digests={"a1": "d1"},
        concerning={"a1": ("c1",)},
        embedder="offline",
        chat_model="gemma3:4b",
    )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_everything_comes_back_as_it_was() -> None:
    one = full()
    assert unpacked(packed(one), one.id) == one


def test_an_older_records_missing_fields_and_a_newer_ones_unknown_fields_are_borne() -> None:
    import json
    import zlib
    from base64 import b64decode, b64encode

    record = json.loads(zlib.decompress(b64decode(packed(full()))))
    del record["embedder"], record["answer"]["conflicts"]
    record["later"] = record["answer"]["later"] = 1
    text = b64encode(zlib.compress(json.dumps(record).encode())).decode()
    found = unpacked(text, "x")
    assert found.embedder == "" and found.answer.conflicts == ()
    assert found.answer.claims == full().answer.claims


@pytest.mark.parametrize("text", ["", "%%%", "AAAA", "eJwDAAAAAAE="])
def test_a_damaged_record_is_told(text: str) -> None:
    with pytest.raises(ArchiveError, match="261121-1 is damaged"):
        unpacked(text, "261121-1")


def test_a_record_that_unpacks_without_end_is_refused() -> None:
    import zlib
    from base64 import b64encode

    bomb = b64encode(zlib.compress(b" " * (80 * 2**20))).decode()
    with pytest.raises(ArchiveError, match="damaged"):
        unpacked(bomb, "x")


def test_an_answer_is_found_by_a_part_of_its_id(archive: Archive) -> None:
    log = AnswerLog(archive, keep_days=365)
    recent = datetime.now(UTC)
    log.keep(full("261121-181502-a3f9c1", at=recent))
    log.keep(full("261121-181503-b3f9c2", at=recent))
    assert log.get("a3f9c1").id == "261121-181502-a3f9c1"
    with pytest.raises(UsageError, match="Several"):
        log.get("261121")
    for unknown in ("zzz", "", " ", "%"):
        with pytest.raises(UsageError, match="no stored answer"):
            log.get(unknown)


def test_old_answers_go_and_none_is_kept_where_none_is_wanted(archive: Archive) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=40)
    AnswerLog(archive, keep_days=60).keep(full("old", at=long_ago))
    assert archive.answers.count() == 1
    AnswerLog(archive, keep_days=30).keep(full("new", at=datetime.now(UTC)))
    assert [row.id for row in archive.answers.page(9)] == ["new"]
    assert archive.answers.citing(["a1"]) == ["new"], "what it cited went with it"
    AnswerLog(archive, keep_days=0).keep(full("never", at=datetime.now(UTC)))
    assert archive.answers.count() == 1


def test_lists_are_newest_first_and_searched_in_the_question(archive: Archive) -> None:
    log = AnswerLog(archive, keep_days=365)
    for number, question in enumerate(("Berapa UMK?", "Siapa ketua?", "100% umk_x?")):
        at = datetime.now(UTC) - timedelta(minutes=9 - number)
        one = full(f"n{number}", at=at)
        log.keep(replace(one, answer=replace(one.answer, question=question)))
    assert [row.id for row in archive.answers.page(9)] == ["n2", "n1", "n0"]
    assert [row.id for row in archive.answers.page(9, words="umk")] == ["n2", "n0"]
    assert [row.id for row in archive.answers.page(9, words="%")] == ["n2"], "no wildcard"
    assert [row.id for row in archive.answers.page(1, 1)] == ["n1"]
    row = archive.answers.page(1)[0]
    assert (row.claims, row.refused, row.engine, row.model) == (2, False, "generating", "gemma3:4b")


def real(archive: Archive, outlet: str = "") -> Article:
    """Put an article into the archive and return it."""
    made = entry("upah.md", "Upah naik 6,5 persen.", title="Upah Naik", outlet=outlet)
    archive.put([made])
    return made.article


def citing(article: Article, archive: Archive) -> StoredAnswer:
    """Return a stored answer that cites an article of the archive as it is now."""
    summary = next(each for each in archive.summaries() if each.id == article.id)
    one = full(at=datetime.now(UTC))
    place = replace(PLACE, article=summary)
    answer = replace(one.answer, sources=(source(1, summary),))
    digests = archive.answers.digests([article.id])
    hit = replace(one.hits[0], stored=place)
    return replace(one, answer=answer, hits=(hit,), digests=digests, concerning={})


def test_what_became_of_the_sources_is_told(archive: Archive) -> None:
    log = AnswerLog(archive, keep_days=365)
    article = real(archive)
    one = citing(article, archive)
    assert log.changed(one) == ()

    changed = replace(one, digests={article.id: "another"})
    assert [each.state for each in log.changed(changed)] == [SourceState.CHANGED]

    archive.remove(article.id)
    (gone,) = log.changed(one)
    assert (gone.state, gone.number, gone.by) == (SourceState.REMOVED, 1, None)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (ArticleKind.CORRECTION, SourceState.CORRECTED),
        (ArticleKind.RIGHT_OF_REPLY, SourceState.CORRECTED),
        (ArticleKind.RETRACTION, SourceState.WITHDRAWN),
    ],
)
def test_a_correction_that_comes_later_reaches_the_answer(
    archive: Archive, kind: ArticleKind, state: SourceState
) -> None:
    log = AnswerLog(archive, keep_days=365)
    article = real(archive, outlet="Suara Pabrik")
    one = citing(article, archive)
    later = entry(
        "later.md",
        "Tentang berita upah.",
        title="Ralat Upah",
        kind=kind,
        outlet="Suara Pabrik",
        concerns=article.source,
        concerning=(article.source,),
    )
    archive.put([later])
    (found,) = log.changed(one)
    assert found.state is state and found.by is not None and found.by.id == later.article.id
    known = replace(one, concerning={article.id: (later.article.id,)})
    assert log.changed(known) == (), "it was told when the answer was given"


def test_answers_go_along_with_a_copy(archive: Archive, tmp_path: Path) -> None:
    log = AnswerLog(archive, keep_days=365)
    log.keep(full("kept", at=datetime.now(UTC)))
    other = Archive(tmp_path / "other")
    other.load(iter(list(archive.dump())))
    assert AnswerLog(other, keep_days=365).get("kept") == log.get("kept")
    assert other.answers.citing(["a1"]) == ["kept"]


def test_ids_are_in_order_of_time_and_differ() -> None:
    ids = [new_id(NOW + timedelta(seconds=number)) for number in range(50)]
    assert ids == sorted(ids) and len({new_id(NOW) for _ in range(50)}) == 50
