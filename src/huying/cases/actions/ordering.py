"""One order of an outside platform 外部工单受理: a case that mirrors it, whose limit ends before the platform's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases import policies
from huying.cases.actions import mirroring
from huying.cases.actions.building import Built, Intake, build
from huying.cases.actions.receiving import publish_received, write_many
from huying.cases.actions.said import order_of
from huying.cases.queries.limits import day_of

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.demands import Demand
    from huying.cases.actions.said import Said
    from huying.cases.models import Case
    from huying.core.actors import Actor


def receive_order(demand: Demand, said: Said, *, actor: Actor, at: datetime) -> Case:
    """Receive one order as a sheet of the platform would bring it."""
    policies.IMPORT_CASES.check(actor)
    built = build_order(demand, said, intake=Intake.open(), actor=actor, at=at)
    with transaction.atomic():
        write_many([built], actor=actor)
        order_of(said, case_id=built.case.pk).save(force_insert=True)
        publish_received([built.case])
    return built.case


def build_order(demand: Demand, said: Said, *, intake: Intake, actor: Actor, at: datetime) -> Built:
    """Make the rows of a case that mirrors an order; nothing is written here."""
    built = build(demand, intake=intake, actor=actor, at=at)
    limits = intake.on(day_of(demand.received_at or at))[0]
    mirroring.end_earlier(built, said, limits=limits)
    return built
