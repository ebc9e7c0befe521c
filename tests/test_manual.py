"""Every command of the manual, run in order; what it prints is what the manual shows."""

from __future__ import annotations

import re
from pathlib import Path

from manual_runner import MANUAL, Step, masked, office, steps

from ingest.commands.options import Verb
from ingest.commands.verbs import GROUPS


def test_the_manual_shows_what_happens(tmp_path: Path) -> None:
    wrong = []
    with office(tmp_path / "you") as runner:
        for step in steps(MANUAL.read_text(encoding="utf-8")):
            real = runner.run(step)
            runner.learn(step.output, real)
            if masked(real) != masked(step.output):
                wrong.append(
                    f"line {step.line}: {step.command}\n--- shown\n{masked(step.output)}\n"
                    f"--- printed\n{masked(real)}"
                )
    assert not wrong, "\n\n".join(wrong)


def test_every_verb_is_run_and_every_option_is_named() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    commands = "\n".join(step.command for step in steps(text))
    for _, group in GROUPS:
        for verb in group:
            for name in _names(verb):
                assert re.search(rf"ingest {name}\b", commands), f"{name} is not shown"
    from ingest.commands.verbs import parser

    for option in sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", _all_help(parser())))):
        assert option in text, f"{option} is not in the manual"


def _names(verb: Verb) -> list[str]:
    if verb.name == "sample":
        return []  # it has a page of its own: the README
    return [f"{verb.name} {below.name}" for below in verb.below] or [verb.name]


def _all_help(parser: object) -> str:
    import argparse

    assert isinstance(parser, argparse.ArgumentParser)
    text = parser.format_help()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            text += "".join(_all_help(each) for each in action.choices.values())
    return text


def test_commands_and_outputs_are_told_apart() -> None:
    text = "a\n```console\n$ one\nout\n$ two\n```\n```\n$ none\n```\n"
    assert steps(text) == [
        Step(command="one", output="out\n", line=3),
        Step(command="two", output="", line=5),
    ]


def test_only_what_differs_from_run_to_run_is_masked() -> None:
    line = "3 new, in 0.4 s. 0123456789abcdef 2025-11-19 10:00:01 12.5 kB"
    assert masked(line) == "3 new, in TIME. ID TIME SIZE"
    assert masked("4 new, in 0.4 s.") != masked("3 new, in 0.4 s.")
    assert masked("published 2025-11-19") == "published 2025-11-19"
