"""The options of each verb of ``ingest``."""

from __future__ import annotations

import argparse

from ingest.commands.options import FORMATS, KINDS, MARKABLE, count, day, kind

# --- what several verbs share -----------------------------------------------------------------


def _yes(made: argparse.ArgumentParser) -> None:
    made.add_argument("--yes", action="store_true", help="do not ask before removing")


def pages(made: argparse.ArgumentParser) -> None:
    """Take a page of a long list."""
    made.add_argument("--limit", type=count, default=100, metavar="N", help="at most so many (100)")
    made.add_argument(
        "--offset", type=count, default=0, metavar="N", help="leave out the first so many"
    )


def _network(made: argparse.ArgumentParser) -> None:
    network = made.add_argument_group("fetching from the web")
    network.add_argument(
        "--allow-address",
        action="append",
        default=[],
        metavar="CIDR",
        help="let this part of your own network be fetched (192.168.1.0/24), refused otherwise",
    )
    network.add_argument(
        "--allow-port",
        action="append",
        type=count,
        default=[],
        metavar="PORT",
        help="let this port be used beside 80 and 443",
    )
    network.add_argument(
        "--proxy", default="", metavar="URL", help="go through a proxy: http://host:port"
    )
    network.add_argument(
        "--ca-file", default="", metavar="FILE", help="trust these certificates too (an office's)"
    )
    network.add_argument(
        "--ignore-robots",
        action="store_true",
        help="fetch what robots.txt asks programs to leave alone: only with the site's permission",
    )


def _fields(made: argparse.ArgumentParser) -> None:
    fields = made.add_argument_group("what you know of the articles (goes before what they say)")
    fields.add_argument("--outlet", default="", metavar="NAME", help="who published them")
    fields.add_argument("--date", type=day, metavar="DATE", help="when: 2025-11-19 or 19/11/2025")
    fields.add_argument("--author", default="", metavar="NAME", help="who wrote them")
    fields.add_argument("--section", default="", metavar="NAME", help="their section")
    fields.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help="a tag; may be repeated"
    )
    fields.add_argument("--language", default="", metavar="LANG", help="their language: id, en, …")


def _one(made: argparse.ArgumentParser) -> None:
    one = made.add_argument_group("what you know of a single article")
    one.add_argument("--title", default="", help="its title")
    one.add_argument("--url", default="", help="its address on the web")
    one.add_argument(
        "--kind", type=kind, choices=KINDS, help="what it is to others", metavar="KIND"
    )
    one.add_argument(
        "--concerns", default="", metavar="WHAT", help="which article a correction is about"
    )


# --- the options of each ----------------------------------------------------------------------


def adding(made: argparse.ArgumentParser) -> None:
    """Read what ``add`` takes."""
    made.add_argument(
        "paths", nargs="+", metavar="WHAT", help="a file, folder, pattern, web address, or -"
    )
    made.add_argument("--as", dest="form", choices=FORMATS, help="what standard input (-) holds")
    made.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="how an export calls a field (title=judul), or a file with such lines in YAML",
    )
    _network(made)
    _fields(made)
    _one(made)


def syncing(made: argparse.ArgumentParser) -> None:
    """Read what ``sync`` takes."""
    made.add_argument("folder", metavar="FOLDER", help="the folder that the archive shall follow")
    made.add_argument("--dry-run", action="store_true", help="only say what would be done")
    _yes(made)
    _fields(made)


def retrying(made: argparse.ArgumentParser) -> None:
    """Read what ``retry`` takes."""
    made.add_argument("sources", nargs="*", metavar="SOURCE", help="only these, as “failed” shows")
    made.add_argument("--all", action="store_true", help="also what will not mend by itself")
    _network(made)


def feed(made: argparse.ArgumentParser) -> None:
    """Read what ``follow add`` takes."""
    made.add_argument("url", metavar="URL", help="a feed (RSS, Atom), or a page that names one")
    made.add_argument("--outlet", default="", metavar="NAME", help="who publishes its articles")
    _network(made)


