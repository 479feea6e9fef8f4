"""How many requests a second the product serves on PostgreSQL, beside the same SQL by psycopg alone.

    HUYING_DATABASE_URL=postgresql://… HUYING_DATA_DIR=DIR python bench/city.py --cases 10000
    HUYING_DATABASE_URL=postgresql://… HUYING_DATA_DIR=DIR python bench/rates.py --markdown

wrk drives `huying serve` (2 processes of 2 threads) on the same machine that runs the database. For each job: the
best of the passes in requests a second at 16 connections, the 95th percentile at one connection, the number of SQL
statements of one request, and the ratio to bare SQL: the very reads (and for a new case the very inserts) of that
request, sent by psycopg over one connection in the same run. A ratio of 0.5 says that half the speed of bare SQL
is left; the bare side pays for no HTTP, no rights, no page and uses one core. wrk must be installed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import probe
import psycopg
from common import Pace, database, last_object, megabytes_rss, memory_mb, run, server, wrk

SCRIPT = Path(__file__).with_name("requests.lua")
PLACE = "371002"
PAGES, STEPS = 400, 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One kind of request, as lines for wrk."""

    name: str
    lines: list[str]
    is_read: bool = True


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    logins = last_object(run("demo", "--scale", "small", "--no-serve", "--json"))["logins"]
    clerk = next(each for each in logins if each["role"] == "city_clerk")
    with psycopg.connect(database()) as connection:
        row = connection.execute("SELECT count(*) FROM cases_case").fetchone()
        many = int(row[0]) if row else 0
        jobs = _jobs(connection, token=clerk["token"], cookie=probe.sign_in(clerk["username"], clerk["password"]))
    lines = [f"{many} cases", HEAD, RULE] if options.markdown else [f"{many} cases"]
    with server(workers=2, threads=2) as (address, pid):
        for job in jobs:
            lines.append(_measured(job, address, seconds=options.seconds, passes=options.passes))
            print(lines[-1], flush=True)
        lines.append(
            f"\nmemory of the server: {memory_mb(pid):.0f} MB proportional, {megabytes_rss(pid):.0f} MB resident"
        )
    print("\n".join(lines))


HEAD = "| job | requests/s | p95 at 16, ms | p95 at 1, ms | SQL statements | bare SQL/s | ratio | answers that failed |"
RULE = "|---|---|---|---|---|---|---|---|"


def _jobs(connection: psycopg.Connection, *, token: str, cookie: str) -> list[Job]:
    api = f"Authorization: Bearer {token}"
    page = f"Cookie: {cookie}"
    told = {"text": "楼道灯不亮，报修三次没有人来。", "place_code": "371002001", "channel": "phone", "topic": "MNT"}
    numbers = [_number(row) for row in connection.execute(f"{NUMBERED} ORDER BY random() LIMIT {PAGES}")]
    closed = f"{NUMBERED} WHERE state = 'closed' AND NOT is_history ORDER BY random() LIMIT {STEPS}"
    ended = [(_number(row), row[2]) for row in connection.execute(closed)]
    filters = f"place={PLACE}&status=closed&limit=25"
    return [
        Job(
            name="create a case (API)",
            lines=[_line("POST", "/api/v1/cases", f"{api}|Idempotency-Key: k@|{JSON}", json.dumps(told))],
            is_read=False,
        ),
        Job(name="list of 25 (API)", lines=[_line("GET", f"/api/v1/cases?{filters}", api)]),
        Job(name="list of 25 (page)", lines=[_line("GET", f"/desk/cases/?{filters}", page)]),
        Job(name="case (page)", lines=[_line("GET", f"/desk/cases/{number}", page) for number in numbers]),
        Job(
            name="one step (API)",
            lines=[
                _line("POST", f"/api/v1/cases/{number}/steps", f"{api}|{JSON}", json.dumps(_reopen(version)))
                for number, version in ended
            ],
            is_read=False,
        ),
    ]


JSON = "Content-Type: application/json"
NUMBERED = "SELECT to_char(received_at AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD'), id, version FROM cases_case"


def _number(row: tuple[str, int, int]) -> str:
    return f"{row[0]}-{row[1]:06d}"


def _reopen(version: int) -> dict[str, object]:
    return {"step": "reopen", "version": version, "reason": "The same matter came back."}


def _line(method: str, path: str, headers: str, body: str = "") -> str:
    return f"{method}\t{path}\t{headers}\t{body}"


def _measured(job: Job, address: str, *, seconds: int, passes: int) -> str:
    status, statements, bare = _bare(job, seconds=min(3, seconds))
    if status >= 400:
        raise SystemExit(f"{job.name}: the probe was answered {status}")
    lines = job.lines if len(job.lines) == 1 else job.lines[3:]
    many = [_pace(lines, address, connections=16, seconds=seconds, part=part) for part in range(passes)]
    alone = _pace(lines, address, connections=1, seconds=seconds, part=passes)
    best = max(many, key=lambda pace: pace.rate)
    failed = sum(pace.errors for pace in [*many, alone])
    figures = [f"{best.rate:.0f}", f"{best.p95_ms:.0f}", f"{alone.p95_ms:.1f}", str(len(statements)), f"{bare:.0f}"]
    return f"| {' | '.join([job.name, *figures, f'{best.rate / bare:.2f}', str(failed)])} |"


def _bare(job: Job, *, seconds: float) -> tuple[int, list[str], float]:
    for line in (job.lines * 3)[:3]:  # the first time it also fills what a process remembers
        method, path, headers, body = line.replace("@", f"probe-{time.time_ns()}").split("\t")
        status, statements = probe.asked(method, path, dict(each.split(": ", 1) for each in headers.split("|")), body)
        if status >= 400:
            break
    if job.is_read:
        return status, statements, probe.bare_reads(probe.reads(statements), seconds=seconds)
    if "/steps" in path:
        return status, statements, probe.bare_steps(statements, seconds=seconds)
    with psycopg.connect(database()) as connection:
        row = connection.execute(f"{NUMBERED} ORDER BY id DESC LIMIT 1").fetchone()
    return status, statements, probe.bare_creates(_number(row), seconds=seconds)  # type: ignore[arg-type]


def _pace(lines: list[str], address: str, *, connections: int, seconds: int, part: int) -> Pace:
    share = lines[part::4] if len(lines) > PAGES else lines  # steps: each case once, so each run has its own
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as kept:
        kept.write("".join(f"{line}\n" for line in share))
        kept.flush()
        stamp = f"{time.time_ns()}"
        return wrk(
            address,
            script=SCRIPT,
            connections=connections,
            seconds=seconds,
            BENCH_REQUESTS=kept.name,
            BENCH_STAMP=stamp,
        )


if __name__ == "__main__":
    main()
