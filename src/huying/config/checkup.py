"""What must hold of the installation 安装检查: database, files, keys, reference data, and what runs beside."""

from __future__ import annotations

import shutil
import stat
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

from huying.accounts import invariants as accounts
from huying.cases.queries import clock_invariants, invariants, kept_invariants, problem_invariants
from huying.closings import invariants as closings
from huying.conferences import invariants as conferences
from huying.config import env
from huying.config.reference import FAMILIES_IN_FORCE
from huying.config.working import HEARTBEAT
from huying.core import clock
from huying.core.invariants import Group, Invariant, Level
from huying.core.models import OutboxMessage, Setting
from huying.core.sealing import checks as sealing
from huying.leadership import invariants as leadership
from huying.library import invariants as library
from huying.notices import invariants as notices
from huying.regions.models import Region
from huying.rules.errors import RuleBrokenError
from huying.rulesets import queries as rulesets
from huying.seasons import invariants as seasons
from huying.supervision import invariants as supervision
from huying.transfers import invariants as transfers
from huying.volumes import invariants as volumes
from huying.whistles import invariants as whistles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SILENT, WAITING = timedelta(minutes=5), timedelta(minutes=15)
LEAST_FREE, LITTLE_FREE = 200 * 1024**2, 2 * 1024**3
HORIZON = timedelta(days=60)
OTHERS = stat.S_IRWXG | stat.S_IRWXO
KEY_NAMES = ("reporter-1", "blind-1")
SEALED, CHANGES = ("sealedevent", "sealhead", "sealepoch"), ("update", "delete")
TRIGGERS = {
    "sqlite": (
        "select name from sqlite_master where type = 'trigger'",
        ("audit_no_update", "audit_no_delete", *(f"{table}_no_{verb}" for table in SEALED for verb in CHANGES)),
    ),
    "postgresql": (
        "select tgname from pg_trigger where not tgisinternal and tgenabled <> 'D'",
        tuple(f"{table}_{guard}" for table in ("audit", *SEALED) for guard in ("append_only", "no_truncate")),
    ),
}


def _pending() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"{migration.app_label}.{migration.name}"


def _damaged() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("pragma quick_check(10)")
        yield from (line for (line,) in cursor.fetchall() if line != "ok")
        cursor.execute("pragma foreign_key_check")
        for table, row, *_parent in cursor:
            yield f"{table} {row}"


def _triggers() -> Iterator[str]:
    query, wanted = TRIGGERS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {name for (name,) in cursor.fetchall()}
    yield from (name for name in wanted if name not in standing)


def _reference() -> Iterator[str]:
    today = clock.now().date()
    for family in FAMILIES_IN_FORCE:
        try:
            rulesets.in_force(family, on=today)
        except RuleBrokenError:
            yield family
    if not Region.objects.exists():
        yield "regions"


def _provisional() -> Iterator[str]:
    ahead = (clock.now() + HORIZON).date()
    calendar = rulesets.calendar()
    if calendar.is_provisional(ahead):
        yield f"{calendar.official_until:%Y-%m-%d}"


def _loose_keys() -> Iterator[str]:
    folder = Path(settings.KEYS_DIR)
    for path in chain([folder], sorted(folder.iterdir()) if folder.is_dir() else []):
        if path.exists() and path.stat().st_mode & OTHERS:
            yield f"{path.name} {stat.filemode(path.stat().st_mode)}"


def _missing_keys() -> Iterator[str]:
    for name in KEY_NAMES:
        path = Path(settings.KEYS_DIR) / name
        if not path.is_file() or path.stat().st_size != 32:  # noqa: PLR2004 - bytes of a key
            yield name


def _loose_folder() -> Iterator[str]:
    folder = Path(settings.DATA_DIR)
    for path in (folder, folder / env.DATABASE_FILE, Path(settings.MEDIA_ROOT)):
        if path.exists() and path.stat().st_mode & stat.S_IWOTH:
            yield f"{path.name} {stat.filemode(path.stat().st_mode)}"


def _space(least: int) -> Iterator[str]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < least:
        yield f"{free // 1024**2} MB"


