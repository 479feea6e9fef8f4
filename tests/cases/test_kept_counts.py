"""Whatever happens to cases and whenever the worker counts, every figure of a board is a recount of the rows."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from huying.accounts.models import Unit
from huying.cases.actions import counting, ending
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.receiving import receive_many
from huying.cases.models import Case, CaseStep, CellMark, CountedMonth, FlowCell, MonthCell
from huying.cases.models.cases import CHINA
from huying.cases.queries import counts, flows, kept_counts, kept_invariants, rates
from huying.cases.queries.months import month_of, shifted
from huying.cases.queries.visible import visible_to
from huying.cases.tasks import index_received
from huying.core.actors import RESIDENT, SYSTEM
from huying.core.policies import NotAllowedError
from huying.regions import queries as regions
from huying.rules.case_facts import CallBackBy, Kind, Nature
from huying.rules.errors import RuleBrokenError
from huying.rules.linkage import LEVELS
from huying.rules.places import key_of
from huying.rules.roles import Role, UnitKind
from huying.rulesets import stamps
from tests.cases.desk import DAY, HOUR, answered, busy, called_back, sent
from tests.cases.walking import SOLVED, TRIES
from tests.people import AT, COMMUNITY, DISTRICT, seat

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from huying.core.actors import Actor
    from tests.people import City

OTHER = "371002003002"
READERS = ("city_leader", "other_clerk", "street_officer", "department_officer", "caller")
MONTHS = [date(2021, 4, 1), date(2021, 5, 1), date(2021, 6, 1), date(2021, 7, 1)]
INSIDE = (DISTRICT, "371003")


def facts_of(case: Case, *, at: datetime) -> dict[str, bool]:
    """Say of one case what boards count, knowing nothing of how they do it."""
    contacts = [
        clock for clock in case.clocks.all() if clock.kind == "contact" and not clock.is_cancelled and clock.stopped_at
    ]
    calls = [row for row in case.call_backs.all() if row.is_reached]
    waits = case.state in {"triage", "dispatched", "handling", "checking", "return_asked", "standing"}
    is_late = case.due_at is not None and case.due_at < at and not case.is_paused
    return {
        "received": True,
        "property_received": case.is_property,
        "open": case.state != "closed",
        "overdue": waits and is_late,
        "long_term": case.is_long_term,
        "answered": case.answered_at is not None,
        "on_time": bool(case.answered_at and case.due_at and case.answered_at <= case.due_at),
        "contacted": any(clock.red_at is None for clock in contacts),
        "called_back": bool(calls),
        "solved": any(row.is_solved for row in calls),
        "satisfied": any(row.is_satisfied for row in calls),
    }


Facts = dict[int, tuple[date, dict[str, bool]]]


def all_facts(at: datetime) -> Facts:
    """Say it of every case, with the month it was received in."""
    rows = Case.objects.prefetch_related("clocks", "call_backs")
    return {case.pk: (month_of(case.received_at), facts_of(case, at=at)) for case in rows}


def added_up(actor: Actor, facts: Facts, *, place: str, month: date, at: datetime) -> dict[str, int]:
    """Add up what the actor's cases of a place and month say, leaving out what is nothing."""
    here = visible_to(actor).filter(regions.in_place(place, on=at.astimezone(CHINA).date()))
    said = [facts[pk][1] for pk in here.values_list("pk", flat=True) if facts[pk][0] == month]
    return without_nothing({name: sum(each[name] for each in said) for name in (said[0] if said else ())})


def without_nothing(counts: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if number}


def assert_recounted(actor: Actor, *, at: datetime, facts: Facts | None = None) -> None:
    facts = all_facts(at) if facts is None else facts
    boards = rates.by_month(actor, place="3710", months=MONTHS, at=at)
    for month in MONTHS:
        assert without_nothing(asdict(boards[month])) == added_up(actor, facts, place="3710", month=month, at=at)
    assert_flows_recounted(actor, at=at)
    places = rates.by_place(actor, within="3710", places=INSIDE, month=MONTHS[2], at=at)
    for place in INSIDE:
        assert without_nothing(asdict(places[place])) == added_up(actor, facts, place=place, month=MONTHS[2], at=at)


def flows_added_up(actor: Actor, *, place: str, month: date, at: datetime) -> dict[tuple[str, str, str], int]:
    """Add up from level to level what the steps of the actor's cases of a place say, each looked at by itself."""
    levels = {unit.pk: LEVELS[UnitKind(unit.kind)].value for unit in Unit.objects.all()}
    here = visible_to(actor).filter(regions.in_place(place, on=at.astimezone(CHINA).date()))
    found: Counter[tuple[str, str, str]] = Counter()
    for row in CaseStep.objects.filter(case__in=list(here)).select_related("case"):
        if month_of(row.at) != month or row.step not in {"dispatch", "send_back", "escalate"}:
            continue
        from_unit = row.case.holder_unit_id if row.step == "escalate" else row.unit_id
        to = levels.get(row.facts.get("ruler" if row.step == "send_back" else "unit"))
        if to:
            name = "return" if row.step == "send_back" else row.step
            found[name, levels[from_unit] if from_unit else "", to] += 1
    return dict(found)


