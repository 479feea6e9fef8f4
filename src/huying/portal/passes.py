"""A pass 查询凭证: who has shown code and digits goes on for an hour without typing them again."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from huying.rules.errors import RuleBrokenError

SALT = "portal.pass"
VALID = timedelta(hours=1)


def make(case_id: int) -> str:
    """Return a pass for a case, signed; it stands in the forms of the page and nowhere else."""
    return signing.dumps(case_id, salt=SALT)


def case_of(written: str) -> int:
    """Return the case of a pass, or refuse one that is over or not ours."""
    try:
        return int(signing.loads(written, salt=SALT, max_age=VALID))
    except signing.BadSignature as error:
        raise RuleBrokenError("tracking.pass_over") from error
