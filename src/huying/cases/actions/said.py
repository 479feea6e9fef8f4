"""What a row says of an outside order 平台所载, and what becomes of it beside what is known 比对.

The same number with a later dispatch is a new round; a row of an earlier round is compared with that round and
never undoes a later one; a blank cell takes nothing back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.cases.models import OutsideOrder
from huying.core import bulk, crypto

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CONTEXT = "import.staged"
MIRRORED = (
    "limit_at",
    "status",
    "urged_at",
    "redo_at",
    "call_back_contacted",
    "call_back_solved",
    "call_back_satisfied",
    "handler",
    "result",
    "finished_at",
)
"""Fields of an order that a sheet may change; the platform's word wins."""
WORDING = "wording"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a row says of an order; `digest` is the keyed hash of its words and its reporter."""

    source: str
    key: str
    digest: str
    is_numbered: bool = True
    dispatched_at: datetime | None = None
    limit_at: datetime | None = None
    status: str = ""
    urged_at: datetime | None = None
    redo_at: datetime | None = None
    call_back_contacted: bool | None = None
    call_back_solved: bool | None = None
    call_back_satisfied: bool | None = None
    handler: str = ""
    result: str = ""
    finished_at: datetime | None = None
    title: str = ""
    text: str = ""
    name: str = ""
    phone: str = ""

    def sealed(self) -> bytes:
        """Return the row encrypted, as it waits in the database."""
        facts = {entry.name: _plain(getattr(self, entry.name)) for entry in fields(self)}
        return crypto.seal(json.dumps(facts, ensure_ascii=False), context=CONTEXT)

    @classmethod
    def unsealed(cls, sealed: bytes | memoryview[int]) -> Said:
        """Return the row that `sealed` kept."""
        facts: dict[str, Any] = json.loads(crypto.unseal(sealed, context=CONTEXT))
        instants: dict[str, Any] = {name: _instant(facts[name]) for name in facts if name.endswith("_at")}
        return cls(**(facts | instants))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


class FateKind(Enum):
    """What becomes of a row 处理结果."""

    CREATED = "created"  # 新增
    UPDATED = "updated"  # 更新
    ROUND = "rounds"  # 新一轮
    UNCHANGED = "unchanged"  # 无变化


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a row, the round it belongs to, and each changed field with its old and new value."""

    kind: FateKind
    order: OutsideOrder | None
    changes: dict[str, tuple[object, object]]


def judge(orders: Sequence[OutsideOrder], said: Said) -> Fate:
    """Return what becomes of a row, given the rounds known of its number, the first first."""
    if not orders:
        return Fate(FateKind.CREATED, None, {})
    order = _round_of(orders, said)
    if order is None:
        later = said.dispatched_at is not None and all(
            known.dispatched_at is None or known.dispatched_at < said.dispatched_at for known in orders
        )
        latest = orders[-1]
        changes: dict[str, tuple[object, object]] = {"dispatched_at": (latest.dispatched_at, said.dispatched_at)}
        return Fate(FateKind.ROUND, latest, changes) if later else Fate(FateKind.UNCHANGED, None, {})
    changes = _changed(order, said)
    return Fate(FateKind.UPDATED if changes else FateKind.UNCHANGED, order, changes)


def _round_of(orders: Sequence[OutsideOrder], said: Said) -> OutsideOrder | None:
    """Return the round a row belongs to; one whose dispatch was never told takes the first that is."""
    latest = orders[-1]
    if said.dispatched_at is None or all(known.dispatched_at is None for known in orders):
        return latest
    return next((known for known in orders if known.dispatched_at == said.dispatched_at), None)


def _changed(order: OutsideOrder, said: Said) -> dict[str, tuple[object, object]]:
    found: dict[str, tuple[object, object]] = {}
    for name in (*MIRRORED, "dispatched_at"):
        told, known = getattr(said, name), getattr(order, name)
        if told not in (None, "", known):
            found[name] = (known, told)
    if said.digest != order.digest:
        found[WORDING] = (order.wording, f"{said.title}\n{said.text}".strip())
    return found


def order_of(said: Said, *, case_id: int, round_number: int = 1) -> OutsideOrder:
    """Return the mirror of an order as received."""
    return bulk.made(
        OutsideOrder,
        case_id=case_id,
        source=said.source,
        external_id=said.key,
        round=round_number,
        dispatched_at=said.dispatched_at,
        digest=said.digest,
        is_numbered=said.is_numbered,
        **{name: getattr(said, name) for name in MIRRORED},
    )


def known_orders(source: str, keys: Iterable[str]) -> dict[str, list[OutsideOrder]]:
    """Return the rounds known of each number, the first first."""
    found: dict[str, list[OutsideOrder]] = {}
    for row in OutsideOrder.objects.filter(source=source, external_id__in=set(keys)).order_by("round"):
        found.setdefault(row.external_id, []).append(row)
    return found


class Standing:
    """What is known while a sheet is read through: the rows of the database, and what the sheet itself added.

    Only numbers that the sheet repeats are remembered, so that memory stays flat.
    """

    def __init__(self, *, source: str, repeated: set[str]) -> None:
        self.source = source
        self.repeated = repeated
        self._known: dict[str, list[OutsideOrder]] = {}
        self._carried: dict[str, list[OutsideOrder]] = {}

    def look_up(self, keys: Iterable[str]) -> None:
        """Read what is known of the numbers that come next."""
        self._known = known_orders(self.source, (key for key in keys if key not in self._carried))

    def fate(self, said: Said) -> Fate:
        """Return what becomes of the next row, and remember it where its number comes again."""
        orders = self._carried.get(said.key) or self._known.get(said.key, [])
        found = judge(orders, said)
        if said.key in self.repeated:
            self._carried[said.key] = _with(orders, said, found)
        return found


def _with(orders: list[OutsideOrder], said: Said, fate: Fate) -> list[OutsideOrder]:
    if fate.kind in {FateKind.CREATED, FateKind.ROUND}:
        return [*orders, order_of(said, case_id=0, round_number=len(orders) + 1)]
    if fate.kind is FateKind.UPDATED and fate.order is not None:
        for name, (_before, after) in fate.changes.items():
            setattr(fate.order, name, after)
        fate.order.digest = said.digest
    return orders