def assert_flows_recounted(actor: Actor, *, at: datetime) -> None:
    for place, month in product(("3710", DISTRICT), MONTHS):
        found = {
            (each.flow.value, each.start.value if each.start else "", each.to.value): each.count
            for each in flows.moved(actor, place=place, month=month, at=at)
        }
        assert found == flows_added_up(actor, place=place, month=month, at=at)


class Days(RuleBasedStateMachine):
    """Cases of two communities and two months, steps as they come, and a worker that counts now and then."""

    city: City

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = AT
        self.cases: list[int] = []

    @initialize()
    def begin(self) -> None:
        for at in (AT - 20 * DAY, AT - HOUR):
            self.cases.append(answered(self.city, at=at).pk)

    @rule(
        place=st.sampled_from((OTHER, COMMUNITY, DISTRICT, None)), days=st.integers(0, 40), is_complaint=st.booleans()
    )
    def receive(self, place: str | None, days: int, is_complaint: bool) -> None:  # noqa: FBT001 - hypothesis names it
        nature: dict[str, Any] = {"nature": Nature.COMPLAINT, "kind": Kind.COMPLAINT} if is_complaint else {}
        key = key_of(place) if place else None
        compound = self.city.served.key if place == COMMUNITY else None
        at = self.at - timedelta(days=days)
        case = self.city.receive(at=self.at, received_at=at, place=compound or key, compound=compound, **nature)
        self.cases.append(case.pk)

    @rule(count=st.integers(1, 3), topic=st.sampled_from(("", "LFT")))
    def receive_several(self, count: int, topic: str) -> None:
        wanted = [self.city.demand(topic=topic) for _each in range(count)]
        self.cases += [row.case.pk for row in receive_many(wanted, actor=self.city["city_clerk"], at=self.at)]

    @rule()
    def suggest(self) -> None:
        index_received(self.cases)

    @rule(which=st.integers(0, 99), order=st.permutations(sorted(TRIES)), hours=st.sampled_from((1, 20, 100, 400)))
    def step(self, which: int, order: list[str], hours: int) -> None:
        self.at += timedelta(hours=hours, minutes=1)
        for name in order:
            if self._is_taken(self.cases[which % len(self.cases)], name):
                break

    @rule(which=st.integers(0, 99))
    def send_to_the_other_community(self, which: int) -> None:
        case = Case.objects.get(pk=self.cases[which % len(self.cases)])
        confirmed = Confirmed(topic="ILL", place=key_of(OTHER))
        self._try(lambda: dispatch(case.pk, confirmed, actor=self.city["district_clerk"], at=self.at))

    def _is_taken(self, case_id: int, name: str) -> bool:
        case = Case.objects.select_related("holder_unit").get(pk=case_id)
        return self._try(lambda: TRIES[name](self.city, case, self.at))

    def _try(self, step: Callable[[], object]) -> bool:
        try:
            with transaction.atomic():
                step()
        except (RuleBrokenError, NotAllowedError):
            return False
        return True

    @rule(is_all=st.booleans())
    def count(self, is_all: bool) -> None:  # noqa: FBT001 - hypothesis names it
        if is_all:
            counting.count_due()
        else:
            counting.count_changed()

    @invariant()
    def every_figure_is_a_recount(self) -> None:
        facts = all_facts(self.at)
        for actor in (SYSTEM, *(self.city[name] for name in READERS)):
            assert_recounted(actor, at=self.at, facts=facts)
        assert list(kept_invariants.invariants()[0].breaches()) == []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        stamps.forget()


