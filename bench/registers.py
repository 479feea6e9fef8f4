"""How long the registers of a city take to come in 台账导入用时, and that the same sheets change nothing.

    python -m bench.registers [--firms 500] [--compounds 3000] [--parts 20000] [--people 2000] [--url postgresql://…]

Synthetic sheets go through `huying import` into an empty database, each twice.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.databases import Databases
from bench.imports import huying

from huying.estates.identity import credit_check

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

COMMUNITIES = 258
HEADS = {
    "enterprises": ("统一社会信用代码", "企业名称", "登记地区划代码", "从业人数"),
    "compounds": ("小区编码", "小区名称", "户数", "建筑面积", "服务方式", "服务起始日", "物业企业信用代码"),
    "owners": ("小区编码", "楼栋", "单元", "房号", "专有部分面积", "面积来源", "业主姓名", "证件号码", "取得日期"),
    "people": ("登录名", "姓名", "单位名称", "单位类别", "单位区划代码", "岗位名称", "岗位类别", "任职日期"),
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PLACES = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
django.setup()
from datetime import UTC, datetime
from huying.core.actors import SYSTEM
from huying.regions import actions, queries
from huying.rules.places import PlaceLevel
streets = [place.code for place in queries.place_book().of_level(PlaceLevel.STREET)]
names = {f"{streets[n % len(streets)]}{n // len(streets) + 1:03}": f"测量社区{n}" for n in range(COUNT)}
actions.create_regions(names=names, is_synthetic=True, actor=SYSTEM, at=datetime.now(UTC))
print(",".join(names))
"""


def credit_code(serial: int) -> str:
    """Return a made-up credit code with its right last character."""
    first = f"91371002MA3C{serial:05d}"
    return first + credit_check(first)


def identity_number(serial: int) -> str:
    """Return a made-up identity number with its right last character."""
    first = f"371002{1950 + serial % 50}{serial // 50 % 12 + 1:02}{serial // 600 % 28 + 1:02}{serial % 1000:03}"
    return first + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


def rows_of(options: argparse.Namespace, communities: Sequence[str]) -> dict[str, Iterable[Sequence[object]]]:
    """Return the rows of each sheet."""
    draw = random.Random(1)
    codes = [f"{communities[n % len(communities)]}-{n // len(communities) + 1:04}" for n in range(options.compounds)]
    return {
        "enterprises": (
            (credit_code(n), f"测量物业{n}", "371002", draw.randrange(5, 300)) for n in range(options.firms)
        ),
        "compounds": (
            (
                code,
                f"测量小区{n}",
                draw.randrange(50, 2000),
                90_000,
                "物业服务企业",
                "2020-01-01",
                credit_code(n % options.firms),
            )
            for n, code in enumerate(codes)
        ),
        "owners": (
            (
                codes[n // 400],
                f"{n // 60 % 7 + 1}号楼",
                f"{n // 30 % 2 + 1}单元",
                f"{n // 4 % 8 + 1}0{n % 4 + 1}-{n}",
                "88.50",
                "不动产登记",
                f"测量业主{n}",
                identity_number(n),
                "2018-05-01",
            )
            for n in range(options.parts)
        ),
        "people": (
            (
                f"measured{n}",
                f"测量人{n}",
                f"测量居委会{n % 258}",
                "社区",
                communities[n % len(communities)],
                f"岗位{n}",
                "社区工作者",
                "2020-01-01",
            )
            for n in range(options.people)
        ),
    }


def measure(options: argparse.Namespace, databases: Databases, folder: Path) -> dict[str, object]:
    """Import each register twice and say how it went."""
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    environment = os.environ | databases.environment("measured")
    for words in (["migrate"], ["load-reference"]):
        huying(words, environment)
    made = subprocess.run(
        [sys.executable, "-c", PLACES.replace("COUNT", str(COMMUNITIES))],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, object] = {}
    for name, rows in rows_of(options, made.stdout.strip().split(",")).items():
        sheet = folder / f"{name}.csv"
        with sheet.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([HEADS[name], *rows])
        told = []
        for _twice in range(2):
            seconds, processor, peak, said = huying(["import", name, str(sheet), "--json"], environment)
            told.append(
                {"seconds": round(seconds, 1), "processor_seconds": round(processor, 1), "peak_mib": peak // 1024}
            )
            told[-1] |= json.loads(said.splitlines()[-1])
        found[name] = told
    return found


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, count in (("firms", 500), ("compounds", 3000), ("parts", 20_000), ("people", 2000)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--url", default="", help="a PostgreSQL database whose server may be used")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, Databases(options.url, Path(name)) as databases:
        found = measure(options, databases, Path(name))
    kind = "postgresql" if options.url else "sqlite"
    print(json.dumps({"on": f"{datetime.now(UTC):%Y-%m-%d}", "database": kind, **found}, ensure_ascii=False))


if __name__ == "__main__":
    main()
