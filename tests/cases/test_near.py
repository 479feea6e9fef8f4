"""While a clerk writes a case down, what may be the same is shown; on the receipt a person merges it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.cases.models import Case
from huying.rules.problems import WINDOW
from tests.cases.desk import HOUR, client_of, set_clock
from tests.cases.together import PHONES, merged, sent, signed
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

TEXT = "3号楼电梯昨天起停运，老人上下楼困难。"


def _near(city: City, *, by: str = "district_clerk", **given: str) -> str:
    fields = {"text": TEXT, "place": city.served.code} | given
    answer = client_of(city, by).post(reverse("cases:near_new"), fields)
    assert answer.status_code == 200
    return answer.content.decode()


def _intake(city: City, **given: Any) -> dict[str, Any]:
    return {
        "channel": "phone",
        "text": TEXT,
        "kind": "help",
        "nature": "service",
        "privacy": "shielded",
        "place": city.served.code,
        "phone": PHONES[1],
        "token": "1",
    } | given


def test_what_may_be_the_same_is_shown_while_writing_and_nothing_is_kept(city: City) -> None:
    set_clock(AT + 3 * HOUR)
    lead, count = signed(city), Case.objects.count()
    body = _near(city)
    assert lead.number in body
    assert "<html" not in body
    assert "<form" not in body, "there is nothing yet that could be merged"
    assert Case.objects.count() == count


def test_the_place_is_also_read_from_the_words(city: City) -> None:
    set_clock(AT + 3 * HOUR)
    lead = signed(city)
    assert lead.number in _near(city, place="", text=f"{city.served.name}{TEXT}")
    assert lead.number not in _near(city, place="")
    assert lead.number not in _near(city, place=city.unserved.code)
    assert lead.number not in _near(city, place="海悦")


def test_one_problem_is_shown_once_with_its_people(city: City) -> None:
    set_clock(AT + 4 * HOUR)
    lead, joined = merged(city)
    body = _near(city)
    assert sum(case.number in body for case in (lead, *joined)) == 1
    assert ">由 3 人反映<" in body or ">told by 3 people<" in body


def test_too_few_words_another_topic_or_long_ago_show_nothing(city: City) -> None:
    set_clock(AT + 3 * HOUR)
    signed(city)
    assert "<li>" not in _near(city, text="电梯")
    assert "<li>" not in _near(city, topic="FEE")
    set_clock(AT + WINDOW + 2 * HOUR)
    assert "<li>" not in _near(city)


def test_only_what_the_post_sees_and_never_to_a_firm_or_by_telephone(city: City) -> None:
    set_clock(AT + 3 * HOUR)
    lead = signed(city)
    assert lead.number not in _near(city, by="other_clerk")
    assert client_of(city, "firm_staff").post(reverse("cases:near_new"), {"text": TEXT}).status_code == 403
    assert _near(city, phone=PHONES[0]) == _near(city, phone=PHONES[3])


def test_the_number_of_questions_does_not_grow(city: City) -> None:
    set_clock(AT + 3 * HOUR)
    counts = []
    for more in (1, 6):
        for person in range(more):
            sent(city, person % 4)
        _near(city)
        with CaptureQueriesContext(connection) as asked:
            _near(city)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_without_script_a_refused_form_and_the_receipt_show_it_and_one_press_merges(city: City) -> None:
    set_clock(AT + 3 * HOUR)
    lead, client = signed(city), client_of(city, "district_clerk")
    refused = client.post(reverse("cases:write_down"), _intake(city, phone="abc"))
    assert refused.status_code == 422
    assert lead.number in refused.content.decode()
    body = client.post(reverse("cases:write_down"), _intake(city)).content.decode()
    case = Case.objects.order_by("-pk")[0]
    assert reverse("cases:merge", args=[case.number]) in body
    answer = client.post(
        reverse("cases:merge", args=[case.number]),
        {"version": case.version, "into": lead.number, "back": case.number},
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.follows == lead
