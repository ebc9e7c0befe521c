"""``ingest``: put articles into the archive and look after it.

Only the options are read here (``ingest.commands.verbs``); what a command needs is imported when it
runs, so that ``--help`` costs next to nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from ingest.commands.verbs import parser
from rag.errors import TanyaError

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code (see ``rag.errors``)."""
    from rag.environment import silence

    silence(os.environ)
    options = parser().parse_args(argv)
    try:
        code = _command(options.target)(options)
        sys.stdout.flush()
        return code
    except TanyaError as error:
        sys.stdout.flush()  # what was done comes before what went wrong
        print(f"ingest: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("ingest: interrupted; run the same command again to go on.", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; so do we, quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _command(target: str) -> Callable[[argparse.Namespace], int]:
    """Import a command, named as ``module:function`` of ``ingest.commands``."""
    from importlib import import_module

    module, _, name = target.partition(":")
    found: Callable[[argparse.Namespace], int] = getattr(
        import_module(f"ingest.commands.{module}"), name
    )
    return found


if __name__ == "__main__":
    sys.exit(main())
