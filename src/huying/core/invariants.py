"""What must always hold 不变式: named rules about the rows, each counted, with a few examples of what breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.utils.functional import _StrPromise

EXAMPLES = 5


class Level(Enum):
    """How much a breach weighs."""

    FAULT = "fault"  # 故障: exit code 1
    NOTICE = "notice"  # 提示


class Group(Enum):
    """What is looked at; after a restore the running processes are not."""

    ROWS = "rows"  # 数据
    INSTALLATION = "installation"  # 安装
    RUNNING = "running"  # 运行


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """One rule; `breaches` yields a short name for each row or thing that breaks it, and keeps nothing."""

    name: str
    meaning: _StrPromise
    breaches: Callable[[], Iterable[str]]
    level: Level = Level.FAULT
    group: Group = Group.ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How often a rule is broken, with the first examples."""

    invariant: Invariant
    count: int
    examples: tuple[str, ...]


def judge(rules: Iterable[Invariant]) -> Iterator[Finding]:
    """Look at each rule in turn; memory does not grow with the rows."""
    for invariant in rules:
        count = 0
        examples: list[str] = []
        for breach in invariant.breaches():
            count += 1
            if len(examples) < EXAMPLES:
                examples.append(breach)
        yield Finding(invariant=invariant, count=count, examples=tuple(examples))
