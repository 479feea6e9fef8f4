"""Exports of a list as shown, and photographs 导出与照片."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponse

from huying.cases import policies
from huying.cases.actions.exporting import export_file
from huying.cases.forms.filters import FilterForm
from huying.cases.models import Attachment
from huying.cases.queries import visible
from huying.cases.queries.files import path_of
from huying.cases.queries.lists import CaseFilter
from huying.cases.views.rows import actor_of
from huying.core.clock import now
from huying.core.views import page
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from django.http import HttpRequest

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@page(policies.EXPORT_CASES)
def export(request: HttpRequest, kind: str) -> FileResponse:
    """Hand out the list as shown; the file name says nothing about anybody."""
    if kind not in TYPES:
        raise RuleBrokenError("export.kind", kind=kind[:10])
    form = FilterForm(request.GET or None)
    if form.is_bound and not form.is_valid():
        raise RuleBrokenError("export.filter")
    wanted = form.wanted() if form.is_bound else CaseFilter()
    at = now()
    path = export_file(wanted, kind=kind, actor=actor_of(request), at=at)
    response = FileResponse(
        path.open("rb"), content_type=TYPES[kind], as_attachment=True, filename=f"cases-{at:%Y%m%d}.{kind}"
    )
    path.unlink()
    return response


@page(policies.SEE_CASES)
def photo(request: HttpRequest, number: str, digest: str) -> HttpResponse:
    """Hand out a photograph of a visible case; not of a case one reads only in brief."""
    actor = actor_of(request)
    case = visible.find(number, actor=actor)
    known = _DIGEST.fullmatch(digest) and Attachment.objects.filter(case=case, digest=digest).exists()
    if not known or not visible.reads_original(actor, case):
        raise RuleBrokenError("case.not_found", number=number[:40])
    response = HttpResponse(path_of(digest).read_bytes(), content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="{case.number}.jpg"'
    response["Cache-Control"] = "no-store"
    return response
