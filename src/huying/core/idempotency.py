"""Idempotency keys 幂等: a request sent twice works once; the same key with another body is refused.

The key is written in the transaction of the work itself, so a crash leaves neither or both. A second request with
the key waits for the first one's end and gets its answer; where it would wait too long it is told so (409).
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, OperationalError, connection, transaction

from huying.core import crypto
from huying.core.clock import system_now
from huying.core.models import IdempotencyKey
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable

CONTEXT = "idempotency.answer"
KEPT = timedelta(hours=48)
"""How long a key is known; at least 24 hours are promised."""
LONGEST_WAIT = "10s"
BOUNDED_INSERT = """
    insert into core_idempotencykey (scope, key, fingerprint, created_at)
    select %s, %s, %s, %s::timestamptz from (select set_config('lock_timeout', %s, true)) as bounded returning id
"""


def fingerprint(body: object) -> str:
    """Return the hash of a request's body, independent of key order."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def once(
    *, scope: str, key: str, body: object, work: Callable[[], dict[str, Any]], sender: str = ""
) -> tuple[dict[str, Any], bool]:
    """Run `work` once for a sender's key, in one transaction with it; returns its answer and whether it ran now.

    The answer may hold a tracking code, so it is kept sealed; the sender, who may be an address, only as a hash.
    """
    named = f"{scope}:{crypto.blind_index(sender, context='idempotency.sender')[:32]}" if sender else scope
    digest = fingerprint(body)
    try:
        return _worked(named, key, digest, work), True
    except IntegrityError:
        known = IdempotencyKey.objects.filter(scope=named, key=key).first()
        if known is None:
            raise
    return _answer_of(known, digest), False


def _worked(scope: str, key: str, digest: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    with transaction.atomic():
        row = _begin(scope, key, digest)
        answer = work()
        sealed = crypto.seal(json.dumps(answer), context=CONTEXT)
        IdempotencyKey.objects.filter(pk=row).update(answer=sealed)
    return answer


def _begin(scope: str, key: str, digest: str) -> int:
    """Take the key or wait for who has it; on PostgreSQL one statement bounds the wait and writes the row."""
    at = system_now()
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(BOUNDED_INSERT, [scope, key, digest, at, LONGEST_WAIT])
                return int(cursor.fetchone()[0])
        return IdempotencyKey.objects.create(scope=scope, key=key, fingerprint=digest, created_at=at).pk
    except OperationalError as error:
        raise RuleBrokenError("idempotency.still_running", key=key) from error


def _answer_of(known: IdempotencyKey, digest: str) -> dict[str, Any]:
    if known.fingerprint != digest:
        raise RuleBrokenError("idempotency.other_body", key=known.key)
    if known.answer is None:
        raise RuleBrokenError("idempotency.still_running", key=known.key)
    found: dict[str, Any] = json.loads(crypto.unseal(known.answer, context=CONTEXT))
    return found
