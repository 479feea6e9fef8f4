"""Answers to be handed back 回传: what is answered here and not handed back, and the sheet in the sender's words."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import FileResponse
from django.shortcuts import render

from huying.cases import policies
from huying.cases.actions import handing_back
from huying.cases.views.imports import XLSX
from huying.cases.views.rows import actor_of
from huying.core.clock import now
from huying.core.views import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS = 25


@page(policies.IMPORT_CASES)
def replies(request: HttpRequest) -> HttpResponse:
    """Show the red list 已答复未回传, the oldest answer first, and how many wait for each sender."""
    actor = actor_of(request)
    cursor = request.GET.get("cursor", "")
    found, following = handing_back.red_list(actor, cursor=cursor, most=ROWS)
    context = {
        "sources": handing_back.waiting_by_source(actor),
        "rows": found,
        "next_cursor": following,
        "has_cursor": bool(cursor),
    }
    return render(request, "cases/replies.html", context)


@page(policies.IMPORT_CASES, methods=("POST",))
def hand_back(request: HttpRequest) -> FileResponse:
    """Hand out the waiting answers of a sender in its own headings; each is marked handed back."""
    at = now()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "replies.xlsx"
        handing_back.hand_back(source=request.POST.get("source", ""), path=path, actor=actor_of(request), at=at)
        file = path.open("rb")
    return FileResponse(file, content_type=XLSX, as_attachment=True, filename=f"replies-{at:%Y%m%d-%H%M}.xlsx")
