"""Every pair of acts on one case, fired together on PostgreSQL: what comes out is what one of the two orders gives.

HUYING_DATABASE_URL=postgresql://… python -m bench.pairs [--trials 4000] [--seed 20261127]

The database is made beside the one that is named, and dropped at the end.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from bench.common import database
from bench.databases import Databases

TOLD = 20
"""So many faults are printed in full."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=20261127)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Databases(database(), Path(folder)) as made:
        os.environ |= made.environment("measured") | {"PGOPTIONS": "-c synchronous_commit=off"}
        sys.exit(_measured(options.trials, options.seed))


def _measured(trials: int, seed: int) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "huying.config.settings"
    import django  # noqa: PLC0415 - the database must be named first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from tests.concurrency import pairs  # noqa: PLC0415
    from tests.people import build_city  # noqa: PLC0415

    from huying.config import checkup  # noqa: PLC0415
    from huying.core.invariants import Level, judge  # noqa: PLC0415

    figures, start = pairs.Figures(), time.perf_counter()
    known = pairs.run(build_city(), trials=trials, random=Random(seed), figures=figures)
    seconds = time.perf_counter() - start
    findings = judge(checkup.all_invariants(with_running=False))
    faults = [each for each in findings if each.count and each.invariant.level is Level.FAULT]
    broken = {each.invariant.name: each.examples for each in faults}
    connections.close_all()
    print(f"{known} pairs, {figures.trials} trials, {figures.overlapped} of them at the same time, {seconds:.0f} s")
    print(f"both succeeded {figures.both}, one {figures.one}; faults {len(figures.faults)}; rules broken {broken}")
    print("refusals:", dict(Counter(figures.refusals).most_common()))
    for each in figures.faults[:TOLD]:
        print(each)
    return int(bool(figures.faults or broken))


if __name__ == "__main__":
    main()
