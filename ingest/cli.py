"""``ingest``: put articles into the archive and look after it.

Only the options are read here; what a command needs is imported when it runs, so that ``--help``
costs next to nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date

from rag.errors import TanyaError

_INTERRUPTED = 130

_DESCRIPTION = "Put articles into the archive of labor news and look after it."

_EPILOGUE = """exit codes: 0 done, 1 finished but some items failed, 2 wrong use, 3 archive trouble
(also a full disk), 4 a needed service (Chroma, Ollama) is missing, 130 interrupted.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code (see ``rag.errors``)."""
    from rag.environment import silence

    silence(os.environ)
    options = _parser().parse_args(argv)
    try:
        code = _run(options)
        sys.stdout.flush()
        return code
    except TanyaError as error:
        print(f"ingest: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("ingest: interrupted; run the same command again to go on.", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; so do we, quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: argparse.Namespace) -> int:
    if options.verb in ("add", "sample"):
        from ingest import filling

        return filling.add(options) if options.verb == "add" else filling.sample(options)
    from ingest import commands

    return {
        "list": commands.list_articles,
        "show": commands.show,
        "remove": commands.remove,
        "status": commands.status,
        "check": commands.check,
        "rebuild": commands.rebuild,
    }[options.verb](options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ingest",
        description=_DESCRIPTION,
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data-dir", metavar="DIR", help="the archive's folder (TANYA_DATA_DIR)")
    parser.add_argument("--sample", action="store_true", help="use the sample archive")
    parser.set_defaults(json=False)
    everywhere = _everywhere()
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="COMMAND")

    def verb(name: str, text: str) -> argparse.ArgumentParser:
        return verbs.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=_EPILOGUE,
            parents=[everywhere],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    add = verb("add", "add files, folders and exports (.jsonl[.gz]); skips what is unchanged")
    add.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder with all below")
    add.add_argument("--outlet", default="", help="the outlet of all these articles")
    add.add_argument("--date", type=_date, help="their publication date, as YYYY-MM-DD")
    verb("sample", "fill the sample archive, which is kept apart from the real one")
    listing = verb("list", "list the articles, newest first")
    listing.add_argument("--limit", type=_count, default=100, help="at most so many (100)")
    listing.add_argument("--offset", type=_count, default=0, help="leave out the first so many")
    show = verb("show", "show an article with all that is known of it")
    show.add_argument("id", metavar="ID", help="its id, as the list shows it, or its file")
    show.add_argument(
        "--raw", action="store_true", help="show the lines that were left out when it was read"
    )
    remove = verb("remove", "remove an article from every index at once")
    remove.add_argument("id", metavar="ID", help="its id, as the list shows it, or its file")
    verb("status", "tell what the archive holds and whether its vectors are in step")
    check = verb("check", "compare the vectors with the archive, and heal them")
    check.add_argument("--thorough", action="store_true", help="test every passage, not a sample")
    rebuild = verb("rebuild", "make all vectors anew, beside the old ones until they are complete")
    rebuild.add_argument(
        "--embedder", default="", help="with another embedder: offline, or ollama:MODEL"
    )
    return parser


def _everywhere() -> argparse.ArgumentParser:
    """Return the options that may stand before or after the command."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--data-dir",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the archive's folder (TANYA_DATA_DIR)",
    )
    options.add_argument(
        "--sample", action="store_true", default=argparse.SUPPRESS, help="use the sample archive"
    )
    options.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object"
    )
    return options


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it as 2025-11-19") from None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no number")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
