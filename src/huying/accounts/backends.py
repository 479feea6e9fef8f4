"""Who a session belongs to 会话中的人员: read in every request, so its query is worked out once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from huying.accounts.models import Person
from huying.core.compiled import Compiled

_person = Compiled(lambda *, pk: Person.objects.filter(pk=pk), pk=int)


class PersonBackend(ModelBackend):
    """Signs persons in by name and password, and finds them again by the number in their session."""

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person of a session, None where there is none or they may no longer sign in."""
        found = _person.objects(pk=int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None
