"""The page of a case: its story in words, only the steps one may take, faults told with what was typed kept."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from huying.cases import telling
from huying.cases.actions import answering, handling, returning, shielding, timing
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.forms.steps import FORMS
from huying.cases.models import Answer, Attachment, Case, CaseStep, IdentityOpening, Milestone, OutsideOrder
from huying.cases.suggesting import suggestion_for
from huying.rules.case_facts import Kind, Nature, PauseReason, PhotoMoment, Purpose, ReturnGround, Urgency
from huying.rules.case_flow import CaseState, Step
from huying.rules.roles import Role
from tests.cases.desk import HOUR, STEP_FORM, answered, called_back, client_of, complaint, page, sent, set_clock
from tests.desk.reaching import TEXT
from tests.people import AT, COMMUNITY, seat

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from tests.people import City

QUERIES = 30
SECRET = "三单元的王老师最清楚"


def photo(colour: str = "red") -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(written, "JPEG")
    return SimpleUploadedFile("IMG_0001.jpg", written.getvalue(), content_type="image/jpeg")


def lain(case: Case, *, at: datetime) -> list[telling.AtDesk]:
    rows = telling.steps_of(case)
    return telling.desks_of(case, rows, telling.names_in(rows), at=at)


def in_hand(city: City) -> Case:
    return handling.sign(sent(city).pk, actor=city["firm_staff"], at=AT + HOUR)


def take(client: Client, case: Case, step: str, **fields: Any) -> Any:
    version = Case.objects.values_list("version", flat=True).get(pk=case.pk)
    body = {f"{step}-{name}": value for name, value in ({"version": version} | fields).items()}
    return client.post(reverse("cases:take_step", args=[case.number, step]), body)


def steps_offered(city: City, name: str, case: Case) -> set[str]:
    return set(STEP_FORM.findall(page(client_of(city, name), "read", case.number)))


def test_only_the_steps_one_may_take_are_offered(city: City) -> None:
    set_clock(AT + 2 * HOUR)
    new = sent(city)
    assert {"sign", "send_back"} <= steps_offered(city, "firm_staff", new)
    assert steps_offered(city, "district_leader", new) == {"urge", "release_brief"}
    assert steps_offered(city, "auditor", new) == set()
    assert steps_offered(city, "caller", answered(city)) - {"release_brief"} == {"call_back"}
    assert "issue" not in steps_offered(city, "firm_staff", in_hand(city))
    back = sent(city)
    returning.send_back(back.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="x", actor=city["firm_staff"], at=AT + HOUR)
    assert "rule_return" in steps_offered(city, "street_officer", back)
    assert "rule_return" not in steps_offered(city, "district_clerk", back)
    assert "reopen" in steps_offered(city, "district_clerk", called_back(city))


def test_long_term_standing_is_asked_on_the_page_and_decided_above(city: City) -> None:
    set_clock(AT + 2 * HOUR)
    case = in_hand(city)
    assert "ask_standing" in steps_offered(city, "firm_staff", case)
    assert "refuse_standing" not in steps_offered(city, "district_clerk", case)
    firm, district = client_of(city, "firm_staff"), client_of(city, "district_clerk")
    asked = take(firm, case, "ask_standing", reason="需大修", milestone="方案", due_on="2021-07-01")
    assert asked["Location"] == reverse("cases:read", args=[case.number])
    assert "ask_standing" not in steps_offered(city, "firm_staff", case)
    assert {"stand_long_term", "refuse_standing"} <= steps_offered(city, "district_clerk", case)
    take(district, case, "refuse_standing", reason="先行抢修")
    assert "先行抢修" in page(firm, "read", case.number)
    take(firm, case, "ask_standing", reason="仍需大修", milestone="方案", due_on="2021-07-01")
    take(district, case, "stand_long_term", reason="同意")
    assert steps_offered(city, "firm_staff", case) == {"milestone", "recuse", "split"}
    answer = take(firm, case, "milestone", note="方案已定")
    assert answer.status_code == 422
    assert 'href="#milestone_milestone-following' in answer.content.decode()
    take(firm, case, "milestone", note="方案已定", following="完工")
    assert list(Milestone.objects.filter(case=case).order_by("pk").values_list("words", flat=True)) == [
        "方案",
        "方案",
        "完工",
    ]


def test_a_unit_is_not_offered_to_let_its_own_case_stand(city: City) -> None:
    case = handling.sign(sent(city, topic="SUP", compound=None).pk, actor=city["district_clerk"], at=AT)
    assert "stand_long_term" not in steps_offered(city, "district_clerk", case)
    assert "stand_long_term" in steps_offered(city, "city_clerk", case)


def test_an_urgent_answer_is_approved_after_the_fact_by_somebody_else(city: City) -> None:
    set_clock(AT + 2 * HOUR)
    case = handling.sign(sent(city, urgency=Urgency.URGENT).pk, actor=city["firm_staff"], at=AT)
    assert "approve_late" not in steps_offered(city, "firm_manager", case)
    answering.issue(case.pk, text="已处置。", actor=city["firm_staff"], at=AT + HOUR)
    assert "approve_late" not in steps_offered(city, "firm_staff", case)
    assert "approve_late" in steps_offered(city, "firm_manager", case)
    take(client_of(city, "firm_manager"), case, "approve_late", remark="同意")
    assert Answer.objects.get(case=case).approvals == 1
    assert "approve_late" not in steps_offered(city, "firm_manager", case)


def test_every_step_offered_is_possible(city: City) -> None:
    """What is offered to somebody is never refused for the state or the right."""
    set_clock(AT + 2 * HOUR)
    for case in (sent(city), in_hand(city), answered(city), complaint(city), called_back(city)):
        for name in ("firm_staff", "street_officer", "district_clerk", "city_leader", "caller"):
            client = client_of(city, name)
            if client.get(reverse("cases:read", args=[case.number])).status_code == 404:
                continue
            for step in steps_offered(city, name, case):
                answer = take(client, case, step, version="0")
                assert answer.status_code == 422, (case.state, name, step)


FAULTS = [
    ("contact", {"note": ""}, "note"),
    ("act", {"note": ""}, "note"),
    ("draft", {"text": ""}, "text"),
    ("draft", {"text": "长" * 5001}, "text"),
    ("assign", {"person_id": "999999"}, "person_id"),
    ("assign", {"person_id": "x"}, "person_id"),
    ("send_back", {"ground": "because", "reason": "说明一下"}, "ground"),
    ("send_back", {"ground": "not_our_duty", "reason": ""}, "reason"),
    ("extend", {"days": "0", "reason": "等配件"}, "days"),
    ("extend", {"days": "many", "reason": "等配件"}, "days"),
    ("extend", {"days": "3", "reason": ""}, "reason"),
    ("pause", {"reason": "", "note": "等检测"}, "reason"),
    ("pause", {"reason": "expert_opinion", "note": ""}, "note"),
]


@pytest.mark.parametrize(("step", "fields", "where"), FAULTS)
def test_each_fault_is_told_at_its_field_and_what_was_typed_is_kept(
    city: City, step: str, fields: dict[str, str], where: str
) -> None:
    case = in_hand(city)
    set_clock(AT + 2 * HOUR)
    answer = take(client_of(city, "firm_staff"), case, step, **fields)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in body
    assert f'href="#{step}_{step}-{where}' in body
    assert f'id="{step}_{step}-{where}_error"' in body
    for value in fields.values():
        assert not value or len(value) > 100 or value in body
    assert Case.objects.get(pk=case.pk).version == case.version


@pytest.mark.parametrize("step", [step.value for step in FORMS])
def test_a_step_without_a_form_body_is_refused_plainly(city: City, step: str) -> None:
    case = in_hand(city)
    answer = client_of(city, "district_clerk").post(reverse("cases:take_step", args=[case.number, step]), {})
    assert answer.status_code == 422
    assert Case.objects.get(pk=case.pk).version == case.version


def test_a_stale_form_says_what_happened_and_keeps_the_words(city: City) -> None:
    case = in_hand(city)
    handling.contact(case.pk, note="电话已通", actor=city["firm_manager"], at=AT + HOUR)
    answer = take(client_of(city, "firm_staff"), case, "act", version=case.version, note="已更换门机控制板")
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "已更换门机控制板" in body
    missed = body.partition('id="missed"')[2].partition("</section>")[0]
    assert "联系" in missed
    assert missed.count("<li>") == 1


def test_the_story_is_told_in_words(city: City) -> None:
    case = in_hand(city)
    staff = city["firm_staff"]
    timing.pause(case.pk, reason=PauseReason.EXPERT_OPINION, note="等检测报告", actor=staff, at=AT + 2 * HOUR)
    timing.resume(case.pk, actor=staff, at=AT + 3 * HOUR)
    timing.extend(case.pk, days=3, reason="等配件", actor=staff, at=AT + 4 * HOUR)
    body = page(client_of(city, "street_officer"), "read", case.number)
    story = body.partition('class="story"')[2].partition("</ol>")[0]
    for words in ("安居物业服务有限公司", "物业服务（有物业企业）", "等检测报告", "3个工作日", "竹岛街道办事处"):
        assert words in story, words
    assert "service-by-firm" not in body


def test_each_clock_explains_itself_with_its_article(city: City) -> None:
    body = page(client_of(city, "firm_staff"), "read", sent(city).number)
    clocks = body.partition('id="clocks"')[2].partition("</section>")[0]
    assert clocks.count('<details class="clock">') == 6  # three at the desk for confirming, three at the unit
    assert clocks.count('class="article"') >= 6
    assert "民法典" in clocks


def test_the_times_at_the_desks_add_up_to_the_whole_life(city: City) -> None:
    case = Case.objects.get(pk=called_back(city).pk)
    desks = lain(case, at=AT + timedelta(days=9))
    assert case.closed_at is not None
    assert sum((desk.span for desk in desks), timedelta()) == case.closed_at - case.received_at
    assert [desk.end for desk in desks][-1] == case.closed_at
    open_case = in_hand(city)
    at = AT + timedelta(days=2)
    desks = lain(open_case, at=at)
    assert sum((desk.span for desk in desks), timedelta()) == at - open_case.received_at
    assert desks[-1].end is None


def test_the_outside_order_stands_beside_ours_with_the_difference(city: City) -> None:
    case = answered(city)
    Case.objects.filter(pk=case.pk).update(source="12345", external_id="W20210601001")
    OutsideOrder.objects.create(
        case=case,
        source="12345",
        external_id="W20210601001",
        limit_at=AT + timedelta(days=3),
        status="承办中",
        dispatched_at=AT,
    )
    set_clock(AT + timedelta(days=1))
    body = page(client_of(city, "district_clerk"), "read", case.number)
    beside = body.partition('id="order-')[2].partition("</section>")[0]
    for words in ("W20210601001", "承办中", "2021-06-04 10:00", "我方时限晚", "尚未回传", "平台未办结"):
        assert words in beside, words
    assert "W20210601001" not in page(client_of(city, "firm_staff"), "read", case.number).partition("<aside>")[0]


def test_the_holder_calls_with_one_press_and_it_is_logged(city: City) -> None:
    case = complaint(city)
    client = client_of(city, "street_officer")
    body = page(client, "read", case.number)
    assert 'name="purpose" value="handling_call"' in body
    assert "13812341234" not in body
    answer = client.post(reverse("cases:open_identity", args=[case.number]), {"purpose": "handling_call"})
    assert "tel:13812341234" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert IdentityOpening.objects.get().purpose == Purpose.HANDLING_CALL.value
    assert client.post(reverse("cases:open_identity", args=[case.number]), {"purpose": "x"}).status_code == 422
    assert "call-form" not in page(client_of(city, "district_clerk"), "read", case.number)


def test_the_caller_opens_it_for_the_call_back(city: City) -> None:
    body = page(client_of(city, "caller"), "read", answered(city).number)
    assert 'name="purpose" value="call_back"' in body


def test_a_reply_with_photos_is_one_form(city: City) -> None:
    case = in_hand(city)
    set_clock(AT + 2 * HOUR)
    client = client_of(city, "firm_staff")
    body = {"reply-version": case.version, "reply-text": "已更换门机，恢复运行。"}
    where = reverse("cases:reply", args=[case.number])
    answer = client.post(where, body | {"reply-before": photo("red"), "reply-after": photo("green")})
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).state == CaseState.CHECKING.value
    moments = Attachment.objects.filter(case=case).order_by("id").values_list("moment", flat=True)
    assert list(moments) == [PhotoMoment.BEFORE.value, PhotoMoment.AFTER.value]
    steps = list(CaseStep.objects.filter(case=case).order_by("id").values_list("step", flat=True))
    assert steps[-2:] == [Step.ACT.value, Step.DRAFT.value]
    shown = page(client, "read", case.number)
    assert "处理前照片" in shown
    assert "处理后照片" in shown


def test_a_reply_with_what_is_no_photo_changes_nothing(city: City) -> None:
    case = in_hand(city)
    client = client_of(city, "firm_staff")
    bad = SimpleUploadedFile("x.jpg", b"not a photo", content_type="image/jpeg")
    body = {"reply-version": case.version, "reply-text": "已更换门机。", "reply-before": photo(), "reply-after": bad}
    answer = client.post(reverse("cases:reply", args=[case.number]), body)
    assert answer.status_code == 422
    assert "已更换门机。" in answer.content.decode()
    assert not Attachment.objects.filter(case=case).exists()
    assert not Answer.objects.filter(case=case).exists()
    assert Case.objects.get(pk=case.pk).version == case.version


def test_nobody_else_replies(city: City) -> None:
    case = in_hand(city)
    body = {"reply-version": case.version, "reply-text": "代答"}
    where = reverse("cases:reply", args=[case.number])
    assert client_of(city, "auditor").post(where, body).status_code == 403
    assert client_of(city, "street_officer").post(where, body).status_code == 403
    assert client_of(city, "other_clerk").post(where, body).status_code == 404
    assert not Answer.objects.filter(case=case).exists()


def test_the_firm_reads_only_the_released_brief(city: City) -> None:
    case = complaint(city, text=f"保安态度恶劣，{SECRET}。", title="保安态度恶劣王老师说")
    client = client_of(city, "firm_staff")
    assert client.get(reverse("cases:read", args=[case.number])).status_code == 404
    handling.sign(case.pk, actor=city["street_officer"], at=AT + HOUR)
    handling.act(case.pk, note=f"走访，{SECRET}", actor=city["street_officer"], at=AT + HOUR)
    shielding.release_brief(case.pk, brief="业主反映门岗服务态度，请自查。", actor=city["street_officer"], at=AT + HOUR)
    for path in (
        reverse("cases:read", args=[case.number]),
        reverse("cases:list") + f"?about={city.units['firm'].pk}",
        reverse("cases:list"),
        reverse("cases:work"),
    ):
        body = client.get(path).content.decode()
        assert SECRET not in body
        assert "王老师" not in body
        assert "某street_officer" not in body
    assert "请自查" in page(client, "read", case.number)
    assert case.number not in page(client, "list", query="?q=王老师")
    assert case.number in page(client, "list", query="?q=自查")


def test_the_exported_list_is_shielded_like_the_page(city: City) -> None:
    case = complaint(city, text=f"保安态度恶劣，{SECRET}。", title="保安态度恶劣王老师说")
    shielding.release_brief(case.pk, brief="请自查门岗服务。", actor=city["street_officer"], at=AT + HOUR)
    answer = client_of(city, "firm_staff").get(reverse("cases:export", args=["csv"]))
    written = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # a file response
    assert case.number in written
    assert "王老师" not in written


def test_the_queries_of_the_page_are_few(city: City) -> None:
    set_clock(AT + 9 * HOUR)
    case = answered(city, nature=Nature.SERVICE, kind=Kind.HELP)
    client = client_of(city, "street_officer")
    page(client, "read", case.number)
    with CaptureQueriesContext(connection) as few:
        page(client, "read", case.number)
    for n in range(10):
        CaseStep.objects.create(case=case, step=Step.URGE.value, at=AT + n * HOUR, facts={"unit": case.holder_unit_id})
    with CaptureQueriesContext(connection) as many:
        page(client, "read", case.number)
    assert len(many) <= QUERIES, [row["sql"][:120] for row in many]
    assert len(many) <= len(few) + 2


def test_a_step_that_takes_the_case_out_of_sight_leads_to_the_work_list(city: City) -> None:
    case = answered(city)
    set_clock(AT + 5 * HOUR)
    client = client_of(city, "caller")
    answer = take(
        client, case, "call_back", is_reached="on", is_contacted="true", is_solved="false", is_satisfied="false"
    )
    assert answer.status_code == 302
    assert answer["Location"] == reverse("cases:work")
    body = page(client, "work")
    assert f"诉求{case.number}已转至安居物业服务有限公司，不再由您经手" in body
    assert client.get(reverse("cases:read", args=[case.number])).status_code == 404
    kept = take(client_of(city, "firm_staff"), case, "act", note="已再次上门")
    assert kept["Location"] == reverse("cases:read", args=[case.number])


def test_a_ruling_out_of_the_ranges_of_the_ruler_leads_to_the_work_list(city: City) -> None:
    """The unit of a ruling counts, not the ranges: who rules need not see the case afterwards."""
    seat(city, "street_desk", unit="street", role=Role.STREET_OFFICER, place=f"{COMMUNITY[:-1]}2")
    case = sent(city)
    returning.send_back(case.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="x", actor=city["firm_staff"], at=AT + HOUR)
    Case.objects.filter(pk=case.pk).update(holder_unit=city.units["street"])
    set_clock(AT + 2 * HOUR)
    client = client_of(city, "street_desk")
    fields = {"is_upheld": "1", "to_unit": city.units["community"].pk, "reason": "归社区"}
    answer = take(client, case, "rule_return", **fields)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == reverse("cases:work")
    assert "竹岛社区居委会" in page(client, "work")


def test_what_the_machine_suggests_is_said_in_words_until_somebody_confirms(city: City) -> None:
    case = city.receive(text=TEXT, suggestion=suggestion_for(TEXT))
    client = client_of(city, "district_clerk")
    assert "系统建议： 电梯 依据" in " ".join(page(client, "read", case.number).split())
    confirmed = Confirmed(topic="LFT", place=case.place, compound=case.compound_key)
    dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT)
    assert "系统建议" not in page(client, "read", case.number)
