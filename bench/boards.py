"""How long the boards of leaders take on PostgreSQL, beside the same SQL by psycopg alone.

    HUYING_DATABASE_URL=postgresql://… HUYING_DATA_DIR=DIR python bench/city.py --cases 1000000
    HUYING_DATABASE_URL=postgresql://… HUYING_DATA_DIR=DIR python bench/boards.py --markdown

Each page is asked one request at a time from `huying serve` on the same machine: the 50th and 95th percentile of the
whole answer, the number of SQL statements, and the ratio of the medians to those very statements sent by psycopg over
one connection in the same run. The months asked are those with most cases; the pages are a city leader's.

Kept counts are brought up to date first, unless `--as-it-stands` is given. Then every eighth cell of all months is
marked as changed, as after a day without a worker, and overview and linkage board are asked again. At the end the
sweeper: a pass with nothing due, and passes of the worker until nothing is due, in a transaction that is rolled back.
"""

from __future__ import annotations

import argparse
import http.client
import time
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import probe
import psycopg
from common import database, last_object, run, server
from django.conf import settings
from django.db import connection, transaction

from huying.cases.actions import counting
from huying.cases.actions.sweeping import sweep, sweep_within
from huying.cases.models import CellMark, Clock, MonthCell
from huying.core import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

HEAD = "| board | p50, ms | p95, ms | SQL statements | bare SQL p50, ms | ratio |\n|---|---|---|---|---|---|"
EVERY = 8
LATE = ("overview of the city", "linkage board")
SEVERAL = (0, 100, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A page, with the addresses asked in turn."""

    name: str
    paths: tuple[str, ...]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--as-it-stands", action="store_true", help="count nothing up to date first")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    cookie = _cookie()
    boards = _boards(_months())
    print(f"{_count('cases_case')} cases, {_count('cases_clock WHERE stopped_at IS NULL')} clocks run")
    if not options.as_it_stands:
        _bring_up_to_date()
    if options.markdown:
        print(HEAD)
    with server(workers=2, threads=2) as (address, _pid):
        for board in boards:
            print(_measured(board, address, cookie, asked=options.requests), flush=True)
        if not options.as_it_stands:
            marked = _mark_some()
            for board in boards:
                if board.name in LATE:
                    late = Board(name=f"{board.name}, {marked} cells changed", paths=board.paths)
                    print(_measured(late, address, cookie, asked=options.requests), flush=True)
            _bring_up_to_date()
    for due in SEVERAL:
        print(_swept(due))


def _cookie() -> str:
    logins = last_object(run("demo", "--scale", "small", "--no-serve", "--json"))["logins"]
    leader = next(each for each in logins if each["role"] == "city_leader")
    return probe.sign_in(leader["username"], leader["password"])


def _count(table: str) -> int:
    with psycopg.connect(database()) as bare:
        row = bare.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[arg-type]  # constants
    return int(row[0]) if row else 0


def _months() -> list[str]:
    """Return the months with most cases that lie before now, the fullest first."""
    with psycopg.connect(database()) as bare:
        rows = bare.execute(
            "SELECT to_char(received_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month, count(*) FROM cases_case "
            "WHERE received_at < %s GROUP BY month ORDER BY count(*) DESC LIMIT 12",
            [clock.now()],
        ).fetchall()
    return [str(row[0]) for row in rows]


def _boards(months: list[str]) -> list[Board]:
    desk = "/desk/city"
    return [
        Board(name="overview of the city", paths=tuple(f"{desk}/?place=3710&month={month}" for month in months)),
        Board(name="overview of a district", paths=tuple(f"{desk}/?place=371002&month={month}" for month in months)),
        Board(name="overview today", paths=(f"{desk}/",)),
        Board(name="linkage board", paths=tuple(f"{desk}/linkage?place=3710&month={month}" for month in months)),
        Board(name="linkage board today", paths=(f"{desk}/linkage",)),
        Board(name="Monday sheet", paths=tuple(f"{desk}/monday?place=3710&day={month}-15" for month in months)),
        Board(name="Monday sheet today", paths=(f"{desk}/monday",)),
        Board(name="at risk", paths=("/desk/risks",)),
    ]


def _measured(board: Board, address: str, cookie: str, *, asked: int) -> str:
    place = urlsplit(address)
    caller = http.client.HTTPConnection(place.hostname or "", place.port, timeout=120)

    def ask(path: str) -> None:
        caller.request("GET", path, headers={"Cookie": cookie})
        answer = caller.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} was answered {answer.status}")

    whole = _timed(ask, board.paths, asked=asked)
    spoken = {path: probe.reads(probe.asked("GET", path, {"Cookie": cookie}, "")[1]) for path in board.paths}
    with psycopg.connect(database(), autocommit=True) as bare:

        def read(path: str) -> None:
            for statement in spoken[path]:
                bare.execute(statement).fetchall()  # type: ignore[arg-type]  # what Django sent

        sql = _timed(read, board.paths, asked=max(asked // 2, 12))
    most = max(len(statements) for statements in spoken.values())
    p95 = quantiles(whole, n=20)[-1]
    figures = [f"{median(whole):.0f}", f"{p95:.0f}", str(most), f"{median(sql):.0f}"]
    return f"| {' | '.join([board.name, *figures, f'{median(sql) / median(whole):.2f}'])} |"


def _timed(work: Callable[[str], None], paths: tuple[str, ...], *, asked: int) -> list[float]:
    """Return how many milliseconds each call took; the first of each address is left out."""
    for path in paths:
        work(path)
    took = []
    for number in range(asked):
        began = time.perf_counter()
        work(paths[number % len(paths)])
        took.append((time.perf_counter() - began) * 1000)
    return took


def _bring_up_to_date() -> None:
    began, done = time.perf_counter(), 0
    while more := counting.count_due():
        done += more
    print(f"{done} cells and months counted in {time.perf_counter() - began:.1f} s")


def _mark_some() -> int:
    cells: Iterator[tuple[date, int]] = iter(MonthCell.objects.values_list("month", "place").distinct().order_by())
    chosen = [cell for number, cell in enumerate(sorted(cells)) if number % EVERY == 0]
    CellMark.objects.bulk_create([CellMark(month=month, place=place) for month, place in chosen], batch_size=1000)
    return len(chosen)


def _swept(due: int) -> str:
    """Return how long the passes of the worker take when so many clocks are due; nothing of it stays."""
    at = clock.now()
    sweep(at=at)
    took: list[float] = []
    done, is_more = 0, True
    with transaction.atomic():
        running = Clock.objects.filter(stopped_at=None, is_paused=False, red_at=None, due_at__gt=at + timedelta(days=1))
        chosen = list(running.order_by("due_at").values_list("pk", flat=True)[:due])
        Clock.objects.filter(pk__in=chosen).update(due_at=at - timedelta(minutes=1))
        while is_more:
            began = time.perf_counter()
            found = sweep_within(settings.HUYING_SWEEP_SECONDS, at=at)
            took.append(time.perf_counter() - began)
            done, is_more = done + found.done, found.is_more
        transaction.set_rollback(True)
    return (
        f"{len(chosen)} made due: {len(took)} passes of {min(took):.3f} to {max(took):.3f} s, "
        f"{sum(took):.1f} s in all, acted on {done} ({connection.vendor})"
    )


if __name__ == "__main__":
    main()
