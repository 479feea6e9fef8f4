"""The command line `huying` 命令行: plain words to people, JSON to programs, never a traceback.

Exit codes: 0 done, 2 bad usage, 1 failed. A command's module is imported only when it is asked for, so that
`reckon` and `suggest` start without Django.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, Protocol

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "migrate": "migrate",
    "load-reference": "load_reference",
    "doctor": "doctor",
    "admin": "people",
    "token": "people",
    "import": "importing",
    "template": "registers",
    "export": "exporting",
    "suggest": "suggest",
    "reckon": "reckon",
}


class Command(Protocol):
    """What a command's module offers."""

    SUMMARY: str

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
    lines += [f"  {name:15} {import_module(_module(name)).SUMMARY}" for name in COMMANDS]
    return "\n".join([*lines, "", "`huying COMMAND --help` shows the arguments of one command.", ""])


def _module(name: str) -> str:
    return f"huying.config.commands.{COMMANDS[name]}"


def _run(name: str, rest: list[str]) -> int:
    command: Command = import_module(_module(name))  # type: ignore[assignment]  # a module as a protocol
    parser = _Parser(prog=f"huying {name}", description=command.SUMMARY)
    parser.add_argument("--data-dir", help="where database, media, models and keys live (HUYING_DATA_DIR)")
    parser.set_defaults(command=name)
    command.add_arguments(parser)
    options = parser.parse_args(rest)
    if options.data_dir:
        os.environ["HUYING_DATA_DIR"] = options.data_dir
    try:
        if getattr(command, "NEEDS_DJANGO", True):
            _set_up()
        return command.run(options)
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except RuleBrokenError as error:
        sys.stderr.write(f"huying: {_words(error)}\n")
        return 1
    except Exception as error:  # noqa: BLE001 - a command shows its user a sentence, never a traceback
        if os.environ.get("HUYING_DEBUG") == "1":
            raise
        sys.stderr.write(f"huying: {_sentence(error)}\n")
        return 1


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
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    return f"{first} ({type(error).__name__}; HUYING_DEBUG=1 shows where)"