def feeds(made: argparse.ArgumentParser) -> None:
    """Read what ``follow run`` takes."""
    made.add_argument("urls", nargs="*", metavar="URL", help="only these feeds, now")
    _network(made)


def listing(made: argparse.ArgumentParser) -> None:
    """Read what ``list`` takes."""
    made.add_argument("--outlet", default="", metavar="NAME", help="only of this outlet")
    made.add_argument("--from", dest="first", type=day, metavar="DATE", help="published since")
    made.add_argument("--to", dest="last", type=day, metavar="DATE", help="published until")
    made.add_argument("--undated", action="store_true", help="only those without a date")
    made.add_argument("--kind", type=kind, choices=KINDS, metavar="KIND", help="only this kind")
    made.add_argument("--language", default="", metavar="LANG", help="only in this language")
    made.add_argument("--query", default="", metavar="WORDS", help="only with all these words")
    pages(made)


def showing(made: argparse.ArgumentParser) -> None:
    """Read what ``show`` takes."""
    made.add_argument("id", metavar="ID", help="its id, file, address, or the number of a version")
    made.add_argument(
        "--raw",
        action="store_true",
        help="show the lines that were left out when its file was read (not for web pages)",
    )
    made.add_argument("--versions", action="store_true", help="show its earlier versions too")


def marking(made: argparse.ArgumentParser) -> None:
    """Read what ``mark`` takes."""
    made.add_argument("id", metavar="ID", help="its id, file or address")
    made.add_argument("--kind", type=kind, choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    made.add_argument("--concerns", metavar="WHAT", help="the article it is about: address or file")
    made.add_argument("--date", type=day, metavar="DATE", help="when it was published")
    made.add_argument("--outlet", metavar="NAME", help="who published it")
    made.add_argument("--title", help="its title")
    made.add_argument("--author", metavar="NAME", help="who wrote it")
    made.add_argument(
        "--none",
        action="append",
        default=[],
        choices=MARKABLE,
        metavar="FIELD",
        help="take your mark away from a field again",
    )


def removing(made: argparse.ArgumentParser) -> None:
    """Read what ``remove`` takes."""
    made.add_argument("ids", nargs="*", metavar="ID", help="ids, files or addresses")
    made.add_argument(
        "--source", default="", metavar="PREFIX", help="all that came from below this place"
    )
    _yes(made)


def checking(made: argparse.ArgumentParser) -> None:
    """Read what ``check`` takes."""
    made.add_argument("--thorough", action="store_true", help="test every passage, not a sample")
    made.add_argument("--digest", action="store_true", help="print the archive's logical digest")
    made.add_argument("--dates", action="store_true", help="list articles whose date is unsure")


def article(made: argparse.ArgumentParser) -> None:
    """Read the name of one article."""
    made.add_argument("id", metavar="ID", help="its id, file or address")


def restoring(made: argparse.ArgumentParser) -> None:
    """Read what ``restore`` takes."""
    made.add_argument("id", metavar="ID", help="an article's id, or the number of a version")


def failures(made: argparse.ArgumentParser) -> None:
    """Read what ``failed`` takes."""
    made.add_argument("--forget", metavar="SOURCE", help="take one off the list")
    pages(made)


def rebuilding(made: argparse.ArgumentParser) -> None:
    """Read what ``rebuild`` takes."""
    made.add_argument(
        "--embedder", default="", help="with another embedder: offline, or ollama:MODEL"
    )


def exporting(made: argparse.ArgumentParser) -> None:
    """Read what ``export`` takes."""
    made.add_argument("folder", metavar="FOLDER", help="a folder that is not there yet")
    made.add_argument(
        "--without-vectors", action="store_true", help="smaller; vectors are made anew on import"
    )


def importing(made: argparse.ArgumentParser) -> None:
    """Read what ``import`` takes."""
    made.add_argument("folder", metavar="FOLDER", help="what “export” wrote")
