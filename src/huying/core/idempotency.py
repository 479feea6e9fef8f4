"""Idempotency keys 幂等: a request sent twice works once; the same key with another body is refused."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from huying.core import crypto
from huying.core.models import IdempotencyKey
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable

CONTEXT = "idempotency.answer"


def fingerprint(body: object) -> str:
    """Return the hash of a request's body, independent of key order."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def once(*, scope: str, key: str, body: object, work: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """Run `work` once for a key, in one transaction with it; returns its answer and whether it ran now.

    The answer may hold a tracking code, so it is kept sealed.
    """
    digest = fingerprint(body)
    known = IdempotencyKey.objects.filter(scope=scope, key=key).first()
    if known is None:
        try:
            with transaction.atomic():
                row = IdempotencyKey.objects.create(scope=scope, key=key, fingerprint=digest)
                answer = work()
                row.answer = crypto.seal(json.dumps(answer), context=CONTEXT)
                row.save(update_fields=["answer"])
                return answer, True
        except IntegrityError:
            known = IdempotencyKey.objects.filter(scope=scope, key=key).first()
            if known is None:
                raise
    if known.fingerprint != digest:
        raise RuleBrokenError("idempotency.other_body", key=key)
    if known.answer is None:
        raise RuleBrokenError("idempotency.still_running", key=key)
    return json.loads(crypto.unseal(known.answer, context=CONTEXT)), False
