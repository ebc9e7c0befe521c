"""``evals``: measures answers and search, and says whether they are still right."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rag.environment import silence
from rag.errors import ArchiveError, TanyaError, UsageError

if TYPE_CHECKING:
    from evals.cases import Case, Dataset
    from evals.scorers import Scores
    from rag.assistant import Assistant

_HERE = Path(__file__).parent
_EPILOGUE = """exit codes: 0 every floor held, 1 something is below its floor,
2 wrong use or data, 130 interrupted.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the verb and return its exit code."""
    silence(os.environ)
    options = _parser().parse_args(argv)
    try:
        return _run(options)
    except TanyaError as error:
        print(f"evals: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("evals: interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    from evals.options import add_verbs

    parser = argparse.ArgumentParser(prog="evals", description=__doc__, epilog=_EPILOGUE)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    run = verbs.add_parser("run", help="measure the quoting engine against its floors")
    run.add_argument("--dataset", type=Path, default=_HERE / "data" / "sample_questions.jsonl")
    run.add_argument("--split", choices=("dev", "test", "all"), default="all")
    run.add_argument(
        "--feedback",
        action="store_true",
        help="ask the cases made of feedback on the page, of the archive that holds them",
    )
    run.add_argument(
        "--data-dir", metavar="DIR", help="an archive to ask, instead of a fresh sample archive"
    )
    run.add_argument("--floors", type=Path, default=_HERE / "floors.json")
    run.add_argument("--out", type=Path, metavar="FILE", help="write every answer and its scores")
    run.add_argument("--record-floors", action="store_true", help="keep today's rates as floors")
    run.add_argument("--lower", action="store_true", help="with --record-floors: also lower them")
    add_verbs(verbs)
    return parser


def _run(options: argparse.Namespace) -> int:
    if options.verb == "retrieval":
        from evals import retrieval

        return retrieval.run(options)
    if options.verb == "calibrate":
        from evals import calibrating

        return calibrating.run(options)
    return _run_gate(options)


def _run_gate(options: argparse.Namespace) -> int:
    from evals.cases import read_dataset
    from evals.gate import failures, rates, read_floors, write_floors
    from evals.report import summary

    if options.feedback:
        from evals import feedback

        return feedback.run(options, _measure)
    if options.record_floors and options.split != "all":
        raise UsageError(
            "Floors are for the whole dataset, not for a part of it.", remedy="Leave out --split."
        )
    dataset = read_dataset(options.dataset)
    with tempfile.TemporaryDirectory(prefix="tanya-evals-") as folder:
        scored, answers = _measure(options, dataset, folder)
    found = rates(scored)
    if options.out is not None:
        write_answers(options.out, answers)
    print(summary(dataset, scored))
    if options.record_floors:
        write_floors(options.floors, dataset, found, lower=options.lower)
        print(f"floors recorded in {options.floors}")
        return 0
    if options.split != "all":
        print("floors are for the whole dataset: not compared with --split")
        return 0
    problems = failures(read_floors(options.floors, dataset), found)
    for problem in problems:
        print(f"FAILED  {problem}")
    print("gate: failed" if problems else "gate: passed")
    return 1 if problems else 0


def write_answers(path: Path, answers: Sequence[dict[str, object]]) -> None:
    """Write every answer with its scores as JSON.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        path.write_text(json.dumps(answers, ensure_ascii=False, indent=1), "utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.",
            remedy="Name another file with --out.",
            item=str(path),
        ) from error


def _measure(
    options: argparse.Namespace, dataset: Dataset, folder: str
) -> tuple[list[tuple[Case, Scores]], list[dict[str, object]]]:
    from rag.assistant import open_assistant
    from rag.settings import load, require_archive

    sample = options.data_dir is None
    if sample:
        _fill_sample(folder)
    environ = {**(_impersonal() if sample else os.environ), "TANYA_ENGINE": "quoting"}
    environ["TANYA_KEEP_DAYS"] = "0"  # questions of a measurement are nobody's answers
    settings = load(environ, data_dir=options.data_dir or folder, sample=sample)
    require_archive(settings)
    assistant = open_assistant(settings)
    try:
        assistant.prepare()
        cases = [case for case in dataset.cases if options.split in ("all", case.split)]
        return _ask_all(assistant, cases)
    finally:
        assistant.close()


def _ask_all(
    assistant: Assistant, cases: Sequence[Case]
) -> tuple[list[tuple[Case, Scores]], list[dict[str, object]]]:
    from evals.scorers import score
    from rag.asking import as_json, ask, history_of

    scored: list[tuple[Case, Scores]] = []
    answers: list[dict[str, object]] = []
    for number, case in enumerate(cases, 1):
        if sys.stderr.isatty():
            print(f"\r{number}/{len(cases)}", end="", file=sys.stderr, flush=True)
        answer = ask(assistant, case.question, history=history_of(list(case.history)))
        scores = score(case, answer, assistant.article)
        scored.append((case, scores))
        answers.append(
            {"id": case.id, "category": case.category, **as_json(answer), "scores": asdict(scores)}
        )
    return scored, answers


def _impersonal() -> dict[str, str]:
    from evals.archives import impersonal

    return impersonal()


def _fill_sample(folder: str) -> None:
    """Make a fresh sample archive with the program that makes the page's one."""
    command = [sys.executable, "-m", "ingest", "sample", "--data-dir", folder]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=_impersonal())
    if done.returncode != 0:
        raise ArchiveError(
            f"The sample archive could not be made: {done.stderr.strip() or done.stdout.strip()}",
            remedy="Run “./tanya ingest sample” to see more.",
        )


if __name__ == "__main__":
    sys.exit(main())
