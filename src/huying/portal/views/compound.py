"""My compound 我的小区: who serves it, whom to ask, how its cases stand; and the poster for its board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from huying.cases.models.cases import CHINA
from huying.cases.queries import compounds as cases
from huying.core.clock import now
from huying.core.views import public
from huying.enterprises import queries as enterprises
from huying.enterprises.labels import label
from huying.enterprises.models import ServiceMode
from huying.estates import queries as estates
from huying.portal import finding
from huying.portal.words import unit_words
from huying.rules.errors import RuleBrokenError
from huying.ui.pictures import qr_picture

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from huying.enterprises.models import Service
    from huying.estates.models import Compound

FEN = 100
POSTER_SCALE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceShown:
    """How a compound is served from a day on, in words."""

    mode: str
    firm: str
    phone: str
    since: date
    until: date | None
    fee_yuan: str


@public()
def compounds(request: HttpRequest) -> HttpResponse:
    """Let a resident find the compound by name, initials or address."""
    typed = request.GET.get("place", "").strip()[:60]
    rows = finding.rows(finding.matches(typed))
    return render(request, "portal/my_compound.html", {"rows": rows, "query": typed})


def _known(code: str) -> Compound:
    try:
        return estates.compound_by_code(code)
    except RuleBrokenError as error:
        raise Http404 from error


@public()
def compound(request: HttpRequest, code: str) -> HttpResponse:
    """Show a compound to everybody: figures only, no case and no person."""
    found, at = _known(code), now()
    context = {
        "compound": found,
        "where": finding.where(found),
        "figures": cases.figures(found.key, at=at),
        "contacts": [(unit, unit_words(unit.kind)) for unit in cases.contacts(found.key, at=at)],
        "at": at,
    }
    context |= _services(enterprises.services_of(found.key), on=at.astimezone(CHINA).date())
    return render(request, "portal/compound.html", context)


def _services(rows: Iterable[Service], *, on: date) -> dict[str, Any]:
    """Return who serves now, and who did before or will after."""
    shown = [(row, _service(row)) for row in rows]
    current = [words for row, words in shown if _is_on(row, on)]
    return {
        "service": current[0] if current else None,
        "others": [words for row, words in shown if not _is_on(row, on)],
    }


def _is_on(row: Service, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on < row.valid_to)


def _service(row: Service) -> ServiceShown:
    unit = row.enterprise.unit if row.enterprise else None
    fee = row.fee_fen_per_m2
    return ServiceShown(
        mode=label(ServiceMode(row.mode)),
        firm=unit.name if unit else "",
        phone=unit.phone if unit else "",
        since=row.valid_from,
        until=row.valid_to,
        fee_yuan=f"{fee // FEN}.{fee % FEN:02d}" if fee is not None else "",
    )


@public()
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """Show the sheet for the board, one for the compound, or with `each=1` one for each building too."""
    found, at = _known(code), now()
    buildings = [row.name for row in found.buildings.order_by("name")] if request.GET.get("each") == "1" else []
    context = {
        "compound": found,
        "where": finding.where(found),
        "sheets": [_sheet(request, found, building) for building in ["", *buildings]],
        "contacts": [(unit, unit_words(unit.kind)) for unit in cases.contacts(found.key, at=at) if unit.phone],
        "has_buildings": found.buildings.exists(),
    }
    return render(request, "portal/poster.html", context)


def _sheet(request: HttpRequest, found: Compound, building: str) -> dict[str, str]:
    path = (
        reverse("portal:report_building", args=[found.code, building])
        if building
        else reverse("portal:report_here", args=[found.code])
    )
    address = request.build_absolute_uri(path)
    return {"building": building, "address": address, "qr": qr_picture(address, scale=POSTER_SCALE)}
