"""Exporting 导出: what leaves the system is recorded, with its filter and its size."""

from __future__ import annotations

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


def export_file(wanted: CaseFilter, *, kind: str, actor: Actor, at: datetime) -> Path:
    """Write the cases of a filter to a temporary file of a kind (csv or xlsx) and record that it left."""
    policies.EXPORT_CASES.check(actor)
    with tempfile.NamedTemporaryFile(suffix=f".{kind}", delete=False) as opened:
        path = Path(opened.name)
    rows = exporting.rows(actor, wanted, at=at)
    count = export_rows(path=path, headings=exporting.HEADINGS, rows=rows)
    with transaction.atomic():
        unit = Unit.objects.filter(pk=actor.unit_id or 0).first() or Unit.objects.order_by("pk").first()
        if unit is not None:
            facts = {
                name: str(value) for name, value in asdict(wanted).items() if value not in {None, ""} and name != "q"
            }
            audit.record("cases.exported", unit, actor=actor, at=at, kind=kind, rows=count, **facts)
    return path
