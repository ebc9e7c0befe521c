"""The verbs of ``ingest``, in groups, with their options and examples."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from ingest.commands import verb_options
from ingest.commands.options import Parser, Verb, everywhere

_DESCRIPTION = "Put articles into the archive of labor news and look after it."

_CODES = """exit codes: 0 done, 1 finished but some items failed, 2 wrong use, 3 archive trouble
(also a full disk), 4 a needed service (Chroma, Ollama) is missing, 130 interrupted.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; ``target`` names what runs."""
    top = Parser(prog="ingest", description=_overview(), epilog=_CODES)
    top.add_argument("--data-dir", metavar="DIR", help="the archive's folder (TANYA_DATA_DIR)")
    top.add_argument("--sample", action="store_true", help="use the sample archive")
    top.add_argument("--json", action="store_true", help="print one JSON object")
    verbs = [verb for _, group in GROUPS for verb in group]
    _add(top, verbs, "COMMAND")
    return top


def _overview() -> str:
    """Return the verbs by group, for the help."""
    lines = [_DESCRIPTION]
    for title, group in GROUPS:
        lines += ["", f"{title}:", *(f"  {verb.name:9} {verb.text}" for verb in group)]
    return "\n".join(
        [*lines, "", "“ingest COMMAND --help” shows a command's options and examples."]
    )


def _add(parent: argparse.ArgumentParser, verbs: Iterable[Verb], metavar: str) -> None:
    below = parent.add_subparsers(
        dest=metavar.casefold(), required=True, metavar=metavar, help=argparse.SUPPRESS
    )
    for verb in verbs:
        examples = "".join(f"  {line}\n" for line in verb.examples)
        text = verb.text[0].upper() + verb.text[1:] + "."
        if verb.below:
            text += "\n\n" + "\n".join(f"  {sub.name:9} {sub.text}" for sub in verb.below)
        made = below.add_parser(
            verb.name,
            description=text,
            epilog=f"examples:\n{examples}\n{_CODES}" if examples else _CODES,
            parents=[everywhere()],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if verb.options is not None:
            verb.options(made)
        if verb.target:
            made.set_defaults(target=verb.target)
        if verb.below:
            _add(made, verb.below, "ACTION")


_FOLLOW = (
    Verb(
        name="add",
        text="follow one more feed",
        target="following:follow_add",
        options=verb_options.feed,
    ),
    Verb(name="list", text="show the feeds", target="following:follow_list"),
    Verb(
        name="remove",
        text="follow a feed no more; its articles stay",
        target="following:follow_remove",
        options=lambda made: made.add_argument("url", metavar="URL", help="the feed's address"),
    ),
    Verb(
        name="run",
        text="look for new items now",
        target="following:follow_run",
        options=verb_options.feeds,
    ),
)

GROUPS = (
    (
        "Put articles in",
        (
            Verb(
                name="add",
                text="add files, folders, web pages, exports or standard input",
                target="filling:add",
                options=verb_options.adding,
                examples=(
                    "ingest add articles/ law.pdf",
                    'ingest add "2025/**/*.html" --outlet "Warta Kota"',
                    "ingest add https://example.com/news/upah-minimum",
                    "ingest add - --as txt < copied.txt",
                    "ingest add archive.csv --map title=judul --map text=isi",
                ),
            ),
            Verb(
                name="sync",
                text="make the archive follow a folder: added, changed and deleted files",
                target="syncing:sync",
                options=verb_options.syncing,
                examples=("ingest sync articles/ --dry-run", "ingest sync articles/"),
            ),
            Verb(
                name="follow",
                text="follow feeds (RSS, Atom): add, list, remove, run",
                below=_FOLLOW,
                examples=(
                    'ingest follow add https://example.com/rss --outlet "Warta Kota"',
                    "ingest follow run",
                ),
            ),
            Verb(
                name="retry",
                text="try again what failed",
                target="retrying:retry",
                options=verb_options.retrying,
                examples=("ingest retry", "ingest retry --all"),
            ),
            Verb(
                name="sample",
                text="fill the sample archive, which is kept apart from the real one",
                target="filling:sample",
            ),
        ),
    ),
    (
        "Look",
        (
            Verb(
                name="list",
                text="list the articles, newest first",
                target="looking:list_articles",
                options=verb_options.listing,
                examples=(
                    'ingest list --outlet "Warta Kota" --from 1/11/2025',
                    'ingest list --query "upah minimum"',
                ),
            ),
            Verb(
                name="show",
                text="show an article with all that is known of it",
                target="looking:show",
                options=verb_options.showing,
                examples=("ingest show 5f1c0a9be2d34477", "ingest show articles/upah.html --raw"),
            ),
            Verb(
                name="history",
                text="list the earlier versions of an article",
                target="looking:history",
                options=verb_options.article,
            ),
            Verb(
                name="removed",
                text="list the articles that were removed",
                target="looking:removed",
                options=verb_options.pages,
            ),
            Verb(
                name="failed",
                text="list what could not be taken in, and why",
                target="retrying:failed",
                options=verb_options.failures,
            ),
            Verb(
                name="status",
                text="tell in short how the archive is",
                target="counting:status",
            ),
            Verb(
                name="stats",
                text="count articles by month, outlet, language and kind",
                target="counting:stats",
            ),
        ),
    ),
    (
        "Correct",
        (
            Verb(
                name="mark",
                text="set a field of an article by hand",
                target="changing:mark",
                options=verb_options.marking,
                examples=(
                    "ingest mark ID --date 19/11/2025",
                    "ingest mark ID --kind correction --concerns upah.html",
                    "ingest mark ID --none date",
                ),
            ),
            Verb(
                name="remove",
                text="remove articles from every index at once",
                target="changing:remove",
                options=verb_options.removing,
                examples=("ingest remove ID", "ingest remove --source old-articles/"),
            ),
            Verb(
                name="restore",
                text="put a removed article or an earlier version back",
                target="changing:restore",
                options=verb_options.restoring,
                examples=("ingest restore ID", "ingest restore 12"),
            ),
        ),
    ),
    (
        "Keep it sound",
        (
            Verb(
                name="check",
                text="compare archive, full text and vectors, and heal them",
                target="keeping:check",
                options=verb_options.checking,
                examples=("ingest check", "ingest check --dates", "ingest check --digest"),
            ),
            Verb(
                name="rebuild",
                text="make all vectors anew, beside the old ones until they are complete",
                target="keeping:rebuild",
                options=verb_options.rebuilding,
            ),
            Verb(
                name="export",
                text="write everything into a folder, to keep or to move",
                target="copies:export",
                options=verb_options.exporting,
                examples=("ingest export backup-2025-11-19",),
            ),
            Verb(
                name="import",
                text="fill an empty archive from such a folder",
                target="copies:import_",
                options=verb_options.importing,
            ),
        ),
    ),
)
"""All verbs, as the help shows them."""