def test_every_figure_is_a_recount_whatever_happens_and_whenever_the_worker_counts(city: City) -> None:
    made: type[Any] = type("DaysInCity", (Days,), {"city": city})
    kept = settings(
        max_examples=int(os.environ.get("HUYING_WALKS", "4")),
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(made, settings=kept)


@pytest.fixture
def _counted(city: City) -> None:
    busy(city)
    while counting.count_due():
        pass


@pytest.mark.usefixtures("_counted")
def test_what_was_counted_is_read_and_not_counted_again() -> None:
    assert CellMark.objects.count() == 0
    assert set(CountedMonth.objects.values_list("pk", flat=True)) == {date(2021, 5, 1), date(2021, 6, 1)}
    before = rates.by_month(SYSTEM, place="3710", months=MONTHS, at=AT)
    MonthCell.objects.filter(month=date(2021, 5, 1)).update(received=1000)
    wrong = rates.by_month(SYSTEM, place="3710", months=MONTHS, at=AT)
    assert FlowCell.objects.filter(moved_in=date(2021, 6, 1)).update(count=1000)
    assert min(each.count for each in flows.moved(SYSTEM, place="3710", month=date(2021, 6, 1), at=AT)) >= 1000
    assert wrong[date(2021, 5, 1)].received >= 1000
    assert wrong[date(2021, 6, 1)] == before[date(2021, 6, 1)]


@pytest.mark.usefixtures("_counted")
def test_a_change_is_seen_at_once_and_kept_once_the_worker_has_counted(city: City) -> None:
    cells = list(MonthCell.objects.order_by("pk").values())
    called_back(city)
    marked = CellMark.objects.count()
    assert marked
    assert_recounted(SYSTEM, at=AT + DAY)
    assert list(MonthCell.objects.order_by("pk").values()) == cells
    assert counting.count_changed() == 1
    assert CellMark.objects.count() == 0
    assert_recounted(SYSTEM, at=AT + DAY)


def test_a_case_that_moves_is_counted_anew_in_both_communities(city: City) -> None:
    case = city.receive(place=key_of(OTHER), compound=None)
    while counting.count_due():
        pass
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT + HOUR)
    assert kept_counts.changed_cells([date(2021, 6, 1)]) == {date(2021, 6, 1): {key_of(OTHER), key_of(COMMUNITY)}}
    counting.count_due()
    assert [(cell.place, cell.received) for cell in MonthCell.objects.all()] == [(key_of(COMMUNITY), 1)]


@pytest.mark.usefixtures("_counted")
def test_a_change_that_comes_while_the_worker_counts_is_counted_the_next_time(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (answered(city) for _twice in range(2))
    real = counts.counted

    def meanwhile(*given: Any) -> Any:
        found = real(*given)
        monkeypatch.setattr(counting, "counted", real)
        ending.call_back(second.pk, SOLVED, by=CallBackBy.REPORTER, actor=RESIDENT, at=AT + DAY)
        return found

    ending.call_back(first.pk, SOLVED, by=CallBackBy.REPORTER, actor=RESIDENT, at=AT + DAY)
    monkeypatch.setattr(counting, "counted", meanwhile)
    counting.count_changed()
    assert CellMark.objects.count() == 1
    assert_recounted(SYSTEM, at=AT + DAY)
    counting.count_changed()
    assert CellMark.objects.count() == 0
    assert_recounted(SYSTEM, at=AT + DAY)


@pytest.mark.usefixtures("_counted")
def test_a_month_with_many_changed_cells_is_counted_as_a_whole(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_counts, "FEW", 1)
    monkeypatch.setattr(counting, "FEW", 1)
    city.receive(place=key_of(OTHER), compound=None)
    sent(city)
    assert len(kept_counts.changed_cells([date(2021, 6, 1)])[date(2021, 6, 1)]) == 2
    assert_recounted(SYSTEM, at=AT + DAY)
    counting.count_changed()
    assert CellMark.objects.count() == 0
    assert_recounted(SYSTEM, at=AT + DAY)


@pytest.mark.usefixtures("_counted")
def test_a_post_that_covers_one_compound_is_counted_from_its_rows(city: City) -> None:
    actor = seat(city, "grid_worker", unit="community", role=Role.COMMUNITY_WORKER, place=city.served.code)
    MonthCell.objects.update(received=1000)
    FlowCell.objects.update(count=1000)
    assert_recounted(actor, at=AT)


@pytest.mark.usefixtures("_counted")
def test_the_doctor_names_a_cell_that_is_wrong_unless_it_waits_to_be_counted() -> None:
    breaches = kept_invariants.invariants()[0].breaches
    assert list(breaches()) == []
    cell = MonthCell.objects.filter(month=date(2021, 5, 1)).order_by("pk")[0]
    MonthCell.objects.filter(pk=cell.pk).update(satisfied=77)
    assert list(breaches()) == [f"2021-05 {cell.place} {cell.holder_unit_id}"]
    counting.mark([(AT - 10 * DAY, cell.place)])
    assert list(breaches()) == []
    counting.count_changed()
    assert list(breaches()) == []
    flow = FlowCell.objects.order_by("pk")[0]
    FlowCell.objects.filter(pk=flow.pk).update(count=77)
    assert list(breaches()) == [f"{flow.month:%Y-%m} {flow.place} {flow.holder_unit_id}"]
    FlowCell.objects.filter(pk=flow.pk).update(count=flow.count)
    assert list(breaches()) == []
    MonthCell.objects.all().delete()
    assert len(list(breaches())) > 1


def test_months_are_kept_from_the_newest_a_few_at_a_time(city: City) -> None:
    city.receive(at=AT, received_at=AT - 200 * DAY)
    city.receive(at=AT)
    first = [shifted(date(2021, 6, 1), -back) for back in range(counting.MONTHS_OF_A_TURN)]
    assert counting.count_due() == counting.MONTHS_OF_A_TURN
    assert sorted(CountedMonth.objects.values_list("pk", flat=True), reverse=True) == first
    while counting.count_due():
        pass
    assert CountedMonth.objects.count() == 8
