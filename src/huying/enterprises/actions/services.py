"""How compounds are served, from when to when, by whom, under which contract 服务方式与合同."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.core import audit
from huying.enterprises import policies
from huying.enterprises.models import Service, ServiceMode
from huying.estates.models import Compound
from huying.regions.upsert import Change, Saved, put
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from huying.core.actors import Actor
    from huying.enterprises.models import Enterprise

WITH_ENTERPRISE = frozenset({ServiceMode.ENTERPRISE, ServiceMode.EARLY_STAGE, ServiceMode.OTHER_MANAGER})
MUST_NAME = frozenset({ServiceMode.ENTERPRISE, ServiceMode.EARLY_STAGE})
CONTRACT_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """How a compound is served from a day on, as a form or a sheet gives it."""

    compound_key: int
    mode: ServiceMode
    valid_from: date
    valid_to: date | None = None
    enterprise: Enterprise | None = None
    contract_number: str = ""
    signed_on: date | None = None
    fee_fen_per_m2: int | None = None


def checked(row: ServiceRow) -> dict[str, Any]:
    """Return the values of a row as the register keeps them, or refuse."""
    if row.enterprise is None and row.mode in MUST_NAME:
        raise RuleBrokenError("service.enterprise_missing", mode=row.mode.value)
    if row.enterprise is not None and row.mode not in WITH_ENTERPRISE:
        raise RuleBrokenError("service.enterprise_not_meant", mode=row.mode.value)
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise RuleBrokenError("service.ends_before_start", valid_from=row.valid_from, valid_to=row.valid_to)
    contract = " ".join(row.contract_number.split())
    if len(contract) > CONTRACT_LENGTH:
        raise RuleBrokenError("service.contract_number", most=CONTRACT_LENGTH)
    return {
        "mode": row.mode.value,
        "enterprise_id": row.enterprise and row.enterprise.pk,
        "contract_number": contract,
        "signed_on": row.signed_on,
        "fee_fen_per_m2": row.fee_fen_per_m2,
        "valid_to": row.valid_to,
    }


@transaction.atomic
def save_services(*, rows: Sequence[ServiceRow], keep: Collection[str] = (), actor: Actor, at: datetime) -> Saved:
    """Write services by compound and first day; what was open until then ends on that day."""
    policies.SET_SERVICE.check(actor)
    keys = {row.compound_key for row in rows}
    compounds = Compound.objects.in_bulk(list(keys))
    for key in sorted(keys):
        if key not in compounds or not policies.SET_SERVICE.may(actor, compounds[key]):
            raise RuleBrokenError("compound.unknown", code=str(key))
    lines: defaultdict[int, list[Service]] = defaultdict(list)
    for service in Service.objects.select_for_update().filter(compound__in=keys).order_by("valid_from"):
        lines[service.compound_id].append(service)
    standing = {(each.compound_id, each.valid_from) for line in lines.values() for each in line}
    saved = Saved()
    touched: dict[tuple[int, date], Service] = {}
    for row in sorted(rows, key=lambda row: (row.compound_key, row.valid_from)):
        changes, changed = _place(lines[row.compound_key], row, code=compounds[row.compound_key].code, keep=keep)
        saved.changes += changes
        touched |= {(each.compound_id, each.valid_from): each for each in changed}
        saved.unchanged += not changed
    fresh = [each for day, each in touched.items() if day not in standing]
    changed = [each for day, each in touched.items() if day in standing]
    _write(fresh, changed)
    _note(fresh, changed, actor=actor, at=at)
    saved.new = {(each.compound_id, each.valid_from) for each in fresh}
    saved.changed = {(each.compound_id, each.valid_from) for each in changed}
    saved.created, saved.updated = len(fresh), len(rows) - len(fresh) - saved.unchanged
    return saved


def _place(
    line: list[Service], row: ServiceRow, *, code: str, keep: Collection[str]
) -> tuple[list[Change], list[Service]]:
    """Fit a row into a compound's line of services; returns differences and the services touched."""
    values = checked(row)
    same = next((each for each in line if each.valid_from == row.valid_from), None)
    if same is not None:
        later = min((each.valid_from for each in line if each.valid_from > row.valid_from), default=None)
        if values["valid_to"] is None and later is not None:
            values["valid_to"] = same.valid_to
        _check_room(line, row, code=code)
        changes = put(same, values, label=code, keep=keep)
        return changes, [same] if changes else []
    touched = []
    before = [each for each in line if each.valid_from < row.valid_from]
    if before and (before[-1].valid_to is None or before[-1].valid_to > row.valid_from):
        if before[-1].valid_to is not None:
            raise RuleBrokenError("service.overlaps", code=code, valid_from=row.valid_from)
        before[-1].valid_to = row.valid_from
        touched.append(before[-1])
    _check_room(line, row, code=code)
    service = Service(compound_id=row.compound_key, valid_from=row.valid_from, **values)
    line.append(service)
    line.sort(key=lambda each: each.valid_from)
    return [], [*touched, service]


def _check_room(line: list[Service], row: ServiceRow, *, code: str) -> None:
    later = min((each.valid_from for each in line if each.valid_from > row.valid_from), default=None)
    is_standing = any(each.valid_from == row.valid_from for each in line)
    if later is None or (row.valid_to is not None and row.valid_to <= later):
        return
    if row.valid_to is None and is_standing:
        return
    raise RuleBrokenError("service.overlaps", code=code, valid_from=row.valid_from)


def _write(fresh: list[Service], changed: list[Service]) -> None:
    fields = ["mode", "enterprise", "contract_number", "signed_on", "fee_fen_per_m2", "valid_to"]
    Service.objects.bulk_update(changed, fields, batch_size=500)
    Service.objects.bulk_create(fresh, batch_size=1000)


def _note(fresh: list[Service], changed: list[Service], *, actor: Actor, at: datetime) -> None:
    def entry(verb: str, each: Service) -> Any:
        facts = {"mode": each.mode, "enterprise": each.enterprise_id, "compound": each.compound_id}
        days = {"valid_from": str(each.valid_from), "valid_to": str(each.valid_to or "")}
        return audit.entry(verb, each, actor=actor, at=at, **facts, **days)

    audit.write([entry("service.set", each) for each in fresh] + [entry("service.edited", each) for each in changed])


@transaction.atomic
def set_service(*, row: ServiceRow, actor: Actor, at: datetime) -> Service:
    """Say how one compound is served from a day on."""
    save_services(rows=[row], actor=actor, at=at)
    return Service.objects.get(compound=row.compound_key, valid_from=row.valid_from)


@transaction.atomic
def end_service(*, service_id: int, on: date, actor: Actor, at: datetime) -> Service:
    """End a service on a day; from then on the compound is without registered service."""
    service = Service.objects.select_for_update(of=("self",)).select_related("compound").get(pk=service_id)
    policies.SET_SERVICE.check(actor, service.compound)
    if on <= service.valid_from or (service.valid_to is not None and service.valid_to <= on):
        raise RuleBrokenError("service.ended_already", valid_to=service.valid_to)
    service.valid_to = on
    service.save(update_fields=["valid_to"])
    _note([], [service], actor=actor, at=at)
    return service
