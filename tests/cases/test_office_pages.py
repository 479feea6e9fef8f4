"""Pages of the office, walked by the people who use them; a refusal keeps what was typed and says why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.accounts.models import DutyShift
from huying.cases.actions import duties, handling, standing
from huying.cases.actions.sampling import draw_sample
from huying.cases.actions.standing import Planned
from huying.cases.models import Case, TrialRun
from huying.core import outbox
from huying.core.actors import SYSTEM
from huying.rules.case_flow import CaseState
from huying.rulesets.actions import edit_work_days
from huying.rulesets.models import RuleSet
from tests.cases.desk import STEP_FORM, answered, client_of, read, sent, set_clock
from tests.people import AT

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAGES = ("duty", "hand_over", "callers", "standing", "duties", "recalculate")


@pytest.fixture(autouse=True)
def _morning(city: City) -> None:
    assert city.units
    set_clock(AT + HOUR)


@pytest.mark.parametrize(
    ("name", "opened"),
    [
        ("city_clerk", {*PAGES}),
        ("street_officer", {"duty", "hand_over", "standing", "duties"}),
        ("firm_staff", {"duty", "hand_over", "standing", "duties"}),
        ("caller", {"callers", "standing", "duties"}),
        ("auditor", {"callers", "standing", "duties"}),
    ],
)
def test_each_page_opens_for_those_whose_work_it_is(city: City, name: str, opened: set[str]) -> None:
    client = client_of(city, name)
    found = {page: client.get(reverse(f"office:{page}")).status_code for page in PAGES}
    assert found == {page: 200 if page in opened else 403 for page in PAGES}


def test_the_rota_is_kept_on_one_page(city: City) -> None:
    client, url = client_of(city, "firm_manager"), reverse("office:duty")
    fields = {
        "person": city.people["firm_staff"].pk,
        "order": 1,
        "starts_at": "2021-06-01T08:00",
        "ends_at": "2021-06-02T08:00",
    }
    assert client.post(url, fields).status_code == 302
    again = client.post(url, fields)
    assert again.status_code == 409
    assert "2021-06-01T08:00" in again.content.decode()
    shift = DutyShift.objects.get()
    assert shift.starts_at == datetime(2021, 6, 1, tzinfo=UTC)
    assert client_of(city, "street_officer").post(reverse("office:drop_shift", args=[shift.pk])).status_code == 403
    assert client.post(reverse("office:drop_shift", args=[shift.pk])).status_code == 302
    assert not DutyShift.objects.exists()


def test_handing_over_counts_and_empties(city: City) -> None:
    case = sent(city)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT)
    client, url = client_of(city, "firm_manager"), reverse("office:hand_over")
    assert city.people["firm_staff"].name in read(client, url)
    staff, manager = city.people["firm_staff"].pk, city.people["firm_manager"].pk
    refused = client.post(url, {"person": staff, "successor": staff, "reason": "调离"})
    assert refused.status_code == 409
    assert client.post(url, {"person": staff, "successor": manager, "reason": "调离"}).status_code == 302
    case.refresh_from_db()
    assert case.holder_person_id == manager


def test_standing_is_asked_decided_and_walked_on_one_page(city: City) -> None:
    case = sent(city)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT)
    url = reverse("office:standing_case", args=[case.number])
    firm, district = client_of(city, "firm_staff"), client_of(city, "district_clerk")
    asked = {"reason": "需大修", "milestone": "方案", "due_on": "2021-07-01"}
    assert _step(firm, case, "ask_standing", asked | {"due_on": "2021-05-01"}) == (422, "")
    assert _step(firm, case, "ask_standing", asked) == (302, url)
    assert case.number in read(district, reverse("office:standing"))
    assert {"stand_long_term", "refuse_standing"} == set(STEP_FORM.findall(read(district, url)))
    assert _step(district, case, "stand_long_term", {"reason": "同意"}) == (302, url)
    assert Case.objects.get(pk=case.pk).state == CaseState.STANDING.value
    walked = {"note": "方案已定", "following": "施工", "due_on": "2021-08-01"}
    assert _step(firm, case, "milestone", walked | {"version": "1"}) == (409, "")
    assert _step(firm, case, "milestone", walked | {"following": ""}) == (422, "")
    assert _step(firm, case, "milestone", walked) == (302, url)
    assert "施工" in read(firm, url)
    assert STEP_FORM.findall(read(district, url)) == []


def _step(client: Client, case: Case, step: str, fields: dict[str, str]) -> tuple[int, str]:
    """Take a step from the page of standing cases; returns the status and where it leads."""
    version = Case.objects.values_list("version", flat=True).get(pk=case.pk)
    body = {f"{step}-{name}": str(value) for name, value in ({"version": version} | fields).items()}
    answer = client.post(reverse("cases:take_step", args=[case.number, step]), body | {"back": "standing"})
    return answer.status_code, answer.headers.get("Location", "")


def test_a_draft_is_made_changed_tried_and_released(city: City) -> None:
    clerk, leader = client_of(city, "city_clerk"), client_of(city, "city_leader")
    sent(city)
    assert clerk.post(reverse("office:start_draft"), {"valid_from": "", "source": "x"}).status_code == 302
    clerk.post(reverse("office:start_draft"), {"valid_from": "2021-06-10", "source": "威政办发〔2021〕1号"})
    draft = RuleSet.objects.get(family="responsibility", is_released=False)
    url = reverse("office:line", args=[draft.number, "service-by-firm"])
    body = read(clerk, url)
    assert "民法典第九百四十二条" in body
    codes = " ".join(str(line["code"]) for line in draft.body["entry"])
    fields = {
        "code": "service-by-firm",
        "zh": "物业服务",
        "nature": ["service"],
        "lead": "community",
        "assist": "street",
        "ground": "社区托底",
        "street_list": "basic",
        "seen": codes,
    }
    wrong = clerk.post(url, fields | {"lead": "nobody"})
    assert wrong.status_code == 409
    assert "社区托底" in wrong.content.decode()
    assert clerk.post(url, fields).status_code == 302
    assert "物业服务" in read(clerk, reverse("office:draft", args=[draft.number]))
    period = {"received_from": "2021-06-01", "received_to": "2021-06-01"}
    assert clerk.post(reverse("office:ask_trial", args=[draft.number]), period).status_code == 302
    outbox.drain()
    run = TrialRun.objects.get()
    page = read(leader, reverse("office:trial", args=[run.pk]))
    rows = reverse("office:trial_rows", args=[run.pk, city.units["firm"].pk, city.units["community"].pk])
    assert rows in page
    assert Case.objects.get().number in read(leader, rows)
    released = reverse("rules:version", args=["responsibility", draft.number])
    assert released in read(clerk, reverse("office:draft", args=[draft.number]))
    assert leader.get(released).status_code == 200


def test_deadlines_are_shown_before_they_move(city: City) -> None:
    late = datetime(2026, 12, 30, 2, tzinfo=UTC)
    set_clock(late)
    case = city.receive(at=late)
    client, move = client_of(city, "city_clerk"), reverse("office:recalculate")
    assert case.number not in read(client, move)
    days = [(date(2027, 1, 1), False, "元旦")]
    edit_work_days(days=days, source="国办发明电", actor=city["city_clerk"], at=late)
    assert case.number in read(client, move)
    done = client.post(move)
    assert case.number in done.content.decode()
    assert case.number not in read(client, move)


def test_callers_see_what_was_drawn_and_the_draw_proves_itself(city: City) -> None:
    case = answered(city)
    sample = draw_sample(AT.date(), actor=SYSTEM, at=AT + DAY)
    assert sample is not None
    client = client_of(city, "caller")
    assert case.number in read(client, reverse("office:callers"))
    assert "notice-success" in read(client, reverse("office:sample", args=[sample.pk]))
    sample.pool_hash = "0" * 64
    sample.save()
    assert "notice-warning" in read(client, reverse("office:sample", args=[sample.pk]))
    assert client.get(reverse("office:sample", args=[99])).status_code == 404


@pytest.mark.parametrize("page", ["standing", "callers", "duties"])
def test_the_number_of_queries_does_not_grow(city: City, page: str) -> None:
    client, counts = client_of(city, "city_clerk"), []
    for turn in range(3):
        case = sent(city)
        handling.sign(case.pk, actor=city["firm_staff"], at=AT)
        planned = [Planned(words="方案")]
        standing.ask_standing(case.pk, reason="需大修", milestones=planned, actor=city["firm_staff"], at=AT)
        if turn:
            standing.stand_long_term(case.pk, reason="同意", actor=city["city_clerk"], at=AT)
            duties.start_draft(valid_from=(AT + DAY).date(), source="x", actor=city["city_clerk"], at=AT)
        with CaptureQueriesContext(connection) as seen:
            read(client, reverse(f"office:{page}"))
        counts.append(len(seen))
    assert len(set(counts[1:])) == 1
    assert max(counts) <= 16
