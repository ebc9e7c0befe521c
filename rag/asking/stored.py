"""``tanya answers``: the answers that were given, and what has become of their sources."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rag.answer_log import AnswerLog, SourceChange, StoredAnswer
from rag.archive import AnswerRow, Archive
from rag.asking.formats import as_text
from rag.asking.json_form import as_json, written
from rag.asking.replayed import replay, told
from rag.errors import ArchiveError, UsageError
from rag.settings import load, open_archive, require_archive

_MOST = 1000

_STATES = {
    "removed": "is no longer in the archive",
    "withdrawn": "was withdrawn by its newsroom",
    "corrected": "has a correction or a right of reply",
    "changed": "has another text now",
}


def run(options: argparse.Namespace) -> int:
    """Do what ``tanya answers`` was asked for and return the exit code.

    Raises:
        TanyaError: there is no archive, or no such answer.
    """
    actions = {"list": _list, "show": _show, "replay": _replay, "remove": _remove}
    with _opened(options) as archive:
        return actions[options.action](options, archive, AnswerLog(archive, keep_days=1))


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Archive]:
    settings = load(os.environ, data_dir=options.data_dir, sample=options.sample)
    require_archive(settings)
    archive = open_archive(settings)
    try:
        yield archive
    finally:
        archive.close()


def _list(options: argparse.Namespace, archive: Archive, log: AnswerLog) -> int:
    if not 0 < options.limit <= _MOST:
        raise UsageError(
            f"--limit is a number from 1 to {_MOST:,}.", remedy="Write another.", item="--limit"
        )
    found = list(_wanted(options, archive, log))
    if options.json:
        _print({"total": archive.answers.count(), "answers": [_row_json(row) for row in found]})
        return 0
    for row in found:
        what = "refused" if row.refused else f"{row.claims} claims"
        by = row.model or row.engine
        _say(f"{row.id}  {row.asked_at[:16].replace('T', ' ')}  {what:9}  {by:16}  {row.question}")
    if not found:
        sys.stderr.write("No answer is like that, or none was kept (TANYA_KEEP_DAYS).\n")
    return 0


def _wanted(options: argparse.Namespace, archive: Archive, log: AnswerLog) -> Iterator[AnswerRow]:
    citing = set(log.affected_by(options.citing)) if options.citing else None
    offset = left = 0
    while left < options.limit:
        page = archive.answers.page(_MOST, offset, words=options.query)
        for row in page:
            if citing is not None and row.id not in citing:
                continue
            if options.changed and not _has_changed(log, row):
                continue
            yield row
            left += 1
            if left == options.limit:
                return
        offset += len(page)
        if len(page) < _MOST:
            return


def _has_changed(log: AnswerLog, row: AnswerRow) -> bool:
    try:
        return bool(log.changed(log.get(row.id)))
    except ArchiveError as error:  # one damaged record stops no list
        sys.stderr.write(f"tanya: {error}\n")
        return False


def _row_json(row: AnswerRow) -> dict[str, object]:
    return {
        "id": row.id,
        "asked_at": row.asked_at,
        "question": row.question,
        "language": row.language,
        "refused": row.refused,
        "engine": row.engine,
        "model": row.model or None,
        "claims": row.claims,
    }


def _show(options: argparse.Namespace, archive: Archive, log: AnswerLog) -> int:
    del archive
    stored = log.get(options.id)
    changed = log.changed(stored)
    if options.json:
        _print(_stored_json(stored, changed, record=options.record))
        return 0
    _say(f"{stored.id}, {stored.asked_at:%Y-%m-%d %H:%M} UTC\n? {stored.answer.question}\n")
    _say(as_text(stored.answer))
    for change in changed:
        by = f": “{change.by.title}”" if change.by is not None else ""
        _say(f"! Since then source [{change.number}] {_STATES[change.state]}{by}.")
    if options.record:
        for number, attempt in enumerate(stored.attempts, 1):
            _say(f"\n--- attempt {number}: {attempt.form} {attempt.model} {attempt.ended}".rstrip())
            for message in attempt.messages:
                _say(f"[{message['role']}]\n{message['content']}")
            _say(f"[reply]\n{attempt.reply}")
            for claim in attempt.claims:
                _say(f"  {claim.outcome:12} {claim.text} {' '.join(claim.problems)}".rstrip())
    return 0


def _stored_json(
    stored: StoredAnswer, changed: tuple[SourceChange, ...], *, record: bool
) -> dict[str, object]:
    found: dict[str, object] = {
        **as_json(stored.answer),
        "asked_at": stored.asked_at.isoformat(timespec="seconds"),
        "changes": [
            {
                "number": change.number,
                "article": change.article,
                "state": change.state.value,
                "by": change.by.id if change.by is not None else None,
            }
            for change in changed
        ],
    }
    if record:
        found["record"] = told(stored)
    return found


def _replay(options: argparse.Namespace, archive: Archive, log: AnswerLog) -> int:
    done = replay(log.get(options.id), archive)
    if options.json:
        _print(
            {
                "same": done.same,
                "then": list(done.then),
                "now": list(done.now),
            }
        )
    else:
        for line in done.then:
            if line not in done.now:
                _say(f"- {line}")
        for line in done.now:
            _say(f"{'  ' if line in done.then else '+ '}{line}")
        _say("The same is shown today." if done.same else "Today something else would be shown.")
    return 0 if done.same else 1


def _remove(options: argparse.Namespace, archive: Archive, log: AnswerLog) -> int:
    found = [log.find(identity) for identity in options.id]
    removed = archive.answers.remove(found)
    if options.json:
        _print({"removed": found})
    else:
        _say(f"{removed} removed.")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _print(value: dict[str, object]) -> None:
    _say(written(value, sys.stdout.encoding))
