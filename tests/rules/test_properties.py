"""What holds whatever the numbers, for the families whose tests are tables: nothing gets worse by being better."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import (
    assembly,
    catalogue,
    city_management,
    electorate,
    fund,
    hotline_duties,
    inspection,
    masking,
    mediation,
    party,
    party_admission,
    profiles,
    protection,
    provider,
    review,
)
from huying.rules.city_management import MonthOfCases, TimeUnit
from huying.rules.credit import DrawClass
from huying.rules.deadlines import CHINA
from huying.rules.electorate import Part, PartState
from huying.rules.inspection import InspectionKind
from huying.rules.mediation import MediationState, MediationStep
from huying.rules.party import Form, Purpose, TermKind
from huying.rules.protection import Incident, Record
from huying.rules.review import Basis, Effect, Reply
from tests.rules.vectors import CALENDAR, day

if TYPE_CHECKING:
    from huying.rules.catalogue import Entry

DAYS = st.dates(date(2004, 6, 1), date(2030, 12, 31))
LATER = st.integers(0, 400)
PROFILES = st.sampled_from(sorted(profiles.PROFILES))
ENTRIES = st.sampled_from(sorted(catalogue.shipped().entries.values(), key=lambda entry: entry.code))
SMALL, COUNTS = st.integers(0, 120), st.integers(0, 10_000)
ROWS = st.tuples(st.integers(1, 20_000), st.sampled_from("abcd"), st.sampled_from(list(PartState)))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Zs", "Cc"]), min_size=1, max_size=24)


# Limits


@given(ENTRIES, PROFILES, DAYS, LATER)
def test_no_duty_that_begins_later_ends_earlier(entry: Entry, profile: str, start: date, later: int) -> None:
    def ends(on: date) -> Any:
        at = datetime(on.year, on.month, on.day, 9, tzinfo=CHINA)
        return catalogue.shipped().reckon(entry.code, start=at, profile=profile, calendar=CALENDAR).due.due

    assert ends(start) <= ends(start + timedelta(days=later))


@given(st.sampled_from(list(TimeUnit)), DAYS, st.integers(0, 6000), st.integers(1, 30), st.integers(0, 5))
def test_a_longer_limit_of_city_management_never_ends_earlier(
    unit: TimeUnit, on: date, minutes: int, amount: int, more: int
) -> None:
    start = datetime(on.year, on.month, on.day, tzinfo=CHINA) + timedelta(minutes=minutes)
    short, long = (city_management.due(start, each, unit=unit, calendar=CALENDAR) for each in (amount, amount + more))
    assert start < short.due <= long.due


@given(st.sampled_from(list(Record)), DAYS, LATER)
def test_a_later_record_is_never_kept_shorter_and_nothing_goes_before_its_day(
    record: Record, made: date, later: int
) -> None:
    last = protection.kept_until(record, made=made)
    assert made < last <= protection.kept_until(record, made=made + timedelta(days=later))
    assert not protection.may_purge(record, made=made, on=last)
    assert protection.may_purge(record, made=made, on=last + timedelta(days=1))


@given(DAYS, st.integers(0, 1439))
def test_critical_infrastructure_reports_first(on: date, minutes: int) -> None:
    at = datetime(on.year, on.month, on.day, tzinfo=CHINA) + timedelta(minutes=minutes)
    dues = [protection.incident_due(at, incident=each).due for each in Incident]
    assert at < dues[0] < dues[1] < dues[2]


# Owners


@given(st.lists(ROWS, min_size=1), st.data())
def test_a_roll_does_not_depend_on_the_order_of_parts_and_loses_no_area(
    rows: list[tuple[int, str, PartState]], data: st.DataObject
) -> None:
    parts = [
        Part(part=str(place), area_dm2=area, owners=frozenset(owner), state=state)
        for place, (area, owner, state) in enumerate(rows)
    ]
    mixed = data.draw(st.permutations(parts))
    roll, other = (electorate.roll_of(each, parking_counts=True) for each in (parts, mixed))
    assert roll.areas == other.areas
    assert electorate.fingerprint(parts) == electorate.fingerprint(mixed)
    assert roll.total.area_dm2 == sum(each.area_dm2 for each in parts)
    assert roll.total.heads <= len(parts)


@given(st.integers(1, 5000), st.data(), PROFILES)
def test_one_more_owner_never_takes_an_extraordinary_meeting_away(
    heads: int, data: st.DataObject, profile: str
) -> None:
    proposers = data.draw(st.integers(0, heads - 1))
    fewer, more = (
        assembly.may_demand(heads=heads, proposers=each, profile=profile) for each in (proposers, proposers + 1)
    )
    assert fewer <= more


@given(st.integers(0, 10**9), st.integers(1, 120), st.data())
def test_a_refund_is_within_what_was_paid_and_shrinks_as_months_are_served(
    prepaid: int, paid: int, data: st.DataObject
) -> None:
    served = data.draw(st.integers(0, paid - 1))
    more, less = (
        provider.refund_fen(prepaid_fen=prepaid, months_paid=paid, months_served=each) for each in (served, served + 1)
    )
    assert 0 <= less <= more <= prepaid


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 10**6))
def test_a_fuller_fund_never_needs_a_top_up_that_an_emptier_one_does_not(balance: int, deposit: int, more: int) -> None:
    emptier, fuller = (
        fund.needs_top_up(balance_fen=each, first_deposit_fen=deposit) for each in (balance, balance + more)
    )
    assert fuller <= emptier
    least, most = fund.first_deposit_range(deposit)
    assert Fraction(least, deposit) >= Fraction(1, 20) or least == -(-deposit // 20)
    assert most * 100 <= deposit * 8


# Inspections


@given(st.sampled_from(list(DrawClass)), COUNTS, PROFILES)
def test_no_class_is_drawn_beyond_its_number_and_a_worse_one_never_less(
    found: DrawClass, count: int, profile: str
) -> None:
    taken = [inspection.class_quota(each, count=count, profile=profile, on=day("2026-01-05")) for each in DrawClass]
    assert taken == sorted(taken)
    assert 0 <= taken[list(DrawClass).index(found)] <= count


@given(SMALL, SMALL)
def test_a_service_check_is_never_capped_and_a_lead_always_heard(done: int, cap: int) -> None:
    inspection.check_cap(done=done, cap=cap, kind=InspectionKind.SERVICE_CHECK, has_lead=False)
    inspection.check_cap(done=done, cap=cap, kind=InspectionKind.ADMIN_INSPECTION, has_lead=True)


# Hotline and city management


@given(COUNTS, PROFILES)
def test_call_backs_are_at_least_the_share_and_never_more_than_was_closed(closed: int, profile: str) -> None:
    needed = hotline_duties.call_backs_needed(closed, profile=profile)
    assert profiles.value(profile, "hotline.call_back_share").share * closed <= needed <= closed


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 50), st.integers(0, 9), st.integers(0, 9))
def test_more_closed_never_costs_and_more_failed_never_earns_points(
    on_time: int, close: int, reworked: int, thrice: int, false: int
) -> None:
    def points(on_time: int, failed: int) -> Fraction:
        month = MonthOfCases(
            on_time_rate=Fraction(on_time),
            close_rate=Fraction(close),
            reworked=reworked + failed,
            reworked_thrice=thrice + failed,
            false_reports=false + failed,
        )
        return city_management.month_points(month, profile="jinhua")

    assert 0 <= points(on_time, 1) <= points(on_time, 0) <= points(min(on_time + 1, 100), 0)


# Party organisation


@given(SMALL, SMALL)
def test_one_more_full_member_never_makes_a_smaller_organisation(full: int, probationary: int) -> None:
    forms = [party.form(full=each, probationary=probationary).form for each in (full, full + 1)]
    assert list(Form).index(forms[0]) <= list(Form).index(forms[1])
    assert (
        party.form(full=full, probationary=probationary + 1).officers is party.form(full=full, probationary=0).officers
    )


@given(st.integers(1, 300), st.data())
def test_one_more_present_and_one_more_in_favour_never_undo_a_meeting(voters: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, voters - 1))
    favour = data.draw(st.integers(0, present))
    for purpose in Purpose:
        fewer = party.meeting(purpose, voters=voters, present=present, in_favour=favour)
        more = party.meeting(purpose, voters=voters, present=present + 1, in_favour=favour + 1)
        assert fewer.is_valid <= more.is_valid
        assert bool(fewer.is_admitted) <= bool(more.is_admitted)


@given(st.sampled_from(list(TermKind)), DAYS, LATER)
def test_a_later_election_never_ends_a_term_earlier(kind: TermKind, elected: date, later: int) -> None:
    ends = party.term(kind, elected=elected).ends
    assert elected < ends <= party.term(kind, elected=elected + timedelta(days=later)).ends
    assert party_admission.probation_ends(elected) <= party_admission.probation_ends(elected + timedelta(days=later))


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_work_coverage_is_never_below_organisation_coverage(own: int, joint: int, instructor: int, bare: int) -> None:
    found = party.coverage(firms=own + joint + instructor + bare, own=own, joint=joint, instructor=instructor)
    if found.organisation is not None:
        assert 0 <= float(found.organisation) <= float(str(found.work)) <= 100


# Review, mediation, masking


@pytest.mark.parametrize(("basis", "reply"), list(product(Basis, Reply)))
def test_only_a_refusal_on_law_or_adopted_rules_blocks_and_silence_is_no_pass(basis: Basis, reply: Reply) -> None:
    found = review.effect(basis=basis, reply=reply).effect
    assert (found is Effect.BLOCK) == (reply is Reply.NOT_PASS and basis is not Basis.POLICY)
    assert (found is Effect.CLEAR) == (reply in {Reply.PASS, Reply.NO_DATA})


@pytest.mark.parametrize("state", list(MediationState))
def test_either_side_may_leave_until_there_is_an_agreement_and_nothing_follows_an_end(state: MediationState) -> None:
    steps = [step for step in MediationStep if (state, step) in mediation.FLOW]
    is_open = state in {MediationState.ASKED, MediationState.ACCEPTED, MediationState.MEETING}
    assert (MediationStep.WITHDRAW in steps) == is_open
    assert bool(steps) == (state not in {MediationState.ENDED, MediationState.PERFORMED})


@given(st.sampled_from(["phone", "name", "id"]), WORDS)
def test_a_mask_keeps_the_length_and_shows_only_the_ends(kind: str, value: str) -> None:
    masked = masking.mask(kind, value)
    assert len(masked) == len(value)
    shown = [place for place, character in enumerate(masked) if character != "*"]
    ends = {0} if kind == "name" else {0, 1, 2, *range(len(value) - 4, len(value))}
    assert set(shown) <= ends
    assert len(shown) < len(value)
    assert all(masked[place] == value[place] for place in shown)


@given(WORDS, st.sampled_from(["号楼", "栋"]), WORDS)
def test_an_address_is_shown_up_to_its_building(street: str, building: str, door: str) -> None:
    plain = street.replace("号楼", "").replace("栋", "") or "甲"
    assert masking.mask("address", f"{plain}{building}{door}") == f"{plain}{building}*"
