"""What may be done to rule sets and the calendar 规则维护; each through its one door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Q

from huying.core import audit
from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError
from huying.rulesets import checks, policies, stamps
from huying.rulesets.models import RuleSet, VersionState, WorkDay
from huying.rulesets.queries import CALENDAR, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from huying.core.actors import Actor

SOURCE_LENGTH, NAME_LENGTH, REMARK_LENGTH = 200, 40, 400


@transaction.atomic
def draft_rule_set(
    *, family: str, valid_from: date, source: str, body: Mapping[str, Any], actor: Actor, at: datetime
) -> RuleSet:
    """Write the next version of a family as a draft, which applies to nothing yet 起草."""
    policies.RELEASE_RULES.check(actor)
    last = RuleSet.objects.select_for_update().filter(family=family).aggregate(last=Max("number"))["last"]
    row = RuleSet.objects.create(
        family=family,
        number=(last or 0) + 1,
        valid_from=valid_from,
        source=_cited(source),
        body=dict(body),
        drafted_by=actor.person_id,
    )
    audit.record("rules.drafted", row, actor=actor, at=at, family=family, number=row.number)
    return row


def _cited(source: str) -> str:
    if not source.strip() or len(source) > SOURCE_LENGTH:
        raise RuleBrokenError("rules.source_length", most=SOURCE_LENGTH)
    return source.strip()


def _locked(rule_set_id: int, *, actor: Actor, state: VersionState) -> RuleSet:
    """Return a version locked for a change that its state allows; a released one never changes."""
    row = RuleSet.objects.select_for_update().get(pk=rule_set_id)
    policies.RELEASE_RULES.check(actor, row)
    if row.is_released:
        raise RuleBrokenError("rules.released_already", family=row.family, number=row.number)
    if row.state is not state:
        raise RuleBrokenError("rules.not_in_state", state=state.value)
    return row


@transaction.atomic
def edit_draft(
    *, rule_set_id: int, valid_from: date, source: str, body: Mapping[str, Any], actor: Actor, at: datetime
) -> RuleSet:
    """Change a draft; what cannot be read is refused by name 修改草案."""
    row = _locked(rule_set_id, actor=actor, state=VersionState.DRAFT)
    checks.check_body(row.family, body)
    row.valid_from, row.source, row.body = valid_from, _cited(source), dict(body)
    row.save(update_fields=["valid_from", "source", "body"])
    audit.record("rules.edited", row, actor=actor, at=at, family=row.family, number=row.number)
    return row


@transaction.atomic
def propose_rule_set(*, rule_set_id: int, remark: str, actor: Actor, at: datetime) -> RuleSet:
    """Hand a draft to a second person, who releases it or gives it back 提请发布."""
    row = _locked(rule_set_id, actor=actor, state=VersionState.DRAFT)
    checks.check_body(row.family, row.body)
    checks.check_gate(row)
    if len(remark) > REMARK_LENGTH:
        raise RuleBrokenError("rules.remark_length", most=REMARK_LENGTH)
    row.is_proposed, row.proposed_by, row.remark = True, actor.person_id, remark.strip()
    row.save(update_fields=["is_proposed", "proposed_by", "remark"])
    audit.record("rules.proposed", row, actor=actor, at=at, family=row.family, number=row.number)
    return row


@transaction.atomic
def give_back_rule_set(*, rule_set_id: int, remark: str, actor: Actor, at: datetime) -> RuleSet:
    """Give a proposal back with a reason; it is a draft again 退回修改."""
    row = _locked(rule_set_id, actor=actor, state=VersionState.PROPOSED)
    if not remark.strip() or len(remark) > REMARK_LENGTH:
        raise RuleBrokenError("rules.remark_length", most=REMARK_LENGTH)
    row.is_proposed, row.remark = False, remark.strip()
    row.save(update_fields=["is_proposed", "remark"])
    audit.record("rules.given_back", row, actor=actor, at=at, family=row.family, number=row.number)
    return row


@transaction.atomic
def release_rule_set(*, rule_set_id: int, actor: Actor, at: datetime) -> RuleSet:
    """Put a proposal in force from its first day on; the version until then ends on that day 发布.

    Who drafted or proposed it does not release it, and no version begins before the day of its release.
    """
    state = VersionState.DRAFT if actor.is_system else VersionState.PROPOSED
    row = _locked(rule_set_id, actor=actor, state=state)
    _check_release(row, actor=actor, at=at)
    others = RuleSet.objects.select_for_update().filter(family=row.family, is_released=True)
    if others.filter(valid_from__gte=row.valid_from).exists():
        raise RuleBrokenError("rules.later_version_stands", family=row.family, valid_from=row.valid_from)
    others.filter(Q(valid_to=None) | Q(valid_to__gt=row.valid_from)).update(valid_to=row.valid_from)
    row.is_released, row.released_by, row.released_at = True, actor.person_id, at
    row.save(update_fields=["is_released", "released_by", "released_at"])
    stamps.bump(RULES)
    audit.record("rules.released", row, actor=actor, at=at, family=row.family, number=row.number)
    return row


def _check_release(row: RuleSet, *, actor: Actor, at: datetime) -> None:
    if actor.is_system:
        return
    if actor.person_id is None or actor.person_id in {row.drafted_by, row.proposed_by}:
        raise RuleBrokenError("rules.second_person", family=row.family, number=row.number)
    today = at.astimezone(CHINA).date()
    if row.valid_from < today:
        raise RuleBrokenError("rules.begins_in_the_past", valid_from=row.valid_from, today=today)


@transaction.atomic
def load_shipped(family: Mapping[str, Any], *, actor: Actor, at: datetime) -> bool:
    """Release the shipped first version of a family where none stands; tells whether it did."""
    policies.LOAD_SHIPPED.check(actor)
    if RuleSet.objects.filter(family=family["family"]).exists():
        return False
    draft = draft_rule_set(
        family=family["family"],
        valid_from=family["valid_from"],
        source=family["source"],
        body=family["body"],
        actor=actor,
        at=at,
    )
    release_rule_set(rule_set_id=draft.pk, actor=actor, at=at)
    return True


@transaction.atomic
def edit_work_day(
    *, on: date, is_working: bool, name: str = "", source: str = "", actor: Actor, at: datetime
) -> WorkDay:
    """Enter a holiday or a make-up work day; it goes before what is shipped 调休."""
    policies.EDIT_CALENDAR.check(actor)
    if len(name) > NAME_LENGTH or len(source) > SOURCE_LENGTH // 2:
        raise RuleBrokenError("rules.name_length", most=NAME_LENGTH)
    row, _ = WorkDay.objects.update_or_create(
        on=on, defaults={"is_working": is_working, "name": name.strip(), "source": source.strip()}
    )
    stamps.bump(CALENDAR)
    audit.record("calendar.edited", row, actor=actor, at=at, on=str(on), is_working=is_working)
    return row


@transaction.atomic
def edit_work_days(*, days: Iterable[tuple[date, bool, str]], source: str, actor: Actor, at: datetime) -> int:
    """Enter the days of a notice together; return how many."""
    count = 0
    for on, is_working, name in days:
        edit_work_day(on=on, is_working=is_working, name=name, source=source, actor=actor, at=at)
        count += 1
    return count


@transaction.atomic
def drop_work_day(*, on: date, actor: Actor, at: datetime) -> None:
    """Take an entry back; what is shipped holds again."""
    policies.EDIT_CALENDAR.check(actor)
    row = WorkDay.objects.select_for_update().filter(on=on).first()
    if row is None:
        raise RuleBrokenError("rules.no_such_day", on=on)
    audit.record("calendar.dropped", row, actor=actor, at=at, on=str(on))
    row.delete()
    stamps.bump(CALENDAR)
