"""Sessions in the database 会话: looked up in every request, so their query is worked out once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from huying.core import clock
from huying.core.compiled import Compiled

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _open(*, key: str, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


_session = Compiled(_open, key=str, at=datetime)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, found by a query that is kept."""

    def _get_session_from_db(self) -> Any:
        """Return the row of a session that has not run out; without one the key is given up."""
        found = _session.objects(key=self.session_key, at=clock.system_now()) if self.session_key else []
        if not found:
            self._session_key = None
        return found[0] if found else None
