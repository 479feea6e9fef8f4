"""A reporter whose name, number, door and words cannot be mistaken, and cases of theirs by every channel."""

from __future__ import annotations

import io
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from huying.cases.models import Case
from tests.api.callers import CASES, Caller, caller
from tests.cases.sheets import CENTRE, come_in, order, written
from tests.rights.neighbours import signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

NAME, PHONE, DOOR = "欧阳鹤唳", "13987650432", "七栋玖单元贰叁壹室"
IDENTITY = "11010519491231002X"
SECRET = "雪豹暗语"
MAKER = "CanaryCamera77"
IDENTIFYING = (NAME, PHONE, DOOR, IDENTITY, MAKER, "139 8765 0432", "139****0432", "*" + NAME[1:])
EVERYTHING = (*IDENTIFYING, SECRET)
COMPLAINT = f"{SECRET}：保安推搡老人。我是{NAME}，住{DOOR}，电话{PHONE}，身份证{IDENTITY}。"
REPAIR = f"电梯停运，请回电{PHONE}，证件{IDENTITY}。"
PLACE = {"compound_code": "371002003001-0001"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One case that came in, by which way."""

    way: str
    case: Case
    code: str = ""


def photograph() -> bytes:
    """Return a picture whose hidden data name the camera's owner."""
    picture, hidden = Image.new("RGB", (40, 30), "teal"), Image.Exif()
    hidden[0x010F], hidden[0x9C9D], hidden[0x013B] = MAKER, NAME.encode("utf-16-le"), PHONE
    packed = io.BytesIO()
    picture.save(packed, "JPEG", exif=hidden)
    return packed.getvalue()


def by_portal(city: City, *, nature: str, text: str) -> Told:
    """Report on the residents' page, with a photograph that tells more than it shows."""
    browser = signed_in(city, "")
    fields = {
        "wish": nature,
        "text": text,
        "place": city.served.name,
        "contact": PHONE,
        "door": DOOR,
        "token": uuid.uuid4().hex,
    }
    photo = SimpleUploadedFile(f"{NAME}.jpg", photograph(), content_type="image/jpeg")
    response = browser.post("/report", {**fields, "photos": [photo]})
    assert response.status_code == 200, response.content.decode()
    return Told(way="portal", case=Case.objects.latest("pk"))


def by_api(city: City, *, token: str, **given: Any) -> Told:
    """Report by the API, with or without a token."""
    program = caller(city, token) if token else Caller()
    body = {"name": NAME, "phone": PHONE, "door": DOOR, "address": DOOR, "title": "", **PLACE} | given
    response = program.post(CASES, body, key=uuid.uuid4().hex)
    assert response.status_code == 201, response.content.decode()
    answer = json.loads(response.content)
    return Told(way="api", case=Case.objects.latest("pk"), code=answer["tracking_code"])


def by_desk(city: City, **given: Any) -> Told:
    """Have a clerk write it down."""
    fields = {"channel": "phone", "text": COMPLAINT, "title": f"{SECRET}投诉", "kind": "complaint", "urgency": ""}
    fields |= {"nature": "complaint", "place": PLACE["compound_code"], "address": DOOR, "name": NAME, "phone": PHONE}
    fields |= {"privacy": "shielded", "door": DOOR, "topic": "", "token": uuid.uuid4().hex}
    response = signed_in(city, "district_clerk").post("/desk/cases/new", fields | given)
    assert response.status_code == 200, response.content.decode()
    return Told(way="desk", case=Case.objects.latest("pk"))


def by_sheet(folder: Path) -> Told:
    """Have the hotline centre's sheet bring it."""
    row = order(诉求人=NAME, 联系电话=PHONE, 诉求类型="投诉", 诉求内容=COMPLAINT, 是否保密="是", 工单编号="WCANARY")
    come_in(written(folder / "orders.csv", CENTRE, row))
    return Told(way="sheet", case=Case.objects.latest("pk"))
