"""``tanya ui users``: look after the people who may sign in, from the server's own terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from rag.errors import TanyaError, UsageError

if TYPE_CHECKING:
    from rag.archive.people import People
    from rag.records import Person, Role

_INTERRUPTED = 130
_ROLES = ("reader", "editor", "admin")
_EPILOGUE = """roles: a reader asks and reads; an editor may also change the archive from the page,
where it was started with --allow-editing; an admin also looks after people and feedback.
The first person becomes an admin.

examples:
  tanya ui users add ratna
  tanya ui users role budi editor
  tanya ui users list --json

exit codes: 0 done, 2 wrong use, 3 archive trouble, 130 interrupted.
"""
_VERBS = (
    ("list", "list everybody"),
    ("add", "add a person; asks for the password"),
    ("role", "change what a person may do"),
    ("password", "give a person a new password; ends their sessions"),
    ("disable", "keep a person from signing in; ends their sessions"),
    ("enable", "let a disabled person sign in again"),
    ("unlock", "let a person try again at once who failed too often"),
    ("remove", "remove a person with their conversations and feedback"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (see ``rag.errors``)."""
    options = _parser().parse_args(argv)
    try:
        return _run(options)
    except TanyaError as error:
        print(f"tanya: {error}", file=sys.stderr)
        return error.exit_code
    except (KeyboardInterrupt, EOFError):
        print("tanya: interrupted", file=sys.stderr)
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="tanya ui users",
        description="Look after the people who may sign in to the page.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data-dir", metavar="DIR", help="the archive's folder (TANYA_DATA_DIR)")
    common.add_argument("--sample", action="store_true", help="the people of the sample archive")
    common.add_argument("--json", action="store_true", help="print one JSON value")
    verbs = made.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, told in _VERBS:
        parser = verbs.add_parser(verb, help=told, description=told, parents=[common])
        if verb != "list":
            parser.add_argument("name", metavar="NAME", help="what the person types to sign in")
        if verb == "role":
            parser.add_argument("role", choices=_ROLES)
        if verb == "add":
            parser.add_argument("--role", choices=_ROLES, help="without it: reader")
        if verb in ("add", "password"):
            parser.add_argument(
                "--password-stdin",
                action="store_true",
                help="read the password from one line of standard input",
            )
    return made


def _run(options: argparse.Namespace) -> int:
    from rag.settings import load, open_archive, require_archive

    settings = load(os.environ, data_dir=options.data_dir, sample=options.sample)
    if options.verb != "add":  # people may be added before the first article is
        require_archive(settings)
    with closing(open_archive(settings)) as archive:
        told = _DO[options.verb](archive.people, options)
    print(told)
    return 0


def _list(people: People, options: argparse.Namespace) -> str:
    everybody = people.all()
    if options.json:
        return json.dumps([_record(each) for each in everybody], ensure_ascii=False)
    if not everybody:
        return "Nobody may sign in yet. Add the first person with: ./tanya ui users add NAME"
    width = max(len(each.name) for each in everybody)
    return "\n".join(f"{each.name:<{width}}  {each.role:<6}  {_state(each)}" for each in everybody)


def _add(people: People, options: argparse.Namespace) -> str:
    from rag.records import Role
    from ui.accounts.managing import add, role_for_new

    role = role_for_new(people, Role(options.role) if options.role else None)
    person = add(people, options.name, role, _password(options))
    said = f"{person.name} may sign in now, as {_with_article(role)}."
    if options.role is None:
        first = role is Role.ADMIN
        why = "This is the first person" if first else "No --role was given"
        other = "" if first else f" Change it with: ./tanya ui users role {person.name} editor"
        said += f" {why}, so the role is {role}.{other}"
    return _told(options, said, person)


def _role(people: People, options: argparse.Namespace) -> str:
    from rag.records import Role

    person, role = _named(people, options), Role(options.role)
    people.set_role(person.id, role)
    return _told(options, f"{person.name} is {_with_article(role)} now.", people.get(person.id))


def _set_password(people: People, options: argparse.Namespace) -> str:
    from ui.accounts.managing import set_password

    person = _named(people, options)
    set_password(people, person, _password(options))
    said = f"{person.name} has a new password and has to sign in again everywhere."
    return _told(options, said, people.get(person.id))


def _disable(people: People, options: argparse.Namespace) -> str:
    person = _named(people, options)
    people.set_enabled(person.id, False)
    said = f"{person.name} cannot sign in any more; open pages close within seconds."
    return _told(options, said, people.get(person.id))


def _enable(people: People, options: argparse.Namespace) -> str:
    person = _named(people, options)
    people.set_enabled(person.id, True)
    return _told(options, f"{person.name} may sign in again.", people.get(person.id))


def _unlock(people: People, options: argparse.Namespace) -> str:

    person = _named(people, options)
    people.unlock(person.id)
    return _told(options, f"{person.name} may try again at once.", people.get(person.id))


def _remove(people: People, options: argparse.Namespace) -> str:
    person = _named(people, options)
    people.remove(person.id)
    said = f"{person.name} is removed, with their conversations and feedback."
    return _told(options, said, person)


_DO: dict[str, Callable[[People, argparse.Namespace], str]] = {
    "list": _list,
    "add": _add,
    "role": _role,
    "password": _set_password,
    "disable": _disable,
    "enable": _enable,
    "unlock": _unlock,
    "remove": _remove,
}


def _named(people: People, options: argparse.Namespace) -> Person:
    from ui.accounts.managing import known

    return known(people, options.name)


def _password(options: argparse.Namespace) -> str:
    """Ask for a password twice, or read one line; it is never an argument, which others see.

    Raises:
        UsageError: nobody can be asked, nothing came, or the two differ.
    """
    if options.password_stdin:
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise UsageError("No password came from standard input.", remedy="Send it as one line.")
        return line
    if not sys.stdin.isatty():
        raise UsageError(
            "There is no terminal to ask for the password.",
            remedy="Send it as one line of standard input, with --password-stdin.",
        )
    from getpass import getpass

    password = getpass(f"Password for {options.name}: ")
    if getpass("Once more: ") != password:
        raise UsageError("The two passwords differ.", remedy="Try again; nothing was changed.")
    return password


def _told(options: argparse.Namespace, said: str, person: Person | None) -> str:
    if not options.json or person is None:
        return said
    return json.dumps(_record(person), ensure_ascii=False)


def _record(person: Person) -> dict[str, object]:
    from ui.accounts.managing import locked

    return {
        "name": person.name,
        "role": str(person.role),
        "enabled": person.enabled,
        "locked": locked(person),
        "added_at": person.added_at.isoformat(),
        "signed_in_at": person.signed_in_at.isoformat() if person.signed_in_at else None,
    }


def _state(person: Person) -> str:
    from ui.accounts.managing import locked

    last = person.signed_in_at
    when = f"last signed in {last.astimezone():%Y-%m-%d %H:%M}" if last else "never signed in"
    waiting = "has to wait after failed sign-ins, " if locked(person) else ""
    return f"{waiting}{when}" if person.enabled else f"disabled, {when}"


def _with_article(role: Role) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"
