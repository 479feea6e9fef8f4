"""Pages of the registers 台账页面: places, compounds, enterprises, people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db.models import Model
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from huying.accounts.policies import SEE_PEOPLE
from huying.core import clock
from huying.core.views import page
from huying.enterprises import policies, queries
from huying.enterprises.labels import label
from huying.enterprises.models import Enterprise, Service, ServiceMode
from huying.estates import policies as estate_policies
from huying.estates import queries as estates
from huying.regions import policies as region_policies
from huying.regions.queries import place_book, plain_code
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, key_of, range_of
from huying.rules.roles import Role

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.estates.models import Compound

Row = TypeVar("Row", bound=Model)
ROWS = 25
MOST_SERVED = 200


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]  # set by accounts.middleware


def today() -> date:
    """Return the day in China by the domain clock."""
    return timezone.localdate(clock.now())


def slice_of(rows: QuerySet[Row], request: HttpRequest) -> tuple[list[Row], str]:
    """Return one page of rows by key and the cursor of the next, empty at the end."""
    cursor = request.GET.get("cursor", "")
    if cursor:
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):  # noqa: PLR2004 - a big integer
            raise RuleBrokenError("list.cursor")
        rows = rows.filter(pk__gt=int(cursor))
    found = list(rows.order_by("pk")[: ROWS + 1])
    return found[:ROWS], str(found[ROWS - 1].pk) if len(found) > ROWS else ""


def _pages(request: HttpRequest, next_cursor: str) -> dict[str, Any]:
    kept = request.GET.copy()
    kept.pop("cursor", None)
    return {
        "next_cursor": next_cursor,
        "has_cursor": bool(request.GET.get("cursor")),
        "query": request.GET.get("q", "").strip(),
        "kept": kept.urlencode(),
    }


def _place(request: HttpRequest) -> str:
    """Return the place a list is narrowed to, empty for none; an unknown one is not found."""
    written = request.GET.get("place", "").strip()
    if not written:
        return ""
    try:
        found = place_book().get(key_of(plain_code(written)))
    except RuleBrokenError as refusal:
        raise Http404(written) from refusal
    if found is None:
        raise Http404(written)
    return found.code


@page(region_policies.SEE_PLACES)
def places(request: HttpRequest) -> HttpResponse:
    """Show a place, what it lies in and what lies in it, with counts."""
    book = place_book()
    cities = book.of_level(PlaceLevel.CITY)
    code = _place(request) or (cities[0].code if cities else "")
    here = book.get(key_of(code)) if code else None
    below = [
        {"place": each, "counts": _counts(book.counts_within(each.key))}
        for each in (book.children(here.key) if here else ())
    ]
    context = {
        "here": here,
        "above": book.above(here.key)[:-1] if here else (),
        "below": below,
        "counts": _counts(book.counts_within(here.key)) if here else [],
    }
    return render(request, "registers/places.html", context)


def _counts(counts: dict[PlaceLevel, int]) -> list[tuple[str, int]]:
    return [(label(level), counts[level]) for level in PlaceLevel if counts.get(level)]


@page(estate_policies.SEE_COMPOUNDS)
def compounds(request: HttpRequest) -> HttpResponse:
    """List the compounds in sight, with how each is served today."""
    on, place = today(), _place(request)
    rows = queries.compounds_visible_to(actor_of(request), on=on)
    if place:
        rows = estates.inside(rows, place)
    if typed := request.GET.get("q", "").strip():
        rows = rows.filter(estates.matching(typed))
    found, cursor = slice_of(rows, request)
    services = queries.services_on([compound.key for compound in found], on)
    book = place_book()
    shown = [
        {
            "compound": compound,
            "place": book.path(compound.key, below=_city(compound.key)),
            "service": _service(services.get(compound.key)),
        }
        for compound in found
    ]
    context = {"rows": shown, "place": place, "place_name": book.path(key_of(place)) if place else ""}
    return render(request, "registers/compounds.html", context | _pages(request, cursor))


def _city(key: int) -> int | None:
    chain = place_book().above(key)
    return chain[0].key if chain else None


def _service(service: Service | None) -> dict[str, str]:
    if service is None:
        return {"mode": "", "enterprise": "", "code": ""}
    firm = service.enterprise
    return {
        "mode": label(ServiceMode(service.mode)),
        "enterprise": firm.unit.name if firm else "",
        "code": firm.credit_code if firm else "",
    }


@page(estate_policies.SEE_COMPOUNDS)
def compound(request: HttpRequest, code: str) -> HttpResponse:
    """Show one compound: names, totals, how it was and is served; out of sight is not found."""
    on, actor = today(), actor_of(request)
    try:
        key = key_of(plain_code(code))
    except RuleBrokenError as refusal:
        raise Http404(code) from refusal
    found = queries.compounds_visible_to(actor, on=on).filter(key=key).first()
    if found is None:
        raise Http404(code)
    line = Service.objects.filter(compound=found).select_related("enterprise__unit").order_by("-valid_from")
    context = {
        "compound": found,
        "area_m2": f"{found.area_dm2 // 100}.{found.area_dm2 % 100:02d}",
        "place": place_book().path(found.key),
        "aliases": list(found.aliases.order_by("id").values_list("name", flat=True)),
        "services": [{"service": each, "mode": label(ServiceMode(each.mode))} for each in line],
        "totals": estates.totals(found, on=on),
        "may_see_roll": estate_policies.SEE_OWNERS.may(actor, found),
    }
    return render(request, "registers/compound.html", context)


@page(policies.SEE_ENTERPRISES)
def enterprises(request: HttpRequest) -> HttpResponse:
    """List the enterprises, narrowed by place of registration or words."""
    rows, place = queries.visible_to(actor_of(request)), _place(request)
    if place:
        span = range_of(place)
        rows = rows.filter(unit__place__gte=span.low, unit__place__lt=span.high)
    if typed := request.GET.get("q", "").strip():
        rows = rows.filter(queries.matching(typed))
    found, cursor = slice_of(rows, request)
    serving = queries.served_counts([each.pk for each in found], on=today())
    book = place_book()
    shown = [
        {"enterprise": each, "place": book.path(each.unit.place), "served": serving.get(each.pk, 0)} for each in found
    ]
    context = {"rows": shown, "place": place, "place_name": book.path(key_of(place)) if place else ""}
    return render(request, "registers/enterprises.html", context | _pages(request, cursor))


@page(policies.SEE_ENTERPRISES)
def enterprise(request: HttpRequest, credit_code: str) -> HttpResponse:
    """Show one enterprise and the compounds it serves today."""
    actor, on = actor_of(request), today()
    found = queries.visible_to(actor).filter(credit_code=credit_code.upper()).first()
    if found is None:
        raise Http404(credit_code)
    served = queries.compounds_served(found, on)
    book = place_book()
    context = {
        "enterprise": found,
        "place": book.path(found.unit.place),
        "served": [
            {
                "service": each,
                "place": book.path(each.compound_id, below=_city(each.compound_id)),
                "mode": label(ServiceMode(each.mode)),
                "is_in_sight": _in_sight(actor, each.compound, found),
            }
            for each in served[:MOST_SERVED]
        ],
        "served_count": len(served),
    }
    return render(request, "registers/enterprise.html", context)


def _in_sight(actor: Actor, compound: Compound, enterprise: Enterprise) -> bool:
    if actor.role is Role.ENTERPRISE_STAFF:
        return enterprise.unit_id == actor.unit_id
    return actor.is_system or actor.covers(compound.key)


@page(SEE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """List who holds which post, of one's own unit and of units in the post's ranges."""
    rows = queries.staff_visible_to(actor_of(request), on=today())
    if typed := request.GET.get("q", "").strip():
        rows = rows.filter(queries.people_matching(typed))
    found, cursor = slice_of(rows, request)
    book = place_book()
    shown = [
        {
            "holding": each,
            "role": label(Role(each.post.role)),
            "covers": book.path(key_of(each.post.place_code)),
        }
        for each in found
    ]
    return render(request, "registers/people.html", {"rows": shown} | _pages(request, cursor))
