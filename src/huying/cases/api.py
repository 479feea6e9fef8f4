"""The API of cases 诉求接口: create, list, read, and take steps; the same doors as the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from ninja import Header, Query, Router, Status

from huying.accounts.views import remote_address
from huying.cases import policies, schemas
from huying.cases.actions import receiving, taking
from huying.cases.actions.building import is_service
from huying.cases.actions.demands import Demand
from huying.cases.actions.dispatching import Confirmed
from huying.cases.actions.ending import Verdict
from huying.cases.actions.standing import Planned
from huying.cases.actions.taking import STEPS
from huying.cases.models import Case, CaseStep
from huying.cases.queries import lists, visible
from huying.cases.queries.holders import level_of_key
from huying.cases.suggesting import suggestion_for
from huying.core import idempotency
from huying.core.clock import now, system_now
from huying.core.throttle import throttle
from huying.estates import queries as estates
from huying.regions import queries as regions
from huying.rules.case_facts import Channel
from huying.rules.case_flow import Step, may_follow
from huying.rules.places import PlaceLevel, code_of, key_of
from huying.rules.problems import COMMON

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor

router = Router(tags=["cases"])
ANONYMOUS_PER_HOUR = 20
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=80,
        pattern=r"^[!-~]+$",
        description="A new one for each new case; sent again with the same body it answers the same. Kept 48 hours.",
    ),
]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.api_actor  # type: ignore[attr-defined]  # set by config.api
    return actor


@router.post(
    "/cases",
    response={201: schemas.CaseCreated},
    summary="Report a case",
    openapi_extra={"security": [{"Bearer": []}, {}]},
)
def create_case(request: HttpRequest, body: schemas.CaseIn, idempotency_key: Key) -> Any:
    """Receive one case. Without a token the channel is `api`, the topic a clerk's, and calls are limited by rate."""
    actor, at = _actor(request), now()
    if actor.role is None:
        throttle("api.report", remote_address(request), most=ANONYMOUS_PER_HOUR, at=system_now())
    demand = _demand(body, actor=actor)

    def work() -> dict[str, Any]:
        receipt = receiving.receive(demand, actor=actor, at=at)
        case = receipt.case
        return {
            "number": case.number,
            "tracking_code": receipt.code,
            "holder": case.holder_unit.name,
            "due_at": case.due_at.isoformat() if case.due_at else None,
            "status": case.public_status.value,
        }

    sender = str(actor.person_id) if actor.person_id else remote_address(request)
    answer, _is_new = idempotency.once(
        scope="api.cases", sender=sender, key=idempotency_key, body=body.dict(), work=work
    )
    return Status(201, answer)


def _demand(body: schemas.CaseIn, *, actor: Actor) -> Demand:
    compound = estates.compound_by_code(body.compound_code).key if body.compound_code else None
    may_classify = policies.RECEIVE_CASE.may(actor)
    place = compound or (regions.key_of_place(body.place_code) if body.place_code else None)
    demand = Demand(
        channel=body.channel if may_classify else Channel.API,
        title=body.title,
        text=body.text,
        kind=body.kind,
        nature=body.nature or is_service(body.kind),
        urgency=body.urgency,
        privacy=body.privacy,
        place=place,
        compound=compound,
        address=body.address,
        topic=body.topic if may_classify else "",
        name=body.name,
        phone=body.phone,
        door=body.door,
        may_share=body.may_share,
        pin=body.pin,
    )
    return demand if demand.topic else replace(demand, suggestion=suggestion_for(f"{body.title}\n{body.text}"))


@router.get("/cases", response=schemas.CasePage, summary="List cases within the post's ranges")
def list_cases(request: HttpRequest, query: Query[schemas.CaseQuery]) -> Any:
    """Return one page; follow next_cursor for the next."""
    actor, at = _actor(request), now()
    policies.SEE_CASES.check(actor)
    wanted = lists.CaseFilter(
        place=query.place or "",
        topic=query.topic,
        status=query.status.value if query.status else "",
        holder=query.holder,
        overdue=query.overdue,
        q=query.q,
        received_from=query.received_from,
        received_to=query.received_to,
    )
    found = lists.page_of(actor, wanted, at=at, cursor=query.cursor, limit=query.limit)
    return {"items": [shown(case, actor=actor, at=at) for case in found.rows], "next_cursor": found.next_cursor}


