"""The city's responsibility list 责任清单维护: drafted line by line, tried over past cases, released by another.

A draft starts as a copy of the list in force. It is proposed once it was tried as it stands, and released by a second
person as any rule set is; running cases keep the version of their day.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.cases.models import TrialRun
from huying.cases.queries.limits import LIST, day_of
from huying.core import audit, outbox
from huying.rules.errors import RuleBrokenError
from huying.rules.routing import entry_body, read_list
from huying.rulesets import actions as rulesets
from huying.rulesets import policies
from huying.rulesets import queries as versions
from huying.rulesets.models import RuleSet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from huying.core.actors import Actor
    from huying.rules.routing import Entry

TRIAL = "cases.trial_run"
LONGEST_TRIAL_DAYS = 400


def start_draft(*, valid_from: date, source: str, actor: Actor, at: datetime) -> RuleSet:
    """Begin a draft as a copy of the list in force."""
    if valid_from <= day_of(at):
        raise RuleBrokenError("duties.starts_today", today=day_of(at))
    standing = versions.in_force(LIST, on=day_of(at))
    return rulesets.draft_rule_set(
        family=LIST, valid_from=valid_from, source=source, body=standing.body, actor=actor, at=at
    )


def put_line(*, number: int, line: Entry, seen: Sequence[str], actor: Actor, at: datetime, before: str = "") -> RuleSet:
    """Put a line into a draft: one of the same code is replaced, a new one stands before the line named, or last.

    `seen` are the codes the form showed; where somebody else changed the draft meanwhile the form is stale.
    """
    with transaction.atomic():
        draft = _draft(number, seen=seen)
        lines: list[dict[str, Any]] = list(draft.body.get("entry", ()))
        codes = [str(each["code"]) for each in lines]
        if line.code in codes:
            lines[codes.index(line.code)] = entry_body(line)
        else:
            lines.insert(codes.index(before) if before in codes else len(lines), entry_body(line))
        return _save(draft, lines, actor=actor, at=at)


def drop_line(*, number: int, code: str, actor: Actor, at: datetime) -> RuleSet:
    """Take a line out of a draft."""
    with transaction.atomic():
        draft = _draft(number)
        lines = [each for each in draft.body.get("entry", ()) if each["code"] != code]
        if len(lines) == len(draft.body.get("entry", ())):
            raise RuleBrokenError("duties.no_line", code=code)
        return _save(draft, lines, actor=actor, at=at)


def _draft(number: int, *, seen: Sequence[str] | None = None) -> RuleSet:
    row = RuleSet.objects.select_for_update().filter(family=LIST, number=number).first()
    if row is None:
        raise RuleBrokenError("rules.version_unknown", family=LIST, number=number)
    if seen is not None and list(seen) != [str(each["code"]) for each in row.body.get("entry", ())]:
        raise RuleBrokenError("form.stale", version=number, given=number)
    return row


def _save(draft: RuleSet, lines: list[dict[str, Any]], *, actor: Actor, at: datetime) -> RuleSet:
    body = {**draft.body, "entry": lines}
    read_list(body, number=draft.number)
    return rulesets.edit_draft(
        rule_set_id=draft.pk, valid_from=draft.valid_from, source=draft.source, body=body, actor=actor, at=at
    )


def digest_of(draft: RuleSet) -> str:
    """Return the hash of what a draft says."""
    return sha256(json.dumps(draft.body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def check_tried(draft: RuleSet) -> None:
    """Refuse to propose a draft that was not tried as it stands."""
    tried = TrialRun.objects.filter(number=draft.number, digest=digest_of(draft), finished_at__isnull=False)
    if not tried.exists():
        raise RuleBrokenError("duties.not_tried", number=draft.number)


@transaction.atomic
def ask_trial(*, number: int, received_from: date, received_to: date, actor: Actor, at: datetime) -> TrialRun:
    """Ask the worker to try a draft over the cases received in a period 试运行."""
    policies.RELEASE_RULES.check(actor)
    draft = _draft(number)
    if draft.is_released:
        raise RuleBrokenError("rules.released_already", family=LIST, number=number)
    if received_to < received_from or (received_to - received_from).days > LONGEST_TRIAL_DAYS:
        raise RuleBrokenError("duties.trial_days", most=LONGEST_TRIAL_DAYS)
    run = TrialRun.objects.create(
        number=number,
        digest=digest_of(draft),
        received_from=received_from,
        received_to=received_to,
        asked_by=actor.person_id,
        asked_at=at,
    )
    outbox.publish(TRIAL, [run.pk])
    audit.record("duties.trial_asked", run, actor=actor, at=at, number=number, begin=str(received_from))
    return run
