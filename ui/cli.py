"""``python -m ui``: serve the page, on this machine or for the office.

Everything heavy is imported after the options are read, and what only answering needs
(llama-index, Chroma) after the page is up.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import TanyaError, UsageError

if TYPE_CHECKING:
    import socket

    from rag.archive import Archive
    from rag.settings import Settings
    from ui.serving import Reach

_EPILOG = """\
people:
  tanya ui users add NAME      let somebody in (also: list, role, password, remove)

On this machine alone nobody needs to sign in. As soon as others can reach the page (--host,
--name, --proxy) or may change the archive (--allow-editing), everybody must, and what they send
must be encrypted. docs/serving.md shows the ways, with a proxy and without.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code (see ``rag.errors``)."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["users"]:
        from ui.accounts.cli import main as users

        return users(given[1:])
    options = _parser().parse_args(given)
    try:
        return _serve(options)
    except TanyaError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tanya ui",
        description="Open Tanya Serikat in the browser.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--sample", action="store_true", help="ask the sample archive that comes with the program"
    )
    parser.add_argument("--data-dir", metavar="DIR", help="the folder of the archive")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=7860, help="port to listen on (7860)")
    parser.add_argument(
        "--no-browser", action="store_true", help="do not open a browser, only print the address"
    )
    people = parser.add_argument_group("people")
    people.add_argument("--sign-in", action="store_true", help="everybody must sign in")
    people.add_argument(
        "--allow-editing",
        action="store_true",
        help="signed-in editors may add and remove articles",
    )
    office = parser.add_argument_group("for the office")
    office.add_argument(
        "--name",
        action="append",
        default=[],
        help="a name or address by which the page is called; may be given again",
    )
    office.add_argument("--tls-cert", metavar="FILE", help="certificate (PEM), to encrypt")
    office.add_argument("--tls-key", metavar="FILE", help="the certificate's key (PEM)")
    office.add_argument(
        "--proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="address of the proxy in front that encrypts; may be given again",
    )
    office.add_argument(
        "--root-path", default="", metavar="/PATH", help="the path below which the proxy shows it"
    )
    office.add_argument(
        "--insecure-lan",
        action="store_true",
        help="do without encryption: everybody on the network can read passwords and questions",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port (1 to 65535)")
    return int(text)


def reach_of(options: argparse.Namespace) -> Reach:
    """Return from where the options let the page be reached.

    Raises:
        UsageError: an option makes no sense, or the page would be open without encryption.
    """
    from ui.serving import reach as reaching

    certificate, key = options.tls_cert, options.tls_key
    if bool(certificate) != bool(key):
        raise UsageError(
            "--tls-cert and --tls-key belong together.",
            remedy="Give both files. docs/serving.md shows how to make them.",
        )
    if options.host.strip() == "":
        raise UsageError("--host is empty.", remedy="Leave it out to use 127.0.0.1.")
    away = not reaching.is_loopback(options.host)
    own = reaching.own_names() if away else ()
    reach = reaching.Reach(
        hosts=reaching.hosts_for(options.host, options.name, own),
        root_path=reaching.plain_root(options.root_path),
        certificate=Path(certificate) if certificate else None,
        key=Path(key) if key else None,
        proxies=tuple(reaching.plain_proxy(each) for each in options.proxy),
        insecure=options.insecure_lan,
    )
    reaching.refuse_bare(options.host, reach)
    if reach.certificate and reach.key:
        reaching.check_certificate(reach.certificate, reach.key)
    return reach


def _serve(options: argparse.Namespace) -> int:
    reach = reach_of(options)
    from rag.environment import silence

    silence(os.environ)
    from ui.server import bind, found_at
    from ui.serving.disks import refuse_network_share
    from ui.serving.once import only_page

    listening = bind(options.host, options.port)
    try:
        from rag.settings import load

        settings = load(os.environ, data_dir=options.data_dir, sample=options.sample)
        refuse_network_share(settings.archive_dir)
        with only_page(settings.archive_dir, found_at(listening, reach)):
            code = _fill_sample(settings.data_dir) if options.sample else 0
            if not code:
                _open_and_serve(settings, listening, options, reach)
        return code
    finally:
        listening.close()


def _say(line: str) -> None:
    print(line, flush=True)


def _fill_sample(data_dir: Path) -> int:
    """Let ``ingest`` put the sample archive in place, its progress visible; return its code."""
    import subprocess

    command = [sys.executable, "-m", "ingest", "sample", "--data-dir", str(data_dir)]
    return subprocess.run(command, check=False).returncode


def _open_and_serve(
    settings: Settings, listening: socket.socket, options: argparse.Namespace, reach: Reach
) -> None:
    from rag.answer_log import AnswerLog
    from rag.assistant import Assistant
    from rag.settings import open_archive
    from ui.server import serve
    from ui.serving.reach import needs_sign_in
    from ui.web import House

    asked = options.sign_in or options.allow_editing
    archive = open_archive(settings)
    house = House(
        settings=settings,
        archive=archive,
        log=AnswerLog(archive, keep_days=settings.keep_days),
        editing=options.allow_editing,
        sign_in=asked or needs_sign_in(options.host, reach),
    )
    assistant = Assistant(settings, archive)
    try:
        if house.sign_in:
            _somebody_may_enter(archive, options)
        serve(
            assistant,
            listening,
            browser=not options.no_browser,
            report=_say,
            house=house,
            reach=reach,
        )
    finally:
        assistant.close()


def _somebody_may_enter(archive: Archive, options: argparse.Namespace) -> None:
    if archive.people.count():
        return
    import shlex

    where = " --sample" if options.sample else ""
    where += f" --data-dir {shlex.quote(options.data_dir)}" if options.data_dir else ""
    raise UsageError(
        "Everybody must sign in to this page, and nobody has been let in yet.",
        remedy=f"Add yourself first: ./tanya ui users add NAME{where}",
    )
