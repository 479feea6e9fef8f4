"""The press on the page of a case, and the page of its volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from huying.cases.models import Reporter
from huying.volumes.models import Volume
from tests.cases.desk import client_of, complaint, page, read, set_clock
from tests.people import AT
from tests.rights.canaries import DOOR, NAME, PHONE
from tests.volumes.made import DAY, rich, unpacked

if TYPE_CHECKING:
    from typing import Any

    from django.test import Client

    from huying.cases.models import Case
    from tests.people import City

pytestmark = pytest.mark.django_db


def pressed(client: Client, case: Case, variant: str = "masked", **body: str) -> tuple[int, bytes]:
    address = f"{reverse('volumes:make', args=[variant])}?case={case.number}"
    answer: Any = client.post(address, body)
    return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_one_press_on_the_page_of_a_case_gives_the_volume(city: City) -> None:
    case = rich(city)
    set_clock(AT + 3 * DAY)
    client = client_of(city, "street_officer")
    body = page(client, "read", case.number)
    assert f'action="/desk/volumes/masked?case={case.number}"' in body
    status, content = pressed(client, case)
    assert status == 200
    files = unpacked(content)
    assert {"volume.docx", "volume.html", "proof/events.jsonl", "sha256.txt", "README.txt"} == set(files)
    assert Volume.objects.get().purpose == "archive"
    assert Volume.objects.get().digest in read(client, f"{reverse('volumes:overview')}?case={case.number}")


def test_the_full_volume_asks_for_its_purpose_and_the_reporter_reads_of_it(city: City) -> None:
    case = rich(city)
    set_clock(AT + 3 * DAY)
    client = client_of(city, "street_officer")
    status, content = pressed(client, case, "full")
    assert status == 422
    assert "error-summary" in content.decode()
    assert not Volume.objects.exists()
    status, content = pressed(client, case, "full", purpose="archive")
    assert status == 422
    status, content = pressed(client, case, "full", purpose="court")
    assert status == 200
    assert NAME in unpacked(content)["volume.html"].decode()
    assert case.openings.filter(purpose="lawful_request").count() == 1


@pytest.mark.parametrize("name", ["firm_staff", "caller", "department_officer", "system_admin", "other_clerk"])
def test_others_are_neither_offered_nor_given_it(city: City, name: str) -> None:
    case = rich(city)
    client = client_of(city, name)
    for variant in ("masked", "full"):
        status, content = pressed(client, case, variant, purpose="court")
        assert status in {403, 404}
        assert not any(word in content.decode() for word in (NAME, PHONE, DOOR))
    found = client.get(f"{reverse('volumes:overview')}?case={case.number}")
    assert found.status_code in {403, 404}
    shown = client.get(reverse("cases:read", args=[case.number]))
    assert "/desk/volumes/" not in shown.content.decode()


def test_the_level_above_gets_the_masked_one_alone(city: City) -> None:
    case = rich(city)
    client = client_of(city, "district_clerk")
    body = read(client, f"{reverse('volumes:overview')}?case={case.number}")
    assert 'action="/desk/volumes/masked' in body
    assert 'action="/desk/volumes/full' not in body
    assert pressed(client, case, "full", purpose="court")[0] == 403
    assert pressed(client, case)[0] == 200


def test_what_is_asked_wrongly_is_refused(city: City) -> None:
    case = complaint(city)
    client = client_of(city, "street_officer")
    assert pressed(client, case, "other")[0] == 404
    assert pressed(client, case, purpose="fun")[0] == 422
    assert client.get(reverse("volumes:overview")).status_code == 404
    assert client.get(f"{reverse('volumes:overview')}?case=20210601-999999").status_code == 404
    assert client.get(reverse("volumes:make", args=["masked"])).status_code == 405


def test_a_case_without_a_name_offers_no_full_volume(city: City) -> None:
    case = complaint(city)
    Reporter.objects.filter(case=case).delete()
    client = client_of(city, "street_officer")
    assert 'action="/desk/volumes/full' not in read(client, f"{reverse('volumes:overview')}?case={case.number}")
    assert pressed(client, case, "full", purpose="court")[0] == 403
    assert pressed(client, case)[0] == 200
