"""Writing a case down for somebody 登记."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from huying.cases import policies
from huying.cases.actions import receiving
from huying.cases.actions.demands import CITY_KEY, TITLE_LENGTH, Demand
from huying.cases.forms.intake import IntakeForm
from huying.cases.models import Case
from huying.cases.queries import visible
from huying.cases.queries.likely import near_new as near_cases
from huying.cases.suggesting import suggestion_for
from huying.cases.views import problems
from huying.cases.views.rows import actor_of, shown
from huying.core import crypto, idempotency
from huying.core.clock import now
from huying.core.views import page
from huying.estates import queries as estates
from huying.regions import queries as regions
from huying.rules.case_facts import Channel, Kind, Nature, Privacy, Urgency
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, checked, key_of, level_of
from huying.rules.topics import TOPICS
from huying.ui import refusals

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse, QueryDict

    from huying.cases.queries.likely import Near
    from huying.cases.views.rows import Row
    from huying.core.actors import Actor

FOUND_MOST, REGIONS_MOST = 12, 5
OK, READ_LEAST, READ_MOST = 200, 6, 3000


def located(code: str) -> tuple[int | None, int | None]:
    """Return the place key and the compound key of a code a form gave."""
    if not code:
        return None, None
    if level_of(code) is PlaceLevel.COMPOUND:
        key = estates.compound_by_code(code).key
        return key, key
    return regions.resolve(code).key, None


@page(policies.RECEIVE_CASE, methods=("GET", "HEAD", "POST"))
def write_down(request: HttpRequest) -> HttpResponse:
    """Write a case down for somebody on the phone, at the desk, or by letter."""
    actor, at = actor_of(request), now()
    form = IntakeForm(request.POST or None, initial={"token": crypto.new_token()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answer = _received(form.cleaned_data, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
            else:
                return _receipt(request, answer, actor=actor, at=at)
    near = _near(request.POST, actor=actor, at=at) if status != OK else []
    return render(request, "cases/intake.html", {"form": form, "near": near}, status=status)


def _receipt(request: HttpRequest, answer: dict[str, Any], *, actor: Actor, at: datetime) -> HttpResponse:
    """Show the receipt, and what is likely the same with the press that merges; a person says that it is."""
    context: dict[str, Any] = {"answer": answer, "is_seen": visible.sees(actor, answer["number"])}
    if context["is_seen"]:
        case = visible.find(answer["number"], actor=actor)
        context |= {"case": case, "beside": problems.beside(case, actor=actor, at=at)}
    return render(request, "cases/receipt.html", context)


@page(policies.RECEIVE_CASE, methods=("POST",))
def near_new(request: HttpRequest) -> HttpResponse:
    """Show while a case is written down what may be the same, as a piece of the page; nothing is kept."""
    actor, at = actor_of(request), now()
    return render(request, "cases/near.html", {"near": _near(request.POST, actor=actor, at=at)})


def _near(data: QueryDict, *, actor: Actor, at: datetime) -> list[tuple[Near, Row]]:
    text, title = data.get("text", "")[:READ_MOST], data.get("title", "")[:TITLE_LENGTH]
    if len(text.strip()) < READ_LEAST:
        return []
    place, compound = _typed_place(data.get("place", ""))
    suggestion, topic = suggestion_for(f"{title}\n{text}"), data.get("topic", "")
    if compound is None and suggestion["compound"]:
        place = compound = key_of(suggestion["compound"])
    tried = Case(
        title=title,
        text=text,
        topic=topic if topic in TOPICS else "",
        suggestion=suggestion,
        place=place or CITY_KEY,
        compound_key=compound,
        received_at=at,
        state=CaseState.TRIAGE.value,
    )
    found = near_cases(tried, actor=actor)
    return list(zip(found, shown([each.case for each in found], actor=actor, at=at), strict=True))


def _typed_place(code: str) -> tuple[int | None, int | None]:
    """Return what `located` returns; a name that is still being typed is no place yet."""
    try:
        return located(checked(code.strip())) if code.strip() else (None, None)
    except RuleBrokenError:
        return None, None


def _received(data: dict[str, Any], *, actor: Actor, at: datetime) -> dict[str, Any]:
    place, compound = located(data["place"])
    demand = Demand(
        channel=Channel(data["channel"]),
        text=data["text"],
        title=data["title"],
        kind=Kind(data["kind"]),
        nature=Nature(data["nature"]),
        privacy=Privacy(data["privacy"]),
        urgency=Urgency(data["urgency"]) if data["urgency"] else None,
        topic=data["topic"],
        place=place,
        compound=compound,
        address=data["address"],
        name=data["name"],
        phone=data["phone"],
        door=data["door"],
        may_share=data["may_share"],
        suggestion={} if data["topic"] else suggestion_for(f"{data['title']}\n{data['text']}"),
    )

    def work() -> dict[str, Any]:
        receipt = receiving.receive(demand, actor=actor, at=at)
        return {"number": receipt.case.number, "code": receipt.code, "holder": receipt.case.holder_unit.name}

    body = {name: str(value) for name, value in data.items()}
    answer, _is_new = idempotency.once(scope=f"intake:{actor.person_id}", key=data["token"], body=body, work=work)
    return answer


@page(policies.RECEIVE_CASE)
def find_place(request: HttpRequest) -> HttpResponse:
    """Offer regions and compounds by name, alias or pinyin initials, as a small list that fills the field."""
    typed, book = request.GET.get("place", "").strip(), regions.place_book()
    places = [(place.code, place.name, place.key) for place in book.called(typed)[:REGIONS_MOST]]
    compounds = [(row.code, row.name, row.key) for row in estates.search_compounds(typed)[:FOUND_MOST]]
    rows = [{"code": code, "name": name, "path": book.path(key)} for code, name, key in [*places, *compounds]]
    return render(request, "cases/places.html", {"rows": rows})
