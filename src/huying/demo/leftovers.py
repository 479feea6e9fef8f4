"""What a build that was killed left behind 未完成的演示城市: removed where it is the demo's own file, else refused."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection

from huying.core.models import Setting
from huying.rules.errors import RuleBrokenError

BEGUN = "demo.begun"
"""The setting that says a build has begun; its end takes it away."""


def begin() -> None:
    """Note that a build has begun."""
    Setting.objects.update_or_create(pk=BEGUN, defaults={"value": True})


def end() -> None:
    """Note that it came to its end."""
    Setting.objects.filter(pk=BEGUN).delete()


def clear() -> None:
    """Remove an unfinished city, so that it can be built anew."""
    if Setting._meta.db_table not in connection.introspection.table_names() or not _is_unfinished():
        return
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    if connection.vendor != "sqlite" or path.parent != settings.DATA_DIR or not settings.HUYING_DEMO:
        raise RuleBrokenError("demo.unfinished")
    connection.close()
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _is_unfinished() -> bool:
    return Setting.objects.filter(pk=BEGUN).exists()
