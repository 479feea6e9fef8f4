"""The responsibility list 责任清单: from what is known of a case to who leads, who assists, and on what ground.

Source: mission A4; R4.4 (国办函〔2025〕66号: matters of departments may not be sent down); R4.5 (first receiver).
The list is data; this is its arithmetic. An entry names the values it needs; what an entry needs and nobody
knows becomes a question, at most two, never a guess. The list ends in a fallback, so no case is without holder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_QUESTIONS, FALLBACK = 2, "fallback"
KEYS = ("topic", "kind", "nature", "mode", "part", "warranty", "urgency")


class StreetList(Enum):
    """On which of a street's three lists a matter stands 镇街履职清单."""

    NONE = ""
    BASIC = "basic"  # 基本履职
    COOPERATING = "cooperating"  # 配合履职
    TAKEN_BACK = "taken_back"  # 上级收回


class Part(Enum):
    """Which part of a compound a matter concerns 部位."""

    EXCLUSIVE = "exclusive"  # 专有部分
    COMMON = "common"  # 共有部分
    UTILITY = "utility"  # 专业经营单位设施
    PUBLIC = "public"  # 市政公共区域


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A kind of unit with, for departments, its subject 牵头单位."""

    kind: UnitKind
    subject: str = ""

    @property
    def written(self) -> str:
        """Return it as the data of a list have it: `street` or `department:housing`."""
        return f"{self.kind.value}:{self.subject}" if self.subject else self.kind.value

    @classmethod
    def parse(cls, written: str) -> Lead:
        """Read `street` or `department:housing`."""
        kind, _, subject = written.partition(":")
        try:
            return cls(kind=UnitKind(kind), subject=subject)
        except ValueError as error:
            raise RuleBrokenError("routing.lead_unknown", lead=written) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list 清单事项."""

    code: str
    needs: Mapping[str, frozenset[str]]
    lead: Lead
    assist: tuple[Lead, ...] = ()
    ground: str = ""
    street_list: StreetList = StreetList.NONE
    zh: str = ""
    en: str = ""

    @property
    def is_department_only(self) -> bool:
        """Tell whether the matter may not be sent down to street or community (R4.4)."""
        return self.lead.kind is UnitKind.DEPARTMENT or self.street_list is StreetList.TAKEN_BACK


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityList:
    """A version of the list; the first entry that fits wins; the fallback fits everything."""

    number: int
    entries: tuple[Entry, ...]
    fallback: Lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a case goes 派单建议."""

    entry: str
    lead: Lead
    assist: tuple[Lead, ...] = ()
    ground: str = ""
    street_list: StreetList = StreetList.NONE
    is_department_only: bool = False
    is_fallback: bool = False
    questions: tuple[str, ...] = field(default=())


def read_list(body: Mapping[str, Any], *, number: int) -> ResponsibilityList:
    """Read a list from its data, or refuse naming the line that is wrong."""
    seen: set[str] = set()
    entries = []
    for line in body.get("entry", ()):
        entries.append(_read_entry(line))
        if entries[-1].code in seen:
            raise RuleBrokenError("routing.entry_twice", code=entries[-1].code)
        seen.add(entries[-1].code)
    if FALLBACK not in body:
        raise RuleBrokenError("routing.no_fallback")
    return ResponsibilityList(number=number, entries=tuple(entries), fallback=Lead.parse(str(body[FALLBACK])))


def _read_entry(line: Mapping[str, Any]) -> Entry:
    unknown = set(line.get("when", {})) - set(KEYS)
    if unknown:
        raise RuleBrokenError("routing.key_unknown", code=line.get("code", ""), keys=sorted(unknown))
    return Entry(
        code=str(line["code"]),
        needs={key: frozenset(values) for key, values in line.get("when", {}).items()},
        lead=Lead.parse(str(line["lead"])),
        assist=tuple(Lead.parse(written) for written in line.get("assist", ())),
        ground=str(line.get("ground", "")),
        street_list=StreetList(line.get("street_list", "")),
        zh=str(line.get("zh", "")),
        en=str(line.get("en", "")),
    )


def route(duties: ResponsibilityList, known: Mapping[str, str]) -> Route:
    """Return the first entry that fits what is known; open keys on the way become questions."""
    questions: list[str] = []
    for entry in duties.entries:
        if any(known.get(key) and known[key] not in values for key, values in entry.needs.items()):
            continue
        missing = [key for key in entry.needs if not known.get(key)]
        if not missing:
            return _route_of(entry, questions)
        questions += [key for key in missing if key not in questions]
    return Route(entry=FALLBACK, lead=duties.fallback, is_fallback=True, questions=tuple(questions[:MOST_QUESTIONS]))


def _route_of(entry: Entry, questions: Sequence[str]) -> Route:
    return Route(
        entry=entry.code,
        lead=entry.lead,
        assist=entry.assist,
        ground=entry.ground,
        street_list=entry.street_list,
        is_department_only=entry.is_department_only,
        questions=tuple(questions[:MOST_QUESTIONS]),
    )


def check_dispatch(entry: Entry | None, *, to: UnitKind) -> None:
    """Refuse to send a department's matter down to street, community or enterprise (R4.4)."""
    below = {UnitKind.STREET, UnitKind.COMMUNITY, UnitKind.ENTERPRISE, UnitKind.COMMITTEE}
    if entry is not None and entry.is_department_only and to in below:
        raise RuleBrokenError("case.department_only", entry=entry.code, ground=entry.ground)


def check_holder(*, holder: int, about: int | None, is_kin: bool = False) -> None:
    """Refuse to have a complaint held by the unit it is about, or by one bound to it (mission A4)."""
    if about is not None and (holder == about or is_kin):
        raise RuleBrokenError("case.held_by_complained_about")


def is_bound(holder: UnitKind, about: UnitKind, *, stands_below: bool, stands_above: bool) -> bool:
    """Tell whether a unit is too close to the one complained about to hold the complaint 利害关系.

    Whoever stands below it never holds it. Among firms and committees the parent does not either; an office
    above an office does, since that is whom the law names for complaints about it.
    """
    self_governed = {UnitKind.ENTERPRISE, UnitKind.COMMITTEE}
    return stands_below or (stands_above and holder in self_governed and about in self_governed)


def entry_body(entry: Entry) -> dict[str, Any]:
    """Return a line as the data of a list have it."""
    body: dict[str, Any] = {
        "code": entry.code,
        **{tongue: name for tongue, name in (("zh", entry.zh), ("en", entry.en)) if name},
        "when": {key: sorted(values) for key, values in entry.needs.items()},
        "lead": entry.lead.written,
        "assist": [lead.written for lead in entry.assist],
        "ground": entry.ground,
    }
    return body | ({"street_list": entry.street_list.value} if entry.street_list.value else {})
