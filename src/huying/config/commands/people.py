"""`huying admin create`, `huying admin reset-factor` and `huying token create`."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

MOST_DAYS = 3650
RESET = "reset-factor"
ROLES = {"system": "system_admin", "security": "security_admin", "audit": "audit_admin"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `admin` or `token`."""
    is_admin = parser.get_default("command") == "admin"
    verbs = ["create", RESET] if is_admin else ["create"]
    parser.add_argument("verb", choices=verbs, metavar=" or ".join(verbs))
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    if not is_admin:
        parser.add_argument("--user", required=True, help="sign-in name of the person the program acts for")
        parser.add_argument("--post", type=int, help="number of the post; without it the first one held")
        parser.add_argument("--days", type=_days, help="how long the token lasts; without it until revoked")
        return
    parser.add_argument("--role", choices=sorted(ROLES), help="kind of the administrator to create")
    parser.add_argument("--username", help="sign-in name; else HUYING_ADMIN_USERNAME, else asked for")


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_DAYS):
        raise argparse.ArgumentTypeError(f"write a whole number of days, 1 to {MOST_DAYS}, not {text[:20]!r}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Create what was asked for and say so."""
    if options.command == "token":
        return _create_token(options)
    return _reset_factor(options) if options.verb == RESET else _create_admin(options)


def _reset_factor(options: argparse.Namespace) -> int:
    """Take somebody's lost phone out of use, where no security administrator is at hand."""
    models, door = import_module("huying.accounts.models"), import_module("huying.accounts.actions")
    person = models.Person.objects.filter(username=(options.username or "").strip().lower()).first()
    if person is None:
        sys.stderr.write("huying admin: --username names nobody\n")
        return 1
    door.reset_factor(person_id=person.pk, **_by_system())
    _say(options, f"the phone of {person.username} is out of use", username=person.username)
    return 0


def _create_admin(options: argparse.Namespace) -> int:
    if options.role is None:
        sys.stderr.write("huying admin create: --role is needed\n")
        return 2
    username = options.username or os.environ.get("HUYING_ADMIN_USERNAME") or _ask("User name: ")
    password = _password()
    if not username or password is None:
        sys.stderr.write("huying admin: give HUYING_ADMIN_USERNAME and HUYING_ADMIN_PASSWORD_FILE\n")
        return 2
    door, roles = import_module("huying.accounts.actions"), import_module("huying.rules.roles")
    person = door.create_admin(
        role=roles.Role(ROLES[options.role]), username=username, password=password, **_by_system()
    )
    _say(options, f"{options.role} administrator {person.username} created", username=person.username)
    return 0


def _create_token(options: argparse.Namespace) -> int:
    models, door = import_module("huying.accounts.models"), import_module("huying.accounts.actions")
    person = models.Person.objects.filter(username=options.user.strip().lower()).first()
    post = models.Post.objects.filter(pk=options.post).first() if options.post else None
    if person is None or (options.post and post is None):
        sys.stderr.write("huying token: no such user or post\n")
        return 1
    lasts = timedelta(days=options.days) if options.days else None
    _, secret = door.issue_token(person=person, post=post, lasts=lasts, **_by_system())
    _say(options, secret, token=secret, username=person.username)
    return 0


def _by_system() -> dict[str, Any]:
    clock, actors = import_module("huying.core.clock"), import_module("huying.core.actors")
    return {"actor": actors.SYSTEM, "at": clock.now()}


def _password() -> str | None:
    named = os.environ.get("HUYING_ADMIN_PASSWORD_FILE")
    if named:
        return Path(named).read_text(encoding="utf-8").rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    first, again = getpass.getpass("Password: "), getpass.getpass("Password again: ")
    if first != again:
        sys.stderr.write("the two passwords differ\n")
        return None
    return first


def _ask(question: str) -> str:
    return input(question).strip() if sys.stdin.isatty() else ""


def _say(options: argparse.Namespace, words: str, **facts: str) -> None:
    print(json.dumps(facts, ensure_ascii=False) if options.json else words)
