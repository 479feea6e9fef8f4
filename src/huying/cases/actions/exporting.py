"""Exporting 导出: what leaves the system is recorded, with its filter and its size."""

from __future__ import annotations

import re
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import Unit
from huying.cases import policies
from huying.cases.queries import exporting
from huying.core import audit
from huying.sheets.exporting import export_rows

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.queries.lists import CaseFilter
    from huying.core.actors import Actor

CODE = re.compile(r"[0-9A-Za-z_.:+-]{1,40}", re.ASCII)
"""What the record of an export may repeat of its filter; words that were typed never enter the log."""


def export_file(wanted: CaseFilter, *, kind: str, actor: Actor, at: datetime) -> Path:
    """Write the cases of a filter to a temporary file of a kind (csv, xlsx or parquet) and record that it left."""
    with tempfile.NamedTemporaryFile(suffix=f".{kind}", delete=False) as opened:
        path = Path(opened.name)
    try:
        export_cases(wanted, path=path, actor=actor, at=at)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def export_cases(wanted: CaseFilter, *, path: Path, actor: Actor, at: datetime, has_mark: bool = True) -> int:
    """Write the cases of a filter to a file, whole or not at all; record that it left and return how many rows."""
    policies.EXPORT_CASES.check(actor)
    rows = exporting.rows(actor, wanted, at=at)
    count = export_rows(path=path, headings=exporting.HEADINGS, rows=rows, has_mark=has_mark)
    with transaction.atomic():
        unit = Unit.objects.filter(pk=actor.unit_id or 0).first() or Unit.objects.order_by("pk").first()
        if unit is not None:
            facts = {
                name: str(value)
                for name, value in asdict(wanted).items()
                if value not in {None, ""} and name != "q" and CODE.fullmatch(str(value))
            }
            audit.record("cases.exported", unit, actor=actor, at=at, kind=path.suffix[1:], rows=count, **facts)
    return count
