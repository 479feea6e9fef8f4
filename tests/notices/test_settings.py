"""How one wants to be told: an address proved by a code, kinds and quiet hours, all without script; and what failed."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core import clock
from huying.core.invariants import judge
from huying.core.models import AuditRecord
from huying.notices import actions, invariants
from huying.notices.models import Address, Delivery, Habit
from huying.notices.queries import plain
from huying.rules.delivery import Way
from huying.rules.errors import RuleBrokenError
from tests.cases.desk import client_of, read
from tests.notices.outside import open_ways, reached, sent, told, written
from tests.people import AT

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

PAGE = "/desk/notices/settings"
MAILBOX = "wang.fang@weihai.example.cn"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def client(city: City, to_file: None) -> Client:  # noqa: ARG001 - a way is open
    clock.start_at(AT)
    return client_of(city, "firm_staff")


def save(client: Client, part: str, **given: Any) -> str:
    """Send a form as a browser without script does, and return the page that follows."""
    answer = client.post(f"{PAGE}/{part}", given, follow=True)
    assert answer.status_code in {200, 409, 422, 429}, answer.status_code
    return answer.content.decode()


def code() -> str:
    found = re.search(r"\d{6}", written()[-1]["text"])
    assert found
    return found[0]


def test_an_address_is_proved_by_the_code_that_came_there(client: Client, city: City) -> None:
    body = read(client, PAGE)
    assert "文件（试用）" in body
    assert "哪些事项" not in body
    save(client, "address", way="file", address="staff_account")
    row = Address.objects.get(verified_at=None)
    assert code() not in (row.code_hash, str(row.__dict__))
    assert "sta***unt" in read(client, PAGE)
    told(city)
    assert not Delivery.objects.exists()
    body = save(client, "code", way="file", code=code())
    assert "地址已验证" in body
    row = Address.objects.get(verified_at__isnull=False, code_hash="", code_until=None)
    assert b"staff_account" not in bytes(row.sealed)
    assert plain(row) == "staff_account"
    told(city, key="case.step:2")
    assert sent() == 1
    verbs = AuditRecord.objects.filter(verb__startswith="notice.address")
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "notice.address_asked",
        "notice.address_proved",
    ]
    assert not [each for each in verbs if "staff_account" in str(each.__dict__)]


def test_a_code_is_good_for_ten_minutes_and_once(client: Client) -> None:
    save(client, "address", way="file", address="staff")
    right = code()
    clock.start_at(AT + 11 * MINUTE)
    assert "已失效" in save(client, "code", way="file", code=right)
    save(client, "address", way="file", address="staff")
    assert "已验证" in save(client, "code", way="file", code=code())
    assert "尚未发送验证码" in save(client, "code", way="file", code=code())


def test_a_code_cannot_be_guessed_nor_used_for_another_address(client: Client) -> None:
    save(client, "address", way="file", address="staff")
    old = code()
    save(client, "address", way="file", address="boss")
    right = code()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    if old != right:
        assert "验证码不对" in save(client, "code", way="file", code=old)
    for _turn in range(5):
        save(client, "code", way="file", code=wrong)
    save(client, "code", way="file", code=right)
    assert Address.objects.get().verified_at is None


def test_codes_are_not_sent_without_end(client: Client) -> None:
    for _turn in range(6):
        save(client, "address", way="file", address="staff")
    assert len(written()) == 5


def test_a_new_address_is_not_used_before_it_is_proved(client: Client, city: City) -> None:
    reached(city, "firm_staff", at_address="old")
    save(client, "address", way="file", address="new")
    told(city)
    assert not Delivery.objects.exists()


def test_what_is_no_address_is_refused_with_what_was_typed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ways(monkeypatch, mail=True)
    body = save(client, "address", way="mail", address="wang at home")
    assert "不是有效的电子邮件地址" in body
    assert "wang at home" in body
    assert ">邮箱<" in body.replace("\n", "").replace(" ", "")
    assert 'href="#id_mail_address"' in body
    assert not Address.objects.exists()
    assert "未开通" in save(client, "address", way="sms", address="13812341234")
    assert client.post(f"{PAGE}/address", {"way": "pigeon", "address": "x"}).status_code == 422
    assert client.post(f"{PAGE}/nothing", {}).status_code == 404


def test_a_code_that_cannot_be_sent_says_why(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ways(monkeypatch, sms="http://127.0.0.1:9/")
    assert "未能连上对方" in save(client, "address", way="sms", address="13812341234")


def test_kinds_are_chosen_by_way(client: Client, city: City) -> None:
    reached(city, "firm_staff")
    body = read(client, PAGE)
    assert body.count("checked") == body.count('name="file"') > 10
    assert "whistle." not in body, "a firm has no part in whistles"
    save(client, "kinds", file=["case.urged", "case.overdue"])
    row = Address.objects.get()
    assert "case.dispatched" in row.muted
    assert "case.urged" not in row.muted
    assert read(client, PAGE).count("checked") == 2
    save(client, "kinds", file=["case.urged", "case.overdue"])
    assert AuditRecord.objects.filter(verb="notice.kinds_chosen").count() == 1
    assert client.post(f"{PAGE}/kinds", {"file": ["nobody.knows"]}).status_code == 422


def test_quiet_hours_are_chosen_or_left_to_the_rules(client: Client) -> None:
    assert "21:00" in read(client, PAGE)
    save(client, "quiet", begins="22:30", ends="06:00")
    row = Habit.objects.get()
    assert (row.quiet_begins, row.quiet_ends, row.language) == (time(22, 30), time(6), "zh-hans")
    assert 'value="22:30"' in read(client, PAGE)
    assert "同时填写" in save(client, "quiet", begins="22:30", ends="")
    assert client.post(f"{PAGE}/quiet", {"begins": "25:00", "ends": "06:00"}).status_code == 422
    save(client, "quiet", begins="", ends="")
    row.refresh_from_db()
    assert row.quiet_begins is None


def test_an_address_is_taken_away_at_once(client: Client, city: City) -> None:
    reached(city, "firm_staff")
    told(city)
    save(client, "remove", way="file")
    assert not Address.objects.exists()
    assert sent() == 0
    assert Delivery.objects.get().why == "no_address"
    assert "没有登记" in save(client, "remove", way="file")


def test_everybody_has_settings_of_their_own(client: Client, city: City) -> None:
    reached(city, "firm_manager", at_address="manager_account")
    assert "man***unt" not in read(client, PAGE)
    with pytest.raises(RuleBrokenError, match=r"notice\.no_address"):
        actions.remove_address(Way.FILE, actor=city["firm_staff"], at=AT)


def test_where_no_way_is_open_the_page_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ways(monkeypatch)
    assert "未开通其他渠道" in read(client, PAGE)


def test_addresses_nobody_proved_and_those_of_who_left_are_forgotten(city: City, to_file: None) -> None:  # noqa: ARG001
    clock.start_at(AT + timedelta(days=3))
    reached(city, "firm_staff")
    waiting = reached(city, "firm_manager")
    Address.objects.filter(pk=waiting.pk).update(verified_at=None)
    assert "notice.address" in [each.invariant.name for each in judge(invariants.invariants()) if each.count]
    actions.forget_old_notices(at=AT + timedelta(days=1))
    assert Address.objects.count() == 2
    actions.forget_old_notices(at=AT + timedelta(days=1, minutes=1))
    assert Address.objects.get().person == city.people["firm_staff"]
    city.people["firm_staff"].is_active = False
    city.people["firm_staff"].save()
    actions.forget_old_notices(at=AT)
    assert not Address.objects.exists()


def test_the_administrator_sees_what_failed_without_address_or_matter(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ways(monkeypatch, sms="http://127.0.0.1:9/")
    reached(city, "firm_staff", Way.SMS, at_address="13812341234")
    told(city)
    sent()
    admin = client_of(city, "system_admin")
    body = read(admin, "/desk/notices/deliveries")
    assert "未能连上对方" in body
    assert "firm_staff" in body
    assert [word for word in ("13812341234", "20210601-000001", "海悦花园") if word in body] == []
    assert client_of(city, "city_leader").get("/desk/notices/deliveries").status_code == 403
    Delivery.objects.all().delete()
    open_ways(monkeypatch, webhook="http://127.0.0.1:9/")
    assert "webhook_secret" in read(admin, "/desk/notices/deliveries"), "shut, but meant to be open"
    open_ways(monkeypatch)
    body = read(admin, "/desk/notices/deliveries")
    assert "没有发送失败的通知" in body
    assert "没有开通任何渠道" in body


def test_the_page_costs_the_same_however_many_ways_one_has(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ways(monkeypatch, file=True, mail=True, sms="http://127.0.0.1:9/")
    reached(city, "firm_staff")
    counts = []
    for way in (Way.MAIL, Way.SMS):
        read(client, PAGE)
        with CaptureQueriesContext(connection) as seen:
            read(client, PAGE)
        counts.append(len(seen))
        reached(city, "firm_staff", way)
    assert len(set(counts)) == 1
