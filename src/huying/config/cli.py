"""The command line `huying` 命令行: plain words to people, JSON to programs, never a traceback.

Exit codes: 0 done, 2 bad usage, 1 failed. A command's module is imported only when it is asked for, so that
`reckon` and `suggest` start without Django.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, Protocol

from huying.config import env
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_TABLE = re.compile(r"no such (?:table|column)|(?:relation|column) .* does not exist")
WITHOUT_DJANGO = frozenset({"reckon", "suggest"})
COMMANDS = {
    "demo": ("demo", "build the synthetic demo city and serve it"),
    "serve": ("serve", "serve the pages and the API"),
    "worker": ("worker", "hand on what happened and watch the clocks"),
    "migrate": ("migrate", "bring the database up to this version"),
    "load-reference": ("load_reference", "load the shipped places and rule sets"),
    "doctor": ("doctor", "check what must always hold"),
    "backup": ("backup", "write database, media and keys to one file"),
    "reindex": ("reindex", "build the index of words anew, while the system runs"),
    "restore": ("restore", "put a backup in place, after every part was verified"),
    "admin": ("people", "make an administrator"),
    "token": ("people", "make a bearer token for a program"),
    "import": ("importing", "import cases or registers from a spreadsheet"),
    "template": ("registers", "write an empty spreadsheet with notes and drop-downs"),
    "keys": ("rotate_keys", "make a new key for sealed identities and seal everything anew, while the system runs"),
    "seal": ("seal", "number, hash and sign the audit records that wait, and send the heads out"),
    "bundle": ("bundle", "write the sealed log, or a proof from it, for the offline verifier"),
    "export": ("exporting", "export cases, or hand answers back to a source"),
    "train": ("train", "learn topics, classes or pairs from labelled messages"),
    "suggest": ("suggest", "what messages are about: one JSON object a line in, one out"),
    "reckon": ("reckon", "the rulebook as a calculator: one JSON object a line in, one out"),
}


class Command(Protocol):
    """What a command's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it and return the exit code."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        sys.stderr.write(f"{self.prog}: {message}\n")
        raise SystemExit(2)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(_help())
        return 0 if words else 2
    name, rest = words[0], words[1:]
    if name not in COMMANDS:
        sys.stderr.write(f"huying: no command {name!r}; see `huying --help`\n")
        return 2
    return _run(name, rest)


def _help() -> str:
    lines = ["usage: huying COMMAND [arguments]", "", "commands:"]
    lines += [f"  {name:15} {summary}" for name, (_module, summary) in COMMANDS.items()]
    return "\n".join([*lines, "", "`huying COMMAND --help` shows the arguments of one command.", ""])


def _run(name: str, rest: list[str]) -> int:
    try:
        _place(name, rest)
        if name not in WITHOUT_DJANGO:
            _set_up()
        command: Command = import_module(f"huying.config.commands.{COMMANDS[name][0]}")
        return command.run(_parsed(command, name, rest))
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except RuleBrokenError as error:
        sys.stderr.write(f"huying: {_words(error)}\n")
        if "--json" in rest:
            print(json.dumps({"refused": {"code": error.code, "message": _words(error)}}, ensure_ascii=False))
        return 1
    except Exception as error:
        if os.environ.get("HUYING_DEBUG") == "1":
            raise
        sys.stderr.write(f"huying: {_sentence(error)}\n")
        return 1


def _parsed(command: Command, name: str, rest: list[str]) -> argparse.Namespace:
    parser = _Parser(prog=f"huying {name}", description=COMMANDS[name][1])
    parser.add_argument("--data-dir", help="where database, media, models and keys live (HUYING_DATA_DIR)")
    parser.set_defaults(command=name)
    command.add_arguments(parser)
    return parser.parse_args(rest)


def _place(name: str, rest: list[str]) -> None:
    """Name the data directory before anything reads the settings; the demo marks its own."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--data-dir")
    given, _others = early.parse_known_args(rest)
    if given.data_dir:
        os.environ["HUYING_DATA_DIR"] = given.data_dir
    if name == "demo" and not {"-h", "--help"} & set(rest):
        env.mark_demo(env.read())


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    import_module("django").setup()


def _words(error: RuleBrokenError) -> str:
    facts = ", ".join(f"{name}={value}" for name, value in error.facts.items())
    if "django" not in sys.modules:
        return f"{error.code} ({facts})" if facts else error.code
    words: str = import_module("huying.ui.refusals").words(error)
    return f"{words} [{error.code}]"


def _sentence(error: Exception) -> str:
    if type(error).__name__ in {"OperationalError", "ProgrammingError"} and NO_TABLE.search(str(error)):
        return "the database is empty or older than this version: run `huying migrate`, then `huying load-reference`"
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    return f"{first} ({type(error).__name__}; HUYING_DEBUG=1 shows where)"