def _shifted() -> Iterator[str]:
    if settings.HUYING_PRODUCTION and (row := Setting.objects.filter(pk=clock.OFFSET).first()) and row.value:
        yield f"{row.value} s"


def _silent() -> Iterator[str]:
    row = Setting.objects.filter(pk=HEARTBEAT).first()
    if row is None:
        yield "—"
    elif clock.system_now() - datetime.fromisoformat(row.value) > SILENT:
        yield str(row.value)


def _waiting() -> Iterator[str]:
    late = OutboxMessage.objects.filter(done_at=None, created_at__lt=clock.system_now() - WAITING).order_by("pk")
    for message in late.iterator(chunk_size=2000):
        yield f"{message.pk} {message.name}"


def _given_up() -> Iterator[str]:
    for message in OutboxMessage.objects.filter(done_at__isnull=False).exclude(failure="").iterator(chunk_size=2000):
        yield f"{message.pk} {message.name}"


def _installation() -> Iterator[Invariant]:
    of = Group.INSTALLATION
    yield Invariant(name="database.damaged", meaning=_("the database file is whole"), breaches=_damaged, group=of)
    yield Invariant(
        name="audit.append_only",
        meaning=_("the database itself keeps audit records unchanged"),
        breaches=_triggers,
        group=of,
    )
    yield Invariant(
        name="reference.missing",
        meaning=_("places and rule sets are loaded and in force"),
        breaches=_reference,
        group=of,
    )
    yield Invariant(
        name="keys.missing", meaning=_("the keys of sealed values are there"), breaches=_missing_keys, group=of
    )
    yield Invariant(
        name="keys.open", meaning=_("nobody else on this machine reads the keys"), breaches=_loose_keys, group=of
    )
    yield Invariant(
        name="folder.open",
        meaning=_("nobody else on this machine writes the data directory"),
        breaches=_loose_folder,
        group=of,
    )
    yield Invariant(
        name="disk.full", meaning=_("the disk has room left"), breaches=lambda: _space(LEAST_FREE), group=of
    )
    yield Invariant(
        name="clock.shifted", meaning=_("in production the domain clock is not shifted"), breaches=_shifted, group=of
    )
    yield Invariant(
        name="disk.low",
        meaning=_("the disk has two gigabytes left"),
        breaches=lambda: _space(LITTLE_FREE),
        level=Level.NOTICE,
        group=of,
    )
    yield Invariant(
        name="calendar.provisional",
        meaning=_("the official calendar is entered for the next sixty days"),
        breaches=_provisional,
        level=Level.NOTICE,
        group=of,
    )


def _running() -> Iterator[Invariant]:
    """Yield what must run beside; where nothing is in production a stopped worker is only worth a notice."""
    of, level = Group.RUNNING, Level.FAULT if settings.HUYING_PRODUCTION else Level.NOTICE
    yield Invariant(
        name="worker.silent",
        meaning=_("a worker gave a sign within five minutes"),
        breaches=_silent,
        group=of,
        level=level,
    )
    yield Invariant(
        name="outbox.late",
        meaning=_("no message has waited for more than a quarter of an hour"),
        breaches=_waiting,
        group=of,
        level=level,
    )
    yield Invariant(
        name="outbox.given_up",
        meaning=_("no message was given up after three days of tries"),
        breaches=_given_up,
        group=of,
        level=Level.NOTICE,
    )
    yield from notices.running()
    yield from sealing.running(level)


MIGRATED = Invariant(
    name="migrations.pending",
    meaning=_("the database has the shape of this version"),
    breaches=_pending,
    group=Group.INSTALLATION,
)


def all_invariants(*, with_running: bool = True) -> Iterable[Invariant]:
    """Return everything that must hold, the installation first; what runs beside only when asked."""
    running = _running() if with_running else ()
    return chain(
        _installation(),
        running,
        sealing.invariants(),
        accounts.invariants(),
        notices.invariants(),
        invariants.invariants(),
        clock_invariants.invariants(),
        problem_invariants.invariants(),
        kept_invariants.invariants(),
        whistles.invariants(),
        conferences.invariants(),
        supervision.invariants(),
        leadership.invariants(),
        seasons.invariants(),
        library.invariants(),
        closings.invariants(),
        transfers.invariants(),
        volumes.invariants(),
    )
