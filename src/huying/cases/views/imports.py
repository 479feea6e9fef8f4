"""Importing a sheet at the desk 导入: upload, look at what it would change, say what headings mean, confirm."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.cases import policies, sheet_words
from huying.cases.actions import checking, uploads
from huying.cases.forms.imports import MappingForm, UploadForm
from huying.cases.models import SheetUpload, UploadState
from huying.cases.models.uploads import WORKED_ON
from huying.cases.queries import uploads as upload_queries
from huying.cases.sheet import CASES
from huying.cases.views.rows import actor_of
from huying.core.clock import now
from huying.core.views import page
from huying.enterprises.registers.sources import REGISTERS
from huying.rules.errors import RuleBrokenError
from huying.sheets.writing import write_template
from huying.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest

    from huying.core.actors import Actor
    from huying.sheets.columns import SheetSpec

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _kinds(actor: Actor) -> list[str]:
    return [name for name in policies.SHEET_RIGHTS if policies.may_import(name, actor)]


def spec_of(kind: str) -> SheetSpec:
    """Return the shape of a kind of sheet."""
    return CASES if kind == CASES.name else REGISTERS[kind].spec


@page(policies.IMPORT_SHEETS, methods=("GET", "HEAD", "POST"))
def sheets(request: HttpRequest) -> HttpResponse:
    """Take a sheet in, and list one's own."""
    actor = actor_of(request)
    kinds = _kinds(actor)
    sources = upload_queries.known_sources() if CASES.name in kinds else []
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, sources=sources)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect("cases:import", upload_id=_taken(form.cleaned_data, actor).pk)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
    cursor = request.GET.get("cursor", "")
    rows, following = upload_queries.own(actor, before=_key(cursor))
    context = {
        "form": form,
        "kinds": [(kind, sheet_words.sheet_name(kind)) for kind in kinds],
        "rows": [
            (row, sheet_words.sheet_name(row.kind), sheet_words.upload_state(UploadState(row.state))) for row in rows
        ],
        "next_cursor": str(following or ""),
        "has_cursor": bool(cursor),
    }
    return render(request, "cases/imports.html", context, status=status)


def _key(written: str) -> int | None:
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= 18):  # noqa: PLR2004 - a big integer
        raise RuleBrokenError("list.cursor")
    return int(written)


def _taken(data: dict[str, Any], actor: Actor) -> SheetUpload:
    file = data["file"]
    return uploads.take_sheet(
        kind=data["kind"],
        source=data["source"],
        name=Path(str(file.name)).name,
        content=file.chunks(),
        is_history=data["is_history"],
        actor=actor,
        at=now(),
    )


@page(policies.IMPORT_SHEETS)
def sheet(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Show one sheet: what its check found, or how far it is; htmx asks for the inner part alone."""
    upload = upload_queries.find(upload_id, actor=actor_of(request))
    part = "cases/import_state.html" if request.headers.get("HX-Request") else "cases/import.html"
    return render(request, part, _context(upload))


def _context(upload: SheetUpload, form: MappingForm | None = None) -> dict[str, Any]:
    report = checking.report_of(upload)
    state = UploadState(upload.state)
    language = "en" if get_language() == "en" else "zh"
    may_map = state in {UploadState.MAPPING, UploadState.CHECKED} and bool(report.headings)
    return {
        "upload": upload,
        "kind": sheet_words.sheet_name(upload.kind),
        "state": sheet_words.upload_state(state),
        "is_worked_on": state in WORKED_ON,
        "is_checked": state is UploadState.CHECKED,
        "is_written": state is UploadState.WRITTEN,
        "may_discard": state in {UploadState.WAITING, UploadState.MAPPING, UploadState.CHECKED},
        "report": report,
        "counts": [(sheet_words.import_count(name), count) for name, count in report.counts.items()],
        "good": report.counts.get("rows", 0) - report.counts.get("refused", 0),
        "refusal": report.refusal.get(language, ""),
        "errors": [error | {"reason": error[f"reason_{language}"]} for error in report.errors],
        "mapping_form": form or (_mapping_form(upload, report) if may_map else None),
        "must_map": state is UploadState.MAPPING,
    }


def _mapping_form(upload: SheetUpload, report: checking.Report, data: Any = None) -> MappingForm:
    known = report.mapping | {heading: name for heading, name in upload.mapping.items() if name}
    return MappingForm(data, headings=report.headings, columns=spec_of(upload.kind).columns, known=known)


@page(policies.IMPORT_SHEETS, methods=("POST",))
def map_headings(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Take what the headings mean and have the sheet checked anew."""
    actor = actor_of(request)
    upload = upload_queries.find(upload_id, actor=actor)
    form = _mapping_form(upload, checking.report_of(upload), request.POST)
    if not form.is_valid():
        return render(request, "cases/import.html", _context(upload, form), status=422)
    uploads.map_headings(upload_id, mapping=form.mapping(), actor=actor, at=now())
    return redirect("cases:import", upload_id=upload_id)


@page(policies.IMPORT_SHEETS, methods=("POST",))
def confirm(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Have the sheet imported."""
    keeps_good = request.POST.get("keeps_good") == "1"
    uploads.confirm_sheet(upload_id, keeps_good=keeps_good, actor=actor_of(request), at=now())
    return redirect("cases:import", upload_id=upload_id)


@page(policies.IMPORT_SHEETS, methods=("POST",))
def discard(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Give the sheet up."""
    uploads.discard_sheet(upload_id, actor=actor_of(request), at=now())
    messages.success(request, _("The sheet was given up; nothing of it was imported."))
    return redirect("cases:imports")


@page(policies.IMPORT_SHEETS)
def refused_rows(request: HttpRequest, upload_id: int) -> FileResponse:
    """Hand out the refused rows with their reasons, to be mended and sent again."""
    upload = upload_queries.find(upload_id, actor=actor_of(request))
    path = uploads.errors_of(upload)
    if not path.is_file():
        raise Http404(path.name)
    return FileResponse(path.open("rb"), content_type=XLSX, as_attachment=True, filename=f"refused-{upload.pk}.xlsx")


@page(policies.IMPORT_SHEETS)
def template(request: HttpRequest, kind: str) -> FileResponse:
    """Hand out the empty sheet of a kind, with notes and drop-downs."""
    if kind not in _kinds(actor_of(request)):
        raise Http404(kind)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as made:
        write_template(spec=spec_of(kind), path=Path(made.name))
        file = Path(made.name).open("rb")  # noqa: SIM115 - the answer closes it
    return FileResponse(file, content_type=XLSX, as_attachment=True, filename=f"{kind}.xlsx")
