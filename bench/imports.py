"""How long `huying import cases` takes 导入用时, beside bare inserts of the same rows in the same run.

    python -m bench.imports [--rows 100000] [--times 1] [--url postgresql://…]

A synthetic sheet of the hotline's headings goes through the command into an empty database; then the worker
indexes it, and last the very rows it wrote are put into another empty database by bare SQL. SQLite files lie in
a temporary directory; with `--url` two databases are made beside the one named, and dropped at the end.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.bare_inserts import bare_insert
from bench.databases import Databases

HEADINGS = (
    "工单编号",
    "来电时间",
    "诉求人",
    "联系电话",
    "诉求类型",
    "区县",
    "街道",
    "社区",
    "小区",
    "诉求内容",
    "承办单位",
    "派单时间",
    "办理时限",
    "办结时间",
    "办理结果",
    "是否保密",
)
COMMAND = """
import resource, sys
from huying.config.cli import main
code = main(sys.argv[1:])
ours, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print("USAGE", ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime, ours.ru_maxrss)
sys.exit(code)
"""
MATTERS = (
    "电梯停运，老人上下楼不便，物业说等配件，已经{n}天没有结果。",
    "楼道垃圾无人清理，气味很大，希望尽快处理，电话{phone}。",
    "地下车库渗水，{n}号车位长期积水，多次反映没有答复。",
    "物业费收费标准没有公示，要求公开{n}年度收支明细。",
    "夜间施工噪音扰民，凌晨{n}点还在作业。",
)
KINDS = ("咨询", "求助", "投诉", "举报", "建议")
START = datetime(2020, 1, 1, 8)


def write_sheet(path: Path, rows: int) -> None:
    """Write a sheet of so many made-up orders."""
    draw = random.Random(1)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADINGS)
        for number in range(rows):
            at = START + timedelta(minutes=draw.randrange(700_000))
            sent, limit = at + timedelta(minutes=30), at + timedelta(days=7)
            phone = f"1{draw.randrange(30, 99)}{draw.randrange(10**8):08}"
            text = draw.choice(MATTERS).format(n=draw.randrange(1, 13), phone=phone) * 2
            out.writerow(
                [
                    f"WH{number:09}",
                    f"{at:%Y-%m-%d %H:%M:%S}",
                    f"某{number % 997}",
                    phone,
                    draw.choice(KINDS),
                    "环翠区",
                    "竹岛街道",
                    f"第{number % 31}社区",
                    f"示例{number % 400}小区",
                    text,
                    "某承办单位",
                    f"{sent:%Y-%m-%d %H:%M:%S}",
                    f"{limit:%Y-%m-%d %H:%M}",
                    "",
                    "",
                    "是",
                ]
            )


def huying(words: list[str], environment: dict[str, str]) -> tuple[float, float, int, str]:
    """Run one command and return seconds, processor seconds of user and system, peak KiB, and what it printed."""
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words], env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - begin
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    *said, usage = done.stdout.strip().splitlines()
    _word, processor, peak = usage.split()
    return seconds, float(processor), int(peak), "\n".join(said)


WORKER = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
django.setup()
from huying.core.outbox import drain
print(drain())
"""


def measure(rows: int, databases: Databases, folder: Path) -> dict[str, object]:
    """Import once and say how it went."""
    sheet = folder / "sheet.csv"
    write_sheet(sheet, rows)
    environment = os.environ | databases.environment("measured")
    for words in (["migrate"], ["load-reference"]):
        huying(words, environment)
    seconds, processor, peak, said = huying(["import", "cases", str(sheet), "--source", "bench", "--json"], environment)
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", WORKER], env=environment, check=True, capture_output=True)
    indexed = time.perf_counter() - begin
    bare_environment = os.environ | databases.environment("bare")
    huying(["migrate"], bare_environment)
    written, bare = bare_insert(databases, "measured", "bare")
    return {
        "summary": json.loads(said.splitlines()[-1]),
        "seconds": round(seconds, 1),
        "processor_seconds": round(processor, 1),
        "rows_per_second": round(rows / seconds),
        "peak_mib": round(peak / 1024),
        "worker_seconds": round(indexed, 1),
        "rows_of_tables": written,
        "bare_seconds": round(bare, 1),
        "ratio_to_bare": round(seconds / bare, 2),
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    """Measure and print one JSON object a time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--url", default="", help="a PostgreSQL database whose server may be used")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for _ in range(options.times):
        with tempfile.TemporaryDirectory() as name, Databases(options.url, Path(name)) as databases:
            found = measure(options.rows, databases, Path(name))
            kind = "postgresql" if options.url else "sqlite"
            print(json.dumps({"on": f"{datetime.now(UTC):%Y-%m-%d}", "database": kind, **found}, ensure_ascii=False))


if __name__ == "__main__":
    main()
