"""A process of its own in which imports are killed by SIGKILL 断电演练: run by `test_sigkill`, prints what came of it.

For each point a child imports a sheet and is killed there; another child then goes on (the same sheet) or begins
anew (another one). What the database holds in the end is told beside what an undisturbed import left.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
django.setup()

from django.apps import apps  # noqa: E402 - the apps must be ready first
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from huying.cases.actions import batches, importing, receiving, settling, staging, writing  # noqa: E402
from huying.cases.queries.visible import visible_to  # noqa: E402
from huying.config import reference  # noqa: E402
from huying.core import audit, bulk  # noqa: E402
from huying.core.actors import SYSTEM  # noqa: E402
from huying.core.models import AuditRecord  # noqa: E402
from tests.cases.sheets import CENTRE, come_in, order, written  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS: dict[str, tuple[Any, str, int, bool]] = {
    "reading the first row": (staging, "_one", 1, False),
    "reading the last row": (staging, "_one", 8, True),
    "before the batch is opened": (batches, "open_batch", 1, False),
    "once the batch is opened": (batches, "open_batch", 1, True),
    "before the first chunk": (writing.Writing, "_create", 1, False),
    "before the second chunk": (writing.Writing, "_create", 2, False),
    "before the third chunk": (writing.Writing, "_create", 3, False),
    "cases written, the rest not": (receiving, "write", 2, False),
    "rows written, audit not": (audit, "write", 2, False),
    "audit written, chunk not committed": (audit, "write", 2, True),
    "half the rows of a chunk written": (bulk, "insert", 9, True),
    "first chunk committed": (writing.Writing, "_chunk", 1, True),
    "second chunk committed": (writing.Writing, "_chunk", 2, True),
    "changes staged and committed": (writing.Writing, "_chunk", 4, True),
    "before it shows": (writing.Writing, "complete", 1, False),
    "showing, not committed": (writing, "publish_received", 1, True),
    "once it shows": (writing.Writing, "complete", 1, True),
    "let go of": (batches, "release", 1, True),
    "before the first change": (settling, "_apply", 1, False),
    "first change made, not committed": (settling, "_apply", 1, True),
    "second change made, not committed": (settling, "_apply", 2, True),
    "first change committed": (settling, "_chunk", 1, True),
    "all changes committed": (importing, "settle", 1, True),
}
"""Where: whose function, which call of it, and whether after it instead of before."""
NOT_COMPARED = {"order", "extension", "batch", "row", "note"}
SETTINGS = ("core", "sessions", "auth", "contenttypes")


def die_at(owner: Any, name: str, call: int, *, is_after: bool) -> None:
    """Have this process killed at a call, with no chance to tidy up."""
    real, calls = getattr(owner, name), []

    def dying(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == call and not is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*args, **more)
        if len(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(owner, name, dying)


class Databases:
    """Copies of one prepared database, a fresh one for each point."""

    def __init__(self) -> None:
        self.is_server = connection.vendor == "postgresql"
        self.name = str(connection.settings_dict["NAME"])

    def use(self, name: str) -> None:
        """Let what follows work on a fresh copy of the prepared database."""
        connections.close_all()
        if not self.is_server:
            target = f"{self.name}.{name}"
            for left in ("-wal", "-shm"):  # what a killed process left belongs to the copy before
                Path(target + left).unlink(missing_ok=True)
            shutil.copyfile(self.name, target)
        else:
            target = f"{self.name}_copy"
            self.administer(f'DROP DATABASE IF EXISTS "{target}"', f'CREATE DATABASE "{target}" TEMPLATE "{self.name}"')
        connection.settings_dict["NAME"] = target

    def administer(self, *statements: str) -> None:
        """Run statements outside any database of ours."""
        import psycopg  # noqa: PLC0415 - only where the server is PostgreSQL

        known = connection.settings_dict
        with psycopg.connect(
            host=known["HOST"], port=known["PORT"], user=known["USER"], dbname="postgres", autocommit=True
        ) as opened:
            for statement in statements:
                opened.execute(statement.encode())


def in_a_child(work: Callable[[], object]) -> int:
    """Do something in a child process and return by which signal it ended, 0 for none."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - the child only tells
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a child failed")
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def state() -> dict[str, Any]:
    """Return what the database holds, but for keys, which a rolled-back transaction may use up."""
    counts = {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label not in SETTINGS
    }
    cases = sorted(
        json.dumps(
            [case.external_id, case.state, case.round, case.version, str(case.due_at)]
            + [[clock.kind, clock.due_at.isoformat(), clock.is_cancelled] for clock in case.clocks.order_by("id")]
            + [[row.round, str(row.limit_at), row.digest[:8]] for row in case.orders.order_by("round")]
        )
        for case in visible_to(SYSTEM)
    )
    told = Counter(
        json.dumps(
            [row.verb, {name: fact for name, fact in sorted(row.facts.items()) if name not in NOT_COMPARED}],
            ensure_ascii=False,
        )
        for row in AuditRecord.objects.all()
    )
    return {"counts": counts, "cases": cases, "audit": dict(sorted(told.items()))}


def told_by_a_child() -> dict[str, Any]:
    """Return the state as another process sees it."""
    reading, saying = os.pipe()

    def say() -> None:
        with os.fdopen(saying, "w") as out:
            json.dump(state(), out)

    connections.close_all()
    child = os.fork()
    if not child:
        os.close(reading)
        say()
        os._exit(0)
    os.close(saying)
    with os.fdopen(reading) as heard:
        found: dict[str, Any] = json.load(heard)
    os.waitpid(child, 0)
    return found


def prepare(folder: Path) -> tuple[Path, Path]:
    """Make the database the copies are taken from, and the two sheets."""
    call_command("migrate", verbosity=0)
    reference.load()
    come_in(written(folder / "before.csv", CENTRE, order(), order(工单编号="W2")))
    rows = [order(工单编号=f"N{number}") for number in range(5)]
    rows += [order(办理时限="2021-06-10 18:00"), order(工单编号="W2", 派单时间="2021-06-01 09:00")]
    rows += [order(工单编号="N1", 派单时间="2021-06-01 09:00")]
    return written(folder / "sheet.csv", CENTRE, *rows), written(folder / "other.csv", CENTRE, order(工单编号="Z9"))


def killed(point: str, sheet: Path) -> None:
    """Import a sheet and be killed at a point."""
    owner, function, call, is_after = POINTS[point]
    die_at(owner, function, call, is_after=is_after)
    come_in(sheet)


def main(folder: Path) -> None:
    """Kill at each point and print one JSON object."""
    staging.CHUNK, settling.CHUNK = 2, 1
    databases = Databases()
    sheet, other = prepare(folder)
    if not databases.is_server:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found: dict[str, Any] = {"points": {}}
    for name, path in (("whole", sheet), ("other", other)):
        databases.use(name)
        in_a_child(partial(come_in, path))
        found[name] = told_by_a_child()
    for point in POINTS:
        told: dict[str, Any] = {"signals": []}
        for then, path in (("resumed", sheet), ("removed", other)):
            databases.use(then)
            told["signals"].append(in_a_child(partial(killed, point, sheet)))
            told["seen"] = len(told_by_a_child()["cases"])
            in_a_child(partial(come_in, path))
            told[then] = told_by_a_child()
        found["points"][point] = told
    connections.close_all()
    if databases.is_server:
        databases.administer(f'DROP DATABASE IF EXISTS "{databases.name}_copy"')
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
