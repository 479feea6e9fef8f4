"""Addresses 送达地址: given by oneself, proved by a code that comes there, taken away at any time."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import Person
from huying.core import audit, crypto
from huying.core.throttle import throttle
from huying.notices import policies, ways
from huying.notices.delivery_rules import rules_at
from huying.notices.models import Address
from huying.notices.queries import ADDRESS
from huying.notices.ways.carrying import NotCarriedError
from huying.notices.wording import code_message
from huying.rules.delivery import checked_address
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor
    from huying.notices.ways.carrying import Carrier
    from huying.rules.delivery import DeliveryRules, Way

DIGITS = 6


def _carrier(way: Way) -> Carrier:
    carrier = ways.opened().get(way)
    if carrier is None:
        raise RuleBrokenError("notice.way_shut", way=way)
    return carrier


def _hash(code: str, *, person_id: int, way: Way) -> str:
    return crypto.blind_index(f"{person_id}|{way.value}|{code}", context=ADDRESS)


def ask_code(way: Way, *, address: str, language: str, actor: Actor, at: datetime) -> Address:
    """Give an address, or the same once more, and have a code sent there; until it is proved nothing else is sent."""
    policies.SET_NOTICES.check(actor)
    carrier, rules = _carrier(way), rules_at(at)
    person_id = actor.person_id or 0
    plain = checked_address(way, address)
    throttle("notice.code", str(person_id), most=rules.codes_an_hour, at=at)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    row = _keep(way, plain, code, rules=rules, actor=actor, at=at)
    minutes = int(rules.code_lives.total_seconds()) // 60
    key = f"notice.code:{row.pk}:{at.timestamp():.0f}"
    try:
        carrier.carry(code_message(code, to=plain, key=key, minutes=minutes, language=language, at=at))
    except NotCarriedError as error:
        raise RuleBrokenError("notice.code_not_sent", why=error.why) from None
    return row


@transaction.atomic
def _keep(way: Way, plain: str, code: str, *, rules: DeliveryRules, actor: Actor, at: datetime) -> Address:
    person_id = actor.person_id or 0
    Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    row = Address.objects.filter(person=person_id, way=way.value).first() or Address(person_id=person_id, way=way.value)
    row.sealed = crypto.seal(plain, context=ADDRESS)
    row.asked_at, row.verified_at = at, None
    row.code_hash, row.code_until = _hash(code, person_id=person_id, way=way), at + rules.code_lives
    row.save()
    audit.record("notice.address_asked", row, actor=actor, at=at, way=way.value)
    return row


def confirm_address(way: Way, *, code: str, actor: Actor, at: datetime) -> Address:
    """Prove an address by the code that came there; a code works once, within its time, for a few tries."""
    policies.SET_NOTICES.check(actor)
    person_id = actor.person_id or 0
    asked = Address.objects.filter(person=person_id, way=way.value).exclude(code_hash="").first()
    if asked is None:
        raise RuleBrokenError("notice.no_code")
    throttle(f"notice.confirm.{asked.asked_at.timestamp()}", f"{asked.pk}", most=rules_at(at).code_tries, at=at)
    with transaction.atomic():
        row = Address.objects.select_for_update(of=("self",)).filter(pk=asked.pk, code_hash=asked.code_hash).first()
        if row is None or row.code_until is None or at >= row.code_until:
            raise RuleBrokenError("notice.code_over")
        if not hmac.compare_digest(row.code_hash, _hash(code.strip(), person_id=person_id, way=way)):
            raise RuleBrokenError("notice.code_wrong")
        row.verified_at, row.code_hash, row.code_until = at, "", None
        row.save()
        audit.record("notice.address_proved", row, actor=actor, at=at, way=way.value)
    return row


@transaction.atomic
def remove_address(way: Way, *, actor: Actor, at: datetime) -> None:
    """Take an address away; nothing more is sent there, and what waited is needless."""
    policies.SET_NOTICES.check(actor)
    rows = Address.objects.select_for_update(of=("self",))
    row = rows.filter(person=actor.person_id or 0, way=way.value).first()
    if row is None:
        raise RuleBrokenError("notice.no_address")
    audit.record("notice.address_removed", row, actor=actor, at=at, way=way.value)
    row.delete()
