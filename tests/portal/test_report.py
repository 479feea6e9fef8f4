"""A resident reports a matter: few fields, nothing lost, one case however often it is sent."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from huying.cases.actions import photographs, shielding
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.models import Attachment, Case
from huying.cases.queries import public
from huying.cases.queries.files import path_of
from huying.core.clock import system_now
from huying.core.policies import NotAllowedError
from huying.portal.forms import plain_contact
from huying.portal.notices import CURRENT_NOTICE
from huying.rules.case_facts import Kind, Nature, Privacy, Purpose, Urgency
from tests.people import AT
from tests.portal.forms import opened, photo, read, sent

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

pytestmark = pytest.mark.usefixtures("city")
TEXT = "3号楼电梯昨天起停运，老人上下楼困难。"
PHONE = "13812341234"


def _code(response_text: str) -> str:
    return next(word for word in response_text.split() if len(word) == 10 and word.isalnum() and word.isupper())


def test_four_questions_are_asked_and_the_door_is_folded_away(client: Client, city: City) -> None:
    page = opened(client)
    asked = {name for name in page.fields if name not in {"token", "kept", "compound", "csrfmiddlewaretoken"}}
    assert asked == {"text", "place", "wish", "contact", "door"}
    folded = client.get("/report").content.decode().partition('<details class="more">')[2].partition("</details>")[0]
    assert 'name="door"' in folded
    here = opened(client, f"/c/{city.served.code}")
    assert "place" not in here.fields


def test_the_first_question_is_enough(client: Client) -> None:
    page = read(sent(client, text=TEXT))
    case = Case.objects.get()
    assert case.privacy == Privacy.ANONYMOUS.value
    assert case.notice_version == CURRENT_NOTICE.version
    assert case.number in page.text
    assert case.holder_unit.name in page.text


def test_without_telephone_four_digits_are_given_and_open_the_case(client: Client) -> None:
    text = read(sent(client, text=TEXT)).text
    code = _code(text)
    digits = text.split(code)[1].split()[1]
    assert public.find_by_code(code, digits).case_id == Case.objects.get().pk


def test_own_four_digits_open_the_case(client: Client) -> None:
    code = _code(read(sent(client, text=TEXT, contact="４８２１")).text)
    assert public.find_by_code(code, "4821").title == TEXT


@pytest.mark.parametrize(
    "written",
    [
        "13812341234",
        " 138 1234 1234 ",
        "138-1234-1234",
        "１３８１２３４１２３４",
        "+86 138 1234 1234",
        "138.1234.1234",
        "（138）12341234",
        "138—1234—1234",
    ],
)
def test_a_telephone_may_be_written_in_many_ways(written: str) -> None:
    assert plain_contact(written) == PHONE


def test_the_door_number_is_sealed_and_goes_to_the_repairer_only_where_the_reporter_said_so(
    client: Client, city: City
) -> None:
    door = "3号楼2单元301"
    for wish, is_told in (("service_shared", True), ("service", False)):
        sent(client, text=TEXT, place=city.served.name, wish=wish, contact=PHONE, door=door)
        case = Case.objects.latest("pk")
        confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
        dispatch(case.pk, confirmed, actor=city["city_clerk"], at=AT)
        assert door not in f"{case.text}{case.title}{case.address}"
        allowed: Any = nullcontext() if is_told else pytest.raises(NotAllowedError)
        with allowed:
            found = shielding.open_identity(case.pk, purpose=Purpose.HANDLING_CALL, actor=city["firm_staff"], at=AT)
            assert found.door == door


def test_the_telephone_is_sealed_and_found_again_by_who_may(client: Client, city: City) -> None:
    sent(client, text=TEXT, contact="138 1234 1234")
    case = Case.objects.get()
    purpose = Purpose.HANDLING_CALL
    assert shielding.open_identity(case.pk, purpose=purpose, actor=city["city_clerk"], at=AT).phone == PHONE


@pytest.mark.parametrize(
    ("wish", "nature", "kind", "may_share"),
    [
        ("service", Nature.SERVICE, Kind.HELP, False),
        ("service_shared", Nature.SERVICE, Kind.HELP, True),
        ("complaint", Nature.COMPLAINT, Kind.COMPLAINT, False),
    ],
)
def test_what_is_wanted_says_who_may_know(
    client: Client, wish: str, nature: Nature, kind: Kind, *, may_share: bool
) -> None:
    sent(client, text=TEXT, wish=wish, contact=PHONE)
    case = Case.objects.get()
    assert (case.nature, case.kind) == (nature.value, kind.value)
    assert case.reporter.may_share_with_repairer is may_share


def test_a_link_of_the_board_fills_compound_and_building(client: Client, city: City) -> None:
    path = f"/c/{city.served.code}/3号楼"
    page = opened(client, path)
    assert "海悦花园 · 3号楼" in page.text
    sent(client, path, text="楼道灯坏了")
    case = Case.objects.get()
    assert (case.compound_key, case.address) == (city.served.key, "3号楼")


def test_the_wrong_compound_is_left_with_one_press_and_nothing_is_lost(client: Client, city: City) -> None:
    path = f"/c/{city.served.code}"
    page = read(sent(client, path, text=TEXT, contact="4821", other="1"))
    assert (page.fields["text"], page.fields["contact"], page.fields["place"]) == (TEXT, "4821", "")
    assert not Case.objects.exists()


def test_a_damaged_link_says_so_and_takes_the_report_all_the_same(client: Client) -> None:
    page = opened(client, "/c/371002003001-9999")
    assert "notice-warning" in page.classes
    assert "place" in page.fields


@pytest.mark.parametrize("typed", ["海悦花园", " 海悦花园 "])
def test_a_whole_name_is_found(client: Client, city: City, typed: str) -> None:
    sent(client, text=TEXT, place=typed)
    assert Case.objects.get().compound_key == city.served.key


@pytest.mark.parametrize("typed", ["海悦", "hyhy", "HYHY", "海悦花苑", "海悦花园3号楼"])
def test_a_part_of_a_name_is_asked_about_and_one_press_sends_it(client: Client, city: City, typed: str) -> None:
    question = sent(client, text=TEXT, place=typed, contact="4821")
    assert not Case.objects.exists()
    read(sent(client, page=read(question), chosen=city.served.code))
    case = Case.objects.get()
    assert (case.compound_key, case.text) == (city.served.key, TEXT)


def test_none_of_those_found_keeps_what_was_written(client: Client) -> None:
    question = read(sent(client, text=TEXT, place="海悦"))
    sent(client, page=question, chosen="-")
    case = Case.objects.get()
    assert (case.compound_key, case.address) == (None, "海悦")


def test_what_only_the_text_names_is_asked_about(client: Client, city: City) -> None:
    question = sent(client, text="海悦花园3号楼电梯停了")
    assert not Case.objects.exists()
    assert city.served.name in read(question).text


def test_an_unknown_place_stops_nobody(client: Client) -> None:
    sent(client, text=TEXT, place="某某新村后门")
    assert Case.objects.get().address == "某某新村后门"


def test_a_picked_row_counts_by_its_code(client: Client, city: City) -> None:
    sent(client, text=TEXT, place=city.unserved.name, compound=city.unserved.code)
    assert Case.objects.get().compound_key == city.unserved.key


def test_sent_twice_it_is_one_case_and_one_receipt(client: Client) -> None:
    page = opened(client)
    first, second = (read(sent(client, page=page, text=TEXT)) for _time in range(2))
    assert Case.objects.count() == 1
    assert _code(first.text) == _code(second.text)


def test_changed_and_sent_again_it_says_so_and_offers_to_send_anew(client: Client) -> None:
    page = opened(client)
    sent(client, page=page, text=TEXT)
    again = read(sent(client, page=page, text="另一件事"))
    assert Case.objects.count() == 1
    assert again.fields["text"] == "另一件事"
    assert again.fields["token"] != page.fields["token"]
    sent(client, page=again)
    assert Case.objects.count() == 2


def test_photos_are_kept_without_what_is_hidden_in_them(client: Client) -> None:
    sent(client, text=TEXT, photos=[photo("a.jpg"), photo("b.jpg", size=(80, 60))])
    rows = Attachment.objects.filter(case=Case.objects.get())
    assert rows.count() == 2
    for row in rows:
        assert row.is_from_reporter
        with Image.open(path_of(row.digest)) as kept:
            assert dict(kept.getexif()) == {}
        assert b"Spion" not in path_of(row.digest).read_bytes()


def test_a_bad_photo_is_told_in_words_and_the_good_one_waits(client: Client) -> None:
    bad = SimpleUploadedFile("brief.jpg", b"MZ not a photo", content_type="image/jpeg")
    response = sent(client, text=TEXT, contact="4821", photos=[photo(), bad])
    page = read(response)
    assert response.status_code == 422
    assert "brief.jpg" in page.texts["id_photos_error"]
    assert page.fields["text"] == TEXT
    assert page.fields["kept"]
    sent(client, page=page)
    assert Attachment.objects.count() == 1
    assert not list((path_of("ab").parent.parent / "waiting").glob("*"))


def test_a_fourth_photo_is_too_many(client: Client) -> None:
    response = sent(client, text=TEXT, photos=[photo(size=(40 + each, 40)) for each in range(4)])
    assert response.status_code == 422
    assert len(read(response).fields["kept"].split(",")) == 3


def test_photos_wait_while_the_compound_is_asked_about(client: Client, city: City) -> None:
    question = read(sent(client, text=TEXT, place="海悦", photos=[photo()]))
    sent(client, page=question, chosen=city.served.code)
    assert Attachment.objects.count() == 1


def test_photos_that_wait_can_be_left_out(client: Client) -> None:
    page = read(sent(client, text="", photos=[photo()]))
    sent(client, page=page, text=TEXT, drop="1")
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 24, "", "\x00" * 24, "../keys/blind-1"])
def test_only_names_of_photos_that_wait_are_known(name: str) -> None:
    assert photographs.those_waiting([name]) == []


def test_photos_of_a_form_that_was_never_sent_are_forgotten(client: Client) -> None:
    page = read(sent(client, text="", photos=[photo()]))
    names = page.fields["kept"].split(",")
    now = system_now()
    assert photographs.forget_waiting(at=now) == 0
    assert photographs.forget_waiting(at=now + 2 * photographs.WAITING_KEPT) == 1
    assert photographs.those_waiting(names) == []


def test_what_sounds_dangerous_is_told_whom_to_call_before_anything_else(client: Client) -> None:
    response = sent(client, text="有人困在电梯里，快来")
    body = response.content.decode()
    assert Case.objects.get().urgency == Urgency.DANGER.value
    assert 0 < body.index("notice-danger") < body.index("<h1")
    assert "119" in read(response).text


def test_an_ordinary_matter_frightens_nobody(client: Client) -> None:
    assert "notice-danger" not in read(sent(client, text="楼道灯坏了")).classes


def test_compounds_are_offered_while_one_types(client: Client) -> None:
    assert "海悦花园" in client.get("/compounds/found", {"place": "hyhy"}).content.decode()
    assert "海悦花园" not in client.get("/compounds/found", {"place": ""}).content.decode()
