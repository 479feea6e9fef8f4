"""What the benchmarks share: the database address, a running server, and figures read from wrk and /proc."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
HUYING = str(Path(sys.executable).parent / "huying")
LATENCY = re.compile(r"percentiles_us (\S+) (\S+) (\S+)")
RATE = re.compile(r"Requests/sec:\s+(\S+)")
ERRORS = re.compile(r"Non-2xx or 3xx responses: (\d+)")
SOCKET_ERRORS = re.compile(r"Socket errors: .*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What one run of wrk saw: requests a second, percentiles in milliseconds, and answers that were no success."""

    rate: float
    p50_ms: float
    p95_ms: float
    errors: int


def database() -> str:
    """Return the address of the bench database, or stop with what to set."""
    address = os.environ.get("HUYING_DATABASE_URL", "")
    if not address.startswith("postgresql://"):
        raise SystemExit("set HUYING_DATABASE_URL to an empty PostgreSQL database: postgresql://user@host/name")
    return address


def run(*words: str, **extra: str) -> str:
    """Run a command of ours and return what it printed."""
    done = subprocess.run(
        [HUYING, *words], env=os.environ | extra, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def last_object(printed: str) -> dict[str, Any]:
    """Return the JSON object of the last line."""
    found: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    return found


@contextlib.contextmanager
def server(*, workers: int, threads: int) -> Iterator[tuple[str, int]]:
    """Serve while the block runs; yields the address and the process whose children are the workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {"HUYING_WORKERS": str(workers), "HUYING_BLOCKING_THREADS": str(threads)}
    process = subprocess.Popen(
        [HUYING, "serve", "--port", str(port)], env=env, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _attempt in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def wrk(address: str, *, script: Path, connections: int, seconds: int, **env: str) -> Pace:
    """Drive a server with wrk and a Lua script."""
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), address]
    printed = subprocess.run(words, env=os.environ | env, capture_output=True, text=True, check=True).stdout
    rate, latency, bad = RATE.search(printed), LATENCY.search(printed), ERRORS.search(printed)
    if rate is None or latency is None or SOCKET_ERRORS.search(printed):
        raise SystemExit(f"wrk said:\n{printed}")
    p50, p95, _p99 = (float(each) / 1000 for each in latency.groups())
    return Pace(rate=float(rate[1]), p50_ms=p50, p95_ms=p95, errors=int(bad[1]) if bad else 0)


def memory_mb(pid: int) -> float:
    """Return the proportional memory of a process and its children, in megabytes (PSS: shared pages once)."""
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())]
    total = 0
    for each in pids:
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index]
    return total / 1024


def megabytes_rss(pid: int) -> float:
    """Return the resident memory of a process's children added up, in megabytes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    total = 0
    for each in children:
        status = Path(f"/proc/{each}/status").read_text(encoding="ascii")
        total += int(re.search(r"^VmRSS:\s+(\d+)", status, re.MULTILINE)[1])  # type: ignore[index]
    return total / 1024
