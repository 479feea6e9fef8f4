"""The rows of one case 案卷, stored or held in memory: what every step reads and writes.

A single door works on a `Stored` folder: the case locked in its transaction, every row written at once. A bulk
door works on a `Held` one: a row gets its key when it is added and is written later with many others. The steps
are the same code on both, so a bulk door cannot give a row anything but what the single door gives.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from huying.cases.actions.building import Intake
from huying.cases.actions.counting import mark
from huying.cases.models import Milestone, Reporter
from huying.core import outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import Model

    from huying.cases.models import Case
    from huying.core.models import AuditRecord

    T = TypeVar("T", bound=Model)


class Folder(ABC):
    """The rows of one case; `wanted` values are equal, None (is null), or a tuple (one of)."""

    case: Case
    intake: Intake
    lead: int | None = None
    """The case whose step is taken on this one too, where it follows another."""

    @abstractmethod
    def find(self, model: type[T], **wanted: Any) -> list[T]:
        """Return the case's rows of a model, in the order they were added."""

    def last(self, model: type[T], **wanted: Any) -> T | None:
        """Return the row added last, if any."""
        found = self.find(model, **wanted)
        return found[-1] if found else None

    @abstractmethod
    def reporter(self) -> Reporter | None:
        """Return who reported it, where that is known."""

    @abstractmethod
    def add(self, *rows: Model) -> None:
        """Add rows of one model; each has its key afterwards."""

    @abstractmethod
    def save(self, row: Model, *fields: str) -> None:
        """Keep what was changed on a row; without fields all of it."""

    @abstractmethod
    def save_all(self, rows: Sequence[Model], *fields: str) -> None:
        """Keep what was changed on these fields of several rows of one model."""

    @abstractmethod
    def update(self, model: type[Model], wanted: Mapping[str, Any], **values: Any) -> None:
        """Set values on every row that is wanted."""

    @abstractmethod
    def recount(self, *places: int) -> None:
        """Say that what is counted of the case changed, with the places it lay and lies in."""

    @abstractmethod
    def note(self, entry: AuditRecord) -> None:
        """Append an audit record."""

    @abstractmethod
    def publish(self, name: str) -> None:
        """Tell others what happened to the case."""

    @abstractmethod
    def tell(self, name: str, row: Model) -> None:
        """Tell others of one row, as it happens; a life told afterwards is no news."""


class Stored(Folder):
    """A case in the database; the caller holds its lock and the transaction."""

    def __init__(self, case: Case, *, intake: Intake | None = None, lead: int | None = None) -> None:
        self.case = case
        self.intake = intake or Intake.open()
        self.lead = lead

    def _rows(self, model: type[T], wanted: Mapping[str, Any]) -> Any:
        lookups = {f"{name}__in" if isinstance(value, tuple) else name: value for name, value in wanted.items()}
        rows = model._base_manager.filter(case=self.case, **lookups)
        return rows.select_related("standing") if model is Milestone else rows

    def find(self, model: type[T], **wanted: Any) -> list[T]:
        """Read rows."""
        return list(self._rows(model, wanted).order_by("id"))

    def last(self, model: type[T], **wanted: Any) -> T | None:
        """Read the newest row."""
        found: T | None = self._rows(model, wanted).order_by("-id").first()
        return found

    def reporter(self) -> Reporter | None:
        """Read the reporter's sealed row."""
        return Reporter.objects.filter(pk=self.case.pk).first()

    def add(self, *rows: Model) -> None:
        """Write new rows."""
        if len(rows) == 1:
            rows[0].save(force_insert=True)
        elif rows:
            type(rows[0])._base_manager.bulk_create(rows)

    def save(self, row: Model, *fields: str) -> None:
        """Write a row."""
        row.save(update_fields=fields or None)

    def save_all(self, rows: Sequence[Model], *fields: str) -> None:
        """Write rows in one statement."""
        if len(rows) == 1:
            self.save(rows[0], *fields)
        elif rows:
            type(rows[0])._base_manager.bulk_update(rows, fields)

    def update(self, model: type[Model], wanted: Mapping[str, Any], **values: Any) -> None:
        """Write values in one statement."""
        self._rows(model, wanted).update(**values)

    def recount(self, *places: int) -> None:
        """Mark the cells of the case."""
        mark((self.case.received_at, place) for place in places)

    def note(self, entry: AuditRecord) -> None:
        """Write the record."""
        entry.save(force_insert=True)

    def publish(self, name: str) -> None:
        """Write a message in the transaction."""
        outbox.publish(name, [self.case.pk])

    def tell(self, name: str, row: Model) -> None:
        """Write a message about the row in the transaction."""
        outbox.publish(name, [row.pk])


class Held(Folder):
    """A case in memory, with the rows that hang on it; a bulk door writes them when its life is told."""

    def __init__(self, case: Case, *, intake: Intake, new_key: Callable[[type[Model]], int]) -> None:
        self.case = case
        self.intake = intake
        self.rows: defaultdict[type[Model], list[Any]] = defaultdict(list)
        self.entries: list[AuditRecord] = []
        self.messages: list[str] = []
        self._new_key = new_key
        case.pk = new_key(type(case))

    def find(self, model: type[T], **wanted: Any) -> list[T]:
        """Return the held rows that are wanted."""
        return [row for row in self.rows[model] if _is_wanted(row, wanted)]

    def reporter(self) -> Reporter | None:
        """Return the held row."""
        found = self.find(Reporter)
        return found[0] if found else None

    def add(self, *rows: Model) -> None:
        """Give rows their keys and hold them."""
        for row in rows:
            kind = type(row)
            if not kind._meta.pk.is_relation:
                row.pk = self._new_key(kind)
            self.rows[kind].append(row)

    def save(self, row: Model, *fields: str) -> None:
        """Do nothing: the held row is the row."""

    def save_all(self, rows: Sequence[Model], *fields: str) -> None:
        """Do nothing: the held rows are the rows."""

    def update(self, model: type[Model], wanted: Mapping[str, Any], **values: Any) -> None:
        """Set values on held rows."""
        for row in self.find(model, **wanted):
            for name, value in values.items():
                setattr(row, name, value)

    def recount(self, *places: int) -> None:
        """Do nothing: what was never written was never counted."""

    def note(self, entry: AuditRecord) -> None:
        """Hold the record."""
        self.entries.append(entry)

    def publish(self, name: str) -> None:
        """Hold the message."""
        self.messages.append(name)

    def tell(self, name: str, row: Model) -> None:
        """Do nothing."""


def _is_wanted(row: Model, wanted: Mapping[str, Any]) -> bool:
    for name, value in wanted.items():
        here = getattr(row, name)
        if here not in value if isinstance(value, tuple) else here != value:
            return False
    return True
