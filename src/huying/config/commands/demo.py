"""`huying demo`: builds the synthetic city if it is not there, then serves it with its worker."""

from __future__ import annotations

import json
import socket
import sys
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from tqdm import tqdm

from huying.config import reference, serving
from huying.core import clock, outbox
from huying.demo import city, leftovers
from huying.demo.registers import SCALES, Scale
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    import argparse

HOST = "127.0.0.1"
LONGEST = timedelta(days=3660)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--scale", choices=sorted(SCALES), help="small: about 2,000 cases (default); full: about 60,000"
    )
    parser.add_argument(
        "--until", type=date.fromisoformat, metavar="DATE", help="carry the city on to the end of a day"
    )
    parser.add_argument("--no-serve", action="store_true", help="build only")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """Build what is missing, say who may sign in, and serve."""
    if not options.no_serve:
        _check_port(options.port)
    leftovers.clear()
    call_command("migrate", verbosity=0, interactive=False)
    reference.load()
    found = city.standing() or _built(SCALES[options.scale or "small"], is_quiet=options.json)
    if options.until is not None:
        found = _carried_on(options.until, found, is_quiet=options.json)
    if options.scale and options.scale != found["scale"]:
        sys.stderr.write(f"huying demo: the {found['scale']} city stands here; name another --data-dir for another\n")
    if options.json:
        print(json.dumps(_answer(found), ensure_ascii=False), flush=True)
    else:
        _show(found, options)
    if not options.no_serve:
        serving.serve(host=HOST, port=options.port, with_worker=True)
    return 0


def _built(scale: Scale, *, is_quiet: bool) -> dict[str, Any]:
    expected = city.expected(scale)
    with tqdm(total=expected, unit=" cases", desc="demo city", file=sys.stderr, disable=is_quiet or None) as bar:
        found = city.build(scale, progress=bar.update)
    outbox.drain()
    return found


def _carried_on(day: date, found: dict[str, Any], *, is_quiet: bool) -> dict[str, Any]:
    until = city.midnight(day) + city.ENDS_AT
    if until <= datetime.fromisoformat(found["until"]):
        sys.stderr.write(f"huying demo: the city stands at {found['until']} already\n")
        return found
    if until > datetime.fromisoformat(found["until"]) + LONGEST:
        raise RuleBrokenError("demo.until_too_far", days=LONGEST.days)
    with tqdm(unit=" cases", desc="going on", file=sys.stderr, disable=is_quiet or None) as bar:
        found = city.carry_on(until, progress=bar.update)
    outbox.drain()
    return found


def _answer(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("counts", "seconds", "logins", "scale", "until")}


def _show(found: dict[str, Any], options: argparse.Namespace) -> None:
    counts = found["counts"]
    print(f"Synthetic city ({found['scale']}): {counts['cases']} cases, {counts['compounds']} compounds, ", end="")
    print(f"{counts['people']} people; its clock stands at {clock.now():%Y-%m-%d %H:%M} UTC and runs.")
    print("Nothing in it is real. One login for each role:")
    width = max(len(login["username"]) for login in found["logins"])
    for login in found["logins"]:
        print(f"  {login['role']:19} {login['username']:{width}}  {login['password']}  ({login['region']})")
    if found.get("colleague"):
        print(f"  who checks the drafts of the enterprise: {found['colleague']}, with the same password")
    if not options.no_serve:
        print(f"http://{HOST}:{options.port}/  (desk: /desk/; stop with Ctrl-C)", flush=True)


def _check_port(port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise RuleBrokenError("serve.port_taken", port=port) from error
