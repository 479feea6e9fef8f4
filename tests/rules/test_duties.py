"""What may not be done is refused with its reason; what may be done passes (R3-R10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from huying.rules import (
    city_management,
    figures,
    fund,
    hotline_duties,
    inspection,
    mediation,
    party,
    party_admission,
    profiles,
    protection,
    provider,
    review,
)
from huying.rules.city_management import Stage
from huying.rules.credit import DrawClass
from huying.rules.errors import RuleBrokenError
from huying.rules.fund import Checker
from huying.rules.inspection import Body, InspectionKind, Inspector, Tie
from huying.rules.mediation import Agreement, AgreementState, MediationState, MediationStep
from huying.rules.party import Doing, LifeMeeting
from huying.rules.profiles import Book, read_values
from huying.rules.provider import Complainant, PostedWhere
from huying.rules.review import Basis, CandidateSource, Effect, Ground
from tests.rules.vectors import CALENDAR, day, result

if TYPE_CHECKING:
    from collections.abc import Callable

ADMIN, SERVICE = InspectionKind.ADMIN_INSPECTION, InspectionKind.SERVICE_CHECK
THREE = frozenset({Checker.OWNER, Checker.COMMITTEE, Checker.PROVIDER})
FREE = Inspector(id="a", has_certificate=True, ties={})
TIED = Inspector(id="b", has_certificate=True, ties={"E1": frozenset({Tie.KINSHIP})})
BARE = Inspector(id="c", has_certificate=False, ties={})


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (lambda: city_management.check_stage(Stage.FILED, Stage.CLOSED), "city.stage_not_now"),
        (lambda: city_management.county_of("123"), "city.code_shape"),
        (lambda: city_management.rework_rate(failed=2, verified=1), "ratio.above_one"),
        (lambda: city_management.rework_rate(failed=-1, verified=1), "ratio.above_one"),
        (lambda: fund.needs_top_up(balance_fen=1, first_deposit_fen=0), "field.type"),
        (lambda: fund.needs_top_up(balance_fen=-1, first_deposit_fen=1), "field.type"),
        (lambda: fund.check_object(is_owned_by_utility=True), "fund.utility_pays"),
        (lambda: use(posted_days=6), "fund.posting_too_short"),
        (lambda: use(has_decision=False), "fund.no_decision"),
        (lambda: emergency(is_renewal=True), "fund.renewal_needs_vote"),
        (lambda: emergency(checked_by=THREE - {Checker.OWNER}), "fund.check_missing"),
        (lambda: emergency(has_committee=False), "fund.check_missing"),
        (lambda: hotline_duties.reception(calls=1, connected=2, slowest_seconds=1), "ratio.above_one"),
        (lambda: hotline_duties.extension_check(11, profile="shandong"), "hotline.extension_range"),
        (lambda: hotline_duties.extension_check(0, profile="shandong"), "hotline.extension_range"),
        (lambda: hotline_duties.level_above("moon"), "field.type"),
        (lambda: hotline_duties.share_of_weights((0, 0, 0)), "field.type"),
        (lambda: hotline_duties.share_of_weights((-1, 1, 1)), "field.type"),
        (lambda: figures.counted(a=1, b=-1), "field.type"),
        (lambda: inspection.check_body(Body.GRID_WORKERS, kind=ADMIN), "inspection.body_may_not"),
        (lambda: inspection.check_ground(legal_basis=" ", kind=ADMIN), "inspection.no_law"),
        (lambda: inspection.check_team([FREE, FREE], enterprise="E1", kind=ADMIN), "inspection.team_too_small"),
        (lambda: inspection.check_team([FREE, TIED], enterprise="E1", kind=SERVICE), "inspection.must_withdraw"),
        (lambda: inspection.check_team([FREE, BARE], enterprise="E1", kind=ADMIN), "inspection.no_certificate"),
        (lambda: inspection.check_cap(done=2, cap=2, kind=ADMIN, has_lead=False), "inspection.cap_reached"),
        (lambda: inspection.penalty_due(day("2026-01-05"), 4, calendar=CALENDAR), "inspection.not_a_penalty_limit"),
        (lambda: mediation.check_start(consents=(True,)), "mediation.not_voluntary"),
        (lambda: mediation.after(MediationState.ASKED, MediationStep.AGREE), "mediation.step_not_now"),
        (lambda: mediation.check_committee(members=2, women=1), "mediation.committee"),
        (lambda: mediation.check_committee(members=3, women=0), "mediation.committee"),
        (lambda: mediation.check_extension(consents=()), "mediation.extension_without_consent"),
        (lambda: mediation.check_public_session(objections=1, recording_consents=(True,)), "mediation.not_public"),
        (lambda: mediation.check_public_session(objections=0, recording_consents=()), "mediation.not_public"),
        (lambda: party_admission.check_training(days=2, hours=23), "party.training_too_short"),
        (lambda: party_admission.check_introducers(1), "party.introducers_missing"),
        (lambda: party_admission.check_age(17), "party.under_age"),
        (lambda: provider.check_resolution(lead=" ", due=day("2026-01-05")), "conference.resolution_open"),
        (lambda: provider.check_resolution(lead="住建局", due=None), "conference.resolution_open"),
        (lambda: provider.refund_fen(prepaid_fen=1, months_paid=0, months_served=0), "field.type"),
        (lambda: provider.refund_fen(prepaid_fen=1, months_paid=1, months_served=2), "field.type"),
        (lambda: served(ends="2026-03-01"), "provider.emergency_too_long"),
        (lambda: served(is_posted=False), "provider.emergency_not_posted"),
        (lambda: provider.check_tariff(old_fen=1, new_fen=2, has_passed_vote=False), "provider.fee_without_vote"),
        (lambda: provider.check_pressing(cuts_supply=True), "provider.supply_cut"),
        (lambda: provider.check_hand_on(times=1), "provider.handed_on_twice"),
        (lambda: review.check_published(frozenset({"phone"}), consents_to_membership=True), "review.not_public"),
        (
            lambda: review.check_published(frozenset({"party_member"}), consents_to_membership=False),
            "review.not_public",
        ),
    ],
)
def test_it_is_refused(done: Callable[[], Any], code: str) -> None:
    with pytest.raises(RuleBrokenError) as broken:
        done()
    assert broken.value.code == code


def use(**given: Any) -> None:
    facts: dict[str, Any] = {"posted_days": 7, "has_decision": True, "profile": "qingdao"}
    fund.check_ordinary_use(**(facts | given))


def emergency(**given: Any) -> None:
    facts: dict[str, Any] = {"checked_by": THREE, "has_committee": True, "is_renewal": False}
    fund.check_emergency_use(**(facts | given))


def served(*, ends: str = "2026-02-28", is_posted: bool = True) -> None:
    provider.check_emergency(start=day("2025-08-31"), ends=day(ends), profile="shandong", is_posted=is_posted)


def test_what_is_allowed_passes() -> None:
    fund.check_object(is_owned_by_utility=False)
    use()
    emergency()
    emergency(checked_by=THREE | {Checker.RESIDENTS_COMMITTEE}, has_committee=False)
    hotline_duties.extension_check(10, profile="shandong")
    inspection.check_body(Body.EMPOWERED, kind=ADMIN)
    inspection.check_body(Body.THIRD_PARTY, kind=SERVICE)
    inspection.check_ground(legal_basis="", kind=SERVICE)
    inspection.check_team([FREE, BARE], enterprise="E1", kind=SERVICE)
    inspection.check_team([FREE, TIED], enterprise="E2", kind=ADMIN)
    inspection.check_cap(done=1, cap=2, kind=ADMIN, has_lead=False)
    inspection.check_cap(done=2, cap=2, kind=ADMIN, has_lead=True)
    inspection.check_cap(done=9, cap=2, kind=SERVICE, has_lead=False)
    mediation.check_start(consents=(True, True))
    mediation.check_committee(members=9, women=9)
    mediation.check_extension(consents=(True, True))
    mediation.check_public_session(objections=0, recording_consents=(True, True))
    party_admission.check_training(days=3, hours=0)
    party_admission.check_training(days=0, hours=24)
    party_admission.check_introducers(2)
    party_admission.check_age(18)
    provider.check_resolution(lead="住建局", due=day("2026-01-05"))
    provider.check_tariff(old_fen=2, new_fen=2, has_passed_vote=False)
    provider.check_tariff(old_fen=1, new_fen=2, has_passed_vote=True)
    provider.check_pressing(cuts_supply=False)
    provider.check_hand_on(times=0)
    served()
    review.check_published(frozenset({"name", "party_member"}), consents_to_membership=True)


# Fund, provider


def test_the_fund() -> None:
    assert fund.needs_top_up(balance_fen=2999, first_deposit_fen=10000)
    assert not fund.needs_top_up(balance_fen=3000, first_deposit_fen=10000)
    assert fund.first_deposit_range(200001) == (10001, 16000)
    assert fund.draw_not_before(day("2025-04-01")) == date(2025, 4, 7)
    assert fund.first_payment_fen(99, profile="qingdao") == 69
    assert fund.first_payment_fen(99, profile="shandong") == 99
    assert fund.interest_posting_due(2025) == date(2026, 3, 31)


def test_the_provider() -> None:
    assert provider.filing_due(day("2025-04-25"), profile="shandong", calendar=CALENDAR).due == date(2025, 5, 6)
    assert provider.dismissal_notice(day("2026-12-31"), calendar=CALENDAR).due == date(2026, 10, 30)
    assert provider.dismissal_notice(day("2026-12-31"), agreed_days=10, calendar=CALENDAR).due == date(2026, 12, 21)
    assert provider.exit_due(day("2025-06-10"), calendar=CALENDAR).due == date(2025, 7, 10)
    agreed = provider.exit_due(day("2025-06-10"), agreed=day("2025-10-01"), calendar=CALENDAR)
    assert agreed.due == date(2025, 10, 9)
    assert provider.may_charge(day("2025-06-10"), ended=day("2025-06-10"), refuses_to_leave=True)
    assert not provider.may_charge(day("2025-06-11"), ended=day("2025-06-10"), refuses_to_leave=True)
    assert provider.may_charge(day("2025-06-11"), ended=day("2025-06-10"), refuses_to_leave=False)
    assert provider.refund_fen(prepaid_fen=100, months_paid=3, months_served=1) == 67
    assert provider.refund_fen(prepaid_fen=1, months_paid=2, months_served=1) == 1
    assert provider.report_due(day("2025-03-03"), profile="zibo", calendar=CALENDAR).due == date(2025, 3, 10)
    assert provider.acceptance_check_due(day("2026-06-30"), calendar=CALENDAR).raw == date(2026, 6, 15)
    assert provider.posted_name(name="李四", door="3-501", where=PostedWhere.COMPOUND) == "李四 3-501"
    assert provider.posted_name(name="李四", door="3-501", where=PostedWhere.INTERNET) == "3****"
    assert provider.posted_name(name="李四", door="3", where=PostedWhere.INTERNET) == "3*"


@pytest.mark.parametrize(
    ("by", "accepted"), [(Complainant.ONE_OWNER, None), (Complainant.TEN_OWNERS, date(2026, 2, 24))]
)
def test_a_complaint_to_a_department(by: Complainant, accepted: date | None) -> None:
    found = provider.complaint_due(day("2026-02-13"), by=by, profile="shandong", calendar=CALENDAR)
    assert (found.accepted and found.accepted.due) == accepted
    assert found.replied.due == date(2026, 2, 27)


# Inspection, mediation, party, review, protection, scoring


def test_inspections() -> None:
    assert inspection.withdrawn([FREE, TIED], enterprise="E1") == {"b"}
    assert inspection.yearly_cap("shandong", on=day("2026-01-05")) == 2
    quotas = [inspection.class_quota(each, count=40, profile="shandong", on=day("2026-01-05")) for each in DrawClass]
    assert quotas == [2, 4, 16, 40]
    assert inspection.result_due(day("2026-01-30"), profile="shandong", calendar=CALENDAR).due == date(2026, 3, 5)
    for days, due in ((2, date(2026, 2, 24)), (3, date(2026, 2, 25)), (5, date(2026, 2, 27)), (7, date(2026, 3, 2))):
        assert inspection.penalty_due(day("2026-02-13"), days, calendar=CALENDAR).due == due
    reasons = ("has_many_complaints", "has_serious_record", "has_lead")
    for named in (None, *reasons):
        given = {name: name == named for name in reasons}
        assert inspection.needs_key_supervision(**given) is (named is not None)


def test_mediation_goes_on_or_ends() -> None:
    assert mediation.after(MediationState.MEETING, MediationStep.AGREE) is MediationState.AGREED
    for state in (MediationState.ASKED, MediationState.ACCEPTED, MediationState.MEETING):
        assert mediation.after(state, MediationStep.WITHDRAW) is MediationState.ENDED
    oral = [Agreement(is_oral=True, is_recorded=each) for each in (True, False)]
    assert {mediation.agreement_state(each) for each in oral} == {AgreementState.EFFECTIVE}
    assert [mediation.lacks_record(each) for each in (*oral, Agreement())] == [False, True, False]
    unsigned = Agreement(signed_by_sides=(), is_signed_by_mediator=True, has_seal=True)
    alone = Agreement(signed_by_sides=(True, False), is_signed_by_mediator=True, has_seal=True)
    without = Agreement(signed_by_sides=(True, True), has_seal=True)
    assert {mediation.agreement_state(each) for each in (unsigned, alone, without)} == {AgreementState.DRAFT}
    assert mediation.follow_up_due(day("2025-01-02"), calendar=CALENDAR).due == date(2025, 2, 5)


def test_party_reminders_and_admission() -> None:
    assert party.coverage(firms=0, own=0, joint=0, instructor=0).organisation is None
    assert result("party.form", full=0)["form"] == "none"
    decided = day("2024-11-30")
    assert party_admission.approval_due(decided) == date(2025, 2, 28)
    assert party_admission.approval_due(decided, is_special=True) == date(2025, 5, 30)
    with pytest.raises(RuleBrokenError, match=r"ratio\.above_one"):
        party.meeting(party.Purpose.ELECTION, voters=1, present=2)


def test_a_branch_is_reminded_the_day_after_a_period_without_its_meeting() -> None:
    members, theme = LifeMeeting.MEMBERS, LifeMeeting.THEME_DAY
    assert party.reminded_on(members, held=(), on=day("2025-02-10")) == date(2025, 4, 1)
    assert party.reminded_on(members, held=(day("2025-02-01"),), on=day("2025-02-10")) is None
    assert party.reminded_on(members, held=(day("2024-12-31"), day("2025-04-01")), on=day("2025-03-31")) == date(
        2025, 4, 1
    )
    assert party.reminded_on(theme, held=(day("2025-03-05"),), on=day("2025-02-28")) == date(2025, 3, 1)
    assert party.reminded_on(theme, held=(), on=day("2025-12-31")) == date(2026, 1, 1)
    yearly = LifeMeeting.APPRAISAL
    assert party.reminded_on(yearly, held=(day("2025-01-15"),), on=day("2025-12-31")) is None
    assert party.reminded_on(yearly, held=(day("2024-12-31"),), on=day("2025-01-01")) == date(2026, 1, 1)
    months = {
        each.value: profiles.value("ministry", f"party.months_between_{each.value}").integer for each in LifeMeeting
    }
    assert months == {
        "members": 3,
        "committee": 1,
        "group": 1,
        "theme_day": 1,
        "organisation_life": 12,
        "appraisal": 12,
    }


def test_a_functional_branch_only_meets() -> None:
    party.check_functional(Doing.MEETING)
    for never in (Doing.ADMISSION, Doing.TRANSFER, Doing.DUES):
        with pytest.raises(RuleBrokenError, match=r"^party\.functional_may_not$"):
            party.check_functional(never)


def test_reviews() -> None:
    assert review.overdue_fees(is_judged=False, is_in_dispute=True) is Effect.WARNING
    assert review.overdue_fees(is_judged=True, is_in_dispute=True) is Effect.BLOCK
    assert review.overdue_fees(is_judged=False, is_in_dispute=False) is Effect.BLOCK
    assert review.reply_due(day("2026-02-13"), profile="shandong", calendar=CALENDAR).due == date(2026, 2, 27)
    assert review.review_due(day("2026-02-13"), profile="shandong", calendar=CALENDAR).due == date(2026, 3, 5)
    assert review.details_purged_on(day("2025-04-01")) == date(2026, 4, 1)


def test_a_ground_of_the_negative_list_blocks_only_where_it_stands_in_law_or_in_adopted_rules() -> None:
    on = day("2026-01-05")
    in_law = {
        city: "".join(each.value for each in Ground if review.basis_of(each, profile=city, on=on) is Basis.LAW)
        for city in ("taizhou", "huzhou", "shanghai", "beijing", "qingdao", "weihai-demo", "ministry")
    }
    assert in_law == {
        "taizhou": "n1n2n3n4n5n6",
        "huzhou": "n1n5n7",
        "shanghai": "n4n5n6",
        "beijing": "n3n6",
        "qingdao": "n4n5n6n10",
        "weihai-demo": "n4",
        "ministry": "",
    }
    adopted = {Ground.VOTE_BUYING, Ground.ILLEGAL_BUILDING}
    asked = (Ground.VOTE_BUYING, Ground.ILLEGAL_BUILDING, Ground.ARREARS)
    bases = [review.basis_of(each, profile="weihai-demo", on=on, adopted=adopted) for each in asked]
    assert bases == [Basis.ADOPTED_RULES, Basis.LAW, Basis.POLICY]


@pytest.mark.parametrize(
    ("ground", "profile", "ended", "last"),
    [
        (Ground.SENTENCE, "taizhou", "2021-03-01", "2026-02-28"),
        (Ground.SENTENCE, "weihai-demo", "2023-03-01", "2026-02-28"),
        (Ground.PENALTY, "huzhou", "2025-03-01", "2026-02-28"),
    ],
)
def test_a_sentence_and_a_penalty_cease_to_be_a_ground(ground: Ground, profile: str, ended: str, last: str) -> None:
    held = [
        review.still_holds(ground, ended=day(ended), on=each, profile=profile)
        for each in (day(last), day(last) + timedelta(days=1))
    ]
    assert held == [True, False]
    assert review.still_holds(Ground.VOTE_BUYING, ended=day("2004-03-01"), on=day(last), profile=profile)


def test_a_candidate_is_put_forward_as_the_city_names_and_encouragement_is_no_condition() -> None:
    for profile in ("weifang", "zibo", "beijing", "weihai-demo"):
        for source in CandidateSource:
            review.check_source(source, profile=profile, on=day("2026-01-05"))
    named = {"name": "review.candidate_sources", "profile": "weifang", "value": ["party"], "source": "WF 35"}
    with profiles.using(Book(read_values({"value": [named]}))):
        review.check_source(CandidateSource.PARTY, profile="weifang", on=day("2026-01-05"))
        with pytest.raises(RuleBrokenError, match=r"review\.source_not_named") as broken:
            review.check_source(CandidateSource.SELF, profile="weifang", on=day("2026-01-05"))
    assert broken.value.facts == {"source": "self", "named": ["party"]}
    assert review.encouraged("weihai-demo") == ("party_members", "deputies", "grid_workers")


def test_protection() -> None:
    reasons = ("is_sensitive", "is_automated", "is_shared", "is_published")
    for named in (None, *reasons):
        assert protection.needs_assessment(**{name: name == named for name in reasons}) is (named is not None)
    assert protection.needs_face_filing(100_000)
    assert not protection.needs_face_filing(99_999)
    assert protection.needs_audit_every_two_years(10_000_001)
    assert not protection.needs_audit_every_two_years(10_000_000)
