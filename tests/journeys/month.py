"""A month of a small city, played by simulated staff through the public API; seeded, so that it can be played again.

Every case is reported, dispatched, signed for, answered and called back by programs with tokens of their own. Some
units are late, some send back what is theirs, one never acts, some try what is not theirs to do; some whistles stay
unanswered. The play keeps a ledger of its own: what it did and heard, from which rates can be counted without asking
the product.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from huying.cases.models import Case, Clock
from huying.config import working
from huying.rules.case_flow import CLOCKS, CaseState
from huying.rules.whistles import Cause
from huying.whistles import actions as whistles
from huying.whistles.actions import Asked
from tests.api.callers import Caller, caller
from tests.cases.desk import set_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from tests.people import City

CHINA = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2021, 6, 1, 9, tzinfo=CHINA)
DAYS, TAIL, HOURS = 30, 16, (9, 12, 15, 18)
PLACE = {"place_code": "371002003001", "compound_code": "371002003001-0001"}
TOPICS = ("LFT", "SVC", "PRK", "FIR", "MNT", "FEE")
TEXTS = ("3号楼电梯停运", "物业收费不公示", "地下车库被占用", "消防通道停满车", "楼顶漏水没人修", "公共收益没有公布")
STAFF = {
    "firm": ("firm_staff", "firm_manager"),
    "street": ("street_officer", "street_leader"),
    "community": ("community_worker", "community_worker"),
    "urban": ("department_officer", "department_leader"),
    "district": ("district_clerk", "district_leader"),
    "city": ("city_clerk", "city_leader"),
}
ABOVE = ("street_officer", "street_leader", "district_clerk", "district_leader", "city_clerk", "city_leader")
REFUSED = {403, 404, 409, 422}


@dataclass(slots=True, kw_only=True)
class Told:
    """What the play knows of a case."""

    received_at: datetime
    contacted: bool = False
    verdicts: list[tuple[datetime, bool, bool]] = field(default_factory=list)


class Month:
    """The play."""

    def __init__(self, city: City, *, cases: int, seed: str) -> None:
        self.city, self.dice = city, random.Random(seed)
        self.calls = {name: caller(city, name) for name in city.people}
        self.units = {unit.name: key for key, unit in city.units.items()}
        self.due = sorted(self.dice.randrange(DAYS * len(HOURS)) for _case in range(cases))
        self.ledger: dict[str, Told] = {}
        self.open: list[str] = []
        self.answers: Counter[int] = Counter()
        self.refused: Counter[str] = Counter()
        self.unanswered: list[int] = []

    # -- the days

    def instants(self) -> Iterator[datetime]:
        """Yield the instants at which something happens: the month and the days after it."""
        for day in range(DAYS + TAIL):
            for hour in HOURS:
                yield (FIRST + timedelta(days=day)).replace(hour=hour)

    def play(self) -> None:
        """Play it to the end; the worker works between the acts."""
        for number, at in enumerate(self.instants()):
            set_clock(at)
            working.turn()
            for _case in range(self.due.count(number)):
                self._report(at)
            if number % 16 == 7 and number < DAYS * len(HOURS):
                self._whistle(at)
            for case in list(self.open):
                self._act(case, at)
            self.check_clocks()

    def check_clocks(self) -> None:
        """Hold at once that every open case has a clock that keeps it awake, and somebody who holds it."""
        running: dict[int, set[str]] = {}
        for case, kind in Clock.objects.filter(stopped_at=None).values_list("case_id", "kind"):
            running.setdefault(case, set()).add(kind)
        rows = Case.objects.exclude(state=CaseState.CLOSED.value).values_list("pk", "state", "holder_unit_id")
        for pk, state, holder in rows:
            wanted = {kind.value for kind in CLOCKS[CaseState(state)]}
            assert wanted <= running.get(pk, set()), (pk, state, running.get(pk))
            assert holder, pk

    # -- what staff do

    def _say(self, response: HttpResponse | Any) -> bool:
        self.answers[response.status_code] += 1
        assert response.status_code in {200, 201} | REFUSED, response.content.decode()[:400]
        if response.status_code in REFUSED:
            self.refused[json.loads(response.content)["code"]] += 1
        return response.status_code in {200, 201}

    def _report(self, at: datetime) -> None:
        by = self.calls[self.dice.choice(("hotline_desk", "city_clerk", "district_clerk"))]
        which = self.dice.randrange(len(TEXTS))
        is_complaint = self.dice.random() < 0.4
        given = {"kind": "complaint", "nature": "complaint"} if is_complaint else {}
        response = by.report(text=f"{TEXTS[which]}，第{len(self.ledger)}次", phone="13812341234", **PLACE, **given)
        if self._say(response):
            number = json.loads(response.content)["number"]
            self.ledger[number] = Told(received_at=at)
            self.open.append(number)

    def _whistle(self, at: datetime) -> None:
        street = self.city["street_leader"]
        asked = Asked(
            place=self.city.served.key // 10_000 * 10_000,
            compound=self.city.served.key,
            called=[self.city.units["urban"].pk],
            cause=Cause.JOINT_ENFORCEMENT,
            item="W01",
            matter="楼顶违建",
            tries="上门劝阻两次",
        )
        whistle = whistles.ask(asked, actor=street, at=at)
        if self.dice.random() < 0.5:
            urban = self.city.units["urban"].pk
            whistles.arrive(whistle.pk, unit_id=urban, actor=self.city["street_officer"], at=at + timedelta(hours=1))
        else:
            self.unanswered.append(whistle.pk)

    def _read(self, number: str) -> dict[str, Any]:
        response = self.calls["city_clerk"].get(f"/api/v1/cases/{number}")
        assert response.status_code == 200
        found: dict[str, Any] = json.loads(response.content)
        return found

    def _step(self, seen: dict[str, Any], name: str, step: str, **given: Any) -> bool:
        response = self.calls[name].step(seen["number"], step, seen["version"], **given)
        return self._say(response)

    def _act(self, number: str, at: datetime) -> None:
        """Let whoever must act next do so, or be slow."""
        if self.dice.random() < 0.55:
            return
        seen = self._read(number)
        if seen["state"] == "closed":
            self.open.remove(number)
            return
        key = self.units.get(seen["holder"], "")
        if self.dice.random() < 0.04:  # somebody who must not
            wrong = self.dice.choice(("community_worker", "firm_staff", "caller", "auditor", "other_clerk"))
            self._step(seen, wrong, "close", ending="solved", reason="不该由我")
            seen = self._read(number)
        acts = {
            "triage": self._triage,
            "dispatched": self._dispatched,
            "handling": self._handling,
            "checking": self._checking,
            "return_asked": self._return_asked,
            "answered": self._answered,
            "standing": self._standing,
        }
        if seen["state"] in acts:
            acts[seen["state"]](seen, key, at)

    def _triage(self, seen: dict[str, Any], _key: str, _at: datetime) -> None:
        self._step(seen, "district_clerk", "dispatch", topic=self.dice.choice(TOPICS), **PLACE)

    def _dispatched(self, seen: dict[str, Any], key: str, _at: datetime) -> None:
        if key not in STAFF:
            return  # nobody works there: the clocks tell above
        staff, _leader = STAFF[key]
        if self.dice.random() < 0.15:
            self._step(seen, staff, "send_back", ground="not_our_duty", reason="不属本单位职责")
        else:
            self._step(seen, staff, "sign")

    def _handling(self, seen: dict[str, Any], key: str, _at: datetime) -> None:
        if key not in STAFF:
            return
        staff, _leader = STAFF[key]
        told = self.ledger[seen["number"]]
        if not told.contacted and self.dice.random() < 0.8:
            told.contacted = self._step(seen, staff, "contact", note="已联系")
            return
        chance = self.dice.random()
        if chance < 0.05:
            self._step(seen, staff, "pause", reason="expert_opinion", note="等检测")
        elif chance < 0.12:
            self._step(seen, staff, "resume")
        elif chance < 0.17:
            self._step(seen, staff, "extend", days=3, reason="配件未到")
        elif chance < 0.22:
            self._first(seen, ABOVE, "decide_extension", granted=self.dice.random() < 0.5, reason="按实际情况")
        else:
            self._step(seen, staff, "draft", text="已处理完毕。")

    def _checking(self, seen: dict[str, Any], key: str, _at: datetime) -> None:
        if key not in STAFF:
            return
        staff, leader = STAFF[key]
        checked = self._step(seen, leader, "check", approved=self.dice.random() < 0.9, remark="请写明日期")
        if not checked or self.dice.random() < 0.7:
            self._step(self._read(seen["number"]), staff, "issue")

    def _return_asked(self, seen: dict[str, Any], _key: str, _at: datetime) -> None:
        self._first(seen, ABOVE, "rule_return", upheld=self.dice.random() < 0.3, reason="已核实")

    def _answered(self, seen: dict[str, Any], _key: str, at: datetime) -> None:
        if self.dice.random() < 0.2:
            self._step(seen, "caller", "call_back", reached=False)
            return
        solved = self.dice.random() < 0.7
        satisfied = solved and self.dice.random() < 0.9
        if self._step(seen, "caller", "call_back", contacted=True, solved=solved, satisfied=satisfied):
            self.ledger[seen["number"]].verdicts.append((at, solved, satisfied))
        elif self.dice.random() < 0.5:
            self._first(seen, ABOVE, "close", ending="explained", reason="已依法解释")
        else:
            self._first(seen, ABOVE, "rework", reason="再办一次")

    def _standing(self, seen: dict[str, Any], _key: str, _at: datetime) -> None:
        self._first(seen, ABOVE, "close", ending="explained", reason="已依法解释")

    def _first(self, seen: dict[str, Any], names: tuple[str, ...], step: str, **given: Any) -> bool:
        """Let the first take the step who may."""
        return any(self._step(seen, name, step, **given) for name in names)


__all__ = ["DAYS", "FIRST", "Caller", "Month", "Told"]