@router.get("/cases/{number}", response=schemas.CaseDetail, summary="Read a case")
def read_case(request: HttpRequest, number: str) -> Any:
    """Return a case with its timeline."""
    actor, at = _actor(request), now()
    policies.SEE_CASES.check(actor)
    return detailed(visible.find(number, actor=actor), actor=actor, at=at)


@router.post("/cases/{number}/steps", response=schemas.CaseDetail, summary="Take a step")
def take_step(request: HttpRequest, number: str, body: schemas.StepIn) -> Any:
    """Take one step of a case; a version older than the case is refused.

    The answer shows the case as the step left it, also where the step took it out of the post's sight.
    """
    actor, at = _actor(request), now()
    policies.SEE_CASES.check(actor)
    case = visible.find(number, actor=actor)
    args, facts = _facts_of(body, actor=actor)
    taken = taking.take(case, body.step, *args, actor=actor, at=at, version=body.version, **facts)
    return detailed(taken, actor=actor, at=at)


RENAMED = {
    "person": "person_id",
    "approved": "is_approved",
    "upheld": "is_upheld",
    "granted": "is_granted",
    "reached": "is_reached",
    "successor": "successor_id",
}


def _facts_of(body: Any, *, actor: Actor) -> tuple[list[Any], dict[str, Any]]:
    facts = body.dict(exclude={"step", "version"})
    if body.step == "merge":
        return [], {"into": visible.find(facts["into"], actor=actor).pk}
    if body.step == "dispatch":
        facts["place"] = _place_of(facts.pop("place_code"), facts["compound_code"])
        code = facts.pop("compound_code")
        facts["compound"] = key_of(code) if code else None
        return [Confirmed(**facts)], {}
    if body.step == "call_back":
        by = facts.pop("by")
        return [Verdict(**{f"is_{name}" if name != "remark" else name: value for name, value in facts.items()})], {
            "by": by
        }
    if body.step == "ask_standing":
        facts["milestones"] = [Planned(**each) for each in facts["milestones"]]
    if body.step == "milestone" and facts["following"]:
        facts["following"] = Planned(**facts["following"])
    if body.step in {"split", "end_part"}:
        facts["unit_id"] = facts.pop("unit")
    return [], {RENAMED.get(name, name): value for name, value in facts.items()}


def _place_of(place_code: str, compound_code: str | None) -> int:
    if compound_code:
        return int(estates.compound_by_code(compound_code).key)
    return regions.key_of_place(place_code)


def shown(case: Case, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return a case as a list shows it to an actor."""
    level, reads = level_of_key(case.place), visible.reads_original(actor, case)
    return {
        "number": case.number,
        "title": case.title if reads else case.brief[:40],
        "channel": case.channel,
        "kind": case.kind,
        "nature": case.nature,
        "urgency": case.urgency,
        "state": case.state,
        "status": case.public_status,
        "topic": case.topic,
        "place": code_of(case.place, PlaceLevel.COMMUNITY if level is PlaceLevel.COMPOUND else level),
        "compound_code": code_of(case.compound_key, PlaceLevel.COMPOUND) if case.compound_key else "",
        "holder": case.holder_name,
        "holder_person": case.handler_name if reads else "",
        "received_at": case.received_at,
        "due_at": case.due_at,
        "answered_at": case.answered_at,
        "closed_at": case.closed_at,
        "overdue": lists.is_overdue(case, at=at),
        "ending": case.ending,
        "round": case.round,
        "version": case.version,
    }


def detailed(case: Case, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return a case with its words and timeline, shielded for those it may be about."""
    reads = visible.reads_original(actor, case)
    rows = CaseStep.objects.filter(case=case).select_related("unit").order_by("id")
    return shown(case, actor=actor, at=at) | {
        "text": case.text if reads else "",
        "brief": case.brief,
        "steps": [
            {
                "step": row.step,
                "at": row.at,
                "unit": row.unit.name if row.unit else "",
                "note": row.note if reads else "",
            }
            for row in rows
        ],
        "problem": case.problem_id,
        "follows": case.follows.number if case.follows else "",
        "may": sorted(step.value for step in _open_steps(case) if step.value in STEPS),
    }


def _open_steps(case: Case) -> frozenset[Step]:
    steps = may_follow(visible.state_of(case))
    return steps if case.follows_id is None else steps - COMMON
